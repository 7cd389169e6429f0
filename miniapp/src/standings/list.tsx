// One month's published lists: never a preview, and of places that are visited more often only how many.
// Relies on standings.published and standings.list; ?period=2026-11 names the month, else the newest.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { standings, type PublishedRow } from '@shared/standings/contract'
import { showScore } from '@shared/standings/registered'
import {
  colourNames,
  colourWords,
  isVisitedKind,
  listKindNames,
  replyNameOf,
  type ListKind,
  type TableColour,
} from '@shared/standings/vocabulary'
import { longDay, longMonth, monthDay } from '@shared/time'
import { useRead } from '@/lib/query'
import { Button, Buttons } from '@/ui/Button'
import { Card, Empty, Notice, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { IntervalBar } from './parts'
import { mendingWords, nextWords } from './words'
import './standings.scss'

function ListPage() {
  const { params } = useRouter()
  const [chosen, setChosen] = useState(params['period'])
  const months = useRead(standings.published, {})
  return (
    <Screen title="红黑榜">
      <QueryView
        query={months}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty text="还没有公布过红黑榜" hint="检查满一个月、过了异议期以后公布" />}
      >
        {({ items, upcoming }) => {
          const period = chosen ?? items[0]?.period ?? ''
          const at = items.findIndex((month) => month.period === period)
          return (
            <View>
              {upcoming && <Notice tone={upcoming.late ? 'warn' : 'info'}>{nextWords(upcoming)}</Notice>}
              <Month key={period} period={period} />
              <Buttons>
                <Button
                  id="earlier"
                  disabled={at < 0 || at >= items.length - 1}
                  onClick={() => setChosen(items[at + 1]?.period)}
                >
                  看上一期
                </Button>
                <Button id="later" disabled={at <= 0} onClick={() => setChosen(items[at - 1]?.period)}>
                  看下一期
                </Button>
              </Buttons>
            </View>
          )
        }}
      </QueryView>
    </Screen>
  )
}

function Month({ period }: { period: string }) {
  const query = useRead(standings.list, { period })
  return (
    <QueryView query={query}>
      {({ tables, publishedOn, from, to, check, notRanked, corrected, version }) => (
        <View>
          <Card
            title={longMonth(period)}
            {...(corrected ? { extra: <Tag tone="info">{`更正过，第${version}版`}</Tag> } : {})}
          >
            <Text className="standing__said">{`${longDay(publishedOn)}公布，${monthDay(from)}到${monthDay(to)}抽查。`}</Text>
            <Text className="standing__said">
              红榜是表扬，黑榜是待整改。看检查员抽查和按时整改，不看打卡和登记；看可能的范围，不只看得分。
            </Text>
          </Card>
          {notRanked && <Notice tone="info">{notRanked}</Notice>}
          {tables.map(({ kind, colour, rows }) => (
            <Section
              key={`${kind}${colour}`}
              title={`${listKindNames[kind]}${colourNames[colour]}（${colourWords[colour]}）`}
            >
              {rows.length === 0 ? (
                <Card>
                  <Text className="standing__said">本期无</Text>
                </Card>
              ) : (
                rows.map((row) => <Entry key={row.placeId} row={row} kind={kind} colour={colour} />)
              )}
            </Section>
          ))}
          {check > 0 && (
            <Text className="standing__said">{`还有${check}个地方看不准，下个月由别的检查员多查几次，不公布名字。`}</Text>
          )}
        </View>
      )}
    </QueryView>
  )
}

function Entry({ row, kind, colour }: { row: PublishedRow; kind: ListKind; colour: TableColour }) {
  return (
    <Card
      title={`第${row.rank}名 ${row.name}`}
      extra={<Tag tone={colour === 'red' ? 'bad' : 'neutral'}>{colourWords[colour]}</Tag>}
    >
      <Text className="standing__said">{[row.subdistrict, row.company].filter(Boolean).join('，')}</Text>
      <Text className="standing__score">
        {kind === 'enterprise' ? `回收利用率${showScore(kind, row.score)}` : `${showScore(kind, row.score)}分`}
      </Text>
      {isVisitedKind(kind) && <IntervalBar score={row.score} low={row.low} high={row.high} />}
      {row.reasons.map((reason) => (
        <Text key={reason} className="standing__said">
          {reason}
        </Text>
      ))}
      {row.mending && <Text className="standing__mending">{mendingWords(row.mending)}</Text>}
      {row.replies.map(({ side, text }) => (
        <View key={side} className="standing__reply">
          <Text className="standing__who">{replyNameOf(side, kind)}</Text>
          <Text className="standing__said">{text}</Text>
        </View>
      ))}
    </Card>
  )
}

export { ListPage as default }
