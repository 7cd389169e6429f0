// 楼层撤桶 over real HTTP and the real database: made, changed and called off by whose area it is, every household of the
// buildings told once of each, reminded on the evening before, seen by anybody at the compound, printed a page a
// building.
import { AuditRows } from '@server/audit'
import { Changeovers } from '@server/changeovers/changeovers.model'
import { remindOn, tellNews } from '@server/changeovers/telling'
import { newId } from '@server/ids'
import { Notices } from '@server/notices/notices.model'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import type { Place, Site } from '@server/places/places.model'
import { changeovers } from '@shared/changeovers/contract'
import { instantAt } from '@shared/time'
import { aHousehold, ancestorOf, aPlace, aResident, aStaff, expectError, setClock, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aBinSite } from '../support/dropoffs'
import { pagesOf } from '../support/papers'
import { useCrewApp } from '../support/runs'

useDatabase()
const app = useCrewApp()
const at = (clock: string, day = '2026-11-23'): void => setClock(instantAt(day, clock))

let compound: Place, other: Place
let site: Site
let worker: Signed, elsewhere: Signed, auditor: Signed, first: Signed, third: Signed
beforeAll(async () => {
  at('10:00')
  compound = await aPlace({ kind: 'compound' })
  other = await aPlace({ kind: 'compound' })
  site = await aBinSite(compound)
  const community = await ancestorOf(compound, 'community')
  worker = await aStaff('communityWorker', community._id)
  elsewhere = await aStaff('communityWorker', (await ancestorOf(other, 'community'))._id)
  auditor = await aStaff('auditor', (await ancestorOf(compound, 'city'))._id)
  const home = (building: string) => aHousehold({ place: compound, building, unit: '1', room: '101' })
  first = await aResident({ household: await home('1') })
  third = await aResident({ household: await home('3') })
})
beforeEach(() => at('10:00'))
afterAll(() => setClock())

const facts = (over: object = {}) => ({
  day: '2026-12-01',
  buildings: ['1栋'],
  siteId: site._id,
  note: '旧桶由物业收走。',
  ...over,
})
const make = (over: object = {}, who = worker) =>
  app.as(who).call(changeovers.create, { id: newId(), placeId: compound._id, ...facts(over) })
const shown = async (place = compound) => (await app.anonymous().call(changeovers.at, { placeId: place._id })).items
/** What a resident has been told. */
async function told(who: Signed): Promise<string[]> {
  await tellNews()
  await deliverOutbox({ notice: deliverNotice })
  const rows = await Notices.find({ personId: who.personId }).lean<{ title: string }[]>()
  return rows.map(({ title }) => title).sort()
}
const MADE = '本小区楼层要撤桶了'
const CHANGED = '楼层撤桶的安排有变化'
const OFF = '楼层撤桶取消了'
const EVE = '明天起楼层撤桶'

test('the story: made, told once, changed, seen at the compound, reminded on the evening before, printed', async () => {
  const made = await make()
  expect(made).toMatchObject({
    buildings: ['1'],
    siteName: site.name,
    status: 'planned',
    allowed: ['change', 'callOff'],
  })
  expect(await told(first)).toEqual([MADE])
  expect(await told(first)).toEqual([MADE])
  expect(await told(third)).toEqual([])

  at('11:00')
  const change = { id: made.id, version: 0, ...facts({ day: '2026-12-02', buildings: ['3栋', '三栋'] }) }
  const changed = await app.as(worker).call(changeovers.change, change)
  expect(changed).toMatchObject({ day: '2026-12-02', buildings: ['3'], version: 1 })
  await expectError(app.as(worker).call(changeovers.change, change), 'CHANGED_MEANWHILE')
  // those who were told before hear that it is another building now
  expect([await told(first), await told(third)]).toEqual([[MADE, CHANGED].sort(), [CHANGED]])

  expect(await shown()).toMatchObject([
    { day: '2026-12-02', buildings: ['3'], siteName: site.name, hoursText: '每天 19:00–21:00' },
  ])
  expect(await shown(other)).toEqual([])

  const { body } = await app.as(auditor).download(changeovers.paper, { id: made.id })
  const pages = (await pagesOf(body)).map((page) => page.replace(/\s/g, ''))
  expect(pages).toHaveLength(1)
  for (const words of ['3栋的各位住户', '2026年12月2日', site.name, '19:00–21:00', '旧桶由物业收走'])
    expect(pages[0]).toContain(words)

  at('18:00', '2026-12-01')
  for (let time = 0; time < 2; time += 1) expect(await remindOn('2026-12-01')).toEqual({ changeovers: 1, told: 1 })
  expect(await told(third)).toEqual([EVE, CHANGED].sort())
  expect(await told(first)).toEqual([MADE, CHANGED].sort())

  at('10:00', '2026-12-03')
  await expectError(
    app.as(worker).call(changeovers.callOff, { id: made.id, version: 1, reason: '晚了' }),
    'WRONG_STATE',
  )
  expect(await shown()).toHaveLength(1)
  at('10:00', '2026-12-17')
  expect(await shown()).toEqual([])
  expect(await AuditRows.countDocuments({ subject: `changeovers/${made.id}` })).toBe(3)
})

