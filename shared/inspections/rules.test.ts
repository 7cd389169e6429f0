// The rule book of inspections as tables: the draw from its seed, what a form gives, how rows of phones merge, how a
// finding counts at an instant, and how strictness is compared.
import { createHash } from 'node:crypto'
import { instantAt } from '../time'
import { defaultForms } from './default-forms'
import { draw, numbersFrom, seedFile, type DrawInput } from './draw'
import { bunchingAt, doublesOf, residualsOf, strictnessByInspector } from './drift'
import { findingMachine, mendedAt, standingAt, type FindingAction } from './findings'
import { formProblem, type FormContent } from './forms'
import { decide } from '../machine'
import { mergePart, type Filling, type KeptPart } from './merge'
import { dueOf, linesProblem, scoreOf, signingProblem, spotKey } from './score'
import type { LineAnswer } from './contract'
import { targetKinds } from './vocabulary'

const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest()
const at = (day: string, clock = '12:00'): Date => instantAt(day, clock)

describe('the draw', () => {
  const days = ['2026-12-01', '2026-12-02', '2026-12-03']
  const input = (given: Partial<DrawInput> = {}): DrawInput => ({
    format: 1,
    seed: 'ab'.repeat(32),
    kind: 'compound',
    area: '东湖区',
    days,
    mostPerDay: 6,
    doublePercent: 5,
    strata: [
      { key: 'a', name: 'A', count: 8 },
      { key: 'b', name: 'B', count: 5 },
    ],
    targets: Array.from({ length: 20 }, (_unused, index) => ({
      id: `t${String(index).padStart(2, '0')}`,
      name: `小区${index}`,
      stratum: index < 12 ? 'a' : 'b',
      subdistrict: index < 12 ? 'a' : 'b',
      always: index === 3,
    })),
    inspectors: [
      { code: 'I01', homes: ['a'] },
      { code: 'I02', homes: ['b'] },
      { code: 'I03', homes: [] },
    ],
    exclusions: [{ inspector: 'I03', target: 't03', why: 'lastVisits' }],
    ...given,
  })

  test('the same seed gives the same file byte for byte, whatever order the input was written in', () => {
    const one = seedFile(input(), draw(input(), digest))
    const mixed = input({ targets: [...input().targets].reverse(), inspectors: [...input().inspectors].reverse() })
    expect(draw(mixed, digest)).toEqual(draw(input(), digest))
    expect(createHash('sha256').update(one).digest('hex')).toBe(
      createHash('sha256')
        .update(seedFile(input(), draw(input(), digest)))
        .digest('hex'),
    )
    expect(draw(input({ seed: 'cd'.repeat(32) }), digest)).not.toEqual(draw(input(), digest))
  })

  test('I29: nobody goes to the own subdistrict or to an excluded place, nobody to more than six a day', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const given = input({ seed: String(seed) })
      const { assignments, left } = draw(given, digest)
      for (const { inspector, target } of assignments) {
        const home = given.inspectors.find(({ code }) => code === inspector)?.homes ?? []
        expect(home).not.toContain(given.targets.find(({ id }) => id === target)?.subdistrict)
        expect([inspector, target]).not.toEqual(['I03', 't03'])
      }
      const first = assignments.filter(({ isDouble }) => !isDouble)
      expect(first.length + left.length).toBe(14)
      expect(first.map(({ target }) => target)).toContain('t03')
      expect(assignments.filter(({ isDouble }) => isDouble)).toHaveLength(1)
      const load = new Map<string, number[]>()
      for (const { inspector, day, position } of assignments)
        load.set(`${inspector} ${day}`, [...(load.get(`${inspector} ${day}`) ?? []), position])
      for (const positions of load.values()) expect(positions).toEqual(positions.map((_each, index) => index + 1))
      expect(Math.max(...[...load.values()].map(({ length }) => length))).toBeLessThanOrEqual(6)
      // the second look is by another person on the same day
      for (const { target, inspector, day } of assignments.filter(({ isDouble }) => isDouble))
        expect(first.some((one) => one.target === target && one.day === day && one.inspector !== inspector)).toBe(true)
    }
  })

  test('with too few hands what is left over is said, and each place is drawn about as often as the next', () => {
    const tired = draw(input({ days: ['2026-12-01'], mostPerDay: 2 }), digest)
    expect(tired.assignments.filter(({ isDouble }) => !isDouble).length + tired.left.length).toBe(14)
    expect(tired.left.length).toBeGreaterThanOrEqual(8)
    const drawn = new Map<string, number>()
    for (let seed = 0; seed < 400; seed += 1)
      for (const { target, isDouble } of draw(input({ seed: `x${seed}` }), digest).assignments)
        if (!isDouble) drawn.set(target, (drawn.get(target) ?? 0) + 1)
    // 5 of 8 in the second stratum
    for (const id of ['t12', 't15', 't19']) expect(Math.abs((drawn.get(id) ?? 0) - 250)).toBeLessThan(50)
  })

  test('numbers are whole, below their bound, and the same again', () => {
    const one = numbersFrom('seed', digest)
    const numbers = Array.from({ length: 200 }, () => one(7))
    expect(Math.min(...numbers)).toBe(0)
    expect(Math.max(...numbers)).toBe(6)
    const again = numbersFrom('seed', digest)
    expect(Array.from({ length: 200 }, () => again(7))).toEqual(numbers)
  })
})

