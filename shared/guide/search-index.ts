// The index over an edition's names: postings of characters and of first syllables in typed arrays, nothing else, so that a phone
// without a JIT compiler builds it in slices of a few milliseconds. Candidates come from the shortest posting list and are then
// checked exactly: the same name, the same sound, one edit. Relies on pack.ts; knows nothing of sorting rules.
import { normalise } from './normalise'
import { readCoreLine, readHead, type CoreTerm, type EditionHead } from './pack'

export type GuideIndex = {
  head: EditionHead
  terms: CoreTerm[]
  /** Names as written and as compared, and the entry each belongs to. */
  names: string[]
  keys: string[]
  owner: number[]
  byKey: Map<string, number>
  byId: Map<string, number>
  /** Syllables in alphabetical order; `soundOf[character code]` is a syllable's number + 1. */
  syllables: string[]
  soundOf: Uint16Array
  /** Syllables that people mix up (z/zh, n/l, in/ing …) have the same class. */
  classOf: Uint16Array
  members: string[]
  exceptions: Map<number, number[]>
  /** Names by each character of their keys, and by their first syllable's number (0: none). */
  characters: Postings
  firsts: Postings
}

/** `names` of a code stand together, from `start[slotOf[code]]` to the next start; slot 0 is empty. */
type Postings = { slotOf: Uint16Array; start: Uint32Array; names: Uint16Array }

const noPostings = (): Postings => ({ slotOf: new Uint16Array(65_536), start: new Uint32Array(2), names: new Uint16Array(0) })
const fuzzy = (syllable: string): string => syllable.replace(/^([zcs])h/, '$1').replace(/^l/, 'n').replace(/([aei])ng$/, '$1n')
const DIGIT_SOUNDS = ['ling', 'yi', 'er', 'san', 'si', 'wu', 'liu', 'qi', 'ba', 'jiu']

function emptyIndex(core: string): GuideIndex {
  return {
    head: readHead(core), terms: [], names: [], keys: [], owner: [], byKey: new Map(), byId: new Map(), syllables: [], soundOf: new Uint16Array(65_536),
    classOf: new Uint16Array(0), members: [], exceptions: new Map(), characters: noPostings(), firsts: noPostings(),
  }
}

function readSounds(index: GuideIndex, line: string): void {
  const classes = new Map<string, number>()
  const groups = line ? line.split(' ') : []
  index.classOf = new Uint16Array(groups.length + 1)
  groups.forEach((group, at) => {
    let letters = 0
    while (group.charCodeAt(letters) < 128) letters += 1
    const syllable = group.slice(0, letters)
    index.syllables.push(syllable)
    index.members.push(group.slice(letters))
    for (let each = letters; each < group.length; each += 1) index.soundOf[group.charCodeAt(each)] = at + 1
    const digit = DIGIT_SOUNDS.indexOf(syllable)
    if (digit >= 0) index.soundOf[48 + digit] = at + 1
    const like = fuzzy(syllable)
    if (!classes.has(like)) classes.set(like, classes.size + 1)
    index.classOf[at + 1] = classes.get(like) ?? 0
  })
}

function readExceptions(index: GuideIndex, firstName: number, text: string): void {
  for (const each of text.split(' ')) {
    const [at = '0', readings = ''] = each.split(':')
    const name = firstName + Number(at)
    const key = index.keys[name] ?? ''
    const sounds = Array.from(key, (character) => index.soundOf[character.charCodeAt(0)] ?? 0)
    for (const reading of readings.split(',')) {
      const [position = '0', syllable = ''] = reading.split('=')
      // positions count the written characters; a dropped one (a space or a mark) shifts them
      const written = (index.names[name] ?? '').slice(0, Number(position))
      sounds[normalise(written).length] = index.syllables.indexOf(syllable) + 1
    }
    index.exceptions.set(name, sounds)
  }
}

function addTerm(index: GuideIndex, term: CoreTerm): void {
  const owner = index.terms.length
  const first = index.names.length
  index.terms.push(term)
  index.byId.set(term.id, owner)
  for (const name of term.names) {
    const key = normalise(name)
    if (key && !index.byKey.has(key)) index.byKey.set(key, index.names.length)
    index.names.push(name)
    index.keys.push(key)
    index.owner.push(owner)
  }
  if (term.readings) readExceptions(index, first, term.readings)
}

