// A small world for the fault scripts of the ledger: a place, shops with goods and stock, residents with points, made
// through the features' own doors before anything fails, and what must hold of it afterwards, read from the database.
import mongoose from 'mongoose'
import { newId } from '@server/ids'
import { Accounts } from '@server/ledger/accounts.model'
import { Entries } from '@server/ledger/entries.model'
import { post } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import type { Place } from '@server/places/places.model'
import { signCode } from '@server/rewards/codes'
import { moveStock, saveGood, saveShop } from '@server/rewards/office'
import { Redemptions, Stocks, type RedemptionRecord } from '@server/rewards/rewards.model'
import type { PersonActor } from '@shared/actors'
import { accountFor } from '@shared/ledger/accounts'
import { anEarning } from '../ledger/posts'
import type { Asked } from './faults'
import { inParallel } from './faults'
import { actorOf, ancestorOf, aPlace, aResident, aStaff, grant, type Signed } from './people'

export const PRICE = 30

export type Shelf = { goodId: string; shopId: string }
export type RewardsWorld = {
  city: Place
  keeper: PersonActor
  merchants: Signed[]
  shelf: Shelf
  shelves: Shelf[]
  residents: Signed[]
  given: number
}

/**
 * @param given points on each resident's own account @param shelves goods in the one shop; the first is `shelf`, to
 * which `stock` is delivered
 */
export async function aRewardsWorld(wanted: {
  residents: number
  merchants: number
  stock: number
  given: number
  shelves?: number
}): Promise<RewardsWorld> {
  const compound = await aPlace()
  const community = await ancestorOf(compound, 'community')
  const city = await ancestorOf(compound, 'city')
  const keeper = await actorOf(await aStaff('cityOfficer', city._id))
  const merchants: Signed[] = []
  for (let index = 0; index < wanted.merchants; index += 1) {
    const merchant = await aResident({ name: '店员' })
    await grant(merchant.personId, 'merchant', community._id)
    merchants.push(merchant)
  }
  const shopId = newId()
  await saveShop(keeper, {
    id: shopId,
    name: '便民店',
    kind: 'shop',
    placeId: community._id,
    address: '路 1 号',
    hours: '8:00–20:00',
    phone: '0374-1234567',
    lng: null,
    lat: null,
    memberIds: merchants.map((merchant) => merchant.personId),
    takesOffline: true,
    status: 'open',
    version: 0,
    reason: '测试用',
  })
  const shelf = await aShelf(keeper, city._id, shopId)
  const shelves = [shelf]
  while (shelves.length < (wanted.shelves ?? 1)) shelves.push(await aShelf(keeper, city._id, shopId))
  const world: RewardsWorld = { city, keeper, merchants, shelf, shelves, residents: [], given: wanted.given }
  if (wanted.stock > 0) await deliver(world, wanted.stock)
  world.residents = await inParallel(Array.from({ length: wanted.residents }), 8, (_unused, index) =>
    aResident({ name: `居民${index}` }),
  )
  const outcomes = await post(
    world.residents.map((who) =>
      anEarning({ points: wanted.given, to: accountOf(who), at: new Date(), placePath: city.path }),
    ),
  )
  if (!outcomes.every((outcome) => outcome.status === 'posted')) throw new Error('no points')
  return world
}

async function aShelf(keeper: PersonActor, placeId: string, shopId: string): Promise<Shelf> {
  const goodId = newId()
  await saveGood(keeper, {
    id: goodId,
    name: '垃圾袋一卷',
    kind: 'goods',
    points: PRICE,
    unitFen: 500,
    description: '',
    howToUse: '',
    photoFileId: null,
    limitPerMonth: null,
    holdDays: 7,
    validFrom: '2020-01-01',
    validTo: null,
    placeIds: [placeId],
    status: 'open',
    version: 0,
  })
  return { goodId, shopId }
}

export const accountOf = ({ personId }: Signed): string => accountFor({ personId })

/** Pieces delivered to the shop. */
export async function deliver({ keeper, shelf }: RewardsWorld, pieces: number): Promise<void> {
  await moveStock(keeper, { id: newId(), ...shelf, change: pieces, reason: '到货' })
}

/** The limits a person has an hour would end a race that no person could run. */
export const forgetRateLimits = async (): Promise<void> =>
  void (await mongoose.connection.collection('rateLimits').deleteMany({}))

export const redeeming = ({ shelf }: RewardsWorld, who: Signed, id = newId()): Asked & { id: string } => ({
  id,
  who,
  target: '/api/rewards/redemptions',
  body: { id, ...shelf, quantity: 1, points: PRICE, householdId: null },
})
export const cancelling = (who: Signed, id: string): Asked => ({
  who,
  target: `/api/rewards/redemptions/${id}/cancel`,
  body: {},
})
/** A scan of the code that the resident's screen would show now. */
export const scanning = ({ shelf }: RewardsWorld, merchant: Signed, redemption: RedemptionRecord): Asked => ({
  who: merchant,
  target: `/api/rewards/shops/${shelf.shopId}/captures`,
  body: { code: signCode('qr', redemption, new Date(Date.now() + 200_000)) },
})

export async function redemptionOf(id: string): Promise<RedemptionRecord> {
  const found = await Redemptions.findById(id).lean<RedemptionRecord>()
  if (!found) throw new Error(`no redemption ${id}`)
  return found
}

export type Books = {
  /** Pieces of redemptions that are held, captured, and given back. */
  held: number
  captured: number
  back: number
  /** On all shelves. */
  stock: { left: number; held: number }
  /** Of all residents. */
  points: { available: number; held: number; debt: number }
  /** Ends of holds, and holds with more than one. */
  ends: number
  endedTwice: number
  differences: number
}

/** What the database holds, added up. */
export async function booksOf({ residents }: RewardsWorld): Promise<Books> {
  const count = (status: object): Promise<number> => Redemptions.countDocuments({ status } as never).exec()
  const stocks = await Stocks.find({}).lean()
  const states = await Accounts.find({ _id: { $in: residents.map(accountOf) } }).lean()
  const ended = await Entries.aggregate<{ _id: string; count: number }>([
    { $match: { ends: { $exists: true } } },
    { $group: { _id: '$ends', count: { $sum: 1 } } },
  ])
  const sum = (of: 'points' | 'held' | 'debt'): number => states.reduce((total, state) => total + state[of], 0)
  return {
    held: await count({ $eq: 'held' }),
    captured: await count({ $eq: 'captured' }),
    back: await count({ $in: ['cancelled', 'lapsed'] }),
    stock: {
      left: stocks.reduce((total, each) => total + each.left, 0),
      held: stocks.reduce((total, each) => total + each.held, 0),
    },
    points: { available: sum('points'), held: sum('held'), debt: sum('debt') },
    ends: ended.length,
    endedTwice: ended.filter((each) => each.count > 1).length,
    differences: (await verifyLedger({ scope: { kind: 'all' } })).differences,
  }
}
