// A small world at the bins for tests: a compound with a site that is open from seven to nine in the evening, two
// volunteers, a lead, a community worker, households with cards; 2 points for food, 1 for a broken bag, 1 for the rest.
import { dropoffs, type DropoffOutcome, type LogRow } from '@shared/dropoffs/contract'
import { scannedAs, tableOf } from '@shared/dropoffs/table'
import type { Result } from '@shared/dropoffs/vocabulary'
import type { Stream } from '@shared/places/vocabulary'
import { accountFor, pendingOf } from '@shared/ledger/accounts'
import type { Entry } from '@shared/ledger/entries'
import { addDays, instantAt, type Clock, type Day } from '@shared/time'
import { closeDropoffDays } from '@server/dropoffs/closing'
import { DayCounts } from '@server/dropoffs/dropoffs.model'
import { newId } from '@server/ids'
import { rerun, type Job } from '@server/jobs'
import { Entries } from '@server/ledger/entries.model'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Sites, type Place, type Site } from '@server/places/places.model'
import { nameKeyOf } from '@server/places/search-keys'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from '@server/shifts/shifts.model'
import { aHousehold, ancestorOf, aPlace, aResident, aStaff, setClock, type Signed, type TestApp } from './app'
import { anEarningRule } from './earning'

export const TONIGHT: Day = '2026-11-30'
export const evening = (clock: Clock, day: Day = TONIGHT): Date => instantAt(day, clock)
const daily = [1, 2, 3, 4, 5, 6, 7]
export const RUN = newId()

export async function aBinSite(place: Place, over: Partial<Site> = {}): Promise<Site> {
  const at = evening('08:00')
  const name = over.name ?? `${place.name}东门`
  const site: Site = {
    _id: newId(),
    placeId: place._id,
    placePath: place.path,
    kind: 'drop_off',
    name,
    nameKey: nameKeyOf(name),
    takes: ['bin'],
    streams: ['food', 'residual', 'recyclable', 'hazardous'],
    windows: [{ weekdays: daily, from: '19:00', to: '21:00' }],
    address: '',
    duties: [],
    note: '',
    status: 'open',
    revision: 0,
    createdAt: at,
    updatedAt: at,
    ...over,
  }
  await Sites.create(site)
  return site
}

export type Home = Awaited<ReturnType<typeof aHousehold>>
export type Bins = {
  app: TestApp
  compound: Place
  site: Site
  wang: Signed
  li: Signed
  lead: Signed
  worker: Signed
  homes: Home[]
}

/** Monday 2026-11-30 at 19:30. Roles were given at 08:00; volunteers and lead are on shift at the site. */
export async function aBinWorld(app: TestApp, count = 3): Promise<Bins> {
  setClock(evening('08:00'))
  const compound = await aPlace({ kind: 'compound' })
  const community = await ancestorOf(compound, 'community')
  const site = await aBinSite(compound)
  const wang = await aStaff('volunteer', compound._id, { name: '测试王阿姨' })
  const li = await aStaff('volunteer', compound._id, { name: '测试李大爷' })
  const lead = await aStaff('leadVolunteer', compound._id, { name: '测试组长' })
  const worker = await aStaff('communityWorker', community._id, { name: '测试社工' })
  const homes: Home[] = []
  for (let each = 0; each < count; each += 1) homes.push(await aHousehold({ place: compound }))
  await anEarningRule('dropoff', { food_correct: 2, bag_opened: 1, residual_correct: 1, recyclable_correct: 1 })
  setClock(evening('19:30'))
  const bins = { app, compound, site, wang, li, lead, worker, homes }
  await onShift(bins, site)
  return bins
}

type Wish = {
  stream?: Stream
  result?: Result
  at?: Date
  offsetMs?: number | null
  siteId?: string
  isLook?: boolean
  id?: string
  scanId?: string
  tick?: number
}

/** A log as the phone writes it: by the code of the card, as if the table did not know it, unless `of` is given. */
export function aDropoff(bins: Pick<Bins, 'site'>, of: Home | LogRow['of'] | null, wish: Wish = {}): LogRow {
  const { at = evening('19:20'), offsetMs = 0, isLook, tick } = wish
  return {
    kind: 'log',
    format: 1,
    id: wish.id ?? newId(),
    siteId: wish.siteId ?? bins.site._id,
    scanId: wish.scanId ?? newId(),
    of: of === null ? { kind: 'anonymous' } : 'kind' in of ? of : { kind: 'code', code: of.typed },
    stream: wish.stream ?? 'food',
    result: wish.result ?? 'correct',
    clock: {
      at: at.toISOString(),
      run: RUN,
      tick: tick ?? Math.max(0, at.getTime() - evening('00:00').getTime()),
      offsetMs,
    },
    ...(isLook ? { isLook } : {}),
  }
}

