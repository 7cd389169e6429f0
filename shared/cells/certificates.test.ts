// I54. A code is only looked up, and nothing but a title that holds today is valid.
import { certificateCode, readCode, resultOf } from './certificates'
import { letterHash } from './eligibility'
import { sheetHash, shortHash } from './sheets'
import { cellStates } from './vocabulary'

const CODE = 'WFXB-2026-K7Q2-M9XT'

test('a code is read however it was typed, and nothing else is one', () => {
  expect(certificateCode('2026', 'K7Q2M9XT')).toBe(CODE)
  for (const typed of [CODE, 'wfxb 2026 k7q2 m9xt', 'WFXB2026K7Q2M9XT']) expect(readCode(typed)).toBe(CODE)
  for (const typed of [
    '',
    'ZF2026-K7Q2M-9XTRB',
    'WFXB-2026-K7Q2',
    'WFXB-2026-K0Q2-M9XT',
    `https://example.com/${CODE}`,
  ])
    expect(readCode(typed)).toBeNull()
})

test('valid only while a title holds, and not past its last day, whether or not the job has run', () => {
  const valid = cellStates.filter((state) => resultOf({ state, until: '2029-11-12' }, '2026-12-01') === 'valid')
  expect(valid).toEqual(['titled', 'lightCheck', 'reReview', 'renewed'])
  expect(resultOf(null, '2026-12-01')).toBe('unknown')
  expect(resultOf({ state: 'titled', until: '2026-11-30' }, '2026-12-01')).toBe('expired')
  expect(resultOf({ state: 'suspended', until: '2026-11-30' }, '2026-12-01')).toBe('expired')
  expect(resultOf({ state: 'revoked', until: '2026-11-30' }, '2026-12-01')).toBe('revoked')
})

test('a sheet has one hash in whatever order its lines came, and another one for every change', () => {
  const one = { code: 'a1', answer: { kind: 'yesNo' as const, yes: true }, photoIds: [] }
  const two = { code: 'b1', answer: { kind: 'absent' as const }, photoIds: ['p'] }
  const hash = sheetHash('v', 't', [one, two])
  expect(sheetHash('v', 't', [two, { ...one, note: '' }])).toBe(hash)
  const others = [
    sheetHash('w', 't', [one, two]),
    sheetHash('v', 'u', [one, two]),
    sheetHash('v', 't', [one]),
    sheetHash('v', 't', [one, { ...two, photoIds: [] }]),
    sheetHash('v', 't', [{ ...one, note: '看过' }, two]),
  ]
  expect(new Set([hash, ...others]).size).toBe(6)
  expect(shortHash(hash)).toMatch(/^[0-9A-F]{4} [0-9A-F]{4}$/)
})

test('a letter is somebody’s, for one application', () => {
  const letter = {
    applicationId: 'a',
    personId: 'p',
    subject: '小馆',
    cell: '无废餐饮',
    isHousehold: false,
    name: '周',
    at: '2026-12-01',
  }
  const hashes = [letter, { ...letter, personId: 'q' }, { ...letter, applicationId: 'b' }].map(letterHash)
  expect(new Set(hashes).size).toBe(3)
})
