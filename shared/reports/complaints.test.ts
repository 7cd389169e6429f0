import { afterAnswer, answerDueOn, complaintNumber, mayAnswer, mayReopen } from './complaints'

const calendar = {
  knownUntil: '2026-12-31',
  days: { '2026-10-01': 'holiday' as const, '2026-10-02': 'holiday' as const },
}
const at = (text: string): Date => new Date(`${text}:00+08:00`)

test('numbers count within their day', () => {
  expect(complaintNumber('2026-11-23', 7)).toBe('TS20261123-0007')
  expect(complaintNumber('2026-11-23', 12_345)).toBe('TS20261123-12345')
})
test.each([
  ['2026-11-23', 5, '2026-11-30'],
  ['2026-09-30', 5, '2026-10-09'],
  ['2026-11-23', 3, '2026-11-26'],
  ['2026-11-27', 1, '2026-11-30'],
  ['2026-11-23', 15, '2026-12-14'],
] as const)('made on %s, %i working days, it is answered by %s', (day, workingDays, due) =>
  expect(answerDueOn(day, workingDays, calendar)).toBe(due),
)
test.each([
  ['answered', '2026-11-29T23:59', true],
  ['answered', '2026-12-01T10:00', false],
  ['waiting', '2026-11-25T10:00', false],
  ['reopened', '2026-11-25T10:00', false],
  ['closed', '2026-11-25T10:00', false],
] as const)('%s, taken up again at %s: %s', (status, now, may) =>
  expect(mayReopen(status, at('2026-11-23T10:00'), at(now))).toBe(may),
)
test('the second answer closes it', () => {
  expect([afterAnswer('waiting'), afterAnswer('reopened')]).toEqual(['answered', 'closed'])
  expect((['waiting', 'reopened', 'answered', 'closed'] as const).map(mayAnswer)).toEqual([true, true, false, false])
})
