// Redeeming points, the shop's side. A shop sees goods and codes, never who stands behind one.
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import { Fen, Points } from '../units'
import { line, pageInput, pageOf, route } from '../contract'
import * as z from '../z'
import {
  CaptureWay,
  CodeText,
  GoodKind,
  RedemptionStatus,
  Settlement,
  SettlementId,
  ShopBrief,
  StockRow,
  TakenRow,
} from './schemas'

const merchant = ['merchant'] as const

/** What a shop needs before it hands something over. */
export const LookedAt = z.object({
  redemptionId: Id,
  goodName: z.string(),
  kind: GoodKind,
  kindName: z.string(),
  photoFileId: Id.nullable(),
  quantity: z.int(),
  points: Points,
  status: RedemptionStatus,
  statusText: z.string(),
  /** False with the sentence why (used, cancelled, of another shop …). */
  canTake: z.boolean(),
  text: z.string(),
  lapsesAt: Instant,
})
export const Captured = z.object({
  redemptionId: Id,
  goodName: z.string(),
  quantity: z.int(),
  points: Points,
  capturedAt: Instant,
  way: CaptureWay,
  text: z.string(),
  /** Of this good at this shop afterwards. */
  left: z.int(),
})
export type Captured = z.infer<typeof Captured>

/** A code that a shop took in without a network. */
export const OfflineRow = z.strictObject({ id: Id, code: CodeText, takenAt: Instant })
export type OfflineRow = z.infer<typeof OfflineRow>

