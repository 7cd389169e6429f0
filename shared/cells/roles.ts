// Who does what in cells. Reviewing papers is for the subdistrict and the city; arranging visits, accepting and titling
// for the city or district alone, since a subdistrict's own places are judged.
import type { Role } from '../actors'

export const reviewers = ['subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
export const leads = ['cityOfficer'] as const satisfies readonly Role[]
/** See applications of their area. */
export const readers = [...reviewers, 'administrator', 'auditor'] as const satisfies readonly Role[]
export const assessors = ['assessor'] as const satisfies readonly Role[]
/** Apply for places of their community. */
export const placeApplicants = ['communityWorker'] as const satisfies readonly Role[]
