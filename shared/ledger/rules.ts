// The rule book of posting, pure: a post and the balances it touches give an entry and new balances, or a named refusal that
// changes nothing. Keeps I1 (postings sum to zero), I4 (never below zero), I7 (lots by month of expiry, oldest first), I8 (what is
// given back returns to its lots) and I10 (what is taken back after being spent becomes a debt that later earnings repay first).
import { addMonths, dayOf, lastDayOf, monthOf, type Day, type Month } from '../time'
import { units, type Unit } from '../units'
import { debtOf, isStored, kindOf, mayCarry, memberOf, type Account, type AccountKindName } from './accounts'
import { entryIdOf, openKinds, type AccountState, type Effect, type Entry, type EntryKind, type Lots, type OpenKind, type Post, type Posting } from './entries'
import type { ledgerErrors } from './errors'

export type LedgerCode = keyof typeof ledgerErrors
export type Refusal = { ok: false; code: LedgerCode; details?: Record<string, unknown> }
/** An entry before its hashes. */
export type EntryDraft = Omit<Entry, 'hash' | 'contentHash'>
export type Decision = { ok: true; draft: EntryDraft; states: AccountState[] } | Refusal

/** Lots live to the end of the month this many months on (I7). */
export const LOT_MONTHS = 24
const MAX_AMOUNT = 1_000_000_000_000

/** What each kind may do: with which counter-accounts, and to a member's points (+1 only credit, −1 only debit, 0 not at all). */
const kindRules: Record<Exclude<OpenKind, 'reverse' | 'merge'>, { counters: readonly AccountKindName[]; points: 1 | -1 | 0 }> = {
  earn: { counters: ['issuer', 'campaign', 'nature', 'operator'], points: 1 },
  compensate: { counters: ['compensation', 'operator'], points: 1 },
  spend: { counters: ['merchant', 'campaign'], points: -1 },
  owe: { counters: ['operator'], points: 0 },
  pay: { counters: ['operator'], points: 0 },
}

const HOUR_MS = 3_600_000
const expiryByHour = new Map<number, Month>()

/** Month at whose end points earned at this instant expire. */
export function expiryMonthOf(at: Date): Month {
  // Shanghai's months begin on a whole hour of UTC, so what is worked out once holds for the hour (this runs for every post)
  const hour = Math.floor(at.getTime() / HOUR_MS)
  const known = expiryByHour.get(hour)
  if (known !== undefined) return known
  const month = addMonths(monthOf(dayOf(at)), LOT_MONTHS)
  if (expiryByHour.size >= 10_000) expiryByHour.clear()
  expiryByHour.set(hour, month)
  return month
}
/** The last day on which points of this lot can be spent. */
export const lotExpiresOn = (month: Month): Day => lastDayOf(month)
const isLive = (month: Month, day: Day): boolean => month >= monthOf(day)

function sum(amounts: readonly number[]): number {
  let total = 0
  for (const each of amounts) total += each
  return total
}
const refuse = (code: LedgerCode, details?: Record<string, unknown>): Refusal => ({ ok: false, code, ...(details ? { details } : {}) })
const byMonth = (a: readonly [Month, number], b: readonly [Month, number]): number => (a[0] < b[0] ? -1 : 1)

/** A member without entries. */
export const emptyState = (account: Account, partition: number): AccountState => ({
  _id: account, partition, placePath: [], seq: 0, points: 0, fen: 0, carbonGrams: 0, held: 0, debt: 0, earned: 0, lots: {},
})

/** Points that can be spent on a day: lots past their end wait for the expiry run and no longer count. */
export const spendableOn = (state: Pick<AccountState, 'lots'>, day: Day): number =>
  sum(Object.entries(state.lots).filter(([month]) => isLive(month, day)).map(([, points]) => points))

/** The live lot that ends first. */
export function expiringNext(state: Pick<AccountState, 'lots'>, day: Day): { points: number; on: Day } | null {
  const first = Object.entries(state.lots).filter(([month]) => isLive(month, day)).sort(byMonth)[0]
  return first ? { points: first[1], on: lotExpiresOn(first[0]) } : null
}

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

