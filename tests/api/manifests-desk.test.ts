// Manifests at the desk and by the clock, over real HTTP on the real database: the register and its contracts, who may
// see and decide what, what time does by itself, a weighbridge that reports by itself, organisations that merge and
// people who leave.
import mongoose from 'mongoose'
import { now, setClock } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import {
  fallSilent,
  lapsePlanned,
  manifestsJobs,
  openLateCases,
  settleSilent,
  tellEnding,
} from '@server/manifests/jobs'
import { passUnanswered } from '@server/manifests/corrections'
import { Corrections, Handovers, Trips } from '@server/manifests/manifests.model'
import { planPickups } from '@server/manifests/plans'
import { Contracts, Producers } from '@server/manifests/register.model'
import { moveManifests, usesOfOrganisation } from '@server/manifests/rights'
import { manifestsWork } from '@server/manifests/work'
import { access } from '@shared/access/contract'
import { manifests } from '@shared/manifests/contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { manifestTrips } from '@shared/manifests/trips-contract'
import { people } from '@shared/people/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { addDays, addMinutes } from '@shared/time'
import { actorOf, aPlace, aStaff, ancestorOf, expectError, signInAs, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aChain, aContract, aLicence, anActing, anOrganisation, aProducer, type Chain } from '../support/manifests'
import { manifestCalls } from '../support/manifests-calls'
import { site } from '../support/places'

const outbox = () => mongoose.connection.collection('outbox')

useDatabase()
const app = useApp({ requestsPerSecond: 10_000 })
const NIGHT = new Date('2026-11-23T22:00:00+08:00')
const TODAY = '2026-11-23'
let chain: Chain
let city: Signed, officer: Signed, elsewhere: Signed, auditor: Signed

beforeAll(async () => {
  setClock(NIGHT)
  const place = await aPlace()
  chain = await aChain(place)
  city = await aStaff('cityOfficer', (await ancestorOf(place, 'city'))._id)
  auditor = await aStaff('auditor', (await ancestorOf(place, 'city'))._id)
  officer = await aStaff('subdistrictOfficer', (await ancestorOf(place, 'subdistrict'))._id)
  const other = await aPlace({ kind: 'subdistrict', parent: await ancestorOf(place, 'district') })
  elsewhere = await aStaff('subdistrictOfficer', other._id)
})
beforeEach(() => setClock(NIGHT))
afterAll(() => setClock())

const { at, hand, collectRow, send, confirm, seen, trip, another, loaded, weigh, receive } = manifestCalls(
  app,
  () => chain,
)
const fields = (over: object = {}) => ({
  name: `后厨${newId().slice(-6)}`,
  kind: 'restaurant' as const,
  placeId: chain.place._id,
  address: '柳湾路 3 号',
  seats: 40,
  mealsADay: null,
  kinds: ['foodWaste' as const],
  bucketLitres: 120,
  usualBuckets: 2,
  umbrellaId: null,
  onSite: null,
  pickup: null,
  ...over,
})
const create = (over: object = {}, who = officer) =>
  app.as(who).call(manifestsDesk.createProducer, {
    id: newId(),
    organisationId: chain.kitchen.organisationId,
    ...fields(over),
  })
const contract = (producerId: string, over: object = {}) =>
  app.as(officer).call(manifestsDesk.createContract, {
    id: newId(),
    number: '协 1',
    producerId,
    isUmbrella: false,
    haulerId: chain.hauler.organisationId,
    kinds: ['foodWaste'],
    from: TODAY,
    to: '2027-11-22',
    rateCardId: null,
    ...over,
  })

