// Whether the person has one of some roles at all: what a page offers. Whether it is allowed here and now, the server decides.
import { people } from '@shared/people/contract'
import type { Role } from '@shared/actors'
import { useRead } from '@/lib/query'

export const OFFICE = ['dispatcher', 'subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
export const RULERS = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
/** Who prints a run's sheet: it shows addresses and contacts in full. */
export const SHEETS = ['dispatcher', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
/** Who books for residents; a property company books for its bulky site alone. */
export const AGENTS = ['communityWorker', ...OFFICE] as const satisfies readonly Role[]

export function useHasRole(roles: readonly Role[]): boolean {
  const me = useRead(people.me, {})
  return me.data?.roles.some((role) => roles.includes(role)) ?? false
}
