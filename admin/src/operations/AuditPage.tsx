// Who did or saw what, when and why; a row opens with everything that was kept of it.
import { Button, Descriptions, Drawer, Input, Select, Tag } from 'antd'
import { useContext, useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { OutputOf } from '@shared/contract'
import { operations } from '@shared/operations/contract'
import { download } from '@/lib/api'
import { AuditParts, type AuditPart } from '@/lib/audit-parts'
import { fullTime } from '@/lib/format'
import { useList } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { DateRange } from '@/ui/DateRange'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { auditWords, type AuditWords } from '@/lib/audit-words'

const FILTERS = ['actorId', 'name', 'subject', 'action', 'from', 'to'] as const
type Row = OutputOf<typeof operations.audit>['items'][number]
const optionsOf = (parts: readonly AuditPart[]) =>
  parts.map(({ label, actions }) => ({
    label,
    options: Object.entries(actions).map(([value, name]) => ({ value, label: name })),
  }))

export function AuditPage() {
  const parts = useContext(AuditParts)
  const words = useMemo(() => auditWords(parts), [parts])
  const [filters, setFilters] = useFilters(FILTERS)
  const list = useList(operations.audit, filters)
  const [open, setOpen] = useState<Row | null>(null)
  const actor = filters.actorId && (list.items.find((row) => row.actorId === filters.actorId)?.actorName ?? '选定的人')
  return (
    <Page
      title="操作留痕"
      hint="查看他人资料和每一项决定都会留下记录，不能修改或删除。点开一行看细节。"
      actions={<Button onClick={list.reload}>刷新</Button>}
    >
      <div className="filters" style={{ alignItems: 'center' }}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="全部操作"
          aria-label="操作"
          style={{ width: 220 }}
          value={filters.action}
          options={optionsOf(parts)}
          onChange={(action?: string) => setFilters({ action })}
        />
        <Input.Search
          key={filters.subject}
          allowClear
          placeholder="对象编号"
          aria-label="按对象查"
          defaultValue={filters.subject}
          onSearch={(subject) => setFilters({ subject })}
          style={{ width: 320 }}
        />
        <Input.Search
          key={`name ${filters.name}`}
          allowClear
          placeholder="工作人员姓名（写全）"
          aria-label="按姓名查"
          defaultValue={filters.name}
          onSearch={(name) => setFilters({ name })}
          style={{ width: 240 }}
        />
        <DateRange from={filters.from} to={filters.to} onChange={setFilters} />
        <ExportButtons save={(format) => download(operations.exportAudit, { ...filters, format })} />
        {actor && (
          <Tag closable onClose={() => setFilters({ actorId: undefined })}>
            只看 {actor}
          </Tag>
        )}
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="没有符合条件的记录"
        onRow={setOpen}
        columns={[
          { title: '时间', sort: 'at', render: (_value, row) => fullTime(row.at) },
          { title: '谁', dataIndex: 'actorName' },
          { title: '做了什么', render: (_value, row) => words.actionName(row.action) },
          { title: '对象', render: (_value, row) => words.subjectOf(row.subject).name },
          { title: '原因', render: (_value, row) => <span className="wrap">{row.reason ?? '—'}</span> },
        ]}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size="large" title="一条留痕">
        {open && (
          <OneRow
            row={open}
            words={words}
            onNarrow={(change) => {
              setFilters(change)
              setOpen(null)
            }}
          />
        )}
      </Drawer>
    </Page>
  )
}

type OneRowProps = {
  row: Row
  words: AuditWords
  onNarrow: (change: { actorId?: string; subject?: string }) => void
}

function OneRow({ row, words, onNarrow }: OneRowProps) {
  const subject = words.subjectOf(row.subject)
  return (
    <Descriptions
      column={1}
      size="small"
      bordered
      styles={{ label: { width: 104, whiteSpace: 'nowrap' } }}
      items={[
        { key: 'at', label: '时间', children: fullTime(row.at) },
        {
          key: 'who',
          label: '谁',
          children: (
            <>
              {row.actorName}{' '}
              <Button size="small" onClick={() => onNarrow({ actorId: row.actorId })}>
                只看这个人的
              </Button>
            </>
          ),
        },
        {
          key: 'what',
          label: '做了什么',
          children: (
            <>
              {words.actionName(row.action)} <span className="faint">{row.action}</span>
            </>
          ),
        },
        {
          key: 'subject',
          label: '对象',
          children: (
            <>
              {subject.to ? <Link to={subject.to}>打开{subject.name}</Link> : subject.name}{' '}
              <Button size="small" onClick={() => onNarrow({ subject: row.subject })}>
                只看这个对象的
              </Button>
            </>
          ),
        },
        { key: 'id', label: '对象编号', children: <code className="whole-code">{row.subject}</code> },
        { key: 'reason', label: '原因', children: row.reason ?? '—' },
        {
          key: 'details',
          label: '细节',
          children:
            Object.keys(row.details).length > 0 ? (
              <pre className="whole-code">{JSON.stringify(row.details, null, 2)}</pre>
            ) : (
              '—'
            ),
        },
        { key: 'request', label: '请求编号', children: <code className="whole-code">{row.requestId}</code> },
      ]}
    />
  )
}
