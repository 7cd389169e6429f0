// One run of the board: who drives what, how far it is, and its stops in order. A stop that is still open can be
// grabbed, has a menu of positions to go to, and listens to Alt with an arrow key.
import { App, Button, Dropdown, Input, Tag } from 'antd'
import { Fragment, useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { Link } from 'react-router'
import { runsCrew } from '@shared/runs/crew-contract'
import { isCollected, isFailure, isOpenStop, stopStatusTexts } from '@shared/runs/stop-machine'
import { gapText } from '@shared/runs/weight-chain'
import { dayOf, type Day } from '@shared/time'
import { showFen, showGrams } from '@shared/units'
import { openPaper } from '@/lib/api'
import { itemsOf, landingsFor, type BoardRun, type BoardStop } from './board'
import type { Dragged, Landing } from './drag'
import { useMay } from '@/lib/me'
import { Icon } from '@/ui/Icon'
import { drawMark, type Mark } from '@/ui/map-marks'

const runStatus = {
  planned: { text: '未出发', colour: 'default' },
  started: { text: '收运中', colour: 'blue' },
  finished: { text: '已收车', colour: 'green' },
} as const

type Props = {
  run: BoardRun
  placeId: string
  day: Day
  runs: readonly BoardRun[]
  dragged: Dragged | null
  mayWork: boolean
  /** Its colour and shape on the map. */
  mark: Mark
  /** The stop that is marked here and on the map. */
  chosen: string | null
  onChoose: (stopId: string) => void
  onEdit: () => void
  grab: (stopId: string, title: string) => (event: PointerEvent) => void
  onPlace: (stopId: string, landing: Landing) => void
}

export function BoardColumn(props: Props) {
  const { run, runs, dragged, mayWork, mark, chosen, onChoose, grab, onPlace } = props
  const landing = dragged?.landing?.runId === run.id ? dragged.landing.position : null
  const others = run.stops.filter(({ id }) => id !== dragged?.stopId)
  return (
    <section
      className={`board-column${landing === null ? '' : ' over'}`}
      data-run={run.id}
      aria-label={run.name}
      style={{ borderTopColor: mark.colour }}
    >
      <Head {...props} />
      <ol className="board-stops">
        {run.stops.map((stop, index) => (
          <Fragment key={stop.id}>
            {landing !== null && others[landing]?.id === stop.id && <li className="board-landing" aria-hidden />}
            <StopCard
              stop={stop}
              number={index + 1}
              isDragged={stop.id === dragged?.stopId}
              isChosen={stop.id === chosen}
              onChoose={() => onChoose(stop.id)}
              mayWork={mayWork}
              grab={grab}
              landings={() => landingsFor(runs, run, stop)}
              onPlace={(to) => onPlace(stop.id, to)}
            />
          </Fragment>
        ))}
        {landing !== null && landing >= others.length && <li className="board-landing" aria-hidden />}
        {run.stops.length === 0 && landing === null && <li className="board-none">没有站点，可以拖到这里</li>}
      </ol>
    </section>
  )
}

/** Who drives what, and how far they are. */
function Head({ run, placeId, day, mayWork, mark, onEdit }: Props) {
  const done = run.stops.filter(({ status }) => !isOpenStop(status)).length
  const { text, colour } = runStatus[run.status]
  const share = run.stops.length === 0 ? 0 : done / run.stops.length
  return (
    <header>
      <h4>
        <span>
          <span className="board-mark" dangerouslySetInnerHTML={{ __html: drawMark(mark, '') }} />
          {run.name}
        </span>
        <Tag color={colour}>{text}</Tag>
      </h4>
      <span className="board-line">
        <span>
          {run.crewNames.join('、') || <Tag color="orange">未排班组</Tag>}
          {run.vehicle && `，${run.vehicle}`}
        </span>
        {mayWork && (
          <Button size="small" className="no-print" onClick={onEdit} aria-label={`安排${run.name}的班组和车辆`}>
            班组
          </Button>
        )}
      </span>
      <span className="board-line">
        <span className="board-meter" aria-hidden>
          <i style={{ width: `${Math.round(share * 100)}%`, background: mark.colour }} />
        </span>
        <span className="faint">
          已办 {done}/{run.stops.length}站
        </span>
      </span>
      <span className="faint">
        约{run.minutes}分钟，{(run.metres / 1000).toFixed(1)} 千米
      </span>
      <Weights chain={run.chain} />
      <span className="no-print board-sheets">
        <SheetButton run={run} />
        {mayWork && run.stops.length > 0 && day <= dayOf(new Date()) && (
          <Link to={`/run-entry?placeId=${placeId}&day=${day}&run=${run.id}`} aria-label={`补录${run.name}的班次单`}>
            补录
          </Link>
        )}
      </span>
    </header>
  )
}

/** Door, truck and station, with how far they are apart. */
function Weights({
  chain: { doorGrams, truckGrams, stationGrams, truckGapPermille, stationGapPermille },
}: {
  chain: BoardRun['chain']
}) {
  if (doorGrams === 0 && truckGrams === null && stationGrams === null) return null
  const wide = [truckGapPermille, stationGapPermille].some((gap) => gap !== null && Math.abs(gap) > GAP_TO_LOOK_AT)
  return (
    <span className="faint">
      上门 {showGrams(doorGrams)}
      {truckGrams !== null && ` · 车上${showGrams(truckGrams)}（${gapText(truckGapPermille)}）`}
      {stationGrams !== null && ` · 中转站 ${showGrams(stationGrams)}（${gapText(stationGapPermille)}）`}
      {wide && <Tag color="orange">差距大，请核对</Tag>}
    </span>
  )
}

/** Five per cent, as for manifests. */
const GAP_TO_LOOK_AT = 50

/** The run on paper, for a crew whose phone is out; what is written on it is entered later. */
function SheetButton({ run }: { run: BoardRun }) {
  const { message, modal } = App.useApp()
  const mayPrint = useMay(runsCrew.sheet)
  if (!mayPrint || run.stops.length === 0) return null
  const print = (reason: string): void =>
    void openPaper(runsCrew.sheet, { id: run.id, ...(reason.length < 2 ? {} : { reason }) }).catch(
      (error: Error) => void message.error(error.message),
    )
  const open = (): void => {
    let reason = ''
    void modal.confirm({
      title: `打印${run.name}的班次单`,
      content: (
        <>
          <p>写明原因，班次单上印完整的住址和电话（留痕）；不写则遮去一部分。</p>
          <Input
            aria-label="原因"
            placeholder="例如：收运员手机没电"
            maxLength={100}
            onChange={(event) => (reason = event.target.value.trim())}
          />
        </>
      ),
      okText: '打开班次单',
      cancelText: '不打印',
      onOk: () => print(reason),
    })
  }
  return (
    <Button
      size="small"
      type="link"
      className="no-print board-sheet"
      onClick={open}
      aria-label={`打开${run.name}的班次单`}
    >
      班次单（打印）
    </Button>
  )
}

type CardProps = {
  stop: BoardStop
  number: number
  isDragged: boolean
  isChosen: boolean
  onChoose: () => void
  mayWork: boolean
  grab: Props['grab']
  landings: () => ReturnType<typeof landingsFor>
  onPlace: (landing: Landing) => void
}

function StopCard(props: CardProps) {
  const { stop, number, isDragged, isChosen, onChoose, mayWork, grab, landings, onPlace } = props
  const isFree = mayWork && isOpenStop(stop.status)
  const box = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isChosen) box.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isChosen])
  const goTo = (key: string): boolean => {
    const place = landings().find((each) => each.key === key)
    if (place) onPlace(place.landing)
    return place !== undefined
  }
  const byKey = (event: KeyboardEvent): void => {
    const key = event.altKey ? { ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' }[event.key] : undefined
    if (isFree && key && goTo(key)) event.preventDefault()
  }
  return (
    <li
      ref={box}
      className={`board-stop${isFree ? ' free' : ''}${isChosen ? ' chosen' : ''}${isDragged ? ' dragged' : ''}`}
      data-stop={stop.id}
      tabIndex={0}
      onKeyDown={byKey}
      onFocus={onChoose}
      onPointerDown={isFree ? grab(stop.id, `${stop.placeName} · ${itemsOf(stop)}`) : undefined}
      aria-label={`第${number}站，${stop.addressText}，${stopStatusTexts[stop.status]}${isFree ? '。Alt 加上下箭头可换次序' : ''}`}
    >
      <StopNumber status={stop.status} number={number} />
      <span className="stop-main">
        <Link to={`/bookings?open=${stop.bookingId}`} draggable={false} title="查看预约">
          <strong>{stop.addressText}</strong>
        </Link>
        <span>
          {itemsOf(stop)}
          {stop.elder && '，长者'}
          {stop.owedFen > 0 && `，应收 ${showFen(stop.owedFen)}`}
        </span>
        <span className="faint">
          {stop.from}～{stop.to}，{stop.status === 'planned' ? stop.standsAt : stopStatusTexts[stop.status]}
        </span>
      </span>
      {isFree && (
        <Dropdown trigger={['click']} autoFocus menu={{ items: menuOf(landings), onClick: ({ key }) => goTo(key) }}>
          <Button
            type="text"
            className="stop-move no-print"
            title="移到…"
            aria-label={`把第${number}站 ${stop.placeName} 移到…`}
            icon={<Icon name="grip-vertical" />}
          />
        </Dropdown>
      )}
    </li>
  )
}

/** Its place in the order; a tick for what is on the truck, a cross for what could not be taken. */
function StopNumber({ status, number }: { status: BoardStop['status']; number: number }) {
  if (isCollected(status))
    return (
      <span className="stop-number done">
        <Icon name="check" size={15} />
      </span>
    )
  if (isFailure(status))
    return (
      <span className="stop-number failed">
        <Icon name="x" size={15} />
      </span>
    )
  return <span className={`stop-number${status === 'planned' ? '' : ' now'}`}>{number}</span>
}

function menuOf(landings: CardProps['landings']) {
  const all = landings().map(({ key, label }) => ({ key, label }))
  const elsewhere = all.filter(({ key }) => key.startsWith('to:'))
  return [
    ...all.filter(({ key }) => !key.startsWith('to:')),
    ...(elsewhere.length > 0
      ? [{ type: 'group' as const, key: 'runs', label: '换到别的班次', children: elsewhere }]
      : []),
  ]
}
