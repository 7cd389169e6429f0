// The planner against an exact solver (every subset, dynamic programming) for up to nine stops, and what it may never
// do.
import {
  bestPosition,
  cutIntoRuns,
  DETOUR,
  haversineMetres,
  metresOf,
  minutesOf,
  planOrder,
  roadMetres,
  serviceMinutesOf,
  UNKNOWN_METRES,
  type PlanStop,
  type Position,
} from './planner'

/** Repeatable numbers in [0, 1) (Park–Miller). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const stop = (id: string, at: Position | null, more: Partial<PlanStop> = {}): PlanStop => ({
  id,
  at,
  window: 0,
  pinned: false,
  serviceMinutes: 10,
  ...more,
})
/** Within about 5 km of a centre. */
const scatter = (count: number, seed: number): PlanStop[] => {
  const next = random(seed)
  return Array.from({ length: count }, (_unused, index) =>
    stop(`s${index}`, { lng: 113.85 + (next() - 0.5) / 10, lat: 34.03 + (next() - 0.5) / 10 }),
  )
}

/** The shortest way through all stops, exactly (Held and Karp). */
function exactMetres(stops: readonly PlanStop[], start: Position | null): number {
  const all = (1 << stops.length) - 1
  const least = new Map<number, number>()
  const visit = (visited: number, last: number): number => {
    if (visited === all) return 0
    const key = visited * 16 + last
    const known = least.get(key)
    if (known !== undefined) return known
    let best = Infinity
    for (const [index, next] of stops.entries()) {
      if (visited & (1 << index)) continue
      best = Math.min(best, roadMetres(stops[last]?.at ?? null, next.at) + visit(visited | (1 << index), index))
    }
    least.set(key, best)
    return best
  }
  return Math.min(...stops.map((first, index) => (start ? roadMetres(start, first.at) : 0) + visit(1 << index, index)))
}

describe('distances', () => {
  it('one degree along the equator is 111.195 km, and a road is 1.35 times as long', () => {
    expect(Math.round(haversineMetres({ lng: 0, lat: 0 }, { lng: 1, lat: 0 }))).toBe(111_195)
    expect(
      roadMetres({ lng: 0, lat: 0 }, { lng: 1, lat: 0 }) / haversineMetres({ lng: 0, lat: 0 }, { lng: 1, lat: 0 }),
    ).toBeCloseTo(DETOUR)
  })
  it('a stop without coordinates is reckoned as 1500 m away', () =>
    expect(metresOf([stop('a', null), stop('b', { lng: 1, lat: 1 })])).toBe(UNKNOWN_METRES))
})

describe('against the exact solver, two to nine stops', () => {
  const cases = [2, 3, 4, 5, 6, 7, 8, 9].flatMap((count) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((seed) => ({ count, seed: seed * 7919 + count })),
  )
  const gaps = cases.map(({ count, seed }) => {
    const stops = scatter(count, seed)
    const start = seed % 2 === 0 ? { lng: 113.85, lat: 34.03 } : null
    return metresOf(planOrder(stops, start), start) / exactMetres(stops, start)
  })
  it('finds the shortest order in at least 95 of 96 cases', () =>
    expect(gaps.filter((gap) => gap < 1.000001).length).toBeGreaterThanOrEqual(95))
  it('is never more than 2 % longer', () => expect(Math.max(...gaps)).toBeLessThan(1.02))
  it('is never shorter: the solver is exact', () => expect(Math.min(...gaps)).toBeGreaterThan(0.999999))
})

