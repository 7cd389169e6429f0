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
const isPredicate = ({ role, text }: Token): boolean => role === 'state' && /了$/.test(text)

/** "没装过农药的瓶子": what never was in it. */
const NEVER_TOUCHED = /^(没有?|未|从没)(装|盛|沾|碰)(过|上|到|了)?$/

/** "不是电池的遥控器", "除了瓶盖": what is denied is not asked about. */
export function withoutDenied(tokens: readonly Token[]): Token[] {
  const out: Token[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token
    let end = at + 1
    const denies = token.role === 'not' || NEVER_TOUCHED.test(token.text)
    while (denies && end < tokens.length && isContent(tokens[end] as Token)) end += 1
    const isDenied = denies && end > at + 1 && tokens[end]?.role === 'of' && end + 1 < tokens.length
    if (!isDenied) out.push(token.role === 'not' ? { ...token, role: 'filler' } : token)
    else {
      const last = tokens[end - 1] as Token
      out.push({
        ...token,
        to: last.to,
        text: tokens
          .slice(at, end)
          .map((each) => each.text)
          .join(''),
        role: 'state',
      })
      at = end - 1
    }
  }
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
      if (isContent(token) && !isOpen) object = isAfterVerb
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
  return [...new Set([...own, ...(piece.brand ?? []), ...(entry ? [normalise(entry)] : []), piece.text])]
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
  const ends = states.map((state) => state.slice(-1) + join)
  return [...new Set([wide, text, join, ...ends])].filter((word) => word.length >= 2 && word.length <= 12)
}
