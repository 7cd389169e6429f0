// After confirming: what was booked, what happens next in order, and the date as text for a calendar.
// Relies on pickups.show. Invariant: it can be opened again at any time; nothing is done here that was not done by the
// booking.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { pickups } from '@shared/pickups/contract'
import type { Booking } from '@shared/pickups/schemas'
import { DOOR_STAND } from '@shared/pickups/stands'
import { addDays, showDay, showInstant } from '@shared/time'
import { showFen } from '@shared/units'
import { useRead } from '@/lib/query'
import { a11y } from '@/ui/a11y'
import { Button, Buttons } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { Icon } from '@/ui/Icon'
import { Card, Row, StatusSteps } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Scene } from '@/ui/Thing'
import { showWhen, showWindow } from '@/lib/when'
import { kindTitles, putOutText } from './words'
import './pickups.scss'

/** One paragraph that a calendar or a family chat takes as it is. */
export function calendarText({
  kind,
  day,
  from,
  to,
  addressText,
  standsAt,
  items,
}: Pick<Booking, 'kind' | 'day' | 'from' | 'to' | 'addressText' | 'standsAt' | 'items'>): string {
  return [
    `${kindTitles[kind].title}上门 ${showWhen(day, from, to)}`,
    `地点：${addressText}，放在${standsAt}`,
    `物品：${items.map(({ name, count }) => `${name} ${count}件`).join('、')}`,
    putOutText(day, from, standsAt),
  ].join('\n')
}

function copy(text: string): void {
  Promise.resolve(Taro.setClipboardData({ data: text })).then(
    () => toast('已复制，可以粘贴到日历或发给家人'),
    () => toast('没能复制，请截图保存'),
  )
}

function Done() {
  const { params } = useRouter()
  const query = useRead(pickups.show, { id: params.id ?? '' })
  return (
    <Screen
      title="预约成功"
      bottom={
        <Button
          id="home"
          kind="primary"
          onClick={() => {
            void Taro.switchTab({ url: '/pages/pickups' })
          }}
        >
          好，知道了
        </Button>
      }
    >
      <QueryView query={query}>{(booking) => <Booked booking={booking} />}</QueryView>
    </Screen>
  )
}

function Booked({ booking }: { booking: Booking }) {
  const { id, day, from, to, cancelFreeUntil, owedFen } = booking
  return (
    <View>
      <View className="done" {...a11y({ role: 'status', label: `约好了，${showWhen(day, from, to)}` })}>
        <View className="done__mark">
          <Icon name="check" size="xl" />
        </View>
        <Text className="done__title">约好了</Text>
        <Text className="done__when">{showWhen(day, from, to)}</Text>
        <Scene name="road" />
      </View>
      <View className="done__next">
        <Card title="接下来">
          <StatusSteps
            steps={[
              {
                ...(booking.standsAt === DOOR_STAND
                  ? { title: '东西先留在家里', note: '当天在家等，师傅到了再开门搬' }
                  : {
                      title: `${showDay(addDays(day, -1))}傍晚，把东西搬出来`,
                      note: `放在${booking.standsAt}，别挡楼道和消防通道`,
                    }),
                state: 'now',
                icon: 'moon-stars',
              },
              { title: `${showDay(day)}，告诉您更准的时间`, note: '收运员出发时也会通知', state: 'next', icon: 'bell' },
              {
                title: `${showWindow(from, to)}，上门收走`,
                note: owedFen > 0 ? `上门时收${showFen(owedFen)}，开收据` : '不收费',
                state: 'next',
                icon: 'truck',
              },
              {
                title: '收完，给您一张回执',
                note: '有不对的，在里面能提',
                state: 'next',
                icon: 'receipt',
              },
            ]}
          />
        </Card>
        <Card>
          <Row icon="receipt" tint="neutral" title={`预约号 ${booking.number}`} note="打电话时报这个号就行" />
          <Row
            icon="clock"
            tint="neutral"
            title={`${showInstant(new Date(cancelFreeUntil))} 以前`}
            note="可以免费修改或取消"
          />
        </Card>
      </View>
      <Buttons>
        <Button id="copy" onClick={() => copy(calendarText(booking))}>
          复制到日历
        </Button>
        <Button
          id="open"
          onClick={() => {
            void Taro.redirectTo({ url: `/pickups/booking?id=${id}` })
          }}
        >
          看这次预约
        </Button>
      </Buttons>
    </View>
  )
}

export { Done as default }
