// Budgets of earning rules (I15), exact in total without a document that every post writes: an instance leases a slice
// of about 1 % in one guarded write, outside of any transaction, and posts draw on it in memory before they are
// written; what was not granted goes back. A slice whose owner died is idle until the reconciliation, which reckons
// from entries and the full size of living slices: never too low.
import type { mongo } from 'mongoose'
import { budgetStateOf, BUDGET_LOW_PERCENT, issuerOf, sliceSize } from '@shared/ledger/earning'
import { earningSources, type SourceKey } from '@shared/ledger/earning-sources'
import { addMonths, instantAt, monthOf, dayOf, type Month } from '@shared/time'
import { databaseNow, now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { newId } from '../ids'
import { defineJob } from '../jobs'
import { log } from '../log'
import { notify } from '../notices/notices'
import { staffAt } from '../people/roles'
import { installedCity } from '../places/places'
import { currentScope, runInScope } from '../scope'
import { Budgets, type BudgetRecord } from './earning.model'
import { Entries } from './entries.model'

/** A rule's budget of one month. */
export type Budget = { key: SourceKey; month: Month; total: number }
/**
 * Points set aside in memory. `settle` tells how many were issued; what is left can be drawn again. Calling it twice
 * does nothing.
 */
export type Reservation = { points: number; settle: (issued: number) => void }

const SLICE_MS = 10 * 60_000
/** An owner stops drawing so long before its slice ends: longer than a transaction may take and clocks may differ. */
const MARGIN_MS = 60_000
/** After finding nothing left an instance does not ask again for so long. */
const EMPTY_MS = 1_000

type Held = { id: string; left: number; inFlight: number; until: number }
type Purse = { budget: Budget; slices: Held[]; leasing: Promise<boolean> | null; emptyUntil: number }

export type BudgetOwner = {
  /** Sets points aside, fewer where the budget has no more. Never inside a transaction. */
  reserve: (budget: Budget, points: number) => Promise<Reservation>
  /** Returns everything that is not in use. */
  stop: () => Promise<void>
}

export const budgetIdOf = ({ key, month }: Pick<Budget, 'key' | 'month'>): string => `${key}/${month}`
const collection = () => Budgets.collection as unknown as mongo.Collection<BudgetRecord>

/** One who leases slices; an instance has one, tests have several. */
export function budgetOwner(owner: string = newId()): BudgetOwner {
  const purses = new Map<string, Purse>()
  const purseOf = (budget: Budget): Purse => {
    const id = budgetIdOf(budget)
    const purse = purses.get(id) ?? { budget, slices: [], leasing: null, emptyUntil: 0 }
    purse.budget = budget
    purses.set(id, purse)
    return purse
  }
  return {
    reserve: async (budget, points) => {
      if (currentScope()?.inTransaction) throw new Error('a budget is reserved before the transaction')
      const purse = purseOf(budget)
      const drawn = draw(purse, points)
      for (let missing = points - sumOf(drawn); missing > 0; missing = points - sumOf(drawn)) {
        purse.leasing ??= lease(purse, owner, missing).finally(() => {
          purse.leasing = null
        })
        const found = await purse.leasing
        const more = draw(purse, missing)
        drawn.push(...more)
        if (!found && more.length === 0) break
      }
      return reservationOf(drawn)
    },
    stop: async () => {
      for (const purse of purses.values()) await giveBack(purse, () => true)
    },
  }
}

type Drawn = { slice: Held; points: number }
const sumOf = (drawn: readonly Drawn[]): number => drawn.reduce((sum, each) => sum + each.points, 0)
const isUsable = (slice: Held): boolean => slice.until - MARGIN_MS > now().getTime()

function draw(purse: Purse, points: number): Drawn[] {
  const drawn: Drawn[] = []
  let missing = points
  for (const slice of purse.slices) {
    const taken = isUsable(slice) ? Math.min(slice.left, missing) : 0
    if (taken === 0) continue
    slice.left -= taken
    slice.inFlight += taken
    missing -= taken
    drawn.push({ slice, points: taken })
  }
  return drawn
}

function reservationOf(drawn: readonly Drawn[]): Reservation {
  let open = true
  return {
    points: sumOf(drawn),
    settle: (issued) => {
      if (!open) return
      open = false
      let used = issued
      for (const { slice, points } of drawn) {
        const kept = Math.min(points, used)
        used -= kept
        slice.inFlight -= points
        slice.left += points - kept
      }
    },
  }
}

/** Takes another slice; false when nothing is left. Spent slices are dropped in the same write. */
async function lease(purse: Purse, owner: string, asked: number): Promise<boolean> {
  if (purse.emptyUntil > now().getTime()) return false
  await giveBack(purse, (slice) => !isUsable(slice))
  const { budget } = purse
  const id = newId()
  const spent = purse.slices.filter((slice) => slice.left === 0 && slice.inFlight === 0)
  const record = await takeSlice(budget, {
    id,
    owner,
    want: sliceSize(budget.total, asked),
    drop: spent.map((slice) => slice.id),
  })
  purse.slices = purse.slices.filter((slice) => !spent.includes(slice))
  const slice = record.slices.find((each) => each.id === id)
  if (slice) purse.slices.push({ id, left: slice.points, inFlight: 0, until: slice.until.getTime() })
  else purse.emptyUntil = now().getTime() + EMPTY_MS
  if (isLow(record) && !record.noticedAt)
    await runInScope({ requestId: currentScope()?.requestId ?? 'none' }, () => tellStaff(record))
  return slice !== undefined
}

type Wish = { id: string; owner: string; want: number; drop: readonly string[] }

/** The guarded write: what is granted is worked out from the document it changes. */
async function takeSlice(budget: Budget, { id, owner, want, drop }: Wish): Promise<BudgetRecord> {
  const leased = { $ifNull: ['$leased', 0] }
  const granted = { $min: [want, { $max: [0, { $subtract: [budget.total, leased] }] }] }
  const kept = {
    $filter: { input: { $ifNull: ['$slices', []] }, as: 'slice', cond: { $not: { $in: ['$$slice.id', [...drop]] } } },
  }
  const fresh = { id, owner, points: granted, until: { $add: [databaseNow(), SLICE_MS] } }
  const update = [
    {
      $set: {
        key: budget.key,
        month: budget.month,
        total: budget.total,
        leased: { $add: [leased, granted] },
        revision: { $add: [{ $ifNull: ['$revision', 0] }, 1] },
        noticedAt: { $ifNull: ['$noticedAt', null] },
        slices: { $concatArrays: [kept, { $cond: [{ $gt: [granted, 0] }, [fresh], []] }] },
      },
    },
  ]
  try {
    const record = await collection().findOneAndUpdate({ _id: budgetIdOf(budget) }, update, {
      upsert: true,
      returnDocument: 'after',
    })
    if (!record) throw new Error('a budget that could not be made')
    return record
  } catch (error) {
    // two instances made the month's document at once: the second finds it
    if (isDuplicateKey(error)) return takeSlice(budget, { id, owner, want, drop })
    throw error
  }
}

/** Returns what is left of slices that nothing is in flight from. */
async function giveBack(purse: Purse, which: (slice: Held) => boolean): Promise<void> {
  const leaving = purse.slices.filter((slice) => which(slice) && slice.inFlight === 0)
  purse.slices = purse.slices.filter((slice) => !leaving.includes(slice))
  for (const { id, left } of leaving) {
    await collection().updateOne(
      { _id: budgetIdOf(purse.budget), 'slices.id': id },
      { $pull: { slices: { id } }, $inc: { leased: -left, revision: 1 } },
    )
  }
}

const isLow = ({ leased, total }: Pick<BudgetRecord, 'leased' | 'total'>): boolean =>
  leased * 100 >= total * BUDGET_LOW_PERCENT

/** Tells the city's staff once that little is left of a month's budget. */
async function tellStaff({ _id, key, month }: BudgetRecord): Promise<void> {
  const city = await installedCity()
  const officers = city ? await staffAt(city.path, 'cityOfficer') : []
  await transaction(async (tx) => {
    const { matched } = await tx.on(Budgets).updateOne({ _id, noticedAt: null }, { $set: { noticedAt: now() } })
    if (matched === 0) return
    for (const personId of officers) {
      await notify(tx, personId, `ledgerBudgets/${_id}/low`, {
        kind: 'points',
        title: '积分预算快用完了',
        text: `「${earningSources[key].name}」${Number(month.slice(5))}月的积分预算已用到八成，可以从下月起调低标准并提前公布`,
        link: '/rules',
      })
    }
  })
}

/** Net points that a rule has issued for what happened in a month. */
async function issuedIn(key: SourceKey, month: Month): Promise<number> {
  const account = issuerOf(key)
  const [from, to] = [instantAt(`${month}-01`, '00:00'), instantAt(`${addMonths(month, 1)}-01`, '00:00')]
  const [row] = await Entries.aggregate<{ points: number }>([
    { $match: { recordedAt: { $gte: from }, at: { $gte: from, $lt: to }, 'postings.account': account } },
    { $unwind: '$postings' },
    { $match: { 'postings.account': account } },
    { $group: { _id: null, points: { $sum: '$postings.amount' } } },
  ]).read('primary')
  return Math.max(0, -(row?.points ?? 0))
}

/**
 * Sets what is leased of a budget to what has been issued and the full size of living slices. Makes the month's
 * document where there is none.
 * @returns points by which the budget was found to be leased too high (or, negative, too low)
 */
export async function reconcileBudget(budget: Budget): Promise<number> {
  const _id = budgetIdOf(budget)
  await Budgets.collection.updateOne(
    { _id } as never,
    {
      $setOnInsert: {
        key: budget.key,
        month: budget.month,
        total: budget.total,
        leased: 0,
        slices: [],
        revision: 0,
        noticedAt: null,
      },
    },
    { upsert: true },
  )
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const before = await collection().findOne({ _id })
    if (!before) throw new Error(`no budget ${_id}`)
    // a slice that has ended may still be in a transaction that began before
    const living = before.slices.filter((slice) => slice.until.getTime() + MARGIN_MS > now().getTime())
    const leased = (await issuedIn(budget.key, budget.month)) + living.reduce((sum, slice) => sum + slice.points, 0)
    const { matchedCount } = await collection().updateOne(
      { _id, revision: before.revision },
      { $set: { leased, slices: living }, $inc: { revision: 1 } },
    )
    if (matchedCount === 1) return before.leased - leased
  }
  log.warn({ budget: _id }, 'a budget changes faster than it can be reconciled')
  return 0
}

