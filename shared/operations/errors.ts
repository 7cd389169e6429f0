// Error codes of the feature operations.
import type { ErrorTable } from '../error-kinds'

export const operationsErrors = {
} as const satisfies ErrorTable