describe('the register', () => {
  test('a kitchen is kept by the staff of its place; its code is renewed; in use it does not end', async () => {
    const row = await create({ name: '一号后厨' })
    expect(row).toMatchObject({ standing: 'active', warnings: ['noContract'], contract: null, mayKeep: true })
    await expectError(create({ name: '一号后厨' }), 'MANIFEST_NAME_TAKEN')
    await expectError(create({}, elsewhere), 'NOT_FOUND')
    await expectError(app.as(elsewhere).call(manifestsDesk.producer, { id: row.id }), 'NOT_FOUND')
    const { code: _hidden, ...read } = await app.as(auditor).call(manifestsDesk.producer, { id: row.id })
    expect([_hidden, read.mayKeep]).toEqual([null, false])
    const renewed = await app.as(officer).call(manifestsDesk.renewCode, { id: row.id, revision: 0, reason: '纸掉了' })
    expect(renewed.code).not.toBe(row.code)
    await expectError(
      app.as(officer).call(manifestsDesk.updateProducer, { id: row.id, revision: 0, ...fields() }),
      'CHANGED_MEANWHILE',
    )
    const signed = await contract(row.id)
    expect(signed).toMatchObject({ standing: 'current', mayKeep: true })
    await expectError(
      app.as(officer).call(manifestsDesk.endProducer, { id: row.id, reason: '关门' }),
      'MANIFEST_IN_USE',
    )
    const { items } = await app.as(officer).call(manifestsDesk.producers, { uncovered: 'true' })
    expect(items.map(({ id }) => id)).not.toContain(row.id)
  })

  test('contracts of a kitchen never cover one kind twice on a day, and need a licence of their first day', async () => {
    const { id } = await create()
    await contract(id)
    await expectError(contract(id, { from: '2027-01-01' }), 'MANIFEST_CONTRACT_OVERLAPS')
    expect(await contract(id, { kinds: ['usedOil'] })).toMatchObject({ kinds: ['usedOil'] })
    await expectError(contract(id, { to: '2026-01-01' }), 'MANIFEST_DAYS_WRONG')
    const bare = await anActing(chain.place, ['hauler'])
    await expectError(
      contract(id, { haulerId: bare.organisationId, from: '2028-01-01', to: '2028-12-31' }),
      'MANIFEST_NO_LICENCE',
    )
    await expectError(contract(id, { haulerId: chain.disposer.organisationId }), 'MANIFEST_NOT_A_HAULER')
    const fresh = await create()
    const results = await Promise.allSettled([1, 2, 3].map(() => contract(fresh.id)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('a mall’s contract covers its tenants; a machine of one’s own counts apart', async () => {
    const mall = await create({ kind: 'mall' })
    const tenant = await create({ umbrellaId: mall.id })
    const alone = await create({ onSite: { machine: '就地处理机', gramsADay: 50_000, since: '2026-01-01' } })
    await contract(mall.id, { isUmbrella: true })
    expect(await app.as(officer).call(manifestsDesk.producer, { id: tenant.id })).toMatchObject({
      umbrella: { id: mall.id },
      contract: { haulerId: chain.hauler.organisationId },
      warnings: [],
    })
    const before = await app.as(officer).call(manifestsDesk.share, {})
    expect(before.total.onSite).toBe(1)
    expect(before.total.underContract).toBeLessThan(before.total.producers)
    await expectError(create({ umbrellaId: tenant.id }), 'NOT_FOUND')
    expect(alone.warnings).toEqual([])
  })

  test('licences and trucks are the city’s; one that is taken away says nothing about before', async () => {
    const hauler = await anActing(chain.place, ['hauler'])
    const enter = (who: Signed, over: object = {}) =>
      app.as(who).call(manifestsDesk.enterLicence, {
        id: newId(),
        organisationId: hauler.organisationId,
        number: '清许 7 号',
        kinds: ['foodWaste'],
        from: '2026-01-01',
        to: '2027-12-31',
        ...over,
      })
    await expectError(enter(officer), 'NOT_ALLOWED')
    const licence = await enter(city)
    await expectError(enter(city), 'MANIFEST_LICENCE_TAKEN')
    await expectError(
      enter(city, { organisationId: chain.kitchen.organisationId, number: '清许 8 号' }),
      'MANIFEST_NOT_A_HAULER',
    )
    const revoke = (lastDay: string) =>
      app.as(city).call(manifestsDesk.revokeLicence, { id: licence.id, lastDay, reason: '违规' })
    await expectError(revoke('2026-11-24'), 'MANIFEST_DAYS_WRONG')
    expect(await revoke('2026-11-20')).toMatchObject({ to: '2026-11-20', revokedOn: '2026-11-20', mayKeep: false })
    const vehicle = { id: newId(), haulerId: hauler.organisationId, plate: '清C99999', payloadGrams: 5_000_000 }
    const kept = await app.as(city).call(manifestsDesk.enterVehicle, vehicle)
    await expectError(
      app.as(city).call(manifestsDesk.enterVehicle, { ...vehicle, id: newId() }),
      'MANIFEST_PLATE_TAKEN',
    )
    expect(await app.as(city).call(manifestsDesk.endVehicle, { id: kept.id, reason: '报废' })).toMatchObject({
      standing: 'ended',
    })
  })
})

describe('by the clock', () => {
  test('a plan that nobody came for did not happen; a truck that was offline brings it back', async () => {
    const producer = await aProducer(chain.kitchen.organisationId, chain.place, {
      name: '有计划的',
      pickup: { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '21:00', to: '23:00' },
    })
    await aContract(producer._id, chain.hauler.organisationId, chain.place.path)
    expect(await planPickups(TODAY)).toBe(1)
    expect(await planPickups(TODAY)).toBe(0)
    const [planned] = await Handovers.find({ producerId: producer._id }).lean()
    expect(planned).toMatchObject({ state: 'planned', from: '21:00' })
    expect(await lapsePlanned('2026-11-24')).toBe(1)
    expect(await seen(planned?._id ?? '', chain.kitchen)).toMatchObject({ state: 'notHappened', signatures: [] })
    expect(await Trips.countDocuments({ hasCase: true })).toBe(0)
    const [late] = await send([collectRow({ producerId: producer._id, handoverId: planned?._id ?? '' })])
    expect(late).toMatchObject({ outcome: 'accepted', state: 'collected', handoverId: planned?._id })
  })

  test('a side that says nothing for 48 hours is told, and may still confirm', async () => {
    const producerId = await another()
    const handed = await hand({}, chain.kitchen, producerId)
    expect(await fallSilent(addMinutes(NIGHT, 47 * 60))).toBe(0)
    expect(await fallSilent(addMinutes(NIGHT, 49 * 60))).toBeGreaterThan(0)
    expect(await fallSilent(addMinutes(NIGHT, 49 * 60))).toBe(0)
    expect(await seen(handed.id, chain.kitchen)).toMatchObject({ state: 'unanswered' })
    expect(await outbox().countDocuments({ _id: new RegExp(`manifests/${handed.id}/fallSilent`) } as object)).toBe(1)
    const forHauler = await seen(handed.id, chain.hauler)
    expect(await confirm(forHauler, chain.hauler)).toMatchObject({
      state: 'confirmed',
      grams: 288_000,
      how: 'estimate',
    })
  })

  test('received and unsigned it closes after two days; open for a week it is a case, decided by staff of the area', async () => {
    const silent = await loaded([100_000])
    await weigh(silent.id, 100_000)
    await receive(silent.id, 100_000)
    expect(await settleSilent(addMinutes(NIGHT, 60))).toBe(0)
    setClock(addMinutes(NIGHT, 49 * 60))
    expect(await settleSilent(now())).toBe(1)
    setClock(NIGHT)
    const { id } = await loaded([100_000])
    expect(await openLateCases('2026-11-30')).toBe(0)
    expect(await openLateCases('2026-12-01')).toBeGreaterThan(0)
    expect(await openLateCases('2026-12-01')).toBe(0)
    expect(await outbox().countDocuments({ _id: new RegExp(`manifests/${id}/case`) } as object)).toBe(2)
    const decide = (who: Signed) =>
      app.as(who).call(manifestsDesk.decideCase, { id, outcome: 'explained', reason: '车坏在路上' })
    await expectError(decide(elsewhere), 'NOT_FOUND')
    await expectError(decide(auditor), 'NOT_ALLOWED')
    expect(await decide(officer)).toMatchObject({ state: 'closed', case: { cause: 'open', outcome: 'explained' } })
    await expectError(decide(city), 'WRONG_STATE')
  })

  test('a correction that nobody answers goes to staff; it is theirs to decide, and not before', async () => {
    const producerId = await another()
    const { code } = await app
      .as(chain.kitchen.who)
      .call(manifests.kitchen, { id: producerId, organisationId: chain.kitchen.organisationId })
    const [done] = await send([collectRow({ producerId, code, grams: 90_000 })])
    const record = await seen(done?.handoverId ?? '', chain.kitchen)
    const asked = await app.as(chain.kitchen.who).call(manifests.askCorrection, {
      id: newId(),
      organisationId: chain.kitchen.organisationId,
      of: 'handover',
      ofId: record.id,
      version: record.version,
      change: { grams: 80_000 },
      reason: '称的时候连桶一起称了',
    })
    const decide = () =>
      app.as(officer).call(manifestsDesk.decideCorrection, { id: asked.id, accept: true, reason: '看过照片' })
    await expectError(decide(), 'NOT_FOUND')
    expect(await passUnanswered(asked.dueOn)).toBe(0)
    expect(await passUnanswered(addDays(asked.dueOn, 1))).toBe(1)
    expect(await decide()).toMatchObject({ state: 'decided' })
    expect((await seen(record.id, chain.hauler)).grams).toBe(80_000)
    expect(await Corrections.countDocuments({ state: 'open' })).toBe(0)
  })

  test('contracts and licences that end are told, each once', async () => {
    const hauler = await anActing(chain.place, ['hauler'])
    await aLicence(hauler.organisationId, { to: addDays(TODAY, 30) })
    const producerId = await another()
    await Contracts.updateMany({ producerId }, { $set: { to: addDays(TODAY, 7) } })
    await tellEnding(TODAY)
    const told = await outbox().countDocuments({ _id: /manifests\/(contracts|licences)/ } as object)
    expect(told).toBeGreaterThan(2)
    await tellEnding(TODAY)
    expect(await outbox().countDocuments({ _id: /manifests\/(contracts|licences)/ } as object)).toBe(told)
    expect(manifestsJobs.map(({ name }) => name)).toContain('manifests.lapsePlanned')
  })
})

test('a weighbridge reports by itself: once a report, never an old one again, for its own disposer', async () => {
  const { site: bridge } = await app.as(officer).call(placesDesk.createSite, site(chain.place._id))
  const deviceId = newId()
  const { key } = await app
    .as(officer)
    .call(access.registerDevice, { id: deviceId, name: '1号地磅', siteId: bridge.id })
  const { id, plate } = await loaded([100_000])
  const report = (serial: number, over: object = {}) =>
    app.withKey('Device', key).call(manifestTrips.deviceWeigh, {
      id: newId(),
      serial,
      plate,
      grossGrams: 6_100_000,
      tareGrams: 6_000_000,
      ...at(),
      ...over,
    })
  await expectError(report(1), 'MANIFEST_NOT_A_DISPOSER')
  await app
    .as(city)
    .call(manifestsDesk.bindScale, { deviceId, name: '1号地磅', disposerId: chain.disposer.organisationId })
  const first = { id: newId(), ...at() }
  expect(await report(5, first)).toEqual({ outcome: 'accepted', tripId: id, netGrams: 100_000 })
  expect(await report(5, first)).toEqual({ outcome: 'had', tripId: id, netGrams: 100_000 })
  await expectError(report(5, { ...first, grossGrams: 6_200_000 }), 'IDEMPOTENCY_KEY_REUSED')
  await expectError(report(5), 'IDEMPOTENCY_KEY_REUSED')
  await expectError(report(4), 'IDEMPOTENCY_KEY_REUSED')
  await expectError(report(6), 'MANIFEST_WEIGHED_ALREADY')
  await expectError(report(7, { plate: '清C00000' }), 'MANIFEST_NO_TRIP')
  expect(await trip(id, chain.disposer)).toMatchObject({
    state: 'weighed',
    weighing: { byDevice: true, netGrams: 100_000 },
  })
})

test('an organisation in use does not end; merged, its manifests go along; who leaves is nobody on them', async () => {
  const gone = await anActing(chain.place, ['restaurant'])
  const producer = await aProducer(gone.organisationId, chain.place)
  await aContract(producer._id, chain.hauler.organisationId, chain.place.path)
  const handed = await hand({}, gone, producer._id)
  const into = await anOrganisation(chain.place, ['restaurant'])
  expect(await transaction((tx) => usesOfOrganisation(tx, gone.organisationId))).toBeGreaterThan(0)
  expect(await transaction((tx) => moveManifests(tx, gone.organisationId, into))).toBeGreaterThan(1)
  expect(await transaction((tx) => usesOfOrganisation(tx, gone.organisationId))).toBe(0)
  expect(await Producers.findById(producer._id).lean()).toMatchObject({ organisationId: into })
  expect(await Handovers.findById(handed.id).lean()).toMatchObject({ organisationIds: [into] })
  const { personId } = gone.who
  await app.as(await signInAs(personId)).call(people.deleteMe, { confirm: '注销' })
  const signatures = (await Handovers.findById(handed.id).lean())?.signatures ?? []
  expect(signatures.map((each) => each.personId)).toEqual([expect.stringMatching(/^erased:/)])
})

test('what lies on no trip after a week is told to who keeps the register', async () => {
  const producerId = await another()
  const [done] = await send([collectRow({ producerId })])
  const stray = manifestsWork.find(({ kind }) => kind === 'manifests.stray')
  const near = { persons: [], actors: [], households: [] }
  const worker = { actor: await actorOf(officer), places: [chain.place._id], near }
  const ids = async () => (await stray?.next(worker, 100))?.map(({ id }) => id) ?? []
  expect(await ids()).not.toContain(done?.handoverId)
  setClock(addMinutes(NIGHT, 8 * 24 * 60 + 60))
  expect(await ids()).toContain(done?.handoverId)
})

test('seen within one’s area; counts are anybody’s', async () => {
  const handed = await hand({}, chain.kitchen, await another())
  expect(await app.as(officer).call(manifestsDesk.handover, { id: handed.id })).toMatchObject({
    side: null,
    allowed: [],
  })
  await expectError(app.as(elsewhere).call(manifestsDesk.handover, { id: handed.id }), 'NOT_FOUND')
  expect((await app.as(elsewhere).call(manifestsDesk.handovers, {})).items).toEqual([])
  expect((await app.as(officer).call(manifestsDesk.trips, { gap: 'gap' })).items).toEqual([])
  const counts = await app.anonymous().call(manifestsDesk.counts, { month: '2026-11' })
  expect(counts.opened).toBeGreaterThan(counts.closed)
  await expectError(app.as(chain.kitchen.who).call(manifestsDesk.handovers, {}), 'NOT_ALLOWED')
})
