// Goods, shops, stock and redemptions. Nothing else touches these collections.
// Invariants: one stock document a good and shop that every redemption of it writes (left + held = what is there); one
// quota document a holder, good and month; a typed code is unique while its redemption is held.
import type { CaptureWay, DisputeReason, GoodKind, RedemptionStatus } from '@shared/rewards/schemas'
import type * as z from '@shared/z'
import { defineModel, type Document } from '../db'

export type GoodRecord = Document & {
  name: string
  kind: GoodKind
  points: number
  unitFen: number
  description: string
  howToUse: string
  photoFileId: string | null
  limitPerMonth: number | null
  /** Null: the area's own. */
  holdDays: number | null
  validFrom: string
  validTo: string | null
  placeIds: string[]
  /** Of the nearest place above all of `placeIds`: who keeps it. */
  placePath: string[]
  status: 'open' | 'paused' | 'ended'
  version: number
  createdAt: Date
  updatedAt: Date
}

export const Goods = defineModel<GoodRecord>(
  'RewardGood',
  'rewardGoods',
  {
    name: { type: String, required: true },
    kind: { type: String, required: true },
    points: { type: Number, required: true },
    unitFen: { type: Number, required: true },
    description: { type: String, default: '' },
    howToUse: { type: String, default: '' },
    photoFileId: { type: String, default: null },
    limitPerMonth: { type: Number, default: null },
    holdDays: { type: Number, default: null },
    validFrom: { type: String, required: true },
    validTo: { type: String, default: null },
    placeIds: { type: [String], required: true },
    placePath: { type: [String], required: true },
    status: { type: String, required: true },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  [
    { fields: { status: 1, placeIds: 1, createdAt: -1, _id: -1 } },
    { fields: { status: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, name: 1, _id: 1 } },
  ],
)

export type ShopRecord = Document & {
  name: string
  kind: 'shop' | 'desk'
  placeId: string
  placePath: string[]
  /** The partner whose outlet it is. */
  organisationId: string | null
  address: string
  hours: string
  phone: string
  lng: number | null
  lat: number | null
  memberIds: string[]
  takesOffline: boolean
  status: 'open' | 'paused' | 'ended'
  version: number
  createdAt: Date
  updatedAt: Date
}

export const Shops = defineModel<ShopRecord>(
  'RewardShop',
  'rewardShops',
  {
    name: { type: String, required: true },
    kind: { type: String, required: true },
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    organisationId: { type: String, default: null },
    address: { type: String, required: true },
    hours: { type: String, default: '' },
    phone: { type: String, default: '' },
    lng: { type: Number, default: null },
    lat: { type: Number, default: null },
    memberIds: { type: [String], required: true },
    takesOffline: { type: Boolean, required: true },
    status: { type: String, required: true },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  [
    { fields: { memberIds: 1 } },
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, name: 1, _id: 1 } },
    { fields: { placePath: 1, kind: 1 } },
    { fields: { status: 1, kind: 1 } },
    { fields: { kind: 1, _id: 1 } },
    { fields: { organisationId: 1 } },
  ],
)

/** `_id` = "<goodId>:<shopId>". */
export type StockRecord = Document & {
  goodId: string
  shopId: string
  placePath: string[]
  left: number
  held: number
  version: number
  createdAt: Date
}

