// Error codes of the feature places.
import type { ErrorTable } from '../error-kinds'

export const placesErrors = {
  PLACE_PARENT_WRONG: { kind: 'invalid', text: '上级地点不对：请选择紧邻的上一级，例如小区的上级是社区' },
  PLACE_MOVE_WRONG: { kind: 'invalid', text: '请选同一个市里另一个紧邻的上级，例如小区换到另一个社区' },
  PLACE_MOVE_BUSY: { kind: 'conflict', text: '这里还有没办完的上门预约，要跨区县移动，请先办完或改约' },
  PLACE_CODE_TAKEN: { kind: 'conflict', text: '这个区划代码已被别的地点使用，请核对' },
  PLACE_NAME_TAKEN: { kind: 'conflict', text: '同一上级下已有同名地点，请核对' },
  PLACE_HAS_CHILDREN: { kind: 'conflict', text: '下面还有使用中的地点或点位，请先处理它们' },
  PLACE_ARCHIVED: { kind: 'conflict', text: '这个地点已停用，不能再修改' },
  SITE_NAME_TAKEN: { kind: 'conflict', text: '这里已有同名点位，请换一个名字' },
  SETTINGS_CONTRADICT: { kind: 'refused', text: '规则之间互相矛盾，请按提示修改' },
  HOLIDAY_YEAR_WRONG: { kind: 'invalid', text: '节假日表里有不属于这一年的日期，请核对' },
  EXPORT_TOO_LONG: { kind: 'refused', text: '结果超过20000行，请缩小范围再导出' },
} as const satisfies ErrorTable