function checkShape(post: Post, postings: readonly Posting[]): Refusal | null {
  if (!Number.isInteger(post.partition) || post.cause.length < 1 || post.cause.length > 160 || Number.isNaN(post.at.getTime())) return refuse('LEDGER_KIND_INVALID', { cause: post.cause })
  for (const { account, unit, amount } of post.postings) {
    if (!mayCarry(account, unit) || memberOf(account) !== account) return refuse('LEDGER_ACCOUNT_INVALID', { account, unit })
    if (!Number.isSafeInteger(amount) || Math.abs(amount) > MAX_AMOUNT) return refuse('LEDGER_AMOUNT_INVALID', { account, amount })
  }
  if (postings.length === 0) return refuse('LEDGER_NOTHING_MOVED')
  for (const unit of units) {
    const rest = sum(postings.filter((each) => each.unit === unit).map((each) => each.amount))
    if (rest !== 0) return refuse('LEDGER_UNBALANCED', { unit, rest })
  }
  return checkKind(post, postings)
}

function checkKind(post: Post, postings: readonly Posting[]): Refusal | null {
  if (!(openKinds as readonly string[]).includes(post.kind)) return refuse('LEDGER_KIND_INVALID', { kind: post.kind })
  if ((post.kind === 'reverse') !== (post.reverses !== undefined)) return refuse('LEDGER_KIND_INVALID', { kind: post.kind })
  if (post.kind === 'reverse') return null
  if (post.kind === 'merge') return postings.every((each) => isStored(each.account)) ? null : refuse('LEDGER_KIND_INVALID', { kind: post.kind })
  const rule = kindRules[post.kind]
  for (const { account, unit, amount } of postings) {
    const kind = kindOf(account)
    const fits = isStored(account)
      ? unit === 'fen' || (unit === 'points' ? Math.sign(amount) === rule.points : amount > 0 && rule.points === 1)
      : kind !== null && rule.counters.includes(kind)
    if (!fits) return refuse('LEDGER_KIND_INVALID', { kind: post.kind, account, unit, amount })
  }
  return null
}

/** Takes `amount` from lots: wanted lots first, then the oldest; what is not there stays in `short`. */
function drawLots(lots: Lots, amount: number, wanted: Lots, usable: (month: Month) => boolean): { drawn: Record<Month, number>; short: number } {
  const drawn: Record<Month, number> = {}
  let short = amount
  const take = (month: Month, most: number): void => {
    const taken = Math.min(short, most, (lots[month] ?? 0) - (drawn[month] ?? 0))
    if (taken <= 0) return
    drawn[month] = (drawn[month] ?? 0) + taken
    short -= taken
  }
  for (const [month, points] of Object.entries(wanted).sort(byMonth)) take(month, points)
  for (const month of Object.keys(lots).sort()) if (usable(month)) take(month, short)
  return { drawn, short }
}

type PointsChange = { lots: Record<Month, number>; points: number; debt: number }

/** Credit: debt is repaid first, out of the oldest of the new lots, so that the member keeps what lasts longest. */
function creditPoints(state: AccountState, amount: number, post: Post): PointsChange {
  const given = post.lots?.[state._id]
  const returned: Record<Month, number> = { ...given }
  const missing = given ? amount - sum(Object.values(given)) : amount
  if (missing > 0) {
    const month = expiryMonthOf(post.at)
    returned[month] = (returned[month] ?? 0) + missing
  }
  if (state.debt === 0) return { lots: returned, points: amount, debt: 0 }
  const repaid = Math.min(state.debt, amount)
  const { drawn } = drawLots(returned, repaid, {}, () => true)
  const lots = Object.fromEntries(Object.entries(returned).map(([month, points]) => [month, points - (drawn[month] ?? 0)]))
  return { lots, points: amount - repaid, debt: -repaid }
}

/** Debit: null when there is not enough; a reversal or merger takes what is there and books the rest as debt. */
function debitPoints(state: AccountState, amount: number, post: Post): PointsChange | null {
  const mayOwe = post.kind === 'reverse' || post.kind === 'merge'
  const wanted = Object.fromEntries(Object.entries(post.lots?.[state._id] ?? {}).map(([month, points]) => [month, -points]))
  const { drawn, short } = drawLots(state.lots, amount, wanted, (month) => mayOwe || isLive(month, dayOf(post.at)))
  if (short > 0 && !mayOwe) return null
  return { lots: Object.fromEntries(Object.entries(drawn).map(([month, points]) => [month, -points])), points: short - amount, debt: short }
}

/** True for kinds whose points count as earned; a reversal counts as what it undoes. */
export const countsAsEarned = (kind: EntryKind): boolean => kind === 'earn' || kind === 'compensate'

type MemberChange = { state: AccountState; effect: Effect; postings: Posting[] }

