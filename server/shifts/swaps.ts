// Handing a shift over: offered by who has it, taken by somebody else, undone by either within ten minutes. Invariants:
// the first stays responsible until somebody has taken it; the place is never open in between; both are told.
import type { PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { MyShift, shifts } from '@shared/shifts/contract'
import { swapRefusal, undoUntil } from '@shared/shifts/rules'
import { clockOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { personNames } from '../people/people'
import { prepareHolder } from '../slots/holders'
import { handSeat } from '../slots/seats'
import { MINE, askFor, bookingIn, holderOf, saidOf, shiftPool } from './pool'
import { presentOne, requireShift } from './present'
import { ShiftBookings, type ShiftBooking, type ShiftRecord } from './shifts.model'
import {
  cameIn,
  newBooking,
  onceInShift,
  ownBooking,
  prepareSeat,
  refuseTrainee,
  requireAsker,
  sentBefore,
  touch,
  wentOut,
} from './shifts'

/** Offers one's shift to others or keeps it after all. @throws DomainError NOT_FOUND, WRONG_STATE, SHIFT_OVER */
export function offerSwap(actor: PersonActor, { id, isOffered }: ParsedOf<typeof shifts.offer>): Promise<MyShift> {
  return transaction(async (tx) => {
    const booking = await ownBooking(tx, actor, id)
    if (isOffered && booking.as === 'trainee') throw new DomainError('WRONG_STATE')
    const refusal = isOffered ? swapRefusal(booking, now()) : null
    if (refusal) throw new DomainError(refusal)
    const change = isOffered ? { $set: { swapSince: booking.swapSince ?? now() } } : { $unset: { swapSince: 1 } }
    const written = await tx
      .on(ShiftBookings)
      .findOneAndUpdate({ _id: id, state: 'booked', checkedInAt: null }, change as UpdateQuery<ShiftBooking>)
    if (!written) throw new DomainError('WRONG_STATE')
    return presentOne(actor, written, tx)
  })
}

const seatOf = ({ _id, siteId, day, personId }: ShiftBooking) => ({
  id: _id,
  poolId: siteId,
  day,
  holderKey: holderOf(personId),
})

/** Takes the shift that has been offered longest. @throws DomainError as the route says */
export async function takeSwap(actor: PersonActor, input: ParsedOf<typeof shifts.takeSwap>): Promise<MyShift> {
  const { personId } = actor
  await prepareSeat(input.id, personId)
  return onceInShift(() =>
    transaction(async (tx) => {
      const had = await sentBefore(tx, input, personId)
      if (had) return presentOne(actor, had, tx)
      const shift = await touch(tx, input.id)
      const as = await requireAsker(tx, actor, shift, input.as)
      refuseTrainee(as)
      const late = swapRefusal(shift, now())
      if (late) throw new DomainError(late)
      const offered = await tx
        .on(ShiftBookings)
        .find({ shiftId: shift._id, state: 'booked', swapSince: { $exists: true } }, { sort: { swapSince: 1 } })
      const first = offered.find((one) => one.personId !== personId)
      if (!first) throw new DomainError(offered.length > 0 ? 'SHIFT_SWAP_OWN' : 'SHIFT_SWAP_GONE')
      return presentOne(actor, await handOver(tx, shift, first, { id: input.bookingId, personId, as }), tx)
    }),
  )
}

type Taker = { id: string; personId: string; as: ShiftBooking['as'] }

async function handOver(tx: Tx, shift: ShiftRecord, first: ShiftBooking, taker: Taker): Promise<ShiftBooking> {
  const { id, personId, as } = taker
  const until = undoUntil(now())
  const given = await tx
    .on(ShiftBookings)
    .findOneAndUpdate({ _id: first._id, state: 'booked', swapSince: { $exists: true } }, {
      $set: { state: 'handedOver', endedAt: now(), swapWith: id, undoUntil: until },
      $unset: { swapSince: 1 },
    } as UpdateQuery<ShiftBooking>)
  if (!given) throw new DomainError('SHIFT_SWAP_GONE')
  const booking: ShiftBooking = {
    ...newBooking(shift, id, personId, { as, state: 'booked' }),
    swapWith: first._id,
    undoUntil: until,
  }
  await tx.on(ShiftBookings).insert(booking)
  await handSeat(tx, shiftPool, seatOf(first), askFor(shift, id, personId, as))
  await wentOut(tx, given)
  await cameIn(tx, booking, {
    ...shift,
    leadId: shift.leadId === first.personId && !shift.leadSet ? null : shift.leadId,
  })
  const names = await personNames([first.personId, personId])
  const name = (who: string): string => names.get(who) ?? '一位志愿者'
  await tell(
    tx,
    first.personId,
    `${first._id}/given/${id}`,
    '换班成了',
    `${name(personId)}接了您${saidOf(first)}。${clockOf(until)}前双方都可以撤回。`,
  )
  await tell(
    tx,
    personId,
    `${id}/taken`,
    '换班成了',
    `您接了${name(first.personId)}${saidOf(first)}。${clockOf(until)}前双方都可以撤回。`,
  )
  return booking
}

const tell = (tx: Tx, personId: string, cause: string, title: string, text: string): Promise<void> =>
  notify(tx, personId, `shifts/${cause}`, { kind: 'shift', title, text, link: MINE })

/**
 * Undoes an accepted swap, by either of the two: the first has the shift again. @throws DomainError NOT_FOUND,
 * WRONG_STATE, SHIFT_UNDO_OVER, SLOT_OVERLAP when the first has something else by now
 */
export async function undoSwap(actor: PersonActor, id: string): Promise<MyShift> {
  const seen = await ShiftBookings.findById(id).lean<ShiftBooking>()
  const other = seen?.swapWith ? await ShiftBookings.findById(seen.swapWith).lean<ShiftBooking>() : null
  for (const one of [seen, other]) if (one) await prepareHolder(holderOf(one.personId))
  return transaction(async (tx) => {
    const mine = await ownBooking(tx, actor, id)
    if (!mine.swapWith || !mine.undoUntil) throw new DomainError('WRONG_STATE')
    if (mine.undoUntil <= now()) throw new DomainError('SHIFT_UNDO_OVER')
    const partner = await bookingIn(tx, mine.swapWith)
    const [first, taker] = mine.state === 'handedOver' ? [mine, partner] : [partner, mine]
    const shift = await requireShift(first.shiftId, tx)
    const back = await tx.on(ShiftBookings).findOneAndUpdate({ _id: taker._id, state: 'booked', checkedInAt: null }, {
      $set: { state: 'cancelled', endedAt: now() },
      $unset: { undoUntil: 1, swapSince: 1 },
    } as UpdateQuery<ShiftBooking>)
    const again = await tx.on(ShiftBookings).findOneAndUpdate({ _id: first._id, state: 'handedOver' }, {
      $set: { state: 'booked' },
      $unset: { endedAt: 1, swapWith: 1, undoUntil: 1 },
    } as UpdateQuery<ShiftBooking>)
    if (!back || !again || shift.status !== 'planned') throw new DomainError('WRONG_STATE')
    await handSeat(tx, shiftPool, seatOf(taker), askFor(shift, first._id, first.personId, first.as))
    await wentOut(tx, back)
    await cameIn(tx, again, {
      ...shift,
      leadId: shift.leadId === taker.personId && !shift.leadSet ? null : shift.leadId,
    })
    const text = `${saidOf(first)}的换班撤回了，仍由原来报名的人来。`
    for (const one of [first, taker]) await tell(tx, one.personId, `${one._id}/undone/${taker._id}`, '换班撤回了', text)
    return presentOne(actor, id === first._id ? again : back, tx)
  })
}
