// Pinyin for the names of an edition, from pinyin-pro, computed once when an edition is packed: each character's usual
// reading and, for names, where they differ (弹簧 tan, 子弹 dan). Also the common characters of GB 2312's first level, so
// that a wrong character of the same sound is understood on a phone without a dictionary.
import { pinyin, polyphonic } from 'pinyin-pro'
import type { Readings } from '@shared/guide/pack'

const HAN = /[\u4e00-\u9fff]/

const syllablesOf = (text: string): string[] => pinyin(text, { toneType: 'none', type: 'array', v: true })

let commonCharacters = ''
/** The 3,755 characters of GB 2312 level 1 (rows 16 to 55). */
function firstLevel(): string {
  if (commonCharacters) return commonCharacters
  const decoder = new TextDecoder('gb2312')
  for (let row = 0xb0; row <= 0xd7; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) commonCharacters += decoder.decode(new Uint8Array([row, cell]))
  }
  return commonCharacters
}

function usualReadings(characters: readonly string[]): Map<string, string> {
  const readings = new Map<string, string>()
  // one by one: in a run, neighbours would be read as words
  for (const character of characters) readings.set(character, syllablesOf(character)[0] ?? '')
  return readings
}

/**
 * Of as many the one that the character has alone, else the last in the alphabet: the order of the names decides
 * nothing, so that editions can be compared.
 */
const mostOften = (count: ReadonlyMap<string, number>, alone: string | undefined): string =>
  [...count].sort(
    ([one, often], [other, asOften]) =>
      asOften - often || Number(other === alone) - Number(one === alone) || (one < other ? 1 : -1),
  )[0]?.[0] ?? ''

/** Readings of all names. @param names as written; Latin letters and digits need none */
export function readingsOf(names: readonly string[]): Readings {
  const own = [...new Set(names.join(''))].filter((character) => HAN.test(character))
  const characters = [...new Set([...own, ...firstLevel()])].filter((character) => HAN.test(character))
  const usual = usualReadings(characters)
  const ambiguous = new Set(
    own.filter((character) => (polyphonic(character, { type: 'array', toneType: 'none' })[0] ?? []).length > 1),
  )
  const exceptions = new Map<string, string>()
  const counts = new Map<string, Map<string, number>>()
  const read = names
    .filter((name) => [...name].some((character) => ambiguous.has(character)))
    .map((name) => ({ name, syllables: syllablesOf(name) }))
  for (const { name, syllables } of read) {
    ;[...name].forEach((character, at) => {
      if (!ambiguous.has(character)) return
      const count = counts.get(character) ?? new Map<string, number>()
      counts.set(character, count)
      count.set(syllables[at] ?? '', (count.get(syllables[at] ?? '') ?? 0) + 1)
    })
  }
  for (const [character, count] of counts) usual.set(character, mostOften(count, usual.get(character)))
  for (const { name, syllables } of read) {
    const different = [...name].flatMap((character, at) =>
      ambiguous.has(character) && syllables[at] !== usual.get(character) ? [`${at}=${syllables[at]}`] : [],
    )
    if (different.length > 0) exceptions.set(name, different.join(','))
  }
  return { lines: linesOf(usual), exceptionsOf: (name) => exceptions.get(name) ?? '' }
}

function linesOf(usual: ReadonlyMap<string, string>): string[] {
  const bySyllable = new Map<string, string>()
  for (const [character, syllable] of usual) {
    if (/^[a-z]+$/.test(syllable)) bySyllable.set(syllable, (bySyllable.get(syllable) ?? '') + character)
  }
  return [...bySyllable]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([syllable, characters]) => syllable + [...characters].sort().join(''))
}