/** Fills in which of the texts hold which code, in two rounds: counting, placing. */
function* post({ slotOf, start }: Postings, texts: readonly string[], step: number): Generator<void, Postings> {
  const counts = [0]
  let [next, names, total]: [number[] | Uint32Array, Uint16Array, number] = [counts, new Uint16Array(0), 0]
  for (const placing of [false, true]) {
    for (let at = 0; at < texts.length; at += 1) {
      const text = texts[at] ?? ''
      for (let each = 0; each < text.length; each += 1) {
        const code = text.charCodeAt(each)
        const slot = slotOf[code] ||= counts.push(0) - 1
        const place = next[slot] ?? 0
        if (placing) names[place] = at
        next[slot] = place + 1
      }
      if (at % step === 0) yield
    }
    if (placing) break
    start = Uint32Array.from([...counts, 0], (count) => (total += count) - count)
    names = new Uint16Array(total)
    next = start.slice()
  }
  return { slotOf, start, names }
}

/** The sound of a name at a position: its own reading, else the character's. 0 is none. */
export const soundAt = (index: GuideIndex, name: number, at: number): number =>
  index.exceptions.get(name)?.[at] ?? index.soundOf[(index.keys[name] ?? '').charCodeAt(at)] ?? 0

function* build(index: GuideIndex, core: string, slice: number): Generator<void> {
  const lines = core.split('\n')
  readSounds(index, lines[1] ?? '')
  yield
  let classLine = ''
  for (let at = 2; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.startsWith('=')) classLine = line.slice(1)
    else if (line) addTerm(index, readCoreLine(line, classLine))
    if (at % slice === 0) yield
  }
  index.characters = yield* post(index.characters, index.keys, slice * 6)
  const firsts: string[] = []
  for (let name = 0; name < index.keys.length; name += 1) {
    firsts.push(String.fromCharCode(soundAt(index, name, 0)))
    if (name % (slice * 6) === 0) yield
  }
  index.firsts = yield* post(index.firsts, firsts, slice * 6)
}

/** Builds the whole index at once. @param core as packCore made it @throws Error when it is of another format */
export function buildIndex(core: string): GuideIndex {
  const index = emptyIndex(core)
  for (const pause of build(index, core, 1_000_000)) void pause
  return index
}

/** Builds it in slices of about `slice` entries: call `step` until it answers the index (null: not finished yet). */
export function buildIndexSliced(core: string, slice = 100): { step: () => GuideIndex | null } {
  const index = emptyIndex(core)
  const work = build(index, core, slice)
  return { step: () => (work.next().done ? index : null) }
}

/** Where the names with a code stand in `names`, as a range; empty when there are none. */
export function rangeOf({ slotOf, start }: Postings, code: number): readonly [number, number] {
  const slot = slotOf[code] ?? 0
  return [start[slot] ?? 0, start[slot + 1] ?? 0]
}

/** The name with exactly this key, or -1. */
export const findExact = (index: GuideIndex, key: string): number => index.byKey.get(key) ?? -1

/** Names that contain the key (beside being it), best first: the shorter ones, those that begin with it first. */
export function findContaining(index: GuideIndex, key: string, onlyPrefix: boolean): number[] {
  const [from, to] = rarest(index, key)
  const found: number[] = []
  for (let at = from; at < to; at += 1) {
    const name = index.characters.names[at] ?? 0
    const place = (index.keys[name] ?? '').indexOf(key)
    if ((place === 0 || (place > 0 && !onlyPrefix)) && found[found.length - 1] !== name) found.push(name)
  }
  const weight = (name: number): number => (index.keys[name] ?? '').length * 2 + ((index.keys[name] ?? '').startsWith(key) ? 0 : 1)
  return found.sort((a, b) => weight(a) - weight(b) || a - b)
}

/** The range of the character of `key` that the fewest names hold. */
export function rarest(index: GuideIndex, key: string): readonly [number, number] {
  let best: readonly [number, number] = [0, index.characters.names.length + 1]
  for (let at = 0; at < key.length; at += 1) {
    const range = rangeOf(index.characters, key.charCodeAt(at))
    if (range[1] - range[0] < best[1] - best[0]) best = range
  }
  return best
}

/** True when `a` becomes `b` by at most one insertion, deletion, replacement or exchange of neighbours. */
export function isWithinOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let head = 0
  while (head < short.length && short.charCodeAt(head) === long.charCodeAt(head)) head += 1
  let tail = 0
  while (tail < short.length - head && short.charCodeAt(short.length - 1 - tail) === long.charCodeAt(long.length - 1 - tail)) tail += 1
  const left = short.length - head - tail
  if (long.length !== short.length) return left <= 0
  return left <= 1 || (left === 2 && short[head] === long[head + 1] && short[head + 1] === long[head])
}
