// What a resident does with a booking: cancel with the rule said first, report a miss, contest, rate. Each in a sheet
// of its own. Relies on pickups.* and on the booking's `allowed`. Invariants: what was typed survives a refusal;
// cancelling is as easy as booking.
import { Text, View } from '@tarojs/components'
import { useEffect, useRef, useState } from 'react'
import type { InputOf } from '@shared/contract'
import { notices } from '@shared/notices/contract'
import { pickups } from '@shared/pickups/contract'
import { lateCancelFen } from '@shared/pickups/rules'
import type { Booking } from '@shared/pickups/schemas'
import { showInstant } from '@shared/time'
import { showFen } from '@shared/units'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { Choice, TextArea } from '@/ui/inputs'
import { Notice } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { Sheet } from '@/ui/Sheet'
import { a11y, classes } from '@/ui/a11y'
import { ContactSheet } from './contact-sheet'

export type SheetName = 'correctContact' | 'cancel' | 'reportMissed' | 'contest' | 'rate'
type Props = { booking: Booking; onClose: () => void }

export function ActionSheet({ name, ...rest }: Props & { name: SheetName | null }) {
  if (name === 'correctContact') return <ContactSheet {...rest} />
  if (name === 'cancel') return <CancelSheet {...rest} />
  if (name === 'reportMissed') return <MissedSheet {...rest} />
  if (name === 'contest') return <ContestSheet {...rest} />
  return name === 'rate' ? <RateSheet {...rest} /> : null
}

const refreshes = [pickups.show, pickups.mine, notices.unread] as const

/** What cancelling costs now, by the published rule and the instant the server names. */
function cancelRule({ cancelFreeUntil, owedFen, lateCancelPercent }: Booking): { free: boolean; text: string } {
  const until = new Date(cancelFreeUntil)
  if (new Date() < until)
    return { free: true, text: `现在取消不收费用，已用的免费件数也会还给您（${showInstant(until)} 以前都可以）。` }
  const left = lateCancelFen(owedFen, { lateCancelPercent })
  return {
    free: false,
    text: `已过免费取消的时间（${showInstant(until)}）。现在取消，按规定仍收 ${lateCancelPercent}% 的费用${left > 0 ? `，约${showFen(left)}` : ''}，用掉的免费件数不退。`,
  }
}

function CancelSheet({ booking, onClose }: Props) {
  const [reason, setReason] = useState('')
  const cancel = useWrite(pickups.cancel, { refreshes: [...refreshes, pickups.freeDates] })
  const rule = cancelRule(booking)
  const run = async () => {
    if (!(await cancel.run({ id: booking.id, ...(reason.trim() ? { reason: reason.trim() } : {}) }))) return
    toast('已取消，名额让给别人了')
    onClose()
  }
  return (
    <Sheet
      open
      title="取消预约"
      onClose={onClose}
      bottom={
        <Button
          id="cancel-now"
          kind="danger"
          loading={cancel.busy}
          onClick={() => {
            void run()
          }}
        >
          确定取消
        </Button>
      }
    >
      <Notice tone={rule.free ? 'good' : 'warn'}>{rule.text}</Notice>
      {cancel.error && <ErrorState error={cancel.error} />}
      <TextArea label="为什么取消（可不填）" value={reason} max={60} onChange={setReason} />
    </Sheet>
  )
}

function MissedSheet({ booking, onClose }: Props) {
  const [note, setNote] = useState('')
  const report = useWrite(pickups.reportMissed, { refreshes })
  const run = async () => {
    if (!(await report.run({ id: booking.id, ...(note.trim() ? { note: note.trim() } : {}) }))) return
    toast('已登记，会安排补收')
    onClose()
  }
  return (
    <Sheet
      open
      title="没有人来"
      onClose={onClose}
      bottom={
        <Button
          id="missed-now"
          kind="primary"
          loading={report.busy}
          onClick={() => {
            void run()
          }}
        >
          报漏收，要求补收
        </Button>
      }
    >
      <Notice>两个工作日内会安排补收，并通知您日期。东西请先收回家里或放回不挡路的地方。</Notice>
      {report.error && <ErrorState error={report.error} />}
      <TextArea
        label="想说明的（可不填）"
        value={note}
        max={100}
        onChange={setNote}
        placeholder="例如：一直有人在家，没接到电话"
      />
    </Sheet>
  )
}

