// Disputes about what was handed over: the open ones first, and one with both sides' words and the decision.
import { Alert, Button, Checkbox, Descriptions, Drawer, Form, Popconfirm, Radio, Segmented, Tag } from 'antd'
import { useState } from 'react'
import type { InputOf, OutputOf } from '@shared/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers } from '@shared/rewards/roles'
import { fullTime, shortTime, withCommas } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Photos } from '@/ui/Photos'
import { ReasonField } from '@/ui/ReasonField'
import { redemptionColours } from './words'

type Row = OutputOf<typeof rewardsOffice.disputes>['items'][number]
type Status = InputOf<typeof rewardsOffice.disputes>['status']
type Decision = 'upheld' | 'kept'
type Fields = { decision: Decision; reason: string; restock?: boolean }

const names: Record<NonNullable<Status>, string> = { disputed: '待裁定', upheld: '成立', kept: '不成立' }
const reasons: Record<Decision, readonly string[]> = {
  upheld: ['核实没有交付，积分已退回。', '商品有问题，已收回，积分已退回。', '兑换点承认给错了，积分已退回。'],
  kept: ['兑换点有当时的领取记录，核实已经交付。', '商品没有质量问题，维持。', '联系不上您，现有记录没有发现差错。'],
}

export function Disputes() {
  const [status, setStatus] = useState<NonNullable<Status>>('disputed')
  const [open, setOpen] = useState<Row | null>(null)
  const list = useList(rewardsOffice.disputes, { status })
  const shown = list.items.find((row) => row.redemptionId === open?.redemptionId) ?? open
  return (
    <>
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={status}
          onChange={setStatus}
          options={Object.entries(names).map(([value, label]) => ({ value: value as NonNullable<Status>, label }))}
        />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.redemptionId}
        empty={status === 'disputed' ? '没有等待裁定的异议' : '没有符合条件的异议'}
        onRow={setOpen}
        columns={[
          { title: '提出', render: (_value, row) => shortTime(row.at) },
          { title: '住户', dataIndex: 'householdLabel' },
          { title: '商品', render: (_value, row) => `${row.goodName}，${row.quantity}件` },
          { title: '积分', className: 'number', render: (_value, row) => withCommas(row.points) },
          { title: '兑换点', dataIndex: 'shopName' },
          { title: '原因', dataIndex: 'reasonText' },
          {
            title: '兑换点说明',
            render: (_value, row) => <span className="clip-line">{row.shopAnswer ?? '还没有'}</span>,
          },
          {
            title: '状态',
            render: (_value, row) => (
              <Tag color={redemptionColours[row.status]}>
                {row.status === 'disputed' ? '待裁定' : row.status === 'upheld' ? '成立' : '不成立'}
              </Tag>
            ),
          },
        ]}
      />
      <Drawer open={shown !== null} onClose={() => setOpen(null)} size="large" title="兑换异议" destroyOnHidden>
        {shown && <OneDispute row={shown} onDone={() => setOpen(null)} />}
      </Drawer>
    </>
  )
}

function OneDispute({ row, onDone }: { row: Row; onDone: () => void }) {
  return (
    <>
      <Descriptions
        column={1}
        size="small"
        bordered
        style={{ marginBottom: 16 }}
        items={[
          {
            key: 'good',
            label: '商品',
            children: `${row.goodName}，${row.quantity}件，共${withCommas(row.points)}分`,
          },
          { key: 'household', label: '住户', children: row.householdLabel },
          { key: 'shop', label: '兑换点', children: row.shopName },
          { key: 'captured', label: '核销', children: `${fullTime(row.capturedAt)}，${row.capturedBy}` },
          {
            key: 'at',
            label: '提出',
            children: `${fullTime(row.at)}${row.enteredBy ? `，由 ${row.enteredBy} 代为录入` : ''}`,
          },
          {
            key: 'reason',
            label: '居民说',
            children: (
              <>
                <Tag>{row.reasonText}</Tag>
                <span className="as-typed">{row.note}</span>
              </>
            ),
          },
          {
            key: 'answer',
            label: '兑换点说',
            children: <span className="as-typed">{row.shopAnswer ?? '还没有说明'}</span>,
          },
        ]}
      />
      <Photos ids={row.fileIds} label="异议照片" />
      {row.decidedAt ? (
        <Alert
          style={{ marginTop: 16 }}
          type="info"
          showIcon
          title={row.status === 'upheld' ? '裁定：成立，积分已退回' : '裁定：不成立，维持'}
          description={`${row.decisionReason ?? ''}（${row.decidedBy ?? ''}，${fullTime(row.decidedAt)}）`}
        />
      ) : (
        <DecideDispute row={row} onDone={onDone} />
      )}
    </>
  )
}

function DecideDispute({ row, onDone }: { row: Row; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const decision = Form.useWatch('decision', form)
  const isKeeper = useHasRole(rewardManagers)
  const decide = useWrite(rewardsOffice.decideDispute, '已裁定，会告诉居民和兑换点')
  if (!row.canDecide) {
    return (
      <Alert
        style={{ marginTop: 16 }}
        type="info"
        showIcon
        title={
          isKeeper
            ? '这条异议不能由您裁定：核销或录入的人、当事住户，要请另一位同事裁定。'
            : '由街道或市级工作人员裁定。'
        }
      />
    )
  }
  const submit = ({ decision: outcome, reason, restock }: Fields): void =>
    decide.mutate(
      {
        id: row.redemptionId,
        decision: outcome,
        reason: reason.trim(),
        restock: outcome === 'upheld' && (restock ?? false),
      },
      { onSuccess: onDone },
    )
  return (
    <Form<Fields> form={form} layout="vertical" onFinish={submit} style={{ marginTop: 16 }}>
      <Form.Item label="裁定" name="decision" rules={[{ required: true, message: '请选择' }]}>
        <Radio.Group
          options={[
            { value: 'upheld', label: '成立：退回积分，不付给兑换点' },
            { value: 'kept', label: '不成立：维持' },
          ]}
        />
      </Form.Item>
      {decision && (
        <ReasonField key={decision} name="reason" label="理由（会告诉居民和兑换点）" templates={reasons[decision]} />
      )}
      {decision === 'upheld' && (
        <Form.Item name="restock" valuePropName="checked">
          <Checkbox>东西还在兑换点（没交付或已收回），加回库存</Checkbox>
        </Form.Item>
      )}
      {decision === 'upheld' ? (
        <Popconfirm
          title="确定成立？积分退回居民，这一笔不付给兑换点"
          okText="成立"
          cancelText="返回"
          onConfirm={() => form.submit()}
        >
          <Button type="primary" danger loading={decide.isPending}>
            裁定
          </Button>
        </Popconfirm>
      ) : (
        <Button type="primary" htmlType="submit" disabled={!decision} loading={decide.isPending}>
          裁定
        </Button>
      )}
    </Form>
  )
}
