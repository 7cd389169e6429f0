// Accounts of the ledger, their entries, each entry with its postings, and what the nightly verification found.
import { Button, Drawer, Input, Tabs, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { ledger } from '@shared/ledger/contract'
import { showCarbon, showFen } from '@shared/units'
import { download } from '@/lib/api'
import { fullTime, withCommas } from '@/lib/format'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Failed, Loaded, Nothing } from '@/ui/states'
import { EntryDetail } from './EntryDetail'

const FILTERS = ['starts', 'account', 'tab'] as const
type Entry = OutputOf<typeof ledger.deskEntries>['items'][number]

export function AccountsPage() {
  const [filters, setFilters] = useFilters(FILTERS)
  return (
    <Page title="账户与流水" hint="流水写下就不改;更正靠另一笔冲正。查看他人账户会留痕。">
      <Tabs
        activeKey={filters.tab ?? 'accounts'} onChange={(tab) => setFilters({ tab })}
        items={[
          { key: 'accounts', label: '账户', children: <Accounts starts={filters.starts} onSearch={(starts) => setFilters({ starts })} onOpen={(account) => setFilters({ account })} /> },
          { key: 'checks', label: '账本核对', children: <Checks /> },
        ]}
      />
      <Drawer open={filters.account !== undefined} onClose={() => setFilters({ account: undefined })} size="large" title={`账户 ${filters.account ?? ''}`} destroyOnHidden>
        {filters.account && <Entries account={filters.account} />}
      </Drawer>
    </Page>
  )
}

function Accounts({ starts, onSearch, onOpen }: { starts: string | undefined; onSearch: (starts: string) => void; onOpen: (account: string) => void }) {
  const list = useList(ledger.deskAccounts, starts ? { starts } : {})
  return (
    <>
      <div className="filters">
        <Input.Search allowClear placeholder="账户开头,如 household: 或 person:" aria-label="按账户开头查" defaultValue={starts} onSearch={onSearch} style={{ width: 340 }} />
      </div>
      <ListTable
        list={list} rowKey={(row) => row.account} empty="没有符合条件的账户" onRow={(row) => onOpen(row.account)}
        columns={[
          { title: '账户', dataIndex: 'name' }, { title: '编号', dataIndex: 'account' },
          { title: '可用积分', className: 'number', render: (_value, row) => withCommas(row.available) },
          { title: '冻结', className: 'number', render: (_value, row) => withCommas(row.held) },
          { title: '欠', className: 'number', render: (_value, row) => (row.debt > 0 ? <Tag color="orange">{withCommas(row.debt)}</Tag> : '0') },
          { title: '累计获得', className: 'number', render: (_value, row) => withCommas(row.totalEarned) },
          { title: '款项', className: 'number', render: (_value, row) => showFen(row.fen) },
          { title: '减碳', className: 'number', render: (_value, row) => showCarbon(row.carbonGrams) },
          { title: '笔数', className: 'number', dataIndex: 'entries' },
        ]}
      />
    </>
  )
}

function Entries({ account }: { account: string }) {
  const list = useList(ledger.deskEntries, { account })
  const [open, setOpen] = useState<Entry | null>(null)
  const [failure, setFailure] = useState<Error | null>(null)
  const save = (): void => void download(ledger.deskExport, { account }).catch((error: Error) => setFailure(error))
  return (
    <>
      <div className="filters"><Button onClick={save}>导出 CSV</Button></div>
      {failure && <Failed error={failure} />}
      <ListTable
        list={list} rowKey={(row) => row.id} empty="这个账户还没有流水" onRow={setOpen}
        columns={[
          { title: '日期', dataIndex: 'day' }, { title: '种类', render: (_value, row) => <Tag>{row.kindName}</Tag> },
          { title: '说明', dataIndex: 'text' },
          { title: '状态', render: (_value, row) => (row.reversedBy ? <Tag color="red">已冲正</Tag> : row.reverses ? <Tag color="blue">冲正</Tag> : '—') },
        ]}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size="large" title="一笔流水">{open && <EntryDetail entry={open} />}</Drawer>
    </>
  )
}

function Checks() {
  const query = useRead(ledger.deskChecks, { limit: 30 }, { refetchMs: 15_000 })
  return (
    <Loaded query={query}>
      {({ items }) => (
        <ListTable
          list={{ items, isLoading: false, isFetching: query.isFetching, error: null, hasMore: false, more: () => undefined, reload: () => void query.refetch() }}
          rowKey={(row) => row.id} empty="还没有核对过"
          columns={[
            { title: '开始', render: (_value, row) => fullTime(row.startedAt) }, { title: '结束', render: (_value, row) => fullTime(row.finishedAt) },
            { title: '流水', className: 'number', render: (_value, row) => withCommas(row.entries) },
            { title: '账户', className: 'number', render: (_value, row) => withCommas(row.accounts) },
            { title: '差异', className: 'number', render: (_value, row) => (row.differences === 0 ? <Tag color="green">0</Tag> : <Tag color="red">{row.differences}</Tag>) },
            {
              title: '指名', render: (_value, row) => (row.findings.length === 0 ? <Nothing text="没有差异" />
                : <ul>{row.findings.map((finding) => <li key={finding.where}>{finding.where}:{finding.text}</li>)}</ul>),
            },
          ]}
        />
      )}
    </Loaded>
  )
}
