// What a shift is worth, as a table.
import { instantAt } from '../time'
import { shiftFacts } from './points'
import type { Standing, SupervisorKind } from './vocabulary'

const DAY = '2026-12-02'
const SHIFT = { startsAt: instantAt(DAY, '19:00'), endsAt: instantAt(DAY, '21:00'), maxMinutes: 120 }
const SHORT = { ...SHIFT, endsAt: instantAt(DAY, '20:00') }
const worked = (minutes: number, over: { as?: SupervisorKind; standing?: Standing; isBooked?: boolean } = {}) => ({
  as: 'volunteer' as const,
  standing: 'verified' as const,
  isBooked: true,
  minutes,
  ...over,
})

test.each([
  ['the whole shift', worked(120), SHIFT, { half_hour: 4, whole_shift: 1 }],
  ['a minute short of it', worked(119), SHIFT, { half_hour: 3 }],
  ['half an hour', worked(30), SHIFT, { half_hour: 1 }],
  ['not quite half an hour', worked(29), SHIFT, {}],
  ['nothing', worked(0), SHIFT, {}],
  ['the whole of a short one', worked(60), SHORT, { half_hour: 2, whole_shift: 1 }],
  ['all that a capped one counts', worked(90), { ...SHIFT, maxMinutes: 90 }, { half_hour: 3, whole_shift: 1 }],
  ['not confirmed', worked(120, { standing: 'self' }), SHIFT, {}],
  ['a paid guide', worked(120, { as: 'guide' }), SHIFT, {}],
  ['the property’s people', worked(120, { as: 'property' }), SHIFT, {}],
  ['a neighbour', worked(60, { as: 'resident' }), SHIFT, { half_hour: 2 }],
  ['called off', worked(120, { isBooked: false }), SHIFT, {}],
])('%s', (_what, work, shift, facts) => {
  expect(Object.fromEntries(shiftFacts(work, shift).map(({ code, amount }) => [code, amount]))).toEqual(facts)
})
