// Posting to the ledger, two ways in and one rule function: `postMany` joins a transaction (a pickup's settlement is
// one), `post` goes through group commit. Guard in both: balances are read inside the snapshot and written by `_id`, so
// a racing write aborts the transaction, which then runs again (I4). The raw driver is used, since casting costs more
// than the write itself.
import { hash } from 'node:crypto'
import type { ClientSession, mongo } from 'mongoose'
import { accountFor, type Account } from '@shared/ledger/accounts'
import { canonical } from '@shared/canonical'
import { entryIdOf, type AccountState, type Entry, type Post, type Posted, type Why } from '@shared/ledger/entries'
import { endOf, holdOf, mergerOf, reversalOf, type HoldEnd, type HoldRequest } from '@shared/ledger/follow-ups'
import { endIdOf } from '@shared/ledger/kinds'
import { plainChangeOf, stateBefore, type PlainChange } from '@shared/ledger/plain-change'
import { decideAll, membersOf, type Books, type Outcome } from '@shared/ledger/rules'
import { DomainError } from '@shared/errors'
import { now } from '../clock'
import { inBatch, tryAgain, write } from '../batches'
import { isDuplicateKey, type Tx } from '../db'
import { groupCommit } from '../group-commit'
import { currentScope } from '../scope'
import { Accounts } from './accounts.model'
import { Entries } from './entries.model'

export const sha256 = (text: string): string => hash('sha256', text, 'base64url')

const entries = () => Entries.collection as unknown as mongo.Collection<Entry>
const accounts = () => Accounts.collection as unknown as mongo.Collection<AccountState>

/**
 * Posts within a transaction, in the given order, all or none.
 * @returns per post the entry: new, or from the first time (same cause, same content)
 * @throws DomainError the first refusal (LEDGER_*): nothing of the transaction is written then
 */
export async function postMany(tx: Tx, posts: readonly Post[]): Promise<Posted[]> {
  const alone = await postSingle(posts, tx.session)
  const outcomes = alone
    ? [alone]
    : await writeAll(posts, await existingEntries(posts, tx.session), await readStates(posts, tx.session), tx.session)
  return outcomes.map((outcome) => {
    if (outcome.status === 'refused') throw new DomainError(outcome.code, outcome.details)
    return { status: outcome.status, entry: outcome.entry }
  })
}

/**
 * Posts made from balances as the transaction reads them, for runs over many accounts; a refused one (posted earlier
 * with another amount) is passed over. @param make null where there is nothing to post
 */
export async function postFromBalances(
  tx: Tx,
  ids: readonly Account[],
  make: (state: AccountState) => Post | null,
): Promise<Outcome[]> {
  const found = await accounts()
    .find({ _id: { $in: [...ids] } }, { session: tx.session, batchSize: ONE_ANSWER })
    .toArray()
  const posts = found.flatMap((state) => make(state) ?? [])
  if (posts.length === 0) return []
  return writeAll(
    posts,
    await existingEntries(posts, tx.session),
    new Map(found.map((state) => [state._id, state])),
    tx.session,
  )
}

/**
 * Sets points of a member aside (I5): no longer available, not yet spent. The entry's id is the hold's identity.
 * @throws DomainError LEDGER_INSUFFICIENT, LEDGER_LIMIT_REACHED
 */
export const holdPoints = (tx: Tx, request: HoldRequest): Promise<Posted> => postOne(tx, holdOf(request))

/**
 * Spends what was held, at a shop ("merchant:<shopId>") or for a campaign. The same capture again is answered with the
 * first.
 * @throws DomainError NOT_FOUND, LEDGER_HOLD_ENDED when it was released, or captured otherwise
 */
export const capturePoints = (
  tx: Tx,
  holdEntryId: string,
  end: { to: Account; by: string; at: Date; why: Why },
): Promise<Posted> => endHold(tx, holdEntryId, { kind: 'capture', ...end })

