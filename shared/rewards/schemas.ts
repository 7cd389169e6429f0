// The shapes that residents, shops and staff share: goods, shops, redemptions. Points are what the resident gives; fen
// is what the operator agreed to pay the shop for one piece: two units, never converted.
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import { Fen, Points } from '../units'
import * as z from '../z'
import { line, text } from '../contract'

export const goodKinds = ['goods', 'voucher', 'hallTicket', 'seedling', 'compost', 'service'] as const
export const GoodKind = z.enum(goodKinds)
export type GoodKind = z.infer<typeof GoodKind>

export const redemptionStatuses = ['held', 'captured', 'cancelled', 'lapsed', 'disputed', 'upheld', 'kept'] as const
export const RedemptionStatus = z.enum(redemptionStatuses)
export type RedemptionStatus = z.infer<typeof RedemptionStatus>

export const redemptionActions = ['showCode', 'takeOfflineCode', 'cancel', 'dispute'] as const
export const RedemptionAction = z.enum(redemptionActions)
export type RedemptionAction = z.infer<typeof RedemptionAction>

export const disputeReasons = ['notHandedOver', 'faulty', 'wrongGoods', 'other'] as const
export const DisputeReason = z.enum(disputeReasons)
export type DisputeReason = z.infer<typeof DisputeReason>

/** `shop`: a partner; `desk`: a community service desk, where goods are also given against card and PIN. */
export const shopKinds = ['shop', 'desk'] as const
export const ShopKind = z.enum(shopKinds)

/** How the goods were handed over. */
export const captureWays = ['qr', 'typed', 'offline', 'desk'] as const
export const CaptureWay = z.enum(captureWays)

/** A scanned text, or what was typed ("7K2M-9QXA-4T", any case, with or without dashes). */
export const CodeText = z
  .string()
  .trim()
  .min(8)
  .max(160)
  .regex(/^[\w. -]+$/, '兑换码格式不对')
export const Pin = z.string().regex(/^\d{6}$/, '密码是6位数字')
export const Quantity = z.int().min(1).max(20)

/** What a resident sees of a shop; its telephone is the business's own. */
export const ShopBrief = z.object({
  id: Id,
  name: z.string(),
  kind: ShopKind,
  address: z.string(),
  hours: z.string(),
  phone: z.string(),
  lng: z.number().nullable(),
  lat: z.number().nullable(),
})
export type ShopBrief = z.infer<typeof ShopBrief>

export const GoodCard = z.object({
  id: Id,
  name: z.string(),
  kind: GoodKind,
  kindName: z.string(),
  points: Points,
  photoFileId: Id.nullable(),
  /** Over all shops. */
  left: z.int(),
  shopCount: z.int(),
  limitPerMonth: z.int().nullable(),
  /** Pieces of this month of the signed-in person's household; 0 when nobody is signed in. */
  usedThisMonth: z.int(),
  validFrom: Day,
  validTo: Day.nullable(),
  /** Null when it can be redeemed; else why not, to be shown as it is. Whether the points suffice is not part of it. */
  blocked: z.string().nullable(),
})
export type GoodCard = z.infer<typeof GoodCard>

export const GoodDetail = GoodCard.extend({
  description: z.string(),
  howToUse: z.string(),
  /** Days a redemption stays open before points and stock go back. */
  holdDays: z.int(),
  /** "清川市全市", "河东街道、柳园街道" */
  eligibleText: z.string(),
  shops: z.array(ShopBrief.extend({ left: z.int(), takesOffline: z.boolean() })),
})
export type GoodDetail = z.infer<typeof GoodDetail>

export const Dispute = z.object({
  reason: DisputeReason,
  reasonText: z.string(),
  note: z.string(),
  at: Instant,
  fileIds: z.array(Id),
  shopAnswer: z.string().nullable(),
  decision: z.enum(['upheld', 'kept']).nullable(),
  decidedAt: Instant.nullable(),
  decisionReason: z.string().nullable(),
})

export const Redemption = z.object({
  id: Id,
  goodId: Id,
  goodName: z.string(),
  kind: GoodKind,
  kindName: z.string(),
  quantity: z.int(),
  /** Of all pieces together. */
  points: Points,
  status: RedemptionStatus,
  statusText: z.string(),
  shop: ShopBrief,
  howToUse: z.string(),
  photoFileId: Id.nullable(),
  /** `own`: from the person's account; `household`: from the household's. */
  from: z.enum(['own', 'household']),
  householdId: Id.nullable(),
  createdAt: Instant,
  /** Held redemptions: points and stock go back then. */
  lapsesAt: Instant,
  endedAt: Instant.nullable(),
  way: CaptureWay.nullable(),
  /** Until when a taken offline code is good; null when none was taken. */
  offlineUntil: Instant.nullable(),
  disputeUntil: Instant.nullable(),
  dispute: Dispute.nullable(),
  /** Entry of the ledger that took the points. */
  entryId: z.string(),
  history: z.array(z.object({ at: Instant, text: z.string() })),
  allowed: z.array(RedemptionAction),
})
export type Redemption = z.infer<typeof Redemption>

