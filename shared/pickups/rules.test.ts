// The rule book of bookings as tables; one row is one sentence. Refusals outnumber permissions.
import { addMinutes, instantAt, type WorkCalendar } from '../time'
import { profiles } from '../places/profiles'
import {
  amendRefusal,
  amendmentDifference,
  brakeUntil,
  cancelRefusal,
  cancellation,
  contestDueOn,
  contestRefusal,
  contestUntil,
  decideRefusal,
  failureRefusal,
  freeUntil,
  isLikelyWeight,
  isUnchanged,
  missedFrom,
  missedRefusal,
  missedUntil,
  rateRefusal,
  remindersFor,
  revisitDueOn,
  type Amendable,
  type BookingFacts,
} from './rules'
import type { BookedItem, PickupKind } from './schemas'

const rules = profiles.xuchang.settings.booking
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
const calendar: WorkCalendar = {
  knownUntil: '2026-12-31',
  days: {
    ...Object.fromEntries(holidays.map((day) => [day, 'holiday'] as const)),
    '2026-02-14': 'workday',
    '2026-02-28': 'workday',
    '2026-09-20': 'workday',
    '2026-10-10': 'workday',
  },
}
const slot = { kind: 'bulky' as PickupKind, day: '2026-11-24', from: '08:00', to: '12:00' }
const facts = (now: string, overrides: Partial<BookingFacts> = {}): BookingFacts => ({
  ...slot,
  now: at(now),
  rules,
  calendar,
  isFetchedOpen: false,
  outcomeAt: null,
  contest: 'none',
  rated: false,
  reasonGiven: false,
  photoGiven: false,
  ...overrides,
})

describe('amending and cancelling', () => {
  test.each<[string, string, string | null, string | null]>([
    ['weeks before', '2026-11-01 10:00', null, null],
    ['the evening before at 19:59', '2026-11-23 19:59', null, null],
    ['the evening before at 20:00', '2026-11-23 20:00', 'PICKUP_TOO_LATE', null],
    ['that morning at 07:59', '2026-11-24 07:59', 'PICKUP_TOO_LATE', null],
    ['when the window begins', '2026-11-24 08:00', 'PICKUP_TOO_LATE', 'PICKUP_TOO_LATE'],
  ])('%s', (_row, now, amend, cancel) => {
    expect(amendRefusal(facts(now))).toBe(amend)
    expect(cancelRefusal(facts(now))).toBe(cancel)
  })

  test.each<[string, string, PickupKind, number, boolean, { owedFen: number; piecesBack: boolean }]>([
    ['at 19:59 all comes back', '2026-11-23 19:59', 'bulky', 3500, false, { owedFen: 0, piecesBack: true }],
    [
      'at 20:00 half stays due and free pieces are used',
      '2026-11-23 20:00',
      'bulky',
      3500,
      false,
      { owedFen: 1750, piecesBack: false },
    ],
    ['half of an odd fen is rounded up', '2026-11-23 20:00', 'bulky', 1001, false, { owedFen: 501, piecesBack: false }],
    [
      'nothing owed, nothing due, but free pieces are used',
      '2026-11-24 07:00',
      'bulky',
      0,
      false,
      { owedFen: 0, piecesBack: false },
    ],
    [
      'the operator gives all back at any time',
      '2026-11-24 09:00',
      'bulky',
      3500,
      true,
      { owedFen: 0, piecesBack: true },
    ],
    ['recyclables until the window', '2026-11-24 07:59', 'recyclable', 0, false, { owedFen: 0, piecesBack: true }],
  ])('%s', (_row, now, kind, owed, byOperator, left) =>
    expect(cancellation({ ...slot, kind }, owed, at(now), rules, byOperator)).toEqual(left),
  )

  test('an area may keep another share, answer sooner, and brake earlier', () => {
    const own = {
      ...rules,
      lateCancelPercent: 20,
      revisitWithinWorkingDays: 1,
      contestAnswerWorkingDays: 3,
      cancellationsPerDay: 1,
    }
    expect(cancellation(slot, 3500, at('2026-11-23 20:00'), own)).toEqual({ owedFen: 700, piecesBack: false })
    expect([revisitDueOn('2026-11-24', calendar, own), contestDueOn('2026-11-24', calendar, own)]).toEqual([
      '2026-11-25',
      '2026-11-27',
    ])
    expect(brakeUntil([at('2026-11-22 09:00')], at('2026-11-22 10:00'), own)).toEqual(at('2026-11-23 09:00'))
  })

  test('free until 20:00 the evening before, over the end of a month too', () => {
    expect(freeUntil({ ...slot, day: '2026-12-01' }, rules)).toEqual(at('2026-11-30 20:00'))
    expect(freeUntil({ ...slot, kind: 'recyclable' }, rules)).toEqual(at('2026-11-24 08:00'))
  })

  test.each([
    [0, 2000, 2000],
    [2000, 4000, 2000],
    [4000, 1500, -2500],
    [3000, 3000, 0],
  ])('from %s to %s fen costs %s', (before, after, difference) =>
    expect(amendmentDifference(before, after)).toBe(difference),
  )

  const base: Amendable = {
    day: '2026-11-24',
    slot: 'R:am',
    items: [
      { code: 'chair', name: '椅子', count: 2 },
      { code: 'desk', name: '书桌', count: 1 },
    ],
    note: '',
    photoIds: [],
    address: 'a',
  }
  test.each<[string, Partial<Amendable>, boolean]>([
    ['the same', {}, true],
    ['items in another order', { items: [...base.items].reverse() }, true],
    [
      'dismantled: false is the same as not said',
      { items: [{ code: 'chair', name: '椅子', count: 2, dismantled: false }, base.items[1] as BookedItem] },
      true,
    ],
    [
      'two chairs as two lines of one',
      {
        items: [
          { code: 'chair', name: '椅子', count: 1 },
          { code: 'desk', name: '书桌', count: 1 },
          { code: 'chair', name: '椅子', count: 1 },
        ],
      },
      true,
    ],
    [
      'three chairs as two lines',
      {
        items: [
          { code: 'chair', name: '椅子', count: 2 },
          { code: 'desk', name: '书桌', count: 1 },
          { code: 'chair', name: '椅子', count: 1 },
        ],
      },
      false,
    ],
    [
      'one of the two chairs taken apart',
      {
        items: [
          { code: 'chair', name: '椅子', count: 1 },
          { code: 'chair', name: '椅子', count: 1, dismantled: true },
          { code: 'desk', name: '书桌', count: 1 },
        ],
      },
      false,
    ],
    ['another day', { day: '2026-11-25' }, false],
    ['another window', { slot: 'R:pm' }, false],
    ['another count', { items: [{ code: 'chair', name: '椅子', count: 3 }] }, false],
    ['a note', { note: '请打电话' }, false],
    ['a photo', { photoIds: ['P'] }, false],
    ['another door', { address: 'b' }, false],
  ])('nothing changed: %s', (_row, change, unchanged) =>
    expect(isUnchanged(base, { ...base, ...change })).toBe(unchanged),
  )
})

