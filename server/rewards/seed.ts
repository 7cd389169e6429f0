// The rewards of the demo city: two shops and two service desks, twelve goods, three weeks of history, something
// waiting for everybody who signs in. Goods and shops are written in bulk; redemptions go through the same moves as in
// life, so the ledger's own posting.
import { accountFor } from '@shared/ledger/accounts'
import { partitionOf } from '@shared/partition'
import type { GoodKind } from '@shared/rewards/schemas'
import { addDays, addMonths, dayOf, instantAt, lastDayOf, monthOf, type Day } from '@shared/time'
import type { Actor } from '@shared/actors'
import { transaction, type Tx } from '../db'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { give } from '../ledger/gifts'
import { balanceOf, post } from '../ledger/ledger'
import { seedOrganisationId } from '../organisations/seed-ids'
import { actingAs, seedHousehold, seedHouseholds, seedPersonId, type SeedHousehold } from '../people/seed-ids'
import { seedNumber, seedPlace } from '../places/seed-ids'
import { newTypedCode } from './codes'
import { flagDay } from './flags'
import { reckonHonours } from './honours'
import { moveRedemption, reserveRedemption, stockIdOf } from './redeeming'
import { draftAll } from './rewards-jobs'
import { seedContests, seedSignedSettlement } from './seed-decided'
import { pictureId, seedPictures } from './seed-pictures'
import { Goods, Shops, Stocks, type GoodRecord, type RedemptionRecord, type ShopRecord } from './rewards.model'
import { SHOPS } from './seed-shops'
import { Honours } from './settlements.model'

type SeedGood = [
  key: string,
  name: string,
  kind: GoodKind,
  points: number,
  unitFen: number,
  stock: number,
  limit: number | null,
  text: string,
]

const GOODS: readonly SeedGood[] = [
  ['bags', '厨余垃圾袋一卷', 'goods', 20, 300, 240, 4, '可降解，30 只一卷。'],
  ['soap', '洗衣皂两块', 'goods', 30, 450, 160, 2, '透明皂，202克。'],
  ['salt', '食用盐一袋', 'goods', 15, 200, 200, 4, '加碘食用盐，400克。'],
  ['towel', '擦手毛巾', 'goods', 45, 700, 90, 2, '纯棉，旧衣回收再制包装。'],
  ['eggs', '鸡蛋十枚', 'goods', 80, 1000, 60, 2, '当天到店，请带篮子。'],
  ['water', '水费抵扣5元', 'voucher', 60, 500, 120, 2, '到店登记户号，次月抵扣。'],
  ['phone', '话费充值 10元', 'voucher', 120, 1000, 80, 1, '到店报号码，当天到账。'],
  ['swim', '体育中心游泳一次', 'hallTicket', 150, 1500, 40, 2, '凭券入场，周一闭馆。'],
  ['badminton', '羽毛球馆一小时', 'hallTicket', 130, 1200, 40, 2, '请提前电话订场。'],
  ['pothos', '绿萝一盆', 'seedling', 35, 400, 70, 3, '废旧奶粉罐做的花盆。'],
  ['tomato', '番茄苗六株', 'seedling', 25, 250, 60, 2, '春季阳台种植。'],
  ['compost', '厨余堆肥一袋', 'compost', 20, 0, 300, 5, '本市厨余制成，2千克，公益兑换。'],
]

const goodId = (key: string): string => seedId(`reward:good:${key}`)
const shopId = (key: string): string => seedId(`reward:shop:${key}`)
/** Savers of each subdistrict, each with one past redemption at its shop. */
const HISTORY: Readonly<Record<string, number>> = { liuwan: 50, zhonglou: 20 }
const DAYS_BACK = 21