export const Stocks = defineModel<StockRecord>(
  'RewardStock',
  'rewardStocks',
  {
    goodId: { type: String, required: true },
    shopId: { type: String, required: true },
    placePath: { type: [String], required: true },
    left: { type: Number, required: true },
    held: { type: Number, required: true },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  [
    { fields: { goodId: 1, createdAt: -1, _id: -1 } },
    { fields: { shopId: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { left: 1, goodId: 1 } },
  ],
)

/** Deliveries to a shop and what was taken away, under the client's id. */
export type StockMove = Document & {
  goodId: string
  shopId: string
  change: number
  reason: string
  by: string
  at: Date
}

export const StockMoves = defineModel<StockMove>(
  'RewardStockMove',
  'rewardStockMoves',
  {
    goodId: { type: String, required: true },
    shopId: { type: String, required: true },
    change: { type: Number, required: true },
    reason: { type: String, required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
  },
  [{ fields: { shopId: 1, at: -1 } }],
)

/** `_id` = "<person:… or household:…>:<goodId>:<month>": pieces taken or held in the month. */
export type QuotaRecord = Document & { used: number; endsAt: Date }

export const Quotas = defineModel<QuotaRecord>(
  'RewardQuota',
  'rewardQuotas',
  { used: { type: Number, required: true }, endsAt: { type: Date, required: true } },
  [{ fields: { endsAt: 1 }, expireAfterSeconds: 90 * 24 * 3600 }],
)

export type DisputeRecord = {
  reason: z.infer<typeof DisputeReason>
  note: string
  fileIds: string[]
  at: Date
  by: string
  /** The worker who wrote it down for someone. */
  enteredBy?: string
  how?: 'paper' | 'spoken'
  shopAnswer?: string
  shopAnsweredBy?: string
  decision?: 'upheld' | 'kept'
  decidedAt?: Date
  decidedBy?: string
  decisionReason?: string
}

export type RedemptionRecord = Document & {
  goodId: string
  goodName: string
  kind: GoodKind
  quantity: number
  points: number
  unitFen: number
  shopId: string
  /** Who redeemed; absent where a worker did it for a card, and after erasure. */
  personId?: string
  /** Whose account paid: a household's, else null. */
  householdId: string | null
  account: string
  /** Who sees it: "person:<id>", "household:<id>". */
  viewers: string[]
  /** Home of the payer: what staff's scope is matched with. */
  placePath: string[]
  quotaIds: string[]
  status: RedemptionStatus
  version: number
  holdEntryId: string
  endEntryId?: string
  typedIndex: string
  typedSealed: string
  /** Of a household's: who has been shown the present code. */
  codeHolders?: string[]
  createdAt: Date
  lapsesAt: Date
  endedAt?: Date
  capturedAt?: Date
  capturedBy?: string
  way?: z.infer<typeof CaptureWay>
  offline?: { issuedAt: Date; until: Date; digest: string; rowId?: string; takenAt?: Date }
  /** The worker who redeemed it against card and PIN. */
  enteredBy?: string
  dispute?: DisputeRecord
  history: { at: Date; text: string; by: string }[]
}

export const Redemptions = defineModel<RedemptionRecord>(
  'Redemption',
  'redemptions',
  {
    goodId: { type: String, required: true },
    goodName: { type: String, required: true },
    kind: { type: String, required: true },
    quantity: { type: Number, required: true },
    points: { type: Number, required: true },
    unitFen: { type: Number, required: true },
    shopId: { type: String, required: true },
    personId: String,
    householdId: { type: String, default: null },
    account: { type: String, required: true },
    viewers: { type: [String], required: true },
    placePath: { type: [String], required: true },
    quotaIds: { type: [String], required: true },
    status: { type: String, required: true },
    version: { type: Number, required: true },
    holdEntryId: { type: String, required: true },
    endEntryId: String,
    typedIndex: { type: String, required: true },
    typedSealed: { type: String, required: true },
    codeHolders: { type: [String], default: undefined },
    createdAt: { type: Date, required: true },
    lapsesAt: { type: Date, required: true },
    endedAt: Date,
    capturedAt: Date,
    capturedBy: String,
    way: String,
    offline: { type: Object },
    enteredBy: String,
    dispute: { type: Object },
    history: { type: [Object], required: true },
  },
  [
    { fields: { typedIndex: 1 }, unique: true, where: { status: 'held' } },
    { fields: { typedIndex: 1, createdAt: -1 } },
    { fields: { viewers: 1, createdAt: -1, _id: -1 } },
    { fields: { viewers: 1, status: 1, createdAt: -1, _id: -1 } },
    { fields: { status: 1, lapsesAt: 1 } },
    { fields: { shopId: 1, capturedAt: -1, _id: -1 } },
    { fields: { shopId: 1, 'dispute.decidedAt': 1 } },
    { fields: { shopId: 1, 'offline.until': 1 } },
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, capturedAt: -1 } },
    { fields: { capturedAt: 1 } },
    { fields: { householdId: 1, createdAt: -1, _id: -1 } },
    { fields: { shopId: 1, 'dispute.at': -1, _id: -1 } },
    { fields: { personId: 1 } },
    { fields: { account: 1 } },
  ],
)

/** Wrong guesses of codes, by shop and by person; `_id` = "shop:<id>" or "person:<id>". */
export type GuessRecord = Document & { count: number; windowUntil: Date }

export const Guesses = defineModel<GuessRecord>(
  'RewardGuess',
  'rewardGuesses',
  { count: { type: Number, required: true }, windowUntil: { type: Date, required: true } },
  [{ fields: { windowUntil: 1 }, expireAfterSeconds: 3600 }],
)
