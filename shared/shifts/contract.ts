// Shifts at supervised sites for those who come: the calendar with its gaps, booking, waiting, swapping, being there.
// What the office does stands in desk-contract.ts, hours and certificates in hours-contract.ts.
import { line, queryInt, pageInput, pageOf, route } from '../contract'
import { Id } from '../ids'
import { Clock, Day, Instant } from '../time'
import * as z from '../z'
import {
  bookingStates,
  dayParts,
  markWays,
  shiftStatuses,
  standings,
  supervisorKinds,
  uncountedWhys,
} from './vocabulary'
import { supervisors } from './rules'

export const Kind = z.enum(supervisorKinds)
export const Reason = line(100, 2)

export const Uncounted = z.object({ minutes: z.int(), why: z.enum(uncountedWhys), text: z.string() })

export const Shift = z.object({
  id: Id,
  siteId: Id,
  placeId: Id,
  /** "锦绣花园 1号投放点" */
  name: z.string(),
  address: z.string(),
  day: Day,
  from: Clock,
  to: Clock,
  startsAt: Instant,
  endsAt: Instant,
  minimum: z.int(),
  maximum: z.int(),
  booked: z.int(),
  waiting: z.int(),
  /** To the maximum, and to the minimum. */
  missing: z.int(),
  below: z.int(),
  /** Some hundred metres from home; null where home or site has no position. */
  metres: z.int().nullable(),
  /** "陈*"; null: nobody yet. */
  lead: z.string().nullable(),
  status: z.enum(shiftStatuses),
  /** Why it was cancelled. */
  reason: z.string().nullable(),
  /** Swaps that somebody offers in it and that I may take. */
  swaps: z.int(),
  /** My own booking in it, if any. */
  mine: z.object({ id: Id, state: z.enum(bookingStates) }).nullable(),
  /** As whom I may come, the usual one first. */
  kinds: z.array(Kind),
  allowed: z.array(z.enum(['book', 'wait', 'takeSwap'])),
})
export type Shift = z.infer<typeof Shift>

export const MyShift = z.object({
  id: Id,
  shiftId: Id,
  siteId: Id,
  name: z.string(),
  address: z.string(),
  day: Day,
  from: Clock,
  to: Clock,
  startsAt: Instant,
  endsAt: Instant,
  as: Kind,
  state: z.enum(bookingStates),
  /** An offered place is kept until then. */
  offeredUntil: Instant.nullable(),
  cancelUntil: Instant,
  /** I offer it to others; I stay responsible until somebody takes it. */
  isOffered: z.boolean(),
  /** Who took it or gave it, while that can be undone. */
  undoUntil: Instant.nullable(),
  lead: z.string().nullable(),
  isLead: z.boolean(),
  booked: z.int(),
  minimum: z.int(),
  reason: z.string().nullable(),
  standing: z.enum(standings),
  checkedInAt: Instant.nullable(),
  checkedOutAt: Instant.nullable(),
  /** When I said, a day before, that I come. */
  confirmedAt: Instant.nullable(),
  /** Drawn from by the second looks; it may lie on the phone. */
  seed: z.string(),
  allowed: z.array(
    z.enum(['cancel', 'accept', 'offer', 'withdraw', 'undo', 'checkIn', 'checkOut', 'showCode', 'sayComing', 'lead']),
  ),
})
export type MyShift = z.infer<typeof MyShift>

/** The format of rows that this server reads. */
export const MARK_FORMAT = 1

/** A check-in or check-out as the phone wrote it down, with its own id; sent any number of times, in any order. */
export const MarkRow = z.strictObject({
  format: z.int().min(1).max(99),
  id: Id,
  bookingId: Id,
  kind: z.enum(['in', 'out']),
  how: z.enum(markWays),
  /** What was scanned or typed. */
  code: line(160).nullable(),
  /** What the phone's clock showed at the tap. */
  at: Instant,
  /** WGS-84, where it was given. */
  lng: z.number().min(-180).max(180).nullable(),
  lat: z.number().min(-90).max(90).nullable(),
  /** At check-out: logs that still lie on this phone. */
  left: z.int().min(0).max(100_000).nullable(),
})
export type MarkRow = z.infer<typeof MarkRow>

