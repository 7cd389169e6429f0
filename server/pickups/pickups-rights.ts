// A person's copy of their bookings; what moves when a duplicate household is merged; the feature's part of the
// data-quality page.
import { addDays, dayOf } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import type { QualityCheck } from '../feature'
import { isStillIn } from '../people/belonging'
import { mergeHolders } from '../slots/holders'
import { addressText, contactOf } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { FreePieceYears } from './free-pieces.model'
import { Rounds } from './rounds.model'
import { pickupPool } from './service-days'

/** Everything of a person's own bookings, readable. */
export async function exportPickups(personId: string): Promise<unknown> {
  const bookings = await Bookings.find({ bookedBy: personId, 'onBehalf.how': { $nin: ['phone', 'counter'] } } as object)
    .sort({ _id: 1 })
    .limit(5000)
    .lean<BookingRecord[]>()
  const households = new Set<string>()
  for (const householdId of new Set(bookings.flatMap((booking) => booking.householdId ?? [])))
    if (await isStillIn(personId, householdId)) households.add(householdId)
  return bookings.map((booking) =>
    exportOf(booking, booking.householdId === undefined || households.has(booking.householdId)),
  )
}

/** Of a household they have left: what they asked for then, without where it is and what became of it. */
const exportOf = (booking: BookingRecord, isIn: boolean) => ({
  id: booking._id,
  day: booking.day,
  from: booking.from,
  to: booking.to,
  kind: booking.kind,
  items: booking.items,
  note: booking.note,
  address: addressText(booking, isIn),
  createdAt: booking.createdAt.toISOString(),
  ...(isIn
    ? {
        status: booking.status,
        contact: contactOf(booking),
        owedFen: booking.owedFen,
        paidFen: booking.paidFen,
        weights: booking.weights,
        contest: booking.contest ?? null,
        rating: booking.rating ?? null,
      }
    : {}),
})

/** Open seats and free pieces of a merged household count for the one that goes on; no limit is applied anew. */
export async function mergePickups(tx: Tx, fromHouseholdId: string, intoHouseholdId: string): Promise<void> {
  const [fromKey, intoKey] = [`household:${fromHouseholdId}`, `household:${intoHouseholdId}`]
  await mergeHolders(tx, pickupPool, fromKey, intoKey)
  await tx.on(Bookings).updateMany({ householdId: fromHouseholdId }, { $set: { householdId: intoHouseholdId } })
  await tx.on(Bookings).updateMany({ holderKey: fromKey }, { $set: { holderKey: intoKey } })
  await tx.on(Bookings).updateMany({ beneficiary: fromKey }, { $set: { beneficiary: intoKey } })
  for (const year of await tx.on(FreePieceYears).find({ _id: { $gte: `${fromKey}:`, $lt: `${fromKey};` } })) {
    const intoYear = `${intoKey}${year._id.slice(fromKey.length)}`
    await tx
      .on(FreePieceYears)
      .updateOne({ _id: intoYear }, { $push: { used: { $each: year.used } } } as object, { upsert: true })
    await tx.on(FreePieceYears).deleteOne({ _id: year._id })
    await tx.on(Bookings).updateMany({ freeKey: year._id }, { $set: { freeKey: intoYear } })
  }
}

/** Rounds that run without capacity or crew, and days that are over-full by hand. */
export const pickupChecks: readonly QualityCheck[] = [
  {
    code: 'ROUND_WITHOUT_CAPACITY',
    text: '收运线路没有运力',
    link: '/rounds',
    count: () =>
      Rounds.countDocuments({
        validUntil: { $in: [null] },
        windows: { $not: { $elemMatch: { capacity: { $gt: 0 } } } },
      } as object).exec(),
  },
  {
    code: 'ROUND_WITHOUT_CREW',
    text: '收运线路没有安排班组',
    link: '/rounds',
    count: () => Rounds.countDocuments({ crewIds: { $size: 0 }, staffOnly: false } as object).exec(),
  },
  {
    code: 'BOOKING_PAST_UNLOGGED',
    text: '日期已过、没有任何登记的预约',
    link: '/bookings',
    count: () =>
      Bookings.countDocuments({
        status: { $in: ['confirmed', 'assigned'] },
        day: { $lt: addDays(dayOf(now()), -1) },
      }).exec(),
  },
]
