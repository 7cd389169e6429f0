// The index over an edition's names: for each character, each pair of neighbouring letters in the pinyin and each pair
// of first initials, the names that have it. Nothing else is needed to search: what a search reads is the shortest of
// these lists, and each candidate is then compared exactly. Built in slices of a few milliseconds, for phones without a
// JIT compiler. Relies on pack.ts and on at most 65,536 names; knows nothing of sorting rules.
import { normalise } from './normalise'
import { readCoreLine, readHead, type CoreTerm, type EditionHead } from './pack'

/** One of an entry's names. */
export type Name = {
  at: number
  /** Its entry's number. */
  term: number
  written: string
  /**
   * As it is compared; its pinyin without tones and the first letters of its syllables, where a Latin letter stands for
   * itself.
   */
  key: string
  pinyin: string
  initials: string
  /** The less, the likelier it is meant among those that fit as well. */
  rank: number
  /** Its syllables' numbers where it is not read as its characters usually are. */
  sounds: number[] | null
}

export type GuideIndex = {
  head: EditionHead
  terms: CoreTerm[]
  byId: Map<string, number>
  names: Name[]
  byKey: Map<string, Name>
  /** Names, in their order, by code: a character's own, or that of a pair. */
  lists: (Name[] | undefined)[]
  /** `soundOf[character code]` is a syllable's number; 0 is none. */
  syllables: string[]
  soundOf: Uint16Array
  /** Syllables that people mix up (z/zh, n/l, in/ing …) are the same here. */
  alike: string[]
  /** The line of word lists, which plain.ts reads. */
  words: string
}

const DIGIT_SOUNDS = 'ling yi er san si wu liu qi ba jiu'.split(' ')

/** The names with a code. */
export const listOf = (index: GuideIndex, code: number): readonly Name[] => index.lists[code] ?? []
const pair = (a: number, b: number): number => 1024 + (a & 31) * 32 + (b & 31)

/** Codes of a text's characters. */
export function codesOf(text: string): number[] {
  const codes: number[] = []
  for (let at = 0; at < text.length; at += 1) codes.push(text.charCodeAt(at))
  return codes
}
/**
 * Codes of neighbours among letters, the first with a space before it. Names also have that of their last letter and a
 * space.
 */
export const pairsOf = (letters: string): number[] =>
  codesOf(letters).map((code, at) => pair(letters.charCodeAt(at - 1), code))
const mixed = (code: number): number => (code === 108 ? 110 : code)
/** The code of the first two of a word's initials, in which l and n are the same. */
export const initialsCode = (initials: string): number =>
  1024 + pair(mixed(initials.charCodeAt(0)), mixed(initials.charCodeAt(1)))

/** The syllables' numbers of a key, read as its characters usually are. */
export const soundsOf = (index: GuideIndex, key: string): number[] =>
  codesOf(key).map((code) => index.soundOf[code] ?? 0)
/** The code of a key's first two initials. */
export const soundCode = (index: GuideIndex, key: string, sounds: readonly number[]): number =>
  initialsCode(sounds.map((sound, at) => (index.syllables[sound] || key.charAt(at)).charAt(0)).join(''))

function readSounds(index: GuideIndex, line: string): void {
  for (const group of line.split(' ')) {
    const sound = index.syllables.length
    const syllable = group.replace(/[^a-z]+/, '')
    index.syllables.push(syllable)
    index.alike.push(
      syllable
        .replace(/^([zcs])h/, '$1')
        .replace(/^l/, 'n')
        .replace(/([aei])ng$/, '$1n'),
    )
    for (const code of codesOf(group.slice(syllable.length))) index.soundOf[code] = sound
    const digit = DIGIT_SOUNDS.indexOf(syllable)
    if (digit >= 0) index.soundOf[48 + digit] = sound
  }
}

function put(index: GuideIndex, name: Name, code: number): void {
  const list = (index.lists[code] ??= [])
  if (list[list.length - 1] !== name) list.push(name)
}

/**
 * @param readings "position=syllable" joined by commas, for what is read otherwise; positions count the written
 * characters
 */
