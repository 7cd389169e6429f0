// Blocks that pages of shifts share: who has a place and what is free, as circles; a shift of the calendar.
import { Text, View } from '@tarojs/components'
import type { Shift } from '@shared/shifts/contract'
import { a11y, classes } from '@/ui/a11y'
import { Icon } from '@/ui/Icon'
import { Card, Tag } from '@/ui/layout'
import { needOf, whereText } from './words'
import './shifts.scss'

const MOST_CIRCLES = 6

/** Filled and dashed circles; the number in words where there are many. */
export function Seats({ booked, maximum, waiting }: Pick<Shift, 'booked' | 'maximum' | 'waiting'>) {
  const spoken = `${maximum}个位置，已有${booked}人${waiting > 0 ? `，候补${waiting}人` : ''}`
  return (
    <View className="seats" {...a11y({ role: 'img', label: spoken })}>
      {maximum <= MOST_CIRCLES ? (
        Array.from({ length: maximum }, (_unused, index) => (
          <View key={index} className={classes('seats__one', index >= booked && 'seats__one--free')}>
            <Icon name={index < booked ? 'user' : 'plus'} size="xs" />
          </View>
        ))
      ) : (
        <Text className="seats__words">{`${booked}/${maximum}人`}</Text>
      )}
      {waiting > 0 && <Text className="seats__words">{`候补${waiting}人`}</Text>}
    </View>
  )
}

export function ShiftCard({ shift, children }: { shift: Shift; children?: React.ReactNode }) {
  const { text, tone } = needOf(shift)
  return (
    <Card>
      <View className="shift__head">
        <View className="shift__main">
          <Text className="shift__hours">{`${shift.from}～${shift.to}`}</Text>
          <Text className="shift__name">{shift.name}</Text>
          <Text className="shift__where">{whereText(shift)}</Text>
        </View>
        <Tag tone={tone}>{text}</Tag>
      </View>
      {shift.status === 'cancelled' ? (
        <Text className="shift__where">{`原因：${shift.reason ?? ''}`}</Text>
      ) : (
        <View className="shift__foot">
          <Seats {...shift} />
          {children}
        </View>
      )}
    </Card>
  )
}
