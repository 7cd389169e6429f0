// Redemptions with filters, disputes to decide, hints of unusual bursts, and nicknames for the roll of honour; above
// them the month.
import { Badge, Drawer, Select, Statistic, Tabs, Tag } from 'antd'
import type { InputOf } from '@shared/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { dayOf, monthOf } from '@shared/time'
import { download } from '@/lib/api'
import { shortTime, withCommas } from '@/lib/format'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { showFen } from '@shared/units'
import { GoodSelect, ShopSelect } from './Choose'
import { Disputes } from './Disputes'
import { Flags } from './Flags'
import { Nicknames } from './Nicknames'
import { RedemptionDetail } from './RedemptionDetail'
import { redemptionColours, redemptionOptions } from './words'
import './rewards.css'

const FILTERS = ['tab', 'open', 'status', 'goodId', 'shopId'] as const
type Asked = Omit<InputOf<typeof rewardsOffice.redemptions>, 'cursor'>

export function RedemptionsPage() {
  const [{ tab, open }, setFilters] = useFilters(FILTERS)
  const month = monthOf(dayOf(new Date()))
  const summary = useRead(rewardsOffice.summary, { month })
  const counted = (label: string, count: number | undefined) => (
    <Badge count={count ?? 0} size="small" offset={[10, 0]}>
      {label}
    </Badge>
  )
  return (
    <Page title="兑换记录" hint="住户已遮盖；查看详情会留痕。">
      {summary.data && (
        <div className="stats">
          <Statistic title={`${month} 核销`} value={summary.data.captured} suffix="次" />
          <Statistic title="用去积分" value={summary.data.points} suffix="分" />
          <Statistic title="应付兑换点" value={showFen(summary.data.fen)} />
          <Statistic title="待领取" value={summary.data.held} suffix="次" />
          <Statistic title="取消 / 过期" value={`${summary.data.cancelled} / ${summary.data.lapsed}`} suffix="次" />
          <Statistic title="快没货" value={summary.data.lowStock} suffix="种" />
        </div>
      )}
      <Tabs
        activeKey={tab ?? 'list'}
        onChange={(key) => setFilters({ tab: key === 'list' ? undefined : key })}
        destroyOnHidden
        className="page-tabs"
        items={[
          { key: 'list', label: '全部兑换', children: <Redemptions /> },
          { key: 'disputes', label: counted('兑换异议', summary.data?.openDisputes), children: <Disputes /> },
          { key: 'flags', label: counted('频繁兑换', summary.data?.openFlags), children: <Flags /> },
          { key: 'nicknames', label: '荣誉榜昵称', children: <Nicknames /> },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title="一次兑换"
        destroyOnHidden
      >
        {open && <OneRedemption id={open} />}
      </Drawer>
    </Page>
  )
}

function Redemptions() {
  const [{ status, goodId, shopId }, setFilters] = useFilters(FILTERS)
  const asked = { ...(status ? { status } : {}), ...(goodId ? { goodId } : {}), ...(shopId ? { shopId } : {}) } as Omit<
    Asked,
    'limit'
  >
  const list = useList(rewardsOffice.redemptions, asked)
  return (
    <>
      <div className="filters">
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 210 }}
          value={status}
          options={redemptionOptions}
          onChange={(value?: string) => setFilters({ status: value })}
        />
        <GoodSelect value={goodId} onChange={(id) => setFilters({ goodId: id })} />
        <ShopSelect value={shopId} onChange={(id) => setFilters({ shopId: id })} />
        <ExportButtons save={(format) => download(rewardsOffice.exportRedemptions, { ...asked, format })} />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的兑换"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '时间', sort: 'createdAt', render: (_value, row) => shortTime(row.createdAt) },
          { title: '住户', dataIndex: 'householdLabel' },
          { title: '商品', dataIndex: 'goodName' },
          { title: '件数', className: 'number', dataIndex: 'quantity' },
          { title: '积分', className: 'number', render: (_value, row) => withCommas(row.points) },
          { title: '兑换点', dataIndex: 'shopName' },
          { title: '状态', render: (_value, row) => <Tag color={redemptionColours[row.status]}>{row.statusText}</Tag> },
          { title: '经办', render: (_value, row) => row.handledBy ?? '—' },
        ]}
      />
    </>
  )
}

function OneRedemption({ id }: { id: string }) {
  const query = useRead(rewardsOffice.redemption, { id })
  return <Loaded query={query}>{(redemption) => <RedemptionDetail redemption={redemption} />}</Loaded>
}
