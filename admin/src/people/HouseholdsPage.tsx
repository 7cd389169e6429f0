// Households: find one by place, room or card; who waits to join; cards to print; card-only households; duplicates
// merged.
import { Badge, Button, Form, Input, Modal, Select, Tabs } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { InputOf } from '@shared/contract'
import { households, roomSearchers } from '@shared/people/household-contract'
import { call, ApiError } from '@/lib/api'
import { fullTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useHasRole, useMay } from '@/lib/me'
import { describeError, useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ImportPanel } from '@/ui/ImportPanel'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { CardSheet } from './CardSheet'
import { RequestsTab } from './RequestsTab'

const IMPORT_NOTE =
  '一行写一户，也可以写一个单元：门牌用顿号隔开，例如“101、102、201、202”。登记后每户只有户卡，到“户卡打印”里打印。已经登记的住户一概不改。'
const FILTERS = ['placeId', 'building', 'room', 'cardOnly', 'tab'] as const

export function HouseholdsPage() {
  const [{ tab, placeId, building, room, cardOnly }, setFilters] = useFilters(FILTERS)
  const navigate = useNavigate()
  const open = (id: string): void => void navigate(`/household?open=${id}`)
  const [creating, setCreating] = useState(false)
  const [mayCreate, mayPrint, seesRequests, mayLookUp] = [
    useMay(households.create),
    useMay(households.cards),
    useMay(households.requests),
    useMay(households.lookup),
  ]
  const searchesRooms = useHasRole(roomSearchers)
  const list = useList(households.list, {
    ...(placeId ? { placeId } : {}),
    ...(building ? { building } : {}),
    ...(room && searchesRooms ? { room } : {}),
    ...(cardOnly === 'true' ? { cardOnly } : {}),
  })
  const found = (
    <>
      <div className="filters">
        <PlaceSelect label="小区或村" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <Input.Search
          allowClear
          placeholder="楼栋"
          aria-label="楼栋"
          defaultValue={building}
          onSearch={(text) => setFilters({ building: text })}
          style={{ width: 140 }}
        />
        {searchesRooms && (
          <Input.Search
            allowClear
            placeholder="门牌"
            aria-label="门牌"
            defaultValue={room}
            onSearch={(text) => setFilters({ room: text })}
            style={{ width: 140 }}
          />
        )}
        <Select
          allowClear
          placeholder="全部"
          aria-label="是否只有户卡"
          style={{ width: 150 }}
          value={cardOnly}
          options={[{ value: 'true', label: '只有户卡' }]}
          onChange={(value?: string) => setFilters({ cardOnly: value })}
        />
        {mayLookUp && <CardLookup onFound={open} />}
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的住户"
        onRow={(row) => open(row.id)}
        columns={[
          { title: '住户', dataIndex: 'label' },
          { title: '小区/村', dataIndex: 'placeName' },
          { title: '成员', render: (_value, row) => (row.memberCount === 0 ? '只有户卡' : `${row.memberCount}人`) },
          { title: '户卡发放', render: (_value, row) => fullTime(row.codeIssuedAt) },
        ]}
      />
    </>
  )
  return (
    <Page
      title="住户"
      hint={mayCreate ? '姓名打码；查看和修改都会留痕。' : '门牌和姓名打码；查看会留痕。'}
      actions={
        mayCreate && (
          <Button type="primary" onClick={() => setCreating(true)}>
            登记住户
          </Button>
        )
      }
    >
      <Tabs
        activeKey={tab ?? 'all'}
        onChange={(key) => setFilters({ tab: key })}
        items={[
          { key: 'all', label: '住户', children: found },
          ...(seesRequests ? [{ key: 'requests', label: <WaitingBadge />, children: <RequestsTab /> }] : []),
          ...(mayPrint
            ? [
                {
                  key: 'cards',
                  label: '户卡打印',
                  children: <CardSheet placeId={placeId} onChoose={(id) => setFilters({ placeId: id })} />,
                },
              ]
            : []),
          ...(mayCreate
            ? [{ key: 'import', label: '批量导入', children: <ImportPanel kind="households" note={IMPORT_NOTE} /> }]
            : []),
        ]}
      />
      <Create open={creating} placeId={placeId} onClose={() => setCreating(false)} />
    </Page>
  )
}

function WaitingBadge() {
  const waiting = useList(households.requests, { status: 'waiting' })
  return (
    <Badge count={waiting.items.length} size="small" offset={[10, 0]}>
      入户申请
    </Badge>
  )
}

function CardLookup({ onFound }: { onFound: (id: string) => void }) {
  const [failure, setFailure] = useState<string | null>(null)
  const look = async (code: string): Promise<void> => {
    if (!code) return setFailure(null)
    await call(households.lookup, { code }).then(
      ({ householdId }) => {
        setFailure(null)
        onFound(householdId)
      },
      (error: unknown) => setFailure(error instanceof ApiError ? describeError(error) : '没有查到'),
    )
  }
  return (
    <Form.Item validateStatus={failure ? 'error' : undefined} help={failure} style={{ margin: 0 }}>
      <Input.Search
        allowClear
        placeholder="户码（8位）"
        aria-label="按户码查"
        onSearch={(code) => void look(code.trim())}
        style={{ width: 180 }}
      />
    </Form.Item>
  )
}

type Fields = Omit<InputOf<typeof households.create>, 'id'>

function Create({ open, placeId, onClose }: { open: boolean; placeId: string | undefined; onClose: () => void }) {
  const [form] = Form.useForm<Fields>()
  const create = useWrite(households.create, '住户已登记，可以打印户卡')
  const submit = async (): Promise<void> => {
    const fields = await form.validateFields()
    await create
      .mutateAsync({
        id: newId(),
        ...fields,
        building: fields.building ?? '',
        unit: fields.unit ?? '',
        sub: fields.sub || undefined,
      })
      .then(onClose, () => undefined)
  }
  return (
    <Modal
      open={open}
      title="登记住户（没有手机也可以，凭户卡办理）"
      okText="登记"
      cancelText="取消"
      onOk={() => void submit()}
      onCancel={onClose}
      confirmLoading={create.isPending}
      destroyOnHidden
    >
      <Form<Fields> form={form} layout="vertical" initialValues={{ placeId }}>
        <Form.Item label="小区或村" name="placeId" rules={[{ required: true, message: '请选择' }]}>
          <PlaceSelect label="小区或村" />
        </Form.Item>
        <div className="filters">
          <Form.Item label="楼栋" name="building">
            <Input maxLength={20} placeholder="3栋" />
          </Form.Item>
          <Form.Item label="单元" name="unit">
            <Input maxLength={20} placeholder="2单元" />
          </Form.Item>
          <Form.Item label="门牌" name="room" rules={[{ required: true, message: '请填写门牌' }]}>
            <Input maxLength={20} placeholder="501" />
          </Form.Item>
          <Form.Item label="合租分户（没有就不填）" name="sub">
            <Input maxLength={1} placeholder="A" />
          </Form.Item>
        </div>
      </Form>
    </Modal>
  )
}
