// Error codes of the feature people.
import type { ErrorTable } from '../error-kinds'

export const peopleErrors = {
} as const satisfies ErrorTable
