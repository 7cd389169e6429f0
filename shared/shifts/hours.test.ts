// The rule book of counted minutes as tables, and what holds over many histories.
import { instantAt } from '../time'
import { countedMinutes, hoursOf, presenceOf, showMinutes, type HourRecord, type MarkFact } from './hours'

const DAY = '2026-12-01'
const at = (clock: string): Date => instantAt(DAY, clock)
const shift = { startsAt: at('19:00'), endsAt: at('21:00') }
const counted = (from: string | null, to: string | null, over: object = {}) =>
  countedMinutes({ ...shift, ...over }, { in: from === null ? null : at(from), out: to === null ? null : at(to) })
const said = (from: string | null, to: string | null, over: object = {}): [number, ...string[]] => {
  const { minutes, uncounted } = counted(from, to, over)
  return [minutes, ...uncounted.map(({ why, minutes: lost }) => `${why} ${lost}`)]
}

test.each<[string, string | null, string | null, object, [number, ...string[]]]>([
  ['there from beginning to end', '19:00', '21:00', {}, [120]],
  ['early and late are not counted', '18:40', '21:25', {}, [120, 'early 20', 'after 25']],
  ['came late', '19:10', '21:00', {}, [110, 'late 10']],
  ['left early', '19:00', '20:30', {}, [90, 'leftEarly 30']],
  ['forgot to check out: closed at the end and never later', '19:05', null, {}, [115, 'late 5']],
  ['never came', null, null, {}, [0, 'absent 120']],
  ['a check-out without a check-in is nothing', null, '21:00', {}, [0, 'absent 120']],
  ['came and left before it began', '18:30', '18:50', {}, [0, 'early 20', 'leftEarly 120']],
  ['came after it was over', '21:10', '21:20', {}, [0, 'late 120', 'after 10']],
  ['came after it was over and forgot to check out', '21:10', null, {}, [0, 'late 120']],
  ['a check-out before the check-in is no time below nothing', '20:00', '19:30', {}, [0, 'late 60', 'leftEarly 60']],
  ['no more than two hours', '18:00', '21:00', { startsAt: at('18:00') }, [120, 'cap 60']],
  ['unless the shift says so', '18:00', '21:00', { startsAt: at('18:00'), maxMinutes: 180 }, [180]],
  ['up to midnight', '22:00', null, { startsAt: at('22:00'), endsAt: at('24:00') }, [120]],
])('%s', (_what, from, to, over, expected) => expect(said(from, to, over)).toEqual(expected))

test('every minute that is not counted has its sentence', () => {
  expect(counted('18:40', '20:30').uncounted.map(({ text }) => text)).toEqual([
    '开始前到的20分不计，从班次开始算起',
    '早走30分，算到签退为止',
  ])
  expect(counted(null, null).uncounted.map(({ text }) => text)).toEqual(['没有签到，不计时长；来过的请组长更正'])
})

test.each([
  [0, '0分'],
  [40, '40分'],
  [60, '1小时'],
  [1600, '26小时40分'],
])('%i minutes are called %s', (minutes, text) => expect(showMinutes(minutes)).toBe(text))

const mark = (kind: 'in' | 'out', clock: string, over: Partial<MarkFact> | boolean = {}): MarkFact => ({
  kind,
  at: at(clock),
  receivedAt: at(clock),
  verified: over === true,
  late: false,
  ...(typeof over === 'object' ? over : {}),
})
const shown = ({ in: came, out, standing }: ReturnType<typeof presenceOf>) => [
  came?.getTime() ?? null,
  out?.getTime() ?? null,
  standing,
]
const is = (came: string | null, out: string | null, standing: string) => [
  came && at(came).getTime(),
  out && at(out).getTime(),
  standing,
]

