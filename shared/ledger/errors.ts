// Error codes of the ledger. Most can only come from a defect or a repeated cause; residents meet the texts all the same.
import type { ErrorTable } from '../error-kinds'

export const ledgerErrors = {
  LEDGER_CAUSE_REUSED: { kind: 'refused', text: '这件事已经记过账,而且内容不同,不能再记' },
  LEDGER_INSUFFICIENT: { kind: 'refused', text: '可用积分不够' },
  LEDGER_UNBALANCED: { kind: 'refused', text: '这笔账两边不平,没有记入' },
  LEDGER_AMOUNT_INVALID: { kind: 'refused', text: '数额必须是整数,且不能超出范围' },
  LEDGER_ACCOUNT_INVALID: { kind: 'refused', text: '没有这种账户,或这个账户不能记这种单位' },
  LEDGER_KIND_INVALID: { kind: 'refused', text: '这种记账不能这样变动账户' },
  LEDGER_NOTHING_MOVED: { kind: 'refused', text: '没有任何变动,不需要记账' },
  LEDGER_ALREADY_REVERSED: { kind: 'conflict', text: '这笔账已经冲正过了' },
  LEDGER_NOT_REVERSIBLE: { kind: 'refused', text: '冲正记录本身不能再冲正' },
  LEDGER_FACTOR_PAST: { kind: 'refused', text: '减碳系数只能从明天起生效,不能改过去' },
  LEDGER_EDITION_EXISTS: { kind: 'conflict', text: '已经有这个版本的系数了' },
} as const satisfies ErrorTable
