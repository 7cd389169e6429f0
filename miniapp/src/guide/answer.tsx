// One thing's whole answer: where it goes, drawn large; what to do first; what it comes apart into; why; and the next
// step at the bottom. Relies on the edition on this phone; asks the server only for an entry that this edition lacks.
// Invariants: where a condition decides, it is asked before anything is answered; the way is the answer, a bin only
// where a bin takes the thing.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useMemo, useState } from 'react'
import { answerOfTerm, answers } from '@shared/guide/answer'
import { guide, type Answer } from '@shared/guide/contract'
import { useRead } from '@/lib/query'
import { a11y } from '@/ui/a11y'
import { Choice } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Skeleton, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { NextButton, NextSteps, useNextStep } from './answer-next'
import { Apart } from './answer-parts'
import { Verdict } from './answer-verdict'
import { openBook, useBook } from './book'
import { mustAsk, titleOf, verdictsOf } from './conditions'
import { EditionLine } from './parts'
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
  useEffect(() => {
    void openBook().then(() => updateBook())
  }, [])
  const remote = useRead(guide.term, { id, ...at }, { enabled: own === null && id !== '' })
  const answer = own ?? remote.data
  if (answer) return <Whole key={answer.name} answer={answer} />
  return (
    <Screen title="怎么扔">
      {own === undefined && <Skeleton rows={5} />}
      {own === null && id !== '' && <QueryView query={remote}>{() => null}</QueryView>}
      {own === null && id === '' && (
        <Empty
          icon="search"
          text={question === '' ? '没有写是什么东西' : `还没有收录“${question}”`}
          hint="换个叫法再试，或请工作人员回答"
        />
      )}
    </Screen>
  )
}

function Whole({ answer }: { answer: Answer }) {
  const ways = verdictsOf(answer)
  const asked = mustAsk(answer)
  const { title, note } = titleOf(answer)
  const at = useAt()
  const index = useBook((state) => state.index)
  // A name of its own, such as 过期药, says which case it is; a bare word does not.
  const [chosen, setChosen] = useState<string | null>(
    answer.matchedBy === 'alias' ? (ways[0]?.condition ?? null) : null,
  )
  const way = asked ? ways.find(({ condition }) => condition === chosen) : ways[0]
  const next = useNextStep(answer, way)
  return (
    <Screen title="怎么扔" {...(next.kind ? { bottom: <NextButton next={next} /> } : {})}>
      <View className="answer__head answer__head--page">
        <Text className="answer__name" {...a11y({ role: 'heading' })}>
          {title}
        </Text>
        {answer.inferred && <Tag tone="warn">推断</Tag>}
        {note && <Text className="answer__met">{note}</Text>}
      </View>
      {answer.inferred && (
        <Notice
          tone="warn"
          title="这是推断，不是词条"
        >{`${answer.basis ?? '按名称推断'}。拿不准时可以问工作人员。`}</Notice>
      )}
      {!answer.inferred && answer.basis && <Notice>{answer.basis}</Notice>}
      {asked && (
        <Choice
          label="它是哪种情况？"
          columns={1}
          value={chosen}
          onChange={setChosen}
          options={[...ways.slice(1), ...ways.slice(0, 1)].map(({ condition }) => ({
            value: condition,
            title: condition === ways[0]?.condition ? `一般的${title}` : condition,
          }))}
        />
      )}
      {asked && !way && <Notice>选好上面的情况，就告诉您怎么扔。</Notice>}
      {way && <Verdict answer={answer} way={way} />}
      {way && answer.danger && (
        <Notice tone="error" title="小心">
          这件东西可能伤人或有毒，请包好、放稳，不要让孩子碰。
        </Notice>
      )}
      {way?.preparation && (
        <Card title="先这样做">
          <Text className="sentence sentence--large">{way.preparation}</Text>
        </Card>
      )}
      {way && <NextSteps answer={answer} way={way} next={next} />}
      <Apart answer={answer} />
      {way && <Why answer={answer} />}
      <EditionLine index={index} {...at} />
    </Screen>
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
