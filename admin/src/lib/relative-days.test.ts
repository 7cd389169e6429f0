// A saved view's days move with the day on which it is opened; what is no day stays as it is.
import { asDays, asRelative } from './relative-days'

test('the last seven days stay the last seven days', () => {
  const kept = asRelative({ from: '2026-11-24', to: '2026-11-30', status: 'missed', placeId: '01K' }, '2026-11-30')
  expect(kept).toEqual({ from: '@-6', to: '@0', status: 'missed', placeId: '01K' })
  expect(asDays(kept, '2027-01-03')).toEqual({ from: '2026-12-28', to: '2027-01-03', status: 'missed', placeId: '01K' })
})

test('a day far away stays a day', () => {
  expect(asRelative({ from: '2020-01-01' }, '2026-11-30')).toEqual({ from: '2020-01-01' })
})
