// What a post says and what an entry says, as text to be hashed: `contentOf` makes two posts of one cause the same (I3), `hashOfEntry` covers
// every byte of an entry (I14). Both texts are for ever: entries of years ago must give the same hash, so fields are only added at the end.
import { units } from '../units'
import type { Effect, Entry, Post, Posting } from './entries'

/** Postings added up by account and unit, zeros dropped, in a fixed order. */
export function normalise(postings: readonly Posting[]): Posting[] {
  const totals: Posting[] = []
  for (const { account, unit, amount } of postings) {
    const known = totals.find((each) => each.account === account && each.unit === unit)
    if (known) known.amount += amount
    else totals.push({ account, unit, amount })
  }
  return totals.filter((each) => each.amount !== 0).sort((a, b) => (a.unit === b.unit ? (a.account < b.account ? -1 : 1) : a.unit < b.unit ? -1 : 1))
}

/** I1: the first unit in which postings do not add up to zero, and by how much; null when they all do. */
export function unbalanced(postings: readonly Posting[]): { unit: string; rest: number } | null {
  for (const unit of units) {
    let rest = 0
    for (const each of postings) if (each.unit === unit) rest += each.amount
    if (rest !== 0) return { unit, rest }
  }
  return null
}

// Texts are put together by hand: JSON.stringify over nested arrays was the dearest part of posting. They are exactly what it would give.
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/
const quoted = (text: string): string => (SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`)
const orNull = (text: string | undefined): string => (text === undefined ? 'null' : quoted(text))

let lastInstant = { at: Number.NaN, text: '' }
/** An instant as JSON. A batch is recorded at one instant, so the last text is kept. */
function instantText(instant: Date): string {
  const at = instant.getTime()
  if (at !== lastInstant.at) lastInstant = { at, text: JSON.stringify(instant) }
  return lastInstant.text
}

function flat(postings: readonly Posting[]): string {
  let text = ''
  for (const { account, unit, amount } of postings) text += `${text === '' ? '' : ','}[${quoted(account)},"${unit}",${JSON.stringify(amount)}]`
  return `[${text}]`
}

/**
 * What makes two posts of one cause the same (I3), as text: kind, subject, amounts asked for, words, versions and details.
 * Not the instant and not who delivered it: a device that repeats itself later, or another instance, brings the same thing. Not the limits:
 * what was trimmed the first time stays so.
 * @param postings the post's own, when they have been normalised already
 */
export const contentOf = (post: Post, postings: readonly Posting[] = normalise(post.postings)): string =>
  `["${post.kind}",${quoted(post.subject)},${flat(postings)},${quoted(post.why.template)},${quoted(canonical(post.why.params))},${orNull(post.ruleVersion)},` +
  `${orNull(post.factorVersion)},${quoted(canonical(post.details))},${orNull(post.reverses?.entryId)}]`

/** JSON with sorted keys; instants as ISO text; absent fields left out. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (value instanceof Date) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const fields = value as Record<string, unknown>
  let text = ''
  for (const name of Object.keys(fields).sort()) if (fields[name] !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}:${canonical(fields[name])}`
  return `{${text}}`
}

const effectText = (each: Effect): string =>
  `[${quoted(each.account)},${each.seq},${each.points},${each.fen},${each.carbonGrams},${each.held},${each.debt},${each.earned},${quoted(canonical(each.lots))}` +
  `${each.used === undefined ? '' : `,${quoted(canonical(each.used))}`}]`

/** The hash of the whole entry as written: every field but the hash itself, in a fixed order that is cheap to write (I14). */
export const hashOfEntry = (entry: Omit<Entry, 'hash'>, hashOf: (text: string) => string): string => hashOf(
  `[${quoted(entry._id)},${entry.partition},${quoted(entry.cause)},"${entry.kind}",${JSON.stringify(entry.at)},${instantText(entry.recordedAt)},${quoted(entry.by)},${quoted(entry.subject)},` +
  `${flat(entry.postings)},[${entry.effects.map(effectText).join(',')}],${quoted(entry.why.template)},${quoted(canonical(entry.why.params))},${orNull(entry.ruleVersion)},` +
  `${orNull(entry.factorVersion)},${quoted(canonical(entry.details))},[${entry.placePath.map(quoted).join(',')}],${orNull(entry.reverses)},${orNull(entry.reversedKind)},` +
  `${quoted(entry.contentHash)}${entry.ends === undefined ? '' : `,${quoted(entry.ends)}`}]`)
