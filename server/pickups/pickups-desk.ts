// The operator's view of bookings: search, one booking (audited), masked export, cancelling with everything given back,
// recording what was collected, and why stops failed. Everything is scoped to the places of the actor's roles.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { kindNames } from '@shared/pickups/catalogue'
import type { pickupsDesk } from '@shared/pickups/desk-contract'
import { statusTexts } from '@shared/pickups/machine'
import { paymentProblem } from '@shared/pickups/money'
import { asBookingNumber } from '@shared/pickups/numbers'
import { reasonTexts } from '@shared/pickups/reasons'
import { phoneSearchers, cashiers } from '@shared/pickups/roles'
import { cancellation } from '@shared/pickups/rules'
import type { Booking, StopReason } from '@shared/pickups/schemas'
import { dayOf, showDay } from '@shared/time'
import { showFen } from '@shared/units'
import { dispatchers, readers, siteAgents } from '@shared/pickups/roles'
import type { QueryFilter } from 'mongoose'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import type { FileAnswer } from '../http/implement'
import { readCountedPage } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { phoneIndexOf } from '../people/people'
import { requirePlace } from '../places/places'
import { MAX_SHEET_ROWS, sheetContentType, writeSheet } from '../sheets'
import { addressText, belongingOf, phoneIndexesOf, requireBooking } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { openFor } from './pickups'
import { postOwed, postPaid } from './pickups-money'
import { returnPieces, transition, type Step } from './pickups-transitions'
import { isResident, itemsText, presentBooking, presentSummaries } from './present'
import { tell } from './reminders'

type Filter = Omit<ParsedOf<typeof pickupsDesk.exportBookings>, 'format'>

/** @throws DomainError NOT_FOUND for a place outside the scope */
async function filterOf(actor: Actor, input: Filter): Promise<QueryFilter<BookingRecord>> {
  const place = input.placeId ? await requirePlace(input.placeId) : null
  const all = place ? (holdsRole(actor, readers, place.path) ? [place._id] : []) : scopeOf(actor, readers)
  const sites = place ? (holdsRole(actor, siteAgents, place.path) ? [place._id] : []) : scopeOf(actor, siteAgents)
  if (place && all.length === 0 && sites.length === 0) throw new DomainError('NOT_FOUND')
  // a property manager sees what is booked for the sites of its compounds, and nothing of the residents
  const filter: Record<string, unknown> =
    all.length > 0 ? { placePath: { $in: all } } : { placePath: { $in: sites }, siteId: { $exists: true } }
  if (input.status) filter['status'] = input.status
  if (input.kind) filter['kind'] = input.kind
  if (input.from || input.to)
    filter['day'] = { ...(input.from ? { $gte: input.from } : {}), ...(input.to ? { $lte: input.to } : {}) }
  if (input.reason) filter['reason.code'] = input.reason
  if (input.contested) filter['contest'] = { $exists: input.contested === 'true' }
  if (input.householdId) filter['householdId'] = input.householdId
  if (input.bookedBy) filter['bookedBy'] = input.bookedBy
  if (input.q) Object.assign(filter, calledBy(input.q, scopeOf(actor, phoneSearchers)))
  return filter as QueryFilter<BookingRecord>
}

/** What a number stands for: a booking's, or a whole telephone number in the places where one may ask by it. */
function calledBy(typed: string, places: readonly string[]): QueryFilter<BookingRecord> {
  const number = asBookingNumber(typed)
  if (number) return { number }
  const byPhone = { phoneIndex: { $in: phoneIndexesOf(typed) }, placePath: { $in: [...places] } }
  return { $or: [{ _id: typed.toUpperCase() }, byPhone] } as QueryFilter<BookingRecord>
}

/** Bookings in scope, by day, newest first; `q` is a booking's number or id, or a whole phone number. */
export async function listBookings(
  actor: Actor,
  input: ParsedOf<typeof pickupsDesk.bookings>,
): Promise<OutputOf<typeof pickupsDesk.bookings>> {
  const { rows, ...page } = await readCountedPage(Bookings, { day: -1 }, await filterOf(actor, input), input)
  if (input.q)
    await auditRead(actor, {
      action: 'pickups.searchBookings',
      subject: 'pickups',
      details: { number: phoneIndexOf(input.q.replace(/\s/g, '')), found: rows.map((booking) => booking._id) },
    })
  return { items: await presentSummaries(actor, rows), ...page }
}

