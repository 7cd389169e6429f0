// H5: how long somebody waits who opens the residents' site or the console for the first time, on this machine, nothing
// cached, the server and its database beside the browser; as it is and with the CPU slowed down four times. One JSON
// line a site and variant.
// --rounds=7: openings a variant, of which the first is dropped.
import { cpus } from 'node:os'
import type { Browser } from 'playwright-core'
import { buildSites } from '../../scripts/sites'
import { openBrowser } from '../support/browser'
import { startDemoServer } from '../support/demo-server'
import { paintOf, scriptsOf, type Paint } from '../support/first-screen'

const ROUNDS = Number(process.argv.find((word) => word.startsWith('--rounds='))?.split('=')[1] ?? 7)
/** Milliseconds to the first contentful paint with a CPU a quarter as fast. */
const SLOW_PAINT_LIMIT = 1500
const KILO = 1000

const spread = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b).map((value) => Math.round(value))
  return { median: sorted[Math.floor(sorted.length / 2)] ?? NaN, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN }
}

async function measure(browser: Browser, site: string, url: string, scriptLimit: number): Promise<boolean> {
  const script = (await scriptsOf(browser, url)).reduce((sum, { gzipBytes }) => sum + gzipBytes, 0) / KILO
  let allOk = true
  for (const slowdown of [1, 4]) {
    const paints: Paint[] = []
    for (let round = 0; round < ROUNDS; round += 1) paints.push(await paintOf(browser, url, slowdown))
    const kept = paints.slice(1)
    const [first, largest] = [
      spread(kept.map((paint) => paint.firstPaintMs)),
      spread(kept.map((paint) => paint.largestPaintMs)),
    ]
    const ratios = { scriptKb: Math.round(script), firstPaintMs: first.median }
    const floors = { scriptKb: scriptLimit, ...(slowdown === 4 ? { firstPaintMs: SLOW_PAINT_LIMIT } : {}) }
    const ok = Object.entries(floors).every(([name, floor]) => ratios[name as keyof typeof ratios] <= floor)
    allOk &&= ok
    console.log(
      JSON.stringify({
        case: 'H5',
        variant: `${site}, ${slowdown === 1 ? 'as it is' : `CPU ${slowdown} times slower`}`,
        unit: 'ms',
        ours: { firstPaint: first, largestPaint: largest },
        ratios,
        floors,
        ok,
        machine: `${cpus().length} x ${cpus()[0]?.model ?? ''}`,
        versions: { node: process.version, chromium: browser.version() },
      }),
    )
  }
  return allOk
}

async function main(): Promise<boolean> {
  await buildSites((line) => console.error(line))
  const { url, end } = await startDemoServer('--no-jobs')
  const browser = await openBrowser()
  try {
    const residents = await measure(browser, 'residents', `${url}/`, 300)
    return (await measure(browser, 'console', `${url}/admin/`, 350)) && residents
  } finally {
    await browser.close()
    await end()
  }
}

main().then(
  (ok) => {
    console.log(ok ? '全部达到' : '有未达到的')
    process.exit(ok ? 0 : 1)
  },
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
