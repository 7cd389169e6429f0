// K1, K3: a month of 50,000 handovers of 1,000 kitchens. K1: pages of lists, as the desk, a kitchen and a hauler ask
// for them, against the same raw reads (rows, count where there is one, and the names beside them) by the driver on the
// same mongod, in turn; p95. K3: ten times as many in other months: pages of the month may not become slower by more
// than a little. --rounds=200; --handovers=50000; --quick: a tenth of it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectDatabase, disconnectDatabase, insertInBulk } from '@server/db'
import { newId } from '@server/ids'
import { listBills } from '@server/manifests/bills'
import { monthStatistics, reckonBook } from '@server/manifests/book'
import { freshHandover } from '@server/manifests/finding'
import { Corrections, Handovers, Trips, type HandoverRecord } from '@server/manifests/manifests.model'
import { presentHandovers } from '@server/manifests/present'
import { Producers, type ProducerRecord } from '@server/manifests/register.model'
import { Organisations } from '@server/organisations/organisations.model'
import { readCountedPage, readPage } from '@server/paging'
import { openDatabase } from '@server/platform/mongod'
import type { Place } from '@server/places/places.model'
import type { Actor, Grant } from '@shared/actors'
import { addDays, addMonths, instantAt } from '@shared/time'
import { cacheDir } from '../support/cache-dir'
import { anOrganisation, aProducer } from '../support/manifests'
import { aPlace } from '../support/people'
import { reporter } from './kernels/report'

const argument = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const quick = process.argv.includes('--quick')
const ROUNDS = Number(argument('rounds') ?? (quick ? 40 : 200))
const HANDOVERS = Number(argument('handovers') ?? (quick ? 5_000 : 50_000))
const KITCHENS = HANDOVERS / 50
const MONTH = '2026-11'
const { report, end } = reporter({ mongodb: '7' })

type City = { place: Place; producers: ProducerRecord[]; haulerIds: string[] }

async function aCity(): Promise<City> {
  const place = await aPlace()
  const haulerIds = [await anOrganisation(place, ['hauler']), await anOrganisation(place, ['hauler'])]
  const producers: ProducerRecord[] = []
  for (let at = 0; at < KITCHENS; at += 1)
    producers.push(await aProducer(await anOrganisation(place, ['restaurant']), place))
  return { place, producers, haulerIds }
}

async function storeMonth({ producers, haulerIds }: City, month: string, count: number): Promise<void> {
  const records: HandoverRecord[] = []
  for (let at = 0; at < count; at += 1) {
    const producer = producers[at % producers.length] as ProducerRecord
    const day = addDays(`${month}-01`, at % 28)
    const grams = 90_000 + (at % 50) * 1_000
    records.push(
      freshHandover({
        id: newId(),
        producer,
        haulerId: haulerIds[at % 2] ?? '',
        kind: at % 10 === 0 ? 'usedOil' : 'foodWaste',
        day,
        number: `${month} ${at}`,
        over: {
          state: at % 9 === 0 ? 'confirmed' : 'closed',
          at: instantAt(day, '21:30'),
          buckets: 1,
          litres: 120,
          quarters: 4,
          grams,
          how: at % 7 === 0 ? 'estimate' : 'scale',
        },
      }),
    )
  }
  await insertInBulk(Handovers, records)
}

/** The rows of a page and what is named beside them, read by the driver. */
async function rawPage(filter: object, isCounted: boolean): Promise<void> {
  const rows = await Handovers.collection.find(filter).sort({ day: -1, _id: -1 }).limit(51).toArray()
  if (isCounted) await Handovers.collection.countDocuments(filter, { limit: 10_001 })
  const records = rows as unknown as HandoverRecord[]
  const producerIds = [...new Set(records.map(({ producerId }) => producerId))]
  await Producers.collection.find({ _id: { $in: producerIds } } as object).toArray()
  const ids = [...new Set(records.flatMap(({ organisationIds, haulerId }) => [...organisationIds, haulerId]))]
  await Organisations.collection.find({ _id: { $in: ids } } as object).toArray()
  await Trips.collection.find({ _id: { $in: [] } } as object).toArray()
  await Corrections.collection.find({ ofId: { $in: records.map(({ _id }) => _id) }, state: 'open' }).toArray()
}

async function ourPage(filter: object, isCounted: boolean, organisationId: string | null): Promise<void> {
  const page = { limit: 50 }
  const { rows } = isCounted
    ? await readCountedPage(Handovers, { day: -1 }, filter, page)
    : await readPage(Handovers, { day: -1 }, filter, page)
  await presentHandovers(rows, organisationId)
}

const p95 = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length * 0.95)] ?? NaN

async function took(job: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await job()
  return performance.now() - from
}

async function inTurn(rounds: number, ours: () => Promise<unknown>, raw: () => Promise<unknown>) {
  const times = { ours: [] as number[], raw: [] as number[] }
  for (let round = -5; round < rounds; round += 1) {
    const [one, other] = [await took(ours), await took(raw)]
    if (round < 0) continue
    times.ours.push(one)
    times.raw.push(other)
  }
  return times
}

