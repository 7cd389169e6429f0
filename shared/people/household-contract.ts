// Households: the card and its code, ways in and out, requests decided by the community, acting for someone (代办).
// Invariants: an id outside the actor's scope answers NOT_FOUND; codes appear only in `code`, `cards` and `invite`,
// never in a keyed answer.
import { staffRoles, type Role } from '../actors'
import { countedPageOf, line, listInput, pageInput, pageOf, queryFlag, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { ConsentHow, HouseholdSummary, RoleName } from './contract'

import { AddressInput, requestStatuses, ProxyAnswer, Household, JoinRequest } from './household-views'

const Done = z.object({ householdId: Id })
const registrars = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'] as const
/** Who reads and prints codes of cards: not a system administrator, who has no part in anybody's points. */
export const cardKeepers = ['communityWorker', 'subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
/** Who sees that households are registered, their rooms hidden. */
export const registerReaders = staffRoles.filter((role) => role !== 'hauler')
/** Who looks a household up by its room: who keeps the register, and who books for those who ring up. */
export const roomSearchers = [...registrars, 'dispatcher'] as const satisfies readonly Role[]

export const households = {
  /**
   * By the card. A household with members gets a claim that they answer; one without takes in who knows its PIN; one
   * without either is for the community to decide. The answer and the request tell nothing of the address.
   */
  claim: route({
    method: 'POST',
    path: '/api/households/claim',
    may: 'signedIn',
    limit: { count: 5, seconds: 1800 },
    summary: '扫户卡认领',
    input: z.strictObject({
      id: Id,
      code: line(64, 8),
      /** Asked for by HOUSEHOLD_PIN_NEEDED. */
      pin: z
        .string()
        .regex(/^\d{6}$/, '卡密码是6位数字')
        .optional(),
    }),
    output: z.object({
      outcome: z.enum(['joined', 'waiting']),
      householdId: Id.nullable(),
      requestId: Id.nullable(),
      dueOn: Day.nullable(),
    }),
    errors: [
      'HOUSEHOLD_CODE_UNKNOWN',
      'HOUSEHOLD_CODE_REVOKED',
      'HOUSEHOLD_CODE_IS_LABEL',
      'HOUSEHOLD_PIN_NEEDED',
      'HOUSEHOLD_PIN_LOCKED',
      'REWARD_PIN_WRONG',
      'DECIDES_OWN_CASE',
      'HOUSEHOLD_ALREADY_MEMBER',
      'HOUSEHOLD_TOO_MANY',
      'REQUEST_WAITING',
      'REQUEST_TOO_MANY',
      'CONSENT_MISSING',
      'GUARDIAN_CONSENT_MISSING',
    ],
  }),
  /** Not keyed: the client's `id` makes it repeatable, and the code is never stored in the clear. */
  invite: route({
    method: 'POST',
    path: '/api/households/:householdId/invitations',
    may: 'signedIn',
    keyed: false,
    limit: { count: 20, seconds: 3600 },
    summary: '邀请家人加入或代办',
    input: z.strictObject({
      householdId: Id,
      id: Id,
      kind: z.enum(['member', 'proxy']),
      asGuardian: z.boolean().optional(),
      proxyUntil: Day.optional(),
    }),
    output: z.object({ id: Id, code: z.string(), expiresAt: Instant }),
    errors: ['NOT_FOUND', 'HOUSEHOLD_FULL'],
  }),
  accept: route({
    method: 'POST',
    path: '/api/households/accept',
    may: 'signedIn',
    limit: { count: 10, seconds: 600 },
    summary: '接受邀请',
    input: z.strictObject({ code: line(40, 8) }),
    output: z.object({ householdId: Id, kind: z.enum(['member', 'proxy']) }),
    errors: [
      'INVITATION_UNKNOWN',
      'INVITATION_EXPIRED',
      'HOUSEHOLD_ALREADY_MEMBER',
      'HOUSEHOLD_FULL',
      'HOUSEHOLD_TOO_MANY',
      'CONSENT_MISSING',
      'GUARDIAN_CONSENT_MISSING',
    ],
  }),
  ask: route({
    method: 'POST',
    path: '/api/households/requests',
    may: 'signedIn',
    limit: { count: 10, seconds: 3600 },
    summary: '申请加入（社区审核）',
    input: z.strictObject({ id: Id, ...AddressInput, note: text(100) }),
    output: z.object({ requestId: Id }),
    errors: [
      'NOT_FOUND',
      'HOUSEHOLD_ADDRESS_INVALID',
      'REQUEST_WAITING',
      'HOUSEHOLD_TOO_MANY',
      'CONSENT_MISSING',
      'GUARDIAN_CONSENT_MISSING',
    ],
  }),
  myRequests: route({
    method: 'GET',
    path: '/api/households/requests/mine',
    may: 'signedIn',
    summary: '我的申请',
    input: z.strictObject({ ...pageInput }),
    output: pageOf(JoinRequest),
  }),
  requests: route({
    method: 'GET',
    path: '/api/households/requests',
    may: [...registrars, 'auditor'],
    summary: '待审核的入户申请',
    input: z.strictObject({
      ...listInput('-id', 'id'),
      status: z.enum(requestStatuses).optional(),
      placeId: Id.optional(),
    }),
    output: countedPageOf(JoinRequest),
  }),
  decide: route({
    method: 'POST',
    path: '/api/households/requests/:id/decision',
    may: registrars,
    summary: '审核入户申请',
    input: z.strictObject({
      id: Id,
      decision: z.enum(['approve', 'refuse']),
      reason: line(100, 2),
      /** The former members have moved out: their access ends at once. */
      moveOutOthers: z.boolean().optional(),
    }),
    output: z.object({ requestId: Id, status: z.enum(requestStatuses) }),
    errors: ['NOT_FOUND', 'REQUEST_CLOSED', 'DECIDES_OWN_CASE', 'HOUSEHOLD_FULL', 'HOUSEHOLD_TOO_MANY'],
  }),
  /**
   * For a claimed household without members: starts the days to object, once; the slip to put to the door is `slip`.
   */
  printSlip: route({
    method: 'POST',
    path: '/api/households/requests/:id/slip',
    may: registrars,
    keyed: false,
    summary: '开始认领公示（之后打印门上通知）',
    input: z.strictObject({ id: Id }),
    output: z.object({ requestId: Id, slipOn: Day, objectBy: Day }),
    errors: ['NOT_FOUND', 'REQUEST_CLOSED', 'HOUSEHOLD_SLIP_NOT_NEEDED', 'DECIDES_OWN_CASE'],
  }),
  slip: route({
    method: 'GET',
    path: '/api/households/requests/:id/slip',
    may: registrars,
    summary: '门上通知（认领公示）',
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'REQUEST_CLOSED', 'HOUSEHOLD_SLIP_NOT_NEEDED', 'PAPER_GLYPH_MISSING'],
  }),
  /** By a member of the claimed household: live together, hand over (all former members leave), or refuse. */
  answerClaim: route({
    method: 'POST',
    path: '/api/households/requests/:id/answer',
    may: 'signedIn',
    summary: '答复认领申请',
    input: z.strictObject({ id: Id, answer: z.enum(['join', 'handOver', 'refuse']) }),
    output: z.object({ requestId: Id, status: z.enum(requestStatuses) }),
    errors: ['NOT_FOUND', 'REQUEST_CLOSED', 'HOUSEHOLD_FULL'],
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/households/requests/:id/withdraw',
    may: 'signedIn',
    summary: '撤回申请',
    input: z.strictObject({ id: Id }),
    output: z.object({ requestId: Id, status: z.enum(requestStatuses) }),
    errors: ['NOT_FOUND', 'REQUEST_CLOSED'],
  }),
  mine: route({
    method: 'GET',
    path: '/api/households/mine',
    may: 'signedIn',
    summary: '我的住户',
    input: z.strictObject({}),
    output: z.object({ items: z.array(HouseholdSummary) }),
  }),
  list: route({
    method: 'GET',
    path: '/api/households',
    may: [...registerReaders],
    summary: '住户列表（本人辖区）',
    /**
     * `room` only for those who may know which household lives behind a door; looking one up is audited. Within a place
     * and without a `sort` door by door.
     */
    input: z.strictObject({
      ...listInput('id', '-id'),
      placeId: Id.optional(),
      building: line(20).optional(),
      unit: line(20).optional(),
      room: line(20).optional(),
      cardOnly: queryFlag().optional(),
    }),
    output: countedPageOf(
      z.object({
        id: Id,
        placeId: Id,
        placeName: z.string(),
        label: z.string(),
        memberCount: z.int(),
        codeIssuedAt: Instant.nullable(),
      }),
    ),
    errors: ['NOT_ALLOWED'],
  }),
  detail: route({
    method: 'GET',
    path: '/api/households/:id',
    may: 'signedIn',
    summary: '住户详情',
    input: z.strictObject({ id: Id }),
    output: Household,
    errors: ['NOT_FOUND'],
  }),
  create: route({
    method: 'POST',
    path: '/api/households',
    may: registrars,
    summary: '登记住户（户卡户）',
    input: z.strictObject({ id: Id, ...AddressInput }),
    output: Done,
    errors: ['NOT_FOUND', 'HOUSEHOLD_ADDRESS_INVALID', 'HOUSEHOLD_ADDRESS_TAKEN'],
  }),
  leave: route({
    method: 'POST',
    path: '/api/households/:id/leave',
    may: 'signedIn',
    summary: '搬出、退出住户',
    input: z.strictObject({ id: Id }),
    output: Done,
    errors: ['NOT_FOUND', 'HOUSEHOLD_OWNER_LEAVES'],
  }),
  transfer: route({
    method: 'POST',
    path: '/api/households/:id/owner',
    may: 'signedIn',
    summary: '转让户主',
    input: z.strictObject({ id: Id, personId: Id }),
    output: Done,
    errors: ['NOT_FOUND', 'HOUSEHOLD_NOT_MEMBER'],
  }),
  removeMember: route({
    method: 'POST',
    path: '/api/households/:id/members/:personId/remove',
    may: 'signedIn',
    summary: '移出成员',
    input: z.strictObject({ id: Id, personId: Id, reason: line(100, 2) }),
    output: Done,
    errors: ['NOT_FOUND', 'HOUSEHOLD_NOT_MEMBER', 'HOUSEHOLD_OWNER_LEAVES', 'DECIDES_OWN_CASE'],
  }),
  code: route({
    method: 'GET',
    path: '/api/households/:id/code',
    may: 'signedIn',
    summary: '户码（二维码内容和 8位手输码）',
    input: z.strictObject({ id: Id }),
    output: z.object({ token: z.string(), typed: z.string(), issuedAt: Instant }),
    errors: ['NOT_FOUND'],
  }),
  reissueCode: route({
    method: 'POST',
    path: '/api/households/:id/code',
    may: 'signedIn',
    limit: { count: 10, seconds: 3600 },
    summary: '换发户码（旧码停用）',
    /** `which`: the card, unless the labels for bags. */
    input: z.strictObject({ id: Id, reason: line(100, 2), which: z.enum(['card', 'bag']).optional() }),
    output: z.object({ issuedAt: Instant }),
    errors: ['NOT_FOUND', 'DECIDES_OWN_CASE'],
  }),
  /** Somebody without a household in the asker's places: who asked to join one there, or works there. Audited. */
  person: route({
    method: 'GET',
    path: '/api/people/:id/page',
    may: roomSearchers,
    limit: { count: 120, seconds: 600 },
    summary: '一个人（查看留痕）',
    input: z.strictObject({ id: Id }),
    output: z.object({
      id: Id,
      /** Masked, but for staff. */
      name: z.string(),
      verified: z.boolean(),
      since: Instant,
      households: z.array(z.object({ id: Id, label: z.string() })),
      requests: z.array(z.object({ id: Id, label: z.string(), status: z.enum(requestStatuses), at: Instant })),
      roles: z.array(z.object({ role: RoleName, placeName: z.string(), until: Instant.nullable() })),
    }),
    errors: ['NOT_FOUND'],
  }),
  /** Finds a household by card at the community desk. */
  lookup: route({
    method: 'POST',
    path: '/api/households/lookup',
    may: [...registrars, 'propertyManager', 'dispatcher'],
    keyed: false,
    limit: { count: 60, seconds: 600 },
    summary: '按户码查住户',
    input: z.strictObject({ code: line(64, 8) }),
    output: z.object({ householdId: Id, placeId: Id, label: z.string(), cardOnly: z.boolean() }),
    errors: ['HOUSEHOLD_CODE_UNKNOWN', 'HOUSEHOLD_CODE_REVOKED', 'HOUSEHOLD_CODE_IS_LABEL'],
  }),
  cards: route({
    method: 'GET',
    path: '/api/households/cards',
    may: cardKeepers,
    limit: { count: 60, seconds: 3600 },
    stepUp: true,
    summary: '户卡或投放袋标签（打印后剪开，按楼栋单元排列）',
    /** `bag`: the code for the household's bags, which logs a drop-off and nothing else. */
    input: z.strictObject({ placeId: Id, building: line(20).optional(), which: z.enum(['card', 'bag']) }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'PAPER_TOO_LONG', 'PAPER_GLYPH_MISSING'],
  }),
  /** `id` is the duplicate; it is closed and everything moves to `intoId`. */
  merge: route({
    method: 'POST',
    path: '/api/households/:id/merge',
    may: registrars,
    stepUp: true,
    summary: '合并重复住户',
    input: z.strictObject({ id: Id, intoId: Id, reason: line(100, 2) }),
    output: Done,
    errors: ['NOT_FOUND', 'HOUSEHOLD_MERGE_REFUSED', 'HOUSEHOLD_FULL', 'DECIDES_OWN_CASE'],
  }),
  recordProxy: route({
    method: 'POST',
    path: '/api/households/:householdId/proxies',
    may: registrars,
    summary: '登记代办人',
    /** `until`: at most a year ahead; `note`: who said so, and how it was made sure. */
    input: z.strictObject({ householdId: Id, id: Id, personId: Id, how: ConsentHow, until: Day, note: line(100, 2) }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'INPUT_INVALID', 'DECIDES_OWN_CASE', 'PHONE_NOT_VERIFIED'],
  }),
  proxied: route({
    method: 'GET',
    path: '/api/households/proxied',
    may: 'signedIn',
    summary: '我代办的住户',
    input: z.strictObject({}),
    output: z.object({ items: z.array(ProxyAnswer) }),
  }),
  revokeProxy: route({
    method: 'POST',
    path: '/api/households/proxies/:id/revoke',
    may: 'signedIn',
    summary: '取消代办',
    input: z.strictObject({ id: Id }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND'],
  }),
} as const