/**
 * Gives back what was held, to the lots it came from (I8); a debt that arose meanwhile is repaid first (I10).
 * @throws DomainError NOT_FOUND, LEDGER_HOLD_ENDED when it was captured, or released for another reason
 */
export const releasePoints = (tx: Tx, holdEntryId: string, end: { by: string; at: Date; why: Why }): Promise<Posted> =>
  endHold(tx, holdEntryId, { kind: 'void', ...end })

/** I6: both ends of a hold are one cause, so the loser of a race meets the winner's entry, whatever it is. */
async function endHold(tx: Tx, holdEntryId: string, end: HoldEnd): Promise<Posted> {
  const held = await entryOf(holdEntryId, tx.session)
  const post = held && endOf(held, end)
  if (!post) throw new DomainError('NOT_FOUND')
  try {
    return await postOne(tx, post)
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'LEDGER_CAUSE_REUSED') throw error
    const ended = await entryOf(endIdOf(holdEntryId), tx.session)
    throw new DomainError('LEDGER_HOLD_ENDED', { how: ended?.kind ?? 'capture', endedBy: ended?._id ?? '' })
  }
}

async function postOne(tx: Tx, post: Post): Promise<Posted> {
  const [posted] = await postMany(tx, [post])
  if (!posted) throw new Error('a post without an outcome')
  return posted
}

/**
 * Reverses an entry exactly once (I2): lots are restored, what was spent meanwhile becomes a debt (I10).
 * The same cause again answers with the first reversal.
 * @throws DomainError NOT_FOUND, LEDGER_ALREADY_REVERSED, LEDGER_NOT_REVERSIBLE
 */
export async function reverse(
  tx: Tx,
  entryId: string,
  because: { cause: string; reason: string; by: string },
): Promise<Posted> {
  const entry = await entries().findOne({ _id: entryId }, { session: tx.session })
  if (!entry) throw new DomainError('NOT_FOUND')
  const earlier = await entries().findOne({ partition: entry.partition, reverses: entryId }, { session: tx.session })
  if (earlier) {
    if (earlier.cause === because.cause) return { status: 'had', entry: earlier }
    throw new DomainError('LEDGER_ALREADY_REVERSED', { reversedBy: earlier._id })
  }
  const ended = entry.ends === undefined ? null : await entryOf(entry.ends, tx.session)
  const post = reversalOf(entry, { ...because, at: now() }, ended)
  if (!post) throw new DomainError('LEDGER_NOT_REVERSIBLE')
  return postOne(tx, post)
}

/** Moves what a duplicate household has to the one that stays, with people's merging. */
export async function moveOnMerge(tx: Tx, fromHouseholdId: string, intoHouseholdId: string): Promise<void> {
  const from = await balanceOf(accountFor({ householdId: fromHouseholdId }), tx.session)
  if (!from) return
  const account = accountFor({ householdId: intoHouseholdId })
  const into = await balanceOf(account, tx.session)
  const post = mergerOf(from, account, {
    partition: into?.partition ?? from.partition,
    at: now(),
    by: 'system:merge',
    placePath: into?.placePath ?? from.placePath,
  })
  if (post) await postMany(tx, [post])
}

/** The entry of a cause, for features that show it again. */
export const entryOf = (entryId: string, session?: ClientSession): Promise<Entry | null> =>
  entries().findOne({ _id: entryId }, { session })

/** The cached balance of a member; null before the first entry. */
export const balanceOf = (account: Account, session?: ClientSession): Promise<AccountState | null> =>
  accounts().findOne({ _id: account }, { session })

/** The number of the account's latest line; 0 before the first. */
export async function latestSeqOf(account: Account): Promise<number> {
  const state = await accounts().findOne({ _id: account }, { projection: { _id: 0, seq: 1 } })
  return state?.seq ?? 0
}

