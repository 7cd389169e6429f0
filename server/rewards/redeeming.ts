// Moving a redemption: placing the hold and every later move, each one transaction over redemption, stock, quotas and
// ledger. Invariants (I5, I6): points and stock are held together and go back together; every move is a row of the
// machine, written with state and version in the filter; what is limited has a document that every writer touches
// (stock, quota).
import type { Actor } from '@shared/actors'
import { DomainError, type ErrorCode } from '@shared/errors'
import { decide } from '@shared/machine'
import { redemptionMachine, type RedemptionMove, type RedemptionRelation } from '@shared/rewards/machine'
import { lapsesAtFor, pastLimit } from '@shared/rewards/rules'
import type { RedemptionStatus } from '@shared/rewards/schemas'
import { dayOf, instantAt, lastDayOf, monthOf, showDay } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { balanceOf, capturePoints, holdPoints, moveOnMerge, releasePoints, reverse } from '../ledger/ledger'
import { notify } from '../notices/notices'
import { putOut, takeBack, type OutboxRow } from '../outbox'
import { peopleOf } from '../people/belonging'
import { settingsOf } from '../places/places'
import { belongingOf, factsOf } from './present'
import {
  Quotas,
  Redemptions,
  Shops,
  Stocks,
  type GoodRecord,
  type RedemptionRecord,
  type ShopRecord,
} from './rewards.model'

export const stockIdOf = (goodId: string, shopId: string): string => `${goodId}:${shopId}`
export const quotaIdOf = (holder: string, goodId: string, at: Date): string =>
  `${holder}:${goodId}:${monthOf(dayOf(at))}`
/** "洗衣皂 2件" */
export const goodsText = ({ goodName, quantity }: { goodName: string; quantity: number }): string =>
  quantity === 1 ? goodName : `${goodName} ${quantity}件`
export const linkOf = (id: string): string => `/rewards/redemption?id=${id}`

/** Days for which a redemption of a good is kept: the good's own, else those of the area it belongs to. */
export const holdDaysOf = async (
  { holdDays, placePath }: Pick<GoodRecord, 'holdDays' | 'placePath'>,
  tx?: Tx,
): Promise<number> => holdDays ?? (await settingsOf(placePath, tx)).settings.points.holdDays

export type Order = {
  id: string
  good: GoodRecord
  shop: ShopRecord
  quantity: number
  personId?: string
  householdId: string | null
  account: string
  viewers: string[]
  /** "person:<id>", "household:<id>": whose month it counts for. */
  holders: string[]
  placePath: string[]
  typed: { typedIndex: string; typedSealed: string }
  enteredBy?: string
  /** When history is written: the instant it happened. Nobody is told then. */
  at?: Date
}

/**
 * Holds stock, quotas and points and writes the redemption.
 * @throws DomainError REWARD_SOLD_OUT, REWARD_LIMIT_REACHED, LEDGER_INSUFFICIENT, CHANGED_MEANWHILE
 */
export async function reserveRedemption(tx: Tx, actor: Actor, order: Order): Promise<RedemptionRecord> {
  const { id, good, shop, quantity, account, at = now() } = order
  const points = good.points * quantity
  const stock = await tx
    .on(Stocks)
    .updateOne(
      { _id: stockIdOf(good._id, shop._id), left: { $gte: quantity } },
      { $inc: { left: -quantity, held: quantity } },
    )
  if (stock.matched === 0) throw new DomainError('REWARD_SOLD_OUT')
  const quotaIds = order.holders.map((holder) => quotaIdOf(holder, good._id, at))
  for (const quotaId of quotaIds) await takeQuota(tx, quotaId, good.limitPerMonth, quantity, at)
  const goods = goodsText({ goodName: good.name, quantity })
  const { entryId, placePath } = await holdForRedemption(tx, actor, {
    id,
    account,
    points,
    at,
    placePath: order.placePath,
    goods,
    shopName: shop.name,
    again: 0,
  })
  const lapsesAt = lapsesAtFor(at, await holdDaysOf(good, tx))
  const redemption: RedemptionRecord = {
    _id: id,
    goodId: good._id,
    goodName: good.name,
    kind: good.kind,
    quantity,
    points,
    unitFen: good.unitFen,
    shopId: shop._id,
    ...(order.personId ? { personId: order.personId } : {}),
    householdId: order.householdId,
    account,
    viewers: order.viewers,
    placePath,
    quotaIds,
    status: 'held',
    version: 1,
    holdEntryId: entryId,
    ...order.typed,
    createdAt: at,
    lapsesAt,
    ...(order.enteredBy ? { enteredBy: order.enteredBy } : {}),
    history: [{ at, text: `兑换 ${goods}，积分和库存已留住`, by: actorId(actor) }],
  }
  try {
    await tx.on(Redemptions).insert(redemption)
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  }
  if (!order.at) {
    const text = `${goods} 请在${showDay(dayOf(new Date(lapsesAt.getTime() - 1)))}以前到“${shop.name}”领取，过期积分自动退回。`
    await putOut(
      tx,
      'rewardReminder',
      soonOf(id),
      { redemptionId: id, text },
      new Date(lapsesAt.getTime() - 32 * 3_600_000),
    )
  }
  return redemption
}

