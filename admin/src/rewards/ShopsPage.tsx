// Shops and community desks where goods are handed over: place, hours, who may take codes there.
import { Alert, Button, Drawer, Form, Input, Select, Space, Switch, Tag } from 'antd'
import { useState } from 'react'
import type { InputOf, OutputOf } from '@shared/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers } from '@shared/rewards/roles'
import type { ShopInput } from '@shared/rewards/schemas'
import { ApiError } from '@/lib/api'
import { findVerified } from '@/lib/by-phone'
import { newId } from '@/lib/ids'
import { useHasRole } from '@/lib/me'
import { describeError, useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { current, EditForm } from '@/ui/EditForm'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { PositionField } from '@/ui/PositionField'
import { openColours, openNames, openOptions, shopKinds } from './words'
import './rewards.css'

const FILTERS = ['status'] as const
type Shop = OutputOf<typeof rewardsOffice.shops>['items'][number]
type Asked = Omit<InputOf<typeof rewardsOffice.shops>, 'cursor'>
type Person = { id: string; name: string }
type Fields = Pick<
  ShopInput,
  'name' | 'kind' | 'placeId' | 'organisationId' | 'address' | 'hours' | 'phone' | 'takesOffline' | 'status' | 'reason'
> & { position: { lng: number; lat: number } | null; members: Person[] }
const need = (message: string) => [{ required: true, message }]

export function ShopsPage() {
  const [{ status }, setFilters] = useFilters(FILTERS)
  const [editing, setEditing] = useState<Shop | 'new' | null>(null)
  const list = useList(rewardsOffice.shops, (status ? { status } : {}) as Asked)
  const mayKeep = useHasRole(rewardManagers)
  return (
    <Page
      title="兑换点"
      hint="商户和社区服务台。核销人员还需要有“兑换点”身份。"
      actions={
        mayKeep && (
          <Button type="primary" onClick={() => setEditing('new')}>
            新建兑换点
          </Button>
        )
      }
    >
      <div className="filters">
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 140 }}
          value={status}
          options={openOptions}
          onChange={(value?: string) => setFilters({ status: value })}
        />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={status ? '没有符合条件的兑换点' : '还没有兑换点'}
        onRow={setEditing}
        columns={[
          { title: '名称', dataIndex: 'name', sort: 'name' },
          { title: '种类', render: (_value, row) => shopKinds[row.kind] },
          { title: '商户单位', render: (_value, row) => row.organisationName ?? '—' },
          { title: '所在地', dataIndex: 'placeName' },
          { title: '地址', dataIndex: 'address' },
          { title: '营业时间', dataIndex: 'hours' },
          { title: '电话', dataIndex: 'phone' },
          {
            title: '核销人员',
            render: (_value, row) =>
              row.members.length > 0 ? (
                <span className="clip-line">{row.members.map(({ name }) => name).join('、')}</span>
              ) : row.kind === 'desk' ? (
                '社区工作者'
              ) : (
                <Tag color="orange">还没有</Tag>
              ),
          },
          { title: '断网码', render: (_value, row) => (row.takesOffline ? '接收' : '不接收') },
          {
            title: '状态',
            render: (_value, row) => (
              <Tag color={openColours[row.status]}>{row.status === 'ended' ? '已停办' : openNames[row.status]}</Tag>
            ),
          },
        ]}
      />
      <Drawer
        open={editing !== null}
        onClose={() => setEditing(null)}
        size={760}
        title={editing === 'new' ? '新建兑换点' : '兑换点'}
        destroyOnHidden
        mask={{ closable: false }}
      >
        {editing && (
          <ShopForm shop={editing === 'new' ? null : current(list.items, editing)} onDone={() => setEditing(null)} />
        )}
      </Drawer>
    </Page>
  )
}