function changeMember(before: AccountState, asked: readonly Posting[], post: Post): MemberChange | Refusal {
  const amountOf = (unit: Unit): number => asked.find((each) => each.unit === unit)?.amount ?? 0
  const points = amountOf('points')
  const change = points > 0 ? creditPoints(before, points, post) : points < 0 ? debitPoints(before, -points, post) : { lots: {}, points: 0, debt: 0 }
  if (!change) return refuse('LEDGER_INSUFFICIENT', { account: before._id, needed: -points, available: spendableOn(before, dayOf(post.at)) })
  const carbonGrams = before.carbonGrams + amountOf('carbonGrams')
  if (carbonGrams < 0) return refuse('LEDGER_INSUFFICIENT', { account: before._id, unit: 'carbonGrams' })
  const lots: Record<Month, number> = { ...before.lots }
  for (const [month, by] of Object.entries(change.lots)) lots[month] = (lots[month] ?? 0) + by
  const state: AccountState = {
    ...before, placePath: post.placePath?.length ? [...post.placePath] : before.placePath, seq: before.seq + 1, points: before.points + change.points,
    fen: before.fen + amountOf('fen'), carbonGrams, debt: before.debt + change.debt, earned: before.earned + (countsAsEarned(post.reverses?.kind ?? post.kind) ? points : 0), lots: withoutZeros(lots),
  }
  const effect: Effect = {
    account: state._id, seq: state.seq, points: state.points, fen: state.fen, carbonGrams, held: state.held, debt: state.debt, earned: state.earned,
    lots: withoutZeros(change.lots),
  }
  const moved: Posting[] = [
    { account: state._id, unit: 'points', amount: change.points }, { account: debtOf(state._id), unit: 'points', amount: change.debt === 0 ? 0 : -change.debt },
    ...asked.filter((each) => each.unit !== 'points'),
  ]
  return { state, effect, postings: moved }
}

function withoutZeros(lots: Lots): Lots {
  const kept: Record<Month, number> = {}
  for (const month of Object.keys(lots).sort()) if (lots[month]) kept[month] = lots[month] ?? 0
  return kept
}

/**
 * Decides one post. The states of all stored accounts it names come from `stateOf`; nothing is changed in place.
 * @returns the entry's draft and the new balances, or a refusal
 */
export function decidePost(post: Post, stateOf: (account: Account) => AccountState | undefined, recordedAt: Date): Decision {
  const asked = normalise(post.postings)
  const wrong = checkShape(post, asked)
  if (wrong) return wrong
  const members = [...new Set(asked.map((each) => each.account).filter(isStored))].sort()
  const changes: MemberChange[] = []
  for (const account of members) {
    const change = changeMember(stateOf(account) ?? emptyState(account, post.partition), asked.filter((each) => each.account === account), post)
    if ('ok' in change) return change
    changes.push(change)
  }
  const postings = normalise([...asked.filter((each) => !isStored(each.account)), ...changes.flatMap((each) => each.postings)])
  const draft: EntryDraft = {
    _id: entryIdOf(post), partition: post.partition, cause: post.cause, kind: post.kind, at: post.at, recordedAt, by: post.by, subject: post.subject,
    postings, effects: changes.map((each) => each.effect), why: { template: post.why.template, params: { ...post.why.params } },
    ...(post.ruleVersion === undefined ? {} : { ruleVersion: post.ruleVersion }), ...(post.factorVersion === undefined ? {} : { factorVersion: post.factorVersion }),
    ...(post.details === undefined ? {} : { details: post.details }), placePath: [...(post.placePath ?? [])],
    ...(post.reverses ? { reverses: post.reverses.entryId, reversedKind: post.reverses.kind } : {}),
  }
  return { ok: true, draft, states: changes.map((each) => each.state) }
}

/**
 * The post that undoes an entry (I2): every posting negated, a debt that was repaid or made counted with its member, lots returned to
 * where they came from. Null for reversals and mergers, which cannot be undone: what was right is
 * posted anew under its own cause.
 */
export function reversalOf(entry: Entry, by: { cause: string; reason: string; by: string; at: Date }): Post | null {
  if (entry.kind === 'reverse' || entry.kind === 'merge') return null
  const postings = normalise(entry.postings.map((each) => ({ ...each, account: memberOf(each.account), amount: -each.amount })))
  const lots = Object.fromEntries(entry.effects.map((effect) => [effect.account, negated(effect.lots)]))
  return {
    cause: by.cause, kind: 'reverse', at: by.at, by: by.by, partition: entry.partition, subject: entry.subject, postings,
    why: { template: 'ledger.reversed', params: { reason: by.reason } }, placePath: entry.placePath,
    reverses: { entryId: entry._id, kind: entry.kind }, lots,
  }
}

