// Moving a booking from state to state: the one place that writes `status`. Decides by the machine, writes with state
// and version in the filter, and updates everything that depends on the status: the seat, the holder's count, free
// pieces, the chain of revisits. Invariants: only a row of the machine moves a booking; every move adds a line to its
// history.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { decide } from '@shared/machine'
import { bookingMachine, isOpen, seatFreedIn, type BookingMove, type Relation } from '@shared/pickups/machine'
import { moneyDueOf } from '@shared/pickups/money'
import type { BookingFacts } from '@shared/pickups/rules'
import type { BookingStatus } from '@shared/pickups/schemas'
import type { UpdateQuery } from 'mongoose'
import { actorId } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { reverse } from '../ledger/ledger'
import { closeInHolder, reopenInHolder } from '../slots/holders'
import { freeSeat } from '../slots/seats'
import { bookingById, requireBooking } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { crewSide } from './crew-side'
import { takeBackReminders } from './reminders'
import { pickupPool } from './service-days'
import { giveBackPieces, type Context } from './terms'

export type LogGiven = { reasonGiven?: boolean; photoGiven?: boolean }

/** What the rules look at, as of now. */
export function factsOf(
  booking: BookingRecord,
  { settings, calendar }: Context,
  { reasonGiven = false, photoGiven = false }: LogGiven = {},
): BookingFacts {
  return {
    now: now(),
    rules: settings.booking,
    calendar,
    kind: booking.kind,
    day: booking.day,
    from: booking.from,
    to: booking.to,
    outcomeAt: booking.outcomeAt ?? null,
    contest: !booking.contest ? 'none' : booking.contest.decision ? 'decided' : 'open',
    isFetchedOpen: booking.fetched !== undefined && booking.fetched.decision === null,
    rated: booking.rating !== undefined,
    reasonGiven,
    photoGiven,
  }
}

export type Step = LogGiven & {
  actor: Actor
  relations: readonly Relation[]
  context: Context
  /** The history's line, in Chinese. */
  text: string
  /** When it happened; a crew's log may be older than now. */
  at?: Date
  /** Fields that change with it. */
  set?: Partial<BookingRecord>
  unset?: readonly (keyof BookingRecord)[]
  /** The version the actor has seen; another one is refused. */
  version?: number | undefined
}

const outcomeMoves: readonly BookingMove[] = ['collect', 'collect_partly', 'not_presented', 'no_access', 'refuse']

/**
 * Carries out one move in the transaction.
 * @returns the booking afterwards
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, CHANGED_MEANWHILE, or the rule's own refusal
 */
export async function transition(tx: Tx, id: string, move: BookingMove, step: Step): Promise<BookingRecord> {
  const before = await requireBooking(tx, id)
  if (step.version !== undefined && step.version !== before.version) throw new DomainError('CHANGED_MEANWHILE')
  const decision = decide(bookingMachine, before.status, move, step.relations, factsOf(before, step.context, step))
  if (!decision.ok) throw new DomainError(decision.code, refusalDetails(decision.code, before))
  const at = now()
  const outcome = outcomeMoves.includes(move) ? { outcomeAt: step.at ?? at } : {}
  const { owedFen, paidFen } = { ...before, ...step.set }
  const moneyDue = moneyDueOf({ status: decision.to, owedFen, paidFen })
  const unset = [
    ...(step.unset ?? []),
    ...(move === 'undo' ? (['outcomeAt', 'reason'] as const) : []),
    ...(moneyDue ? [] : (['moneyDue'] as const)),
  ]
  const after = await tx.on(Bookings).findOneAndUpdate({ _id: id, status: before.status, version: before.version }, {
    $set: { status: decision.to, updatedAt: at, ...outcome, ...step.set, ...(moneyDue ? { moneyDue } : {}) },
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((name) => [name, 1])) } : {}),
    $inc: { version: 1 },
    $push: { history: { at: step.at ?? at, action: move, text: step.text, by: actorId(step.actor) } },
  } as UpdateQuery<BookingRecord>)
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  await applySideEffects(tx, before, after, move, step)
  return after
}

