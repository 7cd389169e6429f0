// A sentence of which no part is a whole thing's name, but which holds one: 楼道里有人放了个坏沙发谁来拉走. Its known names
// are weighed: what is hazardous first, then what stands where a thing stands (behind 的, a count or what happened to
// it, with an end of its own), then the longer one. Relies on the tokens of reading.ts.
import { isContent, type Group } from './groups'
import type { Token } from './reading'
import type { GuideIndex } from './search-index'

/** Shorter phrases are words: one that nobody knows is not explained by a name within it. */
const LEAST = 7

/** A clause begins behind the thing: 没交, 被老鼠咬了, 都不吃. */
const CLAUSE = /^(没|不|未|被|都|也|就|还|已|太|很|给|让|叫|到|放|掉|用|是|在|有|谁|怎|咋|要|想|能|可)/

/** Does a token's thing end with it, or does an unknown word go on: 拔丝机 + 头? */
function endsHere(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]
  if (!next || !isContent(next)) return true
  if (next.role !== 'unknown') return false
  const behind = tokens[at + 2]
  return CLAUSE.test(next.text) || (behind !== undefined && (behind.role === 'state' || CLAUSE.test(behind.text)))
}

const isHazard = (index: GuideIndex, { name }: Token): boolean =>
  (name && index.terms[name.term]?.classLine.startsWith('H')) ?? false

function weigh(index: GuideIndex, tokens: readonly Token[], at: number): number {
  const [before, token] = [tokens[at - 1], tokens[at] as Token]
  const standsAsThing = before !== undefined && ['of', 'count', 'state'].includes(before.role)
  const isDone = before?.role === 'verb' || before?.text === '把'
  return (
    (isHazard(index, token) ? 100 : 0) +
    (standsAsThing ? 20 : 0) +
    (isDone ? -20 : 0) +
    (tokens[at + 1]?.role === 'of' ? -10 : 0) +
    token.text.length * 4 -
    at * 0.1
  )
}

/** The names that a sentence holds, the likeliest first; none for a word or a short phrase. */
export function namesWithin(index: GuideIndex, tokens: readonly Token[], text: string): Token[] {
  const around = tokens.filter((token) => !isContent(token)).length
  if (text.length < LEAST || around < 2) return []
  const names = tokens
    .map((token, at) => ({ token, at }))
    .filter(({ token }) => token.name !== undefined && token.text.length >= 2)
  const ending = names.filter(({ at }) => endsHere(tokens, at))
  return (ending.length > 0 ? ending : names)
    .map(({ token, at }) => ({ token, weight: weigh(index, tokens, at) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ token }) => token)
}

/** Where something stands, lies or goes to: 丢在抽屉里, 铺桌上, 扔马桶, 掉进水里. */
const PLACED = /(放|丢|扔|摆|堆|搁|铺|塞|掉|倒|装|泡|存|挂|贴|粘|洒|住|落)?(在|到|进|往|去|入|给|从)?$/
const INSIDE = /^(里|里面|里边|里头|上|上面|下|下面|底下|旁边|边上|中|后面|外面|门口)(?!的)/
/** What was in it and is no more: 蜂蜜吃完了, 把汤倒掉. */
const CONSUMED =
  /^(都|全|已经|里面的?)*(我|我都)?(吃|喝|用|倒|抽|拿|取|挤|刮|煮|榨|撕|拆|摘)(完|掉|光|出来?|出去|空|净|干净|走|到最后|下来)(?!的)/
const DONE_WITH = /(吃|喝|炖|煮|炒|买|换|修|看|做|养|装|剥|削|泡)(完|了|好|过|的)?$/
const SPOILT =
  /^(都|全|已经|也|又|就|好像|里面)*(坏|碎|断|裂|破|烂|过期|鼓|胀|翘|发霉|霉|馊|漏|生锈|锈|摔|不能|不想|不要|没用|脏|化|蔫|变|长|臭|太|用不|穿不|修不)/

/**
 * How much rather a group is what is asked about than another of its sentence: named with 的, 那个 or 把, spoilt, late; not
 * where something lies, what somebody ate or did, what was in it.
 */
export function weighGroup(tokens: readonly Token[], group: Group, text: string): number {
  const [before, after] = [text.slice(0, group.from), text.slice(group.to)]
  const at = tokens.findIndex(({ from }) => from >= group.from)
  const previous = tokens[at - 1]
  const isPlace = INSIDE.test(after) || (PLACED.exec(before)?.[0] ?? '') !== ''
  // 装鸡蛋的纸托 is none of what was done
  const isOf = group.topic || text.slice(group.from, group.to).includes('的')
  return (
    (isOf ? 15 : group.object ? -20 : 0) +
    (isPlace ? -40 : 0) +
    (CONSUMED.test(after) ? -25 : 0) +
    (!isOf && DONE_WITH.test(before) ? -12 : 0) +
    (/(被|让|叫|给|跟|帮|替|[洒沾泼溅粘长][了上满到])$/.test(before) ? -25 : 0) +
    (group.text.length === 1 ? -15 : 0) +
    (SPOILT.test(after) ? 12 : 0) +
    (/(把|将|的|那个|这个|那些|这些|那种|旧|老|破|空|废|坏)$/.test(before) ? 12 : 0) +
    (previous?.role === 'count' ? 6 : 0) +
    (group.pieces.length > 4 ? -15 : 0)
  )
}
