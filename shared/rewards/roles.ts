// Which roles do what in redeeming points, asked by the routes and by the console's menu.
import type { Role } from '../actors'

/** Who serves people without a phone. */
export const rewardDesks = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
/** Who manages goods, shops and stock, and decides disputes, flags and nicknames. */
export const rewardManagers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
export const rewardSigners = ['cityOfficer'] as const satisfies readonly Role[]
export const rewardReaders = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
