// Tonight's sites: how many households, the last log, and whose phones still hold some.
import { DatePicker, Table, Tag } from 'antd'
import dayjs from 'dayjs'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import type { InputOf, OutputOf } from '@shared/contract'
import { fullTime, withCommas } from '@/lib/format'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { Loaded, Nothing } from '@/ui/states'

type Site = OutputOf<typeof dropoffsDesk.sites>['sites'][number]
const FILTERS = ['day'] as const
const REFETCH_MS = 30_000

export function BoardPage() {
  const [{ day }, setFilters] = useFilters(FILTERS)
  const input: InputOf<typeof dropoffsDesk.sites> = day ? { day } : {}
  const query = useRead(dropoffsDesk.sites, input, { refetchMs: REFETCH_MS })
  return (
    <Page
      title="今晚投放点"
      hint="半分钟更新一次。手机没有网络也能登记，有网时自动上传；还有没传的，日结会等它，最多等三天。"
    >
      <div className="filters">
        <DatePicker
          aria-label="日期"
          placeholder="今天"
          value={day ? dayjs(day) : null}
          onChange={(value) => setFilters({ day: value?.format('YYYY-MM-DD') })}
        />
      </div>
      <Loaded query={query}>
        {({ sites }) => (sites.length === 0 ? <Nothing text="这里还没有使用中的投放点" /> : <Sites sites={sites} />)}
      </Loaded>
    </Page>
  )
}

function Sites({ sites }: { sites: readonly Site[] }) {
  return (
    <Table<Site>
      size="middle"
      pagination={false}
      dataSource={[...sites]}
      rowKey={(row) => row.siteId}
      scroll={{ x: 'max-content' }}
      columns={[
        {
          title: '投放点',
          render: (_value, row) => (
            <>
              {row.name} {row.isOnNow && <Tag color="green">开放中</Tag>}
              <br />
              <span className="faint">
                {row.placeName} · {row.hoursText}
              </span>
            </>
          ),
        },
        { title: '户', className: 'number', render: (_value, row) => withCommas(row.households) },
        { title: '袋', className: 'number', render: (_value, row) => withCommas(row.checks) },
        {
          title: '分对',
          className: 'number',
          render: (_value, row) => (row.checks === 0 ? '—' : `${Math.round((row.correct * 100) / row.checks)}%`),
        },
        {
          title: '收到',
          className: 'number',
          render: (_value, row) =>
            row.received === 0
              ? '—'
              : `${withCommas(row.received)}条${row.waiting > 0 ? `（待核 ${withCommas(row.waiting)}）` : ''}`,
        },
        { title: '最后一条', render: (_value, row) => (row.lastAt ? fullTime(row.lastAt) : '还没有') },
        { title: '督导', className: 'number', render: (_value, row) => (row.people > 0 ? `${row.people}人` : '—') },
        {
          title: '手机',
          render: (_value, row) =>
            row.unsent > 0 ? (
              <Tag color="orange">
                {row.phones}人的手机还有{row.unsent}条没传
              </Tag>
            ) : row.phones > 0 ? (
              `${row.phones}人在用手机登记`
            ) : row.people > 0 ? (
              '都传完了'
            ) : (
              '—'
            ),
        },
        {
          title: '日结',
          render: (_value, row) => ({ none: '—', open: '未结', closed: '已结' })[row.status],
        },
      ]}
    />
  )
}
