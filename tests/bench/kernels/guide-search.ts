// The measured part of G1 and G2, bundled by guide.ts and run in a process of its own, with and without --jitless (what an iPhone's
// mini-program gets). Reads its work from the file named first, prints one JSON line. The first round warms up and is not counted.
import { readFileSync } from 'node:fs'
import MiniSearch from 'minisearch'
import { suggest } from '@shared/guide/search'
import { buildIndex, buildIndexSliced, rangeOf, type GuideIndex } from '@shared/guide/search-index'

export type Work = { core: string; documents: { id: number; name: string; pinyin: string; initials: string }[]; queries: { kind: string; text: string; target: string }[]; rounds: number; peer: boolean }
export type Timing = { p50: number; p99: number }
export type Outcome = {
  buildMs: number; longestSliceMs: number; ours: Timing; kinds: Record<string, Timing & { recall: number }>; limit: Timing
  peer: { buildMs: number; all: Timing; recall: Record<string, number> } | null
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const at = (values: number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0

type Engine = (text: string) => string[]

/** Microseconds of every query, and which found their target among ten. */
function runOnce(engine: Engine, queries: Work['queries']): { us: number[]; found: boolean[] } {
  const us: number[] = []
  const found: boolean[] = []
  for (const { text, target } of queries) {
    const from = process.hrtime.bigint()
    const names = engine(text)
    us.push(Number(process.hrtime.bigint() - from) / 1000)
    found.push(names.includes(target))
  }
  return { us, found }
}

function measure(engine: Engine, queries: Work['queries'], rounds: number): { all: Timing; kinds: Record<string, Timing & { recall: number }> } {
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

/** The least that any engine of this kind has to do: names that hold all characters of the question. */
function intersect(index: GuideIndex, text: string): string[] {
  const ranges = Array.from(text, (character) => rangeOf(index.characters, character.charCodeAt(0))).sort((a, b) => a[1] - a[0] - b[1] + b[0])
  const [first, ...others] = ranges
  if (!first) return []
  let found: number[] = Array.from(index.characters.names.subarray(first[0], first[1]))
  for (const [from, to] of others) {
    const held = new Set(index.characters.names.subarray(from, to))
    found = found.filter((name) => held.has(name))
  }
  return found.slice(0, 10).map((name) => index.names[name] ?? '')
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
const ours = measure((text) => suggest(index, text, 10).map((hit) => hit.matched), work.queries, work.rounds)
const han = work.queries.filter((query) => /^[\u4e00-\u9fff]+$/.test(query.text))
const limit = measure((text) => intersect(index, text), han, work.rounds)
let peer: Outcome['peer'] = null
if (work.peer) {
  const buildMs = median(Array.from({ length: 3 }, () => elapsed(() => void buildPeer(work.documents))))
  const engine = buildPeer(work.documents)
  const peerRun = measure((text) => engine.search(text, { prefix: true, fuzzy: (term) => (term.length > 1 ? 1 : false) }).slice(0, 10).map((hit) => String(hit.name)), work.queries, work.rounds)
  peer = { buildMs, all: peerRun.all, recall: Object.fromEntries(Object.entries(peerRun.kinds).map(([kind, each]) => [kind, each.recall])) }
}
const outcome: Outcome = { ...buildTimes(work.core), ours: ours.all, kinds: ours.kinds, limit: limit.all, peer }
console.log(JSON.stringify(outcome))
