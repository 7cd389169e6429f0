// The public account of points as anyone sees it: what is outstanding, issued, spent, expired and given, month by
// month.
import { Statistic, Table } from 'antd'
import { earning } from '@shared/ledger/earning-contract'
import { withCommas } from '@/lib/format'
import { useRead } from '@/lib/query'
import { saveTable } from '@/lib/save-table'
import { ExportButtons } from '@/ui/ExportButtons'
import { Loaded, Nothing } from '@/ui/states'

const columns = [
  ['issued', '发放'],
  ['compensated', '补偿'],
  ['spent', '使用'],
  ['expired', '到期'],
  ['given', '赠送'],
  ['outstanding', '月末未用'],
] as const

export function PublicAccount() {
  const query = useRead(earning.publicAccount, {})
  return (
    <Loaded query={query}>
      {(data) => (
        <>
          <div className="stats">
            <Statistic title="未用积分" value={data.outstanding} suffix="分" />
            <Statistic title="累计发放" value={data.issued} suffix="分" />
            <Statistic title="累计使用" value={data.spent} suffix="分" />
            <Statistic title="累计到期" value={data.expired} suffix="分" />
            <Statistic title="兑换率" value={data.redemptionPercent} suffix="%" precision={1} />
          </div>
          <p>{data.redemptionText}</p>
          <p className="faint">{data.note}</p>
          <div className="filters">
            <ExportButtons
              formats={['csv']}
              save={async () =>
                saveTable(
                  '积分公开账',
                  ['月份', ...columns.map(([, name]) => name)],
                  data.months.map((row) => [row.month, ...columns.map(([key]) => row[key])]),
                )
              }
            />
          </div>
          <Table
            size="middle"
            pagination={false}
            dataSource={data.months}
            rowKey="month"
            locale={{ emptyText: <Nothing text="还没有发放过积分" /> }}
            columns={[
              { title: '月份', dataIndex: 'month' },
              ...columns.map(([key, title]) => ({
                title,
                className: 'number',
                render: (_value: unknown, row: (typeof data.months)[number]) => withCommas(row[key]),
              })),
            ]}
          />
        </>
      )}
    </Loaded>
  )
}
