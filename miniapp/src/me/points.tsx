// Points in plain words: the balance, what is held, what ends soon, and every line of the account with one tap to
// contest it. Relies on the ledger's statement. Invariants: figures are shown as the ledger gave them; a line that was
// trimmed says by what, a line that was contested says how it stands.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { ledger, type AccountSummary, type StatementLine } from '@shared/ledger/contract'
import { dayOf, daysBetween } from '@shared/time'
import { showFen } from '@shared/units'
import { useRead, useReadPages } from '@/lib/query'
import { useElder } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { ContestSheet } from './contest-sheet'
import { contestTones, fullDay } from './words'
import './me.scss'

const SOON_DAYS = 60
const signed = (value: number): string => (value > 0 ? `+${value}` : `−${-value}`)
const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

function Points() {
  return (
    <Screen
      title="积分明细"
      bottom={
        <Button id="redeem" kind="primary" onClick={open('/rewards/goods')}>
          用积分兑换
        </Button>
      }
    >
      <SignedIn why="登录后才能看到积分">
        <Loaded />
      </SignedIn>
      <More />
    </Screen>
  )
}

function Loaded() {
  const summaries = useRead(ledger.summaries, {})
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <QueryView
      query={summaries}
      isEmpty={({ accounts }) => accounts.length === 0}
      empty={<Empty text="还没有积分" hint="预约回收、分类投放后会记在这里" />}
    >
      {({ accounts }) => {
        const account =
          accounts.find((each) => each.account === chosen) ??
          accounts.find(({ totalEarned }) => totalEarned > 0) ??
          accounts[0]
        if (!account) return null
        return (
          <>
            {accounts.length > 1 && (
              <Choice
                label="看哪一份"
                columns={2}
                value={account.account}
                onChange={setChosen}
                options={accounts.map((each) => ({
                  value: each.account,
                  title: nameOf(each, accounts),
                  note: `${each.available} 分`,
                }))}
              />
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
  const { available, held, debt, fen, totalEarned } = account
  return (
    <Card>
      <View className="figure">
        <Text className="figure__value">{String(available)}</Text>
        <Text className="figure__unit">积分可用</Text>
      </View>
      <Expiring account={account} />
      {held > 0 && <Row title="兑换中" note="还没有领取,取消或过期会退回来" value={`${held} 分`} />}
      {debt > 0 && <Row title="要补回的" note="更正后多发的,以后挣的积分先补上" value={`${debt} 分`} />}
      {fen !== 0 && (
        <Row title={fen > 0 ? '应付给您' : '您应付'} note="由运营方收付,这里只记账" value={showFen(Math.abs(fen))} />
      )}
      <Row title="一共挣过" value={`${totalEarned} 分`} />
      {available > 0 && (
        <Row
          id="gift"
          title="赠给公益金"
          note="小区公益金、学校公益金"
          onClick={open(`/me/gift?from=${encodeURIComponent(account.account)}`)}
        />
      )}
    </Card>
  )
}

/** The lots that end next; those of the next two months stand out, as they are announced then. */
function Expiring({ account: { expiring } }: { account: AccountSummary }) {
  const elder = useElder()
  const today = dayOf(new Date())
  const [first, ...later] = expiring
  if (!first) return null
  const isSoon = daysBetween(today, first.on) <= SOON_DAYS
  return (
    <>
      {isSoon ? (
        <Notice
          tone="warn"
          title="快到期了"
        >{`${first.points} 分在${fullDay(first.on)}到期,用的时候会先用这些。`}</Notice>
      ) : (
        <Row title="最早到期" note={fullDay(first.on)} value={`${first.points} 分`} />
      )}
      {!elder &&
        later.map(({ on, points }) => <Row key={on} title="然后到期" note={fullDay(on)} value={`${points} 分`} />)}
    </>
  )
}

function Lines({ account }: { account: string }) {
  const pages = useReadPages(ledger.statement, { account })
  const [contested, setContested] = useState<StatementLine | null>(null)
  return (
    <Section title="每一笔">
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="还没有记录" hint="预约回收、分类投放后会记在这里" />}
      >
        {(items) => (
          <>
            {items.map((line) => (
              <Line
                key={line.entryId}
                line={line}
                added={items.find(({ entryId }) => entryId === line.adds)}
                onContest={() => setContested(line)}
              />
            ))}
          </>
        )}
      </QueryView>
      {pages.hasMore && <Button onClick={pages.more}>看更早的</Button>}
      {contested && <ContestSheet account={account} line={contested} onClose={() => setContested(null)} />}
    </Section>
  )
}

/** @param added the line whose difference this one pays, as far as it is shown */
function Line({
  line,
  added,
  onContest,
}: {
  line: StatementLine
  added: StatementLine | undefined
  onContest: () => void
}) {
  const { text, points, pointsAfter, reversed, trimmed, contest } = line
  return (
    <Card>
      <Text className="line__text">{text}</Text>
      <View className="line__foot">
        {points !== 0 && <Text className="line__points">{`${signed(points)} 分`}</Text>}
        <Text className="line__after">{`余 ${pointsAfter} 分`}</Text>
        {reversed && <Tag tone="warn">已冲正</Tag>}
      </View>
      {line.adds ? (
        <Text className="line__why">{added ? `补的是:${added.text}` : '补的是以前有异议的一笔'}</Text>
      ) : null}
      {trimmed && <Text className="line__why">{trimmed.text}</Text>}
      {contest && (
        <View className="line__foot">
          <Tag tone={contestTones[contest.status].tone}>{contestTones[contest.status].name}</Tag>
          <Text className="line__why">{contest.text}</Text>
        </View>
      )}
      {line.allowed.includes('contest') && (
        <Button small label={`对这一笔有异议,${text}`} onClick={onContest}>
          有异议
        </Button>
      )}
    </Card>
  )
}

/** What everyone may read, and what I objected to. */
function More() {
  const elder = useElder()
  return (
    <Card>
      <Row
        id="rules"
        title="怎样得积分"
        note={elder ? undefined : '规则、上限、本月预算'}
        onClick={open('/me/rules')}
      />
      <Row id="contests" title="我的异议" onClick={open('/me/contests')} />
      <Row id="public-account" title="全市积分公开账" onClick={open('/me/public')} />
    </Card>
  )
}

export { Points as default }
