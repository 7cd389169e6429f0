// What the shipped edition answers: natural questions, and two grids of what is hazardous however it is said and of
// what never is.
import { answerOfTerm, answers } from '@shared/guide/answer'
import { categoryOf } from '@shared/guide/codes'
import { readDetail } from '@shared/guide/pack'
import { wordsOf } from '@shared/guide/plain'
import { buildIndex } from '@shared/guide/search-index'
import { harmlessPhrases, judgeQuestion, poisonPhrases, rowsOf } from '../../tests/bench/guide-judge'
import { shippedEdition } from './edition-files'

const packed = shippedEdition()
const index = buildIndex(packed.core)
const details = readDetail(packed.detail)
const at = { region: 'xuchang', rural: false } as const
const toTraditional = new Map(
  [...wordsOf(index).plain].filter(([from]) => from >= '\u4e00').map(([from, to]) => [to, from]),
)
const traditional = (text: string): string =>
  Array.from(text, (character) => toTraditional.get(character) ?? character).join('')
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

test('in a village nothing is said of bins and places that only a town has', () => {
  for (const region of ['xuchang', 'anyang', 'yanshi'] as const) {
    const told = packed.terms.flatMap((term) => {
      const entry = index.terms[index.byId.get(term.id) ?? -1]
      const answer = entry && answerOfTerm(entry, { region, rural: true }, details)
      const texts = answer
        ? [answer.preparation, answer.reason, ...answer.variants.map((each) => each.preparation)]
        : []
      return texts.filter((text) => /厨余|四个桶|园林绿化垃圾/.test(text)).map((text) => `${term.id}: ${text}`)
    })
    expect(told).toEqual([])
  }
})
test.each(['农药瓶', '农药袋', '敌敌畏空瓶子', '除草剂的瓶子', '装过草甘膦的桶'])(
  '%s goes back to the seller in a village',
  (q) => {
    expect(answers(index, q, { region: 'xuchang', rural: true }, details, 1)[0]).toMatchObject({
      category: 'hazardous',
      route: 'return_to_shop',
      preparation: '不要洗、不要再用，盖紧，退回卖农药的店',
    })
  },
)
test('straw, stones and leaves have sentences of the village', () => {
  const rural = (q: string) => answers(index, q, { region: 'anyang', rural: true }, details, 1)[0]?.preparation
  expect(rural('玉米秆')).toBe('去掉绳子和塑料，能还田、沤肥的就近用，其余投“易腐烂垃圾”')
  expect(rural('砖头')).toBe('灰土、砖石单独装，放村里指定的地方，不和别的垃圾混')
})

/** The same thing, said in other words: the entry's own category, or that of one of its conditions. */
const SAID: readonly string[] = [
  'X怎么扔',
  '请问X是什么垃圾',
  '家里的X',
  '一个X要扔哪里',
  '我有个X不要了',
  '想把X扔掉',
  'X（一个）',
  '昨天在家收拾出来的X应该放哪个桶',
]
test.each(SAID)('every entry, said as “%s”, is answered as the entry is', (said) => {
  const categories = (term: (typeof packed.terms)[number]) =>
    [term.code, ...term.variants.map(({ code }) => code)].map(categoryOf)
  const astray = packed.terms
    .filter((term) => term.name.length + said.length <= 40)
    .filter((term) => {
      const answer = first(said.replace('X', term.name))
      return !answer || !categories(term).includes(answer.category)
    })
  // a few names are also a word of the sentence (一个 + 个…), or a living animal's
  expect(astray.map(({ name }) => name).length).toBeLessThanOrEqual(5)
})
test.each([
  ['aliases', (term: (typeof packed.terms)[number]) => term.aliases.map((alias) => `旧${alias}怎么处理`)],
  ['traditional characters', (term: (typeof packed.terms)[number]) => [traditional(term.name)]],
])('every entry by its %s is answered as the entry is', (_kind, forms) => {
  const astray = packed.terms.flatMap((term) =>
    forms(term).filter((form) => {
      const own = [term.code, ...term.variants.map(({ code }) => code)].map(categoryOf)
      const answer = first(form)
      return !answer || !own.includes(answer.category)
    }),
  )
  expect(astray.length / packed.terms.length).toBeLessThan(0.005)
})