/**
 * The driver asks for 101 documents first and for the rest in another round trip; what a batch needs comes in one
 * answer.
 */
const ONE_ANSWER = 10_000

async function findEntries(ids: readonly string[], session?: ClientSession): Promise<Map<string, Entry>> {
  const found = await entries()
    .find({ _id: { $in: [...ids] } }, { session, batchSize: ONE_ANSWER })
    .toArray()
  return new Map(found.map((entry) => [entry._id, entry]))
}

async function readStates(posts: readonly Post[], session: ClientSession): Promise<Map<Account, AccountState>> {
  const members = membersOf(posts)
  if (members.length === 0) return new Map()
  const found = await accounts()
    .find({ _id: { $in: members } }, { session, batchSize: ONE_ANSWER })
    .toArray()
  return new Map(found.map((state) => [state._id, state]))
}

const LOOK_UP_MS = 60_000
let duplicateSeenAt = Number.NEGATIVE_INFINITY

/**
 * Entries that exist already for the causes of these posts; null: not looked up. Looking up costs 10 % of a post and
 * nearly every cause is new, so it is done only when a duplicate was seen in the last minute: repeats come in groups,
 * from a device or from this very transaction trying again.
 */
const existingEntries = async (posts: readonly Post[], session?: ClientSession): Promise<Map<string, Entry> | null> =>
  duplicatesSeenRecently() ? findEntries(posts.map(entryIdOf), session) : null
const duplicatesSeenRecently = (): boolean => performance.now() - duplicateSeenAt < LOOK_UP_MS

/**
 * Decides all posts on the balances read and writes what they changed: entries inserted, one write an account, by
 * `_id`.
 * @param had entries that exist already; null: not looked up yet, which happens before anything is refused
 */
async function writeAll(
  posts: readonly Post[],
  had: Map<string, Entry> | null,
  before: ReadonlyMap<Account, AccountState>,
  session: ClientSession,
): Promise<Outcome[]> {
  const states = new Map(before)
  const books: Books = { had: had ?? new Map(), states, recordedAt: now(), hashOf: sha256 }
  const outcomes = decideAll(posts, books)
  if (had === null && outcomes.some(({ status }) => status === 'refused'))
    return writeAll(posts, await findEntries(posts.map(entryIdOf), session), before, session)
  const fresh = outcomes.flatMap((outcome) => (outcome.status === 'posted' ? [outcome.entry] : []))
  if (fresh.length === 0) return outcomes
  await insertEntries(fresh, session)
  await writeStates(
    [...states.values()].filter((state) => before.get(state._id) !== state),
    before,
    session,
  )
  return outcomes
}

/** I2, I3: entries are inserted and never written again; a cause that someone else has just used is a duplicate key. */
async function insertEntries(fresh: Entry[], session: ClientSession): Promise<void> {
  try {
    await write({ insert: Entries.collection.collectionName, documents: fresh }, session)
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    duplicateSeenAt = performance.now()
    throw tryAgain()
  }
}

/**
 * A post that came alone and changes its balance plainly: written first, and decided from what came of it (I4: the
 * update and the balance it answers with are one step). Null, with nothing written, where the balance has to be known
 * first.
 */
async function postSingle(posts: readonly Post[], session: ClientSession): Promise<Outcome | null> {
  const [post, another] = posts
  const change = post && !another && !duplicatesSeenRecently() ? plainChangeOf(post) : null
  if (!post || !change) return null
  const after = await accounts().findOneAndUpdate(conditionOf(change), updateOf(change, post.placePath ?? []), {
    session,
    returnDocument: 'after',
  })
  if (!after) return null
  const states = new Map([[change.member, stateBefore(after, change)]])
  const [outcome] = decideAll([post], { had: new Map(), states, recordedAt: now(), hashOf: sha256 })
  if (outcome?.status !== 'posted' || canonical(states.get(change.member)) !== canonical(after))
    throw new Error('the rules change other than was written')
  await insertEntries([outcome.entry], session)
  retries.alone += 1
  return outcome
}

