// What a filled-in form gives. Whole points in, hundredths out: the same bytes on every machine. A line that is 不涉及
// leaves the sum, so that a place is not paid for what it lacks; a finding that names an earlier one of the same line
// and spot takes off its higher figure, else nothing extra.
import type { BagCount, LineAnswer } from './contract'
import type { FormContent, FormItem, Phrase, Severity } from './forms'
import type { ErrorCode } from '../errors'
import { addDays, addMinutes, dayOf, instantAt } from '../time'

export type Lines = readonly LineAnswer[]

export const itemOf = (form: Pick<FormContent, 'items'>, code: string): FormItem | null =>
  form.items.find((item) => item.code === code) ?? null

export const phraseOf = (item: FormItem | null, code: string): Phrase | null =>
  item?.phrases.find((phrase) => phrase.code === code) ?? null

export const severityOf = (form: Pick<FormContent, 'severities'>, code: string): Severity | null =>
  form.severities.find((severity) => severity.code === code) ?? null

/** Spots are the same where their words are, spaces and width of digits aside. */
export const spotKey = (spot: string): string => spot.normalize('NFKC').replace(/\s/g, '').toLowerCase()

/** Points of one line; null where it leaves the sum. */
export function gotOf(item: FormItem, { answer, findings }: LineAnswer): number | null {
  if (answer === 'absent') return null
  if (answer === 'ok' || findings.length === 0) return item.points
  if (item.method === 'yesNo') return 0
  const off = findings.reduce((sum, { phrase: code, earlierId }) => {
    const phrase = phraseOf(item, code)
    return sum + (phrase ? (earlierId ? phrase.again : phrase.points) : 0)
  }, 0)
  return Math.max(0, item.points - off)
}

/** Of 100, whole; 100 where every line is 不涉及. */
export function scoreOf(form: Pick<FormContent, 'items'>, lines: Lines): number {
  let [got, of] = [0, 0]
  for (const item of form.items) {
    const line = lines.find(({ code }) => code === item.code)
    const points = line ? gotOf(item, line) : null
    if (points === null) continue
    got += points
    of += item.points
  }
  // halves go up: floor((2·100·got + of) / 2·of), in integers
  return of === 0 ? 100 : Math.floor((200 * got + of) / (2 * of))
}

/** Why lines can't be taken at all, or null: codes that the form has not, answers that contradict themselves. */
export function linesProblem(form: Pick<FormContent, 'items'>, lines: Lines): ErrorCode | null {
  const seen = new Set<string>()
  for (const { code, answer, findings } of lines) {
    const item = itemOf(form, code)
    if (!item || seen.has(code) || (answer === 'absent' && !item.mayBeAbsent)) return 'INSPECTION_PHRASE_UNKNOWN'
    seen.add(code)
    if ((answer === 'found') !== findings.length > 0) return 'INSPECTION_INCOMPLETE'
    if (findings.some(({ phrase }) => !phraseOf(item, phrase))) return 'INSPECTION_PHRASE_UNKNOWN'
  }
  return null
}

/** Why a form can't be signed yet, or null. `planned`: bags, fixed before the visit. */
export function signingProblem(
  form: Pick<FormContent, 'items'>,
  lines: Lines,
  bags: BagCount | null,
  planned: number,
): ErrorCode | null {
  if (form.items.some(({ code }) => !lines.some((line) => line.code === code))) return 'INSPECTION_INCOMPLETE'
  if (planned === 0) return bags && bags.looked > 0 ? 'INSPECTION_BAGS_SHORT' : null
  if (!bags || bags.correct > bags.looked || bags.looked > planned) return 'INSPECTION_BAGS_SHORT'
  return bags.looked < planned && !bags.shortReason ? 'INSPECTION_BAGS_SHORT' : null
}

/** By when: so many hours later, or with the end of the day so many days later. */
export function dueOf({ hours, days }: Pick<Severity, 'hours' | 'days'>, foundAt: Date): Date {
  if (hours !== null) return addMinutes(foundAt, hours * 60)
  return instantAt(addDays(dayOf(foundAt), days ?? 0), '24:00')
}

export const dueText = ({ hours, days }: Pick<Severity, 'hours' | 'days'>): string =>
  hours !== null ? `${hours}小时内` : `${days ?? 0}天内`
