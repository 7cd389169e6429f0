// What goes from a person's bookings when they delete their account. A booking stays for the statistics and for the
// other side of its money; whatever the person wrote, where they live and how to reach them goes, in earlier versions
// and in kept answers too.
import { kindNames, catalogueItem } from '@shared/pickups/catalogue'
import { isOpen } from '@shared/pickups/machine'
import type { BookedItem } from '@shared/pickups/schemas'
import type { UpdateQuery } from 'mongoose'
import { actorId } from '../audit'
import type { Tx } from '../db'
import { seal } from '../field-cipher'
import { forgetAnswersLater } from '../http/idempotency'
import { Bookings, type BookingRecord } from './bookings.model'
import { postOwed } from './pickups-money'
import { returnPieces, transition } from './pickups-transitions'
import { contextAt } from './terms'

/** Open bookings are cancelled with their fee and free pieces given back, the personal fields of all go. */
export async function erasePickups(tx: Tx, personId: string): Promise<void> {
  const bookings = await tx
    .on(Bookings)
    .find({ bookedBy: personId, 'onBehalf.how': { $nin: ['phone', 'counter'] } } as object)
  for (const { _id } of bookings) {
    const found = await tx.on(Bookings).findOne({ _id })
    if (!found) continue
    // also with a crew on the way, whose stop is taken off the run, and where somebody was to come again
    if (isOpen(found.status) || found.status === 'missed' || found.status === 'revisit_due')
      await cancelForErasure(tx, found)
    const booking = await tx.on(Bookings).findOne({ _id })
    if (booking) await tx.on(Bookings).updateOne({ _id }, withoutPerson(booking, personId))
  }
  await forgetAnswersLater(
    tx,
    'pickups',
    bookings.map(({ _id }) => _id),
  )
}

function withoutPerson(booking: BookingRecord, personId: string): UpdateQuery<BookingRecord> {
  const plain = (items: readonly BookedItem[]): BookedItem[] =>
    items.map(({ photoId: _photo, ...item }) => ({
      ...item,
      name: catalogueItem(item.code)?.name ?? kindNames[booking.kind],
    }))
  const { contest, missed, onBehalf, quote } = booking
  const named = booking.items.map((item, at) => [item.name, plain(booking.items)[at]?.name ?? ''] as const)
  const unnamed = (text: string): string => named.reduce((told, [typed, name]) => told.replaceAll(typed, name), text)
  return {
    $set: {
      addressSealed: seal(JSON.stringify({ building: '', unit: '', room: '' }), booking._id),
      addressIndex: 'erased',
      phoneIndex: 'erased',
      standsAt: '',
      contactSealed: seal(JSON.stringify({ name: '已注销', phone: '' }), booking._id),
      note: '',
      photoIds: [],
      bookedBy: 'erased',
      items: plain(booking.items),
      earlier: booking.earlier.map((version) => ({ ...version, items: plain(version.items) })),
      quote: { ...quote, lines: quote.lines.map((line) => ({ ...line, text: unnamed(line.text) })) },
      // what the person did stays in order, without their words
      history: booking.history.map((row) => (row.by === personId ? { ...row, text: '', by: 'erased' } : row)),
      ...(contest ? { contest: { ...contest, text: '', by: 'erased' } } : {}),
      ...(missed ? { missed: { ...missed, note: '', by: 'erased' } } : {}),
      ...(onBehalf ? { onBehalf: { ...onBehalf, consent: '' } } : {}),
    },
    $unset: { rating: 1 },
  } as UpdateQuery<BookingRecord>
}

/** As if the operator had cancelled: nothing is owed any more and the free pieces go back to the household's year. */
async function cancelForErasure(tx: Tx, booking: BookingRecord): Promise<void> {
  const actor = { kind: 'system', name: 'erasure' } as const
  await transition(tx, booking._id, 'cancelByOperator', {
    actor,
    relations: ['system'],
    context: await contextAt(booking.placePath),
    text: '账号已注销',
    set: { owedFen: 0, freePieces: 0 },
  })
  await postOwed(tx, booking, {
    cause: `pickup:${booking._id}:cancelled`,
    fen: -booking.owedFen,
    template: 'pickup.feeRefunded',
    by: actorId(actor),
  })
  await returnPieces(tx, booking)
}
