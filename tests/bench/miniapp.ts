// P1–P3: the compiled mini-program against the same Taro with an empty page and with all of NutUI: bytes, evaluating
// the main package without a JIT (iOS runs mini-programs so), and what its screens send to WeChat by setData. One JSON
// line a case and variant.
// --rounds=20: evaluations a contestant, in turn; --only=P1,P3: some cases. Why the floors are what they are:
//   docs/decisions/0008.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { ensureWeappBuild } from '../miniapp/build'
import { filesIn, packageLimits, packageSizes } from '../support/package-sizes'
import { median, reporter } from './kernels/report'
import { ensurePeers, NUTUI, taroVersion, type Peers } from './kernels/weapp-peers'
import type { Start } from './kernels/weapp-start'
import { measureTraffic, type Screen } from './kernels/weapp-traffic'

const ROOT = path.join(__dirname, '../..')
const ROUNDS = Number(process.argv.find((word) => word.startsWith('--rounds='))?.split('=')[1] ?? 20)
const only =
  process.argv
    .find((word) => word.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',') ?? []
const wanted = (name: string): boolean => only.length === 0 || only.includes(name)
const { report, end } = reporter({ taro: taroVersion(), nutui: NUTUI })

/** Bytes of the guide's names in the built main package. @throws Error where they are not in it */
function guideNames(dist: string): number {
  const written = readFileSync(path.join(ROOT, 'miniapp/src/guide/core.generated.json'), 'utf8')
  const piece = written.slice(1000, 2000)
  const inMain = filesIn(dist)
    .filter((file) => file.endsWith('.js') && path.dirname(file) === dist)
    .some((file) => readFileSync(file, 'utf8').includes(piece))
  if (!inMain) throw new Error('the names of the guide are not in the main package')
  return Buffer.byteLength(written)
}

/**
 * The peer's template ships no data, ours ships the names of the sorting guide, so that the first opening answers
 * without a network. Code is therefore compared with code (`withoutData`, with a floor); the package as a whole is
 * printed beside it, without one.
 */
function p1(dist: string, peers: Peers): void {
  const [ours, peer, empty] = [packageSizes(dist), packageSizes(peers.nutui), packageSizes(peers.empty)]
  const names = guideNames(dist)
  report({
    case: 'P1',
    variant: 'package',
    unit: 'bytes',
    ours: { main: ours.main, guideNames: names, subPackages: Object.fromEntries(ours.subPackages), total: ours.total },
    limit: { taroAndReact: empty.main },
    peers: { nutui: peer.main },
    ratios: {
      main: ours.main / packageLimits.main,
      largestSubPackage: Math.max(...ours.subPackages.values()) / packageLimits.subPackage,
      total: ours.total / packageLimits.total,
      withoutData: (ours.main - names) / peer.main,
      whole: ours.main / peer.main,
    },
    floors: { main: 1, largestSubPackage: 1, total: 1, withoutData: 0.6 },
  })
}

/**
 * WeChat evaluates app.js and the page that is opened (lazyCodeLoading in app.json), so that is what has floors. All
 * pages of the main package at once, which no phone does, are printed beside it; the peers have one page.
 */
async function p2(dist: string, peers: Peers): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wufei-bench-'))
  try {
    const kernel = path.join(folder, 'start.cjs')
    await build({
      entryPoints: [path.join(__dirname, 'kernels/weapp-start.ts')],
      outfile: kernel,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      tsconfig: path.join(ROOT, 'tsconfig.json'),
      logLevel: 'error',
    })
    for (const variant of ['first page', 'every page'] as const)
      evaluations(kernel, variant, { ours: dist, empty: peers.empty, nutui: peers.nutui })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function evaluations(
  kernel: string,
  variant: 'first page' | 'every page',
  programs: { ours: string; empty: string; nutui: string },
): void {
  const start = (program: string): Start => {
    const { pages } = JSON.parse(readFileSync(path.join(program, 'app.json'), 'utf8')) as { pages: string[] }
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--jitless', kernel, program, ...(variant === 'first page' ? pages.slice(0, 1) : pages)],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`${program} did not start\n${stderr}`)
    return JSON.parse(stdout) as Start
  }
  const runs: Record<keyof typeof programs, Start[]> = { ours: [], empty: [], nutui: [] }
  // the first one of each only warms the disk
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const name of ['ours', 'empty', 'nutui'] as const) runs[name].push(start(programs[name]))
  const of = (all: readonly Start[]) => {
    const ms = all.slice(1).map((run) => run.ms)
    return { median: median(ms), min: Math.min(...ms), max: Math.max(...ms), characters: all[0]?.characters ?? NaN }
  }
  const [ours, empty, nutui] = [of(runs.ours), of(runs.empty), of(runs.nutui)]
  report({
    case: 'P2',
    variant: `${variant}, jitless, ${ROUNDS} runs`,
    unit: 'ms of processor time',
    ours,
    limit: empty,
    peers: { nutui },
    ratios: { limit: ours.median / empty.median, nutui: ours.median / nutui.median },
    floors: variant === 'first page' ? { limit: 1.5, nutui: 0.8 } : {},
  })
}

/** WeChat allows 256 KB a setData and 20 a second, and warns from 1,000 nodes. */
const most = { largest: 64 * 1024, perSecond: 10, nodes: 600 } as const

async function p3(dist: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wufei-bench-'))
  try {
    const { screens, lists } = await measureTraffic(dist, folder)
    const worst = (of: keyof typeof most): Screen => screens.reduce((a, b) => (b[of] > a[of] ? b : a))
    const [largest, perSecond, nodes] = [worst('largest'), worst('perSecond'), worst('nodes')]
    report({
      case: 'P3',
      variant: `${screens.length} screens`,
      unit: 'setData',
      ours: { largest, perSecond, nodes, bytesOfAll: screens.reduce((sum, { total }) => sum + total, 0) },
      ratios: {
        largest: largest.largest / most.largest,
        perSecond: perSecond.perSecond / most.perSecond,
        nodes: nodes.nodes / most.nodes,
      },
      floors: { largest: 1, perSecond: 1, nodes: 1 },
    })
    for (const { page, rows, few, many } of lists) {
      report({
        case: 'P3',
        variant: `${page}, ${rows / 10} to ${rows} rows`,
        unit: 'setData',
        ours: { few, many },
        ratios: { bytes: many.total / few.total, nodes: many.nodes / few.nodes },
        floors: { bytes: 1.1, nodes: 1.1 },
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function main(): Promise<number> {
  const dist = await ensureWeappBuild()
  if (!existsSync(path.join(dist, 'app.js'))) throw new Error('NOT RUN: there is no compiled mini-program')
  if (wanted('P1') || wanted('P2')) {
    const peers = ensurePeers((line) => console.error(line))
    if (wanted('P1')) p1(dist, peers)
    if (wanted('P2')) await p2(dist, peers)
  }
  if (wanted('P3')) await p3(dist)
  return end()
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error('NOT RUN', error)
    process.exit(1)
  },
)
