import { labelCodeFrom, labelTokenFrom, typedCodeFrom } from '../people/rules'
import { scannedAs, tableKeyOf, tableOf } from './table'

const bytes = (seed: number): number[] => Array.from({ length: 8 }, (_unused, at) => (seed * 7919 + at * 104729) >> at)
const typed = typedCodeFrom(bytes(1))
const token = 'abcdefghijklmnopqrstuv'
const bag = labelTokenFrom('abcdefghijklmnopqrstuw')
const bagTyped = labelCodeFrom(bytes(2))
const rows = [
  { ref: 'one', keys: [typed, token, bag, bagTyped].map((code) => tableKeyOf(code) ?? '') },
  { ref: 'two', keys: [tableKeyOf(typedCodeFrom(bytes(3))) ?? ''] },
]

test.each([
  ['typed', typed],
  ['typed with a dash, small letters and a blank', ` ${typed.slice(0, 4)}-${typed.slice(4)}`.toLowerCase()],
  ['scanned', token],
  ['a bag label', bag],
  ['a typed bag label', bagTyped],
])('%s leads to its household', (_name, code) =>
  expect(scannedAs(tableOf(rows), code)).toEqual({ kind: 'ref', ref: 'one' }),
)

test('a code that the table does not know goes to the server as it is stored', () => {
  const other = typedCodeFrom(bytes(9))
  expect(scannedAs(tableOf(rows), other.toLowerCase())).toEqual({ kind: 'code', code: other })
})

test.each(['', 'hello', typed.slice(1), `${typed.slice(0, -1)}${typed.endsWith('2') ? '3' : '2'}`])(
  '"%s" is no code',
  (code) => expect(scannedAs(tableOf(rows), code)).toBeNull(),
)

test('of a typed code 25 of 35 bits are told, of a scanned one 50', () => {
  expect(tableKeyOf(typed)).toHaveLength(5)
  expect(tableKeyOf(bagTyped)).toHaveLength(5)
  expect(tableKeyOf(token)).toHaveLength(10)
  expect(tableKeyOf(bag)).toHaveLength(10)
})

test('keys are spread evenly: hardly two of 5,000 typed codes meet', () => {
  const keys = new Set<string>()
  for (let each = 0; each < 5_000; each += 1) {
    const code = typedCodeFrom([each % 32, (each >> 5) % 32, (each >> 10) % 32, 1, 2, 3, 4])
    keys.add(tableKeyOf(code) ?? '')
  }
  expect(keys.size).toBeGreaterThan(4_995)
})

test('a key of two households is nobody\u2019s', () => {
  const table = tableOf([...rows, { ref: 'three', keys: [tableKeyOf(typed) ?? ''] }])
  expect(scannedAs(table, typed)).toEqual({ kind: 'code', code: typed })
  expect(scannedAs(table, token)).toEqual({ kind: 'ref', ref: 'one' })
})
