// Redeeming points, the resident's side: catalogue, redemption with its code, dispute, and the roll of honour.
import { Id } from '../ids'
import { Instant, Month } from '../time'
import { CarbonGrams, Points } from '../units'
import { line, pageInput, pageOf, route, text } from '../contract'
import * as z from '../z'
import {
  DisputeReason,
  GoodCard,
  GoodDetail,
  GoodKind,
  Quantity,
  Redemption,
  RedemptionRow,
  RedemptionStatus,
} from './schemas'

export const rewards = {
  catalogue: route({
    method: 'GET',
    path: '/api/rewards/goods',
    may: 'anyone',
    /** Without a place: that of the signed-in person's first household, else the whole city. */
    input: z.strictObject({ ...pageInput, placeId: Id.optional(), kind: GoodKind.optional(), shopId: Id.optional() }),
    output: pageOf(GoodCard).extend({
      kinds: z.array(z.object({ kind: GoodKind, name: z.string() })),
      /** Why nothing can be redeemed here, or null. */ closed: z.string().nullable(),
    }),
    summary: '可兑换的物品',
  }),
  good: route({
    method: 'GET',
    path: '/api/rewards/goods/:id',
    may: 'anyone',
    input: z.strictObject({ id: Id, placeId: Id.optional() }),
    output: GoodDetail,
    errors: ['NOT_FOUND'],
    summary: '一件兑换品和有货的兑换点',
  }),
  payers: route({
    method: 'GET',
    path: '/api/rewards/payers',
    may: 'signedIn',
    input: z.strictObject({}),
    output: z.object({
      /** Accounts one may redeem from; the usual one first. `householdId` goes into `redeem`, null for one's own. */
      items: z.array(
        z.object({ householdId: Id.nullable(), label: z.string(), available: Points, asProxy: z.boolean() }),
      ),
    }),
    summary: '可以从谁的积分里兑换',
  }),
  redeem: route({
    method: 'POST',
    path: '/api/rewards/redemptions',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      goodId: Id,
      shopId: Id,
      quantity: Quantity,
      /** What the screen showed for all pieces; another price answers REWARD_PRICE_CHANGED. */
      points: z.int().min(1).max(20_000_000),
      /** Null: one's own account; else a household one belongs to or acts for. */
      householdId: Id.nullable(),
    }),
    output: Redemption,
    errors: [
      'REWARDS_OFF',
      'REWARD_NOT_OPEN',
      'REWARD_NOT_ELIGIBLE',
      'REWARD_SOLD_OUT',
      'REWARD_LIMIT_REACHED',
      'REWARD_PRICE_CHANGED',
      'REWARD_NOT_YOURS',
      'REWARD_SHOP_CLOSED',
      'LEDGER_INSUFFICIENT',
      'NOT_FOUND',
    ],
    limit: { count: 60, seconds: 3600 },
    summary: '兑换：积分和库存同时留住',
  }),
  mine: route({
    method: 'GET',
    path: '/api/rewards/redemptions',
    may: 'signedIn',
    input: z.strictObject({ ...pageInput, status: RedemptionStatus.optional() }),
    output: pageOf(RedemptionRow),
    summary: '我的兑换，新的在前',
  }),
  show: route({
    method: 'GET',
    path: '/api/rewards/redemptions/:id',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: Redemption,
    errors: ['NOT_FOUND'],
    summary: '一次兑换',
  }),
  code: route({
    method: 'GET',
    path: '/api/rewards/redemptions/:id/code',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.object({
      /** Text of the QR; good until `qrUntil`, ask again before. */
      qr: z.string(),
      qrUntil: Instant,
      refreshSeconds: z.int(),
      /** "7K2M-9QXA-4T": typed by the shop when scanning fails; good while the redemption is held. */
      typed: z.string(),
    }),
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '出示兑换码（五分钟一换）',
  }),
  offlineCode: route({
    method: 'POST',
    path: '/api/rewards/redemptions/:id/offline-code',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    /**
     * Good until that day's end, at this shop only; while it is out the redemption can't be cancelled. Asking again
     * answers the same code.
     */
    output: z.object({ qr: z.string(), until: Instant, note: z.string() }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'REWARD_OFFLINE_NOT_HERE'],
    summary: '预先取出断网也能用的码',
  }),
  cancel: route({
    method: 'POST',
    path: '/api/rewards/redemptions/:id/cancel',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: Redemption,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'REWARD_OFFLINE_OUT'],
    summary: '取消：积分回到原来的批次，库存放回',
  }),
  dispute: route({
    method: 'POST',
    path: '/api/rewards/redemptions/:id/dispute',
    may: 'signedIn',
    input: z.strictObject({ id: Id, reason: DisputeReason, note: text(200), fileIds: z.array(Id).max(3) }),
    output: Redemption,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'REWARD_DISPUTE_CLOSED'],
    summary: '对已核销的兑换提出异议（没拿到、有问题）',
  }),
  honours: route({
    method: 'GET',
    path: '/api/rewards/honours',
    may: 'anyone',
    input: z.strictObject({ placeId: Id.optional() }),
    output: z.object({
      asOf: Instant.nullable(),
      month: Month.nullable(),
      note: z.string(),
      /** In the order of the points given to their fund, then of the effect; no points are lost by not being here. */
      compounds: z.array(
        z.object({ placeId: Id, name: z.string(), pointsGiven: Points, carbonGrams: CarbonGrams, text: z.string() }),
      ),
      /** Only by their own wish, by nickname, in alphabetical order: unranked, without any figure. */
      people: z.array(z.object({ nickname: z.string(), placeName: z.string() })),
    }),
    summary: '荣誉榜（公开）：小区按捐给公益金的积分和成效，个人仅限自愿、不排名',
  }),
  myHonour: route({
    method: 'GET',
    path: '/api/rewards/honours/mine',
    may: 'signedIn',
    input: z.strictObject({}),
    output: z.object({
      on: z.boolean(),
      nickname: z.string(),
      status: z.enum(['off', 'waiting', 'shown', 'refused']),
      statusText: z.string(),
    }),
    summary: '我是否上荣誉榜',
  }),
  setHonour: route({
    method: 'PUT',
    path: '/api/rewards/honours/mine',
    may: 'signedIn',
    input: z.strictObject({ on: z.boolean(), nickname: line(12) }),
    output: z.object({
      on: z.boolean(),
      nickname: z.string(),
      status: z.enum(['off', 'waiting', 'shown', 'refused']),
      statusText: z.string(),
    }),
    errors: ['INPUT_INVALID'],
    summary: '上或不上荣誉榜：只显示昵称，审核后可见，随时可关',
  }),
} as const
