// Dragging a stop over the board with the mouse or a pen. Columns carry `data-run`, the stops in them `data-stop`; the
// place where the stop would land is read from the screen, so it is right whatever has been refetched meanwhile. Escape
// gives up. Touch is left to scrolling: there, and for the keyboard, every stop has its "移到…" menu.
import { useCallback, useEffect, useRef, useState, type PointerEvent as ReactPointerEvent } from 'react'

/** Where the stop would land: `position` counts the run's other stops. */
export type Landing = { runId: string; position: number }
export type Dragged = { stopId: string; title: string; x: number; y: number; landing: Landing | null }
type Start = { stopId: string; title: string; x: number; y: number }

const STILL_A_CLICK = 6
const EDGE = 48
const SCROLL_STEP = 14

/**
 * @param onDrop is called once for a stop let go over a column
 * @returns what is being dragged, and the handler that a stop's element takes as `onPointerDown`
 */
export function useDrag(onDrop: (stopId: string, landing: Landing) => void): {
  dragged: Dragged | null
  grab: (stopId: string, title: string) => (event: ReactPointerEvent) => void
} {
  const [start, setStart] = useState<Start | null>(null)
  const [dragged, setDragged] = useState<Dragged | null>(null)
  const drop = useRef(onDrop)
  useEffect(() => {
    drop.current = onDrop
  }, [onDrop])

  useEffect(() => {
    if (!start) return
    return follow(start, {
      moved: setDragged,
      ended: (landing) => {
        setStart(null)
        setDragged(null)
        if (landing) drop.current(start.stopId, landing)
      },
    })
  }, [start])

  const grab = useCallback(
    (stopId: string, title: string) => (event: ReactPointerEvent) => {
      const onControl =
        event.target instanceof Element && event.target.closest('button, a, input, [role="menu"]') !== null
      if (event.button !== 0 || event.pointerType === 'touch' || onControl) return
      event.preventDefault()
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus({ preventScroll: true })
      setStart({ stopId, title, x: event.clientX, y: event.clientY })
    },
    [],
  )

  return { dragged, grab }
}

type Follower = { moved: (dragged: Dragged) => void; ended: (landing: Landing | null) => void }

/** Listens until the pointer is let go; answers how to stop listening. */
function follow(start: Start, { moved, ended }: Follower): () => void {
  let last: Dragged | null = null
  const scroll = setInterval(() => {
    if (last) scrollAtEdges(last)
  }, 30)
  const move = (event: PointerEvent): void => {
    const { clientX: x, clientY: y } = event
    if (!last && Math.hypot(x - start.x, y - start.y) < STILL_A_CLICK) return
    last = { stopId: start.stopId, title: start.title, x, y, landing: landingAt(start.stopId, x, y) }
    moved(last)
  }
  const up = (event: PointerEvent): void => {
    if (last) swallowClick()
    ended(last && landingAt(start.stopId, event.clientX, event.clientY))
  }
  const giveUp = (): void => ended(null)
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') giveUp()
  }
  const target = window
  target.addEventListener('pointermove', move)
  target.addEventListener('pointerup', up)
  target.addEventListener('pointercancel', giveUp)
  target.addEventListener('blur', giveUp)
  target.addEventListener('keydown', key)
  return () => {
    clearInterval(scroll)
    target.removeEventListener('pointermove', move)
    target.removeEventListener('pointerup', up)
    target.removeEventListener('pointercancel', giveUp)
    target.removeEventListener('blur', giveUp)
    target.removeEventListener('keydown', key)
  }
}

/** The column under the pointer, and before which of its other stops the dragged one would come. */
function landingAt(stopId: string, x: number, y: number): Landing | null {
  const column = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-run]')
  const runId = column?.dataset['run']
  if (!column || !runId) return null
  const others = [...column.querySelectorAll<HTMLElement>('[data-stop]')].filter(
    (each) => each.dataset['stop'] !== stopId,
  )
  const below = others.findIndex((each) => {
    const box = each.getBoundingClientRect()
    return y < box.top + box.height / 2
  })
  return { runId, position: below === -1 ? others.length : below }
}

/** The board scrolls sideways, the window up and down, while the stop is held at an edge. */
function scrollAtEdges({ x, y }: Dragged): void {
  const board = document.querySelector('.board')
  if (board) {
    const box = board.getBoundingClientRect()
    if (x < box.left + EDGE) board.scrollLeft -= SCROLL_STEP
    else if (x > box.right - EDGE) board.scrollLeft += SCROLL_STEP
  }
  if (y < EDGE) window.scrollBy(0, -SCROLL_STEP)
  else if (y > window.innerHeight - EDGE) window.scrollBy(0, SCROLL_STEP)
}

/** The click that the browser makes of letting go is none. */
function swallowClick(): void {
  const swallow = (event: MouseEvent): void => event.stopPropagation()
  window.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0)
}
