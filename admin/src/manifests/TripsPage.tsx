// Trips of the area: what was loaded against what the weighbridge says, and the cases of trips where the two lie apart.
import { Drawer, Select } from 'antd'
import { showKg } from '@shared/manifests/book'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import type { Trip } from '@shared/manifests/trips-contract'
import { caseCauseNames, type TripGap, type TripState } from '@shared/manifests/vocabulary'
import { showDay } from '@shared/time'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { DateRange } from '@/ui/DateRange'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { TripView } from './TripView'
import { gapOptions, GapTag, tripStateOptions, TripTag } from './words'

const FILTERS = ['state', 'gap', 'haulerId', 'disposerId', 'from', 'to', 'open'] as const

export function TripsPage() {
  const [{ state, gap, haulerId, disposerId, from, to, open }, setFilters] = useFilters(FILTERS)
  const list = useList(manifestsDesk.trips, {
    ...(state ? { state: state as TripState } : {}),
    ...(gap ? { gap: gap as TripGap } : {}),
    ...(haulerId ? { haulerId } : {}),
    ...(disposerId ? { disposerId } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  })
  return (
    <Page
      title="餐厨车次"
      hint="一车装很多家，到处置单位过一次磅。合计与净重相差超过5%且超过5千克的，开一件核查，只对这一车，不改任何一家店的重量。"
    >
      <div className="filters">
        <DateRange from={from} to={to} onChange={(days) => setFilters(days)} />
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 130 }}
          value={state}
          options={tripStateOptions}
          onChange={(value?: string) => setFilters({ state: value })}
        />
        <Select
          allowClear
          placeholder="对没对上"
          aria-label="对没对上"
          style={{ width: 210 }}
          value={gap}
          options={gapOptions}
          onChange={(value?: string) => setFilters({ gap: value })}
        />
        <OrganisationSelect
          label="收运单位"
          kind="hauler"
          value={haulerId}
          onChange={(id) => setFilters({ haulerId: id ?? undefined })}
        />
        <OrganisationSelect
          label="处置单位"
          kind="disposer"
          value={disposerId}
          onChange={(id) => setFilters({ disposerId: id ?? undefined })}
        />
      </div>
      <ListTable<Trip>
        list={list}
        rowKey={(row) => row.id}
        empty="这里没有符合条件的车次"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '日期', sort: 'day', render: (_value, row) => showDay(row.day) },
          { title: '车牌', render: (_value, row) => row.plate },
          { title: '收运单位', render: (_value, row) => <span className="wrap">{row.hauler}</span> },
          { title: '处置单位', render: (_value, row) => <span className="wrap">{row.disposer}</span> },
          { title: '交接', className: 'number', render: (_value, row) => `${row.sum.handovers}次` },
          { title: '合计（千克）', className: 'number', render: (_value, row) => showKg(row.sum.grams) },
          {
            title: '净重（千克）',
            className: 'number',
            render: (_value, row) => (row.weighing ? showKg(row.weighing.netGrams) : '—'),
          },
          { title: '对没对上', render: (_value, row) => <GapTag gap={row.gap} /> },
          { title: '状态', render: (_value, row) => <TripTag state={row.state} /> },
          {
            title: '核查',
            render: (_value, row) =>
              row.case ? `${caseCauseNames[row.case.cause]}${row.case.outcome ? '，已办结' : ''}` : '—',
          },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size={860}
        title="一个车次"
        destroyOnHidden
      >
        {open && <One key={open} id={open} />}
      </Drawer>
    </Page>
  )
}

function One({ id }: { id: string }) {
  const query = useRead(manifestsDesk.trip, { id })
  return <Loaded query={query}>{(trip) => <TripView trip={trip} />}</Loaded>
}
