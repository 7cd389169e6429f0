// The rule book of posting, pure: a post and the balances it touches give an entry and new balances, or a named refusal
// that changes nothing. Keeps I4 (never below zero), I5 (what is held is no longer available), I8 (what is given back
// returns to its lots) and I10 (what is taken back after being spent becomes a debt that later earnings repay first).
// Beside it: kinds, lots, limits, content.
import { dayOf, monthOf, type Month } from '../time'
import { debtOf, heldOf, isStored, memberOf, type Account } from './accounts'
import { contentOf, hashOfEntry, normalise } from './content'
import {
  entryIdOf,
  type AccountState,
  type Effect,
  type Entry,
  type Lots,
  type Post,
  type Posting,
  type Trimmed,
  type Used,
} from './entries'
import {
  amountOf,
  checkShape,
  countsAsEarned,
  isTrimmed,
  membersIn,
  refuse,
  type LedgerCode,
  type Refusal,
} from './kinds'
import { grantOf, moveUsed } from './limits'
import { drawLots, expiryMonthOf, moved, negated, oldestOf, spendableOn, sumOf, withoutZeros } from './lots'

/** An entry before its hashes. */
export type EntryDraft = Omit<Entry, 'hash' | 'contentHash'>
export type Decision = { ok: true; draft: EntryDraft; states: AccountState[] } | Refusal

/** A member without entries. */
export const emptyState = (account: Account, partition: number): AccountState => ({
  _id: account,
  partition,
  placePath: [],
  seq: 0,
  points: 0,
  fen: 0,
  carbonGrams: 0,
  held: 0,
  debt: 0,
  earned: 0,
  lots: {},
  oldestLot: null,
})

type PointsChange = { lots: Lots; points: number; debt: number }
const NO_CHANGE: PointsChange = { lots: {}, points: 0, debt: 0 }

/**
 * Credit: debt is repaid first (I10), out of the oldest of the new lots, so that the member keeps what lasts longest.
 */
function creditPoints(state: AccountState, amount: number, post: Post, given: Lots | undefined): PointsChange {
  const returned: Record<Month, number> = { ...given }
  const missing = given ? amount - sumOf(given) : amount
  if (missing > 0) {
    const month = expiryMonthOf(post.at)
    returned[month] = (returned[month] ?? 0) + missing
  }
  if (state.debt === 0) return { lots: returned, points: amount, debt: 0 }
  const repaid = Math.min(state.debt, amount)
  const { drawn } = drawLots(returned, repaid, {}, () => true)
  return { lots: moved(returned, negated(drawn)), points: amount - repaid, debt: -repaid }
}

/**
 * Debit: null when there is not enough (I4); a reversal or merger takes what is there and books the rest as debt (I10).
 */
function debitPoints(state: AccountState, amount: number, post: Post): PointsChange | null {
  const mayOwe = post.kind === 'reverse' || post.kind === 'merge'
  const wanted = negated(post.lots?.[state._id] ?? {})
  // I7: only live lots are spent, oldest first; an expiry takes exactly the ended lots it names
  const today = post.kind === 'expire' || mayOwe ? '' : monthOf(dayOf(post.at))
  const { drawn, short } = drawLots(
    state.lots,
    amount,
    wanted,
    (month) => mayOwe || (post.kind !== 'expire' && month >= today),
  )
  if (short > 0 && !mayOwe) return null
  return { lots: negated(drawn), points: short - amount, debt: short }
}

type MemberChange = { state: AccountState; effect: Effect; postings: Posting[] }
/** What a post asks of one member: its postings, the lots it is given, and how counters move. */
type Asked = { postings: readonly Posting[]; lots: Lots | undefined; used: Used | undefined }

