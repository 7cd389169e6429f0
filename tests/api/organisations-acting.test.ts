// For which organisations somebody may act: over real HTTP and as other features ask it.
import { setClock } from '@server/clock'
import { actingFor, actsFor } from '@server/organisations/acting'
import { newId } from '@server/ids'
import { Organisations } from '@server/organisations/organisations.model'
import type { Place } from '@server/places/places.model'
import { organisations } from '@shared/organisations/contract'
import { actorOf, aPlace, aResident, aStaff, ancestorOf, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
let officer: Signed
let community: Place

beforeAll(async () => {
  setClock(new Date('2026-11-23T10:00:00+08:00'))
  const compound = await aPlace()
  community = await ancestorOf(compound, 'community')
  officer = await aStaff('subdistrictOfficer', (await ancestorOf(compound, 'subdistrict'))._id)
})
afterAll(() => setClock())

const made = (name: string) =>
  app.as(officer).call(organisations.create, {
    id: newId(),
    name,
    kinds: ['restaurant'],
    creditCode: null,
    phone: null,
    placeId: community._id,
  })
const term = (organisationId: string, personId: string) => ({
  id: newId(),
  organisationId,
  personId,
  role: 'employee' as const,
  from: '2026-01-01',
  until: null,
})

describe('acting for an organisation', () => {
  test('is for those who belong to it today, as one of its own; every other way is refused alike', async () => {
    const who = await aResident()
    const cases = [
      ['of its own', {}, {}, true],
      ['its head', { role: 'head' }, {}, true],
      ['an adviser', { role: 'adviser' }, {}, false],
      ['an assessor', { role: 'assessor' }, {}, false],
      ['until yesterday', { until: '2026-11-22' }, {}, false],
      ['until today', { until: '2026-11-23' }, {}, true],
      ['from tomorrow', { from: '2026-11-24' }, {}, false],
      ['another one of another person', { personId: (await aResident()).personId }, {}, false],
      ['one that ended', {}, { standing: 'ended' }, false],
    ] as const
    const mine: string[] = []
    const actor = await actorOf(who)
    for (const [what, over, of, may] of cases) {
      const { id } = await made(`清川代办${what}`)
      await app.as(officer).call(organisations.addPerson, { ...term(id, who.personId), ...over })
      if ('standing' in of) await Organisations.updateOne({ _id: id }, { $set: of })
      if (may) {
        mine.push(id)
        expect([what, await actingFor(actor, id)]).toMatchObject([
          what,
          { personId: who.personId, placeId: community._id },
        ])
        await expect(actingFor(actor, id, ['teacher'])).rejects.toMatchObject({ code: 'ORGANISATION_NOT_YOURS' })
      } else await expect(actingFor(actor, id)).rejects.toMatchObject({ code: 'ORGANISATION_NOT_YOURS' })
    }
    await expect(actingFor(actor, newId())).rejects.toMatchObject({ code: 'ORGANISATION_NOT_YOURS' })
    expect((await actsFor(who.personId)).sort()).toEqual([...mine].sort())
    const { items } = await app.as(who).call(organisations.mine, {})
    expect(items.map(({ id }) => id).sort()).toEqual([...mine].sort())
    expect(items).toContainEqual(expect.objectContaining({ role: 'head', placeName: community.name, until: null }))
    expect((await app.as(await aResident()).call(organisations.mine, {})).items).toEqual([])
  })
})
