// D1–D3: what phones hand in at the bins, over HTTP with everything that a request passes, against the raw driver on
// the same mongod with the same durability. D1: 64 phones in batches of 50, one row in ten sent before; (a) facts and
// counts in an area without points, (b) with pending points in the same transaction. Peers: mongoose's insertMany, and
// a naive server that posts fact by fact. D2: batches that were all sent before. D3: an open loop, 20 facts a request.
// --rounds=3; --quick: one round, a tenth of the work; --only=D1,D2,D3; --seconds=20 for each rate of D3.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import mongoose from 'mongoose'
import { dropoffs, type LogRow } from '@shared/dropoffs/contract'
import { dayOf } from '@shared/time'
import { connectDatabase, disconnectDatabase, transaction } from '@server/db'
import { Logs, type LogRecord } from '@server/dropoffs/dropoffs.model'
import { referencesOf } from '@server/dropoffs/references'
import { newId } from '@server/ids'
import { postMany } from '@server/ledger/ledger'
import { accrualOf } from '@server/ledger/pending'
import { newHousehold, newHouseholdCode } from '@server/people/household-records'
import { HouseholdCodes, Households } from '@server/people/households.model'
import { RoleGrants } from '@server/people/people.model'
import type { Place, Site } from '@server/places/places.model'
import { aBinSite } from '../support/dropoffs'
import { anEarningRule } from '../support/earning'
import { inParallel, roundRobin, send, serversOn, type Ends, type Instance } from '../support/faults'
import { forgetRateLimits } from '../support/faults-world'
import { aPlace, aStaff, type Signed } from '../support/people'
import { dropScratchDatabase, openScratchDatabase } from '../support/scratch-database'
import { median, reporter, timed, type Timed } from './kernels/report'

const argument = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const quick = process.argv.includes('--quick')
const ROUNDS = Number(argument('rounds') ?? (quick ? 1 : 3))
const SECONDS = Number(argument('seconds') ?? (quick ? 5 : 20))
const wanted = (name: string): boolean => argument('only')?.split(',').includes(name) ?? true
const { report, end } = reporter({ mongodb: '7' })

const [PHONES, BATCH, SITES] = [64, 50, 16]
const [HOMES, BATCHES] = quick ? [60, 64] : [400, 640]

type Home = { _id: string }
type Post = { site: Site; who: Signed; homes: Home[] }
type Area = { posts: Post[] }

/** As many as a compound has, written at once. */
async function homesIn(place: Place): Promise<Home[]> {
  const homes = Array.from({ length: HOMES }, (_none, index) =>
    newHousehold(newId(), place, { building: '1', unit: '1', room: String(101 + index), sub: '' }, 'bench', new Date()),
  )
  await Households.insertMany(homes)
  await HouseholdCodes.insertMany(homes.map(({ _id }) => newHouseholdCode(_id, 'bench', new Date())))
  return homes
}

/** Compounds with a site each, and four people at every one of them. */
async function anArea(withPoints: boolean): Promise<Area> {
  const off = { settings: { switches: { points: false } }, settingsVersion: 1 }
  const sites = await inParallel(Array.from({ length: SITES }), 4, async () => {
    const place = await aPlace({ kind: 'compound', ...(withPoints ? {} : off) })
    const homes = await homesIn(place)
    return { place, homes, site: await aBinSite(place, { windows: [] }) }
  })
  const posts = await inParallel(Array.from({ length: PHONES }), 8, async (_none, index) => {
    const { place, homes, site } = roundRobin(sites, index)
    return { site, homes, who: await aStaff('keeper', place._id) }
  })
  await RoleGrants.updateMany({}, { $set: { grantedAt: new Date(Date.now() - 60 * 86_400_000) } })
  return { posts }
}

const run = newId()
let made = 0
/** A log of one of the last three evenings: an older one would go to a person, as too late. */
function aRow({ site, homes }: Post): LogRow {
  made += 1
  const at = new Date(Date.now() - (made % 3) * 86_400_000 - 60_000)
  const home = homes[made % homes.length] as Home
  return {
    kind: 'log',
    format: 1,
    id: newId(),
    siteId: site._id,
    scanId: newId(),
    of: { kind: 'ref', ref: referencesOf(site._id, dayOf(at))(home._id) },
    stream: made % 3 === 0 ? 'residual' : 'food',
    result: made % 5 === 0 ? 'wrong' : 'correct',
    clock: { at: at.toISOString(), run, tick: made, offsetMs: 0 },
  }
}

