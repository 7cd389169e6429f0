// The public account of points as anyone sees it: what is outstanding, issued, spent, expired and given, month by
// month.
import { Statistic, Table } from 'antd'
import { useMemo } from 'react'
import type { OutputOf } from '@shared/contract'
import { earning } from '@shared/ledger/earning-contract'
import { withCommas } from '@/lib/format'
import { useRead } from '@/lib/query'
import { saveTable } from '@/lib/save-table'
import { ChartBlock } from '@/ui/ChartBlock'
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

type Month = OutputOf<typeof earning.publicAccount>['months'][number]
/** Of more the bars could not be told apart. */
const DRAWN = 12

/** The last year, the oldest month first, as time runs in a drawing. */
function Months({ months, said }: { months: readonly Month[]; said: string }) {
  const figures = useMemo(() => {
    const shown = months.slice(0, DRAWN).reverse()
    const sum = (key: 'issued' | 'spent' | 'expired'): number => shown.reduce((total, row) => total + row[key], 0)
    return {
      title: '每月发放、使用和到期',
      unit: '分',
      stacked: false,
      series: [
        { name: '发放', total: sum('issued') },
        { name: '使用', total: sum('spent') },
        { name: '到期', total: sum('expired') },
      ],
      rows: shown.map(({ month, issued, spent, expired }) => ({ label: month, values: [issued, spent, expired] })),
    }
  }, [months])
  const dates = `${figures.rows[0]?.label ?? ''} 至 ${figures.rows.at(-1)?.label ?? ''}`
  return (
    <ChartBlock
      figures={figures}
      dates={dates}
      said={said}
      method="按记账的月份计；发放已扣除冲正，没有计入补偿和赠送。"
    />
  )
}

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
          {data.months.length > 0 && <Months months={data.months} said={data.redemptionText} />}
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
