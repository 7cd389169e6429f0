// Funds of schools that residents may give points to: registering and retiring one, and the public page's figures month
// by month. A compound's fund exists by itself.
import { Button, Drawer, Form, Input, Switch, Table, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { gifts } from '@shared/ledger/gifts-contract'
import { contestDeciders } from '@shared/ledger/contests-contract'
import { withCommas } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useHasRole } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded, Nothing } from '@/ui/states'

const FILTERS = ['open'] as const
type Row = OutputOf<typeof gifts.deskFunds>['items'][number]
type Fields = { placeId: string; name: string; active: boolean }

export function FundsPage() {
  const [{ open }, setFilters] = useFilters(FILTERS)
  const [editing, setEditing] = useState<Row | 'new' | null>(null)
  const list = useList(gifts.deskFunds, {})
  const mayKeep = useHasRole(contestDeciders)
  return (
    <Page
      title="公益金"
      hint="居民可以把积分赠给小区或学校的公益金。小区的公益金自动就有，这里登记学校的；不公布谁赠了多少。"
      actions={
        mayKeep && (
          <Button type="primary" onClick={() => setEditing('new')}>
            登记学校公益金
          </Button>
        )
      }
    >
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="还没有登记学校公益金"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '名称', dataIndex: 'name' },
          { title: '所在地', dataIndex: 'placeName' },
          { title: '余额', className: 'number', render: (_value, row) => `${withCommas(row.points)}分` },
          {
            title: '状态',
            render: (_value, row) => (
              <Tag color={row.active ? 'green' : 'default'}>{row.active ? '接受赠送' : '已停用'}</Tag>
            ),
          },
          {
            title: '',
            render: (_value, row) =>
              mayKeep && (
                <Button
                  size="small"
                  onClick={(event) => {
                    event.stopPropagation()
                    setEditing(row)
                  }}
                >
                  修改
                </Button>
              ),
          },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title="公益金"
        destroyOnHidden
      >
        {open && <Fund id={open} />}
      </Drawer>
      <Drawer
        open={editing !== null}
        onClose={() => setEditing(null)}
        title={editing === 'new' ? '登记学校公益金' : '修改公益金'}
        destroyOnHidden
      >
        {editing && <FundForm row={editing === 'new' ? null : editing} onDone={() => setEditing(null)} />}
      </Drawer>
    </Page>
  )
}

function Fund({ id }: { id: string }) {
  const query = useRead(gifts.fund, { id })
  return (
    <Loaded query={query}>
      {(fund) => (
        <>
          <p>
            <strong>{fund.name}</strong>({fund.placeName}）余额 {withCommas(fund.points)}分，累计收到{' '}
            {withCommas(fund.receivedTotal)}分、{withCommas(fund.gifts)}次，本月 {withCommas(fund.receivedThisMonth)}{' '}
            分。
          </p>
          <Table
            size="small"
            pagination={false}
            dataSource={fund.months}
            rowKey="month"
            locale={{ emptyText: <Nothing text="还没有收到赠送" /> }}
            columns={[
              { title: '月份', dataIndex: 'month' },
              { title: '收到', className: 'number', render: (_value, row) => withCommas(row.received) },
              { title: '使用', className: 'number', render: (_value, row) => withCommas(row.used) },
              { title: '次数', className: 'number', render: (_value, row) => withCommas(row.gifts) },
            ]}
          />
        </>
      )}
    </Loaded>
  )
}

function FundForm({ row, onDone }: { row: Row | null; onDone: () => void }) {
  const [id] = useState(() => row?.id ?? newId())
  const save = useWrite(gifts.saveFund, '已保存')
  const need = (message: string) => [{ required: true, message }]
  return (
    <Form<Fields>
      layout="vertical"
      initialValues={{ name: row?.name ?? '', active: row?.active ?? true, placeId: row?.placeId }}
      onFinish={(fields) => save.mutate({ id, ...fields }, { onSuccess: onDone })}
    >
      <Form.Item label="学校名称" name="name" rules={need('请填写名称')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        label="所在地"
        name="placeId"
        rules={need('请选择所在地')}
        extra={row ? '登记后不能改到别处' : undefined}
      >
        <PlaceSelect label="所在地" disabled={row !== null} />
      </Form.Item>
      <Form.Item label="接受赠送" name="active" valuePropName="checked">
        <Switch />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
    </Form>
  )
}
