// The dispatch board: a day's runs side by side with their stops in driving order, what still waits for a run, and the
// crews' logs that were not accepted. A stop is moved by dragging or by its menu; the version of the run it lands on
// guards against two dispatchers.
import { Alert, App, Button, DatePicker, Tag } from 'antd'
import dayjs from 'dayjs'
import { useCallback, useEffect, useState } from 'react'
import { Link } from 'react-router'
import { runsDesk } from '@shared/runs/desk-contract'
import { isCollected, isFailure } from '@shared/runs/stop-machine'
import { addDays, dayOf, showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { current } from '@/ui/EditForm'
import { markOf } from '@/ui/map-marks'
import { Page } from '@/ui/Page'
import { AreaSelect } from '@/ui/PlaceSelect'
import { Loaded, Loading, Nothing } from '@/ui/states'
import { moveOf, withMove, type Board, type BoardRun, type Move } from './board'
import { BoardColumn } from './BoardColumn'
import { BoardMap } from './BoardMap'
import { CrewDrawer } from './CrewDrawer'
import { useDrag, type Landing } from './drag'
import { useMay } from '@/lib/me'
import { useMoveStop } from './move-stop'
import './runs.css'

const FILTERS = ['placeId', 'day', 'map'] as const
const REFRESH_MS = 10_000

export function BoardPage() {
  const [{ placeId, day: chosen, map }, setFilters] = useFilters(FILTERS)
  const today = dayOf(new Date())
  const day = chosen ?? today
  const choose = useCallback((id: string) => setFilters({ placeId: id }), [setFilters])
  const go = (to: string | undefined): void => setFilters({ day: to === today ? undefined : to })
  const query = useRead(
    runsDesk.board,
    { placeId: placeId ?? '', day },
    { enabled: placeId !== undefined, refetchMs: REFRESH_MS },
  )
  const { message } = App.useApp()
  const plan = useWrite(runsDesk.planDay)
  const planDay = (area: string): void =>
    plan.mutate(
      { placeId: area, day },
      {
        onSuccess: ({ runs, stops }) =>
          void message.success(
            stops === 0 ? '没有新的预约要排，班次没有变化' : `新排进 ${stops}站，这一天共${runs}个班次`,
          ),
      },
    )
  const mayWork = useMay(runsDesk.moveStop)
  return (
    <Page
      bare
      title="调度看板"
      hint={`${showDay(day)}。拖动一站，或用它右边的菜单，换班次或换次序；挪出约好的时段会先问。每 10秒刷新。`}
      actions={
        <>
          <Button aria-pressed={map !== 'off'} onClick={() => setFilters({ map: map === 'off' ? undefined : 'off' })}>
            {map === 'off' ? '显示地图' : '收起地图'}
          </Button>
          <Button onClick={() => window.print()}>打印</Button>
          {mayWork && (
            <Button
              type="primary"
              disabled={!placeId || day < today}
              loading={plan.isPending}
              onClick={() => placeId && planDay(placeId)}
            >
              排这一天的班
            </Button>
          )}
        </>
      }
    >
      <div className="filters">
        <AreaSelect value={placeId} onChange={choose} />
        <Button onClick={() => go(addDays(day, -1))} aria-label="前一天">
          ‹ 前一天
        </Button>
        <DatePicker
          value={dayjs(day)}
          allowClear={false}
          aria-label="日期"
          onChange={(value) => value && go(value.format('YYYY-MM-DD'))}
        />
        <Button onClick={() => go(addDays(day, 1))} aria-label="后一天">
          后一天 ›
        </Button>
        {day !== today && (
          <Button type="link" onClick={() => go(undefined)}>
            回到今天
          </Button>
        )}
        {query.data && <HowFar board={query.data} />}
      </div>
      {!placeId ? (
        <Loading />
      ) : (
        <Loaded query={query}>
          {(board) => (
            <Runs
              key={`${placeId}${day}`}
              board={board}
              placeId={placeId}
              mayWork={mayWork}
              withMap={map !== 'off'}
              reload={() => void query.refetch()}
            />
          )}
        </Loaded>
      )}
    </Page>
  )
}

type RunsProps = { board: Board; placeId: string; mayWork: boolean; withMap: boolean; reload: () => void }

function Runs({ board, placeId, mayWork, withMap, reload }: RunsProps) {
  const move = useMoveStop({ placeId, day: board.day })
  const [pending, setPending] = useState<Move | null>(null)
  const [editing, setEditing] = useState<BoardRun | null>(null)
  const runs = withMove(board.runs, pending)
  const place = (stopId: string, landing: Landing): void => {
    const wanted = moveOf(board.runs, stopId, landing)
    const version = board.runs.find(({ id }) => id === landing.runId)?.version
    const home = board.runs.find(({ stops }) => stops.some(({ id }) => id === stopId))
    if (pending || !wanted || !home || version === undefined) return
    setPending(wanted)
    const back = { id: stopId, runId: home.id, position: home.stops.findIndex(({ id }) => id === stopId) }
    void move({ ...wanted, version }, back).finally(() => setPending(null))
  }
  const { dragged, grab } = useDrag(place)
  const [chosen, setChosen] = useState<string | null>(null)
  const isDragging = dragged !== null
  useEffect(() => {
    document.body.classList.toggle('dragging', isDragging)
    return () => document.body.classList.remove('dragging')
  }, [isDragging])
  return (
    <>
      <RefusedLogs logs={board.refusedLogs} runs={board.runs} />
      {board.runs.length === 0 && (
        <Nothing
          text={
            board.waiting.length > 0 ? '这一天还没有排班，点右上角“排这一天的班”' : '这一天没有班次，也没有等待的预约'
          }
        />
      )}
      <div className={withMap ? 'board-area with-map' : 'board-area'}>
        <div className="board" role="group" aria-label="班次">
          {board.waiting.length > 0 && <Waiting items={board.waiting} chosen={chosen} onChoose={setChosen} />}
          {runs.map((run, index) => (
            <BoardColumn
              key={run.id}
              run={run}
              mark={markOf(index)}
              chosen={chosen}
              onChoose={setChosen}
              placeId={placeId}
              day={board.day}
              runs={runs}
              dragged={dragged}
              mayWork={mayWork}
              grab={grab}
              onPlace={place}
              onEdit={() => setEditing(run)}
            />
          ))}
        </div>
        {withMap && board.runs.length + board.waiting.length > 0 && (
          <BoardMap runs={runs} waiting={board.waiting} chosen={chosen} onChoose={setChosen} />
        )}
      </div>
      {dragged && (
        <div className="board-ghost" style={{ left: dragged.x + 12, top: dragged.y + 12 }}>
          {dragged.title}
        </div>
      )}
      <CrewDrawer
        run={editing && current(board.runs, editing)}
        placeId={placeId}
        onDone={() => {
          setEditing(null)
          reload()
        }}
      />
    </>
  )
}

/** The day in one line: how many doors, and how it went so far. */
function HowFar({ board: { runs, waiting } }: { board: Board }) {
  const stops = runs.flatMap((run) => run.stops)
  if (stops.length + waiting.length === 0) return null
  const [kept, failed] = [isCollected, isFailure].map((is) => stops.filter(({ status }) => is(status)).length)
  return (
    <span className="board-far">
      {stops.length + waiting.length}户，收了 {kept}，没收成 {failed}
      {waiting.length > 0 && `，还没排 ${waiting.length}`}
    </span>
  )
}

type WaitingProps = { items: Board['waiting']; chosen: string | null; onChoose: (id: string) => void }

function Waiting({ items, chosen, onChoose }: WaitingProps) {
  return (
    <section className="board-column waiting" aria-label="等待排班">
      <header>
        <h4>
          还没排 <Tag color="red">{items.length}</Tag>
        </h4>
        <span className="faint">地图上的红色菱形</span>
      </header>
      <ul className="board-stops">
        {items.map((item) => (
          <li
            key={item.id}
            className={`board-stop${item.id === chosen ? ' chosen' : ''}`}
            onClick={() => onChoose(item.id)}
          >
            <span className="stop-main">
              <Tag>
                {item.from}～{item.to}
              </Tag>
              <Link to={`/bookings?open=${item.id}`} onFocus={() => onChoose(item.id)}>
                <strong>{item.placeName}</strong>
              </Link>
              <span className="faint">{item.itemsText}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What a crew logged at a stop that was no longer theirs: the dispatcher settles it by hand. */
function RefusedLogs({ logs, runs }: { logs: Board['refusedLogs']; runs: readonly BoardRun[] }) {
  if (logs.length === 0) return null
  const nameOf = (runId: string): string => runs.find(({ id }) => id === runId)?.name ?? '别的班次'
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={`有${logs.length}条收运记录没有被接受，请和班组核对`}
      description={
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {logs.map((log) => (
            <li key={log.id}>
              {fullTime(log.at)} {log.by} 在 {log.placeName}（{nameOf(log.runId)}）：{log.text}
            </li>
          ))}
        </ul>
      }
    />
  )
}
