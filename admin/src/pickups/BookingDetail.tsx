// Everything about one booking: when and where, what, money, what the crew found, the receipt, the objection, and its
// whole history.
import { Descriptions, Table, Tag, Timeline } from 'antd'
import type { Booking } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { showCarbon, showFen, showGrams } from '@shared/units'
import { fullTime } from '@/lib/format'
import { Photos } from '@/ui/Photos'
import { ContactButton } from './ContactButton'
import { fetchedText } from './FetchedForm'
import { aboutNames, howNames, kindNames, statusColour } from './words'

/** `contestBeside`: the objection is shown elsewhere on the page. */
export function BookingDetail({ booking, contestBeside = false }: { booking: Booking; contestBeside?: boolean }) {
  return (
    <>
      <Facts booking={booking} />
      <Outcome booking={booking} />
      {booking.fetched && (
        <section className="section">
          <h4>取消后已被收走</h4>
          <p>
            {fetchedText(booking)}。
            {booking.fetched.decision
              ? `${booking.fetched.decision.credited ? '已补记' : '没有补记'}：${booking.fetched.decision.reason}`
              : '等街道核对是否补记。'}
          </p>
        </section>
      )}
      {booking.contest && !contestBeside && <ContestFacts contest={booking.contest} />}
      <section className="section">
        <h4>经过</h4>
        <Timeline
          items={booking.history.map((line) => ({
            content: (
              <>
                {line.text}
                <br />
                <span className="faint">
                  {fullTime(line.at)} {line.by}
                </span>
              </>
            ),
          }))}
        />
      </section>
    </>
  )
}

function Facts({ booking }: { booking: Booking }) {
  const { quote } = booking
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        bordered
        style={{ marginBottom: 20 }}
        styles={{ label: { width: 96 } }}
        items={[
          {
            key: 'status',
            label: '状态',
            children: <Tag color={statusColour(booking.status)}>{booking.statusText}</Tag>,
          },
          { key: 'kind', label: '种类', children: kindNames[booking.kind] },
          { key: 'when', label: '时间', children: `${showDay(booking.day)} ${booking.from}–${booking.to}` },
          {
            key: 'arrival',
            label: '预计到达',
            children: booking.arrival
              ? `${booking.arrival.from}–${booking.arrival.to}（前面还有${booking.arrival.stopsBefore}站）`
              : '—',
          },
          {
            key: 'where',
            label: '地址',
            span: 2,
            children: `${booking.addressText} · ${booking.floor}层${booking.hasLift ? '有电梯' : '无电梯'} · 放在${booking.standsAt}`,
          },
          { key: 'who', label: '联系人', children: <Contact booking={booking} /> },
          { key: 'crew', label: '班组', children: booking.crewNames.join('、') || '未安排' },
          {
            key: 'items',
            label: '物品',
            span: 2,
            children: booking.items
              .map((item) => `${item.name}×${item.count}${item.dismantled ? '（已拆）' : ''}`)
              .join('、'),
          },
          ...(booking.site?.cubicDecimetres
            ? [{ key: 'volume', label: '体积', span: 2, children: `${booking.site.cubicDecimetres / 1000}立方米` }]
            : []),
          { key: 'note', label: '备注', span: 2, children: booking.note || '—' },
          {
            key: 'behalf',
            label: '代办',
            span: 2,
            children: booking.onBehalf
              ? `${booking.onBehalf.by} 代为预约（${howNames[booking.onBehalf.how] ?? booking.onBehalf.how}）`
              : '本人预约',
          },
          ...(booking.carryHelp ? [{ key: 'help', label: '帮扶上门', span: 2, children: '收运员进屋帮搬' }] : []),
          { key: 'free', label: '免费取消', children: `${fullTime(booking.cancelFreeUntil)} 前` },
          ...(booking.promise
            ? [
                {
                  key: 'promise',
                  label: '承诺期限',
                  span: 2,
                  children: `${fullTime(booking.promise.until)} 前${booking.promise.what === 'revisit' ? '补收' : '答复异议'}${booking.promise.late ? '（已超期，已上报）' : ''}`,
                },
              ]
            : []),
          { key: 'missed', label: '报漏收', children: `${fullTime(booking.missedFrom)} 起` },
        ]}
      />
      <Photos ids={booking.photoIds} label="住户照片" />
      <section className="section">
        <h4>费用</h4>
        <dl className="quote">
          {quote.lines.map((line) => (
            <div key={line.text} style={{ display: 'contents' }}>
              <dt>{line.text}</dt>
              <dd>{showFen(line.fen)}</dd>
            </div>
          ))}
          <dt>
            <strong>应收</strong>
          </dt>
          <dd>
            <strong>{showFen(booking.owedFen)}</strong>
          </dd>
          <dt>已收</dt>
          <dd>{showFen(booking.paidFen)}</dd>
        </dl>
      </section>
    </>
  )
}

function Outcome({ booking: { reason, receipt, rating } }: { booking: Booking }) {
  return (
    <>
      {reason && (
        <section className="section">
          <h4>没有收成的原因</h4>
          <p>{reason.text}</p>
          <Photos ids={reason.photoIds} label="现场照片" />
        </section>
      )}
      {receipt && (
        <section className="section">
          <h4>收据（{fullTime(receipt.at)})</h4>
          <Table
            size="small"
            pagination={false}
            rowKey="material"
            dataSource={receipt.lines}
            columns={[
              { title: '材料', dataIndex: 'materialName' },
              { title: '重量', className: 'number', render: (_value, row) => showGrams(row.grams) },
              { title: '积分', className: 'number', render: (_value, row) => `${row.points}分` },
              { title: '金额', className: 'number', render: (_value, row) => showFen(row.fen) },
              { title: '减碳', className: 'number', render: (_value, row) => showCarbon(row.carbonGrams) },
            ]}
          />
          <p className="faint">
            合计 {showGrams(receipt.totalGrams)} · {receipt.points}分 · {showFen(receipt.fen)} ·{' '}
            {showCarbon(receipt.carbonGrams)}。{receipt.carbonNote}。{fullTime(receipt.contestUntil)} 前可以提出异议。
          </p>
        </section>
      )}
      {rating !== null && <p>住户评价：{rating} 星</p>}
    </>
  )
}

function ContestFacts({ contest }: { contest: NonNullable<Booking['contest']> }) {
  const { decision } = contest
  return (
    <section className="section">
      <h4>
        异议：{aboutNames[contest.about]}{' '}
        {decision ? (
          <Tag color={decision.upheld ? 'green' : 'default'}>{decision.upheld ? '成立' : '不成立'}</Tag>
        ) : (
          <Tag color="orange">待裁定，{showDay(contest.dueOn)}前答复</Tag>
        )}
      </h4>
      <p style={{ whiteSpace: 'pre-wrap' }}>{contest.text}</p>
      <p className="faint">
        提出时间 {fullTime(contest.at)}
        {decision && `;${decision.by} 于 ${fullTime(decision.at)} 裁定：${decision.reason}`}
      </p>
    </section>
  )
}

/** Masked; in full for a reason, for those who have to reach the people of a booking. */
function Contact({ booking }: { booking: Booking }) {
  return (
    <>
      {booking.contactName} {booking.contactPhone === '' ? '没有电话' : booking.contactPhone}{' '}
      <ContactButton bookingId={booking.id} />
    </>
  )
}