/** One booking for staff in scope; the look leaves a trace. @throws DomainError NOT_FOUND */
export async function showBooking(actor: Actor, { id }: { id: string }): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, id)
  const isOfSite = booking.siteId !== undefined && holdsRole(actor, siteAgents, booking.placePath)
  if (!isOfSite && !holdsRole(actor, readers, booking.placePath)) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action: 'pickups.showBooking', subject: `pickups/${id}`, placePath: booking.placePath })
  return presentBooking(actor, booking, { context, relations })
}

/** Masked rows of what the filter finds; audited. @throws DomainError EXPORT_TOO_LONG, NOT_FOUND */
export async function exportBookings(
  actor: Actor,
  { format, ...input }: ParsedOf<typeof pickupsDesk.exportBookings>,
): Promise<FileAnswer> {
  const filter = await filterOf(actor, input)
  const found = await Bookings.find(filter)
    .sort({ day: -1, _id: -1 })
    .limit(MAX_SHEET_ROWS + 1)
    .lean<BookingRecord[]>()
  if (found.length > MAX_SHEET_ROWS) throw new DomainError('EXPORT_TOO_LONG')
  await auditRead(actor, {
    action: 'pickups.exportBookings',
    subject: 'pickups',
    details: { rows: found.length, ...input },
  })
  const columns = [
    '编号',
    '日期',
    '时段',
    '种类',
    '状态',
    '小区',
    '地址（已脱敏）',
    '物品',
    '应收（元）',
    '已收（元）',
    '未收成原因',
    '重量（千克）',
    '异议',
  ]
  const rows = found.map((booking) => [
    booking.number,
    booking.day,
    `${booking.from}–${booking.to}`,
    kindNames[booking.kind],
    statusTexts[booking.status],
    booking.placeName,
    addressText(booking, false),
    itemsText(booking),
    booking.owedFen / 100,
    booking.paidFen / 100,
    booking.reason ? reasonTexts[booking.reason.code] : '',
    (booking.receipt?.totalGrams ?? 0) / 1000,
    booking.contest ? (booking.contest.decision ? '已答复' : '待答复') : '',
  ])
  const body = await writeSheet(
    format,
    columns.map((name) => ({ name, ...(/（(元|千克)）$/.test(name) ? { decimals: 2 } : {}) })),
    rows,
    '预约',
  )
  return { contentType: sheetContentType[format], filename: `预约-${dayOf(now())}.${format}`, body }
}

/**
 * At the desk nobody handles a booking that is theirs or their home's: its money, its dates.
 * @throws DomainError DECIDES_OWN_CASE
 */
export const refuseOwnBooking = (tx: Tx, actor: Actor, booking: BookingRecord): Promise<void> =>
  refuseOwnCase(tx, actor, { author: belongingOf(booking).authorId, householdIds: [booking.householdId] })

/** The operator cancels: everything owed and every free piece goes back. @throws DomainError NOT_FOUND, WRONG_STATE */
export async function cancelByOperator(
  actor: Actor,
  input: ParsedOf<typeof pickupsDesk.cancelByOperator>,
): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  if (!holdsRole(actor, dispatchers, booking.placePath)) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    await refuseOwnBooking(tx, actor, booking)
    const after = await cancelForOperator(tx, input.id, { actor, relations, context, reason: input.reason })
    await audit(tx, actor, {
      action: 'pickups.cancelByOperator',
      subject: `pickups/${input.id}`,
      placePath: after.placePath,
      reason: input.reason,
    })
    return presentBooking(actor, after, { context, relations })
  })
}

