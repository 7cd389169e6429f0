// Disputes about captures: the shop explains, the office decides. Upheld: the capture is reversed and the points are
// back in their lots. Invariants: decided once, with a reason; not by who captured it, nor by who redeemed it or wrote
// the dispute down (I12).
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { type rewardsDesk } from '@shared/rewards/desk-contract'
import { type rewardsOffice } from '@shared/rewards/office-contract'
import { rewardDesks, rewardKeepers, rewardReaders } from '@shared/rewards/roles'
import { statusTexts } from '@shared/rewards/machine'
import { disputeTexts } from '@shared/rewards/rules'
import type { rewardsShop } from '@shared/rewards/shop-contract'
import type { UpdateQuery } from 'mongoose'
import { audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { moveOnMerge } from '../ledger/ledger'
import { newestFirst } from '../paging'
import { householdById, householdLabels } from '../people/households'
import { fullNames } from '../people/people'
import { asPerson } from '../people/sessions'
import { shopsById, takenRow } from './present'
import { moveRedemption } from './redeeming'
import { Redemptions, type DisputeRecord, type RedemptionRecord } from './rewards.model'
import { isOwn, requireMyShop } from './shop'

type Disputed = RedemptionRecord & { dispute: DisputeRecord }
const isDisputed = (redemption: RedemptionRecord): redemption is Disputed => redemption.dispute !== undefined

/** Disputes about a shop's captures, without the person and without their words. */
export async function listShopDisputes(
  actor: Actor,
  input: ParsedOf<typeof rewardsShop.disputes>,
): Promise<OutputOf<typeof rewardsShop.disputes>> {
  await requireMyShop(actor, input.shopId)
  const { rows, next } = await newestFirst(
    Redemptions,
    'capturedAt',
    { shopId: input.shopId, status: { $in: ['disputed', 'upheld', 'kept'] } },
    input,
  )
  return {
    items: rows.filter(isDisputed).map((each) => ({
      ...takenRow(each),
      reasonText: disputeTexts[each.dispute.reason],
      disputedAt: each.dispute.at.toISOString(),
      shopAnswer: each.dispute.shopAnswer ?? null,
      decisionReason: each.dispute.decisionReason ?? null,
      canAnswer: each.status === 'disputed',
    })),
    next,
  }
}

/** @throws DomainError NOT_FOUND, WRONG_STATE */
export async function answerDispute(
  actor: Actor,
  { shopId, id, answer }: ParsedOf<typeof rewardsShop.answerDispute>,
): Promise<{ id: string; shopAnswer: string }> {
  await requireMyShop(actor, shopId)
  const redemption = await Redemptions.findById(id).lean<RedemptionRecord>()
  if (redemption?.shopId !== shopId || !redemption.dispute) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    const set = { 'dispute.shopAnswer': answer, 'dispute.shopAnsweredBy': asPerson(actor).personId }
    const { matched } = await tx.on(Redemptions).updateOne({ _id: id, shopId, status: 'disputed' }, {
      $set: set,
      $inc: { version: 1 },
    } as UpdateQuery<RedemptionRecord>)
    if (matched === 0) throw new DomainError('WRONG_STATE')
    return { id, shopAnswer: answer }
  })
}

type Row = OutputOf<typeof rewardsOffice.decideDispute>

async function presentRows(actor: Actor, redemptions: readonly RedemptionRecord[]): Promise<Row[]> {
  const shops = await shopsById(redemptions.map((each) => each.shopId))
  const labels = await householdLabels(redemptions.flatMap((each) => (each.householdId ? [each.householdId] : [])))
  const names = await fullNames(
    redemptions.flatMap((each) =>
      [each.capturedBy, each.dispute?.enteredBy, each.dispute?.decidedBy].filter(
        (id): id is string => id !== undefined,
      ),
    ),
  )
  return redemptions.filter(isDisputed).map(({ dispute, ...each }) => ({
    redemptionId: each._id,
    goodName: each.goodName,
    quantity: each.quantity,
    points: each.points,
    shopId: each.shopId,
    shopName: shops.get(each.shopId)?.name ?? '',
    householdLabel: each.householdId ? (labels.get(each.householdId) ?? '') : '居民个人',
    reason: dispute.reason,
    reasonText: disputeTexts[dispute.reason],
    note: dispute.note,
    fileIds: dispute.fileIds,
    at: dispute.at.toISOString(),
    capturedAt: (each.capturedAt ?? each.createdAt).toISOString(),
    capturedBy: names.get(each.capturedBy ?? '') ?? '',
    enteredBy: dispute.enteredBy ? (names.get(dispute.enteredBy) ?? '') : null,
    shopAnswer: dispute.shopAnswer ?? null,
    status: each.status,
    decidedAt: dispute.decidedAt?.toISOString() ?? null,
    decidedBy: dispute.decidedBy ? (names.get(dispute.decidedBy) ?? '') : null,
    decisionReason: dispute.decisionReason ?? null,
    canDecide: each.status === 'disputed' && holdsRole(actor, rewardKeepers, each.placePath),
  }))
}

