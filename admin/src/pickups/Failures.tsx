// Why stops were not, or only partly, collected: bars with their table; every number leads to its bookings.
import { Button, DatePicker, Table } from 'antd'
import dayjs from 'dayjs'
import { useCallback } from 'react'
import type { OutputOf } from '@shared/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { addDays, dayOf } from '@shared/time'
import { withCommas } from '@/lib/format'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { AreaSelect } from '@/ui/PlaceSelect'
import { Loaded, Loading, Nothing } from '@/ui/states'

const FILTERS = ['placeId', 'from', 'to', 'reason', 'tab'] as const
type Answer = OutputOf<typeof pickupsDesk.failures>
const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${((part / whole) * 100).toFixed(1)} %`)

export function Failures() {
  const [{ placeId, ...filters }, setFilters] = useFilters(FILTERS)
  const today = dayOf(new Date())
  const from = filters.from ?? addDays(filters.to ?? today, -29)
  const to = filters.to ?? (from > today ? from : today)
  const choose = useCallback((id: string) => setFilters({ placeId: id }), [setFilters])
  const query = useRead(pickupsDesk.failures, { placeId: placeId ?? '', from, to }, { enabled: placeId !== undefined })
  return (
    <>
      <div className="filters">
        <AreaSelect value={placeId} onChange={choose} />
        <DatePicker.RangePicker
          aria-label="日期"
          allowClear={false}
          value={[dayjs(from), dayjs(to)]}
          onChange={(days) =>
            setFilters({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })
          }
        />
        <Button onClick={() => window.print()}>打印</Button>
      </div>
      <p className="faint">
        {from} 至 {to}
      </p>
      {!placeId ? (
        <Loading />
      ) : (
        <Loaded query={query}>
          {(answer) => (
            <Reasons answer={answer} onShow={(reason) => setFilters({ tab: undefined, reason, from, to })} />
          )}
        </Loaded>
      )}
    </>
  )
}

function Reasons({ answer: { rows, stops }, onShow }: { answer: Answer; onShow: (reason: string) => void }) {
  if (stops === 0) return <Nothing text="这段时间还没有收运结果" />
  if (rows.length === 0) return <Nothing text={`这段时间办理 ${withCommas(stops)}站，全部收成`} />
  const most = Math.max(...rows.map(({ count }) => count))
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <p>
        办理 {withCommas(stops)}站，其中{withCommas(total)}站没有收成或只收走一部分（{share(total, stops)})。
      </p>
      <div className="bars" aria-hidden>
        {rows.map((row) => (
          <div className="bar" key={row.reason}>
            <span>{row.text}</span>
            <span className="bar-rail">
              <span className="bar-fill" style={{ width: `${(row.count / most) * 100}%` }} />
            </span>
            <span className="number">{withCommas(row.count)}站</span>
          </div>
        ))}
      </div>
      <Table
        size="small"
        pagination={false}
        rowKey="reason"
        dataSource={rows}
        style={{ maxWidth: 760 }}
        columns={[
          { title: '原因', dataIndex: 'text' },
          {
            title: '站数',
            className: 'number',
            render: (_value, row) => (
              <Button
                type="link"
                size="small"
                onClick={() => onShow(row.reason)}
                aria-label={`查看${row.text}的${row.count}个预约`}
              >
                {withCommas(row.count)}站
              </Button>
            ),
          },
          { title: '占未收成', className: 'number', render: (_value, row) => share(row.count, total) },
          { title: '占全部站', className: 'number', render: (_value, row) => share(row.count, stops) },
        ]}
      />
    </>
  )
}
