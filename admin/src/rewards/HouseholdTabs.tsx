// A household's points, with the paper and the contest at the desk, and what it has redeemed.
import { Drawer, Tag } from 'antd'
import { useState } from 'react'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { dayOf, monthOf } from '@shared/time'
import { longDay, shortTime, withCommas } from '@/lib/format'
import { useList, useRead } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Loaded } from '@/ui/states'
import { MonthPoints } from './DeskPoints'
import { RedemptionDetail } from './RedemptionDetail'
import { redemptionColours } from './words'
import './rewards.css'

export const HouseholdPoints = ({ householdId }: { householdId: string }) => <MonthPoints householdId={householdId} />

/** What the household has to spend now; the lines are in its tab. */
export function PointsLeft({ householdId }: { householdId: string }) {
  const { data } = useRead(ledgerDesk.householdPoints, { householdId, month: monthOf(dayOf(new Date())) })
  if (!data) return null
  const [first] = data.expiring
  return (
    <section className="card" aria-label="积分">
      <header>
        <h4>住户积分</h4>
      </header>
      <span className="side-figure">
        <strong>{withCommas(data.available)}</strong> 分能用
      </span>
      {data.held > 0 && <div className="faint">兑换中{withCommas(data.held)}分</div>}
      {first && (
        <div className="faint">
          {longDay(first.on)}到期 {withCommas(first.points)}分
        </div>
      )}
    </section>
  )
}

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
