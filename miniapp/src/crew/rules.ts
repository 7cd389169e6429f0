// What a crew's phone shows while nothing has been heard from the server: the run as it was read, with this phone's
// taps laid over it. Pure. Relies on the stop machine that the server decides by, so that what is offered offline is
// what will be accepted. Invariants: a tap counts exactly once, whether it waits, was accepted or is known to the
// server; a refused tap counts for nothing; no figure here decides anything: the server does.
import type { Id } from '@shared/ids'
import { allowedActions, decide } from '@shared/machine'
import type { Run, Stop } from '@shared/runs/crew-contract'
import {
  isFailure,
  isOpenStop,
  isOutcome,
  isOvertaken,
  logActions,
  stopMachine,
  UNDO_MINUTES,
  type LogAction,
  type StopFacts,
} from '@shared/runs/stop-machine'
import type { StopStatus, WeighIn } from '@shared/pickups/schemas'
import { addDays, clockOf, dayOf, type Day } from '@shared/time'
import { showGrams } from '@shared/units'

/** One tap on this phone: what is sent under the same id, kept until it is too old to be taken back. */
export type Tap = {
  id: Id
  stopId: Id
  action: LogAction
  /** This phone's clock (ISO). */
  at: string
  /** "已收走 纸类 12.6千克" */
  text: string
  /** The run was read again after the server had it: the stop's own state tells it now. */
  isKnown: boolean
}

/** For so long a tap can be taken back before it is sent. */
export const UNDO_LOCAL_MS = 10_000
const UNDO_SERVER_MS = UNDO_MINUTES * 60_000
/** A run that goes on past midnight stays on the phone until then. */
const NIGHT_ENDS = '06:00'

/** What is said of each tap, and on its button. */
export const actionTexts: Readonly<Record<LogAction, string>> = {
  set_out: '已出发',
  arrive: '已到达',
  collect: '收完',
  collect_partly: '部分收',
  not_presented: '没放出来',
  no_access: '进不去',
  refuse: '拒收',
  undo: '撤回',
}

const noFacts: StopFacts = { reasonGiven: true, photoGiven: true, minutesSince: null, sameHands: true }

/** The state after a tap; unchanged where the server would only keep it or refuse it. */
export function statusAfterTap(status: StopStatus, action: LogAction): StopStatus {
  if (isOvertaken(action, status)) return status
  const decision = decide(stopMachine, status, action, ['crew'], { ...noFacts, minutesSince: 0 })
  return decision.ok ? decision.to : status
}

/** The state of a stop as this phone knows it. */
export function statusNow(stop: Pick<Stop, 'id' | 'status'>, taps: readonly Tap[]): StopStatus {
  return taps
    .filter((tap) => tap.stopId === stop.id && !tap.isKnown)
    .reduce((status, tap) => statusAfterTap(status, tap.action), stop.status)
}

/** Stops in driving order, each in its present state. */
export function stopsNow(run: Pick<Run, 'stops'>, taps: readonly Tap[]): Stop[] {
  return [...run.stops].sort((a, b) => a.seq - b.seq).map((stop) => ({ ...stop, status: statusNow(stop, taps) }))
}

/** Where the crew is or drives to; else the first that waits. */
export function nextStop(stops: readonly Stop[]): Stop | null {
  const open = stops.filter((stop) => isOpenStop(stop.status))
  return open.find((stop) => stop.status !== 'planned') ?? open[0] ?? null
}

export type Progress = { done: number; failed: number; total: number }

export const progressOf = (stops: readonly Stop[]): Progress => ({
  done: stops.filter((stop) => isOutcome(stop.status)).length,
  failed: stops.filter((stop) => isFailure(stop.status)).length,
  total: stops.length,
})

/** What can be tapped now, in the order of a visit; taking back is offered by `undoable`. */
export function actionsNow(status: StopStatus): LogAction[] {
  const allowed: readonly string[] = allowedActions(stopMachine, status, ['crew'], noFacts)
  return logActions.filter((action) => action !== 'undo' && allowed.includes(action))
}

