// A day that closes although households have booked it: the day takes nobody from that moment, and each booking is
// moved to the nearest free day or cancelled, one transaction each, and its household is told with the reason. A job
// goes on where it stopped: what is still booked on the closed day is what is left. A booking that finds no free day
// is cancelled, since nobody will come.
import type { Actor } from '@shared/actors'
import { lastDay } from '@shared/pickups/dates'
import { DomainError } from '@shared/errors'
import { addDays, showDay, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { prepareHolder } from '../slots/holders'
import { moveSeat } from '../slots/seats'
import { requireBooking } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { DayClosings, type DayClosing } from './day-closings.model'
import { freeSlots, locateFor, type Slot } from './missed'
import { cancelForOperator } from './pickups-desk'
import { transition } from './pickups-transitions'
import { putReminders, takeBackReminders, tell } from './reminders'
import { pickupPool } from './service-days'
import { contextAt, type Context } from './terms'

const system: Actor = { kind: 'system', name: 'pickups' }
const PORTION = 100

/** Notes the decision in the transaction that closes the day; one made before for the same day is followed by this. */
export async function noteClosing(
  tx: Tx,
  closing: Pick<DayClosing, 'districtId' | 'day' | 'booked' | 'reason' | 'by'>,
): Promise<void> {
  const _id = `${closing.districtId}:${closing.day}`
  await tx
    .on(DayClosings)
    .updateOne(
      { _id },
      { $set: { ...closing, at: now(), status: 'open', moved: 0, cancelled: 0 } } as UpdateQuery<DayClosing>,
      { upsert: true },
    )
}

/** The day opens again: bookings that were not dealt with yet stay where they are. */
export async function endClosing(tx: Tx, districtId: string, day: Day): Promise<void> {
  await tx
    .on(DayClosings)
    .updateOne({ _id: `${districtId}:${day}` }, { $set: { status: 'done' } } as UpdateQuery<DayClosing>)
}

const isLeft = ({ districtId, day }: DayClosing) => ({ districtId, day, status: { $in: ['confirmed', 'assigned'] } })

/** Deals with one booking; false when somebody else has moved or cancelled it meanwhile. */
async function dealWith(closing: DayClosing, booking: BookingRecord): Promise<'moved' | 'cancelled' | null> {
  const context = await contextAt(booking.placePath)
  const count = (tx: Tx, what: 'moved' | 'cancelled') =>
    tx
      .on(DayClosings)
      .updateOne({ _id: closing._id, status: 'open' }, { $inc: { [what]: 1 } } as UpdateQuery<DayClosing>)
  const isStill = async (tx: Tx): Promise<boolean> => {
    const open = await tx.on(DayClosings).findOne({ _id: closing._id, status: 'open' })
    const here = await tx.on(Bookings).findOne({ _id: booking._id, ...isLeft(closing) } as object)
    return open !== null && here !== null
  }
  if (closing.booked === 'move') {
    await prepareHolder(booking.holderKey)
    const last = lastDay(now(), context.settings.booking)
    for (const at of await freeSlots(booking, addDays(closing.day, 1), last)) {
      const located = await locateFor(booking, at)
      try {
        return await transaction(async (tx) => {
          if (!(await isStill(tx))) return null
          await moveTo(tx, booking._id, at, located, closing.reason, context)
          await count(tx, 'moved')
          return 'moved'
        })
      } catch (error) {
        // somebody else took the last seat: the next free day
        if (!(error instanceof DomainError) || !['PICKUP_SLOT_FULL', 'PICKUP_DAY_CLOSED'].includes(error.code))
          throw error
      }
    }
  }
  return transaction(async (tx) => {
    if (!(await isStill(tx))) return null
    await cancelForOperator(tx, booking._id, { actor: system, relations: ['system'], context, reason: closing.reason })
    await count(tx, 'cancelled')
    return 'cancelled'
  })
}

async function moveTo(
  tx: Tx,
  id: string,
  { day, slot }: Slot,
  located: Awaited<ReturnType<typeof locateFor>>,
  reason: string,
  context: Context,
): Promise<void> {
  const before = await requireBooking(tx, id)
  const after = await transition(tx, id, 'moveByOperator', {
    actor: system,
    relations: ['system'],
    context,
    text: `${showDay(before.day)}停收（${reason}），改到${showDay(day)} ${located.from}–${located.to}`,
    set: {
      day,
      slot,
      from: located.from,
      to: located.to,
      roundId: located.roundId,
      districtId: located.districtId,
    },
  })
  await moveSeat(
    tx,
    pickupPool,
    { id, poolId: before.districtId, day: before.day },
    { id, poolId: after.districtId, day, slot, key: after.holderKey, limit: Number.MAX_SAFE_INTEGER },
  )
  await takeBackReminders(tx, before)
  await putReminders(tx, after)
  await tell(
    tx,
    after,
    `moved/${after.version}`,
    'booking_changed',
    '对不起，上门日期改了',
    `${showDay(before.day)}停收（${reason}），改到${showDay(day)} ${after.from}–${after.to}。不方便可以改期或取消，费用不变。`,
  )
}

/** Every minute: what is left of days that were closed with bookings, in portions. */
export const clearClosedDays = defineJob({
  name: 'pickups.clearClosedDays',
  title: '停收日的预约改期或取消',
  every: 'minute',
  lookBack: 1,
  run: async (minute, { progress }) => {
    const counts = { moved: 0, cancelled: 0 }
    const closings = await DayClosings.find({
      status: 'open',
      day: { $gte: addDays(minute.slice(0, 10), -1) },
    } as object)
      .sort({ at: 1 })
      .lean<DayClosing[]>()
    for (const closing of closings) {
      const left = await Bookings.find(isLeft(closing) as object)
        .sort({ _id: 1 })
        .limit(PORTION)
        .lean<BookingRecord[]>()
      for (const [done, booking] of left.entries()) {
        const what = await dealWith(closing, booking)
        if (what) counts[what] += 1
        await progress(done + 1, left.length)
      }
      if (left.length < PORTION)
        await DayClosings.updateOne({ _id: closing._id, at: closing.at }, { $set: { status: 'done' } })
    }
    return counts
  },
})
