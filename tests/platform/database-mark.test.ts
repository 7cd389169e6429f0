// What a start may do with the database it finds: every mode, wish, ownership and content.
import { BY_ITSELF, decideStart, ownCollections, type Standing } from '@server/database-mark'
import '@server/features'

const standings: Standing[] = [
  'empty',
  'foreign',
  'unmarked',
  'city',
  'demo',
  'usedDemo',
  'unfinished',
  'seeded',
  'restoring',
]
const outcomeOf = (...parameters: Parameters<typeof decideStart>): string => {
  try {
    return decideStart(...parameters)
  } catch (error) {
    return (error as Error).message.slice(0, 12)
  }
}
const row = (mode: 'demo' | 'production', seed: boolean, own: boolean): string[] =>
  standings.map((standing) => outcomeOf({ mode, seed, own }, standing))

const foreign = '这个数据库里有别的程序的'
const city = '这个数据库里是城市的正式'
const demo = '这个数据库里是演示城市，'
const unfinished = '这个数据库里的演示数据没'
const unfinishedOwn = '演示数据没有生成完；请运'
const restoring = '这个数据库正在恢复备份，'
const used = '这个演示数据库里已有别的'

test.each([
  //                                      empty   foreign  unmarked city  demo  usedDemo unfinished seeded restoring
  [
    'production, given',
    'production',
    false,
    false,
    ['mark', foreign, 'mark', 'use', demo, demo, demo, demo, restoring],
  ],
  ['production, own', 'production', false, true, ['mark', foreign, 'mark', 'use', demo, demo, demo, demo, restoring]],
  ['demo, given', 'demo', false, false, ['mark', foreign, city, city, 'use', 'use', unfinished, 'use', restoring]],
  ['demo, own', 'demo', false, true, ['mark', foreign, city, city, 'use', 'use', unfinishedOwn, 'use', restoring]],
  [
    'demo with its city, given',
    'demo',
    true,
    false,
    ['mark', foreign, city, city, 'use', used, unfinished, 'use', restoring],
  ],
  [
    'demo with its city, own',
    'demo',
    true,
    true,
    ['mark', foreign, city, city, 'use', used, 'clear', 'use', restoring],
  ],
] as const)('%s', (_name, mode, seed, own, expected) => {
  expect(row(mode, seed, own)).toEqual(expected)
})

test('only an unfinished seed on the product’s own mongod is cleared', () => {
  const cleared = (['demo', 'production'] as const).flatMap((mode) =>
    [true, false].flatMap((seed) =>
      [true, false].flatMap((own) =>
        standings
          .filter((standing) => outcomeOf({ mode, seed, own }, standing) === 'clear')
          .map((standing) => `${mode} ${seed} ${own} ${standing}`),
      ),
    ),
  )
  expect(cleared).toEqual(['demo true true unfinished'])
})

test('what a server fills by itself are collections of the product', () => {
  const ours = ownCollections()
  expect([...BY_ITSELF].filter((name) => !ours.includes(name))).toEqual([])
})