function ShopForm({ shop, onDone }: { shop: Shop | null; onDone: () => void }) {
  const [id] = useState(() => shop?.id ?? newId())
  const save = useWrite(rewardsOffice.saveShop, '已保存')
  const submit = ({ position, members, ...fields }: Fields): void =>
    save.mutate(
      {
        ...fields,
        id,
        version: shop?.version ?? 0,
        memberIds: members.map((member) => member.id),
        lng: position?.lng ?? null,
        lat: position?.lat ?? null,
        organisationId: fields.organisationId ?? null,
        hours: fields.hours ?? '',
        phone: fields.phone ?? '',
        reason: shop ? (fields.reason ?? '') : '新建兑换点',
      },
      { onSuccess: onDone },
    )
  const mayChange = shop?.canChange ?? true
  const initial = shop
    ? {
        ...shop,
        position: shop.lng !== null && shop.lat !== null ? { lng: shop.lng, lat: shop.lat } : null,
        reason: '',
      }
    : { kind: 'shop', status: 'open', takesOffline: false, members: [], position: null, reason: '' }
  return (
    <EditForm<Fields>
      version={shop?.version}
      show={{
        kind: shopKinds,
        status: openNames,
        placeId: (id: string) => (id === shop?.placeId ? shop.placeName : id),
      }}
      layout="vertical"
      initialValues={initial}
      onFinish={submit}
      disabled={!mayChange}
      scrollToFirstError
    >
      {!mayChange && (
        <Alert
          type="info"
          showIcon
          title="您可以查看，不能修改：由所在街道或市级工作人员维护。"
          style={{ marginBottom: 12 }}
        />
      )}
      <Space wrap align="start">
        <Form.Item label="名称" name="name" rules={need('请填写名称')}>
          <Input maxLength={30} style={{ width: 280 }} />
        </Form.Item>
        <Form.Item label="种类" name="kind" rules={need('请选择种类')}>
          <Select
            style={{ width: 150 }}
            options={Object.entries(shopKinds).map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        <Form.Item label="状态" name="status" rules={need('请选择状态')}>
          <Select
            style={{ width: 120 }}
            options={openOptions.map((row) => (row.value === 'ended' ? { ...row, label: '已停办' } : row))}
          />
        </Form.Item>
      </Space>
      <Space wrap align="start">
        <Form.Item label="所在地" name="placeId" rules={need('请选择所在地')}>
          <PlaceSelect label="所在地" allowClear={false} />
        </Form.Item>
        <Form.Item label="地址" name="address" rules={need('请填写地址')}>
          <Input maxLength={80} style={{ width: 340 }} />
        </Form.Item>
      </Space>
      <Form.Item label="商户单位" name="organisationId" extra="先在“单位”里登记；社区服务台不用选">
        <OrganisationSelect label="商户单位" known={shop?.organisationName ?? undefined} />
      </Form.Item>
      <Space wrap align="start">
        <Form.Item label="营业时间" name="hours">
          <Input maxLength={60} style={{ width: 260 }} placeholder="如：每天 8:30–18:00" />
        </Form.Item>
        <Form.Item label="电话" name="phone" rules={[{ pattern: /^[0-9\- ]*$/, message: '电话只能有数字和横线' }]}>
          <Input maxLength={30} style={{ width: 180 }} />
        </Form.Item>
        <Form.Item label="接收断网码" name="takesOffline" valuePropName="checked" extra="信号不好的点才打开">
          <Switch />
        </Form.Item>
      </Space>
      <Form.Item label="核销人员" name="members" extra="社区服务台由社区工作者凭卡办理，可以不加人">
        <MembersField />
      </Form.Item>
      <Form.Item label="位置" name="position">
        <PositionField disabled={!mayChange} />
      </Form.Item>
      {shop && (
        <Form.Item
          label="为什么改（会留痕）"
          name="reason"
          rules={[{ required: true, whitespace: true, min: 2, message: '请写明为什么改' }]}
        >
          <Input maxLength={60} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
    </EditForm>
  )
}

/** People who may take codes here, found by their own telephone number. */
function MembersField({ value = [], onChange }: { value?: Person[]; onChange?: (members: Person[]) => void }) {
  const [failure, setFailure] = useState<string | null>(null)
  const add = async (phone: string): Promise<void> => {
    if (!/^1[3-9]\d{9}$/.test(phone)) return setFailure('请填写11位手机号')
    try {
      const found = await findVerified(phone)
      if ('failure' in found) return setFailure(found.failure)
      setFailure(null)
      const { id, name } = found.person
      if (!value.some((member) => member.id === id)) onChange?.([...value, { id, name }])
    } catch (error) {
      setFailure(error instanceof ApiError ? describeError(error) : '没有查到，请重试')
    }
  }
  return (
    <>
      <div style={{ marginBottom: 8 }}>
        {value.map((member) => (
          <Tag key={member.id} closable onClose={() => onChange?.(value.filter((other) => other.id !== member.id))}>
            {member.name}
          </Tag>
        ))}
        {value.length === 0 && <span className="faint">还没有核销人员</span>}
      </div>
      <Input.Search
        enterButton="加入"
        placeholder="本人手机号"
        aria-label="按手机号加核销人员"
        inputMode="numeric"
        maxLength={11}
        style={{ width: 260 }}
        onPressEnter={(event) => event.preventDefault()}
        onSearch={(phone) => void add(phone.trim())}
      />
      {failure && (
        <div role="alert" style={{ color: '#b3261e' }}>
          {failure}
        </div>
      )}
    </>
  )
}
