// How many pieces of each good stand at each shop, what is kept for residents, and pieces delivered or taken away (with
// a reason).
import { Button, Form, Input, Modal, Radio, Tag } from 'antd'
import { useState } from 'react'
import type { InputOf } from '@shared/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { withCommas } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { GoodSelect, ShopSelect } from './Choose'
import { NumberInput } from '@/ui/NumberInput'

const FILTERS = ['goodId', 'shopId'] as const
type Asked = Omit<InputOf<typeof rewardsOffice.stocks>, 'cursor'>
type Moving = { goodId?: string; shopId?: string; name?: string }
type Fields = { goodId: string; shopId: string; way: 'in' | 'out'; pieces: number; reason: string }
const need = (message: string) => [{ required: true, message }]

export function Stock({ mayMove }: { mayMove: boolean }) {
  const [{ goodId, shopId }, setFilters] = useFilters(FILTERS)
  const [moving, setMoving] = useState<Moving | null>(null)
  const list = useList(rewardsOffice.stocks, { ...(goodId ? { goodId } : {}), ...(shopId ? { shopId } : {}) } as Asked)
  return (
    <>
      <div className="filters">
        <GoodSelect value={goodId} onChange={(id) => setFilters({ goodId: id })} />
        <ShopSelect value={shopId} onChange={(id) => setFilters({ shopId: id })} />
        {mayMove && (
          <Button onClick={() => setMoving({ ...(goodId ? { goodId } : {}), ...(shopId ? { shopId } : {}) })}>
            入库或出库
          </Button>
        )}
      </div>
      <ListTable
        list={list}
        rowKey={(row) => `${row.goodId} ${row.shopId}`}
        empty="还没有库存，先给兑换点入库"
        columns={[
          { title: '兑换点', dataIndex: 'shopName' },
          { title: '商品', dataIndex: 'goodName' },
          {
            title: '可兑',
            className: 'number',
            render: (_value, row) => (
              <>
                {row.low && <Tag color="orange">快没了</Tag>}
                {withCommas(row.left)}
              </>
            ),
          },
          { title: '待领', className: 'number', render: (_value, row) => withCommas(row.held) },
          { title: '本月领走', className: 'number', render: (_value, row) => withCommas(row.takenThisMonth) },
          {
            title: '',
            render: (_value, row) =>
              mayMove && (
                <Button
                  size="small"
                  onClick={() =>
                    setMoving({
                      goodId: row.goodId,
                      shopId: row.shopId,
                      name: `${row.shopName} · ${row.goodName}（可兑${row.left}件）`,
                    })
                  }
                >
                  入库或出库
                </Button>
              ),
          },
        ]}
      />
      {moving && <MoveStock moving={moving} onClose={() => setMoving(null)} />}
    </>
  )
}

function MoveStock({ moving, onClose }: { moving: Moving; onClose: () => void }) {
  const [id] = useState(newId)
  const [form] = Form.useForm<Fields>()
  const way = Form.useWatch('way', form)
  const move = useWrite(rewardsOffice.moveStock, '已记入')
  const submit = ({ way: direction, pieces, reason, ...what }: Fields): void =>
    move.mutate(
      { id, ...what, change: direction === 'in' ? pieces : -pieces, reason: reason.trim() },
      { onSuccess: onClose },
    )
  return (
    <Modal
      open
      title="入库或出库"
      okText="记入"
      okButtonProps={{ loading: move.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields> form={form} layout="vertical" initialValues={{ ...moving, way: 'in' }} onFinish={submit}>
        {moving.name && (
          <p>
            <strong>{moving.name}</strong>
          </p>
        )}
        <Form.Item label="兑换点" name="shopId" rules={need('请选择兑换点')} hidden={moving.name !== undefined}>
          <ShopSelect />
        </Form.Item>
        <Form.Item label="商品" name="goodId" rules={need('请选择商品')} hidden={moving.name !== undefined}>
          <GoodSelect />
        </Form.Item>
        <Form.Item label="方向" name="way">
          <Radio.Group
            options={[
              { value: 'in', label: '入库（送到）' },
              { value: 'out', label: '出库（拿走）' },
            ]}
          />
        </Form.Item>
        <Form.Item
          label="几件"
          name="pieces"
          rules={need('请填写件数')}
          extra={way === 'out' ? '为居民留着的不能拿走' : undefined}
        >
          <NumberInput min={1} max={100_000} precision={0} suffix="件" style={{ width: 160 }} />
        </Form.Item>
        <Form.Item label="原因" name="reason" rules={need('请写明原因')}>
          <Input maxLength={60} placeholder={way === 'out' ? '如：破损、调到别处' : '如：11月配送'} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
