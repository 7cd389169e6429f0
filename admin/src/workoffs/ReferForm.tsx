// A referral: the person is found by a verified telephone number, so that it is never a unit.
import { Button, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { workoffsDesk } from '@shared/workoffs/desk-contract'
import { FINE_CEILING, OLDEST_OFFENCE_DAYS } from '@shared/workoffs/rules'
import { offenceNames, offences, type Offence } from '@shared/workoffs/vocabulary'
import { findVerified } from '@/lib/by-phone'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'
import { PlaceSelect } from '@/ui/PlaceSelect'

type Fields = {
  number: string
  agency: string
  phone: string
  name: string
  placeId: string
  offence: Offence
  day: Dayjs
  fineYuan: number
}
const need = (message: string) => [{ required: true, message }]
const choices = offences.map((value) => ({ value, label: offenceNames[value] }))

export function ReferForm({ onDone }: { onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(newId)
  const refer = useWrite(workoffsDesk.refer, '已转办，已告诉本人')
  const submit = async ({ phone, day, ...fields }: Fields): Promise<void> => {
    const found = await findVerified(phone.trim())
    if ('failure' in found) return form.setFields([{ name: 'phone', errors: [found.failure] }])
    refer.mutate(
      { ...fields, id, personId: found.person.id, happenedOn: day.format('YYYY-MM-DD') },
      { onSuccess: onDone },
    )
  }
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      scrollToFirstError
      onFinish={(typed) =>
        void submit(typed).catch((error: Error) => form.setFields([{ name: 'phone', errors: [error.message] }]))
      }
      initialValues={{ offence: 'unsorted', day: dayjs() }}
    >
      <p className="faint">只限个人。要做多久按本地的折抵时长表自动算，转办后不再变；本人同意才开始。</p>
      <Form.Item label="决定书编号" name="number" rules={need('请填写决定书编号')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item label="作出决定的机关" name="agency" rules={need('请填写机关名称')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        label="本人手机号"
        name="phone"
        rules={[{ required: true, pattern: /^\s*1[3-9]\d{9}\s*$/, message: '请填写11位手机号' }]}
      >
        <Input inputMode="numeric" maxLength={13} />
      </Form.Item>
      <Form.Item label="本人姓名（同决定书）" name="name" rules={need('请填写姓名')}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item label="地点" name="placeId" rules={need('请选在哪个小区或社区')}>
        <PlaceSelect label="地点" />
      </Form.Item>
      <Form.Item label="缘由" name="offence" rules={need('请选缘由')}>
        <Select options={choices} />
      </Form.Item>
      <Form.Item label="发生日期" name="day" rules={need('请选日期')}>
        <DatePicker minDate={dayjs().subtract(OLDEST_OFFENCE_DAYS, 'day')} maxDate={dayjs()} />
      </Form.Item>
      <Form.Item label={`罚款金额（个人最高${FINE_CEILING}元）`} name="fineYuan" rules={need('请填写金额')}>
        <NumberInput min={1} max={FINE_CEILING} precision={0} suffix="元" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={refer.isPending}>
        转办
      </Button>
    </Form>
  )
}
