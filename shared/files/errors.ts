// Error codes of files.
import type { ErrorTable } from '../error-kinds'

export const filesErrors = {
  FILE_MISSING: { kind: 'invalid', text: '没有收到照片，请重新选择' },
  FILE_NOT_A_PICTURE: { kind: 'invalid', text: '只能上传照片（JPG、PNG 或 WebP）' },
  FILE_TOO_MANY_PIXELS: { kind: 'invalid', text: '照片尺寸太大，请压缩后再传' },
  FILE_QUOTA: { kind: 'refused', text: '今天上传的照片太多了，请明天再试' },
} as const satisfies ErrorTable