describe('what a form gives', () => {
  const content: Pick<FormContent, 'items'> = {
    items: [
      {
        code: 'a',
        title: 'A',
        hint: '',
        points: 60,
        method: 'deduct',
        mayBeAbsent: false,
        phrases: [
          { code: 'p', text: 'P', points: 20, again: 45, severity: 's' },
          { code: 'q', text: 'Q', points: 25, again: 25, severity: 's' },
        ],
      },
      {
        code: 'b',
        title: 'B',
        hint: '',
        points: 40,
        method: 'yesNo',
        mayBeAbsent: true,
        phrases: [{ code: 'r', text: 'R', points: 1, again: 1, severity: 's' }],
      },
    ],
  }
  const found = (code: string, ...phrases: (string | [string, string])[]): LineAnswer => ({
    code,
    answer: 'found',
    findings: phrases.map((one, index) => ({
      id: `f${index}`,
      phrase: typeof one === 'string' ? one : one[0],
      spot: '1号',
      photoIds: ['x'],
      earlierId: typeof one === 'string' ? null : one[1],
    })),
  })
  const line = (code: string, answer: 'ok' | 'absent'): LineAnswer => ({ code, answer, findings: [] })
  test.each<[string, LineAnswer[], number]>([
    ['nothing found', [line('a', 'ok'), line('b', 'ok')], 100],
    ['one phrase', [found('a', 'p'), line('b', 'ok')], 80],
    ['the same again, named', [found('a', ['p', 'before']), line('b', 'ok')], 55],
    ['never below nothing', [found('a', 'p', 'q', 'q'), line('b', 'ok')], 40],
    ['yes or no: all of it', [line('a', 'ok'), found('b', 'r')], 60],
    ['不涉及 leaves the sum', [found('a', 'p'), line('b', 'absent')], 67],
    ['a line without an answer leaves the sum too', [found('a', 'p')], 67],
  ])('%s', (_name, lines, score) => expect(scoreOf(content, lines)).toBe(score))

  test.each<[LineAnswer[], string | null]>([
    [[line('a', 'ok'), line('a', 'ok')], 'INSPECTION_PHRASE_UNKNOWN'],
    [[line('z', 'ok')], 'INSPECTION_PHRASE_UNKNOWN'],
    [[line('a', 'absent')], 'INSPECTION_PHRASE_UNKNOWN'],
    [[found('a', 'unknown')], 'INSPECTION_PHRASE_UNKNOWN'],
    [[{ code: 'a', answer: 'found', findings: [] }], 'INSPECTION_INCOMPLETE'],
    [[{ ...found('a', 'p'), answer: 'ok' }], 'INSPECTION_INCOMPLETE'],
    [[found('a', 'p'), line('b', 'absent')], null],
  ])('lines %#', (lines, code) => expect(linesProblem(content, lines)).toBe(code))

  const both = [line('a', 'ok'), line('b', 'ok')]
  test.each([
    ['all bags', { looked: 35, correct: 30 }, 35, null],
    ['fewer without a reason', { looked: 20, correct: 20 }, 35, 'INSPECTION_BAGS_SHORT'],
    ['fewer with a reason', { looked: 20, correct: 20, shortReason: '只有这些' }, 35, null],
    ['more than were fixed', { looked: 40, correct: 20 }, 35, 'INSPECTION_BAGS_SHORT'],
    ['more correct than looked into', { looked: 35, correct: 36 }, 35, 'INSPECTION_BAGS_SHORT'],
    ['none', null, 35, 'INSPECTION_BAGS_SHORT'],
    ['none where none are counted', null, 0, null],
  ])('signing with %s', (_name, bags, planned, code) => expect(signingProblem(content, both, bags, planned)).toBe(code))
  test('not before every line has an answer', () =>
    expect(signingProblem(content, [line('a', 'ok')], null, 0)).toBe('INSPECTION_INCOMPLETE'))

  test.each(targetKinds)('the form to begin with for %s adds up and is marked ours', (kind) => {
    expect(formProblem(defaultForms[kind])).toBeNull()
    expect(defaultForms[kind].source).toContain('默认值')
  })
  test.each<[string, (form: FormContent) => void, RegExp]>([
    ['points', (form) => void form.items.pop(), /应是 100/],
    ['codes', (form) => void form.items.forEach((item) => (item.code = 'x')), /用了两次/],
    ['periods', (form) => void form.severities.forEach((one) => (one.hours = one.days = null)), /只填小时或只填天数/],
    ['again', (form) => void form.items.forEach(({ phrases }) => phrases.forEach((one) => (one.again = 0))), /再次/],
  ])('a form with wrong %s is refused with a sentence', (_name, spoil, text) => {
    const spoilt = structuredClone(defaultForms.compound)
    spoil(spoilt)
    expect(formProblem(spoilt)).toMatch(text)
  })
  test('by when, and which spot', () => {
    expect(dueOf({ hours: 24, days: null }, at('2026-12-01', '09:30'))).toEqual(at('2026-12-02', '09:30'))
    expect(dueOf({ hours: null, days: 7 }, at('2026-12-01', '09:30'))).toEqual(at('2026-12-09', '00:00'))
    expect(spotKey(' １号 投放点')).toBe(spotKey('1号投放点'))
  })
})

