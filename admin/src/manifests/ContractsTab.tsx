// Contracts between kitchens and licensed haulers, those that end soonest first.
import { Button, Checkbox, DatePicker, Drawer, Form, Input, Modal, Select, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { manifestsBills } from '@shared/manifests/bills-contract'
import { manifestsDesk, type ContractRow } from '@shared/manifests/desk-contract'
import type { WasteKind } from '@shared/manifests/vocabulary'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { kindName, kindOptions } from './words'

const FILTERS = ['contractStanding', 'placeId', 'haulerId'] as const
const standingNames = { coming: '未开始', current: '有效', over: '已结束' } as const
type Standing = keyof typeof standingNames
const colours = { coming: 'blue', current: 'green', over: 'default' } as const

export function ContractsTab() {
  const [{ contractStanding, placeId, haulerId }, setFilters] = useFilters(FILTERS)
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<ContractRow | null>(null)
  const mayKeep = useMay(manifestsDesk.createContract)
  const list = useList(manifestsDesk.contracts, {
    ...(contractStanding ? { standing: contractStanding as Standing } : {}),
    ...(placeId ? { placeId } : {}),
    ...(haulerId ? { haulerId } : {}),
  })
  return (
    <>
      <div className="filters">
        <Select
          allowClear
          placeholder="全部协议"
          aria-label="协议状态"
          style={{ width: 140 }}
          value={contractStanding}
          options={Object.entries(standingNames).map(([value, label]) => ({ value, label }))}
          onChange={(value?: string) => setFilters({ contractStanding: value })}
        />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <OrganisationSelect
          label="收运单位"
          kind="hauler"
          value={haulerId}
          onChange={(id) => setFilters({ haulerId: id ?? undefined })}
        />
        {mayKeep && (
          <Button type="primary" onClick={() => setAdding(true)}>
            登记协议
          </Button>
        )}
      </div>
      <ListTable<ContractRow>
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的协议"
        columns={[
          { title: '编号', render: (_value, row) => row.number },
          {
            title: '产生单位',
            render: (_value, row) => (
              <span className="wrap">
                {row.producer}
                {row.isUmbrella && <div className="faint">含商场里的各家</div>}
              </span>
            ),
          },
          { title: '收运单位', render: (_value, row) => <span className="wrap">{row.hauler}</span> },
          { title: '种类', render: (_value, row) => row.kinds.map(kindName).join('、') },
          { title: '起止', sort: 'to', render: (_value, row) => `${row.from} 至 ${row.to}` },
          {
            title: '状态',
            render: (_value, row) => <Tag color={colours[row.standing]}>{standingNames[row.standing]}</Tag>,
          },
          {
            title: '办理',
            render: (_value, row) =>
              row.mayKeep && row.standing !== 'over' ? (
                <Button size="small" onClick={() => setEnding(row)}>
                  提前结束
                </Button>
              ) : (
                (row.endedBecause ?? '—')
              ),
          },
        ]}
      />
      <Drawer
        open={adding}
        onClose={() => setAdding(false)}
        title="登记收运协议"
        size="large"
        destroyOnHidden
        mask={{ closable: false }}
      >
        <ContractForm onDone={() => setAdding(false)} />
      </Drawer>
      {ending && <End key={ending.id} row={ending} onDone={() => setEnding(null)} />}
    </>
  )
}

const need = [{ required: true, message: '请填写' }]

type Fields = {
  number: string
  producerId: string
  isUmbrella: boolean
  haulerId: string
  kinds: WasteKind[]
  from: Dayjs
  to: Dayjs
  rateCardId?: string
}

function ContractForm({ onDone }: { onDone: () => void }) {
  const [id] = useState(newId)
  const [q, setQ] = useState('')
  const producers = useList(manifestsDesk.producers, { standing: 'active', ...(q ? { q } : {}) })
  const cards = useRead(manifestsBills.cards, {})
  const create = useWrite(manifestsDesk.createContract, '已登记')
  const submit = ({ from, to, rateCardId, ...typed }: Fields): void =>
    create.mutate(
      {
        id,
        ...typed,
        from: from.format('YYYY-MM-DD'),
        to: to.format('YYYY-MM-DD'),
        rateCardId: rateCardId ?? null,
      },
      { onSuccess: onDone },
    )
  return (
    <Form<Fields>
      layout="vertical"
      onFinish={submit}
      initialValues={{ kinds: ['foodWaste'], isUmbrella: false, from: dayjs(), to: dayjs().add(1, 'year') }}
      scrollToFirstError
    >
      <Form.Item label="协议编号" name="number" rules={[{ required: true, min: 2, message: '请填写' }]}>
        <Input maxLength={40} style={{ width: 280 }} />
      </Form.Item>
      <Form.Item label="产生点" name="producerId" rules={need}>
        <Select
          showSearch
          filterOption={false}
          onSearch={setQ}
          style={{ width: 340 }}
          placeholder="输入店名查找"
          options={producers.items.map((each) => ({ value: each.id, label: `${each.organisation} ${each.name}` }))}
        />
      </Form.Item>
      <Form.Item name="isUmbrella" valuePropName="checked">
        <Checkbox>商场代签，含里面的各家</Checkbox>
      </Form.Item>
      <Form.Item label="收运单位" name="haulerId" rules={need} extra="要有在有效期内、含这些种类的经营许可">
        <OrganisationSelect label="收运单位" kind="hauler" />
      </Form.Item>
      <Form.Item label="种类" name="kinds" rules={[{ required: true, message: '至少选一种' }]}>
        <Select mode="multiple" options={kindOptions} style={{ width: 260 }} />
      </Form.Item>
      <div className="filters">
        <Form.Item label="从" name="from" rules={need}>
          <DatePicker />
        </Form.Item>
        <Form.Item label="到（最后一天）" name="to" rules={need}>
          <DatePicker />
        </Form.Item>
        <Form.Item label="费率" name="rateCardId" extra="不选按本地现行费率">
          <Select
            allowClear
            style={{ width: 240 }}
            options={(cards.data?.items ?? [])
              .filter(({ state }) => state === 'published')
              .map((card) => ({ value: card.id, label: `${card.placeName} ${card.validFrom}起` }))}
          />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={create.isPending}>
        登记
      </Button>
    </Form>
  )
}

function End({ row, onDone }: { row: ContractRow; onDone: () => void }) {
  const [form] = Form.useForm<{ lastDay: Dayjs; reason: string }>()
  const end = useWrite(manifestsDesk.endContract, '已结束')
  return (
    <Modal
      open
      title={`提前结束 ${row.number}`}
      okText="结束"
      cancelText="返回"
      confirmLoading={end.isPending}
      onCancel={onDone}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ lastDay: dayjs() }}
        onFinish={({ lastDay, reason }) =>
          end.mutate({ id: row.id, lastDay: lastDay.format('YYYY-MM-DD'), reason }, { onSuccess: onDone })
        }
      >
        <Form.Item label="最后一天" name="lastDay" rules={need}>
          <DatePicker />
        </Form.Item>
        <Form.Item label="原因" name="reason" rules={[{ required: true, min: 2, message: '请写明原因' }]}>
          <Input maxLength={100} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
