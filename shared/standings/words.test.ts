// What is said of a list follows the rules in force, and never more than the figures bear.
import { wayOut } from './leagues'
import { defaultStandingRules as rules } from './standing-rules'
import { listRuleWords, methodWords, missingWords, wayOutWords } from './words'

test.each([
  [{ visits: 1, inspectors: 1, bags: 12 }, '1次检查、1名检查员、12袋抽查'],
  [{ visits: 0, inspectors: 0, bags: 1 }, '1袋抽查'],
  [{ visits: 0, inspectors: 0, bags: 0 }, ''],
])('what is missing: %j', (missing, words) => expect(missingWords(missing)).toBe(words))

test('the page says which rule it is', () => {
  const quota = { ...rules, list: { by: 'quota' as const, names: 5 }, weights: { ...rules.weights } }
  expect(listRuleWords(rules)).toContain('可能的范围都低于60分')
  expect(listRuleWords(quota)).toContain('按名额')
  expect(methodWords(rules)[2]).not.toBe(methodWords(quota)[2])
  expect(
    methodWords({ ...rules, weights: { ...rules.weights, compound: { onSite: 50, bags: 30, closing: 20 } } })[0],
  ).toContain('现场50分，开袋30分')
})

const figures = { low: 400, high: 590, size: { onSite: 300, bags: 400, closing: 50 } }
test.each([
  [{ score: 550, onSite: 300, bags: 200, closing: 50 }, '离60分还差5.0分。问题都按时改好，能多10.0分，就够了。'],
  [
    { score: 500, onSite: 280, bags: 150, closing: 70 },
    '离60分还差10.0分。问题都按时改好，能多8.0分；还要现场检查平均达到50分（满分100）。',
  ],
  [
    { score: 500, onSite: 200, bags: 150, closing: 150 },
    '离60分还差10.0分。问题已经都按时改好；还要现场检查平均达到50分（满分100）。',
  ],
  [{ score: 620, onSite: 320, bags: 200, closing: 100 }, '得分已经在60分以上，再多查几次，看得更准就能离开。'],
])('to leave the list, from %j', (result, words) =>
  expect(wayOutWords(wayOut({ ...figures, ...result }, rules.weights.compound, rules), rules)).toBe(words),
)