describe('how much can have been weighed at once', () => {
  test.each<[string, number[], boolean, boolean]>([
    ['nothing', [], false, true],
    ['a bag of paper', [12_600], false, true],
    ['two tonnes at a door', [2_000_000], false, true],
    ['a gram more', [2_000_001], false, false],
    ['two tonnes in two lines, and a gram', [2_000_000, 1], false, false],
    ['grams typed for kilograms', [12_600_000], false, false],
    ['a hundred tonnes at a door', [100_000_000], false, false],
    ['twenty tonnes at a compound’s site', [20_000_000], true, true],
    ['a gram more there', [20_000_001], true, false],
  ])('%s', (_row, grams, atSite, likely) =>
    expect(
      isLikelyWeight(
        grams.map((each) => ({ grams: each })),
        atSite,
      ),
    ).toBe(likely),
  )
})

describe('reporting a miss', () => {
  test.each<[string, string, string | null]>([
    ['59 minutes after the window', '2026-11-24 12:59', 'PICKUP_MISSED_TOO_EARLY'],
    ['an hour after the window', '2026-11-24 13:00', null],
    ['the end of the second working day', '2026-11-26 23:59', null],
    ['the third working day', '2026-11-27 00:00', 'PICKUP_MISSED_TOO_LATE'],
  ])('%s', (_row, now, code) => expect(missedRefusal(facts(now))).toBe(code))

  test.each([
    ['Tuesday', '2026-11-24', '2026-11-27 00:00'],
    ['Friday: Monday and Tuesday follow', '2026-11-27', '2026-12-02 00:00'],
    ['Saturday', '2026-11-28', '2026-12-02 00:00'],
    ['before Spring Festival the five days end it', '2026-02-14', '2026-02-20 00:00'],
    ['in Spring Festival too', '2026-02-18', '2026-02-24 00:00'],
    ['its last days reach the second working day', '2026-02-20', '2026-02-26 00:00'],
    ['before a Saturday that is worked', '2026-02-13', '2026-02-19 00:00'],
    ['after National Day the worked Saturday counts', '2026-10-09', '2026-10-13 00:00'],
    ['on the eve of National Day the five days end it', '2026-09-30', '2026-10-06 00:00'],
    ['an unknown year counts Monday to Friday', '2026-12-31', '2027-01-05 00:00'],
  ])('%s', (_row, day, until) => expect(missedUntil({ ...slot, day }, rules, calendar)).toEqual(at(until)))

  test('from one hour after a window that ends at midnight', () =>
    expect(missedFrom({ ...slot, to: '24:00' }, rules)).toEqual(at('2026-11-25 01:00')))

  test.each([
    ['2026-11-24', '2026-11-26'],
    ['2026-11-27', '2026-12-01'],
    ['2026-02-13', '2026-02-24'],
    ['2026-10-08', '2026-10-10'],
    ['2026-10-09', '2026-10-12'],
    ['2026-12-31', '2027-01-04'],
  ])('reported on %s it is put right by %s', (day, due) => expect(revisitDueOn(day, calendar, rules)).toBe(due))
})

