// The clearing up behind capacity: expired holds leave their days, and every service day is compared with its bookings.
// A confirmed place without a live booking is freed, a live booking without its place gets it back. Both should never
// happen; they are counted, and what was found is logged. Run any number of times, it changes nothing more.
import { isOpen, openStatuses, placeFreedIn } from '@shared/pickups/machine'
import type { BookingStatus } from '@shared/pickups/schemas'
import { addDays, dayOf, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { databaseNow, now } from '../clock'
import { transaction } from '../db'
import type { Job } from '../jobs'
import { log } from '../log'
import { Bookings, type BookingRecord } from './bookings.model'
import { forgetAfter } from './capacity-answers'
import { keepToday, livePlaces } from './capacity-days'
import { Holders, ServiceDays, type Holder, type ServiceDay } from './service-days.model'

export type Reconciled = { days: number; expired: number; orphans: number; missing: number; holders: number }

/** Drops expired holds of all days from `from` on and of all holders. */
export async function dropExpired(from: Day): Promise<number> {
  const expired = (list: string): Record<string, unknown> => ({
    $expr: {
      $gt: [
        {
          $size: {
            $filter: {
              input: list,
              as: 'p',
              cond: { $and: [{ $ne: ['$$p.until', null] }, { $lte: ['$$p.until', databaseNow()] }] },
            },
          },
        },
        0,
      ],
    },
  })
  const days = await ServiceDays.updateMany(
    { day: { $gte: from }, ...expired('$places') },
    [{ $set: { places: livePlaces() } }],
    { updatePipeline: true },
  )
  const open = {
    $filter: {
      input: '$open',
      as: 'p',
      cond: { $or: [{ $eq: ['$$p.until', null] }, { $gt: ['$$p.until', databaseNow()] }] },
    },
  }
  const holders = await Holders.updateMany(expired('$open'), [{ $set: { open } }], { updatePipeline: true })
  return days.modifiedCount + holders.modifiedCount
}

const keepsPlace = (booking: BookingRecord | undefined, day: ServiceDay): boolean =>
  booking !== undefined &&
  booking.districtId === day.districtId &&
  booking.day === day.day &&
  !(placeFreedIn as readonly BookingStatus[]).includes(booking.status)

/** Compares one day with its bookings inside a snapshot; whoever books meanwhile makes it run again. */
export async function reconcileDay(dayId: string): Promise<{ orphans: number; missing: number }> {
  return transaction(async (tx) => {
    const day = await tx.on(ServiceDays).findOne({ _id: dayId })
    if (!day) return { orphans: 0, missing: 0 }
    const confirmed = day.places.filter((place) => place.until === null)
    const named = new Map(
      (await tx.on(Bookings).find({ _id: { $in: confirmed.map((place) => place.id) } })).map((booking) => [
        booking._id,
        booking,
      ]),
    )
    const orphans = confirmed.filter((place) => !keepsPlace(named.get(place.id), day)).map((place) => place.id)
    const live = await tx
      .on(Bookings)
      .find({ districtId: day.districtId, day: day.day, status: { $in: [...openStatuses] } })
    const have = new Set(confirmed.map((place) => place.id))
    const missing = live.filter((booking) => !have.has(booking._id))
    if (orphans.length > 0) forgetAfter(tx, day.districtId)
    if (orphans.length > 0)
      await tx
        .on(ServiceDays)
        .updateOne({ _id: dayId }, { $pull: { places: { id: { $in: orphans } } } } as UpdateQuery<ServiceDay>)
    if (missing.length > 0) {
      await tx.on(ServiceDays).updateOne({ _id: dayId }, {
        $pull: { places: { id: { $in: missing.map((booking) => booking._id) } } },
      } as UpdateQuery<ServiceDay>)
      const places = missing.map((booking) => ({
        id: booking._id,
        slot: booking.slot,
        key: booking.holderKey,
        until: null,
        latest: booking.createdAt,
      }))
      await tx
        .on(ServiceDays)
        .updateOne({ _id: dayId }, { $push: { places: { $each: places } } } as UpdateQuery<ServiceDay>)
    }
    return { orphans: orphans.length, missing: missing.length }
  })
}

/** Holders that still count bookings which are over. */
export async function reconcileHolders(limit = 1000): Promise<number> {
  const holders = await Holders.find({ 'open.until': null } as object)
    .limit(limit)
    .lean<Holder[]>()
  let freed = 0
  for (const { _id } of holders) {
    freed += await transaction(async (tx) => {
      const holder = await tx.on(Holders).findOne({ _id })
      const ids = (holder?.open ?? []).filter((open) => open.until === null).map((open) => open.id)
      const bookings = new Map(
        (await tx.on(Bookings).find({ _id: { $in: ids } })).map((booking) => [booking._id, booking]),
      )
      const over = ids.filter((id) => {
        const booking = bookings.get(id)
        return !booking || !isOpen(booking.status)
      })
      if (over.length > 0)
        await tx.on(Holders).updateOne({ _id }, { $pull: { open: { id: { $in: over } } } } as UpdateQuery<Holder>)
      return over.length
    })
  }
  return freed
}

/** Everything from a day on. */
export async function reconcile(from: Day): Promise<Reconciled> {
  const expired = await dropExpired(from)
  const days = await ServiceDays.find({ day: { $gte: from } }, { _id: 1 }).lean<{ _id: string }[]>()
  const found: Reconciled = { days: days.length, expired, orphans: 0, missing: 0, holders: 0 }
  for (const { _id } of days) {
    const { orphans, missing } = await reconcileDay(_id)
    if (orphans + missing > 0) log.error({ day: _id, orphans, missing }, 'service day differed from its bookings')
    found.orphans += orphans
    found.missing += missing
  }
  return { ...found, holders: await reconcileHolders() }
}

export const reconcileCapacity: Job = {
  name: 'pickups.reconcileCapacity',
  title: '核对时段占用与预约',
  every: 'hour',
  lookBack: 1,
  run: async () => {
    await keepToday()
    return reconcile(addDays(dayOf(now()), -1))
  },
}
