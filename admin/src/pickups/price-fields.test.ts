// The price form's values and the list that is sent; which list a new one starts from.
import { isDeepStrictEqual } from 'node:util'
import dayjs from 'dayjs'
import { AreaItem } from '@shared/pickups/area-items'
import { pickupsDesk, type PriceList } from '@shared/pickups/desk-contract'
import { usualFailedVisits } from '@shared/pickups/reasons'
import {
  changedList,
  empty,
  fieldsOf,
  inForceOn,
  listOf,
  lostPrices,
  priceChanges,
  rulesOf,
  type RuleFields,
} from './price-fields'

const list = (validFrom: string, placeId = 'area', more: Partial<PriceList> = {}): PriceList => ({
  ...empty,
  id: `01ARZ3NDEKTSV4RRFFQ69G5${validFrom.slice(5, 7)}0`,
  placeId,
  validFrom,
  version: 1,
  ...more,
})
const full: Partial<PriceList> = {
  itemFen: { sofa_3: 3000, other: 1000 },
  materials: [{ code: 'paper', fenPerKg: 60 }],
  items: [
    { code: 'piano', hidden: true },
    { code: 'sofa_3', name: '长沙发', maxCount: 2, hint: '请先拆下坐垫' },
    {
      code: 'local_1',
      name: '渔网',
      own: { kind: 'bulky', size: 'M', litres: 400, canDismantle: true, aliases: '旧网' },
    },
  ],
}

test('what is not changed in the form is sent as it was, also what has no field of its own', () => {
  const before = list('2026-01-01', 'area', full)
  const sent = listOf({ ...fieldsOf(before), validFrom: dayjs('2026-02-01') })
  expect(sent.items).toEqual(before.items)
  expect(sent.itemFen).toEqual(before.itemFen)
  expect(sent.materials).toEqual(before.materials)
})

test.each<[string, NonNullable<RuleFields['things']>[number]]>([
  ['a usual thing only chosen', { code: 'piano' }],
  ['hidden without another name', { code: 'piano', hidden: true, name: '', maxCount: null }],
  ['a local one', { code: 'local_2', name: ' 渔网 ', own: { kind: 'bulky', size: 'M', litres: 400 } }],
])('%s is sent with its code and passes the contract', (_name, thing) => {
  const [item] = rulesOf({ failed: {} as RuleFields['failed'], reliefs: {}, things: [thing] }).items ?? []
  expect(AreaItem.safeParse(item)).toMatchObject({ success: true, data: { code: thing.code } })
})

test('a new list starts from the one that holds on its first day, not from one that begins later', () => {
  const lists = [list('2026-05-01'), list('2026-01-01'), list('2026-03-02', 'city')]
  expect(inForceOn(lists, 'area', '2026-04-01')?.validFrom).toBe('2026-01-01')
  expect(inForceOn(lists, 'area', '2026-05-01')?.validFrom).toBe('2026-05-01')
  expect(inForceOn(lists, 'other', '2026-04-01')?.validFrom).toBe('2026-03-02')
  expect(inForceOn([], 'area', '2026-04-01')).toBeNull()
})

test('what would stand in the list no longer is told', () => {
  const before = list('2026-01-01', 'area', full)
  expect(lostPrices(before, before, {})).toEqual([])
  expect(lostPrices(before, { itemFen: { other: 1000 }, materials: [], items: [] }, { paper: '废纸' })).toEqual([
    '废纸的回收价',
    '长沙发的每件价',
    '本地清单里的钢琴',
    expect.stringMatching(/^本地清单里的.*沙发/),
    '本地清单里的渔网',
  ])
})

/** The form's name of what a list calls otherwise. */
const fieldOf: Readonly<Record<string, string>> = {
  perCubicMetreFen: 'perCubicMetreYuan',
  floorSurchargeFen: 'floorSurchargeYuan',
  itemFen: 'itemYuan',
  failedVisitPercent: 'failed',
  items: 'things',
}

