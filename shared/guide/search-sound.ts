// Finding names by how they sound or are nearly written: pinyin, initials, homophones, one wrong letter or character.
// Relies on the index's ranges of first syllables, which lie in alphabetical order.
import { isWithinOneEdit, rangeOf, soundAt, type GuideIndex } from './search-index'

/** The syllable of a name's character; a Latin letter stands for itself. */
function partAt(index: GuideIndex, name: number, at: number): string {
  const sound = soundAt(index, name, at)
  return sound > 0 ? index.syllables[sound - 1] ?? '' : (index.keys[name] ?? '').charAt(at)
}

/** The name's pinyin without tones. */
export function pinyinOf(index: GuideIndex, name: number): string {
  let text = ''
  for (let at = 0; at < (index.keys[name] ?? '').length; at += 1) text += partAt(index, name, at)
  return text
}

/** Does the name's pinyin equal the letters (2), begin with them (1), or neither (0)? Walks without building the string. */
function comparePinyin(index: GuideIndex, name: number, letters: string): 0 | 1 | 2 {
  const { length } = index.keys[name] ?? ''
  let done = 0
  for (let at = 0; at < length; at += 1) {
    const part = partAt(index, name, at)
    if (!letters.startsWith(part, done)) return part.startsWith(letters.slice(done)) ? 1 : 0
    done += part.length
    if (done === letters.length) return at === length - 1 ? 2 : 1
  }
  return 0
}

function initialsMatch(index: GuideIndex, name: number, letters: string): 0 | 1 | 2 {
  const { length } = index.keys[name] ?? ''
  if (length < letters.length) return 0
  for (let at = 0; at < letters.length; at += 1) if (partAt(index, name, at).charCodeAt(0) !== letters.charCodeAt(at)) return 0
  return length === letters.length ? 2 : 1
}

/** Names that begin with a wanted syllable and pass a test: 2 equal, 1 longer; Latin letters at the beginning are no syllable. */
function collect(index: GuideIndex, wanted: (syllable: string) => boolean, test: (name: number) => 0 | 1 | 2): { equal: number[]; longer: number[] } {
  const equal: number[] = []
  const longer: number[] = []
  for (let sound = 0; sound <= index.syllables.length; sound += 1) {
    if (sound > 0 && !wanted(index.syllables[sound - 1] ?? '')) continue
    const [from, to] = rangeOf(index.firsts, sound)
    for (let at = from; at < to; at += 1) {
      const name = index.firsts.names[at] ?? 0
      const match = test(name)
      if (match > 0) (match > 1 ? equal : longer).push(name)
    }
  }
  return { equal: sorted(index, equal), longer: sorted(index, longer) }
}

const isCanonical = (index: GuideIndex, name: number): boolean => name === 0 || index.owner[name] !== index.owner[name - 1]
/** Everyday things have many names: that tells the likelier of two that fit equally; X光片 is not what is meant by xgp. */
const rank = (index: GuideIndex, name: number): number =>
  (index.keys[name] ?? '').length * 40 - Math.min(20, index.terms[index.owner[name] ?? 0]?.names.length ?? 0) * 2 + (isCanonical(index, name) ? 0 : 10)
  + ((index.keys[name] ?? '') < '\u3007' ? 40 : 0)
const sorted = (index: GuideIndex, names: number[]): number[] => names.sort((a, b) => rank(index, a) - rank(index, b) || a - b)

/** Names by full pinyin: equal ones, and those that begin so (for words still being typed). @param letters a-z only */
export const findPinyin = (index: GuideIndex, letters: string): { equal: number[]; longer: number[] } =>
  collect(index, (syllable) => letters.startsWith(syllable) || syllable.startsWith(letters), (name) => comparePinyin(index, name, letters))

/** Names by the first letters of their syllables. */
export const findInitials = (index: GuideIndex, letters: string): { equal: number[]; longer: number[] } =>
  collect(index, (syllable) => syllable.charAt(0) === letters.charAt(0), (name) => initialsMatch(index, name, letters))

/** Could a text that begins with `syllable` be one letter away from `letters`? */
const nearlyBegins = (syllable: string, letters: string): boolean => {
  const length = syllable.length
  return isWithinOneEdit(syllable, letters.slice(0, length)) || isWithinOneEdit(syllable, letters.slice(0, length + 1))
    || isWithinOneEdit(syllable, letters.slice(0, length - 1))
    // neighbours exchanged across the syllable's end
    || letters.startsWith(syllable.slice(0, length - 1))
}

/** Names whose pinyin is one letter away. At least 4 letters, since shorter ones are near to everything. */
export function findPinyinTypo(index: GuideIndex, letters: string): number[] {
  if (letters.length < 4) return []
  return collect(index, (syllable) => nearlyBegins(syllable, letters), (name) => {
    // a syllable has 1 to 6 letters
    const length = (index.keys[name] ?? '').length
    return length <= letters.length + 1 && length * 6 >= letters.length - 1 && isWithinOneEdit(pinyinOf(index, name), letters) ? 2 : 0
  }).equal
}

const classAt = (index: GuideIndex, code: number): number => index.classOf[index.soundOf[code] ?? 0] ?? 0

