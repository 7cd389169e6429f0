// Objections to previews in the area of whoever looks: what waits, by when, and what was decided.
import { Drawer, Select, Tag } from 'antd'
import { standingsDesk, type ObjectionRow } from '@shared/standings/desk-contract'
import {
  objectionStatuses,
  objectionStatusNames,
  replySideNames,
  type ObjectionStatus,
} from '@shared/standings/vocabulary'
import { longMonth, showDay } from '@shared/time'
import { shortTime } from '@/lib/format'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { ObjectionBlock } from './ObjectionBlock'

const FILTERS = ['status', 'open'] as const

export function ObjectionsPage() {
  const [{ status, open }, setFilters] = useFilters(FILTERS)
  const list = useList(standingsDesk.objections, status ? { status: status as ObjectionStatus } : {})
  const one = list.items.find(({ id }) => id === open)
  return (
    <Page title="榜单异议" hint="三个工作日内裁定；检查过这个地方、给物业公司发过链接的人不裁定；裁定只会不变或变好。">
      <div className="filters">
        <Select
          aria-label="状态"
          allowClear
          placeholder="全部状态"
          style={{ width: 160 }}
          value={status}
          options={objectionStatuses.map((value) => ({ value, label: objectionStatusNames[value] }))}
          onChange={(value: string | undefined) => setFilters({ status: value })}
        />
      </div>
      <ListTable<ObjectionRow>
        list={list}
        rowKey={(row) => row.id}
        empty="没有异议"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '月份', render: (_value, row) => longMonth(row.period) },
          { title: '地方', render: (_value, row) => row.name },
          { title: '谁提的', render: (_value, row) => `${replySideNames[row.side].slice(0, -2)}，${row.by}` },
          { title: '提出', sort: 'at', render: (_value, row) => shortTime(row.at) },
          { title: '说什么', render: (_value, row) => <span className="wrap">{row.text}</span> },
          {
            title: '状态',
            render: (_value, row) => (
              <Tag color={row.status === 'open' ? (row.late ? 'red' : 'blue') : undefined}>
                {objectionStatusNames[row.status]}
                {row.status === 'open' && row.dueOn && `，${showDay(row.dueOn)}前`}
              </Tag>
            ),
          },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={one ? `${one.name}，${longMonth(one.period)}` : '异议'}
        destroyOnHidden
      >
        {one ? <One key={one.id} objection={one} /> : <p>{list.isLoading ? '正在读取' : '没有找到这件异议'}</p>}
      </Drawer>
    </Page>
  )
}

function One({ objection }: { objection: ObjectionRow }) {
  const query = useRead(standingsDesk.entry, { period: objection.period, placeId: objection.placeId })
  return (
    <Loaded query={query}>
      {(entry) => (
        <>
          <p>{entry.reasons.join('；')}</p>
          <ObjectionBlock objection={objection} entry={entry} />
        </>
      )}
    </Loaded>
  )
}
