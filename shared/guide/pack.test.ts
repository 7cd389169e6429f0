// The compact formats: what was packed comes back, and a delta makes the new edition out of the old one.
import type { Term } from './contract'
import {
  applyDelta,
  applyDetailDelta,
  linesById,
  packCore,
  packDetail,
  pickCore,
  pickDetail,
  readDetail,
  readHead,
  readTerms,
  splitCore,
  type Readings,
} from './pack'
import { buildIndex } from './search-index'

const term = (name: string, overrides: Partial<Term> = {}): Term => ({
  id: name,
  name,
  aliases: [],
  code: 'O',
  route: 'bin',
  flags: [],
  preparation: '直接投',
  reason: '难回收',
  variants: [],
  counterExample: null,
  source: null,
  ...overrides,
})
const readings: Readings = { lines: ['bei杯', 'cha茶', 'nai奶', 'zhi纸'], exceptionsOf: () => '' }
const head = (number: number) => ({ number, publishedOn: '2026-11-22', reviewedBy: null, reviewedOn: null })
const cup = term('奶茶杯', {
  aliases: ['奶茶杯子'],
  flags: ['lowvalue'],
  variants: [{ condition: '洗净的', code: 'R.plastic', route: 'bin', preparation: '冲净' }],
})
const paper = term('纸', { code: 'R.paper', counterExample: '脏纸不行', source: '某标准' })

test('a core comes back as it was', () => {
  const core = packCore(head(3), [cup, paper], readings)
  expect(readHead(core)).toEqual(head(3))
  expect(readTerms(splitCore(core).terms)).toEqual([
    {
      id: '奶茶杯',
      names: ['奶茶杯', '奶茶杯子'],
      classLine: 'O bin lowvalue',
      readings: '',
      variants: ['洗净的|R.plastic|bin'],
    },
    { id: '纸', names: ['纸'], classLine: 'R.paper bin', readings: '', variants: [] },
  ])
})
test('an entry whose name was changed keeps its id', () => {
  const core = packCore(head(1), [term('废纸', { id: '纸' })], readings)
  expect(readTerms(splitCore(core).terms)[0]).toMatchObject({ id: '纸', names: ['废纸'] })
  expect(readTerms(splitCore(applyDelta(core, pickCore(core, new Set(['纸'])), [])).terms)[0]).toMatchObject({
    id: '纸',
    names: ['废纸'],
  })
})
test('details come back as they were', () => {
  expect(readDetail(packDetail([cup, paper]))).toEqual(
    new Map([
      [
        '奶茶杯',
        { preparation: '直接投', reason: '难回收', counterExample: null, source: null, variantPreparations: ['冲净'] },
      ],
      [
        '纸',
        {
          preparation: '直接投',
          reason: '难回收',
          counterExample: '脏纸不行',
          source: '某标准',
          variantPreparations: [],
        },
      ],
    ]),
  )
})
test('old edition + delta = new edition', () => {
  const changed = term('奶茶杯', { code: 'R.plastic' })
  const added = term('纸杯')
  const before = { core: packCore(head(1), [cup, paper], readings), detail: packDetail([cup, paper]) }
  const after = { core: packCore(head(2), [changed, added], readings), detail: packDetail([changed, added]) }
  const ids = new Set(['奶茶杯', '纸杯'])
  const core = applyDelta(before.core, pickCore(after.core, ids), ['纸'])
  const detail = applyDetailDelta(before.detail, pickDetail(after.detail, ids), ['纸'])
  expect(linesById(core, detail)).toEqual(linesById(after.core, after.detail))
  expect(readHead(core).number).toBe(2)
})
test('an empty delta changes nothing but the head', () => {
  const core = packCore(head(1), [cup, paper], readings)
  const next = packCore(head(2), [cup, paper], readings)
  expect(applyDelta(core, pickCore(next, new Set()), [])).toBe(next)
})
test('text of another format is refused', () => {
  expect(() => readHead('{"json":true}\n')).toThrow('not a guide core')
  expect(() => buildIndex('guide-core-9\t1\t2026-11-22\t\t\n\n')).toThrow('not a guide core')
})