/** Called once, after pickups: it spends what they earned. */
export async function seedRewards({ today, progress }: SeedContext): Promise<void> {
  const scene = await seedShelves(today)
  let done = 0
  const savers = await saversOf()
  for (const [index, saver] of savers.entries()) if (await redeemOnce(scene, saver, index, today)) done += 1
  await seedCast(scene, today)
  const [card] = await seedCards(today)
  const neighbours = savers
    .filter(({ household }) => household.place.label.startsWith('liuwan/1/'))
    .map(({ personId }) => personId)
  if (card) await seedContests(card, neighbours, monthOf(today))
  await seedGifts(savers)
  await seedHonour(today)
  const lastMonth = addMonths(monthOf(today), -1)
  await draftAll(lastMonth)
  await seedSignedSettlement(shopId('liuwan'), lastMonth)
  for (let back = 3; back >= 0; back -= 1) await flagDay(addDays(today, -back))
  await reckonHonours()
  progress(`兑换点 ${SHOPS.length}个、兑换品 ${GOODS.length}种、兑换${done}次以上`)
}

type Scene = { goods: Map<string, GoodRecord>; shops: Map<string, ShopRecord> }

async function seedShelves(today: Day): Promise<Scene> {
  const city = seedPlace('qingchuan')
  const at = instantAt(addDays(today, -60), '09:00')
  const goods = GOODS.map(([key, name, kind, points, unitFen, , limitPerMonth, description], index): GoodRecord => ({
    _id: goodId(key),
    name,
    kind,
    points,
    unitFen,
    description,
    howToUse:
      kind === 'voucher' || kind === 'hallTicket'
        ? '请到兑换点出示兑换码，由店员办理。'
        : '请到兑换点出示兑换码领取，建议自带袋子。',
    photoFileId: pictureId(key),
    limitPerMonth,
    holdDays: null,
    validFrom: addDays(today, -60),
    validTo: key === 'tomato' ? addDays(today, 120) : null,
    placeIds: [city.id],
    placePath: city.path,
    status: 'open',
    version: 1,
    createdAt: new Date(at.getTime() + index * 60_000),
    updatedAt: at,
  }))
  const shops = SHOPS.map((shop, index): ShopRecord => {
    const place = seedPlace(shop.place)
    const [lng, lat] = place.at
    return {
      _id: shopId(shop.key),
      name: shop.name,
      kind: shop.kind,
      placeId: place.id,
      placePath: place.path,
      organisationId: shop.kind === 'shop' ? seedOrganisationId(`shop-${shop.key}`) : null,
      address: shop.address,
      hours: shop.hours,
      phone: shop.phone,
      lng,
      lat,
      memberIds: shop.members.map(seedPersonId),
      takesOffline: shop.offline,
      status: 'open',
      version: 1,
      createdAt: new Date(at.getTime() + index * 60_000),
      updatedAt: at,
    }
  })
  // a desk keeps what is light to hand over; vouchers and tickets need a shop
  const stocks = shops.flatMap((shop) =>
    GOODS.filter(([, , kind]) => shop.kind === 'shop' || kind === 'goods' || kind === 'compost').map(
      ([key, , , , , stock], index) => ({
        _id: stockIdOf(goodId(key), shop._id),
        goodId: goodId(key),
        shopId: shop._id,
        placePath: shop.placePath,
        left: shop.kind === 'shop' ? stock : Math.ceil(stock / 4),
        held: 0,
        version: 1,
        createdAt: new Date(at.getTime() + index * 60_000),
      }),
    ),
  )
  await Goods.insertMany(goods)
  await Shops.insertMany(shops)
  await Stocks.insertMany(stocks)
  await seedPictures(seedPersonId('city-1-xu'), goodId)
  return {
    goods: new Map(goods.map((good) => [good._id, good])),
    shops: new Map(shops.map((shop) => [shop._id, shop])),
  }
}

type Saver = { household: SeedHousehold; personId: string; points: number }

