// One entry: what it says in words, its postings (which sum to zero per unit), and what it did to each account. What it
// corrects or was corrected by, and the thing it is about, open from here.
import { Descriptions, Table, Typography } from 'antd'
import { Link } from 'react-router'
import { ledger, type EntryView } from '@shared/ledger/contract'
import { showCarbon, showFen } from '@shared/units'
import { fullTime, withCommas } from '@/lib/format'
import { useRead } from '@/lib/query'
import { Loaded } from '@/ui/states'
import { entryPage, pageOfSubject, unitNames } from './words'

/** An entry that is known by its number only. */
export function OneEntry({ id }: { id: string }) {
  const query = useRead(ledger.deskEntry, { id })
  return <Loaded query={query}>{(entry) => <EntryDetail entry={entry} />}</Loaded>
}

const amountIn = (unit: keyof typeof unitNames, amount: number): string =>
  unit === 'fen' ? showFen(amount) : unit === 'carbonGrams' ? showCarbon(amount) : `${withCommas(amount)}分`
const other = (id: string | null, text: string) => (id ? <Link to={entryPage(id)}>{text}</Link> : '—')

export function EntryDetail({ entry }: { entry: EntryView }) {
  const subject = pageOfSubject(entry.subject)
  return (
    <>
      <Typography.Paragraph style={{ fontSize: 16 }}>{entry.text}</Typography.Paragraph>
      <Descriptions
        column={1}
        size="small"
        bordered
        styles={{ label: { width: 104, whiteSpace: 'nowrap' } }}
        items={[
          { key: 'kind', label: '种类', children: entry.kindName },
          { key: 'day', label: '日期', children: entry.day },
          { key: 'at', label: '时刻', children: entry.at ? fullTime(entry.at) : '不显示（只有审计能看）' },
          { key: 'by', label: '经手', children: entry.byName },
          {
            key: 'subject',
            label: '因由',
            children: subject ? (
              <Link to={subject.to}>{subject.text}</Link>
            ) : (
              <code className="whole-code">{entry.subject}</code>
            ),
          },
          { key: 'rule', label: '规则版本', children: entry.ruleVersion ?? '—' },
          { key: 'factor', label: '系数版本', children: entry.factorVersion ?? '—' },
          { key: 'reverses', label: '冲正了', children: other(entry.reverses, '看被冲正的那一笔') },
          { key: 'reversedBy', label: '被冲正于', children: other(entry.reversedBy, '看冲正它的那一笔') },
          ...(entry.adds ? [{ key: 'adds', label: '补的是', children: other(entry.adds, '看有异议的那一笔') }] : []),
          { key: 'id', label: '流水编号', children: <code className="whole-code">{entry.id}</code> },
          { key: 'hash', label: '校验值', children: <code className="whole-code">{entry.hash}</code> },
        ]}
      />
      <Typography.Title level={5}>分录（每种单位合计为零）</Typography.Title>
      <Table
        size="small"
        pagination={false}
        dataSource={entry.postings}
        rowKey={(row) => `${row.account} ${row.unit}`}
        columns={[
          { title: '账户', dataIndex: 'accountName' },
          { title: '单位', render: (_value, row) => unitNames[row.unit] },
          { title: '数额', className: 'number', render: (_value, row) => amountIn(row.unit, row.amount) },
        ]}
      />
      <Typography.Title level={5}>账户变化</Typography.Title>
      <Table
        size="small"
        pagination={false}
        dataSource={entry.effects}
        rowKey="account"
        columns={[
          { title: '账户', dataIndex: 'accountName' },
          { title: '第几笔', className: 'number', dataIndex: 'seq' },
          { title: '可用积分', className: 'number', render: (_value, row) => withCommas(row.points) },
          {
            title: '批次',
            render: (_value, row) =>
              row.lots
                .map(
                  (lot) => `${lot.expiresOn} 到期的 ${lot.change > 0 ? '+' : '−'}${withCommas(Math.abs(lot.change))}`,
                )
                .join('；') || '—',
          },
        ]}
      />
    </>
  )
}
