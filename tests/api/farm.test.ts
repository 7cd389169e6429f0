// 农资回收 over real HTTP and the real database: entered for a shop of one's area, listed, summed by month, taken back with
// a reason; nobody else's area, no other kind of site, nothing twice.
import { newId } from '@server/ids'
import { FarmReturns } from '@server/farm/farm.model'
import { farmFeature } from '@server/farm/feature'
import { transaction } from '@server/db'
import type { Place, Site } from '@server/places/places.model'
import { farm } from '@shared/farm/contract'
import { instantAt } from '@shared/time'
import { ancestorOf, aPlace, aStaff, expectError, setClock, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aBinSite } from '../support/dropoffs'
import { useCrewApp } from '../support/runs'

useDatabase()
const app = useCrewApp()
let village: Place
let shop: Site
let collector: Signed, worker: Signed, elsewhere: Signed, auditor: Signed

beforeAll(async () => {
  setClock(instantAt('2026-12-01', '10:00'))
  village = await aPlace({ kind: 'village' })
  shop = await aBinSite(village, {
    name: '供销社回收点',
    kind: 'recycling_station',
    takes: ['return_to_shop'],
    streams: [],
  })
  collector = await aStaff('villageCollector', village._id)
  worker = await aStaff('communityWorker', (await ancestorOf(village, 'community'))._id)
  elsewhere = await aStaff('communityWorker', (await aPlace())._id)
  auditor = await aStaff('auditor', (await ancestorOf(village, 'city'))._id)
})
afterAll(() => setClock())

const aReturn = (over: object = {}) => ({
  id: newId(),
  siteId: shop._id,
  day: '2026-12-01',
  thing: 'bottle' as const,
  amount: 12,
  rewardFen: 240,
  depositFen: 0,
  note: '',
  ...over,
})
const record = (over: object = {}, who = collector) => app.as(who).call(farm.record, aReturn(over))

test('the story: a collector enters two, the village sees and sums them, one is taken back and counts no longer', async () => {
  expect((await app.as(collector).call(farm.sites, {})).sites).toMatchObject([{ id: shop._id, name: '供销社回收点' }])
  const bottles = await record()
  await record({ thing: 'film', amount: 3_500, rewardFen: 350, day: '2026-11-30' }, worker)
  await record({ thing: 'film', amount: 500, rewardFen: 50 }, worker)
  const totals = async (month: string) => (await app.as(worker).call(farm.totals, { month, siteId: shop._id })).totals
  const none = { times: 0, amount: 0, rewardFen: 0, depositFen: 0 }
  expect(await totals('2026-12')).toEqual([
    { thing: 'bottle', times: 1, amount: 12, rewardFen: 240, depositFen: 0 },
    { thing: 'bag', ...none },
    { thing: 'film', times: 1, amount: 500, rewardFen: 50, depositFen: 0 },
  ])
  expect((await totals('2026-11'))[2]).toMatchObject({ times: 1, amount: 3_500 })
  const { items, total } = await app.as(auditor).call(farm.list, {})
  expect([total?.count, items.map(({ day }) => day).sort(), items[0]?.allowed]).toEqual([
    3,
    ['2026-11-30', '2026-12-01', '2026-12-01'],
    [],
  ])
  const withdraw = { id: bottles.id, reason: '数错了' }
  expect(await app.as(worker).call(farm.withdraw, withdraw)).toMatchObject({ withdrawn: '数错了', allowed: [] })
  await expectError(app.as(worker).call(farm.withdraw, withdraw), 'WRONG_STATE')
  expect((await totals('2026-12'))[0]).toMatchObject(none)
})

test('elsewhere, at another site, on another day, too much or twice it is refused', async () => {
  await expectError(record({}, elsewhere), 'NOT_FOUND')
  await expectError(record({}, auditor), 'NOT_ALLOWED')
  await expectError(record({ siteId: newId() }), 'NOT_FOUND')
  await expectError(record({ siteId: (await aBinSite(village))._id }), 'FARM_SITE_WRONG')
  const closed = await aBinSite(village, { name: '旧点', takes: ['return_to_shop'], status: 'suspended' })
  await expectError(record({ siteId: closed._id }), 'FARM_SITE_WRONG')
  await expectError(record({ day: '2026-12-02' }), 'FARM_DAY_WRONG')
  await expectError(record({ amount: 10_001 }), 'FARM_TOO_MUCH')
  const made = await record()
  await expectError(record({ id: made.id, amount: 13 }), 'IDEMPOTENCY_KEY_REUSED')
  await expectError(app.as(elsewhere).call(farm.withdraw, { id: made.id, reason: '不归我管' }), 'NOT_FOUND')
  expect((await app.as(elsewhere).call(farm.list, {})).items).toEqual([])
  setClock(instantAt('2027-01-10', '10:00'))
  await expectError(app.as(worker).call(farm.withdraw, { id: made.id, reason: '太晚了' }), 'WRONG_STATE')
  setClock(instantAt('2026-12-01', '10:00'))
})

test('who entered it can take it away and be forgotten', async () => {
  await record()
  const rights = farmFeature.personalData
  expect(await rights?.export(collector.personId)).toMatchObject([{ thing: 'bottle' }, { thing: 'bottle' }, {}])
  await transaction(async (tx) => rights?.erase(tx, collector.personId))
  expect(await FarmReturns.countDocuments({ recordedBy: collector.personId })).toBe(0)
})
