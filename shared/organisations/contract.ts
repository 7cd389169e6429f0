// Organisations: the register of companies, schools, restaurants, haulers and assessing bodies, and who belongs to them
// from when until when.
import { countedPageOf, line, listInput, pageInput, queryFlag, route } from '../contract'
import { Id } from '../ids'
import { Day } from '../time'
import { plainPhone } from '../phones'
import * as z from '../z'
import { isCreditCode, organisationKeepers, organisationReaders } from './rules'
import { affiliationRoles, organisationKinds, organisationStandings } from './vocabulary'

const OrganisationKind = z.enum(organisationKinds)
const OrganisationStanding = z.enum(organisationStandings)
const AffiliationRole = z.enum(affiliationRoles)
export const CreditCode = z.string().refine(isCreditCode, '统一社会信用代码不对，请核对 18位和最后一位校验码')
export const BusinessPhone = z
  .string()
  .max(40)
  .overwrite(plainPhone)
  .regex(/^[0-9-]{5,20}$/, '电话只能有数字和横线')
const Reason = line(100, 2)
const Revision = z.int().min(0)

export const OrganisationRow = z.object({
  id: Id,
  name: z.string(),
  kinds: z.array(OrganisationKind),
  creditCode: z.string().nullable(),
  placeId: Id,
  placeName: z.string(),
  phone: z.string().nullable(),
  standing: OrganisationStanding,
  endedOn: Day.nullable(),
  /** It was registered twice and is part of this one now. */
  mergedInto: z.object({ id: Id, name: z.string() }).nullable(),
  /** People who belong to it today. */
  people: z.int(),
  revision: Revision,
  mayKeep: z.boolean(),
})
export type OrganisationRow = z.infer<typeof OrganisationRow>

export const AffiliationRow = z.object({
  id: Id,
  personId: Id,
  /** Masked for those who only read the register. */
  name: z.string(),
  role: AffiliationRole,
  from: Day,
  until: Day.nullable(),
  isCurrent: z.boolean(),
  allowed: z.array(z.enum(['end'])),
})
export type AffiliationRow = z.infer<typeof AffiliationRow>

const fields = {
  name: line(40, 2),
  kinds: z.array(OrganisationKind).min(1, '至少选一种').max(6),
  creditCode: CreditCode.nullable(),
  phone: BusinessPhone.nullable(),
  placeId: Id,
}

/** An organisation that somebody belongs to today: what they may act for. */
export const OwnOrganisation = z.object({
  id: Id,
  name: z.string(),
  kinds: z.array(OrganisationKind),
  /** "柳湾街道" */
  placeName: z.string(),
  /** As what; who is written down twice at once is told of the first. */
  role: AffiliationRole,
  from: Day,
  until: Day.nullable(),
})
export type OwnOrganisation = z.infer<typeof OwnOrganisation>

