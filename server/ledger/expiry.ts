// I9: points whose month has ended are booked out by an entry, once per account and day, and are announced 60, 30 and 7
// days before, each once. Both runs find accounts by the index on their oldest lot, so they cost what is due and not
// what there is.
import type { mongo } from 'mongoose'
import type { Account } from '@shared/ledger/accounts'
import type { AccountState } from '@shared/ledger/entries'
import { expiryOf } from '@shared/ledger/follow-ups'
import { lotExpiresOn } from '@shared/ledger/lots'
import { addDays, dayOf, instantAt, monthOf, showDay, type Day, type Month } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { requireBegun } from '../job-slots'
import { defineJob } from '../jobs'
import type { JobRun } from '../long-work'
import { notify } from '../notices/notices'
import { membersOf } from '../people/households'
import { Accounts } from './accounts.model'
import { postFromBalances } from './ledger'

/** As many as posting takes at once: a transaction must not hold up everyone else for longer than theirs do. */
const BATCH = 200
/** Days before the last day of a lot on which its owner is told. */
export const ANNOUNCED_DAYS_BEFORE = [60, 30, 7]

type Due = Pick<AccountState, '_id' | 'lots'>
const accounts = () => Accounts.collection as unknown as mongo.Collection<AccountState>

/** Runs over accounts in batches; what is due is read once, what is done with it is decided inside each transaction. */
async function eachBatch(
  filter: mongo.Filter<AccountState>,
  work: (batch: readonly Due[]) => Promise<number>,
  progress?: JobRun['progress'],
): Promise<{ accounts: number; done: number }> {
  const total = await accounts().countDocuments(filter)
  const counts = { accounts: 0, done: 0 }
  let batch: Due[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    counts.done += await work(batch)
    counts.accounts += batch.length
    batch = []
    await progress?.(Math.min(counts.accounts, total), total)
  }
  for await (const state of accounts()
    .find(filter, { projection: { lots: 1 }, batchSize: BATCH * 5 })
    .sort({ oldestLot: 1 })) {
    batch.push(state)
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  return counts
}

/**
 * Books out what has ended by a day (Shanghai). An account whose expiry of that day is written already waits for the
 * next day.
 * @returns accounts found due, and entries written
 * @throws DomainError JOB_SLOT_NOT_DUE for a day that has not begun
 */
export async function expireLots(
  day: Day,
  progress?: JobRun['progress'],
): Promise<{ accounts: number; entries: number }> {
  requireBegun(day)
  const at = instantAt(day, '00:00')
  const filter: mongo.Filter<AccountState> = { oldestLot: { $type: 'string', $lt: monthOf(day) } }
  const { accounts: found, done } = await eachBatch(
    filter,
    async (batch) => {
      const outcomes = await transaction((tx) =>
        postFromBalances(
          tx,
          batch.map((state) => state._id),
          (state) => expiryOf(state, day, at),
        ),
      )
      return outcomes.filter((outcome) => outcome.status === 'posted').length
    },
    progress,
  )
  return { accounts: found, entries: done }
}

/** Tells everyone whose lot ends 60, 30 or 7 days after a day; the same day again tells nobody twice. */
export async function announceExpiry(
  day: Day,
  progress?: JobRun['progress'],
): Promise<{ accounts: number; notices: number }> {
  requireBegun(day)
  const counts = { accounts: 0, notices: 0 }
  for (const days of ANNOUNCED_DAYS_BEFORE) {
    const last = addDays(day, days)
    const month = monthOf(last)
    if (lotExpiresOn(month) !== last || last < dayOf(now())) continue
    const filter = {
      oldestLot: { $type: 'string', $lte: month },
      [`lots.${month}`]: { $gt: 0 },
    } as mongo.Filter<AccountState>
    const told = await eachBatch(filter, (batch) => transaction((tx) => tell(tx, batch, month, days)), progress)
    counts.accounts += told.accounts
    counts.notices += told.done
  }
  return counts
}

async function tell(tx: Tx, batch: readonly Due[], month: Month, days: number): Promise<number> {
  let count = 0
  for (const { _id, lots } of batch) {
    for (const personId of await ownersOf(tx, _id)) {
      await notify(tx, personId, `ledger/${_id}/expiring/${month}/${days}`, {
        kind: 'points',
        title: '积分快到期了',
        text: `${_id.startsWith('household:') ? '本户' : '您'}有${lots[month] ?? 0}分可用到${showDay(lotExpiresOn(month))}，过后作废，还有${days}天`,
        link: '/me/points',
      })
      count += 1
    }
  }
  return count
}

/** Whom an account belongs to: a person, or a household's members. A fund is nobody's own. */
async function ownersOf(tx: Tx, account: Account): Promise<string[]> {
  const [kind, id = ''] = account.split(':', 2)
  if (kind === 'person') return [id]
  return kind === 'household' ? (await membersOf(id, tx)).map((member) => member.personId) : []
}

export const ledgerExpire = defineJob({
  name: 'ledger.expireLots',
  title: '积分到期',
  formerly: ['ledgerExpire'],
  every: 'day',
  at: '00:20',
  lookBack: 3,
  run: (slot, run) => expireLots(slot, run.progress),
})

export const ledgerExpiryNotices = defineJob({
  name: 'ledger.announceExpiry',
  title: '积分到期提醒',
  formerly: ['ledgerExpiryNotices'],
  every: 'day',
  at: '08:30',
  lookBack: 7,
  run: (slot, run) => announceExpiry(slot, run.progress),
})
