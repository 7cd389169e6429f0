// My shifts: those that come, each one tap from being there, and those that were. Works from what was last read where
// there is no network. Relies on shifts.mine and store.ts.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect } from 'react'
import { shifts, type MyShift } from '@shared/shifts/contract'
import { bookingStateNames, standingNames } from '@shared/shifts/vocabulary'
import { setSession, useNight } from '@/lib/session'
import { useReadPages } from '@/lib/query'
import { Button, NextPage } from '@/ui/Button'
import { SwitchRow } from '@/ui/inputs'
import { Card, Empty, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { keepMine, keptMine } from './store'
import { stateTone, whenText } from './words'
import './shifts.scss'

function Mine() {
  return (
    <Screen title="我的班次" dark={useNight()}>
      <SignedIn why="登录后才能看到您的班次">
        <Coming />
        <Past />
        <Night />
      </SignedIn>
    </Screen>
  )
}

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

function Coming() {
  const pages = useReadPages(shifts.mine, { when: 'coming' })
  const { data } = pages.query
  useEffect(() => {
    if (data) keepMine(data)
  }, [data])
  // without a network the evening goes on by what this phone has
  const query = { ...pages.query, data: data ?? (pages.query.error && keptMine().length > 0 ? keptMine() : undefined) }
  return (
    <View>
      <QueryView
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={
          <Empty
            text="还没有报名"
            hint="看看哪里缺人"
            action={
              <Button kind="primary" onClick={open('/shifts/calendar')}>
                看要人的班次
              </Button>
            }
          />
        }
      >
        {(items) => items.map((one) => <One key={one.id} shift={one} />)}
      </QueryView>
      <NextPage pages={pages}>看更后面的</NextPage>
    </View>
  )
}

function One({ shift }: { shift: MyShift }) {
  const { state, reason, isOffered, lead } = shift
  const isOver = state !== 'booked' && state !== 'waiting' && state !== 'offered'
  return (
    <Card title={whenText(shift)} extra={<Tag tone={stateTone[state]}>{bookingStateNames[state]}</Tag>}>
      <Text className="shift__name">{shift.name}</Text>
      <Text className="shift__where">
        {[shift.address, lead ? `组长${lead}` : '组长待定'].filter(Boolean).join('，')}
      </Text>
      {isOffered && <Text className="said">已请人换班，有人接走以前还是您来</Text>}
      {reason && <Text className="said">{`原因：${reason}`}</Text>}
      {(!isOver || shift.allowed.length > 0) && (
        <View className="shift__act">
          <Button
            kind={shift.allowed.includes('checkIn') || state === 'offered' ? 'primary' : 'plain'}
            about={`${shift.name}${shift.from}`}
            onClick={open(`/shifts/shift?id=${shift.id}`)}
          >
            {shift.allowed.includes('checkIn') ? '去签到' : state === 'offered' ? '回复来不来' : '打开这一班'}
          </Button>
        </View>
      )}
    </Card>
  )
}

function Past() {
  const pages = useReadPages(shifts.mine, { when: 'past' })
  return (
    <Section title="以前的">
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="还没有值过班" hint="值过的班会记在这里" />}
      >
        {(items) => (
          <Card>
            {items.map((one) => (
              <Row
                key={one.id}
                title={whenText(one)}
                note={one.name}
                value={
                  <Tag tone={one.standing === 'verified' ? 'good' : 'neutral'}>
                    {one.state === 'booked' ? standingNames[one.standing] : bookingStateNames[one.state]}
                  </Tag>
                }
              />
            ))}
          </Card>
        )}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </Section>
  )
}

/** At seven in winter a white page blinds; the choice stays on the phone. */
function Night() {
  const night = useNight()
  return (
    <Card>
      <SwitchRow
        id="night"
        title="夜间模式"
        note="黑底，站在桶边不刺眼"
        value={night}
        onChange={(on) => setSession({ night: on })}
      />
    </Card>
  )
}

export { Mine as default }
