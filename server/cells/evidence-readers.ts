// How each figure is read: one reader a source, through other features' operations. Null: the platform has no record of
// such a thing here, so that a person is asked instead; nought of something is a figure.
import type { Citation } from '@shared/cells/figures'
import type { PlatformSource } from '@shared/cells/table-words'
import { daysBetween, type Day } from '@shared/time'
import { countedDays, householdDays, householdsTakingPart } from '../dropoffs/counted-days'
import { countedVisits } from '../inspections/counted-visits'
import { peopleOf } from '../organisations/affiliations'
import { countedBookings } from '../pickups/counted-bookings'
import { placeById } from '../places/places'
import { countedCases } from '../reports/counted-cases'
import { countedShifts } from '../shifts/counted-shifts'
import { provenOf } from '../shifts/proven'
import { countedAttendance } from '../trainings/counted-attendance'
import { contractDays, handoversClosed, handoversWeighed, logbookDays, oilHandovers } from './evidence-kitchens'
import { citation as cite, plainReading as plain } from './evidence-reading'
import type { EvidenceReader as Reader, EvidenceSpan, EvidenceSubject } from './evidence-reading'

const placeOf = ({ subjectKind, subjectId }: EvidenceSubject): string | null =>
  subjectKind === 'place' ? subjectId : null
const householdOf = ({ subjectKind, subjectId }: EvidenceSubject): string | null =>
  subjectKind === 'household' ? subjectId : null

/** Who belonged to the organisation at the end of the span, each person once; null without an organisation. */
async function peopleIds({ organisationId }: EvidenceSubject, day: Day): Promise<string[] | null> {
  if (!organisationId) return null
  return [...new Set((await peopleOf(organisationId, day)).map(({ personId }) => personId))].sort()
}

const people: Reader = async (subject, { to }) => {
  const ids = await peopleIds(subject, to)
  if (!ids || !subject.organisationId) return null
  return plain(ids.length, [cite('organisations', subject.organisationId, to, `登记人员 ${ids.length}人`)])
}

const trainedPeople: Reader = async (subject, { from, to }) => {
  const ids = await peopleIds(subject, to)
  if (!ids || ids.length === 0) return null
  const there = (await countedAttendance(ids, from, to)).filter(({ counts }) => counts)
  const trained = new Set(there.map(({ personId }) => personId))
  const records = there.map(({ sessionId, day }) => cite('trainings', sessionId, day, '1人参加'))
  return plain(trained.size, records, ids.length)
}

const trainingSessions: Reader = async (subject, { from, to }) => {
  const ids = await peopleIds(subject, to)
  if (!ids || ids.length === 0) return null
  const there = await countedAttendance(ids, from, to)
  const bySession = new Map<string, { day: Day; people: number }>()
  for (const { sessionId, day } of there)
    bySession.set(sessionId, { day, people: (bySession.get(sessionId)?.people ?? 0) + 1 })
  const records = [...bySession].map(([id, { day, people: count }]) => cite('trainings', id, day, `${count}人参加`))
  return plain(records.length, records)
}

const volunteerHours: Reader = async (subject, span) => {
  const ids = await peopleIds(subject, span.to)
  if (!ids || ids.length === 0) return null
  const records: Citation[] = []
  let minutes = 0
  for (const id of ids)
    for (const { row, at } of await provenOf(id, span)) {
      minutes += row.minutes
      records.push(cite('shifts', at.shiftId ?? row.id, at.day, `${row.minutes}分钟`))
    }
  return plain(Math.floor(minutes / 60), inOrder(records))
}

const inOrder = (records: readonly Citation[]): Citation[] =>
  [...records].sort((one, other) =>
    one.day === other.day ? (one.id < other.id ? -1 : 1) : one.day < other.day ? -1 : 1,
  )

const visitsOf = ({ subjectId }: EvidenceSubject, { from, to }: EvidenceSpan) =>
  countedVisits({ placeIds: [subjectId], from, to })

const inspectionScore: Reader = async (subject, span) => {
  const visits = await visitsOf(subject, span)
  if (visits.length === 0) return null
  const mean = Math.floor(visits.reduce((sum, { onSite }) => sum + onSite, 0) / visits.length)
  return plain(mean, inOrder(visits.map(({ id, day, onSite }) => cite('inspectionVisits', id, day, `${onSite}分`))))
}

const findingsMended: Reader = async (subject, span) => {
  const visits = await visitsOf(subject, span)
  if (visits.length === 0) return null
  const records = visits
    .filter(({ due }) => due > 0)
    .map(({ id, day, due, closedInTime }) =>
      cite('inspectionVisits', id, day, `${due}个问题，按期改好${closedInTime}个`),
    )
  const due = visits.reduce((sum, one) => sum + one.due, 0)
  // nothing was found: all of it is mended
  if (due === 0) return plain(1, records, 1)
  return plain(
    visits.reduce((sum, { closedInTime }) => sum + closedInTime, 0),
    inOrder(records),
    due,
  )
}

