// A person's rights in their shifts: a copy of what is kept, and erasure. Hours of an area stay as numbers under a name
// that leads to nobody; what is still to come is given back.
import { now } from '../clock'
import type { Tx } from '../db'
import { newId } from '../ids'
import { unseal } from '../field-cipher'
import { freeSeat } from '../slots/seats'
import { eraseCertificates } from './certificates'
import { Certificates, type CertificateRecord } from './certificates.model'
import { MadeUpHours, type MadeUpRecord } from './made-up.model'
import { eraseMadeUp } from './made-up'
import { eraseClasses, exportClasses } from './classes'
import { holderOf, shiftPool } from './pool'
import { isLive } from './present'
import { ShiftBookings, ShiftMarks, Shifts, type ShiftBooking, type ShiftMark } from './shifts.model'
import { wentOut } from './shifts'

export async function exportShifts(personId: string): Promise<unknown> {
  const bookings = await ShiftBookings.find({ personId }).sort({ startsAt: 1 }).lean<ShiftBooking[]>()
  const marks = await ShiftMarks.find({ personId }).sort({ at: 1 }).lean<ShiftMark[]>()
  const papers = await Certificates.find({ personId }).sort({ askedAt: 1 }).lean<CertificateRecord[]>()
  const madeUp = await MadeUpHours.find({ personId }).sort({ askedAt: 1 }).lean<MadeUpRecord[]>()
  return {
    classes: await exportClasses(personId),
    madeUp: madeUp.map(({ _id, day, startsAt, endsAt, textSealed, status, reason }) => ({
      day,
      startsAt,
      endsAt,
      text: textSealed ? unseal(textSealed, _id) : '',
      status,
      reason: reason ?? null,
    })),
    certificates: papers.map(({ _id, nameSealed, number, status, from, to, minutes, madeUp, reason }) => ({
      name: nameSealed ? unseal(nameSealed, _id) : '',
      number: number ?? null,
      status,
      from,
      to,
      minutes,
      madeUp,
      reason: reason ?? null,
    })),
    bookings: bookings.map(({ day, as, state, standing, checkedInAt, checkedOutAt, minutes, corrections }) => ({
      day,
      as,
      state,
      standing,
      checkedInAt,
      checkedOutAt,
      minutes,
      corrections: corrections.map(({ at, reason, in: came, out }) => ({ at, reason, in: came, out })),
    })),
    marks: marks.map(({ kind, how, at, deviceAt, metres, left }) => ({ kind, how, at, deviceAt, metres, left })),
  }
}

export async function eraseShifts(tx: Tx, personId: string): Promise<void> {
  for (const booking of await tx.on(ShiftBookings).find({ personId })) {
    if (isLive(booking.state) && booking.endsAt > now() && booking.standing === 'none') {
      const { _id, siteId, day } = booking
      await tx.on(ShiftBookings).updateOne({ _id }, { $set: { state: 'cancelled' } })
      await freeSeat(tx, shiftPool, { id: _id, poolId: siteId, day, holderKey: holderOf(personId) })
      await wentOut(tx, booking)
    }
  }
  const nobody = `erased:${newId()}`
  await tx.on(ShiftBookings).updateMany({ personId }, { $set: { personId: nobody } })
  await tx.on(ShiftMarks).deleteMany({ personId })
  await eraseClasses(tx, personId, nobody)
  await eraseMadeUp(tx, personId)
  await eraseCertificates(tx, personId, nobody)
  await tx.on(Shifts).updateMany({ leadId: personId }, { $set: { leadId: null, leadSet: false } })
}
