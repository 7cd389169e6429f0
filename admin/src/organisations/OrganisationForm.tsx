// The facts of an organisation in a form, for a new one and for changes.
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { organisations, type OrganisationRow } from '@shared/organisations/contract'
import { isCreditCode } from '@shared/organisations/rules'
import { organisationKindNames, type OrganisationKind } from '@shared/organisations/vocabulary'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { optionsOf } from './options'

type Fields = { name: string; kinds: OrganisationKind[]; creditCode?: string; phone?: string; placeId: string }
const need = (message: string) => ({ required: true, message })

/** As it is printed on the licence: in upper case, without blanks. */
const plain = (typed: string | undefined): string => (typed ?? '').replace(/\s/g, '').toUpperCase()

const creditCodeRule = {
  validator: (_rule: unknown, typed?: string): Promise<void> =>
    plain(typed) === '' || isCreditCode(plain(typed))
      ? Promise.resolve()
      : Promise.reject(new Error('代码不对：应为18位，请对照营业执照核对最后一位')),
}

export function OrganisationForm({ row, onDone }: { row: OrganisationRow | null; onDone: (id: string) => void }) {
  const [id] = useState(() => row?.id ?? newId())
  const create = useWrite(organisations.create, '单位已登记')
  const update = useWrite(organisations.update, '已保存')
  const submit = async ({ creditCode, phone, ...fields }: Fields): Promise<void> => {
    const facts = { ...fields, creditCode: plain(creditCode) || null, phone: phone?.trim() || null }
    const written = row
      ? update.mutateAsync({ id, revision: row.revision, ...facts })
      : create.mutateAsync({ id, ...facts })
    await written.then(
      () => onDone(id),
      () => undefined,
    )
  }
  const initial: Partial<Fields> = row
    ? {
        name: row.name,
        kinds: row.kinds,
        placeId: row.placeId,
        ...(row.creditCode ? { creditCode: row.creditCode } : {}),
        ...(row.phone ? { phone: row.phone } : {}),
      }
    : {}
  return (
    <EditForm<Fields>
      version={row?.revision}
      show={{ kinds: organisationKindNames }}
      layout="vertical"
      initialValues={initial}
      onFinish={(fields) => void submit(fields)}
      disabled={row !== null && (!row.mayKeep || row.standing === 'ended')}
      scrollToFirstError
    >
      <Form.Item label="名称" name="name" rules={[{ ...need('请填写名称'), min: 2, whitespace: true }]}>
        <Input maxLength={40} placeholder="与营业执照或机构证书一致" />
      </Form.Item>
      <Form.Item label="类型（可多选）" name="kinds" rules={[need('至少选一种')]}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={optionsOf(organisationKindNames)}
          aria-label="类型（可多选）"
        />
      </Form.Item>
      <Form.Item label="所在地" name="placeId" rules={[need('请选择所在地')]} extra="由所在地和上级的工作人员维护">
        <PlaceSelect label="所在地" allowClear={false} />
      </Form.Item>
      <Form.Item label="统一社会信用代码" name="creditCode" rules={[creditCodeRule]} extra="没有可以不填">
        <Input maxLength={24} style={{ width: 280 }} />
      </Form.Item>
      <Form.Item label="电话" name="phone" rules={[{ pattern: /^[0-9-]{5,20}$/, message: '电话只能有数字和横线' }]}>
        <Input maxLength={20} style={{ width: 200 }} inputMode="tel" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={create.isPending || update.isPending}>
        {row ? '保存' : '登记'}
      </Button>
    </EditForm>
  )
}
