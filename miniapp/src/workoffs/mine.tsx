// My case: what it is about, how long it takes and until when, what counts so far, and what can be done next. Only I
// see it; at the bins I am 见习 like anybody who learns. Relies on workoffs.mine. Invariant: every minute that is not
// counted has its sentence.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { bookingStateNames, standingNames } from '@shared/shifts/vocabulary'
import { showMinutes } from '@shared/shifts/hours'
import { longDay, showDay } from '@shared/time'
import { workoffs, type MyWorkoff, type WorkoffRecord } from '@shared/workoffs/contract'
import { offenceNames, workoffStateNames, type WorkoffState } from '@shared/workoffs/vocabulary'
import { useRead, useWrite } from '@/lib/query'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Empty, Notice, ProgressBar, Row, Section, Tag } from '@/ui/layout'
import { Paper } from '@/ui/Paper'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import './workoffs.scss'

function WorkoffPage() {
  return (
    <Screen title="以工代罚">
      <SignedIn why="登录后才能看到您的情况，别人看不到">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const mine = useRead(workoffs.mine, {})
  return (
    <QueryView
      query={mine}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty text="没有要办的事" hint="这里只有您自己看得到" />}
    >
      {({ items }) => (
        <View>
          {items.map((one) => (
            <Case key={one.id} one={one} />
          ))}
        </View>
      )}
    </QueryView>
  )
}

const tones: Readonly<Record<WorkoffState, 'neutral' | 'good' | 'warn' | 'bad' | 'booked'>> = {
  referred: 'warn',
  working: 'booked',
  worked: 'good',
  done: 'good',
  returned: 'bad',
  settled: 'neutral',
  withdrawn: 'neutral',
  revoked: 'bad',
}

function Case({ one }: { one: MyWorkoff }) {
  const { id, state, owed, minutes, dueOn, reason, hotline } = one
  return (
    <View>
      <Card
        title={`${one.fineYuan}元，可做${showMinutes(owed)}来抵`}
        extra={<Tag tone={tones[state]}>{workoffStateNames[state]}</Tag>}
      >
        {(state === 'working' || state === 'worked' || state === 'done') && (
          <ProgressBar
            label="已核实"
            value={Math.min(100, (minutes / owed) * 100)}
            text={`${showMinutes(minutes)}，共${showMinutes(owed)}`}
          />
        )}
        <Row title="缘由" value={offenceNames[one.offence]} note={`${longDay(one.happenedOn)}，${one.placeName}`} />
        <Row title="决定书" note={`${one.number}，${one.agency}`} />
        {(state === 'referred' || state === 'working') && <Row title="最晚做完" value={longDay(dueOn)} />}
        {reason && <Row title="说明" note={reason} />}
      </Card>
      <Next one={one} />
      {state === 'done' && (
        <Paper
          id={`paper-${id}`}
          route={workoffs.paper}
          input={{ id }}
          name={`以工代罚完成证明-${one.certificate ?? ''}.pdf`}
        >
          下载完成证明
        </Paper>
      )}
      {one.records.length > 0 && (
        <Section title="每一次">
          {one.records.map((record) => (
            <Once key={record.id} record={record} />
          ))}
        </Section>
      )}
      {hotline && (
        <Card>
          <Row
            title="有疑问，打电话问"
            value={hotline}
            onClick={() => {
              void Taro.makePhoneCall({ phoneNumber: hotline })
            }}
          />
        </Card>
      )}
    </View>
  )
}

const said: Partial<Record<WorkoffState, string>> = {
  referred: '可以参加垃圾分类培训，或晚上到投放点见习来抵罚款。做满就不用缴；不愿意的，可以选缴罚款。',
  worked: '时长够了，等执法人员核对办结，不用再参加。',
  returned: '已退回作出决定的机关，由他们联系您。',
}

function Next({ one: { id, state, dueOn, allowed } }: { one: MyWorkoff }) {
  const answer = useWrite(workoffs.answer, { refreshes: [workoffs.mine] })
  const accept = async () => {
    if (await answer.run({ id, answer: 'accept' })) toast('好的，去选一班吧')
  }
  const decline = async () => {
    const isSure = await confirm({
      title: '改为缴纳罚款？',
      text: '选了以后由作出决定的机关联系您，已经做的时长不退。',
      ok: '缴纳罚款',
      danger: true,
    })
    if (isSure) await answer.run({ id, answer: 'decline' })
  }
  const go = () => {
    void Taro.navigateTo({ url: `/workoffs/offers?id=${id}` })
  }
  return (
    <View>
      {said[state] && <Notice>{said[state]}</Notice>}
      {state === 'working' && (
        <Notice>{`${longDay(dueOn)}前做满。组长只知道您来见习；时长不算志愿服务，也不计积分。`}</Notice>
      )}
      {answer.error && <ErrorState error={answer.error} />}
      <Buttons>
        {allowed.includes('book') && (
          <Button id={`book-${id}`} kind="primary" onClick={go}>
            选班次或培训
          </Button>
        )}
        {allowed.includes('accept') && (
          <Button
            id={`accept-${id}`}
            kind="primary"
            loading={answer.busy}
            onClick={() => {
              void accept()
            }}
          >
            我参加
          </Button>
        )}
        {allowed.includes('decline') && (
          <Button
            id={`decline-${id}`}
            loading={answer.busy}
            onClick={() => {
              void decline()
            }}
          >
            我选缴罚款
          </Button>
        )}
      </Buttons>
    </View>
  )
}

function markOf({ state, isOver, standing }: WorkoffRecord): { text: string; tone: 'good' | 'neutral' | 'booked' } {
  if (state !== 'booked') return { text: bookingStateNames[state], tone: 'neutral' }
  if (!isOver) return { text: '已报名', tone: 'booked' }
  return { text: standingNames[standing], tone: standing === 'verified' ? 'good' : 'neutral' }
}

function Once({ record }: { record: WorkoffRecord }) {
  const { id, kind, name, day, from, to, isOver, state, minutes } = record
  const { text, tone } = markOf(record)
  const open = () => {
    void Taro.navigateTo({ url: `/shifts/shift?id=${id}` })
  }
  return (
    <Card title={isOver ? showMinutes(minutes) : `${showDay(day)} ${from}`} extra={<Tag tone={tone}>{text}</Tag>}>
      <Row title={name} note={`${showDay(day)} ${from}～${to}，${kind === 'shift' ? '桶边见习' : '培训'}`} />
      {record.said.map((words) => (
        <Text key={words} className="workoff__said">
          {words}
        </Text>
      ))}
      {!isOver && state === 'booked' && (
        <Button small about={`${showDay(day)} ${from}`} onClick={open}>
          签到、取消
        </Button>
      )}
    </Card>
  )
}

export { WorkoffPage as default }
