import { chainOf, gapPermille, gapText } from './weight-chain'

test.each([
  [1000, 1012, 12, '多 1.2%'], [1000, 970, -30, '少 3.0%'], [1000, 1000, 0, '一致'], [3, 2, -333, '少 33.3%'], [0, 100, null, '—'], [100, null, null, '—'],
])('%p then %p grams: %p per thousand, %s', (before, after, gap, text) => {
  expect(gapPermille(before, after)).toBe(gap)
  expect(gapText(gap)).toBe(text)
})

test('the station is compared with the truck, and with the doors where no truck was weighed', () => {
  expect(chainOf(1000, 1100, 1045)).toMatchObject({ truckGapPermille: 100, stationGapPermille: -50 })
  expect(chainOf(1000, null, 950)).toMatchObject({ truckGapPermille: null, stationGapPermille: -50 })
})
