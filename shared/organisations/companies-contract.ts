// Property companies for the forms of places: organisations of that kind, with how many compounds each manages. They
// are written where organisations are.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { readerRoles } from '../places/rules'
import * as z from '../z'

export const CompanyRow = z.object({
  id: Id,
  name: z.string(),
  creditCode: z.string().nullable(),
  phone: z.string().nullable(),
  placeId: Id,
  status: z.enum(['active', 'archived']),
  compounds: z.int(),
  revision: z.int(),
  mayEdit: z.boolean(),
})
export const companies = {
  list: route({
    method: 'GET',
    path: '/api/places/companies',
    may: readerRoles,
    input: z.strictObject({ q: line(40).optional(), ...listInput('name', '-name') }),
    output: countedPageOf(CompanyRow),
    summary: '物业公司',
  }),
} as const
