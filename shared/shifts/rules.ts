// What is true of shifts: which windows of a site make shifts, who may come as what, until when one may cancel, swap,
// check in. Counted minutes are in hours.ts. Pure; instants and days come in as arguments.
// Figures without a source in the city's texts are defaults of this product.
import { holdsRole, type Actor, type Role } from '../actors'
import type { ErrorCode } from '../errors'
import { addMinutes, instantAt, weekdayOf, type Clock, type Day } from '../time'
import type { DayPart, SupervisorKind } from './vocabulary'

/** Shifts are made so many days ahead, today included. */
export const DAYS_AHEAD = 14
export const MINIMUM = 2
export const MAXIMUM = 4
/** Trainees beside those who supervise, at most; counted apart from both figures above. */
export const TRAINEE_PLACES = 2
/** The most that one shift counts, unless the shift says otherwise: product §8. */
export const MAX_MINUTES = 120
/** A window longer than this is when bins are open, not when somebody stands there. */
export const LONGEST_SHIFT_MINUTES = 240
export const CANCEL_HOURS = 12
export const EARLY_MINUTES = 30
export const UNDO_MINUTES = 10
/** So long before the start too few people are told of. */
export const SHORT_HOURS = 2
export const REMIND_HOURS = 2
/** So long before the start whoever booked is asked whether they still come; no answer keeps the place. */
export const ASK_HOURS = 24
/** From when on one may say that one comes, until the shift begins. */
export const mayConfirm = ({ startsAt }: Pick<Times, 'startsAt'>, now: Date): boolean =>
  now >= addMinutes(startsAt, -ASK_HOURS * 60) && now < startsAt
/** Volunteers that one call for hands reaches at most, and how long until the next of the same shift. */
export const MOST_CALLED = 30
export const CALL_AGAIN_HOURS = 2
/** Shifts that one person may have booked at a time. */
export const MOST_BOOKED = 30
/** Minutes to answer a freed place. */
export const ANSWER_MINUTES = 120
/** The lead's code is good so long, and drawn anew sooner. */
export const CODE_SECONDS = 60
export const CODE_REFRESH_SECONDS = 30
/** A phone's clock may be wrong by so much beside the time in a code before the code no longer proves the time. */
export const CODE_SLACK_SECONDS = 300
/** Rows of a phone are taken in until so many days after the shift; after that the office enters them. */
export const LATE_DAYS = 30
/** A row that comes more than so many hours after the shift is 自助, and changes nothing of what is 已核. */
const PROOF_HOURS = 24

export type SiteWindow = { weekdays: readonly number[]; from: Clock; to: Clock }
export type Times = { startsAt: Date; endsAt: Date }

const minutesOf = (clock: Clock): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** The windows of a site that are supervised: those of at most four hours that do not pass midnight. */
export function shiftWindows(windows: readonly SiteWindow[], day: Day): { from: Clock; to: Clock }[] {
  const seen = new Map<Clock, { from: Clock; to: Clock }>()
  for (const { weekdays, from, to } of windows) {
    const long = minutesOf(to) - minutesOf(from)
    if (weekdays.includes(weekdayOf(day)) && long > 0 && long <= LONGEST_SHIFT_MINUTES) seen.set(from, { from, to })
  }
  return [...seen.values()].sort((a, b) => (a.from < b.from ? -1 : 1))
}

export const timesOf = (day: Day, { from, to }: { from: Clock; to: Clock }): Times => ({
  startsAt: instantAt(day, from),
  endsAt: instantAt(day, to),
})

export const partOf = (from: Clock): DayPart => (from < '10:00' ? 'morning' : from < '17:00' ? 'daytime' : 'evening')

const volunteers = ['volunteer', 'leadVolunteer'] as const satisfies readonly Role[]
/** Who comes to shifts, and the routes that let them. */
export const supervisors = [...volunteers, 'guideWorker', 'propertyManager'] as const satisfies readonly Role[]
/** Who arranges shifts and corrects presence in their places. */
export const shiftKeepers = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
export const shiftReaders = [...shiftKeepers, 'propertyManager', 'auditor'] as const satisfies readonly Role[]

/** As whom somebody may come to a place, the usual one first; empty for who has no role there. */
export function kindsFor(actor: Actor, placePath: readonly string[]): SupervisorKind[] {
  return [
    ...(holdsRole(actor, volunteers, placePath) ? (['volunteer', 'partyMember', 'resident'] as const) : []),
    ...(holdsRole(actor, ['propertyManager'], placePath) ? (['property'] as const) : []),
    ...(holdsRole(actor, ['guideWorker'], placePath) ? (['guide', 'trainee'] as const) : []),
  ]
}

