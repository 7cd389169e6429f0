// One shift of mine: coming and going, and what may be done before. Checking in works without a network: the code that
// was read is kept with the time, and the server looks at it when it arrives. Relies on shifts.mine and store.ts.
// Invariants: a tap is on the phone before it is said; going says how much still lies on this phone.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { shifts, type MyShift } from '@shared/shifts/contract'
import { CANCEL_HOURS, checkInRefusal } from '@shared/shifts/rules'
import { bookingStateNames, standingNames, supervisorNames } from '@shared/shifts/vocabulary'
import { showInstant } from '@shared/time'
import { useOutbox } from '@/lib/outbox/outbox'
import { platform } from '@/lib/platform/platform'
import { useReadPages, useWrite } from '@/lib/query'
import { useNight } from '@/lib/session'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { keepMine, keptMine, tap, useTaps } from './store'
import { belowText, clockText, stateTone, whenText } from './words'
import './shifts.scss'

const MARKS = shifts.sendMarks.path

function ShiftPage() {
  const { params } = useRouter()
  return (
    <Screen title="这一班" dark={useNight()}>
      <SignedIn why="登录后才能看到您的班次">
        <Loaded id={params['id'] ?? ''} />
      </SignedIn>
    </Screen>
  )
}

function Loaded({ id }: { id: string }) {
  const pages = useReadPages(shifts.mine, { when: 'coming' })
  const { data, error, refetch } = pages.query
  const { waiting } = useOutbox()
  const sending = waiting.filter(({ route }) => route.path === MARKS).length
  useEffect(() => {
    if (data) keepMine(data)
  }, [data])
  useEffect(() => {
    // what was sent meanwhile is answered by now
    if (sending === 0) void refetch()
  }, [sending, refetch])
  const kept = keptMine()
  const items = data ?? (error && kept.some((one) => one.id === id) ? kept : undefined)
  return (
    <QueryView
      query={{ ...pages.query, data: items }}
      isEmpty={(all) => !all.some((one) => one.id === id)}
      empty={<Empty text="没有找到这一班" hint="回“我的班次”看看" />}
    >
      {(all) => {
        const shift = all.find((one) => one.id === id)
        return shift ? <Opened shift={shift} /> : null
      }}
    </QueryView>
  )
}

function Opened({ shift }: { shift: MyShift }) {
  const { state, as, lead, isLead, reason, booked, minimum } = shift
  const isOn = state === 'booked' && checkInRefusal(times(shift), new Date()) === null
  return (
    <View>
      {(isOn || shift.checkedInAt) && state === 'booked' && <Presence shift={shift} />}
      <Card title={whenText(shift)} extra={<Tag tone={stateTone[state]}>{bookingStateNames[state]}</Tag>}>
        <Row title={shift.name} {...(shift.address ? { note: shift.address } : {})} />
        <Row title="组长" value={isLead ? '您' : (lead ?? '待定')} />
        <Row title="报名" value={`${booked}人`} note={booked < minimum ? belowText(minimum - booked) : '人够了'} />
        <Row title="您的身份" value={supervisorNames[as]} />
      </Card>
      {reason && <Notice tone="warn" title="这一班取消了">{`原因：${reason}。不用来了，不记缺席。`}</Notice>}
      <Refused />
      <Actions shift={shift} />
    </View>
  )
}

const times = ({ startsAt, endsAt }: MyShift) => ({ startsAt: new Date(startsAt), endsAt: new Date(endsAt) })

/** What the server said no to, of this phone's taps. */
function Refused() {
  const { refused } = useOutbox()
  const mine = refused.filter(({ route }) => route.path === MARKS)
  return (
    <>
      {mine.map(({ id, label, reason }) => (
        <Notice key={id} tone="error" title={`${label}没有记上`}>
          {reason?.text ?? ''}
        </Notice>
      ))}
    </>
  )
}

