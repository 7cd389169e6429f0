// What a person may send and gets: signing in, their own record, consents, rights. Households and staff have contracts
// of their own (household-contract.ts, staff-contract.ts), so that a page carries only what it uses.
// Invariants: `session_key`, openid and full phone numbers never appear in an output; routes with secrets are not
// keyed, so that no secret is kept with an idempotency record.
import { roles } from '../actors'
import { line, pageInput, pageOf, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { MobilePhone } from '../phones'
import * as z from '../z'

/** Mainland mobile number. */
export const Phone = MobilePhone
/** Made by the client once per installation; ties a refresh token to its device. */
export const DeviceId = z.string().regex(/^[\w-]{8,64}$/, '设备编号格式不对')

export const consentPurposes = [
  'privacyPolicy',
  'locationNearest',
  'locationCheckIn',
  'locationReport',
  'locationInspection',
  'subscription',
  'publicity',
  'foundByPhone',
] as const
export type ConsentPurpose = (typeof consentPurposes)[number]
export const purposeNames: Record<ConsentPurpose, string> = {
  privacyPolicy: '隐私政策',
  locationNearest: '位置：找附近的投放点',
  locationCheckIn: '位置：值守签到',
  locationReport: '位置：随手拍地点',
  locationInspection: '位置：现场检查',
  subscription: '微信订阅消息',
  publicity: '公开表扬时显示昵称',
  foundByPhone: '工作人员按手机号查到我',
}

/** `auto` follows the phone's text size. */
export const ElderMode = z.enum(['auto', 'on', 'off'])
export const RoleName = z.enum(roles)
export const proxyHows = ['inPerson', 'phone', 'written', 'inApp'] as const
/** How consent was given: 当面 | 电话 | 书面 | 在小程序里. */
export const ConsentHow = z.enum(proxyHows)

export const SessionAnswer = z.object({
  personId: Id,
  accessToken: z.string(),
  accessExpiresAt: Instant,
  refreshToken: z.string(),
  refreshExpiresAt: Instant,
  isNew: z.boolean(),
})

export const GrantAnswer = z.object({
  id: Id,
  role: RoleName,
  placeId: Id,
  placeName: z.string(),
  placePath: z.array(Id),
  expiresAt: Instant.nullable(),
})

/** A household as it is shown in lists: the room is masked. */
export const HouseholdSummary = z.object({
  id: Id,
  placeId: Id,
  placeName: z.string(),
  placePath: z.array(Id),
  /** "荷塘里 3栋2单元***": fit to be shown on a phone's first screen. */
  label: z.string(),
  owner: z.boolean(),
  memberCount: z.int(),
  since: Instant,
})

export const Me = z.object({
  id: Id,
  displayName: z.string(),
  phone: z.string().nullable(),
  phoneVerified: z.boolean(),
  elderMode: ElderMode,
  /** Whether a guardian's consent is needed (14 to 17 years) and recorded. */
  guardianConsent: z.enum(['notNeeded', 'missing', 'given']),
  households: z.array(HouseholdSummary),
  grants: z.array(GrantAnswer),
  roles: z.array(RoleName),
  /** Households the person acts for by recorded consent (代办). */
  proxied: z.array(z.object({ householdId: Id, label: z.string(), until: Day })),
  /** What the person calls a household, by its id: "母亲家". */
  homeNames: z.record(z.string(), z.string()),
  privacy: z.object({ version: z.string(), accepted: z.string().nullable() }),
  consents: z.array(
    z.object({ purpose: z.enum(consentPurposes), granted: z.boolean(), version: z.string(), at: Instant }),
  ),
  waitingRequests: z.int(),
  unread: z.int(),
  hasStaffLogin: z.boolean(),
  createdAt: Instant,
})

export const people = {
  signIn: route({
    method: 'POST',
    path: '/api/session',
    may: 'anyone',
    keyed: false,
    limit: { count: 30, seconds: 60 },
    summary: '微信登录',
    input: z.strictObject({ code: line(200, 1), deviceId: DeviceId.optional(), privacyVersion: line(20).optional() }),
    output: SessionAnswer,
    errors: ['WECHAT_CODE_INVALID', 'WECHAT_CODE_USED', 'WECHAT_TOO_OFTEN', 'WECHAT_BUSY', 'WECHAT_UNREACHABLE'],
  }),
  /**
   * The device's repeat of the previous token within 10 s gets the same pair; any other use of an old token ends the
   * session.
   */
  refresh: route({
    method: 'POST',
    path: '/api/session/refresh',
    may: 'anyone',
    keyed: false,
    limit: { count: 120, seconds: 60 },
    summary: '换新令牌',
    input: z.strictObject({ refreshToken: line(300, 1), deviceId: DeviceId.optional() }),
    output: SessionAnswer,
    errors: ['SESSION_ENDED'],
  }),
  demoPersons: route({
    method: 'GET',
    path: '/api/people/demo',
    may: 'anyone',
    summary: '演示人物（仅演示环境）',
    input: z.strictObject({}),
    output: z.object({
      items: z.array(
        z.object({
          key: z.string(),
          personId: Id,
          displayName: z.string(),
          description: z.string(),
          roles: z.array(RoleName),
          loginName: z.string().nullable(),
        }),
      ),
    }),
  }),
  demoSignIn: route({
    method: 'POST',
    path: '/api/people/demo',
    may: 'anyone',
    keyed: false,
    limit: { count: 60, seconds: 60 },
    summary: '以演示人物登录（仅演示环境）',
    input: z.strictObject({ person: line(60, 1), deviceId: DeviceId.optional() }),
    output: SessionAnswer,
  }),
  signOut: route({
    method: 'POST',
    path: '/api/people/sign-out',
    may: 'signedIn',
    keyed: false,
    summary: '退出登录',
    input: z.strictObject({}),
    output: z.object({}),
  }),
  sessions: route({
    method: 'GET',
    path: '/api/people/sessions',
    may: 'signedIn',
    summary: '我的登录设备',
    input: z.strictObject({}),
    output: z.object({
      items: z.array(
        z.object({
          id: Id,
          kind: z.enum(['mini', 'console', 'demo']),
          device: z.string(),
          current: z.boolean(),
          createdAt: Instant,
          lastSeenAt: Instant,
        }),
      ),
    }),
  }),
  endSession: route({
    method: 'DELETE',
    path: '/api/people/sessions/:id',
    may: 'signedIn',
    keyed: false,
    summary: '让一台设备退出',
    input: z.strictObject({ id: Id }),
    output: z.object({}),
    errors: ['NOT_FOUND'],
  }),
  me: route({
    method: 'GET',
    path: '/api/people/me',
    may: 'signedIn',
    summary: '我的资料',
    input: z.strictObject({}),
    output: Me,
  }),
  updateMe: route({
    method: 'PUT',
    path: '/api/people/me',
    may: 'signedIn',
    keyed: false,
    summary: '修改昵称、长者模式、出生年份，给自己的住户起名',
    input: z.strictObject({
      displayName: line(20, 1).optional(),
      elderMode: ElderMode.optional(),
      birthYear: z.int().min(1900).max(2100).optional(),
      /** What the person calls one of their households, or one they act for; an empty name takes it away. */
      home: z.strictObject({ householdId: Id, name: line(8) }).optional(),
    }),
    output: Me,
    errors: ['PERSON_TOO_YOUNG', 'CONSENT_MISSING', 'NOT_FOUND'],
  }),
  typePhone: route({
    method: 'PUT',
    path: '/api/people/me/phone',
    may: 'signedIn',
    keyed: false,
    limit: { count: 10, seconds: 3600 },
    summary: '手工填写手机号（未验证）',
    input: z.strictObject({ phone: Phone }),
    output: Me,
    errors: ['CONSENT_MISSING', 'FRESH_SIGN_IN_REQUIRED'],
  }),
  bindPhone: route({
    method: 'POST',
    path: '/api/people/me/phone',
    may: 'signedIn',
    keyed: false,
    limit: { count: 10, seconds: 3600 },
    summary: '用微信验证手机号',
    input: z.strictObject({ code: line(200, 1) }),
    output: Me,
    errors: [
      'CONSENT_MISSING',
      'FRESH_SIGN_IN_REQUIRED',
      'WECHAT_CODE_INVALID',
      'WECHAT_CODE_USED',
      'WECHAT_BUSY',
      'WECHAT_UNREACHABLE',
      'WECHAT_TOO_OFTEN',
    ],
  }),
  /** Withdrawing is as easy as granting: the same route. */
  setConsent: route({
    method: 'PUT',
    path: '/api/people/me/consents',
    may: 'signedIn',
    keyed: false,
    summary: '同意或撤回一项用途',
    input: z.strictObject({ purpose: z.enum(consentPurposes), granted: z.boolean(), version: line(20, 1) }),
    output: Me,
    errors: ['CONSENT_VERSION_UNKNOWN'],
  }),
  consents: route({
    method: 'GET',
    path: '/api/people/me/consents',
    may: 'signedIn',
    summary: '我的授权记录',
    input: z.strictObject({ ...pageInput }),
    output: pageOf(
      z.object({ purpose: z.enum(consentPurposes), granted: z.boolean(), version: z.string(), at: Instant }),
    ),
  }),
  myData: route({
    method: 'GET',
    path: '/api/people/me/data',
    may: 'signedIn',
    answer: 'file',
    media: ['application/json'],
    limit: { count: 5, seconds: 3600 },
    summary: '下载我的数据（JSON）',
    input: z.strictObject({}),
    output: z.unknown(),
  }),
  /** Personal fields are erased; ledger and statistics stay under a pseudonym; every session ends. */
  deleteMe: route({
    method: 'POST',
    path: '/api/people/me/delete',
    may: 'signedIn',
    summary: '注销账户',
    input: z.strictObject({ confirm: z.literal('注销') }),
    output: z.object({}),
    errors: ['LAST_ADMINISTRATOR'],
  }),
  recordGuardianConsent: route({
    method: 'POST',
    path: '/api/people/:id/guardian-consent',
    may: ['communityWorker', 'teacher'],
    summary: '登记监护人同意（14–17岁）',
    /** `placeId`: where they live or learn, for someone who belongs to no household and has no consent yet. */
    input: z.strictObject({ id: Id, guardianName: line(20, 1), how: ConsentHow, placeId: Id.optional() }),
    output: z.object({}),
    errors: ['NOT_FOUND', 'DECIDES_OWN_CASE'],
  }),
  /** Exact number only: who is known in the asker's places, and elsewhere who has agreed to be found. Audited. */
  findByPhone: route({
    method: 'POST',
    path: '/api/people/find',
    may: ['communityWorker', 'subdistrictOfficer', 'enforcementOfficer', 'cityOfficer', 'administrator', 'dispatcher'],
    keyed: false,
    limit: { count: 60, seconds: 3600 },
    summary: '按手机号查人',
    input: z.strictObject({ phone: Phone }),
    /** Those whose number is verified come first; only they can be given a role, a household or a till. */
    output: z.object({
      items: z.array(z.object({ id: Id, name: z.string(), phone: z.string(), verified: z.boolean() })),
    }),
  }),
  /** Someone to call: for staff and crews in whose scope the person lives. Audited with the reason. */
  phoneOf: route({
    method: 'POST',
    path: '/api/people/:id/phone',
    may: ['communityWorker', 'subdistrictOfficer', 'dispatcher', 'cityOfficer'],
    keyed: false,
    limit: { count: 60, seconds: 3600 },
    summary: '查看完整手机号（留痕）',
    input: z.strictObject({ id: Id, reason: line(100, 2) }),
    output: z.object({ phone: z.string().nullable(), verified: z.boolean() }),
    errors: ['NOT_FOUND'],
  }),
} as const
