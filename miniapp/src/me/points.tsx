// Points in plain words: the balance as one large figure, what is held, what ends soon, and every line of the account
// by month, each of which opens. Relies on the ledger's statement. Invariants: figures are shown as the ledger gave
// them; lines stand in the order of their days.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { ledger, type AccountSummary, type StatementLine } from '@shared/ledger/contract'
import { dayOf, daysBetween } from '@shared/time'
import { showFen } from '@shared/units'
import { useRead, useReadPages } from '@/lib/query'
import { useElder } from '@/lib/session'
import { Button, NextPage } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { a11y } from '@/ui/a11y'
import { Icon } from '@/ui/Icon'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { LineRow, LineSheet } from './points-line'
import { fullDay, monthsOf, withoutFetching } from './words'
import './me.scss'

const SOON_DAYS = 60
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
                  note: `${each.available}分`,
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

/** The balance as the one large figure, with what is held and what ends first. */
function Summary({ account }: { account: AccountSummary }) {
  const { available, held, debt, fen, totalEarned, expiring } = account
  const [first] = expiring
  const isSoon = first !== undefined && daysBetween(dayOf(new Date()), first.on) <= SOON_DAYS
  return (
    <>
      <View className="purse">
        <Text className="purse__label">可用积分</Text>
        <Text className="purse__figure">
          {String(available)}
          <Text className="purse__unit"> 分</Text>
        </Text>
        <Text className="purse__note">
          {[
            held > 0 && `另有${held}分兑换中`,
            first && `最早到期：${fullDay(first.on).split(' ')[0]}，${first.points}分`,
          ]
            .filter(Boolean)
            .join('。') || `一共挣过${totalEarned}分`}
        </Text>
        {available > 0 && (
          <View
            id="gift"
            className="purse__gift"
            onClick={open(`/me/gift?from=${encodeURIComponent(account.account)}`)}
            {...a11y({ role: 'button', label: '赠给公益金' })}
          >
            <Icon name="heart-handshake" size="s" />
            <Text>赠给公益金</Text>
          </View>
        )}
      </View>
      {isSoon && (
        <Notice
          tone="warn"
          title="快到期了"
        >{`${first.points}分在${fullDay(first.on)}到期，用的时候会先用这些。`}</Notice>
      )}
      {(debt > 0 || fen !== 0) && (
        <Card>
          {debt > 0 && (
            <Row icon="history" tint="neutral" title="要补回的" note="以后挣的积分先补上" value={`${debt}分`} />
          )}
          {fen !== 0 && (
            <Row
              icon="coin-yuan"
              tint="neutral"
              title={fen > 0 ? '应付给您' : '您应付'}
              note="由运营方收付，这里只记账"
              value={showFen(Math.abs(fen))}
            />
          )}
        </Card>
      )}
    </>
  )
}

function Lines({ account }: { account: string }) {
  const pages = useReadPages(ledger.statement, { account })
  const [opened, setOpened] = useState<(StatementLine & { became?: string }) | null>(null)
  return (
    <View>
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty icon="coins" text="还没有记录" hint="预约回收、分类投放后会记在这里" />}
      >
        {(items) => (
          <>
            {monthsOf(withoutFetching(items)).map(({ month, lines, earned, spent }) => (
              <Section
                key={month}
                title={`${Number(month.slice(5))}月`}
                more={<Text className="month__sum">{`得${earned}分，用${spent}分`}</Text>}
              >
                <Card>
                  {lines.map((line) => (
                    <LineRow key={line.entryId} line={line} onOpen={() => setOpened(line)} />
                  ))}
                </Card>
              </Section>
            ))}
          </>
        )}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
      {opened && (
        <LineSheet
          account={account}
          line={opened}
          added={pages.items.find(({ entryId }) => entryId === opened.adds)}
          onClose={() => setOpened(null)}
        />
      )}
    </View>
  )
}

/** What everyone may read, and what I objected to. */
function More() {
  const elder = useElder()
  return (
    <Card>
      <Row
        id="rules"
        icon="info-circle"
        tint="neutral"
        title="怎样得积分"
        note={elder ? undefined : '规则、上限、本月预算'}
        onClick={open('/me/rules')}
      />
      <Row id="dropoffs" icon="trash" tint="neutral" title="投放记录" onClick={open('/me/dropoffs')} />
      <Row id="contests" icon="message-report" tint="neutral" title="我的异议" onClick={open('/me/contests')} />
      <Row id="public-account" icon="scale" tint="neutral" title="全市积分公开账" onClick={open('/me/public')} />
    </Card>
  )
}

export { Points as default }
