// Strictness of assessors: against visits of others, whatever the applicants were like.
import { assessorStrictness } from './drift'

test('who gives less than the papers, against those who do not; both of a visit are counted', () => {
  const rows = assessorStrictness([
    { assessors: ['a', 'b'], difference: -8 },
    { assessors: ['a', 'b'], difference: -8 },
    { assessors: ['a', 'c'], difference: -8 },
    { assessors: ['c', 'd'], difference: 0 },
    { assessors: ['c', 'd'], difference: 0 },
  ])
  expect(rows.map(({ inspector, visits, mean }) => [inspector, visits, mean])).toEqual([
    ['a', 3, -800],
    ['b', 2, -533],
    ['c', 3, 533],
    ['d', 2, 800],
  ])
  expect(rows.map(({ isApart }) => isApart)).toEqual([true, true, false, true])
})

test('nobody is compared with themselves', () => {
  expect(assessorStrictness([{ assessors: ['a', 'b'], difference: -8 }])).toEqual([])
  expect(assessorStrictness([])).toEqual([])
})
