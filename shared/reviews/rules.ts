// The rules of a review, a question that a person must decide: its states, by when it is due, what one more vote does,
// what goes back for mending, and that an objection never leaves the person worse off. Pure; who may not decide is
// asked elsewhere, in one place.
import type { ErrorCode } from '../errors'
import type { Transition } from '../machine'
import {
  addDays,
  addWorkingDays,
  clockOf,
  dayOf,
  instantAt,
  isWorkingDay,
  showDay,
  showInstant,
  type Day,
  type WorkCalendar,
} from '../time'

export const reviewStatuses = ['open', 'returned', 'decided', 'withdrawn'] as const
export type ReviewStatus = (typeof reviewStatuses)[number]

/** Answers that one party may give by link in a round. */
export const MOST_ANSWERS = 5

/** `answer` is a party's by link; `late` is the job that sends what is overdue up to the city. */
export const reviewActions = ['vote', 'decide', 'return', 'answer', 'resubmit', 'reopen', 'withdraw', 'late'] as const
export type ReviewAction = (typeof reviewActions)[number]
export type ReviewRelation = 'decider' | 'asker' | 'system'

export const reviewMachine: readonly Transition<ReviewStatus, ReviewAction, ReviewRelation, null>[] = [
  { from: ['open'], action: 'vote', by: ['decider'], to: 'open' },
  { from: ['open'], action: 'decide', by: ['decider'], to: 'decided' },
  { from: ['open'], action: 'return', by: ['decider'], to: 'returned' },
  { from: ['open'], action: 'answer', by: ['asker'], to: 'open' },
  { from: ['returned'], action: 'resubmit', by: ['asker'], to: 'open' },
  { from: ['decided', 'withdrawn'], action: 'reopen', by: ['asker'], to: 'open' },
  { from: ['open', 'returned'], action: 'withdraw', by: ['asker', 'system'], to: 'withdrawn' },
  { from: ['open'], action: 'late', by: ['system'], to: 'open' },
]

/** States from which an action leads on: the precondition of its write. */
export const statesFor = (action: ReviewAction): ReviewStatus[] => [
  ...new Set(reviewMachine.filter((row) => row.action === action).flatMap((row) => row.from)),
]

/** By when: working days of the area's calendar, hours of work or by the clock, or the end of a day. */
export type Due = { workingDays: number } | { workingHours: number } | { hours: number } | { on: Day }

/** When an office works, on working days: eight hours, noon included, so that a promise is plain. Our choice. */
export const OFFICE_HOURS = { from: '09:00', to: '17:00' } as const

/** The instant at which so many hours of work have passed; what is asked in the evening begins the next morning. */
function afterWorkingHours(hours: number, from: Date, calendar: WorkCalendar): Date {
  let left = hours * 3_600_000
  for (let day = dayOf(from); ; day = addDays(day, 1)) {
    if (!isWorkingDay(day, calendar)) continue
    const begins = Math.max(from.getTime(), instantAt(day, OFFICE_HOURS.from).getTime())
    const works = Math.max(0, instantAt(day, OFFICE_HOURS.to).getTime() - begins)
    if (left <= works) return new Date(begins + left)
    left -= works
  }
}

/** The instant after which an answer is late. Days end at midnight in Shanghai. */
export function dueAtOf(due: Due, from: Date, calendar: WorkCalendar): Date {
  if ('hours' in due) return new Date(from.getTime() + due.hours * 3_600_000)
  if ('workingHours' in due) return afterWorkingHours(due.workingHours, from, calendar)
  const day = 'on' in due ? due.on : addWorkingDays(dayOf(from), due.workingDays, calendar)
  return instantAt(day, '24:00')
}

/** The last day on which the answer is in time. */
export const dueOnOf = (dueAt: Date): Day => dayOf(new Date(dueAt.getTime() - 1))

/** "11月30日 周一", with the clock time where it is not the end of a day: "12月1日 21:40". */
export const showDue = (dueAt: Date): string =>
  clockOf(dueAt) === '00:00' ? showDay(dueOnOf(dueAt)) : showInstant(dueAt)

export type Vote = { round: number; outcome: string; by: string }
export type Voted = { status: ReviewStatus; round: number; deciders: 1 | 2; votes: readonly Vote[] }

/**
 * What a vote does. One decider: it decides. Two: the first waits for the second, who decides by agreeing; if they
 * differ, both votes lapse and a new round begins, for others: whoever has voted once does not vote again.
 */
export function voteOn(
  review: Voted,
  vote: { outcome: string; by: string },
): { ok: true; next: 'decided' | 'second' | 'nextRound' } | { ok: false; code: ErrorCode } {
  if (review.status !== 'open') return { ok: false, code: 'WRONG_STATE' }
  const cast = review.votes.filter(({ round }) => round === review.round)
  if (review.votes.some(({ by }) => by === vote.by)) return { ok: false, code: 'DECIDES_OWN_CASE' }
  if (cast.length + 1 < review.deciders) return { ok: true, next: 'second' }
  return { ok: true, next: cast.every(({ outcome }) => outcome === vote.outcome) ? 'decided' : 'nextRound' }
}

/** One part of a question that can go back by itself: a line of a form, a document. */
export type Item = { id: string; state: 'open' | 'passed' | 'returned'; note: string }

/**
 * Items named go back with a note, the others that were open have passed.
 * @returns null when a name is unknown or already passed, or when none is named
 */
export function returnItems(items: readonly Item[], notes: Readonly<Record<string, string>>): Item[] | null {
  const open = new Set(items.filter(({ state }) => state === 'open').map(({ id }) => id))
  const named = Object.keys(notes)
  if (named.length === 0 || !named.every((id) => open.has(id))) return null
  return items.map((item) =>
    !open.has(item.id)
      ? item
      : item.id in notes
        ? { ...item, state: 'returned', note: notes[item.id] ?? '' }
        : { ...item, state: 'passed' },
  )
}

/** Sent in again: what had gone back is looked at anew, what has passed stays passed. */
export const resubmitItems = (items: readonly Item[]): Item[] =>
  items.map((item) => (item.state === 'returned' ? { ...item, state: 'open' } : item))

/** What a person has by the matter: more of each is better for them. */
export type Worth = Readonly<Record<string, number>>

/** Whether a decision would leave a person with less of anything than before. */
export const isWorse = (before: Worth, after: Worth): boolean =>
  Object.entries(before).some(([what, amount]) => (after[what] ?? 0) < amount)

/** The table as a Mermaid state diagram. */
export function reviewDiagram(): string {
  const lines = reviewMachine.flatMap((row) =>
    row.from.filter((from) => from !== row.to).map((from) => `  ${from} --> ${row.to}: ${row.action}`),
  )
  return ['stateDiagram-v2', '  [*] --> open', ...new Set(lines)].join('\n')
}
