// Disputes about captures: the shop explains, the office decides. Upheld: the capture is reversed and the points are
// back in their lots. Invariants: decided once, with a reason; not by who captured it, redeemed it, explained it for
// the shop or wrote the dispute down (I12).
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { type rewardsDesk } from '@shared/rewards/desk-contract'
import { type rewardsOffice } from '@shared/rewards/office-contract'
import { rewardDesks, rewardManagers, rewardReaders } from '@shared/rewards/roles'
import { statusTexts } from '@shared/rewards/machine'
import { disputeTexts } from '@shared/rewards/rules'
import type { rewardsShop } from '@shared/rewards/shop-contract'
import type { UpdateQuery } from 'mongoose'
import { audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { moveOnMerge } from '../ledger/ledger'
import { readCountedPage, readPage } from '../paging'
import { householdLabels } from '../people/households'
import { fullNames } from '../people/people'
import { settingsOf } from '../places/places'
import { decidable } from '../reviews/reviews-lists'
import { defineReview, type Opening } from '../reviews/reviews'
import { shopsById, takenRow } from './present'
import { linkOf, moveRedemption, toldOf } from './redeeming'
import { Redemptions, type DisputeRecord, type RedemptionRecord } from './rewards.model'
import { requireMyShop } from './shop'

type Disputed = RedemptionRecord & { dispute: DisputeRecord }
const isDisputed = (redemption: RedemptionRecord): redemption is Disputed => redemption.dispute !== undefined

/** Disputes about a shop's captures, without the person and without their words. */
export async function listShopDisputes(
  actor: PersonActor,
  input: ParsedOf<typeof rewardsShop.disputes>,
): Promise<OutputOf<typeof rewardsShop.disputes>> {
  await requireMyShop(actor, input.shopId)
  const { rows, next } = await readPage(
    Redemptions,
    { capturedAt: -1 },
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
  actor: PersonActor,
  { shopId, id, answer }: ParsedOf<typeof rewardsShop.answerDispute>,
): Promise<{ id: string; shopAnswer: string }> {
  await requireMyShop(actor, shopId)
  const redemption = await Redemptions.findById(id).lean<RedemptionRecord>()
  if (redemption?.shopId !== shopId || !redemption.dispute) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    const set = { 'dispute.shopAnswer': answer, 'dispute.shopAnsweredBy': actor.personId }
    const { matched } = await tx.on(Redemptions).updateOne({ _id: id, shopId, status: 'disputed' }, {
      $set: set,
      $inc: { version: 1 },
    } as UpdateQuery<RedemptionRecord>)
    if (matched === 0) throw new DomainError('WRONG_STATE')
    await disputeReview.involve(tx, id, actor.personId)
    return { id, shopAnswer: answer }
  })
}

type Row = OutputOf<typeof rewardsOffice.decideDispute>

async function presentRows(actor: Actor, redemptions: readonly RedemptionRecord[], tx?: Tx): Promise<Row[]> {
  const open = redemptions.filter(({ status }) => status === 'disputed').map(({ _id }) => _id)
  const mine = await decidable(actor, 'rewardDispute', open, tx)
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
    canDecide: mine.has(each._id),
  }))
}

