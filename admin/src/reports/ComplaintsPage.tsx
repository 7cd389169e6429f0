// Complaints and reports of the area in one list: what is open first, each with its day; the answer goes to who asked
// at once.
import { Checkbox, Drawer, Segmented, Select, Tag } from 'antd'
import { useState } from 'react'
import { categoryNames, reportCategories, type ReportCategory } from '@shared/reports/categories'
import {
  caseKindNames,
  complaints,
  complaintStatusTexts,
  type Complaint,
  caseKinds,
} from '@shared/reports/complaints-contract'
import { anyOutcomeTexts } from '@shared/reports/outcomes'
import { showDue } from '@shared/reviews/rules'
import { fullTime } from '@/lib/format'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { ComplaintDetail } from './ComplaintDetail'
import { subjectOf } from './words'

const FILTERS = ['all', 'kind', 'category', 'open'] as const

export function ComplaintsPage() {
  const [{ all, open, ...typed }, setFilters] = useFilters(FILTERS)
  const kind = caseKinds.find((each) => each === typed.kind)
  const category = reportCategories.find((each) => each === typed.category)
  const list = useList(complaints.desk, {
    ...(all ? {} : { open: 'true' as const }),
    ...(kind ? { kind } : {}),
    ...(category ? { category } : {}),
  })
  return (
    <Page
      title="投诉与随手拍"
      hint="每条写着最晚什么时候办完，超期自动上报。投诉不显示是谁投诉的；随手拍不留名字的也不显示。"
    >
      <div className="filters">
        <Segmented
          aria-label="种类"
          value={kind ?? ''}
          options={[
            { value: '', label: '全部' },
            ...caseKinds.map((value) => ({ value, label: caseKindNames[value] })),
          ]}
          onChange={(value) => setFilters({ kind: value || undefined, category: undefined })}
        />
        {kind !== 'complaint' && (
          <Select
            allowClear
            aria-label="报的是什么"
            placeholder="随手拍的种类"
            style={{ width: 150 }}
            value={category}
            options={reportCategories.map((value) => ({ value, label: categoryNames[value] }))}
            onChange={(value?: ReportCategory) => setFilters({ category: value })}
          />
        )}
        <Checkbox
          checked={all !== undefined}
          onChange={(event) => setFilters({ all: event.target.checked ? 'true' : undefined })}
        >
          也看办完的
        </Checkbox>
      </div>
      <ComplaintTable
        list={list}
        empty={all ? '还没有投诉和随手拍' : '没有要办的'}
        onOpen={(id) => setFilters({ open: id })}
      />
      <OneOver id={open} onClose={() => setFilters({ open: undefined })} />
    </Page>
  )
}

type Listed = Parameters<typeof ListTable<Complaint>>[0]['list']

type TableProps = { list: Listed; empty: string; onOpen: (id: string) => void }

function ComplaintTable({ list, empty, onOpen }: TableProps) {
  return (
    <ListTable
      list={list}
      rowKey={(row) => row.id}
      empty={empty}
      onRow={(row) => onOpen(row.id)}
      columns={[
        { title: '编号', dataIndex: 'number' },
        { title: '关于', render: (_value, row) => subjectOf(row) },
        {
          title: '地点',
          render: (_value, row) => (
            <>
              {row.placeName}
              {row.spot && (
                <>
                  <br />
                  <span className="faint">{row.spot}</span>
                </>
              )}
            </>
          ),
        },
        { title: '内容', render: (_value, row) => <Words row={row} /> },
        {
          title: '状态',
          render: (_value, row) => (
            <Tag color={row.late ? 'red' : undefined}>
              {complaintStatusTexts[row.status]}
              {row.late && '，已超期'}
            </Tag>
          ),
        },
        { title: '最晚', render: (_value, row) => showDue(new Date(row.dueAt)) },
        { title: '收到', sort: 'at', render: (_value, row) => fullTime(row.at) },
        {
          title: '答复',
          render: (_value, row) => (
            <span className="wrap">
              {row.answers.map((answer) => `${anyOutcomeTexts[answer.outcome]}：${answer.text}`).join('；') || '—'}
            </span>
          ),
        },
      ]}
    />
  )
}

/** What was written, what came with it, how many said the same. */
function Words({ row }: { row: Complaint }) {
  const beside = [
    row.plate && `车牌 ${row.plate}`,
    row.photoIds.length > 0 && `照片 ${row.photoIds.length}张`,
    row.others > 0 && `另有${row.others}人报过`,
    row.again && `退回：${row.again}`,
  ].filter(Boolean)
  return (
    <span className="wrap">
      {row.text || (row.kind === 'report' ? '没有写文字' : '')}
      {beside.length > 0 && (
        <>
          <br />
          <span className="faint">{beside.join(' · ')}</span>
        </>
      )}
    </span>
  )
}

function OneOver({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  return (
    <Drawer open={id !== undefined} onClose={onClose} size="large" title="投诉与随手拍" destroyOnHidden>
      {id && <ComplaintDetail id={id} />}
    </Drawer>
  )
}

/** What the members of a household have complained about and reported; not what they said of somebody at work. */
export function HouseholdComplaints({ householdId }: { householdId: string }) {
  const list = useList(complaints.desk, { householdId })
  const [open, setOpen] = useState<string>()
  return (
    <>
      <ComplaintTable
        list={list}
        empty="这一户没有投诉和随手拍（对工作人员和收运员的、不留名字的不在这里列出）"
        onOpen={setOpen}
      />
      <OneOver id={open} onClose={() => setOpen(undefined)} />
    </>
  )
}
