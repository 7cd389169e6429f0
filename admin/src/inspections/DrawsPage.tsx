// 双随机: what was drawn with its hash and seed file, and the calendar of what is planned. A draw is made once; one that
// nobody has begun can be undone with a reason, and stays in the list.
import { Button, Drawer, Select, Tabs, Tag } from 'antd'
import { useState } from 'react'
import { inspectionsDraws, type DrawRow } from '@shared/inspections/draws-contract'
import { strataByNames, targetKindNames, type TargetKind } from '@shared/inspections/vocabulary'
import { showDay } from '@shared/time'
import { useMay } from '@/lib/me'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { CalendarTab } from './CalendarTab'
import { DrawDetail } from './DrawDetail'
import { DrawForm } from './DrawForm'
import { targetKindOptions } from './words'
import './inspections.css'

const FILTERS = ['tab', 'targetKind', 'open'] as const

export function DrawsPage() {
  const [{ tab, open }, setFilters] = useFilters(FILTERS)
  const mayDraw = useMay(inspectionsDraws.draw)
  const [drawing, setDrawing] = useState(false)
  return (
    <Page
      title="检查安排"
      hint="随机抽检查对象、随机派检查员：本镇街的、最近两次去过的、申报了利害关系的不抽；每人每天最多6处，顺序由种子决定，任何人都能重算。"
      actions={
        mayDraw && (
          <Button type="primary" onClick={() => setDrawing(true)}>
            抽签
          </Button>
        )
      }
    >
      <Tabs
        activeKey={tab ?? 'calendar'}
        onChange={(key) => setFilters({ tab: key === 'calendar' ? undefined : key })}
        items={[
          { key: 'calendar', label: '检查日历', children: <CalendarTab /> },
          { key: 'draws', label: '抽签记录', children: <Draws /> },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title="一次抽签"
        destroyOnHidden
      >
        {open && <One key={open} id={open} />}
      </Drawer>
      <Drawer open={drawing} onClose={() => setDrawing(false)} size="large" title="双随机抽签" destroyOnHidden>
        <DrawForm
          onDone={(id) => {
            setDrawing(false)
            setFilters({ tab: 'draws', open: id })
          }}
        />
      </Drawer>
    </Page>
  )
}

function One({ id }: { id: string }) {
  const query = useRead(inspectionsDraws.show, { id })
  return <Loaded query={query}>{(draw) => <DrawDetail draw={draw} />}</Loaded>
}

function Draws() {
  const [{ targetKind }, setFilters] = useFilters(FILTERS)
  const list = useList(inspectionsDraws.list, targetKind ? { targetKind: targetKind as TargetKind } : {})
  return (
    <>
      <div className="filters">
        <Select
          allowClear
          placeholder="全部对象"
          aria-label="对象类型"
          style={{ width: 160 }}
          value={targetKind}
          options={targetKindOptions}
          onChange={(value?: string) => setFilters({ targetKind: value })}
        />
      </div>
      <ListTable<DrawRow>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有抽过签"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '时段', sort: 'from', render: (_value, row) => `${showDay(row.from)}～${showDay(row.to)}` },
          { title: '范围', render: (_value, row) => row.placeName },
          { title: '对象', render: (_value, row) => targetKindNames[row.targetKind] },
          { title: '分层', render: (_value, row) => strataByNames[row.by] },
          {
            title: '检查',
            render: (_value, row) => (
              <>
                {row.finished}/{row.visits}次完成
                <div className="faint">
                  含双人复看{row.doubles}次{row.unassigned > 0 && `，${row.unassigned}处无人可派`}
                </div>
              </>
            ),
          },
          { title: '校验码', render: (_value, row) => <code>{row.hash.slice(0, 12)}…</code> },
          {
            title: '状态',
            render: (_value, row) =>
              row.status === 'valid' ? (
                <Tag color="green">有效</Tag>
              ) : (
                <span className="wrap">
                  <Tag>已作废</Tag>
                  {row.voidReason}
                </span>
              ),
          },
        ]}
      />
    </>
  )
}
