// Having things fetched, on the first page: the next pickup, or the next free window; and the two ways to book, with
// what is free. Relies on pickups' summaries. Invariant: a figure of free pieces is the server's, for the household
// acted for.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { pickups } from '@shared/pickups/contract'
import { dayOf, showDay } from '@shared/time'
import { freeText, useFreePieces } from '@/lib/free-pieces'
import { useMyPlace } from '@/lib/my-place'
import { useRead } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { NextPickup } from '@/pickups/card'
import { halfOf, nearDay, showWindow } from '@/lib/when'
import { a11y, classes } from '@/ui/a11y'
import { Card, DayLeaf, Notice } from '@/ui/layout'
import '@/ui/home-pictures.generated.scss'
import './home.scss'

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

export function Fetch() {
  const signedIn = useSignedIn()
  return (
    <View>
      {signedIn ? <Next /> : <NextFree />}
      <View className="home-do">
        <Bulky />
        <Recyclable />
      </View>
    </View>
  )
}

function Next() {
  const mine = useRead(pickups.mine, { open: 'true', limit: 5 })
  if (mine.error && !mine.data) return <Notice tone="warn">{`预约暂时读不出来。${mine.error.text}`}</Notice>
  const next = [...(mine.data?.items ?? [])].sort((a, b) => (a.day + a.from < b.day + b.from ? -1 : 1))[0]
  if (next) return <NextPickup booking={next} />
  return mine.data ? <NextFree /> : null
}

/** A window that is taken with the tap; the page of dates shows what comes of it. */
const handing = ({ kind, day, slot, from, to }: Record<'kind' | 'day' | 'slot' | 'from' | 'to', string>): string =>
  Object.entries({ kind, day, slot, from, to })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')

/** The first free window for bulky things where I live; nothing where no place is known or nothing is offered. */
function NextFree() {
  const place = useMyPlace()
  const offers = useRead(pickups.freeDates, { placeId: place?.id ?? '', kind: 'bulky' }, { enabled: place !== null })
  const day = offers.data?.next[0]
  const window = day?.windows.find(({ left }) => left > 0)
  if (!day || !window) return null
  return (
    <Card
      id="next-free"
      onClick={open(`/pickups/dates?${handing({ kind: 'bulky', day: day.day, ...window })}`)}
      label={`约最近的大件上门，${showDay(day.day)}${showWindow(window.from, window.to)}`}
    >
      <View className="home-next">
        <DayLeaf day={day.day} />
        <View className="home-next__main">
          <Text className="home-next__title">约最近的大件上门</Text>
          <Text className="home-next__when">{showWindow(window.from, window.to)}</Text>
        </View>
      </View>
    </Card>
  )
}

function Bulky() {
  const free = freeText(useFreePieces())
  return (
    <Do
      id="book-bulky"
      title="约收大件"
      note={free ?? '沙发、床、旧家电'}
      picture="sofa1"
      url="/pickups/dates?kind=bulky"
    />
  )
}

function Recyclable() {
  const place = useMyPlace()
  const offers = useRead(
    pickups.freeDates,
    { placeId: place?.id ?? '', kind: 'recyclable' },
    { enabled: place !== null },
  )
  const day = offers.data?.next[0]
  const window = day?.windows.find(({ left }) => left > 0)
  const when =
    day && window ? `${nearDay(day.day, dayOf(new Date())) ?? showDay(day.day)}${halfOf(window.from)}有空` : null
  return (
    <Do
      id="book-recyclable"
      title="约收可回收物"
      note={when ?? '纸箱、瓶子、旧衣'}
      picture="boxes"
      cool
      url="/pickups/dates?kind=recyclable"
    />
  )
}

type DoProps = { id: string; title: string; note: string; picture: 'sofa1' | 'boxes'; url: string; cool?: boolean }

function Do({ id, title, note, picture, url, cool = false }: DoProps) {
  return (
    <View
      id={id}
      className={classes('do', cool && 'do--cool')}
      onClick={open(url)}
      {...a11y({ role: 'button', spoken: `${title}，${note}` })}
    >
      <View className="do__words">
        <Text className="do__title">{title}</Text>
        <Text className="do__note">{note}</Text>
      </View>
      <View className={`do__picture d d-${picture}`} {...a11y({ hidden: true })} />
    </View>
  )
}
