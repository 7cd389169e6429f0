// Which roles do what with booked pickups, asked by the routes, by the operations and by the console.
import type { Role } from '../actors'

/** Runs the rounds of a place: capacity, bookings. */
export const dispatchers = [
  'dispatcher',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
/**
 * Publishes prices and decides contests about weights and fees; a system administrator, who can make accounts, has no
 * part in money.
 */
export const rulers = ['subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
/** Writes down what was paid or given back. */
export const cashiers = ['dispatcher', 'subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
/** Verifies what entitles a household to help or a lower price; nobody else sees it. */
export const verifiers = ['communityWorker', 'subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
export const readers = [...dispatchers, 'communityWorker', 'auditor'] as const satisfies readonly Role[]
/** Books for residents at the counter or by telephone. */
export const agents = ['communityWorker', ...dispatchers] as const satisfies readonly Role[]
/** Finds a booking by the whole number of a telephone: who answers those who ring up. */
export const phoneSearchers = agents
/** Books for a compound's bulky site. */
export const siteAgents = ['propertyManager', ...agents] as const satisfies readonly Role[]
/** Who sees bookings: a property manager those of the sites of its compounds alone. */
export const bookingReaders = ['propertyManager', ...readers] as const satisfies readonly Role[]