/** What the crew logged is told with the refusal, so that the screen can show it. */
function refusalDetails(code: string, booking: BookingRecord): Record<string, unknown> | undefined {
  return code === 'PICKUP_CREW_REPORTED' ? { reason: booking.reason?.code ?? null, status: booking.status } : undefined
}

/** Updates everything that depends on the status: seat, holder, free pieces, revisits. */
async function applySideEffects(
  tx: Tx,
  before: BookingRecord,
  after: BookingRecord,
  move: BookingMove,
  step: Step,
): Promise<void> {
  const at = { id: before._id, poolId: before.districtId, day: before.day, holderKey: before.holderKey }
  const freed = (seatFreedIn as readonly BookingStatus[]).includes(after.status)
  if (freed) await freeSeat(tx, pickupPool, at)
  else if (isOpen(before.status) && !isOpen(after.status)) await closeInHolder(tx, at)
  else if (!isOpen(before.status) && isOpen(after.status))
    await reopenInHolder(tx, pickupPool, { ...at, slot: before.slot })
  if (
    before.status !== after.status &&
    before.status !== 'confirmed' &&
    (freed || move === 'amend' || move === 'moveByOperator' || move === 'reportMissed')
  )
    await crewSide().withdraw(tx, before)
  if (isOpen(before.status) && !isOpen(after.status)) await takeBackReminders(tx, before)
  if (outcomeMoves.includes(move) && before.missed) await undoMissed(tx, after, step)
  if (move === 'cancelByOperator' && before.revisitId) await cancelRevisit(tx, before, step, '原来的预约已取消')
  if (before.revisitOf && !isOpen(after.status) && isOpen(before.status) && after.status !== 'missed')
    await closeOriginal(tx, before.revisitOf, after.status, step)
}

/** The crew was there after all, its log came late: what a reported miss has brought is taken back. */
async function undoMissed(tx: Tx, booking: BookingRecord, step: Step): Promise<void> {
  const by = actorId(step.actor)
  if (booking.missed?.compensationEntryId) {
    await reverse(tx, booking.missed.compensationEntryId, {
      cause: `pickup:${booking._id}:missedUndone:${booking.version}`,
      reason: '收运员当时已到，离线记录后来上传',
      by,
    })
  }
  await tx.on(Bookings).updateOne({ _id: booking._id }, { $unset: { missed: 1 } } as UpdateQuery<BookingRecord>)
  await cancelRevisit(tx, booking, step, '收运员当时已到，补收取消')
}

/** Nobody needs to come again for a booking. */
async function cancelRevisit(tx: Tx, { revisitId }: BookingRecord, step: Step, text: string): Promise<void> {
  const revisit = revisitId ? await bookingById(tx, revisitId) : null
  if (!revisit || !isOpen(revisit.status)) return
  await tx.on(Bookings).updateOne({ _id: revisit._id }, { $unset: { revisitOf: 1 } } as UpdateQuery<BookingRecord>)
  await transition(tx, revisit._id, 'cancelByOperator', {
    ...step,
    relations: ['system'],
    text,
    at: now(),
    set: {},
    unset: [],
    version: undefined,
  })
}

/** A revisit is over: it was carried out, or the household gave it up; or the operator did, then the miss stands. */
async function closeOriginal(tx: Tx, originalId: string, ended: BookingStatus, step: Step): Promise<void> {
  const original = await requireBooking(tx, originalId)
  if (original.status !== 'revisit_due') return
  const isLost = ended === 'cancelled_by_operator'
  await transition(tx, originalId, isLost ? 'loseRevisit' : 'closeRevisit', {
    actor: { kind: 'system', name: 'pickups' },
    relations: ['system'],
    context: step.context,
    text: isLost ? '补收没有去成，要重新安排' : '补收已办完',
    ...(isLost ? { unset: ['revisitId' as const] } : {}),
  })
}

/** Free pieces of a booking that was cancelled in time go back to the year they came from. */
export const returnPieces = (tx: Tx, booking: BookingRecord): Promise<void> =>
  booking.freeKey && booking.freePieces > 0 ? giveBackPieces(tx, booking.freeKey, booking._id) : Promise.resolve()
