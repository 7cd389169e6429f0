// The trial of a rule on last month's facts: what it would have issued beside what was issued, the largest changes as a
// table that can be saved, and progress while it runs as a job.
import { Alert, Button, Progress, Table, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { earning, type RulePreview } from '@shared/ledger/earning-contract'
import { fullTime, withCommas } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { saveTable } from '@/lib/save-table'
import { Failed } from '@/ui/states'
import type { Rule } from './words'

const POLL_MS = 1000

export function RuleTrial({ rule }: { rule: Rule }) {
  const [asked, setAsked] = useState<RulePreview | null>(null)
  const start = useWrite(earning.previewRule)
  const newest = asked ?? rule.preview
  const isRunning = newest?.status === 'running'
  const polled = useRead(earning.rulePreview, { id: newest?.id ?? '' }, { enabled: isRunning, refetchMs: POLL_MS })
  const ended =
    isRunning && polled.data?.id === newest?.id && polled.data?.status !== 'running' ? polled.data : undefined
  const client = useQueryClient()
  // What may be done next with the rule depends on a trial that has just ended.
  useEffect(() => {
    if (!ended) return
    setAsked(ended)
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== earning.rulePreview.path })
  }, [ended, client])
  const shown = isRunning && polled.data?.id === newest?.id ? (polled.data ?? newest) : newest
  const run = (): void => start.mutate({ id: rule.id, previewId: newId() }, { onSuccess: setAsked })
  if (!shown && !rule.allowed.includes('preview')) return null
  return (
    <section className="section" aria-label="试算">
      <h4>用上月的记录试算</h4>
      {rule.allowed.includes('preview') && (
        <div className="filters">
          <Button
            type={shown ? 'default' : 'primary'}
            loading={start.isPending || shown?.status === 'running'}
            onClick={run}
          >
            {shown ? '重新试算' : '开始试算'}
          </Button>
        </div>
      )}
      {polled.error && <Failed error={polled.error} retry={() => void polled.refetch()} />}
      {shown && <Trial rule={rule} trial={shown} />}
    </section>
  )
}

function Trial({ rule, trial }: { rule: Rule; trial: RulePreview }) {
  if (trial.status === 'running') {
    return (
      <div aria-live="polite">
        正在按 {trial.month} 的记录试算：{withCommas(trial.done)} / {withCommas(trial.total)}条
        <Progress
          aria-label="进度"
          percent={trial.total > 0 ? Math.floor((trial.done / trial.total) * 100) : 0}
          status="active"
        />
      </div>
    )
  }
  if (trial.status !== 'finished')
    return <Alert type="error" showIcon title={trial.status === 'failed' ? '试算没有完成，请重新试算' : '试算已取消'} />
  const save = (): void =>
    saveTable(
      `试算-${rule.id}-${trial.month}`,
      ['对象', '现行', '新规则', '变化'],
      trial.changes.map((row) => [row.label, row.before, row.after, row.change]),
    )
  return (
    <>
      <Alert
        type={trial.pastBudget > 0 ? 'warning' : 'info'}
        showIcon
        style={{ marginBottom: 12 }}
        title={trial.text}
        description={
          trial.pastBudget > 0
            ? `每月预算是${withCommas(rule.budgetPerMonth)}分。可以调小分值，或加大预算。`
            : `在每月预算${withCommas(rule.budgetPerMonth)}分以内。`
        }
      />
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">{trial.month}</th>
            <th scope="col">积分</th>
            <th scope="col">户（人）</th>
            <th scope="col">记录</th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['这一版会发放', trial.would],
              ['实际发放', trial.did],
            ] as const
          ).map(([name, figure]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {figure ? (
                [figure.points, figure.members, figure.facts].map((value, index) => (
                  <td key={index}>{withCommas(value)}</td>
                ))
              ) : (
                <td colSpan={3}>—</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <h5>变化最大的（不列姓名和门牌）</h5>
      <Table
        size="small"
        pagination={false}
        dataSource={trial.changes}
        rowKey="label"
        locale={{ emptyText: '没有变化' }}
        columns={[
          { title: '对象', dataIndex: 'label' },
          { title: '现行', className: 'number', render: (_value, row) => withCommas(row.before) },
          { title: '新规则', className: 'number', render: (_value, row) => withCommas(row.after) },
          { title: '变化', className: 'number', render: (_value, row) => <Change points={row.change} /> },
        ]}
      />
      <div className="list-foot">
        <span>试算完成于 {fullTime(trial.finishedAt)}</span>
        <Button disabled={trial.changes.length === 0} onClick={save}>
          导出这张表（CSV）
        </Button>
      </div>
    </>
  )
}

function Change({ points }: { points: number }) {
  return points === 0 ? (
    <>0</>
  ) : (
    <Tag color={points > 0 ? 'blue' : 'orange'} style={{ marginInlineEnd: 0 }}>
      {points > 0 ? `多 ${withCommas(points)}` : `少 ${withCommas(-points)}`}
    </Tag>
  )
}
