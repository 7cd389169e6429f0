// The crew's day on this phone: the runs as they were read, this phone's taps, who is on board and who holds the pen.
// All of it is in storage before it is on screen, so that it is there again after a kill and without a network.
// Relies on the outbox for what waits or was refused, on rules.ts for laying taps over the run.
// Invariants: runs of another person or of a day that is over are not shown and are forgotten; no reading of the run
// forgets a tap that the server may not have; nothing is sent from here.
//
//   const runs = useRuns()                 runs with their stops in the present state
//   await refreshRuns()                    reads them again; quiet when there is no network
import { runsChecks } from '@shared/runs/checks-contract'
import { runsCrew, type Run, type Stop } from '@shared/runs/crew-contract'
import type { OutputOf } from '@shared/contract'
import type { Id } from '@shared/ids'
import { dayOf } from '@shared/time'
import { create } from 'zustand'
import { asApiError, call, type ApiError } from '@/lib/api'
import { onOutboxChange, outbox, useOutbox, type Outbox } from '@/lib/outbox/outbox'
import type { Row } from '@/lib/outbox/rows'
import { onSessionChange, session } from '@/lib/session'
import { readStored, removeStored, storedKeys, writeStored } from '@/lib/storage'
import { isWorkable, reconcile, settled, stopsNow, type Queued, type Tap } from './rules'

export type Bundle = OutputOf<typeof runsCrew.mine> & { owner: Id; readAt: string }
/** Who is on board, and whose name the next log carries. */
export type Board = { names: string[]; by: string }
type State = {
  bundle: Bundle | null
  taps: readonly Tap[]
  boards: Readonly<Record<Id, Board>>
  names: readonly string[]
  reading: boolean
  failed: ApiError | null
}

const BUNDLE = 'crew/bundle'
const TAPS = 'crew/taps'
const BOARDS = 'crew/boards'
const NAMES = 'crew/names'
const MOST_NAMES = 12

const me = (): Id => session().person?.id ?? ''

/** Today's runs of the person who is signed in; what belongs to another day or person goes. */
function storedBundle(): Bundle | null {
  const kept = readStored<Bundle>(BUNDLE)
  if (!kept) return null
  const isOver = !isWorkable(kept.day, new Date())
  if (isOver || (me() !== '' && kept.owner !== me())) {
    for (const key of storedKeys('crew/').filter((one) => one !== NAMES)) removeStored(key)
    return null
  }
  // Signed out by a session that has ended: hidden until the same person is back, so that a day without signal is not
  // lost.
  return kept.owner === me() ? kept : null
}

function load(): Pick<State, 'bundle' | 'taps' | 'boards' | 'names'> {
  const bundle = storedBundle()
  return {
    bundle,
    taps: readStored<Tap[]>(TAPS) ?? [],
    boards: readStored<Record<Id, Board>>(BOARDS) ?? {},
    names: readStored<string[]>(NAMES) ?? [],
  }
}

const store = create<State>(() => ({ ...load(), reading: false, failed: null }))
export const useCrew = store
export const crewState = (): State => store.getState()

export function keepTaps(taps: readonly Tap[]): void {
  if (taps === store.getState().taps) return
  writeStored(TAPS, taps)
  store.setState({ taps })
}

/** Who is on board of a run, and who logs now. The names are offered again the next time. */
export function keepBoard(runId: Id, board: Board): void {
  const boards = { ...store.getState().boards, [runId]: board }
  writeStored(BOARDS, boards)
  const names = [...new Set([...board.names, ...store.getState().names])].slice(0, MOST_NAMES)
  writeStored(NAMES, names)
  store.setState({ boards, names })
}

/**
 * Who is on board as far as this phone knows: chosen here, or on the other phone of the crew; null before the start.
 */
export function boardOf(run: Pick<Run, 'id' | 'names'>, boards: State['boards']): Board | null {
  const known = boards[run.id]
  if (known) return known
  if (run.names.length === 0) return null
  const mine = session().person?.name ?? ''
  return { names: run.names, by: run.names.includes(mine) ? mine : (run.names[0] ?? '') }
}

export const isLog = (row: Row): boolean => row.route.path === runsCrew.syncLogs.path
const isWeighing = (row: Row): boolean => row.route.path === runsChecks.logWeighing.path
export const isOfCrew = (row: Row): boolean =>
  isLog(row) || isWeighing(row) || row.route.path === runsCrew.startRun.path

