// Searching the guide: what a person typed → entries, best first. The same code on phone, web and server; pure. The
// name itself, then letters (pinyin, English), else the phrase is read (reading.ts) and decided (decide.ts). What
// nothing decides stays empty.
import { categoryOf } from './codes'
import { decide, exactHit, hitOf, inferredHit, inOrder, type Hit } from './decide'
import { fromEnglish } from './english'
import { normalise } from './normalise'
import { asideOf, categoryNamed, notWaste, NO_THING_TO_THROW, statementOf } from './not-waste'
import { plainOf, plainSpoken } from './plain'
import { findContaining, findExact, findLetters, lookUp, nameOf } from './search-find'
import type { GuideIndex } from './search-index'

export type { Hit } from './decide'

/** Modifiers and questions as they are typed in pinyin. */
const LETTERS_BEFORE =
  /^(guoqi(le)?(de)?|feijiu|fei|jiu|po|huai(le)?(de)?|lan|kong|yongguo(de)?|yongwan(de)?|hewan(de)?|chisheng(de)?|sheng|buyao(de)?|yi[a-z]{1,4}ge)(?=[a-z]{2})/
const LETTERS_BEHIND =
  /(zenmereng|zenmechuli|zenmefen|zenmeban|shishenmelaji|shushenmelaji|shuyushenmelaji|shuyunalei|rengnali|rengna|shenmelaji|guoqile|huaile)$/

function byLetters(index: GuideIndex, typed: string): Hit[] {
  const whole = lettersHits(index, typed)
  if (whole.some((hit) => hit.by === 'pinyin')) return whole
  const bare = typed.replace(LETTERS_BEHIND, '')
  for (const letters of [bare, bare.replace(LETTERS_BEFORE, '')]) {
    const hits =
      letters !== typed && letters.length >= 2 ? lettersHits(index, letters).filter((hit) => hit.by === 'pinyin') : []
    if (hits.length > 0) return hits
  }
  // zh, ch and sh count as one initial; some type both letters
  return whole.length === 0 && /[zcs]h/.test(typed) ? lettersHits(index, typed.replace(/([zcs])h/g, '$1')) : whole
}

const lettersHits = (index: GuideIndex, letters: string): Hit[] =>
  findLetters(index, letters).map(({ name, by }) => hitOf(index, name, by, '', letters))

const DIGIT_LETTERS = ['ling', 'yi', 'er', 'san', 'si', 'wu', 'liu', 'qi', 'ba', 'jiu']
const lettersOf = (key: string): string => key.replace(/\d/g, (digit) => DIGIT_LETTERS[Number(digit)] ?? '')

/** 葡萄糖 is not its bottle. */
const HOLDER = /[瓶罐盒袋桶箱壳皮纸盖套膜架]$/

/**
 * Somebody is still typing: the shortest name that begins with the word, if one character is missing and all that begin
 * so agree.
 */
function completion(index: GuideIndex, word: string): Hit[] {
  if (word.length <= 2 || word === '1次性') return halfWord(index, word)
  const names = word.length >= 3 ? findContaining(index, word, true) : []
  const name = names[0]
  if (!name || name.key.length > word.length + 1 || HOLDER.test(name.key)) return []
  const categories = new Set(names.map(({ term }) => categoryOf(index.terms[term]?.classLine ?? '')))
  return categories.size === 1 ? [hitOf(index, name, 'part', '', word)] : []
}

/** One or two characters of a longer name: the everyday names that begin so, to choose from. */
const halfWord = (index: GuideIndex, word: string): Hit[] =>
  findContaining(index, word, true)
    .filter(({ key }) => key.length <= word.length + 3 && !/[a-z]/.test(key) && !HOLDER.test(key))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 8)
    .map((name) => hitOf(index, name, 'part', '', word))

const BRACKETS = /([^、，,;；+（(]*)[（(]([^）)]*)[）)]/g

/** Things named side by side, by punctuation: each is read by itself. */
const BETWEEN = /[、，,;；+＋&/。!！?？\n]+/

/** Things of which each is known, with a comma or spaces between: 手机，充电器; 鱼刺 牙签 啤酒瓶. */
function isListed(index: GuideIndex, text: string): boolean {
  const parts = text.split(BETWEEN).filter(Boolean)
  return parts.length > 1 && parts.every((part) => nameOf(index, normalise(part)))
}