export async function listDisputes(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.disputes>,
): Promise<OutputOf<typeof rewardsOffice.disputes>> {
  const status = input.status ?? { $in: ['disputed', 'upheld', 'kept'] as const }
  const { rows, ...page } = await readCountedPage(
    Redemptions,
    { createdAt: -1 },
    {
      placePath: { $in: scopeOf(actor, rewardReaders) },
      status,
      ...(input.shopId ? { shopId: input.shopId } : {}),
    } as object,
    input,
    20,
  )
  await auditRead(actor, {
    action: 'rewards.readDisputes',
    subject: 'rewards/disputes',
    details: { count: rows.length },
  })
  return { items: await presentRows(actor, rows), ...page }
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export const decideDispute = (
  actor: Actor,
  { id, decision, reason, restock }: ParsedOf<typeof rewardsOffice.decideDispute>,
): Promise<Row> => disputeReview.decide(actor, { subjectId: id, outcome: decision, reason, given: { restock } })

/** Opens the question in the transaction of the dispute. */
export async function openDispute(tx: Tx, actor: Actor, redemption: RedemptionRecord): Promise<void> {
  await disputeReview.open(tx, actor, await openingOf(redemption))
}

/** Who captured it, redeemed it, wrote the dispute down or explained it for the shop does not decide it. */
async function openingOf({ dispute, ...redemption }: RedemptionRecord): Promise<Opening> {
  const { settings } = await settingsOf(redemption.placePath)
  const owner = redemption.account.split(':')
  return {
    subjectId: redemption._id,
    placePath: redemption.placePath,
    headline: `${redemption.goodName} ${redemption.points} 积分，${dispute ? disputeTexts[dispute.reason] : ''}`,
    due: { workingDays: settings.points.contestWorkingDays },
    personId: redemption.personId,
    author: dispute?.by,
    actedBy: [redemption.capturedBy, redemption.enteredBy, dispute?.enteredBy, dispute?.shopAnsweredBy],
    personIds: owner[0] === 'person' ? [owner[1]] : [],
    householdIds: [redemption.householdId, owner[0] === 'household' ? owner[1] : null],
    ...(dispute ? { at: dispute.at } : {}),
  }
}

const disputeReview = defineReview<{ restock: boolean }, Row>({
  name: 'rewardDispute',
  title: '兑换异议',
  verb: '答复',
  deciders: rewardManagers,
  tells: ['subdistrictOfficer'],
  noticeKind: 'contest_decided',
  deskLink: () => '/redemptions?tab=disputes',
  askers: async (tx, { subjectId }) => {
    const redemption = await tx.on(Redemptions).findOne({ _id: subjectId })
    return redemption ? toldOf(tx, redemption) : []
  },
  askerLink: ({ subjectId }) => linkOf(subjectId),
  tellsLate: true,
  isObjection: true,
  freshDecider: true,
  // the move of a redemption tells its people
  answered: () => null,
  apply: async (tx, { actor, outcome, reason, review, given }) => {
    const before = await tx.on(Redemptions).findOne({ _id: review.subjectId })
    if (!before?.dispute) throw new DomainError('WRONG_STATE')
    const decision = outcome === 'upheld' ? ('upheld' as const) : ('kept' as const)
    await moveRedemption(tx, review.subjectId, decision === 'upheld' ? 'uphold' : 'keep', {
      actor,
      relations: ['manager'],
      text: decision === 'upheld' ? `异议成立：${reason}` : `异议不成立：${reason}`,
      restock: given.restock,
      set: {
        dispute: {
          ...before.dispute,
          decision,
          decidedAt: now(),
          decidedBy: actor.personId,
          decisionReason: reason,
        },
      },
    })
    return { details: { decision, restock: given.restock, points: before.points } }
  },
  present: async (tx, actor, { subjectId }) => {
    const after = await tx.on(Redemptions).findOne({ _id: subjectId })
    const [row] = after ? await presentRows(actor, [after], tx) : []
    if (!row) throw new Error('one dispute in, none out')
    return row
  },
  followMerger: moveOnMerge,
  backlog: async (id) => {
    const found = await Redemptions.find({ status: 'disputed', ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<RedemptionRecord[]>()
    return Promise.all(found.map(openingOf))
  },
  audit: { action: 'rewards.decideDispute', subject: ({ subjectId }) => `rewards/${subjectId}` },
})

/**
 * Written down by a worker for someone without a phone. @throws DomainError NOT_FOUND, WRONG_STATE,
 * REWARD_DISPUTE_CLOSED
 */
export async function disputeAtDesk(
  actor: PersonActor,
  input: ParsedOf<typeof rewardsDesk.dispute>,
): Promise<RedemptionRecord> {
  const redemption = await Redemptions.findById(input.id).lean<RedemptionRecord>()
  if (!redemption || !holdsRole(actor, rewardDesks, redemption.placePath)) throw new DomainError('NOT_FOUND')
  const { personId } = actor
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
    await openDispute(tx, actor, after)
    await audit(tx, actor, {
      action: 'rewards.disputeAtDesk',
      subject: `rewards/${input.id}`,
      placePath: redemption.placePath,
      details: { how: input.how, reason: input.reason, status: statusTexts[after.status] },
    })
    return after
  })
}
