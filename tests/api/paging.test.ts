// Pages by cursor on a collection of their own: nothing is skipped or shown twice while others write, a cursor belongs
// to one list, and rows are counted up to 10,000.
import { MAX_COUNTED } from '@shared/contract'
import { defineModel, type Document } from '@server/db'
import { newId } from '@server/ids'
import { everyRow, numberedPage, readCountedPage, readPage } from '@server/paging'
import { useDatabase } from '../support/database'

type Sample = Document & { at: Date; name: string; size: number; group: string }
const Samples = defineModel<Sample>(
  'TestPagingSample',
  'testPagingSamples',
  { at: Date, name: String, size: Number, group: String },
  [{ fields: { group: 1, at: -1, _id: -1 } }],
)
const Others = defineModel<Sample>('TestPagingOther', 'testPagingOthers', {
  at: Date,
  name: String,
  size: Number,
  group: String,
})
useDatabase()

const instant = (minute: number): Date => new Date(Date.UTC(2026, 10, 24, 0, minute))
const sample = (number: number): Sample => ({
  _id: newId(),
  at: instant(number % 7),
  name: `名字${number % 5}`,
  size: number % 3,
  group: 'a',
})

const orders = [
  { at: -1 },
  { at: 1 },
  { name: 1 },
  { name: -1 },
  { size: -1 },
  { size: 1 },
  { _id: 1 },
  { _id: -1 },
] as const

beforeEach(async () => {
  await Samples.deleteMany({})
  await Samples.insertMany(Array.from({ length: 23 }, (_, number) => sample(number)))
})

test.each(orders)(
  'ordered by %j, rows that were there at the start come once each, whatever is inserted',
  async (order) => {
    const before = new Set((await Samples.find({}).lean<Sample[]>()).map(({ _id }) => _id))
    const seen: string[] = []
    let cursor: string | undefined
    let number = 100
    do {
      const { rows, next } = await readPage(Samples, order, { group: 'a' }, { cursor, limit: 4 })
      seen.push(...rows.map(({ _id }) => _id))
      // before, behind and among what was shown, with the same values and with others
      if (seen.length <= 24) {
        await Samples.insertMany(Array.from({ length: 5 }, () => sample((number += 1))))
        await Samples.insertMany([
          { ...sample(0), at: instant(-5), name: '', size: -1 },
          { ...sample(0), at: instant(60), name: '龥', size: 9 },
        ])
      }
      cursor = next ?? undefined
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect([...before].filter((id) => !seen.includes(id))).toEqual([])
  },
)

test('a cursor of another list, of another order, or changed by hand is refused', async () => {
  const by = async (model: typeof Samples, order: (typeof orders)[number]): Promise<string> =>
    (await readPage(model, order, {}, { limit: 2 })).next ?? ''
  await Others.insertMany(Array.from({ length: 5 }, (_, number) => sample(number)))
  const own = await by(Samples, { at: -1 })
  expect((await readPage(Samples, { at: -1 }, {}, { cursor: own })).rows).toHaveLength(20)
  const forged = (value: unknown, id: unknown = 'x'): string =>
    Buffer.from(JSON.stringify(['testPagingSamples at -1', value, id])).toString('base64url')
  const foreign = [
    await by(Others, { at: -1 }),
    await by(Samples, { at: 1 }),
    await by(Samples, { name: 1 }),
    await by(Samples, { _id: -1 }),
    '',
    'x',
    '1e309',
    own.slice(0, -3),
    forged({ $gt: '' }),
    forged(null),
    forged('soon'),
    forged('2026-11-24T00:00:00.000Z', { $gt: '' }),
    forged('2026-11-24T00:00:00.000Z', 7),
  ]
  for (const cursor of foreign)
    await expect(readPage(Samples, { at: -1 }, {}, { cursor })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect((await readPage(Samples, { at: -1 }, {}, { cursor: forged('2026-11-24T00:03:00.000Z') })).rows).not.toEqual([])
})

test('rows are counted exactly up to 10,000, past it as so many and more, and only on the first page', async () => {
  await Samples.deleteMany({})
  const many = (count: number): Sample[] => Array.from({ length: count }, (_, number) => sample(number))
  await Samples.insertMany(many(3))
  const totalOf = async (limit = 2) => (await readCountedPage(Samples, { at: -1 }, { group: 'a' }, { limit })).total
  expect(await totalOf()).toEqual({ count: 3, more: false })
  expect(await totalOf(3)).toEqual({ count: 3, more: false })
  await Samples.insertMany(many(MAX_COUNTED - 3))
  expect(await totalOf()).toEqual({ count: MAX_COUNTED, more: false })
  await Samples.insertMany(many(1))
  expect(await totalOf()).toEqual({ count: MAX_COUNTED, more: true })
  const { next } = await readCountedPage(Samples, { at: -1 }, { group: 'a' }, { limit: 2 })
  const second = await readCountedPage(Samples, { at: -1 }, { group: 'a' }, { limit: 2, cursor: next ?? '' })
  expect([second.rows.length, second.total]).toEqual([2, null])
})

test('a row without the field that its list is ordered by is a defect, not a skipped row', async () => {
  await Samples.collection.insertOne({ _id: newId() as never, group: 'b', name: 'x' })
  await Samples.collection.insertOne({ _id: newId() as never, group: 'b', name: 'y' })
  await expect(readPage(Samples, { at: -1 }, { group: 'b' }, { limit: 1 })).rejects.toThrow('ordered by a field')
})

test('numbered rows go down to the first, and begin at the latest however far a cursor reaches', () => {
  const first = numberedPage('entries', 45, { limit: 20 })
  expect([first.from, first.to]).toEqual([26, 45])
  const second = numberedPage('entries', 45, { limit: 20, cursor: first.next ?? '' })
  const third = numberedPage('entries', 45, { limit: 20, cursor: second.next ?? '' })
  expect([second.from, second.to, third.from, third.to, third.next]).toEqual([6, 25, 1, 5, null])
  expect(() => numberedPage('others', 45, { cursor: first.next ?? '' })).toThrow('INPUT_INVALID')
  const forged = (value: unknown): string => Buffer.from(JSON.stringify(['entries', value, ''])).toString('base64url')
  for (const value of [-3, 1.5, '7', null, 2 ** 60])
    expect(() => numberedPage('entries', 45, { cursor: forged(value) })).toThrow('INPUT_INVALID')
  expect(numberedPage('entries', 45, { cursor: forged(999_999) }).to).toBe(45)
  expect(numberedPage('entries', 0, {})).toEqual({ from: 1, to: 0, next: null })
})

test('a table to take away has every row once', async () => {
  const rows = await everyRow(async (input) => {
    const { rows: items, next } = await readPage(Samples, { size: 1 }, {}, { ...input, limit: 5 })
    return { items: items.map(({ _id }) => _id), next }
  })
  expect(new Set(rows).size).toBe(23)
  expect(rows).toHaveLength(23)
})
