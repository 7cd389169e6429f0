// 双随机: which places are visited, by whom, on which day and in which order, from a recorded seed. Pure and made of
// whole numbers alone: whoever has the file gets the same list, byte for byte. Numbers come from SHA-256 of the seed
// and a counter (`digest` is handed in, since every platform has its own); what does not divide evenly is thrown away,
// so that no place is likelier than another. What the draw may not do is part of its input: an inspector never visits
// the own subdistrict, nor a place whose last two visits they made, nor one they have to do with; at most six a day.

export type DrawTarget = { id: string; name: string; stratum: string; subdistrict: string | null; always: boolean }
/** `code` stands for a person; who it is is kept elsewhere. `homes`: subdistricts that they are of. */
export type DrawInspector = { code: string; homes: readonly string[] }
export type DrawExclusion = { inspector: string; target: string; why: 'lastVisits' | 'declared' | 'near' }

export type DrawInput = {
  format: 1
  /** 64 hexadecimal digits, made when everything else of the input was fixed. */
  seed: string
  kind: string
  area: string
  days: readonly string[]
  mostPerDay: number
  /** Of a hundred drawn places how many a second inspector sees too, rounded up. */
  doublePercent: number
  strata: readonly { key: string; name: string; count: number }[]
  targets: readonly DrawTarget[]
  inspectors: readonly DrawInspector[]
  exclusions: readonly DrawExclusion[]
}

export type Assignment = { target: string; inspector: string; day: string; position: number; isDouble: boolean }
export type DrawResult = {
  assignments: readonly Assignment[]
  /** Drawn, but nobody could go. */
  left: readonly string[]
}

/** SHA-256 of a text. */
export type Digest = (text: string) => Uint8Array

/** Whole numbers below a bound, each equally likely, the same ones for the same seed. */
export function numbersFrom(seed: string, digest: Digest): (below: number) => number {
  let counter = 0
  let words: number[] = []
  const word = (): number => {
    if (words.length === 0) {
      const bytes = digest(`${seed}:${counter}`)
      counter += 1
      for (let at = 0; at + 4 <= bytes.length; at += 4)
        words.push(
          (bytes[at] ?? 0) * 0x1000000 +
            (bytes[at + 1] ?? 0) * 0x10000 +
            (bytes[at + 2] ?? 0) * 0x100 +
            (bytes[at + 3] ?? 0),
        )
    }
    const [first = 0, ...rest] = words
    words = rest
    return first
  }
  return (below) => {
    const limit = 0x100000000 - (0x100000000 % below)
    for (;;) {
      const drawn = word()
      if (drawn < limit) return drawn % below
    }
  }
}

const inOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], below: (bound: number) => number): T[] {
  const mixed = [...list]
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = below(at + 1)
    const [one, two] = [mixed[at], mixed[other]]
    if (one !== undefined && two !== undefined) [mixed[at], mixed[other]] = [two, one]
  }
  return mixed
}

/** Of each stratum its number, those marked `always` beside it; strata and places in the order of their keys. */
function drawnTargets(input: DrawInput, below: (bound: number) => number): DrawTarget[] {
  const strata = [...input.strata].sort((one, other) => inOrder(one.key, other.key))
  return strata.flatMap(({ key, count }) => {
    const here = input.targets.filter(({ stratum }) => stratum === key).sort((one, other) => inOrder(one.id, other.id))
    const others = shuffled(
      here.filter(({ always }) => !always),
      below,
    )
    return [...here.filter(({ always }) => always), ...others.slice(0, count)]
  })
}

type Work = { load: Map<string, number>; byDay: Map<string, number> }

export function draw(input: DrawInput, digest: Digest): DrawResult {
  const below = numbersFrom(input.seed, digest)
  const inspectors = [...input.inspectors].sort((one, other) => inOrder(one.code, other.code))
  const closed = new Set(input.exclusions.map(({ inspector, target }) => `${inspector} ${target}`))
  const mayGo = ({ code, homes }: DrawInspector, { id, subdistrict }: DrawTarget): boolean =>
    !closed.has(`${code} ${id}`) && (subdistrict === null || !homes.includes(subdistrict))
  const work: Work = { load: new Map(), byDay: new Map() }
  const chosen = shuffled(drawnTargets(input, below), below)
  const pairs: { target: DrawTarget; inspector: DrawInspector }[] = []
  const left: string[] = []
  for (const target of chosen) {
    const able = inspectors.filter(
      (one) => mayGo(one, target) && (work.load.get(one.code) ?? 0) < input.mostPerDay * input.days.length,
    )
    const inspector = leastOf(able, ({ code }) => work.load.get(code) ?? 0, below)
    if (!inspector) left.push(target.id)
    else {
      pairs.push({ target, inspector })
      work.load.set(inspector.code, (work.load.get(inspector.code) ?? 0) + 1)
    }
  }
  const first = spread(input, inspectors, pairs, work, below)
  const second = doubled(input, { inspectors, pairs, first, mayGo, work }, below)
  return { assignments: routed([...first, ...second], below), left: [...left].sort(inOrder) }
}