/** Spaces part things only where each is known and none is what another came in. */
function apart(index: GuideIndex, question: string): string[] {
  const words = question.trim().split(/\s+/)
  const isList =
    words.length > 1 &&
    words.every((word) => word.length > 1 && nameOf(index, normalise(word))) &&
    (words.length > 2 || !/[瓶罐桶盒袋箱壳皮子]$/.test(question.trim()))
  return (isList ? words : question.split(BETWEEN)).map(normalise).filter(Boolean)
}

const CLAUSES = /[，,;；。!！?？\n]/

/** The answers of a Chinese phrase; several where it names several things. */
function phraseHits(index: GuideIndex, question: string, key: string): Hit[] {
  const category = categoryNamed(key)
  if (category) return [inferredHit(key, category)]
  const parts = apart(index, question)
  const decided = parts.map((part) => decide(index, part))
  const told = decided.flatMap((each, at) =>
    each.isDoing && !each.hits.some((hit) => isHazard(index, hit))
      ? []
      : each.hits.map((hit, place) => ({ hit, weight: (each.weights[place] ?? 0) + at * 3 })),
  )
  // clauses of a story, no list: 孩子喝完牛奶，盒子我洗干净了
  if (CLAUSES.test(question) && decided.some(({ tells }) => tells)) told.sort((a, b) => inOrder(index, a, b))
  const hits = told.map(({ hit }) => hit)
  const [first] = hits
  const isDanger = hits.some((hit) => isHazard(index, hit))
  const waste =
    (isDanger ? null : asideOf(key, first !== undefined && first.by !== 'typo')) ??
    notWaste(key, first !== undefined && (first.by === 'name' || first.by === 'alias'))
  if (waste) return [inferredHit(key, waste)]
  // 尿不湿片片, 烂盘盘
  const single = key.replace(/([\u4e00-\u9fff])\1/g, '$1')
  if (single !== key && (!first || first.by === 'typo')) return phraseHits(index, single, single)
  // 杀虫 is rather begun than a slip of the finger
  const begun = first?.by === 'typo' && key.length <= 2 ? halfWord(index, key) : []
  if (hits.length > 0) return begun.length > 1 ? begun : hits
  if (decided.some(({ isDoing }) => isDoing)) return [inferredHit(key, NO_THING_TO_THROW)]
  const begins = completion(index, key)
  const said = begins.length > 0 ? null : statementOf(key)
  return said ? [inferredHit(key, said)] : begins
}

const isHazard = (index: GuideIndex, hit: Hit): boolean =>
  (hit.term === null ? hit.inference.code : (index.terms[hit.term]?.classLine ?? '')).startsWith('H')

/** Letters among characters, as pinyin or English: 剩fan, kuaidi盒子, light bulb坏了. */
function mixedHits(index: GuideIndex, question: string, key: string): Hit[] {
  const sound = key.replace(
    /[\u4e00-\u9fff]/g,
    (character) => index.syllables[index.soundOf[character.charCodeAt(0)] ?? 0] ?? '',
  )
  const whole = findLetters(index, sound).find(({ name }) => name.pinyin === sound)
  if (whole) return [hitOf(index, whole.name, 'pinyin', '', key)]
  const read = question.toLowerCase().replace(/[a-z]+( +[a-z]+)*/g, (letters) => {
    const run = letters.replace(/ /g, '')
    const found = findLetters(index, run).find(({ name }) => name.pinyin === run && name.key !== run)
    return findExact(index, run) ? run : (found?.name.key ?? fromEnglish(index, letters) ?? wordInPinyin(run) ?? run)
  })
  return read === question.toLowerCase() ? [] : phraseHits(index, read, normalise(read))
}

/** What people type in letters before or behind a name. */
const IN_PINYIN: Readonly<Record<string, string>> = {
  guoqi: '过期',
  jiu: '旧',
  huai: '坏',
  po: '破',
  kong: '空',
  zang: '脏',
  sheng: '剩',
  fei: '废',
  lan: '烂',
  kuaidi: '快递',
  zenmereng: '怎么扔',
}
const wordInPinyin = (letters: string): string | undefined => IN_PINYIN[letters]

