// An area's changes of the list of things: one row, one sentence.
import { AreaItem, areaItemsProblem, catalogueWith, itemIn } from './area-items'
import { catalogue, findItem } from './catalogue'
import { quoteFor } from './prices'
import { itemsDetails, itemsRefusal } from './rules'

const stove: AreaItem = {
  code: 'local_coal_stove',
  name: '煤炉',
  maxCount: 2,
  own: { kind: 'bulky', size: 'M', litres: 200, canDismantle: false, aliases: '蜂窝煤炉 炉子' },
}

describe('what may be published', () => {
  it.each<[string, AreaItem[], boolean]>([
    ['nothing changed', [], true],
    ['a thing hidden', [{ code: 'piano', hidden: true }], true],
    ['a thing of the area’s own', [stove], true],
    [
      'one thing twice',
      [
        { code: 'piano', hidden: true },
        { code: 'piano', maxCount: 2 },
      ],
      false,
    ],
    ['a thing nobody knows', [{ code: 'coal', name: '煤' }], false],
    ['a local thing that is not described', [{ code: 'local_x', name: '煤炉' }], false],
    ['a usual thing described anew', [{ ...stove, code: 'sofa_3' }], false],
    ['what has no name in the list can’t be hidden', [{ code: 'other', hidden: true }], false],
  ])('%s: %#', (_sentence, changes, ok) => {
    for (const change of changes) expect(AreaItem.safeParse(change).success).toBe(true)
    expect(areaItemsProblem(changes) === null).toBe(ok)
  })
})

describe('what can be booked', () => {
  const list = catalogueWith([
    { code: 'piano', hidden: true },
    { code: 'sofa_3', name: '长沙发', maxCount: 1, hint: '拆下靠垫' },
    stove,
  ])
  const ask = (code: string, count = 1) => [{ code, name: '', count }]

  it('is the usual list where nothing is changed', () => {
    expect(catalogueWith([])).toBe(catalogue)
  })
  it.each<[string, string, number, string | null]>([
    ['what is hidden is not taken', 'piano', 1, 'PICKUP_ITEM_NOT_TAKEN'],
    ['a maximum of the area holds', 'sofa_3', 2, 'PICKUP_ITEM_LIMIT'],
    ['within it all is well', 'sofa_3', 1, null],
    ['a local thing is taken', 'local_coal_stove', 2, null],
    ['up to its own maximum', 'local_coal_stove', 3, 'PICKUP_ITEM_LIMIT'],
    ['a local thing of nowhere is not', 'local_else', 1, 'PICKUP_ITEM_NOT_TAKEN'],
    ['what is not changed is as usual', 'chair', 8, null],
  ])('%s', (_sentence, code, count, refusal) => {
    expect(itemsRefusal('bulky', ask(code, count), 20, { list })).toBe(refusal)
  })
  it('what was booked before it was hidden may stay in the booking', () => {
    expect(itemsRefusal('bulky', ask('piano'), 20, { list, had: ask('piano') })).toBeNull()
  })
  it('is named by the area’s names, and found by both', () => {
    expect(itemsDetails('PICKUP_ITEM_LIMIT', ask('sofa_3', 2), list)).toEqual({ item: '长沙发', maxCount: 1 })
    expect(findItem('长沙发', list)?.code).toBe('sofa_3')
    expect(findItem('三人沙发', list)?.code).toBe('sofa_3')
    expect(findItem('蜂窝煤炉', list)?.code).toBe('local_coal_stove')
    expect(itemIn(list, 'piano')).toBeUndefined()
  })
  it('a local thing is priced by its own price and its litres', () => {
    const prices = {
      mode: 'per_item' as const,
      itemFen: { local_coal_stove: 1500, other: 2000 },
      perCubicMetreFen: 10_000,
      floorSurchargeFen: 0,
      materials: [],
      points: {},
      version: 1,
      items: [stove],
    }
    const asked = {
      kind: 'bulky' as const,
      items: [{ code: 'local_coal_stove', name: '煤炉', count: 1 }],
      floor: 1,
      hasLift: true,
      surchargeAboveFloor: 3,
      freePiecesLeft: 0,
    }
    expect(quoteFor(asked, prices).totalFen).toBe(1500)
    expect(quoteFor(asked, { ...prices, mode: 'per_cubic_metre' }).totalFen).toBe(2000)
  })
})