/** Characters that may be meant by one of this sound: those of its class of easily confused syllables. */
function soundAlikes(index: GuideIndex, code: number): number[] {
  const wanted = classAt(index, code)
  if (wanted === 0) return [code]
  const codes: number[] = []
  index.members.forEach((characters, at) => {
    if (index.classOf[at + 1] !== wanted) return
    for (let each = 0; each < characters.length; each += 1) {
      if ((index.characters.slotOf[characters.charCodeAt(each)] ?? 0) > 0) codes.push(characters.charCodeAt(each))
    }
  })
  return codes
}

const costOf = (index: GuideIndex, codes: readonly number[]): number =>
  codes.reduce((sum, code) => { const [from, to] = rangeOf(index.characters, code); return sum + to - from }, 0)

/** Names of the same length that sound alike: first those with the same syllables, then the easily confused ones. */
export function findHomophones(index: GuideIndex, key: string): number[] {
  if (key.length < 2) return []
  const choices = Array.from(key, (character) => soundAlikes(index, character.charCodeAt(0)))
  const cheapest = choices.reduce((best, codes) => (costOf(index, codes) < costOf(index, best) ? codes : best))
  const found: { name: number; distance: number }[] = []
  for (const code of cheapest) {
    const [from, to] = rangeOf(index.characters, code)
    for (let at = from; at < to; at += 1) {
      const name = index.characters.names[at] ?? 0
      if ((index.keys[name] ?? '').length !== key.length) continue
      const distance = soundDistance(index, name, key)
      // of two characters one has to be right and the other to sound the same: 木锨 is no 木箱, 智齿 no 直尺
      if (distance < (key.length === 2 ? 2 : 100)) found.push({ name, distance })
    }
  }
  found.sort((a, b) => a.distance - b.distance || a.name - b.name)
  return [...new Set(found.map((each) => each.name))]
}

function soundDistance(index: GuideIndex, name: number, key: string): number {
  const other = index.keys[name] ?? ''
  let distance = 0
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at)
    if (code === other.charCodeAt(at)) continue
    const sound = soundAt(index, name, at)
    const own = index.soundOf[code] ?? 0
    if (own === 0 || sound === 0 || index.classOf[own] !== index.classOf[sound]) return 100
    distance += own === sound ? 1 : 4
  }
  return distance
}

/** How many names end (or begin) with a character, up to 3. */
function edgeCount(index: GuideIndex, code: number, atEnd: boolean): number {
  const [from, to] = rangeOf(index.characters, code)
  let count = 0
  for (let at = from; at < to && count < 3; at += 1) {
    const key = index.keys[index.characters.names[at] ?? 0] ?? ''
    if (key.charCodeAt(atEnd ? key.length - 1 : 0) === code) count += 1
  }
  return count
}

/** A slip of the finger, or another word? A head or a first part that other names have too is meant: 气垫膜 is no 气垫床. */
function isSlip(index: GuideIndex, key: string, other: string): boolean {
  const last = key.length - 1
  if (key.length < other.length) return key.length >= 4 || (key.charCodeAt(0) === other.charCodeAt(0) && key.charCodeAt(last) === other.charCodeAt(other.length - 1))
  if (key.length > other.length) return !key.startsWith(other) || edgeCount(index, key.charCodeAt(last), true) === 0
  if (key.charCodeAt(last) !== other.charCodeAt(last) && key.slice(0, last) === other.slice(0, last)) return edgeCount(index, key.charCodeAt(last), true) < 3
  if (key.charCodeAt(0) !== other.charCodeAt(0) && key.slice(1) === other.slice(1)) return key.length >= 4 || edgeCount(index, key.charCodeAt(0), false) < 3
  const [from, to] = rangeOf(index.characters, key.charCodeAt(1))
  // in the middle of three, a character that many names hold tells another thing apart
  return key.length > 3 || key.charCodeAt(1) === other.charCodeAt(1) || key.charCodeAt(0) !== other.charCodeAt(0) || to - from < 10
}

/**
 * Names one character away (replaced, missing, too much, exchanged). At least 3 characters.
 * @param strict leaves out what is rather another word than a slip
 */
export function findTypo(index: GuideIndex, key: string, strict = true): number[] {
  if (key.length < 3) return []
  const ranges = Array.from(key, (character) => rangeOf(index.characters, character.charCodeAt(0)))
  // one edit touches at most one character, so one of any two others is there: the two rarest that occur decide
  const two = [...ranges].sort((a, b) => a[1] - a[0] - (b[1] - b[0])).slice(0, 2)
  const found = new Set<number>()
  for (const [from, to] of two) {
    for (let at = from; at < to; at += 1) {
      const name = index.characters.names[at] ?? 0
      const other = index.keys[name] ?? ''
      if (other.length >= 3 && Math.abs(other.length - key.length) <= 1 && isWithinOneEdit(key, other) && (!strict || isSlip(index, key, other))) found.add(name)
    }
  }
  const weight = (name: number): number => Math.abs((index.keys[name] ?? '').length - key.length)
  return [...found].sort((a, b) => weight(a) - weight(b) || rank(index, a) - rank(index, b) || a - b)
}
