// A load confirmed as mixed 混运 draws an inspection: the household is told what it means and how to sort, the community
// and the subdistrict have a task with a day, and what they found is written down with who and why. Relies on the
// crew's logs. Invariants: one inspection per log; undoing the log withdraws it; nobody decides about their own
// household.
import { scopeOf, type Actor, type Role } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { findingTexts, type checks, type LoadCheck } from '@shared/pickups/checks-contract'
import { addWorkingDays, dayOf, showDay, type WorkCalendar } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { newestFirst } from '../paging'
import { fullNames } from '../people/people'
import { staffAt } from '../people/roles'
import { Bookings, type BookingRecord } from './bookings.model'
import { LoadChecks, type LoadCheckRecord } from './load-checks.model'
import { addressText, isResident, relationsOf } from './present'
import { tell } from './reminders'
import type { StopRecord } from './stops.model'

const inspectors = [
  'communityWorker',
  'inspector',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
const readers = [...inspectors, 'dispatcher', 'auditor'] as const satisfies readonly Role[]

type Drawn = {
  logId: string
  by: string
  at: Date
  totalGrams: number
  workingDays: number
  calendar: WorkCalendar
  inspectors: readonly string[]
}

/** Who is told of an inspection at a place; read before the transaction. */
export const inspectorsAt = async (placePath: readonly string[]): Promise<string[]> => [
  ...new Set([...(await staffAt(placePath, 'communityWorker')), ...(await staffAt(placePath, 'subdistrictOfficer'))]),
]

/**
 * Draws the inspection in the transaction of the crew's log. @param logId the log's own id: the same log draws one
 * @param workingDays within how many it is looked into, by the rules of the area
 */
export async function drawLoadCheck(tx: Tx, booking: BookingRecord, stop: StopRecord, given: Drawn): Promise<void> {
  const dueOn = addWorkingDays(dayOf(now()), given.workingDays, given.calendar)
  await tx.on(LoadChecks).insert({
    _id: given.logId,
    status: 'open',
    stopId: stop._id,
    runId: stop.runId,
    bookingId: booking._id,
    placePath: booking.placePath,
    day: stop.day,
    totalGrams: given.totalGrams,
    by: given.by,
    at: given.at,
    dueOn,
  })
  await tell(
    tx,
    booking,
    `mixed/${given.logId}`,
    'receipt',
    '这次是混装,只记重量',
    '收运员登记这次的东西和别的垃圾混在一起装了车,按规定不计积分和减碳,社区会来核查原因。纸、塑料、金属、织物请分开装,擦干油水;不是您的原因,可以在预约里提出异议。',
  )
  const text = `${booking.placeName} ${showDay(stop.day)}有一车登记为混装,请在${showDay(dueOn)}前核查,并在小区做一次分类提示。`
  for (const personId of given.inspectors)
    await notify(tx, personId, `pickups/mixed/${given.logId}`, {
      kind: 'work',
      title: '混装核查',
      text,
      link: '/desk/load-checks',
    })
}

/** The crew took its log back. */
export async function withdrawLoadCheck(tx: Tx, stopId: string): Promise<void> {
  await tx.on(LoadChecks).updateMany({ stopId, status: 'open' }, {
    $set: { status: 'withdrawn', closedAt: now() },
  } as UpdateQuery<LoadCheckRecord>)
}

/** Inspections in the actor's area, newest first. */
export async function listLoadChecks(
  actor: Actor,
  input: ParsedOf<typeof checks.loadChecks>,
): Promise<{ items: LoadCheck[]; next: string | null }> {
  const filter = { placePath: { $in: scopeOf(actor, readers) }, ...(input.status ? { status: input.status } : {}) }
  const { rows, next } = await newestFirst(LoadChecks, 'at', filter, input)
  await auditRead(actor, { action: 'pickups.readLoadChecks', subject: 'pickups', details: { rows: rows.length } })
  const bookings = await Bookings.find({ _id: { $in: rows.map((row) => row.bookingId) } }).lean<BookingRecord[]>()
  const names = await fullNames(rows.flatMap((row) => row.closedBy ?? []))
  return {
    items: rows.map((row) =>
      viewOf(
        row,
        bookings.find((each) => each._id === row.bookingId),
        names,
      ),
    ),
    next,
  }
}

function viewOf(
  row: LoadCheckRecord,
  booking: BookingRecord | undefined,
  names: ReadonlyMap<string, string>,
): LoadCheck {
  return {
    id: row._id,
    day: row.day,
    status: row.status,
    runId: row.runId,
    bookingId: row.bookingId,
    placeId: row.placePath.at(-1) ?? '',
    placeName: booking?.placeName ?? '',
    addressText: booking ? addressText(booking, false) : '',
    totalGrams: row.totalGrams,
    reportedBy: row.by,
    reportedAt: row.at.toISOString(),
    dueOn: row.dueOn,
    late: row.status === 'open' && row.dueOn < dayOf(now()),
    finding: row.finding ?? null,
    note: row.note ?? '',
    closedBy: names.get(row.closedBy ?? '') ?? '',
    closedAt: row.closedAt?.toISOString() ?? null,
  }
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED for one's own household, WRONG_STATE when it is closed already */
export async function closeLoadCheck(actor: Actor, input: ParsedOf<typeof checks.closeLoadCheck>): Promise<LoadCheck> {
  const seen = await LoadChecks.findById(input.id).lean<LoadCheckRecord>()
  if (!seen || !scopeOf(actor, inspectors).some((placeId) => seen.placePath.includes(placeId)))
    throw new DomainError('NOT_FOUND')
  const booking = await Bookings.findById(seen.bookingId).lean<BookingRecord>()
  if (!booking) throw new DomainError('NOT_FOUND')
  if (isResident(await relationsOf(actor, booking))) throw new DomainError('NOT_ALLOWED')
  const names = await fullNames([actorId(actor)])
  return transaction(async (tx) => {
    const after = await tx.on(LoadChecks).findOneAndUpdate({ _id: input.id, status: 'open' }, {
      $set: { status: 'done', finding: input.finding, note: input.note, closedBy: actorId(actor), closedAt: now() },
    } as UpdateQuery<LoadCheckRecord>)
    if (!after) throw new DomainError('WRONG_STATE')
    await tell(
      tx,
      booking,
      `mixed/${input.id}/closed`,
      'receipt',
      '混装核查有结果了',
      `${findingTexts[input.finding]}。${input.note}`,
    )
    await audit(tx, actor, {
      action: 'pickups.closeLoadCheck',
      subject: `pickups/${booking._id}`,
      placePath: seen.placePath,
      reason: input.note,
      details: { finding: input.finding },
    })
    return viewOf(after, booking, names)
  })
}
