// Error codes of access without an account.
import type { ErrorTable } from '../error-kinds'

export const accessErrors = {
  LINK_INVALID: { kind: 'unauthenticated', text: '这个链接不存在、已过期或已停用，请联系发给您的单位重新发一个' },
  DEVICE_CLOCK_WRONG: { kind: 'unauthenticated', text: '设备的时间不准，请先校时再上传' },
  DEVICE_REPLAYED: { kind: 'unauthenticated', text: '这次上传已经收到过，请用新的时间重新签名' },
  DEVICE_KEY_INVALID: { kind: 'unauthenticated', text: '设备密钥不对或已停用，请联系管理员重新生成' },
} as const satisfies ErrorTable
