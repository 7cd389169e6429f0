// A return in a form, as the paper book of the shop has it. Film is typed in kilograms, money in yuan.
import { Button, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { farm } from '@shared/farm/contract'
import { ENTRY_DAYS } from '@shared/farm/rules'
import { farmThingNames, farmThings, isWeighed, type FarmThing } from '@shared/farm/vocabulary'
import { addDays, dayOf } from '@shared/time'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'

type Fields = {
  siteId: string
  day: Dayjs
  thing: FarmThing
  amount: number
  reward?: number | null
  deposit?: number | null
  note?: string
}
type Sites = OutputOf<typeof farm.sites>['sites']
const need = (message: string) => [{ required: true, message }]
const fen = (yuan: number | null | undefined): number => Math.round((yuan ?? 0) * 100)

export function FarmForm({ sites, onDone }: { sites: Sites; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(newId)
  const record = useWrite(farm.record, '已登记')
  const isFilm = isWeighed(Form.useWatch('thing', form) ?? 'bottle')
  const today = dayOf(new Date())
  const submit = ({ siteId, day, thing, amount, reward, deposit, note }: Fields): void => {
    const given = {
      id,
      siteId,
      day: day.format('YYYY-MM-DD'),
      thing,
      amount: isWeighed(thing) ? Math.round(amount * 1000) : Math.round(amount),
      rewardFen: fen(reward),
      depositFen: fen(deposit),
      note: note?.trim() ?? '',
    }
    record.mutateAsync(given).then(onDone, () => undefined)
  }
  return (
    <EditForm<Fields>
      version={undefined}
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={{ thing: 'bottle', day: dayjs(today), ...(sites.length === 1 ? { siteId: sites[0]?.id } : {}) }}
      onFinish={submit}
    >
      <Form.Item label="回收点" name="siteId" rules={need('请选择回收点')}>
        <Select
          placeholder="农资店、供销社"
          notFoundContent="您的片区还没有收“退回商家”的点位，请先在点位里设好"
          options={sites.map((site) => ({ value: site.id, label: `${site.placeName} ${site.name}` }))}
        />
      </Form.Item>
      <Form.Item label="日期" name="day" rules={need('请选择日期')}>
        <DatePicker
          format="YYYY-MM-DD"
          allowClear={false}
          disabledDate={(day) => {
            const at = day.format('YYYY-MM-DD')
            return at > today || at < addDays(today, -ENTRY_DAYS)
          }}
        />
      </Form.Item>
      <Form.Item label="种类" name="thing" rules={need('请选择种类')}>
        <Select options={farmThings.map((value) => ({ value, label: farmThingNames[value] }))} />
      </Form.Item>
      <Form.Item label={isFilm ? '重量（千克）' : '数量（个）'} name="amount" rules={need('请填写数量')}>
        <InputNumber min={isFilm ? 0.01 : 1} max={20_000} precision={isFilm ? 2 : 0} />
      </Form.Item>
      <Form.Item label="当面给的奖励（元，可不填）" name="reward">
        <InputNumber min={0} max={10_000} precision={2} />
      </Form.Item>
      <Form.Item label="当面退的押金（元，可不填）" name="deposit">
        <InputNumber min={0} max={10_000} precision={2} />
      </Form.Item>
      <Form.Item label="备注（可不填，不写姓名）" name="note">
        <Input maxLength={60} placeholder="例如：合作社统一交回" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={record.isPending}>
        登记
      </Button>
    </EditForm>
  )
}