export const shifts = {
  calendar: route({
    method: 'GET',
    path: '/api/shifts/calendar',
    may: 'signedIn',
    input: z.strictObject({
      day: Day.optional(),
      /** How many days the strip shows. */
      days: queryInt(1, 14).optional(),
      part: z.enum(dayParts).optional(),
    }),
    output: z.object({
      today: Day,
      /** False: no role that comes to shifts; how one gets it is a word with the community. */
      isSupervisor: z.boolean(),
      days: z.array(z.object({ day: Day, shifts: z.int(), missing: z.int(), mine: z.boolean() })),
      day: Day,
      items: z.array(Shift),
      /** Confirmed minutes of my own. */
      minutes: z.int(),
    }),
    summary: '督导班次日历：缺人的在前，离家近的在前',
  }),
  book: route({
    method: 'POST',
    path: '/api/shifts/:id/bookings',
    may: supervisors,
    input: z.strictObject({ id: Id, bookingId: Id, as: Kind.optional() }),
    output: MyShift,
    errors: [
      'NOT_FOUND',
      'SHIFT_FULL',
      'SHIFT_CANCELLED',
      'SHIFT_OVER',
      'SHIFT_TOO_MANY',
      'SHIFT_ALREADY_BOOKED',
      'IDEMPOTENCY_KEY_REUSED',
      'SHIFT_TRAINING_NEEDED',
      'SLOT_OVERLAP',
      'INPUT_INVALID',
    ],
    summary: '报名一班',
  }),
  wait: route({
    method: 'POST',
    path: '/api/shifts/:id/line',
    may: supervisors,
    input: z.strictObject({ id: Id, bookingId: Id, as: Kind.optional() }),
    output: MyShift,
    errors: [
      'NOT_FOUND',
      'SHIFT_FULL',
      'SHIFT_CANCELLED',
      'SHIFT_OVER',
      'SHIFT_ALREADY_BOOKED',
      'IDEMPOTENCY_KEY_REUSED',
      'SHIFT_TRAINING_NEEDED',
      'INPUT_INVALID',
    ],
    summary: '排候补',
  }),
  accept: route({
    method: 'POST',
    path: '/api/shifts/bookings/:id/accept',
    may: supervisors,
    input: z.strictObject({ id: Id }),
    output: MyShift,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'SHIFT_FULL', 'SHIFT_CANCELLED', 'SHIFT_TRAINING_NEEDED', 'SLOT_OVERLAP'],
    summary: '候补轮到了：来',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/shifts/bookings/:id/cancel',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: MyShift,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'SHIFT_TOO_LATE_TO_CANCEL'],
    summary: '取消报名、不要让出的名额或退出候补',
  }),
  sayComing: route({
    method: 'POST',
    path: '/api/shifts/bookings/:id/coming',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: MyShift,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'SHIFT_NOT_YET_ASKED'],
    summary: '开班前一天起说一声：到时来（不说也保留名额；不来就取消，名额给候补）',
  }),
  offer: route({
    method: 'POST',
    path: '/api/shifts/bookings/:id/swap',
    may: supervisors,
    input: z.strictObject({ id: Id, isOffered: z.boolean() }),
    output: MyShift,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'SHIFT_OVER'],
    summary: '请人换班，或收回（有人接走以前仍由自己负责）',
  }),
  takeSwap: route({
    method: 'POST',
    path: '/api/shifts/:id/swaps',
    may: supervisors,
    input: z.strictObject({ id: Id, bookingId: Id, as: Kind.optional() }),
    output: MyShift,
    errors: [
      'NOT_FOUND',
      'SHIFT_SWAP_GONE',
      'SHIFT_SWAP_OWN',
      'SHIFT_CANCELLED',
      'SHIFT_OVER',
      'SHIFT_TOO_MANY',
      'SHIFT_ALREADY_BOOKED',
      'IDEMPOTENCY_KEY_REUSED',
      'SHIFT_TRAINING_NEEDED',
      'SLOT_OVERLAP',
      'INPUT_INVALID',
    ],
    summary: '接别人的班',
  }),
  undoSwap: route({
    method: 'POST',
    path: '/api/shifts/bookings/:id/undo',
    may: supervisors,
    input: z.strictObject({ id: Id }),
    output: MyShift,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'SHIFT_UNDO_OVER', 'SLOT_OVERLAP', 'SHIFT_TOO_MANY'],
    summary: '换班后10分钟内撤回（双方都可以）',
  }),
  mine: route({
    method: 'GET',
    path: '/api/shifts/mine',
    may: 'signedIn',
    input: z.strictObject({ ...pageInput, when: z.enum(['coming', 'past']) }),
    output: pageOf(MyShift),
    summary: '我的班次',
  }),
  /** Rows of a phone: each is answered by itself. `sentAt`: the phone's clock when it sends. */
  sendMarks: route({
    method: 'POST',
    path: '/api/shifts/marks',
    may: 'signedIn',
    keyed: false,
    limit: { count: 60, seconds: 600 },
    /** `rows`: each a MarkRow, read one by one: one that can't be read is refused and keeps none of the others. */
    input: z.strictObject({ sentAt: Instant, rows: z.array(z.object({ id: Id }).loose()).max(100) }),
    output: z.object({
      results: z.array(
        z.object({
          id: Id,
          outcome: z.enum(['accepted', 'had', 'refused']),
          /** Why it was refused; with the words that a person reads. */
          code: z.string().nullable(),
          text: z.string().nullable(),
          standing: z.enum(standings).nullable(),
        }),
      ),
    }),
    summary: '签到、签退（离线记下的逐条回答，重复无害）',
  }),
  code: route({
    method: 'GET',
    path: '/api/shifts/:id/code',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({ qr: z.string(), digits: z.string(), until: Instant, refreshSeconds: z.int() }),
    errors: ['NOT_FOUND', 'SHIFT_CANCELLED', 'SHIFT_NOT_NOW'],
    summary: '组长手机上的签到码（每半分钟换一次）',
  }),
  people: route({
    method: 'GET',
    path: '/api/shifts/:id/people',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({
      shift: Shift,
      mayShowCode: z.boolean(),
      items: z.array(
        z.object({
          bookingId: Id,
          personId: Id,
          name: z.string(),
          as: Kind,
          state: z.enum(bookingStates),
          standing: z.enum(standings),
          how: z.enum(markWays).nullable(),
          checkedInAt: Instant.nullable(),
          checkedOutAt: Instant.nullable(),
          /** Said a day before that they come. */
          saidComing: z.boolean(),
          minutes: z.int(),
          uncounted: z.array(Uncounted),
          /** Booked, and did not come, in the last 90 days; for who leads alone. */
          noShows: z.int(),
          /** Its own words for every correction, latest first. */
          corrections: z.array(z.object({ at: Instant, by: z.string(), reason: z.string(), text: z.string() })),
          allowed: z.array(z.enum(['confirm', 'correct'])),
        }),
      ),
    }),
    errors: ['NOT_FOUND'],
    summary: '一班的人：谁到了、谁没到（查看留痕）',
  }),
  confirm: route({
    method: 'POST',
    path: '/api/shifts/bookings/:id/confirm',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({ id: Id, standing: z.enum(standings) }),
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'SHIFT_NOTHING_TO_CONFIRM', 'DECIDES_OWN_CASE'],
    summary: '组长核实自记的签到',
  }),
  correct: route({
    method: 'POST',
    path: '/api/shifts/bookings/:id/correct',
    may: 'signedIn',
    /** Both null: was not there. */
    input: z.strictObject({ id: Id, in: Instant.nullable(), out: Instant.nullable(), reason: Reason }),
    output: z.object({ id: Id, standing: z.enum(standings), minutes: z.int() }),
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'SHIFT_TIMES_WRONG', 'DECIDES_OWN_CASE', 'WRONG_STATE'],
    summary: '更正一人的到离（写明原因，每次都留痕）',
  }),
} as const
