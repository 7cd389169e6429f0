// One place: its facts in a form, archived or restored with a reason.
import { Button, Form, Input, Select, Switch } from 'antd'
import { companies } from '@shared/organisations/companies-contract'
import { placesDesk } from '@shared/places/desk-contract'
import type { PlaceRow } from '@shared/places/desk-rows'
import { managementNames, placeKindNames, type ManagementKind, type PlaceKind } from '@shared/places/vocabulary'
import { newId } from '@/lib/ids'
import { useList, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { askReason } from '@/ui/reason'
import { PositionField } from '@/ui/PositionField'
import { NumberInput } from '@/ui/NumberInput'

type Fields = {
  name: string
  kind: PlaceKind
  parentId?: string
  code?: string | null
  rural: boolean
  households: number
  management?: ManagementKind | null
  companyId?: string | null
  substituteName?: string | null
  position?: { lng: number; lat: number } | null
}
const kindOptions = Object.entries(placeKindNames)
  .filter(([kind]) => kind !== 'city')
  .map(([value, label]) => ({ value, label }))
const managementOptions = Object.entries(managementNames).map(([value, label]) => ({ value, label }))

export function PlaceForm({
  place,
  parentId,
  onDone,
}: {
  place: PlaceRow | null
  parentId: string | undefined
  onDone: () => void
}) {
  const [form] = Form.useForm<Fields>()
  const management = Form.useWatch('management', form)
  const managers = useList(companies.list, { limit: 100 })
  const create = useWrite(placesDesk.create, '地点已新增')
  const update = useWrite(placesDesk.update, '已保存')
  const archive = useWrite(placesDesk.archive, '已停用')
  const restore = useWrite(placesDesk.restore, '已恢复')
  const submit = async ({ kind, parentId: parent, ...fields }: Fields): Promise<void> => {
    const facts = {
      ...fields,
      code: fields.code || null,
      companyId: fields.companyId ?? null,
      substituteName: fields.substituteName || null,
      management: fields.management ?? null,
      position: fields.position ?? null,
    }
    const written = place
      ? update.mutateAsync({ id: place.id, revision: place.revision, ...facts })
      : create.mutateAsync({ id: newId(), kind, parentId: parent ?? null, ...facts })
    await written.then(onDone, () => undefined)
  }
  const decide = async (): Promise<void> => {
    if (!place) return
    const reason = await askReason(
      place.status === 'active' ? `停用“${place.name}”？` : `恢复“${place.name}”？`,
      place.status === 'active' ? '停用' : '恢复',
      place.status === 'active',
    )
    if (reason)
      await (place.status === 'active' ? archive : restore)
        .mutateAsync({ id: place.id, reason })
        .then(onDone, () => undefined)
  }
  const initial: Partial<Fields> = place
    ? { ...place, parentId: undefined }
    : { kind: 'compound', rural: false, households: 0, ...(parentId ? { parentId } : {}) }
  const mayShape = !place || place.rights.includes('shape')
  return (
    <EditForm<Fields>
      version={place?.revision}
      show={{
        management: managementNames,
        companyId: Object.fromEntries(managers.items.map(({ id, name }) => [id, name])),
      }}
      form={form}
      layout="vertical"
      initialValues={initial}
      onFinish={(fields) => void submit(fields)}
      disabled={place !== null && !place.rights.includes('keepFacts')}
    >
      {!place && (
        <Form.Item label="上级" name="parentId" rules={[{ required: true, message: '请选择上级' }]}>
          <PlaceSelect label="上级地点" />
        </Form.Item>
      )}
      {!place && (
        <Form.Item label="类型" name="kind">
          <Select options={kindOptions} />
        </Form.Item>
      )}
      <Form.Item label="名称" name="name" rules={[{ required: true, min: 2, message: '至少两个字' }]}>
        <Input maxLength={30} disabled={!mayShape} />
      </Form.Item>
      <Form.Item label="代码" name="code">
        <Input maxLength={24} disabled={!mayShape} />
      </Form.Item>
      <Form.Item label="按农村办法分类" name="rural" valuePropName="checked">
        <Switch disabled={!mayShape} />
      </Form.Item>
      <Form.Item label="户数" name="households">
        <NumberInput min={0} max={100_000} precision={0} />
      </Form.Item>
      <Form.Item label="物业" name="management">
        <Select allowClear options={managementOptions} />
      </Form.Item>
      {management === 'company' && (
        <Form.Item label="物业公司" name="companyId">
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={managers.items.map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
      )}
      {management === 'substitute' && (
        <Form.Item label="代管单位" name="substituteName">
          <Input maxLength={40} />
        </Form.Item>
      )}
      <Form.Item label="位置（WGS-84）" name="position">
        <PositionField />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={create.isPending || update.isPending}>
        保存
      </Button>
      {place?.rights.includes('shape') && (
        <Button danger={place.status === 'active'} style={{ marginLeft: 8 }} onClick={() => void decide()}>
          {place.status === 'active' ? '停用' : '恢复'}
        </Button>
      )}
    </EditForm>
  )
}
