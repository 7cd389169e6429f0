import { chainOf, gapPermille, gapText, isOutrun } from './weight-chain'

test.each([
  [1000, 1012, 12, '多 1.2%'],
  [1000, 970, -30, '少 3.0%'],
  [1000, 1000, 0, '一致'],
  [3, 2, -333, '少 33.3%'],
  [0, 100, null, '—'],
  [100, null, null, '—'],
])('%p then %p grams: %p per thousand, %s', (before, after, gap, text) => {
  expect(gapPermille(before, after)).toBe(gap)
  expect(gapText(gap)).toBe(text)
})

test('the station is compared with the truck, and with the doors where no truck was weighed', () => {
  expect(chainOf(1000, 1100, 1045)).toMatchObject({ truckGapPermille: 100, stationGapPermille: -50 })
  expect(chainOf(1000, null, 950)).toMatchObject({ truckGapPermille: null, stationGapPermille: -50 })
})

test.each([
  ['nothing was weighed before', undefined, '10:00', false],
  ['it was weighed after', '09:00', '10:00', false],
  ['it was weighed before', '11:00', '10:00', true],
  ['both are of one instant', '10:00', '10:00', false],
] as const)('%s: outrun is %s', (_what, known, weighed, outrun) => {
  const at = (clock: string): Date => new Date(`2026-11-24T${clock}:00+08:00`)
  expect(isOutrun(known === undefined ? undefined : { at: at(known) }, at(weighed))).toBe(outrun)
})