/** Weighings of a run that have not reached the server, in the order they were made. */
export const useWeighings = (runId: Id): Row[] =>
  useOutbox().waiting.filter((row) => isWeighing(row) && row.input['id'] === runId)

function queuedOf(row: Row): Queued {
  const { stopId, action, at } = row.input as Pick<Queued, 'stopId' | 'action' | 'at'>
  return { id: row.id, stopId, action, at, text: row.label }
}

/** A phone that died between queueing and noting catches up here; what was refused counts no more. */
function follow({ waiting, refused }: Outbox): void {
  keepTaps(
    reconcile(
      store.getState().taps,
      waiting.filter(isLog).map(queuedOf),
      refused.filter(isLog).map(({ id }) => id),
    ),
  )
  for (const row of waiting.filter(({ route }) => route.path === runsCrew.startRun.path)) {
    const { id, names } = row.input as { id: Id; names: string[] }
    if (!store.getState().boards[id]) keepBoard(id, { names, by: names[0] ?? '' })
  }
}

let wereWaiting = 0
follow(outbox())
onOutboxChange((now) => {
  follow(now)
  const count = now.waiting.filter(isOfCrew).length
  const isDone = wereWaiting > 0 && count === 0
  wereWaiting = count
  if (isDone) void refreshRuns()
})
onSessionChange((now, before) => {
  if (now.person?.id !== before.person?.id) store.setState({ ...load(), failed: null })
})

let reading: Promise<void> | null = null

/** Reads today's runs; what is there stays when it fails. Never throws. */
export function refreshRuns(): Promise<void> {
  reading ??= read().finally(() => {
    reading = null
  })
  return reading
}

async function read(): Promise<void> {
  const owner = me()
  const { bundle, taps: before } = store.getState()
  if (owner === '') return
  // After midnight the server shows addresses of the day before in part only: the night's run goes on as it is.
  const isNight = bundle !== null && bundle.day !== dayOf(new Date()) && isWorkable(bundle.day, new Date())
  if (isNight) return
  const waitingIds = outbox().waiting.map(({ id }) => id)
  store.setState({ reading: true })
  try {
    const answer = await call(runsCrew.mine, {})
    if (me() !== owner) return
    const fresh: Bundle = { ...answer, owner, readAt: new Date().toISOString() }
    // The run first: a phone that dies in between shows a tap twice over, which changes nothing.
    writeStored(BUNDLE, fresh)
    store.setState({ bundle: fresh, failed: null })
    keepTaps(settled(store.getState().taps, before, waitingIds, new Date()))
    forgetDrafts(fresh)
  } catch (error) {
    store.setState({ failed: asApiError(error) })
  } finally {
    store.setState({ reading: false })
  }
}

/** Half-written forms of stops that are not ours any more. */
function forgetDrafts({ runs }: Bundle): void {
  const ours = new Set(runs.flatMap(({ stops }) => stops.map(({ id }) => `crew/draft/${id}`)))
  for (const key of storedKeys('crew/draft/')) if (!ours.has(key)) removeStored(key)
}

/** A run that was taken over, until the next reading. */
export function keepRun(run: Run): void {
  const { bundle } = store.getState()
  if (!bundle) return
  const next: Bundle = { ...bundle, runs: [...bundle.runs.filter(({ id }) => id !== run.id), run] }
  writeStored(BUNDLE, next)
  store.setState({ bundle: next })
}

export type RunNow = Omit<Run, 'stops'> & { stops: Stop[]; board: Board | null }

const runNow = (run: Run, { taps, boards }: Pick<State, 'taps' | 'boards'>): RunNow => ({
  ...run,
  stops: stopsNow(run, taps),
  board: boardOf(run, boards),
})

/** Today's runs in their present state; null while nothing was ever read. */
export function useRuns(): RunNow[] | null {
  const state = store()
  return state.bundle?.runs.map((run) => runNow(run, state)) ?? null
}

export function useRun(id: Id): RunNow | null {
  return useRuns()?.find((run) => run.id === id) ?? null
}

export function useStop(id: Id): { stop: Stop; run: RunNow } | null {
  for (const run of useRuns() ?? []) {
    const stop = run.stops.find((one) => one.id === id)
    if (stop) return { stop, run }
  }
  return null
}
