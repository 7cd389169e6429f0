// The server side of G4: the real app on a real database with three routes of the same input: the guide's search, one
// that answers a constant of the same size, and one that asks MongoDB with $regex. Callers run in another process.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from '@server/app'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { searchGuide } from '@server/guide/guide'
import { TermDrafts } from '@server/guide/guide.model'
import { currentGuide } from '@server/guide/editions'
import type { Implemented } from '@server/http/implement'
import { log } from '@server/log'
import { guide } from '@shared/guide/contract'
import { normalise } from '@shared/guide/normalise'
import { dropScratchDatabase, openScratchDatabase } from '../../support/scratch-database'

export type Rate = { perSecond: number; p50: number; p99: number; refused: number }
type Options = {
  folder: string
  seconds: number
  call: (paths: string[], url: string, seconds: number) => Promise<Rate>
}

/**
 * 3,000 different questions, the n-th asked as often as the n-th commonest word of a language is used (1/n); 20,000 in
 * all.
 */
function questions(names: readonly string[]): { words: string[]; asked: string[] } {
  let seed = 7
  const next = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  const shapes = [
    (name: string) => name,
    (name: string) => `用过的${name}怎么扔`,
    (name: string) => `${name}是什么垃圾`,
  ]
  const words = Array.from(
    { length: 3000 },
    (_unused, at) => (shapes[at % 3] ?? shapes[0])?.(names[Math.floor(next() * names.length)] ?? '') ?? '',
  )
  return { words, asked: Array.from({ length: 20_000 }, () => words[Math.floor(words.length ** next()) - 1] ?? '') }
}

type Found = Awaited<ReturnType<typeof searchGuide>>

/** @param constants the search's own answers, so that all routes send the same bytes */
function routes(constants: ReadonlyMap<string, Found>): Implemented[] {
  const at = (path: `/${string}`) => ({ ...guide.search, path })
  const regex = async ({ q }: { q: string }) => {
    const found = await TermDrafts.find({ active: true, keys: { $regex: normalise(q) } })
      .limit(10)
      .lean()
    return found.length >= 0 ? constants.get(q) : null
  }
  return [
    { name: 'bench.search', route: at('/api/bench/search'), handler: (input) => searchGuide(input) },
    {
      name: 'bench.constant',
      route: at('/api/bench/constant'),
      handler: ({ q }: { q: string }) => Promise.resolve(constants.get(q)),
    },
    { name: 'bench.regex', route: at('/api/bench/regex'), handler: (input) => regex(input) },
  ]
}

/** Requests per second of the three routes, medians of three turns taken alternately. */
export async function measureRoute({
  folder,
  seconds,
  call,
}: Options): Promise<{ search: Rate; constant: Rate; regex: Rate }> {
  log.level = 'warn'
  const database = await openScratchDatabase('bench_guide', `${folder}/mongo`)
  await connectDatabase(database.uri)
  const { words, asked } = questions((await currentGuide()).index.names.map(({ written }) => written))
  const constants = new Map(await Promise.all(words.map(async (q) => [q, await searchGuide({ q })] as const)))
  const nobody = () => Promise.resolve({ kind: 'anonymous' as const })
  const app = createApp({
    routes: routes(constants),
    tokenSecret: 'x'.repeat(43),
    actors: { person: nobody, link: nobody, device: nobody },
    requireStepUp: () => Promise.resolve(),
    trustProxy: false,
    publicHost: null,
    secureCookies: false,
    strictOutput: false,
    requestsPerSecond: 1e9,
    operator: { openApi: () => ({}), isServing: () => true, readers: 'everybody' },
    site: null,
  })
  const handle = app.callback()
  const server = http.createServer((request, response) => {
    void handle(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const pathsOf = (name: string): string[] => asked.map((word) => `/api/bench/${name}?q=${encodeURIComponent(word)}`)
  const turns: Record<string, Rate[]> = { search: [], constant: [], regex: [] }
  try {
    // the database is still busy after $regex: whoever came next would pay for it, so it goes last
    for (const names of [['search', 'constant'], ['regex']])
      for (let turn = 0; turn < 3; turn += 1)
        for (const name of names) turns[name]?.push(await call(pathsOf(name), url, seconds))
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
    await dropScratchDatabase()
    await disconnectDatabase()
    await database.stop()
  }
  const middle = (name: string): Rate =>
    [...(turns[name] ?? [])].sort((a, b) => a.perSecond - b.perSecond)[1] ?? {
      perSecond: 0,
      p50: 0,
      p99: 0,
      refused: 0,
    }
  return { search: middle('search'), constant: middle('constant'), regex: middle('regex') }
}
