// What the pages of 无废细胞 share: colours of states, choices of filters, an answer in words, points.
import { Tag } from 'antd'
import { showPoints } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import type { ItemAnswer, TableItem } from '@shared/cells/tables'
import { cellStateNames, type CellState } from '@shared/cells/vocabulary'

const optionsOf = <K extends string>(names: Readonly<Record<K, string>>) =>
  (Object.entries(names) as [K, string][]).map(([value, label]) => ({ value, label }))

export const kindOptions = optionsOf(cellKindNames)
export const stateOptions = optionsOf(cellStateNames)

const colours: Partial<Record<CellState, string>> = {
  submitted: 'orange',
  returned: 'gold',
  preliminaryOk: 'orange',
  siteScheduled: 'blue',
  siteScored: 'orange',
  feedback: 'blue',
  rectifying: 'gold',
  accepted: 'orange',
  publicNotice: 'blue',
  underObjection: 'red',
  titled: 'green',
  lightCheck: 'green',
  reReview: 'green',
  renewed: 'green',
  suspended: 'red',
  revoked: 'red',
}
export const StateTag = ({ state }: { state: CellState }) => <Tag color={colours[state]}>{cellStateNames[state]}</Tag>

/** "9.5", "不涉及" for null. */
export const pointsText = (tenths: number | null): string => (tenths === null ? '不涉及' : showPoints(tenths))

/** What was answered, without its points. */
export function answerText({ method }: Pick<TableItem, 'method'>, answer: ItemAnswer): string {
  if (answer.kind === 'absent') return '不涉及'
  if (answer.kind === 'yesNo') return answer.yes ? '做到了' : '没有做到'
  if (answer.kind === 'ratio') return `${answer.part}/${answer.whole}`
  if (answer.kind === 'tiers')
    return (method.kind === 'tiers' && method.tiers.find(({ code }) => code === answer.tier)?.text) || '另一档'
  if (answer.faults.length === 0) return '没有扣分的情况'
  return answer.faults
    .map(({ code, count }) => {
      const fault = method.kind === 'deduct' ? method.faults.find((one) => one.code === code) : undefined
      return `${fault?.text ?? code} ${count}处`
    })
    .join('、')
}
