// A draw: where, what, when, how many of each stratum, who is away. The seed is made by the server when all of this is
// fixed.
import { Button, Checkbox, DatePicker, Form, InputNumber, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { inspectionsDraws } from '@shared/inspections/draws-contract'
import { strataByNames, type StrataBy, type TargetKind } from '@shared/inspections/vocabulary'
import { people } from '@shared/people/contract'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { targetKindOptions } from './words'

type Fields = {
  targetKind: TargetKind
  by: StrataBy
  days: [Dayjs, Dayjs]
  counts: Record<string, number>
  awayIds: string[]
}

export function DrawForm({ onDone }: { onDone: (id: string) => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(newId)
  const me = useRead(people.me, {})
  const own = me.data?.grants[0]?.placeId
  const [chosen, setChosen] = useState<string>()
  const placeId = chosen ?? own
  const targetKind = Form.useWatch('targetKind', form) ?? 'compound'
  const by = Form.useWatch('by', form) ?? 'subdistrict'
  const found = useRead(
    inspectionsDraws.strata,
    { placeId: placeId ?? '', targetKind, by },
    { enabled: placeId !== undefined },
  )
  const draw = useWrite(inspectionsDraws.draw, '已抽签，检查员会收到通知')
  const strata = found.data?.strata ?? []
  const send = ({ days: [from, to], counts, awayIds, ...fields }: Fields): void =>
    draw.mutate(
      {
        id,
        placeId: placeId ?? '',
        targetKind: fields.targetKind,
        by: fields.by,
        from: from.format('YYYY-MM-DD'),
        to: to.format('YYYY-MM-DD'),
        counts: strata.map(({ key, places }) => ({ stratum: key, count: counts?.[key] ?? Math.ceil(places / 3) })),
        awayIds: awayIds ?? [],
        alwaysIds: [],
      },
      { onSuccess: () => onDone(id) },
    )
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{
        targetKind: 'compound',
        by: 'subdistrict',
        days: [dayjs().add(1, 'day'), dayjs().add(14, 'day')],
        awayIds: [],
      }}
      onFinish={send}
    >
      <Form.Item label="范围">
        <PlaceSelect label="范围" value={placeId} allowClear={false} onChange={setChosen} />
      </Form.Item>
      <Form.Item label="对象" name="targetKind">
        <Select options={targetKindOptions} />
      </Form.Item>
      <Form.Item label="怎样分层" name="by">
        <Radio.Group
          options={(Object.entries(strataByNames) as [StrataBy, string][]).map(([value, label]) => ({ value, label }))}
        />
      </Form.Item>
      <Form.Item label="时段（只排工作日）" name="days" rules={[{ required: true, message: '请选时段' }]}>
        <DatePicker.RangePicker allowClear={false} disabledDate={(day) => day.isBefore(dayjs(), 'day')} />
      </Form.Item>
      {strata.length === 0 && found.data && <p>这个范围里没有这类对象。</p>}
      {strata.map(({ key, name, places }) => (
        <Form.Item
          key={`${by}-${key}`}
          label={`${name}：共${places}个，抽几个`}
          name={['counts', key]}
          initialValue={Math.ceil(places / 3)}
        >
          <InputNumber min={0} max={places} precision={0} />
        </Form.Item>
      ))}
      <Form.Item label="这段时间不能检查的人" name="awayIds">
        <Checkbox.Group
          className="inspection-stack"
          options={(found.data?.inspectors ?? []).map(({ id: value, name, organisation, homes }) => ({
            value,
            label: [name, organisation, homes.length > 0 ? `回避${homes.join('、')}` : ''].filter(Boolean).join(' · '),
          }))}
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={draw.isPending} disabled={strata.length === 0}>
        抽签
      </Button>
    </Form>
  )
}
