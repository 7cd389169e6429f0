// A small world at the bins for tests: a compound with a site that is open from seven to nine in the evening, two
// volunteers, a lead, a community worker, households with cards; 2 points for food, 1 for a broken bag, 1 for the rest.
import { dropoffs, type DropoffOutcome, type LogRow } from '@shared/dropoffs/contract'
import { scannedAs, tableOf } from '@shared/dropoffs/table'
import type { Result } from '@shared/dropoffs/vocabulary'
import type { Stream } from '@shared/places/vocabulary'
import { instantAt, type Clock, type Day } from '@shared/time'
import { newId } from '@server/ids'
import { Sites, type Place, type Site } from '@server/places/places.model'
import { nameKeyOf } from '@server/places/search-keys'
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

/** Monday 2026-11-30 at 19:30. Roles were given at 08:00. */
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
  return { app, compound, site, wang, li, lead, worker, homes }
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
  const { households } = await app.as(who).call(dropoffs.tonight, { siteId })
  const of = scannedAs(tableOf(households), code)
  if (!of) throw new Error('no code of ours')
  return of
}
