// Errors of papers.
import type { ErrorTable } from '../error-kinds'

export const papersErrors = {
  PAPER_GLYPH_MISSING: { kind: 'refused', text: '有字在打印字库里没有，请改用常用的写法后再打印' },
  PAPER_TOO_LONG: { kind: 'refused', text: '一次打印的太多了，请按楼栋分几次打印' },
} as const satisfies ErrorTable
