// Sessions of trainings in the area: arranged, changed or cancelled while nobody has signed in; one opens with who was
// there.
import { Button, Drawer, Select, Tag } from 'antd'
import { useState } from 'react'
import { trainings, type TrainingSession } from '@shared/trainings/contract'
import { trainingKindNames, type TrainingKind } from '@shared/trainings/vocabulary'
import { fullTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { current } from '@/ui/EditForm'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Attendance } from './Attendance'
import { SessionForm } from './SessionForm'

const FILTERS = ['kind'] as const
const kinds = (Object.entries(trainingKindNames) as [TrainingKind, string][]).map(([value, label]) => ({
  value,
  label,
}))

export function TrainingsPage() {
  const [{ kind }, setFilters] = useFilters(FILTERS)
  const list = useList(trainings.sessions, kind ? { kind: kind as TrainingKind } : {})
  const mayArrange = useMay(trainings.create)
  const [open, setOpen] = useState<TrainingSession | 'new' | null>(null)
  const close = (): void => setOpen(null)
  return (
    <Page
      title="培训"
      hint="场次、到场和结果。考过或到过场的人有资格，到期要再参加一次。"
      actions={
        mayArrange && (
          <Button type="primary" onClick={() => setOpen('new')}>
            安排培训
          </Button>
        )
      }
    >
      <div className="filters">
        <Select
          allowClear
          placeholder="全部类型"
          aria-label="类型"
          style={{ width: 160 }}
          value={kind}
          options={kinds}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
      </div>
      <ListTable<TrainingSession>
        list={list}
        rowKey={(row) => row.id}
        empty={kind ? '没有这一类培训' : '还没有安排过培训'}
        onRow={setOpen}
        columns={[
          { title: '名称', render: (_value, row) => <span className="wrap">{row.title}</span> },
          { title: '类型', render: (_value, row) => trainingKindNames[row.kind] },
          {
            title: '地点',
            render: (_value, row) => (
              <span className="wrap">{[row.placeName, row.room].filter(Boolean).join(' ')}</span>
            ),
          },
          { title: '开始', render: (_value, row) => fullTime(row.startsAt) },
          { title: '到场 / 名额', render: (_value, row) => `${row.signedIn} / ${row.capacity}` },
          { title: '资格', render: (_value, row) => (row.validMonths ? `${row.validMonths}个月` : '长期') },
          {
            title: '状态',
            render: (_value, row) => (row.status === 'planned' ? <Tag color="green">已安排</Tag> : <Tag>已取消</Tag>),
          },
        ]}
      />
      <Drawer
        open={open !== null}
        onClose={close}
        size="large"
        title={open === 'new' ? '安排培训' : (open?.title ?? '')}
        destroyOnHidden
      >
        {open === 'new' && <SessionForm session={null} onDone={close} />}
        {open !== null && open !== 'new' && <Attendance session={current(list.items, open)} onDone={close} />}
      </Drawer>
    </Page>
  )
}
