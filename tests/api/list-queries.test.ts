// Every query that a reading route sends, explained on the seeded demo city: none may walk a whole collection. And
// every list by cursor, read page by page: nothing twice, nothing skipped, no cursor of another list, a total that is
// right. The queries are caught on their way to the database, so a new route or a changed filter is covered without
// writing a test.
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { toJSONSchema } from 'zod'
import { roles } from '@shared/actors'
import type { Route } from '@shared/contract'
import { features } from '@server/features'
import { seedOrganisationId } from '@server/organisations/seed-ids'
import { seedPersonId } from '@server/people/seed-ids'
import { seedPlaces } from '@server/places/seed-ids'
import { useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'
import { aResident, grant, signInAs, type Signed } from '../support/people'
import { forgetLimits } from '../support/requests'
import { A_ULID, sampleInput } from '../support/samples'

useDatabase({ monitorCommands: true })
const app = useApp({ requestsPerSecond: 100_000 })
jest.setTimeout(180_000)

/** Collections of a fixed, small size, read whole on purpose. */
const SMALL = new Set(['holidayYears', 'carbonFactors', 'guideEditions', 'guideProposals', 'marks', 'priceLists'])
const reads = features
  .flatMap((feature) => feature.routes.map(({ name, route }) => [name, route] as [string, Route]))
  .filter(([, route]) => route.method === 'GET' && (route.answer ?? 'json') === 'json')

type Command = Record<string, unknown> & { find?: string; aggregate?: string; count?: string; distinct?: string }
let caught: Command[] = []
let staff: Signed
let resident: Signed
let ids: string[]

beforeAll(async () => {
  await aDemoCity()
  mongoose.connection.getClient().on('commandStarted', ({ commandName, command }: mongo.CommandStartedEvent) => {
    if (['find', 'aggregate', 'count', 'distinct'].includes(commandName)) caught.push(command as Command)
  })
  const city = seedPlaces().find(({ kind }) => kind === 'city')
  staff = await aResident({ name: '全能人' })
  for (const role of roles) await grant(staff.personId, role, city?.id ?? '')
  const member = await mongoose.connection
    .collection('memberships')
    .findOne<{ personId: string; householdId: string }>({ active: true })
  resident = await signInAs(member?.personId ?? '')
  ids = [
    A_ULID,
    city?.id ?? '',
    seedPlaces().find(({ kind }) => kind === 'compound')?.id ?? '',
    member?.personId ?? '',
    member?.householdId ?? '',
  ]
})

/** The stages of a plan, from the outermost in. */
function stagesOf(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(stagesOf)
  if (typeof plan !== 'object' || plan === null) return []
  const own = 'stage' in plan && typeof plan.stage === 'string' ? [plan.stage] : []
  return [...own, ...Object.values(plan).flatMap(stagesOf)]
}

const walksAll = async (command: Command): Promise<boolean> => (await stagesFor(command)).includes('COLLSCAN')

/** The stages by which the database would carry out a command. */
async function stagesFor(command: Command): Promise<string[]> {
  const plain = Object.fromEntries(
    Object.entries(command).filter(
      ([name]) =>
        ![
          'lsid',
          '$clusterTime',
          '$db',
          'txnNumber',
          'startTransaction',
          'autocommit',
          'readConcern',
          'writeConcern',
          '$readPreference',
        ].includes(name),
    ),
  )
  const { queryPlanner, stages } = (await mongoose.connection.db?.command({
    explain: plain,
    verbosity: 'queryPlanner',
  })) as {
    queryPlanner?: { winningPlan: unknown }
    stages?: { $cursor?: { queryPlanner: { winningPlan: unknown } } }[]
  }
  return stagesOf([
    queryPlanner?.winningPlan,
    ...(stages ?? []).map((stage) => stage.$cursor?.queryPlanner.winningPlan),
  ])
}

/** Whether a query walks its collection: every route asks anew who is asking, and that is explained once. */
const explained = new Map<string, Promise<boolean>>()

const collectionOf = (command: Command): string =>
  String(command.find ?? command.aggregate ?? command.count ?? command.distinct)

test('a walk over a collection would be noticed', async () => {
  expect(await walksAll({ find: 'households', filter: { noSuchField: 1 } })).toBe(true)
})

test.each(reads)('%s', async (_name, route) => {
  caught = []
  const sample = sampleInput(route)
  for (const who of [staff, resident]) {
    for (const id of ids) {
      const input = Object.fromEntries(
        Object.entries(sample).map(([field, value]) => [field, value === A_ULID ? id : value]),
      )
      const ask = () =>
        app
          .as(who)
          .call(route, input as never)
          .then(
            () => 200,
            (error: { status?: number }) => error.status ?? 0,
          )
      let status = await ask()
      if (status === 429) {
        await forgetLimits()
        status = await ask()
      }
      expect([id, status, status < 500 && status > 0]).toEqual([id, status, true])
    }
  }
  const shapes = new Set<string>()
  for (const command of caught) {
    if (SMALL.has(collectionOf(command)) || collectionOf(command) === 'rateLimits') continue
    const shape = JSON.stringify([
      collectionOf(command),
      command['filter'] ?? command['pipeline'] ?? command['query'],
      command['sort'],
    ])
    shapes.add(shape)
    if (!explained.has(shape)) explained.set(shape, walksAll(command))
  }
  const walks: string[] = []
  for (const shape of shapes) if (await explained.get(shape)) walks.push(shape)
  expect(walks).toEqual([])
})

type ListPage = { items: unknown[]; next: string | null; total?: { count: number; more: boolean } | null }
/** Answers a page of rows; one thing may say how many `items` it has, and what is `next`. */
const lists = reads.filter(([, { output }]) => {
  const { shape = {} } = output as { shape?: { items?: { def: { type: string } }; next?: unknown } }
  return shape.items?.def.type === 'array' && shape.next !== undefined
})

/** What lists are asked about beside places and people: one row of each of these collections, and an account. */
const things = ['organisations', 'trainingSessions', 'rewardShops', 'awardProgrammes'] as const
const thingIds: string[] = []
let merchant: Signed
/** Acts for an organisation and holds no role. */
let driver: Signed
let account = ''
beforeAll(async () => {
  for (const name of things) {
    const rows = mongoose.connection.collection<{ _id: string; memberIds?: string[] }>(name)
    const row = await rows.findOne({}, { sort: { _id: 1 } })
    thingIds.push(row?._id ?? '')
    if (row?.memberIds?.[0]) merchant = await signInAs(row.memberIds[0])
  }
  driver = await signInAs(seedPersonId('truck-1-ma'))
  thingIds.push(seedOrganisationId('food-hauler-1'))
  const busiest = await mongoose.connection
    .collection<{ _id: string }>('ledgerAccounts')
    .findOne({ _id: { $regex: '^household:' } }, { sort: { seq: -1 } })
  account = busiest?._id ?? ''
})

/** The input and the person with whom a list has the most rows, and those rows, at most 100. */
async function fullest(route: Route): Promise<{ read: (extra: object) => Promise<ListPage>; all: ListPage }> {
  const sample = sampleInput(route)
  let best: { read: (extra: object) => Promise<ListPage>; all: ListPage } | null = null
  for (const who of [staff, resident, merchant, driver])
    for (const id of [...ids, ...thingIds]) {
      const input = Object.fromEntries(
        Object.entries(sample).map(([field, value]) => [
          field,
          field === 'account' ? account : value === A_ULID ? id : value,
        ]),
      )
      const read = async (extra: object): Promise<ListPage> =>
        (await app.as(who).call(route, { ...input, ...extra } as never)) as ListPage
      await forgetLimits()
      const all = await read({ limit: 100 }).catch(() => null)
      if (all && (!best || all.items.length > best.all.items.length)) best = { read, all }
    }
  if (!best) throw new Error('nobody may read this list')
  return best
}

/** The driver sends an order of several fields as a map. */
const orderOf = ({ sort }: Command): Record<string, 1 | -1> =>
  (sort instanceof Map ? Object.fromEntries(sort) : sort) as Record<string, 1 | -1>

/**
 * A copy of the first row under another id, placed before it in the list's order; null where a unique index forbids.
 */
async function insertBefore({ find, filter, sort }: Command): Promise<(() => Promise<unknown>) | null> {
  const [[field, direction] = ['_id', 1]] = Object.entries(orderOf({ sort }))
  const rows = mongoose.connection.collection<{ _id: string } & Record<string, unknown>>(String(find))
  const first = await rows.findOne(filter as object, { sort: sort as Record<string, 1 | -1> })
  const value = first?.[field]
  if (!first) return null
  const _id = direction === 1 ? `0${first._id.slice(1)}` : `Z${first._id.slice(1)}`
  const moved = value instanceof Date ? new Date(value.getTime() + direction * -1000) : value
  try {
    await rows.insertOne({ ...first, ...(field === '_id' ? {} : { [field]: moved }), _id })
  } catch {
    return null
  }
  return () => rows.deleteOne({ _id })
}

const walked = { long: 0, ordered: 0, inserted: 0, counted: 0, asked: 0 }
/** Lists whose rows the database sorts in memory, since no index has them in the list's order. */
const sortedInMemory: string[] = []

/** The orders that a list can be asked in. */
const ordersOf = ({ input }: Route): string[] =>
  (toJSONSchema(input, { io: 'input' }) as { properties: Record<string, { enum?: string[] }> }).properties['sort']
    ?.enum ?? []

/** Asks for a list in each of its orders and looks at what reached the database. */
async function inEveryOrder(name: string, route: Route, read: (extra: object) => Promise<ListPage>): Promise<void> {
  const usual = JSON.stringify((await read({ limit: 2 })).items)
  for (const [index, sort] of ordersOf(route).entries()) {
    caught = []
    const shown = await read({ limit: 2, sort })
    if (index === 0) expect(JSON.stringify(shown.items)).toBe(usual)
    const asked = caught.find((command) => command.sort && command.limit === 3)
    if (!asked) continue
    walked.asked += 1
    const field = sort.replace(/^-/, '')
    const wanted = { [field === 'id' ? '_id' : field]: sort === field ? 1 : -1 }
    expect([name, sort, orderOf(asked)]).toEqual([name, sort, expect.objectContaining(wanted)])
    if ((await stagesFor(asked)).includes('SORT')) sortedInMemory.push(`${name} by ${sort}`)
    if (shown.next)
      for (const other of ordersOf(route).filter((each) => each !== sort))
        await expect(read({ sort: other, cursor: shown.next })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  }
}

test.each(lists)('%s page by page', async (name, route) => {
  const { read, all } = await fullest(route)
  if ('total' in all) {
    walked.counted += 1
    if (all.next === null) expect(all.total).toEqual({ count: all.items.length, more: false })
    else expect(all.total?.count).toBeGreaterThan(all.items.length)
  }
  for (const cursor of ['x', Buffer.from('["others at -1","2026-11-24T00:00:00.000Z","x"]').toString('base64url')])
    await expect(read({ cursor })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await inEveryOrder(name, route, read)
  if (all.items.length < 3) return
  walked.long += 1
  const some = all.items.slice(0, 8)
  const seen: unknown[] = []
  let cursor: string | null = null
  let undo: (() => Promise<unknown>) | null = null
  do {
    caught = []
    const shown: ListPage = await read({ limit: 2, ...(cursor ? { cursor } : {}) })
    if (cursor) expect(shown.total ?? null).toBeNull()
    const asked = caught.find(({ sort, limit }) => sort && limit === 3)
    if (cursor === null && asked) {
      walked.ordered += 1
      if ((await stagesFor(asked)).includes('SORT')) sortedInMemory.push(name)
      undo = await insertBefore(asked)
    }
    seen.push(...shown.items)
    cursor = shown.next
  } while (cursor !== null && seen.length < some.length)
  if (undo) walked.inserted += 1
  await undo?.()
  expect(JSON.stringify(seen.slice(0, some.length))).toBe(JSON.stringify(some))
})

test('enough lists were long enough to say something', () => {
  expect(lists.length).toBeGreaterThan(40)
  expect(walked.long).toBeGreaterThan(15)
  expect(walked.ordered).toBeGreaterThan(15)
  expect(walked.inserted).toBeGreaterThan(3)
  expect(walked.counted).toBeGreaterThan(25)
  expect(walked.asked).toBeGreaterThan(60)
})

/**
 * A person has several stretches of time in an organisation, so that they are in the order of persons; what is found by
 * typing comes as it is found.
 */
const ONE_ORDER = new Set(['organisations.people', 'placesDesk.search'])
test('what the console lists is counted and can be asked in more than one order', () => {
  const counted = lists.filter(([, { output }]) => 'total' in ((output as { shape?: object }).shape ?? {}))
  expect(counted.filter(([name, route]) => !ONE_ORDER.has(name) && ordersOf(route).length < 2)).toEqual([])
  expect(lists.filter((list) => !counted.includes(list) && ordersOf(list[1]).length > 0)).toEqual([])
})

test('every list is read in its order from an index', () => {
  expect(sortedInMemory).toEqual([])
})
