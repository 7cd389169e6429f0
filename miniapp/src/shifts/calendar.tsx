// The calendar of shifts: the days ahead with what is missing, and one day's shifts, gaps first and near home first.
// Relies on shifts.calendar. Invariants: what may be done comes from `allowed`; what came of it is said where it was
// done, and who gave a place back sees where they are needed next.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { shifts, type Shift } from '@shared/shifts/contract'
import { showMinutes } from '@shared/shifts/hours'
import { CANCEL_HOURS, cancelUntil } from '@shared/shifts/rules'
import { dayPartNames, dayParts, supervisorNames, type DayPart, type SupervisorKind } from '@shared/shifts/vocabulary'
import { instantAt, showDay, type Day } from '@shared/time'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { a11y, classes } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice } from '@/ui/inputs'
import { Empty, Notice } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Sheet } from '@/ui/Sheet'
import { SignedIn } from '@/ui/SignedIn'
import { ShiftCard } from './parts'
import { weekdayOf } from './words'

type Seen = OutputOf<typeof shifts.calendar>
const changed = [shifts.calendar, shifts.mine, shifts.people] as const

function Calendar() {
  return (
    <Screen title="志愿督导">
      <SignedIn why="登录后才能看到要人的班次">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const { params } = useRouter()
  const [day, setDay] = useState<Day | null>(params['day'] ?? null)
  const [part, setPart] = useState<DayPart | null>(null)
  const seen = useRead(shifts.calendar, { ...(day ? { day } : {}), ...(part ? { part } : {}) })
  return (
    <QueryView query={seen}>
      {(data) => (
        <View>
          <Sum minutes={data.minutes} />
          {data.isSupervisor ? (
            <>
              <Days seen={data} onDay={setDay} />
              <Parts part={part} onPart={setPart} />
              <OfDay seen={data} />
            </>
          ) : (
            <Empty text="您还不是督导志愿者" hint="想在桶边帮忙，请告诉社区工作人员，登记后就能在这里报名" />
          )}
        </View>
      )}
    </QueryView>
  )
}

function Sum({ minutes }: { minutes: number }) {
  const open = (url: string) => () => {
    void Taro.navigateTo({ url })
  }
  return (
    <View className="shift-sum">
      <View className="shift-sum__main">
        <Text className="shift-sum__label">核实过的时长</Text>
        <Text className="shift-sum__figure">{showMinutes(minutes)}</Text>
        <View className="shift-sum__link" id="hours" onClick={open('/shifts/hours')} {...a11y({ role: 'button' })}>
          <Text>看每一班</Text>
        </View>
      </View>
      <View className="shift-sum__open" id="mine" onClick={open('/shifts/mine')} {...a11y({ role: 'button' })}>
        <Text>我的班次</Text>
      </View>
    </View>
  )
}

const needText = ({ shifts: count, missing, mine }: Seen['days'][number]): string =>
  mine ? '已报' : count === 0 ? '无班' : missing > 0 ? `差${missing}人` : '已满'

function Days({ seen, onDay }: { seen: Seen; onDay: (day: Day) => void }) {
  return (
    <View className="shift-days" {...a11y({ role: 'radiogroup', label: '哪一天' })}>
      {seen.days.map((one) => (
        <View
          key={one.day}
          id={`day-${one.day}`}
          className={classes(
            'shift-day',
            one.missing === 0 && 'shift-day--full',
            one.day === seen.day && 'shift-day--chosen',
          )}
          onClick={() => onDay(one.day)}
          {...a11y({ role: 'radio', spoken: `${showDay(one.day)}，${needText(one)}`, checked: one.day === seen.day })}
        >
          <Text>{weekdayOf(one.day)}</Text>
          <Text className="shift-day__number">{String(Number(one.day.slice(8)))}</Text>
          <Text className="shift-day__need">{needText(one)}</Text>
        </View>
      ))}
    </View>
  )
}

function Parts({ part, onPart }: { part: DayPart | null; onPart: (part: DayPart | null) => void }) {
  const choices = [['', '全天'] as const, ...dayParts.map((one) => [one, dayPartNames[one]] as const)]
  return (
    <View className="chips" {...a11y({ role: 'radiogroup', label: '什么时候有空' })}>
      {choices.map(([key, name]) => (
        <View
          key={key}
          className={classes('chip', (part ?? '') === key && 'chip--on')}
          onClick={() => onPart(key === '' ? null : key)}
          {...a11y({ role: 'radio', checked: (part ?? '') === key })}
        >
          <Text>{name}</Text>
        </View>
      ))}
    </View>
  )
}

function OfDay({ seen: { day, days, items } }: { seen: Seen }) {
  const missing = days.find((one) => one.day === day)?.missing ?? 0
  return (
    <View className="shift-day-head">
      <View className="section__head">
        <Text className="section__title" {...a11y({ role: 'heading' })}>
          {showDay(day)}
        </Text>
        <Text className="shift__where">{missing > 0 ? `还差${missing}人` : '人都齐了'}</Text>
      </View>
      {items.length === 0 && <Empty text="这一天没有班次了" hint="换一天，或看看别的时段" />}
      {items.map((shift) => (
        <Offer key={shift.id} shift={shift} />
      ))}
      {items.length > 0 && <Notice>12小时前都能取消，不记缺席；来不了可以请人换班。雨雪天取消会提前告诉您。</Notice>}
    </View>
  )
}

const words = { book: '我来', wait: '排候补', takeSwap: '接别人的班' } as const
type Way = keyof typeof words

const notes: Partial<Record<SupervisorKind, string>> = {
  volunteer: '可以开志愿时长证明',
  trainee: '跟着学，不占名额，时长单独列出',
}

/** Past the time until which a booking can be cancelled. */
const isSoon = ({ day, from }: Shift): boolean => cancelUntil({ startsAt: instantAt(day, from) }) <= new Date()

function Offer({ shift }: { shift: Shift }) {
  const [asking, setAsking] = useState<Way | null>(null)
  const [as, setAs] = useState<SupervisorKind | null>(null)
  const options = { refreshes: changed }
  const ways = {
    book: useWrite(shifts.book, { ...options, onDone: () => toast('报好了，到时见') }),
    wait: useWrite(shifts.wait, { ...options, onDone: () => toast('排上了，有位置会告诉您') }),
    takeSwap: useWrite(shifts.takeSwap, { ...options, onDone: () => toast('接下了，双方都会收到消息') }),
  }
  const failed = ways.book.error ?? ways.wait.error ?? ways.takeSwap.error
  const go = async (way: Way) => {
    const bookingId = await newId()
    await ways[way].run({ id: shift.id, bookingId, ...(as ? { as } : {}) })
    setAsking(null)
  }
  const ask = (way: Way) => {
    if (shift.kinds.length > 1 || isSoon(shift)) setAsking(way)
    else void go(way)
  }
  const busy = Object.values(ways).some((one) => one.busy)
  const open = () => {
    void Taro.navigateTo({ url: `/shifts/shift?id=${shift.mine?.id ?? ''}` })
  }
  return (
    <>
      {failed && <ErrorState error={failed} />}
      <ShiftCard shift={shift}>
        {shift.mine && (
          <Button small about={shift.name} onClick={open}>
            看我的这一班
          </Button>
        )}
        {shift.allowed.map((way) => (
          <Button
            key={way}
            small
            kind={way === 'book' ? 'primary' : 'plain'}
            loading={busy}
            about={`${shift.name}${shift.from}`}
            onClick={() => ask(way)}
          >
            {words[way]}
          </Button>
        ))}
      </ShiftCard>
      {asking && (
        <Sheet
          open
          title={`${shift.from}～${shift.to}，${shift.name}`}
          onClose={() => setAsking(null)}
          bottom={
            <Button
              id="confirm"
              kind="primary"
              loading={busy}
              onClick={() => {
                void go(asking)
              }}
            >
              {asking === 'book' ? '我来，报这一班' : words[asking]}
            </Button>
          }
        >
          {isSoon(shift) && (
            <Notice tone="warn">{`离开始不到${CANCEL_HOURS}小时，报名后不能自己取消，来不了要请人换班。`}</Notice>
          )}
          <Choice
            label="您以什么身份来"
            value={as ?? shift.kinds[0] ?? null}
            onChange={setAs}
            options={shift.kinds.map((kind) => ({
              value: kind,
              title: supervisorNames[kind],
              ...(notes[kind] ? { note: notes[kind] } : {}),
            }))}
          />
        </Sheet>
      )}
    </>
  )
}

export { Calendar as default }
