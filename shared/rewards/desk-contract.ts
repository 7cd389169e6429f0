// Redeeming points, staff's side: the community desk (card and PIN, paper), and the console (goods, shops, stock, settlements,
// disputes, flags). Whoever acts for a person is named.
import type { Role } from '../actors'
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import { Fen, Points } from '../units'
import { line, pageInput, pageOf, route, text } from '../contract'
import * as z from '../z'
import {
  DisputeReason, GoodDetail, GoodInput, GoodKind, Pin, Quantity, Redemption, RedemptionStatus, Settlement, SettlementId, SettlementStatus, ShopBrief, ShopInput,
  StockRow,
} from './schemas'

/** Who serves people without a phone. */
export const rewardDesks = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
/** Who keeps goods, shops and stock. */
export const rewardKeepers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
export const rewardSigners = ['cityOfficer', 'administrator'] as const satisfies readonly Role[]
export const rewardReaders = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'auditor', 'administrator'] as const satisfies readonly Role[]

/** The household card's code, scanned or typed. */
const CardCode = z.string().trim().min(6).max(200)

/** One A4 page: what the printed receipt says. */
export const Receipt = z.object({
  title: z.string(), number: z.string(), redemptionId: Id, householdLabel: z.string(), goodName: z.string(), quantity: z.int(), points: Points, shopName: z.string(),
  at: Instant, handledBy: z.string(), statusText: z.string(), availableAfter: Points, howToDispute: z.string(), hotline: z.string(),
})

export const DeskRedemption = z.object({
  id: Id, createdAt: Instant, goodName: z.string(), quantity: z.int(), points: Points, shopName: z.string(), householdLabel: z.string(),
  status: RedemptionStatus, statusText: z.string(), handledBy: z.string().nullable(), reasonText: z.string().nullable(), disputedAt: Instant.nullable(),
})

export const DisputeRow = z.object({
  redemptionId: Id, goodName: z.string(), quantity: z.int(), points: Points, shopId: Id, shopName: z.string(), householdLabel: z.string(),
  reason: DisputeReason, reasonText: z.string(), note: z.string(), fileIds: z.array(Id), at: Instant, capturedAt: Instant, capturedBy: z.string(), enteredBy: z.string().nullable(),
  shopAnswer: z.string().nullable(), status: RedemptionStatus, decidedAt: Instant.nullable(), decidedBy: z.string().nullable(), decisionReason: z.string().nullable(),
  canDecide: z.boolean(),
})

export const flagKinds = ['shopBurst', 'householdBurst', 'pairShare'] as const
export const FlagRow = z.object({
  id: z.string(), kind: z.enum(flagKinds), kindText: z.string(), text: z.string(), day: Day, shopId: Id.nullable(), shopName: z.string().nullable(), householdLabel: z.string().nullable(),
  redemptionIds: z.array(Id), count: z.int(), points: Points, status: z.enum(['open', 'cleared', 'confirmed']), note: z.string().nullable(), decidedBy: z.string().nullable(),
})

export const GoodAdmin = GoodInput.extend({
  kindName: z.string(), placeNames: z.array(z.string()), left: z.int(), held: z.int(), takenThisMonth: z.int(), updatedAt: Instant, canChange: z.boolean(),
})
export const ShopAdmin = ShopInput.omit({ reason: true }).extend({
  placeName: z.string(), members: z.array(z.object({ id: Id, name: z.string() })), updatedAt: Instant, canChange: z.boolean(),
})

