// The rewards of the demo city: something for everybody who signs in, through the ledger itself, which still verifies.
import { files } from '@shared/files/contract'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { people } from '@shared/people/contract'
import { rewards } from '@shared/rewards/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { addMonths, dayOf, monthOf } from '@shared/time'
import { now } from '@server/clock'
import { verifyLedger } from '@server/ledger/verify'
import { seedPersonId } from '@server/people/seed-ids'
import { demoShops } from '@server/rewards/demo'
import { Redemptions, Stocks } from '@server/rewards/rewards.model'
import { signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'

useDatabase()
const app = useApp()
let lines: readonly string[]
jest.setTimeout(180_000)
beforeAll(async () => {
  lines = await aDemoCity()
})

test('shops, goods and a history that adds up', async () => {
  expect(lines.join('\n')).toMatch(/兑换点 4个、兑换品 12种、兑换[3-9]\d次以上/)
  const counts = await Redemptions.aggregate<{ _id: string; count: number }>([
    { $group: { _id: '$status', count: { $sum: 1 } } },
  ])
  const of = (status: string): number => counts.find((each) => each._id === status)?.count ?? 0
  expect(of('captured')).toBeGreaterThan(25)
  expect([of('cancelled') > 0, of('held'), of('disputed')]).toEqual([true, 1, 1])
  const held = (await Stocks.find({ held: { $gt: 0 } }).lean()).reduce((sum, stock) => sum + stock.held, 0)
  expect(held).toBe(of('held'))
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
})

test('王桂兰 has something to fetch, the shopkeeper a month to look at, the city a settlement and a dispute', async () => {
  const wang = app.as(await signInAs(seedPersonId('resident-1-wang')))
  const { items } = await wang.call(rewards.mine, {})
  expect(items.map((row) => row.status)).toEqual(['held', 'captured', 'disputed'])
  const { items: goods } = await wang.call(rewards.catalogue, {})
  expect(goods.filter((good) => good.blocked === null).length).toBeGreaterThanOrEqual(10)
  for (const { photoFileId } of goods)
    expect(await app.anonymous().call(files.link, { id: photoFileId ?? '', size: 'thumb' })).toHaveProperty('url')
  const yan = app.as(await signInAs(seedPersonId('field-08-yan')))
  const [shop] = (await yan.call(rewardsShop.mine, {})).items
  expect(shop?.name).toBe('柳湾便民店')
  const code = await wang.call(rewards.code, { id: items[0]?.id ?? '' })
  expect(await yan.call(rewardsShop.look, { shopId: shop?.id ?? '', code: code.qr })).toMatchObject({ canTake: true })
  const month = monthOf(dayOf(now()))
  const months = await Promise.all(
    [month, addMonths(month, -1)].map((each) =>
      yan.call(rewardsShop.statement, { shopId: shop?.id ?? '', month: each }),
    ),
  )
  expect(months.reduce((sum, each) => sum + each.pieces, 0)).toBeGreaterThan(5)
  const city = app.as(await signInAs(seedPersonId('city-1-xu')))
  expect((await city.call(rewardsOffice.disputes, { status: 'disputed' })).items).toMatchObject([
    { goodName: '食用盐一袋', canDecide: true },
  ])
  expect((await app.anonymous().call(rewards.honours, {})).people.map((person) => person.nickname).sort()).toEqual(
    ['李师傅', '柳湾孙姐'].sort(),
  )
  expect(await demoShops({ mode: 'demo' })).toEqual([expect.stringContaining('“严小店”（柳湾便民店）')])
  expect(await demoShops({ mode: 'production' })).toEqual([])
  expect((await app.anonymous().call(people.demoPersons, {})).items.map((person) => person.key)).toContain(
    'field-16-pan',
  )
})

test('the console’s pages of contests and settlements have something open and something done', async () => {
  const city = app.as(await signInAs(seedPersonId('city-1-xu')))
  const { items: contests } = await city.call(ledgerContests.deskContests, {})
  expect(contests.map((contest) => [contest.status, contest.enteredBy, contest.decidedBy]).sort()).toEqual([
    ['kept', null, '冯晓东'],
    ['open', '吴静', null],
  ])
  const { items: settlements } = await city.call(rewardsOffice.settlements, {
    month: addMonths(monthOf(dayOf(now())), -1),
  })
  expect(settlements.map((settlement) => [settlement.shopName, settlement.status, settlement.signedBy]).sort()).toEqual(
    [
      ['柳湾便民店', 'signed', '卢敏'],
      ['钟楼小超市', 'draft', null],
    ],
  )
  expect((await city.call(rewardsOffice.goods, {})).items[0]?.holdDays).toBeNull()
  const { items: seals } = await city.call(ledgerDesk.seals, { limit: 100 })
  expect(seals.length).toBeGreaterThanOrEqual(30)
  expect(seals.filter((seal) => seal.entries > 0).length).toBeGreaterThan(20)
})
