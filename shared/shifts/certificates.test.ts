// The rule book of certificates as tables: what a number is, what stands on the paper, what the check page answers.
import {
  certificateNumber,
  certifiedOf,
  checkResultOf,
  officeName,
  readNumber,
  type CertificateStatus,
  type CheckResult,
} from './certificates'

test.each([
  ['ZF2026-K7Q2M-9XTRB', 'ZF2026-K7Q2M-9XTRB'],
  [' zf2026 k7q2m 9xtrb ', 'ZF2026-K7Q2M-9XTRB'],
  ['ZF2026K7Q2M9XTRB', 'ZF2026-K7Q2M-9XTRB'],
  ['ZF2026-K7Q2M-9XTR', null],
  ['ZF2026-K7Q2M-9XTRBB', null],
  ['ZF2026-K7Q2M-0XTRB', null],
  ['XX2026-K7Q2M-9XTRB', null],
  ['', null],
  ['<script>', null],
])('a number typed as %j is kept as %j', (typed, kept) => {
  expect(readNumber(typed)).toBe(kept)
})

test('a number that was made can be read', () => {
  expect(readNumber(certificateNumber('2026', '23456789AB'))).toBe('ZF2026-23456-789AB')
})

test.each([
  ['柳湾街道', '柳湾街道办事处'],
  ['云溪镇', '云溪镇人民政府'],
  ['石塘乡', '石塘乡人民政府'],
  ['柳湾社区', '柳湾社区居民委员会'],
  ['石塘村', '石塘村民委员会'],
  ['高新区管委会', '高新区管委会'],
])('%s proves as %s', (name, office) => {
  expect(officeName(name)).toBe(office)
})

test('only confirmed minutes as a volunteer stand on it; made-up ones apart', () => {
  const row = { as: 'volunteer', standing: 'verified', madeUp: false, minutes: 60 } as const
  const others = [
    { ...row, as: 'guide' },
    { ...row, as: 'property' },
    { ...row, as: 'partyMember' },
    { ...row, standing: 'self' },
    { ...row, minutes: 0 },
  ] as const
  expect(certifiedOf([row, { ...row, madeUp: true, minutes: 30 }, ...others])).toEqual({
    minutes: 60,
    madeUp: 30,
    times: 2,
  })
})

const kept = (status: CertificateStatus, isErased = false) => ({ status, minutes: 120, madeUp: 30, isErased })
test.each<[string, ReturnType<typeof kept> | null, { minutes: number; madeUp: number }, CheckResult]>([
  ['nothing found', null, { minutes: 999, madeUp: 999 }, 'unknown'],
  ['only asked for', kept('asked'), { minutes: 120, madeUp: 30 }, 'unknown'],
  ['declined', kept('declined'), { minutes: 120, madeUp: 30 }, 'unknown'],
  ['issued and borne out', kept('issued'), { minutes: 120, madeUp: 30 }, 'valid'],
  ['more hours by now', kept('issued'), { minutes: 240, madeUp: 30 }, 'valid'],
  ['fewer hours by now', kept('issued'), { minutes: 119, madeUp: 30 }, 'changed'],
  ['made-up hours taken back', kept('issued'), { minutes: 300, madeUp: 0 }, 'changed'],
  ['taken back', kept('revoked'), { minutes: 120, madeUp: 30 }, 'revoked'],
  ['taken back, then erased', kept('revoked', true), { minutes: 0, madeUp: 0 }, 'revoked'],
  ['erased', kept('issued', true), { minutes: 120, madeUp: 30 }, 'erased'],
])('%s', (_what, certificate, today, result) => {
  expect(checkResultOf(certificate, today)).toBe(result)
})
