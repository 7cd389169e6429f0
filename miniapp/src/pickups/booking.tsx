// One booking: where it stands, when the crew comes, what was weighed and credited, what happened, and what can be done
// now. Relies on pickups.show. Invariants: only actions from `allowed` are offered; what is not possible yet is said
// with its reason.
import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { Booking } from '@shared/pickups/schemas'
import { dayOf, instantAt, showDay, showInstant } from '@shared/time'
import { showFen } from '@shared/units'
import { Button } from '@/ui/Button'
import { Card, Notice, Row, Section, StatusSteps, Tag } from '@/ui/layout'
import { PhotoRow } from '@/ui/Photos'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { openBooking, useLiveBooking } from './card'
import { ActionSheet, type SheetName } from './booking-actions'
import { draftFrom, startDraft } from './draft'
import { ReceiptCard } from './receipt'
import { showWhen, showWindow } from '@/lib/when'
import { actionTitles, arrivalText, kindTitles, nextText, stepsOf, toneOf } from './words'
import './pickups.scss'

function BookingPage() {
  const { params } = useRouter()
  const query = useLiveBooking(params.id ?? '')
  const [sheet, setSheet] = useState<SheetName | null>(null)
  usePullDownRefresh(() => {
    void query.refetch().finally(() => Taro.stopPullDownRefresh())
  })
  const main = query.data ? mainAction(query.data) : null
  return (
    <Screen
      title="预约详情"
      bottom={
        query.data && main ? (
          <Button id="main-action" kind="primary" onClick={() => perform(query.data, main, setSheet)}>
            {actionTitles[main]}
          </Button>
        ) : undefined
      }
    >
      <QueryView query={query}>
        {(booking) => (
          <View>
            <Shown booking={booking} main={main} onAction={(action) => perform(booking, action, setSheet)} />
            <ActionSheet name={sheet} booking={booking} onClose={() => setSheet(null)} />
          </View>
        )}
      </QueryView>
    </Screen>
  )
}

type Action = Booking['allowed'][number]
const order = [
  'reportMissed',
  'rate',
  'amend',
  'contest',
  'correctContact',
  'cancel',
] as const satisfies readonly Action[]

/** The one thing most people come for now. */
const mainAction = ({ allowed }: Booking): (typeof order)[number] | null =>
  order.slice(0, 3).find((action) => allowed.includes(action)) ?? null

function perform(booking: Booking, action: (typeof order)[number], open: (sheet: SheetName) => void): void {
  if (action !== 'amend') return open(action)
  startDraft({
    ...draftFrom(booking),
    amends: {
      id: booking.id,
      version: booking.version,
      totalFen: booking.owedFen,
      when: showWhen(booking.day, booking.from, booking.to),
    },
  })
  void Taro.navigateTo({ url: '/pickups/summary' })
}

function Shown({
  booking,
  main,
  onAction,
}: {
  booking: Booking
  main: Action | null
  onAction: (action: (typeof order)[number]) => void
}) {
  const { kind, status, statusText, day, from, to, arrival, crewNames, reason, receipt } = booking
  const others = order.filter((action) => action !== main && booking.allowed.includes(action))
  const failedBefore = status === 'settled' && receipt === null
  return (
    <View>
      <Card title={kindTitles[kind].title} extra={<Tag tone={toneOf(status)}>{statusText}</Tag>}>
        <Text className="when">{showDay(day)}</Text>
        <Text className="when__window">{showWindow(from, to)}</Text>
        {arrival && new Date() < instantAt(day, to) && (
          <Text className="when__arrival">{arrivalText(arrival, status)}</Text>
        )}
        <Text className="when__note">
          {receipt && status === 'collected' ? '东西已经收走，回执在下面' : nextText(booking, new Date())}
        </Text>
        <Row title="编号" value={booking.number} />
        {crewNames.length > 0 && <Row title="收运员" value={crewNames.join('、')} />}
      </Card>
      {reason && (
        <Card title={receipt ? '这次没有全部收走' : '这次没有收成'} extra={<Tag tone="bad">原因</Tag>}>
          <Text className="plain">{reason.text}</Text>
          {reason.photoIds.length > 0 && <PhotoRow ids={reason.photoIds} label="收运员拍的照片" />}
          {booking.allowed.includes('contest') && (
            <Text className="plain plain--muted">和实际不一样？可以在下面提出不同意见，会有人查看照片后答复。</Text>
          )}
        </Card>
      )}
      {receipt && <ReceiptCard booking={booking} receipt={receipt} onContest={() => onAction('contest')} />}
      <Owed promise={booking.promise} />
      {booking.contest && <ContestCard contest={booking.contest} />}
      <Card title="进度">
        <StatusSteps steps={stepsOf(status, statusText, failedBefore)} />
      </Card>
      <Things booking={booking} />
      <MissedNote booking={booking} />
      {others.length > 0 && (
        <Section title="可以办的事">
          <Card>
            {others.map((action) => (
              <Row
                key={action}
                id={`do-${action}`}
                title={actionTitles[action] ?? action}
                onClick={() => onAction(action)}
              />
            ))}
          </Card>
        </Section>
      )}
      <History booking={booking} />
    </View>
  )
}