/** At the desk: card and PIN instead of a phone. */
export const rewardsDesk = {
  card: route({
    method: 'POST', path: '/api/desk/rewards/card', may: rewardDesks, keyed: false, input: z.strictObject({ code: CardCode }),
    output: z.object({
      householdId: Id, label: z.string(), available: Points, hasPin: z.boolean(), pinLocked: z.boolean(),
      desks: z.array(ShopBrief), recent: z.array(DeskRedemption),
    }),
    errors: ['HOUSEHOLD_CODE_UNKNOWN', 'HOUSEHOLD_CODE_REVOKED'], limit: { count: 120, seconds: 600 }, summary: '看一张住户卡:可用积分、是否设了密码(查看留痕)',
  }),
  goodsAt: route({
    method: 'GET', path: '/api/desk/rewards/shops/:shopId/goods', may: rewardDesks, input: z.strictObject({ shopId: Id, householdId: Id }),
    output: z.object({ items: z.array(GoodDetail) }), errors: ['NOT_FOUND'], summary: '服务台有货、这一户能兑的物品',
  }),
  setPin: route({
    method: 'POST', path: '/api/desk/rewards/pin', may: rewardDesks, keyed: false,
    /** `how`: how the worker made sure who is standing there. */
    input: z.strictObject({ code: CardCode, pin: Pin, how: z.enum(['idCard', 'known', 'homeVisit']) }), output: z.object({ householdId: Id, setAt: Instant }),
    errors: ['HOUSEHOLD_CODE_UNKNOWN', 'HOUSEHOLD_CODE_REVOKED', 'REWARD_PIN_WEAK'], limit: { count: 60, seconds: 3600 }, summary: '在服务台设或重设卡密码',
  }),
  redeem: route({
    method: 'POST', path: '/api/desk/rewards/redemptions', may: rewardDesks,
    input: z.strictObject({ id: Id, code: CardCode, pin: Pin, goodId: Id, shopId: Id, quantity: Quantity, points: z.int().min(1).max(20_000_000) }), output: Receipt,
    errors: [
      'HOUSEHOLD_CODE_UNKNOWN', 'HOUSEHOLD_CODE_REVOKED', 'REWARD_PIN_WRONG', 'REWARD_PIN_BRAKED', 'REWARD_PIN_NOT_SET', 'REWARD_NOT_A_DESK', 'REWARDS_OFF',
      'REWARD_NOT_OPEN', 'REWARD_NOT_ELIGIBLE', 'REWARD_SOLD_OUT', 'REWARD_LIMIT_REACHED', 'REWARD_PRICE_CHANGED', 'REWARD_SHOP_CLOSED', 'REWARD_OWN_REDEMPTION',
      'LEDGER_INSUFFICIENT', 'NOT_FOUND',
    ],
    summary: '凭卡和密码当面兑换,经办人留名',
  }),
  receipt: route({
    method: 'GET', path: '/api/desk/rewards/redemptions/:id/receipt', may: rewardDesks, input: z.strictObject({ id: Id }), output: Receipt, errors: ['NOT_FOUND'],
    summary: '打印用的兑换凭据(一页 A4)',
  }),
  statement: route({
    method: 'GET', path: '/api/desk/rewards/households/:householdId/statement', may: rewardDesks, input: z.strictObject({ householdId: Id, month: Month, personId: Id.optional() }),
    output: z.object({
      title: z.string(), householdLabel: z.string(), month: Month, available: Points, held: Points, expiring: z.object({ points: Points, on: Day }).nullable(),
      redeemed: Points, rows: z.array(DeskRedemption), printedBy: z.string(), printedAt: Instant, hotline: z.string(), howToContest: z.string(),
      /** Whom it can be printed for besides the holder of the card; `since` they belong to the household. */
      members: z.array(z.object({ personId: Id, name: z.string(), since: Day })),
      /** Printed for a member: it begins on the day they joined. Null: for the card, from the beginning. */
      since: Day.nullable(),
    }),
    errors: ['NOT_FOUND'], summary: '打印用的住户兑换对账单(一页 A4);为某个成员打印的,只有其加入以后的',
  }),
  dispute: route({
    method: 'POST', path: '/api/desk/rewards/redemptions/:id/dispute', may: rewardDesks,
    input: z.strictObject({ id: Id, reason: DisputeReason, note: text(200), how: z.enum(['paper', 'spoken']) }), output: DeskRedemption,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'REWARD_DISPUTE_CLOSED'], summary: '代居民提出异议,经办人留名',
  }),
} as const

