// Lower prices by verified status: one row, one sentence.
import { bestRelief, offFen, reliefTexts, type ReliefRule, type StatusKind } from './reliefs'

const rules: ReliefRule[] = [
  { status: 'low_income', percentOff: 50, morePieces: 2 },
  { status: 'destitute', percentOff: 100, morePieces: 0 },
  { status: 'aged', percentOff: 0, morePieces: 1 },
]

it.each<[string, StatusKind[], number, number]>([
  ['nobody has anything', [], 0, 0],
  ['one status brings what is its', ['low_income'], 50, 2],
  ['several don’t add up: the best of each holds', ['low_income', 'destitute', 'aged'], 100, 2],
  ['a status without a rule brings nothing', ['disabled'], 0, 0],
  ['help with carrying lowers no price', ['carry_help'], 0, 0],
])('%s', (_sentence, statuses, percentOff, morePieces) => {
  expect(bestRelief(statuses, rules)).toEqual({ percentOff, morePieces })
})

it.each<[number, number, number]>([
  [3000, 0, 0],
  [3000, 50, 1500],
  [3001, 50, 1501],
  [1, 1, 1],
  [3000, 100, 3000],
  [0, 50, 0],
])('%i fen at %i per cent off are lowered by %i', (fen, percentOff, off) => {
  expect(offFen(fen, { percentOff })).toBe(off)
})

it('the published rules name who gets what, alike ones together', () => {
  expect(reliefTexts([...rules, { status: 'disabled', percentOff: 50, morePieces: 2 }])).toEqual([
    '经社区核实的低保家庭、残疾人家庭：减免 50%，每年多2件免费',
    '经社区核实的特困供养：减免 100%',
    '经社区核实的高龄老人家庭：每年多1件免费',
  ])
  expect(reliefTexts([])).toEqual([])
})
