// Staff accounts and granted roles: who may do what where, since when, until when, and why.
import { Button, DatePicker, Drawer, Form, Input, Select, Space, Tabs, Tag } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import type { Role } from '@shared/actors'
import { people } from '@shared/people/contract'
import { staff } from '@shared/people/staff-contract'
import { findVerified } from '@/lib/by-phone'
import { fullTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { roleNames } from '@/lib/roles'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { askReason } from '@/ui/reason'
import { ResetPassword } from './ResetPassword'

const FILTERS = ['tab', 'role', 'placeId'] as const
const roleOptions = (Object.entries(roleNames) as [Role, string][]).map(([value, label]) => ({ value, label }))
type NewStaff = { displayName: string; loginName: string; password: string; role: Role; placeId: string; until?: Dayjs }
type NewGrant = { phone: string; role: Role; placeId: string; until?: Dayjs; reason: string }

export function StaffPage() {
  const [{ tab, role, placeId }, setFilters] = useFilters(FILTERS)
  const [isAdministrator, seesAccounts, mayGrant] = [useMay(staff.create), useMay(staff.list), useMay(staff.grantRole)]
  const [adding, setAdding] = useState<'staff' | 'grant' | null>(null)
  const grants = <Grants role={role as Role | undefined} placeId={placeId} onFilter={setFilters} />
  return (
    <Page
      title="人员与身份"
      hint="身份在所授地点及其以下有效，到期自动失效；授予与收回都留痕。"
      actions={
        <>
          {isAdministrator && <Button onClick={() => setAdding('staff')}>新建账号</Button>}
          {mayGrant && (
            <Button type="primary" onClick={() => setAdding('grant')}>
              授予身份
            </Button>
          )}
        </>
      }
    >
      <Tabs
        activeKey={tab ?? 'grants'}
        onChange={(key) => setFilters({ tab: key })}
        items={[
          { key: 'grants', label: '身份', children: grants },
          ...(seesAccounts
            ? [{ key: 'accounts', label: '登录账号', children: <Accounts mayEdit={isAdministrator} /> }]
            : []),
        ]}
      />
      <Drawer
        open={adding !== null}
        onClose={() => setAdding(null)}
        size="large"
        title={adding === 'staff' ? '新建账号' : '授予身份'}
        destroyOnHidden
      >
        {adding === 'staff' ? (
          <StaffForm onDone={() => setAdding(null)} />
        ) : (
          <GrantForm onDone={() => setAdding(null)} />
        )}
      </Drawer>
    </Page>
  )
}

function Grants({
  role,
  placeId,
  onFilter,
}: {
  role: Role | undefined
  placeId: string | undefined
  onFilter: (change: { role?: string | undefined; placeId?: string | undefined }) => void
}) {
  const list = useList(staff.grants, { ...(role ? { role } : {}), ...(placeId ? { placeId } : {}) })
  const revoke = useWrite(staff.revokeRole, '已收回，几秒内生效')
  const ask = async (id: string): Promise<void> => {
    const reason = await askReason('收回这个身份？', '收回', true)
    if (reason) revoke.mutate({ id, reason })
  }
  return (
    <>
      <div className="filters">
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="全部身份"
          aria-label="身份"
          style={{ width: 180 }}
          value={role}
          options={roleOptions}
          onChange={(value?: Role) => onFilter({ role: value })}
        />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => onFilter({ placeId: id })} />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的身份"
        columns={[
          { title: '姓名', dataIndex: 'name' },
          { title: '身份', render: (_value, row) => <Tag color="green">{roleNames[row.role]}</Tag> },
          { title: '地点', dataIndex: 'placeName' },
          { title: '授予', render: (_value, row) => fullTime(row.grantedAt) },
          { title: '授予人', dataIndex: 'grantedBy' },
          { title: '到期', render: (_value, row) => (row.expiresAt ? fullTime(row.expiresAt) : '长期') },
          { title: '原因', dataIndex: 'reason' },
          {
            title: '',
            render: (_value, row) =>
              row.allowed.includes('revoke') && (
                <Button size="small" danger onClick={() => void ask(row.id)}>
                  收回
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}

function Accounts({ mayEdit }: { mayEdit: boolean }) {
  const list = useList(staff.list, {})
  const disable = useWrite(staff.setDisabled, '已更新')
  const me = useRead(people.me, {})
  const [resetting, setResetting] = useState<(typeof list.items)[number] | null>(null)
  const ask = async (personId: string, disabled: boolean): Promise<void> => {
    const reason = await askReason(disabled ? '停用这个账号？' : '恢复这个账号？', disabled ? '停用' : '恢复', disabled)
    if (reason) disable.mutate({ personId, disabled, reason })
  }
  return (
    <>
      <ListTable
        list={list}
        rowKey={(row) => row.personId}
        empty="还没有账号"
        columns={[
          { title: '姓名', dataIndex: 'displayName', sort: 'name' },
          { title: '登录名', dataIndex: 'loginName' },
          { title: '身份', render: (_value, row) => row.roles.map((role) => <Tag key={role}>{roleNames[role]}</Tag>) },
          { title: '动态码', render: (_value, row) => (row.hasTotp ? '已绑定' : '未绑定') },
          { title: '上次登录', render: (_value, row) => fullTime(row.lastSignInAt) },
          {
            title: '状态',
            render: (_value, row) =>
              row.disabled ? (
                <Tag color="red">停用</Tag>
              ) : row.mustChange ? (
                <Tag color="orange">待改密码</Tag>
              ) : (
                <Tag color="green">正常</Tag>
              ),
          },
          {
            title: '',
            // one's own password is changed at the top right, with the current one; to shut oneself out is for a
            // colleague
            render: (_value, row) =>
              mayEdit &&
              row.personId !== me.data?.id && (
                <Space>
                  {!row.disabled && (
                    <Button size="small" onClick={() => setResetting(row)}>
                      重设密码
                    </Button>
                  )}
                  <Button size="small" danger={!row.disabled} onClick={() => void ask(row.personId, !row.disabled)}>
                    {row.disabled ? '恢复' : '停用'}
                  </Button>
                </Space>
              ),
          },
        ]}
      />
      {resetting && <ResetPassword key={resetting.personId} account={resetting} onClose={() => setResetting(null)} />}
    </>
  )
}

const need = (message: string) => [{ required: true, message }]
const RoleFields = () => (
  <>
    <Form.Item label="身份" name="role" rules={need('请选择身份')}>
      <Select showSearch={{ optionFilterProp: 'label' }} options={roleOptions} />
    </Form.Item>
    <Form.Item label="地点（及其以下）" name="placeId" rules={need('请选择地点')}>
      <PlaceSelect label="地点" />
    </Form.Item>
    <Form.Item label="到期（不填为长期）" name="until">
      <DatePicker />
    </Form.Item>
  </>
)

function StaffForm({ onDone }: { onDone: () => void }) {
  const create = useWrite(staff.create, '账号已建，首次登录须改密码')
  const submit = async ({ until, ...fields }: NewStaff): Promise<void> => {
    await create
      .mutateAsync({ id: newId(), ...fields, ...(until ? { until: until.format('YYYY-MM-DD') } : {}) })
      .then(onDone, () => undefined)
  }
  return (
    <Form<NewStaff> layout="vertical" onFinish={(fields) => void submit(fields)}>
      <Form.Item label="姓名" name="displayName" rules={need('请填写姓名')}>
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item
        label="登录名"
        name="loginName"
        rules={[{ required: true, pattern: /^[a-z][a-z0-9._-]{2,31}$/, message: '3–32个小写字母、数字' }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item label="初始密码" name="password" rules={[{ required: true, min: 12, message: '至少12个字符' }]}>
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <RoleFields />
      <Button type="primary" htmlType="submit" loading={create.isPending}>
        新建
      </Button>
    </Form>
  )
}

function GrantForm({ onDone }: { onDone: () => void }) {
  const [form] = Form.useForm<NewGrant>()
  const grant = useWrite(staff.grantRole, '已授予')
  const submit = async ({ phone, until, ...fields }: NewGrant): Promise<void> => {
    const found = await findVerified(phone)
    if ('failure' in found) return form.setFields([{ name: 'phone', errors: [found.failure] }])
    await grant
      .mutateAsync({
        id: newId(),
        personId: found.person.id,
        ...fields,
        ...(until ? { until: until.format('YYYY-MM-DD') } : {}),
      })
      .then(onDone, () => undefined)
  }
  return (
    <Form<NewGrant>
      form={form}
      layout="vertical"
      onFinish={(fields) =>
        void submit(fields).catch((error: Error) => form.setFields([{ name: 'phone', errors: [error.message] }]))
      }
    >
      <Form.Item
        label="本人手机号"
        name="phone"
        rules={[{ required: true, pattern: /\d.*\d/, message: '请填写11位手机号' }]}
      >
        <Input inputMode="numeric" maxLength={11} />
      </Form.Item>
      <RoleFields />
      <Form.Item label="原因" name="reason" rules={[{ required: true, min: 2, message: '请写明原因' }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={grant.isPending}>
        授予
      </Button>
    </Form>
  )
}
