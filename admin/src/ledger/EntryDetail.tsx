// One entry: what it says in words, its postings (which sum to zero per unit), and what it did to each account.
import { Descriptions, Table, Typography } from 'antd'
import type { EntryView } from '@shared/ledger/contract'
import { fullTime, withCommas } from '@/lib/format'

const unitNames = { points: '积分', fen: '分', carbonGrams: '克 CO₂e' } as const

export function EntryDetail({ entry }: { entry: EntryView }) {
  return (
    <>
      <Typography.Paragraph style={{ fontSize: 16 }}>{entry.text}</Typography.Paragraph>
      <Descriptions
        column={1} size="small" bordered styles={{ label: { width: 104, whiteSpace: 'nowrap' } }}
        items={[
          { key: 'kind', label: '种类', children: entry.kindName }, { key: 'day', label: '日期', children: entry.day },
          { key: 'at', label: '时刻', children: fullTime(entry.at) }, { key: 'by', label: '经手', children: entry.by },
          { key: 'subject', label: '因由', children: entry.subject },
          { key: 'rule', label: '规则版本', children: entry.ruleVersion ?? '—' }, { key: 'factor', label: '系数版本', children: entry.factorVersion ?? '—' },
          { key: 'reverses', label: '冲正了', children: entry.reverses ?? '—' }, { key: 'reversedBy', label: '被冲正于', children: entry.reversedBy ?? '—' },
          { key: 'hash', label: '校验值', children: <code style={{ wordBreak: 'break-all' }}>{entry.hash}</code> },
        ]}
      />
      <Typography.Title level={5}>分录(每种单位合计为零)</Typography.Title>
      <Table
        size="small" pagination={false} dataSource={entry.postings} rowKey={(row) => `${row.account} ${row.unit}`}
        columns={[
          { title: '账户', dataIndex: 'accountName' }, { title: '单位', render: (_value, row) => unitNames[row.unit] },
          { title: '数额', className: 'number', render: (_value, row) => withCommas(row.amount) },
        ]}
      />
      <Typography.Title level={5}>账户变化</Typography.Title>
      <Table
        size="small" pagination={false} dataSource={entry.effects} rowKey="account"
        columns={[
          { title: '账户', dataIndex: 'account' }, { title: '序号', className: 'number', dataIndex: 'seq' },
          { title: '积分余额', className: 'number', render: (_value, row) => withCommas(row.points) },
          { title: '批次', render: (_value, row) => row.lots.map((lot) => `${lot.expiresOn} 到期 ${lot.change > 0 ? '+' : ''}${lot.change}`).join(';') || '—' },
        ]}
      />
    </>
  )
}
