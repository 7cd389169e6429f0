// Proves that balances equal their recomputation from entries (I13) and that entries are what was written: sums (I1),
// hashes, causes (I3), reversals (I2), holds and their ends (I5, I6), sequence, balances and lots (I4, I7), the chain
// of daily seals (I14), and that nothing is dated in the future. It streams: memory does not grow with the ledger. It
// may run while posts go on, since an account is read before its entries and only entries up to its sequence number
// count.
import type { mongo } from 'mongoose'
import { isStored, kindOf, memberOf, type Account } from '@shared/ledger/accounts'
import type { AccountState, Entry, Posting } from '@shared/ledger/entries'
import { hashOfEntry } from '@shared/ledger/content'
import { addDays, instantAt, type Day } from '@shared/time'
import { units, type Unit } from '@shared/units'
import { Accounts } from './accounts.model'
import { Entries } from './entries.model'
import { sha256 } from './ledger'
import { replayer } from './replay'
import { inSealOrder } from './seals'
import { checkLinks } from './verify-links'
import { sealChecker } from './verify-seals'

export type VerifyScope = { kind: 'all' } | { kind: 'account'; account: Account } | { kind: 'day'; day: Day }
/** One thing that is not as it must be: where (entry or account) and what, in one sentence. */
export type Difference = { where: string; text: string }
export type Verified = {
  entries: number
  accounts: number
  differences: number
  /** The first hundred. */
  findings: Difference[]
  /** Per unit, over the entries read: members and system accounts; the two add up to zero. */
  totals: Record<Unit, { members: number; system: number }>
}
export type VerifyOptions = {
  scope: VerifyScope
  /**
   * The present instant. With it, what is dated later and a sealing that stands still are differences too; without it
   * only what does not depend on the time of asking is checked.
   */
  asOf?: Date
  progress?: (done: number, total: number) => Promise<void> | void
  onDifference?: (difference: Difference) => void
}

const KEEP = 100
const BATCH = 1_000
/** Clocks of instances and of devices differ by so much at most. */
const CLOCK_SKEW_MS = 3_600_000
/** Entries of small accounts are read together up to this many; larger accounts are read alone, in pages. */
const GROUP = 4_000

const entries = () => Entries.collection as unknown as mongo.Collection<Entry>
const accounts = () => Accounts.collection as unknown as mongo.Collection<AccountState>

type Run = {
  result: Verified
  /** What is pending, by account; those at zero are dropped. */
  pending: Map<Account, number>
  asOf?: Date | undefined
  say: (where: string, text: string) => void
  step: (count: number) => Promise<void>
}

/** Verifies the whole ledger, one account, or what was recorded on a day together with the accounts it touched. */
export async function verifyLedger(options: VerifyOptions): Promise<Verified> {
  const { scope } = options
  const filter = entryFilter(scope)
  const total =
    (await entries().countDocuments(filter)) + (scope.kind === 'all' ? await accounts().estimatedDocumentCount() : 0)
  const run = startRun(options, total)
  const touched = new Set<Account>(scope.kind === 'account' ? [memberOf(scope.account)] : [])
  // read first: what is sealed does not change any more
  const chain =
    scope.kind === 'account'
      ? null
      : await sealChecker(run.say, { only: scope.kind === 'day' ? scope.day : undefined, asOf: options.asOf })
  for await (const batch of batches(
    chain ? inSealOrder(filter, { batchSize: BATCH }) : entries().find(filter, { batchSize: BATCH }),
    BATCH,
  )) {
    for (const entry of batch) {
      checkEntry(entry, run)
      chain?.add(entry)
    }
    await checkLinks(batch, run.say)
    await checkAccountsExist(batch, run)
    if (scope.kind === 'day') for (const entry of batch) for (const effect of entry.effects) touched.add(effect.account)
    await run.step(batch.length)
  }
  chain?.finish()
  if (scope.kind === 'all') {
    await checkCauses(run)
    for (const [account, points] of run.pending) if (points < 0) run.say(account, `待入账的积分小于零：${points}`)
  }
  await checkAccounts(scope.kind === 'all' ? {} : { _id: { $in: [...touched] } }, run)
  for (const unit of units) {
    const { members, system } = run.result.totals[unit]
    if (members + system !== 0) run.say(unit, `所有账户合计不为零：住户等 ${members}，系统账户 ${system}`)
  }
  return run.result
}

function entryFilter(scope: VerifyScope): mongo.Filter<Entry> {
  if (scope.kind === 'day')
    return { recordedAt: { $gte: instantAt(scope.day, '00:00'), $lt: instantAt(addDays(scope.day, 1), '00:00') } }
  if (scope.kind === 'account') return { 'effects.account': memberOf(scope.account) }
  return {}
}

function startRun({ progress, onDifference, asOf }: VerifyOptions, total: number): Run {
  const zero = () => ({ members: 0, system: 0 })
  const result: Verified = {
    entries: 0,
    accounts: 0,
    differences: 0,
    findings: [],
    totals: { points: zero(), fen: zero(), carbonGrams: zero() },
  }
  let done = 0
  return {
    result,
    pending: new Map(),
    asOf,
    say: (where, text) => {
      result.differences += 1
      if (result.findings.length < KEEP) result.findings.push({ where, text })
      onDifference?.({ where, text })
    },
    step: async (count) => {
      done += count
      await progress?.(Math.min(done, total), total)
    },
  }
}

