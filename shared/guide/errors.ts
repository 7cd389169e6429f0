// Error codes of the feature guide.
import type { ErrorTable } from '../error-kinds'

export const guideErrors = {
} as const satisfies ErrorTable
