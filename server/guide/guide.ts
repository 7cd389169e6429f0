// Answering: a search and a single entry, from the edition in force. No database in the way of an answer.
import { DomainError } from '@shared/errors'
import { answerOfTerm, answers, editionOf, type At } from '@shared/guide/answer'
import type { Answer, Edition, Region } from '@shared/guide/contract'
import { currentGuide } from './editions'

type Flag = boolean | 'true' | 'false'
const atOf = ({ region = 'xuchang', rural }: { region?: Region; rural?: Flag }): At => ({ region, rural: String(rural) === 'true' })

/** Answers to what a person typed, best first; empty when nothing is known. */
export async function searchGuide(input: { q: string; region?: Region; rural?: Flag; limit?: number }): Promise<{ edition: Edition; results: Answer[] }> {
  const { index, details } = await currentGuide()
  const at = atOf(input)
  return { edition: editionOf(index, at.region), results: answers(index, input.q, at, details, input.limit ?? 10) }
}

/** One entry's whole answer. @throws DomainError NOT_FOUND */
export async function answerById(input: { id: string; region?: Region; rural?: Flag }): Promise<Answer> {
  const { index, details } = await currentGuide()
  const term = index.terms[index.byId.get(input.id) ?? -1]
  if (!term) throw new DomainError('NOT_FOUND')
  return answerOfTerm(term, atOf(input), details)
}
