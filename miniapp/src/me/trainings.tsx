// My trainings: signing in with the code on the lecturer's screen, and what I have been to with its result and how long
// it counts. Relies on trainings.signIn and trainings.mine. Invariant: what came of signing in is said where one did
// it.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { people } from '@shared/people/contract'
import { trainings } from '@shared/trainings/contract'
import { trainingKeepers, trainingLecturers } from '@shared/trainings/rules'
import { trainingKindNames, trainingResultNames } from '@shared/trainings/vocabulary'
import { workoffs } from '@shared/workoffs/contract'
import { platform } from '@/lib/platform/platform'
import { useRead, useReadPages, useWrite } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { fullDay } from './words'

type Own = OutputOf<typeof trainings.signIn>
const LONGEST_CODE = 160
const givers: readonly string[] = [...trainingKeepers, ...trainingLecturers]

function Trainings() {
  return (
    <Screen title="我的培训">
      <SignedIn why="登录后才能签到、看参加过的培训">
        <SignOnSpot />
        <Owed />
        <Been />
        <Giving />
      </SignedIn>
    </Screen>
  )
}

/** For who works off a fine by trainings; for nobody else is there anything to see. */
function Owed() {
  const mine = useRead(workoffs.mine, {})
  if (!mine.data?.items.length) return null
  return (
    <Card>
      <Row
        id="workoffs"
        title="以工代罚"
        note="要做多久、做了多久；只有您看得到"
        onClick={() => {
          void Taro.navigateTo({ url: '/workoffs/mine' })
        }}
      />
    </Card>
  )
}

function SignOnSpot() {
  const [typed, setTyped] = useState('')
  const [unread, setUnread] = useState(false)
  const [done, setDone] = useState<Own | null>(null)
  const sign = useWrite(trainings.signIn, { refreshes: [trainings.mine], onDone: setDone })
  const [lacks, setLacks] = useState(false)
  const give = async (qr: string) => {
    setLacks(qr.trim() === '')
    if (qr.trim() === '') return
    if (await sign.run({ qr: qr.trim() })) setTyped('')
    platform.vibrate('short')
  }
  const scan = () => {
    setUnread(false)
    platform.scan().then(
      (qr) => {
        if (qr) void give(qr)
      },
      () => setUnread(true),
    )
  }
  if (done) return <Notice tone="good" title="签到好了">{`${done.title}，${fullDay(done.on)}`}</Notice>
  return (
    <View>
      {sign.error && <ErrorState error={sign.error} />}
      {unread && <Notice tone="warn">没有扫成功。请走近一些再扫，码每半分钟换一次。</Notice>}
      <Card title="现场签到">
        <Text className="plain plain--muted">
          {platform.canScan
            ? '到了现场，扫讲师屏幕上的码；扫不了就请讲师把签到码发给您，粘贴在下面。'
            : '用微信打开本程序能直接扫讲师屏幕上的码；在这里请把讲师发来的签到码粘贴在下面。'}
        </Text>
        {platform.canScan && (
          <Button id="scan" kind="primary" loading={sign.busy} onClick={scan}>
            扫讲师屏幕上的码
          </Button>
        )}
        <TextArea
          id="training-code"
          label={platform.canScan ? '或粘贴签到码' : '粘贴签到码'}
          value={typed}
          max={LONGEST_CODE}
          onChange={setTyped}
          error={lacks && typed.trim() === '' ? '先粘贴讲师发来的签到码，再点签到' : null}
          hint="请讲师点“复制签到码”发给您，在这里长按粘贴；一分钟内有效"
        />
        <Button
          id="sign-in-training"
          kind={platform.canScan ? 'plain' : 'primary'}
          loading={sign.busy}
          onClick={() => {
            void give(typed)
          }}
        >
          签到
        </Button>
      </Card>
    </View>
  )
}

/** "算到2027年11月30日", or that it does not count without the test. */
const worthText = ({ qualifies, validUntil }: Own): string =>
  !qualifies ? '还不算合格' : validUntil ? `算到${fullDay(validUntil)}` : '长期有效'

function Been() {
  const pages = useReadPages(trainings.mine, {})
  return (
    <Section title="参加过的">
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="还没有参加过培训" hint="培训时间看社区通知，到场扫码就记下" />}
      >
        {(items) => (
          <Card>
            {items.map((one) => (
              <Row
                key={one.sessionId}
                title={one.title}
                note={`${trainingKindNames[one.kind]} · ${fullDay(one.on)} · ${worthText(one)}`}
                value={<Tag tone={one.qualifies ? 'good' : 'neutral'}>{trainingResultNames[one.result]}</Tag>}
              />
            ))}
          </Card>
        )}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </Section>
  )
}

/** For who gives trainings: the way to the code that others scan. */
function Giving() {
  const me = useRead(people.me, {})
  if (!me.data?.roles.some((role) => givers.includes(role))) return null
  return (
    <Card>
      <Row
        id="lectures"
        icon="id"
        title="我负责的培训"
        note="出示签到码"
        onClick={() => {
          void Taro.navigateTo({ url: '/me/lectures' })
        }}
      />
    </Card>
  )
}

export { Trainings as default }
