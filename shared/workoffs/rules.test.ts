// 以工代罚 as tables: what a fine takes, which table can be published, who may do what, what counts.
import { decide } from '../machine'
import { countedMinutes, hoursOf, type HourRecord } from '../shifts/hours'
import { isCertified } from '../shifts/certificates'
import { shiftFacts } from '../shifts/points'
import type { Standing, SupervisorKind } from '../shifts/vocabulary'
import { workoffMachine, type WorkoffAction, type WorkoffFacts, type WorkoffRelation } from './machine'
import {
  defaultWorkoffTable,
  FINE_CEILING,
  isOver,
  isPast,
  minutesOwed,
  plainCaseNumber,
  workedMinutes,
  workoffTableProblem,
} from './rules'
import { workoffStates, type WorkoffState } from './vocabulary'

test.each([
  [1, 120],
  [50, 120],
  [51, 240],
  [100, 240],
  [101, 480],
  [FINE_CEILING, 480],
])('a fine of %i yuan takes %i minutes by the default table', (fine, minutes) => {
  expect(minutesOwed(defaultWorkoffTable, fine)).toBe(minutes)
})

const step = (upToYuan: number, minutes: number) => ({ upToYuan, minutes })
test.each([
  ['the default', defaultWorkoffTable, true],
  ['one step to the ceiling', { days: 7, steps: [step(200, 30)] }, true],
  ['no step', { days: 30, steps: [] }, false],
  ['steps that do not rise', { days: 30, steps: [step(100, 60), step(100, 90), step(200, 120)] }, false],
  ['more fine for less time', { days: 30, steps: [step(100, 120), step(200, 60)] }, false],
  ['a last step below the ceiling', { days: 30, steps: [step(150, 120)] }, false],
  ['a last step above it', { days: 30, steps: [step(201, 120)] }, false],
  ['a week that is none', { days: 6, steps: [step(200, 120)] }, false],
  ['half a year and more', { days: 181, steps: [step(200, 120)] }, false],
  ['minutes for nothing', { days: 30, steps: [step(200, 29)] }, false],
] as const)('a table with %s', (_what, table, isGood) => {
  expect(workoffTableProblem(table) === null).toBe(isGood)
})

const facts = (over: Partial<WorkoffFacts> = {}): WorkoffFacts => ({
  minutes: 0,
  owed: 120,
  isPast: false,
  isOver: false,
  ...over,
})
const full = facts({ minutes: 120 })

describe('the machine', () => {
  const rows: [WorkoffState, WorkoffAction, WorkoffRelation, WorkoffFacts, string][] = [
    ['referred', 'accept', 'person', facts(), 'working'],
    ['referred', 'accept', 'person', facts({ isPast: true }), 'WORKOFF_OVER'],
    ['referred', 'accept', 'officer', facts(), 'NOT_ALLOWED'],
    ['returned', 'accept', 'person', facts(), 'WRONG_STATE'],
    ['referred', 'decline', 'person', facts(), 'returned'],
    ['working', 'decline', 'person', facts(), 'returned'],
    ['worked', 'decline', 'person', full, 'WRONG_STATE'],
    ['working', 'reach', 'system', full, 'worked'],
    ['working', 'reach', 'system', facts({ minutes: 119 }), 'WORKOFF_NOT_ENOUGH'],
    ['working', 'reach', 'officer', full, 'NOT_ALLOWED'],
    ['worked', 'fallBack', 'system', facts({ minutes: 90 }), 'working'],
    ['worked', 'fallBack', 'system', full, 'WRONG_STATE'],
    ['working', 'lapse', 'system', facts({ isPast: true }), 'WRONG_STATE'],
    ['working', 'lapse', 'system', facts({ isPast: true, isOver: true }), 'returned'],
    ['worked', 'lapse', 'system', facts({ minutes: 120, isPast: true, isOver: true }), 'WRONG_STATE'],
    ['worked', 'issue', 'officer', full, 'done'],
    ['worked', 'issue', 'officer', facts({ minutes: 119 }), 'WORKOFF_NOT_ENOUGH'],
    ['worked', 'issue', 'person', full, 'NOT_ALLOWED'],
    ['working', 'issue', 'officer', full, 'WRONG_STATE'],
    ['returned', 'extend', 'officer', facts(), 'referred'],
    ['working', 'extend', 'officer', facts(), 'working'],
    ['done', 'extend', 'officer', full, 'WRONG_STATE'],
    ['returned', 'settle', 'officer', facts(), 'settled'],
    ['working', 'settle', 'officer', facts(), 'WRONG_STATE'],
    ['worked', 'withdraw', 'officer', full, 'withdrawn'],
    ['done', 'withdraw', 'officer', full, 'WRONG_STATE'],
    ['done', 'revoke', 'officer', full, 'revoked'],
    ['revoked', 'revoke', 'officer', full, 'WRONG_STATE'],
  ]
  test.each(rows)('%s: %s by %s', (state, action, by, given, answer) => {
    const decision = decide(workoffMachine, state, action, [by], given)
    expect(decision.ok ? decision.to : decision.code).toBe(answer)
  })

  test('nothing leads out of what is closed but taking a certificate back', () => {
    const open = new Set(workoffMachine.flatMap(({ from }) => from))
    expect(workoffStates.filter((state) => !open.has(state))).toEqual(['settled', 'withdrawn', 'revoked'])
  })
})