/**
 * The post that moves everything a duplicate household has to the one that stays: points with their lots (a debt the other way), fen and
 * carbon. Null when there is nothing to move.
 */
export function mergerOf(from: AccountState, into: Account, by: { partition: number; at: Date; by: string; placePath: readonly string[] }): Post | null {
  const claim = from.points - from.debt
  const amounts: [Unit, number][] = [['points', claim], ['fen', from.fen], ['carbonGrams', from.carbonGrams]]
  const postings = amounts.flatMap(([unit, amount]) => [{ account: from._id, unit, amount: -amount }, { account: into, unit, amount }])
  if (normalise(postings).length === 0) return null
  return {
    cause: `merge:${from._id}:${into}:${from.seq}`, kind: 'merge', at: by.at, by: by.by, partition: by.partition, subject: into.replace(':', 's/'), postings,
    why: { template: 'ledger.merged', params: {} }, placePath: by.placePath, ...(claim > 0 ? { lots: { [from._id]: negated(from.lots), [into]: from.lots } } : {}),
  }
}

const negated = (lots: Lots): Lots => Object.fromEntries(Object.entries(lots).map(([month, points]) => [month, -points]))

/**
 * What makes two posts of one cause the same (I3), as text: kind, subject, amounts, words, versions and details.
 * Not the instant and not who delivered it: a device that repeats itself later, or another instance, brings the same thing.
 */
export const contentOf = (post: Post): string => JSON.stringify([
  post.kind, post.subject, normalise(post.postings).map(flat), post.why.template, canonical(post.why.params), post.ruleVersion ?? null,
  post.factorVersion ?? null, canonical(post.details), post.reverses?.entryId ?? null,
])

const flat = ({ account, unit, amount }: Posting): unknown[] => [account, unit, amount]

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

export type Outcome = { status: 'posted' | 'had'; entry: Entry } | { status: 'refused'; code: LedgerCode; details?: Record<string, unknown> }

/** What deciding a batch needs: entries that exist already, balances as read, and how entries get their hashes. */
export type Books = {
  had: ReadonlyMap<string, Entry>
  states: Map<Account, AccountState>
  recordedAt: Date
  hashOf: (text: string) => string
}

/** Decides posts one after the other on the same balances, which are moved in `books.states`; refused ones leave no trace. */
export function decideAll(posts: readonly Post[], books: Books): Outcome[] {
  const made = new Map<string, Entry>()
  return posts.map((post) => {
    const contentHash = books.hashOf(contentOf(post))
    const first = books.had.get(entryIdOf(post)) ?? made.get(entryIdOf(post))
    if (first) return first.contentHash === contentHash ? { status: 'had', entry: first } : { status: 'refused', code: 'LEDGER_CAUSE_REUSED', details: { cause: post.cause } }
    const decision = decidePost(post, (account) => books.states.get(account), books.recordedAt)
    if (!decision.ok) return { status: 'refused', code: decision.code, ...(decision.details ? { details: decision.details } : {}) }
    const entry: Entry = sealEntry({ ...decision.draft, contentHash }, books.hashOf)
    for (const state of decision.states) books.states.set(state._id, state)
    made.set(entry._id, entry)
    return { status: 'posted', entry }
  })
}

/** The hash of the whole entry as written: every field but the hash itself, in a fixed order that is cheap to write. */
export const hashOfEntry = (entry: Omit<Entry, 'hash'>, hashOf: Books['hashOf']): string => hashOf(JSON.stringify([
  entry._id, entry.partition, entry.cause, entry.kind, entry.at, entry.recordedAt, entry.by, entry.subject, entry.postings.map(flat),
  entry.effects.map((each) => [each.account, each.seq, each.points, each.fen, each.carbonGrams, each.held, each.debt, each.earned, canonical(each.lots)]),
  entry.why.template, canonical(entry.why.params), entry.ruleVersion ?? null, entry.factorVersion ?? null, canonical(entry.details), entry.placePath,
  entry.reverses ?? null, entry.reversedKind ?? null, entry.contentHash,
]))
const sealEntry = (entry: Omit<Entry, 'hash'>, hashOf: Books['hashOf']): Entry => ({ ...entry, hash: hashOfEntry(entry, hashOf) })

/** All stored accounts that posts name. */
export const membersOf = (posts: readonly Pick<Post, 'postings'>[]): Account[] =>
  [...new Set(posts.flatMap((post) => post.postings.map((each) => each.account).filter(isStored)))]
