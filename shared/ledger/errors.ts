// Error codes of the ledger. Most can only come from a defect or a repeated cause; residents meet the texts all the
// same.
import type { ErrorTable } from '../error-kinds'

export const ledgerErrors = {
  LEDGER_CAUSE_REUSED: { kind: 'refused', text: '这件事已经记过账，而且内容不同，不能再记' },
  LEDGER_INSUFFICIENT: { kind: 'refused', text: '可用积分不够' },
  LEDGER_UNBALANCED: { kind: 'refused', text: '这笔账两边不平，没有记入' },
  LEDGER_AMOUNT_INVALID: { kind: 'refused', text: '数额必须是整数，且不能超出范围' },
  LEDGER_ACCOUNT_INVALID: { kind: 'refused', text: '没有这种账户，或这个账户不能记这种单位' },
  LEDGER_KIND_INVALID: { kind: 'refused', text: '这种记账不能这样变动账户' },
  LEDGER_NOTHING_MOVED: { kind: 'refused', text: '没有任何变动，不需要记账' },
  LEDGER_ALREADY_REVERSED: { kind: 'conflict', text: '这笔账已经冲正过了' },
  LEDGER_NOT_REVERSIBLE: { kind: 'refused', text: '冲正记录本身不能再冲正' },
  LEDGER_FACTOR_PAST: { kind: 'refused', text: '减碳系数只能从明天起生效，不能改过去' },
  LEDGER_HOLD_ENDED: { kind: 'conflict', text: '这笔预留的积分已经用掉或退回了' },
  LEDGER_LIMIT_REACHED: { kind: 'refused', text: '已经到了规定的上限' },
  LEDGER_RULE_PAST: { kind: 'refused', text: '规则不能改过去：生效日期要在今天以后' },
  LEDGER_RULE_SAME_PERSON: {
    kind: 'refused',
    text: '审定须由另一个人办理：不能是起草或提交的人，也不能是和他同住、或 90天内由同一位管理员新建或重设的账号',
  },
  LEDGER_RULE_NO_PREVIEW: { kind: 'refused', text: '请先用上月的记录试算，再提交审定' },
  LEDGER_CONTEST_CLOSED: { kind: 'refused', text: '已经过了提出异议的期限' },
  LEDGER_ALREADY_CONTESTED: { kind: 'conflict', text: '这笔明细已经提过异议了，请在“我的异议”里查看' },
  LEDGER_NOT_CONTESTABLE: { kind: 'refused', text: '这种明细不能提异议' },
  LEDGER_NO_DIFFERENCE: { kind: 'refused', text: '这一笔不是所得的积分，不能补差，只能维持或冲正' },
  LEDGER_GIFT_LIMIT: { kind: 'refused', text: '超过了本月可以赠送的积分，请少赠一些或下月再赠' },
  LEDGER_GIFT_TARGET: { kind: 'refused', text: '请选择一个可以赠送的公益金' },
  LEDGER_GIFT_NEIGHBOUR_OFF: { kind: 'refused', text: '本地没有开通邻里转赠，可以赠给小区或学校的公益金' },
  LEDGER_GIFT_SELF: { kind: 'refused', text: '不能赠给自己或本户' },
  LEDGER_EDITION_EXISTS: { kind: 'conflict', text: '已经有这个版本的系数了' },
} as const satisfies ErrorTable
