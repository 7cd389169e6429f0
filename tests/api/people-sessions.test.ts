// Signing in, refreshing, forged tokens: over real HTTP on the real database, with a WeChat that answers as published.
import { createHmac } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { consentPurposes, people } from '@shared/people/contract'
import { PRIVACY_VERSION } from '@shared/people/rules'
import { DomainError } from '@shared/errors'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { Sessions } from '@server/people/people.model'
import { forgetActors } from '@server/people/sessions'
import { configurePeople } from '@server/people/settings'
import type { WeChat } from '@server/platform/wechat'
import { aResident, expectError, signInAs, TOKEN_SECRET, useApp } from '../support/app'
import { useDatabase } from '../support/database'

const usedCodes = new Set<string>()
/** Codes are "code-<openid>-<n>", good once. */
const wechat: WeChat = {
  signIn: async (code) => {
    if (!code.startsWith('code-')) throw new DomainError('WECHAT_CODE_INVALID')
    if (usedCodes.has(code)) throw new DomainError('WECHAT_CODE_USED')
    usedCodes.add(code)
    return { openid: `openid-${code.split('-')[1] ?? ''}` }
  },
  phoneOf: async (code) => {
    if (!code.startsWith('phone-')) throw new DomainError('WECHAT_CODE_INVALID')
    return code.slice(6)
  },
  sendSubscribeMessage: async () => undefined,
}

useDatabase()
const app = useApp({ people: { wechat } })
afterEach(() => setClock())

describe('WeChat', () => {
  test('the first sign-in makes the person, the second finds it', async () => {
    const first = await app
      .anonymous()
      .call(people.signIn, { code: 'code-a-1', deviceId: 'device-a1', privacyVersion: PRIVACY_VERSION })
    const second = await app.anonymous().call(people.signIn, { code: 'code-a-2', deviceId: 'device-a2' })
    expect([first.isNew, second.isNew]).toEqual([true, false])
    expect(second.personId).toBe(first.personId)
    expect((await app.as(first.accessToken).call(people.me, {})).privacy.accepted).toBe(PRIVACY_VERSION)
  })

  test('one code, 50 at once: one session', async () => {
    const client = app.anonymous()
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_unused, index) =>
        (index % 2 ? client : app.anonymous()).call(people.signIn, { code: 'code-many-1' }).then(
          () => 'in',
          (error: { code: string }) => error.code,
        ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'WECHAT_CODE_USED').length).toBeGreaterThan(20)
  })

  test('different codes of one new person at once: one person', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_unused, index) =>
        app.anonymous().call(people.signIn, { code: `code-twin-${index}` }),
      ),
    )
    expect(new Set(answers.map((answer) => answer.personId)).size).toBe(1)
  })

  test('a code of another program is refused, an openid sent by the client is no field', async () => {
    await expectError(app.anonymous().call(people.signIn, { code: 'other' }), 'WECHAT_CODE_INVALID')
    await expectError(
      app.anonymous().call(people.signIn, { code: 'code-b-1', openid: 'openid-a' } as never),
      'INPUT_INVALID',
    )
  })
})

