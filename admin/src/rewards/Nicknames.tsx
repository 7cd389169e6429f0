// Nicknames of people who wish to stand on the roll of honour: looked at before anyone else sees them.
import { Button, Segmented, Space, Tag } from 'antd'
import { useState } from 'react'
import type { InputOf } from '@shared/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardDesks } from '@shared/rewards/roles'
import { shortTime } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { askReason } from '@/ui/reason'

type Status = NonNullable<InputOf<typeof rewardsOffice.nicknames>['status']>
const names: Record<Status, string> = { waiting: '待审', shown: '已显示', refused: '未通过' }
const colours: Record<Status, string> = { waiting: 'orange', shown: 'green', refused: 'default' }

export function Nicknames() {
  const [status, setStatus] = useState<Status>('waiting')
  const list = useList(rewardsOffice.nicknames, { status })
  const decide = useWrite(rewardsOffice.decideNickname, '已处理')
  const mayDecide = useHasRole(rewardDesks)
  const refuse = async (id: string): Promise<void> => {
    const reason = await askReason('这个昵称不合适？', '不通过', true)
    if (reason) decide.mutate({ id, shown: false, reason: reason.slice(0, 60) })
  }
  return (
    <>
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={status}
          onChange={setStatus}
          options={Object.entries(names).map(([value, label]) => ({ value: value as Status, label }))}
        />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={status === 'waiting' ? '没有等待审核的昵称' : '没有符合条件的昵称'}
        columns={[
          { title: '昵称', dataIndex: 'nickname' },
          { title: '小区/村', dataIndex: 'placeName' },
          { title: '提出', render: (_value, row) => shortTime(row.askedAt) },
          { title: '状态', render: (_value, row) => <Tag color={colours[row.status]}>{names[row.status]}</Tag> },
          {
            title: '',
            render: (_value, row) =>
              mayDecide &&
              row.status === 'waiting' && (
                <Space>
                  <Button size="small" type="primary" onClick={() => decide.mutate({ id: row.id, shown: true })}>
                    通过
                  </Button>
                  <Button size="small" danger onClick={() => void refuse(row.id)}>
                    不通过
                  </Button>
                </Space>
              ),
          },
        ]}
      />
    </>
  )
}
