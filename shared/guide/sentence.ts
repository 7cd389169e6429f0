// A sentence of which no part is a whole thing's name, but which holds one: 楼道里有人放了个坏沙发谁来拉走. Its known names
// are weighed: what is hazardous first, then what stands where a thing stands (behind 的, a count or what happened to
// it, with an end of its own), then the longer one. Relies on the tokens of reading.ts.
import { isContent } from './groups'
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
