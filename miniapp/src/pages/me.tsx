// The tab 我的: who I am, my household, points, messages, and the way to everything that is mine. Works signed out.
// Relies on the session and on summaries only; the screens behind it live in the sub-package me.
// Invariant: elder mode and a person's telephone number are one tap away, signed in or not.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { ledger } from '@shared/ledger/contract'
import { notices } from '@shared/notices/contract'
import { people } from '@shared/people/contract'
import { chooseElder } from '@/lib/elder'
import { useHomeAddress } from '@/lib/home-names'
import { useOutbox } from '@/lib/outbox/outbox'
import { useRead } from '@/lib/query'
import { useElder, useSession, useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { SwitchRow } from '@/ui/inputs'
import { Card, Row, Tag } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'
import { OrganisationWork } from './organisation-work'
import { Roles } from './roles'
import './me.scss'

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

function Me() {
  const signedIn = useSignedIn()
  const elder = useElder()
  return (
    <Screen title="我的" tab="me">
      {signedIn ? <Mine /> : <SignedOut />}
      <Card>
        <SwitchRow
          id="elder"
          title="长辈版"
          note="大字、大按钮、每屏内容更少"
          value={elder}
          onChange={(on) => chooseElder(on ? 'on' : 'off')}
        />
        <Waiting />
        <Row
          id="settings"
          icon="settings"
          tint="neutral"
          title="设置"
          note={elder ? undefined : '字号、城乡'}
          onClick={open('/me/settings')}
        />
        <Row
          id="privacy"
          icon="shield-check"
          tint="neutral"
          title="隐私与授权"
          note={elder ? undefined : '授权、下载我的数据、注销'}
          onClick={open('/me/privacy')}
        />
        <Row
          id="reports"
          icon="camera"
          title="随手拍"
          note={elder ? undefined : '桶满了、乱倒、坏了，拍一张报上去'}
          onClick={open('/reports/mine')}
        />
        <Row
          id="standings"
          icon="award"
          title="红黑榜"
          note={elder ? undefined : '我的小区在哪、还能做什么'}
          onClick={open('/standings/mine')}
        />
        <Row
          id="cells"
          icon="building-store"
          title="无废细胞"
          note={elder ? undefined : '替单位或小区申报，查证书'}
          onClick={open('/cells/home')}
        />
        <Row id="about" icon="phone-call" tint="neutral" title="客服、意见与投诉" onClick={open('/me/about')} />
      </Card>
    </Screen>
  )
}

function SignedOut() {
  const signIn = useSignIn()
  return (
    <Card title="还没有登录">
      <Text className="me__hint">不登录也能查垃圾怎么分、看可预约的日期。预约、积分和住户码需要登录。</Text>
      <Button
        id="sign-in-here"
        kind="primary"
        onClick={() => {
          void signIn.ask('登录后可以看您的住户、积分和消息')
        }}
      >
        登录
      </Button>
      {signIn.sheet}
    </Card>
  )
}

function Waiting() {
  const { waiting, refused, aside } = useOutbox()
  const count = waiting.length + refused.length + aside.length
  return (
    <Row
      id="waiting"
      icon="cloud-off"
      tint="neutral"
      title="待上传的记录"
      value={count > 0 ? `${count}条` : '没有'}
      onClick={open('/me/waiting')}
    />
  )
}

function Mine() {
  const { person, household } = useSession()
  const elder = useElder()
  const address = useHomeAddress(household?.id, household?.label ?? '')
  const me = useRead(people.me, {})
  const unread = useRead(notices.unread, {})
  const count = unread.data?.count ?? 0
  const name = me.data?.displayName ?? person?.name ?? ''
  const code = household ? `/me/code?id=${household.id}` : '/me/join'
  return (
    <View>
      <Card
        title={name || '我'}
        extra={
          <Button small onClick={open('/me/profile')}>
            资料
          </Button>
        }
      >
        <Row
          id="household"
          icon="home"
          title={household ? address : '还没有加入住户'}
          note={household ? '住户、家人、代办' : '扫户卡或输邀请码'}
          onClick={open('/me/households')}
        />
        <Row
          id="code"
          icon="id"
          title={household ? '住户码' : '加入一户'}
          note={household && !elder ? '投放、收运、在社区办事时出示' : undefined}
          onClick={open(code)}
        />
      </Card>
      <Roles roles={me.data?.roles ?? person?.roles ?? []} />
      <OrganisationWork />
      <Balance />
      <Card>
        <Row
          id="inbox"
          icon="bell"
          tint="info"
          title="消息"
          value={count > 0 ? <Tag tone="warn">{`${count}条未读`}</Tag> : '没有未读'}
          label={`消息，${count}条未读`}
          onClick={open('/me/inbox')}
        />
        {!elder && <Row id="notices" icon="settings" tint="neutral" title="消息设置" onClick={open('/me/notices')} />}
        {!elder && <Row id="trainings" icon="id" tint="neutral" title="我的培训" onClick={open('/me/trainings')} />}
        {!elder && <Row id="honours" icon="award" tint="info" title="荣誉榜" onClick={open('/rewards/honours')} />}
        {!elder && (
          <Row id="questions" icon="history" tint="neutral" title="我问过的词" onClick={open('/guide/questions')} />
        )}
      </Card>
    </View>
  )
}

function Balance() {
  const elder = useElder()
  const summaries = useRead(ledger.summaries, {})
  const accounts = summaries.data?.accounts ?? []
  if (!summaries.data)
    return (
      <Card>
        <Row
          id="points"
          icon="coins"
          tint="warm"
          title="积分和减碳"
          value={summaries.isFetching ? '正在读取' : '暂时读不出来'}
          onClick={open('/me/points')}
        />
      </Card>
    )
  const points = accounts.reduce((sum, { available }) => sum + available, 0)
  const carbonGrams = accounts.reduce((sum, account) => sum + account.carbonGrams, 0)
  return (
    <Card>
      <Row
        id="points"
        icon="coins"
        tint="warm"
        title="积分"
        value={`${points}分`}
        note={elder ? undefined : '余额、明细、快到期的'}
        onClick={open('/me/points')}
      />
      <Row id="own-dropoffs" icon="trash" tint="warm" title="投放记录" onClick={open('/me/dropoffs')} />
      <Row
        id="redeem"
        icon="gift"
        tint="warm"
        title="积分兑换"
        note={elder ? undefined : '能兑什么、我的兑换'}
        onClick={open('/rewards/goods')}
      />
      <Row
        id="carbon"
        icon="leaf"
        tint="good"
        title="减碳"
        value={`${(carbonGrams / 1000).toFixed(2)}千克`}
        note={elder ? undefined : '少排的二氧化碳'}
        onClick={open('/me/carbon')}
      />
    </Card>
  )
}

export { Me as default }
