// Help with carrying and lower prices: asked for a household by one of its people or at the counter, verified by the
// community until a day, ended again. The status itself is seen only by who asked and by those who verify; the crew
// sees that it is to carry, and a price says "减免".
import { countedPageOf, line, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { statusKinds } from './reliefs'
import { verifiers } from './roles'

/** Days that a status can be verified for at most. Our choice: three years, then it is looked at again. */
export const MAX_STATUS_DAYS = 3 * 366

/** `lapsed`: its day is over. */
export const verifyStates = ['waiting', 'approved', 'refused', 'withdrawn', 'ended', 'lapsed'] as const
export type VerifyState = (typeof verifyStates)[number]
export const verifyStateNames: Readonly<Record<VerifyState, string>> = {
  waiting: '待核实',
  approved: '有效',
  refused: '未通过',
  withdrawn: '已撤回',
  ended: '已终止',
  lapsed: '已到期',
}

const StatusKind = z.enum(statusKinds)

export const HouseholdStatus = z.object({
  id: Id,
  householdId: Id,
  kind: StatusKind,
  kindText: z.string(),
  state: z.enum(verifyStates),
  stateText: z.string(),
  /** Whom of the household it is about. */
  personName: z.string(),
  askedAt: Instant,
  /** Its last day, once it is verified. */
  until: Day.nullable(),
  /** Of the decision, or of its end. */
  reason: z.string().nullable(),
  allowed: z.array(z.enum(['withdraw', 'decide', 'end'])),
})
export type HouseholdStatus = z.infer<typeof HouseholdStatus>

export const StatusRow = HouseholdStatus.extend({
  placeName: z.string(),
  /** The household's door. */
  addressText: z.string(),
  note: z.string(),
  askedBy: z.string(),
  decidedBy: z.string().nullable(),
})
export type StatusRow = z.infer<typeof StatusRow>

export const statuses = {
  mine: route({
    method: 'GET',
    path: '/api/pickups/statuses',
    may: 'signedIn',
    input: z.strictObject({ householdId: Id }),
    output: z.object({
      /** Those that the actor has asked for. */
      items: z.array(HouseholdStatus),
      /** The crew carries for this household until this day; for all of its people. */
      carryHelpUntil: Day.nullable(),
    }),
    errors: ['PICKUP_NOT_YOURS'],
    summary: '帮扶上门和减免：我提出的申请',
  }),
  ask: route({
    method: 'POST',
    path: '/api/pickups/statuses',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      householdId: Id,
      kind: StatusKind,
      personName: line(20, 1),
      note: text(100).optional(),
    }),
    output: HouseholdStatus,
    errors: ['PICKUP_NOT_YOURS', 'PICKUP_STATUS_WAITING', 'NOT_FOUND'],
    limit: { count: 20, seconds: 3600 },
    summary: '申请帮扶上门或减免（由社区核实）',
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/pickups/statuses/:id/withdraw',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: HouseholdStatus,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '撤回申请，或不再需要',
  }),
} as const

export const statusesDesk = {
  list: route({
    method: 'GET',
    path: '/api/desk/statuses',
    may: verifiers,
    input: z.strictObject({
      ...listInput('-id', 'id'),
      state: z.enum(['waiting', 'approved', 'refused', 'withdrawn', 'ended']).optional(),
      kind: StatusKind.optional(),
      householdId: Id.optional(),
    }),
    output: countedPageOf(StatusRow),
    summary: '帮扶与减免核实（查看留痕）',
  }),
  decide: route({
    method: 'POST',
    path: '/api/desk/statuses/:id/decide',
    may: verifiers,
    input: z.strictObject({
      id: Id,
      approved: z.boolean(),
      /** Its last day; needed where it is approved. */
      until: Day.optional(),
      reason: text(100, 2),
    }),
    output: StatusRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE', 'INPUT_INVALID'],
    summary: '核实通过（写明到期日）或不通过',
  }),
  end: route({
    method: 'POST',
    path: '/api/desk/statuses/:id/end',
    may: verifiers,
    input: z.strictObject({ id: Id, reason: text(100, 2) }),
    output: StatusRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '提前终止',
  }),
} as const
