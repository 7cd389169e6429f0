// Arrival windows with exact figures: one row, one morning.
import { instantAt } from '../time'
import { arrivalOf, type Progress } from './arrival'

const day = '2026-11-24'
const morning = { day, from: '08:00', to: '12:00' }
const at = (clock: string, on = day) => instantAt(on, clock)

type Row = [sentence: string, progress: Omit<Progress, 'asOf'> & { asOf: string }, now: Date, from: string, to: string]

const planned = (minutesBefore: number, stopsBefore: number) => ({
  status: 'planned' as const,
  asOf: '08:00',
  minutesBefore,
  stopsBefore,
})
const started = (asOf: string, minutesBefore: number, stopsBefore: number) => ({
  status: 'started' as const,
  asOf,
  minutesBefore,
  stopsBefore,
})

const rows: Row[] = [
  [
    'first of the run, the evening before: the first two hours',
    planned(5, 0),
    at('18:00', '2026-11-23'),
    '08:00',
    '10:00',
  ],
  ['90 minutes of work before: 08:30 to 10:30', planned(90, 6), at('07:00'), '08:30', '10:30'],
  ['100 minutes before: rounded outwards to half-hours', planned(100, 7), at('07:00'), '08:30', '11:00'],
  [
    'last of the run: the last two hours, not beyond the booked window',
    planned(235, 17),
    at('07:00'),
    '10:00',
    '12:00',
  ],
  ['more planned than the window holds: still inside it', planned(400, 30), at('07:00'), '10:00', '12:00'],
  ['under way at 09:00 with 60 minutes before: ± 15 minutes', started('09:00', 60, 4), at('09:00'), '09:45', '10:15'],
  ['120 minutes before: ± 30 minutes', started('08:10', 120, 9), at('08:10'), '09:40', '10:40'],
  ['next door: ± 10 minutes, never before now', started('10:02', 6, 0), at('10:02'), '10:00', '10:20'],
  ['the crew is ahead of time: not before the booked window', started('07:30', 10, 1), at('07:30'), '08:00', '08:10'],
  ['the crew is late: the truth, beyond the window', started('11:50', 40, 3), at('11:50'), '12:20', '12:40'],
  [
    'the estimate has passed and nothing was heard: from now on',
    started('09:00', 20, 1),
    at('10:01'),
    '10:00',
    '10:15',
  ],
  ['started a day early by mistake: as planned', started('08:00', 90, 6), at('08:00', '2026-11-23'), '08:30', '10:30'],
]

it.each(rows)('%s', (_sentence, { asOf, ...progress }, now, from, to) => {
  expect(arrivalOf(morning, { ...progress, asOf: at(asOf) }, now)).toEqual({
    from,
    to,
    stopsBefore: progress.stopsBefore,
  })
})

it.each<[string, Progress, Date]>([
  ['planned, and its hours are over', { ...planned(5, 0), asOf: at('08:00') }, at('10:00')],
  ['planned, and the booked window is over', { ...planned(235, 17), asOf: at('08:00') }, at('16:08')],
  ['planned, the day after', { ...planned(5, 0), asOf: at('08:00') }, at('07:00', '2026-11-25')],
  ['under way, the day after', { ...started('09:00', 20, 1), asOf: at('09:00') }, at('00:00', '2026-11-25')],
])('an hour that has passed is told to nobody: %s', (_sentence, progress, now) =>
  expect(arrivalOf(morning, progress, now)).toBeNull(),
)

it('narrows: 240 minutes booked, 120 after planning, 30 an hour before, 20 next door', () => {
  const width = (progress: Progress, now: Date): number => {
    const arrival = arrivalOf(morning, progress, now)
    return arrival ? (at(arrival.to).getTime() - at(arrival.from).getTime()) / 60_000 : NaN
  }
  expect([
    width({ status: 'planned', asOf: at('08:00'), minutesBefore: 120, stopsBefore: 8 }, at('07:00')),
    width({ status: 'started', asOf: at('09:00'), minutesBefore: 60, stopsBefore: 4 }, at('09:00')),
    width({ status: 'started', asOf: at('10:00'), minutesBefore: 10, stopsBefore: 0 }, at('10:00')),
  ]).toEqual([120, 30, 20])
})

it('ends at midnight at the latest', () =>
  expect(
    arrivalOf(
      { day, from: '18:00', to: '24:00' },
      { status: 'started', asOf: at('23:50'), minutesBefore: 30, stopsBefore: 2 },
      at('23:50'),
    ),
  ).toEqual({ from: '24:00', to: '24:00', stopsBefore: 2 }))