describe('longer runs', () => {
  it.each([
    [25, 0.5],
    [60, 0.4],
  ])('%i stops: below %d of the way in the order of booking', (count, share) => {
    const stops = scatter(count, count * 31)
    expect(metresOf(planOrder(stops)) / metresOf(stops)).toBeLessThan(share)
  })
  it('the same stops in the same order give the same answer', () => {
    const stops = scatter(30, 5)
    expect(planOrder(stops).map(({ id }) => id)).toEqual(planOrder(stops).map(({ id }) => id))
  })
  it('planning again changes nothing that is good already', () => {
    const once = planOrder(scatter(40, 77))
    expect(metresOf(planOrder(once))).toBeLessThanOrEqual(metresOf(once))
  })
  it('every stop is there once', () => {
    const stops = scatter(35, 9)
    expect(
      planOrder(stops)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(stops.map(({ id }) => id).sort())
  })
})

describe('what people decided stays', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('dragged stops keep their position (case %i)', (seed) => {
    const stops = scatter(12, seed * 101).map((each, index) => ({ ...each, pinned: index === 3 || index === 8 }))
    const order = planOrder(stops)
    expect([order[3]?.id, order[8]?.id]).toEqual(['s3', 's8'])
    expect(metresOf(order)).toBeLessThanOrEqual(metresOf(stops))
  })
  it('an order made wholly by hand is left alone', () => {
    const stops = scatter(10, 4).map((each) => ({ ...each, pinned: true }))
    expect(planOrder(stops)).toEqual(stops)
  })
})

describe('windows', () => {
  it.each([1, 2, 3, 4])('the earlier window is driven first (case %i)', (seed) => {
    const stops = scatter(14, seed * 13).map((each, index) => ({ ...each, window: index % 2 }))
    expect(planOrder(stops).map(({ window }) => window)).toEqual([...Array(7).fill(0), ...Array(7).fill(1)])
  })
  it('a dragged stop may stand outside its window', () => {
    const stops = scatter(6, 3).map((each, index) => ({ ...each, window: index === 0 ? 1 : 0, pinned: index === 0 }))
    expect(planOrder(stops)[0]?.id).toBe('s0')
  })
})

describe('one more stop', () => {
  const line = [0, 1, 2, 3].map((step) => stop(`l${step}`, { lng: 113.8 + step / 100, lat: 34 }))
  it('goes between its neighbours', () => expect(bestPosition(line, stop('new', { lng: 113.815, lat: 34 }))).toBe(2))
  it('never before what is driven already', () =>
    expect(bestPosition(line, stop('new', { lng: 113.829, lat: 34 }), null, 4)).toBe(4))
  it('stays in its window', () =>
    expect(
      bestPosition(
        line.map((each) => ({ ...each, window: 0 })),
        stop('new', { lng: 113.8, lat: 34 }, { window: 1 }),
      ),
    ).toBe(4))
})

describe('minutes', () => {
  it.each([
    ['one sofa on the ground floor', 'bulky', 1, 0, false, 7],
    ['three pieces from the 5th floor without a lift', 'bulky', 3, 5, false, 19],
    ['the same with a lift', 'bulky', 3, 5, true, 13],
    ['two bags of paper', 'recyclable', 2, 1, false, 6],
  ] as const)('%s: %s', (_sentence, kind, count, floor, lift, minutes) =>
    expect(serviceMinutesOf(kind, [{ count }], floor, lift)).toBe(minutes),
  )
  it('driving and work are added up', () => expect(minutesOf([stop('a', null), stop('b', null)])).toBe(25))
})

describe('as many runs as it takes', () => {
  it('all in one when it fits', () => expect(cutIntoRuns(scatter(5, 1), 240)).toHaveLength(1))
  it('none exceeds its time, none is empty, nothing is lost', () => {
    const order = planOrder(scatter(40, 8))
    const runs = cutIntoRuns(order, 240)
    expect(runs.flat()).toEqual(order)
    expect(runs.every((run) => run.length > 0 && minutesOf(run) <= 240)).toBe(true)
    expect(runs.length).toBe(Math.ceil(minutesOf(order) / 240))
  })
  it('a stop that takes longer than the window has a run of its own', () =>
    expect(
      cutIntoRuns([stop('a', null, { serviceMinutes: 90 }), stop('b', null, { serviceMinutes: 90 })], 60),
    ).toHaveLength(2))
})
