// What is said of a list follows the rules in force, and never more than the figures bear.
import { wayOut } from './leagues'
import { defaultStandingRules as rules } from './standing-rules'
import { listRuleWords, methodWords, missingWords, wayOutWords } from './words'

test.each([
  [{ visits: 1, inspectors: 1, bags: 12 }, '1 次检查、1 名检查员、12 袋抽查'],
  [{ visits: 0, inspectors: 0, bags: 1 }, '1 袋抽查'],
  [{ visits: 0, inspectors: 0, bags: 0 }, ''],
])('what is missing: %j', (missing, words) => expect(missingWords(missing)).toBe(words))

test('the page says which rule it is', () => {
  const quota = { ...rules, list: { by: 'quota' as const, names: 5 }, weights: { ...rules.weights } }
  expect(listRuleWords(rules)).toContain('可能的范围都低于 60 分')
  expect(listRuleWords(quota)).toContain('按名额')
  expect(methodWords(rules)[2]).not.toBe(methodWords(quota)[2])
  expect(
    methodWords({ ...rules, weights: { ...rules.weights, compound: { onSite: 50, bags: 30, closing: 20 } } })[0],
  ).toContain('现场 50 分，开袋 30 分')
})

const figures = { low: 400, high: 590, size: { onSite: 300, bags: 400, closing: 50 } }
test.each([
  [{ score: 550, onSite: 300, bags: 200, closing: 50 }, '离 60 分还差 5.0 分。问题都按时改好，能多 10.0 分，就够了。'],
  [
    { score: 500, onSite: 280, bags: 150, closing: 70 },
    '离 60 分还差 10.0 分。问题都按时改好，能多 8.0 分；还要现场检查平均达到 50 分（满分 100）。',
  ],
  [
    { score: 500, onSite: 200, bags: 150, closing: 150 },
    '离 60 分还差 10.0 分。问题已经都按时改好；还要现场检查平均达到 50 分（满分 100）。',
  ],
  [{ score: 620, onSite: 320, bags: 200, closing: 100 }, '得分已经在 60 分以上，再多查几次，看得更准就能离开。'],
])('to leave the list, from %j', (result, words) =>
  expect(wayOutWords(wayOut({ ...figures, ...result }, rules.weights.compound, rules), rules)).toBe(words),
)
