import { describe, expect, test } from '@jest/globals'
import { answerOfFigure, figureText, type PlatformFigure } from './figures'
import { answerProblem, apart, bestAnswer, bestGains, itemPoints, scoreTable, showPoints, vetoesOf } from './scoring'
import { itemsOf, type Answers, type ItemAnswer, type Method, type TableContent, type TableItem } from './tables'
import { carryOver, frameChanges, tableChanges, withEditions } from './versions'

const evidence = { kind: 'photo', ask: '拍一张', example: '看得清', least: 1 } as const
const item = (code: string, max: number, method: Method, more: Partial<TableItem> = {}): TableItem => ({
  code,
  clause: `1.${code.slice(1)}`,
  text: `第${code}条`,
  question: '做到了吗？',
  max,
  required: false,
  mayBeAbsent: true,
  method,
  evidence,
  check: 'site',
  source: null,
  ...more,
})
const yesNo: Method = { kind: 'yesNo' }
const deduct: Method = { kind: 'deduct', faults: [{ code: 'f1', text: '没有盖', points: 2 }] }
const tiers: Method = {
  kind: 'tiers',
  unit: '次',
  tiers: [
    { code: 't1', text: '3次以上', points: 10, from: 3 },
    { code: 't2', text: '1次以上', points: 4, from: 1 },
    { code: 't3', text: '没有', points: 0, from: 0 },
  ],
}
const ratio: Method = { kind: 'ratio', part: '学过的人', whole: '全部的人', none: 0, full: 75 }

describe('points of one item', () => {
  test.each<[string, Method, ItemAnswer, number | null]>([
    ['yes', yesNo, { kind: 'yesNo', yes: true }, 100],
    ['no', yesNo, { kind: 'yesNo', yes: false }, 0],
    ['absent leaves the sum', yesNo, { kind: 'absent' }, null],
    ['no faults', deduct, { kind: 'deduct', faults: [] }, 100],
    ['a fault three times', deduct, { kind: 'deduct', faults: [{ code: 'f1', count: 3 }] }, 40],
    ['never below nothing', deduct, { kind: 'deduct', faults: [{ code: 'f1', count: 9 }] }, 0],
    ['a middle step', tiers, { kind: 'tiers', tier: 't2' }, 40],
    ['a step that is not there', tiers, { kind: 'tiers', tier: 't9' }, 0],
    ['3 of 12', ratio, { kind: 'ratio', part: 3, whole: 12 }, 33],
    ['9 of 12 are all', ratio, { kind: 'ratio', part: 9, whole: 12 }, 100],
    ['one short of all is not all', ratio, { kind: 'ratio', part: 749, whole: 1000 }, 99],
    ['of nobody', ratio, { kind: 'ratio', part: 0, whole: 0 }, 0],
    ['below the foot', { ...ratio, none: 60, full: 95 }, { kind: 'ratio', part: 6, whole: 10 }, 0],
    ['an answer of another method', ratio, { kind: 'yesNo', yes: true }, 0],
  ])('%s', (_what, method, answer, points) => {
    expect(itemPoints(item('c1', 10, method), answer)).toBe(points)
  })

  test('best answers give all, and are taken', () => {
    for (const method of [yesNo, deduct, tiers, ratio]) {
      const one = item('c1', 10, method)
      expect(itemPoints(one, bestAnswer(one))).toBe(100)
      expect(answerProblem(one, bestAnswer(one))).toBeNull()
    }
  })

  test.each<[string, ItemAnswer, Method]>([
    ['a method that changed', { kind: 'yesNo', yes: true }, ratio],
    ['more than all', { kind: 'ratio', part: 4, whole: 3 }, ratio],
    ['an unknown step', { kind: 'tiers', tier: 't9' }, tiers],
    ['a fault twice', { kind: 'deduct', faults: [1, 2].map((count) => ({ code: 'f1', count })) }, deduct],
  ])('%s is not taken', (_what, answer, method) => {
    expect(answerProblem(item('c1', 10, method), answer)).not.toBeNull()
  })
  test('what has to be there is never 不涉及', () => {
    const needed = item('c1', 10, yesNo, { mayBeAbsent: false })
    expect([answerProblem(needed, { kind: 'absent' }) !== null, itemPoints(needed, { kind: 'absent' })]).toEqual([
      true,
      0,
    ])
  })
})

