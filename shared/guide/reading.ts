// Reads a phrase once, from end to end: which names of the guide, brands, states, amounts, questions and joints it is
// made of. The way that leaves least unread wins; between two that leave as much, the one with the longer words.
// Relies on the index for names and on lexicon.ts for everything else; decides nothing.
import { brandAt } from './brands'
import { wordsAt, type Role } from './lexicon'
import type { GuideIndex, Name } from './search-index'

/** A piece of a phrase. `name`: one of the guide's. `brand`: the everyday words for it; an empty one is anything. */
export type Token = {
  from: number
  to: number
  text: string
  role: Role | 'name' | 'brand' | 'unknown'
  name?: Name | undefined
  brand?: string[]
}

const LONGEST_NAME = 14
const UNREAD = -16
const worth = (length: number): number => (length === 1 ? 1 : length * length)
/** 面粉 + 盒, not 面 + 粉盒: what holds something is rather a word of its own. */
const HOLDER = /^[瓶罐桶盒袋箱]$/

/** 油漆和纸箱 are no 和纸. */
const JOINT = /[和跟与及]/

const LETTER = /[a-z]/
/** Letters are a word only as a whole: there is no CD in qcdd. */
const cutsLetters = (text: string, from: number, to: number): boolean =>
  (LETTER.test(text.charAt(from - 1)) && LETTER.test(text.charAt(from))) ||
  (LETTER.test(text.charAt(to - 1)) && LETTER.test(text.charAt(to)))

type Step = { score: number; token: Token | null; before: number }

/** @param text normalised */
export function readPhrase(index: GuideIndex, text: string): Token[] {
  const best: Step[] = [{ score: 0, token: null, before: -1 }]
  const offer = (token: Token, score: number): void => {
    const total = (best[token.from] as Step).score + score
    const known = best[token.to]
    if (!known || total > known.score) best[token.to] = { score: total, token, before: token.from }
  }
  for (let from = 0; from < text.length; from += 1) {
    const piece = (length: number): { from: number; to: number; text: string } => ({
      from,
      to: from + length,
      text: text.slice(from, from + length),
    })
    offer({ ...piece(1), role: 'unknown' }, UNREAD)
    const most = Math.min(LONGEST_NAME, text.length - from)
    for (const { length, role } of wordsAt(text, from))
      offer({ ...piece(length), role }, length > 1 ? worth(length) : JOINT.test(text.charAt(from)) && from > 0 ? 4 : 0)
    const brand = brandAt(text, from)
    if (brand && !cutsLetters(text, from, from + brand.length)) {
      const name = index.byKey.get(text.substr(from, brand.length))
      offer({ ...piece(brand.length), role: 'brand', brand: brand.things, name }, worth(brand.length) + 1)
    }
    for (let length = 1; length <= most; length += 1) {
      const name = index.byKey.get(text.substr(from, length))
      if (name && !cutsLetters(text, from, from + length))
        offer({ ...piece(length), role: 'name', name }, worth(length) + (HOLDER.test(name.key) ? 2 : 1))
    }
  }
  const tokens: Token[] = []
  for (let at = text.length; at > 0;) {
    const { token, before } = best[at] as Step
    if (token) tokens.unshift(token)
    at = before
  }
  return joined(tokens)
}

/** Characters that nothing reads are one piece where they stand side by side. */
function joined(tokens: readonly Token[]): Token[] {
  const out: Token[] = []
  for (const token of tokens) {
    const last = out[out.length - 1]
    if (token.role === 'unknown' && last?.role === 'unknown')
      out[out.length - 1] = { ...last, to: token.to, text: last.text + token.text }
    else out.push(token)
  }
  return out
}