describe('refresh', () => {
  const device = 'device-one'
  const fresh = async () => {
    const signed = await aResident({ deviceId: device })
    return {
      ...signed,
      refresh: (refreshToken: string, deviceId: string | undefined = device) =>
        app.anonymous().call(people.refresh, { refreshToken, deviceId }),
    }
  }

  test('gives a new pair each time', async () => {
    const { refreshToken, refresh } = await fresh()
    const second = await refresh(refreshToken)
    const third = await refresh(second.refreshToken)
    expect(new Set([refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3)
    await app.as(third.accessToken).call(people.me, {})
  })

  test('the same device asking again within 10 seconds gets the same pair', async () => {
    const { refreshToken, refresh } = await fresh()
    expect(await refresh(refreshToken)).toEqual(await refresh(refreshToken))
  })

  test('20 at once from one device: one pair', async () => {
    const { refreshToken, refresh } = await fresh()
    const pairs = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)))
    expect(new Set(pairs.map((pair) => `${pair.accessToken} ${pair.refreshToken}`)).size).toBe(1)
  })

  test.each([
    ['after 10 seconds', 'device-one', 11_000, 1],
    ['from another device', 'device-two', 0, 1],
    ['from an unnamed device', undefined, 0, 1],
    ['two steps back', 'device-one', 0, 2],
  ])('an old token %s ends the session', async (_when, from, laterMs, steps) => {
    const signed = await aResident({ deviceId: device })
    const refresh = (refreshToken: string, deviceId?: string) =>
      app.anonymous().call(people.refresh, deviceId ? { refreshToken, deviceId } : { refreshToken })
    let latest = await refresh(signed.refreshToken, device)
    if (steps === 2) latest = await refresh(latest.refreshToken, device)
    if (laterMs) setClock(new Date(now().getTime() + laterMs))
    await expectError(refresh(signed.refreshToken, from), 'SESSION_ENDED')
    await expectError(refresh(latest.refreshToken, device), 'SESSION_ENDED')
    forgetActors()
    await expectError(app.as(latest.accessToken).call(people.me, {}), 'SESSION_ENDED')
    expect((await Sessions.findOne({ personId: signed.personId }).lean())?.endReason).toBe('reused')
  })

  test.each([
    ['another device', 'device-two'],
    ['an unnamed device', undefined],
  ])('a good token from %s ends the session', async (_which, from) => {
    const { personId, refreshToken } = await fresh()
    const refresh = (deviceId: string | undefined) =>
      app.anonymous().call(people.refresh, deviceId ? { refreshToken, deviceId } : { refreshToken })
    await expectError(refresh(from), 'SESSION_ENDED')
    await expectError(refresh(device), 'SESSION_ENDED')
    expect((await Sessions.findOne({ personId }).lean())?.endReason).toBe('reused')
  })

  test('only a hash is stored', async () => {
    const { personId, refreshToken } = await fresh()
    expect(JSON.stringify(await Sessions.find({ personId }).lean())).not.toContain(refreshToken.split('.')[2])
  })

  test.each(['x', 'a.b.c', `${newId()}.1.AAAA`, `${newId()}.99999999999.AAAA`])(
    '%s is no refresh token',
    async (refreshToken) => {
      await expectError(app.anonymous().call(people.refresh, { refreshToken }), 'SESSION_ENDED')
    },
  )

  test('a console token does not refresh here, an access token neither', async () => {
    const { token } = await fresh()
    await expectError(app.anonymous().call(people.refresh, { refreshToken: token.slice(0, 290) }), 'SESSION_ENDED')
  })
})

describe('sessions', () => {
  test('signing out ends this session, the others go on', async () => {
    const one = await aResident()
    const two = await signInAs(one.personId)
    expect((await app.as(one).call(people.sessions, {})).items).toHaveLength(2)
    await app.as(one).call(people.signOut, {})
    await expectError(app.as(one).call(people.me, {}), 'SESSION_ENDED')
    await expectError(app.anonymous().call(people.refresh, { refreshToken: one.refreshToken }), 'SESSION_ENDED')
    await app.as(two).call(people.me, {})
  })

  test('ending a lost phone’s session; someone else’s is not found', async () => {
    const one = await aResident()
    const lost = await signInAs(one.personId)
    const stranger = await aResident()
    const { items } = await app.as(one).call(people.sessions, {})
    const id = items.find((session) => !session.current)?.id ?? ''
    await expectError(app.as(stranger).call(people.endSession, { id }), 'NOT_FOUND')
    await app.as(one).call(people.endSession, { id })
    await expectError(app.as(lost).call(people.me, {}), 'SESSION_ENDED')
  })

  test('what another instance has revoked holds within 5 seconds here', async () => {
    const one = await aResident()
    await app.as(one).call(people.me, {})
    await Sessions.updateOne({ personId: one.personId }, { $set: { endedAt: now(), endReason: 'ended' } })
    setClock(new Date(now().getTime() + 5_000))
    await expectError(app.as(one).call(people.me, {}), 'SESSION_ENDED')
  })
})

