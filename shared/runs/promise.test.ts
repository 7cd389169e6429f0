// What must be confirmed before a stop goes to another run.
import { concernsOf } from './promise'

const morning = { from: '08:00', to: '12:00', kinds: ['recyclable'] as const }
const afternoon = { from: '14:00', to: '18:00', kinds: ['recyclable', 'bulky'] as const }

test.each([
  ['the same half-day', { from: '08:00', to: '12:00', kind: 'recyclable' }, morning, []],
  ['a run that begins within the window', { from: '11:00', to: '15:00', kind: 'recyclable' }, afternoon, []],
  ['the afternoon in place of the morning', { from: '08:00', to: '12:00', kind: 'recyclable' }, afternoon, ['window']],
  ['the morning in place of the afternoon', { from: '14:00', to: '18:00', kind: 'recyclable' }, morning, ['window']],
  ['a run that begins as the window ends', { from: '12:00', to: '14:00', kind: 'bulky' }, afternoon, ['window']],
  ['a round that does not take such things', { from: '08:00', to: '12:00', kind: 'appliance' }, morning, ['kind']],
  ['both', { from: '08:00', to: '12:00', kind: 'hazardous' }, afternoon, ['window', 'kind']],
] as const)('%s', (_name, booking, run, concerns) => {
  expect(concernsOf(booking, run)).toEqual(concerns)
})
