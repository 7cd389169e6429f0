// The list of what somebody has to be told by telephone or at the door, since no message reaches them: whoever booked
// at the counter without an account, or without a telephone. Invariants: each cause stands in it once; it is ended
// once, with who did it and how; full numbers and addresses are shown for a reason alone, audited.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { NoticeKind } from '@shared/notices/contract'
import { agents } from '@shared/pickups/roles'
import type { pickupsTelling, Telling } from '@shared/pickups/telling-contract'
import { dayOf, instantAt } from '@shared/time'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { maskName } from '../field-cipher'
import { newId } from '../ids'
import { readCountedPage } from '../paging'
import { fullNames } from '../people/people'
import { countsByDue, firstByDue, type WorkRow } from '../work'
import { addressText, bookingsByIds, contactOf, requireBooking, type BookingRecord } from './bookings'
import { Tellings, type TellingRecord } from './tellings.model'

/** What was said at the counter needs no second telling, and what is over in ten minutes can't be told by hand. */
const byHand: readonly NoticeKind[] = [
  'booking_changed',
  'booking_failed',
  'booking_reminder',
  'revisit',
  'contest_decided',
]

type Told = Pick<BookingRecord, '_id' | 'placePath' | 'contactSealed'>

/** Puts on the list what no account will read. @param cause once each */
export async function putToTell(
  tx: Tx,
  booking: Told,
  cause: string,
  { kind, title, text }: { kind: NoticeKind; title: string; text: string },
): Promise<void> {
  if (!byHand.includes(kind)) return
  const at = now()
  const fresh = {
    _id: newId(),
    bookingId: booking._id,
    placePath: booking.placePath,
    way: contactOf(booking).phone === '' ? 'visit' : 'ring',
    title,
    text,
    at,
    dueAt: instantAt(dayOf(at), '24:00'),
    doneAt: null,
  }
  await tx.on(Tellings).updateOne({ cause }, { $setOnInsert: fresh }, { upsert: true })
}

/** Takes back what nobody has told yet. */
export const takeBackToTell = (tx: Tx, causes: readonly string[]): Promise<number> =>
  tx.on(Tellings).deleteMany({ cause: { $in: [...causes] }, doneAt: null })

async function present(found: readonly TellingRecord[]): Promise<Telling[]> {
  const bookings = await bookingsByIds(found.map(({ bookingId }) => bookingId))
  const names = await fullNames(found.flatMap(({ done }) => done?.by ?? []))
  return found.flatMap((row) => {
    const booking = bookings.get(row.bookingId)
    if (!booking) return []
    return [
      {
        id: row._id,
        bookingId: row.bookingId,
        number: booking.number,
        way: row.way,
        placeName: booking.placeName,
        addressText: addressText(booking, false),
        contactName: maskName(contactOf(booking).name),
        title: row.title,
        text: row.text,
        at: row.at.toISOString(),
        dueOn: dayOf(new Date(row.dueAt.getTime() - 1)),
        done:
          row.done && row.doneAt
            ? { ...row.done, by: names.get(row.done.by) ?? '', at: row.doneAt.toISOString() }
            : null,
      },
    ]
  })
}

/** Of the actor's area, the next due first. */
export async function listTellings(
  actor: Actor,
  input: ParsedOf<typeof pickupsTelling.list>,
): Promise<OutputOf<typeof pickupsTelling.list>> {
  const filter = {
    placePath: { $in: scopeOf(actor, agents) },
    ...(input.placeId ? { $and: [{ placePath: input.placeId }] } : {}),
    doneAt: String(input.done) === 'true' ? { $ne: null } : null,
  }
  const { rows, ...page } = await readCountedPage(Tellings, { dueAt: 1 }, filter, input)
  return { items: await present(rows), ...page }
}

/** @throws DomainError NOT_FOUND, WRONG_STATE where it was ended otherwise */
export async function endTelling(actor: Actor, input: ParsedOf<typeof pickupsTelling.done>): Promise<Telling> {
  const { id, outcome, note = '' } = input
  return transaction(async (tx) => {
    const before = await tx.on(Tellings).findOne({ _id: id })
    if (!before || !holdsRole(actor, agents, before.placePath)) throw new DomainError('NOT_FOUND')
    const done = { outcome, note, by: actorId(actor) }
    const after = await tx.on(Tellings).findOneAndUpdate({ _id: id, doneAt: null }, { $set: { doneAt: now(), done } })
    if (!after) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'pickups.tellByHand',
      subject: `pickups/${before.bookingId}`,
      placePath: before.placePath,
      details: { outcome, title: before.title },
    })
    const [shown] = await present([after])
    if (!shown) throw new DomainError('NOT_FOUND')
    return shown
  })
}

/** Whom to reach about a booking, in full. @throws DomainError NOT_FOUND */
export async function showContact(
  actor: Actor,
  { id, reason }: ParsedOf<typeof pickupsTelling.contact>,
): Promise<OutputOf<typeof pickupsTelling.contact>> {
  const booking = await requireBooking(null, id)
  if (!holdsRole(actor, agents, booking.placePath)) throw new DomainError('NOT_FOUND')
  await auditRead(actor, {
    action: 'pickups.readContact',
    subject: `pickups/${id}`,
    placePath: booking.placePath,
    reason,
  })
  const { name, phone } = contactOf(booking)
  return { name, phone: phone === '' ? null : phone, addressText: addressText(booking, true) }
}

export const tellingsWork: WorkRow = {
  kind: 'pickups.toTell',
  title: '要打电话或上门告知的住户',
  may: agents,
  count: ({ places }) => countsByDue(Tellings, { placePath: { $in: [...places] }, doneAt: null }, 'dueAt'),
  next: async ({ places }, limit) => {
    const found = await firstByDue(Tellings, { placePath: { $in: [...places] }, doneAt: null }, 'dueAt', limit)
    return (await present(found)).map((row) => ({
      id: row.id,
      text: `${row.addressText}：${row.title}`,
      dueAt: instantAt(row.dueOn, '24:00'),
      link: `/to-tell?open=${row.id}`,
    }))
  },
}