const conditionOf = ({ member, lot, adds }: PlainChange): mongo.Filter<AccountState> =>
  lot === null
    ? { _id: member, held: { $gte: -adds.held } }
    : { _id: member, debt: 0, oldestLot: { $type: 'string', $lte: lot } }

const updateOf = ({ lot, adds }: PlainChange, placePath: readonly string[]): mongo.UpdateFilter<AccountState> => ({
  $inc: { seq: 1, ...adds, ...(lot === null ? {} : { [`lots.${lot}`]: adds.points }) },
  ...(placePath.length > 0 ? { $set: { placePath: [...placePath] } } : {}),
})

/**
 * The fields that differ: what is not written is not indexed again either, a fifth of the database's work for a post.
 */
function changesOf(before: AccountState, after: AccountState): Partial<AccountState> {
  const changes: Record<string, unknown> = {}
  for (const name in after) {
    const [was, is] = [before[name as keyof AccountState], after[name as keyof AccountState]]
    if (
      was === is ||
      (Array.isArray(was) && Array.isArray(is) && was.length === is.length && was.every((each, at) => each === is[at]))
    )
      continue
    changes[name] = is
  }
  return changes
}

/** I4, I13: by `_id` alone: a state that someone has changed since the snapshot makes the transaction run again. */
async function writeStates(
  changed: readonly AccountState[],
  before: ReadonlyMap<Account, AccountState>,
  session: ClientSession,
): Promise<void> {
  if (changed.length === 0) return
  const updates = changed.map((state) => {
    const known = before.get(state._id)
    return known
      ? { q: { _id: state._id }, u: { $set: changesOf(known, state) } }
      : { q: { _id: state._id }, u: state, upsert: true }
  })
  try {
    await write({ update: Accounts.collection.collectionName, updates }, session)
  } catch (error) {
    throw isDuplicateKey(error) ? tryAgain() : error
  }
}

const retries = { batches: 0, again: 0, alone: 0 }
/**
 * Batches committed, attempts repeated, posts written before they were decided. Past 5 % repeated, instances should
 * take partitions by lease.
 * @internal counted by tests and benches
 */
export const ledgerCounts = () => ({ ...retries, ...poster.counts() })

/**
 * One transaction for a batch; where known causes are looked up, that runs beside it, outside. Transient errors repeat
 * with jitter.
 */
async function commitBatch(posts: readonly Post[]): Promise<Outcome[]> {
  try {
    return await inBatch(async (session, attempt) => {
      if (attempt > 1) retries.again += 1
      const alone = await postSingle(posts, session)
      if (alone) return [alone]
      const [had, states] = await Promise.all([existingEntries(posts), readStates(posts, session)])
      return writeAll(posts, had, states, session)
    })
  } finally {
    retries.batches += 1
  }
}

const poster = groupCommit<Post, Outcome>({
  keyOf: entryIdOf,
  touches: (post) => membersOf([post]),
  atOnce: 2,
  maxBatch: 200,
  maxWaiting: 5_000,
  commit: commitBatch,
})

/**
 * Posts through group commit; each post stands alone, answered once it is durable. Not for use inside a transaction
 * (postMany is).
 * @returns per post: posted, had (same cause and content before), or refused with its LEDGER_* code
 * @throws DomainError SYSTEM_BUSY when the database can't keep up; the posts may be sent again
 */
export async function post(posts: readonly Post[]): Promise<Outcome[]> {
  if (currentScope()?.inTransaction) throw new Error('inside a transaction: use postMany(tx, posts)')
  if (posts.some(({ kind }) => kind === 'reverse' || kind === 'capture' || kind === 'void'))
    throw new Error('reversals go through reverse(tx, …), ends of holds through capture and release')
  return Promise.all(posts.map((each) => poster.submit(each)))
}
