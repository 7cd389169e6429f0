// M1, M2: the monthly lists of a city of 5,500 compounds, from stored visits and findings to the bytes of the document
// and their hash, against raw `$group`s on the same mongod; contestants in turn, medians. M1 `rollups`: one `$group`
// over the 165,000 daily counts of drop-offs of the month, which is what goals of such lists are stated against;
// `rows`: one over the visits of the quarter and one over their findings, which lists are made of. The run reads no
// raw drop-offs: ten times as many are stored and nothing may change. M2: closing a month that is closed. Bytes: the
// kept inputs give the same hash again, in another order and in another process.
// --rounds=5; --compounds=5500; --logs=100000 (and ten times as many); --quick: a tenth of it, one round.
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { DayCounts } from '@server/dropoffs/dropoffs.model'
import { Findings, Visits } from '@server/inspections/inspections.model'
import { openDatabase } from '@server/platform/mongod'
import { gatherInputs, keptInputs } from '@server/standings/inputs'
import { closeMonth } from '@server/standings/run'
import { Entries, Inputs, Runs, runIdOf, type RunRecord } from '@server/standings/standings.model'
import { computeList, documentOf, documentText } from '@shared/standings/computing'
import type { ListInputs } from '@shared/standings/list'
import { defaultStandingRules } from '@shared/standings/standing-rules'
import { addMonths } from '@shared/time'
import { cacheDir } from '../support/cache-dir'
import { median, reporter } from './kernels/report'
import { storeCity, storeLogs, type StoredCity } from './kernels/standings-city'

const argument = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const quick = process.argv.includes('--quick')
const ROUNDS = Number(argument('rounds') ?? (quick ? 1 : 5))
const COMPOUNDS = Number(argument('compounds') ?? (quick ? 550 : 5_500))
const LOGS = Number(argument('logs') ?? (quick ? 10_000 : 100_000))
const MONTH = '2026-11'
const SPAN = { from: '2026-09-01', to: '2026-11-30' }
const { report, end } = reporter({ mongodb: '7' })

/** The list of a month as it would be published, from its inputs alone. */
export function hashOf(inputs: ListInputs): string {
  const computed = computeList(inputs, defaultStandingRules)
  const text = documentText(
    documentOf(inputs, defaultStandingRules, computed, {
      version: 1,
      publishedOn: '2026-12-14',
      objections: { made: 0, upheld: 0 },
      corrections: [],
    }),
  )
  return createHash('sha256').update(text).digest('hex')
}

async function timed(job: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await job()
  return performance.now() - from
}

const rawRollups = ({ area }: StoredCity): Promise<unknown> =>
  DayCounts.collection
    .aggregate([
      { $match: { placePath: area._id, of: 'compound', day: { $gte: `${MONTH}-01`, $lte: `${MONTH}-31` } } },
      {
        $group: {
          _id: { $arrayElemAt: ['$placePath', -1] },
          logs: { $sum: '$counts.logs' },
          correct: { $sum: '$counts.correct' },
          wrong: { $sum: '$counts.wrong' },
          most: { $max: '$counts.households' },
        },
      },
    ])
    .toArray()

async function rawRows({ area }: StoredCity): Promise<void> {
  const visits = await Visits.collection
    .aggregate([
      { $match: { placePath: area._id, day: { $gte: SPAN.from, $lte: SPAN.to }, kind: 'drawn', state: 'finished' } },
      { $project: { targetId: 1, last: { $last: '$signed' } } },
      {
        $group: {
          _id: '$targetId',
          visits: { $sum: 1 },
          score: { $sum: '$last.score' },
          looked: { $sum: '$last.bags.looked' },
          correct: { $sum: '$last.bags.correct' },
          ids: { $push: '$_id' },
        },
      },
    ])
    .toArray()
  const ids = visits.flatMap((visit) => visit.ids as string[])
  await Findings.collection
    .aggregate([{ $match: { visitId: { $in: ids as never[] } } }, { $group: { _id: '$visitId', due: { $sum: 1 } } }])
    .toArray()
}

async function ourList({ area }: StoredCity): Promise<string> {
  const inputs = await gatherInputs(area, MONTH)
  if (!inputs) throw new Error('nobody has visited anything')
  return hashOf(inputs)
}

