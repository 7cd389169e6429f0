// The households I belong to, the one I act for now, those I act for by consent, and my requests to join one.
// Relies on people's households. Invariant: which household one acts for is always said.
import { View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { ReactNode } from 'react'
import { households } from '@shared/people/household-contract'
import { showDay } from '@shared/time'
import { useHomeAddress, useHomeNames } from '@/lib/home-names'
import { setSession, useSession } from '@/lib/session'
import { useRead, useReadPages, useWrite } from '@/lib/query'
import { loadMe } from '@/lib/sign-in'
import { Button, NextPage } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Card, Empty, Row, Section, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { HomeName } from './home-name'
import { fullDay } from './words'

const join = () => {
  void Taro.navigateTo({ url: '/me/join' })
}
/** What a claim waits for, in plain words. */
const waits = {
  members: '等这一户的家人答复',
  community: '等社区核对。带户卡和身份证到社区，可以当场办好。',
  door: '社区已在门上贴通知，期满没人提出异议就加入',
} as const
const states = {
  waiting: ['等待处理', 'warn'],
  approved: ['已同意', 'good'],
  refused: ['没有同意', 'bad'],
  lapsed: ['已过期', 'neutral'],
  withdrawn: ['已撤回', 'neutral'],
} as const

function Households() {
  return (
    <Screen
      title="我的住户"
      bottom={
        <Button id="join" kind="primary" onClick={join}>
          加入一户
        </Button>
      }
    >
      <SignedIn why="登录后才能看到您的住户">
        <Mine />
        <Proxied />
        <Requests />
      </SignedIn>
    </Screen>
  )
}

type HomeProps = { id: string; label: string; isCurrent?: boolean; children: ReactNode }

/** A home by the name that the person gave it and by its address, so that two of one stairwell are told apart. */
function HomeCard({ id, label, isCurrent = false, children }: HomeProps) {
  const name = useHomeNames()[id]
  const address = useHomeAddress(id, label)
  return (
    <Card title={name ? `${name} · ${address}` : address} extra={isCurrent ? <Tag tone="good">当前</Tag> : undefined}>
      {children}
    </Card>
  )
}

function Mine() {
  const mine = useRead(households.mine, {})
  const current = useSession((state) => state.household?.id)
  return (
    <QueryView
      query={mine}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty text="还没有加入住户" hint="扫户卡、输家人的邀请码，或向社区申请。不加入也能按地址预约。" />}
    >
      {({ items }) =>
        items.map(({ id, label, placeId, owner, memberCount }) => (
          <HomeCard key={id} id={id} label={label} isCurrent={current === id}>
            <Row
              title="家人、邀请、代办"
              note={`${memberCount}人${owner ? '，您是户主' : ''}`}
              onClick={() => {
                void Taro.navigateTo({ url: `/me/household?id=${id}` })
              }}
            />
            <Row
              title="住户码"
              onClick={() => {
                void Taro.navigateTo({ url: `/me/code?id=${id}` })
              }}
            />
            <HelpRow householdId={id} />
            <HomeName householdId={id} />
            {current !== id && (
              <Button onClick={() => setSession({ household: { id, label, placeId } })}>切换到这一户</Button>
            )}
          </HomeCard>
        ))
      }
    </QueryView>
  )
}

function HelpRow({ householdId }: { householdId: string }) {
  return (
    <Row
      title="帮扶与减免"
      onClick={() => {
        void Taro.navigateTo({ url: `/pickups/help?id=${householdId}` })
      }}
    />
  )
}

function Proxied() {
  const proxied = useRead(households.proxied, {})
  const revoke = useWrite(households.revokeProxy, { refreshes: [households.proxied] })
  const end = async (id: string, label: string) => {
    if (await confirm({ title: '不再代办？', text: `以后不能替“${label}”预约和办理。`, ok: '不再代办', danger: true }))
      await revoke.run({ id })
  }
  if (!proxied.data || proxied.data.items.length === 0) return null
  return (
    <Section title="我代办的">
      {revoke.error && <ErrorState error={revoke.error} />}
      {proxied.data.items.map(({ id, householdId, label, until }) => (
        <HomeCard key={id} id={householdId} label={label}>
          <Row title="可以代办到" value={fullDay(until)} />
          <HelpRow householdId={householdId} />
          <HomeName householdId={householdId} />
          <View className="gap-below" />
          <Button
            loading={revoke.busy}
            onClick={() => {
              void end(id, label)
            }}
          >
            不再代办
          </Button>
        </HomeCard>
      ))}
    </Section>
  )
}

function Requests() {
  const mine = useReadPages(households.myRequests, {})
  const withdraw = useWrite(households.withdraw, {
    refreshes: [households.myRequests],
    onDone: () => {
      void loadMe()
    },
  })
  if (mine.items.length === 0) return null
  return (
    <Section title="我的申请">
      {withdraw.error && <ErrorState error={withdraw.error} />}
      {mine.items.map(({ id, kind, label, status, dueOn, objectBy, waitsFor, reason, allowed }) => (
        <Card key={id} title={label} extra={<Tag tone={states[status][1]}>{states[status][0]}</Tag>}>
          {dueOn && status === 'waiting' && <Row title="最晚答复" value={showDay(dueOn)} />}
          {kind === 'claim' && waitsFor && <Row title="现在" note={waits[waitsFor]} />}
          {objectBy && status === 'waiting' && <Row title="公示到" value={showDay(objectBy)} />}
          {reason && <Row title="说明" note={reason} />}
          {allowed.includes('withdraw') && (
            <Button
              loading={withdraw.busy}
              onClick={() => {
                void withdraw.run({ id })
              }}
            >
              撤回申请
            </Button>
          )}
        </Card>
      ))}
      <NextPage pages={mine}>再看一些</NextPage>
    </Section>
  )
}

export { Households as default }
