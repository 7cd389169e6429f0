// The capacity calendar: a month of one area, what each day takes and has taken; a day is closed, capped or widened by
// hand.
import { Alert, Button, Drawer, Form, Input, Progress, Radio, Switch, Table, Tag } from 'antd'
import { useCallback, useState } from 'react'
import { Link } from 'react-router'
import type { OutputOf } from '@shared/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { addDays, addMonths, dayOf, lastDayOf, monthOf, showDay, weekdayOf } from '@shared/time'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { EditForm } from '@/ui/EditForm'
import { Page } from '@/ui/Page'
import { AreaSelect } from '@/ui/PlaceSelect'
import { Loaded, Loading, Nothing } from '@/ui/states'
import { CapsDrawer } from './CapsDrawer'
import { useMay } from '@/lib/me'
import { NumberInput } from '@/ui/NumberInput'

const FILTERS = ['placeId', 'month'] as const
type Day = OutputOf<typeof pickupsDesk.calendar>['days'][number]
type Booked = 'move' | 'cancel' | 'each'
type Fields = {
  closed: boolean
  cap: number | null
  capacities: Record<string, number>
  reason: string
  booked?: Booked
}
const HEADS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']

export function CapacityPage() {
  const [{ placeId, month: chosen }, setFilters] = useFilters(FILTERS)
  const month = chosen ?? monthOf(dayOf(new Date()))
  const choose = useCallback((id: string) => setFilters({ placeId: id }), [setFilters])
  const days = Number(lastDayOf(month).slice(8))
  const query = useRead(
    pickupsDesk.calendar,
    { placeId: placeId ?? '', from: `${month}-01`, days },
    { enabled: placeId !== undefined, refetchMs: 30_000 },
  )
  const [open, setOpen] = useState<Day | null>(null)
  const [capping, setCapping] = useState(false)
  const mayWork = useMay(pickupsDesk.setDay)
  return (
    <Page
      title="运力日历"
      hint={`一次预约占一个名额（户）。${mayWork ? '点开某一天可以停收、限量或增减名额。' : '点开某一天看各线路的名额。'}`}
      actions={
        <>
          {mayWork && placeId && <Button onClick={() => setCapping(true)}>每周总量上限</Button>}
          <Button onClick={() => setFilters({ month: addMonths(month, -1) })}>上个月</Button>
          <strong style={{ alignSelf: 'center' }}>{month}</strong>
          <Button onClick={() => setFilters({ month: addMonths(month, 1) })}>下个月</Button>
        </>
      }
    >
      <div className="filters">
        <AreaSelect value={placeId} onChange={choose} />
      </div>
      {placeId && <NextFree placeId={placeId} />}
      {!placeId ? (
        <Loading />
      ) : (
        <Loaded query={query}>
          {(data) => (
            <>
              {data.days.every((day) => day.windows.length === 0) ? (
                <Nothing text="这里这个月没有收运线路。运力按区县安排，请在上面选一个区县或街道。" />
              ) : (
                <div className="month" role="grid" aria-label={`${month} 运力`}>
                  {HEADS.map((head) => (
                    <div key={head} className="month-head">
                      {head}
                    </div>
                  ))}
                  {Array.from({ length: weekdayOf(`${month}-01`) - 1 }, (_unused, index) => (
                    <div key={`blank${index}`} />
                  ))}
                  {data.days.map((day) => (
                    <DayCell key={day.day} day={day} onOpen={() => setOpen(day)} />
                  ))}
                </div>
              )}
              <Drawer
                open={open !== null}
                onClose={() => setOpen(null)}
                size="large"
                title={open ? `${open.day.slice(0, 4)}年 ${open.label}` : ''}
                destroyOnHidden
              >
                {open && (
                  <DayForm
                    key={open.day}
                    day={data.days.find(({ day }) => day === open.day) ?? open}
                    placeId={placeId}
                    mayWork={mayWork}
                    onDone={() => setOpen(null)}
                  />
                )}
              </Drawer>
              <CapsDrawer open={capping} placeId={placeId} onDone={() => setCapping(false)} />
            </>
          )}
        </Loaded>
      )}
    </Page>
  )
}

/** So far ahead a free day is looked for. */
const AHEAD = 30

/** What a caller asks first: the next days with a free place, from tomorrow on. */
function NextFree({ placeId }: { placeId: string }) {
  const from = addDays(dayOf(new Date()), 1)
  const { data } = useRead(pickupsDesk.calendar, { placeId, from, days: AHEAD })
  // the calendar below says what to choose
  if (!data || data.days.every(({ windows }) => windows.length === 0)) return null
  const free = data.days.flatMap((day) => {
    const left = leftOf(day)
    return left > 0 ? [`${showDay(day.day)}（还剩${left}户）`] : []
  })
  return (
    <p>
      <strong>{free.length > 0 ? `最近有空：${free.slice(0, 3).join('、')}` : `往后${AHEAD}天都没有空位`}</strong>
    </p>
  )
}

/** Places of a day that nobody has taken or holds. */
function leftOf({ closed, cap, taken, held, windows }: Day): number {
  if (closed) return 0
  const within = windows.reduce((sum, one) => sum + Math.max(0, one.capacity - one.taken - one.held), 0)
  return cap === null ? within : Math.min(within, Math.max(0, cap - taken - held))
}

