// G1–G4: the guide's search against MiniSearch (its best typo-tolerant peer), with JIT and without; building the index;
// what is shipped; the server's route against a constant and against $regex. One JSON line a case and variant, floors
// and all.
// --quick: fewer rounds; --only=G1,G3: some cases.
// The vocabulary is the shipped one; 15,000 and 50,000 names are its names and, past them, marked repetitions.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { packCore, type EditionHead } from '@shared/guide/pack'
import { buildIndex, type Name } from '@shared/guide/search-index'
import { loadTerms } from '@server/guide/terms-file'
import { readingsOf } from '@server/guide/readings'
import { wordsLine } from '@server/guide/words'
import type { Term } from '@shared/guide/contract'
import type { Measured, Outcome, Work } from './kernels/guide-search'
import { measureRoute } from './kernels/guide-route'
import { reporter } from './kernels/report'

const ROOT = path.join(__dirname, '../..')
const OUT = mkdtempSync(path.join(tmpdir(), 'wufei-bench-'))
const quick = process.argv.includes('--quick')
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? ''
const wanted = (name: string): boolean => only === '' || only.split(',').includes(name)
const HEAD: EditionHead = { number: 1, publishedOn: '2026-11-22', reviewedBy: null, reviewedOn: null }
const { report, end } = reporter({ minisearch: '7.2.0' })

async function bundle(entry: string, name: string): Promise<string> {
  const outfile = path.join(OUT, `${name}.cjs`)
  await build({
    entryPoints: [path.join(__dirname, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    logLevel: 'error',
  })
  return outfile
}

function run<T>(file: string, args: string[], flags: string[] = []): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve(JSON.parse(text) as T) : reject(new Error(`${file} ended with ${code}`)),
    )
  })
}

/** `size` names, each an entry of its own, so that peers and we search the same things. */
function namesOf(size: number): string[] {
  const own = loadTerms().flatMap((term) => [term.name, ...term.aliases])
  const marks = ['迷你', '家用', '儿童', '进口', '便携']
  return Array.from({ length: size }, (_unused, at) =>
    at < own.length ? (own[at] ?? '') : `${marks[Math.floor(at / own.length) - 1] ?? ''}${own[at % own.length]}`,
  )
}

function coreOf(names: readonly string[]): string {
  const terms = names.map((name): Term => ({
    id: name,
    name,
    aliases: [],
    code: 'O',
    route: 'bin',
    flags: [],
    preparation: '',
    reason: '',
    variants: [],
    counterExample: null,
    source: null,
  }))
  return packCore(HEAD, terms, { ...readingsOf(names), words: wordsLine(names) })
}

/** Eight ways of typing, 100 each; a fixed pseudo-random choice. */
function workOf(size: number, rounds: number, peer: boolean): Work {
  const core = coreOf(namesOf(size))
  const index = buildIndex(core)
  const han = index.names.filter(({ written }) => /^[\u4e00-\u9fff]{3,6}$/.test(written))
  let seed = 7
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  const replaced = (name: string): string => {
    const place = 1 + next(name.length - 1)
    return `${name.slice(0, place)}${'龘靐齉爨'.charAt(next(4))}${name.slice(place + 1)}`
  }
  const exchanged = (text: string): string => {
    const place = 1 + next(Math.max(1, text.length - 2))
    return text.slice(0, place) + text.charAt(place + 1) + text.charAt(place) + text.slice(place + 2)
  }
  const wrongLetter = (text: string): string => {
    const place = 1 + next(text.length - 1)
    return `${text.slice(0, place)}${'abcdefghijklmnopqrstuvwxyz'.charAt(next(26))}${text.slice(place + 1)}`
  }
  const kinds: Record<string, (name: Name) => string> = {
    full: ({ written }) => written,
    prefix: ({ written }) => written.slice(0, Math.max(2, written.length - 1)),
    middle: ({ written }) => written.slice(1),
    pinyin: ({ pinyin }) => pinyin,
    'pinyin prefix': ({ pinyin }) => pinyin.slice(0, -2),
    initials: ({ initials }) => initials,
    'typo Han': ({ written }) => replaced(written),
    'typo pinyin': ({ at, pinyin }) => (at % 2 ? exchanged(pinyin) : wrongLetter(pinyin)),
  }
  const queries = Object.entries(kinds).flatMap(([kind, make]) =>
    Array.from({ length: 100 }, () => {
      const name = han[next(han.length)]
      return name ? [{ kind, text: make(name), target: name.written }] : []
    }).flat(),
  )
  return {
    core,
    queries,
    rounds,
    peer,
    documents: index.names.map(({ at, written, pinyin, initials }) => ({ id: at, name: written, pinyin, initials })),
  }
}

async function measureAt(kernel: string, size: number, flags: string[], peer: boolean): Promise<Outcome> {
  const file = path.join(OUT, `work-${size}.json`)
  writeFileSync(file, JSON.stringify(workOf(size, quick ? 2 : 5, peer)))
  return run<Outcome>(kernel, [file], flags)
}

/** Our recall of a kind divided by the peer's; at least 1 means no kind is worse. */
const worstRecall = (measured: Measured, peer: Outcome['peer']): number =>
  Math.min(
    ...Object.entries(measured.kinds).map(
      ([kind, each]) => each.recall / Math.max(0.01, peer?.kinds[kind]?.recall ?? 0),
    ),
  )

