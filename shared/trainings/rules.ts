// What is true of trainings: when one may sign in, how the code on the lecturer's phone rotates, what a result is worth
// and until which day. Pure; instants and days come in as arguments. Figures are defaults of this product.
import { holdsRole, type Actor, type Role } from '../actors'
import type { ErrorCode } from '../errors'
import type { Fact } from '../ledger/earning'
import { addDays, addMonths, dayOf, lastDayOf, monthOf, type Day } from '../time'
import type { TrainingResult } from './vocabulary'

/** The code on the lecturer's screen is good so long, and is drawn anew sooner. */
export const CODE_SECONDS = 60
export const CODE_REFRESH_SECONDS = 30
/** Who comes early signs in from half an hour before. */
export const EARLY_MINUTES = 30
/** Paper lists are entered, and results written down, until so many days after. */
export const ENTRY_DAYS = 30
/** So many days before a qualification ends its holder is told. */
export const WARN_DAYS = 14

export type SessionTimes = { startsAt: Date; endsAt: Date }

/** Why somebody can't sign in with the code at this instant, or null. */
export function signInRefusal({ startsAt, endsAt }: SessionTimes, now: Date): ErrorCode | null {
  if (now.getTime() < startsAt.getTime() - EARLY_MINUTES * 60_000) return 'TRAINING_NOT_YET'
  return now.getTime() > endsAt.getTime() ? 'TRAINING_OVER' : null
}

/** Why staff can't enter who was there, or a result, at this instant, or null. */
export function entryRefusal({ startsAt, endsAt }: SessionTimes, now: Date): ErrorCode | null {
  if (now.getTime() < startsAt.getTime() - EARLY_MINUTES * 60_000) return 'TRAINING_NOT_YET'
  return now.getTime() > endsAt.getTime() + ENTRY_DAYS * 86_400_000 ? 'TRAINING_OVER' : null
}

/** Why a session can't take place at these times, or null. */
export const timesRefusal = ({ startsAt, endsAt }: SessionTimes): ErrorCode | null =>
  endsAt <= startsAt || endsAt.getTime() - startsAt.getTime() > 12 * 3_600_000 ? 'TRAINING_TIMES_WRONG' : null

/** Until when the code that is asked for now is good: the same text within each half minute. */
export function codeEndsAt(now: Date): Date {
  const step = CODE_REFRESH_SECONDS * 1000
  return new Date((Math.floor(now.getTime() / step) + CODE_SECONDS / CODE_REFRESH_SECONDS) * step)
}

/** What qualifies: where there is a test, passing it; else having been there. */
export const qualifies = (result: TrainingResult, isTested: boolean): boolean =>
  result === 'passed' || (result === 'present' && !isTested)

/**
 * The last day of a qualification: so many months on, on the same day of the month or the month's last; null where it
 * does not end.
 */
export function validUntil(day: Day, validMonths: number | null): Day | null {
  if (validMonths === null) return null
  const month = addMonths(monthOf(day), validMonths)
  const same = `${month}-${day.slice(8)}`
  return addDays(same > lastDayOf(month) ? lastDayOf(month) : same, -1)
}

export type Qualification = { on: Day; result: TrainingResult; isTested: boolean; validUntil: Day | null }

/** Whether one of these qualifies on a day: from the day of the training on, until its last day. */
export const hasQualified = (all: readonly Qualification[], day: Day): boolean =>
  all.some(
    (one) => qualifies(one.result, one.isTested) && one.on <= day && (one.validUntil === null || day <= one.validUntil),
  )

/** What having been there is worth to the rule of earning; a failed test was attended all the same. */
export const attendanceFacts = (result: TrainingResult, isTested: boolean): Fact[] => [
  { code: 'attended', amount: 1 },
  ...(result === 'passed' && isTested ? [{ code: 'passed', amount: 1 }] : []),
]

/** The Shanghai day a session is held on: when it begins. */
export const sessionDay = ({ startsAt }: Pick<SessionTimes, 'startsAt'>): Day => dayOf(startsAt)

/** Who arranges trainings in their places; who gives one is named in it. */
export const trainingKeepers = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
export const trainingReaders = [...trainingKeepers, 'enforcementOfficer', 'auditor'] as const satisfies readonly Role[]
/** Who may be named as giving one. */
export const trainingLecturers = [
  'lecturer',
  'teacher',
  'leadVolunteer',
  'guideWorker',
] as const satisfies readonly Role[]

type Held = { placePath: readonly string[]; lecturerIds: readonly string[] }

export const keepsTraining = (actor: Actor, { placePath }: Pick<Held, 'placePath'>): boolean =>
  actor.kind === 'system' || holdsRole(actor, trainingKeepers, placePath)
/**
 * Shows the code and writes down who was there: its keepers, and who is named as giving it while they hold the role.
 */
export const runsTraining = (actor: Actor, held: Held): boolean =>
  keepsTraining(actor, held) ||
  (actor.kind === 'person' &&
    held.lecturerIds.includes(actor.personId) &&
    holdsRole(actor, trainingLecturers, held.placePath))
