// The console's part: goods, shops and their people, stock, redemptions and a month at a glance. Every change is
// audited; changes carry the version that was seen; a new price holds for later redemptions alone.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { type rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers, rewardReaders } from '@shared/rewards/roles'
import { kindNames, LOW_STOCK } from '@shared/rewards/rules'
import type { Redemption } from '@shared/rewards/schemas'
import { clockOf, dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { attachFiles } from '../files/files'
import type { FileAnswer } from '../http/implement'
import { organisationNames } from '../organisations/names'
import { relyOnOrganisation } from '../organisations/organisations'
import { everyRow, readCountedPage, type ListInput } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { fullNames, requireProvenNumbers } from '../people/people'
import { placesByIds, requirePlace } from '../places/places'
import { sheetFile } from '../sheets'
import { presentDeskRows } from './desk'
import { commonPath } from './living'
import { presentRedemption } from './present'
import { stockIdOf } from './redeeming'
import {
  Goods,
  Redemptions,
  Shops,
  StockMoves,
  Stocks,
  type GoodRecord,
  type RedemptionRecord,
  type ShopRecord,
  type StockRecord,
} from './rewards.model'
import { Flags, Settlements } from './settlements.model'
import { monthRange, presentStocks } from './shop'

const scope = (actor: Actor) => ({ placePath: { $in: scopeOf(actor, rewardReaders) } })

type GoodRow = OutputOf<typeof rewardsOffice.saveGood>
type ShopRow = OutputOf<typeof rewardsOffice.saveShop>

async function presentGoods(actor: Actor, goods: readonly GoodRecord[]): Promise<GoodRow[]> {
  const stocks = await presentStocks(
    await Stocks.find({ goodId: { $in: goods.map((good) => good._id) } }).lean<StockRecord[]>(),
  )
  const names = new Map(
    (await placesByIds(goods.flatMap((good) => good.placeIds))).map((place) => [place._id, place.name]),
  )
  return goods.map(({ _id, placePath, createdAt: _createdAt, updatedAt, ...good }) => {
    const here = stocks.filter((stock) => stock.goodId === _id)
    const sum = (of: (stock: (typeof here)[number]) => number): number =>
      here.reduce((total, stock) => total + of(stock), 0)
    return {
      id: _id,
      ...good,
      kindName: kindNames[good.kind],
      placeNames: good.placeIds.map((id) => names.get(id) ?? ''),
      left: sum((stock) => stock.left),
      held: sum((stock) => stock.held),
      takenThisMonth: sum((stock) => stock.takenThisMonth),
      updatedAt: updatedAt.toISOString(),
      canChange: holdsRole(actor, rewardManagers, placePath),
    }
  })
}

export async function listGoods(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.goods>,
): Promise<OutputOf<typeof rewardsOffice.goods>> {
  const { rows, ...page } = await readCountedPage(
    Goods,
    { createdAt: -1 },
    { ...scope(actor), ...(input.status ? { status: input.status } : {}), ...(input.kind ? { kind: input.kind } : {}) },
    input,
  )
  return { items: await presentGoods(actor, rows), ...page }
}

/** @throws DomainError NOT_FOUND, CHANGED_MEANWHILE, INPUT_INVALID */
export async function saveGood(
  actor: PersonActor,
  { id, version, ...input }: ParsedOf<typeof rewardsOffice.saveGood>,
): Promise<GoodRow> {
  const places = await placesByIds(input.placeIds)
  const placePath = commonPath(places)
  if (
    places.length !== new Set(input.placeIds).size ||
    !places.every((place) => holdsRole(actor, rewardManagers, place.path))
  )
    throw new DomainError('NOT_FOUND')
  if (input.validTo !== null && input.validTo < input.validFrom) throw invalid('validTo', '截止日期不能早于开始日期')
  const before = await Goods.findById(id).lean<GoodRecord>()
  if (before && !holdsRole(actor, rewardManagers, before.placePath)) throw new DomainError('NOT_FOUND')
  if ((before?.version ?? 0) !== version) throw new DomainError('CHANGED_MEANWHILE')
  const at = now()
  return transaction(async (tx) => {
    if (input.photoFileId && input.photoFileId !== before?.photoFileId)
      await attachFiles(tx, actor.personId, [input.photoFileId], `rewards/${id}`)
    const set = { ...input, placePath, updatedAt: at, version: version + 1 }
    if (before) {
      const { matched } = await tx.on(Goods).updateOne({ _id: id, version }, { $set: set } as UpdateQuery<GoodRecord>)
      if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    } else await insertNew(() => tx.on(Goods).insert({ _id: id, ...set, createdAt: at }))
    await audit(tx, actor, {
      action: before ? 'rewards.changeGood' : 'rewards.createGood',
      subject: `rewards/goods/${id}`,
      placePath,
      details: {
        name: input.name,
        points: input.points,
        unitFen: input.unitFen,
        status: input.status,
        pointsBefore: before?.points ?? null,
      },
    })
    const [row] = await presentGoods(actor, [{ _id: id, ...set, createdAt: before?.createdAt ?? at }])
    if (!row) throw new Error('one good in, none out')
    return row
  })
}

async function insertNew(insert: () => Promise<void>): Promise<void> {
  await insert().catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  })
}

