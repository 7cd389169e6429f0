// Reads a phrase into words: what the edition knows (hazardous or not), what a substance is kept in or sticks to, words
// that say nothing of the thing, and what nobody knows. Of all ways to cut the phrase the one with the fewest words
// counts ("玻璃|水杯", not the washer fluid 玻璃水). Relies on the index, the brands and the words of substances.ts.
import { brandsOf } from './brands'
import { categoryOf } from './codes'
import { classOf } from './hits'
import { findExact } from './search-find'
import type { GuideIndex, Name } from './search-index'
import { ALONE, CARRIER, FILLERS, STEMS, VESSEL } from './substances'

export type Word = {
  from: number
  to: number
  text: string
  /** carrier: also a lid, a glove, a rag, a brush. */
  kind: 'hazard' | 'thing' | 'vessel' | 'carrier' | 'filler' | 'unknown'
  /** What the edition calls it; null for a stem or what it doesn't know. */
  name: Name | null
  /** A hazard only beside a vessel: a maker of many things, a single character. */
  weak: boolean
}

/** An entry that harms: hazardous waste, or what belongs to no bin at all and is dangerous (gas bottles, needles). */
export const isHazardClass = (classLine: string): boolean =>
  classLine.startsWith('H.') ||
  (classLine.startsWith('N ') &&
    / (not_household|return_to_shop|hazardous_point)/.test(classLine) &&
    / danger/.test(classLine))

const LONGEST = 12
const LAST_OF_CARRIER =
  /[瓶罐桶壶听筒坛缸盒箱袋兜管装物器杯碗盆盘勺量斗瓮篓筐子儿身底口盖塞胆皮套罩布巾棉球签绵刷筒头嘴枪机纸膜箔棍棒铲渣液板壳]$/
/** Where a hazard's name is as likely as another way to cut the phrase, these behind it decide for the hazard. */
const HOLDS = /^[的空旧废塑玻铁铝不瓶罐桶袋管盒壶喷手抹刷口盖]/

const word = (from: number, text: string, kind: Word['kind'], name: Name | null = null, weak = false): Word => ({
  from,
  to: from + text.length,
  text,
  kind,
  name,
  weak,
})

/** A brand is the thing that it stands for: 滴露 a disinfectant, 农夫山泉 a drink. */
function ofBrand(index: GuideIndex, from: number, text: string): Word | null {
  const brands = brandsOf(text)
  for (const { thing, bare } of brands) {
    const name = findExact(index, thing)
    if (name && isHazardClass(classOf(index, name))) return word(from, text, 'hazard', name, !bare)
  }
  return brands.length > 0 ? word(from, text, brands.some(({ bare }) => bare) ? 'thing' : 'filler') : null
}

/** The best reading of a piece of text as one word, or null. */
function readWord(index: GuideIndex, from: number, text: string): Word | null {
  const name = findExact(index, text)
  const isHazard = name !== undefined && isHazardClass(classOf(index, name))
  if (isHazard) return word(from, text, 'hazard', name, text.length === 1)
  if (FILLERS.has(text)) return word(from, text, 'filler')
  if (text.length <= 7 && LAST_OF_CARRIER.test(text)) {
    if (VESSEL.test(text)) return word(from, text, 'vessel', name ?? null)
    if (CARRIER.test(text)) return word(from, text, 'carrier', name ?? null)
  }
  return name ? word(from, text, 'thing', name) : text.length >= 2 ? ofBrand(index, from, text) : null
}

function costOf({ kind, text, weak }: Word, behind: string): number {
  if (kind === 'hazard' && !ALONE.has(text))
    return (weak ? 1.2 : 1) + (HOLDS.test(behind) || behind === '' ? -0.01 : 0.01)
  if (kind === 'filler') return text === '的' || text === '子' ? 0.5 : 1
  return kind === 'thing' && text.length === 1 ? 1.6 : 1
}

/** Occurrences of stems, by where they begin. */
function stemsIn(phrase: string): Map<number, Word> {
  const found = new Map<number, Word>()
  for (const match of phrase.matchAll(STEMS))
    if (!match[1]) found.set(match.index, word(match.index, match[0], 'hazard'))
  return found
}

/** @param phrase normalised @returns its words in order; neighbouring unknown characters are one word */
export function wordsOf(index: GuideIndex, phrase: string): Word[] {
  const stems = stemsIn(phrase)
  const costs = [0]
  const last: (Word | null)[] = [null]
  for (let to = 1; to <= phrase.length; to += 1) {
    costs.push((costs[to - 1] ?? 0) + 3)
    last.push(null)
  }
  const take = (each: Word): void => {
    const cost = (costs[each.from] ?? 0) + costOf(each, phrase.slice(each.to, each.to + 1))
    if (cost >= (costs[each.to] ?? 0)) return
    costs[each.to] = cost
    last[each.to] = each
  }
  for (let from = 0; from < phrase.length; from += 1) {
    // an unknown character costs as much as three words
    if ((costs[from + 1] ?? 0) > (costs[from] ?? 0) + 3) {
      costs[from + 1] = (costs[from] ?? 0) + 3
      last[from + 1] = null
    }
    const most = Math.min(LONGEST, phrase.length - from)
    for (let length = most; length >= 1; length -= 1) {
      const each = readWord(index, from, phrase.slice(from, from + length))
      if (each) take(each)
    }
    const stem = stems.get(from)
    if (stem && findExact(index, stem.text) === undefined) take(stem)
  }
  const words: Word[] = []
  for (let to = phrase.length; to > 0;) {
    const each = last[to] ?? word(to - 1, phrase.charAt(to - 1), 'unknown')
    const next = words[0]
    if (each.kind === 'unknown' && next?.kind === 'unknown')
      words[0] = word(each.from, each.text + next.text, 'unknown')
    else words.unshift(each)
    to = each.from
  }
  return words
}

/** Is this the name of something to eat or drink? */
export const isFood = (index: GuideIndex, { name }: Word): boolean =>
  name !== null && categoryOf(classOf(index, name)) === 'food'
