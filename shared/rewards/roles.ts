// Which roles do what in redeeming points, asked by the routes and by the console's menu. A system administrator, who
// can make accounts, has no part in money and reads only.
import type { Role } from '../actors'

/** Who serves people without a phone. */
export const rewardDesks = ['communityWorker', 'subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
/** Who manages goods, shops and stock. */
export const rewardManagers = ['subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
export const rewardSigners = ['cityOfficer'] as const satisfies readonly Role[]
export const rewardReaders = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
