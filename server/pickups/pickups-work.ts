// What waits for who dispatches: missed pickups for which no revisit could be found by itself.
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { dayOf, instantAt, showDay } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { now } from '../clock'
import { counted, undatedWork, type Worker, type WorkRow } from '../work'
import { tellingsWork } from './tellings'
import { Bookings, type BookingRecord } from './bookings.model'
import { correctionsWork } from './payment-corrections'
import { PriceLists } from './price-lists.model'

const missed = ({ places }: Worker, dueOn: object): QueryFilter<BookingRecord> =>
  ({ placePath: { $in: [...places] }, status: 'missed', 'missed.dueOn': dueOn }) as QueryFilter<BookingRecord>

export const pickupsWork: readonly WorkRow[] = [
  tellingsWork,
  correctionsWork,
  undatedWork({
    kind: 'pickups.prices',
    title: '价目待发布',
    may: pickupsDesk.publishPrices.may,
    model: () => PriceLists,
    filter: async ({ places, near }) => ({
      placePath: { $in: [...places] },
      state: 'proposed',
      writtenBy: { $nin: [...near.persons] },
    }),
    sort: { validFrom: 1, _id: 1 },
    items: (lists) =>
      lists.map(({ _id, placeId, validFrom }) => ({
        id: _id,
        text: `${showDay(validFrom)}起的价目，等另一位同事看过后发布`,
        dueAt: instantAt(validFrom, '00:00'),
        link: `/prices?placeId=${placeId}`,
      })),
  }),
  {
    kind: 'pickups.missed',
    title: '漏收待安排补收',
    may: pickupsDesk.scheduleRevisit.may,
    count: async (worker) => {
      const today = dayOf(now())
      const [late, due, later] = await Promise.all([
        counted(Bookings, missed(worker, { $lt: today })),
        counted(Bookings, missed(worker, { $eq: today })),
        counted(Bookings, missed(worker, { $gt: today })),
      ])
      return { late, today: due, later }
    },
    next: async (worker, limit) => {
      const found = await Bookings.find(missed(worker, { $gte: '' }))
        .sort({ 'missed.dueOn': 1, _id: 1 })
        .limit(limit)
        .lean<BookingRecord[]>()
      return found.map((booking) => ({
        id: booking._id,
        text: `${booking.placeName} ${showDay(booking.day)}的预约`,
        dueAt: instantAt(booking.missed?.dueOn ?? booking.day, '24:00'),
        link: `/bookings?open=${booking._id}`,
      }))
    },
  },
]
