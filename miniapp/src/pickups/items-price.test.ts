// The running total, as a table: the dearest pieces are the free ones, and where it is not known nothing is claimed.
import { describe, expect, test } from '@jest/globals'
import { sumOf } from './items-price'

const entry = (code: string, priceFen: number | null) => ({ code, name: code, priceFen }) as never
const catalogue = (priceMode: 'free' | 'per_item' | 'per_cubic_metre', prices: Record<string, number | null>) =>
  ({ items: Object.entries(prices).map(([code, fen]) => entry(code, fen)), rules: { priceMode } }) as never
const perItem = catalogue('per_item', { sofa: 5000, chair: 1000, other: 2000 })
const item = (code: string, count: number) => ({ code, name: code, count })

describe('by the piece', () => {
  test.each<[Parameters<typeof sumOf>[1], number | null, [number, number, number | null]]>([
    [[], 2, [0, 0, 0]],
    [[item('sofa', 1)], 2, [1, 1, 0]],
    [[item('sofa', 1), item('chair', 2)], 2, [3, 2, 1000]],
    [[item('chair', 2), item('sofa', 1)], 1, [3, 1, 2000]],
    [[item('sofa', 2)], 0, [2, 0, 10_000]],
    [[item('sofa', 1)], null, [1, 0, 5000]],
  ])('%j with %j free', (items, left, [pieces, free, fen]) => {
    expect(sumOf('bulky', items, perItem, left)).toMatchObject({ pieces, free, fen })
  })

  test('which of them are free is known for each thing', () => {
    const { each } = sumOf('bulky', [item('chair', 2), item('sofa', 1)], perItem, 2)
    expect(Object.fromEntries(each)).toEqual({
      'sofa sofa': { free: 1, fen: 0 },
      'chair chair': { free: 1, fen: 1000 },
    })
  })
})

test('recyclables and free places cost nothing and use no free piece; by volume nothing is claimed', () => {
  expect(sumOf('recyclable', [item('paper', 3)], catalogue('per_item', { paper: 0 }), 2)).toMatchObject({
    free: 0,
    fen: 0,
  })
  expect(sumOf('bulky', [item('sofa', 1)], catalogue('free', { sofa: 0 }), 2)).toMatchObject({ free: 0, fen: 0 })
  expect(sumOf('bulky', [item('sofa', 1)], catalogue('per_cubic_metre', { sofa: null }), 2)).toMatchObject({
    fen: null,
  })
})
