// Routes from a VROOM-compatible service: its order is driven when it is whole, and whatever else it answers, or does
// not, the built-in planner's order is driven and one line of the log says why. The service is a local one that speaks
// VROOM's format.
import { ConfigError, readConfig } from '@server/config'
import { configureRoutes } from '@server/runs/vroom'
import { ancestorOf, aPlace, logLines, setClock } from '../support/app'
import { useDatabase } from '../support/database'
import { aBooking, anotherCompound, aWorld, boardOf, plan, useCrewApp, type World } from '../support/runs'
import { inOrder, startVroom, type Answered, type Problem, type Reply, type StandIn } from '../support/vroom-stand-in'

useDatabase()
const app = useCrewApp()
let service: StandIn
beforeAll(async () => {
  service = await startVroom()
})
afterAll(async () => {
  setClock()
  await service.stop()
})

let world: World
let told = 0
beforeEach(async () => {
  world = await aWorld(app)
  service.problems.length = 0
  service.reply = (problem) => ({ body: inOrder(problem) })
  configureRoutes({ url: service.url })
  told = logLines().length
})
afterEach(() => configureRoutes({ url: null }))

const reasons = (): string[] =>
  logLines()
    .slice(told)
    .flatMap((line) => (line.includes('"vroom"') ? [(JSON.parse(line) as { vroom: string }).vroom] : []))
const LNGS = [113.86, 113.9, 113.85, 113.88, 113.87]
const fiveStops = async (window: 'am' | 'pm' = 'am'): Promise<void> => {
  for (const lng of LNGS) await aBooking(world, { window, place: await anotherCompound(world, lng, 34.03) })
}
const drivenLngs = async (): Promise<(number | null)[]> => (await boardOf(world))[0]?.stops.map(({ lng }) => lng) ?? []
const eastToWest = [...LNGS].sort((a, b) => b - a)
/** A line is best driven from one end to the other. */
const isStraight = (lngs: readonly (number | null)[]): boolean =>
  [eastToWest, [...eastToWest].reverse()].some((line) => line.join() === lngs.join())

/**
 * The first two stops of a good answer, the other way round from what a line needs: an order that only the service
 * would drive.
 */
const crosswise = (problem: Problem): Answered => {
  const answer = inOrder(problem)
  const steps = answer.routes?.[0]?.steps.filter(({ type }) => type === 'job') ?? []
  return {
    ...answer,
    routes: [{ vehicle: 1, steps: [steps[2], steps[0], steps[4], steps[1], steps[3]].flatMap((step) => step ?? []) }],
  }
}

