// Error codes of inspections.
import type { ErrorTable } from '../error-kinds'

export const inspectionsErrors = {
  INSPECTION_NOT_YOURS: { kind: 'refused', text: '这次检查不是派给您的，请核对后再填' },
  INSPECTION_TOO_EARLY: { kind: 'refused', text: '这次检查还没到抽定的日子，请在当天或以后填写' },
  INSPECTION_INCOMPLETE: { kind: 'refused', text: '还有项目没有填完，请补齐后再签字' },
  INSPECTION_BAGS_SHORT: { kind: 'refused', text: '抽查袋数没有达到事先定好的数，请继续抽查或写明原因' },
  INSPECTION_PHOTO_MISSING: { kind: 'refused', text: '每个问题都要有照片为据，请先上传照片' },
  INSPECTION_PHRASE_UNKNOWN: { kind: 'refused', text: '检查表里没有这一项，请更新检查表后重试' },
  INSPECTION_EARLIER_WRONG: { kind: 'refused', text: '引用的上次问题不是同一地点、同一项目，请重新选择' },
  INSPECTION_TARGET_WRONG: { kind: 'refused', text: '这个对象不在您可以检查的范围内' },
  INSPECTION_NEAR: { kind: 'refused', text: '检查员与检查对象同属一个镇街或有利害关系，请换人' },
  INSPECTION_NO_FORM: { kind: 'refused', text: '这类对象还没有生效的检查表，请先公布检查表' },
  INSPECTION_NOT_CONTESTED: { kind: 'conflict', text: '这一项没有需要选择的两份内容，请刷新查看' },
  INSPECTION_DRAW_EXISTS: { kind: 'conflict', text: '这一时段、这类对象已经抽过签，要重抽请先作废并写明原因' },
  INSPECTION_DRAW_EMPTY: { kind: 'refused', text: '没有可抽的对象或检查员，请检查范围和人员' },
  INSPECTION_DRAW_BEGUN: { kind: 'refused', text: '已有检查开始，不能再作废这次抽签' },
  INSPECTION_DRAW_NOT_YET: { kind: 'refused', text: '抽签名单在检查全部结束后公开，现在只公开校验码' },
  INSPECTION_SAME_PERSON: { kind: 'refused', text: '这要由另一位没有参与的人来办' },
  INSPECTION_FORM_PAST: { kind: 'refused', text: '检查表要从明天或以后开始执行' },
} as const satisfies ErrorTable
