// Error codes of change-overs.
import type { ErrorTable } from '../error-kinds'

export const changeoversErrors = {
  CHANGEOVER_SITE_WRONG: { kind: 'refused', text: '请选这个小区里正在用的投放点' },
  CHANGEOVER_DAY_WRONG: { kind: 'refused', text: '撤桶要从明天或以后的某天开始' },
  CHANGEOVER_PLACE_WRONG: { kind: 'refused', text: '撤桶按小区办理，请选一个小区' },
  CHANGEOVER_BUILDING_WRONG: { kind: 'refused', text: '楼栋没有认出来，请写成“3栋”或“东楼”，每栋一条' },
} as const satisfies ErrorTable
