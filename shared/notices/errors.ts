// Error codes of the feature notices.
import type { ErrorTable } from '../error-kinds'

export const noticesErrors = {
} as const satisfies ErrorTable
