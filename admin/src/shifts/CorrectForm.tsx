// Settles when somebody came and went, or that they did not, with the reason that they read.
import { Button, Form, Input, Radio, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { shifts } from '@shared/shifts/contract'
import type { DeskShift } from '@shared/shifts/desk-contract'
import { clockOf, instantAt } from '@shared/time'
import { useWrite } from '@/lib/query'
import type { ShiftPerson } from './ShiftDetail'

type Fields = { kind: 'whole' | 'times' | 'absent'; came?: Dayjs; left?: Dayjs; reason: string }
const need = (message: string) => [{ required: true, message }]

/** The clock as the picker shows it, whatever the browser's zone. */
const clock = (text: string): Dayjs => dayjs(`2026-01-01T${text === '24:00' ? '23:59' : text}:00`)

type Props = { shift: DeskShift; person: ShiftPerson; onDone: () => void }

export function CorrectForm({ shift: { day, from, to }, person, onDone }: Props) {
  const [form] = Form.useForm<Fields>()
  const correct = useWrite(shifts.correct, '已更正，已告诉本人')
  const kind = Form.useWatch('kind', form)
  const at = (time: Dayjs): string => instantAt(day, time.format('HH:mm')).toISOString()
  const given = (iso: string | null, otherwise: string): Dayjs => clock(iso ? clockOf(new Date(iso)) : otherwise)
  const save = ({ kind: chosen, came, left, reason }: Fields): void => {
    const times =
      chosen === 'absent'
        ? { in: null, out: null }
        : chosen === 'whole'
          ? { in: instantAt(day, from).toISOString(), out: instantAt(day, to).toISOString() }
          : { in: came ? at(came) : null, out: left ? at(left) : null }
    correct.mutate({ id: person.bookingId, ...times, reason: reason.trim() }, { onSuccess: onDone })
  }
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{
        kind: person.checkedInAt ? 'times' : 'whole',
        came: given(person.checkedInAt, from),
        left: given(person.checkedOutAt, to),
      }}
      onFinish={save}
    >
      <Form.Item label="实际情况" name="kind">
        <Radio.Group
          vertical
          options={[
            { value: 'whole', label: `全程在（${from}～${to}）` },
            { value: 'times', label: '到离时间不对' },
            { value: 'absent', label: '没有来' },
          ]}
        />
      </Form.Item>
      {kind === 'times' && (
        <>
          <Form.Item label="几点到的" name="came" rules={need('请填写时间')}>
            <TimePicker format="HH:mm" />
          </Form.Item>
          <Form.Item label="几点走的" name="left" rules={need('请填写时间')}>
            <TimePicker format="HH:mm" />
          </Form.Item>
        </>
      )}
      <Form.Item
        label="原因（本人看得到）"
        name="reason"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明原因，至少2个字' }]}
      >
        <Input.TextArea maxLength={100} rows={3} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={correct.isPending}>
        更正
      </Button>
    </Form>
  )
}
