// The rule book of the evening's phone: codes as they are read and typed, and tonight's logs out of the rows that the
// phone holds.
import { scanMark } from '@shared/dropoffs/table'
import { ulidFrom } from '@shared/ids'
import { codeFrom, labelCodeFrom } from '@shared/people/rules'
import type { AnsweredRow } from '@/lib/outbox/answered'
import type { Row } from '@/lib/outbox/rows'
import { bookOf, countsOf, nextNumber, timesOf } from './book'
import { inOrder, named } from './sites-order'
import { siteTitle } from './words'
import { keys, longestTyped, onceOnly, tailOf, typedSoFar } from './scan'

test('sites are offered by tonight’s shift, what is on, the own compound; each compound’s together', () => {
  const site = (id: string, placeName: string) => ({ id, name: `${id}号投放点`, placeName })
  const sites = [site('1', '荷塘里'), site('2', '柳湾'), site('3', '荷塘里'), site('4', '北苑'), site('5', '东坊')]
  const known = { shifts: new Set(['3']), open: new Set(['5']), own: new Set(['2']) }
  expect(inOrder(sites, known).map(({ id }) => id)).toEqual(['3', '1', '5', '2', '4'])
  expect(named(sites, ' 荷塘 ').map(siteTitle)).toEqual(['荷塘里 1号投放点', '荷塘里 3号投放点'])
  expect(siteTitle({ placeName: '柳湾', name: '柳湾村头投放点' })).toBe('柳湾村头投放点')
})

const bytes = (seed: number) => [seed, 7, 9, 2, 30, 4, 1]
const card = codeFrom(bytes(5), 8)

describe('codes', () => {
  it.each([
    ['the first time', [['A', 0]], [true]],
    [
      'held before the camera',
      [
        ['A', 0],
        ['A', 150],
        ['A', 2900],
        ['A', 5000],
      ],
      [true, false, false, false],
    ],
    [
      'again after three seconds without it',
      [
        ['A', 0],
        ['A', 3000],
      ],
      [true, true],
    ],
    [
      'another one',
      [
        ['A', 0],
        ['B', 100],
        ['A', 200],
      ],
      [true, true, true],
    ],
  ] as const)('are taken once: %s', (_name, seen, taken) => {
    const isNew = onceOnly()
    expect(seen.map(([text, at]) => isNew(text, at))).toEqual(taken)
  })

  it('are typed with 32 keys, none of which is mistaken for another', () => {
    expect(keys).toHaveLength(32)
    for (const missing of ['0', 'O', '1', 'I']) expect(keys).not.toContain(missing)
  })

  it('are whole with the character that checks them', () => {
    expect(typedSoFar(card.slice(0, 7))).toBe('short')
    expect(typedSoFar(card)).toBe('whole')
    const wrong = card.slice(0, 7) + (card.endsWith('7') ? '8' : '7')
    expect(typedSoFar(wrong)).toBe('wrong')
    const label = labelCodeFrom(bytes(3))
    expect(label).toHaveLength(9)
    expect(typedSoFar(label)).toBe('whole')
    expect(longestTyped(label)).toBe(9)
    expect(longestTyped(card)).toBe(8)
    // a card's code that begins like a label's has to be confirmed
    const both = codeFrom([9, 7, 9, 2, 30, 4, 1], 8)
    expect([both.charAt(0), typedSoFar(both)]).toEqual(['B', 'label'])
  })

  it('show their last four where somebody typed or can compare them', () => {
    expect(tailOf(card)).toBe(card.slice(-4))
    expect(tailOf('a'.repeat(22))).toBeNull()
  })
})

const clock = (at: string) => ({ at, run: 'R', tick: 0, offsetMs: 0 })
let seq = 0
const row = (id: string, input: object, more: Partial<Row> = {}): Row =>
  ({ id, seq: (seq += 1), label: id, input, state: 'waiting', tries: 0, ...more }) as unknown as Row
const log = (id: string, scanId: string, more: Partial<Row> = {}, ref = 'one') =>
  row(
    id,
    {
      kind: 'log',
      scanId,
      siteId: 'S',
      of: { kind: 'ref', ref },
      stream: 'food',
      result: 'correct',
      clock: clock('t'),
    },
    more,
  )
const answeredAs = (answered: Row, result: object): AnsweredRow => ({
  ...answered,
  answer: { at: '', epoch: '', result },
})

describe('tonight’s logs', () => {
  it('stand in the order of the taps, each with what became of it', () => {
    const book = bookOf(
      [
        log('waits', 's3'),
        log('tried', 's4', { tries: 1 }),
        log('refused', 's5', { state: 'refused', reason: { code: 'X', text: '不行' } }),
      ],
      [
        answeredAs(log('counted', 's1', { seq: -2 }), {
          outcome: 'accepted',
          state: 'counted',
          text: null,
        }),
        answeredAs(log('review', 's2', { seq: -1 }), {
          outcome: 'review',
          state: 'review',
          text: '待核原因',
        }),
        answeredAs(log('aside', 's6'), { outcome: 'had', state: 'setAside', text: '不算' }),
      ],
    )
    expect(book.map(({ id }) => id)).toEqual(['counted', 'review', 'waits', 'tried', 'refused', 'aside'])
    expect(book.map(({ state, why, isHere }) => [state, why, isHere])).toEqual([
      ['counted', null, false],
      ['review', '待核原因', false],
      ['unsent', null, true],
      ['unsent', null, false],
      ['refused', '不行', false],
      ['setAside', '不算', false],
    ])
    expect(countsOf(book)).toEqual({ unsent: 2, counted: 1, review: 1, refused: 2, undone: 0, bags: 6 })
    expect(nextNumber(book)).toBe(7)
  })

  it('stay when they are taken back, and count no more; an undoing that was refused undoes nothing', () => {
    const logs = [log('a', 's1'), log('b', 's1'), log('c', 's2')]
    const undo = (id: string, logId: string, more: Partial<Row> = {}) =>
      row(id, { kind: 'undo', logId, clock: clock('t') }, more)
    const book = bookOf([...logs, undo('u', 'a'), undo('v', 'c', { state: 'refused' })], [])
    expect(book.map(({ id, state }) => [id, state])).toEqual([
      ['a', 'undone'],
      ['b', 'unsent'],
      ['c', 'unsent'],
    ])
    expect(countsOf(book)).toMatchObject({ unsent: 2, undone: 1, bags: 2 })
  })

  it('tell how often a household was there: scans, not bags, and those of other phones', () => {
    const [first, second, foreign] = [1, 2, 3].map((at) => ulidFrom(at, Array<number>(16).fill(at)))
    const book = bookOf([log('a', first!), log('b', first!), log('c', second!, {}, 'two')], [])
    expect(timesOf(book, 'one', [])).toBe(1)
    expect(timesOf(book, 'one', [scanMark(first!), scanMark(foreign!)])).toBe(2)
    expect(timesOf(book, 'three', [])).toBe(0)
  })

  it('carry what was added to them', () => {
    const note = row('n', { kind: 'note', logId: 'a', note: '袋子漏了', clock: clock('t') })
    const photo = row('p', { kind: 'note', logId: 'a', photoIds: ['f'], clock: clock('t') })
    const [a] = bookOf([log('a', 's1'), photo], [answeredAs(note, { outcome: 'accepted', state: null, text: null })])
    expect(a?.notes).toEqual([
      { text: '袋子漏了', photos: 0, isUnsent: false },
      { text: '', photos: 1, isUnsent: true },
    ])
  })
})
