// Two weeks of evenings at the bins of 柳湾 in the demo city, handed in as phones do when the evening is over: through
// the operations, so that points, facts, doubts and contests are what they would be. Today's ledger alone is written,
// since past days are sealed.
import { createHash } from 'node:crypto'
import type { DropoffRow } from '@shared/dropoffs/contract'
import type { Result } from '@shared/dropoffs/vocabulary'
import { ulidFrom } from '@shared/ids'
import type { Stream } from '@shared/places/vocabulary'
import { addDays, addMinutes, instantAt, type Day } from '@shared/time'
import { now } from '../clock'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { reconcileBudgetsOf } from '../ledger/earning'
import { seedActor, seedHousehold, seedHouseholds, type SeedHousehold } from '../people/seed-ids'
import { seedNumber, seedPlace } from '../places/seed-ids'
import { dropOffSitesBelow, type DropOffSite } from '../places/sites'
import { seedPresence } from '../shifts/seed-presence'
import { closeDay } from './closing'
import { contestLog } from './contests'
import { reportPhone } from './evening'
import { SiteDays, type SiteDayRecord } from './dropoffs.model'
import { referencesOf } from './references'
import { syncRows } from './sync'

const EVENINGS = 14
const HOMES = 28
const COMPOUNDS = ['liuwan/1/1', 'liuwan/1/2'] as const
/** 许长顺 keeps the bins of the first; 秦芳 is on shift at those of the second. */
const LOGGERS: Readonly<Record<(typeof COMPOUNDS)[number], string>> = {
  'liuwan/1/1': 'field-04-xu',
  'liuwan/1/2': 'field-03-qin',
}
/** The bins of a village are open all day: its collector comes by in the morning. */
const VILLAGE = 'huaiyin/2/1'
const COLLECTOR = 'field-05-lv'
const ROUNDS = 5
const RESULTS: readonly Result[] = ['wrong', 'mixed', 'unopened', 'wrong']

/** A phone's own id, of the evening that it was made on. */
const idAt = (label: string, at: Date): string => ulidFrom(at.getTime(), createHash('sha256').update(label).digest())

type Bag = {
  site: DropOffSite
  household: SeedHousehold
  day: Day
  at: Date
  stream: Stream
  result: Result
  by: string
}

function rowOf({ site, household, day, at, stream, result, by }: Bag): DropoffRow {
  const label = `dropoff:${site._id}:${household.id}:${day}:${stream}:${by}`
  return {
    kind: 'log',
    format: 1,
    id: idAt(label, at),
    siteId: site._id,
    scanId: idAt(`scan:${site._id}:${household.id}:${day}:${by}`, at),
    of: { kind: 'ref', ref: referencesOf(site._id, day)(household.id) },
    stream,
    result,
    clock: { at: at.toISOString(), run: seedId(`run:${by}:${day}`), tick: at.getTime() % 7_200_000, offsetMs: 0 },
  }
}

/** A household learns: what it does wrong becomes less over the weeks. */
function resultOf(household: SeedHousehold, stream: Stream, ago: number): Result {
  const label = `result:${household.id}:${stream}:${ago}`
  const wrongPercent = Math.min(45, 8 + ago * 2 + (household.index % 5) * 3)
  if (seedNumber(label, 100) >= wrongPercent) return 'correct'
  const result = RESULTS[seedNumber(`which:${label}`, RESULTS.length)] ?? 'wrong'
  return stream !== 'food' && result === 'unopened' ? 'mixed' : result
}

/** Called once, after people, places and the ledger's rules. */
export async function seedDropoffs({ today, progress }: SeedContext): Promise<void> {
  let logs = 0
  for (const label of COMPOUNDS) {
    const site = await binsAt(label)
    for (let ago = EVENINGS; ago >= 1; ago -= 1) logs += await seedEvening(site, label, addDays(today, -ago), ago)
  }
  for (let ago = ROUNDS; ago >= 1; ago -= 1) logs += await seedRound(addDays(today, -ago), ago)
  await seedDoubts(today)
  await closeAll()
  await seedContest(today)
  await reconcileBudgetsOf(['dropoff'])
  progress(`投放登记${logs}条，${EVENINGS}个晚上`)
}

/** The first bins of a compound, which are open in the evening. */
async function binsAt(label: string): Promise<DropOffSite> {
  const site = (await dropOffSitesBelow([seedPlace(label).id], 10)).find(({ name }) => name.startsWith('1号'))
  if (!site) throw new Error(`no bins at ${label}`)
  return site
}

