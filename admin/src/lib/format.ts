// How instants and numbers are shown in the console: Shanghai time, units beside the number.
import { fullInstant, showInstant } from '@shared/time'

export { longDay, longMonth } from '@shared/time'
export { withCommas } from '@shared/units'

/** "2026-11-22 19:12" in Shanghai. */
export const fullTime = (iso: string | null): string => (iso ? fullInstant(new Date(iso)) : '—')
/** "11月22日 19:12" */
export const shortTime = (iso: string | null): string => (iso ? showInstant(new Date(iso)) : '—')
