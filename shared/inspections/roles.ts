// Who does what in inspections. Those who arrange and judge are of the district or city: a subdistrict is itself
// ranked.
import type { Role } from '../actors'

/** Score on site. 路长 only on their own stretch, and never drawn. */
export const scorers = ['inspector', 'roadChief'] as const satisfies readonly Role[]
/** Draw, choose between two phones, correct, dismiss findings, see how strict each inspector is. */
export const leads = ['enforcementOfficer', 'cityOfficer'] as const satisfies readonly Role[]
/** Write and put in force what a form asks. */
export const formKeepers = ['cityOfficer'] as const satisfies readonly Role[]
/** See that a finding is mended and say so. */
export const menders = ['communityWorker', 'propertyManager'] as const satisfies readonly Role[]
/** Say whether it is mended. */
export const checkers = ['inspector', ...leads] as const satisfies readonly Role[]
/** See finished visits and findings of their area. */
export const readers = [
  ...leads,
  'inspector',
  ...menders,
  'subdistrictOfficer',
  'administrator',
  'auditor',
] as const satisfies readonly Role[]
/** See also where somebody will go: nobody who is inspected is among them. */
export const planReaders = [...leads, 'administrator', 'auditor'] as const satisfies readonly Role[]
/** Send findings to a company by link. */
export const forwarders = ['communityWorker', 'subdistrictOfficer', ...leads] as const satisfies readonly Role[]
