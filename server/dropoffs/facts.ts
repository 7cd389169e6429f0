// Daily facts, worked out again from the logs alone: what stands beside them, moved with every log, must be the same.
// The job does so for the day before, and for any day that somebody names. Invariant: the same logs give the same
// counts in whatever order they came; what was set aside or undone, and what waits, counts nowhere.
import { countsMoved, countsOf, standingsOf, type Counts } from '@shared/dropoffs/rules'
import type { Day } from '@shared/time'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { log as serverLog } from '../log'
import { DayCounts, Days, Logs, SiteDays, type LogRecord } from './dropoffs.model'
import type { CountMove } from './standing'
import { anonymousMoves, seenOf } from './taking'

type Sum = { of: 'site' | 'compound'; placePath: readonly string[]; counts: Record<string, number> }

/** Sets the counts of a day to what its logs say. @returns how many sites and compounds had other ones */
export const recountDay = (day: Day): Promise<number> => transaction((tx) => recountIn(tx, day))

async function recountIn(tx: Tx, day: Day): Promise<number> {
  const sums = await sumsOf(tx, day)
  const kept = new Map((await tx.on(DayCounts).find({ day })).map((record) => [record._id, record]))
  let changed = 0
  for (const id of new Set([...sums.keys(), ...kept.keys()])) {
    const [sum, before] = [sums.get(id), kept.get(id)]
    if (Object.keys(countsMoved(before?.counts ?? {}, sum?.counts ?? {})).length === 0) continue
    changed += 1
    const counts: Counts = sum?.counts ?? {}
    const fresh = { of: sum?.of ?? 'site', placePath: [...(sum?.placePath ?? [])], day, lastAt: null }
    await tx
      .on(DayCounts)
      .updateOne({ _id: id }, { $set: { counts }, ...(before ? {} : { $setOnInsert: fresh }) }, { upsert: true })
  }
  return changed
}

/** By "<site or compound>/<day>", from every log of the day that counts. */
async function sumsOf(tx: Tx, day: Day): Promise<Map<string, Sum>> {
  const sums = new Map<string, Sum>()
  const add = ({ id, of, placePath, by }: Pick<CountMove, 'id' | 'of' | 'placePath' | 'by'>): void => {
    const sum = sums.get(`${id}/${day}`) ?? { of, placePath, counts: {} }
    for (const [name, count] of Object.entries(by)) sum.counts[name] = (sum.counts[name] ?? 0) + count
    sums.set(`${id}/${day}`, sum)
  }
  const siteIds = (await tx.on(SiteDays).find({ day })).map(({ siteId }) => siteId)
  const logs = await tx.on(Logs).find({ siteId: { $in: siteIds }, day, state: 'counted' })
  const paths = new Map(logs.map((log) => [log.siteId, log.placePath]))
  const homes = new Map((await tx.on(Days).find({ day })).map((home) => [home.householdId, home]))
  for (const [householdId, its] of byHousehold(logs)) {
    const home = homes.get(householdId)
    if (!home) throw new Error(`logs of ${householdId} without their day`)
    const { sites, compound } = countsOf(standingsOf(its.map(seenOf)))
    for (const [id, by] of Object.entries(sites)) add({ id, of: 'site', placePath: paths.get(id) ?? [], by })
    add({ id: home.placeId, of: 'compound', placePath: home.placePath, by: compound })
  }
  for (const log of logs.filter(({ householdId }) => householdId === undefined)) anonymousMoves(log, 1).forEach(add)
  return sums
}

function byHousehold(logs: readonly LogRecord[]): Map<string, LogRecord[]> {
  const groups = new Map<string, LogRecord[]>()
  for (const log of logs)
    if (log.householdId !== undefined) groups.set(log.householdId, [...(groups.get(log.householdId) ?? []), log])
  return groups
}

/** Every night, of the day before; by hand of any day. */
export const recountDropoffs = defineJob({
  name: 'dropoffs.recountDay',
  title: '投放数字核对',
  every: 'day',
  at: '04:10',
  lookBack: 1,
  run: async (day) => {
    const changed = await recountDay(day)
    if (changed > 0) serverLog.warn({ day, changed }, 'counts of drop-offs were not what their logs say')
    return { changed }
  },
})