describe('who was there', () => {
  const settled = (came: string | null, out: string | null, when: string) => ({
    in: came === null ? null : at(came),
    out: out === null ? null : at(out),
    at: at(when),
  })
  test.each([
    ['nobody checked in', presenceOf([]), is(null, null, 'none')],
    ['by the tap alone', presenceOf([mark('in', '19:00')]), is('19:00', null, 'self')],
    ['the code stands behind it', presenceOf([mark('in', '19:00', true)]), is('19:00', null, 'verified')],
    ['the lead confirmed it later', presenceOf([mark('in', '19:00')], [], at('19:05')), is('19:00', null, 'verified')],
    [
      'a check-out before the check-in is none',
      presenceOf([mark('out', '18:00'), mark('in', '19:00')]),
      is('19:00', null, 'self'),
    ],
    [
      'what is settled stands over every mark',
      presenceOf([mark('in', '19:00', true)], [settled('19:30', '20:30', '21:30')]),
      is('19:30', '20:30', 'verified'),
    ],
    [
      'the latest word stands',
      presenceOf([], [settled(null, null, '22:30'), settled('19:00', '21:00', '22:00')]),
      is(null, null, 'none'),
    ],
    ['settled as absent', presenceOf([mark('in', '19:00')], [settled(null, '20:00', '22:00')]), is(null, null, 'none')],
  ])('%s', (_what, found, expected) => expect(shown(found)).toEqual(expected))

  /** Every order in which rows can arrive. */
  const ordersOf = <T>(rows: readonly T[]): T[][] =>
    rows.length === 0
      ? [[]]
      : rows.flatMap((row, index) => ordersOf(rows.filter((_, other) => other !== index)).map((rest) => [row, ...rest]))
  const late = { late: true, receivedAt: at('24:00') }
  test.each<[string, MarkFact[], string | null, ReturnType<typeof is>]>([
    [
      'a tap of before the code adds nothing',
      [mark('in', '18:58'), mark('in', '19:02', true)],
      null,
      is('19:02', null, 'verified'),
    ],
    [
      'nor does one more going, later',
      [mark('in', '19:02', true), mark('out', '20:00'), mark('out', '21:00')],
      null,
      is('19:02', '20:00', 'verified'),
    ],
    [
      'whoever has the code again was still there',
      [mark('in', '19:00', true), mark('out', '19:30'), mark('in', '20:00', true), mark('out', '20:40')],
      null,
      is('19:00', '20:40', 'verified'),
    ],
    [
      'a tap again proves nothing of the kind',
      [mark('in', '19:00', true), mark('out', '19:30'), mark('in', '20:00'), mark('out', '20:40')],
      null,
      is('19:00', '19:30', 'verified'),
    ],
    [
      'by taps alone: the first and the last',
      [mark('in', '18:58'), mark('in', '19:10'), mark('out', '20:00'), mark('out', '21:00')],
      null,
      is('18:58', '21:00', 'self'),
    ],
    [
      'days later nothing that is proven changes',
      [mark('in', '18:40', late), mark('in', '19:02', true), mark('out', '20:00'), mark('out', '20:55', late)],
      null,
      is('19:02', '20:00', 'verified'),
    ],
    [
      'nor is a going of days later taken for the end',
      [mark('in', '19:02', true), mark('out', '19:30', late)],
      null,
      is('19:02', null, 'verified'),
    ],
    [
      'a code that comes days later is 自助',
      [mark('in', '19:00', { ...late, verified: true }), mark('out', '20:00', late)],
      null,
      is('19:00', '20:00', 'self'),
    ],
    [
      'what the lead saw stands, what comes after that adds nothing',
      [
        mark('in', '19:05'),
        mark('in', '18:50', { receivedAt: at('22:00') }),
        mark('out', '20:50'),
        mark('out', '21:00', { receivedAt: at('22:00') }),
      ],
      '21:30',
      is('19:05', '20:50', 'verified'),
    ],
    [
      'of several goings that the lead saw the last',
      [mark('in', '19:05'), mark('out', '20:00'), mark('out', '20:50')],
      '21:30',
      is('19:05', '20:50', 'verified'),
    ],
    [
      'confirmed while they were there: they still go when they say',
      [mark('in', '19:05'), mark('out', '20:00')],
      '19:30',
      is('19:05', '20:00', 'verified'),
    ],
    [
      'a row of days later that the lead has looked at counts',
      [mark('in', '19:05', late), mark('out', '20:00', late)],
      '24:00',
      is('19:05', '20:00', 'verified'),
    ],
  ])('in every order: %s', (_what, rows, confirmed, expected) => {
    for (const order of ordersOf(rows))
      expect(shown(presenceOf(order, [], confirmed === null ? null : at(confirmed)))).toEqual(expected)
  })
})