async function presentShops(actor: Actor, shops: readonly ShopRecord[]): Promise<ShopRow[]> {
  const names = await fullNames(shops.flatMap((shop) => shop.memberIds))
  const places = new Map((await placesByIds(shops.map((shop) => shop.placeId))).map((place) => [place._id, place.name]))
  const partners = await organisationNames(shops.flatMap((shop) => shop.organisationId ?? []))
  return shops.map(({ _id, placePath, createdAt: _createdAt, updatedAt, ...shop }) => ({
    id: _id,
    ...shop,
    placeName: places.get(shop.placeId) ?? '',
    organisationId: shop.organisationId ?? null,
    organisationName: (shop.organisationId && partners.get(shop.organisationId)) ?? null,
    members: shop.memberIds.map((id) => ({ id, name: names.get(id) ?? '' })),
    updatedAt: updatedAt.toISOString(),
    canChange: holdsRole(actor, rewardManagers, placePath),
  }))
}

export async function listShops(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.shops>,
): Promise<OutputOf<typeof rewardsOffice.shops>> {
  const { rows, ...page } = await readCountedPage(
    Shops,
    { createdAt: -1 },
    { ...scope(actor), ...(input.status ? { status: input.status } : {}) },
    input,
  )
  return { items: await presentShops(actor, rows), ...page }
}

/**
 * @throws DomainError NOT_FOUND, CHANGED_MEANWHILE, PHONE_NOT_VERIFIED, INPUT_INVALID for members who do not exist,
 * ORGANISATION_ENDED for a partner that is not active, DECIDES_OWN_CASE for who puts themselves at a till
 */
export async function saveShop(
  actor: Actor,
  { id, version, reason, ...input }: ParsedOf<typeof rewardsOffice.saveShop>,
): Promise<ShopRow> {
  const place = await requirePlace(input.placeId)
  const before = await Shops.findById(id).lean<ShopRecord>()
  if (!holdsRole(actor, rewardManagers, place.path) || (before && !holdsRole(actor, rewardManagers, before.placePath)))
    throw new DomainError('NOT_FOUND')
  if ((before?.version ?? 0) !== version) throw new DomainError('CHANGED_MEANWHILE')
  if ((await fullNames(input.memberIds)).size !== new Set(input.memberIds).size)
    throw invalid('memberIds', '有的人员不存在，请重新选择')
  const added = input.memberIds.filter((member) => !before?.memberIds.includes(member))
  await requireProvenNumbers(added)
  const at = now()
  const organisationId = input.organisationId === undefined ? (before?.organisationId ?? null) : input.organisationId
  return transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { personIds: added })
    if (organisationId && input.status !== 'ended') await relyOnOrganisation(tx, organisationId)
    const set = { ...input, organisationId, placePath: place.path, updatedAt: at, version: version + 1 }
    if (before) {
      const { matched } = await tx.on(Shops).updateOne({ _id: id, version }, { $set: set } as UpdateQuery<ShopRecord>)
      if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
      await tx.on(Stocks).updateMany({ shopId: id }, { $set: { placePath: place.path } })
    } else await insertNew(() => tx.on(Shops).insert({ _id: id, ...set, createdAt: at }))
    await audit(tx, actor, {
      action: before ? 'rewards.changeShop' : 'rewards.createShop',
      subject: `rewards/shops/${id}`,
      placePath: place.path,
      reason,
      details: { name: input.name, status: input.status, organisationId, memberIds: input.memberIds },
    })
    const [row] = await presentShops(actor, [{ _id: id, ...set, createdAt: before?.createdAt ?? at }])
    if (!row) throw new Error('one shop in, none out')
    return row
  })
}

