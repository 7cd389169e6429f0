// The tab 首页: whether something can be dropped off now, which bin for a thing, the next pickup, two ways to have things
// fetched, points. Reads summaries only and works signed out; the screens behind it live in sub-packages.
// Invariant: what cannot be read is left out or says so in its own place, and never takes the search away.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { ledger } from '@shared/ledger/contract'
import { notices } from '@shared/notices/contract'
import { dayOf, daysBetween, showDay } from '@shared/time'
import { looksAt } from '@/guide/looks'
import { useAt } from '@/guide/where'
import { useRead } from '@/lib/query'
import { useElder, useSession, useSignedIn } from '@/lib/session'
import { Bin } from '@/ui/Bin'
import { Ico } from '@/ui/Icon'
import type { IconName } from '@/ui/icon-names'
import type { Tint } from '@/ui/Icon'
import { Card, Row, Section } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'
import { a11y } from '@/ui/a11y'
import { Changeover } from './home-changeover'
import { Fetch } from './home-fetch'
import { Hero } from './home-hero'
import { HomeSearch } from './home-search'
import { Roles } from './roles'
import './home.scss'

/** Lots that end within two months are named here, as the announcements before expiry begin 60 days ahead. */
const SOON_DAYS = 60
const none: readonly string[] = []

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

function Home() {
  const signedIn = useSignedIn()
  const elder = useElder()
  const roles = useSession((state) => state.person?.roles ?? none)
  const [word, setWord] = useState('')
  return (
    <Screen title="首页" tab="home" bare plain>
      <Hero />
      <HomeSearch word={word} onChange={setWord} />
      {word.trim() === '' && (
        <View className="home">
          <Changeover />
          <Roles roles={roles} />
          {!elder && <Bins />}
          <Fetch />
          {!elder && <Links />}
          {signedIn ? <Mine /> : <SignedOut />}
        </View>
      )}
    </Screen>
  )
}

/** The bins of the place; each opens what goes in. */
function Bins() {
  const { region, rural } = useAt()
  return (
    <View className="home-bins">
      {looksAt(region, rural)
        .filter(({ key }) => key !== 'other')
        .map(({ key, name, colour, colourName, sign }) => (
          <View
            key={key}
            className="home-bins__one"
            onClick={open(`/guide/category?key=${key}`)}
            {...a11y({ role: 'button', spoken: `${name}，${colourName}桶，看里面都有什么` })}
          >
            <Bin colour={colour} sign={sign} />
            <Text>{name}</Text>
          </View>
        ))}
    </View>
  )
}

const links: readonly { id: string; icon: IconName; tint: Tint; text: string; url: string }[] = [
  { id: 'report', icon: 'camera', tint: 'teal', text: '随手拍', url: '/reports/new' },
  { id: 'redeem', icon: 'gift', tint: 'warm', text: '积分兑换', url: '/rewards/goods' },
  { id: 'sites', icon: 'map-2', tint: 'good', text: '投放点', url: '/guide/sites?route=bin' },
  { id: 'honours', icon: 'award', tint: 'info', text: '荣誉榜', url: '/rewards/honours' },
  { id: 'complain', icon: 'message-report', tint: 'neutral', text: '提意见', url: '/me/complain' },
]

function Links() {
  return (
    <View className="home-links">
      {links.map(({ id, icon, tint, text, url }) => (
        <View
          key={id}
          id={id}
          className="home-links__one"
          onClick={open(url)}
          {...a11y({ role: 'button', label: text })}
        >
          <Ico name={icon} tone={tint} />
          <Text>{text}</Text>
        </View>
      ))}
    </View>
  )
}

/** Points and carbon in one row, what ends soon, unread messages; each leads to its own page. */
function Mine() {
  const elder = useElder()
  const unread = useRead(notices.unread, {})
  const summaries = useRead(ledger.summaries, {})
  const accounts = summaries.data?.accounts ?? []
  const count = unread.data?.count ?? 0
  const points = accounts.reduce((sum, { available }) => sum + available, 0)
  const grams = accounts.reduce((sum, { carbonGrams }) => sum + carbonGrams, 0)
  const soon = accounts
    .flatMap(({ expiringNext }) => (expiringNext ? [expiringNext] : []))
    .filter(({ on }) => daysBetween(dayOf(new Date()), on) <= SOON_DAYS)
    .sort((a, b) => (a.on < b.on ? -1 : 1))[0]
  return (
    <Section title="我的">
      <Card>
        {summaries.data ? (
          <View className="stats">
            <View
              className="stats__one"
              onClick={open('/me/points')}
              {...a11y({ role: 'button', spoken: `积分${points}分，看明细` })}
            >
              <Text className="stats__value">
                {String(points)}
                <Text className="stats__unit">分</Text>
              </Text>
              <Text className="stats__label">可用积分</Text>
            </View>
            <View
              className="stats__one"
              onClick={open('/me/carbon')}
              {...a11y({ role: 'button', spoken: `减碳${kilograms(grams)}千克，看怎么算的` })}
            >
              <Text className="stats__value">
                {kilograms(grams)}
                <Text className="stats__unit">千克</Text>
              </Text>
              <Text className="stats__label">减碳（估算）</Text>
            </View>
          </View>
        ) : (
          <Row icon="coins" title="积分" note={summaries.error ? summaries.error.text : '正在读取'} />
        )}
        <View className="hair" />
        {soon && (
          <Row
            icon="clock"
            tint="warm"
            title={`${soon.points}分快到期`}
            note={`${showDay(soon.on)}以前用`}
            onClick={open('/me/points')}
          />
        )}
        <Row
          id="unread"
          icon="bell"
          tint="info"
          title="我的消息"
          note={count > 0 ? `${count}条没看` : '没有新消息'}
          onClick={open('/me/inbox')}
        />
        {elder && <Row id="redeem" icon="gift" tint="warm" title="用积分兑换" onClick={open('/rewards/goods')} />}
      </Card>
    </Section>
  )
}

/** "13.99"; whole numbers from ten thousand on. */
const kilograms = (grams: number): string =>
  grams >= 10_000_000 ? String(Math.round(grams / 1000)) : (grams / 1000).toFixed(2)

function SignedOut() {
  const signIn = useSignIn()
  return (
    <View className="home-signed-out">
      <Card>
        <Row
          id="sign-in-home"
          icon="user"
          title="登录看我的"
          note="预约、积分和消息"
          onClick={() => {
            void signIn.ask('登录后能看到您的预约、积分和消息。')
          }}
        />
      </Card>
      {signIn.sheet}
    </View>
  )
}

export { Home as default }
