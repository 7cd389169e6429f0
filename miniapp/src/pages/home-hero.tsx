// The head of the first page: my compound, elder mode, and in one sentence whether something can be dropped off now.
// Relies on places.sitesOf, which anybody may read. Invariant: nothing is claimed about a place that was not picked.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { places } from '@shared/places/contract'
import type { SiteShown } from '@shared/places/schemas'
import { chooseElder } from '@/lib/elder'
import { pickPlace, useMyPlace } from '@/lib/my-place'
import { useRead } from '@/lib/query'
import { useElder } from '@/lib/session'
import { a11y } from '@/ui/a11y'
import { Icon } from '@/ui/Icon'
import { PlacePicker } from '@/ui/PlacePicker'
import '@/ui/home-pictures.generated.scss'
import { nowText } from './now'
import './home.scss'

export function Hero() {
  const place = useMyPlace()
  const elder = useElder()
  const [choosing, setChoosing] = useState(false)
  return (
    <View>
      <View className="hero">
        <View className="hero__scene d-river" {...a11y({ hidden: true })} />
        <View className="hero__pills">
          <View
            id="my-place"
            className="hero__pill"
            onClick={() => setChoosing(true)}
            {...a11y({ role: 'button', label: place ? `${place.name}，换一个小区` : '选我的小区' })}
          >
            <Icon name="map-pin" size="s" />
            <Text className="hero__place">{place?.name ?? '选我的小区'}</Text>
            <Icon name="chevron-down" size="xs" />
          </View>
          <View
            id="elder"
            className="hero__pill"
            onClick={() => chooseElder(elder ? 'off' : 'on')}
            {...a11y({ role: 'button', label: elder ? '换回标准版' : '长辈版，大字、大按钮' })}
          >
            <Icon name="text-size" size="s" />
            <Text>{elder ? '标准版' : '长辈版'}</Text>
          </View>
        </View>
        {place ? <Now placeId={place.id} /> : <Said text="今天什么时候能投放？" note="选好小区就告诉您" />}
      </View>
      <PlacePicker
        open={choosing}
        onClose={() => setChoosing(false)}
        onPick={(picked) => {
          pickPlace(picked)
          setChoosing(false)
        }}
      />
    </View>
  )
}

function Said({ text, note, lamp }: { text: string; note: string; lamp?: boolean }) {
  return (
    <View className="hero__said" {...a11y({ live: 'polite' })}>
      <View className="hero__now" {...a11y({ role: 'heading' })}>
        {lamp && <View className="hero__lamp" {...a11y({ hidden: true })} />}
        <Text>{text}</Text>
      </View>
      <Text className="hero__note">{note}</Text>
    </View>
  )
}

function Now({ placeId }: { placeId: string }) {
  const sites = useRead(places.sitesOf, { placeId, route: 'bin' })
  if (!sites.data) {
    return sites.error && !sites.isFetching ? (
      <Said text="投放时间读不出来" note={sites.error.text} />
    ) : (
      <Said text="今天的投放时间" note="正在读取" />
    )
  }
  return (
    <View
      id="now"
      onClick={() => {
        void Taro.navigateTo({ url: '/guide/sites?route=bin' })
      }}
      {...a11y({ role: 'button', spoken: `${nowText(sites.data.items).join('，')}，看投放点` })}
    >
      <SaidNow items={sites.data.items} />
    </View>
  )
}

function SaidNow({ items }: { items: readonly SiteShown[] }) {
  const [text, note] = nowText(items)
  return <Said text={text} note={note} lamp={items.some(({ open }) => open)} />
}