async function* batches<T extends mongo.BSON.Document>(cursor: mongo.FindCursor<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const document of cursor) {
    batch.push(document)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function checkEntry(entry: Entry, run: Run): void {
  run.result.entries += 1
  if (entry._id !== `${entry.partition}:${entry.cause}`) run.say(entry._id, '编号与分区、事由不符')
  if (run.asOf) checkDates(entry, run.asOf, run)
  if (hashOfEntry(entry, sha256) !== entry.hash) run.say(entry._id, '内容与写入时的校验值不符，被改动过')
  for (const unit of units) {
    const postings = entry.postings.filter((each) => each.unit === unit)
    const sum = postings.reduce((total, each) => total + each.amount, 0)
    if (sum !== 0) run.say(entry._id, `分录不平：${unit} 合计 ${sum}`)
    for (const each of postings) {
      const kind = kindOf(each.account)
      const side = kind !== null && (isStored(each.account) || isStored(memberOf(each.account))) ? 'members' : 'system'
      run.result.totals[unit][side] += each.amount
      if (kind === null) run.say(entry._id, `没有这种账户：${each.account}`)
      if (kind === 'pending') addPending(run.pending, each)
    }
  }
  const members = new Set(entry.postings.map((each) => memberOf(each.account)).filter(isStored))
  const unmoved = entry.effects.filter((effect) => !members.has(effect.account))
  // only what a limit had trimmed to nothing, and its reversal, concern a member without moving anything
  const mayBeUnmoved = entry.details?.['trimmed'] !== undefined || entry.reverses !== undefined
  if (members.size + unmoved.length !== entry.effects.length || (unmoved.length > 0 && !mayBeUnmoved))
    run.say(entry._id, '分录与账户变动对不上')
}

function addPending(pending: Map<Account, number>, { account, amount }: Posting): void {
  const points = (pending.get(account) ?? 0) + amount
  if (points === 0) pending.delete(account)
  else pending.set(account, points)
}

function checkDates(entry: Entry, asOf: Date, run: Run): void {
  if (entry.recordedAt.getTime() > asOf.getTime() + CLOCK_SKEW_MS) run.say(entry._id, '记在将来：入账时间还没有到')
  if (entry.at.getTime() > entry.recordedAt.getTime() + CLOCK_SKEW_MS)
    run.say(entry._id, '发生时间在入账之后：记的是还没有发生的事')
}

/** Read after the entries: an account must exist and be at least as far as the entry says. */
async function checkAccountsExist(batch: readonly Entry[], run: Run): Promise<void> {
  const ids = [...new Set(batch.flatMap((entry) => entry.effects.map((effect) => effect.account)))]
  const found = await accounts()
    .find({ _id: { $in: ids } }, { projection: { seq: 1 } })
    .toArray()
  const seqs = new Map(found.map((state) => [state._id, state.seq]))
  for (const entry of batch) {
    for (const { account, seq } of entry.effects) {
      const reached = seqs.get(account)
      if (reached === undefined) run.say(account, `有流水 ${entry._id}，却没有余额记录`)
      else if (reached < seq) run.say(account, `余额记录停在第${reached}笔，流水 ${entry._id} 已是第${seq}笔`)
    }
  }
}

async function checkCauses(run: Run): Promise<void> {
  const twice = entries().aggregate<{ _id: string; ids: string[] }>(
    [
      { $group: { _id: '$cause', count: { $sum: 1 }, ids: { $firstN: { input: '$_id', n: 3 } } } },
      { $match: { count: { $gt: 1 } } },
    ],
    { allowDiskUse: true },
  )
  for await (const { _id, ids } of twice) run.say(ids.join('、'), `同一事由记了不止一次：${_id}`)
}

async function checkAccounts(filter: mongo.Filter<AccountState>, run: Run): Promise<void> {
  let group: AccountState[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    await checkGroup(group, run)
    await run.step(group.length)
    group = []
    size = 0
  }
  for await (const state of accounts().find(filter, { batchSize: BATCH, sort: { _id: 1 } })) {
    if (size + state.seq > GROUP && group.length > 0) await flush()
    group.push(state)
    size += state.seq
  }
  if (group.length > 0) await flush()
}

async function checkGroup(group: readonly AccountState[], run: Run): Promise<void> {
  run.result.accounts += group.length
  const only = group.length === 1 ? group[0] : undefined
  if (only && only.seq > GROUP) return checkLargeAccount(only, run)
  const states = new Map(group.map((state) => [state._id, state]))
  const lines = new Map<Account, { seq: number; entry: Entry }[]>(group.map((state) => [state._id, []]))
  for await (const entry of entries().find({ 'effects.account': { $in: [...states.keys()] } }, { batchSize: BATCH })) {
    for (const effect of entry.effects) {
      if (effect.seq <= (states.get(effect.account)?.seq ?? 0))
        lines.get(effect.account)?.push({ seq: effect.seq, entry })
    }
  }
  for (const state of group) {
    const replay = replayer(state._id, run.say)
    for (const { entry } of (lines.get(state._id) ?? []).sort((a, b) => a.seq - b.seq)) replay.add(entry)
    replay.compare(state)
  }
}

async function checkLargeAccount(state: AccountState, run: Run): Promise<void> {
  const replay = replayer(state._id, run.say)
  const seqOf = (entry: Entry): number => entry.effects.find((effect) => effect.account === state._id)?.seq ?? 0
  for (let from = 1; from <= state.seq; from += GROUP) {
    const to = Math.min(state.seq, from + GROUP - 1)
    const page = await entries()
      .find({ effects: { $elemMatch: { account: state._id, seq: { $gte: from, $lte: to } } } } as mongo.Filter<Entry>)
      .toArray()
    for (const entry of page.sort((a, b) => seqOf(a) - seqOf(b))) replay.add(entry)
  }
  replay.compare(state)
}
