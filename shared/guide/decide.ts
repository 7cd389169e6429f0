// From a reading to answers. The phrase is parted into things (noun groups); each is answered by itself, what is
// hazardous first. Of a group, the longest known name at its end is the thing, what stands before is its content, its
// material or its maker. Relies on reading.ts, said.ts, infer.ts and slip.ts.
import { isBareBrand } from './brands'
import { categoryOf } from './codes'
import { formsOf, groupsOf, isContent, joinsOf, listed, verbsThatAreNone, withoutDenied, type Group } from './groups'
import { infer, inferBone, inferByMaterial, inferDish, inferFoodPart, inferPart, type Inference } from './infer'
import { poisoned, soiled } from './hazard'
import { readPhrase, type Token } from './reading'
import { isSaidDirty, meetsCondition, tagsOf } from './said'
import { findExact, findHomophones, nameOf } from './search-find'
import type { GuideIndex, Name } from './search-index'
import { namesWithin, weighGroup } from './sentence'
import { findSlip, isWord } from './slip'

export type MatchedBy = 'name' | 'alias' | 'pinyin' | 'initials' | 'typo' | 'part' | 'inferred'
/** One answer: an entry (and which of its conditions was said), or an inference. `asked`: the part of the question. */
export type Hit =
  | { term: number; matched: string; by: MatchedBy; variant: number | null; inference: null; asked: string }
  | { term: null; matched: string; by: 'inferred'; variant: null; inference: Inference; asked: string }

export const hitOf = (index: GuideIndex, { term, written }: Name, by: MatchedBy, said: string, asked: string): Hit => {
  const variants = index.terms[term]?.variants ?? []
  const variant = said
    ? variants.findIndex((each) => meetsCondition(said, each.slice(0, each.indexOf('|')), `${said}${written}`))
    : -1
  return { term, matched: written, by, variant: variant < 0 ? null : variant, inference: null, asked }
}

export const inferredHit = (word: string, inference: Inference): Hit => ({
  term: null,
  matched: word,
  by: 'inferred',
  variant: null,
  inference,
  asked: word,
})

const exactBy = (index: GuideIndex, { at, term }: Name): MatchedBy =>
  index.names[at - 1]?.term === term ? 'alias' : 'name'

const classOf = (index: GuideIndex, { term }: Name): string => index.terms[term]?.classLine ?? ''

/** The name itself. */
export function exactHit(index: GuideIndex, word: string, said: string, asked = word): Hit | null {
  const name = nameOf(index, word)
  return name ? hitOf(index, name, exactBy(index, name), said, asked) : null
}

/** Made to be used once: thin, mixed fibres that no textile box takes. */
const DISPOSABLE: Inference = { code: 'O', route: 'bin', flags: [], basis: '按“一次性”用品推断' }

/** What is said of the group besides the name itself. */
const saidBeside = (all: string, name: string): string => all.replace(name, '_')

/** "不能充电的": said, and denied. */
const isDenied = (text: string, state: string): boolean =>
  /(不是|不能|不可以?|没有?|未|非)$/.test(text.slice(0, Math.max(0, text.indexOf(state))))

/** With what happened to it a thing may have a name of its own: 过期 + 牛奶, 死 + 乌龟, 碎 + 镜子. */
function withState(index: GuideIndex, group: Group, word: string, said: string): Hit | null {
  for (const state of group.states) {
    if (isDenied(group.wide, state)) continue
    const bare = state.replace(/^(已经|都|快|给|被|弄|摔|打|刚|全|很|有点)+(?=.)/, '').replace(/[了的掉过着]+$/, '')
    for (const form of bare.length > 2 ? [bare, bare.replace(/完$/, '')] : [bare]) {
      const name = form && form.length <= 4 ? findExact(index, form + word) : undefined
      if (name) return hitOf(index, name, exactBy(index, name), said, group.text)
    }
  }
  return null
}

