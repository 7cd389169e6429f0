// The second factor again before something weighty: every route that says so, asked by somebody who has one. Generated
// from the contracts, then one route of each kind carried out. Real app, real database.
import { generateSecret, generateSync } from 'otplib'
import { roles } from '@shared/actors'
import type { Route } from '@shared/contract'
import { ledger } from '@shared/ledger/contract'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { staff } from '@shared/people/staff-contract'
import { placesDesk } from '@shared/places/desk-contract'
import { addDays, dayOf } from '@shared/time'
import { now, setClock } from '@server/clock'
import { features } from '@server/features'
import { seal } from '@server/field-cipher'
import { newId } from '@server/ids'
import { openApiDocument } from '@server/http/openapi'
import { RoleGrants, StaffLogins } from '@server/people/people.model'
import { openSession } from '@server/people/sessions'
import { newStaffLogin } from '@server/people/staff'
import { hashPassword, NO_PASSWORD } from '@server/people/staff-sign-in'
import type { Place } from '@server/places/places.model'
import { expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aHousehold, aPlace, aResident, grant, signInAs, type Signed } from '../support/people'
import { databaseHash, errorOf, forgetLimits, send } from '../support/requests'
import { A_ULID, sampleInput } from '../support/samples'

useDatabase()
const app = useApp({ requestsPerSecond: 100_000 })
afterEach(() => setClock())
beforeEach(forgetLimits)

const implemented = features.flatMap((feature) => [...feature.routes])
const weighty = implemented
  .filter(({ route }) => route.stepUp)
  .map(({ name, route }) => [name, route] as [string, Route])
const MINUTE_MS = 60_000

let place: Place
let withCode: Signed & { secret: string }
let without: Signed

/** Holds every role in the city. */
async function somebody(name: string): Promise<Signed> {
  const person = await aResident({ name })
  for (const role of roles) await grant(person.personId, role, place.path[0] ?? place._id)
  return person
}

async function somebodyWithCode(name: string): Promise<Signed & { secret: string }> {
  const person = await somebody(name)
  const secret = generateSecret()
  const login = newStaffLogin(person.personId, `login-${person.personId.slice(-6).toLowerCase()}`, NO_PASSWORD, false)
  await StaffLogins.create([{ ...login, totpEnrolled: true, totpSealed: seal(secret, person.personId) }])
  return { ...person, secret }
}

const giveCode = (who: { token: string; secret: string }) =>
  app
    .as(who.token)
    .call(staff.stepUp, { code: generateSync({ secret: who.secret, epoch: Math.floor(now().getTime() / 1000) }) })

/** Inputs that pass the schema where a made-up one doesn't. */
const FACTOR = {
  material: 'paper',
  gramsPerKg: 500,
  low: null,
  high: null,
  baseline: '填埋',
  source: '测试',
  sourceEdition: '',
  sourcePlace: '',
  note: '',
}
const betterInput: Record<string, Record<string, unknown>> = {
  'staff.create': { loginName: 'newcomer' },
  'operations.rerunJob': { job: 'ledger.sealDays', slot: '2026-11-01' },
  'ledger.publishFactors': { factors: [FACTOR] },
  'ledger.deskExport': { account: 'system' },
  'ledger.activateRule': { id: 'bulky@v1' },
  'ledger.endRule': { id: 'bulky@v1' },
  'rewardsOffice.signOff': { id: `${A_ULID}:2026-11` },
  'rewardsOffice.exportSettlement': { id: `${A_ULID}:2026-11` },
}
const inputOf = (name: string, route: Route): Record<string, unknown> => ({
  ...sampleInput(route),
  ...betterInput[name],
})

beforeAll(async () => {
  place = await aPlace()
  withCode = await somebodyWithCode('有动态码')
  without = await somebody('没有动态码')
})

test('what is weighty says so', () => {
  expect(weighty.map(([name]) => name).sort()).toEqual([
    'access.registerDevice',
    'access.rotateDeviceKey',
    'awards.decide',
    'cellFigures.recommend',
    'cellTables.publish',
    'cellsDesk.exportList',
    'cellsDesk.revoke',
    'credit.confirm',
    'guide.publish',
    'households.cards',
    'households.merge',
    'inspectionsFindings.exportFindings',
    'inspectionsForms.exportDrift',
    'inspectionsForms.publish',
    'ledger.activateRule',
    'ledger.decideLedgerContest',
    'ledger.deskExport',
    'ledger.endRule',
    'ledger.exportAccounts',
    'ledger.exportContests',
    'ledger.publishFactors',
    'manifestsBills.exportBills',
    'manifestsBills.publishCard',
    'manifestsDesk.bindScale',
    'manifestsDesk.decideCase',
    'manifestsDesk.decideCorrection',
    'operations.exportAudit',
    'operations.rerunJob',
    'organisations.merge',
    'pickupsDesk.creditFetched',
    'pickupsDesk.decideContest',
    'pickupsDesk.exportBookings',
    'pickupsDesk.publishPrices',
    'pickupsDesk.savePrices',
    'pickupsMoney.decideCorrection',
    'pickupsMoney.exportMoney',
    'placesDesk.exportSheet',
    'rewardsOffice.decideDispute',
    'rewardsOffice.exportRedemptions',
    'rewardsOffice.exportSettlement',
    'rewardsOffice.exportSettlements',
    'rewardsOffice.signOff',
    'shiftsCertificates.revoke',
    'shiftsDesk.exportPeople',
    'staff.create',
    'staff.grantRole',
    'staff.resetPassword',
    'staff.revokeRole',
    'staff.setDisabled',
    'standingsDesk.correct',
    'standingsDesk.decideCorrection',
    'standingsDesk.decideRules',
    'workoffsDesk.publishTable',
    'workoffsDesk.revoke',
  ])
  const weightless = implemented
    .filter(({ name, route }) => /export/i.test(name) && !route.stepUp)
    .map(({ name }) => name)
  // the rules are public
  expect(weightless).toEqual(['ledger.exportRules'])
})

