// The first page of who stands at the bins: tonight's site, whether its list is on the phone, beginning, going home.
// Works from what is stored on the phone. Relies on evening.ts. Invariant: a failed reading never hides what is here.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { dropoffs } from '@shared/dropoffs/contract'
import { clockOf, showDay } from '@shared/time'
import { flushOutbox, useOutbox } from '@/lib/outbox/outbox'
import { useRead } from '@/lib/query'
import { setSession, useNight } from '@/lib/session'
import { Button } from '@/ui/Button'
import { ErrorState } from '@/ui/ErrorState'
import { SwitchRow } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Skeleton } from '@/ui/layout'
import { SignedIn } from '@/ui/SignedIn'
import { countsOf } from './book'
import {
  chooseSite,
  eveningDay,
  isOpenNow,
  refreshEvening,
  tellPhone,
  theSite,
  useEvening,
  useTonight,
} from './evening'
import { EveningScreen, openPage, StorageNotice } from './parts'
import { Sites } from './Sites'
import { siteTitle } from './words'

function Home() {
  const state = useEvening()
  useTonight()
  const site = theSite(state)
  return (
    <EveningScreen
      title="投放督导"
      {...(site
        ? {
            bottom: (
              <View>
                {!isOpenNow(site) && <Text className="begin-note">现在不在投放时段，登记会由社区核对</Text>}
                <Button id="begin" kind="primary" onClick={() => openPage('/dropoffs/log')}>
                  开始登记
                </Button>
              </View>
            ),
          }
        : {})}
    >
      <SignedIn why="用督导身份登录后登记投放">
        <Evening />
      </SignedIn>
    </EveningScreen>
  )
}

function Evening() {
  const state = useEvening()
  const { sites, siteId, reading, failed, book } = state
  const [isChoosing, setChoosing] = useState(false)
  const site = theSite(state)
  const again = () => {
    void refreshEvening()
  }
  if (!sites && !site) {
    if (failed) return <ErrorState error={failed} onRetry={again} />
    return <Skeleton />
  }
  return (
    <View>
      <Text className="day-title">{showDay(eveningDay(new Date()))}</Text>
      <StorageNotice />
      {failed && (
        <Notice
          tone="warn"
          action={
            <Button small loading={reading} onClick={again}>
              再试
            </Button>
          }
        >{`没能更新，照常登记就行。${failed.text}`}</Notice>
      )}
      {sites?.length === 0 && <Empty text="还没有可以登记的投放点" hint="请社区的工作人员把您加进督导名单" />}
      {site && !isChoosing && (
        <Card title="今晚的投放点">
          <Row
            id="site"
            icon="map-pin"
            title={siteTitle(site)}
            {...(isOpenNow(site) ? {} : { note: '现在不在投放时段' })}
            {...((sites?.length ?? 0) > 1 ? { value: '换一个', onClick: () => setChoosing(true) } : {})}
          />
          <Table />
        </Card>
      )}
      {sites && sites.length > 0 && (isChoosing || !site) && (
        <Sites
          sites={sites}
          siteId={siteId}
          onChoose={(id) => {
            chooseSite(id)
            setChoosing(false)
          }}
        />
      )}
      <Sent count={countsOf(book).unsent} bags={countsOf(book).bags} />
      <Agreement />
      <Night />
    </View>
  )
}

/** Whether the list of tonight is on this phone. */
function Table() {
  const { tonight, reading } = useEvening()
  const note = tonight
    ? `${tonight.households.length}户，${clockOf(new Date(tonight.readAt))}下载`
    : '没有也能登记，社区会核对'
  return (
    <Row
      id="table"
      icon="users"
      tint="neutral"
      title="今晚的名单"
      note={reading ? '正在下载…' : note}
      value={tonight ? '已在手机里' : '还没下载'}
    />
  )
}

/** How many were logged, what is left on the phone, and going home. */
function Sent({ count, bags }: { count: number; bags: number }) {
  const { sending, online } = useOutbox()
  const [told, setTold] = useState<'told' | 'untold' | null>(null)
  const leave = async () => {
    await flushOutbox()
    setTold((await tellPhone(true)) ? 'told' : 'untold')
  }
  return (
    <Card>
      <Row
        id="tonight"
        icon="history"
        tint="neutral"
        title="今晚登记"
        note={count > 0 ? `${count}条还在手机里` : bags > 0 ? '都已送到' : '还没有登记'}
        value={`${bags}袋`}
        onClick={() => openPage('/dropoffs/tonight')}
      />
      {told === 'told' && count === 0 && <Notice tone="good">今晚的登记都已送到，辛苦了。</Notice>}
      {told !== null && count > 0 && (
        <Notice tone="warn">{`还有${count}条没有送到。不会丢，有网时打开这一页就会送。`}</Notice>
      )}
      {told === 'untold' && count === 0 && <Notice tone="info">登记都已送到。现在连不上网，稍后会再报一次。</Notice>}
      {bags > 0 && (
        <Button
          id="leave"
          loading={sending}
          onClick={() => {
            void leave()
          }}
        >
          {online ? '今晚先到这里' : '今晚先到这里，看还有几条'}
        </Button>
      )}
    </Card>
  )
}

/** How often the lead's second look agreed; shown to the person alone. */
function Agreement() {
  const { data } = useRead(dropoffs.mine, {})
  if (!data || data.looked === 0) return null
  return (
    <Card>
      <Row
        id="agreement"
        icon="award"
        tint="info"
        title="和组长复看一致"
        note={`近90天${data.evenings}晚，${data.bags}袋`}
        value={`${data.agreed} / ${data.looked}`}
      />
    </Card>
  )
}

function Night() {
  const isDark = useNight()
  return (
    <SwitchRow
      id="night"
      title="夜间模式"
      note="黑底，天黑时不刺眼"
      value={isDark}
      onChange={(on) => setSession({ night: on })}
    />
  )
}

export { Home as default }
