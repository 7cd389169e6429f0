// What a post says and what an entry says, as text to be hashed: `contentOf` makes two posts of one cause the same
// (I3), `hashOfEntry` covers every byte of an entry (I14). Both texts are for ever: entries of years ago must give the
// same hash, so fields are only added at the end.
import { canonical } from '../canonical'
import { units } from '../units'
import type { Effect, Entry, Post, Posting } from './entries'

/** Postings added up by account and unit, zeros dropped, in a fixed order. */
export function normalise(postings: readonly Posting[]): Posting[] {
  const totals: Posting[] = []
  let zeros = 0
  for (const { account, unit, amount } of postings) {
    let at = 0
    while (at < totals.length && isBefore(totals[at] as Posting, account, unit)) at += 1
    const same = totals[at]
    if (same && same.account === account && same.unit === unit) same.amount += amount
    else totals.splice(at, 0, { account, unit, amount })
    if (amount === 0 || (same && same.amount === 0)) zeros += 1
  }
  return zeros === 0 ? totals : totals.filter((each) => each.amount !== 0)
}

const isBefore = (one: Posting, account: string, unit: string): boolean =>
  one.unit === unit ? one.account < account : one.unit < unit

/** I1: the first unit in which postings do not add up to zero, and by how much; null when they all do. */
export function unbalanced(postings: readonly Posting[]): { unit: string; rest: number } | null {
  for (const unit of units) {
    let rest = 0
    for (const each of postings) if (each.unit === unit) rest += each.amount
    if (rest !== 0) return { unit, rest }
  }
  return null
}

// Texts are put together by hand, since this runs twice for every post. A string is written with its length before it,
// as in a netstring, so that no two different entries give the same text and nothing has to be looked for and escaped.
const counted = (text: string): string => `${text.length}:${text}`
const orNone = (text: string | undefined): string => (text === undefined ? '~' : counted(text))

let lastInstant = { at: Number.NaN, text: '' }
/** An instant as ISO text. A batch is recorded at one instant, so the last text is kept. */
function instantText(instant: Date): string {
  const at = instant.getTime()
  if (at !== lastInstant.at) lastInstant = { at, text: instant.toISOString() }
  return lastInstant.text
}

function flat(postings: readonly Posting[]): string {
  let text = `${postings.length};`
  for (const { account, unit, amount } of postings) text += `${counted(account)}${unit},${amount};`
  return text
}

/**
 * What makes two posts of one cause the same (I3), as text: kind, subject, amounts asked for, words, versions and
 * details. Not the instant and not who delivered it: a device that repeats itself later, or another instance, brings
 * the same thing. Not the limits: what was trimmed the first time stays so.
 * @param postings the post's own, when they have been normalised already
 */
export const contentOf = (post: Post, postings: readonly Posting[] = normalise(post.postings)): string =>
  `${post.kind};${counted(post.subject)}${flat(postings)}${counted(post.why.template)}${counted(canonical(post.why.params))}${orNone(post.ruleVersion)}` +
  `${orNone(post.factorVersion)}${counted(canonical(post.details))}${orNone(post.reverses?.entryId)}`

function effectsText(effects: readonly Effect[]): string {
  let text = `${effects.length};`
  for (const each of effects) {
    text += `${counted(each.account)}${each.seq},${each.points},${each.fen},${each.carbonGrams},${each.held},${each.debt},${each.earned};${counted(canonical(each.lots))}`
    text += each.used === undefined ? '~' : counted(canonical(each.used))
  }
  return text
}

function pathText(path: readonly string[]): string {
  let text = `${path.length};`
  for (const place of path) text += counted(place)
  return text
}

/**
 * The hash of the whole entry as written: every field but the hash itself, in a fixed order that is cheap to write
 * (I14).
 */
export const hashOfEntry = (entry: Omit<Entry, 'hash'>, hashOf: (text: string) => string): string =>
  hashOf(
    `${counted(entry._id)}${entry.partition};${counted(entry.cause)}${entry.kind};${entry.at.toISOString()};${instantText(entry.recordedAt)};${counted(entry.by)}${counted(entry.subject)}` +
      `${flat(entry.postings)}${effectsText(entry.effects)}${counted(entry.why.template)}${counted(canonical(entry.why.params))}${orNone(entry.ruleVersion)}` +
      `${orNone(entry.factorVersion)}${counted(canonical(entry.details))}${pathText(entry.placePath)}${orNone(entry.reverses)}${orNone(entry.reversedKind)}` +
      `${counted(entry.contentHash)}${orNone(entry.ends)}`,
  )
