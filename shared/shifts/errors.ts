// Error codes of shifts.
import type { ErrorTable } from '../error-kinds'

export const shiftsErrors = {
  SHIFT_FULL: { kind: 'conflict', text: '这一班人已满，可以排候补' },
  SHIFT_CANCELLED: { kind: 'conflict', text: '这一班已取消，不用来了' },
  SHIFT_TOO_MANY: { kind: 'refused', text: '您报名的班次已经够多了，先完成几班再报' },
  SHIFT_OVER: { kind: 'refused', text: '这一班已经结束' },
  SHIFT_ALREADY_BOOKED: { kind: 'conflict', text: '您已经报了这一班' },
  SHIFT_NOT_BOOKED: { kind: 'refused', text: '您没有报这一班，请先报名再签到' },
  SHIFT_TOO_LATE_TO_CANCEL: { kind: 'refused', text: '开始前12小时内不能取消，来不了请找人换班，并告诉组长' },
  SHIFT_TRAINING_NEEDED: { kind: 'refused', text: '引导员上岗要有在有效期内的培训，请先参加培训' },
  SHIFT_CODE_WRONG: { kind: 'refused', text: '签到码不对，请扫组长手机上或点位上的码' },
  SHIFT_CODE_ELSEWHERE: { kind: 'refused', text: '这是别的班次的签到码，请扫自己这一班的' },
  SHIFT_TYPED_OFTEN: { kind: 'refused', text: '数字输错太多次了，请扫组长的码或墙上的码，或请组长核实' },
  SHIFT_NOT_NOW: { kind: 'refused', text: '开始前半小时到结束可以签到' },
  SHIFT_NOT_CHECKED_IN: { kind: 'refused', text: '还没有签到，不能签退' },
  SHIFT_NOTHING_TO_CONFIRM: { kind: 'refused', text: '这位还没有签到，没有可以核实的；确实来了的，请用“更正”补上' },
  SHIFT_SWAP_GONE: { kind: 'conflict', text: '这个换班已被接走或收回' },
  SHIFT_SWAP_OWN: { kind: 'refused', text: '不能接自己的换班' },
  SHIFT_UNDO_OVER: { kind: 'refused', text: '换班过了10分钟不能再撤回，请对方重新换给您' },
  SHIFT_BELOW_BOOKED: { kind: 'refused', text: '已报名的比这还多，请先减少报名再改上限' },
  SHIFT_TIMES_WRONG: { kind: 'invalid', text: '签退要晚于签到，时间要在这一班前后' },
  CERTIFICATE_NOTHING: { kind: 'refused', text: '这段时间没有已核实的志愿者时长，还开不了证明' },
  CERTIFICATE_ASKED: { kind: 'conflict', text: '您已经申请过，正在办理，请等这一份办好' },
  CERTIFICATE_NOT_ISSUED: { kind: 'refused', text: '这份证明还没有出具，或已经撤销，不能下载' },
} as const satisfies ErrorTable
