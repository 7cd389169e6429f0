// Help and lower prices of one household: what was asked and what holds; asking on its behalf at the counter.
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { statusKinds, statusNames, type StatusKind } from '@shared/pickups/reliefs'
import { statuses, statusesDesk, type StatusRow } from '@shared/pickups/statuses-contract'
import { newId } from '@/lib/ids'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { StatusDrawer, statusColumns } from './StatusDrawer'

type Fields = { kind: StatusKind; personName: string; note?: string }

export function HouseholdHelp({ householdId: id }: { householdId: string }) {
  const list = useList(statusesDesk.list, { householdId: id })
  const [shown, setShown] = useState<StatusRow | null>(null)
  return (
    <>
      <AskForm householdId={id} />
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="这一户没有申请过帮扶或减免"
        onRow={setShown}
        columns={statusColumns}
      />
      {shown && <StatusDrawer key={shown.id} row={shown} onClose={() => setShown(null)} />}
    </>
  )
}

/** Whoever writes it down does not decide it. */
function AskForm({ householdId }: { householdId: string }) {
  const [form] = Form.useForm<Fields>()
  const write = useWrite(statuses.ask, '已登记，由另一位同事核实')
  const submit = async ({ note, ...fields }: Fields): Promise<void> => {
    await write.mutateAsync({ id: newId(), householdId, ...fields, ...(note ? { note } : {}) }).then(
      () => form.resetFields(),
      () => undefined,
    )
  }
  return (
    <Form<Fields> form={form} layout="vertical" onFinish={(fields) => void submit(fields)}>
      <div className="filters">
        <Form.Item label="代住户申请" name="kind" rules={[{ required: true, message: '请选择' }]}>
          <Select
            style={{ width: 220 }}
            placeholder="请选择"
            options={statusKinds.map((value) => ({ value, label: statusNames[value] }))}
          />
        </Form.Item>
        <Form.Item label="为谁" name="personName" rules={[{ required: true, whitespace: true, message: '请写姓名' }]}>
          <Input maxLength={20} style={{ width: 140 }} />
        </Form.Item>
        <Form.Item label="说明（可不填）" name="note">
          <Input maxLength={100} style={{ width: 260 }} />
        </Form.Item>
        <Form.Item label=" ">
          <Button type="primary" htmlType="submit" loading={write.isPending}>
            登记申请
          </Button>
        </Form.Item>
      </div>
      <p className="faint">登记的人不能自己核实；同一种情况有一份在核实时，不能再登记。</p>
    </Form>
  )
}
