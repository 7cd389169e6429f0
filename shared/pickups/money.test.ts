// Fees unpaid and refunds due as tables: one row, one sentence.
import { moneyDueOf, nextAskOn, paymentProblem, type MoneyDue } from './money'
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