export async function listStocks(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.stocks>,
): Promise<OutputOf<typeof rewardsOffice.stocks>> {
  const { rows, ...page } = await readCountedPage(
    Stocks,
    { createdAt: -1 },
    {
      ...scope(actor),
      ...(input.goodId ? { goodId: input.goodId } : {}),
      ...(input.shopId ? { shopId: input.shopId } : {}),
    },
    input,
  )
  return { items: await presentStocks(rows), ...page }
}

/**
 * Pieces delivered or taken away; what is held stays. The same id again changes nothing. @throws DomainError NOT_FOUND,
 * REWARD_STOCK_BELOW_ZERO
 */
export async function moveStock(
  actor: Actor,
  { id, goodId, shopId, change, reason }: ParsedOf<typeof rewardsOffice.moveStock>,
): Promise<OutputOf<typeof rewardsOffice.moveStock>> {
  const shop = await Shops.findById(shopId).lean<ShopRecord>()
  const good = await Goods.findById(goodId).lean<GoodRecord>()
  if (
    !shop ||
    !good ||
    !holdsRole(actor, rewardManagers, shop.placePath) ||
    !good.placePath.every((place, depth) => depth > 0 || shop.placePath.includes(place))
  )
    throw new DomainError('NOT_FOUND')
  const at = now()
  const stockId = stockIdOf(goodId, shopId)
  return transaction(async (tx) => {
    if (!(await tx.on(StockMoves).findOne({ _id: id }))) {
      await insertNew(() =>
        tx.on(StockMoves).insert({ _id: id, goodId, shopId, change, reason, by: actorId(actor), at }),
      )
      const known = await tx.on(Stocks).findOne({ _id: stockId })
      if ((known?.left ?? 0) + change < 0) throw new DomainError('REWARD_STOCK_BELOW_ZERO', { left: known?.left ?? 0 })
      if (known)
        await tx.on(Stocks).updateOne({ _id: stockId, left: { $gte: -change } }, { $inc: { left: change, version: 1 } })
      else
        await insertNew(() =>
          tx.on(Stocks).insert({
            _id: stockId,
            goodId,
            shopId,
            placePath: shop.placePath,
            left: change,
            held: 0,
            version: 1,
            createdAt: at,
          }),
        )
      await audit(tx, actor, {
        action: 'rewards.moveStock',
        subject: `rewards/shops/${shopId}`,
        placePath: shop.placePath,
        reason,
        details: { goodId, change },
      })
    }
    const stock = await tx.on(Stocks).findOne({ _id: stockId })
    const [row] = stock ? await presentStocks([stock]) : []
    if (!row) throw new DomainError('NOT_FOUND')
    return row
  })
}

type RedemptionFilter = Omit<ParsedOf<typeof rewardsOffice.redemptions>, 'cursor' | 'limit' | 'sort'>

