// A payment that was written down wrongly is never edited: one person says what it really came to and why, another who
// had no hand in it decides, and a counter-entry puts it right, in the booking and in the ledger. Invariants: one open
// correction a booking; what was ever written stays; who wrote the payment or the correction does not approve it.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { correctionProblem } from '@shared/pickups/money'
import { pickupsMoney, type Payments } from '@shared/pickups/money-contract'
import { cashiers, readers } from '@shared/pickups/roles'
import { showFen } from '@shared/units'
import type { QueryFilter, UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { circleOf, conflictIn, secondPerson } from '../people/conflicts'
import { fullNames } from '../people/people'
import { undatedWork, type WorkRow } from '../work'
import { belongingOf, requireBooking } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { openFor } from './pickups'
import { refuseOwnBooking } from './pickups-desk'
import { postPaid } from './pickups-money'
import { transition } from './pickups-transitions'

/** What a payment comes to with its corrections; null where there is none of the id. */
function nowOf({ payments }: Pick<BookingRecord, 'payments'>, id: string): number | null {
  const first = payments.find((payment) => payment.id === id && payment.corrects === undefined)
  if (!first) return null
  return payments.reduce((sum, { fen, corrects }) => (corrects === id ? sum + fen : sum), first.fen)
}

/** Whoever has a hand in it: the two of the payment and the correction, and those who corrected it before. */
const firstsOf = ({ payments, correction }: BookingRecord): string[] =>
  correction
    ? [
        correction.by,
        ...payments
          .filter(({ id, corrects }) => id === correction.paymentId || corrects === correction.paymentId)
          .map(({ by }) => by),
      ]
    : []

async function present(tx: Tx, actor: Actor, booking: BookingRecord): Promise<Payments> {
  const { payments, correction } = booking
  const isCashier = holdsRole(actor, cashiers, booking.placePath)
  const own = { author: belongingOf(booking).authorId, householdIds: [booking.householdId] }
  const mayWrite = isCashier && conflictIn(await circleOf(tx, actor), own) === null
  const names = await fullNames([...payments.map(({ by }) => by), ...(correction ? [correction.by] : [])])
  const nameOf = (id: string): string => names.get(id) ?? '系统'
  return {
    items: payments.map(({ id, fen, note, at, by, corrects = null }) => ({
      id,
      fen,
      note,
      at: at.toISOString(),
      by: nameOf(by),
      corrects,
      nowFen: nowOf(booking, corrects ?? id) ?? fen,
      mayCorrect: mayWrite && corrects === null && !correction,
    })),
    correction: correction
      ? {
          id: correction.id,
          paymentId: correction.paymentId,
          fen: correction.fen,
          reason: correction.reason,
          at: correction.at.toISOString(),
          by: nameOf(correction.by),
          mayApprove: mayWrite && (await secondPerson(actor, tx))(firstsOf(booking)),
          mayRefuse: mayWrite,
        }
      : null,
  }
}

/** @throws DomainError NOT_FOUND */
export async function listPayments(actor: Actor, { id }: ParsedOf<typeof pickupsMoney.payments>): Promise<Payments> {
  return transaction(async (tx) => {
    const booking = await requireBooking(tx, id)
    if (!holdsRole(actor, readers, booking.placePath)) throw new DomainError('NOT_FOUND')
    return present(tx, actor, booking)
  })
}

/** The counter-entry gets the correction's id, which no payment of any booking may have. */
async function refuseUsedId(tx: Tx, id: string): Promise<void> {
  if (await tx.on(Bookings).findOne({ 'payments.id': id } as QueryFilter<BookingRecord>))
    throw new DomainError('IDEMPOTENCY_KEY_REUSED')
}

/**
 * The first person's word. @throws DomainError NOT_FOUND, WRONG_STATE, INPUT_INVALID, DECIDES_OWN_CASE,
 * IDEMPOTENCY_KEY_REUSED
 */
export async function proposeCorrection(
  actor: Actor,
  { id, paymentId, correctionId, fen, reason }: ParsedOf<typeof pickupsMoney.proposeCorrection>,
): Promise<Payments> {
  return transaction(async (tx) => {
    const before = await requireBooking(tx, id)
    if (!holdsRole(actor, cashiers, before.placePath)) throw new DomainError('NOT_FOUND')
    await refuseOwnBooking(tx, actor, before)
    const was = nowOf(before, paymentId)
    if (was === null) throw new DomainError('NOT_FOUND')
    if (before.correction) throw new DomainError('WRONG_STATE')
    const problem = correctionProblem(was, fen, before)
    if (problem) throw invalid('fen', problem)
    await refuseUsedId(tx, correctionId)
    const by = actorId(actor)
    const correction = { id: correctionId, paymentId, fen, reason, by, at: now() }
    const text = `提出更正：${showFen(was)}应为${showFen(fen)}，等另一位同事复核`
    const after = await tx.on(Bookings).findOneAndUpdate(
      { _id: id, version: before.version, correction: { $exists: false } } as QueryFilter<BookingRecord>,
      {
        $set: { correction },
        $inc: { version: 1 },
        $push: { history: { at: now(), action: 'proposeCorrection', text, by } },
      } as UpdateQuery<BookingRecord>,
    )
    if (!after) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'pickups.proposeCorrection',
      subject: `pickups/${id}`,
      placePath: before.placePath,
      reason,
      details: { paymentId, was, fen },
    })
    return present(tx, actor, after)
  })
}

