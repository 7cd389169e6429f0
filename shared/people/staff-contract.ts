// Staff: signing in to the console, their logins, and the roles that are granted for a place.
// Invariants: routes with passwords or TOTP secrets are not keyed; the console's refresh token travels only in an
// HttpOnly cookie.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { RoleName } from './contract'

export const LoginName = z.string().regex(/^[a-z][a-z0-9._-]{2,31}$/, '登录名用3–32个小写字母、数字')
/**
 * 12 to 128 characters, no other composition rule (NIST SP 800-63B §5.1.1.2); common ones are refused by the server.
 */
export const Password = z.string().min(12, '密码至少12个字符').max(128, '密码最多128个字符')
export const TotpCode = z.string().regex(/^\d{6}$/, '请填6位数字')

export const ConsoleSession = z.object({ personId: Id, accessToken: z.string(), accessExpiresAt: Instant })
export const StaffMember = z.object({
  personId: Id,
  displayName: z.string(),
  loginName: z.string(),
  disabled: z.boolean(),
  mustChange: z.boolean(),
  hasTotp: z.boolean(),
  lastSignInAt: Instant.nullable(),
  roles: z.array(RoleName),
})
export const RoleGrant = z.object({
  id: Id,
  personId: Id,
  name: z.string(),
  role: RoleName,
  placeId: Id,
  placeName: z.string(),
  grantedAt: Instant,
  grantedBy: z.string(),
  expiresAt: Instant.nullable(),
  reason: z.string(),
  allowed: z.array(z.enum(['revoke'])),
})

export const staff = {
  /** One form in steps: each answer says which field is asked next; the earlier fields are sent again. */
  signIn: route({
    method: 'POST',
    path: '/api/people/staff/sign-in',
    may: 'anyone',
    keyed: false,
    limit: { count: 30, seconds: 60 },
    summary: '管理台登录',
    input: z.strictObject({
      loginName: line(64, 1),
      password: z.string().min(1).max(128),
      code: TotpCode.optional(),
      newPassword: Password.optional(),
    }),
    output: z.discriminatedUnion('step', [
      z.object({ step: z.literal('signedIn'), session: ConsoleSession }),
      z.object({ step: z.literal('changePassword') }),
      z.object({ step: z.literal('enrolTotp'), secret: z.string(), uri: z.string() }),
      z.object({ step: z.literal('enterTotp') }),
    ]),
    errors: ['STAFF_SIGN_IN_WRONG', 'STAFF_CODE_WRONG', 'PASSWORD_TOO_COMMON', 'PASSWORD_UNCHANGED'],
  }),
  refresh: route({
    method: 'POST',
    path: '/api/people/staff/refresh',
    may: 'anyone',
    keyed: false,
    limit: { count: 120, seconds: 60 },
    summary: '管理台换新令牌',
    input: z.strictObject({}),
    output: ConsoleSession,
    errors: ['SESSION_ENDED'],
  }),
  changePassword: route({
    method: 'PUT',
    path: '/api/people/staff/password',
    may: 'signedIn',
    keyed: false,
    limit: { count: 10, seconds: 600 },
    summary: '修改自己的密码',
    input: z.strictObject({ current: z.string().min(1).max(128), next: Password }),
    output: z.object({}),
    errors: ['STAFF_SIGN_IN_WRONG', 'PASSWORD_TOO_COMMON', 'PASSWORD_UNCHANGED'],
  }),
  /** A fresh TOTP code for the next 10 minutes of exports, publications and corrections. */
  stepUp: route({
    method: 'POST',
    path: '/api/people/staff/step-up',
    may: 'signedIn',
    keyed: false,
    limit: { count: 10, seconds: 600 },
    summary: '再次验证身份',
    input: z.strictObject({ code: TotpCode }),
    output: z.object({ until: Instant }),
    errors: ['STAFF_CODE_WRONG'],
  }),
  list: route({
    method: 'GET',
    path: '/api/people/staff',
    may: ['administrator', 'auditor'],
    summary: '工作人员账号',
    input: z.strictObject({ ...listInput('name', '-name', 'id', '-id') }),
    output: countedPageOf(StaffMember),
  }),
  create: route({
    method: 'POST',
    path: '/api/people/staff',
    may: ['administrator'],
    stepUp: true,
    keyed: false,
    summary: '新建工作人员账号（首次登录须改密码）',
    input: z.strictObject({
      id: Id,
      displayName: line(20, 1),
      loginName: LoginName,
      password: Password,
      role: RoleName,
      placeId: Id,
      until: Day.optional(),
    }),
    output: z.object({ personId: Id }),
    errors: ['LOGIN_NAME_TAKEN', 'PASSWORD_TOO_COMMON', 'NOT_FOUND', 'ROLE_NOT_GRANTABLE'],
  }),
  resetPassword: route({
    method: 'PUT',
    path: '/api/people/staff/:personId/password',
    may: ['administrator'],
    stepUp: true,
    keyed: false,
    summary: '重设密码（下次登录须改密码）',
    input: z.strictObject({ personId: Id, password: Password, resetTotp: z.boolean().optional() }),
    output: z.object({}),
    errors: ['NOT_FOUND', 'PASSWORD_TOO_COMMON', 'DECIDES_OWN_CASE'],
  }),
  setDisabled: route({
    method: 'PUT',
    path: '/api/people/staff/:personId/disabled',
    may: ['administrator'],
    stepUp: true,
    keyed: false,
    summary: '停用或恢复账号',
    input: z.strictObject({ personId: Id, disabled: z.boolean(), reason: line(100, 2) }),
    output: z.object({}),
    errors: ['NOT_FOUND', 'LAST_ADMINISTRATOR'],
  }),
  grants: route({
    method: 'GET',
    path: '/api/people/grants',
    may: ['administrator', 'subdistrictOfficer', 'cityOfficer', 'auditor'],
    summary: '身份授予记录',
    input: z.strictObject({
      ...listInput('-id', 'id'),
      role: RoleName.optional(),
      placeId: Id.optional(),
      personId: Id.optional(),
    }),
    output: countedPageOf(RoleGrant),
  }),
  grantRole: route({
    method: 'POST',
    path: '/api/people/grants',
    may: ['administrator', 'subdistrictOfficer'],
    stepUp: true,
    summary: '授予身份',
    input: z.strictObject({
      id: Id,
      personId: Id,
      role: RoleName,
      placeId: Id,
      until: Day.optional(),
      reason: line(100, 2),
    }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'ROLE_NOT_GRANTABLE', 'ROLE_ALREADY_GRANTED', 'PHONE_NOT_VERIFIED', 'DECIDES_OWN_CASE'],
  }),
  revokeRole: route({
    method: 'POST',
    path: '/api/people/grants/:id/revoke',
    may: ['administrator', 'subdistrictOfficer'],
    stepUp: true,
    summary: '收回身份',
    input: z.strictObject({ id: Id, reason: line(100, 2) }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'ROLE_NOT_GRANTABLE', 'LAST_ADMINISTRATOR'],
  }),
} as const
