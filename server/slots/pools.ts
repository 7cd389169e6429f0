// What a feature hands in to have its days counted exactly: a pool. The room knows no feature; it asks the pool what a
// day should offer, which of its records still use a seat, and with which of the feature's words it refuses.
import type { ErrorCode } from '@shared/errors'
import type { LineEnd } from '@shared/slots/rules'
import type { Day } from '@shared/time'
import type { Tx } from '../db'

/** A window of a day as the feature plans it; `slot` names it among the windows of the day. */
export type PlannedWindow = {
  slot: string
  capacity: number
  /** With fewer confirmed than this at `decideAt` the feature is told (`onUnderMinimum`). */
  minimum?: number
  decideAt?: Date
}
/** What a day should offer: its windows, and the most seats of the whole day (null = no cap). */
export type DayPlan = { windows: readonly PlannedWindow[]; cap: number | null }
/** A seat that a record of the feature uses, and whether the record still counts as open at its holder. */
export type KeptSeat = { poolId: string; day: Day; isOpen: boolean }
/** A record that must have a confirmed seat. `since`: when it came to be. */
export type LiveSeat = { id: string; slot: string; key: string; since: Date; size?: number }

type SlotAt = { poolId: string; day: Day; slot: string }
/** A freed seat is offered to somebody in the line until `until`; they answer by confirming the seat or freeing it. */
export type LineOffer = SlotAt & { id: string; key: string; size: number; until: Date }
/** An offer or a position in the line is over, without the holder having said so. */
export type LineOver = SlotAt & { id: string; key: string; why: LineEnd }
/** A window that has too few at its deadline. */
export type UnderMinimum = SlotAt & { minimum: number; confirmed: number }

export type Pool = {
  /** The feature's name; it begins the id of every day of the pool. */
  name: string
  /** What each of the days should offer; several at once, so that a calendar costs one reading of the plan. */
  plan(poolId: string, days: readonly Day[]): Promise<readonly DayPlan[]>
  /** Ids whose days are kept from today on, so that later changes of the plan leave what is over as it was. */
  poolIds(): Promise<readonly string[]>
  /** Of these records, those that use a seat. One that is missing here gives its seat back. */
  keeps(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, KeptSeat>>
  /** Records of a day that must have a seat. */
  live(tx: Tx, poolId: string, day: Day): Promise<readonly LiveSeat[]>
  /** Windows may be waited for. All in the transaction that changes the line, so each offer is told once. */
  waiting?: {
    /** Minutes to answer an offer. */
    answerMinutes: number
    onOffered(tx: Tx, offer: LineOffer): Promise<void>
    onOver(tx: Tx, over: LineOver): Promise<void>
  }
  /** Called once a window, in a transaction; the feature reports it, or calls it off with `cancelWindow`. */
  onUnderMinimum?(tx: Tx, window: UnderMinimum): Promise<void>
  /** How many days ahead windows with a minimum are looked at although nobody has asked for them yet. */
  daysAhead?: number
  /** The feature's own refusals: no seat left, day closed, limit reached, fewer than are taken, closing with seats. */
  codes: { full: ErrorCode; closed: ErrorCode; tooMany: ErrorCode; belowTaken: ErrorCode; hasSeats: ErrorCode }
}

const pools = new Map<string, Pool>()

/** Declares a pool, once; the jobs of this room look after every pool declared. */
export function definePool(pool: Pool): Pool {
  if (pools.has(pool.name)) throw new Error(`two pools named ${pool.name}`)
  pools.set(pool.name, pool)
  return pool
}

export const definedPools = (): readonly Pool[] => [...pools.values()]

export function poolNamed(name: string): Pool {
  const pool = pools.get(name)
  if (!pool) throw new Error(`no pool named ${name}`)
  return pool
}
