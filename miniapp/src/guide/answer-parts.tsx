// What a thing comes apart into, each part with the bin or way of its own entry. Relies on shared/guide/compounds and
// the edition on this phone. Invariant: a part without an entry in this edition is not shown.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useMemo } from 'react'
import { answerOfTerm } from '@shared/guide/answer'
import { partsOf } from '@shared/guide/compounds'
import type { Answer } from '@shared/guide/contract'
import { a11y } from '@/ui/a11y'
import { Bin } from '@/ui/Bin'
import { Icon } from '@/ui/Icon'
import { Card, Section } from '@/ui/layout'
import { useBook } from './book'
import { goesInBin, routeTitles, verdictsOf } from './conditions'
import { lookOf, routeIcons } from './looks'
import { useAt } from './where'

export function Apart({ answer }: { answer: Answer }) {
  const { index, details } = useBook()
  const { region, rural } = useAt()
  const parts = useMemo(
    () =>
      (partsOf[answer.termId ?? ''] ?? []).flatMap((id) => {
        const term = index?.terms[index.byId.get(id) ?? -1]
        return term ? [answerOfTerm(term, { region, rural }, details)] : []
      }),
    [answer.termId, index, details, region, rural],
  )
  if (parts.length === 0) return null
  return (
    <Section title="拆开看，各有各的去处">
      <Card>
        {parts.map((part) => (
          <Part key={part.name} part={part} />
        ))}
      </Card>
    </Section>
  )
}

function Part({ part }: { part: Answer }) {
  const { region, rural } = useAt()
  const [way] = verdictsOf(part)
  if (!way) return null
  const inBin = goesInBin(way, rural)
  const look = lookOf(way.local, way.category, region, rural)
  const where = inBin ? look.name : routeTitles[way.route]
  return (
    <View
      className="row row--tap"
      onClick={() => {
        void Taro.navigateTo({ url: `/guide/answer?id=${encodeURIComponent(part.termId ?? part.name)}` })
      }}
      {...a11y({ role: 'button', spoken: `${part.name}，${where}` })}
    >
      <View className="row__main">
        <Text className="part__name">{part.name}</Text>
      </View>
      <View className="part__where" style={inBin ? { color: look.colour } : {}}>
        {inBin ? (
          <Bin colour={look.colour} sign={look.sign} size="small" />
        ) : (
          <Icon name={routeIcons[way.route]} size="s" />
        )}
        <Text>{where}</Text>
      </View>
    </View>
  )
}