const FORM = /[瓶罐桶盒袋箱杯盆碗筐篮桌椅柜床灯锅刀伞鞋帽书报衣裤裙包笔]/

/** Of one character, only what holds something is a thing of its own at a word's end: 菜叶 is no leaf of a tree. */
function mayStandAlone({ pieces, text }: Group, from: number, word: string): boolean {
  const [first, before, tail] = [pieces[0], pieces[from - 1], pieces[from]]
  if (FORM.test(word) || !first || !tail) return true
  if (tail.role === 'brand') return from === pieces.length - 1
  return before ? text.slice(before.to - first.from, tail.from - first.from).includes('的') : text.length === 1
}

/** What is done to food: 腌蒜薹. */
const COOKED = /[腌卤酱熏煨焖烩涮烙煸焗煲糟醉泡蒸]$/

/** Is what stands before a tail read, so that the tail begins at a word's border? */
function atBorder(index: GuideIndex, { pieces }: Group, from: number, word: string): boolean {
  const [before, tail] = [pieces[from - 1], pieces[from]]
  if (!before || !tail || before.role !== 'unknown' || before.to < tail.from || COOKED.test(before.text)) return true
  if (word.length >= 3 || (before.text.length >= 2 && word.length >= 2)) return true
  // 螃蟹 + 蟹钳 share a character; 鱼汤 is no name, but food
  const shared = [1, 2].some((length) => findExact(index, before.text + word.slice(0, length)))
  const join = pieces
    .slice(0, from)
    .map((piece) => piece.text)
    .join('')
  return shared || (word.length >= 2 && infer(join, () => false) !== null)
}

/** The longest known name at the group's end, from the whole group inwards. */
function byTail(index: GuideIndex, group: Group, all: string): Hit | null {
  const { pieces } = group
  for (let from = 0; from < pieces.length; from += 1) {
    const tail = pieces.slice(from)
    const first = tail[0] as Token
    for (const words of joinsOf(index, tail)) {
      const word = words.join('')
      const said = saidBeside(all, tail.length === 1 ? first.text : word)
      const state = withState(index, group, word, said)
      if (state) return state
      const name = tail.length === 1 && tail[0]?.name && word === first.text ? tail[0].name : nameOf(index, word)
      if (!name || (word.length === 1 && !mayStandAlone(group, from, word)) || !atBorder(index, group, from, word))
        continue
      const isBrandAlone = tail.length === 1 && first.role === 'brand' && !isBareBrand(first.text) && !first.name
      if (isBrandAlone) continue
      const whole = from === 0 && tail.length === 1 && word === first.text
      const hit = hitOf(index, name, whole ? exactBy(index, name) : 'part', said, group.text)
      return from === 0 && group.wide === word
        ? hit
        : unlessDisposable(index, group, unlessMaterial(index, group, name, hit, from))
    }
  }
  return null
}

const unlessDisposable = (index: GuideIndex, { wide }: Group, hit: Hit): Hit =>
  /1次性/.test(wide) && hit.term !== null && index.terms[hit.term]?.classLine.startsWith('R.textile')
    ? inferredHit(wide, DISPOSABLE)
    : hit

