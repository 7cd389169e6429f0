// A small world to redeem in: a good, a shop with its person, stock, and points on an account, all through the
// features' own doors.
import { accountFor } from '@shared/ledger/accounts'
import type { GoodInput, ShopInput } from '@shared/rewards/schemas'
import type { rewards } from '@shared/rewards/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import type { InputOf } from '@shared/contract'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { balanceOf, post } from '@server/ledger/ledger'
import { Stocks } from '@server/rewards/rewards.model'
import type { Place } from '@server/places/places.model'
import { anEarning } from '../ledger/posts'
import { aHousehold, aResident, aStaff, aPlace, ancestorOf, grant, Refused, type Signed, type TestApp } from './app'

type Home = Awaited<ReturnType<typeof aHousehold>>
export type World = {
  compound: Place
  community: Place
  city: Place
  keeper: Signed
  goodId: string
  shopId: string
  merchant: Signed
  points: number
}

export const aGood = (placeId: string, over: Partial<GoodInput> = {}): InputOf<typeof rewardsOffice.saveGood> => ({
  id: newId(),
  name: '垃圾袋一卷',
  kind: 'goods',
  points: 30,
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
  ...over,
})
export const aShop = (placeId: string, over: Partial<ShopInput> = {}): InputOf<typeof rewardsOffice.saveShop> => ({
  id: newId(),
  name: '柳湾便民店',
  kind: 'shop',
  placeId,
  address: '柳湾路 1 号',
  hours: '8:00–20:00',
  phone: '0374-1234567',
  lng: null,
  lat: null,
  memberIds: [],
  takesOffline: true,
  status: 'open',
  version: 0,
  reason: '测试用',
  ...over,
})

/** Somebody with the role of a merchant at a place. */
export async function aMerchant(placeId: string, household?: Home): Promise<Signed> {
  const signed = await aResident({ name: '店员', ...(household ? { household } : {}) })
  await grant(signed.personId, 'merchant', placeId)
  return signed
}

export async function aWorld(
  app: TestApp,
  { stock = 100, good = {}, shop = {} }: { stock?: number; good?: Partial<GoodInput>; shop?: Partial<ShopInput> } = {},
): Promise<World> {
  const compound = await aPlace()
  const community = await ancestorOf(compound, 'community')
  const city = await ancestorOf(compound, 'city')
  const keeper = await aStaff('cityOfficer', city._id)
  const merchant = await aMerchant(community._id)
  const kept = await app.as(keeper).call(rewardsOffice.saveGood, aGood(city._id, good))
  const { id: shopId } = await app
    .as(keeper)
    .call(rewardsOffice.saveShop, aShop(community._id, { memberIds: [merchant.personId], ...shop }))
  if (stock > 0)
    await app
      .as(keeper)
      .call(rewardsOffice.moveStock, { id: newId(), goodId: kept.id, shopId, change: stock, reason: '到货' })
  return { compound, community, city, keeper, goodId: kept.id, shopId, merchant, points: kept.points }
}

/** A resident of the compound with points of their own. */
export async function aSaver(world: World, points: number): Promise<Signed & { household: Home }> {
  const household = await aHousehold({ place: world.compound })
  const person = await aResident({ household })
  await givePoints(accountFor({ personId: person.personId }), points, world.compound)
  return { ...person, household }
}

/** @returns the entry's id */
export async function givePoints(account: string, points: number, compound: Place): Promise<string> {
  const [outcome] = await post([anEarning({ points, to: account, at: now(), placePath: compound.path })])
  if (outcome?.status !== 'posted') throw new Error(`no points: ${JSON.stringify(outcome)}`)
  return outcome.entry._id
}

/** What a person's own account has to spend, and what is held of it. */
export async function pointsOf({ personId }: Signed): Promise<{ points: number; held: number }> {
  const state = await balanceOf(accountFor({ personId }))
  return { points: state?.points ?? 0, held: state?.held ?? 0 }
}

export const anOrder = (
  world: World,
  over: Partial<InputOf<typeof rewards.redeem>> = {},
): InputOf<typeof rewards.redeem> => ({
  id: newId(),
  goodId: world.goodId,
  shopId: world.shopId,
  quantity: 1,
  points: world.points * (over.quantity ?? 1),
  householdId: null,
  ...over,
})
export const stockOf = async (world: World): Promise<{ left: number; held: number }> => {
  const stock = await Stocks.findById(`${world.goodId}:${world.shopId}`).lean()
  return { left: stock?.left ?? -1, held: stock?.held ?? -1 }
}
/** Of tries made at the same instant: what was answered, and the codes of what was refused. */
export const settled = async <T>(tries: Promise<T>[]): Promise<{ done: T[]; codes: string[] }> => {
  const outcomes = await Promise.allSettled(tries)
  return {
    done: outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    codes: outcomes.flatMap((each) => {
      if (each.status === 'fulfilled') return []
      if (each.reason instanceof Refused) return [each.reason.code]
      throw each.reason
    }),
  }
}
