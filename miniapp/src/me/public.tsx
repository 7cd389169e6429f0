// The city's points in the open: issued, used, ended, given, and what is still out, by month, as a table with a bar
// beside it. Relies on the ledger's public account; works signed out. Invariant: every bar has its figure in words.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { earning } from '@shared/ledger/earning-contract'
import { showInstant } from '@shared/time'
import { useRead } from '@/lib/query'
import { useElder } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Bars, Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { fullMonth } from './words'
import './me.scss'

type Account = OutputOf<typeof earning.publicAccount>
const FIRST = 6
/** 412000 → "412,000" */
const grouped = (points: number): string => String(points).replace(/\B(?=(\d{3})+$)/g, ',')
/** "发放 12,345 · 到期 0": no figure begins a line without its word. */
const listed = (figures: readonly (readonly [string, number])[]): string =>
  figures.map(([word, points]) => `${word}\u00a0${grouped(points)}`).join(' · ')
const inPoints = (points: number): string => `${grouped(points)}分`
/** Short under a bar; with its year where that is not the newest one's. */
const shortMonth = (month: string, newest: string): string =>
  month.slice(0, 4) === newest.slice(0, 4)
    ? `${Number(month.slice(5))}月`
    : `${month.slice(2, 4)}年${Number(month.slice(5))}月`

function PublicAccount() {
  const account = useRead(earning.publicAccount, {}, { staleMs: 10 * 60_000 })
  return (
    <Screen title="全市积分公开账">
      <QueryView query={account}>
        {(data) => (
          <>
            <Sums data={data} />
            <Months data={data} />
          </>
        )}
      </QueryView>
    </Screen>
  )
}

function Sums({ data }: { data: Account }) {
  const { asOf, outstanding, issued, compensated, spent, expired, given, redemptionText, note } = data
  return (
    <>
      <Card>
        <View className="figure">
          <Text className="figure__value">{grouped(outstanding)}</Text>
          <Text className="figure__unit">分还没有用</Text>
        </View>
        <Row title="发放" value={inPoints(issued)} />
        {compensated > 0 && <Row title="补偿" note="漏收等，由运营方出" value={inPoints(compensated)} />}
        <Row title="兑换用掉" note={redemptionText} value={inPoints(spent)} />
        <Row title="到期" value={inPoints(expired)} />
        <Row title="赠给公益金" value={inPoints(given)} />
        <Row title="数据截至" value={showInstant(new Date(asOf))} />
      </Card>
      {note && <Notice>{note}</Notice>}
    </>
  )
}

function Months({ data: { months } }: { data: Account }) {
  const elder = useElder()
  const [all, setAll] = useState(false)
  if (months.length === 0) return <Empty text="还没有按月的数" hint="有了第一笔积分就会列出来" />
  // Newest first, whatever order the months come in.
  const newest = [...months].sort((a, b) => (a.month < b.month ? 1 : -1))
  const shown = all ? newest : newest.slice(0, elder ? 3 : FIRST)
  return (
    <>
      <Section title="每月发放">
        <Card>
          <Bars
            unit="分"
            rows={shown.map(({ month, issued }) => ({
              label: shortMonth(month, newest[0]?.month ?? month),
              value: issued,
              text: grouped(issued),
            }))}
          />
        </Card>
      </Section>
      <Section title="每月明细">
        {shown.map(({ month, issued, compensated, spent, expired, given, outstanding }) => (
          <Card key={month} title={fullMonth(month)}>
            <Text className="line__text">
              {listed([
                ['发放', issued],
                ['兑换用掉', spent],
                ['到期', expired],
                ['赠送', given],
                ...(compensated > 0 ? [['补偿', compensated] as const] : []),
                ['没用的', outstanding],
              ])}
            </Text>
          </Card>
        ))}
        {shown.length < newest.length && <Button onClick={() => setAll(true)}>{`看全部 ${newest.length}个月`}</Button>}
      </Section>
    </>
  )
}

export { PublicAccount as default }
