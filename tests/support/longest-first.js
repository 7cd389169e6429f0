// The order of test files: what takes longest begins first, so that the workers end together. Jest knows it from the
// run before; in a fresh clone the kind of the test tells it, and among files of a kind the size.
const { default: Sequencer } = require('@jest/test-sequencer')

/** Seconds that a file takes about, by what its path holds; the first that fits counts. */
const USUAL = [
  [/e2e\/screens/, 140],
  [/platform\/start-modes/, 100],
  [/e2e\//, 50],
  [/list-queries|flows\/people-canaries/, 60],
  [/miniapp\/(crew|rewards)/, 45],
  [/seed|bad-input|backup|callers|vroom|access-ends|ledger\/(properties|durability)/, 25],
  [/miniapp\/|flows\/|platform\//, 15],
  [/api\/|jobs\/|ledger\//, 7],
]
/** A file's size decides only within its kind. */
const PER_BYTE = 1 / 10_000

class LongestFirst extends Sequencer {
  sort(tests) {
    const expected = new Map(tests.map((test) => [test, this.expected(test)]))
    return [...tests].sort((a, b) => this.hasFailed(b) - this.hasFailed(a) || expected.get(b) - expected.get(a))
  }

  expected(test) {
    const measured = this.time(test)
    if (measured != null) return measured / 1000
    const usual = USUAL.find(([kind]) => kind.test(test.path.replace(/\\/g, '/')))?.[1] ?? 1
    return usual + (test.context.hasteFS.getSize(test.path) ?? 0) * PER_BYTE
  }
}

module.exports = LongestFirst
