import { describe, expect, test } from '@jest/globals'
import { defaultTables } from './default-tables'
import { frame, type CellKind } from './table-words'
import { itemsOf, TableContent, tableProblem, type TableItem } from './tables'

const all = Object.entries(defaultTables) as [CellKind, TableContent][]
const fullOnes = all.filter(([, { form }]) => form === 'full')
const itemsIn = (content: TableContent): TableItem[] => content.sections.flatMap(({ items }) => items)

/** Pairs of neighbouring characters: what two sentences have in common, whatever their punctuation. */
function pairsOf(text: string): Set<string> {
  const plain = text.replace(/[^\p{L}\p{N}]/gu, '')
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_none, at) => plain.slice(at, at + 2)))
}
/** The same thing asked in nearly the same words. */
function isAlike(one: TableItem, other: TableItem): boolean {
  const [left, right] = [pairsOf(one.text), pairsOf(other.text)]
  const common = [...left].filter((pair) => right.has(pair)).length
  return (2 * common) / (left.size + right.size) >= 0.7
}

describe('each default table', () => {
  test.each(all)('%s says what it should, and is no broken table', (_kind, content) => {
    expect(TableContent.safeParse(content).error?.issues ?? []).toEqual([])
    expect(tableProblem(content)).toBeNull()
    expect(content.source).toContain('默认值')
    const texts = [...itemsOf(content), ...content.vetoes].map(({ text }) => text)
    expect(new Set(texts).size).toBe(texts.length)
  })

  test.each(all.filter(([, { form }]) => form !== 'light'))('%s stands on the common frame', (_kind, content) => {
    expect(content.sections.map(({ code, max }) => ({ code, max }))).toEqual(
      frame.map(({ code, max }) => ({ code, max })),
    )
    expect(content.vetoes.map(({ text }) => text).join()).toMatch(/严重失信.*弄虚作假/)
    expect(content.bonus.length).toBeGreaterThan(0)
    expect(itemsIn(content).some(({ required }) => required)).toBe(true)
  })

  test.each(fullOnes)('%s: eighteen items or more, five of them or more by the platform', (_kind, content) => {
    const items = itemsIn(content)
    expect(items.length).toBeGreaterThanOrEqual(18)
    expect(items.filter(({ check }) => check === 'platform').length).toBeGreaterThanOrEqual(5)
    expect(new Set(items.map(({ method }) => method.kind)).size).toBe(4)
    expect(new Set(items.map(({ check }) => check)).size).toBe(4)
    expect(content.vetoes.length).toBeGreaterThanOrEqual(4)
  })

  test.each(all)('%s: who is asked for something is told what and how a good one looks', (_kind, content) => {
    for (const { clause, evidence, check } of itemsOf(content)) {
      const told = [evidence.ask, evidence.example].every((text) => text.length >= 3)
      expect({ clause, told: told || evidence.kind === 'none' }).toEqual({ clause, told: true })
      if (check === 'document' || check === 'site')
        expect({ clause, kind: evidence.kind }).not.toEqual({ clause, kind: 'none' })
    }
  })
})

test('no two full tables share more than 60 % of their items', () => {
  const tooAlike: string[] = []
  for (const [at, [kind, content]] of fullOnes.entries())
    for (const [other, others] of fullOnes.slice(at + 1)) {
      const [mine, theirs] = [itemsIn(content), itemsIn(others)]
      const shared = mine.filter((one) => theirs.some((item) => isAlike(one, item))).length
      if (shared > 0.6 * Math.min(mine.length, theirs.length)) tooAlike.push(`${kind} ${other} ${shared}`)
    }
  expect(tooAlike).toEqual([])
})

describe('a table that a person wrote', () => {
  const [, good] = all[0] as [CellKind, TableContent]
  const first = good.sections[0] as TableContent['sections'][number]
  const item = first.items[1] as TableItem
  const withItem = (changed: Partial<TableItem>): TableContent => ({
    ...good,
    sections: good.sections.map((section, at) =>
      at === 0
        ? { ...section, items: section.items.map((one, to) => (to === 1 ? { ...one, ...changed } : one)) }
        : section,
    ),
  })
  test.each<[string, TableContent, RegExp]>([
    ['a code twice', withItem({ code: first.items[0]?.code ?? '' }), /用了两次/],
    ['points that do not add up', withItem({ max: item.max + 1 }), /加起来是/],
    ['a platform item without a source', withItem({ check: 'platform' }), /哪一项数据/],
    ['a source that nobody reads', withItem({ source: 'people' }), /哪一项数据/],
    ['evidence of no kind', withItem({ evidence: { ...item.evidence, kind: 'none', least: 1 } }), /写明交什么/],
    ['a bonus that is required', { ...good, bonus: good.bonus.map((one) => ({ ...one, required: true })) }, /必备/],
    ['lines upside down', { ...good, titledFrom: 90, modelFrom: 80 }, /高于/],
    ['bonus without a cap', { ...good, bonusCap: 0 }, /上限/],
    [
      'steps that do not fall',
      withItem({
        method: {
          kind: 'tiers',
          unit: '',
          tiers: [item.max, item.max].map((points, at) => ({ code: `t${at}`, text: '一样', points, from: null })),
        },
      }),
      /一档比一档低/,
    ],
    [
      'a fault that takes more than all',
      withItem({ method: { kind: 'deduct', faults: [{ code: 'f1', text: '没有', points: item.max + 1 }] } }),
      /还多/,
    ],
    [
      'a share that is full at nothing',
      withItem({ method: { kind: 'ratio', part: '一', whole: '二', none: 60, full: 60 } }),
      /高于不得分/,
    ],
  ])('is told: %s', (_what, content, sentence) => {
    expect(tableProblem(content)).toMatch(sentence)
  })
})