export async function listDisputes(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.disputes>,
): Promise<OutputOf<typeof rewardsOffice.disputes>> {
  const status = input.status ?? { $in: ['disputed', 'upheld', 'kept'] as const }
  const { rows, next } = await newestFirst(
    Redemptions,
    'createdAt',
    {
      placePath: { $in: scopeOf(actor, rewardReaders) },
      status,
      ...(input.shopId ? { shopId: input.shopId } : {}),
    } as object,
    input,
  )
  await auditRead(actor, {
    action: 'rewards.readDisputes',
    subject: 'rewards/disputes',
    details: { count: rows.length },
  })
  return { items: await presentRows(actor, rows), next }
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, REWARD_SECOND_PERSON */
export async function decideDispute(
  actor: Actor,
  { id, decision, reason, restock }: ParsedOf<typeof rewardsOffice.decideDispute>,
): Promise<Row> {
  const redemption = await Redemptions.findById(id).lean<RedemptionRecord>()
  if (!redemption?.dispute || !holdsRole(actor, rewardKeepers, redemption.placePath)) throw new DomainError('NOT_FOUND')
  const { personId } = asPerson(actor)
  const first = [redemption.capturedBy, redemption.dispute.enteredBy, redemption.enteredBy].includes(personId)
  if (first || (await isOwn(actor, redemption))) throw new DomainError('REWARD_SECOND_PERSON')
  const { dispute } = redemption
  return transaction(async (tx) => {
    const after = await moveRedemption(tx, id, decision === 'upheld' ? 'uphold' : 'keep', {
      actor,
      relations: ['keeper'],
      text: decision === 'upheld' ? `异议成立:${reason}` : `异议不成立:${reason}`,
      restock,
      set: { dispute: { ...dispute, decision, decidedAt: now(), decidedBy: personId, decisionReason: reason } },
    })
    if (decision === 'upheld') await followMerger(tx, after)
    await audit(tx, actor, {
      action: 'rewards.decideDispute',
      subject: `rewards/${id}`,
      placePath: redemption.placePath,
      reason,
      details: { decision, restock, points: redemption.points },
    })
    const [row] = await presentRows(actor, [after])
    if (!row) throw new Error('one dispute in, none out')
    return row
  })
}

/** Points that come back to a household which was merged meanwhile go on to the one that stays. */
async function followMerger(
  tx: Parameters<Parameters<typeof transaction>[0]>[0],
  { account }: RedemptionRecord,
): Promise<void> {
  if (!account.startsWith('household:')) return
  const from = await householdById(account.slice('household:'.length), tx)
  if (from?.mergedInto) await moveOnMerge(tx, from._id, from.mergedInto)
}

/**
 * Written down by a worker for someone without a phone. @throws DomainError NOT_FOUND, WRONG_STATE,
 * REWARD_DISPUTE_CLOSED
 */
export async function disputeAtDesk(
  actor: Actor,
  input: ParsedOf<typeof rewardsDesk.dispute>,
): Promise<RedemptionRecord> {
  const redemption = await Redemptions.findById(input.id).lean<RedemptionRecord>()
  if (!redemption || !holdsRole(actor, rewardDesks, redemption.placePath)) throw new DomainError('NOT_FOUND')
  const { personId } = asPerson(actor)
  return transaction(async (tx) => {
    const dispute: DisputeRecord = {
      reason: input.reason,
      note: input.note,
      fileIds: [],
      at: now(),
      by: redemption.personId ?? personId,
      enteredBy: personId,
      how: input.how,
    }
    const after = await moveRedemption(tx, input.id, 'dispute', {
      actor,
      relations: ['desk'],
      text: '社区工作者代为提出异议',
      set: { dispute },
    })
    await audit(tx, actor, {
      action: 'rewards.disputeAtDesk',
      subject: `rewards/${input.id}`,
      placePath: redemption.placePath,
      details: { how: input.how, reason: input.reason, status: statusTexts[after.status] },
    })
    return after
  })
}
