// The list of bookings: filters in the address (never a telephone number), views, export of all that the filters find,
// cancelling many.
import { App, Button, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import type { InputOf } from '@shared/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { reasonTexts } from '@shared/pickups/reasons'
import { dayOf, showDay } from '@shared/time'
import { ApiError, download } from '@/lib/api'
import { useChosen } from '@/lib/chosen'
import { describeError, useList } from '@/lib/query'
import { useMay } from '@/lib/me'
import { useFilters } from '@/lib/url-filters'
import { DateRange } from '@/ui/DateRange'
import { ListTable } from '@/ui/ListTable'
import { SavedViews } from '@/ui/SavedViews'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { CancelMany } from './CancelMany'
import { kindNames, kindOptions, statusColour, statusOptions } from './words'

const FILTERS = ['placeId', 'status', 'kind', 'from', 'to', 'reason', 'contested', 'bookedBy', 'q'] as const
type Filters = Partial<Record<(typeof FILTERS)[number], string>>
const reasonOptions = Object.entries(reasonTexts).map(([value, label]) => ({ value, label }))

const ready = (): { name: string; filters: Record<string, string> }[] => {
  const today = dayOf(new Date())
  return [
    { name: '全部', filters: {} },
    { name: '今天', filters: { from: today, to: today } },
    { name: '报漏收', filters: { status: 'missed' } },
    { name: '待补收', filters: { status: 'revisit_due' } },
    { name: '有异议', filters: { contested: 'true' } },
  ]
}

export function BookingList({ onOpen }: { onOpen: (id: string) => void }) {
  const [filters, setFilters] = useFilters(FILTERS)
  const [phone, setPhone] = useState<string | undefined>()
  const mayExport = useMay(pickupsDesk.exportBookings)
  const asked = { ...filters, ...(phone ? { q: phone } : {}) } as Omit<InputOf<typeof pickupsDesk.bookings>, 'cursor'>
  const list = useList(pickupsDesk.bookings, asked)
  const chosen = useChosen(list.items, {
    may: ({ allowed }) => allowed.includes('cancelByOperator'),
    nameOf: ({ day, placeName }) => `${day} ${placeName}`,
  })
  const choose = (view: Filters): void => {
    setPhone(undefined)
    setFilters({ ...Object.fromEntries(FILTERS.map((name) => [name, undefined])), ...view })
  }
  return (
    <>
      <SavedViews page="bookings" ready={ready()} filters={filters as Record<string, string>} onChoose={choose} />
      <FilterRow filters={filters} phone={phone} onPhone={setPhone} onChange={setFilters} />
      <div className="filters">
        {mayExport && <Export asked={asked} />}
        <Button onClick={() => window.print()}>打印</Button>
        <CancelMany rows={chosen.rows} onDone={chosen.clear} />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的预约"
        onRow={(row) => onOpen(row.id)}
        selection={chosen.selection}
        columns={[
          { title: '编号', dataIndex: 'number' },
          { title: '日期', sort: 'day', render: (_value, row) => `${row.day.slice(0, 4)}年${showDay(row.day)}` },
          { title: '时段', render: (_value, row) => `${row.from}–${row.to}` },
          { title: '种类', render: (_value, row) => kindNames[row.kind] },
          { title: '小区/村', dataIndex: 'placeName' },
          { title: '物品', render: (_value, row) => <span className="clip">{row.itemsText}</span> },
          { title: '状态', render: (_value, row) => <Tag color={statusColour(row.status)}>{row.statusText}</Tag> },
          {
            title: '待办',
            render: (_value, row) =>
              row.allowed.includes('decideContest') ? (
                <Tag color="orange">待裁定</Tag>
              ) : row.status === 'missed' ? (
                <Tag color="orange">待安排补收</Tag>
              ) : (
                '—'
              ),
          },
        ]}
      />
    </>
  )
}

type RowProps = {
  filters: Filters
  phone: string | undefined
  onPhone: (phone: string | undefined) => void
  onChange: (change: Filters) => void
}

function FilterRow({ filters, phone, onPhone, onChange }: RowProps) {
  const search = (typed: string): void => {
    const text = typed.trim()
    const isPhone = /^[\d\s-]+$/.test(text)
    onPhone(isPhone && text !== '' ? text : undefined)
    onChange({ q: isPhone || text === '' ? undefined : text })
  }
  return (
    <div className="filters">
      {filters.bookedBy && (
        <Tag closable onClose={() => onChange({ bookedBy: undefined })} style={{ alignSelf: 'center' }}>
          只看一个人自己约的
        </Tag>
      )}
      <PlaceSelect label="全部地点" value={filters.placeId} onChange={(placeId) => onChange({ placeId })} width={220} />
      <Select
        allowClear
        placeholder="全部状态"
        aria-label="状态"
        style={{ width: 130 }}
        value={filters.status}
        options={statusOptions}
        onChange={(status?: string) => onChange({ status })}
      />
      <Select
        allowClear
        placeholder="全部种类"
        aria-label="种类"
        style={{ width: 120 }}
        value={filters.kind}
        options={kindOptions}
        onChange={(kind?: string) => onChange({ kind })}
      />
      <DateRange from={filters.from} to={filters.to} onChange={onChange} />
      <Select
        allowClear
        placeholder="未收成原因"
        aria-label="未收成原因"
        style={{ width: 190 }}
        value={filters.reason}
        options={reasonOptions}
        onChange={(reason?: string) => onChange({ reason })}
      />
      <Select
        allowClear
        placeholder="异议"
        aria-label="异议"
        style={{ width: 110 }}
        value={filters.contested}
        onChange={(contested?: string) => onChange({ contested })}
        options={[
          { value: 'true', label: '有异议' },
          { value: 'false', label: '无异议' },
        ]}
      />
      <Input.Search
        key={phone ?? filters.q ?? ''}
        allowClear
        defaultValue={phone ?? filters.q}
        placeholder="预约编号或完整手机号"
        aria-label="按编号或手机号查"
        style={{ width: 230 }}
        maxLength={60}
        onSearch={search}
      />
    </div>
  )
}

function Export({
  asked,
}: {
  asked: Omit<InputOf<typeof pickupsDesk.exportBookings>, 'format'> & { limit?: unknown }
}) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState<string | null>(null)
  const save = async (format: 'csv' | 'xlsx'): Promise<void> => {
    setBusy(format)
    await download(pickupsDesk.exportBookings, { ...asked, format }).catch(
      (error: unknown) => void message.error(error instanceof ApiError ? describeError(error) : '导出没有成功，请重试'),
    )
    setBusy(null)
  }
  return (
    <>
      <Button loading={busy === 'xlsx'} onClick={() => void save('xlsx')}>
        导出 Excel
      </Button>
      <Button loading={busy === 'csv'} onClick={() => void save('csv')}>
        导出 CSV
      </Button>
      <span className="faint" style={{ alignSelf: 'center' }}>
        导出的是符合筛选条件的全部预约，已脱敏，会留痕。
      </span>
    </>
  )
}
