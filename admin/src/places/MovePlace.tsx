// Another parent for a place: where to, why, and what it means; then how far what lives there has followed.
import { Alert, Button, Form, Input, Modal, Table, Tag } from 'antd'
import { useState } from 'react'
import { placesDesk } from '@shared/places/desk-contract'
import type { PlaceRow } from '@shared/places/desk-rows'
import { parentKinds, placeKindNames } from '@shared/places/vocabulary'
import { fullTime, withCommas } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded } from '@/ui/states'

type Fields = { parentId: string; reason: string }

export function MovePlace({ place }: { place: PlaceRow }) {
  const [open, setOpen] = useState(false)
  const moves = useRead(placesDesk.moves, { id: place.id })
  const above = parentKinds[place.kind]
  const mayMove = above !== null && place.status === 'active' && place.rights.includes('shape')
  return (
    <>
      <p>现在的上级：{place.pathNames.slice(0, -1).join(' › ') || '没有'}</p>
      {mayMove && <Button onClick={() => setOpen(true)}>换到别的{placeKindNames[above]}</Button>}
      <Loaded query={moves}>
        {({ items }) => (
          <>
            {items.some((move) => move.status === 'running') && (
              <Alert
                type="info"
                style={{ marginTop: 16 }}
                title="住户、点位等资料正在转到新的上级"
                action={
                  <Button size="small" onClick={() => void moves.refetch()}>
                    看进度
                  </Button>
                }
              />
            )}
            <Table
              size="small"
              style={{ marginTop: 16 }}
              pagination={false}
              dataSource={items}
              rowKey="id"
              locale={{ emptyText: '没有换过上级' }}
              columns={[
                { title: '时间', render: (_value, row) => fullTime(row.movedAt) },
                { title: '从', render: (_value, row) => row.from.join(' › ') },
                { title: '到', render: (_value, row) => row.to.join(' › ') },
                { title: '原因', dataIndex: 'reason' },
                { title: '转过去的资料', className: 'number', render: (_value, row) => `${withCommas(row.done)}条` },
                {
                  title: '进度',
                  render: (_value, row) =>
                    row.status === 'finished' ? <Tag color="green">已完成</Tag> : <Tag color="blue">进行中</Tag>,
                },
              ]}
            />
          </>
        )}
      </Loaded>
      {open && above && (
        <MoveForm
          place={place}
          kind={above}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false)
            void moves.refetch()
          }}
        />
      )}
    </>
  )
}

function MoveForm({
  place,
  kind,
  onClose,
  onDone,
}: {
  place: PlaceRow
  kind: NonNullable<(typeof parentKinds)[PlaceRow['kind']]>
  onClose: () => void
  onDone: () => void
}) {
  const [form] = Form.useForm<Fields>()
  const move = useWrite(placesDesk.move, '已换上级，资料正在转过去')
  const submit = async (): Promise<void> => {
    const fields = await form.validateFields()
    await move.mutateAsync({ id: place.id, revision: place.revision, ...fields }).then(onDone, () => undefined)
  }
  return (
    <Modal
      open
      title={`把“${place.name}”换到别的${placeKindNames[kind]}`}
      okText="换上级"
      cancelText="返回"
      okButtonProps={{ danger: true }}
      confirmLoading={move.isPending}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <Alert
        type="warning"
        style={{ marginBottom: 16 }}
        title="下面的地点、住户、点位和没办完的预约一起转过去，以后的预约和统计按新的归属；已经发生的记录不变。规则会跟着新的上级变，原来社区的工作人员不再看得到这里。"
      />
      <Form<Fields> form={form} layout="vertical">
        <Form.Item
          label={`新的${placeKindNames[kind]}`}
          name="parentId"
          rules={[{ required: true, message: '请选择新的上级' }]}
        >
          <PlaceSelect kind={kind} label={`新的${placeKindNames[kind]}`} width={420} />
        </Form.Item>
        <Form.Item
          label="为什么换"
          name="reason"
          rules={[{ required: true, min: 2, whitespace: true, message: '请写明原因，至少两个字' }]}
        >
          <Input maxLength={100} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
