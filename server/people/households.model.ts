// Collections of households: the household, its members, codes, invitations, requests to join, and recorded proxies.
// Invariants held by indexes: one active household per place and address; one active membership per household and
// person; one owner per household; one good code per household; one waiting request per person and address.
// The readable address is sealed with the household's id; equality goes over blind indexes.
import type { proxyHows } from '@shared/people/contract'
import type { requestKinds, requestStatuses } from '@shared/people/household-views'
import { defineModel, type Document } from '../db'

export type Household = Document & {
  placeId: string
  placePath: string[]
  /** Bucket 0–1023 of the first compound; never changes. */
  partition: number
  /** Blind index of place, building, unit, room and sub. */
  addressIndex: string
  buildingIndex: string
  roomIndex: string
  /** JSON of { building, unit, room, sub }, sealed. */
  addressSealed: string
  memberCount: number
  status: 'active' | 'merged'
  mergedInto?: string
  codeIssuedAt?: Date
  createdAt: Date
  createdBy: string
}

export const Households = defineModel<Household>(
  'Household',
  'households',
  {
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    partition: { type: Number, required: true },
    addressIndex: { type: String, required: true },
    buildingIndex: { type: String, required: true },
    roomIndex: { type: String, required: true },
    addressSealed: { type: String, required: true },
    memberCount: { type: Number, required: true },
    status: { type: String, required: true },
    mergedInto: String,
    codeIssuedAt: Date,
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
  },
  [
    { fields: { addressIndex: 1 }, unique: true, where: { status: 'active' } },
    { fields: { mergedInto: 1 }, where: { mergedInto: { $exists: true } } },
    { fields: { placePath: 1, status: 1, _id: 1 } },
    { fields: { placeId: 1, buildingIndex: 1, _id: 1 } },
    { fields: { placeId: 1, roomIndex: 1, _id: 1 } },
  ],
)

export type Membership = Document & {
  householdId: string
  personId: string
  placePath: string[]
  owner: boolean
  active: boolean
  how: 'card' | 'invitation' | 'approval' | 'claim' | 'merge' | 'seed'
  /** The member sees nothing of the household from before. */
  since: Date
  until?: Date
  endedBy?: string
}

export const Memberships = defineModel<Membership>(
  'Membership',
  'memberships',
  {
    householdId: { type: String, required: true },
    personId: { type: String, required: true },
    placePath: { type: [String], required: true },
    owner: { type: Boolean, required: true },
    active: { type: Boolean, required: true },
    how: { type: String, required: true },
    since: { type: Date, required: true },
    until: Date,
    endedBy: String,
  },
  [
    { fields: { householdId: 1, personId: 1 }, unique: true, where: { active: true } },
    { fields: { householdId: 1, owner: 1 }, unique: true, where: { active: true, owner: true } },
    { fields: { personId: 1, active: 1 } },
    { fields: { householdId: 1, active: 1 } },
    { fields: { placePath: 1, _id: 1 }, where: { active: true } },
  ],
)

export type HouseholdCode = Document & {
  householdId: string
  tokenIndex: string
  typedIndex: string
  tokenSealed: string
  typedSealed: string
  active: boolean
  issuedAt: Date
  issuedBy: string
  revokedAt?: Date
}

export const HouseholdCodes = defineModel<HouseholdCode>(
  'HouseholdCode',
  'householdCodes',
  {
    householdId: { type: String, required: true },
    tokenIndex: { type: String, required: true },
    typedIndex: { type: String, required: true },
    tokenSealed: { type: String, required: true },
    typedSealed: { type: String, required: true },
    active: { type: Boolean, required: true },
    issuedAt: { type: Date, required: true },
    issuedBy: { type: String, required: true },
    revokedAt: Date,
  },
  [
    { fields: { tokenIndex: 1 }, unique: true },
    { fields: { typedIndex: 1 }, unique: true },
    { fields: { householdId: 1 }, unique: true, where: { active: true } },
  ],
)

/** The code on a household's bags: it can log a drop-off and nothing else. Made when labels are first printed. */
export type BagLabel = HouseholdCode

export const BagLabels = defineModel<BagLabel>(
  'BagLabel',
  'bagLabels',
  {
    householdId: { type: String, required: true },
    tokenIndex: { type: String, required: true },
    typedIndex: { type: String, required: true },
    tokenSealed: { type: String, required: true },
    typedSealed: { type: String, required: true },
    active: { type: Boolean, required: true },
    issuedAt: { type: Date, required: true },
    issuedBy: { type: String, required: true },
    revokedAt: Date,
  },
  [
    { fields: { tokenIndex: 1 }, unique: true },
    { fields: { typedIndex: 1 }, unique: true },
    { fields: { householdId: 1 }, unique: true, where: { active: true } },
  ],
)