function readOtherwise(index: GuideIndex, { written, key }: Name, readings: string): number[] {
  const sounds = soundsOf(index, key)
  for (const reading of readings.split(',')) {
    const [position, syllable = ''] = reading.split('=')
    sounds[normalise(written.slice(0, Number(position))).length] = index.syllables.indexOf(syllable)
  }
  return sounds
}

/** Used again for each name, so that building leaves little to clear away. */
const letters: number[] = []
const initials: number[] = []
const textOf = (codes: number[]): string => String.fromCharCode.apply(null, codes)

/**
 * The one loop that building takes its time in: plain steps, since a phone may only interpret them, and letters
 * collected as numbers, since each text put together piece by piece is work for the garbage collector.
 */
function putSounds(index: GuideIndex, name: Name): void {
  const { key, sounds } = name
  letters.length = 0
  initials.length = 0
  let last = 32
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at)
    put(index, name, code)
    const syllable = index.syllables[sounds ? (sounds[at] ?? 0) : (index.soundOf[code] ?? 0)] || key.charAt(at)
    initials.push(syllable.charCodeAt(0))
    for (let place = 0; place < syllable.length; place += 1) {
      const letter = syllable.charCodeAt(place)
      letters.push(letter)
      put(index, name, pair(last, letter))
      last = letter
    }
  }
  name.pinyin = textOf(letters)
  name.initials = textOf(initials)
  put(index, name, pair(last, 32))
  put(index, name, initialsCode(name.initials))
  // a typed word is read as usual: it has to find the name too
  if (sounds) put(index, name, soundCode(index, key, soundsOf(index, key)))
}

function addTerm(index: GuideIndex, entry: CoreTerm): void {
  const term = index.terms.push(entry) - 1
  index.byId.set(entry.id, term)
  const readings =
    entry.readings && new Map(entry.readings.split(' ').map((each) => each.split(':') as [string, string]))
  entry.names.forEach((written, at) => {
    const key = normalise(written)
    // everyday things have many names; X光片 is not what is meant by xgp
    const rank =
      key.length * 40 + 40 - Math.min(20, entry.names.length) * 2 + (at > 0 ? 10 : 0) + (key < '\u3007' ? 40 : 0)
    const name: Name = { at: index.names.length, term, written, key, pinyin: '', initials: '', rank, sounds: null }
    index.names.push(name)
    if (!index.byKey.has(key)) index.byKey.set(key, name)
    const other = readings && readings.get(String(at))
    if (other) name.sounds = readOtherwise(index, name, other)
    putSounds(index, name)
  })
}

/**
 * Builds it in slices of about `slice` names: call `step` until it answers the index (null: not finished yet).
 * @param core as packCore made it @throws Error when it is of another format
 */
export function buildIndexSliced(core: string, slice = 200): { step: () => GuideIndex | null } {
  const index: GuideIndex = {
    head: readHead(core),
    terms: [],
    byId: new Map(),
    names: [],
    byKey: new Map(),
    lists: new Array<undefined>(0xa000),
    syllables: [''],
    soundOf: new Uint16Array(0xa000),
    alike: [''],
    words: '',
  }
  let [lines, at, classLine]: [string[], number, string] = [[], 0, '']
  const step = (): GuideIndex | null => {
    if (at === 0) {
      lines = core.split('\n')
      readSounds(index, lines[1] ?? '')
      index.words = lines[2] ?? ''
      at = 3
      return null
    }
    for (const until = index.names.length + slice; at < lines.length && index.names.length < until; at += 1) {
      const line = lines[at] ?? ''
      if (line.startsWith('=')) classLine = line.slice(1)
      else if (line) addTerm(index, readCoreLine(line, classLine))
    }
    return at < lines.length ? null : index
  }
  return { step }
}

/** Builds the whole index at once. @throws Error when the core is of another format */
export function buildIndex(core: string): GuideIndex {
  const { step } = buildIndexSliced(core, Infinity)
  for (;;) {
    const index = step()
    if (index) return index
  }
}
