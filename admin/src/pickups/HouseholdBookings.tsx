// A household's bookings, the latest day first; each opens over the page with what may be done. Beside its tabs the
// next one, or what came of the last.
import { Button, Drawer, Tag } from 'antd'
import { useState } from 'react'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { isOpen } from '@shared/pickups/machine'
import { dayOf, showDay } from '@shared/time'
import { useList } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { OneBooking } from './OneBooking'
import { kindNames, statusColour } from './words'
import './pickups.css'

export function HouseholdBookings({ householdId }: { householdId: string }) {
  const list = useList(pickupsDesk.bookings, { householdId })
  const [open, setOpen] = useState<string | null>(null)
  return (
    <>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="这一户还没有预约"
        onRow={(row) => setOpen(row.id)}
        columns={[
          { title: '编号', dataIndex: 'number' },
          { title: '日期', sort: 'day', render: (_value, row) => `${row.day.slice(0, 4)}年${showDay(row.day)}` },
          { title: '时段', render: (_value, row) => `${row.from}–${row.to}` },
          { title: '种类', render: (_value, row) => kindNames[row.kind] },
          { title: '物品', render: (_value, row) => <span className="clip">{row.itemsText}</span> },
          { title: '状态', render: (_value, row) => <Tag color={statusColour(row.status)}>{row.statusText}</Tag> },
        ]}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={760} title="预约" destroyOnHidden>
        {open && <OneBooking id={open} />}
      </Drawer>
    </>
  )
}

/** The next pickup of a household that is still to come, or what came of the last one. */
export function NextPickup({ householdId }: { householdId: string }) {
  const { items, isLoading } = useList(pickupsDesk.bookings, { householdId })
  const [open, setOpen] = useState<string | null>(null)
  if (isLoading) return null
  const today = dayOf(new Date())
  const next = items.filter(({ day, status }) => day >= today && isOpen(status)).at(-1)
  const shown = next ?? items[0]
  return (
    <section className="card" aria-label="下一次上门">
      <header>
        <h4>{next || !shown ? '下一次上门' : '上一次上门'}</h4>
        {shown && (
          <Button type="link" size="small" onClick={() => setOpen(shown.id)}>
            打开
          </Button>
        )}
      </header>
      {shown ? (
        <>
          <strong>{showDay(shown.day)}</strong> {shown.from}～{shown.to}
          <div>{shown.itemsText}</div>
          <div className="faint">
            {shown.number} <Tag color={statusColour(shown.status)}>{shown.statusText}</Tag>
          </div>
        </>
      ) : (
        <span className="faint">还没有约过</span>
      )}
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={760} title="预约" destroyOnHidden>
        {open && <OneBooking id={open} />}
      </Drawer>
    </section>
  )
}
