// What staff are told of shifts without asking: those of today and tomorrow that are short of people, who waits to be
// confirmed, and the hours by week.
import { shiftKeepers, shiftReaders } from '@shared/shifts/rules'
import { supervisorNames } from '@shared/shifts/vocabulary'
import { addDays, dayOf, showDay } from '@shared/time'
import { now } from '../clock'
import { overTime, type FigureRow } from '../figures'
import { countsOf as dueCounts, type Item, type Worker, type WorkRow } from '../work'
import { countsOf, nameOfSite, placesOfShifts } from './present'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

/** Shifts until tomorrow's end with fewer than their minimum, the next first. */
async function shortOnes({ places }: Worker): Promise<Item[]> {
  const today = dayOf(now())
  const found = await Shifts.find({
    placePath: { $in: [...places] },
    day: { $gte: today, $lte: addDays(today, 1) },
    status: 'planned',
    startsAt: { $gt: now() },
  })
    .sort({ startsAt: 1, _id: 1 })
    .limit(1_000)
    .lean<ShiftRecord[]>()
  const counts = await countsOf(found.map(({ _id }) => _id))
  const short = found.filter(({ _id, minimum }) => counts(_id).booked < minimum)
  const names = await placesOfShifts(short.map(({ siteId }) => siteId))
  return short.map((shift) => ({
    id: shift._id,
    text: `${showDay(shift.day)} ${shift.from} ${nameOfSite(names, shift)}，还差${shift.minimum - counts(shift._id).booked}人`,
    dueAt: shift.startsAt,
    link: `/shifts?open=${shift._id}`,
  }))
}

/** Who checked in alone in the last week and waits for a second person; nobody decides their own. */
async function unconfirmed({ places, near }: Worker): Promise<Item[]> {
  const found = await ShiftBookings.find({
    placePath: { $in: [...places] },
    day: { $gte: addDays(dayOf(now()), -7) },
    standing: 'self',
    state: 'booked',
    endsAt: { $lte: now() },
    personId: { $nin: [...near.persons] },
  })
    .sort({ day: 1, _id: 1 })
    .limit(1_000)
    .lean<ShiftBooking[]>()
  const names = await placesOfShifts(found.map(({ siteId }) => siteId))
  const byShift = new Map<string, ShiftBooking[]>()
  for (const booking of found) byShift.set(booking.shiftId, [...(byShift.get(booking.shiftId) ?? []), booking])
  return [...byShift].flatMap(([shiftId, [first, ...rest]]) =>
    first
      ? [
          {
            id: shiftId,
            text: `${showDay(first.day)} ${nameOfSite(names, first)}，${rest.length + 1}人待核实`,
            dueAt: null,
            link: `/shifts?open=${shiftId}`,
          },
        ]
      : [],
  )
}

const row = (kind: string, title: string, read: (worker: Worker) => Promise<Item[]>): WorkRow => ({
  kind,
  title,
  may: shiftKeepers,
  count: async (worker) => dueCounts(await read(worker)),
  next: async (worker, limit) => (await read(worker)).slice(0, limit),
})

export const shiftsWork = [
  row('shifts.short', '督导班次缺人', shortOnes),
  row('shifts.unconfirmed', '督导签到待核实', unconfirmed),
]

const { trainee: _apart, ...kindNames } = supervisorNames

/** Minutes that count, of people that a second person has seen; by as whom they came. */
export const shiftsFigures: readonly FigureRow[] = [
  {
    kind: 'shifts.hours',
    title: '督导时长',
    unit: '小时',
    stacked: true,
    method:
      '经组长的码或第二个人核实的到岗，与班次重合的时间，一班最多计到班次规定的上限；按周相加，不计自记、补记和见习。',
    may: shiftReaders,
    read: async (asked) => {
      const rows = await ShiftBookings.aggregate<{ _id: { day: string; key: keyof typeof kindNames }; value: number }>([
        {
          $match: {
            placePath: { $in: [...asked.places] },
            day: { $gte: asked.from, $lte: asked.to },
            state: 'booked',
            standing: 'verified',
            as: { $ne: 'trainee' },
          },
        },
        { $group: { _id: { day: '$day', key: '$as' }, value: { $sum: { $divide: ['$minutes', 60] } } } },
      ])
      if (rows.length === 0) return null
      const counted = rows.map(({ _id, value }) => ({ ..._id, value }))
      const { total, ...chart } = overTime(asked, 'week', kindNames, counted)
      const hours = Object.keys(kindNames).reduce((sum, key) => sum + total(key), 0)
      return { ...chart, said: `这段时间核实的督导时长共${Math.round(hours)}小时。` }
    },
  },
]