test('called off: everybody is told, nobody is reminded, and it prints no more', async () => {
  const neighbour = await aResident({ household: await aHousehold({ place: compound, building: '7' }) })
  const made = await make({ buildings: [], day: '2026-11-25' })
  expect(await told(neighbour)).toEqual([MADE])
  const reason = '新投放点还没有通水'
  const off = await app.as(worker).call(changeovers.callOff, { id: made.id, version: 0, reason })
  expect(off).toMatchObject({ status: 'calledOff', reason, allowed: [] })
  expect(await told(neighbour)).toEqual([MADE, OFF].sort())
  expect(await remindOn('2026-11-24')).toEqual({ changeovers: 0, told: 0 })
  const its = async () => (await shown()).filter(({ id }) => id === made.id)
  expect(await its()).toMatchObject([{ status: 'calledOff' }])
  await expectError(app.as(worker).download(changeovers.paper, { id: made.id }), 'WRONG_STATE')
  await expectError(app.as(worker).call(changeovers.callOff, { id: made.id, version: 1, reason }), 'WRONG_STATE')
  at('10:00', '2026-11-26')
  expect(await its()).toEqual([])
})

test('only in one’s own area, for a compound, from tomorrow on, at an open site of it, for buildings that read as such', async () => {
  await expectError(make({}, elsewhere), 'NOT_FOUND')
  await expectError(make({}, auditor), 'NOT_ALLOWED')
  await expectError(make({ day: '2026-11-23' }), 'CHANGEOVER_DAY_WRONG')
  await expectError(make({ siteId: (await aBinSite(other))._id }), 'CHANGEOVER_SITE_WRONG')
  await expectError(make({ siteId: newId() }), 'CHANGEOVER_SITE_WRONG')
  const closed = await aBinSite(compound, { name: '停用点', status: 'suspended' })
  await expectError(make({ siteId: closed._id }), 'CHANGEOVER_SITE_WRONG')
  for (const building of ['3栋2单元', '3栋501', '3-2-501'])
    await expectError(make({ buildings: [building] }), 'CHANGEOVER_BUILDING_WRONG')
  const community = await ancestorOf(compound, 'community')
  const call = app.as(worker).call(changeovers.create, { id: newId(), placeId: community._id, ...facts() })
  await expectError(call, 'CHANGEOVER_PLACE_WRONG')

  const made = await make({ day: '2027-01-20' })
  const callOff = { id: made.id, version: 0, reason: '不归我管' }
  await expectError(app.as(elsewhere).call(changeovers.callOff, callOff), 'NOT_FOUND')
  await expectError(app.as(elsewhere).download(changeovers.paper, { id: made.id }), 'NOT_FOUND')
  const ids = async (who: Signed) => (await app.as(who).call(changeovers.list, {})).items.map(({ id }) => id)
  expect(await ids(worker)).toContain(made.id)
  expect(await ids(elsewhere)).toEqual([])
  expect((await app.as(auditor).call(changeovers.list, { open: made.id })).items).toMatchObject([{ allowed: [] }])
})

test('what changes while residents are being told is told too', async () => {
  const made = await make({ day: '2027-01-21', buildings: ['1'] })
  await app.as(worker).call(changeovers.change, { id: made.id, version: 0, ...facts({ day: '2027-01-22' }) })
  expect(await Changeovers.findById(made.id).lean()).toMatchObject({ news: 'made', version: 1 })
  const before = (await told(first)).length
  expect((await told(first)).length).toBe(before)
  expect(await Changeovers.findById(made.id).lean()).not.toHaveProperty('news')
})
