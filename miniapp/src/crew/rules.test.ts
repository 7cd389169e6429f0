// The rule book of the crew's phone: taps laid over the run, taking back, what survives a reading, weights as keyed,
// positions.
import type { Stop } from '@shared/runs/crew-contract'
import type { LogAction } from '@shared/runs/stop-machine'
import type { StopStatus } from '@shared/pickups/schemas'
import { toGcj02 } from './gcj'
import {
  actionsNow,
  floorText,
  isWorkable,
  nextStop,
  progressOf,
  reconcile,
  settled,
  statusAfterTap,
  statusNow,
  stopsNow,
  tapLabel,
  undoable,
  usualStep,
  type Tap,
} from './rules'
import { gramsOf, kilogramsText, press, withWeight, type PadKey } from './weights'

const T0 = Date.parse('2026-11-24T01:00:00.000Z')
const after = (seconds: number) => new Date(T0 + seconds * 1000)
const tap = (id: string, action: LogAction, more: Partial<Tap> = {}): Tap => ({
  id,
  stopId: 's1',
  action,
  at: after(0).toISOString(),
  text: action,
  isKnown: false,
  ...more,
})
const stop = (id: string, seq: number, status: StopStatus = 'planned'): Stop => ({
  id,
  runId: 'r',
  bookingId: 'b',
  seq,
  status,
  kind: 'bulky',
  from: '08:00',
  to: '10:00',
  placeName: '荷塘里',
  addressText: '3栋2单元301',
  standsAt: '门口',
  floor: 3,
  hasLift: false,
  lng: null,
  lat: null,
  contactName: '王',
  contactPhone: '13900001111',
  items: [],
  note: '',
  photoIds: [],
  owedFen: 0,
  weights: [],
  reason: null,
  elder: false,
})

describe('taps over the run', () => {
  test.each<[string, StopStatus, LogAction, StopStatus]>([
    ['setting out', 'planned', 'set_out', 'en_route'],
    ['arriving without having set out', 'planned', 'arrive', 'arrived'],
    ['collecting', 'arrived', 'collect', 'collected'],
    ['nobody opened', 'en_route', 'no_access', 'no_access'],
    ['a late arrival after the outcome changes nothing', 'collected', 'arrive', 'collected'],
    ['a second outcome changes nothing', 'collected', 'refuse', 'collected'],
    ['taking back leads to the beginning', 'refused', 'undo', 'planned'],
  ])('%s', (_sentence, from, action, to) => expect(statusAfterTap(from, action)).toBe(to))

  it('lays taps over in order, each stop for itself, known ones not again', () => {
    const taps = [tap('1', 'set_out', { isKnown: true }), tap('2', 'arrive'), tap('3', 'set_out', { stopId: 's2' })]
    expect(
      stopsNow({ stops: [stop('s2', 1), stop('s1', 0, 'en_route')] }, taps).map(({ id, status }) => [id, status]),
    ).toEqual([
      ['s1', 'arrived'],
      ['s2', 'en_route'],
    ])
  })
  it('a known undo is not laid over what the server has said since', () => {
    expect(statusNow({ id: 's1', status: 'arrived' }, [tap('1', 'undo', { isKnown: true })])).toBe('arrived')
  })
  it('the next stop is where the crew is, else the first that waits; none when all is done', () => {
    expect(nextStop([stop('a', 0, 'collected'), stop('b', 1), stop('c', 2, 'en_route')])?.id).toBe('c')
    expect(nextStop([stop('a', 0, 'collected'), stop('b', 1)])?.id).toBe('b')
    expect(nextStop([stop('a', 0, 'refused')])).toBeNull()
  })
  it('progress counts outcomes; failures are told apart', () => {
    expect(progressOf([stop('a', 0, 'collected'), stop('b', 1, 'no_access'), stop('c', 2, 'arrived')])).toEqual({
      done: 2,
      failed: 1,
      total: 3,
    })
  })
})

describe('what can be tapped', () => {
  test.each<[StopStatus, LogAction | null, number]>([
    ['planned', 'set_out', 7],
    ['en_route', 'arrive', 6],
    ['arrived', 'collect', 5],
    ['collected', null, 0],
    ['withdrawn', null, 0],
  ])('at a %s stop: %s first', (status, first, count) => {
    expect(usualStep(status)).toBe(first)
    expect(actionsNow(status)).toHaveLength(count)
  })
})

describe('taking back', () => {
  const done = { id: 's1', status: 'collected' as const }
  test.each<[string, number, number | null]>([
    ['at once', 0, 10],
    ['after 9.2 seconds', 9.2, 1],
    ['after 10 seconds by the server', 10, 0],
    ['at ten minutes', 600, 0],
    ['not after', 601, null],
    ['not before it was', -1, null],
  ])('%s', (_sentence, seconds, left) =>
    expect(undoable(done, [tap('1', 'collect')], after(seconds))?.secondsLeft ?? null).toBe(left),
  )
  it('only the last one, only while the stop stands where it led, and never twice', () => {
    expect(
      undoable({ id: 's1', status: 'collected' }, [tap('1', 'arrive'), tap('2', 'collect')], after(1))?.tap.id,
    ).toBe('2')
    expect(undoable({ id: 's1', status: 'planned' }, [tap('1', 'collect')], after(1))).toBeNull()
    expect(undoable({ id: 's1', status: 'planned' }, [tap('1', 'collect'), tap('2', 'undo')], after(1))).toBeNull()
    expect(undoable({ id: 's2', status: 'collected' }, [tap('1', 'collect')], after(1))).toBeNull()
  })
})

