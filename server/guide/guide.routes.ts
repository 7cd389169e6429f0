// Routes of the guide.
import { guide } from '@shared/guide/contract'
import { implement } from '../http/implement'
import { listTerms, removeTerm, saveTerm } from './drafts'
import { currentEdition, delta, listEditions } from './editions'
import { answerById, searchGuide } from './guide'
import { listChanges, propose, publish, takeBack, withdrawProposal } from './publication'
import { answerQuestion, ask, listQuestions, myQuestions } from './questions'

export const guideRoutes = implement(
  'guide',
  guide,
)({
  search: (input) => searchGuide(input),
  term: (input) => answerById(input),
  edition: (input) => currentEdition(input.region),
  delta: (input) => delta({ from: input.from, detail: String(input.detail) === 'true' }),
  ask: (input, { actor }) => ask(actor, input),
  myQuestions: (input, { actor }) => myQuestions(actor, input),
  questions: (input) => listQuestions(input),
  answerQuestion: (input, { actor }) => answerQuestion(actor, input),
  terms: (input) => listTerms(input),
  saveTerm: (input, { actor }) => saveTerm(actor, input),
  removeTerm: (input, { actor }) => removeTerm(actor, input),
  editions: (input) => listEditions(input),
  changes: (_input, { actor }) => listChanges(actor),
  propose: (input, { actor }) => propose(actor, input),
  withdrawProposal: (_input, { actor }) => withdrawProposal(actor),
  publish: (input, { actor }) => publish(actor, input),
  takeBack: (input, { actor }) => takeBack(actor, input),
})
