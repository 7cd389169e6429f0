// The bookings of the demo city: rounds and prices, thirty days that are over, two weeks partly booked. The rules
// decide prices; documents are written in bulk, entries through the ledger's own posting. What crews did is runs'
// share.
import type { Post } from '@shared/ledger/entries'
import { addDays, instantAt } from '@shared/time'
import type { SeedContext } from '../feature'
import { fullNames } from '../people/people'
import { seedPersonId } from '../people/seed-ids'
import type { BookingRecord } from './bookings.model'
import { owedPost } from './pickups-money'
import { bookingOf, sceneOf, writeBookings, type FreeBook, type Scene } from './seed-bookings'
import { dated, postByDay } from './seed-outcomes'
import { seedRoundsAndPrices } from './seed-rounds'
import { seedSiteBookings } from './seed-site'
import { seedStatuses } from './seed-statuses'
import { bookers, comingWishes, pastWishes, type PastWish } from './seed-wishes'

/** Called once, after places, people and ledger; past days are driven and sealed by runs. */
export async function seedPickups({ today, progress }: SeedContext): Promise<void> {
  const rounds = await seedRoundsAndPrices(today)
  const households = bookers()
  const scene = await sceneOf(households, today, await fullNames(households.flatMap(({ members }) => members)))
  const free: FreeBook = new Map()
  const past = pastWishes(rounds, today).map((one) => pastBooking(scene, one, free))
  const coming = comingWishes(rounds, today).map((wish) => ({ booking: bookingOf(scene, wish, free), posts: [] }))
  const made = [...past, ...coming]
  const bookings = made.map(({ booking }) => booking)
  await writeBookings(bookings, free, today)
  await postByDay([...bookings.flatMap(feeOf), ...made.flatMap(({ posts }) => posts)], today)
  await seedStatuses(households, today)
  const forSites = await seedSiteBookings()
  progress(`收运线路 ${rounds.length}条、预约${bookings.length + forSites}个`)
}

const feeOf = (booking: BookingRecord): Post[] =>
  dated(
    owedPost(booking, {
      cause: `pickup:${booking._id}:fee`,
      fen: booking.quote.totalFen,
      template: 'pickup.fee',
      by: booking.bookedBy,
    }),
    booking.createdAt,
  )

type Made = { booking: BookingRecord; posts: Post[] }

/** In order, so that the free pieces of the year are drawn one after the other. */
function pastBooking(scene: Scene, { wish, fate }: PastWish, free: FreeBook): Made {
  const booking = bookingOf(scene, wish, free)
  if (fate !== 'cancelled' && fate !== 'cancelled_by_operator') return { booking, posts: [] }
  giveBack(free, booking)
  return calledOff(booking, fate)
}

/** The resident or the operator called it off in time: what was owed is given back. */
function calledOff(booking: BookingRecord, status: 'cancelled' | 'cancelled_by_operator'): Made {
  const at = instantAt(addDays(booking.day, -1), '15:00')
  const line =
    status === 'cancelled'
      ? { at, action: 'cancel', text: '已取消', by: booking.bookedBy }
      : { at, action: 'cancelByOperator', text: '运营方取消：车辆检修', by: seedPersonId('dispatch-1-zhou') }
  const refund = owedPost(booking, {
    cause: `pickup:${booking._id}:cancelled`,
    fen: -booking.quote.totalFen,
    template: 'pickup.feeRefunded',
    by: line.by,
  })
  const history = [...booking.history, line]
  return {
    booking: { ...booking, status, owedFen: 0, freePieces: 0, version: 2, updatedAt: at, history },
    posts: dated(refund, at),
  }
}

function giveBack(free: FreeBook, booking: BookingRecord): void {
  if (booking.freeKey)
    free.set(
      booking.freeKey,
      (free.get(booking.freeKey) ?? []).filter((row) => row.id !== booking._id),
    )
}
