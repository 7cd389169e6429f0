// Error codes of the feature places.
import type { ErrorTable } from '../error-kinds'

export const placesErrors = {
} as const satisfies ErrorTable
