// What a post says and what an entry says, as text to be hashed: `contentOf` makes two posts of one cause the same (I3), `hashOfEntry` covers
// every byte of an entry (I14). Both texts are for ever: entries of years ago must give the same hash, so fields are only added at the end.
import { units } from '../units'
import type { Entry, Post, Posting } from './entries'

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

/** The first unit in which postings do not add up to zero (I1), and by how much; null when they all do. */
export function unbalanced(postings: readonly Posting[]): { unit: string; rest: number } | null {
  for (const unit of units) {
    let rest = 0
    for (const each of postings) if (each.unit === unit) rest += each.amount
    if (rest !== 0) return { unit, rest }
  }
  return null
}

const flat = ({ account, unit, amount }: Posting): unknown[] => [account, unit, amount]

/**
 * What makes two posts of one cause the same (I3), as text: kind, subject, amounts asked for, words, versions and details.
 * Not the instant and not who delivered it: a device that repeats itself later, or another instance, brings the same thing. Not the limits:
 * what was trimmed the first time stays so.
 * @param postings the post's own, when they have been normalised already
 */
export const contentOf = (post: Post, postings: readonly Posting[] = normalise(post.postings)): string => JSON.stringify([
  post.kind, post.subject, postings.map(flat), post.why.template, canonical(post.why.params), post.ruleVersion ?? null,
  post.factorVersion ?? null, canonical(post.details), post.reverses?.entryId ?? null,
])

/** JSON with sorted keys; instants as ISO text; absent fields left out. */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** The hash of the whole entry as written: every field but the hash itself, in a fixed order that is cheap to write (I14). */
export const hashOfEntry = (entry: Omit<Entry, 'hash'>, hashOf: (text: string) => string): string => hashOf(JSON.stringify([
  entry._id, entry.partition, entry.cause, entry.kind, entry.at, entry.recordedAt, entry.by, entry.subject, entry.postings.map(flat),
  entry.effects.map((each) => [
    each.account, each.seq, each.points, each.fen, each.carbonGrams, each.held, each.debt, each.earned, canonical(each.lots),
    ...(each.used === undefined ? [] : [canonical(each.used)]),
  ]),
  entry.why.template, canonical(entry.why.params), entry.ruleVersion ?? null, entry.factorVersion ?? null, canonical(entry.details), entry.placePath,
  entry.reverses ?? null, entry.reversedKind ?? null, entry.contentHash, ...(entry.ends === undefined ? [] : [entry.ends]),
]))
