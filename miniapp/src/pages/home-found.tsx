// The answers below the first page's search. Loaded at the first touch of the field (home-search.tsx): with it come the
// guide's names, for which the first paint must not wait. Relies on the edition on this phone. Invariant: typing never
// waits for the network.
import { View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useMemo } from 'react'
import { answers } from '@shared/guide/answer'
import { openBook, useBook } from '@/guide/book'
import { AnswerRow } from '@/guide/parts'
import { remember } from '@/guide/recent'
import { useAt } from '@/guide/where'
import { searchFor } from '@/lib/search-word'
import { useElder } from '@/lib/session'
import { a11y } from '@/ui/a11y'
import { Card, Row, Skeleton } from '@/ui/layout'

const SHOWN = 5
const SHOWN_ELDER = 3

export function Found({ question }: { question: string }) {
  const { index, details } = useBook()
  const { region, rural } = useAt()
  const elder = useElder()
  useEffect(() => {
    void openBook()
  }, [])
  const found = useMemo(
    () => (index ? answers(index, question, { region, rural }, details, SHOWN) : null),
    [index, details, question, region, rural],
  )
  if (!found) return <Skeleton rows={2} />
  return (
    <View {...a11y({ live: 'polite' })}>
      <Card>
        {found.slice(0, elder ? SHOWN_ELDER : SHOWN).map((answer) => (
          <AnswerRow
            key={answer.termId ?? answer.name}
            answer={answer}
            region={region}
            rural={rural}
            onOpen={() => {
              remember(question)
              const id = answer.termId ? `&id=${encodeURIComponent(answer.termId)}` : ''
              void Taro.navigateTo({ url: `/guide/answer?q=${encodeURIComponent(question)}${id}` })
            }}
          />
        ))}
        <Row
          id="search-all"
          icon="help-circle"
          tint="neutral"
          title={found.length > 0 ? '不是您要找的？' : `还没有收录“${question}”`}
          note={found.length > 0 ? '看全部结果，或问工作人员' : '看相近的，或问工作人员'}
          onClick={() => searchFor(question)}
        />
      </Card>
    </View>
  )
}
