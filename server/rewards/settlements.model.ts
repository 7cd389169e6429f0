// What is made of redemptions: monthly settlements, patterns worth a look, and who wishes to stand on the roll of
// honour.
import type { Line } from '@shared/rewards/rules'
import { defineModel, type Document } from '../db'

/** `_id` = "<shopId>:<month>". */
export type SettlementRecord = Document & {
  shopId: string
  shopName: string
  month: string
  placePath: string[]
  status: 'draft' | 'objected' | 'confirmed' | 'signed'
  version: number
  lines: Line[]
  pieces: number
  points: number
  fen: number
  openDisputes: number
  createdAt: Date
  draftedAt: Date
  draftedBy: string
  objection?: string
  confirmedAt?: Date
  confirmedBy?: string
  signedAt?: Date
  signedBy?: string
}

export const Settlements = defineModel<SettlementRecord>(
  'RewardSettlement',
  'rewardSettlements',
  {
    shopId: { type: String, required: true },
    shopName: { type: String, required: true },
    month: { type: String, required: true },
    placePath: { type: [String], required: true },
    status: { type: String, required: true },
    version: { type: Number, required: true },
    lines: { type: [Object], required: true },
    pieces: { type: Number, required: true },
    points: { type: Number, required: true },
    fen: { type: Number, required: true },
    openDisputes: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    draftedAt: { type: Date, required: true },
    draftedBy: { type: String, required: true },
    objection: String,
    confirmedAt: Date,
    confirmedBy: String,
    signedAt: Date,
    signedBy: String,
  },
  [
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, month: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, createdAt: -1, _id: -1 } },
    { fields: { shopId: 1, createdAt: -1, _id: -1 } },
    { fields: { status: 1, month: 1 } },
  ],
)

export type FlagRecord = Document & {
  kind: 'shopBurst' | 'householdBurst' | 'pairShare'
  day: string
  shopId: string | null
  householdId: string | null
  placePath: string[]
  redemptionIds: string[]
  count: number
  points: number
  status: 'open' | 'cleared' | 'confirmed'
  note?: string
  decidedBy?: string
  createdAt: Date
}

export const Flags = defineModel<FlagRecord>(
  'RewardFlag',
  'rewardFlags',
  {
    kind: { type: String, required: true },
    day: { type: String, required: true },
    shopId: { type: String, default: null },
    householdId: { type: String, default: null },
    placePath: { type: [String], required: true },
    redemptionIds: { type: [String], required: true },
    count: { type: Number, required: true },
    points: { type: Number, required: true },
    status: { type: String, required: true },
    note: String,
    decidedBy: String,
    createdAt: { type: Date, required: true },
  },
  [
    { fields: { placePath: 1, createdAt: -1, _id: -1 } },
    { fields: { placePath: 1, status: 1, createdAt: -1, _id: -1 } },
    { fields: { householdId: 1 } },
  ],
)

/** `_id` is the person; there is one only for who once wished to stand there. */
export type HonourRecord = Document & {
  on: boolean
  nickname: string
  status: 'waiting' | 'shown' | 'refused'
  placeId: string
  placePath: string[]
  askedAt: Date
  decidedBy?: string
  reason?: string
}

export const Honours = defineModel<HonourRecord>(
  'RewardHonour',
  'rewardHonours',
  {
    on: { type: Boolean, required: true },
    nickname: { type: String, required: true },
    status: { type: String, required: true },
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    askedAt: { type: Date, required: true },
    decidedBy: String,
    reason: String,
  },
  [
    { fields: { placePath: 1, on: 1, status: 1, nickname: 1 } },
    { fields: { placePath: 1, status: 1, askedAt: -1, _id: -1 } },
    { fields: { placePath: 1, askedAt: -1, _id: -1 } },
  ],
)

/** The last reckoning of what compounds gave and brought about; `_id` is the compound. */
export type CompoundHonour = Document & {
  name: string
  placePath: string[]
  pointsGiven: number
  carbonGrams: number
  at: Date
}

export const CompoundHonours = defineModel<CompoundHonour>(
  'RewardCompoundHonour',
  'rewardCompoundHonours',
  {
    name: { type: String, required: true },
    placePath: { type: [String], required: true },
    pointsGiven: { type: Number, required: true },
    carbonGrams: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  [{ fields: { placePath: 1, pointsGiven: -1, carbonGrams: -1 } }],
)
