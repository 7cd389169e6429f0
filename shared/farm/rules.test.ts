import { farmRefusal, mayWithdraw } from './rules'
import { showFarmAmount, type FarmThing } from './vocabulary'

const today = '2026-12-01'
test.each<[FarmThing, number, string, string | null]>([
  ['bottle', 1, today, null],
  ['bottle', 10_000, today, null],
  ['bottle', 10_001, today, 'FARM_TOO_MUCH'],
  ['bag', 10_001, today, 'FARM_TOO_MUCH'],
  ['film', 20_000_000, today, null],
  ['film', 20_000_001, today, 'FARM_TOO_MUCH'],
  ['bag', 3, '2026-10-31', null],
  ['bag', 3, '2026-10-30', 'FARM_DAY_WRONG'],
  ['bag', 3, '2026-12-02', 'FARM_DAY_WRONG'],
])('%s, %d on %s: %s', (thing, amount, day, code) => expect(farmRefusal({ thing, amount, day }, today)).toBe(code))

test('an entry is taken back while it could be entered', () =>
  expect([mayWithdraw('2026-10-31', today), mayWithdraw('2026-10-30', today)]).toEqual([true, false]))

test('amounts in words', () =>
  expect([showFarmAmount('bottle', 12), showFarmAmount('film', 3_500)]).toEqual(['12个', '3.50千克']))
