// From the answer on: the free days on which it is fetched, what is free, where to bring it, a better way, today's
// price. Relies on pickups and places by their contracts. Invariants: the button names its result; a day that is
// offered here is held only after the booking pages have asked who it is for.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { cut } from '@shared/contract'
import type { Answer } from '@shared/guide/contract'
import { pickups } from '@shared/pickups/contract'
import type { DayOffer, PickupKind } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { freeText, useFreePieces } from '@/lib/free-pieces'
import { useMyPlace } from '@/lib/my-place'
import { useRead } from '@/lib/query'
import { halfOf, showWindow } from '@/lib/when'
import { a11y, classes } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { Card, DayLeaf, Row, Skeleton } from '@/ui/layout'
import { pickupKindOf, siteOf, type Verdict } from './conditions'
import { Price } from './price'

/** How many days with a free window stand on the page. */
const DAYS = 3
type Window = DayOffer['windows'][number]
type Offer = { day: string; window: Window }

export type Next = {
  kind: PickupKind | null
  item: string
  offers: readonly Offer[]
  isReading: boolean
  chosen: Offer | undefined
  choose: (offer: Offer) => void
}

/** What can be booked for the answer, with the first free window chosen. */
export function useNextStep(answer: Answer, way: Verdict | undefined): Next {
  const place = useMyPlace()
  const kind = way ? pickupKindOf(way, answer.material) : null
  const dates = useRead(
    pickups.freeDates,
    { kind: kind ?? 'bulky', placeId: place?.id ?? '' },
    { enabled: kind !== null && place !== null },
  )
  const [slot, setSlot] = useState<string | null>(null)
  const offers = (dates.data?.next ?? []).slice(0, DAYS).flatMap(({ day, windows }) => {
    const window = windows.find(({ left }) => left > 0)
    return window ? [{ day, window }] : []
  })
  const keyOf = ({ day, window }: Offer) => `${day} ${window.slot}`
  return {
    kind,
    item: encodeURIComponent(answer.name),
    offers,
    isReading: kind !== null && place !== null && !dates.data && dates.isFetching,
    chosen: offers.find((offer) => keyOf(offer) === slot) ?? offers[0],
    choose: (offer) => setSlot(keyOf(offer)),
  }
}

/** "约12月2日上午来收"; without a known day only that it can be booked. */
export function NextButton({ next: { kind, item, chosen } }: { next: Next }) {
  const which = chosen
    ? `&day=${chosen.day}&slot=${encodeURIComponent(chosen.window.slot)}&from=${chosen.window.from}&to=${chosen.window.to}`
    : ''
  return (
    <Button
      id="book"
      kind="primary"
      onClick={() => {
        void Taro.navigateTo({ url: `/pickups/dates?kind=${kind}&item=${item}${which}` })
      }}
    >
      {chosen ? `约${showDay(chosen.day).split(' ')[0]}${halfOf(chosen.window.from)}来收` : '预约上门来收'}
    </Button>
  )
}

type StepsProps = { answer: Answer; way: Verdict; next: Next }

export function NextSteps({ answer, way, next }: StepsProps) {
  const site = siteOf(way)
  const toSites = site
    ? `/guide/sites?route=${site.route}${site.stream ? `&stream=${site.stream}` : ''}&name=${next.item}`
    : null
  return (
    <View>
      {next.isReading && <Skeleton rows={2} />}
      {next.offers.length > 0 && <Days next={next} />}
      {next.kind === 'bulky' && <Better item={answer.name} />}
      {(toSites || (answer.material && way.category === 'recyclable')) && (
        <Card>
          {toSites && (
            <Row
              id="nearest"
              icon="map-pin"
              title="找最近的投放点"
              note="看现在开不开、有多远"
              onClick={() => {
                void Taro.navigateTo({ url: toSites })
              }}
            />
          )}
          {answer.material && way.category === 'recyclable' && <Price material={answer.material} />}
        </Card>
      )}
    </View>
  )
}

function Days({ next }: { next: Next }) {
  const pieces = useFreePieces()
  const free = next.kind === 'bulky' ? freeText(pieces) : null
  return (
    <Card
      title="最近能来的日子"
      extra={
        <View
          className="more-link"
          onClick={() => {
            void Taro.navigateTo({ url: `/pickups/dates?kind=${next.kind}&item=${next.item}` })
          }}
          {...a11y({ role: 'button', label: '看更多日子' })}
        >
          <Text>更多日子</Text>
        </View>
      }
    >
      <View {...a11y({ role: 'radiogroup', label: '最近能来的日子' })}>
        {next.offers.map((offer) => {
          const { day, window } = offer
          const isChosen = next.chosen === offer
          const hours = showWindow(window.from, window.to)
          return (
            <View
              key={`${day} ${window.slot}`}
              className={classes('offer', isChosen && 'offer--chosen')}
              onClick={() => next.choose(offer)}
              {...a11y({ role: 'radio', spoken: `${showDay(day)}${hours}，还能约${window.left}户`, checked: isChosen })}
            >
              <DayLeaf day={day} />
              <View className="offer__words">
                <Text className="offer__hours">{hours}</Text>
                <Text className="offer__left">{`还能约${window.left}户`}</Text>
              </View>
              {isChosen && (
                <View className="offer__tick">
                  <Icon name="check" />
                </View>
              )}
            </View>
          )
        })}
      </View>
      {free && <Text className="offer__free">{free}</Text>}
    </Card>
  )
}

/** Re-use and door recycling come before paid collection, each with its reason; nobody is kept from booking. */
function Better({ item }: { item: string }) {
  const place = useMyPlace()
  const advice = useRead(
    pickups.advise,
    { item: cut(item, 30), ...(place ? { placeId: place.id } : {}) },
    { staleMs: 10 * 60_000 },
  )
  const ways = (advice.data?.ways ?? []).filter(({ way }) => way !== 'paid_bulky')
  if (ways.length === 0) return null
  return (
    <Card title="先看看更好的办法">
      {ways.map(({ way, title, why }) => (
        <Row key={way} icon={way === 'reuse' ? 'heart-handshake' : 'recycle'} tint="warm" title={title} note={why} />
      ))}
    </Card>
  )
}
