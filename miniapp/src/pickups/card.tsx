// A booking in a card, for the tabs and lists: what, when, where it stands now. The only part of this folder that tab
// pages import besides the free dates. Relies on the contract; a booking that moves today is read again by itself.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect } from 'react'
import { pickups } from '@shared/pickups/contract'
import type { BookingSummary } from '@shared/pickups/schemas'
import { dayOf, showDay } from '@shared/time'
import { useRead } from '@/lib/query'
import { Card, Tag } from '@/ui/layout'
import { isLive, kindTitles, nearDay, nextTexts, showWhen, showWindow, toneOf } from './words'
import './pickups.scss'

const LOOK_EVERY_MS = 60_000

export const openBooking = (id: string): void => {
  void Taro.navigateTo({ url: `/pickups/booking?id=${id}` })
}

export function BookingCard({ booking }: { booking: BookingSummary }) {
  const { id, kind, status, statusText, day, from, to, itemsText, placeName } = booking
  const when = showWhen(day, from, to)
  return (
    <Card
      title={kindTitles[kind].title}
      extra={<Tag tone={toneOf(status)}>{statusText}</Tag>}
      onClick={() => openBooking(id)}
      label={`${kindTitles[kind].title},${when},${statusText},点开看详情`}
    >
      <Text className="when__arrival">
        {`${showDay(day)} `}
        <Text className="when__hours">{showWindow(from, to)}</Text>
      </Text>
      <Text className="booking__items">{`${itemsText} · ${placeName}`}</Text>
      {isLive(status) && <Text className="booking__next">{nextTexts[status]}</Text>}
    </Card>
  )
}

/** Reads a booking again every minute while it may change today. */
export function useLiveBooking(id: string) {
  const query = useRead(pickups.show, { id })
  const { refetch, data } = query
  const live = data !== undefined && isLive(data.status) && data.day === dayOf(new Date())
  useEffect(() => {
    if (!live) return undefined
    const timer = setInterval(() => {
      void refetch()
    }, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [live, refetch])
  return query
}

/**
 * The next pickup: its day, then its hours in a line of their own, each said once; the window of arrival takes their
 * place as it narrows.
 */
export function NextPickup({ booking }: { booking: BookingSummary }) {
  const { data } = useLiveBooking(booking.id)
  const { id, kind, status, statusText, day, from, to } = data ?? booking
  const near = nearDay(day, dayOf(new Date()))
  const arrival = data?.arrival ?? null
  return (
    <Card
      id="next-pickup"
      title="下一次上门"
      extra={<Tag tone={toneOf(status)}>{statusText}</Tag>}
      onClick={() => openBooking(id)}
      label={`下一次上门,${showWhen(day, from, to)},${statusText},点开看详情`}
    >
      <Text className="when">{near ? `${near} ${showDay(day)}` : showDay(day)}</Text>
      {arrival ? (
        <Text className="when__arrival">{arrivalText(arrival)}</Text>
      ) : (
        <Text className="when__window">{showWindow(from, to)}</Text>
      )}
      <Text className="booking__items">{`${kindTitles[kind].title}:${booking.itemsText}`}</Text>
      {!(arrival && status === 'assigned') && <Text className="booking__next">{nextTexts[status]}</Text>}
    </Card>
  )
}

/** "预计上午9:10–9:40到,前面还有 2 家" */
export function arrivalText({ from, to, stopsBefore }: { from: string; to: string; stopsBefore: number }): string {
  return `预计${showWindow(from, to)}到${stopsBefore > 0 ? `,前面还有 ${stopsBefore} 家` : ',下一家就是您'}`
}
