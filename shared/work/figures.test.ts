// Into which bars a span of days falls: each day once, weeks from Monday, the first and last one cut.
import { addDays, daysBetween } from '../time'
import { MOST_DAYS, spansOf } from './figures'

test.each([
  // 2026-11-01 is a Sunday
  ['2026-11-01', '2026-11-03', 'day', ['11月1日', '11月2日', '11月3日']],
  ['2026-11-01', '2026-11-10', 'week', ['11月1日', '11月2日～11月8日', '11月9日～11月10日']],
  ['2026-11-02', '2026-11-08', 'week', ['11月2日～11月8日']],
  ['2026-12-31', '2026-12-31', 'week', ['12月31日']],
  ['2026-12-28', '2027-01-05', 'week', ['12月28日～1月3日', '1月4日～1月5日']],
] as const)('%s to %s by %s', (from, to, by, labels) =>
  expect(spansOf(from, to, by).map(({ label }) => label)).toEqual(labels),
)

test('a long span is told by week, and every day of it stands in one bar', () => {
  const from = '2026-09-03'
  for (const days of [1, 7, 31, 32, MOST_DAYS])
    for (const by of ['day', 'week'] as const) {
      const to = addDays(from, days - 1)
      const spans = spansOf(from, to, by)
      expect(spans.length).toBeLessThanOrEqual(31)
      expect(spans[0]?.from).toBe(from)
      expect(spans.at(-1)?.to).toBe(to)
      spans.slice(1).forEach((span, at) => expect(daysBetween(spans[at]?.to ?? '', span.from)).toBe(1))
    }
})
