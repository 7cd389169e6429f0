// A crew without a phone came back with the printed run sheet: its stops in the sheet's order, each entered as it was
// written. Made for the keyboard: 1 to 5 choose the outcome, Enter writes the row and goes on to the next. What is
// entered goes through the crew's own log, with the name that stands on the sheet; the audit says who entered it.
import { Alert, AutoComplete, Form, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { runsDesk } from '@shared/runs/desk-contract'
import { isOpenStop } from '@shared/runs/stop-machine'
import { dayOf, showDay } from '@shared/time'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { Loaded, Nothing } from '@/ui/states'
import type { BoardRun } from './board'
import { EntryRow } from './EntryRow'
import { RunWeighings } from './RunWeighings'
import './entry.css'

const FILTERS = ['placeId', 'day', 'run'] as const

export function PaperEntryPage() {
  const [{ placeId = '', day = '', run: runId }] = useFilters(FILTERS)
  const query = useRead(runsDesk.board, { placeId, day }, { enabled: placeId !== '' && day !== '' })
  const back = <Link to={`/board?placeId=${placeId}&day=${day}`}>回到看板</Link>
  if (placeId === '' || day === '')
    return (
      <Page title="补录班次单">
        <Nothing text="请从调度看板的班次上打开" action={<Link to="/board">去看板</Link>} />
      </Page>
    )
  return (
    <Page title="补录班次单" hint="按纸单上写的逐站填。按 1 到 5 选结果，Tab 换格，回车保存并到下一站。" actions={back}>
      <Loaded query={query}>
        {({ runs }) => {
          const run = runs.find(({ id }) => id === runId)
          if (!run) return <Nothing text="这一天没有这个班次" action={back} />
          return <Sheet key={run.id} run={run} day={day} reload={() => query.refetch()} />
        }}
      </Loaded>
    </Page>
  )
}

function Sheet({ run, day, reload }: { run: BoardRun; day: string; reload: () => Promise<unknown> }) {
  const [by, setBy] = useState(run.crewNames[0] ?? '')
  const open = run.stops.filter(({ status }) => isOpenStop(status)).length
  if (day > dayOf(new Date())) return <Alert type="info" showIcon title="这一班还没有到日子，不能补录" />
  return (
    <>
      <div className="entry-head">
        <strong>
          {showDay(day)} {run.name}
        </strong>
        {run.vehicle && <span>{run.vehicle}</span>}
        <Tag color={open === 0 ? 'green' : 'orange'}>{open === 0 ? '全部录完' : `还有${open}站没有录`}</Tag>
        <Form.Item label="单上签名的收运员" required style={{ margin: 0 }}>
          <AutoComplete
            value={by}
            onChange={(value: string) => setBy(value.slice(0, 20))}
            options={run.crewNames.map((value) => ({ value }))}
            aria-label="单上签名的收运员"
            style={{ width: 160 }}
          />
        </Form.Item>
      </div>
      {run.stops.length === 0 && <Nothing text="这一班没有站点" />}
      <ol className="entry-rows">
        {run.stops.map((stop, index) => (
          <EntryRow key={stop.id} stop={stop} number={index + 1} day={day} by={by.trim()} reload={reload} />
        ))}
      </ol>
      <RunWeighings run={run} reload={reload} />
    </>
  )
}