function changeMember(before: AccountState, asked: Asked, post: Post): MemberChange | Refusal {
  const account = before._id
  const points = amountOf(asked.postings, account, 'points')
  const change =
    points > 0
      ? creditPoints(before, points, post, asked.lots)
      : points < 0
        ? debitPoints(before, -points, post)
        : NO_CHANGE
  if (!change)
    return refuse('LEDGER_INSUFFICIENT', { account, needed: -points, available: spendableOn(before, dayOf(post.at)) })
  const carbonGrams = before.carbonGrams + amountOf(asked.postings, account, 'carbonGrams')
  if (carbonGrams < 0) return refuse('LEDGER_INSUFFICIENT', { account, unit: 'carbonGrams' })
  const holding = amountOf(asked.postings, heldOf(account), 'points')
  const held = before.held + holding
  if (held < 0)
    return refuse('LEDGER_INSUFFICIENT', { account: heldOf(account), needed: -holding, available: before.held })
  const lots = moved(before.lots, change.lots)
  const used = asked.used && Object.keys(asked.used).length > 0 ? asked.used : undefined
  const state: AccountState = {
    ...before,
    placePath: post.placePath?.length ? [...post.placePath] : before.placePath,
    seq: before.seq + 1,
    points: before.points + change.points,
    fen: before.fen + amountOf(asked.postings, account, 'fen'),
    carbonGrams,
    held,
    debt: before.debt + change.debt,
    earned: before.earned + (countsAsEarned(post.reverses?.kind ?? post.kind) ? points : 0),
    lots,
    oldestLot: oldestOf(lots),
    ...(used ? { used: moveUsed(before.used, used) } : {}),
  }
  const effect: Effect = {
    account,
    seq: state.seq,
    points: state.points,
    fen: state.fen,
    carbonGrams,
    held,
    debt: state.debt,
    earned: state.earned,
    lots: withoutZeros(change.lots),
    ...(used ? { used } : {}),
  }
  const postings: Posting[] = asked.postings.filter((each) => each.unit !== 'points' || each.account !== account)
  if (change.points !== 0) postings.push({ account, unit: 'points', amount: change.points })
  if (change.debt !== 0) postings.push({ account: debtOf(account), unit: 'points', amount: -change.debt })
  return { state, effect, postings }
}

type Granted = { postings: readonly Posting[]; used: Used | undefined; trimmed: Trimmed | null }

/** What the limits and the budget leave of a post (I11, I15): an earning is trimmed, anything else is refused. */
function applyLimits(post: Post, postings: readonly Posting[], stateOf: StateOf): Granted | Refusal {
  const mine = postings.find(
    (each) => each.unit === 'points' && isStored(each.account) && (post.kind !== 'gift' || each.amount < 0),
  )
  if (!mine || (!post.limits && !post.budget)) return { postings, used: undefined, trimmed: null }
  const asked = Math.abs(mine.amount)
  const { granted, by, used } = grantOf(asked, post.limits ?? [], stateOf(mine.account)?.used, post.budget)
  if (granted === asked || by === null) return { postings, used, trimmed: null }
  if (!isTrimmed(post.kind)) return refuse('LEDGER_LIMIT_REACHED', { counter: by, asked, left: granted })
  const { rest } = post
  // what was pending is used up, whatever a limit leaves of it
  const kept = postings
    .map((each) =>
      each.unit !== 'points' || (rest !== undefined && each !== mine)
        ? each
        : { ...each, amount: Math.sign(each.amount) * granted },
    )
    .concat(rest === undefined ? [] : { account: rest, unit: 'points', amount: asked - granted })
    .filter((each) => each.amount !== 0)
  return { postings: kept, used, trimmed: { asked, granted, by } }
}

type StateOf = (account: Account) => AccountState | undefined

/**
 * All members a post touches; a gift's giver first, since the receiver's lots are the giver's (a gift never lengthens a
 * life).
 */
function membersInOrder(post: Post, postings: readonly Posting[]): Account[] {
  const members = membersIn(postings)
  if (post.kind === 'gift')
    return members.sort((a, b) => amountOf(postings, a, 'points') - amountOf(postings, b, 'points'))
  // what had been trimmed to nothing is reversed by something without postings
  if (postings.length === 0) members.push(...Object.keys(post.lots ?? {}).filter(isStored))
  return members.length > 1 ? members.sort() : members
}

function changeMembers(
  post: Post,
  asked: readonly Posting[],
  granted: Granted,
  stateOf: StateOf,
): MemberChange[] | Refusal {
  const changes: MemberChange[] = []
  for (const account of membersInOrder(post, asked)) {
    const giver = post.kind === 'gift' ? changes[0] : undefined
    const used = post.used?.[account] ?? (giver ? undefined : granted.used)
    const lots = giver ? negated(giver.effect.lots) : post.lots?.[account]
    const postings = granted.postings.filter((each) => memberOf(each.account) === account)
    const change = changeMember(stateOf(account) ?? emptyState(account, post.partition), { postings, lots, used }, post)
    if ('ok' in change) return change
    changes.push(change)
  }
  return changes
}