async function handIn(instance: Instance, { who }: Post, rows: readonly LogRow[]): Promise<void> {
  for (;;) {
    const answer = await send(instance, { who, target: dropoffs.sync.path, body: { rows }, key: null })
    if (answer.status === 200) return
    if (answer.status !== 429 && answer.status !== 503) throw new Error(`${answer.status} ${answer.text.slice(0, 200)}`)
    await wait(50)
  }
}

const perFact = (one: Timed): Timed => ({ ...one, perSecond: one.perSecond * BATCH })

/** Batches of which one row in ten was sent before. */
async function firstSends(instance: Instance, { posts }: Area): Promise<{ ours: Timed; batches: [Post, LogRow[]][] }> {
  const sent = new Map<Post, LogRow[]>(posts.map((post) => [post, []]))
  const batches: [Post, LogRow[]][] = []
  const ours = await timed(PHONES, BATCHES, async (at) => {
    const post = roundRobin(posts, at)
    const before = sent.get(post) ?? []
    const rows = [...Array.from({ length: BATCH - 5 }, () => aRow(post)), ...before.slice(-5)]
    while (rows.length < BATCH) rows.push(aRow(post))
    await handIn(instance, post, rows)
    sent.set(post, rows)
    batches.push([post, rows])
  })
  return { ours: perFact(ours), batches }
}

/** A fact as it is stored. */
function aFact({ posts }: Area): LogRecord {
  const post = roundRobin(posts, made)
  const row = aRow(post)
  const at = new Date(row.clock.at)
  return {
    _id: row.id,
    personId: post.who.personId,
    siteId: post.site._id,
    placePath: post.site.placePath,
    day: dayOf(at),
    window: `${dayOf(at)}T00:00`,
    scanId: row.scanId,
    householdId: (post.homes[made % post.homes.length] as Home)._id,
    stream: row.stream,
    result: row.result,
    isLook: false,
    at,
    deviceAt: at,
    offsetMs: 0,
    run,
    tick: made,
    receivedAt: new Date(),
    state: 'counted',
    contentHash: row.id.repeat(2).slice(0, 43),
  }
}
const someFacts = (area: Area): LogRecord[] => Array.from({ length: BATCH }, () => aFact(area))

async function raw(area: Area): Promise<Timed> {
  const facts = mongoose.connection.collection<LogRecord>('benchDropoffs')
  await facts.createIndexes(
    Logs.schema.indexes().map(([key, { background: _unused, ...options }]) => ({ key, ...options })) as never,
  )
  const write = { ordered: false, writeConcern: { w: 'majority', j: true } } as const
  return perFact(await timed(PHONES, BATCHES, () => facts.insertMany(someFacts(area), write)))
}
const byMongoose = async (area: Area): Promise<Timed> =>
  perFact(await timed(PHONES, BATCHES, () => Logs.insertMany(someFacts(area), { ordered: false })))

/** A transaction a fact: the log, and what it earns. */
async function naive(area: Area): Promise<Timed> {
  const rule = await anEarningRule('dropoff', { food_correct: 2 }, { budgetPerMonth: 100_000_000 })
  return timed(PHONES, BATCHES * 2, () => {
    const fact = aFact(area)
    const householdId = fact.householdId ?? ''
    const cause = `bench/${fact._id}`
    const of = { cause, householdId, partition: 1, placePath: fact.placePath, subject: cause }
    return transaction(async (tx) => {
      await tx.on(Logs).insert(fact)
      await postMany(tx, [accrualOf(of, rule, 2, fact.day, 'system:bench', new Date())])
      return null
    })
  })
}

const perSecond = (all: readonly Timed[]): number => median(all.map((one) => one.perSecond))
const spread = (all: readonly Timed[]) => ({
  median: perSecond(all),
  min: Math.min(...all.map((one) => one.perSecond)),
  max: Math.max(...all.map((one) => one.perSecond)),
  p50: median(all.map((one) => one.p50)),
  p99: median(all.map((one) => one.p99)),
})

