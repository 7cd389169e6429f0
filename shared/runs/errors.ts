// Error codes of runs: what a crew's log and a dispatcher's move are refused with.
import type { ErrorTable } from '../error-kinds'

export const runsErrors = {
  RUN_MOVE_UNCONFIRMED: { kind: 'refused', text: '这样移动会改变约好的时间或换到不收这类物品的线路，请先确认' },
  RUN_HANDOVER_INVALID: { kind: 'refused', text: '交接码无效或已过期，请对方重新出示' },
  RUN_PHOTO_NEEDED: { kind: 'refused', text: '没有收成时需要拍一张照片，因为会影响住户' },
  RUN_REASON_NEEDED: { kind: 'refused', text: '请选择没有收成的原因' },
  RUN_UNDO_TOO_LATE: { kind: 'refused', text: '超过十分钟不能撤销，请联系调度员更正' },
  RUN_PHOTO_PENDING: { kind: 'conflict', text: '照片还没有传上来，照片传好后会自动再试' },
  RUN_CREW_OF_ANOTHER: {
    kind: 'refused',
    text: '有的收运员登记在另一家收运单位，请换人，或先改单位人员登记',
  },
  RUN_WEIGHT_NEEDED: { kind: 'refused', text: '可回收物按重量记，请先称重再登记' },
  RUN_BOOKING_CANCELLED: { kind: 'refused', text: '住户已经取消了；您称的重量已留下，街道会核对是否补记' },
  RUN_STOP_MOVED: { kind: 'conflict', text: '这个站点已调给别的班组' },
} as const satisfies ErrorTable
