// Fees unpaid and refunds due as tables: one row, one sentence.
import { correctionProblem, moneyDueOf, nextAskOn, paymentProblem, type MoneyDue } from './money'
import type { BookingStatus } from './schemas'

it.each<[string, BookingStatus, number, number, MoneyDue | null]>([
  ['a fee of a pickup that is still to come may be paid at the door', 'confirmed', 3000, 0, null],
  ['one that the crew is on its way to too', 'arrived', 3000, 0, null],
  ['after a miss nobody asks for money', 'missed', 3000, 0, null],
  ['collected and not paid is a fee', 'collected', 3000, 0, 'fee'],
  ['settled and partly paid is one too', 'settled', 3000, 2999, 'fee'],
  ['a visit in vain leaves its share', 'not_presented', 1500, 0, 'fee'],
  ['so does a late cancellation', 'cancelled', 1500, 0, 'fee'],
  ['paid is paid', 'settled', 3000, 3000, null],
  ['nothing owed is nothing due', 'cancelled', 0, 0, null],
  ['paid before, cancelled in time: money back', 'cancelled', 0, 3000, 'refund'],
  ['a fee lowered after a contest: money back', 'settled', 1000, 3000, 'refund'],
  ['paid too much before the day: money back', 'confirmed', 1000, 3000, 'refund'],
])('%s', (_sentence, status, owedFen, paidFen, due) => {
  expect(moneyDueOf({ status, owedFen, paidFen })).toBe(due)
})

it.each<[string, string[], string | null]>([
  ['never asked', [], null],
  ['asked once', ['2026-11-23T02:00:00Z'], '2026-11-30'],
  ['the last one counts', ['2026-11-01T02:00:00Z', '2026-11-23T15:59:00Z'], '2026-11-30'],
  ['in days of Shanghai', ['2026-11-23T16:00:00Z'], '2026-12-01'],
])('%s', (_sentence, asked, on) => {
  expect(
    nextAskOn(
      asked.map((at) => new Date(at)),
      7,
    ),
  ).toBe(on)
})

it.each<[string, number, number, number, boolean]>([
  ['all that is due', 3000, 3000, 0, true],
  ['a part of it', 1, 3000, 0, true],
  ['more than is due', 3001, 3000, 0, false],
  ['more than the rest', 1001, 3000, 2000, false],
  ['a slip of the keys', 100_000_000_000, 1000, 0, false],
  ['anything where nothing is owed', 1, 0, 0, false],
  ['all that was paid too much, back', -2000, 1000, 3000, true],
  ['more back than was paid too much', -2001, 1000, 3000, false],
  ['back what is rightly owed', -1, 3000, 3000, false],
  ['back what nobody paid', -1, 3000, 0, false],
  ['nothing', 0, 3000, 0, false],
])('recorded: %s', (_sentence, fen, owedFen, paidFen, may) => {
  expect(paymentProblem(fen, { owedFen, paidFen }) === null).toBe(may)
})

it.each<[string, number, number, number, number, boolean]>([
  // sentence, was, corrected to, owed, paid in all before the correction
  ['up to what is owed', 1000, 3000, 3000, 1000, true],
  ['above what is owed', 1000, 3001, 3000, 1000, false],
  ['far above it', 1000, 1_000_000_000_000, 1000, 1000, false],
  ['above it together with another payment', 1000, 1001, 3000, 3000, false],
  ['up to it together with another payment', 1000, 1500, 3000, 2500, true],
  ['nothing was paid', 1000, 0, 1000, 1000, true],
  ['less was paid, for a pickup that was cancelled since', 3000, 2000, 0, 3000, true],
  ['more was paid, for a pickup that was cancelled since', 3000, 3001, 0, 3000, false],
  ['a payment below what was paid back', 3000, 2999, 0, 0, false],
  ['a payment that was one back where nothing is due back', 3000, -1, 3000, 3000, false],
  ['less was paid back', -3000, -2000, 0, 0, true],
  ['nothing was paid back', -3000, 0, 0, 0, true],
  ['more was paid back, as much as was due', -1000, -3000, 0, 2000, true],
  ['more was paid back than was due', -1000, -3001, 0, 2000, false],
  ['more was paid back than beyond what is owed', -1000, -2001, 1000, 2000, false],
  ['money back that was a payment', -3000, 3000, 0, 0, false],
  ['nothing changes', 1000, 1000, 1000, 1000, false],
])('corrected: %s', (_sentence, was, fen, owedFen, paidFen, may) => {
  expect(correctionProblem(was, fen, { owedFen, paidFen }) === null).toBe(may)
})
