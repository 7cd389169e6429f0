// The window that was promised to a household, when the office has to change it: written into the booking's history and
// told, so that nobody waits at the wrong time; the time from which a miss can be reported follows it. The notice waits
// a moment, since a move that is taken back at once need not be told.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { isOpen } from '@shared/pickups/machine'
import { showDay } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { putOut, type OutboxRow } from '../outbox'
import { shiftSeat } from '../slots/seats'
import { Bookings, type BookingRecord } from './bookings.model'
import { putReminders, takeBackReminders, tell } from './reminders'
import type { RoundRecord } from './rounds.model'
import { pickupPool, slotOf } from './service-days'

/** Longer than a dispatcher is offered to take a move back. */
const TOLD_AFTER_MS = 15_000

/**
 * Gives an open booking another window of its day.
 * @param why who comes instead, for the history @throws DomainError CHANGED_MEANWHILE
 */
export async function changeWindow(
  tx: Tx,
  actor: Actor,
  before: BookingRecord,
  { from, to }: Pick<BookingRecord, 'from' | 'to'>,
  why: string,
): Promise<void> {
  const at = now()
  const text = `上门时间由 ${before.from}–${before.to} 改为 ${from}–${to}，${why}`
  const after = await tx.on(Bookings).findOneAndUpdate({ _id: before._id, version: before.version }, {
    $set: { from, to, updatedAt: at, toldWindow: before.toldWindow ?? { from: before.from, to: before.to } },
    $inc: { version: 1 },
    $push: { history: { at, action: 'changeWindow', text, by: actorId(actor) } },
  } as UpdateQuery<BookingRecord>)
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  await takeBackReminders(tx, before)
  await putReminders(tx, after)
  await putOut(
    tx,
    'pickupWindowChanged',
    `${before._id}:${after.version}`,
    { bookingId: before._id },
    new Date(at.getTime() + TOLD_AFTER_MS),
  )
}

/**
 * The seat of a booking goes with its stop to another round, into a window of it that the run drives and that has room,
 * the promised hours first: what it leaves can be booked again. Where all are full the seat stays, and counts there.
 */
export async function followStop(
  tx: Tx,
  booking: BookingRecord,
  round: Pick<RoundRecord, '_id' | 'districtId' | 'windows'>,
  run: Pick<BookingRecord, 'from' | 'to'>,
): Promise<void> {
  const driven = round.windows
    .filter(({ from, to }) => from < run.to && to > run.from)
    .toSorted((a, b) => Number(b.from === booking.from) - Number(a.from === booking.from))
  const slots = driven.map(({ key }) => slotOf(round._id, key))
  if (slots.includes(booking.slot) || booking.districtId !== round.districtId) return
  const at = { id: booking._id, poolId: booking.districtId, day: booking.day, key: booking.holderKey }
  for (const slot of slots)
    if (await shiftSeat(tx, pickupPool, at, slot)) {
      await tx.on(Bookings).updateOne({ _id: booking._id }, { $set: { slot } })
      return
    }
}

/**
 * Deliverer of outbox rows `pickupWindowChanged`: tells the window as it is then, unless that is what was told last.
 */
export function tellWindow({ payload }: Pick<OutboxRow, 'payload'>): Promise<void> {
  const { bookingId } = payload as { bookingId: string }
  return transaction(async (tx) => {
    const booking = await tx.on(Bookings).findOne({ _id: bookingId })
    const told = booking?.toldWindow
    if (!booking || !told || !isOpen(booking.status) || (booking.from === told.from && booking.to === told.to)) return
    const { from, to } = booking
    await tx.on(Bookings).updateOne({ _id: bookingId }, { $set: { toldWindow: { from, to } } })
    await tell(
      tx,
      booking,
      `window/${booking.day}/${booking.from}/${booking.version}`,
      'booking_changed',
      '上门时间改了',
      `对不起，${showDay(booking.day)}的上门时间由 ${told.from}–${told.to} 改为 ${from}–${to}。不方便的话可以改期或取消。`,
    )
  })
}