function Presence({ shift }: { shift: MyShift }) {
  const taps = useTaps(shift.id)
  const cameAt = shift.checkedInAt ?? taps.in ?? null
  const leftAt = shift.checkedOutAt ?? taps.out ?? null
  const isSent = shift.checkedInAt !== null
  return (
    <View>
      <Card>
        <View className="presence">
          {cameAt ? (
            <>
              <Text className="presence__clock">{clockText(cameAt)}</Text>
              <Text className="presence__words">
                {leftAt
                  ? `到的，${clockText(leftAt)}走的`
                  : isSent
                    ? `签到了，${standingNames[shift.standing]}`
                    : '签到记在手机上了，有网就上传'}
              </Text>
              {shift.standing === 'self' && <Text className="presence__words">组长核实后变成已核</Text>}
            </>
          ) : (
            <CheckIn shift={shift} />
          )}
          {cameAt && !leftAt && <CheckOut shift={shift} />}
        </View>
      </Card>
    </View>
  )
}

function CheckIn({ shift }: { shift: MyShift }) {
  const [digits, setDigits] = useState('')
  const [unread, setUnread] = useState(false)
  const [full, setFull] = useState(false)
  const save = (how: 'code' | 'typed' | 'site' | 'tap', code: string | null) => {
    setUnread(false)
    tap(shift, 'in', { how, code }, null).then(
      () => platform.vibrate('short'),
      () => setFull(true),
    )
  }
  const scan = () => {
    platform.scan().then(
      (read) => {
        if (read) save(read.startsWith('WFP') ? 'site' : 'code', read)
      },
      () => setUnread(true),
    )
  }
  const alone = async () => {
    const text = '点了先记为自记（自己签到，待核），组长核实后才算已核。'
    if (await confirm({ title: '没有码，自己签到？', text, ok: '签到', cancel: '再等等' })) save('tap', null)
  }
  return (
    <View>
      <Text className="presence__words">到了点位，扫组长手机上的码，或墙上的码</Text>
      {unread && <Notice tone="warn">没有扫成功。请走近一些再扫，或输入组长屏幕上的6个数字。</Notice>}
      {full && <Notice tone="error">手机存不下了，请清理一些空间再点一次。</Notice>}
      {platform.canScan && (
        <Button id="scan" kind="primary" onClick={scan}>
          扫码签到
        </Button>
      )}
      <Field
        id="digits"
        label="或输入组长的6个数字"
        type="number"
        max={6}
        value={digits}
        onChange={setDigits}
        placeholder="组长屏幕上的数字"
      />
      <Button
        id="typed"
        kind={platform.canScan ? 'plain' : 'primary'}
        disabled={!/^\d{6}$/.test(digits)}
        onClick={() => save('typed', digits)}
      >
        用数字签到
      </Button>
      <Button
        id="alone"
        kind="quiet"
        onClick={() => {
          void alone()
        }}
      >
        没有码，自己签到
      </Button>
    </View>
  )
}

function CheckOut({ shift }: { shift: MyShift }) {
  const { waiting, online } = useOutbox()
  const left = waiting.filter(({ route }) => route.path !== MARKS).length
  const go = async () => {
    const text = left > 0 ? `手机里还有${left}条没有上传，有网会自己传，请先别卸载。` : '记录都上传了。'
    if (!(await confirm({ title: '现在签退？', text, ok: '签退', cancel: '再待会儿' }))) return
    tap(shift, 'out', { how: 'tap', code: null }, left).then(
      () => toast('签退了，辛苦了'),
      () => toast('手机存不下了，请清理后再点'),
    )
  }
  return (
    <View>
      {left > 0 && (
        <Text className="presence__words">{`${online ? '正在上传' : '没有网络'}，还有${left}条没有上传`}</Text>
      )}
      <Button
        id="check-out"
        onClick={() => {
          void go()
        }}
      >
        签退
      </Button>
    </View>
  )
}

/** Booked, not yet begun, and past the time until which one may cancel. */
const isTooLate = ({ state, cancelUntil, startsAt, checkedInAt, allowed }: MyShift): boolean =>
  state === 'booked' &&
  !allowed.includes('cancel') &&
  checkedInAt === null &&
  Date.parse(cancelUntil) <= Date.now() &&
  Date.now() < Date.parse(startsAt)

