// Runs of scheduled work: what ran for which period, how it ended, run again.
import { App, Button, Checkbox, Popconfirm, Progress, Select, Tag } from 'antd'
import type { OutputOf } from '@shared/contract'
import { operations } from '@shared/operations/contract'
import { shortTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { showCounts, showSlot } from './job-words'

const colours = { running: 'blue', finished: 'green', failed: 'red', cancelled: 'default' } as const
const words = { running: '进行中', finished: '完成', failed: '失败', cancelled: '已取消' } as const
type Run = OutputOf<typeof operations.jobs>['items'][number]

const FILTERS = ['job', 'minutely'] as const

export function JobsPage() {
  const [{ job, minutely }, setFilters] = useFilters(FILTERS)
  const table = useRead(operations.jobTable, {})
  const list = useList(operations.jobs, { ...(job ? { job } : {}), ...(minutely === 'true' ? { minutely } : {}) })
  const { message } = App.useApp()
  /** Trials and the like are run again where they were started. */
  const isScheduled = (row: Run): boolean => table.data?.items.some(({ job: name }) => name === row.job) === true
  const mayRun = useMay(operations.rerunJob)
  const rerun = useWrite(operations.rerunJob)
  const cancel = useWrite(operations.cancelJob, '已取消')
  const again = async (row: Run): Promise<void> => {
    const reason = await askReason(`重跑“${row.title}”的 ${showSlot(row.slot)}？`, '重跑')
    if (reason === null) return
    rerun.mutate(
      { job: row.job, slot: row.slot, reason },
      {
        onSuccess: ({ status, error }) => {
          if (status === 'finished') void message.success('已重跑')
          else if (status === 'running') void message.info('正在运行，稍后刷新看结果')
          else void message.error(`重跑没有完成${error ? `:${error}` : ''}`)
        },
      },
    )
  }
  return (
    <Page
      title="任务"
      hint="任务按时段运行，重跑同一时段不会重复产生结果。"
      actions={<Button onClick={list.reload}>刷新</Button>}
    >
      <div className="filters">
        <Select
          allowClear
          placeholder="全部任务"
          aria-label="按任务筛选"
          style={{ minWidth: 220 }}
          value={job}
          onChange={(chosen?: string) => setFilters({ job: chosen })}
          options={table.data?.items.map((row) => ({ value: row.job, label: row.title }))}
        />
        <Checkbox
          style={{ alignSelf: 'center' }}
          checked={minutely !== undefined}
          onChange={(event) => setFilters({ minutely: event.target.checked ? 'true' : undefined })}
        >
          也看每分钟一次的
        </Checkbox>
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="还没有运行记录"
        columns={[
          { title: '任务', dataIndex: 'title' },
          { title: '时段', render: (_value, row) => showSlot(row.slot) },
          { title: '状态', render: (_value, row) => <Tag color={colours[row.status]}>{words[row.status]}</Tag> },
          { title: '开始', render: (_value, row) => shortTime(row.startedAt) },
          { title: '结束', render: (_value, row) => shortTime(row.finishedAt) },
          { title: '结果', render: (_value, row) => <Outcome row={row} /> },
          { title: '次数', dataIndex: 'attempts', className: 'number' },
          {
            title: '',
            render: (_value, row) =>
              mayRun &&
              (row.status === 'running' ? (
                <Popconfirm
                  title="取消这个任务？"
                  description="已经做的留着，以后可以重跑"
                  okText="取消任务"
                  cancelText="返回"
                  onConfirm={() => cancel.mutate({ id: row.id })}
                >
                  <Button size="small">取消</Button>
                </Popconfirm>
              ) : (
                isScheduled(row) && (
                  <Button size="small" onClick={() => void again(row)}>
                    重跑
                  </Button>
                )
              )),
          },
        ]}
      />
    </Page>
  )
}

function Outcome({ row }: { row: Run }) {
  if (row.status === 'running' && row.total)
    return (
      <Progress
        aria-label="进度"
        percent={Math.round(((row.done ?? 0) / row.total) * 100)}
        size="small"
        style={{ width: 120 }}
      />
    )
  return <span className="wrap">{row.error ? `没有完成：${row.error}` : showCounts(row.counts) || '—'}</span>
}
