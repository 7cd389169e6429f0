// A complaint as it is shown: to the person it is theirs, to staff with their notes. Who may read and handle which.
import { holdsRole, type Actor, type Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { mayAnswer, mayReopen } from '@shared/reports/complaints'
import { handlers, type Complaint } from '@shared/reports/complaints-contract'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { unseal } from '../field-cipher'
import { fullNames } from '../people/people'
import { bookingsByIds } from '../pickups/bookings'
import { placesByIds } from '../places/places'
import { decidable } from '../reviews/reviews-lists'
import { Complaints, type ComplaintRecord } from './complaints.model'

export const office = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
export const readers = [...office, 'auditor'] as const satisfies readonly Role[]

/** What dispatchers see: what concerns their pickups. */
export const ofPickups: ComplaintRecord['about'][] = ['pickup', 'crew', 'fee']

export const isHandler = (actor: Actor, { placePath, about }: ComplaintRecord): boolean =>
  holdsRole(actor, office, placePath) || (ofPickups.includes(about) && holdsRole(actor, ['dispatcher'], placePath))

export function viewOf(
  actor: Actor,
  record: ComplaintRecord,
  placeName: string,
  names: ReadonlyMap<string, string>,
  { mayBeAnswered = false, bookingNumber = null }: { mayBeAnswered?: boolean; bookingNumber?: string | null } = {},
): Complaint {
  const mine = actor.kind === 'person' && actor.personId === record.personId
  const open = mayAnswer(record.status)
  const allowed: Complaint['allowed'] = [
    ...(mayBeAnswered ? (['answer'] as const) : []),
    ...(!mine && isHandler(actor, record) ? (['note'] as const) : []),
    ...(mine && mayReopen(record.status, record.answers.at(-1)?.at ?? null, now()) ? (['reopen'] as const) : []),
  ]
  return {
    id: record._id,
    number: record.number,
    about: record.about,
    placeId: record.placeId,
    placeName,
    bookingId: record.bookingId ?? null,
    bookingNumber,
    text: unseal(record.textSealed, record._id),
    at: record.at.toISOString(),
    status: record.status,
    dueOn: record.dueOn,
    late: open && record.dueOn < dayOf(now()),
    answers: record.answers.map((answer) => ({
      ...answer,
      by: names.get(answer.by) ?? '工作人员',
      at: answer.at.toISOString(),
    })),
    notes: mine
      ? []
      : (record.notes ?? []).map(({ id, textSealed, to, by, at }) => ({
          id,
          text: unseal(textSealed, record._id),
          to: handlers.find((role) => role === to) ?? null,
          by: names.get(by) ?? '工作人员',
          at: at.toISOString(),
        })),
    again: record.againSealed ? unseal(record.againSealed, record._id) : '',
    allowed,
  }
}

export async function presentAll(actor: Actor, rows: readonly ComplaintRecord[]): Promise<Complaint[]> {
  const places = new Map((await placesByIds(rows.map((row) => row.placeId))).map((place) => [place._id, place.name]))
  const names = await fullNames(rows.flatMap((row) => [...row.answers, ...(row.notes ?? [])].map(({ by }) => by)))
  const bookings = await bookingsByIds(rows.flatMap(({ bookingId }) => bookingId ?? []))
  const open = rows.filter(({ status }) => mayAnswer(status)).map(({ _id }) => _id)
  const mine = await decidable(actor, 'complaint', open)
  return rows.map((row) =>
    viewOf(actor, row, places.get(row.placeId) ?? '', names, {
      mayBeAnswered: mine.has(row._id),
      bookingNumber: bookings.get(row.bookingId ?? '')?.number ?? null,
    }),
  )
}

export async function requireComplaint(id: string): Promise<ComplaintRecord> {
  const found = await Complaints.findById(id).lean<ComplaintRecord>()
  if (!found) throw new DomainError('NOT_FOUND')
  return found
}