function Actions({ shift }: { shift: MyShift }) {
  const { id, allowed, offeredUntil, undoUntil, isOffered } = shift
  const changed = { refreshes: [shifts.calendar, shifts.mine, shifts.people] }
  const accept = useWrite(shifts.accept, { ...changed, onDone: () => toast('报好了，到时见') })
  const cancel = useWrite(shifts.cancel, {
    ...changed,
    onDone: () => {
      toast('已取消')
      void Taro.redirectTo({ url: '/shifts/calendar' })
    },
  })
  const offer = useWrite(shifts.offer, changed)
  const coming = useWrite(shifts.sayComing, { ...changed, onDone: () => toast('好的，到时见') })
  const undo = useWrite(shifts.undoSwap, { ...changed, onDone: () => toast('换班撤回了') })
  const failed = accept.error ?? cancel.error ?? offer.error ?? undo.error ?? coming.error
  const giveUp = async () => {
    const isBooked = shift.state === 'booked'
    const sure = await confirm({
      title: isBooked ? '取消这次报名？' : '不排了？',
      text: isBooked ? '位置会让给别人，不记缺席。' : '位置会给下一位。',
      ok: isBooked ? '取消报名' : '不排了',
      cancel: '先不',
      danger: true,
    })
    if (sure) await cancel.run({ id })
  }
  return (
    <View>
      {failed && <ErrorState error={failed} />}
      {allowed.includes('accept') && (
        <>
          <Notice tone="warn" title="空出一个位置，轮到您了">
            {offeredUntil ? `请在${showInstant(new Date(offeredUntil))}前回复` : '请尽快回复'}
          </Notice>
          <Button
            id="accept"
            kind="primary"
            loading={accept.busy}
            onClick={() => {
              void accept.run({ id })
            }}
          >
            我来
          </Button>
        </>
      )}
      {allowed.includes('sayComing') && (
        <>
          <Notice title="这一班还来吗？">
            来就点一下，组长好放心；不点也给您留着位置。来不了请取消，让给候补的人。
          </Notice>
          <Button
            id="coming"
            kind="primary"
            loading={coming.busy}
            onClick={() => {
              void coming.run({ id })
            }}
          >
            来，到时见
          </Button>
        </>
      )}
      {shift.confirmedAt && !shift.checkedInAt && <Notice>您说了会来，到了记得签到。</Notice>}
      {allowed.includes('lead') && !allowed.includes('showCode') && (
        <Button
          id="lead-people"
          onClick={() => {
            void Taro.navigateTo({ url: `/shifts/lead?id=${shift.shiftId}` })
          }}
        >
          看谁报了这一班
        </Button>
      )}
      {allowed.includes('showCode') && (
        <Button
          id="lead"
          kind="primary"
          onClick={() => {
            void Taro.navigateTo({ url: `/shifts/lead?id=${shift.shiftId}` })
          }}
        >
          出示签到码，看谁到了
        </Button>
      )}
      {isOffered && <Notice>已请人换班。有人接走以前，这一班还是您来；接走了双方都会收到消息。</Notice>}
      {isTooLate(shift) && (
        <Notice>{`离开始不到${CANCEL_HOURS}小时，不能自己取消报名了。来不了请点“请人换班”，并告诉组长。`}</Notice>
      )}
      <Buttons>
        {(allowed.includes('offer') || allowed.includes('withdraw')) && (
          <Button
            id="swap"
            loading={offer.busy}
            onClick={() => {
              void offer.run({ id, isOffered: !isOffered })
            }}
          >
            {isOffered ? '不换了，还是我来' : '请人换班'}
          </Button>
        )}
        {allowed.includes('undo') && undoUntil && (
          <Button
            id="undo"
            loading={undo.busy}
            onClick={() => {
              void undo.run({ id })
            }}
          >
            {`撤回换班（${clockText(undoUntil)}前）`}
          </Button>
        )}
        {allowed.includes('cancel') && (
          <Button
            id="cancel"
            kind="danger"
            loading={cancel.busy}
            onClick={() => {
              void giveUp()
            }}
          >
            {shift.state === 'booked' ? '取消报名' : '不来了'}
          </Button>
        )}
      </Buttons>
    </View>
  )
}

export { ShiftPage as default }
