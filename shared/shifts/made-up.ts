// Hours that were not recorded on the evening and are asked for afterwards, 补记: with proof, approved by somebody else,
// kept apart from what a code or a second person has confirmed, everywhere. They earn no points. Figures are defaults.
import type { ErrorCode } from '../errors'
import { addDays, type Day } from '../time'
import { LONGEST_SHIFT_MINUTES, type Times } from './rules'

export const madeUpStatuses = ['asked', 'approved', 'declined'] as const
export type MadeUpStatus = (typeof madeUpStatuses)[number]
export const madeUpStatusNames: Readonly<Record<MadeUpStatus, string>> = {
  asked: '待核准',
  approved: '已补记',
  declined: '没有补记',
}

/** So many days back; after that nobody remembers who stood there. */
export const MADE_UP_DAYS = 60
/** Requests of one person that may wait at a time. */
export const MOST_ASKED = 5
export const MOST_PROOF_PHOTOS = 3
/** Words alone are a proof from so many characters: who can say that I was there, and what happened. */
export const SHORTEST_PROOF = 10
export const DECIDE_WORKING_DAYS = 5

export type MadeUpAsk = Times & { day: Day; text: string; photos: number }

/** Why hours can't be asked for, or null. */
export function madeUpRefusal(
  { day, startsAt, endsAt, text, photos }: MadeUpAsk,
  today: Day,
  now: Date,
): ErrorCode | null {
  const minutes = (endsAt.getTime() - startsAt.getTime()) / 60_000
  if (minutes <= 0 || minutes > LONGEST_SHIFT_MINUTES) return 'SHIFT_TIMES_WRONG'
  if (endsAt > now) return 'MADE_UP_NOT_YET'
  if (day < addDays(today, -MADE_UP_DAYS)) return 'MADE_UP_TOO_OLD'
  return photos === 0 && [...text].length < SHORTEST_PROOF ? 'MADE_UP_NO_PROOF' : null
}