type Times = Record<'ours' | 'rollups' | 'rows', number[]>
const summary = (values: readonly number[]) => ({
  median: Math.round(median(values)),
  min: Math.round(Math.min(...values)),
  max: Math.round(Math.max(...values)),
})

async function inTurn(city: StoredCity): Promise<Times> {
  const times: Times = { ours: [], rollups: [], rows: [] }
  const hashes = new Set<string>()
  // the round before the first warms all of them
  for (let round = 0; round <= ROUNDS; round += 1) {
    const took = {
      ours: await timed(async () => hashes.add(await ourList(city))),
      rollups: await timed(() => rawRollups(city)),
      rows: await timed(() => rawRows(city)),
    }
    if (round > 0) for (const name of ['ours', 'rollups', 'rows'] as const) times[name].push(took[name])
  }
  if (hashes.size !== 1) throw new Error('the same rows gave several lists')
  return times
}

async function m1(city: StoredCity): Promise<void> {
  await storeLogs(0, LOGS)
  const few = await inTurn(city)
  await storeLogs(LOGS, LOGS * 10)
  const many = await inTurn(city)
  const peak = process.memoryUsage().rss / 1024 / 1024
  const line = {
    case: 'M1',
    variant: `${COMPOUNDS} compounds, ${city.visits} visits, ${city.findings} findings, ${city.counts} daily counts`,
    unit: 'ms, from stored rows to the hash of the document',
    ours: { ...summary(few.ours), megabytes: Math.round(peak) },
    limit: { rollups: summary(few.rollups), rows: summary(few.rows) },
    ratios: {
      rollups: median(few.ours) / median(few.rollups),
      rows: median(few.ours) / median(few.rows),
      tenTimesTheLogs: median(many.ours) / median(few.ours),
    },
    // the floors of the product's goals; the aim against `rollups` is 1.2
    floors: { rollups: 1.5, tenTimesTheLogs: 1.05 },
  }
  report(line)
}

async function m2(city: StoredCity): Promise<void> {
  const full = await timed(() => closeMonth(city.area, MONTH))
  const again: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) again.push(await timed(() => closeMonth(city.area, MONTH)))
  const entries = await Entries.countDocuments({ runId: runIdOf(city.area._id, MONTH) })
  report({
    case: 'M2',
    variant: `${entries} entries; the month closed, and closed again`,
    unit: 'ms',
    ours: { again: summary(again), full: Math.round(full) },
    ratios: { again: median(again) / full },
    floors: { again: 0.05 },
  })
}

/** The kept inputs give the same bytes, here and in a process that knows nothing but them. */
async function bytes(city: StoredCity): Promise<void> {
  const run = await Runs.findById(runIdOf(city.area._id, MONTH)).lean<RunRecord>()
  if (!run) throw new Error('no run')
  const inputs = await keptInputs(run)
  const here = hashOf(inputs)
  const shuffled = { ...inputs, visits: [...inputs.visits].reverse(), cases: [...inputs.cases].reverse() }
  const elsewhere = execFileSync(process.execPath, ['--import', 'tsx', __filename, '--hash'], {
    input: JSON.stringify(inputs),
    encoding: 'utf8',
    maxBuffer: 1 << 20,
  }).trim()
  const different = [hashOf(shuffled), elsewhere].filter((hash) => hash !== here).length
  report({
    case: 'M1 bytes',
    variant: 'inputs as kept, in another order, in another process',
    unit: 'hashes that differ',
    ours: here,
    ratios: { different },
    floors: { different: 0 },
  })
}

async function main(): Promise<number> {
  if (process.argv.includes('--hash')) {
    let text = ''
    for await (const part of process.stdin) text += String(part)
    console.log(hashOf(JSON.parse(text) as ListInputs))
    return 0
  }
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-bench-'))
  const database = await openDatabase({ dataDir, cacheDir: cacheDir(), log: () => undefined })
  try {
    await connectDatabase(database.uri)
    await Promise.all([Runs, Inputs, Entries].map((model) => model.collection.deleteMany({})))
    const city = await storeCity(COMPOUNDS, addMonths(MONTH, 0))
    await m1(city)
    await m2(city)
    await bytes(city)
  } finally {
    await disconnectDatabase()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return end()
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