describe('contests', () => {
  const outcomeAt = at('2026-11-24 09:30')
  test.each<[string, Partial<BookingFacts>, string, string | null]>([
    ['before there is an outcome', {}, '2026-11-24 10:00', 'WRONG_STATE'],
    ['at once', { outcomeAt }, '2026-11-24 09:31', null],
    ['the last minute of the seventh day', { outcomeAt }, '2026-12-01 23:59', null],
    ['the eighth day', { outcomeAt }, '2026-12-02 00:00', 'PICKUP_CONTEST_CLOSED'],
    ['while one is open', { outcomeAt, contest: 'open' }, '2026-11-25 10:00', 'PICKUP_ALREADY_CONTESTED'],
    ['after one was decided', { outcomeAt, contest: 'decided' }, '2026-11-25 10:00', 'PICKUP_ALREADY_CONTESTED'],
  ])('%s', (_row, given, now, code) => expect(contestRefusal(facts(now, given))).toBe(code))

  test('open until the end of the seventh day', () =>
    expect(contestUntil(outcomeAt, rules)).toEqual(at('2026-12-02 00:00')))
  test.each([
    ['2026-11-24', '2026-12-01'],
    ['2026-02-13', '2026-02-27'],
    ['2026-09-30', '2026-10-13'],
  ])('made on %s it is answered by %s', (day, due) => expect(contestDueOn(day, calendar, rules)).toBe(due))
  test.each([
    ['none', 'WRONG_STATE'],
    ['open', null],
    ['decided', 'WRONG_STATE'],
  ] as const)('deciding one that is %s', (contest, code) =>
    expect(decideRefusal(facts('2026-11-25 10:00', { contest }))).toBe(code),
  )
  test.each([
    [false, null],
    [true, 'WRONG_STATE'],
  ])('rating when rated is %s', (rated, code) => expect(rateRefusal(facts('2026-11-25 10:00', { rated }))).toBe(code))
  test.each([
    [false, false, 'RUN_REASON_NEEDED'],
    [false, true, 'RUN_REASON_NEEDED'],
    [true, false, 'RUN_PHOTO_NEEDED'],
    [true, true, null],
  ])('a failure with reason %s and photo %s', (reasonGiven, photoGiven, code) =>
    expect(failureRefusal(facts('2026-11-24 09:00', { reasonGiven, photoGiven }))).toBe(code),
  )
})

describe('reminders, holds and the brake', () => {
  test.each<[string, string, string, string[]]>([
    [
      'booked a week ahead: all three',
      '2026-11-17 10:00',
      '08:00',
      ['d3 2026-11-21 09:00', 'd1 2026-11-23 18:00', 'd0 2026-11-24 07:00'],
    ],
    [
      'booked on the third day after 09:00',
      '2026-11-21 09:00',
      '08:00',
      ['d1 2026-11-23 18:00', 'd0 2026-11-24 07:00'],
    ],
    ['booked the day before at 15:59', '2026-11-23 15:59', '08:00', ['d1 2026-11-23 18:00', 'd0 2026-11-24 07:00']],
    ['after 18:00 only that morning', '2026-11-23 18:00', '08:00', ['d0 2026-11-24 07:00']],
    ['a window at 07:30 reminds at 06:30', '2026-11-23 18:00', '07:30', ['d0 2026-11-24 06:30']],
    ['the same morning: nothing is left', '2026-11-24 07:00', '08:00', []],
  ])('%s', (_row, now, from, expected) => {
    const shown = remindersFor({ day: '2026-11-24', from }, at(now)).map(
      ({ key, at: when }) => `${key} ${addMinutes(when, 480).toISOString().slice(0, 16).replace('T', ' ')}`,
    )
    expect(shown).toEqual(expected)
  })

  test.each<[string, string[], string | null]>([
    ['two cancellations today', ['2026-11-22 08:00', '2026-11-22 09:00'], null],
    [
      'three: wait until the first is a day old',
      ['2026-11-22 08:00', '2026-11-22 08:30', '2026-11-22 09:00'],
      '2026-11-23 08:00',
    ],
    ['older ones do not count', ['2026-11-21 09:59', '2026-11-22 08:30', '2026-11-22 09:00'], null],
    [
      'four: the second decides',
      ['2026-11-22 07:00', '2026-11-22 08:00', '2026-11-22 08:30', '2026-11-22 09:00'],
      '2026-11-23 08:00',
    ],
  ])('%s', (_row, cancelled, until) =>
    expect(brakeUntil(cancelled.map(at), at('2026-11-22 10:00'), rules)).toEqual(until ? at(until) : null),
  )
})
