// My hours: what is confirmed, what only I have noted down, and for every shift why other minutes are not counted.
// Relies on shiftsHours.mine.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { showMinutes } from '@shared/shifts/hours'
import { shiftsHours, type HourShown } from '@shared/shifts/hours-contract'
import { standingNames, supervisorNames } from '@shared/shifts/vocabulary'
import { useRead } from '@/lib/query'
import { Card, Empty, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { whenText } from './words'
import './shifts.scss'

function HoursPage() {
  return (
    <Screen title="我的时长">
      <SignedIn why="登录后才能看到您的时长">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

function Loaded() {
  const hours = useRead(shiftsHours.mine, {})
  return (
    <QueryView query={hours}>
      {({ sums, items, more }) => (
        <View>
          <Card>
            <Row title="已核" note="扫了组长的码，或有人核实" value={showMinutes(sums.verified)} />
            <Row title="自记" note="自己签到，待核" value={showMinutes(sums.self)} />
            <Row
              id="made-up"
              title="补记"
              note="当时没记上，事后申请，单独列出"
              value={showMinutes(sums.madeUp)}
              onClick={open('/shifts/made-up')}
            />
            {sums.trainee > 0 && (
              <Row title="见习" note="跟着学的时长，单独列出，不算志愿服务" value={showMinutes(sums.trainee)} />
            )}
            <Row
              id="certificate"
              title="开具志愿服务记录证明"
              note="升学、评优时用，由社区或街道出具"
              onClick={open('/shifts/certificate')}
            />
            <Row id="trainings" title="我的培训" note="扫码签到、结果和有效期" onClick={open('/trainings/mine')} />
          </Card>
          <Section title="每一班">
            {items.length === 0 && <Empty text="还没有值过班" hint="签到签退后，时长会记在这里" />}
            {items.map((one) => (
              <Shown key={one.id} one={one} />
            ))}
            {more && <Text className="said">只列出最近200班，合计包括全部。</Text>}
          </Section>
        </View>
      )}
    </QueryView>
  )
}

function Shown({ one }: { one: HourShown }) {
  const { name, as, standing, madeUp, minutes, said, correction } = one
  return (
    <Card
      title={showMinutes(minutes)}
      extra={
        <Tag tone={standing === 'verified' && !madeUp ? 'good' : 'neutral'}>
          {madeUp ? '补记' : standingNames[standing]}
        </Tag>
      }
    >
      <Text className="shift__name">{whenText(one)}</Text>
      <Text className="shift__where">{`${name}，${supervisorNames[as]}`}</Text>
      {said.map((text) => (
        <Text key={text} className="said">
          {text}
        </Text>
      ))}
      {correction && <Text className="said">{`有更正：${correction}`}</Text>}
    </Card>
  )
}

export { HoursPage as default }
