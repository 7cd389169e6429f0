// Parts a reading into noun groups: what belongs to one thing, what is said of it, where another thing begins. Relies
// on the tokens of reading.ts; knows nothing of sorting.
import { normalise } from './normalise'
import type { Token } from './reading'
import type { GuideIndex } from './search-index'

/**
 * A noun group: its pieces, what else is said in it, its text from the first piece to the last, and the same with what
 * stands around it. `object`: of a verb, as in 看电视.
 */
export type Group = {
  pieces: Token[]
  states: string[]
  text: string
  wide: string
  /** All its words since the last joint, without 的. */
  words: string[]
  from: number
  to: number
  object: boolean
  /** What was said stands before it with 的, as in 擦过的纸: rather this is asked about than what was named before. */
  topic: boolean
}

export const isContent = ({ role }: Token): boolean => role === 'name' || role === 'brand' || role === 'unknown'

/** Where a thing's predicate ends and another thing may begin: "血压计打碎了". */
const isPredicate = ({ role, text }: Token): boolean => role === 'state' && /[了成]$|起来$/.test(text)

/** "没装过农药的瓶子", "没打过药的苹果": what never was in it, on it. */
const NEVER_TOUCHED = /^(从来|从|并)?(没有?|未|不)(装|盛|沾|碰|打|喷|施|接触|灌|拌|浸|泡|放)(过|上|到|了)?$/
/** "不是装农药的": how the one that is denied would have been in it. */
const HELD = /^(装|盛|放|打|喷|灌|含|用来?装|沾)过?$/
/** Denies the state behind it: 不能 + 充电, 没法 + 用. */
const CANNOT = /^(不能|不可以?|不会|无法|没法|不可能|没有?|不|未|非)$/

/** Said, and denied: neither a name made with it nor a condition of it is meant. */
export const isNegated = (state: string): boolean => /^(从来|从|并)?(不|没|未|无|非|除)/.test(state)

/** How many tokens from one on are denied together; 0 where it denies nothing. */
function deniedFrom(tokens: readonly Token[], at: number): number {
  const token = tokens[at] as Token
  if (CANNOT.test(token.text) && token.role !== 'state' && tokens[at + 1]?.role === 'state') return 2
  if (token.role !== 'not' && !NEVER_TOUCHED.test(token.text)) return 0
  let end = at + 1
  while (token.role === 'not' && end < tokens.length && HELD.test((tokens[end] as Token).text)) end += 1
  const first = end
  while (end < tokens.length && isContent(tokens[end] as Token)) end += 1
  return end > first && tokens[end]?.role === 'of' && end + 1 < tokens.length ? end - at : 0
}

/** "不是电池的遥控器", "除了瓶盖", "不能充电的": what is denied is not asked about, but said. */
export function withoutDenied(tokens: readonly Token[]): Token[] {
  const out: Token[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token
    const length = deniedFrom(tokens, at)
    if (length === 0) out.push(token.role === 'not' ? { ...token, role: 'filler' } : token)
    else {
      const denied = tokens.slice(at, at + length)
      const last = denied[length - 1] as Token
      out.push({ ...token, to: last.to, text: denied.map(({ text }) => text).join(''), role: 'state' })
      at += length - 1
    }
  }
  return out
}

const HOLDS = /[瓶罐桶盒袋箱杯碗锅包筒壶坛]子?$/

/** Stuff that a thing is of, or a part belongs to. */
const STUFF =
  /^(玻璃|塑料|不锈钢|橡胶|木头|羊毛|纯棉|棉布|皮革|陶瓷|硅胶|泡沫|铁皮|竹子|金属|手机|电脑|汽车|自行车|电动车|摩托车)$/
/** Sorted alike, and neither eaten: 抹布拖把, 床单被罩. */
function arePeers({ terms }: GuideIndex, one: Token, other: Token): boolean {
  const [a, b] = [one, other].map(
    ({ name }) => (name && terms[name.term]?.classLine.split(' ').slice(0, 2).join(' ')) || '',
  )
  return a === b && a !== '' && !/^[FN]/.test(a ?? '') && !STUFF.test(one.text) && !STUFF.test(other.text)
}

/** Named one after the other without a joint: 烟头烟盒, 旧衣服旧鞋子. */
export function listed(index: GuideIndex, tokens: readonly Token[]): Token[] {
  const isName = (token: Token | undefined): token is Token => token?.role === 'name' && token.text.length >= 2
  const out: Token[] = []
  tokens.forEach((token, at) => {
    const [before, next, last] = [tokens[at - 1], tokens[at + 1], tokens[at - 2]]
    // 烟头烟盒, 鸡蛋壳鸭蛋壳; 衣服裤子鞋子
    const isNext =
      isName(token) &&
      isName(before) &&
      (token.text.charAt(0) === before.text.charAt(0) ||
        token.text.slice(-1) === before.text.slice(-1) ||
        (isName(next) && !HOLDS.test(token.text) && !HOLDS.test(next.text)) ||
        (isName(last) && !HOLDS.test(token.text) && !HOLDS.test(before.text)))
    const isPair = isName(token) && isName(before) && !HOLDS.test(token.text) && arePeers(index, before, token)
    // 废电池旧手机
    const isOld =
      isName(before) &&
      !(STUFF.test(before.text) && /^旧?(电池|电瓶|屏幕?|轮胎|车胎|座椅|键盘)$/.test((next ?? token).text)) &&
      ((isName(next) && token.role === 'filler' && /^[旧破烂]$/.test(token.text)) ||
        (isName(token) && /^[旧破烂废]/.test(token.text) && token.text.length > 2))
    const isAgain = token.role === 'filler' && token.text === last?.text && isName(before) && isName(next)
    if (((isNext || isPair) && before && !index.byKey.has(before.text + token.text)) || isAgain || isOld)
      out.push({ from: token.from, to: token.from, text: '', role: 'joint' })
    out.push(token)
  })
  return out
}

