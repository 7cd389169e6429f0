// Booked: the number to read out, and the slip that the person takes home, one A4 page.
import { Alert, Button, Space } from 'antd'
import { Link } from 'react-router'
import { people } from '@shared/people/contract'
import { normaliseAddress, showAddress } from '@shared/people/addresses'
import type { Booking } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { showFen } from '@shared/units'
import { fullTime } from '@/lib/format'
import { useRead } from '@/lib/query'
import type { Given, Whom } from './book-for'
import { howNames, kindNames } from './words'

export function BookForDone({
  booking,
  given,
  whom,
  onAgain,
}: {
  booking: Booking
  given: Given
  whom: Whom
  onAgain: () => void
}) {
  return (
    <>
      <div className="no-print">
        <Alert
          type="success"
          showIcon
          title={`预约成功：${showDay(booking.day)} ${booking.from}–${booking.to}`}
          description={
            booking.contactPhone === ''
              ? '请打印预约单给住户带走；以后凭编号能查到。时间有变化时，会列入“待告知”。'
              : '请把下面的编号念给住户；以后凭编号或联系电话都能查到。'
          }
          style={{ marginBottom: 12 }}
        />
        <p className="read-out" aria-label="预约编号">
          {booking.number}
        </p>
        <Space style={{ marginBottom: 24 }}>
          <Button type="primary" onClick={() => window.print()}>
            打印预约单
          </Button>
          <Link to={`/bookings?open=${booking.id}`}>
            <Button>查看预约</Button>
          </Link>
          <Button onClick={onAgain}>再约一个</Button>
        </Space>
      </div>
      <Slip booking={booking} given={given} whom={whom} />
    </>
  )
}

function Slip({ booking, given, whom }: { booking: Booking; given: Given; whom: Whom }) {
  const me = useRead(people.me, {})
  const parts = normaliseAddress({ building: given.building ?? '', unit: given.unit ?? '', room: given.room ?? '' })
  const address = whom.way === 'site' || !parts ? whom.placeName : `${whom.placeName} ${showAddress(parts)}`
  const rows: [string, string][] = [
    ['预约编号', booking.number],
    ['时间', `${booking.day.slice(0, 4)}年${showDay(booking.day)} ${booking.from}–${booking.to}`],
    ['地址', whom.way === 'site' ? address : `${address} · ${given.floor}层${given.hasLift ? '有电梯' : '无电梯'}`],
    ['放在哪里', given.standsAt],
    ['联系人', `${given.name} ${booking.contactPhone === '' ? '没有电话' : (given.phone ?? '')}`],
    ['种类', kindNames[booking.kind]],
    ['物品', booking.items.map(({ name, count }) => `${name}×${count}`).join('、')],
    [
      '费用',
      `${booking.quote.lines.map(({ text, fen }) => `${text} ${showFen(fen)}`).join('；')}；合计 ${showFen(booking.quote.totalFen)}`,
    ],
    ...(booking.quote.points ? [['积分', booking.quote.points.text] as [string, string]] : []),
    ...(given.note ? [['备注', given.note] as [string, string]] : []),
    ['取消', `${fullTime(booking.cancelFreeUntil)} 前取消不收费`],
    ...(whom.way === 'resident'
      ? [['代办', `${howNames[given.how] ?? ''}办理；${given.consent}`] as [string, string]]
      : []),
    ['经办人', `${me.data?.displayName ?? ''}，${fullTime(booking.history.at(-1)?.at ?? null)}`],
  ]
  return (
    <article className="receipt" aria-label="预约单">
      <h2>上门收运预约单</h2>
      <table>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>请在前一天晚上以后再把东西放出来，不要放在消防通道、楼梯和安全出口。</p>
      <p>
        没有人来收，可以从 {fullTime(booking.missedFrom)}{' '}
        起要求补收；收走以后，对重量、原因或费用有不同意见，可以提出异议。办理时请报预约编号或联系电话。
      </p>
    </article>
  )
}