test('only routes of people with a role ask for it, and the API page says it', () => {
  const open = weighty.filter(([, route]) => typeof route.may === 'string').map(([name]) => name)
  expect(open).toEqual([])
  const { paths } = openApiDocument(implemented) as {
    paths: Record<string, Record<string, { description?: string; responses: Record<string, { description: string }> }>>
  }
  const merge = paths['/api/households/{id}/merge']?.['post']
  expect(merge?.description).toContain('STEP_UP_REQUIRED')
  expect(merge?.responses['422']?.description).toContain('STEP_UP_REQUIRED')
})

describe.each(weighty)('%s', (name, route) => {
  test('asks who has a second factor for it, and writes nothing', async () => {
    const before = await databaseHash()
    const answer = await send(app.as(withCode), route, inputOf(name, route))
    expect([answer.status, errorOf(answer).code]).toEqual([422, 'STEP_UP_REQUIRED'])
    expect(await databaseHash()).toBe(before)
  })
})

describe('with a code', () => {
  test('an export, a publication, a correction and a right go through, the refused request under its own key', async () => {
    const me = await somebodyWithCode('办事的人')
    const client = app.as(me)
    const [from, into] = [await aHousehold({ place }), await aHousehold({ place })]
    const worker = await aResident()
    const writes = [
      [ledger.publishFactors, { edition: 'step-up', validFrom: addDays(dayOf(now()), 1), factors: [FACTOR] }],
      [households.merge, { id: from._id, intoId: into._id, reason: '重复登记' }],
      [
        staff.grantRole,
        { id: newId(), personId: worker.personId, role: 'crew', placeId: place._id, reason: '新来的收运员' },
      ],
    ] as [Route, Record<string, unknown>][]
    const keys = writes.map(() => ({ 'idempotency-key': newId() }))
    for (const [index, [route, input]] of writes.entries())
      expect(errorOf(await send(client, route, input, keys[index])).code).toBe('STEP_UP_REQUIRED')
    const sheet = { what: 'places', format: 'csv', placeId: place._id } as const
    await expectError(client.download(placesDesk.exportSheet, sheet), 'STEP_UP_REQUIRED')
    await giveCode(me)
    for (const [index, [route, input]] of writes.entries()) {
      const first = await send(client, route, input, keys[index])
      expect([route.path, first.status, first.headers['idempotency-replayed']]).toEqual([route.path, 200, undefined])
      expect((await send(client, route, input, keys[index])).headers['idempotency-replayed']).toBe('true')
    }
    expect((await client.download(placesDesk.exportSheet, sheet)).status).toBe(200)
    expect(await RoleGrants.countDocuments({ personId: worker.personId })).toBe(1)
  })

  test('it is good for ten minutes, in this session only', async () => {
    const me = await somebodyWithCode('等待的人')
    const { until } = await giveCode(me)
    const start = Date.parse(until) - 10 * MINUTE_MS
    const disable = { personId: newId(), disabled: true, reason: '离职' }
    await expectError(app.as(await signInAs(me.personId)).call(staff.setDisabled, disable), 'STEP_UP_REQUIRED')
    setClock(new Date(start + 10 * MINUTE_MS - 1000))
    await expectError(app.as(me).call(staff.setDisabled, disable), 'NOT_FOUND')
    setClock(new Date(start + 10 * MINUTE_MS))
    await expectError(app.as(me).call(staff.setDisabled, disable), 'STEP_UP_REQUIRED')
    await giveCode(me)
    await expectError(app.as(me).call(staff.setDisabled, disable), 'NOT_FOUND')
  })

  test('input with a mistake is said before a code is asked', async () => {
    await expectError(
      app.as(withCode).call(staff.grantRole, { ...sampleInput(staff.grantRole), reason: '' } as never),
      'INPUT_INVALID',
    )
  })
})

test('who has no second factor is not asked, nor a session of the demo', async () => {
  const disable = { personId: newId(), disabled: true, reason: '离职' }
  await expectError(app.as(without).call(staff.setDisabled, disable), 'NOT_FOUND')
  const demo = await openSession(withCode.personId, 'demo', { userAgent: 'tests' })
  await expectError(app.as(demo.accessToken).call(staff.setDisabled, disable), 'NOT_FOUND')
})

test('a reset password ends the sessions, must be changed, and takes the second factor along when asked to', async () => {
  const loginName = `reset-${without.personId.slice(-6).toLowerCase()}`
  const worker = await somebodyWithCode('忘了密码的人')
  await StaffLogins.updateOne(
    { _id: worker.personId },
    { $set: { loginName, passwordHash: await hashPassword('梧桐树下的第三只猫 kR7') } },
  )
  const session = await openSession(worker.personId, 'console', { userAgent: 'tests' })
  const next = '银杏叶落在东湖边的第二天 2x'
  await app.as(without).call(staff.resetPassword, { personId: worker.personId, password: next, resetTotp: true })
  await expectError(app.as(session.accessToken).call(people.me, {}), 'SESSION_ENDED')
  const signIn = (more: object) => app.anonymous().call(staff.signIn, { loginName, password: next, ...more })
  expect((await signIn({})).step).toBe('changePassword')
  const step = await signIn({ newPassword: '海棠花开在第七中学门口 9k' })
  expect(step.step).toBe('enrolTotp')
  expect(step.step === 'enrolTotp' && step.secret).not.toBe(worker.secret)
})
