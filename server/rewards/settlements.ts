// A shop's month: drafted from what was captured and reversed in it, confirmed by the shop, signed off by a second
// person of the city. Invariants: a month's sums never change after its end (captures count by the server's clock,
// reversals by their decision); a confirmed settlement is not redrafted; who drafted or confirmed it, or could sign in
// as them, can't sign it off.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { type rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers, rewardReaders, rewardSigners } from '@shared/rewards/roles'
import type { Settlement } from '@shared/rewards/schemas'
import type { rewardsShop } from '@shared/rewards/shop-contract'
import { dayOf, monthOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import type { FileAnswer } from '../http/implement'
import { notify } from '../notices/notices'
import { readCountedPage, readPage } from '../paging'
import { secondPerson } from '../people/conflicts'
import { fullNames } from '../people/people'
import { sheetContentType, writeSheet, type Cell, type SheetFormat } from '../sheets'
import { settlementPaper } from './papers'
import { Shops, type ShopRecord } from './rewards.model'
import { Settlements, type SettlementRecord } from './settlements.model'
import { monthOfShop, requireMyShop } from './shop'

const statusTexts: Readonly<Record<SettlementRecord['status'], string>> = {
  draft: '待兑换点确认',
  objected: '兑换点有异议，待重编',
  confirmed: '兑换点已确认，待复核',
  signed: '已复核签字',
}

type Side = 'shop' | 'office'

async function presentAll(
  actor: Actor,
  settlements: readonly SettlementRecord[],
  side: Side,
  tx?: Tx,
): Promise<Settlement[]> {
  const isSecond = side === 'office' && signs(actor) ? await secondPerson(actor, tx) : () => false
  const names = await fullNames(
    settlements.flatMap((each) =>
      [each.draftedBy, each.confirmedBy, each.signedBy].filter(
        (id): id is string => id !== undefined && !id.startsWith('system:'),
      ),
    ),
  )
  const nameOf = (id: string): string => names.get(id) ?? '系统'
  return settlements.map((each) => ({
    id: each._id,
    shopId: each.shopId,
    shopName: each.shopName,
    month: each.month,
    status: each.status,
    statusText: statusTexts[each.status],
    version: each.version,
    lines: each.lines,
    pieces: each.pieces,
    points: each.points,
    fen: each.fen,
    openDisputes: each.openDisputes,
    draftedAt: each.draftedAt.toISOString(),
    draftedBy: nameOf(each.draftedBy),
    objection: each.objection ?? null,
    confirmedAt: each.confirmedAt?.toISOString() ?? null,
    confirmedBy: each.confirmedBy ? nameOf(each.confirmedBy) : null,
    signedAt: each.signedAt?.toISOString() ?? null,
    signedBy: each.signedBy ? nameOf(each.signedBy) : null,
    allowed: side === 'shop' ? shopActions(each) : officeActions(actor, each, isSecond),
  }))
}

const isOpen = ({ status }: SettlementRecord): boolean => status === 'draft' || status === 'objected'
const shopActions = (settlement: SettlementRecord): Settlement['allowed'] =>
  settlement.status === 'draft' ? ['confirm', 'object'] : settlement.status === 'objected' ? ['confirm'] : []

const signs = (actor: Actor): boolean => scopeOf(actor, rewardSigners).length > 0

function officeActions(
  actor: Actor,
  settlement: SettlementRecord,
  isSecond: (firsts: string[]) => boolean,
): Settlement['allowed'] {
  const allowed: Settlement['allowed'] = []
  if (isOpen(settlement) && holdsRole(actor, rewardManagers, settlement.placePath)) allowed.push('redraft')
  if (
    settlement.status === 'confirmed' &&
    holdsRole(actor, rewardSigners, settlement.placePath) &&
    isSecond(firstsOf(settlement))
  )
    allowed.push('signOff')
  return [...allowed, 'export']
}

/** Who drafted or confirmed it. */
const firstsOf = ({ draftedBy, confirmedBy }: SettlementRecord): string[] => [
  draftedBy,
  ...(confirmedBy ? [confirmedBy] : []),
]

async function presentOne(actor: Actor, settlement: SettlementRecord, side: Side, tx?: Tx): Promise<Settlement> {
  const [shown] = await presentAll(actor, [settlement], side, tx)
  if (!shown) throw new Error('one settlement in, none out')
  return shown
}

/** Writes the draft of a shop's month, anew while it is not confirmed. Null when the shop had nothing that month. */
export async function draftMonth(
  tx: Tx,
  actor: Actor,
  shop: ShopRecord,
  month: string,
): Promise<SettlementRecord | null> {
  const id = `${shop._id}:${month}`
  const before = await tx.on(Settlements).findOne({ _id: id })
  if (before && !isOpen(before)) throw new DomainError('WRONG_STATE')
  const { lines, pieces, points, fen, openDisputes } = await monthOfShop(shop._id, month, tx)
  if (lines.length === 0 && !before) return null
  const at = now()
  const after = await tx
    .on(Settlements)
    .findOneAndUpdate(
      { _id: id, ...(before ? { version: before.version } : {}) },
      {
        $set: {
          shopName: shop.name,
          status: 'draft',
          lines,
          pieces,
          points,
          fen,
          openDisputes,
          draftedAt: at,
          draftedBy: actorId(actor),
        },
        $setOnInsert: { shopId: shop._id, month, placePath: shop.placePath, createdAt: at },
        $inc: { version: 1 },
        $unset: { objection: 1 },
      } as UpdateQuery<SettlementRecord>,
      { upsert: !before },
    )
    .catch((error: unknown) => {
      throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
    })
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  await audit(tx, actor, {
    action: 'rewards.draftSettlement',
    subject: `rewards/settlements/${id}`,
    placePath: shop.placePath,
    details: { points, fen, pieces },
  })
  for (const personId of shop.memberIds) {
    await notify(tx, personId, `rewards/settlements/${id}/draft/${after.version}`, {
      kind: 'points',
      title: `${month} 月结单待确认`,
      text: `“${shop.name}”${month} 共${pieces}件、${points} 积分，请核对后确认。`,
      link: '/shop/month',
    })
  }
  return after
}

/** @throws DomainError NOT_FOUND, REWARD_SETTLEMENT_OPEN, WRONG_STATE */
export async function draftSettlement(
  actor: Actor,
  { shopId, month }: ParsedOf<typeof rewardsOffice.draftSettlement>,
): Promise<Settlement> {
  const shop = await Shops.findById(shopId).lean<ShopRecord>()
  if (!shop || !holdsRole(actor, rewardManagers, shop.placePath)) throw new DomainError('NOT_FOUND')
  if (month >= monthOf(dayOf(now()))) throw new DomainError('REWARD_SETTLEMENT_OPEN')
  return transaction(async (tx) => {
    const drafted = await draftMonth(tx, actor, shop, month)
    if (!drafted) throw new DomainError('NOT_FOUND')
    return presentOne(actor, drafted, 'office', tx)
  })
}

async function requireSettlement(id: string): Promise<SettlementRecord> {
  const settlement = await Settlements.findById(id).lean<SettlementRecord>()
  if (!settlement) throw new DomainError('NOT_FOUND')
  return settlement
}

/** Moves a settlement on; state and version are in the filter. @throws DomainError WRONG_STATE, CHANGED_MEANWHILE */
async function step(
  tx: Tx,
  settlement: SettlementRecord,
  version: number,
  from: readonly SettlementRecord['status'][],
  set: Partial<SettlementRecord>,
): Promise<SettlementRecord> {
  if (!from.includes(settlement.status)) throw new DomainError('WRONG_STATE')
  const after = await tx
    .on(Settlements)
    .findOneAndUpdate({ _id: settlement._id, version, status: { $in: [...from] } }, {
      $set: set,
      $inc: { version: 1 },
    } as UpdateQuery<SettlementRecord>)
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  return after
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE */
export async function confirmSettlement(
  actor: PersonActor,
  { id, version }: ParsedOf<typeof rewardsShop.confirmSettlement>,
): Promise<Settlement> {
  const settlement = await requireSettlement(id)
  const shop = await requireMyShop(actor, settlement.shopId)
  return transaction(async (tx) => {
    const after = await step(tx, settlement, version, ['draft', 'objected'], {
      status: 'confirmed',
      confirmedAt: now(),
      confirmedBy: actor.personId,
    })
    await audit(tx, actor, {
      action: 'rewards.confirmSettlement',
      subject: `rewards/settlements/${id}`,
      placePath: shop.placePath,
      details: { points: after.points, fen: after.fen },
    })
    return presentOne(actor, after, 'shop', tx)
  })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE */
export async function objectSettlement(
  actor: PersonActor,
  { id, version, note }: ParsedOf<typeof rewardsShop.objectSettlement>,
): Promise<Settlement> {
  const settlement = await requireSettlement(id)
  const shop = await requireMyShop(actor, settlement.shopId)
  return transaction(async (tx) => {
    const after = await step(tx, settlement, version, ['draft'], { status: 'objected', objection: note })
    await audit(tx, actor, {
      action: 'rewards.objectSettlement',
      subject: `rewards/settlements/${id}`,
      placePath: shop.placePath,
      reason: note,
    })
    return presentOne(actor, after, 'shop', tx)
  })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE, REWARD_SECOND_PERSON */
export async function signOffSettlement(
  actor: PersonActor,
  { id, version }: ParsedOf<typeof rewardsOffice.signOff>,
): Promise<Settlement> {
  const settlement = await requireSettlement(id)
  if (!holdsRole(actor, rewardSigners, settlement.placePath)) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    if (!(await secondPerson(actor, tx))(firstsOf(settlement))) throw new DomainError('REWARD_SECOND_PERSON')
    const after = await step(tx, settlement, version, ['confirmed'], {
      status: 'signed',
      signedAt: now(),
      signedBy: actor.personId,
    })
    await audit(tx, actor, {
      action: 'rewards.signOffSettlement',
      subject: `rewards/settlements/${id}`,
      placePath: settlement.placePath,
      details: { points: after.points, fen: after.fen },
    })
    return presentOne(actor, after, 'office', tx)
  })
}

export async function listShopSettlements(
  actor: PersonActor,
  input: ParsedOf<typeof rewardsShop.settlements>,
): Promise<OutputOf<typeof rewardsShop.settlements>> {
  await requireMyShop(actor, input.shopId)
  const { rows, next } = await readPage(Settlements, { createdAt: -1 }, { shopId: input.shopId }, input)
  return { items: await presentAll(actor, rows, 'shop'), next }
}

export async function listSettlements(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.settlements>,
): Promise<OutputOf<typeof rewardsOffice.settlements>> {
  const filter = {
    placePath: { $in: scopeOf(actor, rewardReaders) },
    ...(input.month ? { month: input.month } : {}),
    ...(input.shopId ? { shopId: input.shopId } : {}),
    ...(input.status ? { status: input.status } : {}),
  }
  const { rows, ...page } = await readCountedPage(Settlements, { createdAt: -1 }, filter, input, 20)
  return { items: await presentAll(actor, rows, 'office'), ...page }
}

/** @throws DomainError NOT_FOUND outside the scope */
async function requireReadable(actor: Actor, id: string): Promise<SettlementRecord> {
  const settlement = await requireSettlement(id)
  if (!holdsRole(actor, rewardReaders, settlement.placePath)) throw new DomainError('NOT_FOUND')
  return settlement
}

export const showSettlement = async (actor: Actor, { id }: { id: string }): Promise<Settlement> =>
  presentOne(actor, await requireReadable(actor, id), 'office')

/** @throws DomainError NOT_FOUND, PAPER_GLYPH_MISSING */
export async function printSettlement(actor: Actor, { id }: { id: string }): Promise<FileAnswer> {
  const settlement = await requireReadable(actor, id)
  const by = (await fullNames([actorId(actor)])).get(actorId(actor)) ?? ''
  return settlementPaper(await presentOne(actor, settlement, 'office'), by, now())
}

const columns = [
  { name: '月份' },
  { name: '兑换点', width: 24 },
  { name: '兑换品', width: 24 },
  { name: '单件积分' },
  { name: '单件结算价（元）', decimals: 2 },
  { name: '核销件数' },
  { name: '冲正件数' },
  { name: '积分' },
  { name: '结算金额（元）', decimals: 2 },
  { name: '状态' },
]
const yuan = (fen: number): number => fen / 100
const rowsOf = (settlement: SettlementRecord): Cell[][] => [
  ...settlement.lines.map((line): Cell[] => [
    settlement.month,
    settlement.shopName,
    line.goodName,
    line.unitPoints,
    yuan(line.unitFen),
    line.pieces,
    line.reversedPieces,
    line.points,
    yuan(line.fen),
    statusTexts[settlement.status],
  ]),
  [
    settlement.month,
    settlement.shopName,
    '合计',
    null,
    null,
    settlement.pieces,
    null,
    settlement.points,
    yuan(settlement.fen),
    statusTexts[settlement.status],
  ],
]

const sheetOf = async (
  format: SheetFormat,
  settlements: readonly SettlementRecord[],
  name: string,
): Promise<FileAnswer> => ({
  contentType: sheetContentType[format],
  body: await writeSheet(format, columns, settlements.flatMap(rowsOf), '月结单'),
  filename: `${name}.${format}`,
})

export async function exportSettlement(
  actor: Actor,
  { id, format }: ParsedOf<typeof rewardsOffice.exportSettlement>,
): Promise<FileAnswer> {
  const settlement = await requireReadable(actor, id)
  return sheetOf(format, [settlement], `月结单-${settlement.shopName}-${settlement.month}`)
}

const MAX_EXPORT = 2000

export async function exportSettlements(
  actor: Actor,
  { month, format }: ParsedOf<typeof rewardsOffice.exportSettlements>,
): Promise<FileAnswer> {
  const found = await Settlements.find({ placePath: { $in: scopeOf(actor, rewardReaders) }, month })
    .sort({ createdAt: -1, _id: -1 })
    .limit(MAX_EXPORT)
    .lean<SettlementRecord[]>()
  return sheetOf(format, found, `月结单-${month}`)
}
