// What stands before every route: limits on whatever is asked for, pages for operators only, ids of requests, caches,
// HEAD, and writes that carry the console's cookie.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { people } from '@shared/people/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { staff } from '@shared/people/staff-contract'
import { AuditRows } from '@server/audit'
import { newId } from '@server/ids'
import { newPerson } from '@server/people/people'
import { Persons, StaffLogins } from '@server/people/people.model'
import { newStaffLogin } from '@server/people/staff'
import { hashPassword } from '@server/people/staff-sign-in'
import { aPlace, aResident, aStaff, grant, logLines, startApp, useApp } from '../support/app'
import { useDatabase } from '../support/database'

const root = mkdtempSync(path.join(tmpdir(), 'wufei-front-'))
writeFileSync(path.join(root, 'index.html'), '<p>无废通</p>')
writeFileSync(path.join(root, 'app.js'), '1')
afterAll(() => rmSync(root, { recursive: true, force: true }))
useDatabase()
const site = { h5Root: root, adminRoot: root }
const TOKEN = 'k3Jv9sQ1xW7zR5tY2uP8oL4mN6bC0dFg'
const app = useApp({ site, server: { trustProxy: true, publicHost: 'city.example', readers: { token: TOKEN } } })

const OPERATORS = ['/metrics', '/openapi.json', '/docs']
const EVERYTHING = [
  ...OPERATORS,
  '/',
  '/app.js',
  '/admin/',
  '/admin/nothing.js',
  '/nothing',
  '/api/nothing',
  '/api/people/me',
  '/api/operations/about',
  '/p/nothing',
]

describe('limits', () => {
  test.each(EVERYTHING)('one address asks for %s again and again: 429, and others are served', async (target) => {
    const small = await startApp({ site, requestsPerSecond: 1 })
    try {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const greedy = small.anonymous()
        const statuses = []
        for (let count = 0; count < 12; count += 1) statuses.push((await greedy.raw(method, target)).status)
        expect(statuses.slice(0, 10)).not.toContain(429)
        expect(statuses.slice(10)).toEqual([429, 429])
        expect((await small.anonymous().raw(method, target)).status).not.toBe(429)
      }
    } finally {
      await small.close()
    }
  })

  test.each(['/chunk/12.js', '/admin/assets/nothing.js'])(
    'files of a build have a limit of their own (%s): many first visits behind one address leave the rest open',
    async (file) => {
      const small = await startApp({ site, requestsPerSecond: 1 })
      try {
        const shared = small.anonymous()
        const statuses = []
        for (let count = 0; count < 102; count += 1) statuses.push((await shared.raw('GET', file)).status)
        expect(statuses.slice(0, 100)).not.toContain(429)
        expect(statuses.slice(100)).toEqual([429, 429])
        expect((await shared.raw('GET', '/')).status).toBe(200)
        // only reading is reading
        for (let count = 0; count < 9; count += 1) await shared.raw('POST', file)
        expect((await shared.raw('POST', file)).status).toBe(429)
      } finally {
        await small.close()
      }
    },
  )

  test('a balancer may ask as often as it likes', async () => {
    const small = await startApp({ site, requestsPerSecond: 1 })
    try {
      const balancer = small.anonymous()
      for (let count = 0; count < 30; count += 1)
        for (const target of ['/healthz', '/readyz']) expect((await balancer.raw('GET', target)).status).toBe(200)
    } finally {
      await small.close()
    }
  })
})