function DayCell({ day, onOpen }: { day: Day; onOpen: () => void }) {
  const windows = day.windows.reduce((sum, window) => sum + window.capacity, 0)
  const total = day.cap === null ? windows : Math.min(day.cap, windows)
  const used = day.taken + day.held
  return (
    <button
      type="button"
      className={`month-day${day.closed ? ' closed' : ''}`}
      onClick={onOpen}
      aria-label={`${day.day}，已约 ${day.taken}，占位 ${day.held}，名额 ${total}`}
    >
      <span className="month-date">
        {Number(day.day.slice(8))}
        {!day.workingDay && <em> 休</em>}
      </span>
      {day.closed ? (
        <Tag>停收</Tag>
      ) : total === 0 ? (
        <span className="faint">不收运</span>
      ) : (
        <>
          <span>
            已约 {day.taken}
            {day.held > 0 && ` + 占位 ${day.held}`} / {total}
          </span>
          <Progress
            aria-label="已约的份额"
            percent={Math.round((used / total) * 100)}
            showInfo={false}
            size="small"
            strokeColor={used >= total ? '#b25e09' : '#0b645c'}
          />
          {used >= total && <span className="faint">已满</span>}
          {day.cap !== null && <span className="faint">限量 {day.cap}户</span>}
        </>
      )}
      {day.note && <span className="faint">{day.note}</span>}
    </button>
  )
}

const GROUPS = ['capacities'] as const

function DayForm({
  day,
  placeId,
  mayWork,
  onDone,
}: {
  day: Day
  placeId: string
  mayWork: boolean
  onDone: () => void
}) {
  const save = useWrite(pickupsDesk.setDay, '已调整')
  const [form] = Form.useForm<Fields>()
  const closes = Form.useWatch('closed', form) === true
  const booked = Form.useWatch('booked', form)
  const clears = closes && day.taken > 0
  const submit = async ({ closed, cap, capacities, reason, booked: choice }: Fields): Promise<void> => {
    await save
      .mutateAsync({
        day: day.day,
        placeId,
        version: day.version,
        closed,
        cap: cap ?? null,
        reason,
        windows: day.windows.map(({ slot, capacity }) => ({ slot, capacity: capacities?.[slot] ?? capacity })),
        ...(clears && (choice === 'move' || choice === 'cancel') ? { booked: choice } : {}),
      })
      .then(onDone, () => undefined)
  }
  const initial: Fields = {
    closed: day.closed,
    cap: day.cap,
    capacities: Object.fromEntries(day.windows.map(({ slot, capacity }) => [slot, capacity])),
    reason: '',
  }
  return (
    <EditForm<Fields>
      version={day.version}
      groups={GROUPS}
      labels={{ capacities: '名额' }}
      form={form}
      layout="vertical"
      disabled={!mayWork}
      initialValues={initial}
      onFinish={(fields) => void submit(fields)}
    >
      <Form.Item label="这一天停收" name="closed" valuePropName="checked">
        <Switch />
      </Form.Item>
      {clears && <BookedChoice day={day} placeId={placeId} booked={booked} />}
      <Form.Item label="全区总量上限（不填表示不限）" name="cap">
        <NumberInput min={0} max={5000} precision={0} suffix="户" />
      </Form.Item>
      <Table
        size="small"
        pagination={false}
        dataSource={day.windows}
        rowKey="slot"
        locale={{ emptyText: '这一天没有线路' }}
        columns={[
          { title: '线路', dataIndex: 'roundName' },
          { title: '时段', render: (_value, row) => `${row.from}–${row.to}` },
          { title: '已约', className: 'number', dataIndex: 'taken' },
          { title: '占位', className: 'number', dataIndex: 'held' },
          {
            title: '名额（户）',
            render: (_value, row) => (
              <Form.Item name={['capacities', row.slot]} noStyle>
                <NumberInput
                  min={row.taken}
                  max={2000}
                  precision={0}
                  aria-label={`${row.roundName} ${row.from} 名额`}
                />
              </Form.Item>
            ),
          },
        ]}
      />
      {mayWork && (
        <>
          <Form.Item
            label="原因（会留痕）"
            name="reason"
            rules={[{ required: true, message: '请写明原因' }]}
            style={{ marginTop: 16 }}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Button
            type="primary"
            htmlType="submit"
            loading={save.isPending}
            disabled={clears && (booked ?? 'each') === 'each'}
          >
            保存
          </Button>
        </>
      )}
    </EditForm>
  )
}

/** A day with bookings closes: what becomes of them is said first. */
function BookedChoice({ day, placeId, booked }: { day: Day; placeId: string; booked: Booked | undefined }) {
  return (
    <>
      <Form.Item label={`${day.taken}户已约，怎样安排`} name="booked" rules={[{ required: true, message: '请选一种' }]}>
        <Radio.Group
          options={[
            { value: 'move', label: '一键改到最近有空的日子' },
            { value: 'cancel', label: '取消并通知' },
            { value: 'each', label: '逐户改期或取消' },
          ]}
        />
      </Form.Item>
      {booked === 'each' ? (
        <Alert
          type="info"
          showIcon
          title={
            <Link to={`/bookings?placeId=${placeId}&from=${day.day}&to=${day.day}`}>
              打开这{day.taken}户的预约，逐户办完后再停收
            </Link>
          }
        />
      ) : (
        booked && (
          <Alert
            type="warning"
            showIcon
            title={
              booked === 'move'
                ? '保存后不再接受新预约，几分钟内逐户改期并把原因告诉他们；费用不变。找不到有空日子的会取消并全部退回。'
                : '保存后不再接受新预约，几分钟内逐户取消并把原因告诉他们；费用和免费件数全部退回。'
            }
          />
        )
      )}
    </>
  )
}
