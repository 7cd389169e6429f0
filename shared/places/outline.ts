// The drawn ground of maps where a city has set no tiles: an area around each community, as wide as its homes lie
// apart, ending half-way to its neighbours. Drawn from positions alone, so it is a sketch and never a border of the
// administration; whoever shows it says so.

/** WGS-84 `[lng, lat]`. */
export type Spot = { id: string; at: readonly [number, number]; /** How far its homes lie from it. */ metres: number }
export type Ring = [number, number][]

/** How wide an area is at least, and how much more than its homes. Our own choice, to be looked at. */
const LEAST_METRES = 700
const MARGIN_METRES = 450
const CORNERS = 28
const METRES_A_DEGREE = 111_320

/** The ring of each spot, in the order given; without the first corner again at the end. */
export function ringsOf(spots: readonly Spot[]): Ring[] {
  const lat = spots[0]?.at[1] ?? 0
  const across = METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180)
  const flat = spots.map(({ at, metres }) => ({
    x: at[0] * across,
    y: at[1] * METRES_A_DEGREE,
    reach: Math.max(LEAST_METRES, metres + MARGIN_METRES),
  }))
  return flat.map((spot) => {
    const near = flat.filter((other) => other !== spot && distance(spot, other) < spot.reach * 2)
    const disc = Array.from({ length: CORNERS }, (_unused, at): Point => {
      const turn = (at / CORNERS) * 2 * Math.PI
      return { x: spot.x + Math.cos(turn) * spot.reach, y: spot.y + Math.sin(turn) * spot.reach }
    })
    return near
      .reduce((ring, other) => cutBetween(ring, spot, other), disc)
      .map(({ x, y }): [number, number] => [round(x / across), round(y / METRES_A_DEGREE)])
  })
}

/** A line as an area of the same width all along, for a river. */
export function ribbonOf(line: readonly (readonly [number, number])[], metres: number): Ring {
  const across = METRES_A_DEGREE * Math.cos(((line[0]?.[1] ?? 0) * Math.PI) / 180)
  const bends = rounded(rounded(line))
  const side = (sign: 1 | -1): Ring =>
    bends.map(([lng, lat], at) => {
      const before = bends[at - 1] ?? [lng, lat]
      const after = bends[at + 1] ?? [lng, lat]
      const [dx, dy] = [(after[0] - before[0]) * across, (after[1] - before[1]) * METRES_A_DEGREE]
      const half = (sign * metres) / 2 / Math.max(1, Math.hypot(dx, dy))
      return [round(lng - (dy * half) / across), round(lat + (dx * half) / METRES_A_DEGREE)]
    })
  return [...side(1), ...side(-1).reverse()]
}

/** Corners cut off at a quarter of each side (Chaikin); both ends stay. */
function rounded(line: readonly (readonly [number, number])[]): Ring {
  const between = line.slice(1).flatMap(([x2, y2], at): Ring => {
    const [x1, y1] = line[at] ?? [x2, y2]
    return [
      [x1 * 0.75 + x2 * 0.25, y1 * 0.75 + y2 * 0.25],
      [x1 * 0.25 + x2 * 0.75, y1 * 0.25 + y2 * 0.75],
    ]
  })
  const [first, last] = [line[0], line.at(-1)]
  return first && last ? [[...first], ...between, [...last]] : []
}

type Point = { x: number; y: number }
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5

/** What of a ring lies nearer to one point than to the other (Sutherland and Hodgman, with one line). */
function cutBetween(ring: readonly Point[], mine: Point, theirs: Point): Point[] {
  const beyond = ({ x, y }: Point): number =>
    (x - (mine.x + theirs.x) / 2) * (theirs.x - mine.x) + (y - (mine.y + theirs.y) / 2) * (theirs.y - mine.y)
  return ring.flatMap((corner, at) => {
    const next = ring[(at + 1) % ring.length] ?? corner
    const [here, there] = [beyond(corner), beyond(next)]
    const kept = here <= 0 ? [corner] : []
    if (here <= 0 === there <= 0) return kept
    const part = here / (here - there)
    return [...kept, { x: corner.x + (next.x - corner.x) * part, y: corner.y + (next.y - corner.y) * part }]
  })
}
