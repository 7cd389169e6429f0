// Which roles do what with runs, asked by the routes, by the operations and by the console. The board is that of those
// who run the rounds (pickups/roles.ts).
import type { Role } from '../actors'
import { dispatchers } from '../pickups/roles'

/** Logs what happened at the doors and on the scales; dispatchers enter what stands on the printed sheet. */
export const loggers = ['crew', ...dispatchers] as const satisfies readonly Role[]
/** Prints a run's sheet. */
export const sheetReaders = ['crew', 'dispatcher', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
/** Looks into loads that were logged as mixed. */
export const loadInspectors = [
  'communityWorker',
  'inspector',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
export const loadReaders = [...loadInspectors, 'dispatcher', 'auditor'] as const satisfies readonly Role[]
