// My compound: what the last list came to and why, what can still be done, and the day of the next one.
// Relies on standings.mine. Only for who lives there; never a preview, never which places are visited more often.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { OutputOf } from '@shared/contract'
import { standings } from '@shared/standings/contract'
import { showTenths } from '@shared/standings/score'
import { colourNames, colourWords, replySideNames } from '@shared/standings/vocabulary'
import { longMonth } from '@shared/time'
import { useRead } from '@/lib/query'
import { Bars, Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { IntervalBar } from './parts'
import { mendingWords, nextWords } from './words'
import './standings.scss'

type Mine = OutputOf<typeof standings.mine>
type Last = NonNullable<Mine['last']>

function MinePage() {
  return (
    <Screen title="我的小区">
      <SignedIn why="登录并加入您的一户，才能看到小区的结果">
        <Loaded />
      </SignedIn>
      <Card>
        <Row id="standings-list" icon="award" title="看已经公布的红黑榜" note="每月一期，不用登录" onClick={openList} />
      </Card>
    </Screen>
  )
}

const openList = (): void => {
  void Taro.navigateTo({ url: '/standings/list' })
}

function Loaded() {
  const query = useRead(standings.mine, {})
  return (
    <QueryView query={query}>
      {(mine) => (
        <View>
          {mine.next && <Notice tone={mine.next.late ? 'warn' : 'info'}>{nextWords(mine.next)}</Notice>}
          {mine.place ? <Place mine={mine} name={mine.place.name} /> : <Homeless />}
        </View>
      )}
    </QueryView>
  )
}

const Homeless = () => <Empty text="还没有加入一户" hint="加入以后，这里有您小区的结果和还能做的事" icon="home" />

function Place({ mine, name }: { mine: Mine; name: string }) {
  const { last, lines, todo, history, company } = mine
  return (
    <View>
      <Card title={name} {...(last ? { extra: <Result last={last} /> } : {})}>
        {last ? (
          <LastResult last={last} lines={lines} />
        ) : (
          <Text className="standing__said">还没有公布过结果，第一期公布以后这里就有。</Text>
        )}
      </Card>
      <Section title="还能改变下一次结果的事">
        <Card>
          {todo.length === 0 ? (
            <Text className="standing__said">没有未整改的问题，抽查也够了。</Text>
          ) : (
            todo.map(({ title, note }) => (
              <Row key={title} icon="alert-triangle" tint="warm" title={title} note={note} />
            ))
          )}
        </Card>
      </Section>
      {history.some(({ rightOfHundred }) => rightOfHundred !== null) && (
        <Section title="每100袋分对几袋">
          <Card>
            <Bars
              unit="袋"
              rows={history.flatMap(({ period, rightOfHundred }) =>
                rightOfHundred === null ? [] : [{ label: `${Number(period.slice(5))}月`, value: rightOfHundred }],
              )}
            />
            <Text className="standing__said">
              只算检查员看的，志愿者登记的不算分。相邻两期有三分之二的抽查是同一批。
            </Text>
          </Card>
        </Section>
      )}
      <Card>
        <Row icon="building-store" tint="neutral" title={company ?? '没有物业公司的登记'} note="物业公司" />
        <Row
          id="unfair"
          icon="message-report"
          tint="neutral"
          title="觉得不公？"
          note="请社区在预览期提异议，公布后可更正"
        />
      </Card>
    </View>
  )
}

function Result({ last: { colour } }: { last: Last }) {
  if (!colour) return <Tag>没有上榜</Tag>
  return <Tag tone={colour === 'red' ? 'bad' : 'neutral'}>{`${colourNames[colour]}（${colourWords[colour]}）`}</Tag>
}

/** Where it stands between the lines, in one sentence. */
function headline({ colour, score, low, missing, mending }: Last, lines: Mine['lines']): string {
  if (mending && mending.state !== 'due') return mendingWords(mending)
  if (colour === 'black') return `离开黑榜：两次复查合格，或下一期不再上榜`
  if (colour === 'red') return '在红榜上，受到表扬'
  if (score === null) return missing || '没有得分'
  if (score < lines.red * 10) return `离表扬线还差${showTenths(lines.red * 10 - score)}分`
  return low !== null && low < lines.redLow * 10 ? '得分够了，还要多查几次才看得准' : '得分够了，名额里没有排上'
}

function LastResult({ last, lines }: { last: Last; lines: Mine['lines'] }) {
  return (
    <View>
      <Text className="standing__said">{`${longMonth(last.period)}的榜，近三个月抽查${last.visits}次、${last.bags}袋`}</Text>
      <Text className="standing__head">{headline(last, lines)}</Text>
      {last.score !== null && last.low !== null && last.high !== null && (
        <IntervalBar score={last.score} low={last.low} high={last.high} lines={lines} />
      )}
      {last.reasons.map((reason) => (
        <Text key={reason} className="standing__said">
          {reason}
        </Text>
      ))}
      {last.mending?.state === 'due' && <Text className="standing__mending">{mendingWords(last.mending)}</Text>}
      {last.replies.map(({ side, text }) => (
        <View key={side} className="standing__reply">
          <Text className="standing__who">{replySideNames[side]}</Text>
          <Text className="standing__said">{text}</Text>
        </View>
      ))}
    </View>
  )
}

export { MinePage as default }
