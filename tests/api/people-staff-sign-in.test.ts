// Staff signing in: passwords, guessing, TOTP.
import { parseOptions } from '@node-rs/argon2'
import { people } from '@shared/people/contract'
import { staff } from '@shared/people/staff-contract'
import { now, setClock } from '@server/clock'
import { seal } from '@server/field-cipher'
import { Persons, StaffLogins } from '@server/people/people.model'
import { hashPassword } from '@server/people/staff-sign-in'
import type { Place } from '@server/places/places.model'
import { aPlace, ancestorOf, expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aStaffLogin, codeAt, signInToConsole, STAFF_PASSWORD } from '../support/staff-sign-in'

useDatabase()
const app = useApp()
afterEach(() => setClock())

let compound: Place
let subdistrict: Place
let city: Place
beforeAll(async () => {
  compound = await aPlace()
  subdistrict = await ancestorOf(compound, 'subdistrict')
  city = await ancestorOf(compound, 'city')
})

const console = (input: object) => signInToConsole(app, input)
const refreshWith = (cookie: string) =>
  app.anonymous().raw('POST', '/api/people/staff/refresh', {
    body: '{}',
    headers: { 'content-type': 'application/json', cookie: cookie.split(';')[0] ?? '' },
  })

describe('password', () => {
  test('argon2id with 19 MiB and two passes; 64 characters count to the last', async () => {
    const login = await aStaffLogin('communityWorker', subdistrict._id)
    const stored = await StaffLogins.findById(login.personId).lean()
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(parseOptions(stored?.passwordHash ?? '').memoryCost).toBeGreaterThanOrEqual(19_456)
    const long = 'x7'.repeat(31) + 'Qa'
    await StaffLogins.updateOne({ _id: login.personId }, { $set: { passwordHash: await hashPassword(long) } })
    await expectError(
      app.anonymous().call(staff.signIn, { loginName: login.loginName, password: `${long.slice(0, -1)}b` }),
      'STAFF_SIGN_IN_WRONG',
    )
    expect((await app.anonymous().call(staff.signIn, { loginName: login.loginName, password: long })).step).toBe(
      'signedIn',
    )
  })

  test('the refresh token travels only in a strict HttpOnly cookie and rotates', async () => {
    const { body, cookie } = await console(
      await aStaffLogin('communityWorker', subdistrict._id).then(({ loginName, password }) => ({
        loginName,
        password,
      })),
    )
    expect(cookie).toMatch(/httponly/i)
    expect(cookie).toMatch(/samesite=strict/i)
    expect(JSON.stringify(body)).not.toContain('refresh')
    const next = await refreshWith(cookie)
    expect(next.status).toBe(200)
    setClock(new Date(now().getTime() + 11_000))
    expect((await refreshWith(cookie)).status).toBe(401)
    expect((await refreshWith(next.headers['set-cookie']?.[0] ?? '')).status).toBe(401)
    await expectError(app.anonymous().call(staff.refresh, {}), 'SESSION_ENDED')
  })

  test('a foreign page cannot refresh', async () => {
    const login = await aStaffLogin('communityWorker', subdistrict._id)
    const { cookie } = await console({ loginName: login.loginName, password: STAFF_PASSWORD })
    const answer = await app.anonymous().raw('POST', '/api/people/staff/refresh', {
      body: '{}',
      headers: {
        'content-type': 'application/json',
        cookie: cookie.split(';')[0] ?? '',
        origin: 'https://evil.example',
      },
    })
    expect(answer.status).toBe(403)
  })

  test('the first sign-in changes the password that someone else has set', async () => {
    const { loginName, password, personId } = await aStaffLogin('communityWorker', subdistrict._id, {
      mustChange: true,
    })
    const signIn = (more: object) => app.anonymous().call(staff.signIn, { loginName, password, ...more })
    expect((await signIn({})).step).toBe('changePassword')
    await Persons.updateOne({ _id: personId }, { $set: { nameSealed: seal('张丽华', personId) } })
    // on a list of common passwords, a run of the keyboard, and the person's own names with a little around them
    for (const common of [
      'password1234',
      'michaeljordan23',
      'zaq12wsxcde3',
      'manchesterunited',
      'zhanglihua@0418',
      `${loginName}-2b9x`,
    ])
      await expectError(signIn({ newPassword: common }), 'PASSWORD_TOO_COMMON')
    await expectError(signIn({ newPassword: password }), 'PASSWORD_UNCHANGED')
    expect((await signIn({ newPassword: '银杏叶落在东湖边的第二天 2x' })).step).toBe('signedIn')
    await expectError(signIn({}), 'STAFF_SIGN_IN_WRONG')
  })

  test('changing it ends the other sessions', async () => {
    const { loginName, password } = await aStaffLogin('communityWorker', subdistrict._id)
    const one = await console({ loginName, password })
    const two = await console({ loginName, password })
    const client = app.as(two.body.session.accessToken)
    await expectError(
      client.call(staff.changePassword, { current: 'wrong wrong wrong', next: '银杏叶落在东湖边的第二天 2x' }),
      'STAFF_SIGN_IN_WRONG',
    )
    await client.call(staff.changePassword, { current: password, next: '银杏叶落在东湖边的第二天 2x' })
    await expectError(app.as(one.body.session.accessToken).call(people.me, {}), 'SESSION_ENDED')
    await client.call(people.me, {})
  })
})