describe('rows of phones merge line by line', () => {
  const said = (device: string, seq: number, note: string): Filling => ({
    device,
    seq,
    at: at('2026-12-01'),
    line: { code: 'a', answer: 'ok', note, findings: [] },
    bags: null,
  })
  const merge = (...rows: [Filling, base: number][]): KeptPart | undefined => {
    let part: KeptPart | undefined
    rows.forEach(([filling, base], index) => {
      part = mergePart(part, 'a', filling, { base, version: index + 1 }) ?? part
    })
    return part
  }
  const notes = (part?: KeptPart) => part?.options.map(({ line }) => line?.note)
  test.each<[string, [Filling, number][], string[]]>([
    [
      'one phone’s later row',
      [
        [said('A', 1, 'x'), 0],
        [said('A', 2, 'y'), 0],
      ],
      ['y'],
    ],
    [
      'the same in the other order',
      [
        [said('A', 2, 'y'), 0],
        [said('A', 1, 'x'), 0],
      ],
      ['y'],
    ],
    [
      'another phone that has seen it',
      [
        [said('A', 1, 'x'), 0],
        [said('B', 1, 'y'), 1],
      ],
      ['y'],
    ],
    [
      'another that has not',
      [
        [said('A', 1, 'x'), 0],
        [said('B', 1, 'y'), 0],
      ],
      ['x', 'y'],
    ],
    [
      'alike on both',
      [
        [said('A', 1, 'x'), 0],
        [said('B', 1, 'x'), 0],
      ],
      ['x'],
    ],
    [
      'the first changes its mind',
      [
        [said('A', 1, 'x'), 0],
        [said('B', 1, 'y'), 0],
        [said('A', 2, 'z'), 0],
      ],
      ['z', 'y'],
    ],
    [
      'and agrees after all',
      [
        [said('A', 1, 'x'), 0],
        [said('B', 1, 'y'), 0],
        [said('A', 2, 'y'), 0],
      ],
      ['y'],
    ],
  ])('%s', (_name, rows, expected) => expect(notes(merge(...rows))).toEqual(expected))
})

