// Error codes of operations.
import type { ErrorTable } from '../error-kinds'

export const operationsErrors = {
  JOB_UNKNOWN: { kind: 'notFound', text: '没有这个任务' },
  JOB_SLOT_WRONG: { kind: 'invalid', text: '时段写法不对，请从任务记录里选' },
  JOB_SLOT_NOT_DUE: { kind: 'refused', text: '这个时段还没有到，或者还没有结束，不能运行' },
  JOB_SLOT_TOO_EARLY: { kind: 'refused', text: '这个时段在本市开通之前，不能运行' },
} as const satisfies ErrorTable
