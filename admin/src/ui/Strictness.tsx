// How strict several people are, each against the others: the mean difference with its interval as words and on a
// scale. A hint to talk about, no verdict.
import { Table, Tag } from 'antd'
import './strictness.css'

/** Half the width of the scale: points. */
const SCALE = 15

/** Hundredths of a point. */
export type StrictnessRow = {
  name: string
  visits: number
  mean: number
  low: number
  high: number
  isApart: boolean
}

const points = (hundredths: number): string => {
  const shown = (Math.abs(hundredths) / 100).toFixed(1)
  return shown === '0.0' ? shown : `${hundredths > 0 ? '+' : '−'}${shown}`
}

/** @param who "检查员" @param what "可比的检查" */
export function Strictness({ who, what, rows }: { who: string; what: string; rows: StrictnessRow[] }) {
  return (
    <Table<StrictnessRow>
      pagination={false}
      rowKey="name"
      scroll={{ x: 'max-content' }}
      dataSource={rows}
      columns={[
        { title: who, dataIndex: 'name' },
        { title: what, dataIndex: 'visits' },
        { title: '平均偏差（分）', render: (_value, row) => points(row.mean) },
        { title: '95%区间', render: (_value, row) => intervalText(row) },
        { title: `偏严 ← 0 → 偏宽（±${SCALE}分）`, render: (_value, row) => <Scale row={row} /> },
        {
          title: '与其他人',
          render: (_value, row) =>
            row.isApart ? (
              <Tag color="orange">{row.mean < 0 ? '偏严，区间不含0' : '偏宽，区间不含0'}</Tag>
            ) : (
              '看不出差别'
            ),
        },
      ]}
    />
  )
}

const intervalText = ({ visits, low, high }: StrictnessRow): string =>
  visits < 2 ? '只有一次，算不出' : `${points(low)}至${points(high)}`

/** The mean as a dot on its interval, nought in the middle; the same figures stand beside it as text. */
function Scale({ row }: { row: StrictnessRow }) {
  const at = (hundredths: number): number => Math.max(0, Math.min(100, 50 + (hundredths / 100 / SCALE) * 50))
  return (
    <span className="drift-scale" aria-hidden="true">
      <span className="drift-span" style={{ left: `${at(row.low)}%`, right: `${100 - at(row.high)}%` }} />
      <span className="drift-mean" style={{ left: `${at(row.mean)}%` }} />
    </span>
  )
}
