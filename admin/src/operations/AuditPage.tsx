// Who did or saw what, when and why.
import { Button, Input } from 'antd'
import { operations } from '@shared/operations/contract'
import { fullTime } from '@/lib/format'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'

const FILTERS = ['actorId', 'subject', 'action'] as const

export function AuditPage() {
  const [filters, setFilters] = useFilters(FILTERS)
  const list = useList(operations.audit, filters)
  return (
    <Page title="操作留痕" hint="查看他人资料和每一项决定都会留下记录,不能修改或删除。" actions={<Button onClick={list.reload}>刷新</Button>}>
      <div className="filters">
        <Input.Search allowClear placeholder="对象,如 pickups/…" aria-label="按对象查" defaultValue={filters.subject} onSearch={(subject) => setFilters({ subject })} style={{ width: 260 }} />
        <Input.Search allowClear placeholder="操作,如 people.showPhone" aria-label="按操作查" defaultValue={filters.action} onSearch={(action) => setFilters({ action })} style={{ width: 240 }} />
        <Input.Search allowClear placeholder="人员编号" aria-label="按人员查" defaultValue={filters.actorId} onSearch={(actorId) => setFilters({ actorId })} style={{ width: 260 }} />
      </div>
      <ListTable
        list={list} rowKey={(row) => row.id} empty="没有符合条件的记录"
        columns={[
          { title: '时间', render: (_value, row) => fullTime(row.at) },
          { title: '谁', render: (_value, row) => <a onClick={() => setFilters({ actorId: row.actorId })}>{row.actorName}</a> },
          { title: '做了什么', dataIndex: 'action' },
          { title: '对象', render: (_value, row) => <a onClick={() => setFilters({ subject: row.subject })}>{row.subject}</a> },
          { title: '原因', render: (_value, row) => row.reason ?? '—' },
          { title: '细节', render: (_value, row) => (Object.keys(row.details).length > 0 ? <code>{JSON.stringify(row.details)}</code> : '—') },
          { title: '请求', dataIndex: 'requestId' },
        ]}
      />
    </Page>
  )
}
