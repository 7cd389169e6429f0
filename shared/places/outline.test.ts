// Areas of the drawn map: each holds its own place, none reaches into a neighbour's half, and none is lost.
import { ribbonOf, ringsOf, type Spot } from './outline'

const spot = (id: string, lng: number, lat: number, metres = 300): Spot => ({ id, at: [lng, lat], metres })
const inside = ([x, y]: readonly [number, number], ring: readonly (readonly [number, number])[]): boolean =>
  ring.reduce((odd, [ax, ay], at) => {
    const [bx, by] = ring[(at + 1) % ring.length] ?? [ax, ay]
    return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !odd : odd
  }, false)

const near = [spot('a', 114.2, 33.93), spot('b', 114.206, 33.932), spot('c', 114.203, 33.925, 900)]

test('each area holds its own place and no other', () => {
  const rings = ringsOf(near)
  expect(near.map(({ at }) => rings.map((ring) => inside(at, ring)))).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ])
})

test.each([
  ['nothing', [], 0],
  ['one place: a disc of at least 700 m', [spot('a', 114.2, 33.93, 0)], 28],
  ['a place far from the others is not cut', [spot('a', 114.2, 33.93), spot('b', 115, 34.5)], 28],
  ['two places at one position', [spot('a', 114.2, 33.93), spot('b', 114.2, 33.93)], 28],
])('%s', (_case, spots, corners) => expect(ringsOf(spots)[0]?.length ?? 0).toBe(corners))

test('a river is as wide as it is told to be, from its beginning to its end', () => {
  const ring = ribbonOf(
    [
      [114, 33.9],
      [114.1, 33.9],
    ],
    200,
  )
  const widths = ring.slice(0, ring.length / 2).map(([, lat], at) => (lat - (ring.at(-1 - at)?.[1] ?? 0)) * 111_320)
  expect(widths.filter((width) => Math.abs(width - 200) > 2)).toEqual([])
  expect(ring.length).toBeGreaterThan(4)
})
