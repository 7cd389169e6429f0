// The lead's page: the code that people scan, drawn anew every half minute with its six digits, and who is there, each
// to be confirmed or corrected with a reason. Relies on shifts.code and shifts.people. Invariant: a code that has run
// out is never shown.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { shifts } from '@shared/shifts/contract'
import { shiftsClasses } from '@shared/shifts/classes-contract'
import { showMinutes } from '@shared/shifts/hours'
import { markWayNames, standingNames, supervisorNames } from '@shared/shifts/vocabulary'
import { instantAt, showDay } from '@shared/time'
import { useRead, useWrite } from '@/lib/query'
import { useNight } from '@/lib/session'
import { Button, Buttons } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field } from '@/ui/inputs'
import { Card, Empty, Notice, Section, Tag } from '@/ui/layout'
import { QrCode } from '@/ui/QrCode'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Sheet } from '@/ui/Sheet'
import { SignedIn } from '@/ui/SignedIn'
import { CountPupils } from './class-count'
import { clockText } from './words'
import './shifts.scss'

type People = OutputOf<typeof shifts.people>
type One = People['items'][number]
const TICK_MS = 1000
/** How often the list looks for who has come meanwhile. */
const LOOK_MS = 15_000

function Lead() {
  const { params } = useRouter()
  return (
    <Screen title="带班" dark={useNight()}>
      <SignedIn why="登录后才能带班">
        <Loaded id={params['id'] ?? ''} />
      </SignedIn>
    </Screen>
  )
}

