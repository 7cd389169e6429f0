// Trucks with what they may carry, and weighbridges that report by themselves.
import { Button, Drawer, Form, Input, Tag } from 'antd'
import { useState } from 'react'
import { showKg } from '@shared/manifests/book'
import { manifestsDesk, type VehicleRow } from '@shared/manifests/desk-contract'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { NumberInput } from '@/ui/NumberInput'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { askReason } from '@/ui/reason'
import { Loaded, Nothing } from '@/ui/states'

const need = [{ required: true, message: '请填写' }]

export function FleetTab() {
  const list = useList(manifestsDesk.vehicles, {})
  const [adding, setAdding] = useState<'vehicle' | 'scale' | null>(null)
  const mayKeep = useMay(manifestsDesk.enterVehicle)
  const end = useWrite(manifestsDesk.endVehicle, '已停用')
  const stop = async ({ id, plate }: VehicleRow): Promise<void> => {
    const reason = await askReason(`停用 ${plate}？`, '停用', true)
    if (reason) end.mutate({ id, reason })
  }
  return (
    <>
      {mayKeep && (
        <div className="filters">
          <Button type="primary" onClick={() => setAdding('vehicle')}>
            登记车辆
          </Button>
          <Button onClick={() => setAdding('scale')}>登记地磅</Button>
        </div>
      )}
      <ListTable<VehicleRow>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有登记车辆"
        columns={[
          { title: '车牌', sort: 'plate', render: (_value, row) => row.plate },
          { title: '收运单位', render: (_value, row) => <span className="wrap">{row.hauler}</span> },
          { title: '核定载重', className: 'number', render: (_value, row) => `${showKg(row.payloadGrams)}千克` },
          { title: '状态', render: (_value, row) => <Tag>{row.standing === 'active' ? '在用' : '已停用'}</Tag> },
          {
            title: '办理',
            render: (_value, row) =>
              row.mayKeep && row.standing === 'active' ? (
                <Button size="small" danger onClick={() => void stop(row)}>
                  停用
                </Button>
              ) : (
                '—'
              ),
          },
        ]}
      />
      <Scales />
      <Drawer
        open={adding !== null}
        onClose={() => setAdding(null)}
        title={adding === 'scale' ? '登记地磅' : '登记车辆'}
        destroyOnHidden
        mask={{ closable: false }}
      >
        {adding === 'vehicle' && <VehicleForm onDone={() => setAdding(null)} />}
        {adding === 'scale' && <ScaleForm onDone={() => setAdding(null)} />}
      </Drawer>
    </>
  )
}

function Scales() {
  const query = useRead(manifestsDesk.scales, {})
  return (
    <section className="section">
      <h4>自动上报的地磅</h4>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing text="还没有地磅自动上报；处置单位可以在手机上过磅" />
          ) : (
            <ul>
              {items.map(({ id, name, disposer }) => (
                <li key={id}>
                  {name}，{disposer}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

type VehicleFields = { haulerId: string; plate: string; payloadKg: number }

function VehicleForm({ onDone }: { onDone: () => void }) {
  const [id] = useState(newId)
  const enter = useWrite(manifestsDesk.enterVehicle, '已登记')
  return (
    <Form<VehicleFields>
      layout="vertical"
      onFinish={({ payloadKg, ...typed }) =>
        enter.mutate({ id, ...typed, payloadGrams: Math.round(payloadKg * 1000) }, { onSuccess: onDone })
      }
    >
      <Form.Item label="收运单位" name="haulerId" rules={need}>
        <OrganisationSelect label="收运单位" kind="hauler" />
      </Form.Item>
      <Form.Item label="车牌" name="plate" rules={[{ required: true, min: 6, message: '请照行驶证填写' }]}>
        <Input maxLength={10} style={{ width: 180 }} />
      </Form.Item>
      <Form.Item label="核定载重" name="payloadKg" rules={need}>
        <NumberInput min={100} max={50_000} precision={0} suffix="千克" style={{ width: 180 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={enter.isPending}>
        登记
      </Button>
    </Form>
  )
}

type ScaleFields = { deviceId: string; name: string; disposerId: string }

function ScaleForm({ onDone }: { onDone: () => void }) {
  const bind = useWrite(manifestsDesk.bindScale, '已登记，地磅可以自动上报了')
  return (
    <Form<ScaleFields> layout="vertical" onFinish={(typed) => bind.mutate(typed, { onSuccess: onDone })}>
      <Form.Item label="设备编号" name="deviceId" rules={need} extra="在“设备”里登记后得到的编号">
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item label="名称" name="name" rules={[{ required: true, min: 2, message: '请填写' }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item label="处置单位" name="disposerId" rules={need}>
        <OrganisationSelect label="处置单位" kind="disposer" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={bind.isPending}>
        登记
      </Button>
    </Form>
  )
}