export const organisations = {
  mine: route({
    method: 'GET',
    path: '/api/me/organisations',
    may: 'signedIn',
    input: z.strictObject({}),
    output: z.object({ items: z.array(OwnOrganisation) }),
    summary: '我所在的在册单位（可代表它办事）',
  }),
  list: route({
    method: 'GET',
    path: '/api/organisations',
    may: organisationReaders,
    input: z.strictObject({
      ...listInput('-createdAt', 'createdAt', 'name', '-name'),
      q: line(40).optional(),
      kind: OrganisationKind.optional(),
      standing: OrganisationStanding.optional(),
      placeId: Id.optional(),
    }),
    output: countedPageOf(OrganisationRow),
    errors: ['NOT_FOUND'],
    summary: '单位名录（本片区）',
  }),
  /** For choosing one in a form: the whole city's, since a chain or a hauler may be registered elsewhere. */
  names: route({
    method: 'GET',
    path: '/api/organisations/names',
    may: organisationReaders,
    input: z.strictObject({ q: line(40).optional(), kind: OrganisationKind.optional() }),
    output: z.object({ items: z.array(z.object({ id: Id, name: z.string() })) }),
    summary: '按名称找在册单位（全市，最多20个）',
  }),
  get: route({
    method: 'GET',
    path: '/api/organisations/:id',
    may: organisationReaders,
    input: z.strictObject({ id: Id }),
    output: OrganisationRow,
    errors: ['NOT_FOUND'],
    summary: '一个单位',
  }),
  create: route({
    method: 'POST',
    path: '/api/organisations',
    may: organisationKeepers,
    input: z.strictObject({ id: Id, ...fields }),
    output: OrganisationRow,
    errors: ['NOT_FOUND', 'ORGANISATION_NAME_TAKEN', 'ORGANISATION_CODE_TAKEN'],
    summary: '登记单位',
  }),
  update: route({
    method: 'PUT',
    path: '/api/organisations/:id',
    may: organisationKeepers,
    input: z.strictObject({ id: Id, revision: Revision, ...fields }),
    output: OrganisationRow,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'ORGANISATION_NAME_TAKEN', 'ORGANISATION_CODE_TAKEN'],
    summary: '修改单位',
  }),
  end: route({
    method: 'POST',
    path: '/api/organisations/:id/end',
    may: organisationKeepers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: OrganisationRow,
    errors: ['NOT_FOUND', 'ORGANISATION_IN_USE', 'WRONG_STATE'],
    summary: '停用单位（人员登记到当天为止）',
  }),
  reopen: route({
    method: 'POST',
    path: '/api/organisations/:id/reopen',
    may: organisationKeepers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: OrganisationRow,
    errors: ['NOT_FOUND', 'ORGANISATION_NAME_TAKEN', 'ORGANISATION_CODE_TAKEN', 'WRONG_STATE'],
    summary: '恢复单位（人员要重新登记）',
  }),
  merge: route({
    method: 'POST',
    path: '/api/organisations/:id/merge',
    may: organisationKeepers,
    stepUp: true,
    /** `id` goes, `intoId` stays; `revision` is that of the one that goes. */
    input: z.strictObject({ id: Id, intoId: Id, revision: Revision, reason: Reason }),
    output: OrganisationRow,
    errors: [
      'NOT_FOUND',
      'CHANGED_MEANWHILE',
      'DECIDES_OWN_CASE',
      'ORGANISATION_CODES_DIFFER',
      'ORGANISATION_ENDED',
      'WRONG_STATE',
    ],
    summary: '重复登记的单位并入另一个（人员、小区、线路、兑换点一起转过去）',
  }),
  people: route({
    method: 'GET',
    path: '/api/organisations/:id/people',
    may: organisationReaders,
    input: z.strictObject({ id: Id, ...pageInput, former: queryFlag().optional() }),
    output: countedPageOf(AffiliationRow),
    errors: ['NOT_FOUND'],
    summary: '单位的人员（现在的，或连同以前的；查看留痕）',
  }),
  addPerson: route({
    method: 'POST',
    path: '/api/organisations/:organisationId/people',
    may: organisationKeepers,
    input: z.strictObject({
      id: Id,
      organisationId: Id,
      personId: Id,
      role: AffiliationRole,
      from: Day,
      until: Day.nullable(),
    }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'ORGANISATION_ENDED', 'AFFILIATION_OVERLAPS', 'AFFILIATION_DAYS_WRONG', 'DECIDES_OWN_CASE'],
    summary: '登记人员（从哪天起，到哪天）',
  }),
  endPerson: route({
    method: 'POST',
    path: '/api/organisations/people/:id/end',
    may: organisationKeepers,
    input: z.strictObject({ id: Id, until: Day, reason: Reason }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'AFFILIATION_DAYS_WRONG', 'DECIDES_OWN_CASE', 'WRONG_STATE'],
    summary: '结束人员登记（最后一天，写明原因）',
  }),
} as const