async function searchCases(kernel: string): Promise<void> {
  const small: Record<string, Outcome> = {}
  for (const [variant, size, flags, floor] of [
    ['5k', 5000, [], 0.25],
    ['5k jitless', 5000, ['--jitless'], 0.5],
    ['15k', 15_000, [], 0.1],
    ['15k jitless', 15_000, ['--jitless'], 0.5],
  ] as const) {
    const outcome = await measureAt(kernel, size, [...flags], true)
    small[variant] = outcome
    const { ours, engine, limit, reading, peer } = outcome
    const slipRecall = (measured: Measured): number =>
      Math.min(measured.kinds['typo Han']?.recall ?? 0, measured.kinds['typo pinyin']?.recall ?? 0)
    const floors = { minisearch: floor, recall: 1, typoRecall: 0.99 }
    report(
      {
        case: 'G1',
        variant,
        unit: 'us',
        ours: { whole: ours, engine },
        limit: { ...limit, readingForSlips: reading },
        peers: { minisearch: peer },
        ratios: {
          minisearch: ours.all.p99 / (peer?.all.p99 ?? 1),
          recall: Math.min(worstRecall(ours, peer), worstRecall(engine, peer)),
          typoRecall: Math.min(slipRecall(ours), slipRecall(engine)),
          limit: engine.asWritten.p99 / limit.asWritten.p99,
          slips: engine.slips.p99 / limit.slips.p99,
          slipsOverReading: engine.slips.p99 / reading.p99,
          whole: ours.asWritten.p99 / limit.asWritten.p99,
        },
        // the limit is a goal where there is a compiler; what an interpreter makes of each is printed
        floors: flags.length > 0 ? floors : { ...floors, limit: 1.5, slips: 1.5, slipsOverReading: 2.5 },
      },
      ['recall', 'typoRecall'],
    )
    if (size === 5000) {
      report({
        case: 'G2',
        variant,
        unit: 'ms',
        ours: { build: outcome.buildMs, longestSlice: outcome.longestSliceMs },
        peers: { minisearch: outcome.peer?.buildMs },
        ratios: {
          minisearch: outcome.buildMs / (outcome.peer?.buildMs ?? 1),
          slice: outcome.longestSliceMs,
          total: outcome.buildMs,
        },
        floors: { minisearch: 0.1, slice: 8 },
      })
    }
  }
  if (quick) return
  const large = await measureAt(kernel, 50_000, [], false)
  const base = small['5k']
  if (!base) return
  const grown = (pick: (outcome: Outcome) => number): number => pick(large) / pick(base)
  const growth = grown((outcome) => outcome.ours.all.p99)
  const limitGrowth = grown((outcome) => outcome.limit.all.p99)
  report({
    case: 'G1',
    variant: '5k to 50k',
    unit: 'us',
    ours: { whole: large.ours, engine: large.engine },
    limit: large.limit,
    ratios: {
      growth,
      engineGrowth: grown((outcome) => outcome.engine.all.p99),
      limitGrowth,
      growthOverLimit: growth / limitGrowth,
      buildGrowth: grown((outcome) => outcome.buildMs),
    },
    floors: { growthOverLimit: 1, buildGrowth: 11 },
  })
}

async function sizes(): Promise<void> {
  const minified = async (contents: string): Promise<number> => {
    const built = await build({
      stdin: { contents, resolveDir: ROOT, loader: 'ts' },
      bundle: true,
      minify: true,
      charset: 'utf8',
      write: false,
      format: 'esm',
      target: 'es2020',
      tsconfig: path.join(ROOT, 'tsconfig.json'),
      logLevel: 'error',
    })
    return gzipSync(built.outputFiles[0]?.contents ?? '', { level: 9 }).length
  }
  // what a peer does: normalising, building, looking names up by characters, pinyin, initials and with a slip, best
  // first
  const engine = await minified(
    "export { normalise } from '@shared/guide/normalise'; export { buildIndexSliced } from '@shared/guide/search-index'; export { lookUp } from '@shared/guide/search-find'",
  )
  const whole = await minified(
    "export { buildIndexSliced } from '@shared/guide/search-index'; export { search, suggest } from '@shared/guide/search'",
  )
  const peer = await minified("export { default } from 'minisearch'")
  const data = gzipSync(coreOf(namesOf(5000)), { level: 9 }).length
  const raw = gzipSync(namesOf(5000).join('\n'), { level: 9 }).length
  report({
    case: 'G3',
    variant: 'engine + 5k names',
    unit: 'bytes gzip',
    ours: { engine, sentencesAndInference: whole - engine, whole, data, rawNames: raw },
    peers: { minisearch: peer },
    ratios: { engine: engine / peer, shipped: (whole + data) / 1000 },
    floors: { engine: 0.5, shipped: 85 },
  })
}

async function routeCase(callers: string): Promise<void> {
  const route = await measureRoute({
    folder: OUT,
    seconds: quick ? 2 : 4,
    call: (paths, url, seconds) => {
      const file = path.join(OUT, 'paths.json')
      writeFileSync(file, JSON.stringify(paths))
      return run(callers, [file, url, '64', String(seconds)])
    },
  })
  report(
    {
      case: 'G4',
      variant: '64 callers',
      unit: 'req/s',
      ours: route.search,
      limit: route.constant,
      peers: { regex: route.regex },
      ratios: {
        limit: route.search.perSecond / route.constant.perSecond,
        regex: route.search.perSecond / route.regex.perSecond,
      },
      floors: { limit: 0.85, regex: 20 },
    },
    ['limit', 'regex'],
  )
}

async function main(): Promise<void> {
  mkdirSync(OUT, { recursive: true })
  try {
    if (wanted('G1') || wanted('G2')) await searchCases(await bundle('kernels/guide-search.ts', 'guide-search'))
    if (wanted('G3')) await sizes()
    if (wanted('G4')) await routeCase(await bundle('kernels/callers.ts', 'callers'))
  } finally {
    rmSync(OUT, { recursive: true, force: true })
  }
  process.exit(end())
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
