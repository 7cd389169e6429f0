// One good: what it is, its price in points, what the operator pays the shop for one piece, limits, dates, and who may
// redeem it.
import { Alert, App, Button, DatePicker, Form, Input, Select, Space, Upload } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { files } from '@shared/files/contract'
import type { GoodInput } from '@shared/rewards/schemas'
import { rewardsOffice } from '@shared/rewards/office-contract'
import type { OutputOf } from '@shared/contract'
import { ApiError, upload } from '@/lib/api'
import { newId } from '@/lib/ids'
import { describeError, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { Photos } from '@/ui/Photos'
import { PlacesSelect } from '@/ui/PlaceSelect'
import { kindOptions, openOptions } from './words'
import { NumberInput } from '@/ui/NumberInput'

type Good = OutputOf<typeof rewardsOffice.goods>['items'][number]
type Fields = Pick<
  GoodInput,
  'name' | 'kind' | 'points' | 'description' | 'howToUse' | 'placeIds' | 'status' | 'photoFileId'
> & {
  unitYuan: number
  limitPerMonth?: number | null
  holdDays?: number | null
  validFrom: Dayjs
  validTo?: Dayjs | null
}
const need = (message: string) => [{ required: true, message }]

export function GoodForm({ good, onDone }: { good: Good | null; onDone: () => void }) {
  const [id] = useState(() => good?.id ?? newId())
  const [form] = Form.useForm<Fields>()
  const save = useWrite(rewardsOffice.saveGood, '已保存')
  const submit = ({ unitYuan, validFrom, validTo, ...fields }: Fields): void =>
    save.mutate(
      {
        ...fields,
        id,
        version: good?.version ?? 0,
        unitFen: Math.round(unitYuan * 100),
        limitPerMonth: fields.limitPerMonth ?? null,
        holdDays: fields.holdDays ?? null,
        photoFileId: fields.photoFileId ?? null,
        description: fields.description ?? '',
        howToUse: fields.howToUse ?? '',
        validFrom: validFrom.format('YYYY-MM-DD'),
        validTo: validTo?.format('YYYY-MM-DD') ?? null,
      },
      { onSuccess: onDone },
    )
  const mayChange = good?.canChange ?? true
  return (
    <EditForm<Fields>
      version={good?.version}
      show={{
        kind: Object.fromEntries(kindOptions.map(({ value, label }) => [value, label])),
        status: Object.fromEntries(openOptions.map(({ value, label }) => [value, label])),
        photoFileId: () => '一张照片',
        placeIds: (ids: string[]) => `${ids.length}个地区`,
      }}
      form={form}
      layout="vertical"
      initialValues={
        good ? fieldsOf(good) : { kind: 'goods', status: 'open', validFrom: dayjs(), photoFileId: null, unitYuan: 0 }
      }
      onFinish={submit}
      disabled={!mayChange}
      scrollToFirstError
    >
      {!mayChange && (
        <Alert
          type="info"
          showIcon
          title="您可以查看，不能修改：由这件商品所属地区的街道或市级工作人员维护。"
          style={{ marginBottom: 12 }}
        />
      )}
      <Space wrap align="start">
        <Form.Item label="名称" name="name" rules={need('请填写名称')}>
          <Input maxLength={30} style={{ width: 280 }} />
        </Form.Item>
        <Form.Item label="种类" name="kind" rules={need('请选择种类')}>
          <Select style={{ width: 140 }} options={kindOptions} />
        </Form.Item>
        <Form.Item label="状态" name="status" rules={need('请选择状态')}>
          <Select style={{ width: 110 }} options={openOptions} />
        </Form.Item>
      </Space>
      <Form.Item label="照片" name="photoFileId">
        <PhotoField />
      </Form.Item>
      <Space wrap align="start">
        <Form.Item label="每件所需积分" name="points" rules={need('请填写积分')}>
          <NumberInput min={1} max={1_000_000} precision={0} suffix="分" style={{ width: 150 }} />
        </Form.Item>
        <Form.Item label="每件付给兑换点" name="unitYuan" rules={need('请填写，没有就填 0')} extra="居民看不到">
          <NumberInput min={0} max={100_000} precision={2} suffix="元" style={{ width: 150 }} />
        </Form.Item>
        <Form.Item label="每户每月最多" name="limitPerMonth" extra="不填为不限">
          <NumberInput min={1} max={100} precision={0} suffix="件" style={{ width: 130 }} />
        </Form.Item>
        <Form.Item label="保留几天" name="holdDays" extra="不填按所属地区的规则；过后积分和库存自动退回">
          <NumberInput min={1} max={30} precision={0} suffix="天" style={{ width: 130 }} />
        </Form.Item>
      </Space>
      <Space wrap align="start">
        <Form.Item label="开始兑换" name="validFrom" rules={need('请选择日期')}>
          <DatePicker />
        </Form.Item>
        <Form.Item label="最后一天（不填为长期）" name="validTo">
          <DatePicker />
        </Form.Item>
      </Space>
      <Form.Item label="可以兑换的地区（及其以下）" name="placeIds" rules={need('请至少选择一个地区')}>
        <PlacesSelect label="可兑地区" />
      </Form.Item>
      <Form.Item label="说明" name="description">
        <Input.TextArea maxLength={300} rows={2} showCount />
      </Form.Item>
      <Form.Item label="怎么用（领取后给居民看）" name="howToUse">
        <Input.TextArea maxLength={300} rows={2} showCount />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
    </EditForm>
  )
}

function fieldsOf(good: Good): Fields {
  return {
    ...good,
    unitYuan: good.unitFen / 100,
    validFrom: dayjs(good.validFrom),
    validTo: good.validTo ? dayjs(good.validTo) : null,
  }
}

/** A picture from this machine; it is sent at once, the good names it when saved. */
function PhotoField({ value, onChange }: { value?: string | null; onChange?: (id: string | null) => void }) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const send = async (file: File): Promise<void> => {
    setBusy(true)
    await upload(files.upload, { id: newId(), purpose: 'reward' }, file).then(
      ({ id }) => onChange?.(id),
      (error: unknown) =>
        void message.error(error instanceof ApiError ? describeError(error) : '照片没有传上去，请重试'),
    )
    setBusy(false)
  }
  return (
    <Space align="start">
      {value && <Photos ids={[value]} label="商品照片" />}
      <Upload
        accept="image/jpeg,image/png,image/webp"
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file)
          return false
        }}
      >
        <Button loading={busy}>{value ? '换一张' : '选择照片'}</Button>
      </Upload>
      {value && <Button onClick={() => onChange?.(null)}>去掉照片</Button>}
    </Space>
  )
}
