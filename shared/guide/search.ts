// Searching the guide: what a person typed → entries, best first. The same code on phone, web and server; pure.
// Order: the name itself at every stage of taking the question and the modifiers off · sound (pinyin, initials,
// homophones) · the thing inside the phrase, its head last · parts that decide · one typo · names that begin so. What
// nothing decides stays empty.
import { withoutBrand } from './brands'
import { categoryOf } from './codes'
import { infer, inferBone, inferByMaterial, inferFoodPart, isNothing, type Inference } from './infer'
import { normalise } from './normalise'
import { goesOn, isVerb, meetsCondition, stripOnce, stripQuestion } from './phrase'
import { findContaining, findExact, findHomophones, findLetters, lookUp } from './search-find'
import type { GuideIndex, Name } from './search-index'
import { findSlip } from './slip'

export type MatchedBy = 'name' | 'alias' | 'pinyin' | 'initials' | 'typo' | 'part' | 'inferred'
/** One answer: an entry (and which of its conditions was said), or an inference. */
export type Hit =
  | { term: number; matched: string; by: MatchedBy; variant: number | null; inference: null }
  | { term: null; matched: string; by: 'inferred'; variant: null; inference: Inference }

/** A stage of taking a phrase apart: what is left, and what was said of it. */
type Stage = { word: string; said: string }

function stagesOf(phrase: string): Stage[] {
  const stages: Stage[] = [{ word: phrase, said: '' }]
  const add = (word: string, said: string): void => {
    if (word && !stages.some((stage) => stage.word === word)) stages.push({ word, said })
  }
  const bare = stripQuestion(phrase)
  add(bare, '')
  let rest = bare
  let said = ''
  for (let turn = 0; turn < 6; turn += 1) {
    const step = stripOnce(rest)
    if (!step) break
    const alone = step.off.replace(/[了的]+$/, '')
    // "牛奶过期了" may be known as 过期牛奶, "鱼死了" as 死鱼
    add((step.behind ? alone : alone.replace(/[掉过完]$/, '')) + step.rest, said)
    rest = step.rest
    said += step.off
    add(rest, said)
  }
  return stages
}

/** "牛奶的盒子": known together, or by what stands behind 的, or, where nothing does, before it. */
function ofStages(stage: Stage): Stage[] {
  const at = stage.word.lastIndexOf('的')
  if (at <= 0) return []
  const before = stage.word.slice(0, at)
  const after = stage.word.slice(at + 1)
  const whole = { word: before.slice(before.lastIndexOf('的') + 1) + after, said: stage.said }
  if (!after) return [{ word: before, said: stage.said }]
  // "猫拉的屎": without what the one does to the other
  const without = { word: before.slice(0, -1) + after, said: stage.said }
  const happened = stripOnce(before)
  const done = happened?.behind ? [{ word: happened.rest + after, said: stage.said + happened.off }] : []
  return [
    whole,
    without,
    ...done,
    { word: after, said: stage.said + before },
    ...stagesOf(after).map((each) => ({ word: each.word, said: stage.said + before + each.said })),
  ]
}

const hitOf = (index: GuideIndex, { term, written }: Name, by: MatchedBy, said: string): Hit => {
  const variants = index.terms[term]?.variants ?? []
  const variant = said ? variants.findIndex((each) => meetsCondition(said, each.slice(0, each.indexOf('|')))) : -1
  return { term, matched: written, by, variant: variant < 0 ? null : variant, inference: null }
}

const inferredHit = (word: string, inference: Inference | null): Hit | null =>
  inference && { term: null, matched: word, by: 'inferred', variant: null, inference }

const exactBy = (index: GuideIndex, { at, term }: Name): MatchedBy =>
  index.names[at - 1]?.term === term ? 'alias' : 'name'

const classOf = (index: GuideIndex, { term }: Name): string => index.terms[term]?.classLine ?? ''

function exact(index: GuideIndex, { word, said }: Stage): Hit | null {
  for (const form of [
    word,
    `${word}子`,
    word.replace(/[子儿]$/, ''),
    word.replace(/儿/g, ''),
    word.replace(/(.)\1$/, '$1'),
  ]) {
    const name = form.length >= Math.min(2, word.length) ? findExact(index, form) : undefined
    if (name) return hitOf(index, name, exactBy(index, name), said)
  }
  return null
}

/** "口罩和手套": two things, each known; both are answered, in the order in which they were said. */
function both(index: GuideIndex, stages: readonly Stage[]): Hit[] {
  for (const { word, said } of stages) {
    for (const joint of word.matchAll(/和|跟|与|以及|还有|加上/g)) {
      const parts = [word.slice(0, joint.index), word.slice(joint.index + joint[0].length)]
      const hits = parts.map((part) =>
        stagesOf(part)
          .map((each) => exact(index, { word: each.word, said: said + each.said }))
          .find((hit) => hit !== null),
      )
      if (hits.every((hit) => hit !== undefined)) return hits
    }
  }
  return []
}

