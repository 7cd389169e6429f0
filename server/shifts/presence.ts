// Who is at a site: rows of phones taken in by themselves, in any order, late and twice; and what other features ask.
// Invariants: a row is stored once; what counts is worked out anew from all of them, by one function; a code is checked
// here, no phone but the server knows the key. A clock that is wrong is put right by what the phone says it showed at
// the tap and at sending, and by the minute in the code.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { errors, type ErrorCode } from '@shared/errors'
import { metresBetween } from '@shared/places/rules'
import { MARK_FORMAT, MarkRow, type shifts } from '@shared/shifts/contract'
import { countedMinutes, presenceOf } from '@shared/shifts/hours'
import { LATE_DAYS, checkInRefusal, correctedTime, isLateMark, leadsShift } from '@shared/shifts/rules'
import type { SupervisorKind } from '@shared/shifts/vocabulary'
import { addDays, dayOf, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { sitesByIds } from '../places/sites'
import { hasTraining } from '../trainings/attendance'
import { readDigits, readLeadCode, readSiteCode } from './codes'
import { ShiftBookings, ShiftMarks, Shifts, type ShiftBooking, type ShiftMark, type ShiftRecord } from './shifts.model'

/** Six digits can be guessed: after so many wrong ones a booking takes no typed ones any more. */
const MOST_WRONG = 10

type Rows = ParsedOf<typeof shifts.sendMarks>
type Result = OutputOf<typeof shifts.sendMarks>['results'][number]

/** Every row is answered by itself; what went in before is answered so. */
export async function takeMarks(
  actor: PersonActor,
  { sentAt, rows }: Rows,
): Promise<OutputOf<typeof shifts.sendMarks>> {
  const results: Result[] = []
  for (const row of rows) results.push(await takeMark(actor, row, new Date(sentAt)))
  return { results }
}

const refused = (id: string, code: ErrorCode): Result => ({
  id,
  outcome: 'refused',
  code,
  text: errors[code].text,
  standing: null,
})

async function takeMark(actor: PersonActor, raw: Rows['rows'][number], sentAt: Date): Promise<Result> {
  const row = MarkRow.safeParse(raw).data
  if (row?.format !== MARK_FORMAT) return refused(raw.id, 'INPUT_INVALID')
  const body = (): Promise<Result> => transaction((tx) => takeMarkIn(tx, actor, row, sentAt))
  try {
    return await body()
  } catch (error) {
    // the same row twice at once: the second reads what the first has written
    if (!isDuplicateKey(error)) throw error
    return body()
  }
}

const isTyped = ({ kind, how }: MarkRow): boolean => kind === 'in' && how === 'typed'

async function takeMarkIn(tx: Tx, actor: PersonActor, row: MarkRow, sentAt: Date): Promise<Result> {
  const { personId } = actor
  const had = await tx.on(ShiftMarks).findOne({ _id: row.id })
  if (had && (had.personId !== personId || had.bookingId !== row.bookingId))
    return refused(row.id, 'IDEMPOTENCY_KEY_REUSED')
  const booking = await tx.on(ShiftBookings).findOne({ _id: row.bookingId, personId })
  const shift = booking && (await tx.on(Shifts).findOne({ _id: booking.shiftId }))
  if (!booking || !shift) return refused(row.id, 'SHIFT_NOT_BOOKED')
  if (had) return { id: row.id, outcome: 'had', code: null, text: null, standing: booking.standing }
  if (isTyped(row) && (booking.wrongTyped ?? 0) >= MOST_WRONG) return refused(row.id, 'SHIFT_TYPED_OFTEN')
  const receivedAt = now()
  const tapped = correctedTime(new Date(row.at), sentAt, receivedAt)
  const worth = worthOf(shift, row, tapped)
  if ('refused' in worth && isTyped(row))
    await tx.on(ShiftBookings).updateOne({ _id: booking._id }, { $inc: { wrongTyped: 1 } })
  const refusal = 'refused' in worth ? worth.refused : await refusalOf(tx, booking, shift, row, worth.at)
  if ('refused' in worth || refusal) return refused(row.id, refusal ?? 'SHIFT_CODE_WRONG')
  const mark: ShiftMark = {
    _id: row.id,
    bookingId: booking._id,
    personId,
    kind: row.kind,
    how: row.how,
    at: worth.at,
    deviceAt: new Date(row.at),
    sentAt,
    receivedAt,
    // who can show the code themselves is confirmed by somebody else; so is what a code says long afterwards
    verified: worth.verified && !leadsShift(actor, shift) && !isLateMark(shift, receivedAt),
    metres: await metresFrom(tx, shift, row),
    left: row.left,
  }
  await tx.on(ShiftMarks).insert(mark)
  const after = await recount(tx, booking, shift)
  if (row.kind === 'out' && row.left === 0) await nothingLeft(tx, booking._id, receivedAt)
  return { id: row.id, outcome: 'accepted', code: null, text: null, standing: after.standing }
}

/** What stands behind a row. Going needs no code: the hours end with the shift anyway. */
function worthOf(shift: ShiftRecord, { kind, how, code }: MarkRow, at: Date) {
  if (kind === 'out' || how === 'tap') return { at, verified: false }
  if (how === 'code') return readLeadCode(shift, code ?? '', at)
  return how === 'typed' ? readDigits(shift, code ?? '', at) : readSiteCode(shift, code ?? '', at)
}

async function refusalOf(
  tx: Tx,
  booking: ShiftBooking,
  shift: ShiftRecord,
  { kind }: MarkRow,
  at: Date,
): Promise<ErrorCode | null> {
  if (shift.status === 'cancelled' || booking.state === 'calledOff') return 'SHIFT_CANCELLED'
  if (booking.state !== 'booked') return 'SHIFT_NOT_BOOKED'
  if (now().getTime() > shift.endsAt.getTime() + LATE_DAYS * 86_400_000) return 'SHIFT_OVER'
  if (kind === 'out') return at <= shift.startsAt && !booking.checkedInAt ? 'SHIFT_NOT_CHECKED_IN' : null
  if (booking.as === 'guide' && !(await hasTraining(booking.personId, 'guide', shift.day, tx)))
    return 'SHIFT_TRAINING_NEEDED'
  return checkInRefusal(shift, at)
}

async function metresFrom(tx: Tx, { siteId }: ShiftRecord, { lng, lat }: MarkRow): Promise<number | null> {
  if (lng === null || lat === null) return null
  const [site] = await sitesByIds([siteId], tx)
  return site?.location ? metresBetween([lng, lat], site.location.coordinates) : null
}

/** Works out from all marks and corrections what counts, and writes it into the booking. */
export async function recount(tx: Tx, booking: ShiftBooking, shift: ShiftRecord): Promise<ShiftBooking> {
  const marks = await tx.on(ShiftMarks).find({ bookingId: booking._id })
  const facts = marks.map((mark) => ({ ...mark, late: isLateMark(shift, mark.receivedAt) }))
  const presence = presenceOf(facts, booking.corrections, booking.confirmedAt ?? null)
  const { minutes } = countedMinutes(shift, presence)
  const first = marks.filter(({ kind }) => kind === 'in').sort((a, b) => a.at.getTime() - b.at.getTime())
  const how = (first.find(({ verified }) => verified) ?? first[0])?.how ?? null
  const set = {
    checkedInAt: presence.in,
    checkedOutAt: presence.out,
    standing: presence.standing,
    how,
    minutes,
    pointsDue: true,
  }
  const after = await tx
    .on(ShiftBookings)
    .findOneAndUpdate({ _id: booking._id }, { $set: set } as UpdateQuery<ShiftBooking>)
  if (!after) throw new Error('a booking is gone while its marks are counted')
  return after
}

const nothingLeft = (tx: Tx, bookingId: string, at: Date): Promise<unknown> =>
  tx.on(ShiftBookings).updateOne({ _id: bookingId, nothingLeftAt: null }, { $set: { nothingLeftAt: at } })

/** A guide whose training ended or was taken back since, and a trainee, log nothing that counts by itself. */
async function mayLog(personId: string, as: SupervisorKind, day: Day, tx?: Tx): Promise<boolean> {
  return as === 'guide' ? hasTraining(personId, 'guide', day, tx) : as !== 'trainee'
}

/** Somebody who was at a site at an instant. `isTrained`: for a guide, whether a training holds on the day. */
export type Present = {
  personId: string
  bookingId: string
  shiftId: string
  as: SupervisorKind
  /** A second person or the lead's code stands behind it. */
  verified: boolean
  isTrained: boolean
  isLead: boolean
}

/**
 * Who was checked in at a site at an instant: from their check-in until they checked out, or until the shift ended. By
 * what is known now: rows of phones may still arrive. @public for drop-offs
 */
export async function presentAt(siteId: string, at: Date, tx?: Tx): Promise<Present[]> {
  const filter = { siteId, state: 'booked' as const, checkedInAt: { $lte: at }, endsAt: { $gt: at } }
  const found = tx
    ? await tx.on(ShiftBookings).find(filter)
    : await ShiftBookings.find(filter).lean<ShiftBooking[]>().exec()
  const there = found.filter(({ checkedOutAt }) => checkedOutAt === null || checkedOutAt >= at)
  const ids = { _id: { $in: there.map(({ shiftId }) => shiftId) } }
  const shifts = tx ? await tx.on(Shifts).find(ids) : await Shifts.find(ids).lean<ShiftRecord[]>().exec()
  const leads = new Map(shifts.map(({ _id, leadId }) => [_id, leadId]))
  const present: Present[] = []
  for (const { _id, personId, shiftId, as, day, standing } of there)
    present.push({
      personId,
      bookingId: _id,
      shiftId,
      as,
      verified: standing === 'verified',
      isTrained: await mayLog(personId, as, day, tx),
      isLead: leads.get(shiftId) === personId,
    })
  return present
}

/** A shift that runs, or ran, at a site. `seed`: what its second looks are drawn from. */
export type SiteShift = { id: string; day: Day; startsAt: Date; endsAt: Date; leadId: string | null; seed: string }

/** The shift of a site at an instant that was not cancelled, or null. @public for drop-offs */
export async function shiftAt(siteId: string, at: Date, tx?: Tx): Promise<SiteShift | null> {
  const filter = { siteId, status: 'planned' as const, startsAt: { $lte: at }, endsAt: { $gt: at } }
  const shift = tx ? await tx.on(Shifts).findOne(filter) : await Shifts.findOne(filter).lean<ShiftRecord>()
  if (!shift) return null
  const { _id, day, startsAt, endsAt, leadId, seed } = shift
  return { id: _id, day, startsAt, endsAt, leadId, seed }
}

type Span = { siteId: string; from: Date; to: Date }
/**
 * At some sites, over some hours: when a shift ran, and when a person was checked in by right. `unconfirmed`: by their
 * own word alone (自记), which nobody has confirmed yet; that of the lead, whose phone shows the code, stands. By what
 * is known now: rows of phones may still arrive.
 */
export async function timesAt(
  personIds: readonly string[],
  siteIds: readonly string[],
  hours: { from: Date; to: Date },
): Promise<{ shifts: Span[]; there: Map<string, Span[]>; unconfirmed: Map<string, Span[]> }> {
  const siteId = { $in: [...new Set(siteIds)] }
  const day = { $gte: addDays(dayOf(hours.from), -1), $lte: dayOf(hours.to) }
  const within = { startsAt: { $lte: hours.to }, endsAt: { $gte: hours.from } }
  const [shifts, bookings] = await Promise.all([
    Shifts.find({ siteId, day, status: 'planned', ...within }).lean<ShiftRecord[]>(),
    ShiftBookings.find({ personId: { $in: [...new Set(personIds)] }, siteId, day, state: 'booked', ...within }).lean<
      ShiftBooking[]
    >(),
  ])
  const leadOf = new Map(shifts.map(({ _id, leadId }) => [_id, leadId]))
  const [there, unconfirmed] = [new Map<string, Span[]>(), new Map<string, Span[]>()]
  for (const { personId, shiftId, siteId: at, as, day: on, standing, checkedInAt, checkedOutAt, endsAt } of bookings) {
    if (!checkedInAt || !(await mayLog(personId, as, on))) continue
    const spans = standing === 'verified' || leadOf.get(shiftId) === personId ? there : unconfirmed
    spans.set(personId, [...(spans.get(personId) ?? []), { siteId: at, from: checkedInAt, to: checkedOutAt ?? endsAt }])
  }
  return {
    shifts: shifts.map(({ siteId: at, startsAt, endsAt }) => ({ siteId: at, from: startsAt, to: endsAt })),
    there,
    unconfirmed,
  }
}

/** A shift by id, cancelled ones too. @public for drop-offs */
export async function shiftById(
  id: string,
  tx?: Tx,
): Promise<(SiteShift & { siteId: string; placeId: string; placePath: string[]; isCancelled: boolean }) | null> {
  const shift = tx ? await tx.on(Shifts).findOne({ _id: id }) : await Shifts.findById(id).lean<ShiftRecord>()
  if (!shift) return null
  const { _id, siteId, placeId, placePath, day, startsAt, endsAt, leadId, seed, status } = shift
  const isCancelled = status === 'cancelled'
  return { id: _id, siteId, placeId, placePath, day, startsAt, endsAt, leadId, seed, isCancelled }
}

/** The live booking of a person in a shift; null for none. @public for drop-offs */
export async function bookingOf(
  shiftId: string,
  personId: string,
  tx?: Tx,
): Promise<{ id: string; as: SupervisorKind; checkedInAt: Date | null; checkedOutAt: Date | null } | null> {
  const filter = { shiftId, personId, state: 'booked' as const }
  const found = tx
    ? await tx.on(ShiftBookings).findOne(filter)
    : await ShiftBookings.findOne(filter).lean<ShiftBooking>()
  return found && { id: found._id, as: found.as, checkedInAt: found.checkedInAt, checkedOutAt: found.checkedOutAt }
}

export type PhoneOut = {
  personId: string
  bookingId: string
  shiftId: string
  siteId: string
  checkedOutAt: Date | null
}

/**
 * Who has checked in on a day and whose phone has not said yet that nothing is left on it, at one site or everywhere:
 * a day closes when there is nobody. @public for drop-offs
 */
export async function phonesOut(day: Day, siteId?: string, tx?: Tx): Promise<PhoneOut[]> {
  const filter = {
    day,
    ...(siteId === undefined ? {} : { siteId }),
    standing: { $ne: 'none' as const },
    as: { $ne: 'trainee' as const },
    nothingLeftAt: null,
  }
  const found = tx ? await tx.on(ShiftBookings).find(filter) : await ShiftBookings.find(filter).lean<ShiftBooking[]>()
  return found.map(({ _id, personId, shiftId, siteId: at, checkedOutAt }) => ({
    personId,
    bookingId: _id,
    shiftId,
    siteId: at,
    checkedOutAt,
  }))
}

/** A phone says that nothing of a shift is left on it; again changes nothing. @public for drop-offs */
export async function sayNothingLeft(tx: Tx, shiftId: string, personId: string): Promise<void> {
  await tx
    .on(ShiftBookings)
    .updateMany({ shiftId, personId, state: 'booked', nothingLeftAt: null }, { $set: { nothingLeftAt: now() } })
}
