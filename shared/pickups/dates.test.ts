// The date screen as a table: cut-offs to the minute, look-ahead, the promise for recyclables, festivals, make-up
// workdays, and years nobody has announced. Holidays of 2026 as announced by the State Council (国办发明电〔2025〕7号).
import { instantAt, isWorkingDay, type WorkCalendar } from '../time'
import {
  dateRefusal,
  dayLabel,
  dayNote,
  firstDay,
  isServiceDay,
  noteWithService,
  lastDay,
  UNKNOWN_CALENDAR_NOTE,
  type DateRules,
} from './dates'
import type { PickupKind } from './schemas'

const rules: DateRules = { lookAheadDays: 28, cutoffClock: '16:00', promiseCutoffClock: '12:00', promiseHours: null }
const at = (text: string): Date => instantAt(text.slice(0, 10), text.slice(11))

const holidays = [
  '2026-02-15',
  '2026-02-16',
  '2026-02-17',
  '2026-02-18',
  '2026-02-19',
  '2026-02-20',
  '2026-02-21',
  '2026-02-22',
  '2026-02-23',
  '2026-10-01',
  '2026-10-02',
  '2026-10-03',
  '2026-10-04',
  '2026-10-05',
  '2026-10-06',
  '2026-10-07',
]
const workdays = ['2026-02-14', '2026-02-28', '2026-09-20', '2026-10-10']
const calendar: WorkCalendar = {
  knownUntil: '2026-12-31',
  days: Object.fromEntries([
    ...holidays.map((day) => [day, 'holiday'] as const),
    ...workdays.map((day) => [day, 'workday'] as const),
  ]),
}
const festivals = [{ name: '春节', from: '2026-02-08', to: '2026-02-23', text: '春节前运力增加，初一至初三只收上午' }]

describe('the first day that can be booked', () => {
  test.each<[string, PickupKind, string, string]>([
    ['tomorrow while it is before 16:00', 'bulky', '2026-11-22 15:59', '2026-11-23'],
    ['at 16:00 tomorrow is closed', 'bulky', '2026-11-22 16:00', '2026-11-24'],
    ['just before midnight it is still the day after tomorrow', 'bulky', '2026-11-22 23:59', '2026-11-24'],
    ['from midnight on the new tomorrow', 'bulky', '2026-11-23 00:00', '2026-11-24'],
    ['over the end of a month', 'appliance', '2026-11-30 15:59', '2026-12-01'],
    ['over the end of a year', 'hazardous', '2026-12-31 16:00', '2027-01-02'],
    ['over a leap day that does not exist', 'bulky', '2026-02-28 10:00', '2026-03-01'],
    ['recyclables before noon: today', 'recyclable', '2026-11-22 11:59', '2026-11-22'],
    ['recyclables at noon: tomorrow', 'recyclable', '2026-11-22 12:00', '2026-11-23'],
    ['recyclables late at night: still tomorrow, no cut-off at 16:00', 'recyclable', '2026-11-22 23:00', '2026-11-23'],
  ])('%s', (_row, kind, now, expected) => expect(firstDay(at(now), kind, rules)).toBe(expected))
})

test('the last day is 28 days ahead', () => expect(lastDay(at('2026-11-22 10:00'), rules)).toBe('2026-12-20'))

describe('why a window cannot be booked', () => {
  test.each<[string, PickupKind, string, string, string, string | null]>([
    ['tomorrow at 15:59', 'bulky', '2026-11-23', '12:00', '2026-11-22 15:59', null],
    ['tomorrow at 16:00', 'bulky', '2026-11-23', '12:00', '2026-11-22 16:00', 'PICKUP_TOO_LATE'],
    ['today', 'bulky', '2026-11-22', '18:00', '2026-11-22 08:00', 'PICKUP_TOO_LATE'],
    ['yesterday', 'recyclable', '2026-11-21', '18:00', '2026-11-22 08:00', 'PICKUP_TOO_LATE'],
    ['the 28th day', 'bulky', '2026-12-20', '12:00', '2026-11-22 10:00', null],
    ['the 29th day', 'bulky', '2026-12-21', '12:00', '2026-11-22 10:00', 'PICKUP_TOO_FAR_AHEAD'],
    ['this morning, an hour before its end', 'recyclable', '2026-11-22', '12:00', '2026-11-22 11:00', null],
    [
      'this morning, 59 minutes before its end',
      'recyclable',
      '2026-11-22',
      '12:00',
      '2026-11-22 11:01',
      'PICKUP_TOO_LATE',
    ],
    ['this afternoon, asked in the morning', 'recyclable', '2026-11-22', '18:00', '2026-11-22 11:01', null],
    ['this afternoon, asked at noon', 'recyclable', '2026-11-22', '18:00', '2026-11-22 12:00', 'PICKUP_TOO_LATE'],
  ])('%s', (_row, kind, day, to, now, code) => expect(dateRefusal(day, to, at(now), kind, rules)).toBe(code))
})

describe('what the date screen says', () => {
  test.each([
    ['Spring Festival has its own text, the days before it too', '2026-02-10', '春节前运力增加，初一至初三只收上午'],
    ['National Day without a text of its own', '2026-10-01', '法定节假日'],
    [
      'a Saturday that is worked before Spring Festival belongs to the festival',
      '2026-02-14',
      '春节前运力增加，初一至初三只收上午',
    ],
    ['a Saturday that is worked after National Day', '2026-10-10', '调休上班日'],
    ['an ordinary Sunday', '2026-11-22', null],
    ['the last announced day', '2026-12-31', null],
    ['the first day nobody has announced', '2027-01-01', UNKNOWN_CALENDAR_NOTE],
    ['Spring Festival 2027, not announced', '2027-02-06', UNKNOWN_CALENDAR_NOTE],
  ])('%s', (_row, day, note) => expect(dayNote(day, calendar, festivals)).toBe(note))

  test.each([
    ['a worked Saturday on which a truck comes', '调休上班日', true, '调休上班日，照常收运'],
    ['a worked Saturday, and the round runs from Monday to Friday', '调休上班日', false, '这里当天不收运'],
    ['a holiday without a truck', '法定节假日', false, '法定节假日'],
    ['an ordinary day', null, true, null],
  ])('%s', (_row, note, isServed, said) => {
    const shown = noteWithService(note, isServed)
    if (said === null) expect(shown).toBeNull()
    else expect(shown).toContain(said)
    if (!isServed) expect(shown).not.toContain('照常')
  })

  test.each([
    ['2026-02-14', true],
    ['2026-10-10', true],
    ['2026-09-20', true],
    ['2026-02-16', false],
    ['2026-10-05', false],
    ['2026-11-21', false],
    ['2026-11-23', true],
  ])('%s is worked: %s', (day, worked) => expect(isWorkingDay(day, calendar)).toBe(worked))

  test.each([
    ['2026-11-22', '今天（11月22日 周日）'],
    ['2026-11-23', '明天（11月23日 周一）'],
    ['2026-11-24', '后天（11月24日 周二）'],
    ['2026-11-25', '11月25日 周三'],
  ])('%s is called %s', (day, label) => expect(dayLabel(day, '2026-11-22')).toBe(label))
})

test.each([
  ['2026-11-24', true],
  ['2026-11-25', false],
  ['2026-11-02', false],
  ['2026-11-03', true],
  ['2026-12-29', true],
  ['2027-01-05', false],
])('a Tuesday round of November and December runs on %s: %s', (day, runs) =>
  expect(isServiceDay(day, { weekdays: [2], validFrom: '2026-11-03', validUntil: '2026-12-31' })).toBe(runs),
)
