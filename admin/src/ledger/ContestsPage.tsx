// What residents contest about single entries: open ones first with their deadline, and one beside its entry with the
// decision.
import { Button, Drawer, Segmented, Tag } from 'antd'
import type { InputOf, OutputOf } from '@shared/contract'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { type ContestView, ledgerContests } from '@shared/ledger/contests-contract'
import { download } from '@/lib/api'
import { shortTime, withCommas } from '@/lib/format'
import { useList, useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Deadline } from '@/ui/Deadline'
import { ExportButtons } from '@/ui/ExportButtons'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { ContestDetail } from './ContestDetail'
import { contestColours, contestStatuses } from './words'
import './ledger.css'

const FILTERS = ['status', 'open'] as const
type Asked = Omit<InputOf<typeof ledgerContests.deskContests>, 'cursor'>

export function ContestsPage() {
  const [{ status = 'open', open }, setFilters] = useFilters(FILTERS)
  const list = useList(ledgerContests.deskContests, (status === 'all' ? {} : { status }) as Asked)
  return (
    <Page
      title="积分异议"
      hint="居民对一笔积分有疑问，要在期限前答复。查看会留痕。"
      actions={<Button onClick={list.reload}>刷新</Button>}
    >
      <div className="filters">
        <Segmented
          aria-label="状态"
          value={status}
          onChange={(value) => setFilters({ status: value === 'open' ? undefined : value })}
          options={[
            ...Object.entries(contestStatuses).map(([value, label]) => ({ value, label })),
            { value: 'all', label: '全部' },
          ]}
        />
        <ExportButtons
          save={(format) =>
            download(ledgerDesk.exportContests, {
              format,
              ...(status === 'all' ? {} : { status: status as ContestView['status'] }),
            })
          }
        />
      </div>
      <ContestTable
        list={list}
        empty={status === 'open' ? '没有等待裁定的异议' : '没有符合条件的异议'}
        onOpen={(id) => setFilters({ open: id })}
      />
      {status === 'open' && <Decided onOpen={(id) => setFilters({ open: id })} />}
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size={980}
        title="积分异议"
        destroyOnHidden
      >
        {open && <OneContest id={open} />}
      </Drawer>
    </Page>
  )
}

type Row = OutputOf<typeof ledgerContests.deskContests>['items'][number]
type TableProps = { list: Parameters<typeof ListTable<Row>>[0]['list']; empty: string; onOpen: (id: string) => void }

/** Of those that are asked about now; older ones are found by their outcome. */
const LATEST = 10

/** Somebody asks when theirs was decided: below what waits stand the latest answers. */
function Decided({ onOpen }: { onOpen: (id: string) => void }) {
  const list = useList(ledgerContests.deskContests, {} as Asked)
  const items = list.items.filter((row) => row.decision !== null).slice(0, LATEST)
  if (items.length === 0) return null
  return (
    <section aria-label="最近答复的">
      <h4>最近答复的</h4>
      <ContestTable list={{ ...list, items, hasMore: false, total: null }} empty="" onOpen={onOpen} />
    </section>
  )
}

function ContestTable({ list, empty, onOpen }: TableProps) {
  return (
    <ListTable
      list={list}
      rowKey={(row) => row.id}
      empty={empty}
      onRow={(row) => onOpen(row.id)}
      columns={[
        { title: '提出', render: (_value, row) => shortTime(row.at) },
        { title: '小区/村', dataIndex: 'placeName' },
        {
          title: '哪一笔',
          render: (_value, row) => (
            <span className="clip-line wide" title={row.line}>
              {row.line}
            </span>
          ),
        },
        { title: '积分', className: 'number', render: (_value, row) => withCommas(row.points) },
        { title: '答复期限', render: (_value, row) => <Deadline day={row.dueOn} ended={row.status !== 'open'} /> },
        {
          title: '状态',
          render: (_value, row) => <Tag color={contestColours[row.status]}>{contestStatuses[row.status]}</Tag>,
        },
        {
          title: '经办',
          render: (_value, row) => (
            <>
              {row.enteredBy && <div>{row.enteredBy} 代登记</div>}
              {row.decidedBy && (
                <div>
                  {row.decidedBy} {row.decision ? shortTime(row.decision.at) : ''} 裁定
                </div>
              )}
              {!row.enteredBy && !row.decidedBy && '—'}
            </>
          ),
        },
      ]}
    />
  )
}

function OneContest({ id }: { id: string }) {
  const query = useRead(ledgerContests.deskContest, { id })
  return <Loaded query={query}>{({ contest, entry }) => <ContestDetail contest={contest} entry={entry} />}</Loaded>
}
