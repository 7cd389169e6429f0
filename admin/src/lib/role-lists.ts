// Lists of roles that several pages of the menu are shown to.
import type { Role } from '@shared/actors'
import type { May } from '@shared/contract'

/** Everybody who works in the console. */
export const everyone = [
  'dispatcher',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
  'communityWorker',
  'propertyManager',
  'auditor',
] as const
/** Who looks after the whole city. */
export const city = ['cityOfficer', 'administrator', 'auditor'] as const
/** Those whom a route names. */
export const named = (may: May): readonly Role[] =>
  typeof may === 'string' ? [] : may.filter((caller): caller is Role => caller !== 'link' && caller !== 'device')
