import { DropoffRow } from './contract'
import { advice, firstTiles, resultsOf } from './advice'
import { streams } from '../places/vocabulary'
import {
  correctedAt,
  countsMoved,
  countsOf,
  earnedBy,
  eveningAt,
  eveningsOn,
  foodBeyond,
  isClockSure,
  isLate,
  isOnNow,
  isSecondLook,
  isUndoInTime,
  reviewReasonOf,
  standingsOf,
  type Arrival,
  type Seen,
} from './rules'
import { results, type Result } from './vocabulary'

const at = (text: string): Date => new Date(`${text}:00+08:00`)
const daily = [1, 2, 3, 4, 5, 6, 7]
const usual = [
  { weekdays: daily, from: '07:00', to: '09:00' },
  { weekdays: daily, from: '19:00', to: '21:00' },
]
const late = [{ weekdays: daily, from: '22:00', to: '01:00' }]
const touching = [
  { weekdays: daily, from: '17:00', to: '19:00' },
  { weekdays: daily, from: '19:00', to: '21:00' },
]

test.each([
  ['in the window', usual, '2026-11-30T19:30', '2026-11-30T19:00'],
  ['the queue after it', usual, '2026-11-30T21:30', '2026-11-30T19:00'],
  ['early', usual, '2026-11-30T18:30', '2026-11-30T19:00'],
  ['too late', usual, '2026-11-30T21:31', null],
  ['too early', usual, '2026-11-30T18:29', null],
  ['noon', usual, '2026-11-30T12:00', null],
  ['past midnight, of the day before', late, '2026-12-01T00:40', '2026-11-30T22:00'],
  ['the month ends', late, '2026-12-01T01:30', '2026-11-30T22:00'],
  ['the year ends', late, '2027-01-01T00:10', '2026-12-31T22:00'],
  ['where two touch the later', touching, '2026-11-30T19:00', '2026-11-30T19:00'],
  ['and before it the earlier', touching, '2026-11-30T18:59', '2026-11-30T17:00'],
  ['always open', [], '2026-11-30T03:00', '2026-11-30T00:00'],
  ['always open, midnight is the new day', [], '2026-12-01T00:00', '2026-12-01T00:00'],
  ['closed on that weekday', [{ weekdays: [2], from: '19:00', to: '21:00' }], '2026-11-30T19:30', null],
])('%s: %#', (_name, windows, instant, key) => expect(eveningAt(windows, at(instant))?.key ?? null).toBe(key))

test('the windows of a day, in order', () => {
  expect(eveningsOn([...usual].reverse(), '2026-11-30').map(({ key }) => key)).toEqual([
    '2026-11-30T07:00',
    '2026-11-30T19:00',
  ])
  expect(eveningsOn(late, '2026-11-30')[0]?.to).toEqual(at('2026-12-01T01:00'))
  expect([isOnNow(usual, at('2026-11-30T18:45')), isOnNow(usual, at('2026-11-30T12:00'))]).toEqual([true, false])
})

const HOUR = 3_600_000
test.each([
  ['right', 0, true],
  ['an hour slow', HOUR, true],
  ['two hours fast', -2 * HOUR, true],
  ['more than that', 2 * HOUR + 1, false],
  ['years off', 3 * 365 * 24 * HOUR, false],
  ['never compared', null, false],
])('a phone that is %s', (_name, offsetMs, sure) => {
  const receivedAt = at('2026-11-30T20:00')
  const clock = { at: new Date(receivedAt.getTime() - (offsetMs ?? 0)), offsetMs }
  expect(isClockSure(clock, receivedAt)).toBe(sure)
  expect(correctedAt(clock)).toEqual(receivedAt)
})

test.each([
  ['at once', '2026-11-30T19:30', false],
  ['after 72 hours sharp', '2026-12-03T19:30', false],
  ['a minute later', '2026-12-03T19:31', true],
  ['a year later', '2027-11-30T19:30', true],
])('received %s', (_name, received, late) => expect(isLate(at('2026-11-30T19:30'), at(received))).toBe(late))

const fine: Arrival = {
  isClockSure: true,
  isLate: false,
  isInWindow: true,
  isSiteOpen: true,
  isStreamTaken: true,
  role: 'here',
  household: 'known',
}
test.each<[Partial<Arrival>, string | null]>([
  [{}, null],
  [{ isLate: true }, 'late'],
  [{ isStreamTaken: false }, 'stream'],
  [{ role: 'ended', isLate: true }, 'role'],
  [{ isClockSure: false, isLate: true }, 'clock'],
  [{ household: 'unknown' }, 'code'],
])('what arrives as %j waits for %s', (over, reason) => expect(reviewReasonOf({ ...fine, ...over })).toBe(reason))

