import { isQuiet, thing } from './rules'

test.each([
  ['21:29', false],
  ['21:30', true],
  ['23:59', true],
  ['00:00', true],
  ['07:29', true],
  ['07:30', false],
  ['12:00', false],
])('at %s quiet hours are %s', (clock, quiet) => {
  expect(isQuiet(clock)).toBe(quiet)
})

test('a template field never passes 20 characters', () => {
  expect([...thing('清'.repeat(20))]).toHaveLength(20)
  expect(thing('清'.repeat(21))).toBe(`${'清'.repeat(19)}…`)
})
