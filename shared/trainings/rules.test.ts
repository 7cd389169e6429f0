import type { Actor, Role } from '../actors'
import {
  attendanceFacts,
  codeEndsAt,
  entryRefusal,
  hasQualified,
  keepsTraining,
  qualifies,
  runsTraining,
  signInRefusal,
  timesRefusal,
  validUntil,
  type Qualification,
} from './rules'

const at = (text: string): Date => new Date(`${text}:00+08:00`)
const session = { startsAt: at('2026-11-23T14:00'), endsAt: at('2026-11-23T16:00') }

test.each([
  ['2026-11-23T13:29', 'TRAINING_NOT_YET'],
  ['2026-11-23T13:30', null],
  ['2026-11-23T15:59', null],
  ['2026-11-23T16:00', null],
  ['2026-11-23T16:01', 'TRAINING_OVER'],
  ['2026-11-22T15:00', 'TRAINING_NOT_YET'],
])('signing in at %s to what is held from 14 to 16: %s', (now, refusal) =>
  expect(signInRefusal(session, at(now))).toBe(refusal),
)

test.each([
  ['2026-11-23T13:00', 'TRAINING_NOT_YET'],
  ['2026-11-23T13:30', null],
  ['2026-12-23T16:00', null],
  ['2026-12-23T16:01', 'TRAINING_OVER'],
])('entering a paper list at %s: %s', (now, refusal) => expect(entryRefusal(session, at(now))).toBe(refusal))

test.each([
  ['2026-11-23T14:00', '2026-11-23T16:00', null],
  ['2026-11-23T14:00', '2026-11-23T14:00', 'TRAINING_TIMES_WRONG'],
  ['2026-11-23T14:00', '2026-11-23T13:00', 'TRAINING_TIMES_WRONG'],
  ['2026-11-23T08:00', '2026-11-23T20:00', null],
  ['2026-11-23T08:00', '2026-11-23T20:01', 'TRAINING_TIMES_WRONG'],
])('held from %s to %s: %s', (startsAt, endsAt, refusal) =>
  expect(timesRefusal({ startsAt: at(startsAt), endsAt: at(endsAt) })).toBe(refusal),
)

test.each([
  ['14:00:00', '14:01:00'],
  ['14:00:29', '14:01:00'],
  ['14:00:30', '14:01:30'],
  ['14:00:59', '14:01:30'],
])('the code asked for at %s is good until %s', (now, until) =>
  expect(codeEndsAt(new Date(`2026-11-23T${now}+08:00`))).toEqual(new Date(`2026-11-23T${until}+08:00`)),
)

test.each([
  ['present', false, true],
  ['present', true, false],
  ['passed', true, true],
  ['passed', false, true],
  ['failed', true, false],
  ['failed', false, false],
] as const)('%s, tested %s: qualifies %s', (result, isTested, is) => expect(qualifies(result, isTested)).toBe(is))

test.each([
  ['2026-11-23', 12, '2027-11-22'],
  ['2026-11-23', null, null],
  ['2026-11-30', 3, '2027-02-27'],
  ['2027-11-30', 3, '2028-02-28'],
  ['2026-08-31', 6, '2027-02-27'],
  ['2026-11-01', 1, '2026-11-30'],
])('a qualification of %s for %s months lasts until %s', (day, months, until) =>
  expect(validUntil(day, months)).toBe(until),
)

const one = (over: Partial<Qualification> = {}): Qualification => ({
  on: '2026-01-10',
  result: 'passed',
  isTested: true,
  validUntil: '2027-01-09',
  ...over,
})
test.each([
  ['on the day itself', [one()], '2026-01-10', true],
  ['the day before', [one()], '2026-01-09', false],
  ['on its last day', [one()], '2027-01-09', true],
  ['the day after', [one()], '2027-01-10', false],
  ['one without end, years on', [one({ validUntil: null })], '2036-01-01', true],
  ['failed', [one({ result: 'failed' })], '2026-06-01', false],
  ['there, but not tested', [one({ result: 'present' })], '2026-06-01', false],
  ['failed, then passed', [one({ result: 'failed' }), one({ on: '2026-02-01' })], '2026-06-01', true],
  ['nothing', [], '2026-06-01', false],
])('%s', (_what, all, day, has) => expect(hasQualified(all, day)).toBe(has))

const someone = (role: Role, placeId: string): Actor => ({
  kind: 'person',
  personId: 'p',
  sessionId: 's',
  grants: [{ role, placeId, placePath: ['city', placeId] }],
  households: [],
})
const held = { placePath: ['city', 'street'], lecturerIds: ['l'] }
test.each([
  ['communityWorker', 'street', true],
  ['subdistrictOfficer', 'street', true],
  ['subdistrictOfficer', 'elsewhere', false],
  ['cityOfficer', 'city', true],
  ['auditor', 'city', false],
  ['lecturer', 'street', false],
  ['volunteer', 'street', false],
] as const)('a %s of %s keeps it: %s', (role, placeId, keeps) => {
  expect(keepsTraining(someone(role, placeId), held)).toBe(keeps)
  expect(runsTraining(someone(role, placeId), held)).toBe(keeps)
})
test('who gives it runs it, and keeps it not', () => {
  const named = (role: Role, placeId: string): Actor => ({ ...someone(role, placeId), personId: 'l' }) as Actor
  expect([runsTraining(named('lecturer', 'city'), held), keepsTraining(named('lecturer', 'city'), held)]).toEqual([
    true,
    false,
  ])
  // a role that ended, or is held elsewhere, opens nothing
  expect(runsTraining(named('lecturer', 'elsewhere'), held)).toBe(false)
  expect(runsTraining(named('volunteer', 'city'), held)).toBe(false)
  expect(runsTraining({ kind: 'anonymous' }, held)).toBe(false)
})

test.each([
  ['present', true, ['attended']],
  ['failed', true, ['attended']],
  ['passed', true, ['attended', 'passed']],
  ['passed', false, ['attended']],
] as const)('%s, with a test: %s, earns %j', (result, isTested, codes) => {
  expect(attendanceFacts(result, isTested).map(({ code }) => code)).toEqual(codes)
})
