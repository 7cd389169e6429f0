// The ladder for a thing: re-use, door recycling, a free site, paid bulky; each way with its reason and what to do
// there. Relies on pickups.advise. Invariant: nobody is kept from booking what they came for; the better way is only
// told.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { pickups } from '@shared/pickups/contract'
import type { PickupKind } from '@shared/pickups/schemas'
import { places } from '@shared/places/contract'
import { useRead } from '@/lib/query'
import { Button } from '@/ui/Button'
import { QueryView } from '@/ui/QueryView'
import { Sheet } from '@/ui/Sheet'
import { a11y } from '@/ui/a11y'
import { kindTitles } from './words'

type Way = OutputOf<typeof pickups.advise>['ways'][number]
type Props = { item: string; kind: PickupKind; placeId: string; onSwitch: (kind: PickupKind) => void }

/** One line under a thing when there is a better way than the one being booked; all ways behind it. */
export function Better({ item, kind, placeId, onSwitch }: Props) {
  const [open, setOpen] = useState(false)
  const advice = useRead(pickups.advise, { item, placeId }, { staleMs: 10 * 60_000 })
  const ways = advice.data?.ways ?? []
  const [first] = ways
  if (!first || first.kind === kind) return null
  return (
    <View>
      <View className="better">
        <Text className="better__title">{first.title}</Text>
        <Text className="better__why">{first.why}</Text>
        <View
          className="better__more"
          onClick={() => setOpen(true)}
          {...a11y({ role: 'button', label: `${item}，看全部 ${ways.length}种办法` })}
        >
          <Text>{`看全部 ${ways.length}种办法`}</Text>
        </View>
      </View>
      <Sheet open={open} title={`${item}怎么处理好`} onClose={() => setOpen(false)}>
        {open &&
          ways.map((way) => (
            <Step
              key={way.way}
              way={way}
              kind={kind}
              onSwitch={(to) => {
                setOpen(false)
                onSwitch(to)
              }}
              onStay={() => setOpen(false)}
            />
          ))}
      </Sheet>
    </View>
  )
}

type StepProps = { way: Way; kind: PickupKind; onSwitch: (kind: PickupKind) => void; onStay: () => void }

function Step({ way, kind, onSwitch, onStay }: StepProps) {
  return (
    <View className="ladder__way">
      <Text className="ladder__title">{way.title}</Text>
      <Text className="ladder__why">{way.why}</Text>
      {way.siteId && <Site id={way.siteId} />}
      {way.kind && way.kind === kind && (
        <Button small onClick={onStay}>
          就这样约，接着填
        </Button>
      )}
      {way.kind && way.kind !== kind && (
        <Button small onClick={() => onSwitch(way.kind ?? kind)}>{`改约${kindTitles[way.kind].title}`}</Button>
      )}
    </View>
  )
}

function Site({ id }: { id: string }) {
  const site = useRead(places.site, { id })
  return (
    <QueryView query={site}>
      {({ site: { name, address, openText, position } }) => (
        <View>
          <Text className="plain">{[name, address, openText].filter(Boolean).join(' · ')}</Text>
          {position && process.env.TARO_ENV === 'weapp' && (
            <Button
              small
              onClick={() => {
                void Taro.openLocation({ latitude: position.lat, longitude: position.lng, name, address })
              }}
            >
              看地图
            </Button>
          )}
        </View>
      )}
    </QueryView>
  )
}
