// Where a thing goes, in one picture and one line: the bin in its colour, a truck for what is fetched, red for what
// harms. Relies on looks.ts and the drawings. Invariant: a thing that no bin takes is never shown with one.
import { Text, View } from '@tarojs/components'
import type { Answer } from '@shared/guide/contract'
import { a11y, classes } from '@/ui/a11y'
import { Bin } from '@/ui/Bin'
import { Icon } from '@/ui/Icon'
import { Scene } from '@/ui/Thing'
import { goesInBin, routeText, routeTitles, type Verdict as Way } from './conditions'
import { lookOf, routeIcons } from './looks'
import { useAt } from './where'

export function Verdict({ answer, way }: { answer: Answer; way: Way }) {
  const { region, rural } = useAt()
  if (!goesInBin(way, rural)) return <RouteVerdict answer={answer} way={way} />
  const look = lookOf(way.local, way.category, region, rural)
  return (
    <View
      className="verdict"
      style={{ background: tint(look.colour) }}
      {...a11y({ label: `${answer.name}属于${look.name}`, live: 'polite' })}
    >
      <Bin colour={look.colour} sign={look.sign} size="large" />
      <View className="verdict__words">
        <Text className="verdict__bin" style={{ color: look.colour }}>
          {look.name}
        </Text>
        <Text className="verdict__note">
          {way.route === 'bin' ? `投${look.colourName}桶` : routeText(way.route, way.local.text)}
        </Text>
      </View>
    </View>
  )
}

function RouteVerdict({ answer, way }: { answer: Answer; way: Way }) {
  const harms = way.route === 'hazardous_point'
  return (
    <View
      className={classes('verdict', 'verdict--route', harms && 'verdict--harm')}
      {...a11y({ label: `${answer.name}，${routeTitles[way.route]}`, live: 'polite' })}
    >
      <View className="verdict__words">
        <Text className="verdict__bin">{routeTitles[way.route]}</Text>
        <Text className="verdict__note">{routeText(way.route, way.local.text)}</Text>
        {way.category !== null && <Text className="verdict__class">{`归在“${way.local.text}”一类，不进垃圾桶`}</Text>}
      </View>
      {way.route === 'bulky' ? (
        <Scene name="truck" />
      ) : (
        <View className="verdict__sign">
          <Icon name={routeIcons[way.route]} size="xl" />
        </View>
      )}
    </View>
  )
}

/** The bin's colour, a tenth of it on white: a ground that its own name is read on. */
function tint(hex: string): string {
  const parts = [1, 3, 5].map((at) => Math.round(255 - (255 - parseInt(hex.slice(at, at + 2), 16)) / 10))
  return `rgb(${parts.join(', ')})`
}
