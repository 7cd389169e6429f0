// Hazard decides first: a phrase that names something poisonous, caustic, flammable or infectious is answered with it
// before any other stage may answer, whatever its container is made of and whatever stands between the two. What the
// edition itself says of the two together (香水瓶, 药盒) is kept. Better one hazard too many than one too few.
// Relies on segments.ts for the words and substances.ts for what keeps a residue.
import { classOf, exact, exactBy, hitOf, inferredHit, type Hit } from './hits'
import { infer, type Inference } from './infer'
import { isVerb, meetsCondition, stripQuestion } from './phrase'
import { findExact } from './search-find'
import type { GuideIndex } from './search-index'
import { isFood, isHazardClass, wordsOf, type Word } from './segments'
import type { Stage } from './stages'
import { ALONE, CARRIER, DRINK, UNSAID, VESSEL } from './substances'

type Found = { hazard: Word; carrier: Word | null }

const isIn = (text: string, before: RegExp): boolean => before.test(text)
/** Between a hazard and a thing's name these begin another part of the sentence: the thing is not the hazard's own. */
const BREAKS = /^(和|是|在|了|给|把|被|也|都|有|吗|呢)$/
/** What was done with a substance so that it is still on the thing. */
const SOILED =
  /(沾|浸|泡|染|蘸|喷|洒|溅|滴|涂|擦|抹|打|装|盛|存|放|倒|灌|配|兑|搅|拌|熏|吸|污染)(过|了|满|着|上|到|有)?(的?[0-9]*)$/
const CONTAINED = /(带着?|内置|含有?|里面?有|装着?|自带|没拆|没取)$/
const TAKEN_OUT =
  /(不是|没有|没|无|不含|不带|除了|除去|去掉|取出|取下|取了|拆掉|拆下|拆了|拿掉|拿出|卸下|扣掉|抠掉|抠出)(了|过|的)?$/
const NEVER_HELD = /(没有?|未|不曾)(装|盛|沾|喷|碰|打|放)过?$/
/** 密封胶条 is no glue, and a drink with vitamins no pill. */
const ANOTHER: readonly (readonly [RegExp, RegExp])[] = [
  [/胶$/, /^[条圈垫带布皮鞋套木囊卷枪辊]/],
  [/^(维生素|维他命|钙)/, /^[a-z0-9]*(饮|水|糖|奶|面|果)/],
  [/^\d+$/, /^(\d|年|个|块|元|路|斤|岁|米|月|张|本|只|件|双|条|号)/],
]
const TEXTILE = /(衣|裤|服|鞋|帽|布|巾|纸|袜|裙|被|毯|套|绒)子?$/

/** Batteries, lamps and what is dangerous as it is leave nothing behind on a glove. */
function isArticle(index: GuideIndex, { name, text }: Word): boolean {
  const line = name ? classOf(index, name) : ''
  return /^H\.(battery|lamp)/.test(line) || (line.startsWith('N ') && !text.startsWith('石棉'))
}

/** A thing behind the hazard: does the hazard say what is in or on it, or is it another thing (充电器, 百合)? */
function staysOn(index: GuideIndex, hazard: Word, thing: Word, before: string): boolean {
  if (isFood(index, thing)) return false
  const article = isArticle(index, hazard)
  if (article || /^(水银|汞|石棉)/.test(hazard.text)) return isIn(before, CONTAINED)
  return isIn(before, SOILED) && (!/[漆料]$/.test(hazard.text) || TEXTILE.test(thing.text))
}

/** What a hazard's word means where it stands: the thing itself, what is left in something, or nothing (null). */
function readHazard(index: GuideIndex, phrase: string, words: readonly Word[], at: number): Found | null {
  const hazard = words[at]
  if (!hazard) return null
  if (ALONE.has(hazard.text))
    return words.every((each) => each === hazard || each.kind === 'filler') ? { hazard, carrier: null } : null
  const before = phrase.slice(0, hazard.from)
  if (isIn(before, NEVER_HELD)) return null
  if (/\d$/.test(before) && /^\d/.test(hazard.text)) return null
  if (ANOTHER.some(([says, goesOn]) => says.test(hazard.text) && goesOn.test(phrase.slice(hazard.to)))) return null
  const itself = isIn(before, TAKEN_OUT) ? null : { hazard, carrier: null }
  let linked = true
  for (const each of words.slice(at + 1)) {
    if (each.kind === 'filler') {
      if (BREAKS.test(each.text)) linked = false
    } else if (each.kind === 'vessel' || (each.kind === 'carrier' && !isArticle(index, hazard))) {
      return { hazard, carrier: each }
    } else if (each.kind === 'hazard') {
      return hazard.weak ? null : itself
    } else if (each.kind === 'unknown' || (each.text.length === 1 && each.from === hazard.to)) {
      if (hazard.weak) return null
      // a letter or number belongs to the name: 维生素C
      if (!/^[a-z0-9]+$/.test(each.text)) linked = false
    } else if (linked) {
      return staysOn(index, hazard, each, before) ? { hazard, carrier: null } : null
    }
  }
  return hazard.weak && hazard.name !== null && hazard.text.length > 1 ? null : itself
}

/** The hazard that decides: what is left in something before the thing itself, the later before the earlier. */
function hazardIn(index: GuideIndex, phrase: string): Found | null {
  const words = wordsOf(index, phrase)
  const found = words.flatMap((each, at) =>
    each.kind === 'hazard' ? (readHazard(index, phrase, words, at) ?? []) : [],
  )
  return [...found].reverse().find(({ carrier }) => carrier !== null) ?? found[found.length - 1] ?? null
}

