// A booking in a card, for the tabs and lists: what, when, where it stands now. The only part of this folder that tab
// pages import besides the free dates. Relies on the contract; a booking that moves today is read again by itself.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect } from 'react'
import { pickups } from '@shared/pickups/contract'
import type { BookingSummary } from '@shared/pickups/schemas'
import { dayOf, instantAt } from '@shared/time'
import { useHomeNames } from '@/lib/home-names'
import { useRead } from '@/lib/query'
import { Icon } from '@/ui/Icon'
import { Card, DayLeaf, Tag } from '@/ui/layout'
import { showWhen, showWindow } from '@/lib/when'
import { arrivalText, iconOf, isLive, kindTitles, nextText, putOutShort, toneOf } from './words'
import './pickups.scss'

const LOOK_EVERY_MS = 60_000

export const openBooking = (id: string): void => {
  void Taro.navigateTo({ url: `/pickups/booking?id=${id}` })
}

export function BookingCard({ booking }: { booking: BookingSummary }) {
  const { id, kind, status, statusText, day, from, to, itemsText, placeName, householdId } = booking
  const when = showWhen(day, from, to)
  const home = useHomeNames()[householdId ?? '']
  return (
    <Card
      onClick={() => openBooking(id)}
      label={`${home ? `${home}，` : ''}${kindTitles[kind].title}，${when}，${statusText}，点开看详情`}
    >
      <View className="next">
        <DayLeaf day={day} />
        <View className="next__main">
          <View className="next__head">
            <Text className="next__title">{kindTitles[kind].title}</Text>
            <Tag tone={toneOf(status)} {...iconOf(status)}>
              {statusText}
            </Tag>
          </View>
          <Text className="next__when">{showWindow(from, to)}</Text>
          <Text className="next__items">{`${itemsText} · ${home ?? placeName}`}</Text>
        </View>
      </View>
      {isLive(status) && <Text className="booking__next">{nextText(booking, new Date())}</Text>}
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

/** Nobody is on the way yet: what the household has to do comes next. */
const isWaiting = (status: BookingSummary['status']): boolean => status === 'confirmed' || status === 'assigned'

/**
 * The next pickup: its day, its hours (the window of arrival takes their place as it narrows), what is fetched, and
 * what is to be done for it.
 */
export function NextPickup({ booking }: { booking: BookingSummary }) {
  const { data } = useLiveBooking(booking.id)
  const { id, kind, status, statusText, day, from, to } = data ?? booking
  const isOver = new Date() >= instantAt(day, to)
  const arrival = isOver ? null : (data?.arrival ?? null)
  return (
    <Card
      id="next-pickup"
      onClick={() => openBooking(id)}
      label={`下一次上门，${showWhen(day, from, to)}，${statusText}，点开看详情`}
    >
      <View className="next">
        <DayLeaf day={day} />
        <View className="next__main">
          <View className="next__head">
            <Text className="next__title">{`上门收${kindTitles[kind].title}`}</Text>
            <Tag tone={toneOf(status)} {...iconOf(status)}>
              {statusText}
            </Tag>
          </View>
          <Text className={arrival ? 'when__arrival' : 'next__when'}>
            {arrival ? arrivalText(arrival, status) : showWindow(from, to)}
          </Text>
          <Text className="next__items">{booking.itemsText}</Text>
        </View>
      </View>
      <View className="hair" />
      <View className="next__do">
        <Icon name={isWaiting(status) && dayOf(new Date()) < day ? 'moon-stars' : 'truck'} size="s" />
        <Text className="next__todo">
          {isWaiting(status) && !isOver
            ? putOutShort(day, from, dayOf(new Date()), data?.standsAt)
            : nextText({ status, day, to }, new Date())}
        </Text>
      </View>
    </Card>
  )
}
