import { guessRules, pauseAfter, pausesOf, type GuessRule } from './guess-pauses'

const seconds = (wrong: number, rule: GuessRule): number => pauseAfter(wrong, rule) / 1000

test.each<[keyof typeof guessRules, [wrong: number, seconds: number][]]>([
  ['known', [[0, 0], [1, 0], [7, 0], [8, 30], [9, 60], [10, 120], [11, 240], [12, 300], [13, 300], [100_000, 300]]], // prettier-ignore
  ['stranger', [[0, 0], [7, 0], [8, 60], [9, 120], [10, 240], [11, 480], [12, 960], [13, 1800], [100_000, 1800]]], // prettier-ignore
  ['strangers', [[0, 0], [8, 0], [99, 0], [100, 60], [101, 120], [102, 240], [103, 480], [104, 900], [100_000, 900]]], // prettier-ignore
])('%s: free at first, then twice as long each time, never longer than the longest', (name, table) => {
  expect(table.map(([wrong]) => [wrong, seconds(wrong, guessRules[name])])).toEqual(table)
})

describe.each(Object.entries(guessRules))('%s', (_name, rule) => {
  test('a pause is over before what caused it is forgotten, so waiting it out never starts anew', () => {
    expect(rule.longestMs).toBeLessThan(rule.forgottenMs)
  })
  test('the list of pauses is the rule', () => {
    expect(pausesOf(rule)).toEqual(pausesOf(rule).map((_pause, index) => pauseAfter(rule.free + index, rule)))
    expect(pausesOf(rule).at(-1)).toBe(rule.longestMs)
  })
})

test('a known device waits less than a stranger, and one address runs dry before all strangers do', () => {
  const { known, stranger, strangers } = guessRules
  expect(known.longestMs).toBeLessThanOrEqual(stranger.longestMs)
  expect(strangers.free).toBeGreaterThan(stranger.free * 10)
})
