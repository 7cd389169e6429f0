// A round names the hauler that drives it: chosen from the whole city's register, kept by a form that does not know it,
// and holding the hauler until the round has ended.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { organisations } from '@shared/organisations/contract'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { pickupsDesk } from '@shared/pickups/desk-contract'
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
