// Licences of haulers: entered with their days, taken away with a last day. What was collected before stays as it was.
import { Button, DatePicker, Drawer, Form, Input, Modal, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { manifestsDesk, type LicenceRow } from '@shared/manifests/desk-contract'
import type { WasteKind } from '@shared/manifests/vocabulary'
import { shortTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { kindName, kindOptions } from './words'

const need = [{ required: true, message: '请填写' }]

export function LicencesTab() {
  const list = useList(manifestsDesk.licences, {})
  const [adding, setAdding] = useState(false)
  const [revoking, setRevoking] = useState<LicenceRow | null>(null)
  const mayKeep = useMay(manifestsDesk.enterLicence)
  return (
    <>
      {mayKeep && (
        <div className="filters">
          <Button type="primary" onClick={() => setAdding(true)}>
            登记许可
          </Button>
        </div>
      )}
      <ListTable<LicenceRow>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有登记经营许可"
        columns={[
          { title: '收运单位', render: (_value, row) => <span className="wrap">{row.organisation}</span> },
          { title: '许可证号', render: (_value, row) => row.number },
          { title: '种类', render: (_value, row) => row.kinds.map(kindName).join('、') },
          { title: '有效期', sort: 'to', render: (_value, row) => `${row.from} 至 ${row.to}` },
          { title: '登记', render: (_value, row) => `${row.enteredBy}，${shortTime(row.enteredAt)}` },
          {
            title: '办理',
            render: (_value, row) =>
              row.revokedOn ? (
                <span className="wrap">
                  {row.revokedOn} 止：{row.reason}
                </span>
              ) : row.mayKeep ? (
                <Button size="small" danger onClick={() => setRevoking(row)}>
                  吊销或注销
                </Button>
              ) : (
                '—'
              ),
          },
        ]}
      />
      <Drawer
        open={adding}
        onClose={() => setAdding(false)}
        title="登记经营许可"
        destroyOnHidden
        mask={{ closable: false }}
      >
        <LicenceForm onDone={() => setAdding(false)} />
      </Drawer>
      {revoking && <Revoke key={revoking.id} row={revoking} onDone={() => setRevoking(null)} />}
    </>
  )
}

type Fields = { organisationId: string; number: string; kinds: WasteKind[]; from: Dayjs; to: Dayjs }

function LicenceForm({ onDone }: { onDone: () => void }) {
  const [id] = useState(newId)
  const enter = useWrite(manifestsDesk.enterLicence, '已登记')
  return (
    <Form<Fields>
      layout="vertical"
      initialValues={{ kinds: ['foodWaste'], from: dayjs(), to: dayjs().add(3, 'year') }}
      onFinish={({ from, to, ...typed }) =>
        enter.mutate(
          { id, ...typed, from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') },
          { onSuccess: onDone },
        )
      }
    >
      <Form.Item label="收运单位" name="organisationId" rules={need}>
        <OrganisationSelect label="收运单位" kind="hauler" />
      </Form.Item>
      <Form.Item label="许可证号" name="number" rules={[{ required: true, min: 4, message: '请照许可证填写' }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item label="种类" name="kinds" rules={[{ required: true, message: '至少选一种' }]}>
        <Select mode="multiple" options={kindOptions} />
      </Form.Item>
      <Form.Item label="从" name="from" rules={need}>
        <DatePicker />
      </Form.Item>
      <Form.Item label="到（最后一天）" name="to" rules={need}>
        <DatePicker />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={enter.isPending}>
        登记
      </Button>
    </Form>
  )
}

function Revoke({ row, onDone }: { row: LicenceRow; onDone: () => void }) {
  const [form] = Form.useForm<{ lastDay: Dayjs; reason: string }>()
  const revoke = useWrite(manifestsDesk.revokeLicence, '已登记')
  return (
    <Modal
      open
      title={`吊销或注销 ${row.number}`}
      okText="确定"
      okButtonProps={{ danger: true }}
      cancelText="返回"
      confirmLoading={revoke.isPending}
      onCancel={onDone}
      onOk={() => form.submit()}
    >
      <p>之前收的照常办结，之后的交接会提示许可到期。</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ lastDay: dayjs() }}
        onFinish={({ lastDay, reason }) =>
          revoke.mutate({ id: row.id, lastDay: lastDay.format('YYYY-MM-DD'), reason }, { onSuccess: onDone })
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
