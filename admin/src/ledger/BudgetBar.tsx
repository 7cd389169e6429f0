// The month's budget of a rule: a bar with its numbers, and a word for its state; never the colour alone.
import { Progress, Tag } from 'antd'
import { withCommas } from '@/lib/format'
import { budgetColours, budgetWords, type Budget } from './words'

export function BudgetBar({ budget }: { budget: Budget }) {
  return (
    <div style={{ maxWidth: 420 }}>
      <Progress
        percent={Math.min(100, budget.percent)}
        strokeColor={budgetColours[budget.state]}
        status="normal"
        format={() => `${budget.percent}%`}
        aria-label={`${budget.month} 预算已用 ${budget.percent}%`}
      />
      <span>
        {budget.month} 已用 {withCommas(budget.used)} / {withCommas(budget.total)}分，还剩{withCommas(budget.left)}分
      </span>{' '}
      <Tag color={budget.state === 'open' ? 'green' : budget.state === 'low' ? 'orange' : 'red'}>
        {budgetWords[budget.state]}
      </Tag>
    </div>
  )
}

/** The same in one line of a table. */
export function BudgetShort({ budget }: { budget: Budget | null }) {
  if (!budget) return <>—</>
  return (
    <span style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
      <Progress
        aria-label="本月预算已用"
        percent={Math.min(100, budget.percent)}
        strokeColor={budgetColours[budget.state]}
        status="normal"
        showInfo={false}
        size="small"
        style={{ width: 70 }}
      />
      <span>
        {budget.percent}%{budget.state === 'open' ? '' : ` ${budgetWords[budget.state]}`}
      </span>
    </span>
  )
}