/** People of the two subdistricts who earned something with pickups. */
async function saversOf(): Promise<Saver[]> {
  const savers: Saver[] = []
  const left = new Map(Object.entries(HISTORY))
  for (const household of seedHouseholds()) {
    const [personId] = household.members
    const [subdistrict = ''] = household.place.label.split('/')
    const wanted = left.get(subdistrict) ?? 0
    if (!personId || household.demoKey || wanted === 0) continue
    const points = (await balanceOf(accountFor({ personId })))?.points ?? 0
    if (points < 15) continue
    savers.push({ household, personId, points })
    left.set(subdistrict, wanted - 1)
  }
  return savers
}

const actorOf = (personId: string): Actor => ({
  kind: 'person',
  personId,
  sessionId: 'seed',
  grants: [],
  households: [],
})

type Wish = {
  label: string
  household: SeedHousehold
  personId: string
  good: string
  shop: string
  at: Date
  fromHousehold?: boolean
}

async function hold(tx: Tx, { goods, shops }: Scene, wish: Wish): Promise<RedemptionRecord> {
  const good = goods.get(goodId(wish.good))
  const shop = shops.get(shopId(wish.shop))
  if (!good || !shop) throw new Error(`no such reward: ${wish.good} at ${wish.shop}`)
  const id = seedId(`redemption:${wish.label}`)
  return reserveRedemption(tx, actorOf(wish.personId), {
    id,
    good,
    shop,
    quantity: 1,
    personId: wish.personId,
    householdId: null,
    account: accountFor({ personId: wish.personId }),
    viewers: [`person:${wish.personId}`],
    holders: [`person:${wish.personId}`, `household:${wish.household.id}`],
    placePath: wish.household.place.path,
    typed: newTypedCode(id),
    at: wish.at,
  })
}

const hoursAfter = (at: Date, hours: number): Date => new Date(at.getTime() + hours * 3_600_000)

async function take(tx: Tx, { shops }: Scene, redemption: RedemptionRecord, hours: number): Promise<void> {
  const [member = seedPersonId('field-08-yan')] = shops.get(redemption.shopId)?.memberIds ?? []
  await moveRedemption(tx, redemption._id, 'capture', {
    actor: actorOf(member),
    relations: ['shop'],
    text: '扫码核销',
    set: { way: 'qr' },
    at: hoursAfter(redemption.createdAt, hours),
  })
}

/**
 * One past redemption of a saver; most were fetched, some cancelled. False when the points don't reach for anything.
 */
async function redeemOnce(
  scene: Scene,
  { household, personId, points }: Saver,
  index: number,
  today: Day,
): Promise<boolean> {
  const affordable = GOODS.filter(([, , , price]) => price <= points)
  const [key] = affordable[seedNumber(`reward:${personId}`, Math.max(1, affordable.length))] ?? []
  if (!key) return false
  const shop = household.place.label.startsWith('liuwan') ? 'liuwan' : 'zhonglou'
  // a few at the end of last month, so that its settlements are not empty
  const day = index % 8 === 3 ? lastDayOf(addMonths(monthOf(today), -1)) : addDays(today, -1 - (index % DAYS_BACK))
  const at = instantAt(day, `${String(9 + (index % 9)).padStart(2, '0')}:${String(10 + (index % 45)).padStart(2, '0')}`)
  await transaction(async (tx) => {
    const redemption = await hold(tx, scene, { label: `history:${index}`, household, personId, good: key, shop, at })
    if (index % 12 === 5)
      await moveRedemption(tx, redemption._id, 'cancel', {
        actor: actorOf(personId),
        relations: ['self'],
        text: '取消兑换，积分和库存已退回',
        at: hoursAfter(at, 2),
      })
    else await take(tx, scene, redemption, 1 + (index % 3))
  })
  return true
}