async function d1(instance: Instance, bare: Area, paying: Area): Promise<void> {
  const found = {
    a: [] as Timed[],
    b: [] as Timed[],
    again: [] as Timed[],
    raw: [] as Timed[],
    mongoose: [] as Timed[],
    naive: [] as Timed[],
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    found.a.push((await firstSends(instance, bare)).ours)
    const { ours, batches } = await firstSends(instance, paying)
    found.b.push(ours)
    const resend = await timed(PHONES, batches.length, (at) => handIn(instance, ...(batches[at] as [Post, LogRow[]])))
    found.again.push(perFact(resend))
    found.raw.push(await raw(paying))
    found.mongoose.push(await byMongoose(paying))
    found.naive.push(await naive(paying))
  }
  const unit = 'facts/s'
  const limit = spread(found.raw)
  const [a, b] = [perSecond(found.a), perSecond(found.b)]
  if (wanted('D1')) {
    report(
      {
        case: 'D1',
        variant: '(a) facts and counts, 64 phones x 50',
        unit,
        ours: spread(found.a),
        limit,
        peers: { mongoose: spread(found.mongoose) },
        ratios: { limit: a / limit.median, mongoose: a / perSecond(found.mongoose) },
        floors: { limit: 0.45, mongoose: 1.2 },
      },
      ['limit', 'mongoose'],
    )
    report(
      {
        case: 'D1',
        variant: '(b) with pending points, 64 phones x 50',
        unit,
        ours: spread(found.b),
        limit,
        peers: { naive: spread(found.naive) },
        ratios: { limit: b / limit.median, naive: b / perSecond(found.naive) },
        floors: { limit: 0.25, naive: 10 },
      },
      ['limit', 'naive'],
    )
  }
  if (wanted('D2'))
    report(
      {
        case: 'D2',
        variant: 'all sent before',
        unit,
        ours: spread(found.again),
        ratios: { firstSend: perSecond(found.again) / b },
        floors: { firstSend: 1 },
      },
      ['firstSend'],
    )
}

/** So many facts a second, whether the server keeps up or not; latency counts from when a request was due. */
async function openLoop(instance: Instance, { posts }: Area, rate: number): Promise<{ p99: number; backlog: number }> {
  const every = (20 / rate) * 1000
  const took: number[] = []
  let open = 0
  const pending: Promise<void>[] = []
  const startedAt = performance.now()
  for (let at = 0; at * every < SECONDS * 1000; at += 1) {
    const due = startedAt + at * every
    if (due > performance.now()) await wait(due - performance.now())
    const post = roundRobin(posts, at)
    open += 1
    pending.push(
      handIn(
        instance,
        post,
        Array.from({ length: 20 }, () => aRow(post)),
      ).then(() => {
        open -= 1
        took.push(performance.now() - due)
      }),
    )
  }
  const backlog = open
  await Promise.all(pending)
  took.sort((a, b) => a - b)
  return { p99: took[Math.floor(took.length * 0.99)] ?? NaN, backlog }
}

async function d3(instance: Instance, area: Area): Promise<void> {
  for (const [rate, floor] of [
    [1_000, 50],
    [3_000, 100],
    [5_000, 200],
  ] as const) {
    const { p99, backlog } = await openLoop(instance, area, rate)
    report({
      case: 'D3',
      variant: `${rate} facts/s, 20 a request, ${SECONDS} s`,
      unit: 'ms',
      ours: { p99, backlog },
      ratios: { p99 },
      floors: { p99: floor },
    })
  }
}

async function main(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-bench-'))
  const ends: Ends = [() => rm(dataDir, { recursive: true, force: true })]
  try {
    const database = await openScratchDatabase('bench_dropoffs', dataDir)
    ends.push(() => database.stop())
    const [instance] = await serversOn(database.uri, dataDir, 1, ends)
    if (!instance) throw new Error('no server')
    await connectDatabase(database.uri)
    ends.push(disconnectDatabase, dropScratchDatabase)
    await anEarningRule('dropoff', { food_correct: 2, bag_opened: 1, residual_correct: 1 }, { budgetPerMonth: 1e9 })
    const [bare, paying] = [await anArea(false), await anArea(true)]
    const limits = setInterval(() => void forgetRateLimits().catch(() => undefined), 200)
    ends.push(async () => clearInterval(limits))
    if (wanted('D1') || wanted('D2')) await d1(instance, bare, paying)
    if (wanted('D3')) await d3(instance, paying)
    return end()
  } finally {
    for (const each of ends.reverse()) await each()
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