describe('the outbox and the notes on this phone agree', () => {
  it('a row that was queued and not noted is noted; a refused one counts for nothing', () => {
    const row = { id: '2', stopId: 's1', action: 'arrive' as const, at: after(5).toISOString(), text: '已到达' }
    const taps = reconcile([tap('1', 'set_out')], [row], [])
    expect(taps.map(({ id }) => id)).toEqual(['1', '2'])
    expect(reconcile(taps, [row], ['1']).map(({ id }) => id)).toEqual(['2'])
    expect(reconcile(taps, [row], [])).toBe(taps)
  })
  it('what had left the outbox before the reading is known; what waits or came meanwhile is still laid over', () => {
    const before = [tap('1', 'set_out'), tap('2', 'arrive')]
    const now = [...before, tap('3', 'collect')]
    expect(settled(now, before, ['2'], after(60)).map(({ id, isKnown }) => [id, isKnown])).toEqual([
      ['1', true],
      ['2', false],
      ['3', false],
    ])
  })
  it('known taps go when they can no longer be taken back; waiting ones never', () => {
    const before = [tap('1', 'set_out'), tap('2', 'arrive')]
    expect(settled(before, before, ['2'], after(601)).map(({ id }) => id)).toEqual(['2'])
  })
})

test.each<[string, string, boolean]>([
  ['on the day', '2026-11-24T10:00:00+08:00', true],
  ['in the night after it', '2026-11-25T05:59:00+08:00', true],
  ['not in the morning after', '2026-11-25T06:00:00+08:00', false],
  ['not the day before', '2026-11-23T23:00:00+08:00', false],
])('a run may be worked %s', (_sentence, now, is) => expect(isWorkable('2026-11-24', new Date(now))).toBe(is))

test('words for the driver', () => {
  expect([
    floorText({ floor: 0, hasLift: false }),
    floorText({ floor: 6, hasLift: true }),
    floorText({ floor: -1, hasLift: false }),
  ]).toEqual(['楼下', '6楼 有电梯', '地下 1楼 没有电梯'])
  expect(tapLabel({ placeName: '荷塘里', addressText: '3栋2单元301' }, '已到达')).toBe('荷塘里 3栋2单元301 已到达')
  expect(tapLabel({ placeName: '荷塘里', addressText: '荷塘里 3栋' }, '收完')).toBe('荷塘里 3栋 收完')
})

describe('weights as keyed', () => {
  const keyed = (keys: string) =>
    [...keys].reduce((text, key) => press(text, (key === '<' ? 'back' : key) as PadKey), '')
  test.each<[string, string, number | null]>([
    ['12.6', '12.6', 12_600],
    ['12.65', '12.65', 12_650],
    ['12.655', '12.65', 12_650],
    ['.5', '0.5', 500],
    ['0.07', '0.07', 70],
    ['007', '7', 7000],
    ['1..2', '1.2', 1200],
    ['12345', '1234', 1_234_000],
    ['9999.99', '9999.99', 9_999_990],
    ['12<', '1', 1000],
    ['<', '', null],
    ['0', '0', null],
    ['0.00', '0.00', null],
    ['3.', '3.', 3000],
    // in binary fractions 8.29 × 1000 is 8289.999…
    ['8.29', '8.29', 8290],
  ])('%s', (keys, text, grams) => {
    expect(keyed(keys)).toBe(text)
    expect(gramsOf(text)).toBe(grams)
  })
  test.each(['', 'x', '1.234', '-1', '12345', ' 1'])('%j is no weight', (text) => expect(gramsOf(text)).toBeNull())
  it('is shown with two decimals', () =>
    expect([kilogramsText(12_600), kilogramsText(70), kilogramsText(9_999_990)]).toEqual(['12.60', '0.07', '9999.99']))
  it('a line is added or replaced', () => {
    const paper = { material: 'paper' as const, grams: 1000 }
    expect(withWeight([paper], null, { ...paper, grams: 5 })).toHaveLength(2)
    expect(withWeight([paper], 0, { ...paper, grams: 5 })).toEqual([{ ...paper, grams: 5 }])
  })
})

// figures of gcoord 1.0.7
test.each<[number, number, number, number]>([
  [113.85, 34.03, 113.85587813250757, 34.02844452307939],
  [116.397477, 39.908692, 116.40372056710368, 39.91009549393981],
  [120.15, 30.28, 120.1547094727907, 30.277680670674574],
  [103, 25.5, 103.00165870338957, 25.497026137606436],
])("%d, %d on WeChat's map", (lng, lat, east, north) => {
  const shown = toGcj02({ lng, lat })
  expect(shown.lng).toBeCloseTo(east, 7)
  expect(shown.lat).toBeCloseTo(north, 7)
})
test('outside China nothing is moved', () => expect(toGcj02({ lng: 2.3, lat: 48.8 })).toEqual({ lng: 2.3, lat: 48.8 }))
