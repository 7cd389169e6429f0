// Accounts of the ledger, their entries, each entry with its postings, the public account, and what sealing and
// verification found.
import { Drawer, Select, Tabs, Tag } from 'antd'
import { Link } from 'react-router'
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
import { Nothing } from '@/ui/states'
import { ExportButtons } from '@/ui/ExportButtons'
import { OneEntry } from './EntryDetail'
import { LedgerChecks } from './LedgerChecks'
import { PublicAccount } from './PublicAccount'
import './ledger.css'

const FILTERS = ['starts', 'account', 'entry', 'tab'] as const
const kinds = [
  { value: 'household:', label: '住户' },
  { value: 'person:', label: '个人' },
  { value: 'fund:', label: '公益金' },
]
type Entry = OutputOf<typeof ledger.deskEntries>['items'][number]

export function AccountsPage() {
  const [filters, setFilters] = useFilters(FILTERS)
  const close = (): void => setFilters({ account: undefined })
  return (
    <Page title="账户与流水" hint="流水写下就不改；更正靠另一笔冲正。查看他人账户会留痕。">
      <Tabs
        destroyOnHidden
        activeKey={filters.tab ?? 'accounts'}
        onChange={(tab) => setFilters({ tab })}
        items={[
          {
            key: 'accounts',
            label: '账户',
            children: (
              <Accounts
                starts={filters.starts}
                onSearch={(starts) => setFilters({ starts })}
                onOpen={(account) => setFilters({ account })}
              />
            ),
          },
          { key: 'public', label: '公开账', children: <PublicAccount /> },
          { key: 'checks', label: '封存与核对', children: <LedgerChecks /> },
        ]}
      />
      <Drawer open={filters.account !== undefined} onClose={close} size={820} title="账户" destroyOnHidden>
        {filters.account && <Entries account={filters.account} onOpen={(entry) => setFilters({ entry })} />}
      </Drawer>
      <Drawer
        open={filters.entry !== undefined}
        onClose={() => setFilters({ entry: undefined })}
        size="large"
        title="一笔流水"
        destroyOnHidden
      >
        {filters.entry && <OneEntry id={filters.entry} />}
      </Drawer>
    </Page>
  )
}

function Accounts({
  starts,
  onSearch,
  onOpen,
}: {
  starts: string | undefined
  onSearch: (starts: string | undefined) => void
  onOpen: (account: string) => void
}) {
  const list = useList(ledger.deskAccounts, starts ? { starts } : {})
  return (
    <>
      <div className="filters" style={{ alignItems: 'center' }}>
        <Select
          allowClear
          placeholder="全部账户"
          aria-label="账户种类"
          style={{ width: 150 }}
          value={starts}
          options={kinds}
          onChange={(value?: string) => onSearch(value)}
        />
        <ExportButtons
          save={(format) => download(ledgerDesk.exportAccounts, { format, ...(starts ? { starts } : {}) })}
        />
        <span className="faint">
          找某一户：在<Link to="/households">住户</Link>里按门牌或户码找到，点“积分账户”
        </span>
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.account}
        empty="没有符合条件的账户"
        onRow={(row) => onOpen(row.account)}
        columns={[
          { title: '账户', dataIndex: 'name' },
          { title: '可用积分', className: 'number', render: (_value, row) => withCommas(row.available) },
          { title: '预留', className: 'number', render: (_value, row) => withCommas(row.held) },
          {
            title: '待偿还',
            className: 'number',
            render: (_value, row) => (row.debt > 0 ? <Tag color="orange">{withCommas(row.debt)}</Tag> : '0'),
          },
          { title: '累计获得', className: 'number', render: (_value, row) => withCommas(row.totalEarned) },
          { title: '款项', className: 'number', render: (_value, row) => showFen(row.fen) },
          { title: '减碳', className: 'number', render: (_value, row) => showCarbon(row.carbonGrams) },
          { title: '笔数', className: 'number', render: (_value, row) => withCommas(row.entries) },
        ]}
      />
    </>
  )
}

/** What an entry moved in one account, per unit. */
const moved = (entry: Entry, account: string, unit: 'points' | 'fen' | 'carbonGrams'): number =>
  entry.postings.reduce(
    (sum, posting) => (posting.account === account && posting.unit === unit ? sum + posting.amount : sum),
    0,
  )
const signed = (amount: number, shown: (value: number) => string): string =>
  amount === 0 ? '—' : `${amount > 0 ? '+' : '−'}${shown(Math.abs(amount))}`

function Entries({ account, onOpen }: { account: string; onOpen: (id: string) => void }) {
  const list = useList(ledger.deskEntries, { account })
  if (list.error?.code === 'NOT_FOUND')
    return <Nothing text="还没有这个账户：第一次得积分、收付款或减碳时才开户；不在您负责的片区也看不到" />
  const name = list.items
    .flatMap((entry) => [...entry.effects, ...entry.postings])
    .find((each) => each.account === account)?.accountName
  return (
    <>
      <div className="filters" style={{ alignItems: 'center' }}>
        {name && <strong>{name}</strong>}
        <ExportButtons formats={['csv']} save={() => download(ledger.deskExport, { account })} />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="这个账户还没有流水"
        onRow={(row) => onOpen(row.id)}
        columns={[
          { title: '日期', dataIndex: 'day' },
          { title: '种类', render: (_value, row) => <Tag>{row.kindName}</Tag> },
          { title: '说明', render: (_value, row) => <span className="wrap">{row.text}</span> },
          {
            title: '积分',
            className: 'number',
            render: (_value, row) => signed(moved(row, account, 'points'), withCommas),
          },
          { title: '款项', className: 'number', render: (_value, row) => signed(moved(row, account, 'fen'), showFen) },
          {
            title: '减碳',
            className: 'number',
            render: (_value, row) => signed(moved(row, account, 'carbonGrams'), showCarbon),
          },
          {
            title: '状态',
            render: (_value, row) =>
              row.reversedBy ? <Tag color="red">已冲正</Tag> : row.reverses ? <Tag color="blue">冲正</Tag> : '—',
          },
        ]}
      />
    </>
  )
}