test.each([
  ['in time', 'a', 5_000, 5_000, true],
  ['in time, the phone was busy', 'a', 20_000, 20_000, true],
  ['too late', 'a', 20_001, 20_001, false],
  ['before the tap', 'a', -1, 0, false],
  ['too late by its time only', 'a', 5_000, 60_000, false],
  ['started anew, in time', 'b', 5, 5_000, true],
  ['started anew, before the tap', 'b', 5, -5_000, false],
])('taken back %s', (_name, run, ticks, milliseconds, is) => {
  const made = at('2026-11-30T19:30')
  const undo = { run, tick: 100_000 + ticks, at: new Date(made.getTime() + milliseconds) }
  expect(isUndoInTime({ run: 'a', tick: 100_000, at: made }, undo)).toBe(is)
})

test('a log from the future is not believed', () =>
  expect(isClockSure({ at: at('2026-11-30T20:06'), offsetMs: 0 }, at('2026-11-30T20:00'))).toBe(false))

test('one in twenty gets a second look, the same wherever it is asked, another in every window', () => {
  const refs = Array.from({ length: 20_000 }, (_unused, index) => `261130-household${index}`)
  const drawn = refs.filter((ref) => isSecondLook('seed', ref, '2026-11-30T19:00'))
  expect(drawn.length / refs.length).toBeCloseTo(0.05, 2)
  const again = drawn.filter((ref) => isSecondLook('seed', ref, '2026-12-01T19:00'))
  expect(again.length / drawn.length).toBeLessThan(0.1)
  expect(drawn.filter((ref) => isSecondLook('other seed', ref, '2026-11-30T19:00')).length).toBeLessThan(100)
})

const log = (id: string, by: string, clock: string, result: Result, more: Partial<Seen> = {}): Seen => ({
  id,
  by,
  siteId: 'gate',
  at: at(`2026-11-30T${clock}`),
  stream: 'food',
  window: '2026-11-30T19:00',
  result,
  isLook: false,
  ...more,
})
const allDay = { window: '2026-11-30T06:00', until: at('2026-11-30T22:00') }
const stands = (logs: Seen[]) =>
  standingsOf(logs).map(({ first, result, bags, doubles }) => [first.id, result, bags.length, doubles.length])

test.each<[string, Seen[], unknown[]]>([
  ['one log', [log('a', 'wang', '19:05', 'correct')], [['a', 'correct', 1, 0]]],
  [
    'two people who agree: the earlier, counted once',
    [log('b', 'li', '19:06', 'correct'), log('a', 'wang', '19:05', 'correct')],
    [['a', 'correct', 1, 1]],
  ],
  [
    'two who differ: nobody, until a person decides',
    [log('a', 'wang', '19:05', 'correct'), log('b', 'li', '19:06', 'wrong')],
    [['a', null, 1, 1]],
  ],
  [
    'who differs with the second bag of the same volunteer does not matter: it is another bag',
    [log('a', 'wang', '19:05', 'correct'), log('b', 'wang', '19:06', 'wrong')],
    [['a', 'correct', 2, 0]],
  ],
  [
    'the lead stands above both',
    [
      log('a', 'wang', '19:05', 'correct'),
      log('b', 'li', '19:06', 'wrong'),
      log('c', 'lead', '19:07', 'mixed', { isLook: true }),
    ],
    [['a', 'mixed', 1, 1]],
  ],
  ['a look alone is a log', [log('c', 'lead', '19:07', 'mixed', { isLook: true })], [['c', 'mixed', 1, 0]]],
  [
    'decided to be two bags',
    [log('a', 'wang', '19:05', 'correct'), log('b', 'li', '19:06', 'wrong', { isSeparate: true })],
    [['a', 'correct', 2, 0]],
  ],
  [
    'each stream and each window for itself',
    [
      log('a', 'wang', '19:05', 'correct'),
      log('b', 'wang', '19:05', 'wrong', { stream: 'residual' }),
      log('c', 'wang', '08:00', 'correct', { window: '2026-11-30T07:00' }),
    ],
    [
      ['c', 'correct', 1, 0],
      ['a', 'correct', 1, 0],
      ['b', 'wrong', 1, 0],
    ],
  ],
  [
    'the same instant: the smaller id',
    [log('b', 'li', '19:05', 'correct'), log('a', 'wang', '19:05', 'correct')],
    [['a', 'correct', 1, 1]],
  ],
  [
    'nobody’s own look changes what they logged',
    [log('a', 'lead', '19:05', 'correct'), log('b', 'lead', '19:06', 'wrong', { isLook: true })],
    [['a', 'correct', 1, 0]],
  ],
  [
    'two sites whose windows overlap: once; a window that begins afterwards: again',
    [
      log('a', 'wang', '12:00', 'correct', { ...allDay, siteId: 'back' }),
      log('b', 'wang', '19:05', 'correct', { until: at('2026-11-30T21:00') }),
      log('c', 'wang', '22:40', 'correct', { siteId: 'street', window: '2026-11-30T22:30' }),
    ],
    [
      ['a', 'correct', 2, 0],
      ['c', 'correct', 1, 0],
    ],
  ],
  [
    'what lies between two windows joins the first and takes nothing from the second',
    [
      log('a', 'wang', '08:00', 'correct', { window: '2026-11-30T07:00', until: at('2026-11-30T09:00') }),
      log('b', 'wang', '12:00', 'correct', { ...allDay, siteId: 'back' }),
      log('c', 'wang', '19:05', 'correct', { until: at('2026-11-30T21:00') }),
    ],
    [
      ['a', 'correct', 2, 0],
      ['c', 'correct', 1, 0],
    ],
  ],
  [
    'one volunteer at two sites within minutes: one bag, and a question where they differ',
    [log('a', 'wang', '19:05', 'correct'), log('b', 'wang', '19:09', 'wrong', { ...allDay, siteId: 'back' })],
    [['a', null, 1, 1]],
  ],
  [
    'windows that touch, two sites within minutes',
    [
      log('a', 'wang', '20:58', 'correct', { until: at('2026-11-30T21:00') }),
      log('b', 'li', '21:02', 'correct', { siteId: 'back', window: '2026-11-30T21:00' }),
    ],
    [['a', 'correct', 1, 1]],
  ],
  ['nothing', [], []],
])('%s', (_name, logs, expected) => {
  expect(stands(logs)).toEqual(expected)
  expect(stands([...logs].reverse())).toEqual(expected)
})

