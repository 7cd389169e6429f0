// Error codes of reports.
import type { ErrorTable } from '../error-kinds'

export const reportsErrors = {
  REPORT_NEEDS_PHOTO: { kind: 'refused', text: '写“已经弄好”要附一张处理后的照片，报的人好对照' },
  REPORT_TOO_MANY_PHOTOS: { kind: 'refused', text: '一件事最多4张照片，这几张没有存' },
} as const satisfies ErrorTable
