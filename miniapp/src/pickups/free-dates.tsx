// The free days and windows of a place, the next three first, with what is special about a day and whom to call when
// nothing is free. Relies on pickups.freeDates, which anybody may read. Invariant: a full window is shown as full,
// never left out silently.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { pickups } from '@shared/pickups/contract'
import type { DayOffer, PickupKind } from '@shared/pickups/schemas'
import { dayOf } from '@shared/time'
import { useRead } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { DayLeaf, Empty, Notice } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { a11y, classes } from '@/ui/a11y'
import type { ChosenSlot } from './draft'
import { nearDay, showWindow } from '@/lib/when'
import './pickups.scss'

type Offers = OutputOf<typeof pickups.freeDates>
type Props = {
  placeId: string
  kind: PickupKind
  chosen?: ChosenSlot | null
  /** Being held at this moment. */
  taking?: ChosenSlot | null
  onChoose: (chosen: ChosenSlot) => void
}

export function FreeDates({ placeId, kind, ...rest }: Props) {
  const offers = useRead(pickups.freeDates, { placeId, kind })
  return <QueryView query={offers}>{(data) => <Offered data={data} {...rest} />}</QueryView>
}

function Offered({ data, ...rest }: { data: Offers } & Omit<Props, 'placeId' | 'kind'>) {
  const [more, setMore] = useState(false)
  if (data.next.length === 0) return <NothingFree data={data} />
  return (
    <View>
      {data.note && <Notice>{data.note}</Notice>}
      {(more ? data.all : data.next).map((offer) => (
        <OfferedDay key={offer.day} offer={offer} {...rest} />
      ))}
      {data.all.length > data.next.length && (
        <Button id="more-dates" onClick={() => setMore(!more)}>
          {more ? '只看最近三天' : '看更多日期'}
        </Button>
      )}
    </View>
  )
}

function OfferedDay({ offer, chosen, taking = null, onChoose }: { offer: DayOffer } & Omit<Props, 'placeId' | 'kind'>) {
  const near = nearDay(offer.day, dayOf(new Date()))
  return (
    <View className="day" {...a11y({ role: 'radiogroup', label: offer.label })}>
      <View className="day__when">
        <DayLeaf day={offer.day} />
        {near && <Text className="day__near">{near}</Text>}
      </View>
      <View className="day__windows">
        {offer.note && <Text className="day__note">{offer.note}</Text>}
        {offer.windows.map(({ slot, from, to, left }) => {
          const isChosen = chosen?.slot === slot && chosen.day === offer.day
          const isTaking = taking?.slot === slot && taking.day === offer.day
          const off = (left === 0 && !isChosen) || taking !== null
          const rest = isTaking ? '正在替您留住' : left > 0 ? `还能约${left}户` : isChosen ? '您已占住' : '约满了'
          return (
            <View
              key={slot}
              className={classes(
                'window',
                (isChosen || isTaking) && 'window--chosen',
                left === 0 && !isChosen && 'window--off',
              )}
              onClick={() => {
                if (!off) onChoose({ day: offer.day, slot, from, to, label: offer.label })
              }}
              {...a11y({
                role: 'radio',
                label: `${offer.label} ${showWindow(from, to)}，${rest}`,
                checked: isChosen,
                disabled: off,
              })}
            >
              <View className="window__words">
                <Text className="window__hours">{showWindow(from, to)}</Text>
                <Text className="window__left">{rest}</Text>
              </View>
              <View className="window__sign">
                <Icon name={isChosen ? 'check' : 'chevron-right'} size="s" />
              </View>
            </View>
          )
        })}
      </View>
    </View>
  )
}

function NothingFree({ data }: { data: Offers }) {
  const { phone } = data
  const call = phone ? (
    <Button
      id="call"
      onClick={() => {
        void Taro.makePhoneCall({ phoneNumber: phone })
      }}
    >{`打电话 ${phone}`}</Button>
  ) : undefined
  return (
    <Empty
      text={data.served ? '最近没有空的时段' : '这里还没有开通上门收运'}
      hint={data.note ?? '请打社区服务电话问一问，或换一种物品试试'}
      {...(call ? { action: call } : {})}
    />
  )
}
