// How sure a factor is, in words.
import { factorRange, uncertaintyOf } from './carbon-words'

test.each([
  ['no range anywhere', [{ gramsPerKg: 100, low: null, high: null }], null],
  [
    'sources that lie far apart',
    [
      { gramsPerKg: 300, low: 220, high: 3910 },
      { gramsPerKg: 800, low: 800, high: 1600 },
    ],
    '大，各来源最多相差18倍',
  ],
  ['sources that nearly agree', [{ gramsPerKg: 1600, low: 1600, high: 1760 }], '各来源相差不超过 10%'],
  ['a range from nothing', [{ gramsPerKg: 10, low: 0, high: 30 }], null],
])('%s', (_name, factors, words) => expect(uncertaintyOf(factors)).toBe(words))

test('the range of one factor', () => {
  expect(factorRange({ gramsPerKg: 300, low: 220, high: 3910 })).toBe('可能在220～3910克之间')
  expect(factorRange({ gramsPerKg: 300, low: null, high: null })).toBe('来源没有给出范围')
})
