// The measured part of G1 and G2, bundled by guide.ts and run in a process of its own, with and without --jitless (what an iPhone's
// mini-program gets). Reads its work from the file named first, prints one JSON line. The first round warms up and is not counted.
import { readFileSync } from 'node:fs'
import MiniSearch from 'minisearch'
import { normalise } from '@shared/guide/normalise'
import { suggest } from '@shared/guide/search'
import { lookUp } from '@shared/guide/search-find'
import { buildIndex, buildIndexSliced, codesOf, initialsCode, listOf, pairsOf, type GuideIndex, type Name } from '@shared/guide/search-index'

export type Work = { core: string; documents: { id: number; name: string; pinyin: string; initials: string }[]; queries: { kind: string; text: string; target: string }[]; rounds: number; peer: boolean }
export type Timing = { p50: number; p99: number }
export type Measured = { all: Timing; kinds: Record<string, Timing & { recall: number }> }
export type Outcome = {
  buildMs: number; longestSliceMs: number
  /** The whole list under the search box · looking names up alone, what a peer does · the least that any engine has to do. */
  ours: Measured; engine: Measured; limit: Measured
  peer: (Measured & { buildMs: number }) | null
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const at = (values: number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0

type Engine = (query: Work['queries'][number]) => string[]

/** Microseconds of every query, and which found their target among ten. */
function runOnce(engine: Engine, queries: Work['queries']): { us: number[]; found: boolean[] } {
  const us: number[] = []
  const found: boolean[] = []
  for (const query of queries) {
    const from = process.hrtime.bigint()
    const names = engine(query)
    us.push(Number(process.hrtime.bigint() - from) / 1000)
    found.push(names.includes(query.target))
  }
  return { us, found }
}

function measure(engine: Engine, queries: Work['queries'], rounds: number): Measured {
  runOnce(engine, queries)
  const runs = Array.from({ length: rounds }, () => runOnce(engine, queries))
  // the fastest round of each question: what the machine does besides is not the engine's; the slowest questions stay the slowest
  const best = queries.map((_query, place) => Math.min(...runs.map((run) => run.us[place] ?? 0)))
  const timing = (pick: (place: number) => boolean): Timing => {
    const chosen = best.filter((_value, place) => pick(place))
    return { p50: at(chosen, 0.5), p99: at(chosen, 0.99) }
  }
  const kinds: Record<string, Timing & { recall: number }> = {}
  for (const kind of new Set(queries.map((query) => query.kind))) {
    const hits = runs[0]?.found.filter((_hit, place) => queries[place]?.kind === kind) ?? []
    kinds[kind] = { ...timing((place) => queries[place]?.kind === kind), recall: hits.filter(Boolean).length / Math.max(1, hits.length) }
  }
  return { all: timing(() => true), kinds }
}

/** Han unigrams and bigrams, Latin words: how MiniSearch is usually set up for Chinese. */
function tokens(text: string): string[] {
  const grams: string[] = []
  for (const run of text.toLowerCase().match(/[a-z0-9]+|[\u4e00-\u9fff]+/g) ?? []) {
    if (/[a-z0-9]/.test(run)) { grams.push(run); continue }
    for (let place = 0; place < run.length; place += 1) {
      grams.push(run.charAt(place))
      if (place + 1 < run.length) grams.push(run.slice(place, place + 2))
    }
  }
  return grams
}

function buildPeer(documents: Work['documents']): MiniSearch<Work['documents'][number]> {
  const peer = new MiniSearch<Work['documents'][number]>({ fields: ['name', 'pinyin', 'initials'], storeFields: ['name'], tokenize: tokens })
  peer.addAll(documents)
  return peer
}

/** Those of the shorter ascending list that the longer one holds too, by halving. */
function common(short: readonly Name[], long: readonly Name[]): Name[] {
  return short.filter((name) => {
    let [from, to] = [0, long.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if ((long[middle]?.at ?? 0) < name.at) from = middle + 1
      else to = middle
    }
    return long[from] === name
  })
}

function allOf(lists: readonly (readonly Name[])[]): readonly Name[] {
  const [first = [], ...others] = [...lists].sort((a, b) => a.length - b.length)
  return others.reduce(common, first)
}

/** The names of the two shortest lists that lie `reach` apart. */
function eitherOf(lists: readonly (readonly Name[])[], reach: number): readonly Name[] {
  let [least, first, second]: [number, readonly Name[], readonly Name[]] = [Infinity, [], []]
  for (let at = 0; at < lists.length; at += 1) {
    for (let place = at + reach; place < lists.length; place += 1) {
      const [one = [], other = []] = [lists[at], lists[place]]
      if (one.length + other.length >= least) continue
      ;[least, first, second] = [one.length + other.length, one, other]
    }
  }
  return first.concat(second)
}

/**
 * The least that an engine of this kind has to do for a question: names that have all of its characters, or pairs of letters, or its
 * initials, in no order and uncompared. For a slip, names that one of the two shortest lists holds of which a slip spoils one at most.
 */
function intersect(index: GuideIndex, { kind, text }: Work['queries'][number]): string[] {
  const isHan = text.charCodeAt(0) > 255
  const codes = isHan ? codesOf(normalise(text)) : kind === 'initials' ? [initialsCode(text)] : pairsOf(text, false)
  const lists = codes.map((code) => listOf(index, code))
  return (kind.startsWith('typo') ? eitherOf(lists, isHan ? 1 : 3) : allOf(lists)).slice(0, 10).map(({ written }) => written)
}

const elapsed = (body: () => void): number => { const from = process.hrtime.bigint(); body(); return Number(process.hrtime.bigint() - from) / 1e6 }

function buildTimes(core: string): { buildMs: number; longestSliceMs: number } {
  const whole = Array.from({ length: 5 }, () => elapsed(() => void buildIndex(core)))
  // the same slice takes the same work every time: its fastest run is what it costs, whatever else the machine was doing
  const slices: number[] = []
  for (let round = 0; round < 7; round += 1) {
    const sliced = buildIndexSliced(core)
    for (let at = 0, done = false; !done; at += 1) slices[at] = Math.min(slices[at] ?? Infinity, elapsed(() => { done = sliced.step() !== null }))
  }
  return { buildMs: Math.min(...whole), longestSliceMs: Math.max(...slices) }
}

const work = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Work
const index = buildIndex(work.core)
const ours = measure(({ text }) => suggest(index, text, 10).map((hit) => hit.matched), work.queries, work.rounds)
const engine = measure(({ text }) => lookUp(index, normalise(text), 10).map(({ name }) => name.written), work.queries, work.rounds)
const limit = measure((query) => intersect(index, query), work.queries, work.rounds)
let peer: Outcome['peer'] = null
if (work.peer) {
  const buildMs = median(Array.from({ length: 3 }, () => elapsed(() => void buildPeer(work.documents))))
  const documents = buildPeer(work.documents)
  const options = { prefix: true, fuzzy: (term: string) => (term.length > 1 ? 1 : false) }
  peer = { buildMs, ...measure(({ text }) => documents.search(text, options).slice(0, 10).map((hit) => String(hit.name)), work.queries, work.rounds) }
}
const outcome: Outcome = { ...buildTimes(work.core), ours, engine, limit, peer }
console.log(JSON.stringify(outcome))
