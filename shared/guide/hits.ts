// An answer before its sentences are looked up: an entry of the edition (and which of its conditions was said), or an
// inference. Relies on the index; what may be said of a thing comes from phrase.ts.
import type { Inference } from './infer'
import { meetsCondition } from './phrase'
import { findExact } from './search-find'
import type { GuideIndex, Name } from './search-index'
import type { Stage } from './stages'

export type MatchedBy = 'name' | 'alias' | 'pinyin' | 'initials' | 'typo' | 'part' | 'inferred'
/** One answer: an entry (and which of its conditions was said), or an inference. */
export type Hit =
  | { term: number; matched: string; by: MatchedBy; variant: number | null; inference: null }
  | { term: null; matched: string; by: 'inferred'; variant: null; inference: Inference }

export const hitOf = (index: GuideIndex, { term, written }: Name, by: MatchedBy, said: string): Hit => {
  const variants = index.terms[term]?.variants ?? []
  const variant = said ? variants.findIndex((each) => meetsCondition(said, each.slice(0, each.indexOf('|')))) : -1
  return { term, matched: written, by, variant: variant < 0 ? null : variant, inference: null }
}

export const inferredHit = (word: string, inference: Inference | null): Hit | null =>
  inference && { term: null, matched: word, by: 'inferred', variant: null, inference }

export const exactBy = (index: GuideIndex, { at, term }: Name): MatchedBy =>
  index.names[at - 1]?.term === term ? 'alias' : 'name'

export const classOf = (index: GuideIndex, { term }: Name): string => index.terms[term]?.classLine ?? ''

export function exact(index: GuideIndex, { word, said }: Stage): Hit | null {
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
