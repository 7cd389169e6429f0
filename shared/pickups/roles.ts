// Who handles the money of pickups, asked by the routes and by the console's menu. A system administrator, who can make
// accounts, has no part in it.
import type { Role } from '../actors'

/** Who publishes prices and decides contests about weights and fees. */
export const rulers = ['subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
/** Who writes down what was paid or given back. */
export const cashiers = ['dispatcher', 'subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
