// What is kept apart: every code exists, nothing is claimed without a source or its being our default.
import { catalogue } from './catalogue'
import { separateIn, separateOf, sourceText } from './separate'

const flagged = catalogue.filter(({ code }) => separateOf(code))

it('every hazardous thing but the small ones without a list, and what cools, is flagged', () => {
  const unflagged = catalogue.filter(({ kind, code }) => kind === 'hazardous' && !separateOf(code))
  expect(unflagged.map(({ code }) => code)).toEqual(['cosmetics', 'cartridge'])
  expect(flagged.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['fridge', 'freezer', 'aircon_wall', 'ebike', 'lamp', 'mattress_double', 'sofa_3']),
  )
  expect(separateOf('chair')).toBeNull()
  expect(separateOf('local_stove')).toBeNull()
})

it.each(flagged.map(({ code, name }) => [name, code] as const))(
  '%s: says where it is written, or that it is ours',
  (_name, code) => {
    const separate = separateOf(code)
    expect(separate && sourceText(separate)).toMatch(/^依据《.+》|^系统默认$/)
  },
)

it('alike things stand together with their number', () => {
  const lines = separateIn([
    { code: 'fridge', name: '冰箱', count: 1 },
    { code: 'chair', name: '椅子', count: 4 },
    { code: 'freezer', name: '冰柜', count: 2 },
    { code: 'lamp', name: '荧光灯管', count: 5 },
    { code: 'fridge', name: '冰箱', count: 1 },
  ])
  expect(lines.map(({ names, count }) => [names, count])).toEqual([
    ['冰箱、冰柜', 4],
    ['荧光灯管', 5],
  ])
})