/** A material said before the name decides where the two differ ("塑料凳子"). */
function unlessMaterial(index: GuideIndex, { pieces, wide }: Group, name: Name, hit: Hit, from: number): Hit {
  const word = pieces.map((piece) => piece.text).join('')
  const said = pieces.slice(0, from)
  const inference = said.length > 0 || wide !== word ? (inferByMaterial(wide) ?? inferByMaterial(word)) : null
  // a material within the name itself says nothing new: 旧瓷砖
  if (inference && inferByMaterial(name.key)?.code === inference.code) return hit
  const differs = inference && categoryOf(classOf(index, name)) !== categoryOf(inference.code)
  return inference && differs && hit.variant === null ? inferredHit(word, inference) : hit
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

/** By sound: all of it, or the part that is not read. */
function bySound(index: GuideIndex, group: Group, all: string): Hit | null {
  for (const word of formsOf(group)) {
    const name =
      word.length >= 2 && word.length <= 12 && !isWord(index, word) ? findHomophones(index, word)[0] : undefined
    if (name) return hitOf(index, name, 'typo', saidBeside(all, word), group.text)
  }
  return null
}

function bySlip(index: GuideIndex, group: Group, all: string): Hit | null {
  for (const word of formsOf(group)) {
    const name = findSlip(index, word)
    if (name) return hitOf(index, name, 'typo', saidBeside(all, word), group.text)
  }
  return null
}

/** Pieces of a thing are what it was: 节能灯碎片, 药片的粉末. */
const FRAGMENT = /的?(坨坨?|团团?|碎片|碎渣|碎屑|碎末|碎块|残渣|残片|渣子|碴子|粉末|渣|碴)$/

function byFragment(index: GuideIndex, group: Group, all: string): Hit | null {
  const word = group.text.replace(FRAGMENT, '')
  const name = word.length >= 2 && word !== group.text ? nameOf(index, word) : undefined
  return name ? hitOf(index, name, 'part', `碎${saidBeside(all, word)}`, group.text) : null
}

/** What a name at the beginning says of the short word behind it that nothing reads: part of a machine, a dish. */
function byFront(index: GuideIndex, { pieces: [front, ...behind] }: Group): Inference | null {
  const rest = behind.map(({ text }) => text).join('')
  if (!front?.name || front.text.length < 2 || !rest || rest.length > 3) return null
  const line = classOf(index, front.name)
  if (line.includes('material=weee')) return inferPart(front.text, rest)
  return line.startsWith('F') && rest.length < 3 ? inferDish(front.text, rest) : null
}

/** A part is out of order, and the thing with it: 书包拉链坏了, 梳妆台镜子碎了. */
const PART =
  /^(拉链|轮子|把手|盖子?|镜子|屏幕?|腿|带子|底|拉杆|扣子|锁|滑轮|门|玻璃|显示屏|按键|插头|桌面|台面|面板|抽屉|柜门|扶手|靠背|线|轴承|弹簧|面)$/
const FAILS = /^(都|也|全|已经|有点)?(坏|鼓|翘|断|掉|裂|碎|破|烂|松|卡|不(?!要)|没了|丢了)/
function ofWhole(group: Group, all: string): Group {
  const [before, last] = group.pieces.slice(-2)
  const isPart = before?.name && before.text.length > 1 && last && PART.test(last.text)
  return isPart && FAILS.test(all.slice(group.to))
    ? { ...group, pieces: group.pieces.slice(0, -1), text: before.text, wide: before.text, words: [before.text] }
    : group
}

/** A group's answer, best guess first to last: hazard, name, sound, material, slip, head. */
function answerGroup(index: GuideIndex, named: Group, all: string): Hit | null {
  const group = nameOf(index, named.text) ? named : ofWhole(named, all)
  const hit = guess(index, group, all)
  return hit && unlessSwollen(index, unlessDirty(index, hit, all), all)
}

const SWOLLEN: Inference = {
  code: 'H.battery',
  route: 'hazardous_point',
  flags: ['danger'],
  basis: '里面的电池鼓包、漏液或发烫',
  say: '别再充电、别压别拆，放空旷处，整个交有害垃圾点；正冒烟起火的打 119',
}
const HAS_BATTERY =
  /手机|平板|笔记本|电脑|耳机|手表|手环|音[箱响]|对讲|相机|无人机|牙刷|剃须|遥控|扫地|学习机|游戏机|电子书|电纸书|玩具|充电|电筒|筋膜枪|点读|电动|摄像/
/** A device whose battery has swollen is as dangerous as the battery; what hangs on a cable has none. */
function unlessSwollen(index: GuideIndex, hit: Hit, all: string): Hit {
  const line = verdictLineOf(index, hit)
  const isDevice = line.includes('material=weee') && !line.includes(' bulky ')
  return isDevice && tagsOf(all).has('swollen') && (/[鼓胀顶]/.test(all) || HAS_BATTERY.test(all))
    ? inferredHit(hit.asked, SWOLLEN)
    : hit
}

function guess(index: GuideIndex, group: Group, all: string): Hit | null {
  const join = group.pieces.map((piece) => piece.text).join('')
  const unread = group.pieces.some(({ role, text }) => role === 'unknown' || text.length === 1)
  const lone = join.length === 1 && group.wide.length >= 3 ? bySound(index, group, all) : null
  if (lone) return lone
  const bait = poisoned(index, group, all)
  if (bait) return inferredHit(join, bait)
  const whole = exactHit(index, group.wide, '', group.wide) ?? exactHit(index, join, saidBeside(all, join), group.text)
  if (whole) return withState(index, group, join, all) ?? unlessDisposable(index, group, whole)
  const fragment = byFragment(index, group, all)
  if (fragment) return fragment
  const hazard = soiled(index, group) ?? inferBone(join)
  if (hazard) return inferredHit(join, hazard)
  const sound = unread && group.pieces.length <= 6 ? bySound(index, group, all) : null
  if (sound) return sound
  const tail = byTail(index, group, all)
  if (tail) return tail
  const short = group.wide.length <= 12 ? group.wide : group.text.slice(-12)
  const inference = inferByMaterial(short) ?? inferByMaterial(join) ?? inferFoodPart(join, isFoodName(index))
  if (inference) return inferredHit(join, inference)
  const slip = bySlip(index, group, all)
  if (slip) return slip
  for (const word of [group.wide.includes('的') ? join : group.wide, join]) {
    const head = infer(word, isFoodName(index))
    if (head) return inferredHit(word, head)
  }
  const front = byFront(index, group)
  return front && inferredHit(join, front)
}

/** Washed they go with the recyclables; as they are said to be, with the rest. */
const TO_BE_WASHED: Inference = {
  code: 'O',
  route: 'bin',
  flags: [],
  basis: '脏的、沾油的不能回收',
  say: '洗干净、晾干后投可回收物；洗不干净的投其他垃圾',
}

/** Said to be dirty, and recyclable only when clean: what an entry without that condition says holds no more. */
function unlessDirty(index: GuideIndex, hit: Hit, all: string): Hit {
  if (hit.variant !== null || !/^R\.(paper|plastic|textile)|^R\.metal bin/.test(verdictLineOf(index, hit))) return hit
  return isSaidDirty(all) ? inferredHit(hit.asked, TO_BE_WASHED) : hit
}
const verdictLineOf = (index: GuideIndex, hit: Hit): string =>
  hit.term === null
    ? [hit.inference.code, hit.inference.route, ...hit.inference.flags].join(' ')
    : (index.terms[hit.term]?.classLine ?? '')

const isHazardHit = (index: GuideIndex, hit: Hit): boolean =>
  (hit.term === null ? hit.inference.code : (index.terms[hit.term]?.classLine ?? '')).startsWith('H')

/**
 * What a text (normalised, without joints of punctuation) is about. `split`: the things were named side by side.
 * `weights`: of each hit, how much rather it is what is asked about. `tells`: something happens in it.
 */
export type Decided = {
  hits: Hit[]
  weights: number[]
  unread: string[]
  split: boolean
  isDoing: boolean
  tells: boolean
}
const NONE = { hits: [], weights: [], unread: [], split: false, isDoing: false, tells: false }

/** The phrase, without what stands around its things, as one word: it sounds so, has a slip, or its end decides. */
function wholeHit(index: GuideIndex, tokens: readonly Token[], text: string): Hit | null {
  const end = tokens.find(({ role }) => role === 'question')?.from ?? text.length
  const whole = text.slice(0, end)
  const isSlip = whole.length <= 8 && !isWord(index, whole)
  const name = isSlip ? (findHomophones(index, whole)[0] ?? findSlip(index, whole)) : undefined
  if (name) return hitOf(index, name, 'typo', '', whole)
  const things = tokens.filter((token) => token.from < end && (isContent(token) || token.role === 'verb'))
  const [first, last] = [things[0], things[things.length - 1]]
  const core = first && last ? text.slice(first.from, last.to) : ''
  const inference = core.length <= 12 ? infer(core, isFoodName(index)) : null
  return inference && inferredHit(core, inference)
}

/** What the names within a sentence say, where nothing else does. */
function ofSentence(index: GuideIndex, tokens: readonly Token[], text: string): Hit[] {
  const names = namesWithin(index, tokens, text).slice(0, 3)
  return names.flatMap(({ name, text: word }) =>
    name
      ? [unlessSwollen(index, unlessDirty(index, hitOf(index, name, 'part', saidBeside(text, word), word), text), text)]
      : [],
  )
}

/** A guess stands behind a name. */
const doubt = ({ by }: Hit): number => (by === 'typo' ? 30 : by === 'inferred' ? 10 : 0)

type Weighed = { hit: Hit; weight: number }
/** What is hazardous first, then what is rather asked about. */
export const inOrder = (index: GuideIndex, a: Weighed, b: Weighed): number =>
  Number(isHazardHit(index, b.hit)) - Number(isHazardHit(index, a.hit)) || b.weight - a.weight

/** @param text normalised */
export function decide(index: GuideIndex, text: string): Decided {
  // 老鼠要: what sounds like a hazard is one, before what is written has a meaning
  const heard =
    text.length < 6 && !nameOf(index, text) && !isWord(index, text) ? findHomophones(index, text)[0] : undefined
  if (heard && classOf(index, heard).startsWith('H'))
    return { ...NONE, hits: [hitOf(index, heard, 'typo', '', text)], weights: [0] }
  const tokens = listed(index, withoutDenied(verbsThatAreNone(readPhrase(index, text))))
  const groups = groupsOf(tokens, text)
  const split = tokens.some(({ role }) => role === 'joint')
  const answered = groups.map((group) => ({ group, hit: answerGroup(index, group, text) }))
  const isDoing =
    text.length <= 7 &&
    groups.length === 1 &&
    groups[0]?.object === true &&
    groups[0].pieces.length === 1 &&
    groups[0].pieces[0]?.role === 'name' &&
    // 烤红薯皮 is no recipe
    !/[皮壳核渣骨籽梗]$/.test(text)
  const tells = tokens.some(
    ({ role, text: word }, at) =>
      role === 'verb' ||
      word === '把' ||
      (role === 'state' && /^[吃喝用倒煮炖点抽做](完|了|好|掉)/.test(word) && tokens[at + 1]?.role !== 'of'),
  )
  const known = answered.flatMap(({ group, hit }) =>
    hit ? [{ hit, weight: weighGroup(tokens, group, text) - doubt(hit) }] : [],
  )
  if (!split) known.sort((a, b) => inOrder(index, a, b))
  // "牛奶和子": a joint that is none; "过期要": nothing that is a thing's name
  const all = known.length === 0 || (split && known.length < groups.length) ? wholeHit(index, tokens, text) : null
  if (all) return { ...NONE, tells, hits: [all], weights: [0] }
  if (known.length === 0) {
    const hits = ofSentence(index, tokens, text)
    return { ...NONE, tells, isDoing, hits, weights: hits.map(() => -10) }
  }
  return {
    hits: known.map(({ hit }) => hit),
    weights: known.map(({ weight }) => weight),
    unread: answered.flatMap(({ group, hit }) => (hit ? [] : [group.text])),
    split,
    isDoing,
    tells,
  }
}
