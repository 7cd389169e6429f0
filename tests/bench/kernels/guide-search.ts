// The measured part of G1 and G2, bundled by guide.ts and run in a process of its own, with and without --jitless (what
// an iPhone's mini-program gets). Reads its work from the file named first, prints one JSON line. The first round warms
// up and is not counted.
import { readFileSync } from 'node:fs'
import MiniSearch from 'minisearch'
import { normalise } from '@shared/guide/normalise'
import { suggest } from '@shared/guide/search'
import { lookUp } from '@shared/guide/search-find'
import {
  buildIndex,
  buildIndexSliced,
  codesOf,
  initialsCode,
  listOf,
  pairsOf,
  type GuideIndex,
  type Name,
} from '@shared/guide/search-index'

export type Work = {
  core: string
  documents: { id: number; name: string; pinyin: string; initials: string }[]
  queries: { kind: string; text: string; target: string }[]
  rounds: number
  peer: boolean
}
export type Timing = { p50: number; p99: number }
type Part = Timing & { recall: number }
/** All questions, those without and those with a slip, and each kind. */
export type Measured = { all: Part; asWritten: Part; slips: Part; kinds: Record<string, Part> }
export type Outcome = {
  buildMs: number
  longestSliceMs: number
  /**
   * The whole list under the search box · looking names up alone, what a peer does · the least that any engine has to
   * do.
   */
  ours: Measured
  engine: Measured
  limit: Measured
  /** For a slip: only reading the lists that decide, without comparing anything but lengths. */
  reading: Part
  peer: (Measured & { buildMs: number }) | null
}

const at = (values: number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0

const isSlip = (kind: string): boolean => kind.startsWith('typo')

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

/** Engines are measured in turns, so that whatever else the machine does meets them all. */
function measure(engines: readonly Engine[], queries: Work['queries'], rounds: number): Measured[] {
  const runs = engines.map((engine): ReturnType<typeof runOnce>[] => {
    runOnce(engine, queries)
    return []
  })
  for (let round = 0; round < rounds; round += 1)
    engines.forEach((engine, at) => runs[at]?.push(runOnce(engine, queries)))
  return runs.map((own) => {
    // the fastest round of each question: what the machine does besides is not the engine's; the slowest questions stay
    // the slowest
    const best = queries.map((_query, place) => Math.min(...own.map((run) => run.us[place] ?? 0)))
    const timing = (pick: (kind: string) => boolean): Timing & { recall: number } => {
      const places = queries.flatMap(({ kind }, place) => (pick(kind) ? [place] : []))
      const chosen = places.map((place) => best[place] ?? 0)
      return {
        p50: at(chosen, 0.5),
        p99: at(chosen, 0.99),
        recall: places.filter((place) => own[0]?.found[place]).length / Math.max(1, places.length),
      }
    }
    const kinds = [...new Set(queries.map((query) => query.kind))].map(
      (kind) => [kind, timing((each) => each === kind)] as const,
    )
    return {
      all: timing(() => true),
      asWritten: timing((kind) => !isSlip(kind)),
      slips: timing(isSlip),
      kinds: Object.fromEntries(kinds),
    }
  })
}

/** Han unigrams and bigrams, Latin words: how MiniSearch is usually set up for Chinese. */
function tokens(text: string): string[] {
  const grams: string[] = []
  for (const run of text.toLowerCase().match(/[a-z0-9]+|[\u4e00-\u9fff]+/g) ?? []) {
    if (/[a-z0-9]/.test(run)) {
      grams.push(run)
      continue
    }
    for (let place = 0; place < run.length; place += 1) {
      grams.push(run.charAt(place))
      if (place + 1 < run.length) grams.push(run.slice(place, place + 2))
    }
  }
  return grams
}

function buildPeer(documents: Work['documents']): MiniSearch<Work['documents'][number]> {
  const peer = new MiniSearch<Work['documents'][number]>({
    fields: ['name', 'pinyin', 'initials'],
    storeFields: ['name'],
    tokenize: tokens,
  })
  peer.addAll(documents)
  return peer
}

/** Is the name in an ascending list? By halving. */
function holds(list: readonly Name[], name: Name): boolean {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((list[middle]?.at ?? 0) < name.at) from = middle + 1
    else to = middle
  }
  return list[from] === name
}

type Lists = readonly (readonly Name[])[]