test('the order of the service is driven; it learns coordinates, minutes and windows and nothing else', async () => {
  service.reply = (problem) => ({ body: crosswise(problem) })
  await fiveStops()
  await plan(world)
  expect(await drivenLngs()).toEqual([2, 0, 4, 1, 3].map((at) => eastToWest[at]))
  expect(reasons()).toEqual([])
  const [problem] = service.problems
  expect(service.problems).toHaveLength(1)
  expect(Object.keys(problem ?? {})).toEqual(['jobs', 'vehicles'])
  expect(problem?.jobs.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
  expect(problem?.jobs[0]).toEqual({
    id: 1,
    location: [expect.any(Number), 34.03],
    service: 360,
    time_windows: [[8 * 3600, 12 * 3600]],
  })
  expect(problem?.vehicles).toEqual([
    { id: 1, start: [expect.any(Number), 34.03], time_window: [8 * 3600, 12 * 3600 + 360] },
  ])
})

test('answers of VROOM before 1.3 name the job by `job`', async () => {
  service.reply = (problem) => {
    const answer = crosswise(problem)
    return {
      body: {
        ...answer,
        routes:
          answer.routes?.map((route) => ({
            ...route,
            steps: route.steps.map(({ id, ...step }) => ({ ...step, ...(id ? { job: id } : {}) })),
          })) ?? [],
      },
    }
  }
  await fiveStops()
  await plan(world)
  expect(await drivenLngs()).toEqual([2, 0, 4, 1, 3].map((at) => eastToWest[at]))
})

test('two vehicles where the half-day needs two, each a run of its own', async () => {
  world = await aWorld(app, {
    windows: [
      { key: 'am', from: '08:00', to: '12:00', capacity: 80 },
      { key: 'pm', from: '14:00', to: '18:00', capacity: 80 },
    ],
  })
  for (let index = 0; index < 50; index += 1) await aBooking(world)
  const runs = await plan(world)
  expect(service.problems.map(({ jobs, vehicles }) => [jobs.length, vehicles.map(({ id }) => id)])).toEqual([
    [50, [1, 2]],
  ])
  expect(runs.map(({ name, stops }) => [name, stops.length])).toEqual([
    ['东湖一线 上午', 25],
    ['东湖一线 上午 第2车', 25],
  ])
})

const broken: [why: string, reason: string, (problem: Problem) => Reply][] = [
  ['an error of the input', 'code 2', () => ({ status: 400, body: { code: 2, error: 'Invalid jobs.' } })],
  [
    'an error of the routing',
    'code 3',
    () => ({ status: 500, body: { code: 3, error: 'Unfound route(s) from location [113.86,34.03]' } }),
  ],
  ["a proxy's page", 'status 502', () => ({ status: 502, body: '<html>Bad Gateway</html>' })],
  ['no JSON', 'unreadable', () => ({ body: 'ok' })],
  ['another shape', 'unreadable', () => ({ body: '{"routes":{}}' })],
  [
    'a stop that fits nowhere',
    'unassigned',
    (problem) => ({ body: { ...inOrder(problem), unassigned: [{ id: 1, type: 'job' }] } }),
  ],
  ['a missing stop', 'stops', (problem) => ({ body: inOrder({ ...problem, jobs: problem.jobs.slice(1) }) })],
  [
    'a stop twice',
    'stops',
    (problem) => ({ body: inOrder({ ...problem, jobs: [...problem.jobs.slice(1), ...problem.jobs.slice(1, 2)] }) }),
  ],
  [
    'a stop that nobody asked for',
    'stops',
    (problem) => ({ body: inOrder({ ...problem, jobs: problem.jobs.map((job) => ({ ...job, id: job.id + 1 })) }) }),
  ],
  ['an answer after the time', 'timeout', (problem) => ({ body: inOrder(problem), afterMs: 2_600 })],
]
test.each(broken)('%s: the built-in order, and the log says “%s”', async (_why, reason, reply) => {
  service.reply = reply
  await fiveStops()
  await plan(world)
  const lngs = await drivenLngs()
  expect(lngs).toHaveLength(5)
  expect(isStraight(lngs)).toBe(true)
  expect(reasons()).toEqual([reason])
  expect(logLines().slice(told).join('')).not.toContain('113.86')
})

test('an earlier window driven after a later one is refused', async () => {
  const windows = [
    { key: 'am', from: '08:00', to: '10:00', capacity: 40 },
    { key: 'pm', from: '10:00', to: '12:00', capacity: 40 },
  ]
  world = await aWorld(app, { windows })
  service.reply = (problem) => {
    const answer = inOrder(problem)
    return {
      body: {
        ...answer,
        routes: answer.routes?.map((route) => ({ ...route, steps: [...route.steps].reverse() })) ?? [],
      },
    }
  }
  for (const window of ['am', 'pm'] as const)
    for (const lng of [113.86, 113.9])
      await aBooking(world, { window, place: await anotherCompound(world, lng, 34.03) })
  await plan(world)
  expect(reasons()).toEqual(['windows'])
})

test('where nobody listens, one planning asks once and says so once', async () => {
  const gone = await startVroom()
  await gone.stop()
  configureRoutes({ url: gone.url })
  await fiveStops()
  await fiveStops('pm')
  expect((await plan(world)).map(({ stops }) => stops.length)).toEqual([5, 5])
  expect(reasons()).toEqual(['unreachable'])
})

test('what was planned once is not asked again; later bookings are inserted by the built-in planner', async () => {
  await fiveStops()
  await plan(world)
  await aBooking(world)
  expect((await plan(world))[0]?.stops).toHaveLength(6)
  expect(service.problems).toHaveLength(1)
})

test('a half-day with a place without coordinates is planned without asking, and off means off', async () => {
  await fiveStops()
  await aBooking(world, {
    place: await aPlace({ kind: 'compound', parent: await ancestorOf(world.compound, 'community') }),
  })
  expect((await plan(world))[0]?.stops).toHaveLength(6)
  configureRoutes({ url: null })
  await fiveStops('pm')
  expect((await plan(world)).map(({ stops }) => stops.length)).toEqual([6, 5])
  expect(service.problems).toEqual([])
  expect(reasons()).toEqual([])
})

test('the setting is an http address', () => {
  const env = { DATA_DIR: '/nowhere', TOKEN_SECRET: 'a', FIELD_KEY: 'b' }
  expect(() => readConfig({ ...env, VROOM_URL: 'ftp://vroom.internal/' })).toThrow(ConfigError)
  expect(() => readConfig({ ...env, VROOM_URL: 'vroom' })).toThrow(ConfigError)
})
