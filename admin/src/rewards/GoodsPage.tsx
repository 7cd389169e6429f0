// Goods that can be redeemed and how many of each stand where.
import { Button, Drawer, Select, Tabs, Tag } from 'antd'
import { useState } from 'react'
import type { InputOf, OutputOf } from '@shared/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers } from '@shared/rewards/roles'
import { showFen } from '@shared/units'
import { withCommas } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { current } from '@/ui/EditForm'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { GoodForm } from './GoodForm'
import { Stock } from './Stock'
import { kindOptions, openColours, openNames, openOptions } from './words'
import './rewards.css'

const FILTERS = ['tab', 'status', 'kind'] as const
type Row = OutputOf<typeof rewardsOffice.goods>['items'][number]
type Asked = Omit<InputOf<typeof rewardsOffice.goods>, 'cursor'>

export function GoodsPage() {
  const [{ tab, status, kind }, setFilters] = useFilters(FILTERS)
  const list = useList(rewardsOffice.goods, { ...(status ? { status } : {}), ...(kind ? { kind } : {}) } as Asked)
  const [editing, setEditing] = useState<Row | 'new' | null>(null)
  const mayKeep = useHasRole(rewardManagers)
  return (
    <Page
      title="商品与库存"
      hint="改价不影响已经兑换的；积分和款项是两种单位，不互相折算。"
      actions={
        mayKeep && (
          <Button type="primary" onClick={() => setEditing('new')}>
            新建商品
          </Button>
        )
      }
    >
      <Tabs
        activeKey={tab ?? 'goods'}
        onChange={(key) => setFilters({ tab: key === 'goods' ? undefined : key })}
        destroyOnHidden
        items={[
          { key: 'goods', label: '商品', children: <Goods list={list} onOpen={setEditing} /> },
          { key: 'stock', label: '库存', children: <Stock mayMove={mayKeep} /> },
        ]}
      />
      <Drawer
        open={editing !== null}
        onClose={() => setEditing(null)}
        size={760}
        title={editing === 'new' ? '新建商品' : '商品'}
        destroyOnHidden
        mask={{ closable: false }}
      >
        {editing && (
          <GoodForm good={editing === 'new' ? null : current(list.items, editing)} onDone={() => setEditing(null)} />
        )}
      </Drawer>
    </Page>
  )
}

type List = ReturnType<typeof useList<typeof rewardsOffice.goods>>

function Goods({ list, onOpen }: { list: List; onOpen: (row: Row) => void }) {
  const [{ status, kind }, setFilters] = useFilters(FILTERS)
  return (
    <>
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
        <Select
          allowClear
          placeholder="全部种类"
          aria-label="种类"
          style={{ width: 160 }}
          value={kind}
          options={kindOptions}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={status || kind ? '没有符合条件的商品' : '还没有商品'}
        onRow={onOpen}
        columns={[
          { title: '商品', dataIndex: 'name', sort: 'name' },
          { title: '种类', dataIndex: 'kindName' },
          { title: '积分', className: 'number', render: (_value, row) => withCommas(row.points) },
          { title: '付给兑换点', className: 'number', render: (_value, row) => showFen(row.unitFen) },
          {
            title: '可兑地区',
            render: (_value, row) => <span className="clip-line">{row.placeNames.join('、')}</span>,
          },
          { title: '剩余', className: 'number', render: (_value, row) => withCommas(row.left) },
          { title: '待领', className: 'number', render: (_value, row) => withCommas(row.held) },
          { title: '本月领走', className: 'number', render: (_value, row) => withCommas(row.takenThisMonth) },
          {
            title: '状态',
            render: (_value, row) => <Tag color={openColours[row.status]}>{openNames[row.status]}</Tag>,
          },
        ]}
      />
    </>
  )
}