test('what a household adds: once a site and compound, each bag by its result, at two sites once in the compound', () => {
  const { sites, compound } = countsOf(
    standingsOf([
      log('a', 'wang', '19:05', 'correct'),
      log('b', 'li', '19:20', 'correct', { siteId: 'back' }),
      log('c', 'li', '19:20', 'mixed', { siteId: 'back', stream: 'residual' }),
    ]),
  )
  expect(sites).toEqual({
    gate: { 'food/correct': 1, households: 1 },
    back: { doubles: 1, 'residual/mixed': 1, households: 1 },
  })
  expect(compound).toEqual({ 'food/correct': 1, doubles: 1, 'residual/mixed': 1, households: 1 })
  expect(countsMoved({ households: 1, 'food/correct': 1 }, { households: 1, 'food/wrong': 1 })).toEqual({
    'food/correct': -1,
    'food/wrong': 1,
  })
})

test.each(streams.flatMap((stream) => results.map((result) => [stream, result] as const)))(
  '%s, %s: only what was right earns',
  (stream, result) => {
    const earns = earnedBy({ stream, result }).length > 0
    expect(earns).toBe(result === 'correct' && stream !== 'hazardous')
    expect(advice[stream][result].text.length).toBeLessThanOrEqual(22)
  },
)

test.each([
  ['no rule', null, ['06', '12', '19'], []],
  ['one a day, by the time of the bag', 1, ['19', '06', '12'], ['12', '19']],
  ['what is wrong takes no place', 1, ['06!', '12', '19'], ['19']],
  ['two a day', 2, ['06', '12', '19'], ['19']],
])('每日一袋：%s', (_what, most, bags, beyond) => {
  const logs = bags.map((bag): Seen => {
    const when = `2026-11-30T${bag.slice(0, 2)}:00`
    const result = bag.endsWith('!') ? 'wrong' : 'correct'
    return { id: bag, by: 'a', siteId: 's', at: at(when), stream: 'food', window: when, result, isLook: false }
  })
  const more = [{ ...logs[0], id: 'other', stream: 'residual' } as Seen]
  const found = foodBeyond(standingsOf([...logs, ...more]), most)
  expect([...found].map(({ first }) => first.id)).toEqual(beyond)
})

test('tiles and their results', () => {
  expect(firstTiles.every(({ stream, result }) => resultsOf(stream).includes(result))).toBe(true)
  expect(resultsOf('residual')).not.toContain('unopened')
})

const ID = '01KDVDNA00NGBB7BEWDGQZZ23N'
const clock = { at: '2026-11-30T11:05:00.000Z', run: ID, tick: 5, offsetMs: 0 }
const row = { kind: 'log', format: 1, id: ID, siteId: ID, scanId: ID, stream: 'food', result: 'correct', clock }
test.each([
  [{ ...row, of: { kind: 'anonymous' } }, true],
  [{ ...row, of: { kind: 'ref', ref: '261130-abcdefghijklmnopqrstuv' } }, true],
  [{ ...row, of: { kind: 'ref', ref: 'household-1' } }, false],
  [{ ...row, of: { kind: 'code', code: 'K7PM3QXA' } }, true],
  [{ ...row, of: { kind: 'code', code: '' } }, false],
  [{ ...row, of: { kind: 'anonymous' }, householdId: ID }, false],
  [{ ...row, of: { kind: 'anonymous' }, format: 2 }, false],
  [{ ...row, of: { kind: 'anonymous' }, result: 'fine' }, false],
  [{ kind: 'undo', format: 1, id: ID, logId: ID, clock }, true],
  [{ kind: 'undo', format: 1, id: ID, clock }, false],
  [{ kind: 'note', format: 1, id: ID, logId: ID, clock, note: '已当面提醒' }, true],
])('row %#', (given, reads) => expect(DropoffRow.safeParse(given).success).toBe(reads))
