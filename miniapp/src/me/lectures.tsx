// For who gives or arranges trainings: the sessions, and the code that people scan to sign in, drawn anew every half
// minute. Relies on trainings.sessions and trainings.code. Invariant: a code that has run out is never shown.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { showInstant } from '@shared/time'
import { trainings, type TrainingSession } from '@shared/trainings/contract'
import { useRead, useReadPages } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { Card, Empty, Notice, Row, Tag } from '@/ui/layout'
import { QrCode } from '@/ui/QrCode'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Sheet } from '@/ui/Sheet'
import { SignedIn } from '@/ui/SignedIn'

const TICK_MS = 1000

function Lectures() {
  return (
    <Screen title="我负责的培训">
      <SignedIn why="登录后才能看到您负责的培训">
        <Sessions />
      </SignedIn>
    </Screen>
  )
}

function Sessions() {
  const pages = useReadPages(trainings.sessions, {})
  const [shown, setShown] = useState<TrainingSession | null>(null)
  return (
    <View>
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="没有您负责的培训" hint="社区安排了培训、写上您的名字，就会出现在这里" />}
      >
        {(items) =>
          items.map((one) => (
            <Card
              key={one.id}
              title={one.title}
              extra={
                <Tag tone={one.status === 'cancelled' ? 'bad' : 'info'}>
                  {one.status === 'cancelled' ? '已取消' : `已到${one.signedIn}人，名额 ${one.capacity}`}
                </Tag>
              }
            >
              <Row
                title={showInstant(new Date(one.startsAt))}
                note={[one.placeName, one.room].filter(Boolean).join(' ')}
              />
              {one.allowed.includes('showCode') && Date.parse(one.endsAt) > Date.now() && (
                <Button about={one.title} onClick={() => setShown(one)}>
                  出示签到码
                </Button>
              )}
            </Card>
          ))
        }
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
      {shown && (
        <Sheet open title="签到码" onClose={() => setShown(null)}>
          <LiveCode session={shown} />
        </Sheet>
      )}
    </View>
  )
}

function LiveCode({ session: { id, title } }: { session: TrainingSession }) {
  const code = useRead(trainings.code, { id }, { staleMs: 0 })
  const [now, setNow] = useState(() => Date.now())
  const { data, dataUpdatedAt, isFetching, refetch } = code
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  const isDue = data !== undefined && now - dataUpdatedAt >= data.refreshSeconds * 1000
  useEffect(() => {
    // once a tick while it is due, so that a network that comes back is used at once
    if (isDue && !isFetching) void refetch()
  }, [isDue, isFetching, now, refetch])
  const copy = (qr: string) => {
    Promise.resolve(Taro.setClipboardData({ data: qr })).then(
      () => toast('已复制，一分钟内有效'),
      () => toast('没有复制成功，请再点一次'),
    )
  }
  return (
    <QueryView query={code}>
      {({ qr, until }) => (
        <View>
          <Text className="letter">{title}</Text>
          {Date.parse(until) > now ? (
            <QrCode content={qr} code="" label={`${title}的签到码`} />
          ) : (
            <Notice tone="warn">签到码要联网更新，连上网络就会出来。</Notice>
          )}
          <Text className="letter">请到场的人打开“我的 · 我的培训”扫这个码，每半分钟换一次。</Text>
          <Button id="copy-code" disabled={Date.parse(until) <= now} onClick={() => copy(qr)}>
            不能扫码，复制签到码
          </Button>
        </View>
      )}
    </QueryView>
  )
}

export { Lectures as default }
