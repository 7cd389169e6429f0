// Every query that a reading route sends, explained on the seeded demo city: none may walk a whole collection.
// The queries are caught on their way to the database, so a new route or a changed filter is covered without writing a
// test.
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { roles } from '@shared/actors'
import type { Route } from '@shared/contract'
import { seedDemoCity } from '@server/demo-city'
import { features } from '@server/features'
import { seedPlaces } from '@server/places/seed-ids'
import { useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aResident, grant, signInAs, type Signed } from '../support/people'
import { forgetLimits } from '../support/requests'
import { A_ULID, sampleInput } from '../support/samples'

useDatabase({ monitorCommands: true })
const app = useApp({ requestsPerSecond: 100_000 })
jest.setTimeout(180_000)

/** Collections of a fixed, small size, read whole on purpose. */
const SMALL = new Set(['holidayYears', 'carbonFactors', 'guideEditions', 'marks', 'priceLists', 'propertyCompanies'])
const reads = features
  .flatMap((feature) => feature.routes.map(({ name, route }) => [name, route] as [string, Route]))
  .filter(([, route]) => route.method === 'GET' && (route.answer ?? 'json') === 'json')

type Command = Record<string, unknown> & { find?: string; aggregate?: string; count?: string; distinct?: string }
let caught: Command[] = []
let staff: Signed
let resident: Signed
let ids: string[]

beforeAll(async () => {
  await seedDemoCity(() => undefined)
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

async function walksAll(command: Command): Promise<boolean> {
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
  ]).includes('COLLSCAN')
}

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
  const walks: unknown[] = []
  const seen = new Set<string>()
  for (const command of caught) {
    const shape = JSON.stringify([
      collectionOf(command),
      command['filter'] ?? command['pipeline'] ?? command['query'],
      command['sort'],
    ])
    if (seen.has(shape) || SMALL.has(collectionOf(command)) || collectionOf(command) === 'rateLimits') continue
    seen.add(shape)
    if (await walksAll(command)) walks.push(shape)
  }
  expect(walks).toEqual([])
})
