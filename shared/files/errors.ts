// Error codes of the feature files.
import type { ErrorTable } from '../error-kinds'

export const filesErrors = {
} as const satisfies ErrorTable