/** The console. */
export const rewardsOffice = {
  goods: route({
    method: 'GET', path: '/api/desk/rewards/goods', may: rewardReaders, input: z.strictObject({ ...pageInput, status: z.enum(['open', 'paused', 'ended']).optional(), kind: GoodKind.optional() }),
    output: pageOf(GoodAdmin), summary: '兑换品管理',
  }),
  saveGood: route({
    method: 'PUT', path: '/api/desk/rewards/goods/:id', may: rewardKeepers, input: GoodInput, output: GoodAdmin, errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'INPUT_INVALID'],
    summary: '新建(版本 0)或修改兑换品;改价不影响已兑的',
  }),
  shops: route({
    method: 'GET', path: '/api/desk/rewards/shops', may: rewardReaders, input: z.strictObject({ ...pageInput, status: z.enum(['open', 'paused', 'ended']).optional() }),
    output: pageOf(ShopAdmin), summary: '兑换点管理',
  }),
  saveShop: route({
    method: 'PUT', path: '/api/desk/rewards/shops/:id', may: rewardKeepers, input: ShopInput, output: ShopAdmin, errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'INPUT_INVALID'],
    summary: '新建(版本 0)或修改兑换点和人员',
  }),
  stocks: route({
    method: 'GET', path: '/api/desk/rewards/stocks', may: rewardReaders, input: z.strictObject({ ...pageInput, goodId: Id.optional(), shopId: Id.optional() }), output: pageOf(StockRow),
    summary: '库存:每件物品在每个兑换点',
  }),
  moveStock: route({
    method: 'POST', path: '/api/desk/rewards/stocks', may: rewardKeepers,
    /** `change`: pieces delivered (+) or taken away (−); what is held for residents can't be taken away. */
    input: z.strictObject({ id: Id, goodId: Id, shopId: Id, change: z.int().min(-100_000).max(100_000), reason: line(60, 1) }), output: StockRow,
    errors: ['NOT_FOUND', 'REWARD_STOCK_BELOW_ZERO'], summary: '入库或出库(留痕)',
  }),
  redemptions: route({
    method: 'GET', path: '/api/desk/rewards/redemptions', may: rewardReaders,
    input: z.strictObject({ ...pageInput, status: RedemptionStatus.optional(), shopId: Id.optional(), goodId: Id.optional(), householdId: Id.optional() }), output: pageOf(DeskRedemption),
    summary: '兑换查询(住户已遮盖,查看留痕)',
  }),
  exportRedemptions: route({
    method: 'GET', path: '/api/desk/rewards/redemptions-export', may: rewardReaders, stepUp: true,
    input: z.strictObject({ status: RedemptionStatus.optional(), shopId: Id.optional(), goodId: Id.optional(), householdId: Id.optional(), format: z.enum(['csv', 'xlsx']) }), output: z.string(),
    answer: 'file', errors: ['INPUT_INVALID'], summary: '导出兑换记录(住户已遮盖,留痕)',
  }),
  redemption: route({
    method: 'GET', path: '/api/desk/rewards/redemptions/:id', may: rewardReaders, input: z.strictObject({ id: Id }), output: Redemption, errors: ['NOT_FOUND'], summary: '一次兑换(查看留痕)',
  }),
  settlements: route({
    method: 'GET', path: '/api/desk/rewards/settlements', may: rewardReaders,
    input: z.strictObject({ ...pageInput, month: Month.optional(), shopId: Id.optional(), status: SettlementStatus.optional() }), output: pageOf(Settlement), summary: '月结单',
  }),
  settlement: route({
    method: 'GET', path: '/api/desk/rewards/settlements/:id', may: rewardReaders, input: z.strictObject({ id: SettlementId }), output: Settlement, errors: ['NOT_FOUND'], summary: '一张月结单',
  }),
  draftSettlement: route({
    method: 'POST', path: '/api/desk/rewards/settlements', may: rewardKeepers, input: z.strictObject({ shopId: Id, month: Month }), output: Settlement,
    errors: ['NOT_FOUND', 'REWARD_SETTLEMENT_OPEN', 'WRONG_STATE'], summary: '编制或重编月结单(兑换点确认前可重编)',
  }),
  signOff: route({
    method: 'POST', path: '/api/desk/rewards/settlements/:id/sign-off', may: rewardSigners, stepUp: true, input: z.strictObject({ id: SettlementId, version: z.int() }), output: Settlement,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'REWARD_SECOND_PERSON'], summary: '复核签字(须另一个人)',
  }),
  exportSettlement: route({
    method: 'GET', path: '/api/desk/rewards/settlements/:id/export', may: rewardReaders, stepUp: true, input: z.strictObject({ id: SettlementId, format: z.enum(['csv', 'xlsx']) }), output: z.string(),
    answer: 'file', errors: ['NOT_FOUND'], summary: '导出一张月结单',
  }),
  exportSettlements: route({
    method: 'GET', path: '/api/desk/rewards/settlements-export', may: rewardReaders, stepUp: true, input: z.strictObject({ month: Month, format: z.enum(['csv', 'xlsx']) }), output: z.string(), answer: 'file',
    summary: '导出一个月的全部月结单',
  }),
  disputes: route({
    method: 'GET', path: '/api/desk/rewards/disputes', may: rewardReaders, input: z.strictObject({ ...pageInput, status: z.enum(['disputed', 'upheld', 'kept']).optional(), shopId: Id.optional() }),
    output: pageOf(DisputeRow), summary: '兑换异议(查看留痕)',
  }),
  decideDispute: route({
    method: 'POST', path: '/api/desk/rewards/disputes/:id', may: rewardKeepers, stepUp: true,
    input: z.strictObject({ id: Id, decision: z.enum(['upheld', 'kept']), reason: line(200, 1), /** Pieces given back to the shop's stock (goods that were never handed over). */ restock: z.boolean() }),
    output: DisputeRow, errors: ['NOT_FOUND', 'WRONG_STATE', 'REWARD_SECOND_PERSON'], summary: '裁定异议:成立则冲正退还积分,不成立则维持',
  }),
  flags: route({
    method: 'GET', path: '/api/desk/rewards/flags', may: rewardReaders, input: z.strictObject({ ...pageInput, status: z.enum(['open', 'cleared', 'confirmed']).optional() }), output: pageOf(FlagRow),
    summary: '短时间大量兑换的提示(只提示,不处罚)',
  }),
  decideFlag: route({
    method: 'POST', path: '/api/desk/rewards/flags/:id', may: rewardKeepers, input: z.strictObject({ id: z.string().min(3).max(160), status: z.enum(['cleared', 'confirmed']), note: line(200, 1) }),
    output: FlagRow, errors: ['NOT_FOUND', 'WRONG_STATE'], summary: '核实一条提示',
  }),
  nicknames: route({
    method: 'GET', path: '/api/desk/rewards/nicknames', may: rewardReaders, input: z.strictObject({ ...pageInput, status: z.enum(['waiting', 'shown', 'refused']).optional() }),
    output: pageOf(z.object({ id: Id, nickname: z.string(), placeName: z.string(), status: z.enum(['waiting', 'shown', 'refused']), askedAt: Instant })), summary: '待审的荣誉榜昵称',
  }),
  decideNickname: route({
    method: 'POST', path: '/api/desk/rewards/nicknames/:id', may: rewardDesks, input: z.strictObject({ id: Id, shown: z.boolean(), reason: line(60) }),
    output: z.object({ id: Id, status: z.enum(['shown', 'refused']) }), errors: ['NOT_FOUND', 'WRONG_STATE'], summary: '审核荣誉榜昵称',
  }),
  summary: route({
    method: 'GET', path: '/api/desk/rewards/summary', may: rewardReaders, input: z.strictObject({ month: Month }),
    output: z.object({
      month: Month, captured: z.int(), points: Points, fen: Fen, held: z.int(), cancelled: z.int(), lapsed: z.int(), openDisputes: z.int(), openFlags: z.int(), lowStock: z.int(),
      unsigned: z.int(),
    }),
    summary: '一个月的兑换概况',
  }),
} as const