test.each([
  ['2026-12-01', false, false],
  ['2026-12-02', true, false],
  ['2026-12-04', true, false],
  ['2026-12-05', true, true],
])('on %s a case of 1 December is past: %s, over: %s', (today, past, over) => {
  expect([isPast('2026-12-01', today), isOver('2026-12-01', today)]).toEqual([past, over])
})

const at = (clock: string): Date => new Date(`2026-12-01T${clock}:00+08:00`)
const evening = { startsAt: at('19:00'), endsAt: at('21:00') }
const record = (id: string, as: SupervisorKind, standing: Standing, from: string, to: string): HourRecord => ({
  id,
  as,
  standing,
  madeUp: false,
  counted: countedMinutes(evening, { in: at(from), out: at(to) }),
})

describe('what counts', () => {
  test.each([
    ['a confirmed evening', [record('a', 'trainee', 'verified', '19:00', '21:00')], 120],
    ['one that nobody has confirmed', [record('a', 'trainee', 'self', '19:00', '21:00')], 0],
    ['one that was not attended', [record('a', 'trainee', 'none', '19:00', '21:00')], 0],
    [
      'a training and an evening at the same hours: once',
      [record('a', 'trainee', 'verified', '19:00', '20:30'), record('b', 'trainee', 'verified', '20:00', '21:00')],
      120,
    ],
    ['minutes before the shift: not', [record('a', 'trainee', 'verified', '18:40', '20:00')], 60],
  ] as const)('%s', (_what, records, minutes) => expect(workedMinutes(records).minutes).toBe(minutes))

  test('minutes of a trainee are in no sum of volunteers, on no certificate, and earn nothing', () => {
    const mine = record('a', 'trainee', 'verified', '19:00', '21:00')
    const { rows, ...sums } = hoursOf([mine])
    expect(sums).toEqual({ verified: 0, self: 0, madeUp: 0, certified: 0, trainee: 120 })
    expect(rows.some(isCertified)).toBe(false)
    const worked = { as: mine.as, standing: mine.standing, minutes: 120, isBooked: true }
    expect(shiftFacts(worked, { ...evening, maxMinutes: 120 })).toEqual([])
  })
})

test.each([
  ['东湖城管罚决〔2026〕第41号', '东湖城管罚决[2026]第41号'],
  ['东湖城管罚决 (2026) 第 41 号', '东湖城管罚决[2026]第41号'],
  ['东湖城管罚决（2026）第41号', '东湖城管罚决[2026]第41号'],
  ['abc-41', 'ABC-41'],
])('%s is compared as %s', (typed, plain) => expect(plainCaseNumber(typed)).toBe(plain))
