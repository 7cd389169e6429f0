// What a visit in vain leaves owed, by reason: one row, one sentence.
import { failedVisitText, reasonTexts, stopReasons, usualFailedVisits } from './reasons'
import { failedVisit } from './rules'
import { StopReason } from './schemas'

const usual = usualFailedVisits(20)

it('the usual table has a row for every reason, and nothing for those of the operator', () => {
  expect(Object.keys(usual).sort()).toEqual([...StopReason.options].sort())
  expect([...stopReasons].sort()).toEqual([...StopReason.options].sort())
  expect(StopReason.options.filter((reason) => usual[reason] > 0).map((reason) => reasonTexts[reason])).toEqual([
    '到场没有见到物品',
    '敲门、打电话都没有人应',
    '小区或单元门打不开',
    '物品不在收运范围',
    '需要先拆开',
  ])
})

it.each<[string, Partial<typeof usual>, StopReason, number, boolean]>([
  ['the household’s reason costs the area’s share, rounded up', {}, 'nothing_outside', 601, false],
  ['the operator’s costs nothing', {}, 'vehicle_full', 0, true],
  ['a table of the area’s own holds, row by row', { gate_closed: 50 }, 'gate_closed', 1501, false],
  ['also for a reason of the operator’s, if it was published so', { too_heavy: 10 }, 'too_heavy', 301, false],
  ['a share of nought gives the free pieces back', { nothing_outside: 0 }, 'nothing_outside', 0, true],
  ['the whole price', { nothing_outside: 100 }, 'nothing_outside', 3001, false],
])('%s', (_sentence, own, reason, owedFen, piecesBack) => {
  expect(failedVisit(3001, reason, { ...usual, ...own })).toEqual({ owedFen, piecesBack })
})

it('is published as one sentence, the highest share first', () => {
  expect(failedVisitText({ ...usualFailedVisits(0), gate_closed: 20, nothing_outside: 50 })).toBe(
    '上门没有收成：因到场没有见到物品，收 50%，免费件数不退回；因小区或单元门打不开，收 20%，免费件数不退回；其他原因不收费，免费件数退回',
  )
  expect(failedVisitText(usualFailedVisits(0))).toBe('上门没有收成：都不收费，免费件数退回')
})
