// What the shipped edition answers: natural questions, and two grids of what is hazardous however it is said and of
// what never is.
import { answers } from '@shared/guide/answer'
import { readDetail } from '@shared/guide/pack'
import { buildIndex } from '@shared/guide/search-index'
import { harmlessPhrases, judgeQuestion, poisonPhrases, rowsOf } from '../../tests/bench/guide-judge'
import { shippedEdition } from './edition-files'

const packed = shippedEdition()
const index = buildIndex(packed.core)
const details = readDetail(packed.detail)
const at = { region: 'xuchang', rural: false } as const
const first = (phrase: string) => answers(index, phrase, at, details, 1)[0]

test('what is hazardous stays so, however it is said', () => {
  expect(poisonPhrases.length).toBeGreaterThan(2000)
  const astray = poisonPhrases.filter((phrase) => {
    const answer = first(phrase)
    return answer && answer.category !== 'hazardous' && answer.route !== 'return_to_shop'
  })
  expect(astray).toEqual([])
  expect(poisonPhrases.filter((phrase) => !first(phrase)).length).toBeLessThanOrEqual(2)
})
test('what is harmless never becomes hazardous', () => {
  expect(harmlessPhrases.length).toBe(1000)
  expect(harmlessPhrases.filter((phrase) => first(phrase)?.category === 'hazardous')).toEqual([])
})
test('natural questions are answered', () => {
  const rows = rowsOf('guide-questions.tsv')
  const wrong = rows.filter(
    ([phrase = '', expected = '']) => judgeQuestion(answers(index, phrase, at, details), expected) !== 'right',
  )
  expect(wrong.map(([phrase]) => phrase).length).toBeLessThanOrEqual(3)
})
