// Who waits to join a household: decided one after the other, with the keyboard too (J/K move, A approve, R refuse).
// A claim by card on a household without members may also wait at the door: its slip is printed here (DoorSlip.tsx).
import { Button, Checkbox, Radio, Tag } from 'antd'
import { useEffect, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { households } from '@shared/people/household-contract'
import { fullTime } from '@/lib/format'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { askReason } from '@/ui/reason'
import { DoorSlip } from './DoorSlip'

type Request = OutputOf<typeof households.requests>['items'][number]
const waits = { members: '等这户成员答复', community: '等社区核对', door: '门上通知公示中' } as const
/** Why nothing can be done with it here. */
const whyNone = ({ status, waitsFor }: Request): string =>
  status !== 'waiting'
    ? '已经办完'
    : waitsFor === 'members'
      ? '先由这户成员答复'
      : waitsFor === 'door'
        ? '公示期满后再办'
        : '由这里的社区办理'
const statuses = [
  { value: 'waiting', label: '待审核' },
  { value: 'approved', label: '已同意' },
  { value: 'refused', label: '已拒绝' },
  { value: 'lapsed', label: '已过期' },
] as const

export function RequestsTab() {
  const [status, setStatus] = useState<Request['status']>('waiting')
  const [at, setAt] = useState(0)
  const [moveOutOthers, setMoveOutOthers] = useState(false)
  const list = useList(households.requests, { status })
  const decide = useWrite(households.decide, '已处理')
  const [slipOf, setSlipOf] = useState<Request | null>(null)
  const current = list.items[at]
  const answer = async (request: Request, decision: 'approve' | 'refuse'): Promise<void> => {
    const reason = await askReason(
      decision === 'approve' ? `同意 ${request.name} 加入 ${request.label}?` : `拒绝 ${request.name} 的申请？`,
      decision === 'approve' ? '同意' : '拒绝',
      decision === 'refuse',
    )
    if (reason)
      decide.mutate({
        id: request.id,
        decision,
        reason,
        ...(moveOutOthers && decision === 'approve' ? { moveOutOthers } : {}),
      })
  }
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (
        event.target instanceof HTMLInputElement ||
        event.target instanceof HTMLTextAreaElement ||
        document.querySelector('.ant-modal-wrap:not([style*="display: none"])')
      )
        return
      if (event.key === 'j') setAt((before) => Math.min(before + 1, list.items.length - 1))
      if (event.key === 'k') setAt((before) => Math.max(before - 1, 0))
      if (event.key === 'a' && current?.allowed.includes('approve')) void answer(current, 'approve')
      if (event.key === 'r' && current?.allowed.includes('refuse')) void answer(current, 'refuse')
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  })
  return (
    <>
      <div className="filters">
        <Radio.Group
          value={status}
          options={[...statuses]}
          optionType="button"
          onChange={(event) => {
            setStatus(event.target.value as Request['status'])
            setAt(0)
          }}
        />
        <Checkbox checked={moveOutOthers} onChange={(event) => setMoveOutOthers(event.target.checked)}>
          同意时，原成员已搬走（即刻失去访问）
        </Checkbox>
        <span className="faint">键盘：J 下一个，K 上一个，A 同意，R 拒绝</span>
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={status === 'waiting' ? '没有待审核的申请' : '没有记录'}
        columns={[
          { title: '', render: (_value, row) => (row.id === current?.id ? '▶' : '') },
          { title: '申请人', dataIndex: 'name' },
          { title: '住户', dataIndex: 'label' },
          { title: '说明', dataIndex: 'note' },
          {
            title: '注意',
            render: (_value, row) => (
              <>
                {row.kind === 'claim' && <Tag>扫户卡认领</Tag>}
                {row.roomHasMembers && <Tag color="orange">这里已有成员</Tag>}
                {row.waitsFor && row.kind === 'claim' && <Tag color="blue">{waits[row.waitsFor]}</Tag>}
              </>
            ),
          },
          { title: '申请时间', render: (_value, row) => fullTime(row.createdAt) },
          { title: '期限', render: (_value, row) => row.dueOn ?? row.objectBy ?? '—' },
          {
            title: '办理',
            fixed: 'right',
            render: (_value, row) => (
              <>
                {row.allowed.length === 0 && !row.reason && <span className="faint">{whyNone(row)}</span>}
                {row.allowed.includes('approve') && (
                  <Button size="small" type="primary" onClick={() => void answer(row, 'approve')}>
                    同意
                  </Button>
                )}{' '}
                {row.allowed.includes('refuse') && (
                  <Button size="small" onClick={() => void answer(row, 'refuse')}>
                    拒绝
                  </Button>
                )}
                {row.allowed.includes('printSlip') && (
                  <Button size="small" onClick={() => setSlipOf(row)}>
                    {row.slipOn ? '再打印门上通知' : '打印门上通知'}
                  </Button>
                )}
                {row.reason && <span>{row.reason}</span>}
              </>
            ),
          },
        ]}
      />
      {slipOf && <DoorSlip requestId={slipOf.id} label={slipOf.label} onClose={() => setSlipOf(null)} />}
    </>
  )
}
