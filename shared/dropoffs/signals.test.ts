import { addDays } from '../time'
import { showSignal, signalsOf, type SignalLog } from './signals'

const DAY = '2026-11-30'
let next = 0
const log = (by: string, over: Partial<SignalLog> & { ago?: number; seconds?: number } = {}): SignalLog => {
  next += 1
  const { ago = 0, seconds = next * 60, ...rest } = over
  const id = String(next).padStart(6, '0')
  const at = new Date(Date.parse('2026-11-30T11:00:00Z') - ago * 86_400_000 + seconds * 1000)
  const day = addDays(DAY, -ago)
  return { id, by, siteId: 'gate', householdId: null, day, at, scanId: `scan${id}`, result: 'correct', ...rest }
}
const times = (count: number, make: (index: number) => SignalLog): SignalLog[] =>
  Array.from({ length: count }, (_, i) => make(i))
const rate = (by: string, count: number, wrong: number): SignalLog[] =>
  times(count, (i) => log(by, { ago: i % 20, result: i < wrong ? 'wrong' : 'correct' }))
const home = (by: string, count: number, siteId = 'gate'): SignalLog[] =>
  times(count, (i) => log(by, { ago: i, householdId: 'h1', siteId }))

test.each<[string, SignalLog[], string[]]>([
  ['nothing at all', [], []],
  ['12 households in a minute', times(12, (i) => log('a', { seconds: i * 4 })), []],
  ['13 in a minute', times(13, (i) => log('a', { seconds: i * 4 })), ['fast a']],
  ['13 in a minute and a second', times(13, (i) => log('a', { seconds: i * 5 })), []],
  ['13 by two people', times(13, (i) => log(i % 2 ? 'a' : 'b', { seconds: i * 4 })), []],
  ['24 bags of 12 households', times(24, (i) => log('a', { seconds: i * 2, scanId: `s${i >> 1}` })), []],
  ['13 in a minute, on another day', times(13, (i) => log('a', { ago: 1, seconds: i * 4 })), []],
  ['a household always by one, where others log too', [...home('a', 10), ...rate('b', 5, 2)], ['alwaysSame a h1']],
  ['too few times to tell', [...home('a', 9), ...rate('b', 5, 2)], []],
  ['once by another', [...home('a', 10), ...home('b', 1), ...rate('b', 5, 2)], []],
  ['nearly alone at the site', [...home('a', 10), ...rate('b', 4, 2)], []],
  ['all right, the others three in five', [...rate('a', 100, 0), ...rate('b', 100, 40)], ['allRight a']],
  ['25 points above', [...rate('a', 100, 5), ...rate('b', 100, 30)], ['allRight a']],
  ['24 points above', [...rate('a', 100, 6), ...rate('b', 100, 30)], []],
  ['too few bags', [...rate('a', 99, 0), ...rate('b', 100, 60)], []],
  ['too few to compare with', [...rate('a', 100, 0), ...rate('b', 99, 60)], []],
  ['a pair at two sites', [...home('a', 3), ...home('a', 3, 'back')], ['pairElsewhere a h1']],
  ['twice at the other', [...home('a', 3), ...home('a', 2, 'back')], []],
  ['at the other by another', [...home('a', 3), ...home('b', 3, 'back')], []],
])('%s', (_what, logs, said) => {
  const found = signalsOf('gate', DAY, logs)
  expect(found.map(({ kind, by, householdId }) => [kind, by, householdId].filter(Boolean).join(' '))).toEqual(said)
  for (const signal of found) {
    expect(signal.logIds.length).toBeGreaterThan(0)
    expect(signal.logIds.length).toBeLessThanOrEqual(50)
    expect(showSignal(signal)).not.toContain('undefined')
  }
})
