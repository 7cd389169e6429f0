// Runs of scheduled work: what ran for which period, how it ended, run again.
import { Button, Progress, Select, Tag } from 'antd'
import { operations } from '@shared/operations/contract'
import { fullTime } from '@/lib/format'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'

const colours = { running: 'blue', finished: 'green', failed: 'red', cancelled: 'default' } as const
const words = { running: '进行中', finished: '完成', failed: '失败', cancelled: '已取消' } as const
const FILTERS = ['job'] as const

export function JobsPage() {
  const [filters, setFilters] = useFilters(FILTERS)
  const table = useRead(operations.jobTable, {})
  const list = useList(operations.jobs, filters)
  const rerun = useWrite(operations.rerunJob, '已重跑')
  const cancel = useWrite(operations.cancelJob, '已取消')
  return (
    <Page title="任务" hint="任务按时段运行,重跑同一时段不会重复产生结果。" actions={<Button onClick={list.reload}>刷新</Button>}>
      <div className="filters">
        <Select
          allowClear placeholder="全部任务" aria-label="按任务筛选" style={{ minWidth: 220 }} value={filters.job} onChange={(job) => setFilters({ job })}
          options={table.data?.items.map((row) => ({ value: row.job, label: row.title }))}
        />
      </div>
      <ListTable
        list={list} rowKey={(row) => row.id} empty="还没有运行记录"
        columns={[
          { title: '任务', dataIndex: 'title' }, { title: '时段', dataIndex: 'slot' },
          { title: '状态', render: (_value, row) => <Tag color={colours[row.status]}>{words[row.status]}</Tag> },
          { title: '开始', render: (_value, row) => fullTime(row.startedAt) }, { title: '结束', render: (_value, row) => fullTime(row.finishedAt) },
          { title: '进度', render: (_value, row) => (row.total ? <Progress percent={Math.round(((row.done ?? 0) / row.total) * 100)} size="small" style={{ width: 120 }} /> : '—') },
          { title: '结果', render: (_value, row) => row.error ?? (Object.entries(row.counts).map(([name, count]) => `${name} ${count}`).join(',') || '—') },
          { title: '次数', dataIndex: 'attempts', className: 'number' },
          {
            title: '', render: (_value, row) => (row.status === 'running'
              ? <Button size="small" onClick={() => cancel.mutate({ id: row.id })}>取消</Button>
              : <Button size="small" onClick={() => rerun.mutate({ job: row.job, slot: row.slot })}>重跑</Button>),
          },
        ]}
      />
    </Page>
  )
}
