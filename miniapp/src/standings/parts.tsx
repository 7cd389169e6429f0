// Where a score lies between the lines, with the range that it may lie in; said in words too.
import { Text, View } from '@tarojs/components'
import { a11y } from '@/ui/a11y'
import { scoreWords } from './words'

/** From 0 to 100 points, so that no range is cut off at an end. */
const along = (tenths: number): string => `${Math.round(Math.min(1000, Math.max(0, tenths))) / 10}%`

type Props = { score: number; low: number; high: number; lines?: { black: number; red: number } }

export function IntervalBar({ score, low, high, lines = { black: 60, red: 90 } }: Props) {
  const words = scoreWords(score, low, high)
  const [left, right] = [Number.parseFloat(along(low)), Number.parseFloat(along(high))]
  return (
    <View className="interval" {...a11y({ label: `${words}，${lines.black}分以下待整改，${lines.red}分以上表扬` })}>
      <View className="interval__bar">
        <View className="interval__line" style={{ left: along(lines.black * 10) }} />
        <View className="interval__line" style={{ left: along(lines.red * 10) }} />
        <View className="interval__range" style={{ left: `${left}%`, width: `${Math.max(1, right - left)}%` }} />
        <View className="interval__point" style={{ left: along(score) }} />
      </View>
      <View className="interval__feet">
        <Text className="interval__foot interval__foot--start">0</Text>
        <Text className="interval__foot" style={{ left: along(lines.black * 10) }}>{`${lines.black}待整改线`}</Text>
        <Text className="interval__foot interval__foot--end" style={{ left: along(lines.red * 10) }}>
          {`${lines.red}表扬线`}
        </Text>
      </View>
      <Text className="standing__said">{words}</Text>
    </View>
  )
}