const complaintsClosed: Reader = async (subject, { from, to }) => {
  const placeId = placeOf(subject)
  if (!placeId) return null
  const cases = await countedCases({ placeIds: [placeId], from, to })
  if (cases.length === 0) return null
  const records = cases.map(({ id, day, closedInTime }) =>
    cite('complaints', id.split('/')[0] ?? id, day, closedInTime ? '按期办结' : '超期'),
  )
  return plain(cases.filter(({ closedInTime }) => closedInTime).length, inOrder(records), cases.length)
}

const pickupsWeighed: Reader = async (subject, { from, to }) => {
  const placeId = placeOf(subject)
  if (!placeId) return null
  const bookings = (await countedBookings({ placeId }, from, to)).filter(({ grams }) => grams > 0)
  if (bookings.length === 0) return null
  const grams = bookings.reduce((sum, one) => sum + one.grams, 0)
  const records = bookings.map((one) => cite('pickups', one.id, one.day, `${one.grams}克`))
  return { ...plain(Math.floor(grams / 1000), records), weighed: bookings.length, estimated: 0 }
}

const pickupsDone: Reader = async (subject, { from, to }) => {
  const placeId = placeOf(subject)
  if (!placeId) return null
  const bookings = await countedBookings({ placeId }, from, to)
  if (bookings.length === 0) return null
  const records = bookings.map(({ id, day, isDone }) => cite('pickups', id, day, isDone ? '已收走' : '没有收成'))
  return plain(bookings.filter(({ isDone }) => isDone).length, records, bookings.length)
}

const guidedShifts: Reader = async (subject, { from, to }) => {
  const placeId = placeOf(subject)
  if (!placeId) return null
  const shifts = await countedShifts(placeId, from, to)
  if (shifts.length === 0) return null
  const records = shifts.map(({ id, day, people: count }) => cite('shifts', id, day, `${count}人到岗`))
  return plain(shifts.filter(({ isGuided }) => isGuided).length, records, shifts.length)
}

const correctBags: Reader = async (subject, { from, to }) => {
  const placeId = placeOf(subject)
  if (!placeId) return null
  const days = await countedDays(placeId, from, to)
  if (days.length === 0) return null
  const records = days.map(({ id, day, bags, correct }) => cite('dropoffs', id, day, `${bags}袋，分对${correct}袋`))
  const sum = (of: (one: (typeof days)[number]) => number): number => days.reduce((total, one) => total + of(one), 0)
  return plain(
    sum(({ correct }) => correct),
    records,
    sum(({ bags }) => bags),
  )
}

const takingPart: Reader = async (subject, { from, to }) => {
  const placeId = placeOf(subject)
  const place = placeId ? await placeById(placeId) : null
  if (!placeId || !place || place.households === 0) return null
  const there = await householdsTakingPart(placeId, from, to)
  if (there.length === 0) return null
  const byDay = await countedDays(placeId, from, to)
  // the households themselves are nobody's business here: the days are named
  const records = byDay.map(({ id, day, bags }) => cite('dropoffs', id, day, `${bags}袋`))
  return plain(Math.min(there.length, place.households), records, place.households)
}

/** Fewer days of a month are no record of it. */
const LEAST_DAYS_A_MONTH = 4
const householdMonths: Reader = async (subject, { from, to }) => {
  const householdId = householdOf(subject)
  if (!householdId) return null
  const days = await householdDays(householdId, from, to)
  if (days.length === 0) return null
  const perMonth = [0, 0, 0]
  for (const { day } of days) {
    const third = Math.min(2, Math.floor(daysBetween(from, day) / 30))
    perMonth[third] = (perMonth[third] ?? 0) + 1
  }
  return plain(
    perMonth.filter((count) => count >= LEAST_DAYS_A_MONTH).length,
    days.map(({ id, day }) => cite('dropoffs', id, day, '有投放')),
  )
}

const householdPickups: Reader = async (subject, { from, to }) => {
  const householdId = householdOf(subject)
  if (!householdId) return null
  const done = (await countedBookings({ householdId }, from, to)).filter(({ isDone }) => isDone)
  return plain(
    done.length,
    done.map(({ id, day }) => cite('pickups', id, day, '已收走')),
  )
}

export const readers: Readonly<Record<PlatformSource, Reader>> = {
  people,
  trainedPeople,
  trainingSessions,
  volunteerHours,
  inspectionScore,
  findingsMended,
  complaintsClosed,
  contractDays,
  handoversClosed,
  handoversWeighed,
  logbookDays,
  oilHandovers,
  pickupsWeighed,
  pickupsDone,
  guidedShifts,
  correctBags,
  takingPart,
  householdMonths,
  householdPickups,
}
