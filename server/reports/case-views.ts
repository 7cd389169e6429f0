// A complaint or report as it is shown: to the person whose it is, to staff with their notes; who may handle which.
// Invariant: nobody but themselves learns who reported something without a name.
import { createHash } from 'node:crypto'
import { holdsRole, type Actor, type Role } from '@shared/actors'
import { canonical } from '@shared/canonical'
import { DomainError } from '@shared/errors'
import { categories, reportCategories } from '@shared/reports/categories'
import { mayAnswer, mayReopen } from '@shared/reports/complaints'
import { handlers, type CaseKind, type Complaint, type ComplaintAbout } from '@shared/reports/complaints-contract'
import { now } from '../clock'
import type { Tx } from '../db'
import { unseal } from '../field-cipher'
import { fullNames, personNames } from '../people/people'
import { bookingsByIds } from '../pickups/bookings'
import { placesByIds } from '../places/places'
import { sitesByIds } from '../places/sites'
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
export const ofPickups: ComplaintAbout[] = ['pickup', 'crew', 'fee']

/** Kinds of reports that the dispatcher is told of, and reads. */
export const ofDispatch = reportCategories.filter((category) => categories[category].tells.includes('dispatcher'))

export const isHandler = (actor: Actor, { placePath, about, category }: ComplaintRecord): boolean =>
  holdsRole(actor, office, placePath) ||
  ((about ? ofPickups.includes(about) : category !== undefined && ofDispatch.includes(category)) &&
    holdsRole(actor, ['dispatcher'], placePath))

/** What a record is shown with that stands elsewhere. */
type Around = {
  placeName: string
  /** Names of staff by id. */
  names: ReadonlyMap<string, string>
  mayBeAnswered?: boolean
  bookingNumber?: string | null
  siteName?: string
  /** Masked. */
  reporter?: string
  /** What it was merged into. */
  first?: ComplaintRecord | undefined
}

function allowedOf(
  actor: Actor,
  record: ComplaintRecord,
  { mayBeAnswered = false, first }: Around,
): Complaint['allowed'] {
  const mine = actor.kind === 'person' && actor.personId === record.personId
  const isReport = record.kind === 'report'
  const decided = first ?? record
  const mayGoBack = mayReopen(decided.status, decided.answers.at(-1)?.at ?? null, now())
  const isWaiting = record.status === 'waiting'
  return [
    ...(mayBeAnswered ? ([isReport ? 'handle' : 'answer'] as const) : []),
    ...(mayBeAnswered && isReport && isWaiting ? (['merge'] as const) : []),
    ...(!mine && isHandler(actor, record) ? (['note'] as const) : []),
    ...(mine && mayGoBack ? (['reopen'] as const) : []),
    ...(mine && isReport && !first && mayGoBack ? (['confirm'] as const) : []),
    ...(mine && isReport && isWaiting && !record.others ? (['withdraw'] as const) : []),
  ]
}

/** Nobody has sent it back while that was possible. */
const statusShown = ({ kind, status, answers }: ComplaintRecord): Complaint['status'] =>
  kind === 'report' && status === 'answered' && !mayReopen(status, answers.at(-1)?.at ?? null, now())
    ? 'closed'
    : status

/** Somebody else who reported the same may have sent it back: their words are for staff. */
function againOf(actor: Actor, { _id, againSealed, againBy, personId }: ComplaintRecord): string {
  const isSomebodyElses = actor.kind === 'person' && actor.personId === personId && againBy && againBy !== personId
  return againSealed && !isSomebodyElses ? unseal(againSealed, _id) : ''
}