const content = (more: Partial<TableContent> = {}): TableContent => ({
  form: 'full',
  standard: { title: '标准', edition: 1 },
  rule: { title: '细则', edition: 1 },
  source: '默认值',
  steps: { apply: '申报', assess: '评估', accept: '验收', title: '命名' },
  sections: [
    { code: 'organisation', name: '组织', max: 30, items: [item('c1', 10, yesNo), item('c2', 20, yesNo)] },
    {
      code: 'reduction',
      name: '减量',
      max: 70,
      items: [item('c3', 10, tiers), item('c4', 50, ratio, { required: true }), item('c5', 10, deduct)],
    },
  ],
  vetoes: [{ code: 'v1', clause: 'V.1', text: '近一年被处罚', question: '罚过吗？' }],
  bonus: [item('j1', 6, yesNo), item('j2', 6, yesNo)],
  bonusCap: 10,
  titledFrom: 80,
  modelFrom: 90,
  apartBy: 10,
  validYears: 3,
  recordMonths: 0,
  ...more,
})
const best = (table: TableContent): Record<string, ItemAnswer> =>
  Object.fromEntries(table.sections.flatMap(({ items }) => items).map((one) => [one.code, bestAnswer(one)]))

describe('a whole table', () => {
  test('nothing answered: nothing, all missing, the required one failed', () => {
    const score = scoreTable(content(), {})
    expect([score.total, score.missing.length, score.requiredFailed, score.level]).toEqual([0, 5, ['c4'], 'below'])
  })
  test('all answered well: 100, and bonus lifts nothing above it', () => {
    const answers = { ...best(content()), j1: { kind: 'yesNo', yes: true }, j2: { kind: 'yesNo', yes: true } } as const
    const { base, bonus, total, level } = scoreTable(content(), answers)
    expect([base, bonus, total, level]).toEqual([1000, 100, 1000, 'model'])
  })
  test('bonus counts up to its cap', () => {
    const answers: Answers = {
      ...best(content()),
      c2: { kind: 'yesNo', yes: false },
      j1: { kind: 'yesNo', yes: true },
      j2: { kind: 'yesNo', yes: true },
    }
    expect(scoreTable(content(), answers)).toMatchObject({ base: 800, bonus: 100, total: 900, level: 'model' })
  })
  test('不涉及 leaves its section as heavy as before', () => {
    const answers: Answers = { ...best(content()), c1: { kind: 'yesNo', yes: false }, c2: { kind: 'absent' } }
    expect(scoreTable(content(), answers).sections[0]).toMatchObject({ got: 0, of: 300 })
    const half: Answers = { ...best(content()), c1: { kind: 'absent' }, c2: { kind: 'yesNo', yes: true } }
    expect(scoreTable(content(), half).sections[0]).toMatchObject({ got: 300, of: 300 })
  })
  test('a required item without a point is never titled, whatever the total', () => {
    const table = content({ titledFrom: 10, modelFrom: 20 })
    const answers: Answers = { ...best(table), c4: { kind: 'ratio', part: 0, whole: 4 } }
    expect(scoreTable(table, answers)).toMatchObject({ total: 500, requiredFailed: ['c4'], level: 'below' })
  })
  test.each([
    [79.9, 'below'],
    [80, 'titled'],
    [89.9, 'titled'],
    [90, 'model'],
  ])('%s points are %s', (points, level) => {
    // c4 gives 50 at 75 %: what is short of 100 is taken from it
    const part = Math.ceil(750 - ((100 - points) / 50) * 750)
    const score = scoreTable(content(), { ...best(content()), c4: { kind: 'ratio', part, whole: 1000 } })
    expect([showPoints(score.total), score.level]).toEqual([String(points), level])
  })
  test('a veto that is owned up to, and one whose question is open', () => {
    expect([vetoesOf(content(), {}), vetoesOf(content(), { v1: true }), vetoesOf(content(), { v1: false })]).toEqual([
      { struck: [], open: ['v1'] },
      { struck: ['v1'], open: [] },
      { struck: [], open: [] },
    ])
  })
})

describe('what would raise the score most', () => {
  test('the largest gain first, with how; nothing that is full or 不涉及', () => {
    const answers: Answers = {
      ...best(content()),
      c2: { kind: 'absent' },
      c3: { kind: 'tiers', tier: 't2' },
      c4: { kind: 'ratio', part: 3, whole: 12 },
      c5: { kind: 'deduct', faults: [{ code: 'f1', count: 1 }] },
    }
    const gains = bestGains(content(), answers)
    expect(gains.map(({ code, gain }) => [code, gain])).toEqual([
      ['c4', 334],
      ['j1', 60],
      ['j2', 60],
    ])
    expect(gains[0]?.how).toBe('全部的人 12，学过的人 3；再多 6 就满分。')
  })
  test('nothing to gain where all is full', () => {
    expect(bestGains(content(), best(content()))).toEqual([])
  })
})

