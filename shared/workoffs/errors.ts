// Error codes of 以工代罚.
import type { ErrorTable } from '../error-kinds'

export const workoffsErrors = {
  WORKOFF_NUMBER_USED: { kind: 'conflict', text: '这个决定书编号已经登记过，请查一下是不是同一件' },
  WORKOFF_OVER: { kind: 'refused', text: '已经过了最后期限，请联系作出决定的机关' },
  WORKOFF_NOT_ENOUGH: { kind: 'refused', text: '核实的时长还不够，做满后再办结' },
  WORKOFF_NOT_HERE: { kind: 'refused', text: '这一班不在可以参加的范围里，请在列表里另选一班' },
  WORKOFF_NO_PAPER: { kind: 'refused', text: '还没有办结，或证明已撤销，不能下载' },
  WORKOFF_SAME_PERSON: { kind: 'refused', text: '起草的人不能自己公布，请另一位同事看过后公布' },
} as const satisfies ErrorTable
