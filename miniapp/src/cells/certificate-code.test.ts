// What is taken out of a scanned or typed text: our codes, and nothing else.
import { codeIn } from './certificate-code'

test.each([
  ['WFXB-2026-K7Q2-M9XT', 'WFXB-2026-K7Q2-M9XT'],
  [' wfxb-2026-k7q2-m9xt ', 'WFXB-2026-K7Q2-M9XT'],
  ['WFXB－2026－K7Q2－M9XT', 'WFXB-2026-K7Q2-M9XT'],
  ['https://wufei.example.org/c/cells/WFXB-2026-K7Q2-M9XT', 'WFXB-2026-K7Q2-M9XT'],
])('%s', (read, code) => {
  expect(codeIn(read)).toBe(code)
})

test.each([
  '',
  'https://wufei.example.org/c/cells/valid',
  'https://wufei.example.org/other/WFXB-2026-K7Q2-M9XT',
  'https://evil.example.org/?code=WFXB-2026-K7Q2-M9XT',
  '{"status":"valid","code":"WFXB-2026-K7Q2-M9XT"}',
  'WFXB-2026-K7Q2-M9XT 有效',
  'javascript:alert(1)',
])('not a code of ours: %s', (read) => {
  expect(codeIn(read)).toBeNull()
})
