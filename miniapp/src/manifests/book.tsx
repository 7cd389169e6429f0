// The logbook of a month: made of handovers, nothing to fill in. What is missing stands first, the days below it, the
// paper at the end. Relies on manifests.book.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { estimatedShare, monthSpan, showKg, showShare } from '@shared/manifests/book'
import { manifestsBook, type BookView } from '@shared/manifests/book-contract'
import { manifests } from '@shared/manifests/contract'
import { addMonths, dayOf, longMonth, monthDay, monthOf, showDay } from '@shared/time'
import { useRead } from '@/lib/query'
import { Button, Buttons } from '@/ui/Button'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { SignedIn } from '@/ui/SignedIn'
import { ActingScreen, openPage } from './parts'
import { Paper } from '@/ui/Paper'
import { kindWord, stateOf, weightText } from './words'

function BookPage() {
  const { params } = useRouter()
  return (
    <ActingScreen title="台账">
      {(organisation) => (
        <SignedIn why="登录后看台账">
          <Months organisationId={organisation.id} producerId={params['producer']} />
        </SignedIn>
      )}
    </ActingScreen>
  )
}

/** That of one kitchen; the first one where none was named. */
function Months({ organisationId, producerId }: { organisationId: string; producerId: string | undefined }) {
  const producers = useRead(manifests.producers, { organisationId }, { enabled: producerId === undefined })
  if (producerId !== undefined) return <Month organisationId={organisationId} producerId={producerId} />
  return (
    <QueryView
      query={producers}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty text="您的单位还没有登记产生点" hint="请联系街道登记，台账会自动生成" />}
    >
      {({ items: [first] }) => first && <Month organisationId={organisationId} producerId={first.id} />}
    </QueryView>
  )
}

function Month({ organisationId, producerId }: { organisationId: string; producerId: string }) {
  const thisMonth = monthOf(dayOf(new Date()))
  const [month, setMonth] = useState(thisMonth)
  const book = useRead(manifestsBook.month, { producerId, organisationId, month })
  return (
    <View>
      <Text className="kitchen__month">{longMonth(month)}</Text>
      <Buttons>
        <Button id="before" small onClick={() => setMonth(addMonths(month, -1))}>
          上个月
        </Button>
        <Button id="after" small disabled={month >= thisMonth} onClick={() => setMonth(addMonths(month, 1))}>
          下个月
        </Button>
      </Buttons>
      <QueryView query={book}>{(view) => <Book view={view} organisationId={organisationId} />}</QueryView>
    </View>
  )
}

function Book({ view, organisationId }: { view: BookView; organisationId: string }) {
  const { days, sum, kinds, missing, month } = view
  const shown = days.filter(({ stand }) => stand !== 'ahead' && stand !== 'outside').reverse()
  const span = { producerId: view.producer.id, organisationId, ...monthSpan(month) }
  return (
    <View>
      <Card>
        <Text className="kitchen__figure">{`${showKg(sum.grams)}千克`}</Text>
        <Text className="kitchen__note">{`${sum.handovers}次交接，其中估算${showShare(estimatedShare(sum))}`}</Text>
        {kinds.length > 1 &&
          kinds.map(({ kind, sum: own }) => (
            <Row key={kind} title={kindWord(kind)} value={`${showKg(own.grams)}千克`} note={`${own.handovers}次`} />
          ))}
      </Card>
      {missing.length > 0 && (
        <Notice tone="warn" title={`有${missing.length}天没有记录`}>
          {`${missing.map(monthDay).join('、')}。当天没有产生的，回首页点“今日无产生”。`}
        </Notice>
      )}
      <Section title="每一天">
        {shown.length === 0 ? (
          <Empty text="这个月还没有记录" hint="交接以后会自动记在这里" />
        ) : (
          <Card>
            {shown.map((day) => (
              <DayLine key={day.day} day={day} />
            ))}
          </Card>
        )}
      </Section>
      <Section title="取出来">
        <Buttons>
          <Paper id="pdf" route={manifestsBook.paper} input={span} name={`餐厨台账-${view.producer.name}-${month}.pdf`}>
            月台账（PDF）
          </Paper>
          <Paper
            id="xlsx"
            route={manifestsBook.file}
            input={{ ...span, format: 'xlsx' }}
            name={`餐厨台账-${view.producer.name}-${month}.xlsx`}
          >
            月台账（Excel）
          </Paper>
        </Buttons>
        <Card>
          <Row
            id="bill"
            icon="coin-yuan"
            title="这个月的账单"
            note="按量计费，只记账不收款"
            onClick={() => openPage(`/manifests/bill?producer=${view.producer.id}&month=${month}`)}
          />
        </Card>
      </Section>
    </View>
  )
}

const saidOf = { nothing: '今日无产生', missing: '没有记录', notHappened: '没有发生' } as const

function DayLine({ day: { day, stand, lines } }: { day: BookView['days'][number] }) {
  return (
    <View className="hand">
      <View className="hand__day">
        <Text className="hand__date">{showDay(day).split(' ')[0] ?? ''}</Text>
        <Text className="hand__week">{showDay(day).split(' ')[1] ?? ''}</Text>
      </View>
      <View className="hand__main">
        {lines.length === 0 && (
          <Text className={stand === 'missing' ? 'hand__bad' : 'hand__text'}>
            {saidOf[stand as keyof typeof saidOf] ?? ''}
          </Text>
        )}
        {lines.map((line) => {
          const { word, tone } = stateOf(line.state)
          return (
            <View key={line.id} onClick={() => openPage(`/manifests/handover?id=${line.id}`)}>
              <Text className="hand__text">{`${line.kind === 'foodWaste' ? '' : `${kindWord(line.kind)} `}${weightText(line)}`}</Text>
              <View className="hand__tags">
                <Tag tone={tone}>{word}</Tag>
                {line.isPaper && <Tag>纸质补录</Tag>}
              </View>
            </View>
          )
        })}
      </View>
    </View>
  )
}

export { BookPage as default }
