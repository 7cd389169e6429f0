// Shifts of the area: what is missing on each day, every shift with who is there; one opens with its people. Chosen
// ones are called off together, for the weather.
import { Button, Checkbox, Drawer, Progress, Tag } from 'antd'
import { shiftsDesk, type DeskShift } from '@shared/shifts/desk-contract'
import { day as look } from '@shared/look/tokens'
import { addDays, dayOf, showDay } from '@shared/time'
import { download } from '@/lib/api'
import { useChosen } from '@/lib/chosen'
import { useMay } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { DateRange } from '@/ui/DateRange'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { askReason } from '@/ui/reason'
import { ShiftDetail } from './ShiftDetail'
import './shifts.css'

const FILTERS = ['from', 'to', 'placeId', 'gaps', 'open'] as const
const AHEAD = 6

export function ShiftsPage() {
  const [{ from: asked, to: until, placeId, gaps, open }, setFilters] = useFilters(FILTERS)
  const today = dayOf(new Date())
  const from = asked ?? today
  const to = until ?? addDays(from, AHEAD)
  const span = { from, to, ...(placeId ? { placeId } : {}) }
  const query = useRead(shiftsDesk.list, { ...span, ...(gaps ? { gaps: true } : {}), ...(open ? { open } : {}) })
  const mayExport = useMay(shiftsDesk.exportPeople)
  const items = query.data?.items ?? []
  const chosen = useChosen(items, { may: ({ allowed }) => allowed.includes('cancel'), nameOf })
  const one = items.find(({ id }) => id === open)
  return (
    <Page
      title="督导班次"
      hint="班次由点位的开放时段生成，提前14天；改过的、有人报名的不会再变。"
      actions={mayExport && <ExportButtons save={(format) => download(shiftsDesk.exportPeople, { ...span, format })} />}
    >
      <div className="filters">
        <DateRange from={asked} to={until} onChange={(days) => setFilters(days)} />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <Checkbox
          checked={gaps !== undefined}
          onChange={(event) => setFilters({ gaps: event.target.checked ? 'true' : undefined })}
        >
          只看缺人的
        </Checkbox>
      </div>
      <DayStrip
        days={query.data?.byDay ?? []}
        chosen={from === to ? from : null}
        onDay={(day) =>
          setFilters(day === from && from === to ? { from: undefined, to: undefined } : { from: day, to: day })
        }
      />
      <CallOff ids={chosen.ids} items={items} onDone={chosen.clear} />
      <ListTable<DeskShift>
        list={{
          items,
          isLoading: query.isLoading,
          isFetching: query.isFetching,
          error: query.error,
          hasMore: false,
          more: () => undefined,
          reload: () => void query.refetch(),
        }}
        rowKey={(row) => row.id}
        empty={gaps ? '这几天没有缺人的班次' : '这几天没有班次；点位有开放时段后，班次会自己生成'}
        onRow={(row) => setFilters({ open: row.id })}
        selection={chosen.selection}
        columns={[
          { title: '日期', render: (_value, row) => showDay(row.day) },
          { title: '时间', render: (_value, row) => `${row.from}～${row.to}` },
          { title: '点位', render: (_value, row) => <span className="wrap">{row.name}</span> },
          { title: '报名', render: (_value, row) => <Booked row={row} /> },
          { title: '缺口', render: (_value, row) => <Gap row={row} /> },
          { title: '到岗', render: (_value, row) => (row.present > 0 ? `${row.present}人，已核${row.verified}` : '—') },
          { title: '组长', render: (_value, row) => row.lead ?? '待定' },
        ]}
      />
      {query.data?.more && <p className="faint">班次太多，没有全部列出；请选地点或少选几天。</p>}
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={one ? nameOf(one) : '班次'}
        destroyOnHidden
      >
        {one ? <ShiftDetail key={one.id} shift={one} /> : <p>{query.isLoading ? '正在读取' : '没有找到这一班'}</p>}
      </Drawer>
    </Page>
  )
}

const nameOf = ({ day, from, name }: DeskShift): string => `${showDay(day)} ${from} ${name}`

function Booked({ row }: { row: DeskShift }) {
  return (
    <span className="shift-booked">
      <Progress
        percent={Math.round((100 * row.booked) / row.maximum)}
        size="small"
        showInfo={false}
        strokeColor={look.primary}
        aria-label={`已报${row.booked}人，最多${row.maximum}人`}
      />
      <span>
        {row.booked} / {row.maximum}
        {row.waiting > 0 && `，候补${row.waiting}`}
      </span>
    </span>
  )
}

function Gap({ row }: { row: DeskShift }) {
  if (row.status === 'cancelled') return <Tag>已取消：{row.reason}</Tag>
  if (row.isOver) return <span className="faint">已结束</span>
  if (row.below > 0) return <Tag color="red">至少还要{row.below}人</Tag>
  return row.missing > 0 ? <Tag color="orange">差{row.missing}人</Tag> : <Tag color="green">已满</Tag>
}

type Day = { day: string; shifts: number; missing: number; below: number }

/** What is missing on each day, to be pressed. */
function DayStrip({ days, chosen, onDay }: { days: Day[]; chosen: string | null; onDay: (day: string) => void }) {
  if (days.length < 2 && chosen === null) return null
  return (
    <div className="shift-strip">
      {days.map(({ day, shifts, missing, below }) => (
        <Button
          key={day}
          className="shift-strip-day"
          type={day === chosen ? 'primary' : 'default'}
          aria-pressed={day === chosen}
          onClick={() => onDay(day)}
        >
          <span>{showDay(day)}</span>
          <b>{shifts === 0 ? '无班' : missing === 0 ? '已满' : `差${missing}人`}</b>
          {below > 0 && <span className="shift-below">不到最少的缺{below}人</span>}
        </Button>
      ))}
    </div>
  )
}

function CallOff({ ids, items, onDone }: { ids: string[]; items: DeskShift[]; onDone: () => void }) {
  const cancel = useWrite(shiftsDesk.cancel, '已取消，报名和候补的人都会收到消息')
  if (ids.length === 0) return null
  const people = items
    .filter(({ id }) => ids.includes(id))
    .reduce((sum, { booked, waiting }) => sum + booked + waiting, 0)
  const ask = async (): Promise<void> => {
    const reason = await askReason(`取消${ids.length}班，告诉${people}个人？`, '取消这些班次', true)
    if (reason) cancel.mutate({ ids, reason }, { onSuccess: onDone })
  }
  return (
    <p>
      <Button danger loading={cancel.isPending} onClick={() => void ask()}>
        取消选中的{ids.length}班（天气等）
      </Button>
    </p>
  )
}
