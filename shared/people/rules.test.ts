// The rule book of people as tables.
import { roles, type Grant, type Role } from '../actors'
import {
  ageGroup,
  claimDueOn,
  codeFrom,
  fitsPlace,
  hasLapsed,
  isCode,
  mayGrant,
  readCode,
  showCode,
  typedCodeFrom,
} from './rules'

describe('codes', () => {
  const code = typedCodeFrom([3, 250, 17, 99, 4, 128, 31])

  test('a code has 8 characters without 0, O, 1, I and checks itself', () => {
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/)
    expect(isCode(code, 8)).toBe(true)
  })

  test('every single wrong character is found', () => {
    for (let at = 0; at < 8; at += 1) {
      for (const other of '23456789ABCDEFGHJKLMNPQRSTUVWXYZ') {
        if (other !== code.charAt(at)) expect(isCode(code.slice(0, at) + other + code.slice(at + 1), 8)).toBe(false)
      }
    }
  })

  test('typed with blanks, a dash, full width or lower case it is the same code', () => {
    for (const typed of [showCode(code), code.toLowerCase(), ` ${code.slice(0, 4)} ${code.slice(4)} `])
      expect(readCode(typed)).toEqual({ kind: 'typed', code })
  })

  test.each(['', 'ABC', '00000000', 'O1I0O1I0', 'a'.repeat(21), 'a'.repeat(23), '<script>'])('%s is no code', (typed) =>
    expect(readCode(typed)).toBeNull(),
  )
  test('a scanned token is told from a typed code', () =>
    expect(readCode('A_-4567890123456789012')).toEqual({ kind: 'token', code: 'A_-4567890123456789012' }))
  test('longer codes check themselves too', () =>
    expect(isCode(codeFrom(Buffer.from('invitation'), 10), 10)).toBe(true))
})

describe('minors', () => {
  test.each([
    [2013, 'child'],
    [2012, 'child'],
    [2011, 'minor'],
    [2008, 'minor'],
    [2007, 'adult'],
    [1954, 'adult'],
  ])('born in %i: %s in November 2026', (year, group) => {
    expect(ageGroup(year, '2026-11-22')).toBe(group)
  })
})

describe('claims', () => {
  const calendar = {
    knownUntil: '2026-12-31',
    days: { '2026-10-01': 'holiday', '2026-10-02': 'holiday', '2026-10-10': 'workday' },
  } as const

  test.each([
    ['2026-11-20T10:00:00Z', '2026-11-25'],
    ['2026-09-29T10:00:00Z', '2026-10-06'],
    ['2026-10-08T10:00:00Z', '2026-10-12'],
  ])('asked at %s it is due on %s', (at, due) => {
    expect(claimDueOn(new Date(at), calendar)).toBe(due)
  })
  test('the last day still counts', () => {
    expect(hasLapsed('2026-11-25', '2026-11-25')).toBe(false)
    expect(hasLapsed('2026-11-25', '2026-11-26')).toBe(true)
    expect(hasLapsed(undefined, '2026-11-26')).toBe(false)
  })
})

describe('granting roles', () => {
  const at = (role: Role, placeId: string): Grant[] => [{ role, placeId, placePath: ['city', placeId] }]

  test.each<[string, Grant[], Role, string[], boolean]>([
    ['an administrator grants any role in the city', at('administrator', 'city'), 'cityOfficer', ['city'], true],
    [
      'a subdistrict grants crews below itself',
      at('subdistrictOfficer', 'sub'),
      'crew',
      ['city', 'district', 'sub', 'community'],
      true,
    ],
    [
      'a subdistrict grants at its own place',
      at('subdistrictOfficer', 'sub'),
      'communityWorker',
      ['city', 'district', 'sub'],
      true,
    ],
    ['never above its own place', at('subdistrictOfficer', 'sub'), 'crew', ['city', 'district'], false],
    [
      'never in the neighbouring subdistrict',
      at('subdistrictOfficer', 'sub'),
      'crew',
      ['city', 'district', 'other'],
      false,
    ],
    ['never its own rank', at('subdistrictOfficer', 'sub'), 'subdistrictOfficer', ['city', 'district', 'sub'], false],
    ['never an administrator', at('subdistrictOfficer', 'sub'), 'administrator', ['city', 'district', 'sub'], false],
    [
      'a subdistrict administrator stays in the subdistrict',
      at('administrator', 'sub'),
      'cityOfficer',
      ['city'],
      false,
    ],
    ['a resident grants nothing', [], 'volunteer', ['city', 'sub'], false],
  ])('%s', (_sentence, grants, role, path, expected) => expect(mayGrant(grants, role, path)).toBe(expected))

  test('all other roles grant nothing', () => {
    for (const role of roles.filter((each) => each !== 'administrator' && each !== 'subdistrictOfficer')) {
      for (const wanted of roles) expect(mayGrant(at(role, 'city'), wanted, ['city'])).toBe(false)
    }
  })
  test('city roles are for the city', () => {
    expect(fitsPlace('auditor', 'subdistrict')).toBe(false)
    expect(fitsPlace('auditor', 'city')).toBe(true)
    expect(fitsPlace('crew', 'compound')).toBe(true)
  })
  test.each([
    ['road', true],
    ['subdistrict', true],
    ['city', false],
    ['community', false],
    ['compound', false],
  ])('a 路长 is granted for a %s: %s', (kind, fits) => expect(fitsPlace('roadChief', kind)).toBe(fits))
  test('a 路长 is granted by the subdistrict', () => {
    expect(mayGrant(at('subdistrictOfficer', 'sub'), 'roadChief', ['city', 'sub', 'road'])).toBe(true)
  })
})
