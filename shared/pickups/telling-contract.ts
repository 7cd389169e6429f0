// What has to be said to people whom no message reaches: a booking without an account, or without a telephone at all.
import { countedPageOf, line, listInput, queryFlag, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { agents } from './roles'

/** `ring`: a telephone number was left; `visit`: there is none, somebody goes there. */
export const tellingWays = ['ring', 'visit'] as const
export const tellingWayNames: Readonly<Record<(typeof tellingWays)[number], string>> = {
  ring: '打电话',
  visit: '上门告知',
}
/** How it ended. */
export const tellingOutcomes = ['rang', 'visited', 'note_left', 'not_reached'] as const
export type TellingOutcome = (typeof tellingOutcomes)[number]
export const tellingOutcomeNames: Readonly<Record<TellingOutcome, string>> = {
  rang: '电话里说了',
  visited: '当面说了',
  note_left: '在门上留了字条',
  not_reached: '没有联系上',
}

export const Telling = z.object({
  id: Id,
  bookingId: Id,
  number: z.string(),
  way: z.enum(tellingWays),
  placeName: z.string(),
  /** Masked. */
  addressText: z.string(),
  contactName: z.string(),
  title: z.string(),
  text: z.string(),
  at: Instant,
  dueOn: Day,
  /** Null while it is still to be told. */
  done: z.object({ outcome: z.enum(tellingOutcomes), note: z.string(), by: z.string(), at: Instant }).nullable(),
})
export type Telling = z.infer<typeof Telling>

export const pickupsTelling = {
  list: route({
    method: 'GET',
    path: '/api/desk/pickups/to-tell',
    may: agents,
    input: z.strictObject({ ...listInput('dueAt', '-dueAt'), placeId: Id.optional(), done: queryFlag().optional() }),
    output: countedPageOf(Telling),
    summary: '要打电话或上门告知的（住户没有账号）',
  }),
  done: route({
    method: 'POST',
    path: '/api/desk/pickups/to-tell/:id/done',
    may: agents,
    input: z.strictObject({ id: Id, outcome: z.enum(tellingOutcomes), note: line(100).optional() }),
    output: Telling,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '登记已经告知，或没有联系上',
  }),
  /** Whom to reach and where, in full, for a reason that is written down. */
  contact: route({
    method: 'POST',
    path: '/api/desk/pickups/:id/contact',
    may: agents,
    keyed: false,
    limit: { count: 60, seconds: 3600 },
    input: z.strictObject({ id: Id, reason: line(100, 2) }),
    output: z.object({ name: z.string(), phone: z.string().nullable(), addressText: z.string() }),
    errors: ['NOT_FOUND'],
    summary: '查看预约的联系人、电话和住址（留痕）',
  }),
} as const
