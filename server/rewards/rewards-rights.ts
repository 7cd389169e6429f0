// A person's rights in redemptions: a copy, and erasure; what moves when a duplicate household is merged; who may see
// photos; the feature's part of the data-quality page. Captured redemptions stay for the shop's settlement, without the
// person.
import { holdsRole, type Actor } from '@shared/actors'
import { accountFor } from '@shared/ledger/accounts'
import { rewardReaders } from '@shared/rewards/roles'
import { statusTexts } from '@shared/rewards/machine'
import type { UpdateQuery } from 'mongoose'
import type { Tx } from '../db'
import type { QualityCheck } from '../feature'
import { forgetAnswersLater } from '../http/idempotency'
import { balanceOf, moveOnMerge, releasePoints } from '../ledger/ledger'
import { isStillIn } from '../people/belonging'
import { householdById } from '../people/households'
import { now } from '../clock'
import { relationsOf } from './present'
import { goodsText, holdForRedemption, moveRedemption } from './redeeming'
import {
  Goods,
  Guesses,
  Quotas,
  Redemptions,
  Shops,
  Stocks,
  type GoodRecord,
  type RedemptionRecord,
} from './rewards.model'
import { Flags, Honours, type HonourRecord } from './settlements.model'

/** From the points of a household they have left: what they redeemed, without what became of it since. */
const exportOf = (each: RedemptionRecord, isIn: boolean) => ({
  id: each._id,
  goods: goodsText(each),
  points: each.points,
  createdAt: each.createdAt.toISOString(),
  ...(isIn
    ? {
        status: statusTexts[each.status],
        endedAt: each.endedAt?.toISOString() ?? null,
        dispute: each.dispute
          ? {
              reason: each.dispute.reason,
              note: each.dispute.note,
              at: each.dispute.at.toISOString(),
              decision: each.dispute.decision ?? null,
            }
          : null,
      }
    : {}),
})

export async function exportRewards(personId: string): Promise<unknown> {
  const own = await Redemptions.find({ personId }).sort({ createdAt: 1 }).limit(5000).lean<RedemptionRecord[]>()
  const honour = await Honours.findById(personId).lean<HonourRecord>()
  const households = new Set<string>()
  for (const householdId of new Set(own.flatMap((each) => each.householdId ?? [])))
    if (await isStillIn(personId, householdId)) households.add(householdId)
  return {
    redemptions: own.map((each) => exportOf(each, !each.householdId || households.has(each.householdId))),
    honour: honour ? { on: honour.on, nickname: honour.nickname } : null,
  }
}

/**
 * Held redemptions give points and stock back; what is over stays without the person; their place on the roll of honour
 * goes.
 */
export async function eraseRewards(tx: Tx, personId: string): Promise<void> {
  const redemptions = await tx.on(Redemptions).find({ personId })
  await forgetAnswersLater(
    tx,
    'rewards',
    redemptions.map((redemption) => redemption._id),
  )
  for (const redemption of redemptions) {
    if (redemption.status === 'held') {
      // as a lapse ahead of its time: an offline code that is still out is no reason to keep somebody's data
      await tx.on(Redemptions).updateOne({ _id: redemption._id }, { $set: { lapsesAt: now() } })
      await moveRedemption(tx, redemption._id, 'lapse', {
        actor: { kind: 'system', name: 'erasure' },
        relations: ['system'],
        text: '账号已注销，兑换退回',
      })
    }
    await tx.on(Redemptions).updateOne({ _id: redemption._id }, {
      $unset: { personId: 1 },
      $set: {
        viewers: redemption.viewers.filter((viewer) => viewer !== `person:${personId}`),
        history: [],
        ...(redemption.dispute ? { dispute: { ...redemption.dispute, note: '', fileIds: [], by: 'erased' } } : {}),
      },
    } as UpdateQuery<RedemptionRecord>)
  }
  await tx.on(Honours).deleteOne({ _id: personId })
  await tx.on(Guesses).deleteOne({ _id: `person:${personId}` })
  await tx.on(Shops).updateMany({ memberIds: personId }, { $pull: { memberIds: personId } } as object)
}

/**
 * Held points of a merged household are released, follow the rest to the one that stays, and are held there again;
 * quotas of the month add up; the merged card's PIN ends. Runs after the ledger's own move.
 */