type Holding = {
  id: string
  account: string
  points: number
  at: Date
  placePath: string[]
  goods: string
  shopName: string
  again: number
}

/** The hold in the ledger; an account that never got a point has none to hold. */
export async function holdForRedemption(
  tx: Tx,
  actor: Actor,
  holding: Holding,
): Promise<{ entryId: string; placePath: string[] }> {
  const state = await balanceOf(holding.account, tx.session)
  if (!state || state.points < holding.points)
    throw new DomainError('LEDGER_INSUFFICIENT', { available: state?.points ?? 0 })
  const placePath = holding.placePath.length > 0 ? holding.placePath : state.placePath
  const { entry } = await holdPoints(tx, {
    cause: `rewards/${holding.id}/hold${holding.again ? `/${holding.again}` : ''}`,
    account: holding.account,
    points: holding.points,
    subject: `rewards/${holding.id}`,
    by: actorId(actor),
    at: holding.at,
    partition: state.partition,
    placePath,
    why: { template: 'rewards.held', params: { goods: holding.goods, shop: holding.shopName } },
  })
  return { entryId: entry._id, placePath }
}

/**
 * Every writer of a holder's month touches this document, so two redemptions at once can't both be the last allowed.
 */
async function takeQuota(tx: Tx, id: string, limit: number | null, quantity: number, at: Date): Promise<void> {
  const used = (await tx.on(Quotas).findOne({ _id: id }))?.used ?? 0
  if (pastLimit(limit, used, quantity)) throw new DomainError('REWARD_LIMIT_REACHED', { used, limit })
  await tx
    .on(Quotas)
    .updateOne(
      { _id: id },
      { $inc: { used: quantity }, $setOnInsert: { endsAt: instantAt(lastDayOf(monthOf(dayOf(at))), '24:00') } },
      { upsert: true },
    )
}

/** What comes back to a household that has been merged since goes on to the one that stays. */
async function passOnToMerged(tx: Tx, { account, householdId }: RedemptionRecord): Promise<void> {
  const paidBy = /^household:(.+)$/.exec(account)?.[1]
  if (paidBy && householdId && paidBy !== householdId) await moveOnMerge(tx, paidBy, householdId)
}

/** Who is told: who redeemed while they belong to it, else the members who were there. */
export const toldOf = (tx: Tx, redemption: RedemptionRecord): Promise<string[]> => peopleOf(tx, belongingOf(redemption))

/** Deliverer of outbox rows `rewardReminder`: whoever belongs to the redemption then. */
export function deliverRewardReminder({ payload }: Pick<OutboxRow, 'payload'>): Promise<void> {
  const { redemptionId, text } = payload as { redemptionId: string; text: string }
  return transaction(async (tx) => {
    const redemption = await tx.on(Redemptions).findOne({ _id: redemptionId })
    if (redemption?.status !== 'held') return
    const notice = { kind: 'points' as const, title: '兑换快到期了', text, link: linkOf(redemptionId) }
    for (const personId of await toldOf(tx, redemption)) await notify(tx, personId, soonOf(redemptionId), notice)
  })
}

const soonOf = (id: string): string => `rewards/${id}/soon`

export type Step = {
  actor: Actor
  relations: readonly RedemptionRelation[]
  /** The history's line, in Chinese. */
  text: string
  set?: Partial<RedemptionRecord>
  /** With an upheld dispute: the pieces go back to the shelf. */
  restock?: boolean
  /** When history is written: the instant it happened. Nobody is told then. */
  at?: Date
}

/**
 * Carries out one move in the transaction.
 * @returns the redemption afterwards
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE (captures: REWARD_CODE_USED, REWARD_CODE_ENDED), or the
 * rule's own refusal
 */