/** Every hour: budgets with a slice whose owner is gone; at night all of this month and the last. */
export const ledgerBudgets = defineJob({
  name: 'ledger.reconcileBudgets',
  title: '积分预算对账',
  formerly: ['ledgerBudgets'],
  every: 'hour',
  lookBack: 1,
  run: async (slot) => {
    const month = monthOf(slot.slice(0, 10))
    const isNight = slot.endsWith('T03')
    const dead = { slices: { $elemMatch: { until: { $lt: new Date(now().getTime() - MARGIN_MS) } } } }
    const found = await Budgets.find({ month: { $in: [month, addMonths(month, -1)] }, ...(isNight ? {} : dead) }).lean<
      BudgetRecord[]
    >()
    let freed = 0
    for (const budget of found) freed += await reconcileBudget(budget)
    return { budgets: found.length, freed }
  },
})

/** How much of each budget of this month is gone. */
export async function budgetsNow(
  budgets: readonly Omit<Budget, 'month'>[],
): Promise<Map<SourceKey, { month: Month; total: number; used: number } & ReturnType<typeof budgetStateOf>>> {
  const month = monthOf(dayOf(now()))
  const found = await Budgets.find({ _id: { $in: budgets.map(({ key }) => budgetIdOf({ key, month })) } }).lean<
    BudgetRecord[]
  >()
  return new Map(
    budgets.map(({ key, total }) => {
      const used = found.find((each) => each.key === key)?.leased ?? 0
      return [key, { month, total, used, ...budgetStateOf(total, used) }]
    }),
  )
}

export const ownBudgets: BudgetOwner = budgetOwner()
/** On a graceful stop: what this instance holds can be issued by others at once. */
export const returnBudgets = (): Promise<void> => ownBudgets.stop()
