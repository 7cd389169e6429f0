// Staff accounts and roles.
import type { Role } from '@shared/actors'
import { people } from '@shared/people/contract'
import type { Route } from '@shared/contract'
import { ledger } from '@shared/ledger/contract'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { earning } from '@shared/ledger/earning-contract'
import { gifts } from '@shared/ledger/gifts-contract'
import { pickupsMoney } from '@shared/pickups/money-contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { households } from '@shared/people/household-contract'
import { staff } from '@shared/people/staff-contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { AuditRows } from '@server/audit'
import { RoleGrants } from '@server/people/people.model'
import { staffAt } from '@server/people/roles'
import type { Place } from '@server/places/places.model'
import { addDays, dayOf } from '@shared/time'
import { aHousehold, aPlace, aResident, aStaff, ancestorOf, expectError, grant, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aStaffLogin, codeAt, signInToConsole, STAFF_PASSWORD } from '../support/staff-sign-in'
import { errorOf, send } from '../support/requests'
import { sampleInput } from '../support/samples'

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

describe('accounts', () => {
  const input = () => ({
    id: newId(),
    displayName: '新同事',
    loginName: `new-${newId().slice(-8).toLowerCase()}`,
    password: STAFF_PASSWORD,
    role: 'communityWorker' as Role,
    placeId: subdistrict._id,
  })

  test('an administrator makes one; nobody else does', async () => {
    const admin = await aStaff('administrator', city._id)
    const given = input()
    expect(await app.as(admin).call(staff.create, given)).toEqual({ personId: given.id })
    expect(await app.as(admin).call(staff.create, given)).toEqual({ personId: given.id })
    await expectError(app.as(admin).call(staff.create, { ...input(), loginName: given.loginName }), 'LOGIN_NAME_TAKEN')
    await expectError(app.as(admin).call(staff.create, { ...input(), password: 'password1234' }), 'PASSWORD_TOO_COMMON')
    expect(
      (await app.anonymous().call(staff.signIn, { loginName: given.loginName, password: STAFF_PASSWORD })).step,
    ).toBe('changePassword')
    expect((await app.as(admin).call(staff.list, { limit: 100 })).items.map((item) => item.personId)).toContain(
      given.id,
    )
    for (const role of ['subdistrictOfficer', 'cityOfficer', 'auditor'] as const)
      await expectError(app.as(await aStaff(role, city._id)).call(staff.create, input()), 'NOT_ALLOWED')
  })

  test('an administrator of another place does not find it', async () => {
    const login = await aStaffLogin('communityWorker', subdistrict._id)
    const other = await aStaff('administrator', (await aPlace({ kind: 'city' }))._id)
    await expectError(
      app.as(other).call(staff.resetPassword, { personId: login.personId, password: STAFF_PASSWORD }),
      'NOT_FOUND',
    )
    await expectError(
      app.as(other).call(staff.setDisabled, { personId: login.personId, disabled: true, reason: '离职' }),
      'NOT_FOUND',
    )
    expect((await app.as(other).call(staff.list, {})).items).toEqual([])
  })

  test('disabling ends the sessions and the sign-in; the last administrator stays', async () => {
    const town = await aPlace({ kind: 'city' })
    await RoleGrants.updateMany({ role: 'administrator' }, { $set: { active: false } })
    const admin = await aStaffLogin('administrator', town._id)
    const { secret } = (await app
      .anonymous()
      .call(staff.signIn, { loginName: admin.loginName, password: STAFF_PASSWORD })) as { secret: string }
    const signed = await app
      .anonymous()
      .call(staff.signIn, { loginName: admin.loginName, password: STAFF_PASSWORD, code: codeAt(secret) })
    if (signed.step !== 'signedIn') throw new Error(signed.step)
    const client = app.as(signed.session.accessToken)
    const worker = await aStaffLogin('communityWorker', town._id)
    const theirs = await console({ loginName: worker.loginName, password: STAFF_PASSWORD })
    await client.call(staff.stepUp, { code: codeAt(secret, 1) })
    await client.call(staff.setDisabled, { personId: worker.personId, disabled: true, reason: '离职' })
    await expectError(app.as(theirs.body.session.accessToken).call(people.me, {}), 'SESSION_ENDED')
    await expectError(
      app.anonymous().call(staff.signIn, { loginName: worker.loginName, password: STAFF_PASSWORD }),
      'STAFF_SIGN_IN_WRONG',
    )
    await client.call(staff.setDisabled, { personId: worker.personId, disabled: false, reason: '复职' })
    expect(
      (await app.anonymous().call(staff.signIn, { loginName: worker.loginName, password: STAFF_PASSWORD })).step,
    ).toBe('signedIn')
    await client.call(staff.resetPassword, { personId: worker.personId, password: '银杏叶落在东湖边的第二天 2x' })
    expect(
      (
        await app
          .anonymous()
          .call(staff.signIn, { loginName: worker.loginName, password: '银杏叶落在东湖边的第二天 2x' })
      ).step,
    ).toBe('changePassword')
    await expectError(
      client.call(staff.setDisabled, { personId: admin.personId, disabled: true, reason: '试试' }),
      'LAST_ADMINISTRATOR',
    )
    const own = await RoleGrants.findOne({ personId: admin.personId, active: true }).lean()
    await expectError(client.call(staff.revokeRole, { id: own?._id ?? '', reason: '试试' }), 'LAST_ADMINISTRATOR')
    await expectError(client.call(people.deleteMe, { confirm: '注销' }), 'LAST_ADMINISTRATOR')
  })
})

