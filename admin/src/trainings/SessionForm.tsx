// A session in a form, for a new one and for changes. Who gives it is found by their telephone number.
import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { people } from '@shared/people/contract'
import { trainings, type TrainingSession } from '@shared/trainings/contract'
import { trainingKindNames, type TrainingKind } from '@shared/trainings/vocabulary'
import { NOBODY_FOUND } from '@/lib/by-phone'
import { call } from '@/lib/api'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { PlaceSelect } from '@/ui/PlaceSelect'

type Fields = {
  title: string
  kind: TrainingKind
  placeId: string
  room?: string
  span: [Dayjs, Dayjs]
  capacity: number
  isTested: boolean
  validMonths?: number | null
  lecturerPhone?: string
}
const need = (message: string) => [{ required: true, message }]
const kinds = (Object.entries(trainingKindNames) as [TrainingKind, string][]).map(([value, label]) => ({
  value,
  label,
}))

export function SessionForm({ session, onDone }: { session: TrainingSession | null; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(() => session?.id ?? newId())
  const create = useWrite(trainings.create, '已安排')
  const change = useWrite(trainings.change, '已修改')
  const lecturers = session?.lecturers ?? []
  const submit = async ({ span, lecturerPhone, room, validMonths, ...fields }: Fields): Promise<void> => {
    const phone = lecturerPhone?.trim()
    const [lecturer] = phone ? (await call(people.findByPhone, { phone })).items : []
    if (phone && !lecturer) return form.setFields([{ name: 'lecturerPhone', errors: [NOBODY_FOUND] }])
    const facts = {
      ...fields,
      room: room?.trim() ?? '',
      startsAt: span[0].toISOString(),
      endsAt: span[1].toISOString(),
      validMonths: validMonths ?? null,
      lecturerIds: lecturer ? [lecturer.id] : lecturers.map((each) => each.id),
    }
    const written = session
      ? change.mutateAsync({ id, version: session.version, ...facts })
      : create.mutateAsync({ id, ...facts })
    await written.then(onDone, () => undefined)
  }
  return (
    <EditForm<Fields>
      version={session?.version}
      show={{ kind: trainingKindNames }}
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={
        session
          ? { ...session, span: [dayjs(session.startsAt), dayjs(session.endsAt)] }
          : { kind: 'general', capacity: 50, isTested: false, validMonths: 12 }
      }
      onFinish={(fields) =>
        void submit(fields).catch((error: Error) =>
          form.setFields([{ name: 'lecturerPhone', errors: [error.message] }]),
        )
      }
    >
      <Form.Item
        label="名称"
        name="title"
        rules={[{ required: true, min: 2, whitespace: true, message: '请填写名称' }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item label="类型" name="kind" rules={need('请选择类型')}>
        <Select options={kinds} style={{ width: 200 }} />
      </Form.Item>
      <Form.Item label="地点" name="placeId" rules={need('请选择地点')}>
        <PlaceSelect label="地点" allowClear={false} />
      </Form.Item>
      <Form.Item label="具体位置（可不填）" name="room">
        <Input maxLength={60} placeholder="例如：社区活动室二楼" />
      </Form.Item>
      <Form.Item label="开始和结束" name="span" rules={need('请选择时间')}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm', minuteStep: 5 }} format="YYYY-MM-DD HH:mm" />
      </Form.Item>
      <Form.Item label="名额" name="capacity" rules={need('请填写名额')}>
        <InputNumber min={1} max={2000} precision={0} />
      </Form.Item>
      <Form.Item name="isTested" valuePropName="checked">
        <Checkbox>有考核：考过才有资格，只到场没有</Checkbox>
      </Form.Item>
      <Form.Item label="资格有效几个月（不填为长期）" name="validMonths">
        <InputNumber min={1} max={60} precision={0} />
      </Form.Item>
      <Form.Item
        label="主讲人手机号（可不填）"
        name="lecturerPhone"
        rules={[{ pattern: /^\s*1[3-9]\d{9}\s*$/, message: '请填写11位手机号' }]}
        {...(lecturers.length > 0 ? { extra: `现在是 ${lecturers.map(({ name }) => name).join('、')}` } : {})}
      >
        <Input inputMode="numeric" maxLength={13} style={{ width: 200 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={create.isPending || change.isPending}>
        {session ? '保存' : '安排'}
      </Button>
    </EditForm>
  )
}