/** The same for whoever may: also the job that clears a closed day. Money, free pieces and the notice go with it. */
export async function cancelForOperator(
  tx: Tx,
  id: string,
  { actor, relations, context, reason }: Pick<Step, 'actor' | 'relations' | 'context'> & { reason: string },
): Promise<BookingRecord> {
  const before = await requireBooking(tx, id)
  const left = cancellation(before, before.owedFen, now(), context.settings.booking, true)
  const after = await transition(tx, id, 'cancelByOperator', {
    actor,
    relations,
    context,
    text: `运营方取消：${reason}`,
    set: { owedFen: left.owedFen, freePieces: 0 },
  })
  await postOwed(tx, before, {
    cause: `pickup:${before._id}:cancelled`,
    fen: left.owedFen - before.owedFen,
    template: 'pickup.feeRefunded',
    by: actorId(actor),
  })
  await returnPieces(tx, before)
  await tell(
    tx,
    after,
    'cancelled',
    'booking_changed',
    '对不起，预约被取消了',
    `${showDay(after.day)}的预约由运营方取消：${reason}。${
      before.revisitOf ? '漏收的还没有补上，我们会另外安排。' : '费用和免费件数全部退回，请另约日期。'
    }`,
  )
  return after
}

/**
 * Records what the operator has collected, at most what is still due, or paid back (below zero), at most what was paid
 * beyond what is owed; the same payment id once, of all bookings. @throws DomainError NOT_FOUND, WRONG_STATE,
 * DECIDES_OWN_CASE, INPUT_INVALID, IDEMPOTENCY_KEY_REUSED
 */
export async function recordPayment(actor: Actor, input: ParsedOf<typeof pickupsDesk.recordPayment>): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  if (!holdsRole(actor, cashiers, booking.placePath)) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    const before = await requireBooking(tx, input.id)
    await refuseOwnBooking(tx, actor, before)
    const had = before.payments.find((payment) => payment.id === input.paymentId)
    if (had) {
      if (had.fen !== input.fen) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      return presentBooking(actor, before, { context, relations })
    }
    const problem = paymentProblem(input.fen, before)
    if (problem) throw invalid('fen', problem)
    const payment = { id: input.paymentId, fen: input.fen, note: input.note, at: now(), by: actorId(actor) }
    const text = input.fen > 0 ? `登记已收 ${showFen(input.fen)}` : `登记已退 ${showFen(-input.fen)}`
    const after = await transition(tx, input.id, 'recordPayment', {
      actor,
      relations,
      context,
      text,
      set: { paidFen: before.paidFen + input.fen, payments: [...before.payments, payment] },
    })
    await postPaid(tx, after, `pickup:${input.id}:paid:${input.paymentId}`, input.fen, actorId(actor))
    await audit(tx, actor, {
      action: 'pickups.recordPayment',
      subject: `pickups/${input.id}`,
      placePath: before.placePath,
      details: { fen: input.fen },
    })
    return presentBooking(actor, after, { context, relations })
  }).catch((error: unknown) => {
    // the unique index over the payments of all bookings
    throw isDuplicateKey(error) ? new DomainError('IDEMPOTENCY_KEY_REUSED') : error
  })
}

/** Stops that were not or only partly done, by reason. @throws DomainError NOT_FOUND */
export async function showFailures(
  actor: Actor,
  { placeId, from, to }: ParsedOf<typeof pickupsDesk.failures>,
): Promise<OutputOf<typeof pickupsDesk.failures>> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const days = { placePath: placeId, day: { $gte: from, $lte: to } }
  const [rows, stops] = await Promise.all([
    Bookings.aggregate<{ _id: StopReason; count: number }>([
      { $match: { ...days, 'reason.code': { $exists: true } } },
      { $group: { _id: '$reason.code', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
    ]),
    Bookings.countDocuments({ ...days, outcomeAt: { $exists: true } } as object),
  ])
  return { rows: rows.map(({ _id, count }) => ({ reason: _id, text: reasonTexts[_id], count })), stops }
}

/** May the actor see a photo of this booking? */
export async function mayReadPhoto(actor: Actor, bookingId: string): Promise<boolean> {
  const booking = await Bookings.findById(bookingId).lean<BookingRecord>()
  if (!booking || actor.kind !== 'person') return false
  const { relations } = await openFor(actor, bookingId).catch(() => ({ relations: [] as const }))
  return (
    isResident(relations) ||
    relations.some(
      (relation) => relation === 'crew' || relation === 'reader' || relation === 'dispatcher' || relation === 'agent',
    )
  )
}