function byBrand(index: GuideIndex, { word, said }: Stage): Hit | null {
  for (const plain of withoutBrand(word)) {
    const hit = exact(index, { word: plain, said })
    if (hit) return { ...hit, by: 'part' } as Hit
  }
  return null
}

const isFoodName =
  (index: GuideIndex) =>
  (part: string): boolean => {
    for (let from = 0; from < part.length; from += 1) {
      const name = findExact(index, part.slice(from))
      if (name) return categoryOf(classOf(index, name)) === 'food'
    }
    return false
  }

const sameClass = (index: GuideIndex, name: Name, inference: Inference): boolean =>
  categoryOf(classOf(index, name)) === categoryOf(inference.code)

const CONTAINER = /(瓶|罐|桶|盒|壶|包装|包装袋)子?$/
const isHazard = (index: GuideIndex, part: string): boolean => {
  const name = findExact(index, part)
  if (name) return classOf(index, name).startsWith('H.chemical')
  return infer(part, () => false)?.code === 'H.chemical'
}

/** What held something hazardous stays hazardous, whatever it is made of: 杀虫剂瓶子, 铁皮油漆桶. */
function hazardousContainer(index: GuideIndex, word: string): Inference | null {
  const container = CONTAINER.exec(word)
  if (!container || container.index < 1) return null
  for (let from = 0; from < container.index; from += 1) {
    const content = word.slice(from, container.index).replace(/^[装盛]过|的(空|塑料|玻璃|铁皮?|大|小)?$/g, '')
    if ((content.length >= 2 || content === '漆') && isHazard(index, content)) {
      return {
        code: 'H.chemical',
        route: 'hazardous_point',
        flags: ['danger'],
        basis: `装过“${content}”的“${container[0]}”按有害垃圾推断`,
      }
    }
  }
  return null
}

/** Made to be used once: thin, mixed fibres that no textile box takes. */
const DISPOSABLE: Inference = { code: 'O', route: 'bin', flags: [], basis: '按“一次性”用品推断' }

/** The longest name at the phrase's end; a material said before it decides where the two differ ("塑料凳子"). */
function atEnd(index: GuideIndex, { word, said }: Stage): Hit | null | 'nothing' {
  const strict = inferredHit(word, hazardousContainer(index, word) ?? inferBone(word))
  if (strict) return strict
  for (let from = 1; from <= word.length - 2; from += 1) {
    const tail = word.slice(from)
    const name = findExact(index, tail)
    if (!name) continue
    const before = word.slice(0, from)
    const inference = inferByMaterial(word)
    if (isVerb(before)) {
      // 看电视 is nothing to throw away; 打虫药 is, and better one hazard too many
      const hazard = infer(word, () => false)
      return hazard?.code.startsWith('H.') ? inferredHit(word, hazard) : 'nothing'
    }
    const hit = hitOf(index, name, 'part', said + before)
    if (/1次性/.test(before) && classOf(index, name).startsWith('R.textile')) return inferredHit(word, DISPOSABLE)
    if (inference && !sameClass(index, name, inference) && hit.variant === null) return inferredHit(word, inference)
    return hit
  }
  return null
}

/** The longest name inside, where the sentence goes on behind it; of two equally long the one further right. */
function inside(index: GuideIndex, { word, said }: Stage): Hit | null {
  for (let length = Math.min(word.length - 1, 8); length >= 2; length -= 1) {
    for (let from = word.length - length; from >= 0; from -= 1) {
      const name = findExact(index, word.slice(from, from + length))
      if (name && goesOn(word.slice(from + length)) && !isVerb(word.slice(0, from)))
        return hitOf(index, name, 'part', said + word.slice(0, from) + word.slice(from + length))
    }
  }
  return null
}

const inferred = (index: GuideIndex, { word }: Stage): Hit | null => inferredHit(word, infer(word, isFoodName(index)))

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
  findLetters(index, letters).map(({ name, by }) => hitOf(index, name, by, ''))

const DIGIT_LETTERS = ['ling', 'yi', 'er', 'san', 'si', 'wu', 'liu', 'qi', 'ba', 'jiu']
const lettersOf = (key: string): string => key.replace(/\d/g, (digit) => DIGIT_LETTERS[Number(digit)] ?? '')

const firstOf = (stages: readonly Stage[], look: (stage: Stage) => Hit | null): Hit | null => {
  for (const stage of stages) {
    const hit = look(stage)
    if (hit) return hit
  }
  return null
}

