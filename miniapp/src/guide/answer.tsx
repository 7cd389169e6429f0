// One thing's whole answer: the bin, what to do first, why, what it is easily confused with, and what can be done next.
// Relies on the edition on this phone; asks the server only for an entry that this edition lacks.
// Invariant: where a condition decides, it is asked before anything is answered.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect, useMemo, useState } from 'react'
import { answerOfTerm, answers } from '@shared/guide/answer'
import { guide, type Answer } from '@shared/guide/contract'
import { useRead } from '@/lib/query'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Skeleton, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { openBook, useBook } from './book'
import { mustAsk, pickupKindOf, routeText, siteOf, verdictsOf, type Verdict } from './conditions'
import { lookOf } from './looks'
import { EditionLine, Mark } from './parts'
import { Price } from './price'
import { updateBook } from './update'
import { useAt } from './where'

const textOf = (value: string | undefined): string => (value ? decodeURIComponent(value) : '')

/** The answer from this phone's edition; undefined while it opens, null when this edition has none. */
function useOwnAnswer(question: string, id: string): Answer | null | undefined {
  const { index, details } = useBook()
  const { region, rural } = useAt()
  return useMemo(() => {
    if (!index) return undefined
    const at = { region, rural }
    const found = question ? answers(index, question, at, details) : []
    const hit = id ? found.find(({ termId }) => termId === id) : found[0]
    if (hit) return hit
    const term = index.terms[index.byId.get(id) ?? -1]
    return term ? answerOfTerm(term, at, details) : null
  }, [index, details, region, rural, question, id])
}

function AnswerPage() {
  const { params } = useRouter()
  const question = textOf(params['q'])
  const id = textOf(params['id'])
  const own = useOwnAnswer(question, id)
  const at = useAt()
  const index = useBook((state) => state.index)
  useEffect(() => {
    void openBook().then(() => updateBook())
  }, [])
  const remote = useRead(guide.term, { id, ...at }, { enabled: own === null && id !== '' })
  return (
    <Screen title="怎么扔">
      {own === undefined && <Skeleton rows={5} />}
      {own && <Whole key={own.name} answer={own} />}
      {own === null && id !== '' && <QueryView query={remote}>{(answer) => <Whole answer={answer} />}</QueryView>}
      {own === null && id === '' && <Empty text={`还没有收录“${question}”`} hint="换个叫法再试,或请工作人员回答" />}
      <EditionLine index={index} {...at} />
    </Screen>
  )
}

function Whole({ answer }: { answer: Answer }) {
  const ways = verdictsOf(answer)
  const asked = mustAsk(answer)
  const [chosen, setChosen] = useState<string | null>(null)
  const way = asked ? ways.find(({ condition }) => condition === chosen) : ways[0]
  return (
    <View>
      <View className="answer__head answer__head--page">
        <Text className="answer__name" {...a11y({ role: 'heading' })}>
          {answer.name}
        </Text>
        {answer.inferred && <Tag tone="warn">推断</Tag>}
      </View>
      {answer.inferred && (
        <Notice
          tone="warn"
          title="这是推断,不是词条"
        >{`${answer.basis ?? '按名称推断'}。拿不准时可以问工作人员。`}</Notice>
      )}
      {!answer.inferred && answer.basis && <Notice>{answer.basis}</Notice>}
      {answer.danger && (
        <Notice tone="error" title="小心">
          这件东西可能伤人或有毒,请包好、放稳,不要让孩子碰。
        </Notice>
      )}
      {asked && (
        <Choice
          label="它是哪种情况?"
          columns={1}
          value={chosen}
          onChange={setChosen}
          options={[...ways.slice(1), ...ways.slice(0, 1)].map(({ condition }) => ({
            value: condition,
            title: condition === ways[0]?.condition ? '都不是,一般情况' : condition,
          }))}
        />
      )}
      {asked && !way && <Notice>选好上面的情况,就告诉您投哪个桶。</Notice>}
      {way && <Way answer={answer} way={way} />}
      {way && <Why answer={answer} />}
    </View>
  )
}

function Way({ answer, way }: { answer: Answer; way: Verdict }) {
  const { region, rural } = useAt()
  const look = lookOf(way.local, way.category, region, rural)
  const inBin = way.route === 'bin' || rural
  return (
    <View>
      <View
        className="verdict"
        style={{ borderColor: look.colour }}
        {...a11y({ label: `${answer.name}属于${look.name}`, live: 'polite' })}
      >
        <Mark look={look} large />
        <View className="verdict__words">
          <Text className="verdict__bin" style={{ color: look.colour }}>
            {look.name}
          </Text>
          <Text className="verdict__colour">{standsFor(way, look.colourName, rural)}</Text>
        </View>
      </View>
      <Card title="先这样做">
        {way.preparation && <Text className="sentence sentence--large">{way.preparation}</Text>}
        {(!way.preparation || !inBin) && <Text className="sentence">{routeText(way.route, way.local.text)}</Text>}
      </Card>
      <NextSteps answer={answer} way={way} />
    </View>
  )
}

const OUTSIDE: readonly Verdict['route'][] = [
  'bulky',
  'builders_waste',
  'garden_waste',
  'return_to_shop',
  'not_household',
]

/** The bin's colour, or that no bin takes it. */
const standsFor = ({ route, category }: Verdict, colourName: string, rural: boolean): string =>
  category === null || (!rural && OUTSIDE.includes(route)) ? '不要投进垃圾桶' : `桶是${colourName}的`

/** From the answer on: fetch it, bring it, what it is worth today. */
function NextSteps({ answer, way }: { answer: Answer; way: Verdict }) {
  const kind = pickupKindOf(way, answer.material)
  const site = siteOf(way)
  const item = encodeURIComponent(answer.name)
  const toSites = site
    ? `/guide/sites?route=${site.route}${site.stream ? `&stream=${site.stream}` : ''}&name=${item}`
    : null
  const book = kind && (
    <Button
      id="book"
      kind="primary"
      onClick={() => {
        void Taro.navigateTo({ url: `/pickups/dates?kind=${kind}&item=${item}` })
      }}
    >
      预约上门来收
    </Button>
  )
  if (!kind && !toSites) return null
  return (
    <Card title="接下来可以">
      {book}
      {answer.material && way.category === 'recyclable' && <Price material={answer.material} />}
      {toSites && (
        <Row
          id="nearest"
          title="找最近的投放点"
          note="看现在开不开、有多远"
          onClick={() => {
            void Taro.navigateTo({ url: toSites })
          }}
        />
      )}
    </Card>
  )
}

function Why({ answer: { reason, counterExample, source } }: { answer: Answer }) {
  if (!reason && !counterExample && !source) return <Notice>连上网后会显示更多说明。</Notice>
  return (
    <Card title="为什么">
      {reason && <Row title={reason} />}
      {counterExample && <Row title="要注意" note={counterExample} />}
      {source && <Row title="依据" note={source} />}
    </Card>
  )
}

export { AnswerPage as default }