/** Letters alone: an English phrase, pinyin, initials, an English word. */
function lettersOnly(index: GuideIndex, question: string, key: string): Hit[] {
  const english = fromEnglish(index, question)
  const asEnglish = (): Hit[] => (english ? phraseHits(index, english, normalise(english)) : [])
  const isPhrase = english !== null && /[a-z] +[a-z]/i.test(question.trim())
  const brand = isPhrase ? asEnglish() : modelHits(index, key)
  if (brand.length > 0) return brand
  const letters = lettersOf(key)
  const isPinyin = findLetters(index, letters).some(({ name }) => name.pinyin === letters)
  const hits = english && (/[a-z] +[a-z]/i.test(question.trim()) || !isPinyin) ? asEnglish() : []
  // three letters are a word and initials alike: ham, bin
  return hits.length > 0 && isPhrase ? hits : [...hits, ...byLetters(index, letters)]
}

/**
 * Searches. @param question what the person typed @param limit most answers wanted
 * @returns answers, best first, each entry once; empty when nothing is known and nothing can be inferred
 */
export function search(index: GuideIndex, question: string, limit = 10): Hit[] {
  // what stands in brackets is said of the thing before them: 油漆（半桶）
  const text = plainSpoken(plainOf(index, question)).replace(BRACKETS, '$2$1')
  const key = normalise(text)
  if (!key || key.length > 60) return []
  const isLatin = /^[a-z0-9]+$/.test(key) && /[a-z]/.test(key)
  const exact = isListed(index, question) ? null : exactHit(index, key, '')
  if (exact && !isLatin)
    return onceEach([exact, ...(limit > 1 ? further(index, key, exact, limit) : [])]).slice(0, limit)
  if (isLatin) return onceEach([...(exact ? [exact] : []), ...lettersOnly(index, text, key)]).slice(0, limit)
  const mixed = /[a-z]{2}/.test(key) ? mixedHits(index, text, key) : []
  const hits = mixed.length > 0 ? mixed : phraseHits(index, text, key)
  const first = hits[0]
  return onceEach([...hits, ...(first && limit > 1 ? further(index, key, first, limit) : [])]).slice(0, limit)
}

/** The parts of a question that named something nobody knows, beside parts that were answered. */
export function unreadOf(index: GuideIndex, question: string): string[] {
  const parts = plainSpoken(plainOf(index, question)).replace(BRACKETS, '$2$1').split(BETWEEN).map(normalise)
  const decided = parts.filter(Boolean).map((part) => ({ part, ...decide(index, part) }))
  if (decided.every(({ hits }) => hits.length === 0)) return []
  return decided
    .flatMap(({ part, hits, split, unread }) => (hits.length === 0 ? [part] : split ? unread : []))
    .filter((part) => part.length >= 2)
}

/** "iphone15promax" is an iPhone: a brand in letters without its model. */
function modelHits(index: GuideIndex, key: string): Hit[] {
  const bare = key.replace(/(\d+|pro|max|plus|mini|air|ultra|gen|se)+$/, '')
  return [key, bare].flatMap((word) => {
    const { hits, unread } = decide(index, word)
    return unread.length > 0 || hits.some(({ by }) => by === 'typo' || by === 'inferred') ? [] : hits
  })
}

/**
 * For a list under the search box while somebody types: the answers, then whatever contains, sounds or is written
 * nearly like it. These are names to tap on, never an answer by themselves.
 */
export function suggest(index: GuideIndex, typed: string, limit = 10): Hit[] {
  const hits = search(index, typed, limit)
  const key = normalise(typed)
  if (key.length === 0 || key.length > 12 || /^[a-z0-9]+$/.test(key)) return hits
  const first = hits[0]
  const isKnown = first?.by === 'name' || first?.by === 'alias'
  const near = (
    isKnown ? findContaining(index, key, false).slice(0, limit) : lookUp(index, key, limit).map(({ name }) => name)
  ).map((name) => hitOf(index, name, 'part', '', name.written))
  return onceEach([...hits.slice(0, isKnown ? limit : 3), ...near]).slice(0, limit)
}

/** What else may be meant: names that contain the word that was found. */
function further(index: GuideIndex, key: string, first: Hit, limit: number): Hit[] {
  const words = [...new Set([key, normalise(first.matched)])].filter((word) => word.length <= 12)
  return words.flatMap((word) =>
    findContaining(index, word, false)
      .slice(0, limit)
      .map((name) => hitOf(index, name, 'part', '', name.written)),
  )
}

function onceEach(hits: readonly Hit[]): Hit[] {
  const seen = new Set<number>()
  return hits.filter((hit) => {
    if (hit.term === null) return true
    if (seen.has(hit.term)) return false
    seen.add(hit.term)
    return true
  })
}