/** Every way in which a value can differ, at any depth. */
function* altered(value: unknown): Generator {
  if (typeof value === 'number') yield value + 7
  else if (typeof value === 'boolean') yield !value
  else if (Array.isArray(value)) {
    yield value.slice(1)
    for (const [at, each] of value.entries()) for (const other of altered(each)) yield value.with(at, other)
  } else if (typeof value === 'object' && value !== null)
    for (const [name, part] of Object.entries(value))
      if (!['code', 'status', 'kind', 'size'].includes(name))
        for (const other of altered(part)) yield { ...value, [name]: other }
}

test('whatever a proposed list changes is told to its second person', () => {
  const before = list('2026-01-01', 'area', {
    ...full,
    reliefs: [{ status: 'low_income', percentOff: 50, morePieces: 1 }],
    failedVisitPercent: { gate_closed: 100 } as PriceList['failedVisitPercent'],
  })
  const { id: _id, placeId: _place, validFrom: _from, version: _version, ...compared } = before
  const tell = (after: unknown) => priceChanges(before, after as PriceList, names)
  expect(tell(before)).toEqual([])
  expect(tell({ ...before, mode: 'free' })).toEqual(['收费方式：per_item → free'])
  const silent = [...altered(compared)].filter((after) => tell(after).length === 0)
  expect(silent).toEqual([])
})

const names = { materials: {}, modes: {} }
const everything: typeof empty = {
  ...empty,
  ...full,
  reliefs: [{ status: 'low_income', percentOff: 50, morePieces: 1 }],
  failedVisitPercent: usualFailedVisits(40) as NonNullable<PriceList['failedVisitPercent']>,
}
/** Lists that leave something to the area, or have what a form would write otherwise. */
const starts: readonly [string, typeof empty][] = [
  ['all of it', everything],
  ['nothing of its own', empty],
  [
    'what is off and written down',
    { ...everything, reliefs: [{ status: 'low_income', percentOff: 0, morePieces: 0 }] },
  ],
  ['things that are not hidden', { ...everything, items: [{ code: 'piano', hidden: false, maxCount: 1 }] }],
]

test.each(starts)('of a list with %s, what is not touched goes back exactly as it came', (_name, before) => {
  // where the list leaves it to the area the form shows the area's figures
  const began = { ...fieldsOf(before), failed: before.failedVisitPercent ?? usualFailedVisits(100) }
  const validFrom = dayjs('2026-02-01')
  const sent = changedList({ ...began, validFrom }, began, before)
  expect(sent).toEqual({ ...before, validFrom: '2026-02-01' })
  expect(priceChanges(before, sent, names)).toEqual([])
  for (const [name, value] of Object.entries(began))
    for (const other of altered(value)) {
      const changed = changedList({ ...began, validFrom, [name]: other }, began, before)
      const differing = Object.keys(changed).filter(
        (key) => key !== 'validFrom' && !isDeepStrictEqual(changed[key as 'items'], before[key as 'items']),
      )
      expect(differing.length).toBeLessThanOrEqual(1)
      if (differing.length === 1) expect(fieldOf[differing[0] as string] ?? differing[0]).toBe(name)
    }
})

test('one price is changed: the second person reads one change', () => {
  const began = { ...fieldsOf(empty), failed: usualFailedVisits(100) }
  const sent = changedList({ ...began, perCubicMetreYuan: 90, validFrom: dayjs('2026-02-01') }, began, empty)
  expect(priceChanges(empty, sent, names)).toHaveLength(1)
  expect(sent.failedVisitPercent).toBeUndefined()
  const own = { ...began, failed: { ...began.failed, gate_closed: 0 }, validFrom: dayjs('2026-02-01') }
  expect(changedList(own, began, empty).failedVisitPercent).toEqual(own.failed)
})

test('the whole list passes the contract', () => {
  const sent = { ...listOf({ ...fieldsOf({ ...empty, ...full }), validFrom: dayjs('2026-02-01') }), version: 0 }
  const input = pickupsDesk.savePrices.input.safeParse({
    ...sent,
    id: list('2026-01-01').id,
    placeId: list('2026-02-01').id,
  })
  expect(input.error?.issues).toBeUndefined()
})
