// Visits of the area: those who arrange them see all, those who are inspected what is signed. One opens with its lines,
// what two phones filled in differently, corrections, and the paper form to be entered.
import { Button, Drawer, Select, Tag } from 'antd'
import { useState } from 'react'
import { inspectionsDesk, type VisitRow } from '@shared/inspections/desk-contract'
import type { TargetKind, VisitKind, VisitState } from '@shared/inspections/vocabulary'
import { dayOf, longDay } from '@shared/time'
import { useMay } from '@/lib/me'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { DateRange } from '@/ui/DateRange'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded } from '@/ui/states'
import { StartForm } from './StartForm'
import { VisitDetail } from './VisitDetail'
import { KindTag, targetKindOptions, visitKindOptions, visitStateOptions, VisitTag } from './words'
import './inspections.css'

const FILTERS = ['state', 'kind', 'targetKind', 'placeId', 'from', 'to', 'open'] as const

export function VisitsPage() {
  const [{ state, kind, targetKind, placeId, from, to, open }, setFilters] = useFilters(FILTERS)
  const list = useList(inspectionsDesk.visits, {
    ...(state ? { state: state as VisitState } : {}),
    ...(kind ? { kind: kind as VisitKind } : {}),
    ...(targetKind ? { targetKind: targetKind as TargetKind } : {}),
    ...(placeId ? { placeId } : {}),
    ...(from ? { from } : {}),
    // what is still to come stands in the calendar
    ...(to || state !== 'assigned' ? { to: to ?? dayOf(new Date()) } : {}),
  })
  const mayStart = useMay(inspectionsDesk.start)
  const [starting, setStarting] = useState(false)
  return (
    <Page
      title="检查记录"
      hint="只有双随机抽中的检查计入评分；投诉核查、复查和路长巡查标“非随机”，保留但不计。"
      actions={
        mayStart && (
          <Button type="primary" onClick={() => setStarting(true)}>
            安排投诉核查或复查
          </Button>
        )
      }
    >
      <div className="filters">
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 140 }}
          value={state}
          options={visitStateOptions}
          onChange={(value?: string) => setFilters({ state: value })}
        />
        <Select
          allowClear
          placeholder="全部方式"
          aria-label="检查方式"
          style={{ width: 150 }}
          value={kind}
          options={visitKindOptions}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
        <Select
          allowClear
          placeholder="全部对象"
          aria-label="对象类型"
          style={{ width: 150 }}
          value={targetKind}
          options={targetKindOptions}
          onChange={(value?: string) => setFilters({ targetKind: value })}
        />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <DateRange from={from} to={to} onChange={(days) => setFilters(days)} />
      </div>
      <ListTable<VisitRow>
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的检查"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '日期', sort: 'day', render: (_value, row) => longDay(row.day) },
          {
            title: '对象',
            render: (_value, row) => (
              <>
                {row.target.name}
                <div className="faint">{row.target.placeNames.slice(-2).join(' ')}</div>
              </>
            ),
          },
          { title: '方式', render: (_value, row) => <KindTag kind={row.kind} /> },
          {
            title: '状态',
            render: (_value, row) => (
              <>
                <VisitTag state={row.state} />
                {row.way === 'paper' && <Tag>纸质补录</Tag>}
                {row.isDouble && <Tag>双人复看</Tag>}
                {row.corrections > 0 && <Tag color="orange">更正过</Tag>}
              </>
            ),
          },
          { title: '检查员', render: (_value, row) => row.inspector },
          { title: '得分', render: (_value, row) => row.score ?? '—' },
          {
            title: '抽查袋数',
            render: (_value, row) => (row.bags ? `${row.bags.looked}袋，正确${row.bags.correct}袋` : '—'),
          },
          { title: '问题', render: (_value, row) => (row.findings > 0 ? `${row.findings}个` : '—') },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title="一次检查"
        destroyOnHidden
      >
        {open && <One key={open} id={open} />}
      </Drawer>
      <Drawer open={starting} onClose={() => setStarting(false)} title="安排投诉核查或复查" destroyOnHidden>
        <StartForm onDone={() => setStarting(false)} />
      </Drawer>
    </Page>
  )
}

function One({ id }: { id: string }) {
  const query = useRead(inspectionsDesk.visit, { id })
  return <Loaded query={query}>{(visit) => <VisitDetail visit={visit} />}</Loaded>
}