type About = InputOf<typeof pickups.contest>['about']

function ContestSheet({ booking, onClose }: Props) {
  const options = [
    ...(booking.receipt ? [{ value: 'weight' as const, title: '重量不对' }] : []),
    ...(booking.reason ? [{ value: 'reason' as const, title: '没收走的原因不对' }] : []),
    { value: 'price' as const, title: '费用不对' },
  ]
  const [about, setAbout] = useState<About | null>(options.length === 1 ? 'price' : null)
  const [text, setText] = useState('')
  const id = useRef<string | null>(null)
  useEffect(() => {
    void newId().then((made) => {
      id.current = made
    })
  }, [])
  const contest = useWrite(pickups.contest, { refreshes })
  const run = async () => {
    if (
      !about ||
      !id.current ||
      !(await contest.run({ id: booking.id, contestId: id.current, about, text: text.trim() }))
    )
      return
    toast('已提出，会有人答复您')
    onClose()
  }
  return (
    <Sheet
      open
      title="提出不同意见"
      onClose={onClose}
      bottom={
        <Button
          id="contest-now"
          kind="primary"
          loading={contest.busy}
          disabled={!about || text.trim() === ''}
          onClick={() => {
            void run()
          }}
        >
          提出
        </Button>
      }
    >
      <Notice>由没有参加收运的人查看记录和照片后答复，提出以后会写明最晚哪天。不需要拍照。</Notice>
      {contest.error && <ErrorState error={contest.error} />}
      <Choice label="哪里不对" columns={1} options={options} value={about} onChange={setAbout} />
      <TextArea
        id="contest-text"
        label="请写明"
        value={text}
        max={300}
        onChange={setText}
        placeholder="例如：纸箱大约有两大捆，不止 3千克"
      />
    </Sheet>
  )
}

const stars = [1, 2, 3, 4, 5] as const
const starTexts = { 1: '很不满意', 2: '不满意', 3: '一般', 4: '满意', 5: '很满意' } as const

function RateSheet({ booking, onClose }: Props) {
  const [given, setGiven] = useState<(typeof stars)[number] | null>(null)
  const [text, setText] = useState('')
  const rate = useWrite(pickups.rate, { refreshes })
  const run = async () => {
    if (!given || !(await rate.run({ id: booking.id, stars: given, ...(text.trim() ? { text: text.trim() } : {}) })))
      return
    toast('谢谢您的评价')
    onClose()
  }
  return (
    <Sheet
      open
      title="评价这次服务"
      onClose={onClose}
      bottom={
        <Button
          id="rate-now"
          kind="primary"
          loading={rate.busy}
          disabled={!given}
          onClick={() => {
            void run()
          }}
        >
          提交评价
        </Button>
      }
    >
      {rate.error && <ErrorState error={rate.error} />}
      <View className="stars" {...a11y({ role: 'radiogroup', label: '几颗星' })}>
        {stars.map((star) => (
          <View
            key={star}
            className={classes('star', given !== null && star <= given && 'star--on')}
            onClick={() => setGiven(star)}
            {...a11y({ role: 'radio', label: `${star} 星，${starTexts[star]}`, checked: star === given })}
          >
            <Text>{`${star}★`}</Text>
          </View>
        ))}
      </View>
      <Text className="plain">{given ? `${given} 星：${starTexts[given]}` : '点一下星数'}</Text>
      <TextArea label="想说的（可不填）" value={text} max={200} onChange={setText} />
    </Sheet>
  )
}
