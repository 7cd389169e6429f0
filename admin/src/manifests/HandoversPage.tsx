// Handovers of the area with their filters in the address, one of them in full, and corrections that wait.
import { Alert, Button, Drawer, Select, Tabs } from 'antd'
import { useState } from 'react'
import type { Handover } from '@shared/manifests/contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { manifestSlips } from '@shared/manifests/slips-contract'
import type { HandoverState, WasteKind } from '@shared/manifests/vocabulary'
import { showDay } from '@shared/time'
import { useMay } from '@/lib/me'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { DateRange } from '@/ui/DateRange'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded } from '@/ui/states'
import { BlankSlips } from './BlankSlips'
import { CorrectionsTab } from './CorrectionsTab'
import { HandoverDetail } from './HandoverDetail'
import { SlipForm } from './SlipForm'
import { handoverStateOptions, HandoverTag, kindName, kindOptions, weightOf } from './words'

const FILTERS = [
  'tab',
  'state',
  'kind',
  'producerId',
  'haulerId',
  'placeId',
  'from',
  'to',
  'open',
  'correction',
] as const

export function HandoversPage() {
  const [{ tab, open, correction }, setFilters] = useFilters(FILTERS)
  const mayEnter = useMay(manifestSlips.enter)
  const [isPrinting, setPrinting] = useState(false)
  return (
    <Page
      title="餐厨交接"
      hint="产生单位和收运单位各自确认；两边都没再说话满48小时算“未确认”。重量标明称或估，更正要对方同意，两版都留着。"
      actions={
        mayEnter && (
          <>
            <Button onClick={() => setPrinting(true)}>打印空白单</Button>
            <Button type="primary" onClick={() => setFilters({ open: 'new' })}>
              补录纸质单
            </Button>
          </>
        )
      }
    >
      <Tabs
        activeKey={tab ?? (correction ? 'corrections' : 'handovers')}
        onChange={(key) => setFilters({ tab: key, open: undefined, correction: undefined })}
        items={[
          { key: 'handovers', label: '交接记录', children: <List /> },
          { key: 'corrections', label: '更正', children: <CorrectionsTab /> },
        ]}
      />
      {isPrinting && <BlankSlips onClose={() => setPrinting(false)} />}
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={open === 'new' ? '补录纸质单' : '一次交接'}
        destroyOnHidden
      >
        {open === 'new' ? <SlipForm onDone={(id) => setFilters({ open: id })} /> : open && <One key={open} id={open} />}
      </Drawer>
    </Page>
  )
}

function One({ id }: { id: string }) {
  const query = useRead(manifestsDesk.handover, { id })
  return <Loaded query={query}>{(handover) => <HandoverDetail handover={handover} />}</Loaded>
}

function List() {
  const [{ state, kind, producerId, haulerId, placeId, from, to }, setFilters] = useFilters(FILTERS)
  const list = useList(manifestsDesk.handovers, {
    ...(state ? { state: state as HandoverState } : {}),
    ...(kind ? { kind: kind as WasteKind } : {}),
    ...(producerId ? { producerId } : {}),
    ...(haulerId ? { haulerId } : {}),
    ...(placeId ? { placeId } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  })
  return (
    <>
      <div className="filters">
        <DateRange from={from} to={to} onChange={(days) => setFilters(days)} />
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 170 }}
          value={state}
          options={handoverStateOptions}
          onChange={(value?: string) => setFilters({ state: value })}
        />
        <Select
          allowClear
          placeholder="全部种类"
          aria-label="种类"
          style={{ width: 130 }}
          value={kind}
          options={kindOptions}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <OrganisationSelect
          label="收运单位"
          kind="hauler"
          value={haulerId}
          onChange={(id) => setFilters({ haulerId: id ?? undefined })}
        />
      </div>
      {producerId && (
        <Alert
          type="info"
          closable
          title="只看这一个产生点"
          onClose={() => setFilters({ producerId: undefined })}
          style={{ marginBottom: 12 }}
        />
      )}
      <ListTable<Handover>
        list={list}
        rowKey={(row) => row.id}
        empty="这里没有符合条件的交接"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '日期', sort: 'day', render: (_value, row) => showDay(row.day) },
          { title: '产生单位', render: (_value, row) => <span className="wrap">{row.producer}</span> },
          { title: '种类', render: (_value, row) => kindName(row.kind) },
          { title: '桶数', className: 'number', render: (_value, row) => row.buckets ?? '—' },
          { title: '重量', className: 'number', render: (_value, row) => weightOf(row.grams, row.how) },
          { title: '状态', render: (_value, row) => <HandoverTag state={row.state} /> },
          { title: '收运单位', render: (_value, row) => <span className="wrap">{row.hauler}</span> },
          { title: '车牌', render: (_value, row) => row.plate ?? '—' },
        ]}
      />
    </>
  )
}
