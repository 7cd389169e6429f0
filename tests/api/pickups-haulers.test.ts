// A round names the hauler that drives it: chosen from the whole city's register, kept by a form that does not know it,
// and holding the hauler until the round has ended.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { Runs } from '@server/runs/runs.model'
import { organisations } from '@shared/organisations/contract'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { runsCrew } from '@shared/runs/crew-contract'
import { runsDesk } from '@shared/runs/desk-contract'
import { aPlace, aStaff, ancestorOf, expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
beforeAll(() => setClock(new Date('2026-11-23T10:00:00+08:00')))
afterAll(() => setClock())

test('chosen, kept, held and let go', async () => {
  const street = await aPlace({ kind: 'subdistrict' })
  const [district, city] = [await ancestorOf(street, 'district'), await ancestorOf(street, 'city')]
  const dispatcher = app.as(await aStaff('dispatcher', district._id))
  const registrar = app.as(await aStaff('cityOfficer', city._id))
  const enter = (kind: OrganisationKind) =>
    registrar.call(organisations.create, {
      id: newId(),
      name: `清川试点${kind}`,
      kinds: [kind],
      creditCode: null,
      phone: null,
      placeId: city._id,
    })
  const [hauler, restaurant] = [await enter('hauler'), await enter('restaurant')]
  expect((await dispatcher.call(organisations.names, { kind: 'hauler' })).items).toEqual([
    { id: hauler.id, name: hauler.name },
  ])
  const round = {
    id: newId(),
    name: '一号线',
    placeId: district._id,
    areaPlaceIds: [street._id],
    kinds: ['bulky' as const],
    weekdays: [1],
    windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 5 }],
    vehicle: '',
    crewIds: [],
    validFrom: '2026-11-24',
    validUntil: null as string | null,
    staffOnly: false,
  }
  const save = (version: number, over: object = {}) =>
    dispatcher.call(pickupsDesk.saveRound, { ...round, version, ...over })
  await expectError(save(0, { organisationId: restaurant.id }), 'ORGANISATION_ENDED')
  await save(0, { organisationId: hauler.id })
  expect((await save(1)).organisationId).toBe(hauler.id)
  expect((await dispatcher.call(pickupsDesk.rounds, {})).items).toMatchObject([{ organisationName: hauler.name }])
  const end = () => registrar.call(organisations.end, { id: hauler.id, reason: '合同到期' })
  await expectError(end(), 'ORGANISATION_IN_USE')
  await save(2, { validFrom: '2026-11-01', validUntil: '2026-11-22' })
  expect((await end()).standing).toBe('ended')
  await expectError(save(3), 'ORGANISATION_ENDED')
  expect((await save(3, { organisationId: null })).organisationId).toBeNull()
})

test('who is registered with another hauler drives neither its rounds nor its runs; who is with none may', async () => {
  const street = await aPlace({ kind: 'subdistrict' })
  const [district, city] = [await ancestorOf(street, 'district'), await ancestorOf(street, 'city')]
  const dispatcher = app.as(await aStaff('dispatcher', district._id))
  const registrar = app.as(await aStaff('cityOfficer', city._id))
  const enter = (name: string) =>
    registrar.call(organisations.create, {
      ...{ id: newId(), name, kinds: ['hauler' as const], creditCode: null, phone: null, placeId: city._id },
    })
  const [own, other] = [await enter('清川甲清运'), await enter('清川乙清运')]
  const crew = () => aStaff('crew', district._id)
  const [ours, theirs, moved, free] = [await crew(), await crew(), await crew(), await crew()]
  const add = (organisationId: string, { personId }: { personId: string }, from: string, until: string | null = null) =>
    registrar.call(organisations.addPerson, {
      ...{ id: newId(), organisationId, personId, role: 'employee' as const, from, until },
    })
  await add(own.id, ours, '2025-01-01')
  await add(other.id, theirs, '2025-01-01')
  await add(other.id, moved, '2025-01-01', '2026-11-22')
  await add(own.id, moved, '2026-11-23')
  const id = newId()
  const save = (version: number, crewIds: string[]) =>
    dispatcher.call(pickupsDesk.saveRound, {
      ...{ id, version, name: '二号线', placeId: district._id, areaPlaceIds: [street._id], organisationId: own.id },
      ...{ kinds: ['bulky' as const], weekdays: [2], vehicle: '', crewIds, staffOnly: false },
      ...{ windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 5 }] },
      ...{ validFrom: '2026-11-24', validUntil: null },
    })
  const refused = await expectError(save(0, [ours.personId, theirs.personId]), 'INPUT_INVALID')
  expect(refused.message).toContain('另一家收运单位')
  await save(0, [ours.personId, moved.personId, free.personId])
  const run = { _id: newId(), roundId: id, day: '2026-11-24', placeId: district._id, placePath: district.path }
  await Runs.collection.insertOne({
    ...{ ...run, districtId: district._id, group: 'am', part: 1, name: '二号线 上午', vehicle: '', crewIds: [] },
    ...{ names: [], status: 'planned', from: '08:00', to: '12:00', version: 1, formerCrew: [] },
  } as never)
  const assign = (version: number, crewIds: string[]) =>
    dispatcher.call(runsDesk.assignCrew, { id: run._id, version, crewIds, vehicle: '' })
  await expectError(assign(1, [theirs.personId]), 'RUN_CREW_OF_ANOTHER')
  const { version } = await assign(1, [ours.personId, moved.personId, free.personId])
  // nor by taking it over from a colleague
  const { typed } = await app.as(ours).call(runsCrew.offerHandOver, { id: run._id })
  await expectError(app.as(theirs).call(runsCrew.takeOver, { code: typed }), 'RUN_CREW_OF_ANOTHER')
  expect((await Runs.findById(run._id).lean())?.crewIds).toHaveLength(3)
  expect(version).toBe(2)
})
