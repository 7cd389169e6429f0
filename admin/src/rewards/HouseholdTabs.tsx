// A household's points, with the paper and the contest at the desk, and what it has redeemed.
import { Drawer, Tag } from 'antd'
import { useState } from 'react'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { shortTime, withCommas } from '@/lib/format'
import { useList, useRead } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Loaded } from '@/ui/states'
import { MonthPoints } from './DeskPoints'
import { RedemptionDetail } from './RedemptionDetail'
import { redemptionColours } from './words'
import './rewards.css'

export const HouseholdPoints = ({ householdId }: { householdId: string }) => <MonthPoints householdId={householdId} />

export function HouseholdRedemptions({ householdId }: { householdId: string }) {
  const list = useList(rewardsOffice.redemptions, { householdId })
  const [open, setOpen] = useState<string | null>(null)
  return (
    <>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="这一户还没有兑换"
        onRow={(row) => setOpen(row.id)}
        columns={[
          { title: '时间', sort: 'createdAt', render: (_value, row) => shortTime(row.createdAt) },
          { title: '商品', dataIndex: 'goodName' },
          { title: '件数', className: 'number', dataIndex: 'quantity' },
          { title: '积分', className: 'number', render: (_value, row) => withCommas(row.points) },
          { title: '兑换点', dataIndex: 'shopName' },
          { title: '状态', render: (_value, row) => <Tag color={redemptionColours[row.status]}>{row.statusText}</Tag> },
        ]}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size="large" title="一次兑换" destroyOnHidden>
        {open && <One id={open} />}
      </Drawer>
    </>
  )
}

function One({ id }: { id: string }) {
  const query = useRead(rewardsOffice.redemption, { id })
  return <Loaded query={query}>{(redemption) => <RedemptionDetail redemption={redemption} />}</Loaded>
}
