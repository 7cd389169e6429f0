// Routes of the guide, and its row in the house.
import { guide } from '@shared/guide/contract'
import type { Feature } from '../feature'
import { implement } from '../http/implement'
import { listTerms, removeTerm, saveTerm } from './drafts'
import { currentEdition, delta, listEditions, publish } from './editions'
import { answerById, searchGuide } from './guide'
import { answerQuestion, ask, eraseQuestions, exportQuestions, listQuestions, myQuestions } from './questions'
import { seedGuide } from './seed'

const routes = implement(
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
  publish: (input, { actor }) => publish(actor, input),
})

export const guideFeature: Feature = {
  name: 'guide',
  routes,
  seed: seedGuide,
  personalData: { export: exportQuestions, erase: eraseQuestions },
}
