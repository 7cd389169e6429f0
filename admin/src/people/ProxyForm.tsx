// Writing down that somebody may act for a household: a person who has verified their number, who agreed and how, and
// until when.
import { DatePicker, Form, Input, Modal, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { households } from '@shared/people/household-contract'
import type { proxyHows } from '@shared/people/contract'
import { ApiError } from '@/lib/api'
import { findVerified } from '@/lib/by-phone'
import { newId } from '@/lib/ids'
import { describeError, useWrite } from '@/lib/query'

type ProxyHow = (typeof proxyHows)[number]
/** Not `inApp`: that is what somebody agrees to on their own phone. */
const hows = { inPerson: '当面', phone: '电话', written: '书面' } satisfies Partial<Record<ProxyHow, string>>

type Fields = { phone: string; how: ProxyHow; until: Dayjs; note: string }

export function ProxyForm({ householdId, onClose }: { householdId: string; onClose: () => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(newId)
  const write = useWrite(households.recordProxy, '已登记代办')
  const submit = async ({ phone, how, until, note }: Fields): Promise<void> => {
    const found = await findVerified(phone.replace(/\s/g, '')).catch((error: unknown) => ({
      failure: error instanceof ApiError ? describeError(error) : '没有成功，请重试',
    }))
    if ('failure' in found) return form.setFields([{ name: 'phone', errors: [found.failure] }])
    const { person } = found
    const input = { householdId, id, personId: person.id, how, until: until.format('YYYY-MM-DD'), note }
    await write.mutateAsync(input).then(onClose, () => undefined)
  }
  return (
    <Modal
      open
      title="登记代办人"
      okText="登记"
      cancelText="返回"
      confirmLoading={write.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>代办人可以替这一户预约、查积分、兑换。要先得到住户同意，最长一年，住户随时可以取消。</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ until: dayjs().add(1, 'year').subtract(1, 'day') }}
        onFinish={(fields) => void submit(fields)}
      >
        <Form.Item
          label="代办人的手机号（本人在小程序里验证过）"
          name="phone"
          rules={[{ required: true, pattern: /^1[3-9][\d\s]{9,11}$/, message: '请填写11位手机号' }]}
        >
          <Input inputMode="tel" maxLength={13} autoFocus />
        </Form.Item>
        <Form.Item label="住户怎样同意的" name="how" rules={[{ required: true, message: '请选择' }]}>
          <Select options={Object.entries(hows).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item label="到哪一天为止" name="until" rules={[{ required: true, message: '请选择日期' }]}>
          <DatePicker minDate={dayjs()} maxDate={dayjs().add(1, 'year')} />
        </Form.Item>
        <Form.Item
          label="谁同意的、怎样核对的"
          name="note"
          rules={[{ required: true, min: 2, whitespace: true, message: '请写明' }]}
        >
          <Input.TextArea maxLength={100} rows={2} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