describe('guessing', () => {
  type Visitor = { address?: string; cookie?: string }
  /** "in", or what was refused. */
  const guess = async (loginName: string, password: string, { address, cookie = '' }: Visitor = {}) => {
    const answer = await app.anonymous(address).raw('POST', staff.signIn.path, {
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ loginName, password }),
    })
    return answer.status === 200 ? 'in' : answer.body.toString().replace(/"requestId":"\w+"/, '')
  }
  const times = async (count: number, each: (number: number) => Promise<string>) => {
    const outcomes: string[] = []
    for (let number = 0; number < count; number += 1) outcomes.push(await each(number))
    return new Set(outcomes)
  }
  const deviceOf = async (login: { loginName: string; password: string }) => {
    const answer = await app.anonymous().raw('POST', staff.signIn.path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ loginName: login.loginName, password: login.password }),
    })
    const [cookie] = answer.headers['set-cookie']?.filter((each) => each.startsWith('wufei_device=')) ?? []
    if (!cookie) throw new Error('no cookie for the device')
    expect(cookie).toMatch(/httponly/i)
    return cookie.split(';')[0] ?? ''
  }

  test('8 from one address, at once too, and the text is always the same; then even the right one does not pass', async () => {
    const { loginName, password } = await aStaffLogin('communityWorker', subdistrict._id)
    const address = '127.9.9.1'
    const wrong = await Promise.all(
      Array.from({ length: 20 }, (_unused, index) => guess(loginName, `guess number ${index}`, { address })),
    )
    expect(new Set(wrong).size).toBe(1)
    expect(await guess(loginName, password, { address })).toBe(wrong[0])
    expect(await guess('nobody-here', 'any password')).toBe(wrong[0])
    setClock(new Date(now().getTime() + 16 * 60_000))
    expect(await guess(loginName, password, { address })).toBe('in')
  }, 60_000)

  test('whoever guesses locks nobody else out: not from another address, not on a known device at the same one', async () => {
    const login = await aStaffLogin('communityWorker', subdistrict._id)
    const address = '127.9.9.2'
    const cookie = await deviceOf(login)
    await times(20, (number) => guess(login.loginName, `guess number ${number}`, { address }))
    expect(await guess(login.loginName, login.password, { address })).not.toBe('in')
    expect(await guess(login.loginName, login.password, { address: '127.9.9.3' })).toBe('in')
    expect(await guess(login.loginName, login.password, { address, cookie })).toBe('in')
  }, 60_000)

  test('from many addresses: 100 at one name, then strangers wait and a known device does not', async () => {
    const login = await aStaffLogin('communityWorker', subdistrict._id)
    const cookie = await deviceOf(login)
    for (let block = 0; block < 15; block += 1)
      await Promise.all(
        Array.from({ length: 10 }, (_unused, index) =>
          guess(login.loginName, `guess number ${index}`, { address: `127.9.10.${block + 1}` }),
        ),
      )
    expect(await guess(login.loginName, login.password, { address: '127.9.11.1' })).not.toBe('in')
    expect(await guess(login.loginName, login.password, { address: '127.9.11.1', cookie })).toBe('in')
    setClock(new Date(now().getTime() + 16 * 60_000))
    expect(await guess(login.loginName, login.password, { address: '127.9.11.1' })).toBe('in')
  }, 120_000)

  test('a device has 8 of its own; a forged cookie or that of another name is none', async () => {
    const login = await aStaffLogin('communityWorker', subdistrict._id)
    const cookie = await deviceOf(login)
    const other = await deviceOf(await aStaffLogin('communityWorker', subdistrict._id))
    const address = '127.9.9.4'
    await times(8, (number) => guess(login.loginName, `guess number ${number}`, { address }))
    for (const forged of [other, `${cookie}x`, 'wufei_device=x', 'wufei_device=.', cookie.slice(0, 40)])
      expect(await guess(login.loginName, login.password, { address, cookie: forged })).not.toBe('in')
    await times(8, (number) => guess(login.loginName, `guess number ${number}`, { address, cookie }))
    expect(await guess(login.loginName, login.password, { address, cookie })).not.toBe('in')
  }, 60_000)

  test('each wrong one after the eighth doubles the pause; what is tried during a pause does not prolong it', async () => {
    const login = await aStaffLogin('communityWorker', subdistrict._id)
    const cookie = await deviceOf(login)
    for (const [from, pauses] of [
      [{ address: '127.9.9.5' }, [60, 120, 240]],
      [{ address: '127.9.9.6', cookie }, [30, 60, 120]],
    ] as const) {
      await times(7, (number) => guess(login.loginName, `guess number ${number}`, from))
      let at = now().getTime()
      for (const pause of pauses) {
        setClock(new Date(at))
        await guess(login.loginName, 'one more guess', from)
        setClock(new Date(at + pause * 1000 - 1000))
        await guess(login.loginName, 'a guess that nobody looks at', from)
        expect(await guess(login.loginName, login.password, from)).not.toBe('in')
        at += pause * 1000 + 500
      }
      setClock(new Date(at))
      expect(await guess(login.loginName, login.password, from)).toBe('in')
      // and all is forgotten
      await times(7, (number) => guess(login.loginName, `guess number ${number}`, from))
      expect(await guess(login.loginName, login.password, from)).toBe('in')
    }
  }, 60_000)

  test('one address is slowed down by the route', async () => {
    const client = app.anonymous()
    const codes = await Promise.all(
      Array.from({ length: 35 }, (_unused, index) =>
        client
          .call(staff.signIn, { loginName: `name${index}`, password: 'x' })
          .catch((error: { code: string }) => error.code),
      ),
    )
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(5)
  })
})

