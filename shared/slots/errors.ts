// Error codes of the days that features count seats in. Refusals for want of room are each feature's own.
import type { ErrorTable } from '../error-kinds'

export const slotsErrors = {
  SLOT_OVERLAP: { kind: 'refused', text: '这个时间您已经有别的安排了，请换一个时间' },
} as const satisfies ErrorTable
