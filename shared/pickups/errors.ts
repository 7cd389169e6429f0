// Error codes of the feature pickups.
import type { ErrorTable } from '../error-kinds'

export const pickupsErrors = {
} as const satisfies ErrorTable