/** The logger's own home is left to others. */
const homesOf = (label: string, by: string): SeedHousehold[] => {
  const own = seedActor(by).households.map(({ householdId }) => householdId)
  return seedHouseholds().filter(({ place, id, index }) => place.label === label && index < HOMES && !own.includes(id))
}

/** A morning's round of the village's collector, who looks into the buckets at the doors: 会烂, 不会烂. */
async function seedRound(day: Day, ago: number): Promise<number> {
  const [site] = await dropOffSitesBelow([seedPlace(VILLAGE).id], 1)
  if (!site) throw new Error(`no bins at ${VILLAGE}`)
  const rows = homesOf(VILLAGE, COLLECTOR).flatMap((household, door) =>
    (['food', 'residual'] as const).map((stream) => {
      const at = addMinutes(instantAt(day, '07:00'), door * 3)
      return rowOf({ site, household, day, at, stream, result: resultOf(household, stream, ago), by: COLLECTOR })
    }),
  )
  await syncRows(seedActor(COLLECTOR), { rows }, instantAt(day, '11:00'))
  return rows.length
}

/** When phones find a network, on the way home. */
const handedIn = (day: Day): Date => instantAt(day, '21:40')

async function seedEvening(
  site: DropOffSite,
  label: (typeof COMPOUNDS)[number],
  day: Day,
  ago: number,
): Promise<number> {
  const by = LOGGERS[label]
  const from = instantAt(day, '19:05')
  const rows = homesOf(label, by).flatMap((household) => {
    if (seedNumber(`comes:${household.id}:${day}`, 100) >= 70 - ago) return []
    const at = addMinutes(from, seedNumber(`when:${household.id}:${day}`, 80))
    const streams: Stream[] = seedNumber(`bags:${household.id}:${day}`, 3) === 0 ? ['food'] : ['food', 'residual']
    return streams.map((stream) =>
      rowOf({ site, household, day, at, stream, result: resultOf(household, stream, ago), by }),
    )
  })
  const actor = seedActor(by)
  if (by === 'field-03-qin') await seedPresence(site._id, day, actor.personId, 'guide')
  await syncRows(actor, { rows }, handedIn(day))
  // phones report for the days around today only; the days before are closed by the seed itself
  if (ago <= 1) await reportPhone(actor, { id: seedId(`phone:${by}`), siteId: site._id, day, left: 0, isOut: true })
  return rows.length
}

/** Yesterday: three logs from before the bins were open, and one bag that two people saw differently. */
async function seedDoubts(today: Day): Promise<void> {
  const day = addDays(today, -1)
  const site = await binsAt('liuwan/1/2')
  const bag = (index: number, clock: string, by: string, result: Result = 'correct', stream: Stream = 'food') =>
    rowOf({ site, household: seedHousehold('liuwan/1/2', index), day, at: instantAt(day, clock), stream, result, by })
  const qin = seedActor('field-03-qin')
  await syncRows(qin, { rows: [30, 31, 32].map((index) => bag(index, '16:20', 'field-03-qin')) }, handedIn(day))
  await syncRows(qin, { rows: [bag(33, '19:31', 'field-03-qin')] }, handedIn(day))
  const sun = seedActor('field-01-sun')
  await seedPresence(site._id, day, sun.personId, 'volunteer')
  await syncRows(sun, { rows: [bag(33, '19:33', 'field-01-sun', 'mixed')] }, handedIn(day))
  await reportPhone(sun, { id: seedId('phone:sun'), siteId: site._id, day, left: 0, isOut: true })
}

async function closeAll(): Promise<void> {
  const over = await SiteDays.find({ status: 'open', endsAt: { $lt: now() } }).lean<SiteDayRecord[]>()
  for (const siteDay of over) await closeDay(siteDay)
}

/** 李明 says that a bag of his was opened after all. */
async function seedContest(today: Day): Promise<void> {
  const household = seedHousehold('liuwan/1/1', 1)
  const site = await binsAt('liuwan/1/1')
  const day = addDays(today, -1)
  const at = addMinutes(instantAt(day, '20:25'), 1)
  const bag = { site, household, day, at, stream: 'recyclable' as const, result: 'wrong' as const, by: 'field-04-xu' }
  const row = rowOf(bag)
  await syncRows(seedActor('field-04-xu'), { rows: [row] }, handedIn(day))
  await contestLog(seedActor('resident-2-li'), { id: row.id, text: '是洗干净压扁的牛奶盒，可以回收' })
}
