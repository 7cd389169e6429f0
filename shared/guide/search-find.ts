// Finding names in the index: written so, containing it, sounding so (pinyin, initials, easily confused syllables), one
// slip away. Every search reads the shortest lists that decide and compares each candidate exactly; a slip is looked
// for only where nothing else is found. Relies on the codes of search-index.ts. Knows nothing of sentences or sorting
// rules.
import { codesOf, initialsCode, listOf, pairsOf, soundCode, soundsOf, type GuideIndex, type Name } from './search-index'

export type Found = { name: Name; by: 'pinyin' | 'initials' | 'typo' | 'part' }

/** The name with exactly this key. */
export const findExact = (index: GuideIndex, key: string): Name | undefined => index.byKey.get(key)

/** A name, also with or without 子, 儿 and a doubled last character. */
export function nameOf(index: GuideIndex, word: string): Name | undefined {
  const exact = findExact(index, word)
  if (exact || word.length < 2) return exact
  for (const form of [
    `${word}子`,
    word.replace(/[子儿]$/, ''),
    word.replace(/儿/g, ''),
    word.replace(/(.)\1$/, '$1'),
  ]) {
    const name = form.length >= 2 && form !== word ? findExact(index, form) : undefined
    if (name) return name
  }
  return undefined
}

/** As many as anyone reads. */
const MOST = 100
/** Those to which `weigh` gives a weight, each once, the lightest first; at least the lightest of them. */
function best(index: GuideIndex, names: readonly Name[], weigh: (name: Name) => number): Name[] {
  let found: number[] = []
  let worst = Infinity
  const cut = (): void => {
    found = [...new Set(Float64Array.from(found).sort())].slice(0, MOST)
  }
  for (const name of names) {
    const weight = weigh(name) * 65_536 + name.at
    if (weight >= worst || found.push(weight) < MOST * 2) continue
    cut()
    worst = found[MOST - 1] ?? Infinity
  }
  if (found.length > 1) cut()
  return found.flatMap((each) => index.names[each % 65_536] ?? [])
}

const rarest = (index: GuideIndex, codes: readonly number[]): readonly Name[] =>
  codes.map((code) => listOf(index, code)).reduce((least, list) => (list.length < least.length ? list : least))

/** Names that contain the key (or are it), best first: the shorter ones, those that begin with it first. */
export const findContaining = (index: GuideIndex, key: string, onlyPrefix: boolean): Name[] =>
  best(index, rarest(index, codesOf(key)), ({ key: text }) => {
    const place = text.indexOf(key)
    return place < 0 || (place > 0 && onlyPrefix) ? Infinity : text.length * 2 + Math.sign(place)
  })

/** True when `a` becomes `b` by at most one insertion, deletion, replacement or exchange of neighbours. */
export function isWithinOneEdit(a: string, b: string): boolean {
  let head = 0
  while (head < a.length && a.charCodeAt(head) === b.charCodeAt(head)) head += 1
  const [left, right, restOfA, restOfB] = [a.slice(head), b.slice(head), a.slice(head + 1), b.slice(head + 1)]
  return (
    restOfA === restOfB ||
    left === restOfB ||
    restOfA === right ||
    (left.charAt(0) === right.charAt(1) && left.charAt(1) === right.charAt(0) && left.slice(2) === right.slice(2))
  )
}

/**
 * Names whose text is one edit away. @param reach how many neighbouring codes an edit can spoil at most: of two as far
 * apart, one is there
 */
function findNear(
  index: GuideIndex,
  field: 'key' | 'pinyin',
  text: string,
  codes: readonly number[],
  reach: number,
): Name[] {
  const lists = codes.map((code) => listOf(index, code))
  let [least, one, other] = [Infinity, lists[0] ?? [], lists[0] ?? []]
  for (let at = reach; at < lists.length; at += 1) {
    // the shortest list that lies far enough before
    const [before, list] = [
      lists.slice(0, at - reach + 1).reduce((a, b) => (b.length < a.length ? b : a)),
      lists[at] ?? [],
    ]
    if (before.length + list.length < least) [least, one, other] = [before.length + list.length, before, list]
  }
  return best(index, one.concat(other), (name) => {
    const more = Math.abs(name[field].length - text.length)
    // a letter is left out as often as it is wrong, a character is not
    return more <= 1 && isWithinOneEdit(text, name[field]) ? (reach > 1 ? 0 : more * 8192) + name.rank : Infinity
  })
}

/** Names one character away (replaced, missing, too much, exchanged). At least 3 characters. */
export const findTypo = (index: GuideIndex, key: string): Name[] =>
  key.length < 3 ? [] : findNear(index, 'key', key, codesOf(key), 1).filter((name) => name.key.length >= 3)

/** Names of the same length that sound alike: first those with the same syllables, then the easily confused ones. */
export function findHomophones(index: GuideIndex, key: string): Name[] {
  if (key.length < 2) return []
  const sounds = soundsOf(index, key)
  return best(index, listOf(index, soundCode(index, key, sounds)), ({ key: other, sounds: otherwise }) => {
    let distance = other.length === key.length ? 0 : Infinity
    for (let at = 0; at < key.length && distance < Infinity; at += 1) {
      if (key.charCodeAt(at) === other.charCodeAt(at)) continue
      const [own, its] = [sounds[at] ?? 0, otherwise?.[at] ?? index.soundOf[other.charCodeAt(at)] ?? 0]
      distance += own && index.alike[own] === index.alike[its] ? (own === its ? 1 : 4) : Infinity
    }
    // of two characters one has to be right and the other to sound the same: 木锨 is no 木箱, 智齿 no 直尺
    return key.length > 2 || distance < 2 ? distance : Infinity
  })
}

/** Names by letters: pinyin, initials, then what begins so; one wrong letter only where there is none. */
export function findLetters(index: GuideIndex, letters: string): Found[] {
  const begins = (by: 'pinyin' | 'initials', codes: readonly number[]): [Found[], Found[]] => {
    const found = best(index, rarest(index, codes), (name) =>
      name[by].startsWith(letters) ? name.rank : Infinity,
    ).map((name) => ({ name, by }))
    return [
      found.filter(({ name }) => name[by] === letters),
      letters.length < 3 ? [] : found.filter(({ name }) => name[by] !== letters),
    ]
  }
  const [pinyin, longer] = begins('pinyin', pairsOf(letters))
  const [initials, more] = letters.length < 2 ? [[], []] : begins('initials', [initialsCode(letters)])
  const found: Found[] = [...pinyin, ...initials, ...longer]
  // shorter ones are near to everything
  if (found.length === 0 && letters.length >= 4)
    found.push(
      ...findNear(index, 'pinyin', letters, pairsOf(`${letters} `), 3).map((name) => ({ name, by: 'typo' as const })),
    )
  return [...found, ...more]
}

/**
 * What a person may be typing: names, best first. @param key normalised, not empty; letters alone are taken for pinyin
 */
export function lookUp(index: GuideIndex, key: string, limit: number): Found[] {
  if (/^[a-z]+$/.test(key)) return findLetters(index, key).slice(0, limit)
  const names = findContaining(index, key, false)
  return (
    names.length > 0 ? names.slice(0, limit) : [...findHomophones(index, key), ...findTypo(index, key)].slice(0, limit)
  ).map((name) => ({ name, by: 'part' }))
}