/** One of those with the least to do; every one of them equally likely. */
function leastOf<T>(able: readonly T[], loadOf: (one: T) => number, below: (bound: number) => number): T | undefined {
  if (able.length === 0) return undefined
  const least = Math.min(...able.map(loadOf))
  const free = able.filter((one) => loadOf(one) === least)
  return free[below(free.length)]
}

const dayKey = (code: string, day: string): string => `${code} ${day}`

/** Each inspector's places over the days, evenly, in a drawn order. */
function spread(
  { days }: DrawInput,
  inspectors: readonly DrawInspector[],
  pairs: readonly { target: DrawTarget; inspector: DrawInspector }[],
  work: Work,
  below: (bound: number) => number,
): Assignment[] {
  return inspectors.flatMap(({ code }) => {
    const own = shuffled(
      pairs.filter(({ inspector }) => inspector.code === code),
      below,
    )
    const perDay = Math.max(1, Math.ceil(own.length / days.length))
    const order = shuffled(days, below)
    return own.flatMap(({ target }, at) => {
      const day = order[Math.floor(at / perDay)]
      if (day === undefined) return []
      const key = dayKey(code, day)
      work.byDay.set(key, (work.byDay.get(key) ?? 0) + 1)
      return [{ target: target.id, inspector: code, day, position: 0, isDouble: false }]
    })
  })
}

type Given = {
  inspectors: readonly DrawInspector[]
  pairs: readonly { target: DrawTarget; inspector: DrawInspector }[]
  first: readonly Assignment[]
  mayGo: (inspector: DrawInspector, target: DrawTarget) => boolean
  work: Work
}

/** A second inspector to some of them, on the same day, each with a form of their own. */
function doubled(
  input: DrawInput,
  { inspectors, pairs, first, mayGo, work }: Given,
  below: (bound: number) => number,
): Assignment[] {
  const targets = new Map(pairs.map(({ target }) => [target.id, target]))
  const wanted = Math.ceil((first.length * input.doublePercent) / 100)
  const found: Assignment[] = []
  for (const one of shuffled(first, below)) {
    if (found.length === wanted) break
    const target = targets.get(one.target)
    const able = inspectors.filter(
      (other) =>
        target !== undefined &&
        other.code !== one.inspector &&
        mayGo(other, target) &&
        (work.byDay.get(dayKey(other.code, one.day)) ?? 0) < input.mostPerDay,
    )
    const second = leastOf(able, ({ code }) => work.byDay.get(dayKey(code, one.day)) ?? 0, below)
    if (!second) continue
    const key = dayKey(second.code, one.day)
    work.byDay.set(key, (work.byDay.get(key) ?? 0) + 1)
    found.push({ target: one.target, inspector: second.code, day: one.day, position: 0, isDouble: true })
  }
  return found
}

/** The order of each inspector's day, drawn; listed by day, inspector and place in the route. */
function routed(all: readonly Assignment[], below: (bound: number) => number): Assignment[] {
  const keys = [...new Set(all.map(({ day, inspector }) => dayKey(inspector, day)))].sort(inOrder)
  const placed = keys.flatMap((key) =>
    shuffled(
      all.filter(({ day, inspector }) => dayKey(inspector, day) === key),
      below,
    ).map((one, at) => ({ ...one, position: at + 1 })),
  )
  return placed.sort(
    (one, other) =>
      inOrder(one.day, other.day) || inOrder(one.inspector, other.inspector) || one.position - other.position,
  )
}

/** The file that anybody runs again: what went in and what came out, each key where it was written. */
export const seedFile = (input: DrawInput, result: DrawResult): string =>
  `${JSON.stringify({ input, result }, null, 2)}\n`