function Loaded({ id }: { id: string }) {
  const people = useRead(shifts.people, { id }, { staleMs: 5_000 })
  const { refetch } = people
  useEffect(() => {
    const timer = setInterval(() => {
      void refetch()
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [refetch])
  return (
    <QueryView query={people}>
      {({ shift, mayShowCode, items }) => {
        const there = items.filter(({ standing }) => standing !== 'none').length
        return (
          <View>
            <Card
              title={`${shift.from}～${shift.to}`}
              extra={<Tag tone="info">{`到${there}人，报${items.length}人`}</Tag>}
            >
              <Text className="shift__name">{`${showDay(shift.day)}，${shift.name}`}</Text>
              {mayShowCode ? (
                <View className="shift__act">
                  <LiveCode id={id} />
                </View>
              ) : (
                <View className="shift__act">
                  <Notice>签到码在开始前半小时到结束时出示。</Notice>
                </View>
              )}
            </Card>
            <ClassHere id={id} />
            <Section title="谁到了">
              {items.length === 0 && <Empty text="还没有人报名" hint="可以叫上邻居，开始前都能报" />}
              {items.map((one) => (
                <Person key={one.bookingId} one={one} day={shift.day} from={shift.from} to={shift.to} />
              ))}
            </Section>
          </View>
        )
      }}
    </QueryView>
  )
}

/** A school class that comes to this shift; how many came is said here. */
function ClassHere({ id }: { id: string }) {
  const query = useRead(shiftsClasses.ofShift, { id })
  const one = query.data?.item
  if (!one) return null
  const { byLead, byTeacher, state } = one
  return (
    <Section title="来的班级">
      <Card title={`${one.school}${one.className}`} extra={<Tag tone="info">{`约${one.pupils}人`}</Tag>}>
        <Text className="shift__where">{`带队：${one.teacher}`}</Text>
        {state === 'confirmed' && <Text className="said">{`核实了：来了${byLead ?? 0}人`}</Text>}
        {state === 'booked' && byTeacher !== null && byLead !== null && (
          <Notice tone="warn">{`您报${byLead}人，老师报${byTeacher}人，请对一下再报。`}</Notice>
        )}
        {one.allowed.includes('count') && <CountPupils one={one} said={byLead} refreshes={[shiftsClasses.ofShift]} />}
      </Card>
    </Section>
  )
}

function LiveCode({ id }: { id: string }) {
  const code = useRead(shifts.code, { id }, { staleMs: 0 })
  const [now, setNow] = useState(() => Date.now())
  const { data, dataUpdatedAt, isFetching, refetch } = code
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  // by how old the answer is: the phone's own clock may be wrong about the hour
  const age = now - dataUpdatedAt
  const isDue = data !== undefined && age >= data.refreshSeconds * 1000
  useEffect(() => {
    if (isDue && !isFetching) void refetch()
  }, [isDue, isFetching, now, refetch])
  return (
    <QueryView query={code}>
      {({ qr, digits, refreshSeconds }) =>
        age < 2 * refreshSeconds * 1000 ? (
          <View>
            <QrCode content={qr} code="" label="签到码" />
            <Text className="digits">{digits}</Text>
            <Text className="presence__words">扫不了的，报这6个数字。每半分钟换一次。</Text>
          </View>
        ) : (
          <Notice tone="warn">没有网络，签到码更新不了。请大家先扫墙上的码或自己签到，过后您在下面核实。</Notice>
        )
      }
    </QueryView>
  )
}

const cameText = ({ checkedInAt, checkedOutAt, how, minutes }: One): string =>
  checkedInAt === null
    ? '还没有签到'
    : [
        `${clockText(checkedInAt)}到${checkedOutAt ? `，${clockText(checkedOutAt)}走` : ''}`,
        how ? markWayNames[how] : '',
        minutes > 0 && checkedOutAt ? `计${showMinutes(minutes)}` : '',
      ]
        .filter(Boolean)
        .join('，')

type Hours = { day: string; from: string; to: string }

function Person({ one, ...hours }: { one: One } & Hours) {
  const [correcting, setCorrecting] = useState(false)
  const changed = { refreshes: [shifts.people] }
  const confirmed = useWrite(shifts.confirm, { ...changed, onDone: () => toast('核实了') })
  const { name, as, standing, noShows, corrections, allowed, bookingId } = one
  const tone = standing === 'verified' ? 'good' : standing === 'self' ? 'warn' : 'neutral'
  return (
    <Card title={name} extra={<Tag tone={tone}>{standingNames[standing]}</Tag>}>
      <Text className="shift__where">{`${supervisorNames[as]}，${cameText(one)}`}</Text>
      {one.saidComing && standing === 'none' && <Text className="said">说了会来</Text>}
      {noShows > 0 && <Text className="said">{`近90天有${noShows}次报了名没有来，只有您看得到`}</Text>}
      {corrections.map(({ at, by, reason, text }) => (
        <Text key={at} className="said">{`${clockText(at)} ${by}更正为${text}：${reason}`}</Text>
      ))}
      {confirmed.error && <ErrorState error={confirmed.error} />}
      {allowed.length > 0 && (
        <Buttons>
          {allowed.includes('confirm') && (
            <Button
              small
              kind="primary"
              about={name}
              loading={confirmed.busy}
              onClick={() => {
                void confirmed.run({ id: bookingId })
              }}
            >
              核实，人在
            </Button>
          )}
          {allowed.includes('correct') && (
            <Button small about={name} onClick={() => setCorrecting(true)}>
              更正
            </Button>
          )}
        </Buttons>
      )}
      {correcting && <Correct one={one} {...hours} onClose={() => setCorrecting(false)} />}
    </Card>
  )
}

type Kind = 'whole' | 'times' | 'absent'
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/

/** "1930" and "19：30" are 19:30. */
const readClock = (typed: string): string =>
  typed
    .replace('：', ':')
    .replace(/^(\d{1,2})(\d{2})$/, '$1:$2')
    .padStart(5, '0')

function Correct({ one, day, from, to, onClose }: { one: One; onClose: () => void } & Hours) {
  const [kind, setKind] = useState<Kind>(one.checkedInAt ? 'times' : 'whole')
  const [came, setCame] = useState(one.checkedInAt ? clockText(one.checkedInAt) : from)
  const [left, setLeft] = useState(one.checkedOutAt ? clockText(one.checkedOutAt) : to)
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const correct = useWrite(shifts.correct, {
    refreshes: [shifts.people],
    onDone: () => {
      toast('更正了，已告诉本人')
      onClose()
    },
  })
  const wrong = (typed: string) => (tried && !CLOCK.test(readClock(typed)) ? '时间写成 19:30 这样' : null)
  const at = (typed: string): string => instantAt(day, readClock(typed)).toISOString()
  const save = async () => {
    setTried(true)
    if (reason.trim().length < 2) return
    const input = { id: one.bookingId, reason: reason.trim() }
    if (kind === 'absent') await correct.run({ ...input, in: null, out: null })
    else if (kind === 'whole') await correct.run({ ...input, in: at(from), out: instantAt(day, to).toISOString() })
    else if (CLOCK.test(readClock(came)) && CLOCK.test(readClock(left)))
      await correct.run({ ...input, in: at(came), out: at(left) })
  }
  return (
    <Sheet
      open
      title={`更正：${one.name}`}
      onClose={onClose}
      bottom={
        <Button
          id="save"
          kind="primary"
          loading={correct.busy}
          onClick={() => {
            void save()
          }}
        >
          更正并告诉本人
        </Button>
      }
    >
      {correct.error && <ErrorState error={correct.error} />}
      <Choice
        label="实际情况"
        value={kind}
        onChange={setKind}
        columns={1}
        options={[
          { value: 'whole', title: '全程在', note: `${from}到${to}` },
          { value: 'times', title: '到离时间不对', note: '改成实际的' },
          { value: 'absent', title: '没有来' },
        ]}
      />
      {kind === 'times' && (
        <>
          <Field label="几点到的" value={came} onChange={setCame} error={wrong(came)} max={5} />
          <Field label="几点走的" value={left} onChange={setLeft} error={wrong(left)} max={5} />
        </>
      )}
      <Field
        id="reason"
        label="原因"
        value={reason}
        onChange={setReason}
        max={100}
        error={tried && reason.trim().length < 2 ? '请写明原因，本人看得到' : null}
      />
    </Sheet>
  )
}

export { Lead as default }
