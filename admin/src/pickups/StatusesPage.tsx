// Help with carrying and lower prices: what households have asked to have verified, deciding with a last day, ending.
import { Select, Radio } from 'antd'
import { useState } from 'react'
import { statusKinds, statusNames, type StatusKind } from '@shared/pickups/reliefs'
import { statusesDesk, verifyStateNames, type StatusRow } from '@shared/pickups/statuses-contract'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { StatusDrawer, statusColumns } from './StatusDrawer'

const FILTERS = ['state', 'kind', 'open'] as const
const states = ['waiting', 'approved', 'refused', 'withdrawn', 'ended'] as const
type State = (typeof states)[number]

export function StatusesPage() {
  const [{ open, ...filters }, setFilters] = useFilters(FILTERS)
  const state = (filters.state ?? 'waiting') as State
  const list = useList(statusesDesk.list, {
    state,
    ...(filters.kind ? { kind: filters.kind as StatusKind } : {}),
  })
  const [chosen, setChosen] = useState<StatusRow | null>(null)
  const shown = chosen ?? list.items.find((row) => row.id === open) ?? null
  const close = (): void => {
    setChosen(null)
    setFilters({ open: undefined })
  }
  return (
    <Page
      title="帮扶与减免"
      hint="只有核实的人看得到是哪一种情况；收运员只看到“请帮搬”，费用里只写“减免”。查看会留痕。"
    >
      <div className="filters">
        <Radio.Group
          value={state}
          optionType="button"
          onChange={(event) => setFilters({ state: event.target.value as string })}
          options={states.map((value) => ({ value, label: verifyStateNames[value] }))}
        />
        <Select
          allowClear
          placeholder="全部情况"
          aria-label="情况"
          style={{ width: 210 }}
          value={filters.kind}
          onChange={(kind?: string) => setFilters({ kind })}
          options={statusKinds.map((value) => ({ value, label: statusNames[value] }))}
        />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty={state === 'waiting' ? '没有待核实的申请' : '没有记录'}
        onRow={setChosen}
        columns={statusColumns}
      />
      {shown && <StatusDrawer key={shown.id} row={shown} onClose={close} />}
    </Page>
  )
}
