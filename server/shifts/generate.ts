// Shifts of the coming fourteen days, made from the windows of sites. Keyed by site, day and hour: run any number of
// times it adds what is missing and nothing else. A shift that was changed by hand, cancelled or booked stays as it is.
import { DAYS_AHEAD, MAX_MINUTES, MAXIMUM, MINIMUM, shiftWindows, timesOf } from '@shared/shifts/rules'
import { addDays, type Day } from '@shared/time'
import { now } from '../clock'
import { isDuplicateKey } from '../db'
import { newId, newSecret } from '../ids'
import { defineJob } from '../jobs'
import { timedSites, type SiteFacts } from '../places/sites'
import { followPlan } from '../slots/days'
import { shiftPool } from './pool'
import { Shifts, type ShiftRecord } from './shifts.model'

const SITES = 200

type Done = { made: number; changed: number; removed: number }

/** Brings the shifts of every site in step with its windows, for `days` days from a day on. */
export async function generateShifts(from: Day, days = DAYS_AHEAD): Promise<Done> {
  const done: Done = { made: 0, changed: 0, removed: 0 }
  const span = Array.from({ length: days }, (_unused, index) => addDays(from, index))
  const seen = new Set<string>()
  let after = ''
  for (;;) {
    const sites = await timedSites(after, SITES)
    for (const site of sites) {
      seen.add(site._id)
      add(done, await followSite(site, span))
    }
    const last = sites.at(-1)
    if (!last || sites.length < SITES) break
    after = last._id
  }
  const gone = await Shifts.distinct('siteId', { day: { $gte: from }, status: 'planned' }).exec()
  for (const siteId of gone.filter((id) => !seen.has(id))) done.removed += await removeUnused(siteId, from, [])
  return done
}

const add = (sum: Done, more: Done): void => {
  for (const key of Object.keys(sum) as (keyof Done)[]) sum[key] += more[key]
}

async function followSite(site: SiteFacts, days: readonly Day[]): Promise<Done> {
  const [first = '', last = ''] = [days[0], days.at(-1)]
  const have = await Shifts.find({ siteId: site._id, day: { $gte: first, $lte: last } }).lean<ShiftRecord[]>()
  const known = new Map(have.map((shift) => [`${shift.day} ${shift.from}`, shift]))
  const wanted = days.flatMap((day) => shiftWindows(site.windows, day).map((window) => ({ day, ...window })))
  const fresh = wanted.filter(({ day, from }) => !known.has(`${day} ${from}`)).map((one) => shiftOf(site, one))
  if (fresh.length > 0) await insertMissing(fresh)
  let changed = 0
  for (const { day, from, to } of wanted) {
    const shift = known.get(`${day} ${from}`)
    if (shift && shift.to !== to && (await takesOver(shift, to))) changed += 1
  }
  const removed = await removeUnused(
    site._id,
    first,
    wanted.map(({ day, from }) => `${day} ${from}`),
  )
  if (fresh.length + changed + removed > 0) await followPlan(shiftPool, site._id, first)
  return { made: fresh.length, changed, removed }
}

const shiftOf = (site: SiteFacts, { day, from, to }: { day: Day; from: string; to: string }): ShiftRecord => ({
  _id: newId(),
  siteId: site._id,
  placeId: site.placeId,
  placePath: site.placePath,
  day,
  from,
  to,
  ...timesOf(day, { from, to }),
  minimum: MINIMUM,
  maximum: MAXIMUM,
  maxMinutes: MAX_MINUTES,
  leadId: null,
  leadSet: false,
  status: 'planned',
  isEdited: false,
  version: 0,
  seed: newSecret(12),
  asked: 0,
  createdAt: now(),
})

/** Another instance may have made them meanwhile: then theirs stand. */
async function insertMissing(shifts: ShiftRecord[]): Promise<void> {
  try {
    await Shifts.insertMany(shifts, { ordered: false })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}

/** Nobody is made to stay longer than they agreed to: only what nobody has asked for follows its window. */
const untouched = { isEdited: false, status: 'planned' as const, asked: 0 }

async function takesOver(shift: ShiftRecord, to: string): Promise<boolean> {
  const { endsAt } = timesOf(shift.day, { from: shift.from, to })
  const { modifiedCount } = await Shifts.updateOne({ _id: shift._id, ...untouched }, { $set: { to, endsAt } })
  return modifiedCount > 0
}

async function removeUnused(siteId: string, from: Day, wanted: readonly string[]): Promise<number> {
  const keep = new Set(wanted)
  const found = await Shifts.find({ siteId, day: { $gte: from }, startsAt: { $gt: now() }, ...untouched }).lean<
    ShiftRecord[]
  >()
  const ids = found.filter(({ day, from: hour }) => !keep.has(`${day} ${hour}`)).map(({ _id }) => _id)
  if (ids.length === 0) return 0
  return (await Shifts.deleteMany({ _id: { $in: ids }, ...untouched })).deletedCount
}

/** Every hour, so that a window changed today makes its shifts today. */
export const generateJob = defineJob({
  name: 'shifts.makeShifts',
  title: '生成督导班次',
  every: 'hour',
  lookBack: 1,
  run: async (hour) => generateShifts(hour.slice(0, 10)),
})
