// How goods, shops and redemptions are shown. A resident sees their redemption whole; shops and lists see the parts
// they need.
import type { Actor } from '@shared/actors'
import {
  allowedTo,
  disputeUntil,
  statusTexts,
  type RedemptionFacts,
  type RedemptionRelation,
} from '@shared/rewards/machine'
import { disputeTexts, kindNames } from '@shared/rewards/rules'
import type { Redemption, RedemptionRow, ShopBrief, TakenRow } from '@shared/rewards/schemas'
import type * as z from '@shared/z'
import { holdsRole } from '@shared/actors'
import { rewardDesks, rewardManagers } from '@shared/rewards/roles'
import { now } from '../clock'
import { standingOf, type Belonging } from '../people/belonging'
import { Goods, Shops, type GoodRecord, type RedemptionRecord, type ShopRecord } from './rewards.model'

export const shopBrief = (shop: ShopRecord): ShopBrief => ({
  id: shop._id,
  name: shop.name,
  kind: shop.kind,
  address: shop.address,
  hours: shop.hours,
  phone: shop.phone,
  lng: shop.lng,
  lat: shop.lat,
})

/** What the table of moves looks at. */
export const factsOf = (
  redemption: RedemptionRecord,
  shop: Pick<ShopRecord, 'takesOffline'> | null,
): RedemptionFacts => ({
  now: now(),
  lapsesAt: redemption.lapsesAt,
  offlineUntil: redemption.offline?.until ?? null,
  capturedAt: redemption.capturedAt ?? null,
  takesOffline: shop?.takesOffline ?? false,
})

/** Whose a redemption is, as people/belonging.ts asks. */
export const belongingOf = ({
  personId,
  householdId,
  createdAt,
}: Pick<RedemptionRecord, 'personId' | 'householdId' | 'createdAt'>): Belonging => ({
  authorId: personId,
  householdId,
  createdAt,
})

/** Who the actor is now to a redemption; a household's belongs to its members and to who acts for it. */
export async function relationsOf(actor: Actor, redemption: RedemptionRecord): Promise<RedemptionRelation[]> {
  if (actor.kind === 'system') return ['system']
  if (actor.kind !== 'person') return []
  const relations: RedemptionRelation[] = []
  const standing = await standingOf(actor, belongingOf(redemption))
  if (standing) relations.push(standing === 'proxy' ? 'proxy' : 'self')
  if (holdsRole(actor, rewardDesks, redemption.placePath)) relations.push('desk')
  if (holdsRole(actor, rewardManagers, redemption.placePath)) relations.push('manager')
  return relations
}

export async function shopsById(ids: readonly string[]): Promise<Map<string, ShopRecord>> {
  const found = await Shops.find({ _id: { $in: [...new Set(ids)] } }).lean<ShopRecord[]>()
  return new Map(found.map((shop) => [shop._id, shop]))
}

const goodsById = async (ids: readonly string[]): Promise<Map<string, GoodRecord>> =>
  new Map((await Goods.find({ _id: { $in: [...new Set(ids)] } }).lean<GoodRecord[]>()).map((good) => [good._id, good]))

export function presentDispute({ dispute }: RedemptionRecord): Redemption['dispute'] {
  if (!dispute) return null
  return {
    reason: dispute.reason,
    reasonText: disputeTexts[dispute.reason],
    note: dispute.note,
    at: dispute.at.toISOString(),
    fileIds: dispute.fileIds,
    shopAnswer: dispute.shopAnswer ?? null,
    decision: dispute.decision ?? null,
    decidedAt: dispute.decidedAt?.toISOString() ?? null,
    decisionReason: dispute.decisionReason ?? null,
  }
}

/** The whole redemption as its people and staff see it. */
export async function presentRedemption(
  actor: Actor,
  redemption: RedemptionRecord,
  relations?: readonly RedemptionRelation[],
): Promise<Redemption> {
  const shop = (await shopsById([redemption.shopId])).get(redemption.shopId)
  const good = (await goodsById([redemption.goodId])).get(redemption.goodId)
  if (!shop) throw new Error('a redemption without its shop')
  return {
    id: redemption._id,
    goodId: redemption.goodId,
    goodName: redemption.goodName,
    kind: redemption.kind,
    kindName: kindNames[redemption.kind],
    quantity: redemption.quantity,
    points: redemption.points,
    status: redemption.status,
    statusText: statusTexts[redemption.status],
    shop: shopBrief(shop),
    howToUse: good?.howToUse ?? '',
    photoFileId: good?.photoFileId ?? null,
    from: redemption.householdId ? 'household' : 'own',
    householdId: redemption.householdId,
    createdAt: redemption.createdAt.toISOString(),
    lapsesAt: redemption.lapsesAt.toISOString(),
    endedAt: redemption.endedAt?.toISOString() ?? null,
    way: redemption.way ?? null,
    offlineUntil: redemption.offline?.until.toISOString() ?? null,
    disputeUntil: redemption.capturedAt ? disputeUntil(redemption.capturedAt).toISOString() : null,
    dispute: presentDispute(redemption),
    entryId: redemption.holdEntryId,
    history: redemption.history.map(({ at, text }) => ({ at: at.toISOString(), text })),
    allowed: allowedTo(
      redemption.status,
      relations ?? (await relationsOf(actor, redemption)),
      factsOf(redemption, shop),
    ),
  }
}

/** Rows of somebody's own list: the viewer is self or proxy to each of them. */
export async function presentRows(redemptions: readonly RedemptionRecord[]): Promise<z.infer<typeof RedemptionRow>[]> {
  const shops = await shopsById(redemptions.map((each) => each.shopId))
  const goods = await goodsById(redemptions.map((each) => each.goodId))
  return redemptions.map((each) => ({
    id: each._id,
    goodName: each.goodName,
    kind: each.kind,
    kindName: kindNames[each.kind],
    quantity: each.quantity,
    points: each.points,
    status: each.status,
    statusText: statusTexts[each.status],
    createdAt: each.createdAt.toISOString(),
    lapsesAt: each.lapsesAt.toISOString(),
    photoFileId: goods.get(each.goodId)?.photoFileId ?? null,
    allowed: allowedTo(each.status, ['self'], factsOf(each, shops.get(each.shopId) ?? null)),
    shopName: shops.get(each.shopId)?.name ?? '',
  }))
}

/** One line for a shop: what was handed over and when, and nothing about to whom. */
export const takenRow = (each: RedemptionRecord): z.infer<typeof TakenRow> => ({
  id: each._id,
  at: (each.capturedAt ?? each.createdAt).toISOString(),
  goodName: each.goodName,
  quantity: each.quantity,
  points: each.points,
  fen: each.unitFen * each.quantity,
  way: each.way ?? 'qr',
  status: each.status,
  statusText: statusTexts[each.status],
})
