// Accounts of the ledger, their entries, each entry with its postings, the public account, and what sealing and verification found.
import { Drawer, Input, Tabs, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { ledger } from '@shared/ledger/contract'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { showCarbon, showFen } from '@shared/units'
import { download } from '@/lib/api'
import { withCommas } from '@/lib/format'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { ExportButtons } from '@/ui/ExportButtons'
import { EntryDetail } from './EntryDetail'
import { LedgerChecks } from './LedgerChecks'
import { PublicAccount } from './PublicAccount'
import './ledger.css'

const FILTERS = ['starts', 'account', 'tab'] as const
type Entry = OutputOf<typeof ledger.deskEntries>['items'][number]

export function AccountsPage() {
  const [filters, setFilters] = useFilters(FILTERS)
  return (
    <Page title="账户与流水" hint="流水写下就不改;更正靠另一笔冲正。查看他人账户会留痕。">
      <Tabs
        destroyOnHidden activeKey={filters.tab ?? 'accounts'} onChange={(tab) => setFilters({ tab })}
        items={[
          { key: 'accounts', label: '账户', children: <Accounts starts={filters.starts} onSearch={(starts) => setFilters({ starts })} onOpen={(account) => setFilters({ account })} /> },
          { key: 'public', label: '公开账', children: <PublicAccount /> },
          { key: 'checks', label: '封存与核对', children: <LedgerChecks /> },
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
        <ExportButtons save={(format) => download(ledgerDesk.exportAccounts, { format, ...(starts ? { starts } : {}) })} />
      </div>
      <ListTable
        list={list} rowKey={(row) => row.account} empty="没有符合条件的账户" onRow={(row) => onOpen(row.account)}
        columns={[
          { title: '账户', render: (_value, row) => row.name.replace(/ [0-9A-Z]{26}$/, '') }, { title: '编号', dataIndex: 'account' },
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
  return (
    <>
      <div className="filters"><ExportButtons formats={['csv']} save={() => download(ledger.deskExport, { account })} /></div>
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
