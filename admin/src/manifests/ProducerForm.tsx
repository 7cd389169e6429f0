// The facts of a kitchen in a form, for a new one and for changes.
import { Button, Checkbox, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { manifestsDesk, type ProducerRow } from '@shared/manifests/desk-contract'
import type { ProducerKind, WasteKind } from '@shared/manifests/vocabulary'
import { newId } from '@/lib/ids'
import { useList, useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { kindOptions, producerKindOptions } from './words'

type Fields = {
  organisationId: string
  name: string
  kind: ProducerKind
  placeId: string
  address: string
  seats?: number | null
  mealsADay?: number | null
  kinds: WasteKind[]
  bucketLitres: number
  usualBuckets: number
  umbrellaId?: string
  machine?: string
  kgADay?: number | null
  since?: Dayjs
  weekdays: number[]
  from: string
  to: string
}

const need = [{ required: true, message: '请填写' }]
const days = [1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: `周${'一二三四五六日'.charAt(value - 1)}` }))
const clocks = Array.from({ length: 25 }, (_, hour) => ({
  value: `${String(hour).padStart(2, '0')}:00`,
  label: `${String(hour).padStart(2, '0')}:00`,
}))

const fieldsOf = (row: ProducerRow | null): Partial<Fields> =>
  row
    ? {
        ...row,
        ...(row.umbrella ? { umbrellaId: row.umbrella.id } : {}),
        ...(row.onSite
          ? { machine: row.onSite.machine, kgADay: row.onSite.gramsADay / 1000, since: dayjs(row.onSite.since) }
          : {}),
        weekdays: row.pickup?.weekdays ?? [],
        from: row.pickup?.from ?? '21:00',
        to: row.pickup?.to ?? '23:00',
      }
    : {
        kind: 'restaurant',
        kinds: ['foodWaste'],
        bucketLitres: 120,
        usualBuckets: 2,
        weekdays: [],
        from: '21:00',
        to: '23:00',
      }

const factsOf = (typed: Fields) => ({
  name: typed.name,
  kind: typed.kind,
  placeId: typed.placeId,
  address: typed.address,
  seats: typed.seats ?? null,
  mealsADay: typed.mealsADay ?? null,
  kinds: typed.kinds,
  bucketLitres: typed.bucketLitres,
  usualBuckets: typed.usualBuckets,
  umbrellaId: typed.umbrellaId ?? null,
  onSite:
    typed.machine && typed.kgADay
      ? {
          machine: typed.machine,
          gramsADay: Math.round(typed.kgADay * 1000),
          since: (typed.since ?? dayjs()).format('YYYY-MM-DD'),
        }
      : null,
  pickup:
    typed.weekdays.length > 0
      ? { weekdays: [...typed.weekdays].sort((a, b) => a - b), from: typed.from, to: typed.to }
      : null,
})

export function ProducerForm({ row, onDone }: { row: ProducerRow | null; onDone: () => void }) {
  const [id] = useState(() => row?.id ?? newId())
  const create = useWrite(manifestsDesk.createProducer, '已登记')
  const update = useWrite(manifestsDesk.updateProducer, '已保存')
  const malls = useList(manifestsDesk.producers, { kind: 'mall', standing: 'active' })
  const submit = (typed: Fields): void => {
    const facts = factsOf(typed)
    if (row) update.mutate({ id, revision: row.revision, ...facts }, { onSuccess: onDone })
    else create.mutate({ id, organisationId: typed.organisationId, ...facts }, { onSuccess: onDone })
  }
  return (
    <Form<Fields> layout="vertical" initialValues={fieldsOf(row)} onFinish={submit} scrollToFirstError>
      {!row && (
        <Form.Item label="单位" name="organisationId" rules={need}>
          <OrganisationSelect label="单位" />
        </Form.Item>
      )}
      <div className="filters">
        <Form.Item
          label="点位名称"
          name="name"
          rules={[{ required: true, min: 2, message: '请填写，例如 东门店后厨' }]}
        >
          <Input maxLength={30} style={{ width: 220 }} />
        </Form.Item>
        <Form.Item label="类型" name="kind" rules={need}>
          <Select options={producerKindOptions} style={{ width: 150 }} />
        </Form.Item>
        <Form.Item label="种类" name="kinds" rules={[{ required: true, message: '至少选一种' }]}>
          <Select mode="multiple" options={kindOptions} style={{ width: 220 }} />
        </Form.Item>
      </div>
      <div className="filters">
        <Form.Item label="所在地" name="placeId" rules={need}>
          <PlaceSelect label="所在地" allowClear={false} />
        </Form.Item>
        <Form.Item label="地址" name="address" rules={[{ required: true, min: 2, message: '请填写' }]}>
          <Input maxLength={60} style={{ width: 300 }} />
        </Form.Item>
      </div>
      <div className="filters">
        <Form.Item label="座位" name="seats">
          <NumberInput min={0} max={100_000} precision={0} suffix="座" />
        </Form.Item>
        <Form.Item label="每天供餐" name="mealsADay">
          <NumberInput min={0} max={1_000_000} precision={0} suffix="餐" />
        </Form.Item>
        <Form.Item label="桶的容积" name="bucketLitres" rules={need}>
          <NumberInput min={1} max={1_200} precision={0} suffix="升" />
        </Form.Item>
        <Form.Item label="平常几桶" name="usualBuckets" rules={need}>
          <NumberInput min={0} max={200} precision={0} suffix="桶" />
        </Form.Item>
      </div>
      <Form.Item label="约好来收的日子" name="weekdays">
        <Checkbox.Group options={days} />
      </Form.Item>
      <div className="filters">
        <Form.Item label="从" name="from">
          <Select options={clocks.slice(0, 24)} style={{ width: 110 }} />
        </Form.Item>
        <Form.Item label="到" name="to">
          <Select options={clocks.slice(1)} style={{ width: 110 }} />
        </Form.Item>
        <Form.Item label="随哪家商场签约" name="umbrellaId">
          <Select
            allowClear
            style={{ width: 260 }}
            options={malls.items
              .filter((each) => each.id !== id)
              .map((each) => ({ value: each.id, label: `${each.organisation} ${each.name}` }))}
          />
        </Form.Item>
      </div>
      <div className="filters">
        <Form.Item label="就地处理的设备" name="machine" extra="没有就不填">
          <Input maxLength={40} style={{ width: 260 }} />
        </Form.Item>
        <Form.Item label="每天能处理" name="kgADay">
          <NumberInput min={1} max={100_000} precision={0} suffix="千克" />
        </Form.Item>
        <Form.Item label="从哪天起" name="since">
          <DatePicker />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={create.isPending || update.isPending}>
        {row ? '保存' : '登记'}
      </Button>
    </Form>
  )
}
