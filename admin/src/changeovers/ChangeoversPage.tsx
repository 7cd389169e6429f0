// Change-overs of the area: each with its day, buildings and new site; one opens to be changed, printed or called off.
import { Button, Drawer, Tag } from 'antd'
import { useState } from 'react'
import { changeovers, type Changeover } from '@shared/changeovers/contract'
import { showBuildings } from '@shared/changeovers/rules'
import { dayOf, showDay } from '@shared/time'
import { useMay } from '@/lib/me'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { current } from '@/ui/EditForm'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { ChangeoverForm } from './ChangeoverForm'
import { ChangeoverDetail } from './ChangeoverDetail'

const FILTERS = ['open'] as const

export function ChangeoversPage() {
  const [{ open }, setFilters] = useFilters(FILTERS)
  const list = useList(changeovers.list, {})
  const mayMake = useMay(changeovers.create)
  const [making, setMaking] = useState(false)
  const found = useRead(changeovers.list, { open: open ?? '' }, { enabled: open !== undefined })
  const [first] = found.data?.items ?? []
  const shown = first ? current(list.items, first) : undefined
  return (
    <Page
      title="楼层撤桶"
      hint="定下日期、楼栋和新投放点，相关住户会收到消息、首页会显示，前一晚再提醒；通知按楼栋打印。"
      actions={
        mayMake && (
          <Button type="primary" onClick={() => setMaking(true)}>
            安排撤桶
          </Button>
        )
      }
    >
      <ListTable<Changeover>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有安排过楼层撤桶"
        onRow={({ id }) => setFilters({ open: id })}
        columns={[
          { title: '小区', render: (_value, row) => <span className="wrap">{row.placeName}</span> },
          { title: '从哪天起', render: (_value, row) => showDay(row.day) },
          { title: '楼栋', render: (_value, row) => <span className="wrap">{showBuildings(row.buildings)}</span> },
          { title: '新投放点', render: (_value, row) => <span className="wrap">{row.siteName}</span> },
          { title: '开放时间', render: (_value, row) => <span className="wrap">{row.hoursText || '全天'}</span> },
          { title: '状态', render: (_value, row) => <State row={row} /> },
        ]}
      />
      <Drawer open={making} onClose={() => setMaking(false)} size="large" title="安排撤桶" destroyOnHidden>
        <ChangeoverForm changeover={null} onDone={() => setMaking(false)} />
      </Drawer>
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={shown ? `${shown.placeName}楼层撤桶` : '楼层撤桶'}
        loading={found.isLoading}
        destroyOnHidden
      >
        {shown && <ChangeoverDetail changeover={shown} />}
        {!shown && !found.isLoading && '没有找到，可能不在您的片区。'}
      </Drawer>
    </Page>
  )
}

function State({ row }: { row: Changeover }) {
  if (row.status === 'calledOff') return <Tag>已取消</Tag>
  return row.day > dayOf(new Date()) ? <Tag color="blue">将要撤桶</Tag> : <Tag color="green">已撤桶</Tag>
}