export async function mergeRewards(tx: Tx, fromHouseholdId: string, intoHouseholdId: string): Promise<void> {
  const from = accountFor({ householdId: fromHouseholdId })
  const account = accountFor({ householdId: intoHouseholdId })
  const actor = { kind: 'system', name: 'merge' } as const
  // what is released pays a debt first, and nothing would be left to hold again: such a hold stays as it is beside the
  // debt, and its points follow when it ends (redeeming.ts)
  const owes = ((await balanceOf(account, tx.session))?.debt ?? 0) > 0
  const held = (await tx.on(Redemptions).find({ householdId: fromHouseholdId })).filter(
    (each) => each.status === 'held' && each.account === from && !owes,
  )
  const into = await householdById(intoHouseholdId, tx)
  const at = now()
  for (const each of held)
    await releasePoints(tx, each.holdEntryId, {
      by: 'system:merge',
      at,
      why: { template: 'rewards.voided', params: { goods: goodsText(each) } },
    })
  if (held.length > 0) await moveOnMerge(tx, fromHouseholdId, intoHouseholdId)
  for (const each of held) {
    const { entryId } = await holdForRedemption(tx, actor, {
      id: each._id,
      account,
      points: each.points,
      at,
      placePath: into?.placePath ?? each.placePath,
      goods: goodsText(each),
      shopName: '',
      again: each.version,
    })
    await tx.on(Redemptions).updateOne({ _id: each._id }, {
      $set: { holdEntryId: entryId, account },
      $inc: { version: 1 },
    } as UpdateQuery<RedemptionRecord>)
  }
  for (const each of await tx.on(Redemptions).find({ householdId: fromHouseholdId })) {
    const viewers = each.viewers.map((viewer) =>
      viewer === `household:${fromHouseholdId}` ? `household:${intoHouseholdId}` : viewer,
    )
    await tx.on(Redemptions).updateOne(
      { _id: each._id },
      {
        $set: {
          householdId: intoHouseholdId,
          viewers,
          quotaIds: each.quotaIds.map((id) =>
            id.replace(`household:${fromHouseholdId}:`, `household:${intoHouseholdId}:`),
          ),
        },
      },
    )
  }
  await mergeQuotas(tx, `household:${fromHouseholdId}`, `household:${intoHouseholdId}`)
  await tx.on(Flags).updateMany({ householdId: fromHouseholdId }, { $set: { householdId: intoHouseholdId } })
}

async function mergeQuotas(tx: Tx, from: string, into: string): Promise<void> {
  for (const quota of await tx.on(Quotas).find({ _id: { $gte: `${from}:`, $lt: `${from};` } })) {
    await tx
      .on(Quotas)
      .updateOne(
        { _id: `${into}${quota._id.slice(from.length)}` },
        { $inc: { used: quota.used }, $setOnInsert: { endsAt: quota.endsAt } },
        { upsert: true },
      )
    await tx.on(Quotas).deleteOne({ _id: quota._id })
  }
}

/**
 * The picture that a good is shown with is public; an earlier one and photos of a dispute are for its people and for
 * staff of the place.
 */
export async function mayReadRewardFile(actor: Actor, subjectId: string, fileId: string): Promise<boolean> {
  const good = await Goods.findById(subjectId).lean<GoodRecord>()
  if (good?.photoFileId === fileId) return true
  if (good && holdsRole(actor, rewardReaders, good.placePath)) return true
  const redemption = await Redemptions.findById(subjectId).lean<RedemptionRecord>()
  if (!redemption) return false
  return (
    (await relationsOf(actor, redemption)).some((relation) => relation === 'self' || relation === 'proxy') ||
    holdsRole(actor, rewardReaders, redemption.placePath)
  )
}

/** Outlets of an organisation that are not closed: it can't end. */
export const shopsOf = (tx: Tx, organisationId: string): Promise<number> =>
  tx.on(Shops).count({ organisationId, status: { $ne: 'ended' } })

/** A shop goes on with the organisation that its own became part of. */
export const moveShops = (tx: Tx, fromId: string, intoId: string): Promise<number> =>
  tx.on(Shops).updateMany({ organisationId: fromId }, { $set: { organisationId: intoId }, $inc: { version: 1 } })

export const rewardChecks: readonly QualityCheck[] = [
  {
    code: 'REWARD_SHOP_WITHOUT_PEOPLE',
    text: '兑换点没有核销人员',
    link: '/shops',
    count: () => Shops.countDocuments({ status: 'open', kind: 'shop', memberIds: { $size: 0 } }).exec(),
  },
  {
    code: 'REWARD_SHOP_WITHOUT_ORGANISATION',
    text: '兑换点没有登记商户单位',
    link: '/shops',
    count: () => Shops.countDocuments({ status: 'open', kind: 'shop', organisationId: null }).exec(),
  },
  {
    code: 'REWARD_GOOD_WITHOUT_STOCK',
    text: '在架兑换品没有库存',
    link: '/goods?tab=stock',
    count: async () => {
      const stocked = await Stocks.distinct('goodId', { left: { $gt: 0 } })
      return Goods.countDocuments({ status: 'open', _id: { $nin: stocked } }).exec()
    },
  },
]