describe('forged access tokens', () => {
  const header = (fields: object): string => Buffer.from(JSON.stringify(fields)).toString('base64url')
  const sign = (claims: object, options: jwt.SignOptions = {}, secret = TOKEN_SECRET): string =>
    jwt.sign(claims, secret, { algorithm: 'HS256', issuer: 'wufei', audience: 'wufei-api', expiresIn: 900, ...options })
  const byHand = (head: object, claims: object, secret: string): string => {
    const body = `${header(head)}.${header(claims)}`
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
  }

  test('24 forgeries are refused on every route asked', async () => {
    const { personId, token, refreshToken } = await aResident()
    const { sid } = jwt.decode(token) as { sid: string }
    const good = { sub: personId, sid, typ: 'access' }
    const exp = Math.floor(now().getTime() / 1000) + 900
    const full = { ...good, iss: 'wufei', aud: 'wufei-api', exp }
    const [head = '', claims = '', mac = ''] = token.split('.')
    const forgeries = [
      `${header({ alg: 'none' })}.${claims}.`,
      `${header({ alg: 'None', typ: 'JWT' })}.${claims}.`,
      `${header({ alg: 'NONE' })}.${claims}.${mac}`,
      byHand({ alg: 'HS256', kid: '../../dev/null' }, full, ''),
      byHand({ alg: 'HS512' }, full, TOKEN_SECRET),
      sign(good, { algorithm: 'HS384' }),
      sign(good, { algorithm: 'HS512' }),
      byHand({ alg: 'RS256' }, full, TOKEN_SECRET),
      byHand({ alg: 'EdDSA' }, full, TOKEN_SECRET),
      byHand({ alg: 'HS256', jku: 'https://example.com/keys' }, full, 'x'),
      byHand({ alg: 'HS256', x5u: 'https://example.com' }, full, 'x'),
      byHand({ alg: 'HS256', jwk: { kty: 'oct', k: 'eA' } }, full, 'x'),
      sign(good, { audience: 'other' }),
      sign(good, { issuer: 'other' }),
      sign({ ...good, typ: 'refresh' }),
      sign({ sub: personId, sid }),
      sign(good, { notBefore: 600 }),
      sign(good, { expiresIn: -10 }),
      byHand({ alg: 'HS256' }, { ...full, exp: undefined }, TOKEN_SECRET),
      sign({ sid, typ: 'access' }),
      sign({ ...good, sid: newId() }),
      sign({ ...good, sub: newId() }),
      sign(good, {}, 'wrong-secret'),
      `${head}.${header({ ...full, grants: [{ role: 'administrator' }] })}.${mac}`,
      refreshToken,
      `${token}x`,
    ]
    expect(forgeries.length).toBeGreaterThanOrEqual(24)
    for (const forged of forgeries) {
      for (const route of [people.me, people.sessions])
        expect((await expectError(app.as(forged).call(route, {}), 'SESSION_ENDED')).status).toBe(401)
    }
    await app.as(token).call(people.me, {})
  })
})

describe('demo persons', () => {
  test('exist in the demo only', async () => {
    expect(await app.anonymous().call(people.demoPersons, {})).toEqual({ items: [] })
    await aResident({ name: '王桂兰', person: { demoKey: 'resident-wang', demoDescription: '72岁' } })
    const signed = await app.anonymous().call(people.demoSignIn, { person: 'resident-wang' })
    expect((await app.as(signed.accessToken).call(people.me, {})).displayName).toBe('王桂兰')
    configurePeople({ mode: 'production', tokenSecret: TOKEN_SECRET, wechat })
    await expectError(app.anonymous().call(people.demoPersons, {}), 'NOT_FOUND')
    await expectError(app.anonymous().call(people.demoSignIn, { person: 'resident-wang' }), 'NOT_FOUND')
    expect(() => configurePeople({ mode: 'production', tokenSecret: TOKEN_SECRET })).toThrow()
    configurePeople({ mode: 'demo', tokenSecret: TOKEN_SECRET, wechat })
  })
})

