// How points are earned: the rules in force with their caps, how much of the month's budget is left, and what has been
// announced. Relies on the public rules. Invariants: nothing about a budget is hidden; no colour or bar without its
// words.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { earning, type PublicRule } from '@shared/ledger/earning-contract'
import { useRead } from '@/lib/query'
import { useElder } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Card, Empty, Notice, ProgressBar, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { fullDay } from './words'
import './me.scss'

/** So many rates are shown at first; a rule has one for each material. */
const FIRST = 4

function Rules() {
  const rules = useRead(earning.rules, {}, { staleMs: 5 * 60_000 })
  return (
    <Screen title="怎样得积分">
      <QueryView
        query={rules}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty text="现在没有得积分的规则" hint="有了新规则会在这里公布" />}
      >
        {({ note, items, upcoming }) => (
          <>
            {note && <Notice>{note}</Notice>}
            {upcoming.length > 0 && (
              <Section title="将要改变的">
                <Card>
                  {upcoming.map(({ ruleId, name, text, on, reason }) => (
                    <Row key={`${ruleId}-${on}`} title={`${name}：${text}`} note={reason && `原因：${reason}`} />
                  ))}
                </Card>
              </Section>
            )}
            {items.map((rule, place) => (
              <Rule key={rule.id} rule={rule} like={items.slice(0, place).find((one) => sameRates(one, rule))} />
            ))}
          </>
        )}
      </QueryView>
    </Screen>
  )
}

const budgetTags = { open: null, low: ['warn', '预算快用完'], spent: ['bad', '本月预算已用完'] } as const

const ratesOf = ({ rates }: PublicRule): string => rates.map(({ code, text }) => `${code} ${text}`).join('\n')
const sameRates = (a: PublicRule, b: PublicRule): boolean => b.rates.length > FIRST && ratesOf(a) === ratesOf(b)

/** @param like an earlier one with the same rates, which are not said again */
function Rule({ rule, like }: { rule: PublicRule; like: PublicRule | undefined }) {
  const elder = useElder()
  const [all, setAll] = useState(false)
  const { name, rates, caps, budget, validFrom, validTo, version } = rule
  const tag = budget ? budgetTags[budget.state] : null
  return (
    <Card title={name} {...(tag ? { extra: <Tag tone={tag[0]}>{tag[1]}</Tag> } : {})}>
      {like && !all && <Text className="line__text">{`每种材料的分数和“${like.name}”一样。`}</Text>}
      {(all ? rates : like ? [] : rates.slice(0, FIRST)).map(({ code, text }) => (
        <Text key={code} className="line__text">
          {text}
        </Text>
      ))}
      {!all && rates.length > FIRST && (
        <View className="limits">
          <Button small about={name} onClick={() => setAll(true)}>{`看全部 ${rates.length}种`}</Button>
        </View>
      )}
      {caps.length > 0 && (
        <View className="limits">
          <Text className="limits__title">上限</Text>
          {caps.map(({ kind, text }) => (
            <Text key={kind} className="line__why">
              {text}
            </Text>
          ))}
        </View>
      )}
      {budget && <ProgressBar value={budget.percent} label="本月预算" text={`已用 ${budget.percent}%`} />}
      {budget && budget.state !== 'open' && <Text className="line__why">{budget.text}</Text>}
      {!elder && (
        <Row title={`第${version}版`} note={`${fullDay(validFrom)}起${validTo ? `，到${fullDay(validTo)}止` : ''}`} />
      )}
    </Card>
  )
}

export { Rules as default }