/** The next usual step, for the one large button; null at the end. */
export function usualStep(status: StopStatus): LogAction | null {
  return (
    actionsNow(status).find((action) => action === 'set_out' || action === 'arrive' || action === 'collect') ?? null
  )
}

export type Undo = {
  tap: Tap
  /** Seconds in which it can be taken back before it is sent; 0 afterwards. */ secondsLeft: number
}

/** The last tap at a stop, while it can be taken back. */
export function undoable(stop: Pick<Stop, 'id' | 'status'>, taps: readonly Tap[], now: Date): Undo | null {
  const [tap] = taps.filter((one) => one.stopId === stop.id).slice(-1)
  if (!tap || tap.action === 'undo' || statusAfterTap('planned', tap.action) !== stop.status) return null
  const age = now.getTime() - Date.parse(tap.at)
  if (age < 0 || age > UNDO_SERVER_MS) return null
  return { tap, secondsLeft: Math.max(0, Math.ceil((UNDO_LOCAL_MS - age) / 1000)) }
}

/** What is known of a log in the outbox. */
export type Queued = { id: Id; stopId: Id; action: LogAction; at: string; text: string }

/**
 * The taps after a look into the outbox: one that waits there but was not noted (the phone died in between) is added,
 * one that was refused goes. Answers the same list when nothing changed.
 */
export function reconcile(taps: readonly Tap[], waiting: readonly Queued[], refusedIds: readonly Id[]): readonly Tap[] {
  const known = new Set(taps.map(({ id }) => id))
  const added = waiting.filter(({ id }) => !known.has(id)).map((row): Tap => ({ ...row, isKnown: false }))
  const kept = taps.filter(({ id }) => !refusedIds.includes(id))
  if (added.length === 0 && kept.length === taps.length) return taps
  return [...kept, ...added].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/**
 * The taps after the run was read again: what had left the outbox before the reading began is in what was read.
 * @param before the taps when the reading began  @param waitingIds the outbox at that moment
 */
export function settled(taps: readonly Tap[], before: readonly Tap[], waitingIds: readonly Id[], now: Date): Tap[] {
  const told = new Set(before.map(({ id }) => id).filter((id) => !waitingIds.includes(id)))
  return taps
    .map((tap) => (told.has(tap.id) ? { ...tap, isKnown: true } : tap))
    .filter((tap) => !tap.isKnown || now.getTime() - Date.parse(tap.at) <= UNDO_SERVER_MS)
}

/** True while a day's runs may be worked: on the day, and in the night after it. */
export function isWorkable(day: Day, now: Date): boolean {
  const today = dayOf(now)
  return day === today || (addDays(day, 1) === today && clockOf(now) < NIGHT_ENDS)
}

/** "12.6千克" in all; empty when nothing was weighed. */
export const totalText = (weights: readonly WeighIn[]): string =>
  weights.length === 0 ? '' : showGrams(weights.reduce((sum, { grams }) => sum + grams, 0))

/** "沙发 1件、纸箱 3件" */
export const itemsText = ({ items }: Pick<Stop, 'items'>): string =>
  items.map(({ name, count, dismantled }) => `${name} ${count}件${dismantled ? '（会拆开）' : ''}`).join('、')

/** "3楼 没有电梯"; floor 0 is downstairs. */
export const floorText = ({ floor, hasLift }: Pick<Stop, 'floor' | 'hasLift'>): string =>
  floor === 0 ? '楼下' : `${floor < 0 ? `地下 ${-floor}` : floor}楼${hasLift ? ' 有电梯' : ' 没有电梯'}`

/** What tells a tap from others in the list of what waits: "荷塘里 3栋2单元301 已到达". */
export const tapLabel = ({ placeName, addressText }: Pick<Stop, 'placeName' | 'addressText'>, text: string): string =>
  `${addressText.startsWith(placeName) ? addressText : `${placeName} ${addressText}`} ${text}`
