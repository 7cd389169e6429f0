// Points of shifts by the rule of the city: a day after the shift, once nothing that still lies on a phone can change
// what is confirmed; and again whenever somebody corrects it. Invariants: a booking has at most one entry that stands;
// what is worked out is written on the booking that was seen, so that two runs at once book nothing twice.
import { DomainError } from '@shared/errors'
import { settledAt, shiftFacts } from '@shared/shifts/points'
import { showMinutes } from '@shared/shifts/hours'
import { addMinutes } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { defineJob } from '../jobs'
import { earnAct, sameFacts } from '../ledger/acts'
import { settingsOf } from '../places/places'
import { nameOfSite, placesOfShifts } from './present'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

const MOST = 2_000

/** Bookings whose worth is to be worked out. @returns how many have earned, or earn something else by now */
export async function earnShifts(): Promise<{ earned: number; later: number }> {
  const due = await ShiftBookings.find({ pointsDue: true, endsAt: { $lt: addMinutes(now(), -24 * 60) } })
    .sort({ endsAt: 1, _id: 1 })
    .limit(MOST)
    .lean<ShiftBooking[]>()
  const done = { earned: 0, later: 0 }
  for (const booking of due.filter((one) => settledAt(one) <= now()))
    try {
      if (await earnOne(booking)) done.earned += 1
    } catch (error) {
      // changed at this moment: its turn comes with the next run
      if (!(error instanceof DomainError)) throw error
      done.later += 1
    }
  return done
}

async function earnOne(booking: ShiftBooking): Promise<boolean> {
  const shift = await Shifts.findById(booking.shiftId).lean<ShiftRecord>()
  const seen = { _id: booking._id, minutes: booking.minutes, standing: booking.standing, as: booking.as }
  const facts = shift ? shiftFacts({ ...booking, isBooked: booking.state === 'booked' }, shift) : []
  const before = booking.earned ?? null
  if (!shift || booking.personId.startsWith('erased:') || sameFacts(facts, before?.facts ?? [])) {
    await ShiftBookings.updateOne(seen, { $unset: { pointsDue: 1 } } as UpdateQuery<ShiftBooking>)
    return false
  }
  const places = await placesOfShifts([shift.siteId])
  const { settings } = await settingsOf(booking.placePath)
  const { confirmedBy, corrections, personId } = booking
  const leadId = shift.leadId === personId ? null : shift.leadId
  await earnAct(
    {
      source: 'shift',
      facts,
      switchedOn: settings.switches.points,
      at: booking.endsAt,
      verifierId: corrections.at(-1)?.by ?? confirmedBy ?? leadId,
      window: `${shift.day}T${shift.from}`,
      personId,
      subject: `shifts/${booking._id}`,
      placeId: booking.placeId,
      placePath: booking.placePath,
      why: {
        template: 'shift.earned',
        params: { site: nameOfSite(places, shift), length: showMinutes(booking.minutes) },
      },
      because: corrections.at(-1)?.reason ?? '到岗记录有更正',
      told: { title: '督导积分', link: '/shifts/hours' },
    },
    before,
    async (tx, earned) => {
      const round = before ? { 'earned.round': before.round } : { earned: { $exists: false } }
      const change = { $set: { earned }, $unset: { pointsDue: 1 } } as UpdateQuery<ShiftBooking>
      return (await tx.on(ShiftBookings).updateOne({ ...seen, ...round } as object, change)).matched > 0
    },
  )
  return true
}

/** Every hour: shifts of yesterday, and what was corrected since. */
export const earnJob = defineJob({
  name: 'shifts.earnPoints',
  title: '督导积分入账',
  every: 'hour',
  lookBack: 1,
  run: async () => earnShifts(),
})