describe('phone', () => {
  const phone = '13812345678'

  test('needs the privacy policy, is shown masked, typed ones are unverified', async () => {
    const me = await aResident({ person: { privacyVersion: '2020-01' } })
    await expectError(app.as(me).call(people.typePhone, { phone }), 'CONSENT_MISSING')
    await app.as(me).call(people.setConsent, { purpose: 'privacyPolicy', granted: true, version: PRIVACY_VERSION })
    expect(await app.as(me).call(people.typePhone, { phone })).toMatchObject({
      phone: '138****5678',
      phoneVerified: false,
    })
    expect(await app.as(me).call(people.bindPhone, { code: `phone-${phone}` })).toMatchObject({
      phone: '138****5678',
      phoneVerified: true,
    })
    await expectError(app.as(me).call(people.bindPhone, { code: `phone-${phone}` }), 'WECHAT_CODE_USED')
    await expectError(app.as(me).call(people.updateMe, { phone } as never), 'INPUT_INVALID')
  })

  test('changing a verified one needs a sign-in of the last 10 minutes', async () => {
    const me = await aResident()
    await app.as(me).call(people.bindPhone, { code: 'phone-13900001111' })
    await Sessions.updateOne(
      { personId: me.personId },
      { $set: { createdAt: new Date(now().getTime() - 11 * 60_000) } },
    )
    await expectError(app.as(me).call(people.bindPhone, { code: 'phone-13900002222' }), 'FRESH_SIGN_IN_REQUIRED')
    await expectError(app.as(me).call(people.typePhone, { phone }), 'FRESH_SIGN_IN_REQUIRED')
    const again = await signInAs(me.personId)
    expect((await app.as(again).call(people.bindPhone, { code: 'phone-13900002222' })).phone).toBe('139****2222')
  })
})

describe('minors', () => {
  const year = now().getUTCFullYear()

  test('a year under 14 or of the future is refused and changes nothing', async () => {
    const child = await aResident({ name: '小朋友' })
    await expectError(app.as(child).call(people.updateMe, { birthYear: year - 10 }), 'PERSON_TOO_YOUNG')
    await expectError(app.as(child).call(people.updateMe, { birthYear: year + 28 }), 'INPUT_INVALID')
    expect(await app.as(child).call(people.me, {})).toMatchObject({
      displayName: '小朋友',
      guardianConsent: 'notNeeded',
    })
  })
  test('14 to 17: a guardian is asked for', async () => {
    const teen = await aResident()
    expect((await app.as(teen).call(people.updateMe, { birthYear: year - 16 })).guardianConsent).toBe('missing')
    expect((await app.as(teen).call(people.updateMe, { birthYear: year - 40 })).guardianConsent).toBe('notNeeded')
  })
})

test('consents can be withdrawn by the same call and keep their history', async () => {
  const me = await aResident()
  const version = PRIVACY_VERSION
  await app.as(me).call(people.setConsent, { purpose: 'locationNearest', granted: true, version })
  const after = await app.as(me).call(people.setConsent, { purpose: 'locationNearest', granted: false, version })
  expect(after.consents.find((consent) => consent.purpose === 'locationNearest')?.granted).toBe(false)
  expect((await app.as(me).call(people.consents, {})).items.map((act) => act.granted)).toEqual([false, true])
  const without = await app
    .as(me)
    .call(people.setConsent, { purpose: 'privacyPolicy', granted: false, version: PRIVACY_VERSION })
  expect(without.privacy.accepted).toBeNull()
})

test.each(consentPurposes)('%s: nobody agrees to a version that is not shown', async (purpose) => {
  const me = await aResident()
  for (const version of ['9999', '2020-01', `${PRIVACY_VERSION}x`])
    await expectError(
      app.as(me).call(people.setConsent, { purpose, granted: true, version }),
      'CONSENT_VERSION_UNKNOWN',
    )
  expect((await app.as(me).call(people.consents, {})).items).toEqual([])
  await app.as(me).call(people.setConsent, { purpose, granted: true, version: PRIVACY_VERSION })
  // what was agreed to is withdrawn, under whatever name an old package sends
  await app.as(me).call(people.setConsent, { purpose, granted: false, version: '9999' })
  expect((await app.as(me).call(people.consents, {})).items.map(({ granted, version }) => [granted, version])).toEqual([
    [false, PRIVACY_VERSION],
    [true, PRIVACY_VERSION],
  ])
})
