// Findings of the area with what is due: mended with a photo, checked, sent back, taken out with a reason, forwarded to
// a property company by link, several at once.
import { Alert, Button, Checkbox, Drawer, Select } from 'antd'
import { useState } from 'react'
import { inspectionsFindings, type FindingRow } from '@shared/inspections/findings-contract'
import type { FindingState, TargetKind } from '@shared/inspections/vocabulary'
import { addDays, dayOf, showDay } from '@shared/time'
import { download } from '@/lib/api'
import { useChosen } from '@/lib/chosen'
import { shortTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { Loaded } from '@/ui/states'
import { FindingDetail } from './FindingDetail'
import { ForwardForm } from './ForwardForm'
import { FindingTag, findingStateOptions, showDue, targetKindOptions } from './words'
import './inspections.css'

const FILTERS = ['state', 'targetKind', 'targetId', 'placeId', 'late', 'open'] as const
const EXPORT_DAYS = 92
const ALL = 'all'

export function FindingsPage() {
  const [{ state, targetKind, targetId, placeId, late, open }, setFilters] = useFilters(FILTERS)
  // without a choice: what is to be mended
  const chosenState = state ?? (late || targetId ? ALL : 'open')
  const list = useList(inspectionsFindings.list, {
    ...(chosenState === ALL ? {} : { state: chosenState as FindingState }),
    ...(targetKind ? { targetKind: targetKind as TargetKind } : {}),
    ...(targetId ? { targetId } : {}),
    ...(placeId ? { placeId } : {}),
    ...(late ? { late: 'true' as const } : {}),
  })
  const mayExport = useMay(inspectionsFindings.exportFindings)
  const chosen = useChosen(list.items, { may: ({ allowed }) => allowed.includes('forward'), nameOf })
  const today = dayOf(new Date())
  return (
    <Page
      title="问题整改"
      hint="检查发现的问题当场分派；拍照报告已整改，由没有参与整改的人核实。是否按期看报告整改的时间，核实得晚不算逾期。"
      actions={
        mayExport && (
          <ExportButtons
            save={(format) =>
              download(inspectionsFindings.exportFindings, {
                from: addDays(today, -EXPORT_DAYS),
                to: today,
                format,
                ...(placeId ? { placeId } : {}),
              })
            }
          />
        )
      }
    >
      <div className="filters">
        <Select
          aria-label="状态"
          style={{ width: 160 }}
          value={chosenState}
          options={[{ value: ALL, label: '全部状态' }, ...findingStateOptions]}
          onChange={(value: string) => setFilters({ state: value, late: undefined })}
        />
        <Select
          allowClear
          placeholder="全部对象"
          aria-label="对象类型"
          style={{ width: 150 }}
          value={targetKind}
          options={targetKindOptions}
          onChange={(value?: string) => setFilters({ targetKind: value, targetId: undefined })}
        />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <Checkbox
          checked={late !== undefined}
          onChange={(event) => setFilters({ late: event.target.checked ? 'true' : undefined, state: undefined })}
        >
          只看逾期未改的
        </Checkbox>
        {targetId && <Button onClick={() => setFilters({ targetId: undefined })}>不只看这一个对象</Button>}
      </div>
      <Forward rows={list.items.filter(({ id }) => chosen.ids.includes(id))} onDone={chosen.clear} />
      <ListTable<FindingRow>
        list={list}
        rowKey={(row) => row.id}
        empty={late ? '没有逾期未改的问题' : '这里没有符合条件的问题'}
        onRow={(row) => setFilters({ open: row.id })}
        selection={chosen.selection}
        columns={[
          { title: '期限', sort: 'dueAt', render: (_value, row) => showDue(row.dueAt) },
          { title: '状态', render: (_value, row) => <FindingTag state={row.state} isLate={row.isLate} /> },
          {
            title: '对象',
            render: (_value, row) => (
              <>
                {row.target.name}
                <div className="faint">{row.target.placeNames.slice(-2).join(' ')}</div>
              </>
            ),
          },
          {
            title: '问题',
            render: (_value, row) => (
              <span className="wrap">
                {row.text}
                <div className="faint">
                  {row.spot} · {row.item}
                  {row.earlierId && ' · 再次出现'}
                </div>
              </span>
            ),
          },
          { title: '整改类别', render: (_value, row) => row.severity },
          {
            title: '责任',
            render: (_value, row) => (
              <span className="wrap">
                {row.assigned.join('、')}
                {row.forwardedAt && <div className="faint">{shortTime(row.forwardedAt)}已转物业</div>}
              </span>
            ),
          },
          { title: '发现', sort: 'foundAt', render: (_value, row) => showDay(row.day) },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title="一个问题"
        destroyOnHidden
      >
        {open && <One key={open} id={open} onOpen={(id) => setFilters({ open: id })} />}
      </Drawer>
    </Page>
  )
}

const nameOf = ({ target, text }: FindingRow): string => `${target.name} ${text}`

function One({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const query = useRead(inspectionsFindings.show, { id })
  return <Loaded query={query}>{(finding) => <FindingDetail finding={finding} onOpen={onOpen} />}</Loaded>
}

function Forward({ rows, onDone }: { rows: FindingRow[]; onDone: () => void }) {
  const [asking, setAsking] = useState(false)
  if (rows.length === 0) return null
  const companies = [
    ...new Map(rows.flatMap(({ company }) => (company ? [[company.id, company] as const] : []))).values(),
  ]
  const [company] = companies
  if (companies.length !== 1 || !company)
    return <Alert type="info" title="选中的问题属于不同的物业公司；一次只能转给一家。" style={{ marginBottom: 12 }} />
  return (
    <p>
      <Button type="primary" onClick={() => setAsking(true)}>
        把选中的{rows.length}个转给{company.name}
      </Button>
      <Drawer open={asking} onClose={() => setAsking(false)} title={`转给${company.name}`} destroyOnHidden>
        <ForwardForm
          companyId={company.id}
          findingIds={rows.map(({ id }) => id)}
          onDone={() => {
            setAsking(false)
            onDone()
          }}
        />
      </Drawer>
    </p>
  )
}
