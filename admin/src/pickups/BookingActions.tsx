// What can be done with a booking now: one button for each action the server allows, each asking for what it needs to
// know.
import { Alert, Button, Form, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import type { Booking, Quote } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { showFen } from '@shared/units'
import { fullTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Failed, Loading } from '@/ui/states'
import { ContactForm, VolumeForm } from './CorrectForms'
import { DecideForm } from './DecideForm'
import { FetchedForm } from './FetchedForm'
import { aboutNames } from './words'
import { NumberInput } from '@/ui/NumberInput'

const names = {
  amend: '改期',
  correctContact: '更正联系人',
  correctVolume: '更正体积',
  cancel: '代住户取消',
  cancelByOperator: '运营方取消',
  reportMissed: '代报漏收',
  scheduleRevisit: '安排补收',
  contest: '代提异议',
  decideContest: '裁定异议',
  recordPayment: '登记收退款',
  creditFetched: '核对取消后已收走的',
} as const
type Action = keyof typeof names
type FormProps = { booking: Booking; onDone: () => void }

const forms: Record<Action, (props: FormProps) => JSX.Element> = {
  amend: RescheduleForm,
  correctContact: ContactForm,
  correctVolume: VolumeForm,
  cancel: CancelForm,
  cancelByOperator: OperatorCancelForm,
  reportMissed: MissedForm,
  scheduleRevisit: RevisitForm,
  contest: ContestForm,
  decideContest: Decide,
  recordPayment: PaymentForm,
  creditFetched: FetchedForm,
}
const isAction = (action: string): action is Action => action in names

export function BookingActions({ booking }: { booking: Booking }) {
  const [action, setAction] = useState<Action | null>(null)
  const may = (booking.allowed as readonly string[]).filter(isAction)
  const allowed: Action[] = booking.site && may.includes('amend') ? [...may, 'correctVolume'] : may
  const ActionForm = action && forms[action]
  if (allowed.length === 0) return <p className="faint">现在没有可以办理的事项。</p>
  return (
    <div className="filters no-print">
      {allowed.map((each) => (
        <Button key={each} danger={each === 'cancelByOperator'} onClick={() => setAction(each)}>
          {names[each]}
        </Button>
      ))}
      <Modal
        open={action !== null}
        onCancel={() => setAction(null)}
        footer={null}
        title={action ? names[action] : ''}
        destroyOnHidden
      >
        {ActionForm && <ActionForm booking={booking} onDone={() => setAction(null)} />}
      </Modal>
    </div>
  )
}

const need = (message: string) => [{ required: true, whitespace: true, message }]
/** The button that sends a form. */
function Send({ write, text, danger = false }: { write: { isPending: boolean }; text: string; danger?: boolean }) {
  return (
    <Button type="primary" htmlType="submit" danger={danger} loading={write.isPending}>
      {text}
    </Button>
  )
}

function CancelForm({ booking, onDone }: FormProps) {
  const write = useWrite(pickups.cancel, '已取消')
  const isLate = new Date() >= new Date(booking.cancelFreeUntil)
  return (
    <Form<{ reason?: string }>
      layout="vertical"
      onFinish={({ reason }) => write.mutate({ id: booking.id, ...(reason ? { reason } : {}) }, { onSuccess: onDone })}
    >
      <Alert
        type={isLate ? 'warning' : 'info'}
        style={{ marginBottom: 16 }}
        title={
          isLate
            ? '已过免费取消时间：按规定仍收一半费用，免费件数不退。'
            : `${fullTime(booking.cancelFreeUntil)} 前取消，费用和免费件数全部退回。`
        }
      />
      <Form.Item label="住户说的原因（可不填）" name="reason">
        <Input maxLength={60} />
      </Form.Item>
      <Send write={write} text="取消预约" danger />
    </Form>
  )
}

function OperatorCancelForm({ booking, onDone }: FormProps) {
  const write = useWrite(pickupsDesk.cancelByOperator, '已取消，住户会收到通知')
  return (
    <Form<{ reason: string }>
      layout="vertical"
      onFinish={({ reason }) => write.mutate({ id: booking.id, reason }, { onSuccess: onDone })}
    >
      <Alert type="info" style={{ marginBottom: 16 }} title="费用和免费件数全部退回，并通知住户另约。" />
      <Form.Item label="原因（住户会看到）" name="reason" rules={need('请写明原因')}>
        <Input maxLength={60} autoFocus />
      </Form.Item>
      <Send write={write} text="取消预约" danger />
    </Form>
  )
}

function MissedForm({ booking, onDone }: FormProps) {
  const write = useWrite(pickups.reportMissed, '已登记漏收')
  return (
    <Form<{ note?: string }>
      layout="vertical"
      onFinish={({ note }) => write.mutate({ id: booking.id, ...(note ? { note } : {}) }, { onSuccess: onDone })}
    >
      <Form.Item label="住户说的情况（可不填）" name="note">
        <Input.TextArea rows={3} maxLength={100} />
      </Form.Item>
      <Send write={write} text="登记漏收，安排补收" />
    </Form>
  )
}

function ContestForm({ booking, onDone }: FormProps) {
  const write = useWrite(pickups.contest, '异议已登记')
  const [contestId] = useState(newId)
  // What was not weighed has no weight to doubt, and what was taken no reason why not.
  const absent = booking.receipt ? 'reason' : 'weight'
  return (
    <Form<{ about: 'weight' | 'reason' | 'price'; text: string }>
      layout="vertical"
      initialValues={{ about: booking.receipt ? 'weight' : 'reason' }}
      onFinish={({ about, text }) => write.mutate({ id: booking.id, contestId, about, text }, { onSuccess: onDone })}
    >
      <Form.Item label="关于什么" name="about">
        <Radio.Group
          options={Object.entries(aboutNames)
            .filter(([value]) => value !== absent)
            .map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Form.Item label="哪里不对（住户的原话）" name="text" rules={need('请写明哪里不对')}>
        <Input.TextArea autoFocus rows={3} maxLength={300} showCount />
      </Form.Item>
      <Send write={write} text="登记异议" />
    </Form>
  )
}

function RevisitForm({ booking, onDone }: FormProps) {
  const write = useWrite(pickupsDesk.scheduleRevisit, '补收已安排，住户会收到通知')
  const [revisitId] = useState(newId)
  return (
    <DateForm
      booking={booking}
      label="补收时段"
      text="安排补收"
      isSending={write.isPending}
      onChoose={(when, failed) =>
        write.mutate({ id: booking.id, revisitId, ...when }, { onSuccess: onDone, onError: failed })
      }
    />
  )
}

function RescheduleForm({ booking, onDone }: FormProps) {
  const write = useWrite(pickupsDesk.reschedule, '已改期，住户会收到通知')
  const [quote, setQuote] = useState<Quote | null>(null)
  const agreed = quote ? { agreedFen: quote.totalFen, priceListVersion: quote.priceListVersion } : {}
  return (
    <>
      <p className="faint">
        现在约的是 {showDay(booking.day)} {booking.from}–{booking.to}。只换日子，东西和地址不变。
      </p>
      {quote && (
        <Alert
          type="warning"
          style={{ marginBottom: 16 }}
          title={`那一天的价目不同，改期后应收 ${showFen(quote.totalFen)}。请告诉住户，同意后再点一次。`}
        />
      )}
      <DateForm
        booking={booking}
        label="改到哪个时段"
        text={quote ? '住户同意，改期' : '改期'}
        isSending={write.isPending}
        onChoose={(when, failed) =>
          write.mutate(
            { id: booking.id, version: booking.version, ...when, ...agreed },
            {
              onSuccess: onDone,
              onError: ({ code, details }) => {
                if (code === 'PICKUP_PRICE_CHANGED') setQuote((details as { quote?: Quote } | undefined)?.quote ?? null)
                else failed()
              },
            },
          )
        }
      />
    </>
  )
}

type DateProps = {
  booking: Booking
  label: string
  text: string
  isSending: boolean
  /** @param failed reads the free dates again */
  onChoose: (when: { day: string; slot: string }, failed: () => void) => void
}

/** One of the free windows for what is booked. */
function DateForm({ booking, label, text, isSending, onChoose }: DateProps) {
  const dates = useRead(pickups.freeDates, { kind: booking.kind, placeId: booking.placeId })
  if (dates.error) return <Failed error={dates.error} retry={() => void dates.refetch()} />
  if (!dates.data) return <Loading />
  const options = dates.data.all.map((day) => ({
    label: day.label,
    options: day.windows.map((window) => ({
      value: `${day.day}|${window.slot}`,
      label: `${day.label} ${window.from}–${window.to}（余 ${window.left}，${window.roundName}）`,
    })),
  }))
  const submit = ({ at }: { at: string }): void => {
    const [day = '', slot = ''] = at.split('|')
    onChoose({ day, slot }, () => void dates.refetch())
  }
  return (
    <Form<{ at: string }> layout="vertical" onFinish={submit}>
      <Form.Item label="哪一天、哪个时段" name="at" rules={need('请选择时段')}>
        <Select
          options={options}
          placeholder={options.length > 0 ? '请选择' : '近期没有空余的时段'}
          aria-label={label}
        />
      </Form.Item>
      <Send write={{ isPending: isSending }} text={text} />
    </Form>
  )
}

function PaymentForm({ booking, onDone }: FormProps) {
  const write = useWrite(pickupsDesk.recordPayment, '已登记')
  const [paymentId] = useState(newId)
  const due = booking.owedFen - booking.paidFen
  const submit = ({ way, yuan, note }: { way: 'in' | 'out'; yuan: number; note: string }): void => {
    const fen = Math.round(yuan * 100)
    write.mutate({ id: booking.id, paymentId, fen: way === 'in' ? fen : -fen, note }, { onSuccess: onDone })
  }
  return (
    <Form
      layout="vertical"
      initialValues={{ way: due < 0 ? 'out' : 'in', yuan: Math.abs(due) / 100 || undefined }}
      onFinish={submit}
    >
      <p>
        应收 {showFen(booking.owedFen)}，已收 {showFen(booking.paidFen)}。这里只登记，不经手钱款。
      </p>
      <Form.Item name="way">
        <Radio.Group
          options={[
            { value: 'in', label: '已收款' },
            { value: 'out', label: '已退款' },
          ]}
        />
      </Form.Item>
      <Form.Item label="金额" name="yuan" rules={[{ required: true, message: '请填写金额' }]}>
        <NumberInput
          min={0.01}
          max={Math.abs(due) / 100 || undefined}
          precision={2}
          suffix="元"
          style={{ width: 180 }}
        />
      </Form.Item>
      <Form.Item label="说明（收据号、方式）" name="note" rules={need('请写明收据号或方式')}>
        <Input maxLength={60} />
      </Form.Item>
      <Send write={write} text="登记" />
    </Form>
  )
}

function Decide({ booking, onDone }: FormProps) {
  const [upheld, setUpheld] = useState<boolean | null>(null)
  return (
    <>
      <p style={{ whiteSpace: 'pre-wrap' }}>住户的异议：{booking.contest?.text}</p>
      {upheld === null ? (
        <div className="filters">
          <Button type="primary" onClick={() => setUpheld(true)}>
            成立
          </Button>
          <Button danger onClick={() => setUpheld(false)}>
            不成立
          </Button>
        </div>
      ) : (
        <DecideForm booking={booking} upheld={upheld} onDone={onDone} onBack={() => setUpheld(null)} />
      )}
    </>
  )
}
