// The receipt of a pickup: in one sentence what came of it, two large figures, then by material; why the points are
// fewer than the rule gives, how the carbon is reckoned, until when it can be contested. Relies on the booking as
// answered. Invariant: a carbon figure is called an estimate, its method is one tap away.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { Booking, Receipt, ReceiptLine } from '@shared/pickups/schemas'
import { dayOf, showDay, showInstant } from '@shared/time'
import { showFen, showGrams } from '@shared/units'
import type * as z from '@shared/z'
import { a11y } from '@/ui/a11y'
import { Notice, Row, Tag } from '@/ui/layout'
import { Sheet } from '@/ui/Sheet'
import { MaterialIco } from '@/ui/Thing'

/** CO₂ equivalent: "6.56千克". */
const kilograms = (grams: number): string => `${(grams / 1000).toFixed(2)}千克`

type Given = z.infer<typeof Receipt>
type Line = z.infer<typeof ReceiptLine>

type CardProps = { booking: Booking; receipt: Given; onContest: () => void }

export function ReceiptCard({ booking, receipt, onContest }: CardProps) {
  const { lines, totalGrams, points, fen, carbonGrams, carbonNote, at, contestUntil, pointsNote } = receipt
  const [how, setHow] = useState(false)
  const most = Math.max(1, ...lines.map(({ grams }) => grams))
  return (
    <View className="receipt">
      <View className="card__head">
        <Text className="card__title">回执</Text>
        <Tag tone="good" icon="circle-check">
          {showInstant(new Date(at))}
        </Tag>
      </View>
      <Text className="receipt__said">
        {`这次收走${showGrams(totalGrams)}${points > 0 ? `，得${points}分` : ''}${fen > 0 ? `、${showFen(fen)}` : ''}。`}
      </Text>
      <View className="receipt__figures">
        <Figure value={showGrams(totalGrams)} label="收走" />
        {(points > 0 || pointsNote) && <Figure value={`+${points}分`} label="得到积分" warm />}
      </View>
      {pointsNote && <Notice title="为什么积分少一些">{`${pointsNote}。重量照常记录。`}</Notice>}
      <View {...a11y({ role: 'list' })}>
        {lines.map((line) => (
          <Weighed key={line.material} line={line} most={most} />
        ))}
      </View>
      <View className="hair" />
      {fen > 0 && (
        <Row icon="coin-yuan" tint="neutral" title="回收款" value={showFen(fen)} note="由运营方付，这里只记账" />
      )}
      {carbonGrams > 0 && (
        <Row
          id="carbon-how"
          icon="leaf"
          tint="good"
          title={`减碳${kilograms(carbonGrams)}`}
          note="估算，点开看怎么算的"
          onClick={() => setHow(true)}
        />
      )}
      {booking.allowed.includes('contest') && (
        <Row
          id="contest-receipt"
          icon="scale"
          tint="neutral"
          title="重量不对？"
          note={`${showDay(dayOf(new Date(Date.parse(contestUntil) - 1)))}以前能提`}
          onClick={onContest}
        />
      )}
      <Sheet open={how} title="减碳怎么算的" onClose={() => setHow(false)}>
        <Text className="plain">收走的每种材料的重量，乘这种材料的减碳系数，再相加。单位是二氧化碳当量。</Text>
        {lines
          .filter((line) => line.carbonGrams > 0)
          .map((line) => (
            <Row
              key={line.material}
              title={line.materialName}
              note={line.factorVersion ? `系数${line.factorVersion}` : undefined}
              value={kilograms(line.carbonGrams)}
            />
          ))}
        <Text className="plain plain--muted">{carbonNote}</Text>
      </Sheet>
    </View>
  )
}

/** "21.3千克" with its unit small. */
function Figure({ value, label, warm = false }: { value: string; label: string; warm?: boolean }) {
  const [, figure, unit] = /^([\d.,]+)(.*)$/.exec(value) ?? ['', value]
  return (
    <View className={warm ? 'receipt__figure receipt__figure--warm' : 'receipt__figure'}>
      <Text className="receipt__value">
        {figure}
        <Text className="receipt__unit">{unit ?? ''}</Text>
      </Text>
      <Text className="receipt__label">{label}</Text>
    </View>
  )
}

function Weighed({ line: { material, materialName, grams, points, fen }, most }: { line: Line; most: number }) {
  const note = [points > 0 && `${points}分`, fen > 0 && `回收款${showFen(fen)}`].filter(Boolean).join('，')
  return (
    <View
      className="weighed"
      {...a11y({ role: 'listitem', label: [materialName, showGrams(grams), note].filter(Boolean).join('，') })}
    >
      <MaterialIco code={material} />
      <View className="weighed__main">
        <View className="weighed__head">
          <Text className="weighed__name">{materialName}</Text>
          <Text className="weighed__name">{showGrams(grams)}</Text>
        </View>
        <View className="weighed__track">
          <View className="weighed__fill" style={{ width: `${Math.max(4, Math.round((100 * grams) / most))}%` }} />
        </View>
        {note !== '' && <Text className="weighed__note">{note}</Text>}
      </View>
    </View>
  )
}
