// The receipt of a pickup: weight, points and saved carbon by material, why the points are fewer than the rule gives,
// and until when it can be contested.
// Relies on the booking as answered. Invariant: a carbon figure never stands without its method line.
import { Text, View } from '@tarojs/components'
import type { Booking, Receipt } from '@shared/pickups/schemas'
import { showInstant } from '@shared/time'
import { showCarbon, showFen, showGrams } from '@shared/units'
import type * as z from '@shared/z'
import { Card, Notice, Row, Tag } from '@/ui/layout'

type Given = z.infer<typeof Receipt>

export function ReceiptCard({ booking, receipt }: { booking: Booking; receipt: Given }) {
  const { lines, totalGrams, points, fen, carbonGrams, carbonNote, at, contestUntil, pointsNote } = receipt
  return (
    <Card title="回执" extra={<Tag tone="good">{showInstant(new Date(at))}</Tag>}>
      {lines.map((line) => (
        <Row
          key={line.material}
          title={line.materialName}
          value={showGrams(line.grams)}
          note={[
            line.points > 0 && `+${line.points} 积分`,
            line.fen > 0 && `+${showFen(line.fen)}`,
            line.carbonGrams > 0 && `减碳 ${showCarbon(line.carbonGrams)}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        />
      ))}
      <View className="price price--total">
        <Text className="price__text">合计</Text>
        <Text className="price__fen">{showGrams(totalGrams)}</Text>
      </View>
      {(points > 0 || pointsNote) && <Row title="得到积分" value={`+${points}`} />}
      {pointsNote && <Notice title="为什么积分少一些">{`${pointsNote}。重量照常记录。`}</Notice>}
      {fen > 0 && <Row title="回收款" value={showFen(fen)} />}
      {carbonGrams > 0 && <Row title="减少碳排放" value={showCarbon(carbonGrams)} note={carbonNote} />}
      {booking.allowed.includes('contest') && (
        <Text className="plain plain--muted">{`和您看到的不一样?${showInstant(new Date(contestUntil))} 以前可以提出。`}</Text>
      )}
    </Card>
  )
}