export const RedemptionRow = Redemption.pick({
  id: true,
  goodName: true,
  kind: true,
  kindName: true,
  quantity: true,
  points: true,
  status: true,
  statusText: true,
  createdAt: true,
  lapsesAt: true,
  photoFileId: true,
  allowed: true,
}).extend({ shopName: z.string() })

/** One line of a shop's or household's statement: nothing about the person. */
export const TakenRow = z.object({
  id: Id,
  at: Instant,
  goodName: z.string(),
  quantity: z.int(),
  points: Points,
  fen: Fen,
  way: CaptureWay,
  status: RedemptionStatus,
  statusText: z.string(),
})

export const SettlementLine = z.object({
  goodId: Id,
  goodName: z.string(),
  unitPoints: Points,
  unitFen: Fen,
  /** Pieces handed over in the month, and pieces taken back by upheld disputes decided in the month. */
  pieces: z.int(),
  reversedPieces: z.int(),
  points: Points,
  fen: Fen,
})
export const settlementStatuses = ['draft', 'objected', 'confirmed', 'signed'] as const
export const SettlementStatus = z.enum(settlementStatuses)
export const SettlementAction = z.enum(['confirm', 'object', 'redraft', 'signOff', 'export'])
export const Settlement = z.object({
  id: z.string(),
  shopId: Id,
  shopName: z.string(),
  month: Month,
  status: SettlementStatus,
  statusText: z.string(),
  version: z.int(),
  lines: z.array(SettlementLine),
  pieces: z.int(),
  points: Points,
  fen: Fen,
  /** Captures still disputed: in the sums until a decision takes them out. */
  openDisputes: z.int(),
  draftedAt: Instant,
  draftedBy: z.string(),
  objection: z.string().nullable(),
  confirmedAt: Instant.nullable(),
  confirmedBy: z.string().nullable(),
  signedAt: Instant.nullable(),
  signedBy: z.string().nullable(),
  allowed: z.array(SettlementAction),
})
export type Settlement = z.infer<typeof Settlement>
/** "<shopId>:2026-11" */
export const SettlementId = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}:\d{4}-(0[1-9]|1[0-2])$/, '结算单编号格式不对')

export const StockRow = z.object({
  goodId: Id,
  goodName: z.string(),
  shopId: Id,
  shopName: z.string(),
  left: z.int(),
  held: z.int(),
  takenThisMonth: z.int(),
  low: z.boolean(),
  version: z.int(),
})

export const GoodInput = z.strictObject({
  id: Id,
  name: line(30, 1),
  kind: GoodKind,
  points: z.int().min(1).max(1_000_000),
  unitFen: z.int().min(0).max(10_000_000),
  description: text(300),
  howToUse: text(300),
  photoFileId: Id.nullable(),
  limitPerMonth: z.int().min(1).max(100).nullable(),
  /** Null: as the good's area has it (settings, points.holdDays). */
  holdDays: z.int().min(1).max(30).nullable(),
  validFrom: Day,
  validTo: Day.nullable(),
  /** Places whose residents may redeem it; the nearest common one is where it belongs. */
  placeIds: z.array(Id).min(1).max(30),
  status: z.enum(['open', 'paused', 'ended']),
  version: z.int().min(0),
})
export type GoodInput = z.infer<typeof GoodInput>

export const ShopInput = z.strictObject({
  id: Id,
  name: line(30, 1),
  kind: ShopKind,
  placeId: Id,
  /** The partner whose outlet it is; left out, it stays as it is. */
  organisationId: Id.nullable().optional(),
  address: line(80, 1),
  hours: line(60),
  phone: z
    .string()
    .trim()
    .max(30)
    .regex(/^[0-9\- ]*$/, '电话只能有数字和横线'),
  lng: z.number().min(70).max(140).nullable(),
  lat: z.number().min(3).max(55).nullable(),
  /** Persons who may take codes here; each also needs the role 兑换点人员. */
  memberIds: z.array(Id).max(30),
  takesOffline: z.boolean(),
  status: z.enum(['open', 'paused', 'ended']),
  version: z.int().min(0),
  reason: line(60, 2),
})
export type ShopInput = z.infer<typeof ShopInput>
