// A change-over in a form, for a new one and for changes. The site is one of the compound's own, with its hours beside
// it, so that nobody types hours that the site does not keep.
import { Button, DatePicker, Form, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { changeovers, type Changeover } from '@shared/changeovers/contract'
import { showBuilding } from '@shared/changeovers/rules'
import { placesDesk } from '@shared/places/desk-contract'
import { addDays, dayOf } from '@shared/time'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { PlaceSelect } from '@/ui/PlaceSelect'

type Fields = { placeId: string; day: Dayjs; buildings: string[]; siteId: string; note?: string }
const need = (message: string) => [{ required: true, message }]

export function ChangeoverForm({ changeover, onDone }: { changeover: Changeover | null; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(() => changeover?.id ?? newId())
  const create = useWrite(changeovers.create, '已安排，住户会收到消息')
  const change = useWrite(changeovers.change, '已修改，住户会再收到消息')
  const placeId = Form.useWatch('placeId', form) ?? changeover?.placeId
  const submit = ({ placeId: at, day, note, ...fields }: Fields): void => {
    const facts = { ...fields, day: day.format('YYYY-MM-DD'), note: note?.trim() ?? '' }
    const written = changeover
      ? change.mutateAsync({ id, version: changeover.version, ...facts })
      : create.mutateAsync({ id, placeId: at, ...facts })
    written.then(onDone, () => undefined)
  }
  return (
    <EditForm<Fields>
      version={changeover?.version}
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={
        changeover
          ? { ...changeover, buildings: changeover.buildings.map(showBuilding), day: dayjs(changeover.day) }
          : { buildings: [], day: dayjs(addDays(dayOf(new Date()), 14)) }
      }
      onFinish={submit}
    >
      <Form.Item label="小区" name="placeId" rules={need('请选择小区')}>
        <PlaceSelect label="小区" kind="compound" allowClear={false} disabled={changeover !== null} />
      </Form.Item>
      <Form.Item label="从哪天起" name="day" rules={need('请选择日期')}>
        <DatePicker
          format="YYYY-MM-DD"
          allowClear={false}
          disabledDate={(day) => day.format('YYYY-MM-DD') <= dayOf(new Date())}
        />
      </Form.Item>
      <Form.Item label="楼栋（不填为全小区）" name="buildings" extra="写“3栋”或“东楼”，写完一栋按回车">
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', '，', ',', ' ']} />
      </Form.Item>
      <Form.Item label="新投放点" name="siteId" rules={need('请选择投放点')}>
        <SiteSelect placeId={placeId} />
      </Form.Item>
      <Form.Item label="另外告诉住户（可不填）" name="note">
        <Input.TextArea maxLength={200} showCount rows={2} placeholder="例如：旧桶当天由物业统一收走" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={create.isPending || change.isPending}>
        {changeover ? '保存' : '安排'}
      </Button>
    </EditForm>
  )
}

type Choosing = { placeId: string | undefined; value?: string; onChange?: (id: string) => void; id?: string }

function SiteSelect({ placeId, value, onChange, id }: Choosing) {
  const sites = useRead(
    placesDesk.sites,
    { placeId: placeId ?? '', kind: 'drop_off', status: 'open', limit: 100 },
    { enabled: placeId !== undefined },
  )
  return (
    <Select
      {...(id ? { id } : {})}
      value={value}
      onChange={onChange}
      loading={sites.isLoading}
      disabled={placeId === undefined}
      placeholder={placeId ? '选一个投放点' : '先选小区'}
      notFoundContent="这个小区还没有在用的投放点"
      options={(sites.data?.items ?? []).map(({ site }) => ({
        value: site.id,
        label: `${site.name}（${site.hoursText || '全天'}）`,
      }))}
    />
  )
}
