// Fees that are unpaid and refunds that are due, in the actor's area; and asking for a fee once more, at most once in
// the area's days. Which bookings these are is kept with each of them by transition(). Nothing is collected here.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { kindNames } from '@shared/pickups/catalogue'
import { statusTexts } from '@shared/pickups/machine'
import { nextAskOn } from '@shared/pickups/money'
import type { MoneyRow, pickupsMoney } from '@shared/pickups/money-contract'
import { cashiers, readers } from '@shared/pickups/roles'
import { dayOf, showDay } from '@shared/time'
import { showFen } from '@shared/units'
import type { QueryFilter, UpdateQuery } from 'mongoose'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import type { FileAnswer } from '../http/implement'
import { readCountedPage } from '../paging'
import { requirePlace, settingsOf } from '../places/places'
import { MAX_SHEET_ROWS, sheetContentType, writeSheet } from '../sheets'
import { addressText, bookingsByIds } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { serviceName } from './pickups-money'
import { tell, toldOf } from './reminders'

type Filter = Omit<ParsedOf<typeof pickupsMoney.exportMoney>, 'format'>

const titles = { fee: '未收的费用', refund: '应退的款' } as const

/** @throws DomainError NOT_FOUND for a place outside the scope */
async function filterOf(actor: Actor, { due, placeId, from, to }: Filter): Promise<QueryFilter<BookingRecord>> {
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const day = { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) }
  return {
    placePath: { $in: place ? [place._id] : scopeOf(actor, readers) },
    moneyDue: due,
    ...(from || to ? { day } : {}),
  } as QueryFilter<BookingRecord>
}

const dueOf = ({ owedFen, paidFen }: Pick<BookingRecord, 'owedFen' | 'paidFen'>): number => Math.abs(owedFen - paidFen)

async function everyDaysAt(placePath: readonly string[]): Promise<number> {
  return (await settingsOf(placePath)).settings.booking.feeReminderDays
}

/** The oldest first, with what all of them come to. @throws DomainError NOT_FOUND */
export async function listMoney(
  actor: Actor,
  input: ParsedOf<typeof pickupsMoney.money>,
): Promise<OutputOf<typeof pickupsMoney.money>> {
  const filter = await filterOf(actor, input)
  const { rows, ...page } = await readCountedPage(Bookings, { day: 1 }, filter, input)
  const [sum] =
    input.cursor === undefined
      ? await Bookings.aggregate<{ owed: number; paid: number }>([
          { $match: filter },
          { $group: { _id: null, owed: { $sum: '$owedFen' }, paid: { $sum: '$paidFen' } } },
        ])
      : []
  const everyDays = new Map<string, number>()
  for (const { placeId, placePath } of rows)
    if (!everyDays.has(placeId)) everyDays.set(placeId, await everyDaysAt(placePath))
  return {
    items: rows.map((booking) => rowOf(actor, booking, everyDays.get(booking.placeId) ?? 1)),
    ...page,
    dueFen: input.cursor === undefined ? Math.abs((sum?.owed ?? 0) - (sum?.paid ?? 0)) : null,
    everyDays: await everyDaysAt(input.placeId ? (await requirePlace(input.placeId)).path : []),
  }
}

function rowOf(actor: Actor, booking: BookingRecord, everyDays: number): MoneyRow {
  const asked = booking.feeAskedAt ?? []
  const next = nextAskOn(asked, everyDays)
  const mayCash = holdsRole(actor, cashiers, booking.placePath)
  const mayAsk = mayCash && booking.moneyDue === 'fee' && (next === null || next <= dayOf(now()))
  const last = asked.at(-1)
  return {
    id: booking._id,
    number: booking.number,
    kind: booking.kind,
    day: booking.day,
    placeName: booking.placeName,
    addressText: addressText(booking, false),
    status: booking.status,
    statusText: statusTexts[booking.status],
    owedFen: booking.owedFen,
    paidFen: booking.paidFen,
    dueFen: dueOf(booking),
    askedTimes: asked.length,
    askedOn: last ? dayOf(last) : null,
    nextAskOn: next,
    allowed: [...(mayAsk ? (['ask'] as const) : []), ...(mayCash ? (['recordPayment'] as const) : [])],
  }
}

