// The catalogue as a resident or a passer-by reads it: goods with what is left, the month's limit, and why something
// can't be redeemed.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { rewards } from '@shared/rewards/contract'
import { goodRefusal, kindNames, pastLimit } from '@shared/rewards/rules'
import { goodKinds, type GoodCard, type GoodDetail } from '@shared/rewards/schemas'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { readPage } from '../paging'
import { placesByIds, requirePlace } from '../places/places'
import { shopBrief, shopsById } from './present'
import { holdDaysOf, quotaIdOf } from './redeeming'
import { closedAt, homesOf } from './rewards'
import { Goods, Quotas, Stocks, type GoodRecord, type StockRecord } from './rewards.model'

/** For whom the catalogue is opened: homes for eligibility (null: nobody known), holders for the month's limit. */
type Reader = { homes: string[][] | null; holders: string[] }

async function readerOf(actor: Actor, placeId: string | undefined): Promise<Reader> {
  const holders =
    actor.kind === 'person'
      ? [`person:${actor.personId}`, ...actor.households.map((household) => `household:${household.householdId}`)]
      : []
  if (placeId) return { homes: [(await requirePlace(placeId)).path], holders }
  return { homes: actor.kind === 'person' ? await homesOf(actor) : null, holders }
}

/** Open goods, the newest first; those of a home alone where one is known. */
export async function listCatalogue(
  actor: Actor,
  input: ParsedOf<typeof rewards.catalogue>,
): Promise<OutputOf<typeof rewards.catalogue>> {
  const reader = await readerOf(actor, input.placeId)
  const atShop = input.shopId
    ? (await Stocks.find({ shopId: input.shopId }, { goodId: 1 }).limit(500).lean<StockRecord[]>()).map(
        (stock) => stock.goodId,
      )
    : null
  const filter = {
    status: 'open' as const,
    ...(reader.homes ? { placeIds: { $in: reader.homes.flat() } } : {}),
    ...(input.kind ? { kind: input.kind } : {}),
    ...(atShop ? { _id: { $in: atShop } } : {}),
  }
  const { rows, next } = await readPage(Goods, { createdAt: -1 }, filter, input)
  return {
    items: await presentCards(rows, reader),
    next,
    kinds: goodKinds.map((kind) => ({ kind, name: kindNames[kind] })),
    closed: await closedAt(reader.homes?.[0] ?? []),
  }
}

async function presentCards(goods: readonly GoodRecord[], reader: Reader): Promise<GoodCard[]> {
  const ids = goods.map((good) => good._id)
  const stocks = await Stocks.find({ goodId: { $in: ids } }).lean<StockRecord[]>()
  const shops = await shopsById(stocks.map((stock) => stock.shopId))
  const open = stocks.filter((stock) => shops.get(stock.shopId)?.status === 'open')
  const used = await usedThisMonth(ids, reader.holders)
  return goods.map((good) =>
    cardOf(
      good,
      open.filter((stock) => stock.goodId === good._id),
      used.get(good._id) ?? 0,
      reader,
    ),
  )
}

/** The fullest counter of a person's: their own or one of their households'. */
export async function usedThisMonth(
  goodIds: readonly string[],
  holders: readonly string[],
): Promise<Map<string, number>> {
  const at = now()
  const used = new Map<string, number>()
  const keys = new Map(
    goodIds.flatMap((goodId) => holders.map((holder) => [quotaIdOf(holder, goodId, at), goodId] as const)),
  )
  for (const quota of await Quotas.find({ _id: { $in: [...keys.keys()] } }).lean()) {
    const goodId = keys.get(quota._id) ?? ''
    used.set(goodId, Math.max(used.get(goodId) ?? 0, quota.used))
  }
  return used
}

function cardOf(good: GoodRecord, stocks: readonly StockRecord[], used: number, reader: Reader): GoodCard {
  const left = stocks.reduce((sum, stock) => sum + stock.left, 0)
  return {
    id: good._id,
    name: good.name,
    kind: good.kind,
    kindName: kindNames[good.kind],
    points: good.points,
    photoFileId: good.photoFileId,
    left,
    shopCount: stocks.filter((stock) => stock.left > 0).length,
    limitPerMonth: good.limitPerMonth,
    usedThisMonth: used,
    validFrom: good.validFrom,
    validTo: good.validTo,
    blocked: blockedText(good, left, used, reader),
  }
}

function blockedText(good: GoodRecord, left: number, used: number, { homes }: Reader): string | null {
  const today = dayOf(now())
  const refusals = (homes ?? [good.placeIds]).map((home) => goodRefusal(good, home, today))
  const refusal = refusals.includes(null) ? null : (refusals[0] ?? 'REWARD_NOT_ELIGIBLE')
  if (refusal === 'REWARD_NOT_OPEN' && today < good.validFrom) return `${good.validFrom} 起可以兑换`
  if (refusal) return new DomainError(refusal).text
  if (left === 0) return '各兑换点都兑完了，补货后可以再兑'
  return pastLimit(good.limitPerMonth, used, 1) ? new DomainError('REWARD_LIMIT_REACHED').text : null
}

/** @throws DomainError NOT_FOUND */
export async function showGood(actor: Actor, { id, placeId }: ParsedOf<typeof rewards.good>): Promise<GoodDetail> {
  const good = await Goods.findById(id).lean<GoodRecord>()
  if (!good) throw new DomainError('NOT_FOUND')
  const [detail] = await presentDetails([good], await readerOf(actor, placeId))
  if (!detail) throw new DomainError('NOT_FOUND')
  return detail
}

/** Goods with their shops; `shopId` keeps one shop alone. */
export async function presentDetails(
  goods: readonly GoodRecord[],
  reader: Reader,
  shopId?: string,
): Promise<GoodDetail[]> {
  const stocks = await Stocks.find({
    goodId: { $in: goods.map((good) => good._id) },
    ...(shopId ? { shopId } : {}),
  }).lean<StockRecord[]>()
  const shops = await shopsById(stocks.map((stock) => stock.shopId))
  const names = new Map(
    (await placesByIds(goods.flatMap((good) => good.placeIds))).map((place) => [place._id, place.name]),
  )
  const cards = await presentCards(goods, reader)
  const holdDays: number[] = []
  for (const good of goods) holdDays.push(await holdDaysOf(good))
  return goods.flatMap((good, index) => {
    const card = cards[index]
    if (!card) return []
    const here = stocks
      .filter((stock) => stock.goodId === good._id)
      .flatMap((stock) => {
        const shop = shops.get(stock.shopId)
        return shop?.status === 'open'
          ? [{ ...shopBrief(shop), left: stock.left, takesOffline: shop.takesOffline }]
          : []
      })
    return [
      {
        ...card,
        description: good.description,
        howToUse: good.howToUse,
        holdDays: holdDays[index] ?? 0,
        eligibleText: good.placeIds
          .map((each) => names.get(each) ?? '')
          .filter(Boolean)
          .join('、'),
        shops: here.sort((a, b) => Number(b.left > 0) - Number(a.left > 0) || (a.name < b.name ? -1 : 1)),
      },
    ]
  })
}