export const anUndo = (log: LogRow, seconds = 5) => ({
  kind: 'undo' as const,
  format: 1 as const,
  id: newId(),
  logId: log.id,
  clock: {
    ...log.clock,
    at: new Date(Date.parse(log.clock.at) + seconds * 1000).toISOString(),
    tick: log.clock.tick + seconds * 1000,
  },
})

export const sync = async (
  app: TestApp,
  who: Signed,
  rows: readonly ({ id: string } & object)[],
): Promise<DropoffOutcome[]> => (await app.as(who).call(dropoffs.sync, { rows: [...rows] })).results

/** A resident who lives in a home. */
export const aNeighbour = (home: Home, name = '测试住户'): Promise<Signed> => aResident({ name, household: home })

/** What a phone with tonight's table says was scanned. */
export async function scan(app: TestApp, who: Signed, siteId: string, code: string): Promise<LogRow['of']> {
  const of = scannedAs(tableOf(await app.as(who).call(dropoffs.tonight, { siteId })), code)
  if (!of) throw new Error('no code of ours')
  return of
}

/** Tonight's shift of the site, as the generator would make it. */
export async function aShift(
  { site, compound }: Pick<Bins, 'site' | 'compound'>,
  over: Partial<ShiftRecord> = {},
): Promise<ShiftRecord> {
  const shift: ShiftRecord = {
    _id: newId(),
    siteId: site._id,
    placeId: compound._id,
    placePath: compound.path,
    day: TONIGHT,
    from: '19:00',
    to: '21:00',
    startsAt: evening('19:00'),
    endsAt: evening('21:00'),
    minimum: 1,
    maximum: 4,
    maxMinutes: 120,
    leadId: null,
    leadSet: false,
    status: 'planned',
    isEdited: false,
    version: 0,
    seed: 'tests',
    asked: 0,
    createdAt: evening('08:00'),
    ...over,
  }
  await Shifts.create(shift)
  return shift
}

/** Somebody's check-in, as the server holds it once it has arrived. */
export async function checkIn(
  shift: ShiftRecord,
  who: Signed,
  at: Date,
  nothingLeftAt: Date | null = null,
): Promise<void> {
  const booking: ShiftBooking = {
    _id: newId(),
    shiftId: shift._id,
    siteId: shift.siteId,
    placeId: shift.placeId,
    placePath: shift.placePath,
    day: shift.day,
    startsAt: shift.startsAt,
    endsAt: shift.endsAt,
    personId: who.personId,
    as: 'volunteer',
    state: 'booked',
    createdAt: evening('08:00'),
    checkedInAt: at,
    checkedOutAt: null,
    how: 'code',
    standing: 'verified',
    corrections: [],
    minutes: 0,
    nothingLeftAt,
  }
  await ShiftBookings.create(booking)
}

/**
 * Both volunteers and the lead stand at a site from early in the morning until late; their phones say that they hold
 * nothing.
 */
export async function onShift(bins: Omit<Bins, 'app'>, site: Site, day: Day = TONIGHT): Promise<void> {
  const [startsAt, endsAt] = [evening('05:00', day), evening('03:00', addDays(day, 1))]
  const shift = await aShift({ ...bins, site }, { day, from: '05:00', to: '03:00', startsAt, endsAt })
  for (const who of [bins.wang, bins.li, bins.lead]) await checkIn(shift, who, startsAt, endsAt)
}

/** What is pending for a home in the ledger. */
export async function pendingPoints(of: Home): Promise<number> {
  const account = pendingOf(accountFor({ householdId: of._id }))
  const found = await Entries.find({ 'postings.account': account }).lean<Entry[]>()
  const postings = found.flatMap((entry) => entry.postings).filter((posting) => posting.account === account)
  return postings.reduce((sum, { amount }) => sum + amount, 0)
}
export const available = async (of: Home): Promise<number> =>
  (await balanceOf(accountFor({ householdId: of._id })))?.points ?? 0

/** The counts of a site or compound, without noughts. */
export async function countsAt(id: string, day: Day = TONIGHT): Promise<Record<string, number>> {
  const found = await DayCounts.findById(`${id}/${day}`).lean<{ counts: Record<string, number> }>()
  return Object.fromEntries(Object.entries(found?.counts ?? {}).filter(([, count]) => count !== 0))
}

export const expectCleanLedger = async (): Promise<void> =>
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])

/** A job of the hour. */
export async function runAt(job: Job, clock: Date): Promise<void> {
  setClock(clock)
  const shanghai = new Date(clock.getTime() + 8 * 3_600_000).toISOString()
  expect((await rerun(job, shanghai.slice(0, 13), 10_000))?.status).toBe('finished')
}
export const closeAt = (clock: Date): Promise<void> => runAt(closeDropoffDays, clock)

export const reportPhone = ({ app, site, wang }: Bins, left = 0, isOut = true) =>
  app.as(wang).call(dropoffs.reportPhone, { id: newId(), siteId: site._id, day: TONIGHT, left, isOut })
