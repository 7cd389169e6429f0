// A visit for a reason: who goes where, on which day, why, and which findings to look at again. It never counts.
import { Button, Checkbox, DatePicker, Form, Input, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { inspectionsDesk } from '@shared/inspections/desk-contract'
import { inspectionsDraws } from '@shared/inspections/draws-contract'
import { inspectionsFindings } from '@shared/inspections/findings-contract'
import type { TargetKind } from '@shared/inspections/vocabulary'
import { people } from '@shared/people/contract'
import { newId } from '@/lib/ids'
import { useList, useRead, useWrite } from '@/lib/query'
import { TargetSelect } from './TargetSelect'
import { targetKindOptions } from './words'

type Fields = {
  kind: 'complaint' | 'reinspection'
  targetKind: TargetKind
  targetId: string
  inspectorId: string
  day: Dayjs
  reason: string
  findingIds: string[]
}

export function StartForm({ onDone }: { onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(newId)
  const kind = Form.useWatch('kind', form)
  const targetKind = Form.useWatch('targetKind', form)
  const targetId = Form.useWatch('targetId', form)
  const me = useRead(people.me, {})
  const area = me.data?.grants[0]?.placeId ?? ''
  const who = useRead(
    inspectionsDraws.strata,
    { placeId: area, targetKind: targetKind ?? 'compound', by: 'subdistrict' },
    { enabled: area !== '' },
  )
  const findings = useList(inspectionsFindings.list, { targetId: targetId ?? id })
  const open = findings.items.filter(({ state }) => state === 'open' || state === 'fixed')
  const start = useWrite(inspectionsDesk.start, '已安排，检查员会收到通知')
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{ kind: 'complaint', targetKind: 'compound', day: dayjs(), findingIds: [] }}
      onFinish={({ day, findingIds, ...fields }) =>
        start.mutate(
          {
            id,
            ...fields,
            day: day.format('YYYY-MM-DD'),
            findingIds: fields.kind === 'reinspection' ? findingIds : [],
          },
          { onSuccess: onDone },
        )
      }
    >
      <Form.Item label="为什么去" name="kind">
        <Radio.Group
          options={[
            { value: 'complaint', label: '投诉核查' },
            { value: 'reinspection', label: '复查整改' },
          ]}
        />
      </Form.Item>
      <Form.Item label="对象类型" name="targetKind">
        <Select options={targetKindOptions} onChange={() => form.setFieldValue('targetId', undefined)} />
      </Form.Item>
      <Form.Item label="检查对象" name="targetId" rules={[{ required: true, message: '请选检查对象' }]}>
        <TargetSelect kind={targetKind} />
      </Form.Item>
      {kind === 'reinspection' && targetId && (
        <Form.Item
          label="复查哪些问题"
          name="findingIds"
          rules={[{ required: true, type: 'array', min: 1, message: '请至少选一个' }]}
        >
          <Checkbox.Group
            className="inspection-stack"
            options={open.map((one) => ({ value: one.id, label: `${one.day} ${one.spot}：${one.text}` }))}
          />
        </Form.Item>
      )}
      <Form.Item label="检查员" name="inspectorId" rules={[{ required: true, message: '请选检查员' }]}>
        <Select
          loading={who.isLoading}
          options={(who.data?.inspectors ?? []).map(({ id: value, name, organisation }) => ({
            value,
            label: [name, organisation].filter(Boolean).join(' · '),
          }))}
        />
      </Form.Item>
      <Form.Item label="哪一天" name="day" rules={[{ required: true, message: '请选日期' }]}>
        <DatePicker allowClear={false} disabledDate={(day) => day.isBefore(dayjs(), 'day')} />
      </Form.Item>
      <Form.Item
        label="原因（检查员会看到）"
        name="reason"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明原因' }]}
      >
        <Input.TextArea rows={2} maxLength={100} showCount />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={start.isPending}>
        安排检查
      </Button>
    </Form>
  )
}