/** The answer of a Chinese phrase; several where it names several things. */
function phraseHits(index: GuideIndex, key: string): Hit[] {
  const stages = stagesOf(key)
  const all = [...stages, ...stages.flatMap(ofStages)]
  const held = /[装盛]过/.test(key)
    ? firstOf(stages, (stage) => inferredHit(stage.word, hazardousContainer(index, stage.word)))
    : null
  const known = held ?? firstOf(all, (stage) => exact(index, stage))
  if (known) return [known]
  const two = both(index, stages)
  if (two.length > 0) return two
  const hit = firstOf(all, (stage) => byBrand(index, stage)) ?? likelyHit(index, key, stages, all)
  return hit ? [hit] : []
}

/** By sound, by the thing inside, by what decides it, by a slip of the finger: in this order. */
function likelyHit(index: GuideIndex, key: string, stages: readonly Stage[], all: readonly Stage[]): Hit | null {
  if (stages.some((stage) => isNothing(stage.word))) return null
  for (const stage of all) {
    const name = stage.word.length <= 12 ? findHomophones(index, stage.word)[0] : undefined
    if (name) return hitOf(index, name, 'typo', stage.said)
  }
  for (const stage of all) {
    const hit = atEnd(index, stage)
    if (hit === 'nothing') return null
    if (hit) return hit
  }
  const core = all[all.length - 1] ?? { word: key, said: '' }
  for (const stage of all) {
    const inference = isNothing(stage.word)
      ? null
      : (inferByMaterial(stage.word) ?? inferFoodPart(stage.word, isFoodName(index)))
    if (inference) return inferredHit(stage.word, inference)
  }
  for (const stage of all) {
    // three characters left after something was taken off are too few to be sure of a slip
    const name =
      stage.word.length <= 12 && (stage.word.length > 3 || !stage.said) ? findSlip(index, stage.word) : undefined
    if (name) return hitOf(index, name, 'typo', stage.said)
  }
  return (
    firstOf(all, (stage) => inferred(index, stage)) ??
    firstOf(stages, (stage) => inside(index, stage)) ??
    completion(index, core)
  )
}

/** 葡萄糖 is not its bottle. */
const HOLDER = /[瓶罐盒袋桶箱壳皮纸盖套膜架]$/

/**
 * Somebody is still typing: the shortest name that begins with the word, if one character is missing and all that begin
 * so agree.
 */
function completion(index: GuideIndex, stage: Stage): Hit | null {
  const isPhrase = isVerb(stage.word.slice(0, 1)) && findExact(index, stage.word.slice(1))
  const names = stage.word.length >= 3 && !isPhrase ? findContaining(index, stage.word, true) : []
  const name = names[0]
  if (!name || name.key.length > stage.word.length + 1 || HOLDER.test(name.key)) return null
  const categories = new Set(names.map((each) => categoryOf(classOf(index, each))))
  return categories.size === 1 ? hitOf(index, name, 'part', stage.said) : null
}

/** "iphone15promax" is an iPhone: a brand in letters without its model. */
function byModel(index: GuideIndex, key: string): Hit | null {
  const stages = [key, key.replace(/(\d+|pro|max|plus|mini|air|ultra|gen|se)+$/, '')].map((word) => ({
    word,
    said: '',
  }))
  return firstOf(stages, (stage) => exact(index, stage) ?? byBrand(index, stage))
}

/**
 * Searches. @param question what the person typed @param limit most answers wanted
 * @returns answers, best first, each entry once; empty when nothing is known and nothing can be inferred
 */
export function search(index: GuideIndex, question: string, limit = 10): Hit[] {
  const key = normalise(question)
  if (!key || key.length > 60) return []
  const exactName = findExact(index, key)
  const isLatin = /^[a-z0-9]+$/.test(key) && /[a-z]/.test(key)
  const exactHit = exactName
    ? hitOf(index, exactName, exactBy(index, exactName), '')
    : isLatin
      ? byModel(index, key)
      : null
  const hits: Hit[] = exactHit ? [exactHit] : isLatin ? [] : phraseHits(index, key)
  const first = hits[0]
  if (isLatin) hits.push(...byLetters(index, lettersOf(key)))
  else if (first && limit > 1) hits.push(...further(index, key, first, limit))
  return onceEach(hits).slice(0, limit)
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
  ).map((name) => hitOf(index, name, 'part', ''))
  return onceEach([...hits.slice(0, isKnown ? limit : 3), ...near]).slice(0, limit)
}

/** What else may be meant: names that contain the word that was found. */
function further(index: GuideIndex, key: string, first: Hit, limit: number): Hit[] {
  const words = [...new Set([key, normalise(first.matched)])].filter((word) => word.length <= 12)
  return words.flatMap((word) =>
    findContaining(index, word, false)
      .slice(0, limit)
      .map((name) => hitOf(index, name, 'part', '')),
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