const listsOf = ({ place, producers, haulerIds }: City) => {
  const own = producers[3]?.organisationId ?? ''
  const hauler = haulerIds[0] ?? ''
  const month = { day: { $gte: `${MONTH}-01`, $lte: `${MONTH}-30` } }
  return [
    { name: 'desk', filter: { placePath: { $in: [place.path[0]] }, ...month }, isCounted: true, who: null },
    { name: 'kitchen', filter: { $or: [{ organisationIds: own }, { haulerId: own }] }, isCounted: false, who: own },
    {
      name: 'hauler',
      filter: { $or: [{ organisationIds: hauler }, { haulerId: hauler }] },
      isCounted: false,
      who: hauler,
    },
  ]
}

async function pages(city: City): Promise<Map<string, { ours: number; raw: number }>> {
  const found = new Map<string, { ours: number; raw: number }>()
  for (const { name, filter, isCounted, who } of listsOf(city)) {
    const times = await inTurn(
      ROUNDS,
      () => ourPage(filter, isCounted, who),
      () => rawPage(filter, isCounted),
    )
    found.set(name, { ours: p95(times.ours), raw: p95(times.raw) })
  }
  return found
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN

/** What is needed of the handovers of a month, added up by the database and read by the driver. */
const rawSums = (own: object, keys: readonly string[]): Promise<unknown> =>
  Handovers.collection
    .aggregate([
      {
        $match: { ...own, day: { $gte: `${MONTH}-01`, $lte: `${MONTH}-30` }, state: { $in: ['confirmed', 'closed'] } },
      },
      {
        $group: {
          _id: Object.fromEntries(keys.map((key) => [key, `$${key}`])),
          handovers: { $sum: 1 },
          grams: { $sum: '$grams' },
          estimatedGrams: { $sum: { $cond: [{ $eq: ['$how', 'estimate'] }, '$grams', 0] } },
        },
      },
    ])
    .toArray()

/** Fifty lines with their names: asked for one by one, so it is printed without a floor. */
const ONE = "a kitchen's logbook"

async function sums({ place, producers }: City): Promise<Map<string, { ours: number; raw: number }>> {
  const grants: Grant[] = [{ role: 'cityOfficer', placeId: place._id, placePath: place.path }]
  const clerk: Actor = { kind: 'person', personId: newId(), sessionId: newId(), grants, households: [] }
  const kitchen = producers[3] as ProducerRecord
  const below = { placePath: place._id }
  const cases = [
    ['bills', () => listBills(clerk, { month: MONTH }), () => rawSums(below, ['producerId', 'kind'])],
    ['figures', () => monthStatistics(clerk, { month: MONTH }), () => rawSums(below, ['day', 'kind', 'haulerId'])],
    [
      ONE,
      () => reckonBook(kitchen, `${MONTH}-01`, `${MONTH}-30`),
      () => rawSums({ producerId: kitchen._id }, ['day', 'kind']),
    ],
  ] as const
  const found = new Map<string, { ours: number; raw: number }>()
  for (const [name, ours, raw] of cases) {
    const times = await inTurn(Math.ceil(ROUNDS / 10), ours, raw)
    found.set(name, { ours: median(times.ours), raw: median(times.raw) })
  }
  return found
}

type Times = ReadonlyMap<string, { ours: number }>

function reportGrowth(what: string, few: Times, many: Times): void {
  for (const [name, { ours }] of many) {
    const before = few.get(name)?.ours ?? NaN
    report({
      case: 'K3',
      variant: `${what} ${name}, ten times as many`,
      unit: 'ms',
      ours: Math.round(ours * 100) / 100,
      limit: Math.round(before * 100) / 100,
      ratios: { growth: ours / before },
      floors: { growth: 11 },
    })
  }
}

async function main(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-bench-'))
  const database = await openDatabase({ dataDir, cacheDir: cacheDir(), log: () => undefined })
  try {
    await connectDatabase(database.uri)
    const city = await aCity()
    await storeMonth(city, MONTH, HANDOVERS)
    const few = await pages(city)
    for (const [name, { ours, raw }] of few)
      report({
        case: 'K1',
        variant: `page of the ${name}, ${HANDOVERS} handovers`,
        unit: 'ms, p95',
        ours: Math.round(ours * 100) / 100,
        limit: Math.round(raw * 100) / 100,
        ratios: { raw: ours / raw },
        floors: { raw: 2 },
      })
    const fewSums = await sums(city)
    for (const [name, { ours, raw }] of fewSums)
      report({
        case: 'K2',
        variant: `${name}, ${HANDOVERS} handovers`,
        unit: 'ms, median',
        ours: Math.round(ours * 100) / 100,
        limit: Math.round(raw * 100) / 100,
        ratios: { raw: ours / raw },
        floors: name === ONE ? {} : { raw: 1.5 },
      })
    for (let back = 1; back <= 9; back += 1) await storeMonth(city, addMonths(MONTH, -back), HANDOVERS)
    reportGrowth('page of the', few, await pages(city))
    reportGrowth('sums:', fewSums, await sums(city))
    return end()
  } finally {
    await disconnectDatabase()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
