// A slip of paper typed at the office: who gave what to whom, when, whether the kitchen has signed it, and its picture.
// What is there already of that day is shown, so that nothing is entered twice.
import { Alert, Button, DatePicker, Form, Input, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { manifestSlips } from '@shared/manifests/slips-contract'
import { nightOf } from '@shared/manifests/rules'
import { handoverStateNames, type WasteKind } from '@shared/manifests/vocabulary'
import { addDays, showDay } from '@shared/time'
import { newId } from '@/lib/ids'
import { useList, useRead, useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { PhotosField } from '@/ui/PhotosField'
import { ProducerSelect } from './ProducerSelect'
import { kindOptions, weightOf } from './words'

type Fields = {
  producerId?: string
  haulerId?: string
  kind: WasteKind
  at: Dayjs
  number?: string
  buckets?: number | null
  kg?: number | null
  tripId?: string
  signed: 'both' | 'hauler'
  photoIds: string[]
}

const need = [{ required: true, message: '请填写' }]

export function SlipForm({ onDone }: { onDone: (id: string) => void }) {
  const [handoverId] = useState(newId)
  const [form] = Form.useForm<Fields>()
  const producerId = Form.useWatch('producerId', form)
  const at = Form.useWatch('at', form) as Dayjs | null | undefined
  const typedHauler = Form.useWatch('haulerId', form)
  const kitchen = useRead(manifestsDesk.producer, { id: producerId ?? '' }, { enabled: producerId !== undefined }).data
  const haulerId = typedHauler ?? kitchen?.contract?.haulerId
  const day = nightOf(at?.toDate() ?? new Date())
  const write = useWrite(manifestSlips.enter, '已补录，两边都会收到通知')
  const submit = ({ kind, number, buckets, kg, tripId, signed, photoIds, ...typed }: Fields): void => {
    if (!producerId || !haulerId) return
    write.mutate(
      {
        handoverId,
        producerId,
        haulerId,
        kind,
        day,
        number: number?.trim() ? number.trim() : null,
        buckets: buckets ?? null,
        litres: buckets === undefined || buckets === null ? null : (kitchen?.bucketLitres ?? null),
        quarters: buckets === undefined || buckets === null ? null : 4,
        grams: kg === undefined || kg === null ? null : Math.round(kg * 1000),
        at: typed.at.toISOString(),
        tripId: tripId ?? null,
        isSignedByProducer: signed === 'both',
        photoIds,
      },
      { onSuccess: ({ id }) => onDone(id) },
    )
  }
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{ kind: 'foodWaste', at: dayjs().subtract(1, 'hour'), signed: 'both', photoIds: [] }}
      onFinish={submit}
      scrollToFirstError
    >
      <Form.Item label="产生点" name="producerId" rules={need}>
        <ProducerSelect />
      </Form.Item>
      <Form.Item
        label="收运单位"
        name="haulerId"
        rules={haulerId ? [] : need}
        {...(kitchen?.contract && !typedHauler ? { extra: `不选就是协议上的 ${kitchen.contract.hauler}` } : {})}
      >
        <OrganisationSelect label="收运单位" kind="hauler" />
      </Form.Item>
      <div className="filters">
        <Form.Item label="单子上的时间" name="at" rules={need}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
        </Form.Item>
        <Form.Item label="种类" name="kind" rules={need}>
          <Select options={kindOptions} style={{ width: 150 }} />
        </Form.Item>
        <Form.Item label="单子编号" name="number" extra="没有编号就空着">
          <Input maxLength={20} style={{ width: 150 }} />
        </Form.Item>
      </div>
      {producerId && <SameDay producerId={producerId} day={day} />}
      <div className="filters">
        <Form.Item label="桶数" name="buckets" extra={kitchen ? `这家每桶${kitchen.bucketLitres}升` : undefined}>
          <NumberInput min={0} max={200} precision={0} suffix="桶" />
        </Form.Item>
        <Form.Item
          label="称的重量"
          name="kg"
          dependencies={['buckets']}
          extra="没称就空着"
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_rule, value) => {
                const buckets = getFieldValue('buckets') as number | null | undefined
                if ((value ?? null) === null && (buckets ?? null) === null) throw new Error('桶数和重量至少填一个')
              },
            }),
          ]}
        >
          <NumberInput min={0} max={50_000} precision={1} suffix="千克" />
        </Form.Item>
        <Form.Item label="并到哪个车次" name="tripId" extra="不知道就空着">
          <TripSelect haulerId={haulerId} day={day} />
        </Form.Item>
      </div>
      <Form.Item label="单子上谁签了字" name="signed">
        <Radio.Group
          options={[
            { value: 'both', label: '店里和司机都签了' },
            { value: 'hauler', label: '只有司机签了，等店里在手机上确认' },
          ]}
        />
      </Form.Item>
      <Form.Item label="单子的照片" name="photoIds" rules={[{ required: true, message: '请拍下或扫描纸质单' }]}>
        <PhotosField purpose="manifest" most={4} label="纸质单" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={write.isPending}>
        补录
      </Button>
    </Form>
  )
}

/** What is there already of this kitchen and day. */
function SameDay({ producerId, day }: { producerId: string; day: string }) {
  const { items } = useList(manifestsDesk.handovers, { producerId, from: day, to: day })
  const there = items.filter(({ state }) => state !== 'planned' && state !== 'notHappened' && state !== 'cancelled')
  if (there.length === 0) return null
  return (
    <Alert
      type="warning"
      style={{ marginBottom: 12 }}
      title={`${showDay(day)}这家已有${there.length}次交接，请确认不是同一次：${there
        .map((each) => `${each.buckets ?? '—'}桶 ${weightOf(each.grams, each.how)} ${handoverStateNames[each.state]}`)
        .join('；')}`}
    />
  )
}

type TripProps = {
  haulerId: string | undefined
  day: string
  value?: string
  onChange?: (id: string | undefined) => void
}

function TripSelect({ haulerId, day, value, onChange }: TripProps) {
  const asked = { ...(haulerId ? { haulerId } : {}), from: day, to: addDays(day, 1) }
  const { items } = useList(manifestsDesk.trips, asked)
  return (
    <Select
      allowClear
      aria-label="车次"
      style={{ width: 220 }}
      disabled={!haulerId}
      value={value}
      onChange={(id?: string) => onChange?.(id)}
      notFoundContent="这一晚没有车次"
      options={items
        .filter(({ state }) => state !== 'cancelled')
        .map((each) => ({ value: each.id, label: `${each.plate}，${showDay(each.day)}` }))}
    />
  )
}
