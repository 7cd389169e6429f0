// Error codes of the feature ledger.
import type { ErrorTable } from '../error-kinds'

export const ledgerErrors = {
} as const satisfies ErrorTable
