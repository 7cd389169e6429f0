// My trainings: signing in by scanning the code on the lecturer's screen, what came of each, and until when it holds.
// Relies on trainings.signIn and trainings.mine. A code is good for a minute, so it needs a network at that moment;
// without one the lecturer writes people on a paper list.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { trainings } from '@shared/trainings/contract'
import { WARN_DAYS } from '@shared/trainings/rules'
import { trainingKindNames, trainingResultNames } from '@shared/trainings/vocabulary'
import type { OutputOf } from '@shared/contract'
import { addDays, dayOf, longDay, showDay } from '@shared/time'
import { platform } from '@/lib/platform/platform'
import { useReadPages, useWrite } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'

type Own = OutputOf<typeof trainings.signIn>

function TrainingsPage() {
  return (
    <Screen title="我的培训">
      <SignedIn why="登录后才能签到和看结果">
        <SignIn />
        <Mine />
      </SignedIn>
    </Screen>
  )
}

function SignIn() {
  const [unread, setUnread] = useState(false)
  const signIn = useWrite(trainings.signIn, {
    refreshes: [trainings.mine],
    onDone: ({ title }) => toast(`签到了：${title}`),
  })
  const scan = () => {
    setUnread(false)
    platform.scan().then(
      (qr) => {
        if (qr) void signIn.run({ qr })
      },
      () => setUnread(true),
    )
  }
  return (
    <View>
      {unread && <Notice tone="warn">没有扫成功，请走近讲师的屏幕再扫一次。</Notice>}
      {signIn.error && <ErrorState error={signIn.error} />}
      {platform.canScan ? (
        <Button id="scan" kind="primary" loading={signIn.busy} onClick={scan}>
          扫讲师屏幕上的码签到
        </Button>
      ) : (
        <Notice>这个浏览器不能扫码。请在微信小程序里签到，或请讲师把您写在签到表上。</Notice>
      )}
    </View>
  )
}

function Mine() {
  const pages = useReadPages(trainings.mine, {})
  return (
    <Section title="参加过的">
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="还没有参加过培训" hint="到场扫码签到后，会记在这里" />}
      >
        {(items) => items.map((one) => <One key={one.sessionId} one={one} />)}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </Section>
  )
}

function One({ one }: { one: Own }) {
  const { title, kind, on, result, qualifies, validUntil } = one
  return (
    <Card title={title} extra={<Tag tone={qualifies ? 'good' : 'neutral'}>{trainingResultNames[result]}</Tag>}>
      <Row title={trainingKindNames[kind]} value={showDay(on)} />
      <Row title="资格" value={standing(one)} />
      {validUntil && qualifies && isNear(validUntil) && (
        <Notice tone="warn">{`${showDay(validUntil)}到期，请在到期前再参加一次培训。`}</Notice>
      )}
    </Card>
  )
}

const isNear = (day: string): boolean => {
  const today = dayOf(new Date())
  return day >= today && day <= addDays(today, WARN_DAYS)
}

function standing({ qualifies, validUntil, result }: Own): string {
  if (!qualifies) return result === 'failed' ? '没有通过' : '等考核结果'
  if (validUntil === null) return '长期有效'
  return validUntil < dayOf(new Date()) ? '已过期' : `到${longDay(validUntil)}`
}

export { TrainingsPage as default }
