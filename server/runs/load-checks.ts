// A load confirmed as mixed 混运 draws an inspection: the household is told what it means and how to sort, the community
// and the subdistrict have a task with a day, and what they found is written down with who and why. Relies on the
// crew's logs. Invariants: one inspection per log; undoing the log withdraws it; nobody decides about their own
// household.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { findingTexts, type runsChecks, type LoadCheck } from '@shared/runs/checks-contract'
import { loadInspectors, loadReaders } from '@shared/runs/roles'
import { addWorkingDays, dayOf, showDay, type WorkCalendar } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, auditRead } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { readCountedPage } from '../paging'
import { fullNames } from '../people/people'
import { addressText, bookingById, bookingsByIds, type BookingRecord } from '../pickups/bookings'
import { tell, toldOf } from '../pickups/reminders'
import { defineReview, type Opening } from '../reviews/reviews'
import { LoadChecks, type LoadCheckRecord } from './load-checks.model'
import { visitOf } from './runs'
import type { StopRecord } from './stops.model'

type Drawn = {
  logId: string
  by: string
  at: Date
  totalGrams: number
  crewIds: readonly string[]
  workingDays: number
  calendar: WorkCalendar
}

/**
 * Draws the inspection in the transaction of the crew's log. @param logId the log's own id: the same log draws one
 * @param workingDays within how many it is looked into, by the rules of the area
 */
export async function drawLoadCheck(tx: Tx, booking: BookingRecord, stop: StopRecord, given: Drawn): Promise<void> {
  const dueOn = addWorkingDays(dayOf(now()), given.workingDays, given.calendar)
  const check: LoadCheckRecord = {
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
  }
  await tx.on(LoadChecks).insert(check)
  await checkReview.open(tx, BY_CREW, openingOf(check, booking, given.crewIds))
  await tell(
    tx,
    booking,
    `mixed/${given.logId}`,
    'receipt',
    '这次是混装，只记重量',
    '收运员登记这次的东西和别的垃圾混在一起装了车，按规定不计积分和减碳，社区会来核查原因。纸、塑料、金属、织物请分开装，擦干油水；不是您的原因，可以在预约里提出异议。',
  )
}

/** The crew took its log back. */
export async function withdrawLoadCheck(tx: Tx, stopId: string): Promise<void> {
  for (const { _id } of await tx.on(LoadChecks).find({ stopId, status: 'open' })) {
    await tx.on(LoadChecks).updateOne({ _id, status: 'open' }, {
      $set: { status: 'withdrawn', closedAt: now() },
    } as UpdateQuery<LoadCheckRecord>)
    await checkReview.withdraw(tx, BY_CREW, _id, '收运员撤回了登记')
  }
}

/** Inspections in the actor's area, newest first. */
export async function listLoadChecks(
  actor: Actor,
  input: ParsedOf<typeof runsChecks.loadChecks>,
): Promise<OutputOf<typeof runsChecks.loadChecks>> {
  const filter = { placePath: { $in: scopeOf(actor, loadReaders) }, ...(input.status ? { status: input.status } : {}) }
  const { rows, ...page } = await readCountedPage(LoadChecks, { at: -1 }, filter, input, 20)
  await auditRead(actor, { action: 'runs.readLoadChecks', subject: 'pickups', details: { rows: rows.length } })
  const bookings = await bookingsByIds(rows.map((row) => row.bookingId))
  const names = await fullNames(rows.flatMap((row) => row.closedBy ?? []))
  return {
    items: rows.map((row) => viewOf(row, bookings.get(row.bookingId), names)),
    ...page,
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

/** @throws DomainError NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE when it is closed already */
export const closeLoadCheck = (
  actor: Actor,
  { id, finding, note }: ParsedOf<typeof runsChecks.closeLoadCheck>,
): Promise<LoadCheck> =>
  checkReview.decide(actor, { subjectId: id, outcome: finding, reason: note, given: { finding } })

const BY_CREW: Actor = { kind: 'system', name: 'pickups' }

/** Its crew does not inspect it, nor whoever booked it or belongs to the household. */
function openingOf(check: LoadCheckRecord, booking: BookingRecord | null, crewIds: readonly string[]): Opening {
  const owner = booking?.beneficiary?.split(':') ?? []
  return {
    subjectId: check._id,
    placePath: check.placePath,
    headline: `${booking?.placeName ?? ''} ${showDay(check.day)}有一车登记为混装，请核查，并在小区做一次分类提示`,
    due: { on: check.dueOn },
    actedBy: [booking?.bookedBy, booking?.onBehalf?.by, ...crewIds],
    personIds: owner[0] === 'person' ? [owner[1]] : [],
    householdIds: [booking?.householdId, owner[0] === 'household' ? owner[1] : null],
    at: check.at,
  }
}

const checkReview = defineReview<{ finding: LoadCheckRecord['finding'] & string }, LoadCheck>({
  name: 'loadCheck',
  title: '混装核查',
  verb: '办理',
  deciders: loadInspectors,
  tells: ['communityWorker', 'subdistrictOfficer'],
  noticeKind: 'receipt',
  deskLink: () => '/load-checks',
  askers: async (tx, { subjectId }) => {
    const check = await tx.on(LoadChecks).findOne({ _id: subjectId })
    const booking = check && (await bookingById(tx, check.bookingId))
    return booking ? toldOf(tx, booking) : []
  },
  askerLink: () => '/pages/pickups',
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: () => null,
  apply: async (tx, { actor, reason, review, given }) => {
    const check = await tx.on(LoadChecks).findOneAndUpdate({ _id: review.subjectId, status: 'open' }, {
      $set: { status: 'done', finding: given.finding, note: reason, closedBy: actorId(actor), closedAt: now() },
    } as UpdateQuery<LoadCheckRecord>)
    const booking = check && (await bookingById(tx, check.bookingId))
    if (!booking) throw new DomainError('WRONG_STATE')
    const text = `${findingTexts[given.finding]}。${reason}`
    await tell(tx, booking, `mixed/${review.subjectId}/closed`, 'receipt', '混装核查有结果了', text)
    return { details: { finding: given.finding, bookingId: booking._id } }
  },
  present: async (tx, actor, { subjectId }) => {
    const check = await tx.on(LoadChecks).findOne({ _id: subjectId })
    if (!check) throw new DomainError('NOT_FOUND')
    const booking = await bookingById(tx, check.bookingId)
    return viewOf(check, booking ?? undefined, await fullNames([actorId(actor)]))
  },
  backlog: async (id) => {
    const found = await LoadChecks.find({ status: 'open', ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<LoadCheckRecord[]>()
    const bookings = await bookingsByIds(found.map((row) => row.bookingId))
    return Promise.all(
      found.map(async (row) =>
        openingOf(row, bookings.get(row.bookingId) ?? null, (await visitOf(row.bookingId)).crewIds),
      ),
    )
  },
  audit: { action: 'runs.closeLoadCheck', subject: ({ subjectId }) => `loadChecks/${subjectId}` },
})
