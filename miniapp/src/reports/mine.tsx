// What I have reported: what waits on this phone first, then what the server knows, each with how far it has come.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useRef } from 'react'
import { categoryNames } from '@shared/reports/categories'
import { reportStatusTexts, type Complaint } from '@shared/reports/complaints-contract'
import { reports } from '@shared/reports/reports-contract'
import { showDue } from '@shared/reviews/rules'
import { showInstant } from '@shared/time'
import { useOutbox } from '@/lib/outbox/outbox'
import { refreshReads, useReadPages } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { Card, Empty, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { unsentOf } from './filing'
import { toneOf } from './parts'

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

function Mine() {
  return (
    <Screen
      title="我报过的"
      bottom={
        <Button id="new" kind="primary" onClick={open('/reports/new')}>
          再报一件
        </Button>
      }
    >
      <SignedIn why="登录后才能看到您报过的">
        <Unsent />
        <Sent />
      </SignedIn>
    </Screen>
  )
}

function Unsent() {
  const { waiting, refused, online } = useOutbox()
  const unsent = unsentOf([...refused, ...waiting])
  const count = useRef(unsent.length)
  useEffect(() => {
    if (unsent.length < count.current) void refreshReads([reports.mine])
    count.current = unsent.length
  }, [unsent.length])
  return (
    <>
      {unsent.map(({ id, category, label, why }) => (
        <Card
          key={id}
          title={categoryNames[category]}
          extra={<Tag tone={why ? 'bad' : 'warn'}>{why ? '没有被接受' : '还在手机里'}</Tag>}
          onClick={open(`/reports/report?id=${id}`)}
          label={`${label}，还在手机里，点开看`}
        >
          <Text className="report__text">{why ?? (online ? '正在报上去' : '有网络就自动报上去')}</Text>
        </Card>
      ))}
    </>
  )
}

function Sent() {
  const pages = useReadPages(reports.mine, {})
  return (
    <>
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="还没有报过" hint="看到桶满了、乱倒、东西坏了，拍一张报上去，马上有人管" icon="camera" />}
      >
        {(items) => items.map((one) => <One key={one.id} one={one} />)}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </>
  )
}

function One({ one }: { one: Complaint }) {
  const { id, category, status, placeName, spot, number, at, dueAt, late } = one
  const isOpen = status === 'waiting' || status === 'reopened'
  const name = categoryNames[category ?? 'other']
  return (
    <Card
      title={name}
      extra={<Tag tone={toneOf(one)}>{reportStatusTexts[status]}</Tag>}
      onClick={open(`/reports/report?id=${id}`)}
      label={`${name}，${placeName}，${reportStatusTexts[status]}，点开看`}
    >
      <Text className="report__text">{[placeName, spot].filter(Boolean).join(' ')}</Text>
      <Text className="report__after">{`${number} · ${showInstant(new Date(at))}`}</Text>
      {isOpen && (
        <Text className="report__after">{late ? '已经超时，已上报催办' : `${showDue(new Date(dueAt))}前处理`}</Text>
      )}
    </Card>
  )
}

export { Mine as default }
