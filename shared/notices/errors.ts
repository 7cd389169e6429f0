// Error codes of notices.
import type { ErrorTable } from '../error-kinds'

export const noticesErrors = {
  NOTICE_ALWAYS_ON: { kind: 'refused', text: '这类消息关系到您的权益，不能关闭' },
} as const satisfies ErrorTable