function Things({ booking }: { booking: Booking }) {
  const {
    items,
    addressText,
    standsAt,
    floor,
    hasLift,
    contactName,
    contactPhone,
    note,
    photoIds,
    owedFen,
    paidFen,
    onBehalf,
    carryHelp,
    fetched,
    revisitId,
    revisitOf,
  } = booking
  const carried = floor > 0 ? `${floor}楼，${hasLift ? '有电梯' : '没有电梯'}` : '在楼下'
  return (
    <Card title="预约的内容">
      {items.map(({ code, name, count, dismantled }) => (
        <Row
          key={`${code}-${name}`}
          title={name}
          value={`${count}件`}
          {...(dismantled ? { note: '会提前拆开' } : {})}
        />
      ))}
      <Row title="地点" note={`${addressText} · ${carried}`} />
      <Row title="放在" note={standsAt} />
      <Row title="联系" note={`${contactName} ${contactPhone}`} />
      {note !== '' && <Row title="留言" note={note} />}
      <Row
        title="费用"
        value={owedFen === 0 ? '不收费' : `${showFen(owedFen)}${paidFen >= owedFen ? '，已收' : '，未收'}`}
      />
      {onBehalf && <Row title="代为预约" value={onBehalf.by} />}
      {fetched && (
        <Row
          title="取消后已被收走"
          note={
            fetched.decision
              ? `${fetched.decision.credited ? '已补记' : '没有补记'}：${fetched.decision.reason}`
              : '重量已留下，街道正在核对是否补记，有结果会在“消息”里告诉您'
          }
        />
      )}
      {carryHelp && <Row title="帮扶上门" value="收运员进屋帮搬" />}
      {photoIds.length > 0 && <PhotoRow ids={photoIds} label="预约时的照片" />}
      {revisitId && <Row title="看补收的安排" onClick={() => openBooking(revisitId)} />}
      {revisitOf && <Row title="这是补收，看原来的预约" onClick={() => openBooking(revisitOf)} />}
    </Card>
  )
}

/** A pickup that is not over: from when and until when a miss can be reported, and why not yet. */
function MissedNote({ booking: { status, allowed, missedFrom, missedUntil } }: { booking: Booking }) {
  if (!['confirmed', 'assigned', 'en_route', 'arrived'].includes(status)) return null
  if (allowed.includes('reportMissed'))
    return (
      <Notice tone="warn">{`没有人来？点下面的按钮，会安排补收。${showInstant(new Date(missedUntil))} 以前都可以报。`}</Notice>
    )
  return (
    <Notice>{`万一没有人来：${showInstant(new Date(missedFrom))} 以后可以在这里报漏收。再早收运员可能还在路上。`}</Notice>
  )
}

/** What is still owed to the person, and until when. */
function Owed({ promise }: Pick<Booking, 'promise'>) {
  if (!promise) return null
  const what = promise.what === 'revisit' ? '补收' : '答复您的意见'
  const day = showDay(dayOf(new Date(Date.parse(promise.until) - 1)))
  return promise.late ? (
    <Notice tone="warn" title="对不起，我们迟了">{`应在 ${day} 前${what}，已经上报催办。`}</Notice>
  ) : (
    <Notice>{`${day} 前${what}。过了这一天，系统会自动上报催办。`}</Notice>
  )
}

function ContestCard({ contest: { about, text, at, dueOn, decision } }: { contest: NonNullable<Booking['contest']> }) {
  const about_ = { weight: '重量', reason: '原因', price: '费用' }[about]
  return (
    <Card
      title={`您对${about_}的意见`}
      extra={<Tag tone={decision ? 'good' : 'warn'}>{decision ? '已答复' : '等待答复'}</Tag>}
    >
      <Text className="plain">{text}</Text>
      <Text className="plain plain--muted">{`${showInstant(new Date(at))} 提出${decision ? '' : `，最晚 ${Number(dueOn.slice(5, 7))}月${Number(dueOn.slice(8))}日 答复`}`}</Text>
      {decision && (
        <Notice
          tone={decision.upheld ? 'good' : 'info'}
          title={decision.upheld ? '采纳了您的意见' : '没有采纳'}
        >{`${decision.reason}（${decision.by}）`}</Notice>
      )}
    </Card>
  )
}

const FIRST_LINES = 3

function History({ booking: { history } }: { booking: Booking }) {
  const [all, setAll] = useState(false)
  const lines = [...history].reverse()
  return (
    <Card title="经过">
      {(all ? lines : lines.slice(0, FIRST_LINES)).map(({ at, text, by }) => (
        <Row key={`${at}-${text}`} title={text} note={`${showInstant(new Date(at))} · ${by}`} />
      ))}
      {lines.length > FIRST_LINES && !all && (
        <Button kind="quiet" onClick={() => setAll(true)}>{`看全部 ${lines.length}条`}</Button>
      )}
    </Card>
  )
}

export { BookingPage as default }
