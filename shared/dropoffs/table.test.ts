import { labelCodeFrom, labelTokenFrom, typedCodeFrom } from '../people/rules'
import { scanMark, scannedAs, tableKeyOf, tableOf } from './table'

const seed = 'an evening'
const tableFor = (households: readonly { ref: string; keys: string[] }[]) => tableOf({ seed, households })
const bytes = (seed: number): number[] => Array.from({ length: 8 }, (_unused, at) => (seed * 7919 + at * 104729) >> at)
const typed = typedCodeFrom(bytes(1))
const token = 'abcdefghijklmnopqrstuv'
const bag = labelTokenFrom('abcdefghijklmnopqrstuw')
const bagTyped = labelCodeFrom(bytes(2))
const rows = [
  { ref: 'one', keys: [typed, token, bag, bagTyped].map((code) => tableKeyOf(seed, code) ?? '') },
  { ref: 'two', keys: [tableKeyOf(seed, typedCodeFrom(bytes(3))) ?? ''] },
]

test.each([
  ['typed', typed],
  ['typed with a dash, small letters and a blank', ` ${typed.slice(0, 4)}-${typed.slice(4)}`.toLowerCase()],
  ['scanned', token],
  ['a bag label', bag],
  ['a typed bag label', bagTyped],
])('%s leads to its household', (_name, code) =>
  expect(scannedAs(tableFor(rows), code)).toEqual({ kind: 'ref', ref: 'one' }),
)

test('a code that the table does not know goes to the server as it is stored', () => {
  const other = typedCodeFrom(bytes(9))
  expect(scannedAs(tableFor(rows), other.toLowerCase())).toEqual({ kind: 'code', code: other })
})

test.each(['', 'hello', typed.slice(1), `${typed.slice(0, -1)}${typed.endsWith('2') ? '3' : '2'}`])(
  '"%s" is no code',
  (code) => expect(scannedAs(tableFor(rows), code)).toBeNull(),
)

test('of a typed code 25 of 35 bits are told, of a scanned one 50', () => {
  expect(tableKeyOf(seed, typed)).toHaveLength(5)
  expect(tableKeyOf(seed, bagTyped)).toHaveLength(5)
  expect(tableKeyOf(seed, token)).toHaveLength(10)
  expect(tableKeyOf(seed, bag)).toHaveLength(10)
})

test('keys are spread evenly: hardly two of 5,000 typed codes meet', () => {
  const keys = new Set<string>()
  for (let each = 0; each < 5_000; each += 1) {
    const code = typedCodeFrom([each % 32, (each >> 5) % 32, (each >> 10) % 32, 1, 2, 3, 4])
    keys.add(tableKeyOf(seed, code) ?? '')
  }
  expect(keys.size).toBeGreaterThan(4_995)
})

test('a key of two households is nobody\u2019s', () => {
  const table = tableFor([...rows, { ref: 'three', keys: [tableKeyOf(seed, typed) ?? ''] }])
  expect(scannedAs(table, typed)).toEqual({ kind: 'code', code: typed })
  expect(scannedAs(table, token)).toEqual({ kind: 'ref', ref: 'one' })
})

test.each([
  ['typed', typed],
  ['scanned', token],
])('%s: another evening writes its key differently, and knows it again', (_name, code) => {
  const keys = ['one', 'two', 'three'].map((evening) => tableKeyOf(evening, code) ?? '')
  expect(new Set(keys.flatMap((key) => [key.slice(0, 5), key.slice(5)].filter(Boolean))).size).toBe(
    keys.length * (code === typed ? 1 : 2),
  )
  expect(scannedAs(tableOf({ seed: 'two', households: [{ ref: 'one', keys }] }), code)).toEqual({
    kind: 'ref',
    ref: 'one',
  })
})

test('a scan is told without its time', () => {
  const [early, late] = ['01KB9V0000ABCDEFGHJKMNPQRS', '01KC9V0000ABCDEFGHJKMNPQRS']
  expect(scanMark(early)).toBe(scanMark(late))
  expect(scanMark(early)).toBe('0000000000ABCDEFGHJKMNPQRS')
})
