// The tab 垃圾分类: type and read, from the edition on this phone. Browsing, whole answers and questions lie in the
// sub-package. Relies on src/guide for the edition and its index. Invariant: typing never waits for the network.
import { Text, View } from '@tarojs/components'
import Taro, { useDidShow } from '@tarojs/taro'
import { useEffect, useMemo, useState } from 'react'
import { answers, type At } from '@shared/guide/answer'
import type { Answer } from '@shared/guide/contract'
import { suggest, unreadOf } from '@shared/guide/search'
import { openBook, useBook } from '@/guide/book'
import { looksAt } from '@/guide/looks'
import { AnswerCard, EditionLine, Mark } from '@/guide/parts'
import { forgetAll, remember, useRecent } from '@/guide/recent'
import { updateBook } from '@/guide/update'
import { useAt } from '@/guide/where'
import { clearSearchWord, useSearchWord } from '@/lib/search-word'
import { useElder } from '@/lib/session'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Find } from '@/ui/Find'
import { Card, Empty, Notice, Row, Section, Skeleton } from '@/ui/layout'
import { Screen } from '@/ui/Screen'

const SHOWN = 8
const SHOWN_ELDER = 3
const go = (url: string): void => {
  void Taro.navigateTo({ url })
}

function Guide() {
  const handed = useSearchWord()
  const [typed, setTyped] = useState('')
  const index = useBook((state) => state.index)
  const at = useAt()
  useEffect(() => {
    void openBook()
  }, [])
  useDidShow(() => {
    void updateBook()
  })
  useEffect(() => {
    if (!handed) return
    setTyped(handed)
    clearSearchWord()
  }, [handed])
  const question = typed.trim()
  return (
    <Screen title="垃圾分类" tab="guide">
      <View className="search-box">
        <Find
          id="guide-search"
          label="想扔什么？"
          placeholder="写名称、拼音或首字母"
          value={typed}
          max={60}
          flat
          onChange={setTyped}
          onDone={() => remember(question)}
        />
      </View>
      {question === '' ? <Start at={at} onWord={setTyped} /> : <Found question={question} at={at} />}
      <EditionLine index={index} {...at} />
    </Screen>
  )
}

function Found({ question, at: { region, rural } }: { question: string; at: At }) {
  const { index, details } = useBook()
  const elder = useElder()
  const found = useMemo(
    () => (index ? answers(index, question, { region, rural }, details, SHOWN) : null),
    [index, details, question, region, rural],
  )
  if (!found) return <Skeleton />
  const ask = (
    <Button id="ask" onClick={() => go(`/guide/ask?word=${encodeURIComponent(question.slice(0, 30))}`)}>
      问工作人员
    </Button>
  )
  if (found.length === 0) {
    return (
      <View>
        <Near question={question} known={[]} />
        <Empty text={`还没有收录“${question}”`} hint="换个叫法再试，或请工作人员回答，答复会放进下一版" action={ask} />
      </View>
    )
  }
  const open = (answer: Answer) => () => {
    remember(question)
    go(
      `/guide/answer?q=${encodeURIComponent(question)}${answer.termId ? `&id=${encodeURIComponent(answer.termId)}` : ''}`,
    )
  }
  return (
    <View {...a11y({ live: 'polite' })}>
      {found.slice(0, elder ? SHOWN_ELDER : SHOWN).map((answer, place) => (
        <AnswerCard
          key={answer.termId ?? answer.name}
          answer={answer}
          region={region}
          rural={rural}
          first={place === 0}
          onOpen={open(answer)}
        />
      ))}
      <Unread question={question} />
      {!elder && <Near question={question} known={found} />}
      <Card>
        <Row
          id="ask-row"
          icon="help-circle"
          tint="neutral"
          title="不是您要找的？"
          note="请工作人员回答"
          onClick={() => go(`/guide/ask?word=${encodeURIComponent(question.slice(0, 30))}`)}
        />
      </Card>
    </View>
  )
}

/** Of several things, those that nobody knows. */
function Unread({ question }: { question: string }) {
  const index = useBook((state) => state.index)
  const unread = useMemo(() => (index ? unreadOf(index, question) : []), [index, question])
  if (unread.length === 0) return null
  return <Notice tone="warn">{`没看懂“${unread.join('”“')}”这部分，可以单独再查一次，或请工作人员回答`}</Notice>
}

/** Names that are nearly what was typed; to tap on, never an answer by themselves. */
function Near({ question, known }: { question: string; known: readonly Answer[] }) {
  const index = useBook((state) => state.index)
  const near = useMemo(() => {
    if (!index) return []
    const terms = suggest(index, question, SHOWN).flatMap(({ term }) => (term === null ? [] : [index.terms[term]]))
    return terms.flatMap((term) =>
      term && !known.some(({ termId }) => termId === term.id) ? [{ id: term.id, name: term.names[0] ?? term.id }] : [],
    )
  }, [index, question, known])
  if (near.length === 0) return null
  return (
    <Section title="您是不是要找">
      <View className="chips">
        {near.map(({ id, name }) => (
          <View
            key={id}
            className="chip"
            onClick={() => {
              remember(name)
              go(`/guide/answer?id=${encodeURIComponent(id)}`)
            }}
            {...a11y({ role: 'button', spoken: `看${name}` })}
          >
            <Text>{name}</Text>
          </View>
        ))}
      </View>
    </Section>
  )
}

function Start({ at, onWord }: { at: At; onWord: (word: string) => void }) {
  const recent = useRecent()
  const elder = useElder()
  return (
    <View>
      {recent.length > 0 && (
        <Section title="最近查过">
          <View className="chips">
            {recent.slice(0, elder ? 4 : 12).map((word) => (
              <View
                key={word}
                className="chip"
                onClick={() => onWord(word)}
                {...a11y({ role: 'button', spoken: `再查${word}` })}
              >
                <Text>{word}</Text>
              </View>
            ))}
            <View className="chip" onClick={forgetAll} {...a11y({ role: 'button', spoken: '清除最近查过的词' })}>
              <Text>清除记录</Text>
            </View>
          </View>
        </Section>
      )}
      <Section title="按桶看一看">
        <View className="bins">
          {looksAt(at.region, at.rural).map((look) => (
            <View
              key={look.key}
              className="bins__one"
              onClick={() => go(`/guide/category?key=${look.key}`)}
              {...a11y({ role: 'button', spoken: [look.name, look.colourName].filter(Boolean).join('，') })}
            >
              <Mark look={look} />
              <View className="bins__words">
                <Text className="bins__name">{look.name}</Text>
                <Text className="bins__note">{look.key === 'other' ? '装修、园林、退回商家等' : look.colourName}</Text>
              </View>
            </View>
          ))}
        </View>
      </Section>
      <Section title="我的提问">
        <Card>
          <Row
            id="questions"
            icon="history"
            tint="neutral"
            title="我问过的词"
            note="工作人员答复后会告诉您"
            onClick={() => go('/guide/questions')}
          />
        </Card>
      </Section>
    </View>
  )
}

export { Guide as default }
