// Escapes as tables: what goes in, what comes out, and that it comes back.
import { csvCell, escapeHtml, escapePattern, guardFormula, looksLikeFormula, unguardFormula } from './escape'

const signs = `纸&<b>"x"</b>'\\^$.*+?()[]{}|-/ \t`

test('HTML holds no sign that means something', () => {
  expect(escapeHtml(signs)).not.toMatch(/[<>"']/)
  expect(escapeHtml('&lt;')).toBe('&#38;lt;')
  expect(escapeHtml('旧沙发')).toBe('旧沙发')
})

test('a pattern matches just its text', () => {
  for (const text of [signs, 'a.c', '(?<=x)', '\\d+', '[^a]', 'x|y', '^$', ''])
    expect([text, new RegExp(`^${escapePattern(text)}$`).test(text)]).toEqual([text, true])
  expect(new RegExp(`^${escapePattern('a.c')}$`).test('abc')).toBe(false)
  expect(new RegExp(`^${escapePattern('x|y')}$`).test('x')).toBe(false)
})

test.each([
  ['=1+1', `'=1+1`],
  ['+cmd', `'+cmd`],
  ['-x', `'-x`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\t=1', `'\t=1`],
  ['\r=1', `'\r=1`],
  ['-12.5', '-12.5'],
  ['+86', '+86'],
  ['旧沙发', '旧沙发'],
  ['', ''],
])('%j is kept from being a formula', (cell, guarded) => {
  expect(guardFormula(cell)).toBe(guarded)
  expect(unguardFormula(guarded)).toBe(cell)
})

test('what a spreadsheet would compute', () => {
  expect(['=1', '@x', '+A1', '-SUM(1)'].filter((cell) => !looksLikeFormula(cell))).toEqual([])
  expect(['-', '+86', '-12', '- 无', '—', 'a=b', ''].filter(looksLikeFormula)).toEqual([])
})

test.each([
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1,2', `"'=1,2"`],
  ['-3', '-3'],
  ['plain', 'plain'],
])('%j as a cell of CSV', (cell, written) => expect(csvCell(cell)).toBe(written))