/** The code itself is derived from the id by HMAC; only its blind index is stored. */
export type Invitation = Document & {
  householdId: string
  kind: 'member' | 'proxy'
  codeIndex: string
  invitedBy: string
  asGuardian: boolean
  proxyUntil?: string
  createdAt: Date
  expiresAt: Date
  acceptedBy?: string
  acceptedAt?: Date
}

export const Invitations = defineModel<Invitation>(
  'Invitation',
  'invitations',
  {
    householdId: { type: String, required: true },
    kind: { type: String, required: true },
    codeIndex: { type: String, required: true },
    invitedBy: { type: String, required: true },
    asGuardian: { type: Boolean, required: true },
    proxyUntil: String,
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    acceptedBy: String,
    acceptedAt: Date,
  },
  [
    { fields: { codeIndex: 1 }, unique: true },
    { fields: { expiresAt: 1 }, expireAfterSeconds: 30 * 24 * 3600 },
    { fields: { invitedBy: 1 } },
  ],
)

export type JoinRequest = Document & {
  kind: (typeof requestKinds)[number]
  status: (typeof requestStatuses)[number]
  personId: string
  placeId: string
  placePath: string[]
  /** Set for a claim; an ask finds or makes its household when it is approved. */
  householdId?: string
  addressIndex: string
  addressSealed: string
  note: string
  createdAt: Date
  /** Last day on which the members may answer a claim. */
  dueOn?: string
  /** The day a slip was put to the door of a claimed household without members, and the last day to object to it. */
  slipOn?: string
  slipBy?: string
  objectBy?: string
  decidedAt?: Date
  decidedBy?: string
  reason?: string
}

export const JoinRequests = defineModel<JoinRequest>(
  'JoinRequest',
  'joinRequests',
  {
    kind: { type: String, required: true },
    status: { type: String, required: true },
    personId: { type: String, required: true },
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    householdId: String,
    addressIndex: { type: String, required: true },
    addressSealed: { type: String, required: true },
    note: { type: String, default: '' },
    createdAt: { type: Date, required: true },
    dueOn: String,
    slipOn: String,
    slipBy: String,
    objectBy: String,
    decidedAt: Date,
    decidedBy: String,
    reason: String,
  },
  [
    { fields: { personId: 1, addressIndex: 1 }, unique: true, where: { status: 'waiting' } },
    { fields: { placePath: 1, status: 1, _id: -1 } },
    { fields: { personId: 1, _id: -1 } },
    { fields: { householdId: 1, status: 1 } },
    { fields: { status: 1, dueOn: 1 } },
    { fields: { status: 1, objectBy: 1 } },
  ],
)

/** Acting for a household: consent with how it was given and who wrote it down. */
export type Proxy = Document & {
  householdId: string
  placePath: string[]
  personId: string
  how: (typeof proxyHows)[number]
  recordedBy: string
  recordedAt: Date
  until: string
  note: string
  active: boolean
  revokedAt?: Date
  revokedBy?: string
}

export const Proxies = defineModel<Proxy>(
  'Proxy',
  'proxies',
  {
    householdId: { type: String, required: true },
    placePath: { type: [String], required: true },
    personId: { type: String, required: true },
    how: { type: String, required: true },
    recordedBy: { type: String, required: true },
    recordedAt: { type: Date, required: true },
    until: { type: String, required: true },
    note: { type: String, default: '' },
    active: { type: Boolean, required: true },
    revokedAt: Date,
    revokedBy: String,
  },
  [
    { fields: { householdId: 1, personId: 1 }, unique: true, where: { active: true } },
    { fields: { personId: 1, active: 1 } },
  ],
)

/** `_id` is the household; the hash is argon2id over the PIN peppered with the field key. */
export type PinRecord = Document & {
  hash: string
  placePath: string[]
  failures: number
  total: number
  /** Wrong tries by those who claim the household; counted apart, so that they can't lock the desk. */
  claimTries?: number
  lockedUntil: Date | null
  setAt: Date
  setBy: string
}

export const Pins = defineModel<PinRecord>('HouseholdPin', 'rewardPins', {
  hash: { type: String, required: true },
  placePath: { type: [String], required: true },
  failures: { type: Number, required: true },
  total: { type: Number, required: true },
  claimTries: Number,
  lockedUntil: { type: Date, default: null },
  setAt: { type: Date, required: true },
  setBy: { type: String, required: true },
})
