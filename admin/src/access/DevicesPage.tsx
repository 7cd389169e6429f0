// Devices of the area: scales and smart bins, each with a key for its one site. A key is shown once, when it is made.
import { Button, Space, Tag } from 'antd'
import { useState } from 'react'
import { access } from '@shared/access/contract'
import type { OutputOf } from '@shared/contract'
import { fullTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { RegisterDevice } from './RegisterDevice'
import { ShownKey, type Keyed } from './ShownKey'

type Row = OutputOf<typeof access.devices>['items'][number]

export function DevicesPage() {
  const list = useList(access.devices, {})
  const mayRegister = useMay(access.registerDevice)
  const [registering, setRegistering] = useState(false)
  const [shown, setShown] = useState<Keyed | null>(null)
  const rotate = useWrite(access.rotateDeviceKey)
  const revoke = useWrite(access.revokeDevice, '已停用，这台设备不能再上传')
  const newKey = async ({ id, name, serial }: Row): Promise<void> => {
    const reason = await askReason(`给“${name}”换一把密钥？旧的马上不能用`, '换发', true)
    if (reason) rotate.mutate({ id, serial, reason }, { onSuccess: setShown })
  }
  const stop = async ({ id, name }: Row): Promise<void> => {
    const reason = await askReason(`停用“${name}”？以后再用要重新登记`, '停用', true)
    if (reason) revoke.mutate({ id, reason })
  }
  return (
    <Page
      title="设备"
      hint="智能桶、电子秤等。每台一把密钥，只能在自己的点位上传；密钥只在登记和换发时显示一次。"
      actions={
        mayRegister && (
          <Button type="primary" onClick={() => setRegistering(true)}>
            登记设备
          </Button>
        )
      }
    >
      <ListTable<Row>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有登记设备"
        columns={[
          { title: '设备', render: (_value, row) => <span className="wrap">{row.name}</span> },
          { title: '点位', render: (_value, row) => <span className="wrap">{row.siteName}</span> },
          { title: '最近上传', render: (_value, row) => (row.lastSeenAt ? fullTime(row.lastSeenAt) : '还没有') },
          { title: '登记', render: (_value, row) => fullTime(row.createdAt) },
          {
            title: '状态',
            render: (_value, row) => (row.status === 'active' ? <Tag color="green">在用</Tag> : <Tag>已停用</Tag>),
          },
          {
            title: '',
            render: (_value, row) =>
              row.mayKeep &&
              row.status === 'active' && (
                <Space>
                  <Button size="small" onClick={() => void newKey(row)}>
                    换发密钥
                  </Button>
                  <Button size="small" danger onClick={() => void stop(row)}>
                    停用
                  </Button>
                </Space>
              ),
          },
        ]}
      />
      {registering && <RegisterDevice onClose={() => setRegistering(false)} onDone={setShown} />}
      {shown && <ShownKey device={shown} onClose={() => setShown(null)} />}
    </Page>
  )
}
