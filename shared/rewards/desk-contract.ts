// Redeeming points at the community desk, with card, PIN and paper. Whoever acts for a person is named.
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import { Points } from '../units'
import { line, route, text } from '../contract'
import * as z from '../z'
import { rewardDesks } from './roles'
import { DisputeReason, GoodDetail, Pin, Quantity, RedemptionStatus, ShopBrief } from './schemas'

/** The household card's code, scanned or typed. */
const CardCode = line(200, 6)

/** One A4 page: what the printed receipt says. */
export const Receipt = z.object({
  title: z.string(),
  number: z.string(),
  redemptionId: Id,
  householdLabel: z.string(),
  goodName: z.string(),
  quantity: z.int(),
  points: Points,
  shopName: z.string(),
  at: Instant,
  handledBy: z.string(),
  statusText: z.string(),
  availableAfter: Points,
  howToDispute: z.string(),
  hotline: z.string(),
})

export const DeskRedemption = z.object({
  id: Id,
  createdAt: Instant,
  goodName: z.string(),
  quantity: z.int(),
  points: Points,
  shopName: z.string(),
  householdLabel: z.string(),
  status: RedemptionStatus,
  statusText: z.string(),
  handledBy: z.string().nullable(),
  reasonText: z.string().nullable(),
  disputedAt: Instant.nullable(),
})

export const Statement = z.object({
  title: z.string(),
  householdLabel: z.string(),
  month: Month,
  available: Points,
  held: Points,
  expiring: z.object({ points: Points, on: Day }).nullable(),
  redeemed: Points,
  rows: z.array(DeskRedemption),
  printedBy: z.string(),
  printedAt: Instant,
  hotline: z.string(),
  howToContest: z.string(),
  /** Whom it can be printed for besides the holder of the card; `since` they belong to the household. */
  members: z.array(z.object({ personId: Id, name: z.string(), since: Day })),
  /** Printed for a member: it begins on the day they joined. Null: for the card, from the beginning. */
  since: Day.nullable(),
})
export type Statement = z.infer<typeof Statement>

/** At the desk: card and PIN instead of a phone. */
export const rewardsDesk = {
  card: route({
    method: 'POST',
    path: '/api/desk/rewards/card',
    may: rewardDesks,
    keyed: false,
    input: z.strictObject({ code: CardCode }),
    output: z.object({
      householdId: Id,
      label: z.string(),
      available: Points,
      hasPin: z.boolean(),
      pinLocked: z.boolean(),
      desks: z.array(ShopBrief),
      recent: z.array(DeskRedemption),
    }),
    errors: ['HOUSEHOLD_CODE_UNKNOWN', 'HOUSEHOLD_CODE_REVOKED'],
    limit: { count: 120, seconds: 600 },
    summary: '看一张住户卡：可用积分、是否设了密码（查看留痕）',
  }),
  goodsAt: route({
    method: 'GET',
    path: '/api/desk/rewards/shops/:shopId/goods',
    may: rewardDesks,
    input: z.strictObject({ shopId: Id, householdId: Id }),
    output: z.object({ items: z.array(GoodDetail) }),
    errors: ['NOT_FOUND'],
    summary: '服务台有货、这一户能兑的物品',
  }),
  setPin: route({
    method: 'POST',
    path: '/api/desk/rewards/pin',
    may: rewardDesks,
    keyed: false,
    /** `how`: how the worker made sure who is standing there. */
    input: z.strictObject({ code: CardCode, pin: Pin, how: z.enum(['idCard', 'known', 'homeVisit']) }),
    output: z.object({ householdId: Id, setAt: Instant }),
    errors: [
      'HOUSEHOLD_CODE_UNKNOWN',
      'HOUSEHOLD_CODE_REVOKED',
      'HOUSEHOLD_CODE_IS_LABEL',
      'REWARD_PIN_WEAK',
      'DECIDES_OWN_CASE',
    ],
    limit: { count: 60, seconds: 3600 },
    summary: '在服务台设或重设卡密码',
  }),
  redeem: route({
    method: 'POST',
    path: '/api/desk/rewards/redemptions',
    may: rewardDesks,
    input: z.strictObject({
      id: Id,
      code: CardCode,
      pin: Pin,
      goodId: Id,
      shopId: Id,
      quantity: Quantity,
      points: z.int().min(1).max(20_000_000),
    }),
    output: Receipt,
    errors: [
      'REWARD_PIN_SET_TODAY',
      'HOUSEHOLD_CODE_IS_LABEL',
      'HOUSEHOLD_CODE_UNKNOWN',
      'HOUSEHOLD_CODE_REVOKED',
      'REWARD_PIN_WRONG',
      'REWARD_PIN_BRAKED',
      'REWARD_PIN_NOT_SET',
      'REWARD_NOT_A_DESK',
      'REWARDS_OFF',
      'REWARD_NOT_OPEN',
      'REWARD_NOT_ELIGIBLE',
      'REWARD_SOLD_OUT',
      'REWARD_LIMIT_REACHED',
      'REWARD_PRICE_CHANGED',
      'REWARD_SHOP_CLOSED',
      'REWARD_OWN_REDEMPTION',
      'LEDGER_INSUFFICIENT',
      'NOT_FOUND',
    ],
    summary: '凭卡和密码当面兑换，经办人留名',
  }),
  receipt: route({
    method: 'GET',
    path: '/api/desk/rewards/redemptions/:id/receipt',
    may: rewardDesks,
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'PAPER_GLYPH_MISSING'],
    summary: '兑换凭据（打印，留痕）',
  }),
  statement: route({
    method: 'GET',
    path: '/api/desk/rewards/households/:householdId/statement',
    may: rewardDesks,
    input: z.strictObject({ householdId: Id, month: Month, personId: Id.optional() }),
    output: Statement,
    errors: ['NOT_FOUND'],
    summary: '住户兑换对账单（查看留痕）；给某个成员的，只有其加入以后的',
  }),
  statementPaper: route({
    method: 'GET',
    path: '/api/desk/rewards/households/:householdId/statement-paper',
    may: rewardDesks,
    input: z.strictObject({ householdId: Id, month: Month, personId: Id.optional() }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'PAPER_GLYPH_MISSING'],
    summary: '住户兑换对账单（打印，留痕）；给某个成员的，只有其加入以后的',
  }),
  dispute: route({
    method: 'POST',
    path: '/api/desk/rewards/redemptions/:id/dispute',
    may: rewardDesks,
    input: z.strictObject({ id: Id, reason: DisputeReason, note: text(200), how: z.enum(['paper', 'spoken']) }),
    output: DeskRedemption,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'REWARD_DISPUTE_CLOSED'],
    summary: '代居民提出异议，经办人留名',
  }),
} as const