/** Names of `some` that all lists hold but for `spoiled` of them. */
const heldBy = (lists: Lists, some: readonly Name[], spoiled: number): Name[] =>
  some.filter((name) => {
    let missing = 0
    for (let at = 0; at < lists.length && missing <= spoiled; at += 1) if (!holds(lists[at] ?? [], name)) missing += 1
    return missing <= spoiled
  })

/** The shortest two lists together that lie `reach` apart: a slip spoils one of them at most. */
function eitherOf(lists: Lists, reach: number): readonly Name[] {
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
 * The least that an engine of this kind has to do for a question: names that have all of its characters, or pairs of
 * letters, or its first initials, in no order and compared no further; where something was mistyped, all but what that
 * can spoil (a character, three pairs).
 */
function intersect(index: GuideIndex, { kind, text }: Work['queries'][number]): string[] {
  const isHan = text.charCodeAt(0) > 255
  const mistyped = isSlip(kind)
  const codes = isHan
    ? codesOf(normalise(text))
    : kind === 'initials'
      ? [initialsCode(text)]
      : pairsOf(mistyped ? `${text} ` : text)
  const lists = codes.map((code) => listOf(index, code))
  const [shortest = [], ...others] = [...lists].sort((a, b) => a.length - b.length)
  const spoiled = isHan ? 1 : 3
  const found = mistyped ? heldBy(lists, eitherOf(lists, spoiled), spoiled) : heldBy(others, shortest, 0)
  return found.slice(0, 10).map(({ written }) => written)
}

/**
 * What has to be read for a slip, of about the right length. It finds far too much: it is no search, only less than any
 * search can do.
 */
function read(index: GuideIndex, { kind, text }: Work['queries'][number]): string[] {
  const isHan = text.charCodeAt(0) > 255
  const key = normalise(text)
  if (!isSlip(kind)) return []
  const found = eitherOf(
    (isHan ? codesOf(key) : pairsOf(`${key} `)).map((code) => listOf(index, code)),
    isHan ? 1 : 3,
  )
  return found
    .filter((name) => Math.abs((isHan ? name.key : name.pinyin).length - key.length) <= 1)
    .slice(0, 10)
    .map(({ written }) => written)
}

const elapsed = (body: () => void): number => {
  const from = process.hrtime.bigint()
  body()
  return Number(process.hrtime.bigint() - from) / 1e6
}

function buildTimes(core: string): { buildMs: number; longestSliceMs: number } {
  const whole = Array.from({ length: 9 }, () => elapsed(() => void buildIndex(core)))
  // the same slice takes the same work every time: its fastest run is what it costs, whatever else the machine was
  // doing
  const slices: number[] = []
  for (let round = 0; round < 7; round += 1) {
    const sliced = buildIndexSliced(core)
    for (let at = 0, done = false; !done; at += 1)
      slices[at] = Math.min(
        slices[at] ?? Infinity,
        elapsed(() => {
          done = sliced.step() !== null
        }),
      )
  }
  return { buildMs: Math.min(...whole), longestSliceMs: Math.max(...slices) }
}

const work = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Work
const index = buildIndex(work.core)
const whole: Engine = ({ text }) => suggest(index, text, 10).map((hit) => hit.matched)
const alone: Engine = ({ text }) => lookUp(index, normalise(text), 10).map(({ name }) => name.written)
const [ours, engine, limit, reading] = measure(
  [whole, alone, (query) => intersect(index, query), (query) => read(index, query)],
  work.queries,
  work.rounds,
)
if (!ours || !engine || !limit || !reading) throw new Error('nothing was measured')
let peer: Outcome['peer'] = null
if (work.peer) {
  const buildMs = Math.min(...Array.from({ length: 3 }, () => elapsed(() => void buildPeer(work.documents))))
  const documents = buildPeer(work.documents)
  const options = { prefix: true, fuzzy: (term: string) => (term.length > 1 ? 1 : false) }
  const [measured] = measure(
    [
      ({ text }) =>
        documents
          .search(text, options)
          .slice(0, 10)
          .map((hit) => String(hit.name)),
    ],
    work.queries,
    work.rounds,
  )
  if (measured) peer = { buildMs, ...measured }
}
const outcome: Outcome = { ...buildTimes(work.core), ours, engine, limit, reading: reading.slips, peer }
console.log(JSON.stringify(outcome))