describe('hours of a person', () => {
  const record = (id: string, from: string, to: string, over: Partial<HourRecord> = {}): HourRecord => ({
    id,
    as: 'volunteer',
    standing: 'verified',
    madeUp: false,
    counted: countedMinutes({ startsAt: at(from), endsAt: at(to), maxMinutes: 600 }, { in: at(from), out: at(to) }),
    ...over,
  })
  const sums = (...records: HourRecord[]) => {
    const { rows: _rows, ...rest } = hoursOf(records)
    return rest
  }
  const none = { verified: 0, self: 0, madeUp: 0, trainee: 0, certified: 0 }
  test.each([
    [
      'confirmed ones',
      [record('a', '07:00', '09:00'), record('b', '19:00', '21:00')],
      { ...none, verified: 240, certified: 240 },
    ],
    [
      'what nobody confirmed stays apart',
      [record('a', '07:00', '09:00', { standing: 'self' })],
      { ...none, self: 120 },
    ],
    ['made up for with proof stays apart', [record('a', '07:00', '09:00', { madeUp: true })], { ...none, madeUp: 120 }],
    ['a paid guide gets no certificate', [record('a', '07:00', '09:00', { as: 'guide' })], { ...none, verified: 120 }],
    [
      'nor do the others who are no volunteers',
      [record('a', '07:00', '09:00', { as: 'property' })],
      { ...none, verified: 120 },
    ],
    [
      'no minute counts twice',
      [record('a', '19:00', '21:00'), record('b', '20:00', '22:00')],
      { ...none, verified: 180, certified: 180 },
    ],
    [
      'what is confirmed keeps the minute',
      [record('a', '19:00', '21:00', { standing: 'self' }), record('b', '20:00', '22:00')],
      { ...none, verified: 120, self: 60, certified: 120 },
    ],
    [
      'made up for over a shift adds nothing',
      [record('a', '19:00', '21:00'), record('b', '19:00', '21:00', { madeUp: true })],
      { ...none, verified: 120, certified: 120 },
    ],
  ])('%s', (_what, records, expected) => expect(sums(...records)).toEqual(expected))

  test('over 1,000 histories nothing is lost, nothing is counted twice, no order matters', () => {
    let seed = 20261201
    const draw = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    const clock = (minute: number): Date => new Date(at('06:00').getTime() + minute * 60_000 + draw(60) * 1000)
    for (let round = 0; round < 1000; round += 1) {
      const records = Array.from({ length: 1 + draw(5) }, (_unused, index): HourRecord => {
        const start = draw(800)
        const times = { startsAt: clock(start), endsAt: clock(start + 30 + draw(200)), maxMinutes: 30 + draw(200) }
        const came = draw(5) === 0 ? null : clock(draw(1000))
        const out = came && draw(3) > 0 ? new Date(came.getTime() + (draw(300) - 20) * 60_000) : null
        const found = countedMinutes(times, { in: came, out })
        const minute = (date: Date): number => Math.floor(date.getTime() / 60_000)
        const [a, b] = [minute(times.startsAt), minute(times.endsAt)]
        const c = came ? minute(came) : a
        const d = came ? Math.max(c, out ? minute(out) : Math.max(b, c)) : a
        const covered = d <= a || c >= b ? b - a + d - c : Math.max(b, d) - Math.min(a, c)
        const lost = found.uncounted.reduce((sum, one) => sum + one.minutes, 0)
        expect([found.minutes + lost, found.minutes >= 0]).toEqual([covered, true])
        return {
          id: String(index),
          as: (['guide', 'trainee', 'volunteer', 'volunteer'] as const)[draw(4)] ?? 'volunteer',
          standing: draw(3) === 0 ? 'self' : 'verified',
          madeUp: draw(5) === 0,
          counted: found,
        }
      })
      const hours = hoursOf(records)
      const { rows: _rows, ...again } = hoursOf([...records].reverse())
      expect(again).toEqual({
        verified: hours.verified,
        self: hours.self,
        madeUp: hours.madeUp,
        trainee: hours.trainee,
        certified: hours.certified,
      })
      const minutes = new Set<number>()
      for (const { counted: one } of records)
        if (one.from && one.to) for (let at = one.from.getTime(); at < one.to.getTime(); at += 60_000) minutes.add(at)
      const total = hours.verified + hours.self + hours.madeUp + hours.trainee
      expect([total, hours.rows.reduce((sum, row) => sum + row.minutes, 0)]).toEqual([minutes.size, minutes.size])
    }
  })
})