export const rewardsShop = {
  mine: route({
    method: 'GET',
    path: '/api/rewards/shops/mine',
    may: merchant,
    input: z.strictObject({}),
    output: z.object({
      items: z.array(ShopBrief.extend({ status: z.enum(['open', 'paused', 'ended']), takesOffline: z.boolean() })),
    }),
    summary: '我的兑换点',
  }),
  look: route({
    method: 'POST',
    path: '/api/rewards/shops/:shopId/look',
    may: merchant,
    keyed: false,
    input: z.strictObject({ shopId: Id, code: CodeText }),
    output: LookedAt,
    errors: ['NOT_FOUND', 'REWARD_CODE_UNKNOWN', 'REWARD_CODE_EXPIRED', 'REWARD_OTHER_SHOP', 'REWARD_CODE_BRAKED'],
    limit: { count: 600, seconds: 600 },
    summary: '收码之前先看是什么',
  }),
  capture: route({
    method: 'POST',
    path: '/api/rewards/shops/:shopId/captures',
    may: merchant,
    input: z.strictObject({ shopId: Id, code: CodeText }),
    output: Captured,
    errors: [
      'NOT_FOUND',
      'REWARD_CODE_UNKNOWN',
      'REWARD_CODE_EXPIRED',
      'REWARD_CODE_USED',
      'REWARD_CODE_ENDED',
      'REWARD_OTHER_SHOP',
      'REWARD_CODE_BRAKED',
      'REWARD_OWN_REDEMPTION',
      'REWARD_SHOP_CLOSED',
    ],
    limit: { count: 600, seconds: 600 },
    summary: '核销一个兑换码（一码只能用一次）',
  }),
  today: route({
    method: 'GET',
    path: '/api/rewards/shops/:shopId/today',
    may: merchant,
    input: z.strictObject({ shopId: Id, day: Day.optional() }),
    output: z.object({ day: Day, count: z.int(), pieces: z.int(), points: Points, items: z.array(TakenRow) }),
    errors: ['NOT_FOUND'],
    summary: '今天核销的',
  }),
  statement: route({
    method: 'GET',
    path: '/api/rewards/shops/:shopId/statement',
    may: merchant,
    input: z.strictObject({ ...pageInput, shopId: Id, month: Month }),
    output: pageOf(TakenRow).extend({
      month: Month,
      pieces: z.int(),
      points: Points,
      fen: Fen,
      reversedPieces: z.int(),
      byGood: z.array(z.object({ goodId: Id, goodName: z.string(), pieces: z.int(), points: Points, fen: Fen })),
    }),
    errors: ['NOT_FOUND'],
    summary: '一个月的对账单',
  }),
  stock: route({
    method: 'GET',
    path: '/api/rewards/shops/:shopId/stock',
    may: merchant,
    input: z.strictObject({ shopId: Id }),
    output: z.object({ items: z.array(StockRow) }),
    errors: ['NOT_FOUND'],
    summary: '本店库存',
  }),
  settlements: route({
    method: 'GET',
    path: '/api/rewards/shops/:shopId/settlements',
    may: merchant,
    input: z.strictObject({ ...pageInput, shopId: Id }),
    output: pageOf(Settlement),
    errors: ['NOT_FOUND'],
    summary: '本店的月结单',
  }),
  confirmSettlement: route({
    method: 'POST',
    path: '/api/rewards/settlements/:id/confirm',
    may: merchant,
    input: z.strictObject({ id: SettlementId, version: z.int() }),
    output: Settlement,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE'],
    summary: '兑换点确认月结单',
  }),
  objectSettlement: route({
    method: 'POST',
    path: '/api/rewards/settlements/:id/objection',
    may: merchant,
    input: z.strictObject({ id: SettlementId, version: z.int(), note: line(200, 1) }),
    output: Settlement,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE'],
    summary: '兑换点对月结单有异议',
  }),
  disputes: route({
    method: 'GET',
    path: '/api/rewards/shops/:shopId/disputes',
    may: merchant,
    input: z.strictObject({ ...pageInput, shopId: Id }),
    output: pageOf(
      TakenRow.extend({
        reasonText: z.string(),
        disputedAt: Instant,
        shopAnswer: z.string().nullable(),
        decisionReason: z.string().nullable(),
        canAnswer: z.boolean(),
      }),
    ),
    errors: ['NOT_FOUND'],
    summary: '居民对本店核销的异议（不含居民信息）',
  }),
  answerDispute: route({
    method: 'POST',
    path: '/api/rewards/shops/:shopId/disputes/:id',
    may: merchant,
    input: z.strictObject({ shopId: Id, id: Id, answer: line(200, 1) }),
    output: z.object({ id: Id, shopAnswer: z.string() }),
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '兑换点说明情况',
  }),
  offlineList: route({
    method: 'GET',
    path: '/api/rewards/shops/:shopId/offline-codes',
    may: merchant,
    input: z.strictObject({ shopId: Id }),
    output: z.object({
      asOf: Instant,
      until: Instant,
      /**
       * SHA-256 (base64url) of the whole QR text of each code good today: without network a phone takes only what is in
       * this list.
       */
      items: z.array(z.object({ digest: z.string(), goodName: z.string(), quantity: z.int(), points: Points })),
    }),
    errors: ['NOT_FOUND', 'REWARD_OFFLINE_NOT_HERE'],
    summary: '今天已预发的断网码（先下载，断网时核对）',
  }),
  sendOffline: route({
    method: 'POST',
    path: '/api/rewards/shops/:shopId/offline-codes',
    may: merchant,
    keyed: false,
    /** `rows`: each an OfflineRow, read one by one: one that can't be read is refused and keeps none of the others. */
    input: z.strictObject({
      shopId: Id,
      rows: z
        .array(z.object({ id: Id }).loose())
        .min(1)
        .max(200),
    }),
    /**
     * `captured` now, `had`: by this very row before; else refused with the sentence to show. Sending again is
     * harmless.
     */
    output: z.object({
      results: z.array(
        z.object({
          id: Id,
          result: z.enum(['captured', 'had', 'refused']),
          code: z.string().nullable(),
          text: z.string(),
          goodName: z.string().nullable(),
          points: Points.nullable(),
        }),
      ),
    }),
    errors: ['NOT_FOUND', 'REWARD_CODE_BRAKED'],
    limit: { count: 60, seconds: 600 },
    summary: '补传断网时收下的码（逐条答复）',
  }),
} as const
