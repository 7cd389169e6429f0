// Deciding whether what was fetched after a late cancellation is credited.
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import type { Booking } from '@shared/pickups/schemas'
import { showGrams } from '@shared/units'
import { fullTime } from '@/lib/format'
import { useWrite } from '@/lib/query'
import { materialNames } from './words'

export function FetchedForm({ booking, onDone }: { booking: Booking; onDone: () => void }) {
  const [form] = Form.useForm<{ reason: string }>()
  const write = useWrite(pickupsDesk.creditFetched, '已核对，住户会收到通知')
  const [credited, setCredited] = useState<boolean | null>(null)
  const send = async (value: boolean): Promise<void> => {
    setCredited(value)
    const { reason } = await form.validateFields()
    write.mutate({ id: booking.id, credited: value, reason }, { onSuccess: onDone })
  }
  return (
    <Form form={form} layout="vertical">
      <p>{fetchedText(booking)}。补记后按当天的价目和积分规则算；已收的取消费用不变，另在“登记收退款”里办。</p>
      <Form.Item
        label="怎样核对的（住户会看到）"
        name="reason"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明，至少两个字' }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount autoFocus />
      </Form.Item>
      <div className="filters">
        <Button
          type="primary"
          loading={write.isPending && credited === true}
          onClick={() => void send(true).catch(() => null)}
        >
          补记
        </Button>
        <Button
          danger
          loading={write.isPending && credited === false}
          onClick={() => void send(false).catch(() => null)}
        >
          不补记
        </Button>
      </div>
    </Form>
  )
}

export const fetchedText = ({ fetched }: Booking): string =>
  fetched
    ? `${fullTime(fetched.at)} 收走：${fetched.weights.map(({ material, grams }) => `${materialNames[material]} ${showGrams(grams)}`).join('、')}`
    : ''
