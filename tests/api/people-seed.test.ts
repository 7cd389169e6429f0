// The people of the demo city: complete, quick, consistent, and every demo account signs in with the generated
// password.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generateSync } from 'otplib'
import { roles } from '@shared/actors'
import { people } from '@shared/people/contract'
import { staff } from '@shared/people/staff-contract'
import { now } from '@server/clock'
import { demoPeople } from '@server/people/demo'
import { HouseholdCodes, Households, Memberships } from '@server/people/households.model'
import { householdByCode } from '@server/people/households'
import { readableCode } from '@server/people/household-records'
import { RoleGrants } from '@server/people/people.model'
import { mayActFor } from '@server/people/proxies'
import { rightsOf } from '@server/people/sessions'
import { seedPeople } from '@server/people/seed'
import { seedHousehold, seedPersonId } from '@server/people/seed-ids'
import { seedCity } from '@server/places/seed'
import { useApp } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
const dataDir = mkdtempSync(path.join(tmpdir(), 'wufei-demo-'))
const lines: string[] = []
let accounts: { password: string; totp: Record<string, string> }

beforeAll(async () => {
  const context = { today: '2026-11-22', progress: (line: string) => void lines.push(line) }
  await seedCity(context)
  await seedPeople(context)
  lines.push(...(await demoPeople({ mode: 'demo', dataDir })))
  accounts = JSON.parse(readFileSync(path.join(dataDir, 'demo-accounts.json'), 'utf8')) as typeof accounts
})
afterAll(() => rmSync(dataDir, { recursive: true }))

test('at least 6,000 households, some 40 % with members, each with a code', async () => {
  const all = await Households.countDocuments()
  const lived = await Households.countDocuments({ memberCount: { $gt: 0 } })
  expect(all).toBeGreaterThanOrEqual(6000)
  expect(lived / all).toBeGreaterThan(0.35)
  expect(lived / all).toBeLessThan(0.45)
  expect(await HouseholdCodes.countDocuments({ active: true })).toBe(all)
  expect(await Memberships.countDocuments({ owner: true })).toBe(lived)
  const code = await HouseholdCodes.findOne({ householdId: seedHousehold('liuwan/1/1', 0).id }).lean()
  expect((await householdByCode(code ? readableCode(code).typed : ''))._id).toBe(seedHousehold('liuwan/1/1', 0).id)
})

test('every role has a demo person', async () => {
  expect((await RoleGrants.distinct('role')).sort()).toEqual([...roles].sort())
  const { items } = await app.anonymous().call(people.demoPersons, {})
  expect(items.length).toBeGreaterThan(25)
  const wang = await app.anonymous().call(people.demoSignIn, { person: 'resident-1-wang' })
  expect(await app.as(wang.accessToken).call(people.me, {})).toMatchObject({
    displayName: '王桂兰',
    elderMode: 'on',
    households: [{ owner: true, label: '锦绣花园 1栋1单元***' }],
  })
})

test('the son acts for his mother, the neighbour does not', async () => {
  const actor = async (key: string) => ({
    kind: 'person' as const,
    personId: seedPersonId(key),
    sessionId: 'x',
    ...(await rightsOf(seedPersonId(key))),
  })
  const household = seedHousehold('liuwan/1/1', 0).id
  expect(await mayActFor(await actor('resident-1-wang'), household)).toBe('member')
  expect(await mayActFor(await actor('resident-2-li'), household)).toBe('proxy')
  expect(await mayActFor(await actor('resident-3-chen'), household)).toBeNull()
})

test('accounts are in a file that only the owner reads, and sign in', async () => {
  expect(statSync(path.join(dataDir, 'demo-accounts.json')).mode & 0o777).toBe(0o600)
  const { password, totp } = accounts
  expect(lines.join('\n')).toContain(password)
  expect((await app.anonymous().call(staff.signIn, { loginName: 'community', password })).step).toBe('signedIn')
  expect((await app.anonymous().call(staff.signIn, { loginName: 'admin', password })).step).toBe('enterTotp')
  const code = generateSync({ secret: totp['admin'] ?? '', epoch: Math.floor(now().getTime() / 1000) })
  expect((await app.anonymous().call(staff.signIn, { loginName: 'admin', password, code })).step).toBe('signedIn')
})

test('a second start makes no new password; outside the demo nothing happens', async () => {
  await demoPeople({ mode: 'demo', dataDir })
  expect(
    (await app.anonymous().call(staff.signIn, { loginName: 'community2', password: accounts.password })).step,
  ).toBe('signedIn')
  expect(await demoPeople({ mode: 'production', dataDir })).toEqual([])
})
