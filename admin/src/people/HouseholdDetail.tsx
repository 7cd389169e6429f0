// One household: members, who acts for it, its card, and what may be done.
import { Button, Descriptions, Modal, Popconfirm, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ledger } from '@shared/ledger/contract'
import { households } from '@shared/people/household-contract'
import { fullTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { HouseholdSelect } from './HouseholdSelect'
import { PhoneButton } from './PhoneButton'
import { ProxyForm } from './ProxyForm'

export function MembersTab({ householdId: id }: { householdId: string }) {
  const query = useRead(households.detail, { id })
  const reissue = useWrite(households.reissueCode, '已换发，旧码停用')
  const remove = useWrite(households.removeMember, '已移出，即刻生效')
  const revoke = useWrite(households.revokeProxy, '已取消代办')
  const [merging, setMerging] = useState(false)
  const [recording, setRecording] = useState(false)
  const [seesLedger, mayRevoke] = [useMay(ledger.deskEntries), useMay(households.recordProxy)]
  const newCode = async (): Promise<void> => {
    const reason = await askReason('换发户码？旧码立即停用', '换发', true)
    if (reason) reissue.mutate({ id, reason })
  }
  const drop = async (personId: string): Promise<void> => {
    const reason = await askReason('移出这位成员？', '移出', true)
    if (reason) remove.mutate({ id, personId, reason })
  }
  return (
    <Loaded query={query}>
      {(one) => (
        <>
          <Descriptions
            column={1}
            bordered
            size="small"
            items={[
              { key: 'label', label: '住户', children: one.label },
              { key: 'place', label: '小区/村', children: one.placeName },
              {
                key: 'card',
                label: '户卡',
                children: (
                  <>
                    {`${fullTime(one.codeIssuedAt)} 发的一张在用，以前的都已停用 `}
                    {one.allowed.includes('reissueCode') && (
                      <Button size="small" onClick={() => void newCode()}>
                        换发
                      </Button>
                    )}
                  </>
                ),
              },
              { key: 'kind', label: '类型', children: one.cardOnly ? <Tag color="blue">只有户卡</Tag> : '有成员' },
              ...(seesLedger
                ? [
                    {
                      key: 'points',
                      label: '积分',
                      children: <Link to={`/accounts?account=household:${id}`}>住户积分账户</Link>,
                    },
                  ]
                : []),
            ]}
          />
          <h4>成员</h4>
          <Table
            size="small"
            pagination={false}
            dataSource={one.members}
            rowKey="personId"
            locale={{ emptyText: '没有成员，凭户卡办理' }}
            columns={[
              {
                title: '姓名',
                render: (_value, member) => (
                  <>
                    {member.name} {member.owner && <Tag color="green">户主</Tag>}
                  </>
                ),
              },
              { title: '加入', render: (_value, member) => fullTime(member.since) },
              {
                title: '',
                render: (_value, member) => (
                  <Space>
                    <PhoneButton personId={member.personId} name={member.name} />
                    {seesLedger && <Link to={`/accounts?account=person:${member.personId}`}>个人积分账户</Link>}
                    {one.allowed.includes('removeMember') && (
                      <Button size="small" danger onClick={() => void drop(member.personId)}>
                        移出
                      </Button>
                    )}
                  </Space>
                ),
              },
            ]}
          />
          <h4>代办</h4>
          {mayRevoke && (
            <Button style={{ marginBottom: 8 }} onClick={() => setRecording(true)}>
              登记代办人
            </Button>
          )}
          {recording && <ProxyForm householdId={id} onClose={() => setRecording(false)} />}
          <Table
            size="small"
            pagination={false}
            dataSource={one.proxies}
            rowKey="id"
            locale={{ emptyText: '没有代办人' }}
            columns={[
              { title: '代办人', dataIndex: 'name' },
              { title: '到', dataIndex: 'until' },
              { title: '登记人', dataIndex: 'recordedBy' },
              {
                title: '',
                render: (_value, proxy) =>
                  mayRevoke && (
                    <Popconfirm
                      title="取消这位代办人？"
                      description="立即生效，要恢复得重新登记同意"
                      okText="取消代办"
                      cancelText="返回"
                      onConfirm={() => revoke.mutate({ id: proxy.id })}
                    >
                      <Button size="small">取消</Button>
                    </Popconfirm>
                  ),
              },
            ]}
          />
          {one.allowed.includes('merge') && (
            <Button style={{ marginTop: 16 }} onClick={() => setMerging(true)}>
              与另一户合并（重复登记）
            </Button>
          )}
          {merging && <Merge id={id} placeId={one.placeId} onClose={() => setMerging(false)} />}
        </>
      )}
    </Loaded>
  )
}

function Merge({ id, placeId, onClose }: { id: string; placeId: string; onClose: () => void }) {
  const [intoId, setIntoId] = useState<string>()
  const merge = useWrite(households.merge, '已合并')
  const submit = async (): Promise<void> => {
    if (!intoId) return
    const reason = await askReason('合并后不能分开', '合并', true)
    if (reason) await merge.mutateAsync({ id, intoId, reason }).then(onClose, () => undefined)
  }
  return (
    <Modal
      open
      title="这一户是重复的，并入哪一户？"
      okText="下一步"
      cancelText="取消"
      onOk={() => void submit()}
      onCancel={onClose}
      okButtonProps={{ disabled: !intoId || intoId === id }}
    >
      <HouseholdSelect placeId={placeId} value={intoId} onChange={setIntoId} />
    </Modal>
  )
}
