// Instants that there are, and the Shanghai day and clock they fall on.
import { clockOf, dayOf, Instant, tooFarAhead } from './time'

test.each([
  ['2026-11-22T16:00:00Z', '2026-11-23', '00:00'],
  ['2026-11-22T15:59:59.999Z', '2026-11-22', '23:59'],
  ['2024-02-28T20:30:00Z', '2024-02-29', '04:30'],
  ['2026-12-31T17:05:00Z', '2027-01-01', '01:05'],
  ['1999-12-31T15:00:00Z', '1999-12-31', '23:00'],
])('%s is %s %s', (text, day, clock) => {
  expect(Instant.safeParse(text).success).toBe(true)
  expect([dayOf(new Date(text)), clockOf(new Date(text))]).toEqual([day, clock])
})

test.each([
  '2026-13-01T00:00:00Z',
  '2026-01-32T00:00:00Z',
  '2026-01-01T25:00:00Z',
  '2026-01-01T00:61:00Z',
  '2026-01-01',
  '2026-01-01T00:00:00+08:00',
])('no instant: %s', (text) => expect(Instant.safeParse(text).success).toBe(false))

it.each([
  ['2026-11-30', true],
  ['2027-11-30', true],
  ['2028-11-30', true],
  ['2028-12-01', false],
  ['9999-12-31', false],
])('from 2026-11-30 on %s may be planned for: %s', (day, may) =>
  expect(tooFarAhead(day, '2026-11-30') === null).toBe(may),
)
