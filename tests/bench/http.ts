// A1, A2: the HTTP pipeline against bare koa, hono and fastify in the same run, each in a process of its own, turns
// taken alternately. A1: a constant answer (ours: trace id, token, rate limit, router with all real routes, output
// checked). A2: a batch of 50 records checked, no database: CPU a request over HTTP beside fastify with the same zod
// schema, and reading and checking alone beside JSON.parse with ajv compiled. Limits: the load generator shares the
// machine with the server; Feathers and Parse are not run (they pin other drivers). Contestants are bundled as
// `npm run build:server` does it, since a loader of TypeScript names every function that is made, at a cost that no
// city's server pays. --quick: shorter turns; --only=A1 or A2.
import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import Ajv from 'ajv'
import autocannon from 'autocannon'
import { build } from 'esbuild'
import { signAccessToken } from '@server/http/auth'
import { BATCH, BATCH_JSON_SCHEMA, BatchInput, SECRET } from './kernels/http-work'
import { median, reporter } from './kernels/report'

const quick = process.argv.includes('--quick')
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? ''
const wanted = (name: string): boolean => only === '' || only.split(',').includes(name)
const [ROUNDS, SECONDS] = quick ? [3, 1] : [5, 4]
const NAMES = ['ours', 'ours, 10 x routes', 'koa', 'hono', 'fastify'] as const
type Name = (typeof NAMES)[number]
type Turn = { perSecond: number; p50: number; p99: number; cpuMicros: number }
const { report, end } = reporter({ koa: '3.3.0', hono: '4.13.0', fastify: '5.12.8', ajv: '8.20.0' })

const ROOT = path.resolve(__dirname, '../..')
const BUNDLE = path.join(ROOT, '.cache/bench/http-contestants.cjs')
const bundle = (): Promise<unknown> =>
  build({
    entryPoints: [path.join(__dirname, 'kernels/http-contestants.ts')],
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    tsconfig: path.join(ROOT, 'tests/tsconfig.json'),
    logLevel: 'warning',
  })

const told = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => {
      resolve(message as T)
    })
    child.once('exit', (code) => {
      reject(new Error(`a contestant ended with ${code}`))
    })
  })

async function start(name: Name): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(BUNDLE, [name], { execArgv: [] })
  const { port } = await told<{ port: number }>(child)
  return { child, url: `http://127.0.0.1:${port}` }
}

async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = told<{ cpuMicros: number }>(child)
  child.send('cpu')
  return (await answer).cpuMicros
}

async function turn({ child, url }: Awaited<ReturnType<typeof start>>, isBatch: boolean): Promise<Turn> {
  const headers = {
    authorization: `Bearer ${signAccessToken(SECRET, '01KB0000000000000000000001', 's').token}`,
    'content-type': 'application/json',
  }
  const before = await cpuOf(child)
  const result = await autocannon({
    url: `${url}/api/bench/${isBatch ? 'batch' : 'constant'}`,
    connections: 50,
    duration: SECONDS,
    headers,
    ...(isBatch && { method: 'POST' as const, body: JSON.stringify(BATCH) }),
  })
  const sent = result['2xx']
  if (sent === 0 || result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${sent} answered, ${result.non2xx} refused, ${result.errors} errors`)
  return {
    perSecond: sent / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuMicros: ((await cpuOf(child)) - before) / sent,
  }
}

type Result = { perSecond: number; min: number; max: number; p50: number; p99: number; cpuMicros: number }
async function rounds(isBatch: boolean, names: readonly Name[]): Promise<Record<Name, Result>> {
  const running = await Promise.all(names.map(async (name) => ({ name, ...(await start(name)) })))
  const turns: Partial<Record<Name, Turn[]>> = {}
  try {
    // the first round is warming up
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const each of running) {
        const measured = await turn(each, isBatch)
        if (round > 0) (turns[each.name] ??= []).push(measured)
      }
  } finally {
    for (const { child } of running) child.disconnect()
  }
  return Object.fromEntries(
    names.map((name) => {
      const all = turns[name] ?? []
      const of = (key: keyof Turn): number => median(all.map((each) => each[key]))
      const rates = all.map(({ perSecond }) => perSecond)
      return [
        name,
        {
          perSecond: of('perSecond'),
          min: Math.min(...rates),
          max: Math.max(...rates),
          p50: of('p50'),
          p99: of('p99'),
          cpuMicros: of('cpuMicros'),
        },
      ]
    }),
  ) as Record<Name, Result>
}

async function constant(): Promise<void> {
  const found = await rounds(false, NAMES)
  report(
    {
      case: 'A1',
      variant: 'GET constant, 50 callers',
      unit: 'req/s',
      ours: found.ours,
      limit: { koa: found.koa },
      peers: { hono: found.hono, fastify: found.fastify },
      ratios: {
        koa: found.ours.perSecond / found.koa.perSecond,
        hono: found.ours.perSecond / found.hono.perSecond,
        tenTimesRoutes: found.ours.perSecond / found['ours, 10 x routes'].perSecond,
      },
      floors: { koa: 0.6, hono: 0.45, tenTimesRoutes: 1.1 },
    },
    ['koa', 'hono'],
  )
}

/** Microseconds of one call: the fastest of several rounds, since only that is the work itself. */
function microsOf(work: () => unknown): number {
  const count = quick ? 500 : 3000
  const measured = Array.from({ length: 9 }, () => {
    const from = performance.now()
    for (let at = 0; at < count; at += 1) work()
    return ((performance.now() - from) / count) * 1000
  })
  return Math.min(...measured)
}

async function batch(): Promise<void> {
  const text = JSON.stringify(BATCH)
  const check = new Ajv().compile(BATCH_JSON_SCHEMA)
  const own = microsOf(() => BatchInput.parse(JSON.parse(text)))
  const ajv = microsOf(() => {
    if (!check(JSON.parse(text))) throw new Error('the batch is refused')
  })
  const found = await rounds(true, ['ours', 'fastify'])
  report({
    case: 'A2',
    variant: 'POST of 50 records',
    unit: 'us CPU/request',
    ours: { ...found.ours, readAndCheck: own },
    limit: { parseAndAjv: ajv },
    peers: { fastify: found.fastify },
    ratios: { ajv: own / ajv, fastify: found.ours.cpuMicros / found.fastify.cpuMicros },
    floors: { ajv: 2, fastify: 1.1 },
  })
}

async function main(): Promise<void> {
  await bundle()
  if (wanted('A1')) await constant()
  if (wanted('A2')) await batch()
  process.exit(end())
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
