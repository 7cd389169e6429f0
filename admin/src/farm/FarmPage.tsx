// What farms brought back to the shops of the area: a month's sums, each return, and entering one from a paper book.
import { Button, Card, DatePicker, Drawer, Select, Statistic, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { farm, type FarmReturn } from '@shared/farm/contract'
import { farmThingNames, showFarmAmount } from '@shared/farm/vocabulary'
import { dayOf, longMonth, monthOf, showDay } from '@shared/time'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { FarmForm } from './FarmForm'

const FILTERS = ['month', 'siteId'] as const
export const yuan = (fen: number): string => `${(fen / 100).toFixed(2)}元`

export function FarmPage() {
  const [{ month = monthOf(dayOf(new Date())), siteId }, setFilters] = useFilters(FILTERS)
  const at = siteId ? { siteId } : {}
  const sites = useRead(farm.sites, {})
  const totals = useRead(farm.totals, { month, ...at })
  const list = useList(farm.list, at)
  const mayRecord = useMay(farm.record)
  const [entering, setEntering] = useState(false)
  return (
    <Page
      title="农资回收"
      hint="农户交回农资店、供销社的农药瓶、农药袋和农膜。奖励和押金当面给，这里只记录。"
      actions={
        mayRecord && (
          <Button type="primary" onClick={() => setEntering(true)}>
            登记回收
          </Button>
        )
      }
    >
      <div className="filters">
        <DatePicker
          picker="month"
          allowClear={false}
          aria-label="月份"
          value={dayjs(`${month}-01`)}
          onChange={(value) => setFilters({ month: value ? value.format('YYYY-MM') : undefined })}
        />
        <Select
          allowClear
          placeholder="全部回收点"
          aria-label="回收点"
          style={{ width: 260 }}
          value={siteId}
          options={(sites.data?.sites ?? []).map(({ id, name, placeName }) => ({
            value: id,
            label: `${placeName} ${name}`,
          }))}
          onChange={(value?: string) => setFilters({ siteId: value })}
        />
      </div>
      <Loaded query={totals}>{({ totals: rows }) => <Totals month={month} rows={rows} />}</Loaded>
      <ListTable<FarmReturn>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有登记过农资回收"
        columns={[
          { title: '日期', render: (_value, row) => showDay(row.day) },
          { title: '回收点', render: (_value, row) => <span className="wrap">{row.siteName}</span> },
          { title: '种类', render: (_value, row) => farmThingNames[row.thing] },
          { title: '数量', render: (_value, row) => showFarmAmount(row.thing, row.amount) },
          { title: '奖励', render: (_value, row) => yuan(row.rewardFen) },
          { title: '退押金', render: (_value, row) => yuan(row.depositFen) },
          { title: '备注', render: (_value, row) => <span className="wrap">{row.note}</span> },
          { title: '', render: (_value, row) => <Withdraw row={row} /> },
        ]}
      />
      <Drawer open={entering} onClose={() => setEntering(false)} size="large" title="登记回收" destroyOnHidden>
        <FarmForm sites={sites.data?.sites ?? []} onDone={() => setEntering(false)} />
      </Drawer>
    </Page>
  )
}

type Sums = OutputOf<typeof farm.totals>['totals']

function Totals({ month, rows }: { month: string; rows: Sums }) {
  return (
    <div
      style={{
        display: 'grid',
        gap: 12,
        gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))',
        marginBottom: 16,
      }}
    >
      {rows.map(({ thing, times, amount, rewardFen, depositFen }) => (
        <Card key={thing} size="small">
          <Statistic
            title={`${longMonth(month)}${farmThingNames[thing]}，${times}次`}
            value={showFarmAmount(thing, amount)}
          />
          <span>{`奖励 ${yuan(rewardFen)}，退押金 ${yuan(depositFen)}`}</span>
        </Card>
      ))}
    </div>
  )
}

function Withdraw({ row }: { row: FarmReturn }) {
  const withdraw = useWrite(farm.withdraw, '已撤回，不再计入合计')
  if (row.withdrawn !== null) return <Tag>{`已撤回：${row.withdrawn}`}</Tag>
  if (!row.allowed.includes('withdraw')) return null
  const ask = async (): Promise<void> => {
    const reason = await askReason('撤回这次登记？', '撤回', true)
    if (reason) withdraw.mutate({ id: row.id, reason })
  }
  return (
    <Button size="small" loading={withdraw.isPending} onClick={() => void ask()}>
      撤回
    </Button>
  )
}
