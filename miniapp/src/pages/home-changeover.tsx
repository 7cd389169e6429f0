// 楼层撤桶 on the first page: from which day the bins of the floors are gone at my compound, where to go instead and when.
// From two weeks before to two weeks after. Invariant: what cannot be read is left out; the rest of the page stands.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { OutputOf } from '@shared/contract'
import { changeovers } from '@shared/changeovers/contract'
import { showBuildings } from '@shared/changeovers/rules'
import { dayOf, showDay } from '@shared/time'
import { useMyPlace } from '@/lib/my-place'
import { useRead } from '@/lib/query'
import { useElder } from '@/lib/session'
import { Card, DayLeaf } from '@/ui/layout'
import './home.scss'

type Item = OutputOf<typeof changeovers.at>['items'][number]

export function Changeover() {
  const place = useMyPlace()
  const near = useRead(changeovers.at, { placeId: place?.id ?? '' }, { enabled: place !== null })
  return (
    <>
      {(near.data?.items ?? []).map((item) => (
        <One key={item.id} item={item} />
      ))}
    </>
  )
}

function One({ item }: { item: Item }) {
  const { day, buildings, siteName, hoursText, status, note } = item
  const elder = useElder()
  const which = showBuildings(buildings)
  const isOff = status === 'calledOff'
  const title = isOff ? '楼层撤桶取消了' : day > dayOf(new Date()) ? '楼层要撤桶了' : '楼层已撤桶'
  const where = isOff ? '投放和以前一样' : `请到${siteName}投放`
  return (
    <Card
      id={`changeover-${item.id}`}
      onClick={() => {
        void Taro.navigateTo({ url: '/guide/sites?route=bin' })
      }}
      label={`${title}，${showDay(day)}起，${which}，${where}${hoursText && !isOff ? `，开放时间${hoursText}` : ''}`}
    >
      <View className="home-next">
        <DayLeaf day={day} />
        <View className="home-next__main">
          <Text className="home-next__title">{title}</Text>
          <Text className="home-next__when">{`${which}，${where}`}</Text>
          {!isOff && hoursText !== '' && <Text className="home-next__when">{`开放时间 ${hoursText}`}</Text>}
          {!isOff && !elder && note !== '' && <Text className="home-next__when">{note}</Text>}
        </View>
      </View>
    </Card>
  )
}