export async function moveRedemption(tx: Tx, id: string, move: RedemptionMove, step: Step): Promise<RedemptionRecord> {
  const before = await tx.on(Redemptions).findOne({ _id: id })
  if (!before) throw new DomainError('NOT_FOUND')
  const shop = await tx.on(Shops).findOne({ _id: before.shopId })
  const at = step.at ?? now()
  const decision = decide(redemptionMachine, before.status, move, step.relations, { ...factsOf(before, shop), now: at })
  if (!decision.ok) throw new DomainError(refusalOf(decision.code, move, before.status), refusalDetails(move, before))
  const endEntryId = await applySideEffects(tx, before, move, step, at, shop?.name ?? '')
  const isEnd = before.status === 'held' && decision.to !== 'held'
  const after = await tx.on(Redemptions).findOneAndUpdate({ _id: id, status: before.status, version: before.version }, {
    $set: {
      status: decision.to,
      ...(isEnd ? { endedAt: at } : {}),
      ...(endEntryId ? { endEntryId } : {}),
      ...(move === 'capture' ? { capturedAt: at, capturedBy: actorId(step.actor) } : {}),
      ...step.set,
    },
    $inc: { version: 1 },
    $push: { history: { at, text: step.text, by: actorId(step.actor) } },
  } as UpdateQuery<RedemptionRecord>)
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  if (!step.at) await tell(tx, after, move, shop?.name ?? '', isEnd)
  return after
}

function refusalOf(code: ErrorCode, move: RedemptionMove, status: RedemptionStatus): ErrorCode {
  if (move !== 'capture' || code !== 'WRONG_STATE') return code
  return status === 'cancelled' || status === 'lapsed' ? 'REWARD_CODE_ENDED' : 'REWARD_CODE_USED'
}

const refusalDetails = (move: RedemptionMove, { capturedAt }: RedemptionRecord): Record<string, unknown> | undefined =>
  move === 'capture' && capturedAt ? { capturedAt: capturedAt.toISOString() } : undefined

/** Ledger, stock and quotas of a move; answers the entry that ended the hold. */
async function applySideEffects(
  tx: Tx,
  before: RedemptionRecord,
  move: RedemptionMove,
  step: Step,
  at: Date,
  shopName: string,
): Promise<string | null> {
  const { quantity } = before
  const by = actorId(step.actor)
  const params = { goods: goodsText(before), shop: shopName }
  const stockId = stockIdOf(before.goodId, before.shopId)
  if (move === 'capture') {
    await tx.on(Stocks).updateOne({ _id: stockId, held: { $gte: quantity } }, { $inc: { held: -quantity } })
    const { entry } = await capturePoints(tx, before.holdEntryId, {
      to: `merchant:${before.shopId}`,
      by,
      at,
      why: { template: 'rewards.captured', params },
    })
    return entry._id
  }
  if (move === 'cancel' || move === 'lapse') {
    await tx
      .on(Stocks)
      .updateOne({ _id: stockId, held: { $gte: quantity } }, { $inc: { held: -quantity, left: quantity } })
    await giveBackQuotas(tx, before)
    const { entry } = await releasePoints(tx, before.holdEntryId, {
      by,
      at,
      why: { template: 'rewards.voided', params },
    })
    await passOnToMerged(tx, before)
    return entry._id
  }
  if (move === 'uphold') {
    if (step.restock) await tx.on(Stocks).updateOne({ _id: stockId }, { $inc: { left: quantity } })
    await giveBackQuotas(tx, before)
    if (!before.endEntryId) throw new Error('a capture without its entry')
    await reverse(tx, before.endEntryId, { cause: `rewards/${before._id}/upheld`, reason: '兑换异议成立', by })
  }
  return null
}

async function giveBackQuotas(tx: Tx, { quotaIds, quantity }: RedemptionRecord): Promise<void> {
  for (const id of quotaIds)
    await tx.on(Quotas).updateOne({ _id: id, used: { $gte: quantity } }, { $inc: { used: -quantity } })
}

async function tell(
  tx: Tx,
  after: RedemptionRecord,
  move: RedemptionMove,
  shopName: string,
  isEnd: boolean,
): Promise<void> {
  const goods = goodsText(after)
  const words: Partial<Record<RedemptionMove, [title: string, text: string]>> = {
    capture: [
      '兑换已领取',
      `${goods} 已在“${shopName}”领取，用去 ${after.points} 积分。不是您本人领的，请点开提出异议。`,
    ],
    lapse: ['兑换过期，积分已退回', `${goods} 过期没有领取，${after.points} 积分已退回原来的批次。`],
    uphold: ['兑换异议成立', `${goods}：${after.points} 积分已退回。${after.dispute?.decisionReason ?? ''}`],
    keep: ['兑换异议已答复', `${goods}：维持原来的核销。${after.dispute?.decisionReason ?? ''}`],
  }
  const said = words[move]
  if (isEnd) await takeBack(tx, 'rewardReminder', soonOf(after._id))
  for (const personId of await toldOf(tx, after)) {
    if (said)
      await notify(tx, personId, `rewards/${after._id}/${move}`, {
        kind: move === 'uphold' || move === 'keep' ? 'contest_decided' : 'points',
        title: said[0],
        text: said[1],
        link: linkOf(after._id),
      })
  }
}