/** Masked, audited. @throws DomainError NOT_FOUND, EXPORT_TOO_LONG */
export async function exportMoney(
  actor: Actor,
  { format, ...input }: ParsedOf<typeof pickupsMoney.exportMoney>,
): Promise<FileAnswer> {
  const filter = await filterOf(actor, input)
  const found = await Bookings.find(filter)
    .sort({ day: 1, _id: 1 })
    .limit(MAX_SHEET_ROWS + 1)
    .lean<BookingRecord[]>()
  if (found.length > MAX_SHEET_ROWS) throw new DomainError('EXPORT_TOO_LONG')
  await auditRead(actor, {
    action: 'pickups.exportMoney',
    subject: 'pickups',
    details: { rows: found.length, ...input },
  })
  const sums = ['应收（元）', '已收（元）', input.due === 'fee' ? '未收（元）' : '应退（元）']
  const columns = ['编号', '日期', '种类', '状态', '小区', '地址（已脱敏）', ...sums, '提醒次数', '上次提醒']
  const rows = found.map((booking) => [
    booking.number,
    booking.day,
    kindNames[booking.kind],
    statusTexts[booking.status],
    booking.placeName,
    addressText(booking, false),
    booking.owedFen / 100,
    booking.paidFen / 100,
    dueOf(booking) / 100,
    booking.feeAskedAt?.length ?? 0,
    booking.feeAskedAt?.at(-1) ? dayOf(booking.feeAskedAt.at(-1) as Date) : '',
  ])
  const body = await writeSheet(
    format,
    columns.map((name) => ({ name, ...(sums.includes(name) ? { decimals: 2 } : {}) })),
    rows,
    titles[input.due],
  )
  return { contentType: sheetContentType[format], filename: `${titles[input.due]}-${dayOf(now())}.${format}`, body }
}

type Asked = 'told' | 'byHand' | 'tooSoon' | 'notDue'

/**
 * Each by itself: what was asked for too lately or is paid by now is counted and left alone; what no message reaches
 * goes on the list of what is told by hand.
 */
export async function askForFees(
  actor: Actor,
  { ids }: ParsedOf<typeof pickupsMoney.askForFees>,
): Promise<OutputOf<typeof pickupsMoney.askForFees>> {
  const counts = { told: 0, byHand: 0, tooSoon: 0, notDue: 0 }
  for (const booking of (await bookingsByIds(ids)).values())
    if (holdsRole(actor, cashiers, booking.placePath)) counts[await askOnce(actor, booking)] += 1
  return counts
}

async function askOnce(actor: Actor, { _id, placePath }: BookingRecord): Promise<Asked> {
  const everyDays = await everyDaysAt(placePath)
  return transaction(async (tx) => {
    const booking = await tx.on(Bookings).findOne({ _id })
    if (booking?.moneyDue !== 'fee') return 'notDue'
    const asked = booking.feeAskedAt ?? []
    const next = nextAskOn(asked, everyDays)
    if (next !== null && next > dayOf(now())) return 'tooSoon'
    const people = await toldOf(tx, booking)
    const text = `再次提醒缴费 ${showFen(dueOf(booking))}`
    const written = await tx.on(Bookings).updateOne({ _id, version: booking.version, moneyDue: 'fee' }, {
      $push: { feeAskedAt: now(), history: { at: now(), action: 'askForFee', text, by: actorId(actor) } },
      $inc: { version: 1 },
    } as UpdateQuery<BookingRecord>)
    if (written.matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    await tell(
      tx,
      booking,
      `fee/${asked.length + 1}`,
      'booking_changed',
      '有一笔上门费用还没有缴',
      `${showDay(booking.day)}的${serviceName(booking)}，还差${showFen(dueOf(booking))}。请按服务电话里说的办法缴费；已经缴过的，请不用理会；不同意这笔费用，可以在预约里提出异议。`,
    )
    await audit(tx, actor, {
      action: 'pickups.askForFee',
      subject: `pickups/${_id}`,
      placePath,
      details: { fen: dueOf(booking), times: asked.length + 1 },
    })
    return people.length > 0 ? 'told' : 'byHand'
  })
}