describe('TOTP', () => {
  async function enrolled() {
    const { loginName, password, personId } = await aStaffLogin('cityOfficer', city._id)
    const first = await app.anonymous().call(staff.signIn, { loginName, password })
    if (first.step !== 'enrolTotp') throw new Error(first.step)
    expect(first.uri).toContain('otpauth://totp/')
    return {
      loginName,
      password,
      personId,
      secret: first.secret,
      signIn: (code: string) => app.anonymous().call(staff.signIn, { loginName, password, code }),
    }
  }

  test('a city role enrols, its secret is sealed and shown no more', async () => {
    const { loginName, password, personId, secret, signIn } = await enrolled()
    expect((await signIn(codeAt(secret))).step).toBe('signedIn')
    expect(JSON.stringify(await StaffLogins.findById(personId).lean())).not.toContain(secret)
    expect(await app.anonymous().call(staff.signIn, { loginName, password })).toEqual({ step: 'enterTotp' })
  })

  test('a code is good once, also at once, and one step to either side', async () => {
    const { secret, signIn } = await enrolled()
    setClock(new Date(Math.floor(now().getTime() / 30_000) * 30_000 + 10_000))
    await expectError(signIn(codeAt(secret, 2)), 'STAFF_CODE_WRONG')
    await expectError(signIn(codeAt(secret, -2)), 'STAFF_CODE_WRONG')
    expect((await signIn(codeAt(secret, -1))).step).toBe('signedIn')
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () =>
        signIn(codeAt(secret)).then(
          (answer) => answer.step,
          (error: { code: string }) => error.code,
        ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'signedIn')).toHaveLength(1)
    await expectError(signIn(codeAt(secret)), 'STAFF_CODE_WRONG')
    expect((await signIn(codeAt(secret, 1))).step).toBe('signedIn')
  })

  test('wrong codes count by name, from whatever address, though the password is right', async () => {
    const { secret, signIn } = await enrolled()
    for (let tries = 0; tries < 8; tries += 1) await expectError(signIn('000000'), 'STAFF_CODE_WRONG')
    await expectError(signIn(codeAt(secret)), 'STAFF_SIGN_IN_WRONG')
  })

  test('a code that nobody asked for does not enrol', async () => {
    const { loginName, password, personId } = await aStaffLogin('communityWorker', subdistrict._id)
    const signIn = (more: object) => app.anonymous().call(staff.signIn, { loginName, password, ...more })
    expect((await signIn({ code: '123456' })).step).toBe('signedIn')
    expect((await StaffLogins.findById(personId).lean())?.totpEnrolled).toBe(false)
    expect((await signIn({})).step).toBe('signedIn')
  })

  test('step-up takes another code', async () => {
    const { secret, signIn } = await enrolled()
    const answer = await signIn(codeAt(secret))
    if (answer.step !== 'signedIn') throw new Error(answer.step)
    const client = app.as(answer.session.accessToken)
    await expectError(client.call(staff.stepUp, { code: codeAt(secret) }), 'STAFF_CODE_WRONG')
    const { until } = await client.call(staff.stepUp, { code: codeAt(secret, 1) })
    expect(Date.parse(until)).toBeGreaterThan(now().getTime())
  })
})