/** A milder condition of a hazardous entry holds only where it was said in its words; "empty" alone is none. */
function hardened(index: GuideIndex, hit: Extract<Hit, { inference: null }>, said: string): Hit {
  const variants = index.terms[hit.term]?.variants ?? []
  const variant = variants.findIndex((each) => {
    const [condition = '', code = ''] = each.split('|')
    if (!meetsCondition(said, condition)) return false
    const words = condition.split(/[、,,;和或与及(（]/).map((part) => part.replace(/的$/, ''))
    return (
      isHazardClass(`${code} `) ||
      words.some((part) => part.length >= 2 && !/空|完|净/.test(part) && said.includes(part))
    )
  })
  return { ...hit, variant: variant < 0 ? null : variant }
}

export const isHazardHit = (index: GuideIndex, hit: Hit): hit is Extract<Hit, { inference: null }> =>
  hit.term !== null && isHazardClass(index.terms[hit.term]?.classLine ?? '')

/** What only its dealer may take (oil, coolant) is not judged by its jug. */
const isTakenBack = (index: GuideIndex, { name }: Word): boolean =>
  name !== null && classOf(index, name).includes(' return_to_shop')

/** What the edition says of the content and its container together: 香水 + 玻璃瓶 → 香水瓶. */
function together(index: GuideIndex, hazard: Word, carrier: Word): Hit | null {
  const { text } = hazard
  const head = VESSEL.exec(carrier.text)?.[2] ?? carrier.text
  for (const each of [carrier.text, head, `空${head}`]) {
    const name = findExact(index, text + each)
    // an aluminium box is no carton
    if (!name || (each !== carrier.text && classOf(index, name).startsWith('R.paper'))) continue
    if (isHazardClass(classOf(index, name)) || !isTakenBack(index, hazard)) return hitOf(index, name, 'part', '')
  }
  return null
}

const left = (content: string, carrier: string): Inference => ({
  code: 'H.chemical',
  route: 'hazardous_point',
  flags: ['danger'],
  basis: `装过或沾过“${content}”的“${carrier}”按有害垃圾推断`,
})
const substance = (stem: string): Inference => ({
  code: 'H.chemical',
  route: 'hazardous_point',
  flags: ['danger'],
  basis: `按“${stem}”推断`,
})

/**
 * The answer of a phrase that names a hazard, or null when it names none.
 * @param key normalised @param stages the phrase's stages, for names that the edition knows as a whole
 */
export function hazardHit(index: GuideIndex, key: string, stages: readonly Stage[]): Hit | null {
  const core = stripQuestion(key)
  const inCore = hazardIn(index, core)
  const found = inCore ?? (core === key ? null : hazardIn(index, key))
  if (!found) return null
  const { hazard, carrier } = found
  const phrase = inCore ? core : key
  if (!carrier && hazard.to === phrase.length && isVerb(phrase.slice(0, hazard.from))) return null
  for (const stage of stages) {
    const known = exact(index, stage)
    if (!known || known.inference) continue
    if (isHazardHit(index, known)) return hardened(index, known, stage.said)
    // the edition knows the two together and says otherwise: 放完的烟花
    const isWhole = stage.word.length > hazard.text.length && stage.word.includes(hazard.text)
    if (isWhole && !isTakenBack(index, hazard)) return known
  }
  const isPart = hazard.name !== null && (isArticle(index, hazard) || !carrier || /[盒箱纸]/.test(carrier.text))
  const both = carrier && together(index, hazard, carrier)
  if (both) return both
  const inferred = infer(phrase, () => false)
  const isInferred = hazard.text.length === 1 && !carrier && inferred?.code.startsWith('H.')
  if (hazard.name && isPart && !isInferred) {
    const by = hazard.text === key ? exactBy(index, hazard.name) : 'part'
    const said = phrase.slice(0, hazard.from) + phrase.slice(hazard.to)
    const hit = hitOf(index, hazard.name, by, '')
    return hit.inference ? hit : hardened(index, hit, said)
  }
  if (carrier) return inferredHit(phrase, left(hazard.text, carrier.text))
  return inferredHit(phrase, inferred?.code.startsWith('H.') ? inferred : substance(hazard.text))
}

/**
 * True when a phrase ends in a bare bottle, can or bag (or in a glove, a rag that something was done with) and what was
 * in it is said in a word that nobody knows: then it has to be asked. @param stripped without question and modifiers
 */
export function isUnsaid(index: GuideIndex, key: string, stripped: string): boolean {
  return [stripQuestion(key), stripped].every((phrase) => {
    const words = wordsOf(index, phrase).filter(({ kind }) => kind !== 'filler')
    const [content, holder] = words.slice(-2)
    if (content?.kind !== 'unknown' || !holder || DRINK.test(holder.text)) return false
    if (!/[\u4e00-\u9fff]/.test(content.text)) return false
    if (holder.kind === 'carrier') return SOILED.test(key.slice(0, key.indexOf(content.text)))
    return holder.kind === 'vessel' && UNSAID.test(holder.text)
  })
}

/** Is this an answer for a bare vessel (or glove, rag …), by its name or by what it is made of? */
export function isBareHolder(index: GuideIndex, hit: Hit): boolean {
  if (hit.inference)
    return /^[RO]/.test(hit.inference.code) && [-1, -2, -3].some((from) => CARRIER.test(hit.matched.slice(from)))
  // 油瓶 behind an unknown word is the end of its name: 洋灰油瓶
  return /^[RO]/.test(index.terms[hit.term]?.classLine ?? '') && CARRIER.test(hit.matched.replace(/^[水油粉液]/, ''))
}
