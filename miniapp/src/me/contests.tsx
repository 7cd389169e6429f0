// What I objected to in my statement, and what a worker handed in for my household, each with the answer or the day by
// which it comes. Relies on the ledger's contests.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { type ContestView, ledgerContests } from '@shared/ledger/contests-contract'
import { showDay, showInstant } from '@shared/time'
import { useReadPages } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { Card, Empty, Notice, Row, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { contestTones } from './words'
import './me.scss'

function Contests() {
  return (
    <Screen title="我的异议">
      <SignedIn why="登录后才能看到您提出的异议">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const pages = useReadPages(ledgerContests.myContests, {})
  const empty = (
    <Empty
      text="没有提过异议"
      hint="哪一笔积分不对，在积分明细里点开它；哪一袋登记得不对，在投放记录里点开它"
      action={
        <Button
          onClick={() => {
            void Taro.navigateTo({ url: '/me/points' })
          }}
        >
          看积分明细
        </Button>
      }
    />
  )
  return (
    <>
      <Card>
        <Row
          id="bags"
          icon="trash"
          tint="neutral"
          title="对投放登记的异议"
          note="在投放记录里看，提了的和答复写在那一袋上"
          onClick={() => {
            void Taro.navigateTo({ url: '/me/dropoffs' })
          }}
        />
      </Card>
      <QueryView query={pages.query} isEmpty={(items) => items.length === 0} empty={empty}>
        {(items) => (
          <>
            {items.map((contest) => (
              <Contest key={contest.id} contest={contest} />
            ))}
          </>
        )}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </>
  )
}

function Contest({ contest }: { contest: ContestView }) {
  const { line, reason, at, dueOn, status, statusText, decision, enteredBy } = contest
  const { tone, name } = contestTones[status]
  return (
    <Card extra={<Tag tone={tone}>{name}</Tag>} title={`${showInstant(new Date(at)).split(' ')[0] ?? ''}提出`}>
      <Text className="line__text">{line}</Text>
      {enteredBy !== null && <Row title="由社区工作人员代为提交" value={enteredBy || '工作人员'} />}
      {reason && <Row title={enteredBy === null ? '您写的原因' : '登记的原因'} note={reason} />}
      {decision ? (
        <Notice
          tone={decision.outcome === 'kept' ? 'info' : 'good'}
          title={statusText}
        >{`${decision.reason}（${showInstant(new Date(decision.at))}）`}</Notice>
      ) : (
        <Row title="答复期限" value={showDay(dueOn)} />
      )}
    </Card>
  )
}

export { Contests as default }