/** What the demo persons find: something to fetch, something fetched, a dispute that waits for a decision. */
async function seedCast(scene: Scene, today: Day): Promise<void> {
  const wang = { household: seedHousehold('liuwan/1/1', 0), personId: seedPersonId('resident-1-wang') }
  const points = (await balanceOf(accountFor({ personId: wang.personId })))?.points ?? 0
  const wishes = [
    ['salt', -6, 'dispute'],
    ['bags', -2, 'capture'],
    ['compost', -1, 'hold'],
  ] as const
  let left = points
  for (const [good, day, fate] of wishes) {
    const price = GOODS.find(([key]) => key === good)?.[3] ?? 0
    if (left < price) continue
    left -= price
    const at = instantAt(addDays(today, day), '10:20')
    await transaction(async (tx) => {
      const redemption = await hold(tx, scene, { label: `cast:wang:${good}`, ...wang, good, shop: 'liuwan', at })
      if (fate === 'hold') return
      await take(tx, scene, redemption, 3)
      if (fate !== 'dispute') return
      const dispute = {
        reason: 'faulty' as const,
        note: '盐袋是破的，已经受潮。',
        fileIds: [],
        at: hoursAfter(at, 30),
        by: wang.personId,
      }
      await moveRedemption(tx, redemption._id, 'dispute', {
        actor: actorOf(wang.personId),
        relations: ['self'],
        text: '提出异议',
        set: { dispute },
        at: hoursAfter(at, 30),
      })
    })
  }
}

/**
 * Card-only households with points, for the service desk: compensated for a pickup that was missed. Answers their ids.
 */
async function seedCards(today: Day): Promise<string[]> {
  const cards = seedHouseholds()
    .filter((household) => household.members.length === 0 && household.place.label === 'liuwan/1/1')
    .slice(0, 5)
  const { id: district } = seedPlace('donghu')
  await post(
    cards.map((household, index) => {
      const day = addDays(today, -10 - index)
      const account = accountFor({ householdId: household.id })
      return {
        cause: `seed:card:${household.id}`,
        kind: 'compensate' as const,
        at: instantAt(day, '16:00'),
        by: 'system:seed',
        partition: partitionOf(household.place.id),
        subject: `households/${household.id}`,
        postings: [
          { account: `compensation:${district}`, unit: 'points' as const, amount: -100 },
          { account, unit: 'points' as const, amount: 100 },
        ],
        why: { template: 'pickup.missed', params: { day: dayOf(instantAt(day, '16:00')), version: '1' } },
        placePath: household.place.path,
      }
    }),
  )
  return cards.map((household) => household.id)
}

/** Some give a few points to the school of their street. */
async function seedGifts(savers: readonly Saver[]): Promise<void> {
  for (const [index, { household, personId }] of savers.filter((_saver, at) => at % 5 === 2).entries()) {
    const [street = ''] = household.place.label.split('/')
    const from = accountFor({ personId })
    const points = 5 + (index % 4) * 5
    if (((await balanceOf(from))?.points ?? 0) < points) continue
    const me = { ...actingAs(personId), households: [householdOf(household)] }
    await give(me, { id: seedId(`gift:${personId}`), from, points, to: `fund:${seedId(`school:${street}`)}` })
  }
}

const householdOf = ({ id, place }: SeedHousehold) => ({ householdId: id, placePath: place.path, owner: true })

async function seedHonour(today: Day): Promise<void> {
  const people = [
    ['resident-2-li', '李师傅', 'liuwan/1/1', 'shown'],
    ['field-01-sun', '柳湾孙姐', 'liuwan/1/2', 'shown'],
    ['resident-3-chen', '小雨点', 'zhonglou/1/1', 'waiting'],
  ] as const
  await Honours.insertMany(
    people.map(([key, nickname, label, status]) => {
      const place = seedPlace(label)
      return {
        _id: seedPersonId(key),
        on: true,
        nickname,
        status,
        placeId: place.id,
        placePath: place.path,
        askedAt: instantAt(addDays(today, -5), '12:00'),
      }
    }),
  )
}
