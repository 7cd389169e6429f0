// Bookings as the features after this one find them. Their states are moved by pickups-transitions.ts alone.
import type { Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import type { Tx } from '../db'
import { Bookings, type BookingRecord } from './bookings.model'

export type { BookingRecord } from './bookings.model'

export async function bookingsByIds(ids: readonly string[], tx?: Tx): Promise<Map<string, BookingRecord>> {
  const filter = { _id: { $in: [...new Set(ids)] } }
  const found = tx ? await tx.on(Bookings).find(filter) : await Bookings.find(filter).lean<BookingRecord[]>()
  return new Map(found.map((booking) => [booking._id, booking]))
}

/** Confirmed bookings of a day at or below a place. */
export const confirmedAt = (placeId: string, day: Day): Promise<BookingRecord[]> =>
  Bookings.find({ placePath: placeId, status: 'confirmed', day }).lean<BookingRecord[]>()

/** The first of them, in the order in which they were made. */
export const firstConfirmedAt = (placeId: string, day: Day, most: number): Promise<BookingRecord[]> =>
  Bookings.find({ placePath: placeId, status: 'confirmed', day }).sort({ _id: 1 }).limit(most).lean<BookingRecord[]>()

/** Confirmed bookings on a service day of a district. */
export const confirmedIn = (districtId: string, day: Day): Promise<BookingRecord[]> =>
  Bookings.find({ districtId, day, status: 'confirmed' }).lean<BookingRecord[]>()

/** How many confirmed bookings are in no run yet, by district and day, the first day first; at most 200 of them. */
export const unplannedFrom = (
  placeIds: readonly string[],
  from: Day,
  to: Day,
): Promise<{ districtId: string; day: Day; count: number }[]> =>
  Bookings.aggregate([
    { $match: { placePath: { $in: [...placeIds] }, status: 'confirmed', day: { $gte: from, $lte: to } } },
    { $group: { _id: { districtId: '$districtId', day: '$day' }, count: { $sum: 1 } } },
    { $sort: { '_id.day': 1, '_id.districtId': 1 } },
    { $limit: 200 },
    { $project: { _id: 0, districtId: '$_id.districtId', day: '$_id.day', count: 1 } },
  ]).exec()

/** Those of these bookings that are confirmed for the round on the day now. */
export const stillConfirmed = (
  tx: Tx,
  ids: readonly string[],
  { day, roundId }: { day: Day; roundId: string },
): Promise<BookingRecord[]> => tx.on(Bookings).find({ _id: { $in: [...ids] }, status: 'confirmed', day, roundId })

/** A line in a booking's history about what happened to it without moving its state. */
export const addToHistory = (tx: Tx, id: string, row: BookingRecord['history'][number]): Promise<unknown> =>
  tx.on(Bookings).updateOne({ _id: id }, { $push: { history: row } } as UpdateQuery<BookingRecord>)