export const keepsShift = (actor: Actor, { placePath }: { placePath: readonly string[] }): boolean =>
  actor.kind === 'system' || holdsRole(actor, shiftKeepers, placePath)

/** Shows the code and confirms who is there: who is named as lead, while they hold the role, and the office. */
export const leadsShift = (actor: Actor, shift: { placePath: readonly string[]; leadId: string | null }): boolean =>
  keepsShift(actor, shift) ||
  (actor.kind === 'person' &&
    shift.leadId === actor.personId &&
    holdsRole(actor, ['leadVolunteer', 'guideWorker'], shift.placePath))

/** Booking is open until the shift ends, so that a gap can be filled to the last. */
export const bookRefusal = (
  { status, endsAt }: { status: 'planned' | 'cancelled'; endsAt: Date },
  now: Date,
): ErrorCode | null => (status === 'cancelled' ? 'SHIFT_CANCELLED' : now >= endsAt ? 'SHIFT_OVER' : null)

export const cancelUntil = ({ startsAt }: Pick<Times, 'startsAt'>): Date => addMinutes(startsAt, -CANCEL_HOURS * 60)

/** Who only waits may leave the line at any time. */
export const cancelRefusal = (
  shift: Pick<Times, 'startsAt'>,
  state: 'booked' | 'waiting' | 'offered',
  now: Date,
): ErrorCode | null => (state === 'booked' && now > cancelUntil(shift) ? 'SHIFT_TOO_LATE_TO_CANCEL' : null)

/** A place can be given to somebody else until the shift begins. */
export const swapRefusal = ({ startsAt }: Pick<Times, 'startsAt'>, now: Date): ErrorCode | null =>
  now >= startsAt ? 'SHIFT_OVER' : null

export const undoUntil = (takenAt: Date): Date => addMinutes(takenAt, UNDO_MINUTES)

/** When one may check in, by the corrected time of the tap. */
export const checkInRefusal = ({ startsAt, endsAt }: Times, at: Date): ErrorCode | null =>
  at < addMinutes(startsAt, -EARLY_MINUTES) || at >= endsAt ? 'SHIFT_NOT_NOW' : null

/** Until when the code that is asked for now is good: the same text within each half minute. */
export function codeEndsAt(now: Date): Date {
  const step = CODE_REFRESH_SECONDS * 1000
  return new Date((Math.floor(now.getTime() / step) + CODE_SECONDS / CODE_REFRESH_SECONDS) * step)
}

/**
 * The time of a tap by a clock that may be wrong: the phone says what its clock showed at the tap and at sending, and
 * what passed between the two is what is known. Never after it was received.
 */
export function correctedTime(at: Date, sentAt: Date, receivedAt: Date): Date {
  const ago = Math.max(0, sentAt.getTime() - at.getTime())
  return new Date(receivedAt.getTime() - ago)
}

/**
 * What a code says of the time: it was shown in its last minute before `expires`. Null where the tap does not fit to
 * it, so that a photographed code proves nothing later.
 */
export function timeByCode(at: Date, expires: Date): Date | null {
  const [first, last] = [expires.getTime() - CODE_SECONDS * 1000, expires.getTime()]
  const slack = CODE_SLACK_SECONDS * 1000
  if (at.getTime() < first - slack || at.getTime() > last + slack) return null
  return new Date(Math.min(Math.max(at.getTime(), first), last))
}

export const isLateMark = ({ endsAt }: Pick<Times, 'endsAt'>, receivedAt: Date): boolean =>
  receivedAt > addMinutes(endsAt, PROOF_HOURS * 60)

/** What is missing to the maximum, and what to the minimum. */
export const gapOf = ({ minimum, maximum }: { minimum: number; maximum: number }, booked: number) => ({
  missing: Math.max(0, maximum - booked),
  below: Math.max(0, minimum - booked),
})

type Ranked = { below: number; missing: number; metres: number | null; from: Clock; name: string }
/** Gaps first, those under the minimum before all; then near home, then early. */
export function byNeed(a: Ranked, b: Ranked): number {
  const need = (one: Ranked): number => (one.below > 0 ? 0 : one.missing > 0 ? 1 : 2)
  const far = (one: Ranked): number => one.metres ?? Number.MAX_SAFE_INTEGER
  return need(a) - need(b) || far(a) - far(b) || (a.from < b.from ? -1 : a.from > b.from ? 1 : a.name < b.name ? -1 : 1)
}
