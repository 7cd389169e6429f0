// Collections of persons: the person, consents given, sessions, roles granted, staff logins and used WeChat codes.
// Invariants held by indexes: one person per openid; one active grant per person, role and place; one login name.
// Names, phones, openids and TOTP secrets are sealed with the record's id; equality goes over blind indexes.
import type { Role } from '@shared/actors'
import type { ConsentPurpose, proxyHows } from '@shared/people/contract'
import { defineModel, type Document } from '../db'

/** `placePath`: where it was written down; the household's where the guardian invited. */
export type GuardianConsent = {
  nameSealed: string
  how: (typeof proxyHows)[number]
  recordedBy: string
  at: Date
  placePath: string[]
}

export type Person = Document & {
  nameSealed?: string
  /** Blind index of the whole name. */
  nameIndex?: string
  /** JSON: what the person calls a household, by its id. */
  homeNamesSealed?: string
  phoneSealed?: string
  phoneIndex?: string
  phoneVerifiedAt?: Date
  openidSealed?: string
  openidIndex?: string
  elderMode: 'auto' | 'on' | 'off'
  /** Only for the rule about minors. */
  birthYear?: number
  /** Every act of a guardian, only ever added; the last one holds. */
  guardianConsents?: GuardianConsent[]
  /** Version of the privacy policy that holds; absent when never accepted or withdrawn. */
  privacyVersion?: string
  /** Current state of the other purposes; the history is in `consents`. */
  consents?: Partial<Record<ConsentPurpose, { granted: boolean; version: string; at: Date }>>
  /** Person of the demo: "resident-wang". */
  demoKey?: string
  demoDescription?: string
  disabledAt?: Date
  /** Households the person is a member of now: the document that every change of memberships touches. */
  householdCount?: number
  createdAt: Date
  /** Set alone: everything else of the document is gone. */
  erasedAt?: Date
}

export const Persons = defineModel<Person>(
  'Person',
  'persons',
  {
    nameSealed: String,
    nameIndex: String,
    homeNamesSealed: String,
    phoneSealed: String,
    phoneIndex: String,
    phoneVerifiedAt: Date,
    openidSealed: String,
    openidIndex: String,
    elderMode: String,
    birthYear: Number,
    guardianConsents: { type: [Object], default: undefined },
    privacyVersion: String,
    consents: { type: Object },
    demoKey: String,
    demoDescription: String,
    disabledAt: Date,
    householdCount: Number,
    createdAt: Date,
    erasedAt: Date,
  },
  [
    { fields: { openidIndex: 1 }, unique: true, where: { openidIndex: { $exists: true } } },
    { fields: { phoneIndex: 1 }, where: { phoneIndex: { $exists: true } } },
    { fields: { nameIndex: 1 }, where: { nameIndex: { $exists: true } } },
    { fields: { demoKey: 1 }, unique: true, where: { demoKey: { $exists: true } } },
  ],
)

/** One act of granting or withdrawing; only ever added. */
export type ConsentAct = Document & {
  personId: string
  purpose: ConsentPurpose
  granted: boolean
  version: string
  at: Date
}

export const ConsentActs = defineModel<ConsentAct>(
  'ConsentAct',
  'consentActs',
  {
    personId: { type: String, required: true },
    purpose: { type: String, required: true },
    granted: { type: Boolean, required: true },
    version: { type: String, required: true },
    at: { type: Date, required: true },
  },
  [{ fields: { personId: 1, _id: -1 } }],
)

/** A signed-in device: one family of refresh tokens, of which only the last is good. */
export type Session = Document & {
  personId: string
  kind: 'mini' | 'console' | 'demo'
  deviceId?: string
  device: string
  /** Number of the refresh token that is good now. */
  sequence: number
  tokenHash: string
  rotatedAt: Date
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  stepUpUntil?: Date
  endedAt?: Date
  endReason?: 'signedOut' | 'ended' | 'reused' | 'passwordChanged' | 'disabled' | 'erased'
}

