// Error codes of organisations.
import type { ErrorTable } from '../error-kinds'

export const organisationsErrors = {
  ORGANISATION_NAME_TAKEN: { kind: 'conflict', text: '已有同名单位，请核对；分店请在名称里写明店名' },
  ORGANISATION_CODE_TAKEN: { kind: 'conflict', text: '这个统一社会信用代码已登记在另一个单位名下，请核对' },
  ORGANISATION_IN_USE: { kind: 'conflict', text: '还有小区、兑换点或收运线路用着这个单位，请先改过来' },
  ORGANISATION_ENDED: { kind: 'refused', text: '没有这样的在册单位，或已停用，请另选一个' },
  ORGANISATION_CODES_DIFFER: { kind: 'refused', text: '两个单位的统一社会信用代码不同，不是同一家，不能合并' },
  ORGANISATION_NOT_YOURS: { kind: 'forbidden', text: '您现在不在这个单位的人员登记里，请换一个单位，或请街道登记' },
  AFFILIATION_OVERLAPS: { kind: 'conflict', text: '这个人在这段时间里已登记在本单位，请先结束原来的登记' },
  AFFILIATION_DAYS_WRONG: { kind: 'invalid', text: '最后一天不能早于第一天，请核对日期' },
} as const satisfies ErrorTable
