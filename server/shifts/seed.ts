// Shifts of the demo city: those of the two weeks ahead by the windows of its sites; in 柳湾 a gap tonight, a full one
// with somebody who waits, and two weeks of history with hours, all of invented people.
import type { PersonActor } from '@shared/actors'
import { addDays, type Day } from '@shared/time'
import type { SeedContext } from '../feature'
import { now } from '../clock'
import { insertInBulk } from '../db'
import { seedId } from '../ids'
import { actingAs, seedActor, seedHouseholds, seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { generateShifts } from './generate'
import { ShiftBookings, ShiftMarks, Shifts, type ShiftBooking, type ShiftMark, type ShiftRecord } from './shifts.model'
import { seedCertificates, seedMadeUp } from './seed-certificates'
import { seedClasses } from './seed-classes'
import { EVENING, wasThere } from './seed-presence'
import { bookShift, joinShiftLine } from './shifts'

const PAST_DAYS = 14
const siteOf = (label: string): string => seedId(`site:${label}:drop1`)

/** Neighbours who help at the bins of 柳湾社区. */
function neighbours(): PersonActor[] {
  const { id: placeId, path: placePath } = seedPlace('liuwan/1')
  return seedHouseholds()
    .filter(({ place, members, demoKey }) => place.path.includes(placeId) && members.length > 0 && !demoKey)
    .slice(0, 8)
    .map(({ members }) => ({
      ...actingAs(members[0] ?? ''),
      grants: [{ role: 'volunteer', placeId, placePath }],
    }))
}

/** Called once, after people and trainings. */
export async function seedShifts({ today, progress }: SeedContext): Promise<void> {
  const { made } = await generateShifts(addDays(today, -PAST_DAYS), PAST_DAYS * 2)
  const [sun, zhu] = [seedActor('field-01-sun'), seedActor('field-02-zhu')]
  const others = neighbours()
  const evening = (label: string, day: Day) =>
    Shifts.findOne({ siteId: siteOf(label), day, from: { $gte: EVENING } }).lean<ShiftRecord>()
  const take = async (shift: ShiftRecord | null, people: readonly PersonActor[]): Promise<void> => {
    if (shift && shift.endsAt > now()) for (const person of people) await bookShift(person, askOf(shift, person))
  }
  await take(await evening('liuwan/1/2', today), [zhu, sun, ...others.slice(0, 1)])
  const full = await evening('liuwan/1/3', today)
  await take(full, others.slice(1, 5))
  if (full && others[5] && full.endsAt > now()) await joinShiftLine(others[5], askOf(full, others[5]))
  await take(await evening('liuwan/1/1', addDays(today, 1)), others.slice(0, 3))
  await take(await evening('liuwan/1/2', addDays(today, 2)), [zhu, sun, ...others.slice(4, 5)])
  await take(await evening('liuwan/1/4', addDays(today, 3)), others.slice(5, 7))
  await seedClasses(today, siteOf('liuwan/1/2'))
  const history = await pastOf(today, [sun.personId, zhu.personId, ...others.map(({ personId }) => personId)])
  await seedCertificates(addDays(today, -PAST_DAYS), addDays(today, -1))
  const missed = await evening('liuwan/1/4', addDays(today, -3))
  if (missed) await seedMadeUp(missed)
  progress(`督导班次 ${made}个，历史到岗 ${history}人次`)
}

const askOf = ({ _id }: ShiftRecord, { personId }: PersonActor) => ({
  id: _id,
  bookingId: seedId(`shiftBooking:${_id}:${personId}`),
})

/** Evenings that are over, at two sites, each with three or four people; once in a while nobody checked out. */
async function pastOf(today: Day, people: readonly string[]): Promise<number> {
  const bookings: ShiftBooking[] = []
  const marks: ShiftMark[] = []
  for (const label of ['liuwan/1/2', 'liuwan/1/3']) {
    const shifts = await Shifts.find({
      siteId: siteOf(label),
      day: { $gte: addDays(today, -PAST_DAYS), $lte: addDays(today, -2) },
      from: { $gte: EVENING },
    }).lean<ShiftRecord[]>()
    for (const [index, shift] of shifts.entries()) {
      const start = (index * 3 + (label === 'liuwan/1/2' ? 0 : 5)) % people.length
      for (let offset = 0; offset < 3; offset += 1) {
        const personId = people[(start + offset) % people.length] ?? ''
        const [booking, ...own] = wasThere(shift, personId, offset > 0)
        bookings.push(booking)
        marks.push(...own)
      }
      await Shifts.updateOne({ _id: shift._id }, { $set: { leadId: seedPersonId('field-02-zhu') }, $inc: { asked: 3 } })
    }
  }
  await insertInBulk(ShiftBookings, bookings)
  await insertInBulk(ShiftMarks, marks)
  return bookings.length
}
