// Hints of many redemptions in a short time: only hints; a person looks, and writes what was found.
import { Button, Form, Input, Modal, Radio, Segmented, Tag } from 'antd'
import { useState } from 'react'
import type { InputOf, OutputOf } from '@shared/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers } from '@shared/rewards/roles'
import { withCommas } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { flagColours, flagStatuses } from './words'

type Row = OutputOf<typeof rewardsOffice.flags>['items'][number]
type Status = NonNullable<InputOf<typeof rewardsOffice.flags>['status']>
type Fields = { status: 'cleared' | 'confirmed'; note: string }

export function Flags() {
  const [, setFilters] = useFilters(['open'] as const)
  const [status, setStatus] = useState<Status>('open')
  const [deciding, setDeciding] = useState<Row | null>(null)
  const list = useList(rewardsOffice.flags, { status })
  const mayDecide = useHasRole(rewardManagers)
  return (
    <>
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={status}
          onChange={setStatus}
          options={Object.entries(flagStatuses).map(([value, label]) => ({ value: value as Status, label }))}
        />
      </div>
      <p className="faint">只是提示，不会自动处罚或冻结任何人。请核实以后写明情况。</p>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={status === 'open' ? '没有要核实的提示' : '没有符合条件的提示'}
        columns={[
          { title: '日期', dataIndex: 'day' },
          { title: '种类', dataIndex: 'kindText' },
          { title: '情况', render: (_value, row) => <span className="wrap">{row.text}</span> },
          {
            title: '谁',
            render: (_value, row) => [row.shopName, row.householdLabel].filter(Boolean).join(' · ') || '—',
          },
          { title: '次数', className: 'number', dataIndex: 'count' },
          { title: '积分', className: 'number', render: (_value, row) => withCommas(row.points) },
          {
            title: '兑换',
            render: (_value, row) =>
              row.redemptionIds.slice(0, 2).map((id, index) => (
                <Button
                  key={id}
                  size="small"
                  type="link"
                  style={{ paddingInline: 4 }}
                  onClick={() => setFilters({ open: id })}
                >
                  第{index + 1}次
                </Button>
              )),
          },
          {
            title: '状态',
            render: (_value, row) => (
              <>
                <Tag color={flagColours[row.status]}>{flagStatuses[row.status]}</Tag>
                {row.note && (
                  <span className="faint">
                    {row.note}（{row.decidedBy}）
                  </span>
                )}
              </>
            ),
          },
          {
            title: '',
            render: (_value, row) =>
              mayDecide &&
              row.status === 'open' && (
                <Button size="small" onClick={() => setDeciding(row)}>
                  核实
                </Button>
              ),
          },
        ]}
      />
      {deciding && <DecideFlag row={deciding} onClose={() => setDeciding(null)} />}
    </>
  )
}

function DecideFlag({ row, onClose }: { row: Row; onClose: () => void }) {
  const [form] = Form.useForm<Fields>()
  const decide = useWrite(rewardsOffice.decideFlag, '已记下')
  return (
    <Modal
      open
      title="核实这条提示"
      okText="记下"
      okButtonProps={{ loading: decide.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{row.text}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        onFinish={(fields) =>
          decide.mutate({ id: row.id, status: fields.status, note: fields.note.trim() }, { onSuccess: onClose })
        }
      >
        <Form.Item name="status" label="结果" rules={[{ required: true, message: '请选择' }]}>
          <Radio.Group
            options={[
              { value: 'cleared', label: '没有问题' },
              { value: 'confirmed', label: '确有问题' },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="note"
          label="核实到的情况"
          rules={[{ required: true, whitespace: true, message: '请写明情况' }]}
        >
          <Input.TextArea rows={3} maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