test('review and site: apart by more than the table allows, and where', () => {
  const review = best(content())
  const site: Answers = { ...review, c3: { kind: 'tiers', tier: 't3' } }
  expect(apart(content(), review, site)).toMatchObject({ isApart: false, by: 100, items: [{ code: 'c3' }] })
  expect(apart(content(), review, { ...site, c1: { kind: 'yesNo', yes: false } })).toMatchObject({
    isApart: true,
    by: 200,
  })
})

describe('from one version to the next', () => {
  const before = content()
  const [one, two] = before.sections as [TableContent['sections'][number], TableContent['sections'][number]]
  const after: TableContent = {
    ...before,
    titledFrom: 82,
    sections: [
      { ...one, items: [item('c1', 12, yesNo, { required: true }), item('c9', 18, deduct)] },
      {
        ...two,
        items: two.items.map((each) =>
          each.code === 'c4' ? { ...each, text: '另一句' } : each.code === 'c3' ? { ...each, method: yesNo } : each,
        ),
      },
    ],
  }
  test('clause by clause', () => {
    expect(tableChanges(before, after).map(({ code, kinds }) => [code, kinds])).toEqual([
      ['c1', ['nowRequired', 'points']],
      ['c9', ['added']],
      ['c3', ['method']],
      ['c4', ['words']],
      ['c2', ['dropped']],
    ])
    expect(frameChanges(before, after)).toEqual([{ name: '达标分数线', before: '80', after: '82' }])
    expect([tableChanges(before, before), frameChanges(before, before)]).toEqual([[], []])
  })
  test('the two documents count their editions apart', () => {
    const editions = ({ standard, rule }: TableContent) => [standard.edition, rule.edition]
    expect(editions(withEditions(null, before))).toEqual([1, 1])
    expect(editions(withEditions(before, before))).toEqual([1, 1])
    expect(editions(withEditions(before, { ...before, apartBy: 12 }))).toEqual([1, 2])
    expect(editions(withEditions(before, after))).toEqual([2, 2])
    const reworded = { ...before, vetoes: before.vetoes.map((veto) => ({ ...veto, text: '近两年被处罚' })) }
    expect(editions(withEditions(before, reworded))).toEqual([2, 1])
  })
  test('answers that are still taken go along, evidence always, what is gone stays on record', () => {
    const carried = carryOver(before, after, best(before))
    expect(Object.keys(carried.answers)).toEqual(['c1', 'c4', 'c5'])
    expect(carried.items.filter(({ keeps }) => keeps !== 'all')).toEqual([
      { code: 'c2', keeps: 'record' },
      { code: 'c3', keeps: 'evidence' },
      { code: 'j1', keeps: 'evidence' },
      { code: 'j2', keeps: 'evidence' },
    ])
    expect(carried.toAnswer).toEqual(['c9', 'c3'])
  })
})

describe('a figure of the platform', () => {
  const figure: PlatformFigure = {
    source: 'trainingSessions',
    from: '2026-01-01',
    to: '2026-12-01',
    state: 'found',
    value: 2,
    whole: null,
    said: '',
    weighed: null,
    estimated: null,
    records: 2,
    citations: [],
    fingerprint: '',
    readAt: '',
  }
  const asks = (method: Method): TableItem => item('c1', 10, method, { check: 'platform', source: 'trainingSessions' })
  test.each<[string, Method, Partial<PlatformFigure>, ItemAnswer | null]>([
    ['reaches a step', tiers, {}, { kind: 'tiers', tier: 't2' }],
    ['of a share reaches a step in percent', tiers, { value: 3, whole: 100 }, { kind: 'tiers', tier: 't1' }],
    ['is a share', ratio, { value: 3, whole: 12 }, { kind: 'ratio', part: 3, whole: 12 }],
    ['is there', yesNo, {}, { kind: 'yesNo', yes: true }],
    ['zero is a number', tiers, { value: 0 }, { kind: 'tiers', tier: 't3' }],
    ['without a record answers nothing', tiers, { state: 'none' }, null],
    ['of another source answers nothing', tiers, { source: 'people' }, null],
  ])('%s', (_what, method, changed, answer) => {
    expect(answerOfFigure(asks(method), { ...figure, ...changed })).toEqual(answer)
  })
  test('said with its unit', () => {
    expect([figureText(figure), figureText({ source: 'handoversClosed', value: 33, whole: 40 })]).toEqual([
      '2场',
      '33/40次，82%',
    ])
  })
})

test('an item is found by its code among sections and bonus', () => {
  expect(itemsOf(content()).map(({ code }) => code)).toEqual(['c1', 'c2', 'c3', 'c4', 'c5', 'j1', 'j2'])
})
