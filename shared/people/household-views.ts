// Households as they are sent and answered: what people type, members, proxies, a household, a request to join.
import { line } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { ConsentHow } from './contract'

/**
 * What people type: "3栋", "3号楼", "3#" are the same building; rules.ts normalises. Empty unit for houses and villages.
 */
export const AddressInput = {
  placeId: Id,
  building: line(20),
  unit: line(20),
  room: line(20, 1),
  /** "A", "B"… for shared flats: sub-accounts at one room, none owning the others. */
  sub: z
    .string()
    .regex(/^[A-Z]?$/, '请填一个大写字母')
    .optional(),
}
export const Address = z.object({ building: z.string(), unit: z.string(), room: z.string(), sub: z.string() })

export const requestKinds = ['ask', 'claim'] as const
export const requestStatuses = ['waiting', 'approved', 'refused', 'lapsed', 'withdrawn'] as const

export const Member = z.object({
  personId: Id,
  name: z.string(),
  owner: z.boolean(),
  since: Instant,
  isMe: z.boolean(),
})
export const ProxyAnswer = z.object({
  id: Id,
  householdId: Id,
  label: z.string(),
  personId: Id,
  name: z.string(),
  how: ConsentHow,
  until: Day,
  recordedAt: Instant,
  recordedBy: z.string(),
})
export const Household = z.object({
  id: Id,
  placeId: Id,
  placeName: z.string(),
  placePath: z.array(Id),
  label: z.string(),
  address: Address.nullable(),
  cardOnly: z.boolean(),
  members: z.array(Member),
  proxies: z.array(ProxyAnswer),
  requests: z.array(z.object({ id: Id, name: z.string(), at: Instant, dueOn: Day })),
  codeIssuedAt: Instant.nullable(),
  since: Instant.nullable(),
  allowed: z.array(
    z.enum(['invite', 'leave', 'transfer', 'removeMember', 'showCode', 'reissueCode', 'recordProxy', 'merge']),
  ),
})
export const JoinRequest = z.object({
  id: Id,
  kind: z.enum(requestKinds),
  status: z.enum(requestStatuses),
  personId: Id,
  name: z.string(),
  /** Null for the claimant of a claim by card: nothing tells where the household is until they are in. */
  placeId: Id.nullable(),
  placeName: z.string(),
  label: z.string(),
  note: z.string(),
  createdAt: Instant,
  dueOn: Day.nullable(),
  /** Who has to answer now; null once it is decided. `door`: a slip is at the door, and nobody has objected yet. */
  waitsFor: z.enum(['members', 'community', 'door']).nullable(),
  /** The day the slip was printed; for the community only. */
  slipOn: Day.nullable(),
  /** Last day to object to a claim whose slip is at the door. */
  objectBy: Day.nullable(),
  decidedAt: Instant.nullable(),
  reason: z.string().nullable(),
  /** Whether the room already has members: a reason to look twice. Null for the asker. */
  roomHasMembers: z.boolean().nullable(),
  allowed: z.array(z.enum(['approve', 'refuse', 'printSlip', 'join', 'handOver', 'withdraw'])),
})
