// Errors of the published lists.
import type { ErrorTable } from '../error-kinds'

export const standingsErrors = {
  STANDING_OBJECTION_LATE: { kind: 'refused', text: '异议期已过，不能再提异议；公布后可以写回应，也可以申请更正' },
  STANDING_OBJECTION_HAD: { kind: 'refused', text: '对这个结果已经提过异议，请等待裁定' },
  STANDING_OBJECT_AT_COMPOUND: {
    kind: 'refused',
    text: '物业公司的名次由所管小区的结果算出，请对小区的结果提异议',
  },
  ENTERPRISE_MONTH_HAD: { kind: 'refused', text: '这家企业这个月的申报已经录入过了' },
  CREDIT_HAD: { kind: 'refused', text: '这家企业这一年已经评过等级了' },
  CREDIT_OBJECTION_LATE: { kind: 'refused', text: '异议期已过，不能再提异议' },
  AWARD_HAD: { kind: 'refused', text: '这一年已经有同名的评优项目了' },
  AWARD_CLOSED: { kind: 'refused', text: '现在不在征集期，不能推荐' },
  AWARD_NOMINEE_HAD: { kind: 'refused', text: '已经有人推荐过了' },
  AWARD_TOO_EARLY: { kind: 'refused', text: '征集还没有截止，期满以后再评审' },
  AWARD_FULL: { kind: 'refused', text: '年度目标已经评满' },
  AWARD_GROUP_FULL: { kind: 'refused', text: '这个单位或镇街的名额已经用完' },
  STANDING_PHOTOS_FULL: { kind: 'refused', text: '这一条旁边已经有3张照片，撤下一张再加' },
  STANDING_NOT_LISTED: { kind: 'refused', text: '这个地方不在这一期的榜单上' },
  STANDING_VISITS_UNKNOWN: { kind: 'refused', text: '选中的检查不是这个地方这一期的，请刷新后重选' },
  STANDING_NOTHING_CHANGED: { kind: 'refused', text: '这样更正以后榜单没有任何变化，请核对要更正的检查' },
  STANDING_RULES_SAME: { kind: 'refused', text: '和现在用的规则一样，请改了再提出' },
  STANDING_RULES_FROM: { kind: 'refused', text: '规则只能从还没有关账的月份起生效' },
} as const satisfies ErrorTable