describe('findings', () => {
  const due = at('2026-12-08', '00:00')
  const steps = (...of: [FindingAction, string][]) => of.map(([action, day]) => ({ action, at: at(day) }))
  test.each<[string, ReturnType<typeof steps>, string, 'out' | 'inTime' | 'late']>([
    ['not due yet', steps(), '2026-12-05', 'out'],
    ['due and open', steps(), '2026-12-20', 'late'],
    ['mended in time, checked later', steps(['fix', '2026-12-07'], ['close', '2026-12-15']), '2026-12-20', 'inTime'],
    ['mended in time, not checked', steps(['fix', '2026-12-07']), '2026-12-20', 'late'],
    ['mended late', steps(['fix', '2026-12-09'], ['close', '2026-12-10']), '2026-12-20', 'late'],
    [
      'said in time, sent back, mended late',
      steps(['fix', '2026-12-05'], ['reopen', '2026-12-06'], ['fix', '2026-12-09'], ['close', '2026-12-10']),
      '2026-12-20',
      'late',
    ],
    ['seen mended on site in time', steps(['close', '2026-12-07']), '2026-12-20', 'inTime'],
    ['taken out', steps(['withdraw', '2026-12-10']), '2026-12-20', 'out'],
    ['taken out afterwards', steps(['withdraw', '2026-12-25']), '2026-12-20', 'late'],
    [
      'open again after the month was closed',
      steps(['fix', '2026-12-05'], ['close', '2026-12-06'], ['reopen', '2026-12-25']),
      '2026-12-20',
      'inTime',
    ],
  ])('%s', (_name, done, asOf, standing) => expect(standingAt(due, done, at(asOf))).toBe(standing))
  test('mended: after the last time that it went back', () =>
    expect(mendedAt(steps(['fix', '2026-12-01'], ['reopen', '2026-12-02']))).toBeNull())

  const free = { isOwnFix: false, isInspector: false }
  test.each([
    ['open', 'fix', 'mender', free, 'fixed'],
    ['open', 'close', 'checker', free, 'WRONG_STATE'],
    ['open', 'close', 'visitor', free, 'closed'],
    ['fixed', 'close', 'mender', free, 'NOT_ALLOWED'],
    ['fixed', 'close', 'checker', { ...free, isOwnFix: true }, 'INSPECTION_SAME_PERSON'],
    ['fixed', 'withdraw', 'judge', { ...free, isInspector: true }, 'INSPECTION_SAME_PERSON'],
    ['closed', 'withdraw', 'judge', free, 'WRONG_STATE'],
    ['closed', 'reopen', 'checker', free, 'open'],
    ['withdrawn', 'reopen', 'checker', free, 'WRONG_STATE'],
    ['open', 'outOfScope', 'checker', free, 'NOT_ALLOWED'],
  ] as const)('%s: %s by %s', (state, action, by, facts, expected) => {
    const decision = decide(findingMachine, state, action, [by], facts)
    expect(decision.ok ? decision.to : decision.code).toBe(expected)
  })
})

describe('how strict inspectors are', () => {
  const visit = (target: string, inspector: string, score: number, day = '2026-12-01') => ({
    target,
    inspector,
    day,
    position: 1,
    score,
  })
  test('one who always gives ten less stands apart; a place seen once says nothing', () => {
    const visits = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((target, index) => [
      visit(target, 'strict', 70 + (index % 2)),
      visit(target, 'fair', 80 + (index % 2)),
    ])
    const rows = strictnessByInspector(residualsOf([...visits, visit('z', 'strict', 10)]))
    expect(rows.map(({ inspector, mean, isApart }) => [inspector, mean, isApart])).toEqual([
      ['strict', -1000, true],
      ['fair', 1000, true],
    ])
    expect(rows[0]?.visits).toBe(6)
  })
  test('one visit has no interval worth a verdict', () =>
    expect(strictnessByInspector(residualsOf([visit('a', 'x', 0), visit('a', 'y', 90)]))[0]).toMatchObject({
      low: -10_000,
      high: 10_000,
      isApart: false,
    }))
  test('scores that crowd just above a line, and pairs of one day', () => {
    const crowd = [...Array.from({ length: 20 }, () => 80), 78, 79]
    expect(bunchingAt(crowd).find(({ line }) => line === 80)).toEqual({ line: 80, below: 2, above: 20, isOdd: true })
    expect(bunchingAt([78, 79, 80, 81]).some(({ isOdd }) => isOdd)).toBe(false)
    expect(doublesOf([visit('a', 'x', 80), visit('a', 'y', 75), visit('b', 'x', 10)])).toEqual({ pairs: 1, mean: 500 })
  })
})
