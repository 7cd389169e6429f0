// My redemptions, those that still wait to be fetched first. Relies on rewards.mine; what is out of reach stays listed
// in its own words.
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { rewards } from '@shared/rewards/contract'
import { showInstant } from '@shared/time'
import { useReadPages } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { Card, Empty, Row } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { openPage, StatusTag, untilText } from './parts'

type Line = OutputOf<typeof rewards.mine>['items'][number]
const filters = [
  { value: 'all', title: '全部' },
  { value: 'held', title: '还没领' },
] as const

function Mine() {
  return (
    <Screen title="我的兑换">
      <SignedIn why="登录后才能看到您的兑换">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const [filter, setFilter] = useState<'all' | 'held'>('all')
  const pages = useReadPages(rewards.mine, filter === 'held' ? { status: 'held' } : {})
  const empty = (
    <Empty
      text={filter === 'held' ? '没有等着领的' : '还没有兑换过'}
      hint="用积分换日用品、绿植、堆肥等"
      action={<Button onClick={() => openPage('/rewards/goods')}>看看能兑什么</Button>}
    />
  )
  return (
    <>
      <Choice label="看哪些" options={filters} value={filter} onChange={setFilter} />
      <QueryView query={pages.query} isEmpty={(items) => items.length === 0} empty={empty}>
        {(items) => (
          <>
            {items.map((line) => (
              <OneCard key={line.id} line={line} />
            ))}
          </>
        )}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </>
  )
}

function OneCard({ line }: { line: Line }) {
  const { id, goodName, quantity, points, status, statusText, createdAt, lapsesAt, shopName } = line
  const when = status === 'held' ? `${untilText(lapsesAt)}去领` : showInstant(new Date(createdAt))
  const title = `${goodName}${quantity > 1 ? ` × ${quantity}` : ''}`
  return (
    <Card
      title={title}
      extra={<StatusTag status={status} text={statusText} />}
      onClick={() => openPage(`/rewards/redemption?id=${id}`)}
      label={`${title}，${statusText}，${when}`}
    >
      <Row title={shopName} note={when} value={`${points}分`} />
    </Card>
  )
}

export { Mine as default }
