// The shop's till: looking at a code, capturing it, today's list, a month's statement, stock. A person works only at
// shops whose member list names them, with the role of a merchant there; what they see of a redemption has nothing
// about the resident.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { decide } from '@shared/machine'
import { redemptionMachine, statusTexts } from '@shared/rewards/machine'
import { kindNames, LOW_STOCK, settlementLines } from '@shared/rewards/rules'
import type { Captured, rewardsShop } from '@shared/rewards/shop-contract'
import { addDays, addMonths, dayOf, instantAt, monthOf } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { readPage } from '../paging'
import { goesToThemselves } from '../people/conflicts'
import { isCodeGood } from './code-holders'
import { findByCode, type Found } from './codes'
import { factsOf, shopBrief, takenRow } from './present'
import { goodsText, moveRedemption, stockIdOf } from './redeeming'
import {
  Goods,
  Redemptions,
  Shops,
  Stocks,
  type GoodRecord,
  type RedemptionRecord,
  type ShopRecord,
  type StockRecord,
} from './rewards.model'

/** @throws DomainError NOT_FOUND for everyone who is not on its member list, or lost the role */
export async function requireMyShop(actor: PersonActor, shopId: string): Promise<ShopRecord> {
  const shop = await Shops.findById(shopId).lean<ShopRecord>()
  if (!shop || !shop.memberIds.includes(actor.personId) || !holdsRole(actor, ['merchant'], shop.placePath))
    throw new DomainError('NOT_FOUND')
  return shop
}

export async function listMyShops(actor: PersonActor): Promise<OutputOf<typeof rewardsShop.mine>> {
  const shops = await Shops.find({ memberIds: actor.personId }).sort({ _id: 1 }).limit(50).lean<ShopRecord[]>()
  const mine = shops.filter((shop) => holdsRole(actor, ['merchant'], shop.placePath))
  return { items: mine.map((shop) => ({ ...shopBrief(shop), status: shop.status, takesOffline: shop.takesOffline })) }
}

/** @throws DomainError NOT_FOUND, REWARD_CODE_UNKNOWN, REWARD_CODE_EXPIRED, REWARD_OTHER_SHOP, REWARD_CODE_BRAKED */
export async function lookAtCode(
  actor: PersonActor,
  { shopId, code }: ParsedOf<typeof rewardsShop.look>,
): Promise<OutputOf<typeof rewardsShop.look>> {
  const shop = await requireMyShop(actor, shopId)
  const { redemption } = await findByCode(code, { shopId, personId: actor.personId })
  const good = await Goods.findById(redemption.goodId).lean<GoodRecord>()
  const decision = decide(redemptionMachine, redemption.status, 'capture', ['shop'], factsOf(redemption, shop))
  const own = await isOwn(actor, redemption)
  const isGood = await isCodeGood(redemption)
  const why = own
    ? new DomainError('REWARD_OWN_REDEMPTION').text
    : !isGood
      ? new DomainError('REWARD_CODE_EXPIRED').text
      : decision.ok
        ? null
        : `${statusTexts[redemption.status]}，不能再收`
  return {
    redemptionId: redemption._id,
    goodName: redemption.goodName,
    kind: redemption.kind,
    kindName: kindNames[redemption.kind],
    photoFileId: good?.photoFileId ?? null,
    quantity: redemption.quantity,
    points: redemption.points,
    status: redemption.status,
    statusText: statusTexts[redemption.status],
    canTake: why === null,
    text: why ?? `请交付：${goodsText(redemption)}`,
    lapsesAt: redemption.lapsesAt.toISOString(),
  }
}

/** I12: nobody takes a redemption of their own or of their household. */
export const isOwn = (
  { personId }: PersonActor,
  redemption: Pick<RedemptionRecord, 'personId' | 'householdId'>,
): Promise<boolean> =>
  goesToThemselves(personId, { personIds: [redemption.personId], householdIds: [redemption.householdId] })