export const Sessions = defineModel<Session>(
  'Session',
  'sessions',
  {
    personId: { type: String, required: true },
    kind: { type: String, required: true },
    deviceId: String,
    device: { type: String, required: true },
    sequence: { type: Number, required: true },
    tokenHash: { type: String, required: true },
    rotatedAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    stepUpUntil: Date,
    endedAt: Date,
    endReason: String,
  },
  [{ fields: { personId: 1, endedAt: 1 } }, { fields: { expiresAt: 1 }, expireAfterSeconds: 90 * 24 * 3600 }],
)

export type RoleGrant = Document & {
  personId: string
  role: Role
  placeId: string
  placePath: string[]
  active: boolean
  grantedBy: string
  grantedAt: Date
  expiresAt?: Date
  reason: string
  revokedAt?: Date
  revokedBy?: string
  revokedReason?: string
  /** Touched whenever someone checks that an administrator is left, so that the last two can't go at once. */
  checks?: number
}

export const RoleGrants = defineModel<RoleGrant>(
  'RoleGrant',
  'roleGrants',
  {
    personId: { type: String, required: true },
    role: { type: String, required: true },
    placeId: { type: String, required: true },
    placePath: { type: [String], required: true },
    active: { type: Boolean, required: true },
    grantedBy: { type: String, required: true },
    grantedAt: { type: Date, required: true },
    expiresAt: Date,
    reason: { type: String, required: true },
    revokedAt: Date,
    revokedBy: String,
    revokedReason: String,
    checks: Number,
  },
  [
    { fields: { personId: 1, role: 1, placeId: 1 }, unique: true, where: { active: true } },
    { fields: { placePath: 1, active: 1, _id: -1 } },
    { fields: { placeId: 1, role: 1, active: 1 } },
    // former roles too: the audit names who held one then
    { fields: { personId: 1 } },
  ],
)

/** `_id` is the person's. */
export type StaffLogin = Document & {
  loginName: string
  passwordHash: string
  mustChange: boolean
  /** Who made the account or reset it last, and when: they could have signed in as its holder. */
  passwordSetBy?: string
  passwordSetAt?: Date
  totpSealed?: string
  totpEnrolled: boolean
  /** Time step of the last accepted code: a code is good once. */
  totpLastStep: number
  disabledAt?: Date
  lastSignInAt?: Date
  createdAt: Date
}

export const StaffLogins = defineModel<StaffLogin>(
  'StaffLogin',
  'staffLogins',
  {
    loginName: { type: String, required: true },
    passwordHash: { type: String, required: true },
    mustChange: { type: Boolean, required: true },
    passwordSetBy: String,
    passwordSetAt: Date,
    totpSealed: String,
    totpEnrolled: { type: Boolean, required: true },
    totpLastStep: { type: Number, required: true },
    disabledAt: Date,
    lastSignInAt: Date,
    createdAt: { type: Date, required: true },
  },
  [{ fields: { loginName: 1 }, unique: true }, { fields: { passwordSetBy: 1, passwordSetAt: -1 } }],
)

/**
 * Guesses at one login name, known or not, by one device, one address or all strangers; `_id` is the blind index of
 * that. Until `waitUntil` nothing is checked; at `forgetAt` all is forgotten.
 */
export type SignInAttempts = Document & { count: number; waitUntil: Date; forgetAt: Date }

export const SignInAttemptsOf = defineModel<SignInAttempts>(
  'SignInAttempts',
  'signInAttempts',
  {
    count: { type: Number, required: true },
    waitUntil: { type: Date, required: true },
    forgetAt: { type: Date, required: true },
  },
  [{ fields: { forgetAt: 1 }, expireAfterSeconds: 3600 }],
)

/**
 * A WeChat code that was sent to us; `_id` is its blind index, so that a second use is refused without asking WeChat.
 */
export type UsedCode = Document & { at: Date }

export const UsedCodes = defineModel<UsedCode>('UsedCode', 'usedWeChatCodes', { at: { type: Date, required: true } }, [
  { fields: { at: 1 }, expireAfterSeconds: 900 },
])
