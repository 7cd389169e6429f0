// Who stood at the bins of the demo city on evenings that are over; the demo's logs are made by those who did.
import { countedMinutes } from '@shared/shifts/hours'
import type { MarkWay, SupervisorKind } from '@shared/shifts/vocabulary'
import { addMinutes, type Day } from '@shared/time'
import { insertInBulk } from '../db'
import { seedId } from '../ids'
import { seedNumber } from '../places/seed-ids'
import { newBooking } from './shifts'
import { ShiftBookings, ShiftMarks, Shifts, type ShiftBooking, type ShiftMark, type ShiftRecord } from './shifts.model'

/** Windows that begin from then on are those of an evening. */
export const EVENING = '17:00'

/**
 * Somebody stood at a site on an evening that is over, if a shift ran there; again changes nothing.
 * @returns the id of the booking; null where they have another, or none ran
 */
export async function seedPresence(
  siteId: string,
  day: Day,
  personId: string,
  as: SupervisorKind,
): Promise<string | null> {
  const shift = await Shifts.findOne({ siteId, day, from: { $gte: EVENING } }).lean<ShiftRecord>()
  if (!shift || (await ShiftBookings.exists({ shiftId: shift._id, personId }))) return null
  const [booking, ...marks] = wasThere(shift, personId, true)
  await insertInBulk(ShiftBookings, [{ ...booking, as }])
  await insertInBulk(ShiftMarks, marks)
  return booking._id
}

/** A booking of a shift that is over, with the marks of a phone. */
export function wasThere(shift: ShiftRecord, personId: string, isVerified: boolean): [ShiftBooking, ...ShiftMark[]] {
  const id = seedId(`shiftBooking:${shift._id}:${personId}`)
  const draw = (what: string, below: number): number => seedNumber(`${what}:${shift.day}:${personId}`, below)
  const came = addMinutes(shift.startsAt, draw('came', 14) - 8)
  const left = draw('left', 6) === 0 ? null : addMinutes(shift.endsAt, draw('left', 20) - 10)
  const how: MarkWay = isVerified ? 'code' : 'site'
  const mark = (kind: 'in' | 'out', at: Date): ShiftMark => ({
    _id: seedId(`shiftMark:${id}:${kind}`),
    bookingId: id,
    personId,
    kind,
    how: kind === 'in' ? how : 'tap',
    at,
    deviceAt: at,
    sentAt: at,
    receivedAt: at,
    verified: kind === 'in' && isVerified,
    metres: null,
    left: kind === 'in' ? null : 0,
  })
  const booking: ShiftBooking = {
    ...newBooking(shift, id, personId, { as: 'volunteer', state: 'booked' }),
    createdAt: addMinutes(shift.startsAt, -2880),
    checkedInAt: came,
    checkedOutAt: left,
    how,
    standing: isVerified ? 'verified' : 'self',
    minutes: countedMinutes(shift, { in: came, out: left }).minutes,
    pointsDue: true,
    nothingLeftAt: left ?? shift.endsAt,
  }
  return [booking, mark('in', came), ...(left ? [mark('out', left)] : [])]
}