/**
 * Takes a code, once. Of any number of scans at the same instant one is answered with the goods to hand over.
 * @throws DomainError as `rewardsShop.capture` lists
 */
export async function captureCode(
  actor: PersonActor,
  { shopId, code }: ParsedOf<typeof rewardsShop.capture>,
): Promise<Captured> {
  const shop = await requireMyShop(actor, shopId)
  const found = await findByCode(code, { shopId, personId: actor.personId })
  await requireMayTake(actor, shop, found)
  return transaction((tx) => takeIt(tx, actor, found, {}))
}

/** @throws DomainError REWARD_SHOP_CLOSED, REWARD_OWN_REDEMPTION, REWARD_CODE_EXPIRED */
export async function requireMayTake(
  actor: PersonActor,
  shop: ShopRecord,
  { redemption, kind, expiresAt, isEarlier }: Found,
): Promise<void> {
  // a paused shop still hands out what was redeemed before
  if (shop.status === 'ended') throw new DomainError('REWARD_SHOP_CLOSED')
  if (await isOwn(actor, redemption)) throw new DomainError('REWARD_OWN_REDEMPTION')
  // with network an offline code must still be of today; collected ones come in their batch
  if (kind === 'offline' && expiresAt && expiresAt <= now()) throw new DomainError('REWARD_CODE_EXPIRED')
  if (isEarlier || !(await isCodeGood(redemption))) throw new DomainError('REWARD_CODE_EXPIRED')
}

export async function takeIt(
  tx: Tx,
  actor: Actor,
  { redemption, kind }: Found,
  set: Partial<RedemptionRecord>,
): Promise<Captured> {
  const text = kind === 'offline' ? '断网码核销' : kind === 'typed' ? '手输码核销' : '扫码核销'
  const after = await moveRedemption(tx, redemption._id, 'capture', {
    actor,
    relations: ['shop'],
    text,
    set: { way: kind, ...set },
  })
  const stock = await tx.on(Stocks).findOne({ _id: stockIdOf(after.goodId, after.shopId) })
  return capturedOf(after, stock?.left ?? 0)
}

export const capturedOf = (after: RedemptionRecord, left: number): Captured => ({
  redemptionId: after._id,
  goodName: after.goodName,
  quantity: after.quantity,
  points: after.points,
  capturedAt: (after.capturedAt ?? after.createdAt).toISOString(),
  way: after.way ?? 'qr',
  text: `核销成功，请交付：${goodsText(after)}`,
  left,
})

const MAX_DAY = 500

export async function listToday(
  actor: PersonActor,
  { shopId, day = dayOf(now()) }: ParsedOf<typeof rewardsShop.today>,
): Promise<OutputOf<typeof rewardsShop.today>> {
  await requireMyShop(actor, shopId)
  const taken = await Redemptions.find({
    shopId,
    capturedAt: { $gte: instantAt(day, '00:00'), $lt: instantAt(addDays(day, 1), '00:00') },
  })
    .sort({ capturedAt: -1, _id: -1 })
    .limit(MAX_DAY)
    .lean<RedemptionRecord[]>()
  return {
    day,
    count: taken.length,
    pieces: taken.reduce((sum, each) => sum + each.quantity, 0),
    points: taken.reduce((sum, each) => sum + each.points, 0),
    items: taken.map(takenRow),
  }
}

export const monthRange = (month: string): { $gte: Date; $lt: Date } => ({
  $gte: instantAt(`${month}-01`, '00:00'),
  $lt: instantAt(`${addMonths(month, 1)}-01`, '00:00'),
})