describe('roles', () => {
  test('a subdistrict grants and takes within itself; it holds at once', async () => {
    const officer = await aStaff('subdistrictOfficer', subdistrict._id)
    const person = await aResident()
    const id = newId()
    const input = { id, personId: person.personId, role: 'crew' as Role, placeId: compound._id, reason: '新来的收运员' }
    await app.as(person).call(people.me, {})
    await app.as(officer).call(staff.grantRole, input)
    expect((await app.as(person).call(people.me, {})).roles).toEqual(['crew'])
    expect(await staffAt(compound.path, 'crew')).toEqual([person.personId])
    await expectError(app.as(officer).call(staff.grantRole, { ...input, id: newId() }), 'ROLE_ALREADY_GRANTED')
    expect((await app.as(officer).call(staff.grants, { role: 'crew' })).items).toEqual([
      expect.objectContaining({ id, allowed: ['revoke'] }),
    ])
    await app.as(officer).call(staff.revokeRole, { id, reason: '调走了' })
    expect((await app.as(person).call(people.me, {})).roles).toEqual([])
    expect(
      await AuditRows.countDocuments({ subject: `people/${person.personId}`, action: /^people\.(grant|revoke)Role$/ }),
    ).toBe(2)
  })

  test.each<[string, Role, () => string, string]>([
    ['a rank above', 'administrator', () => subdistrict._id, 'ROLE_NOT_GRANTABLE'],
    ['its own rank', 'subdistrictOfficer', () => subdistrict._id, 'ROLE_NOT_GRANTABLE'],
    ['a place above', 'crew', () => city._id, 'NOT_FOUND'],
    ['an unknown place', 'crew', () => newId(), 'NOT_FOUND'],
  ])('a subdistrict is refused %s', async (_what, role, placeId, code) => {
    const officer = await aStaff('subdistrictOfficer', subdistrict._id)
    const person = await aResident()
    await expectError(
      app
        .as(officer)
        .call(staff.grantRole, { id: newId(), personId: person.personId, role, placeId: placeId(), reason: '试一试' }),
      code as 'NOT_FOUND',
    )
  })

  test('a grant in the neighbouring subdistrict is not found; an auditor grants nothing', async () => {
    const neighbour = await aStaff('subdistrictOfficer', (await ancestorOf(await aPlace(), 'subdistrict'))._id)
    const person = await aResident()
    const id = await grant(person.personId, 'crew', compound._id)
    await expectError(app.as(neighbour).call(staff.revokeRole, { id, reason: '试一试' }), 'NOT_FOUND')
    expect((await app.as(neighbour).call(staff.grants, {})).items.map((item) => item.id)).not.toContain(id)
    await expectError(
      app.as(await aStaff('auditor', city._id)).call(staff.revokeRole, { id, reason: '试一试' }),
      'NOT_ALLOWED',
    )
    await expectError(
      app.as(await aStaff('administrator', city._id)).call(staff.grantRole, {
        id: newId(),
        personId: person.personId,
        role: 'auditor',
        placeId: compound._id,
        reason: '试一试',
      }),
      'ROLE_NOT_GRANTABLE',
    )
  })

  // whole contracts, so that a route added to one of them is tried too
  const money: [string, Route][] = [
    ...Object.entries({ ...rewardsOffice, ...rewardsDesk, ...earning, ...ledgerContests, ...gifts }),
    ...Object.entries({
      publishFactors: ledger.publishFactors,
      savePrices: pickupsDesk.savePrices,
      publishPrices: pickupsDesk.publishPrices,
      withdrawPrices: pickupsDesk.withdrawPrices,
      recordPayment: pickupsDesk.recordPayment,
      proposeCorrection: pickupsMoney.proposeCorrection,
      decideCorrection: pickupsMoney.decideCorrection,
      decidePickupContest: pickupsDesk.decideContest,
    }),
  ].filter(([, { method, may }]) => method !== 'GET' && may !== 'signedIn')

  test('there are acts with money to try', () => expect(money.length).toBeGreaterThan(20))

  test.each(money)('a system administrator has no part in money: %s', async (_name, route) => {
    const admin = await aStaff('administrator', city._id)
    const answer = await send(app.as(admin), route, sampleInput(route))
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'NOT_ALLOWED'])
  })

  test('a system administrator reads nobody’s card code and nobody’s points, by any route', async () => {
    const admin = await aStaff('administrator', city._id)
    const household = await aHousehold({ place: compound })
    const member = await aResident({ household })
    const account = `household:${household._id}:points`
    await expectError(app.as(admin).call(households.code, { id: household._id }), 'NOT_FOUND')
    const reading: [Route, Record<string, unknown>][] = [
      [households.cards, { placeId: compound._id, which: 'card' }],
      [ledger.deskAccounts, {}],
      [ledger.deskEntries, { account }],
      [ledger.deskExport, { account }],
      [ledgerDesk.householdPoints, { householdId: household._id, month: '2026-11' }],
      [ledgerDesk.pointsPaper, { householdId: household._id, month: '2026-11', personId: member.personId }],
      [ledgerDesk.exportAccounts, { format: 'csv' }],
      [ledgerDesk.exportContests, { format: 'csv' }],
      [ledgerContests.deskContests, {}],
    ]
    for (const [route, input] of reading) {
      const answer = await send(app.as(admin), route, input)
      expect([route.path, answer.status, errorOf(answer).code]).toEqual([route.path, 403, 'NOT_ALLOWED'])
    }
  })

  test('nobody gives a role to themselves, and none that is over already', async () => {
    for (const giver of [
      await aStaff('administrator', city._id),
      await aStaff('subdistrictOfficer', subdistrict._id),
    ]) {
      const input = { role: 'merchant' as Role, placeId: compound._id, reason: '自己用' }
      await expectError(
        app.as(giver).call(staff.grantRole, { ...input, id: newId(), personId: giver.personId }),
        'DECIDES_OWN_CASE',
      )
      const { personId } = await aResident()
      const until = addDays(dayOf(now()), -1)
      await expectError(
        app.as(giver).call(staff.grantRole, { ...input, id: newId(), personId, until }),
        'INPUT_INVALID',
      )
    }
  })

  test('a grant ends with its day', async () => {
    const admin = await aStaff('administrator', city._id)
    const person = await aResident()
    await app.as(admin).call(staff.grantRole, {
      id: newId(),
      personId: person.personId,
      role: 'volunteer',
      placeId: compound._id,
      until: dayOf(now()),
      reason: '今天帮忙',
    })
    expect((await app.as(person).call(people.me, {})).roles).toEqual(['volunteer'])
    setClock(new Date(`${addDays(dayOf(now()), 1)}T00:00:05+08:00`))
    expect((await app.as(await signInAs(person.personId)).call(people.me, {})).roles).toEqual([])
  })
})
