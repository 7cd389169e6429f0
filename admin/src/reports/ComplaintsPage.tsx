// Complaints of the area: what is open first, each with its day; the answer goes to the person at once.
import { Checkbox, Drawer, Tag } from 'antd'
import { useState } from 'react'
import {
  aboutNames,
  complaints,
  complaintStatusTexts,
  outcomeTexts,
  type Complaint,
} from '@shared/reports/complaints-contract'
import { showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { ComplaintDetail } from './ComplaintDetail'

const FILTERS = ['all', 'open'] as const

export function ComplaintsPage() {
  const [{ all, open }, setFilters] = useFilters(FILTERS)
  const list = useList(complaints.desk, all ? {} : { open: 'true' })
  return (
    <Page
      title="投诉办理"
      hint="按地区规则里的期限答复，每条写着哪一天；不显示是谁投诉的。不满意可以要求重新办理一次。"
    >
      <div className="filters">
        <Checkbox
          checked={all !== undefined}
          onChange={(event) => setFilters({ all: event.target.checked ? 'true' : undefined })}
        >
          也看已答复的
        </Checkbox>
      </div>
      <ComplaintTable
        list={list}
        empty={all ? '还没有投诉' : '没有待答复的投诉'}
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
        { title: '关于', render: (_value, row) => aboutNames[row.about] },
        { title: '地点', dataIndex: 'placeName' },
        {
          title: '内容',
          render: (_value, row) => (
            <span className="wrap">
              {row.text}
              {row.again && (
                <>
                  <br />
                  <span className="faint">重新办理：{row.again}</span>
                </>
              )}
            </span>
          ),
        },
        {
          title: '状态',
          render: (_value, row) => (
            <Tag color={row.late ? 'red' : undefined}>
              {complaintStatusTexts[row.status]}
              {row.late && '，已超期'}
            </Tag>
          ),
        },
        { title: '答复期限', render: (_value, row) => showDay(row.dueOn) },
        { title: '收到', sort: 'at', render: (_value, row) => fullTime(row.at) },
        {
          title: '答复',
          render: (_value, row) => (
            <span className="wrap">
              {row.answers.map((answer) => `${outcomeTexts[answer.outcome]}：${answer.text}`).join('；') || '—'}
            </span>
          ),
        },
      ]}
    />
  )
}

function OneOver({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  return (
    <Drawer open={id !== undefined} onClose={onClose} size="large" title="投诉" destroyOnHidden>
      {id && <ComplaintDetail id={id} />}
    </Drawer>
  )
}

/** What the members of a household have complained about; not what they said of somebody at work. */
export function HouseholdComplaints({ householdId }: { householdId: string }) {
  const list = useList(complaints.desk, { householdId })
  const [open, setOpen] = useState<string>()
  return (
    <>
      <ComplaintTable list={list} empty="这一户没有投诉（对工作人员和收运员的投诉不在这里列出）" onOpen={setOpen} />
      <OneOver id={open} onClose={() => setOpen(undefined)} />
    </>
  )
}
