// The chain of daily seals, the newest first: what each day adds up to, its hash and the one before, and what the last
// verification said.
import { Tag, Tooltip } from 'antd'
import { ledgerDesk, type SealView } from '@shared/ledger/desk-contract'
import { showCarbon, showFen } from '@shared/units'
import { shortTime, withCommas } from '@/lib/format'
import { useList } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'

const colours: Record<SealView['check'], string> = { agreed: 'green', differs: 'red', unknown: 'default' }
type Unit = SealView['totals'][number]['unit']
const shown: Record<Unit, (amount: number) => string> = {
  points: (amount) => `${withCommas(amount)}分`,
  fen: showFen,
  carbonGrams: showCarbon,
}
/** The unit stands once, behind the second figure. */
const bare = (text: string): string => text.split(' ')[0] ?? text

const sumOf = (row: SealView, unit: Unit): string => {
  const total = row.totals.find((each) => each.unit === unit)
  return total && (total.in > 0 || total.out > 0)
    ? `+${bare(shown[unit](total.in))} / ${total.out > 0 ? '−' : ''}${shown[unit](total.out)}`
    : '—'
}

/** The beginning of a hash; the whole of it on a tap or with the pointer. */
const Hash = ({ value }: { value: string }) =>
  value ? (
    <Tooltip title={<span className="whole-hash">{value}</span>} trigger={['hover', 'focus', 'click']}>
      <code tabIndex={0}>{value.slice(0, 6)}…</code>
    </Tooltip>
  ) : (
    <>第一天</>
  )

export function SealsTable() {
  const list = useList(ledgerDesk.seals, {})
  return (
    <ListTable
      list={list}
      rowKey={(row) => row.day}
      empty="还没有封存的日子，每天凌晨封存前一天"
      columns={[
        { title: '日期', dataIndex: 'day' },
        { title: '流水', className: 'number', render: (_value, row) => withCommas(row.entries) },
        { title: '积分 进/出', className: 'number', render: (_value, row) => sumOf(row, 'points') },
        { title: '款项 进/出', className: 'number', render: (_value, row) => sumOf(row, 'fen') },
        { title: '减碳 进/出', className: 'number', render: (_value, row) => sumOf(row, 'carbonGrams') },
        { title: '校验值', render: (_value, row) => <Hash value={row.hash} /> },
        { title: '上一日的', render: (_value, row) => <Hash value={row.previous} /> },
        { title: '核对', render: (_value, row) => <Tag color={colours[row.check]}>{row.checkText}</Tag> },
        { title: '封存于', render: (_value, row) => shortTime(row.sealedAt) },
      ]}
    />
  )
}