/**
 * Decides one post. The states of all stored accounts it names come from `stateOf`; nothing is changed in place.
 * @param asked the post's postings, when they have been normalised already
 * @returns the entry's draft and the new balances, or a refusal
 */
export function decidePost(
  post: Post,
  stateOf: StateOf,
  recordedAt: Date,
  asked: readonly Posting[] = normalise(post.postings),
): Decision {
  const wrong = checkShape(post, asked)
  if (wrong) return wrong
  const granted = applyLimits(post, asked, stateOf)
  if ('ok' in granted) return granted
  const changes = changeMembers(post, asked, granted, stateOf)
  if ('ok' in changes) return changes
  const postings = normalise([
    ...granted.postings.filter((each) => !isStored(memberOf(each.account))),
    ...changes.flatMap((each) => each.postings),
  ])
  return {
    ok: true,
    draft: draftOf(
      post,
      postings,
      changes.map((each) => each.effect),
      granted.trimmed,
      recordedAt,
    ),
    states: changes.map((each) => each.state),
  }
}

function draftOf(
  post: Post,
  postings: Posting[],
  effects: Effect[],
  trimmed: Trimmed | null,
  recordedAt: Date,
): EntryDraft {
  const draft: EntryDraft = {
    _id: entryIdOf(post),
    partition: post.partition,
    cause: post.cause,
    kind: post.kind,
    at: post.at,
    recordedAt,
    by: post.by,
    subject: post.subject,
    postings,
    effects,
    why: { template: post.why.template, params: { ...post.why.params } },
    placePath: [...(post.placePath ?? [])],
  }
  if (post.ruleVersion !== undefined) draft.ruleVersion = post.ruleVersion
  if (post.factorVersion !== undefined) draft.factorVersion = post.factorVersion
  if (trimmed) draft.details = { ...post.details, trimmed }
  else if (post.details !== undefined) draft.details = post.details
  if (post.reverses) {
    draft.reverses = post.reverses.entryId
    draft.reversedKind = post.reverses.kind
  }
  if (post.ends !== undefined) draft.ends = post.ends
  return draft
}

export type Outcome =
  | { status: 'posted' | 'had'; entry: Entry }
  | { status: 'refused'; code: LedgerCode; details?: Record<string, unknown> }

/** What deciding a batch needs: entries that exist already, balances as read, and how entries get their hashes. */
export type Books = {
  had: ReadonlyMap<string, Entry>
  states: Map<Account, AccountState>
  recordedAt: Date
  hashOf: (text: string) => string
}

/**
 * Decides posts one after the other on the same balances, which are moved in `books.states`; refused ones leave no
 * trace.
 */
export function decideAll(posts: readonly Post[], books: Books): Outcome[] {
  const made = new Map<string, Entry>()
  const stateOf: StateOf = (account) => books.states.get(account)
  return posts.map((post) => {
    const asked = normalise(post.postings)
    const contentHash = books.hashOf(contentOf(post, asked))
    const id = entryIdOf(post)
    const first = books.had.get(id) ?? made.get(id)
    // I3: the same cause with the same content is answered with the first entry, with other content it is refused
    if (first)
      return first.contentHash === contentHash
        ? { status: 'had', entry: first }
        : { status: 'refused', code: 'LEDGER_CAUSE_REUSED', details: { cause: post.cause } }
    const decision = decidePost(post, stateOf, books.recordedAt, asked)
    if (!decision.ok)
      return { status: 'refused', code: decision.code, ...(decision.details ? { details: decision.details } : {}) }
    const sealed: Omit<Entry, 'hash'> = { ...decision.draft, contentHash }
    const entry: Entry = { ...sealed, hash: hashOfEntry(sealed, books.hashOf) }
    for (const state of decision.states) books.states.set(state._id, state)
    made.set(entry._id, entry)
    return { status: 'posted', entry }
  })
}

/** All stored accounts that posts touch. */
export const membersOf = (posts: readonly Pick<Post, 'postings' | 'lots'>[]): Account[] => {
  const members = new Set<Account>()
  for (const post of posts) {
    for (const each of post.postings) members.add(memberOf(each.account))
    for (const account in post.lots) members.add(account)
  }
  return [...members].filter(isStored)
}
