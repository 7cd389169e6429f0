import type { Actor, Role } from '../actors'
import {
  covers,
  coversWithin,
  creditCheck,
  endRefusal,
  isCreditCode,
  mayWithOrganisation,
  overlaps,
  spanRefusal,
  without,
  type Span,
} from './rules'

/** "2026-01-01…2026-03-31", "2026-01-01…" */
const span = (text: string): Span => {
  const [from = '', until = ''] = text.split('…')
  return { from, until: until === '' ? null : until }
}

test.each([
  // the example of GB 32100-2015
  ['91350100M000100Y43', true],
  ['91350100M000100Y44', false],
  ['91350100M000100Y34', false],
  ['91350100m000100y43', false],
  ['91350100M000100Y4', false],
  ['91350100M000100Y433', false],
  ['9135010OM000100Y43', false],
  ['91A50100M000100Y43', false],
  ['91350100I000100Y43', false],
  ['91350100S000100Y43', false],
  ['', false],
])('credit code %s: %s', (code, right) => expect(isCreditCode(code)).toBe(right))

test('no single wrong character and no swap of neighbours passes', () => {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const body = '12410000MB0K38219'
  const code = body + creditCheck(body)
  expect(isCreditCode(code)).toBe(true)
  const wrong = [...code].flatMap((own, at) => [
    ...[...alphabet].filter((other) => other !== own).map((other) => code.slice(0, at) + other + code.slice(at + 1)),
    ...(code[at + 1] && code[at + 1] !== own ? [code.slice(0, at) + code[at + 1] + own + code.slice(at + 2)] : []),
  ])
  expect(wrong.length).toBeGreaterThan(500)
  expect(wrong.filter(isCreditCode)).toEqual([])
})

test.each([
  ['2026-01-01…2026-03-31', '2025-12-31', false],
  ['2026-01-01…2026-03-31', '2026-01-01', true],
  ['2026-01-01…2026-03-31', '2026-03-31', true],
  ['2026-01-01…2026-04-01', '2026-04-02', false],
  ['2026-01-01…', '2031-01-01', true],
  ['2026-01-01…', '2025-12-31', false],
])('%s covers %s: %s', (text, day, is) => expect(covers(span(text), day)).toBe(is))

test.each([
  ['2026-01-01…2026-03-31', '2026-04-01…2026-06-30', false],
  ['2026-01-01…2026-03-31', '2026-03-31…2026-06-30', true],
  ['2026-01-01…', '2026-03-31…2026-06-30', true],
  ['2026-01-01…', '2025-01-01…2025-12-31', false],
  ['2026-01-01…', '2025-01-01…', true],
  ['2026-05-05…2026-05-05', '2026-05-05…2026-05-05', true],
])('%s and %s share a day: %s, either way round', (one, other, is) => {
  expect(overlaps(span(one), span(other))).toBe(is)
  expect(overlaps(span(other), span(one))).toBe(is)
})

test.each([
  ['left 90 days ago', '2025-01-01…2026-08-25', 90, true],
  ['left 91 days ago', '2025-01-01…2026-08-24', 90, false],
  ['is there', '2025-01-01…', 0, true],
  ['comes tomorrow', '2026-11-24…', 365, false],
  ['was there for one day in between', '2026-10-01…2026-10-01', 90, true],
  ['left yesterday, asked about today alone', '2025-01-01…2026-11-22', 0, false],
])('who %s, on 2026-11-23', (_who, text, days, is) => expect(coversWithin(span(text), '2026-11-23', days)).toBe(is))

test.each([
  ['2026-01-01…2026-06-30', [], ['2026-01-01…2026-06-30']],
  ['2026-01-01…2026-06-30', ['2025-01-01…2025-12-31'], ['2026-01-01…2026-06-30']],
  ['2026-01-01…2026-06-30', ['2026-03-01…'], ['2026-01-01…2026-02-28']],
  ['2026-01-01…', ['2026-03-01…2026-03-31'], ['2026-01-01…2026-02-28', '2026-04-01…']],
  ['2026-01-01…', ['2025-01-01…2026-01-01', '2026-02-01…'], ['2026-01-02…2026-01-31']],
  ['2026-01-01…2026-06-30', ['2026-01-01…2026-06-30'], []],
  ['2026-01-01…2026-06-30', ['2025-01-01…'], []],
  ['2026-01-01…', ['2025-01-01…'], []],
])('of %s without %j there is left %j', (text, others, left) =>
  expect(without(span(text), others.map(span)).map(({ from, until }) => `${from}…${until ?? ''}`)).toEqual(left),
)

test.each([
  ['2026-01-01…2026-01-01', null],
  ['2026-01-01…', null],
  ['2026-01-02…2026-01-01', 'AFFILIATION_DAYS_WRONG'],
])('%s may be written down: %s', (text, refusal) => expect(spanRefusal(span(text))).toBe(refusal))

test.each([
  ['open, from today', '2026-01-01…', '2026-11-23', null],
  ['open, in the past', '2026-01-01…', '2026-06-30', null],
  ['open, in the future', '2026-01-01…', '2027-06-30', null],
  ['before it began', '2026-01-01…', '2025-12-31', 'AFFILIATION_DAYS_WRONG'],
  ['a fixed term cut short', '2026-01-01…2027-12-31', '2026-11-30', null],
  ['a fixed term made longer', '2026-01-01…2027-12-31', '2028-01-31', 'WRONG_STATE'],
  ['the same day again', '2026-01-01…2027-12-31', '2027-12-31', 'WRONG_STATE'],
  ['what is over', '2026-01-01…2026-11-22', '2026-06-30', 'WRONG_STATE'],
])('ending %s', (_what, text, last, refusal) => expect(endRefusal(span(text), last, '2026-11-23')).toBe(refusal))

const someone = (role: Role, placeId: string): Actor => ({
  kind: 'person',
  personId: 'p',
  sessionId: 's',
  grants: [{ role, placeId, placePath: ['city', placeId] }],
  households: [],
})
test.each([
  ['subdistrictOfficer', 'street', true, true],
  ['subdistrictOfficer', 'elsewhere', false, false],
  ['cityOfficer', 'city', true, true],
  ['administrator', 'city', true, true],
  ['communityWorker', 'street', true, false],
  ['auditor', 'city', true, false],
  ['dispatcher', 'street', true, false],
  ['inspector', 'street', true, false],
  ['enforcementOfficer', 'street', true, false],
  ['propertyManager', 'street', false, false],
  ['assessor', 'city', false, false],
  ['hauler', 'city', false, false],
] as const)('a %s of %s reads: %s, keeps: %s', (role, placeId, reads, keeps) => {
  const actor = someone(role, placeId)
  expect(mayWithOrganisation(actor, 'read', ['city', 'street'])).toBe(reads)
  expect(mayWithOrganisation(actor, 'keep', ['city', 'street'])).toBe(keeps)
})
