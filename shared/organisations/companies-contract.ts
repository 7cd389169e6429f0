// Property companies for the forms of places: organisations of that kind, with how many compounds each manages.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { readerRoles } from '../places/rules'
import * as z from '../z'
import { BusinessPhone, CreditCode } from './contract'
import { organisationKeepers } from './rules'

const Revision = z.int().min(0)
export const CompanyRow = z.object({
  id: Id,
  name: z.string(),
  creditCode: z.string().nullable(),
  phone: z.string().nullable(),
  placeId: Id,
  status: z.enum(['active', 'archived']),
  compounds: z.int(),
  revision: Revision,
  mayEdit: z.boolean(),
})
const companyFields = {
  name: line(40, 2),
  creditCode: CreditCode.nullable().optional(),
  phone: BusinessPhone.nullable().optional(),
}

export const companies = {
  list: route({
    method: 'GET',
    path: '/api/places/companies',
    may: readerRoles,
    input: z.strictObject({ q: line(40).optional(), ...listInput('name', '-name') }),
    output: countedPageOf(CompanyRow),
    summary: '物业公司',
  }),
  create: route({
    method: 'POST',
    path: '/api/places/companies',
    may: organisationKeepers,
    input: z.strictObject({ id: Id, placeId: Id, ...companyFields }),
    output: CompanyRow,
    errors: ['NOT_FOUND', 'ORGANISATION_NAME_TAKEN', 'ORGANISATION_CODE_TAKEN'],
    summary: '新增物业公司',
  }),
  update: route({
    method: 'PUT',
    path: '/api/places/companies/:id',
    may: organisationKeepers,
    input: z.strictObject({ id: Id, revision: Revision, ...companyFields }),
    output: CompanyRow,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'ORGANISATION_NAME_TAKEN', 'ORGANISATION_CODE_TAKEN'],
    summary: '修改物业公司',
  }),
  archive: route({
    method: 'POST',
    path: '/api/places/companies/:id/archive',
    may: organisationKeepers,
    input: z.strictObject({ id: Id, reason: line(100, 2) }),
    output: CompanyRow,
    errors: ['NOT_FOUND', 'ORGANISATION_IN_USE', 'WRONG_STATE'],
    summary: '停用物业公司',
  }),
} as const
