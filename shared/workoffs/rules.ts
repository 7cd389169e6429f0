// What is true of 以工代罚: working off a fine by trainings and by supervising at the bins. The source says that it is
// for individuals alone (never for units), that both ways count, and that an individual is fined 200 yuan at most; it
// says nothing of how long, by when or how often: every other figure here and in the default table is this product's.
// Pure; days come in as arguments.
import type { Actor, Role } from '../actors'
import { holdsRole } from '../actors'
import { hoursOf, type HourRecord } from '../shifts/hours'
import { addDays, type Day } from '../time'

/** Yuan; the most that the source lets an individual be fined for putting out waste wrongly. */
export const FINE_CEILING = 200
/** After the last day so many more pass, in which a lead or the office may still confirm the last evenings. */
export const CONFIRM_DAYS = 3
/** A case is put off by so many days at most at a time. */
export const LONGEST_EXTENSION = 60
/** An offence is referred within so many days. */
export const OLDEST_OFFENCE_DAYS = 180

/** Who refers, closes and takes back; everybody else sees nothing of a case but its number of minutes. */
export const workoffOfficers = ['enforcementOfficer'] as const satisfies readonly Role[]
export const workoffReaders = [...workoffOfficers, 'auditor'] as const satisfies readonly Role[]
/** Who writes and publishes the table of an area: two of them, one after the other. */
export const workoffTableKeepers = ['enforcementOfficer', 'cityOfficer'] as const satisfies readonly Role[]

export const handlesWorkoff = (actor: Actor, { placePath }: { placePath: readonly string[] }): boolean =>
  holdsRole(actor, workoffOfficers, placePath)

/** Up to a fine of `upToYuan` so many minutes are owed. */
export type WorkoffStep = { upToYuan: number; minutes: number }
export type WorkoffTable = {
  /** Days to work it off, from the referral on. */
  days: number
  steps: readonly WorkoffStep[]
}

/** Where no area has written its own: ours, not the city's. */
export const defaultWorkoffTable: WorkoffTable = {
  days: 30,
  steps: [
    { upToYuan: 50, minutes: 120 },
    { upToYuan: 100, minutes: 240 },
    { upToYuan: 200, minutes: 480 },
  ],
}
export const DEFAULT_TABLE_SOURCE = '本系统的参考值，不是文件规定；请按本地规定改写后公布'

/** What is wrong with a table, in a sentence; null where nothing is. */
export function workoffTableProblem({ days, steps }: WorkoffTable): string | null {
  if (days < 7 || days > 180) return '期限要在7天到180天之间'
  if (steps.length === 0) return '请至少写一档'
  for (const [at, { upToYuan, minutes }] of steps.entries()) {
    const before = steps[at - 1]
    if (upToYuan <= (before?.upToYuan ?? 0)) return '罚款金额要一档比一档高'
    if (minutes < 30 || minutes > 2400) return '每一档的时长要在30分到40小时之间'
    if (before && minutes < before.minutes) return '罚款高的一档，时长不能比前一档少'
  }
  return steps.at(-1)?.upToYuan === FINE_CEILING ? null : `最后一档要到个人罚款的上限${FINE_CEILING}元`
}

/** Minutes owed for a fine. @param fineYuan 1 to the ceiling */
export function minutesOwed({ steps }: WorkoffTable, fineYuan: number): number {
  const step = steps.find(({ upToYuan }) => fineYuan <= upToYuan) ?? steps.at(-1)
  return step?.minutes ?? 0
}

export const dueOnOf = (referredOn: Day, { days }: WorkoffTable): Day => addDays(referredOn, days)
export const isPast = (dueOn: Day, today: Day): boolean => today > dueOn
export const isOver = (dueOn: Day, today: Day): boolean => today > addDays(dueOn, CONFIRM_DAYS)

/**
 * Minutes that count for a case, out of the one function that counts everybody's: a second person stands behind each,
 * none of them twice. Answers those of each record too.
 */
export function workedMinutes(records: readonly HourRecord[]): { minutes: number; of: ReadonlyMap<string, number> } {
  const rows = hoursOf(records.filter(({ standing, madeUp }) => standing === 'verified' && !madeUp)).rows
  const of = new Map(rows.map(({ id, minutes }) => [id, minutes]))
  return { minutes: rows.reduce((sum, row) => sum + row.minutes, 0), of }
}

/** Two letters that begin the numbers of its certificates: 以工. */
export const CERTIFICATE_KIND = 'YG'

/** The number of a decision as it is compared: without blanks, brackets alike. */
export const plainCaseNumber = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[〔［【(]/g, '[')
    .replace(/[〕］】)]/g, ']')
    .toUpperCase()
