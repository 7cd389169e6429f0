// Points in plain words: the balance, what expires soon, and every line of the account. Relies on the ledger's statement.
// Invariant: figures are shown as the ledger gave them; a line that may be contested leads to where it came from.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { ledger, type AccountSummary, type StatementLine } from '@shared/ledger/contract'
import { dayOf, daysBetween } from '@shared/time'
import { showFen } from '@shared/units'
import { useRead, useReadPages } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from './signed-in'
import { fullDay } from './words'
import './me.scss'

const SOON_DAYS = 60
const signed = (value: number): string => (value > 0 ? `+${value}` : String(value))

function Points() {
  return (
    <Screen title='积分明细'>
      <SignedIn why='登录后才能看到积分'><Loaded /></SignedIn>
    </Screen>
  )
}

function Loaded() {
  const summaries = useRead(ledger.summaries, {})
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <QueryView query={summaries} isEmpty={({ accounts }) => accounts.length === 0} empty={<Empty text='还没有积分' hint='预约回收、分类投放后会记在这里' />}>
      {({ accounts }) => {
        const account = accounts.find((each) => each.account === chosen) ?? accounts.find(({ totalEarned }) => totalEarned > 0) ?? accounts[0]
        if (!account) return null
        return (
          <>
            {accounts.length > 1 && (
              <Choice label='看哪一份' columns={2} value={account.account} onChange={setChosen} options={accounts.map((each) => ({ value: each.account, title: nameOf(each, accounts), note: `${each.available} 分` }))} />
            )}
            <Summary account={account} />
            <Lines key={account.account} account={account.account} />
          </>
        )
      }}
    </QueryView>
  )
}

/** "本户", or with a number where one belongs to several. */
function nameOf(account: AccountSummary, all: readonly AccountSummary[]): string {
  const same = all.filter(({ name }) => name === account.name)
  return same.length > 1 ? `${account.name} ${same.indexOf(account) + 1}` : account.name
}

function Summary({ account }: { account: AccountSummary }) {
  const { available, held, debt, expiringNext, fen, totalEarned } = account
  const soon = expiringNext !== null && daysBetween(dayOf(new Date()), expiringNext.on) <= SOON_DAYS
  return (
    <Card>
      <View className='figure'>
        <Text className='figure__value'>{String(available)}</Text>
        <Text className='figure__unit'>积分可用</Text>
      </View>
      {soon && expiringNext && <Notice tone='warn' title='快到期了'>{`${expiringNext.points} 分在${fullDay(expiringNext.on)}到期,用的时候会先用这些。`}</Notice>}
      {!soon && expiringNext && <Row title='最早到期' note={fullDay(expiringNext.on)} value={`${expiringNext.points} 分`} />}
      {held > 0 && <Row title='兑换中' value={`${held} 分`} />}
      {debt > 0 && <Row title='要补回的' note='更正后多发的,以后挣的积分先补上' value={`${debt} 分`} />}
      {fen !== 0 && <Row title={fen > 0 ? '应付给您' : '您应付'} note='由运营方收付,这里只记账' value={showFen(Math.abs(fen))} />}
      <Row title='一共挣过' value={`${totalEarned} 分`} />
    </Card>
  )
}

function Lines({ account }: { account: string }) {
  const pages = useReadPages(ledger.statement, { account })
  return (
    <Section title='每一笔'>
      <QueryView query={pages.query} isEmpty={(items) => items.length === 0} empty={<Empty text='还没有记录' hint='预约回收、分类投放后会记在这里' />}>
        {(items) => <>{items.map((line) => <Line key={line.entryId} line={line} />)}</>}
      </QueryView>
      {pages.hasMore && <Button onClick={pages.more}>看更早的</Button>}
    </Section>
  )
}

function Line({ line }: { line: StatementLine }) {
  const [feature, id] = line.subject.split('/')
  const source = feature === 'pickups' && id ? `/pickups/booking?id=${id}` : null
  return (
    <Card>
      <Text className='line__text'>{line.text}</Text>
      <View className='line__foot'>
        {line.points !== 0 && <Text className='line__points'>{`${signed(line.points)} 分`}</Text>}
        <Text className='line__after'>{`余 ${line.pointsAfter} 分`}</Text>
        {line.reversed && <Tag tone='warn'>已冲正</Tag>}
      </View>
      {source && line.allowed.includes('contest') && <Button small label={`对这一笔有异议,${line.text}`} onClick={() => { void Taro.navigateTo({ url: source }) }}>有异议</Button>}
    </Card>
  )
}

export { Points as default }
