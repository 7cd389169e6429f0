// Error codes of operations.
import type { ErrorTable } from '../error-kinds'

export const operationsErrors = {
  JOB_UNKNOWN: { kind: 'notFound', text: '没有这个任务' },
} as const satisfies ErrorTable
