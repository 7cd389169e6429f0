// What the dispatch board computes from its answer: how it will look once a move is through, and where a stop may be
// moved to.
import type { OutputOf } from '@shared/contract'
import type { runsDesk } from '@shared/runs/desk-contract'
import { isOpenStop } from '@shared/runs/stop-machine'
import type { Landing } from './drag'

export type Board = OutputOf<typeof runsDesk.board>
export type BoardRun = Board['runs'][number]
export type BoardStop = BoardRun['stops'][number]
export type Move = { id: string } & Landing

/** The runs with a stop at its new place, while the server has not answered yet. */
export function withMove(runs: readonly BoardRun[], move: Move | null): BoardRun[] {
  const stop = move && runs.flatMap((run) => run.stops).find(({ id }) => id === move.id)
  if (!move || !stop) return [...runs]
  return runs.map((run) => {
    const others = run.stops.filter(({ id }) => id !== stop.id)
    if (run.id !== move.runId) return others.length === run.stops.length ? run : { ...run, stops: others }
    const at = firstFree(run, move.position, stop.id)
    return { ...run, stops: [...others.slice(0, at), { ...stop, runId: run.id }, ...others.slice(at)] }
  })
}

/** Never in front of what is driven already. */
function firstFree(run: BoardRun, position: number, stopId: string): number {
  const others = run.stops.filter(({ id }) => id !== stopId)
  return Math.max(others.filter(({ status }) => !isOpenStop(status)).length, Math.min(position, others.length))
}

/** The move, or null when the stop would stay where it is. */
export function moveOf(runs: readonly BoardRun[], stopId: string, landing: Landing): Move | null {
  const to = runs.find(({ id }) => id === landing.runId)
  if (!to) return null
  const position = firstFree(to, landing.position, stopId)
  return to.stops[position]?.id === stopId ? null : { id: stopId, runId: to.id, position }
}

/** The landings that the keyboard and the menu offer, in words. */
export function landingsFor(
  runs: readonly BoardRun[],
  run: BoardRun,
  stop: BoardStop,
): { key: string; label: string; landing: Landing }[] {
  const index = run.stops.findIndex(({ id }) => id === stop.id)
  const here = [
    { key: 'up', label: '往前一位', landing: { runId: run.id, position: index - 1 } },
    { key: 'down', label: '往后一位', landing: { runId: run.id, position: index + 1 } },
    { key: 'first', label: '排到最前', landing: { runId: run.id, position: 0 } },
    { key: 'last', label: '排到最后', landing: { runId: run.id, position: run.stops.length } },
  ].filter(({ landing }) => landing.position >= 0 && moveOf(runs, stop.id, landing) !== null)
  const elsewhere = runs
    .filter(({ id }) => id !== run.id)
    .map((other) => ({
      key: `to:${other.id}`,
      label: `${other.name}（${other.crewNames.join('、') || '未排班组'}，${other.stops.length}站）`,
      landing: { runId: other.id, position: other.stops.length },
    }))
  return [...here, ...elsewhere]
}

/** "沙发×2、床垫" */
export const itemsOf = (stop: BoardStop): string =>
  stop.items.map(({ name, count }) => (count > 1 ? `${name}×${count}` : name)).join('、')
