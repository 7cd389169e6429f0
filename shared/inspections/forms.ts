// What a form asks, as data: lines with points, coded phrases for what is found, and how soon each is to be mended. A
// form holds for one kind of target in an area from a day on; once in force it is never changed, the next one follows
// it. Free text only adds to a phrase, so that words do not colour a score.
import { line, text } from '../contract'
import * as z from '../z'
import { methods } from './vocabulary'

const Code = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,23}$/, '编码用英文字母开头，最多24位')

/** How soon: in hours of the clock, or by the end of a day so many days later. */
export const Severity = z.strictObject({
  code: Code,
  name: line(20, 1),
  hours: z.int().min(1).max(240).nullable(),
  days: z.int().min(1).max(365).nullable(),
})
export type Severity = z.infer<typeof Severity>

export const Phrase = z.strictObject({
  code: Code,
  text: line(60, 2),
  /** Taken off; whole points. */
  points: z.int().min(0).max(100),
  /** Taken off where it names an earlier one of the same line at the same spot. */
  again: z.int().min(0).max(100),
  severity: Code,
})
export type Phrase = z.infer<typeof Phrase>

export const FormItem = z.strictObject({
  code: Code,
  title: line(60, 2),
  hint: line(120),
  points: z.int().min(1).max(100),
  method: z.enum(methods),
  /** There may be no such thing at a place. */
  mayBeAbsent: z.boolean(),
  phrases: z.array(Phrase).min(1).max(30),
})
export type FormItem = z.infer<typeof FormItem>

export const FormContent = z.strictObject({
  title: line(40, 2),
  /** Where points and periods come from; ours say that they are ours. */
  source: text(300, 2),
  items: z.array(FormItem).min(1).max(40),
  severities: z.array(Severity).min(1).max(8),
  /** An earlier finding can be named so many days after it was made. */
  lookBackDays: z.int().min(1).max(365),
  /** Bags to look into, fixed before the visit; 0: none. */
  bags: z.int().min(0).max(200),
})
export type FormContent = z.infer<typeof FormContent>

/** One sentence on what is wrong with a form, or null. */
export function formProblem({ items, severities }: FormContent): string | null {
  const doubled = firstDouble(items.map(({ code }) => code)) ?? firstDouble(severities.map(({ code }) => code))
  if (doubled) return `编码“${doubled}”用了两次`
  const known = new Set(severities.map(({ code }) => code))
  for (const { hours, days, name } of severities)
    if ((hours === null) === (days === null)) return `“${name}”的期限请只填小时或只填天数`
  for (const { title, phrases, points } of items) {
    const twice = firstDouble(phrases.map(({ code }) => code))
    if (twice) return `“${title}”里编码“${twice}”用了两次`
    for (const phrase of phrases) {
      if (!known.has(phrase.severity)) return `“${phrase.text}”没有对应的整改期限`
      if (phrase.again < phrase.points) return `“${phrase.text}”再次出现不能比第一次扣得少`
      if (phrase.points > points) return `“${phrase.text}”扣的分比“${title}”的满分还多`
    }
  }
  const sum = items.reduce((total, { points }) => total + points, 0)
  return sum === 100 ? null : `各项满分加起来是 ${sum}，应是 100`
}

const firstDouble = (codes: readonly string[]): string | undefined =>
  codes.find((code, index) => codes.indexOf(code) !== index)