/** A verb behind its thing, with nothing behind it, is part of a name: 魔术擦. */
export function verbsThatAreNone(tokens: readonly Token[]): Token[] {
  return tokens.map((token, at) => {
    const [before, after] = [tokens[at - 1], tokens[at + 1]]
    const isName =
      token.role === 'verb' && before !== undefined && isContent(before) && (!after || after.role === 'question')
    return isName ? { ...token, role: 'unknown' as const } : token
  })
}

/** What does not go on with the thing before it: where it lies, who did it, what is done with it. */
const BREAK = /^(把|将|在|放|放在|搁|摆|铺|堆|塞|到|进|往|丢|扔|扔了|丢了|倒|倒了|拿|拿到|让|叫|给|被)$/
/** "玻璃罐子蜂蜜吃完了": what was in it is no more. */
const EATEN = /^(都|全|已经)*[吃喝用倒抽](完|光|掉|空|没)/

export function groupsOf(tokens: readonly Token[], text: string): Group[] {
  const groups: Group[] = []
  let [open, began, since, isAfterVerb, object]: [Token[], number, number, boolean, boolean] = [[], 0, 0, false, false]
  const close = (end: number): void => {
    const pieces = open.filter(isContent)
    const [first, last] = [pieces[0], pieces[pieces.length - 1]]
    if (first && last) {
      const states = open.filter(({ role }) => role === 'state').map((token) => token.text)
      const words = tokens
        .filter((token) => token.from >= since && token.to <= last.to && token.role !== 'of' && token.text !== '了')
        .map((token) => token.text)
      const wide = text.slice(began, end).replace(/[的了]+$/, '')
      groups.push({
        pieces,
        states,
        text: text.slice(first.from, last.to),
        wide,
        words,
        from: first.from,
        to: last.to,
        object,
        topic: open.slice(0, open.indexOf(first)).some(({ role }) => role === 'of'),
      })
      began = end
    }
    ;[open, object] = [[], false]
  }
  tokens.forEach((token, at) => {
    const isOpen = open.some(isContent)
    if (token.role === 'joint' || token.role === 'question') {
      close(token.from)
      ;[began, since, isAfterVerb] = [token.to, token.to, false]
    } else if (token.role === 'verb') {
      // "猫拉的屎": what the one does to the other
      const isOf = tokens[at + 1]?.role === 'of'
      if (isOpen && !isOf) close(token.from)
      isAfterVerb = !isOf
    } else {
      const last = open[open.length - 1]
      // 被 is a quilt, too
      const isBreak = BREAK.test(token.text) && (token.role === 'filler' || (isOpen && tokens[at + 1] !== undefined))
      const isNext = token.role === 'count' && tokens.slice(at + 1, at + 3).some(isContent)
      if (isOpen && (isBreak || isNext)) close(token.from)
      if (isBreak && token.role === 'name') return
      // 玻璃瓶还有点味: a word nobody knows, apart from the name
      const isApart =
        tokens[at + 1]?.text === '了' || last?.role === 'filler' || last?.role === 'state' || last?.role === 'count'
      if (isOpen && token.role === 'unknown' && isApart && open.some(({ role }) => role === 'name')) return
      if (
        token.role === 'state' &&
        EATEN.test(token.text) &&
        last?.role === 'name' &&
        open[open.length - 2]?.role === 'name' &&
        HOLDS.test(open[open.length - 2]?.text ?? '')
      )
        open.pop()
      if (isContent(token) && !open.some(isContent)) object = isAfterVerb
      if (isContent(token) || token.role === 'of') isAfterVerb = false
      open.push(token)
      if (isPredicate(token) && isOpen) close(token.to)
    }
  })
  close(text.length)
  return groups
}

/** The words that a piece may stand for: a brand is its thing, an alias its entry. */
const wordsOf = (index: GuideIndex, piece: Token, isLast: boolean): string[] => {
  const own = !piece.brand || piece.name ? [piece.text] : []
  const entry = piece.name && !isLast ? (index.terms[piece.name.term]?.names[0] ?? '') : ''
  // an empty word of a brand is anything; a thing that is named itself is not nothing: 农药 + 苹果
  const things = (piece.brand ?? []).filter((word) => word || !(isLast && piece.name))
  return [...new Set([...own, ...things, ...(entry ? [normalise(entry)] : []), piece.text])]
}

export function joinsOf(index: GuideIndex, pieces: readonly Token[]): string[][] {
  let joins: string[][] = [[]]
  const last = pieces.slice(-5)
  for (const piece of last) {
    const words = wordsOf(index, piece, piece === last[last.length - 1])
    joins = joins.flatMap((head) => words.map((word) => [...head, word])).slice(0, 12)
  }
  return joins
}

/** The group as it was typed, with and without what stands around it, without 的, with how it ended. */
export function formsOf({ pieces, text, wide, states }: Group): string[] {
  const join = pieces.map((piece) => piece.text).join('')
  const ends = states.filter((state) => !isNegated(state)).map((state) => state.slice(-1) + join)
  return [...new Set([wide, text, join, ...ends])].filter((word) => word.length >= 2 && word.length <= 12)
}