/** What a shop handed over in a month, and what disputes decided in that month took back. */
export async function monthOfShop(
  shopId: string,
  month: string,
  tx?: Tx,
): Promise<ReturnType<typeof settlementLines> & { reversedPieces: number; openDisputes: number }> {
  const range = monthRange(month)
  const read = async (filter: object): Promise<RedemptionRecord[]> =>
    tx ? tx.on(Redemptions).find(filter) : Redemptions.find(filter).lean<RedemptionRecord[]>()
  const taken = await read({ shopId, capturedAt: range })
  const reversed = await read({ shopId, 'dispute.decidedAt': range, status: 'upheld' })
  const piece =
    (sign: 1 | -1) =>
    ({ goodId, goodName, quantity, points, unitFen }: RedemptionRecord) => ({
      goodId,
      goodName,
      quantity,
      points,
      unitFen,
      sign,
    })
  const sums = settlementLines([...taken.map(piece(1)), ...reversed.map(piece(-1))])
  return {
    ...sums,
    reversedPieces: reversed.reduce((sum, each) => sum + each.quantity, 0),
    openDisputes: taken.filter((each) => each.status === 'disputed').length,
  }
}

export async function showStatement(
  actor: PersonActor,
  input: ParsedOf<typeof rewardsShop.statement>,
): Promise<OutputOf<typeof rewardsShop.statement>> {
  await requireMyShop(actor, input.shopId)
  const { rows, next } = await readPage(
    Redemptions,
    { capturedAt: -1 },
    { shopId: input.shopId, capturedAt: monthRange(input.month) },
    input,
    50,
  )
  const { lines, pieces, points, fen, reversedPieces } = await monthOfShop(input.shopId, input.month)
  return {
    items: rows.map(takenRow),
    next,
    month: input.month,
    pieces,
    points,
    fen,
    reversedPieces,
    byGood: lines.map((line) => ({
      goodId: line.goodId,
      goodName: `${line.goodName}（${line.unitPoints}分）`,
      pieces: line.pieces - line.reversedPieces,
      points: line.points,
      fen: line.fen,
    })),
  }
}

export async function listStock(
  actor: PersonActor,
  { shopId }: ParsedOf<typeof rewardsShop.stock>,
): Promise<OutputOf<typeof rewardsShop.stock>> {
  await requireMyShop(actor, shopId)
  const stocks = await Stocks.find({ shopId }).sort({ createdAt: -1, _id: -1 }).limit(500).lean<StockRecord[]>()
  return { items: await presentStocks(stocks) }
}

/** Rows of stock with names and what was taken this month. */
export async function presentStocks(
  stocks: readonly StockRecord[],
): Promise<OutputOf<typeof rewardsShop.stock>['items']> {
  const goods = new Map(
    (await Goods.find({ _id: { $in: stocks.map((stock) => stock.goodId) } }, { name: 1 }).lean<GoodRecord[]>()).map(
      (good) => [good._id, good.name],
    ),
  )
  const shopIds = [...new Set(stocks.map((stock) => stock.shopId))]
  const shops = new Map(
    (await Shops.find({ _id: { $in: shopIds } }, { name: 1 }).lean<ShopRecord[]>()).map((shop) => [
      shop._id,
      shop.name,
    ]),
  )
  const taken = await takenThisMonth({ shopId: { $in: shopIds } })
  return stocks.map((stock) => ({
    goodId: stock.goodId,
    goodName: goods.get(stock.goodId) ?? '',
    shopId: stock.shopId,
    shopName: shops.get(stock.shopId) ?? '',
    left: stock.left,
    held: stock.held,
    takenThisMonth: taken.get(stock._id) ?? 0,
    low: stock.left <= LOW_STOCK,
    version: stock.version,
  }))
}

/** Pieces taken this month by "<goodId>:<shopId>". */
export async function takenThisMonth(filter: object): Promise<Map<string, number>> {
  const rows = await Redemptions.aggregate<{ _id: { good: string; shop: string }; pieces: number }>([
    { $match: { ...filter, capturedAt: monthRange(monthOf(dayOf(now()))) } },
    { $group: { _id: { good: '$goodId', shop: '$shopId' }, pieces: { $sum: '$quantity' } } },
  ])
  return new Map(rows.map(({ _id, pieces }) => [stockIdOf(_id.good, _id.shop), pieces]))
}
