import { showCounts, showSlot } from './job-words'

test.each([
  ['2026-11-23T09:58', '11月23日 周一 09:58'],
  ['2026-11-23T09', '11月23日 周一 09 时'],
  ['2026-11-23', '11月23日 周一'],
  ['2026-10', '2026年10月'],
  ['01KDVDNA00', '按需'],
])('slot %s reads %s', (slot, text) => expect(showSlot(slot)).toBe(text))

test('counts read in words, with separators', () =>
  expect(showCounts({ entries: 1234, differences: 0 })).toBe('流水 1,234，差异 0'))