async function redemptionPage(
  actor: Actor,
  { status, shopId, goodId, householdId }: RedemptionFilter,
  input: ListInput<RedemptionRecord>,
): Promise<OutputOf<typeof rewardsOffice.redemptions>> {
  const filter = {
    ...scope(actor),
    ...(status ? { status } : {}),
    ...(shopId ? { shopId } : {}),
    ...(goodId ? { goodId } : {}),
    ...(householdId ? { householdId } : {}),
  }
  const { rows, ...page } = await readCountedPage(Redemptions, { createdAt: -1 }, filter, input)
  return { items: await presentDeskRows(rows), ...page }
}

export async function listRedemptions(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.redemptions>,
): Promise<OutputOf<typeof rewardsOffice.redemptions>> {
  const page = await redemptionPage(actor, input, input)
  await auditRead(actor, {
    action: 'rewards.readRedemptions',
    subject: 'rewards',
    details: { count: page.items.length },
  })
  return page
}

const redemptionColumns = ['时间', '商品', '件数', '积分', '兑换点', '住户', '状态', '经办', '异议', '提出异议'].map(
  (name) => ({ name }),
)

/** The list as a table; homes stay masked. @throws DomainError INPUT_INVALID past 20,000 rows */
export async function exportRedemptions(
  actor: Actor,
  { format, ...filter }: ParsedOf<typeof rewardsOffice.exportRedemptions>,
): Promise<FileAnswer> {
  const redemptions = await everyRow((page) => redemptionPage(actor, filter, page))
  await auditRead(actor, {
    action: 'rewards.exportRedemptions',
    subject: 'rewards',
    details: { count: redemptions.length },
  })
  const timeOf = (at: string | null): string | null =>
    at === null ? null : `${dayOf(new Date(at))} ${clockOf(new Date(at))}`
  const rows = redemptions.map((each) => [
    timeOf(each.createdAt),
    each.goodName,
    each.quantity,
    each.points,
    each.shopName,
    each.householdLabel,
    each.statusText,
    each.handledBy,
    each.reasonText,
    timeOf(each.disputedAt),
  ])
  return sheetFile(format, `兑换记录-${dayOf(now())}`, redemptionColumns, rows)
}

/** @throws DomainError NOT_FOUND outside the scope */
export async function readRedemption(actor: Actor, { id }: { id: string }): Promise<Redemption> {
  const redemption = await Redemptions.findById(id).lean<RedemptionRecord>()
  if (!redemption || !holdsRole(actor, rewardReaders, redemption.placePath)) throw new DomainError('NOT_FOUND')
  await auditRead(actor, {
    action: 'rewards.readRedemption',
    subject: `rewards/${id}`,
    placePath: redemption.placePath,
  })
  return presentRedemption(actor, redemption, [])
}

export async function showSummary(
  actor: Actor,
  { month }: ParsedOf<typeof rewardsOffice.summary>,
): Promise<OutputOf<typeof rewardsOffice.summary>> {
  const places = scope(actor)
  const range = monthRange(month)
  const [taken] = await Redemptions.aggregate<{ captured: number; points: number; fen: number }>([
    { $match: { ...places, capturedAt: range, status: { $ne: 'upheld' } } },
    {
      $group: {
        _id: null,
        captured: { $sum: 1 },
        points: { $sum: '$points' },
        fen: { $sum: { $multiply: ['$unitFen', '$quantity'] } },
      },
    },
  ])
  const count = (filter: object): Promise<number> => Redemptions.countDocuments({ ...places, ...filter }).exec()
  return {
    month,
    captured: taken?.captured ?? 0,
    points: taken?.points ?? 0,
    fen: taken?.fen ?? 0,
    held: await count({ status: 'held' }),
    cancelled: await count({ status: 'cancelled', createdAt: range }),
    lapsed: await count({ status: 'lapsed', createdAt: range }),
    openDisputes: await count({ status: 'disputed' }),
    openFlags: await Flags.countDocuments({ ...places, status: 'open' }).exec(),
    lowStock: await Stocks.countDocuments({ ...places, left: { $lte: LOW_STOCK } }).exec(),
    unsigned: await Settlements.countDocuments({ ...places, month, status: { $ne: 'signed' } }).exec(),
  }
}
