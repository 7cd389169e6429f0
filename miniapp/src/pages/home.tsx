// The tab 首页: find the bin for a thing, the next pickup, points, today's opening windows, messages, and the switch for
// elder mode. Reads summaries only and works signed out; the screens behind it live in sub-packages.
// Invariant: what cannot be read is left out or says so in its own card, and never takes the search box away.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { ledger } from '@shared/ledger/contract'
import { notices } from '@shared/notices/contract'
import { pickups } from '@shared/pickups/contract'
import { places } from '@shared/places/contract'
import { dayOf, daysBetween, showDay } from '@shared/time'
import { chooseElder } from '@/lib/elder'
import { pickPlace, useMyPlace } from '@/lib/my-place'
import { useRead } from '@/lib/query'
import { searchFor } from '@/lib/search-word'
import { useElder, useSession, useSignedIn } from '@/lib/session'
import { NextPickup } from '@/pickups/card'
import { Button } from '@/ui/Button'
import { Field, SwitchRow } from '@/ui/inputs'
import { Card, Notice, Row, Tag } from '@/ui/layout'
import { PlacePicker } from '@/ui/PlacePicker'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'
import { a11y } from '@/ui/a11y'
import './home.scss'

/**
 * Lots that end within two months are named on the first screen, as the announcements before expiry begin 60 days
 * ahead.
 */
const SOON_DAYS = 60

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

function Home() {
  const signedIn = useSignedIn()
  const elder = useElder()
  return (
    <Screen title="首页" tab="home">
      <Search />
      {signedIn && <Next />}
      <View className="big-buttons">
        <BigButton id="book-bulky" title="约大件" note="沙发、床、旧家电" url="/pickups/dates?kind=bulky" />
        <BigButton id="book-recyclable" title="约回收" note="纸箱、瓶子、旧衣" url="/pickups/dates?kind=recyclable" />
      </View>
      <Card>
        <SwitchRow
          id="elder"
          title="长辈版"
          note="大字、大按钮"
          value={elder}
          onChange={(on) => chooseElder(on ? 'on' : 'off')}
        />
      </Card>
      {signedIn ? <Mine /> : <SignedOut />}
      <Windows />
    </Screen>
  )
}

/** The first thing on the first page; the answer is on the tab 分类. */
function Search() {
  const [word, setWord] = useState('')
  const go = () => {
    searchFor(word)
    setWord('')
  }
  return (
    <View className="home-search">
      <Field
        id="search"
        label="这个东西怎么扔?"
        value={word}
        onChange={setWord}
        max={40}
        placeholder="例如:奶茶杯、旧电池"
        onDone={go}
      />
      <Button id="search-go" kind="primary" onClick={go}>
        查一查
      </Button>
    </View>
  )
}

function BigButton({ id, title, note, url }: { id: string; title: string; note: string; url: string }) {
  return (
    <View id={id} className="big-button" onClick={open(url)} {...a11y({ role: 'button', label: `${title},${note}` })}>
      <Text className="big-button__title">{title}</Text>
      <Text className="big-button__note">{note}</Text>
    </View>
  )
}

function Next() {
  const mine = useRead(pickups.mine, { open: 'true', limit: 5 })
  const next = [...(mine.data?.items ?? [])].sort((a, b) => (a.day + a.from < b.day + b.from ? -1 : 1))[0]
  if (mine.error && !mine.data) return <Notice tone="warn">{`预约暂时读不出来。${mine.error.text}`}</Notice>
  return next ? <NextPickup booking={next} /> : null
}

/** Unread messages and the balance; each line leads to its own page. */
function Mine() {
  const unread = useRead(notices.unread, {})
  const summaries = useRead(ledger.summaries, {})
  const accounts = summaries.data?.accounts ?? []
  const count = unread.data?.count ?? 0
  const name = useSession((state) => state.person?.name)
  return (
    <Card title={name ? `${name},您好` : '您好'}>
      <Row
        id="unread"
        title="我的消息"
        onClick={open('/me/inbox')}
        value={count > 0 ? <Tag tone="bad">{`${count} 条没看`}</Tag> : '没有新消息'}
        label={`我的消息,${count > 0 ? `${count} 条没看` : '没有新消息'}`}
      />
      {accounts.map(({ account, name: owner, available, expiringNext, carbonGrams, carbonText }) => (
        <Row
          key={account}
          title={`${owner}积分`}
          value={String(available)}
          onClick={open('/me/points')}
          note={[
            expiringNext &&
              daysBetween(dayOf(new Date()), expiringNext.on) <= SOON_DAYS &&
              `${expiringNext.points} 分 ${showDay(expiringNext.on)} 到期`,
            carbonGrams > 0 && `减碳 ${carbonText}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        />
      ))}
      {accounts.length > 0 && (
        <Row id="redeem" title="用积分兑换" note="日用品、绿植、场馆票等" onClick={open('/rewards/goods')} />
      )}
      {summaries.error && !summaries.data && <Row title="积分" note={summaries.error.text} />}
    </Card>
  )
}

function SignedOut() {
  const signIn = useSignIn()
  return (
    <View>
      <Card>
        <Row
          id="sign-in-home"
          title="登录"
          note="看预约、积分和消息;不登录也能查分类、看空时段"
          onClick={() => {
            void signIn.ask('登录后能看到您的预约、积分和消息。')
          }}
        />
      </Card>
      {signIn.sheet}
    </View>
  )
}

/** Today's windows at the sites of my compound. */
function Windows() {
  const place = useMyPlace()
  const [changing, setChanging] = useState(false)
  const pick = (
    <PlacePicker
      open={changing}
      onClose={() => setChanging(false)}
      onPick={(picked) => {
        pickPlace(picked)
        setChanging(false)
      }}
    />
  )
  if (!place) {
    return (
      <View>
        <Card>
          <Row id="pick-place" title="选我的小区" note="看今天什么时候能投放" onClick={() => setChanging(true)} />
        </Card>
        {pick}
      </View>
    )
  }
  return (
    <View>
      <Card title="今天的投放时间">
        <Row id="my-place" title={place.name} value="换一个" onClick={() => setChanging(true)} />
        <Sites placeId={place.id} />
      </Card>
      {pick}
    </View>
  )
}

function Sites({ placeId }: { placeId: string }) {
  const sites = useRead(places.sitesOf, { placeId, route: 'bin' })
  return (
    <QueryView
      query={sites}
      isEmpty={({ items }) => items.length === 0}
      empty={<Text className="home-note">这里还没有登记投放点,请看小区里的公示牌。</Text>}
    >
      {({ items }) => (
        <View>
          {items.slice(0, 3).map(({ id, name, hoursText, openText, open: isOpen }) => (
            <Row
              key={id}
              title={name}
              note={hoursText}
              value={<Tag tone={isOpen ? 'good' : 'neutral'}>{openText}</Tag>}
            />
          ))}
        </View>
      )}
    </QueryView>
  )
}

export { Home as default }
