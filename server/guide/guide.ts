// Answering: a search and a single entry, from the edition in force. No database in the way of an answer.
import { DomainError } from '@shared/errors'
import { answerOfTerm, answers, editionOf, type At } from '@shared/guide/answer'
import type { Answer, Edition, Region } from '@shared/guide/contract'
import type { GuideIndex } from '@shared/guide/search-index'
import { currentGuide } from './editions'

type Flag = boolean | 'true' | 'false'
const atOf = ({ region = 'xuchang', rural }: { region?: Region; rural?: Flag }): At => ({
  region,
  rural: String(rural) === 'true',
})

type Found = { edition: Edition; results: Answer[] }

// A few words make up most of what is asked, so the latest answers are kept for as long as their edition is in force.
const MOST_KEPT = 2_000
const LONGEST_KEPT = 40
let kept: { index: GuideIndex; found: Map<string, Found> } | null = null

/** Answers to what a person typed, best first; empty when nothing is known. */
export async function searchGuide(input: { q: string; region?: Region; rural?: Flag; limit?: number }): Promise<Found> {
  const { index, details } = await currentGuide()
  const at = atOf(input)
  const limit = input.limit ?? 10
  if (kept?.index !== index) kept = { index, found: new Map() }
  const key = `${at.region} ${at.rural} ${limit} ${input.q}`
  const before = kept.found.get(key)
  if (before) return before
  const found = { edition: editionOf(index, at.region), results: answers(index, input.q, at, details, limit) }
  if (kept.found.size >= MOST_KEPT) kept.found.clear()
  if (input.q.length <= LONGEST_KEPT) kept.found.set(key, found)
  return found
}

/** One entry's whole answer. @throws DomainError NOT_FOUND */
export async function answerById(input: { id: string; region?: Region; rural?: Flag }): Promise<Answer> {
  const { index, details } = await currentGuide()
  const term = index.terms[index.byId.get(input.id) ?? -1]
  if (!term) throw new DomainError('NOT_FOUND')
  return answerOfTerm(term, atOf(input), details)
}