describe('pages for operators', () => {
  const statusOf = async (target: string, headers: Record<string, string>, running = app) =>
    (await running.anonymous().raw('GET', target, { headers })).status

  test.each(OPERATORS)('%s with the token only, whatever the address is said to be', async (target) => {
    const authorization = `Bearer ${TOKEN}`
    expect(await statusOf(target, { authorization })).toBe(200)
    for (const headers of [
      {},
      { 'x-forwarded-for': '127.0.0.1' },
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${TOKEN}x` },
      { authorization: TOKEN },
    ])
      expect(await statusOf(target, headers as Record<string, string>)).toBe(404)
  })

  test.each(OPERATORS)('%s: open in the demo, closed in a city that has given no token', async (target) => {
    const demo = await startApp({ site })
    const city = await startApp({ site, server: { readers: 'nobody' } })
    expect(await statusOf(target, {}, demo)).toBe(200)
    for (const authorization of ['', 'Bearer', 'Bearer undefined', 'Bearer null'])
      expect(await statusOf(target, { authorization }, city)).toBe(404)
    await demo.close()
    await city.close()
  })
})

test('the id of a request is ours: what a client sends stands beside it in the log and nowhere else', async () => {
  const city = await aPlace({ kind: 'city' })
  const officer = await aStaff('cityOfficer', city._id)
  const theirs = 'forged-trail-0001'
  const answer = await app.as(officer).raw('POST', '/api/people/find', {
    headers: { 'x-request-id': theirs, 'content-type': 'application/json' },
    body: JSON.stringify({ phone: '13800000000' }),
  })
  expect(answer.status).toBe(200)
  const ours = String(answer.headers['x-request-id'])
  expect(ours).toMatch(/^[0-9A-Z]{26}$/)
  expect((await AuditRows.findOne({ actorId: officer.personId }).lean())?.requestId).toBe(ours)
  const line = logLines().find((each) => each.includes(ours))
  expect(line).toContain(`"clientRequestId":"${theirs}"`)
  for (const bad of ['short', 'a"b-and-more', 'x'.repeat(65)])
    expect((await app.anonymous().raw('GET', '/api/people/me', { headers: { 'x-request-id': bad } })).headers).toEqual(
      expect.objectContaining({ 'x-request-id': expect.not.stringContaining(bad) }),
    )
})

test('nothing of the API is kept by a cache: answers, files, refusals, unknown addresses', async () => {
  const city = await aPlace({ kind: 'city' })
  const officer = app.as(await aStaff('cityOfficer', city._id))
  const resident = app.as(await aResident())
  const kept = async (client: typeof resident, target: string) =>
    (await client.raw('GET', target)).headers['cache-control']
  for (const target of [people.me.path, people.myData.path, '/api/nothing', '/api/pickups/x', '/api/people/grants'])
    expect([target, await kept(resident, target)]).toEqual([target, 'no-store'])
  for (const target of [`${rewardsOffice.exportRedemptions.path}?format=csv`, '/api/places/exports/sites?format=csv'])
    expect([target, await kept(officer, target)]).toEqual([target, 'no-store'])
})

test('HEAD is answered as GET is, without its body', async () => {
  const resident = app.as(await aResident())
  for (const target of ['/healthz', '/readyz', '/', '/app.js', '/admin/', '/api/operations/about', people.me.path]) {
    const [got, head] = [await resident.raw('GET', target), await resident.raw('HEAD', target)]
    expect([target, head.status, head.body.length]).toEqual([target, got.status, 0])
  }
  expect((await resident.raw('HEAD', '/api/nothing')).status).toBe(404)
  expect((await resident.raw('HEAD', people.signOut.path)).status).toBe(405)
})

test('a body that is too large is 413', async () => {
  const body = JSON.stringify({ displayName: 'x'.repeat(1_100_000) })
  const answer = await app
    .as(await aResident())
    .raw('PUT', people.updateMe.path, { headers: { 'content-type': 'application/json' }, body })
  expect([answer.status, answer.body.toString()]).toEqual([413, expect.stringContaining('BODY_TOO_LARGE')])
})

test('no page of others may frame ours', async () => {
  const { headers } = await app.anonymous().raw('GET', '/')
  expect(headers['x-frame-options']).toBe('DENY')
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
})

test('pages show pictures of their own, and of the host of the map tiles where there is one', async () => {
  const imagesOf = async (running: Pick<typeof app, 'anonymous'>): Promise<string | undefined> => {
    const { headers } = await running.anonymous().raw('GET', '/admin/')
    return String(headers['content-security-policy'])
      .split(';')
      .find((rule) => rule.startsWith('img-src'))
  }
  expect(await imagesOf(app)).toBe("img-src 'self' data: blob:")
  const tiled = await startApp({ server: { tiles: 'https://tiles.example/{z}/{x}/{y}.png?key=abc' } })
  expect(await imagesOf(tiled)).toBe("img-src 'self' data: blob: https://tiles.example")
  await tiled.close()
})

describe('a write with the cookie of the console', () => {
  const statusFrom = async (origin: string, headers: Record<string, string> = {}, running = app) =>
    (
      await running.anonymous().raw('POST', staff.refresh.path, {
        headers: { cookie: 'wufei_refresh=x', origin, 'content-type': 'application/json', ...headers },
        body: '{}',
      })
    ).status

  test('is refused from elsewhere, whatever a proxy passes on', async () => {
    for (const headers of [{}, { 'x-forwarded-host': 'evil.example' }] as Record<string, string>[])
      expect(await statusFrom('https://evil.example', headers)).toBe(403)
  })

  test('is heard from the public address and from the one that was asked', async () => {
    expect(await statusFrom('https://city.example')).toBe(401)
    expect(await statusFrom(app.url)).toBe(401)
  })

  test('the cookie is for TLS alone in a city, whether or not a proxy tells', async () => {
    const secure = await startApp({ server: { secureCookies: true } })
    const account = { loginName: 'front-door', password: '梧桐树下的第三只猫 kR7' }
    const person = newPerson('调度员')
    await Persons.create([person])
    await StaffLogins.create([
      newStaffLogin(person._id, account.loginName, await hashPassword(account.password), false),
    ])
    await grant(person._id, 'dispatcher', (await aPlace({ kind: 'city' }))._id)
    const answer = await secure.anonymous().raw('POST', staff.signIn.path, {
      headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'http' },
      body: JSON.stringify(account),
    })
    expect(answer.status).toBe(200)
    expect(String(answer.headers['set-cookie'])).toMatch(/secure/i)
    expect(String(answer.headers['set-cookie'])).toMatch(/httponly/i)
    await secure.close()
  })
})

test('a key is held by one request, though two come under one id', async () => {
  const resident = await aResident()
  const key = newId()
  const ask = () =>
    app.as(resident).raw('POST', '/api/people/me/delete', {
      headers: { 'idempotency-key': key, 'x-request-id': 'the-same-one', 'content-type': 'application/json' },
      body: JSON.stringify({ confirm: '注销' }),
    })
  const statuses = (await Promise.all([ask(), ask()])).map(({ status }) => status).toSorted()
  expect(statuses[0]).toBe(200)
  expect([200, 401, 409]).toContain(statuses[1])
})
