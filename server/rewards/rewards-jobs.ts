// The feature's jobs: holds past their end go back, a month's settlements are drafted, patterns and the roll of honour
// reckoned. Invariant: each hold lapses once (the move itself is guarded); running a slot twice changes nothing.
import { now } from '../clock'
import { addDays } from '@shared/time'
import { DomainError } from '@shared/errors'
import { transaction } from '../db'
import { requireOver, startOf } from '../job-slots'
import { defineJob, type Job } from '../jobs'
import { flagDay } from './flags'
import { reckonHonours } from './honours'
import { moveRedemption } from './redeeming'
import { Redemptions, Shops, type RedemptionRecord, type ShopRecord } from './rewards.model'
import { draftMonth } from './settlements'

const system = { kind: 'system', name: 'rewards' } as const

/** Gives back what is overdue; somebody else's move in between is no failure. @returns how many lapsed now */
export async function lapseOverdue(at = now(), limit = 2000): Promise<number> {
  const overdue = await Redemptions.find({ status: 'held', lapsesAt: { $lte: at } }, { _id: 1 })
    .sort({ lapsesAt: 1 })
    .limit(limit)
    .lean<Pick<RedemptionRecord, '_id'>[]>()
  let lapsed = 0
  for (const { _id } of overdue) {
    try {
      await transaction((tx) =>
        moveRedemption(tx, _id, 'lapse', { actor: system, relations: ['system'], text: '过期未领，积分和库存已退回' }),
      )
      lapsed += 1
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'WRONG_STATE' && error.code !== 'CHANGED_MEANWHILE'))
        throw error
    }
  }
  return lapsed
}

const lapse = defineJob({
  name: 'rewards.lapseHolds',
  title: '过期未领的兑换退回积分和库存',
  formerly: ['rewardsLapse'],
  every: 'minute',
  lookBack: 1,
  run: async (minute) => ({ lapsed: await lapseOverdue(startOf('minute', minute)) }),
})

/**
 * Drafts of a month for every shop that handed something over; confirmed ones stay as they are.
 * @throws DomainError JOB_SLOT_WRONG, JOB_SLOT_NOT_DUE for a month that is not over: what is handed over later in it
 * would be in no settlement
 */
export async function draftAll(
  month: string,
  progress: (done: number, total: number) => Promise<void> = async () => undefined,
): Promise<{ shops: number; drafted: number }> {
  requireOver('month', month)
  const shops = await Shops.find({}).sort({ _id: 1 }).limit(10_000).lean<ShopRecord[]>()
  let drafted = 0
  for (const [index, shop] of shops.entries()) {
    try {
      if (await transaction((tx) => draftMonth(tx, system, shop, month))) drafted += 1
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'WRONG_STATE') throw error
    }
    if (index % 20 === 19) await progress(index + 1, shops.length)
  }
  return { shops: shops.length, drafted }
}

const settle = defineJob({
  name: 'rewards.draftSettlements',
  title: '编制兑换点月结单草稿',
  formerly: ['rewardsSettlements'],
  every: 'month',
  at: '03:00',
  onDay: 1,
  lookBack: 1,
  run: (month, { progress }) => draftAll(month, progress),
})

/** The day of an hour and the day before: a server that stood still over midnight has missed its last hours. */
async function flagHour(slot: string): Promise<Record<string, number>> {
  const day = slot.slice(0, 10)
  return { flags: (await flagDay(addDays(day, -1))) + (await flagDay(day)) }
}

const flag = defineJob({
  name: 'rewards.findFlags',
  title: '查找短时间大量兑换',
  formerly: ['rewardsFlags'],
  every: 'hour',
  lookBack: 1,
  run: (slot) => flagHour(slot),
})
const honours = defineJob({
  name: 'rewards.reckonHonours',
  title: '更新荣誉榜',
  formerly: ['rewardsHonours'],
  every: 'day',
  at: '03:20',
  lookBack: 1,
  run: async () => ({ compounds: await reckonHonours() }),
})

export const rewardsJobs: readonly Job[] = [lapse, settle, flag, honours]
