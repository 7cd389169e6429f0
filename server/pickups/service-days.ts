// The pool of pickups (server/slots): a service day of a district offers what its rounds run, up to the cap of its
// weekday; a seat is one booking, whatever its items. A slot is `<roundId>:<windowKey>`, and names a window for a place
// only where the round serves it.
import { DomainError } from '@shared/errors'
import { isServiceDay } from '@shared/pickups/dates'
import { isOpen, openStatuses, seatFreedIn } from '@shared/pickups/machine'
import type { BookingStatus, PickupKind } from '@shared/pickups/schemas'
import { missedUntil } from '@shared/pickups/rules'
import { dayOf, weekdayOf, type Day } from '@shared/time'
import { now } from '../clock'
import { settingsOf, workCalendar, type Place } from '../places/places'
import { ensureDay } from '../slots/days'
import { definePool, type DayPlan } from '../slots/pools'
import { Bookings, type BookingRecord } from './bookings.model'
import { Rounds, WeekdayCapsOf, type RoundRecord, type RoundWindowRecord, type WeekdayCaps } from './rounds.model'

export const slotOf = (roundId: string, windowKey: string): string => `${roundId}:${windowKey}`

export function slotParts(slot: string): { roundId: string; windowKey: string } {
  const [roundId = '', windowKey = ''] = slot.split(':')
  return { roundId, windowKey }
}

/** The round and window that a slot names, among these rounds. */
export function windowAt(
  slot: string,
  rounds: Iterable<RoundRecord>,
): { round: RoundRecord; window: RoundWindowRecord } | null {
  const { roundId, windowKey } = slotParts(slot)
  for (const round of rounds) {
    if (round._id !== roundId) continue
    const window = round.windows.find((one) => one.key === windowKey)
    return window ? { round, window } : null
  }
  return null
}

export const roundsOf = (districtId: string): Promise<RoundRecord[]> =>
  Rounds.find({ districtId }).lean<RoundRecord[]>()

const capsOf = (districtId: string): Promise<WeekdayCaps | null> =>
  WeekdayCapsOf.findById(districtId).lean<WeekdayCaps>()

const planOf = (day: Day, rounds: readonly RoundRecord[], caps: WeekdayCaps | null): DayPlan => ({
  windows: rounds
    .filter((round) => isServiceDay(day, round))
    .flatMap((round) => round.windows.map(({ key, capacity }) => ({ slot: slotOf(round._id, key), capacity }))),
  cap: caps?.caps[weekdayOf(day) - 1] ?? null,
})

/**
 * Whether a booking counts among those that a household may have open. One that nobody has logged counts until a miss
 * can't be reported any more: nobody is kept from booking by what the crew forgot to write down.
 */
async function countsAsOpen({ status, placePath, ...slot }: BookingRecord): Promise<boolean> {
  if (!isOpen(status)) return false
  if (slot.day >= dayOf(now())) return true
  const { settings } = await settingsOf(placePath)
  return now() < missedUntil(slot, settings.booking, await workCalendar())
}

export const pickupPool = definePool({
  name: 'pickups',
  plan: async (districtId, days) => {
    const [rounds, caps] = await Promise.all([roundsOf(districtId), capsOf(districtId)])
    return days.map((day) => planOf(day, rounds, caps))
  },
  poolIds: () => Rounds.distinct('districtId').exec(),
  keeps: async (tx, ids) => {
    const bookings = await tx.on(Bookings).find({ _id: { $in: [...ids] } })
    const kept = new Map<string, { poolId: string; day: Day; isOpen: boolean }>()
    for (const booking of bookings)
      if (!(seatFreedIn as readonly BookingStatus[]).includes(booking.status))
        kept.set(booking._id, { poolId: booking.districtId, day: booking.day, isOpen: await countsAsOpen(booking) })
    return kept
  },
  live: async (tx, districtId, day) => {
    const bookings = await tx.on(Bookings).find({ districtId, day, status: { $in: [...openStatuses] } })
    return bookings.map(({ _id, slot, holderKey, createdAt }) => ({ id: _id, slot, key: holderKey, since: createdAt }))
  },
  codes: {
    full: 'PICKUP_SLOT_FULL',
    closed: 'PICKUP_DAY_CLOSED',
    tooMany: 'PICKUP_TOO_MANY_OPEN',
    belowTaken: 'PICKUP_CAPACITY_BELOW_BOOKED',
    hasSeats: 'PICKUP_DAY_HAS_BOOKINGS',
  },
})

export type Located = {
  place: Place
  roundId: string
  districtId: string
  from: string
  to: string
  staffOnly: boolean
}

/**
 * The window that a slot names, made sure to be one of the day that serves the place; also one added by hand to this
 * day.
 * @throws DomainError PICKUP_NOT_SERVED
 */
export async function locate(place: Place, kind: PickupKind, day: Day, slot: string): Promise<Located> {
  const { roundId, windowKey } = slotParts(slot)
  const round = await Rounds.findById(roundId).lean<RoundRecord>()
  const window = round?.windows.find((one) => one.key === windowKey)
  const serves = round?.areaPlaceIds.some((id) => place.path.includes(id)) && round.kinds.includes(kind)
  if (!round || !window || !serves) throw new DomainError('PICKUP_NOT_SERVED')
  const { windows } = await ensureDay(pickupPool, round.districtId, day)
  if (!windows.some((one) => one.slot === slot)) throw new DomainError('PICKUP_NOT_SERVED')
  return { place, roundId, districtId: round.districtId, from: window.from, to: window.to, staffOnly: round.staffOnly }
}
