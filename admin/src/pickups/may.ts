// Which roles the pages of pickups offer what to. Whether it is allowed here and now, the server decides.
import type { Role } from '@shared/actors'

export { useHasRole } from '@/lib/me'
export { rulers as RULERS } from '@shared/pickups/roles'

export const OFFICE = [
  'dispatcher',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
/** Who prints a run's sheet: it shows addresses and contacts in full. */
export const SHEETS = ['dispatcher', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
/** Who books for residents; a property company books for its bulky site alone. */
export const AGENTS = ['communityWorker', ...OFFICE] as const satisfies readonly Role[]