/**
 * The second person's word. @throws DomainError NOT_FOUND, WRONG_STATE where it is another one or decided,
 * DECIDES_OWN_CASE, PICKUP_CORRECTION_SECOND_PERSON, INPUT_INVALID where it no longer fits the booking,
 * IDEMPOTENCY_KEY_REUSED
 */
export async function decideCorrection(
  actor: Actor,
  { id, correctionId, approve, reason }: ParsedOf<typeof pickupsMoney.decideCorrection>,
): Promise<Payments> {
  const { booking, relations, context } = await openFor(actor, id)
  if (!holdsRole(actor, cashiers, booking.placePath)) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    const before = await requireBooking(tx, id)
    await refuseOwnBooking(tx, actor, before)
    const { correction } = before
    const was = correction ? nowOf(before, correction.paymentId) : null
    if (!correction || correction.id !== correctionId || was === null) throw new DomainError('WRONG_STATE')
    if (approve && !(await secondPerson(actor, tx))(firstsOf(before)))
      throw new DomainError('PICKUP_CORRECTION_SECOND_PERSON')
    // the fee may have changed since, or more was paid
    const problem = approve ? correctionProblem(was, correction.fen, before) : null
    if (problem) throw invalid('approve', `预约后来有变动：${problem}。请选“不同意”，需要时再重新提出`)
    if (approve) await refuseUsedId(tx, correctionId)
    const by = actorId(actor)
    const fen = correction.fen - was
    const entry = { id: correctionId, fen, note: correction.reason, at: now(), by, corrects: correction.paymentId }
    await tx.on(Bookings).updateOne({ _id: id }, { $unset: { correction: 1 } } as UpdateQuery<BookingRecord>)
    const after = await transition(tx, id, 'recordPayment', {
      actor,
      relations,
      context,
      text: approve ? `更正已收：${showFen(was)}改为${showFen(correction.fen)}` : `没有更正：${reason}`,
      set: approve ? { paidFen: before.paidFen + fen, payments: [...before.payments, entry] } : {},
    })
    if (approve) await postPaid(tx, after, `pickup:${id}:paid:${correctionId}`, fen, by)
    await audit(tx, actor, {
      action: approve ? 'pickups.approveCorrection' : 'pickups.refuseCorrection',
      subject: `pickups/${id}`,
      placePath: before.placePath,
      reason,
      details: { paymentId: correction.paymentId, was, fen: correction.fen, proposedBy: correction.by },
    })
    return present(tx, actor, after)
  })
}

export const correctionsWork: WorkRow = undatedWork({
  kind: 'pickups.corrections',
  title: '收款更正待复核',
  may: pickupsMoney.decideCorrection.may,
  model: () => Bookings,
  filter: async ({ places, near }) =>
    ({
      placePath: { $in: [...places] },
      'correction.at': { $exists: true },
      'correction.by': { $nin: [...near.persons] },
    }) as QueryFilter<BookingRecord>,
  sort: { _id: 1 },
  items: (bookings) =>
    bookings.map(({ _id, number, placeName }) => ({
      id: _id,
      text: `${placeName}的预约 ${number}，有人提出更正一笔收款`,
      dueAt: null,
      link: `/bookings?open=${_id}`,
    })),
})
