// Errors of tables that come in.
import type { ErrorTable } from '../error-kinds'

export const importsErrors = {
  SHEET_UNREADABLE: {
    kind: 'invalid',
    text: '文件打不开，可能损坏或没有传完：请用下载的模板，保存为 CSV（UTF-8）或 Excel(xlsx)',
  },
  SHEET_TOO_LONG: { kind: 'invalid', text: '一次最多20000行，请分成几个文件' },
  SHEET_COLUMNS_WRONG: { kind: 'invalid', text: '表头和模板不一致，请用下载的模板填写' },
  SHEET_EMPTY: { kind: 'invalid', text: '文件里没有数据行' },
} as const satisfies ErrorTable