export function viewOf(actor: Actor, record: ComplaintRecord, around: Around): Complaint {
  const { placeName, names, bookingNumber = null, siteName = '', reporter, first } = around
  const mine = actor.kind === 'person' && actor.personId === record.personId
  const decided = first ?? record
  const dueAt = decided.dues.at(-1) ?? record.at
  return {
    id: record._id,
    number: record.number,
    kind: record.kind,
    about: record.about ?? null,
    category: record.category ?? null,
    placeId: record.placeId,
    placeName,
    spot: [siteName, record.spot].filter(Boolean).join(' '),
    plate: record.plate ?? '',
    position: record.position ? { lng: record.position[0], lat: record.position[1] } : null,
    seenAt: record.seenAt?.toISOString() ?? null,
    photoIds: record.photoIds ?? [],
    isAnonymous: record.isAnonymous ?? false,
    reporter: record.kind === 'complaint' || record.isAnonymous || mine ? null : (reporter ?? null),
    mergedInto: first ? { id: first._id, number: first.number } : null,
    others: record.others ?? 0,
    bookingId: record.bookingId ?? null,
    bookingNumber,
    text: unseal(record.textSealed, record._id),
    at: record.at.toISOString(),
    status: statusShown(record),
    dueOn: decided.dueOn,
    dueAt: dueAt.toISOString(),
    late: mayAnswer(decided.status) && dueAt <= now(),
    answers: decided.answers.map((answer) => ({
      ...answer,
      photoIds: answer.photoIds ?? [],
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
    again: againOf(actor, record),
    allowed: allowedOf(actor, record, around),
  }
}

/** @param tx where the rows were written in it */
export async function presentAll(actor: Actor, rows: readonly ComplaintRecord[], tx?: Tx): Promise<Complaint[]> {
  const places = new Map((await placesByIds(rows.map((row) => row.placeId))).map((place) => [place._id, place.name]))
  const sites = new Map(
    (await sitesByIds(rows.flatMap(({ siteId }) => siteId ?? []))).map(({ _id, name }) => [_id, name]),
  )
  const firstIds = rows.flatMap(({ mergedInto }) => mergedInto ?? [])
  const firsts =
    firstIds.length === 0
      ? []
      : tx
        ? await tx.on(Complaints).find({ _id: { $in: firstIds } })
        : await Complaints.find({ _id: { $in: firstIds } }).lean<ComplaintRecord[]>()
  const names = await fullNames(
    [...rows, ...firsts].flatMap((row) => [...row.answers, ...(row.notes ?? [])].map(({ by }) => by)),
  )
  const reporters = await personNames(
    rows.flatMap(({ kind, isAnonymous, personId }) => (kind === 'report' && !isAnonymous ? personId : [])),
  )
  const bookings = await bookingsByIds(rows.flatMap(({ bookingId }) => bookingId ?? []))
  const open = (kind: CaseKind) =>
    rows.filter((row) => row.kind === kind && mayAnswer(row.status)).map(({ _id }) => _id)
  const mayAnswerThese = new Set([
    ...(await decidable(actor, 'complaint', open('complaint'), tx)),
    ...(await decidable(actor, 'report', open('report'), tx)),
  ])
  return rows.map((row) =>
    viewOf(actor, row, {
      placeName: places.get(row.placeId) ?? '',
      names,
      mayBeAnswered: mayAnswerThese.has(row._id),
      bookingNumber: bookings.get(row.bookingId ?? '')?.number ?? null,
      siteName: sites.get(row.siteId ?? '') ?? '',
      ...(reporters.get(row.personId) ? { reporter: reporters.get(row.personId) ?? '' } : {}),
      first: firsts.find(({ _id }) => _id === row.mergedInto),
    }),
  )
}

export async function presentOne(actor: Actor, row: ComplaintRecord, tx?: Tx): Promise<Complaint> {
  const [shown] = await presentAll(actor, [row], tx)
  if (!shown) throw new DomainError('NOT_FOUND')
  return shown
}

export const hashOf = (input: unknown): string => createHash('sha256').update(canonical(input)).digest('base64url')

/** @throws DomainError IDEMPOTENCY_KEY_REUSED for an id that is somebody else's, or came with other content */
export function requireSame(had: ComplaintRecord, personId: string, input: unknown): void {
  const isOther = had.contentHash !== undefined && had.contentHash !== hashOf(input)
  if (had.personId !== personId || isOther) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
}

export async function requireComplaint(id: string): Promise<ComplaintRecord> {
  const found = await Complaints.findById(id).lean<ComplaintRecord>()
  if (!found) throw new DomainError('NOT_FOUND')
  return found
}
