// An organisation that was registered twice becomes one: people, compounds, rounds and shops go along, nobody of either
// decides it, and what happens at the same moment is in one of the two.
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { affiliationsAt } from '@server/organisations/affiliations'
import { Organisations } from '@server/organisations/organisations.model'
import { Rounds } from '@server/pickups/rounds.model'
import { Places, type Place } from '@server/places/places.model'
import { newReview } from '@server/reviews/reviews'
import { Reviews } from '@server/reviews/reviews.model'
import { organisations } from '@shared/organisations/contract'
import { creditCheck } from '@shared/organisations/rules'
import { placesDesk } from '@shared/places/desk-contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { aPlace, aResident, aStaff, ancestorOf, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()

let compound: Place, street: Place, district: Place
let officer: Signed, auditor: Signed, elsewhere: Signed, dispatcher: Signed
beforeAll(async () => {
  setClock(new Date('2026-11-23T10:00:00+08:00'))
  compound = await aPlace()
  street = await ancestorOf(compound, 'subdistrict')
  district = await ancestorOf(compound, 'district')
  officer = await aStaff('subdistrictOfficer', street._id)
  auditor = await aStaff('auditor', (await ancestorOf(compound, 'city'))._id)
  elsewhere = await aStaff('subdistrictOfficer', (await aPlace({ kind: 'subdistrict', parent: district }))._id)
  dispatcher = await aStaff('dispatcher', street._id)
})
afterAll(() => setClock())

let number = 0
const made = (over: object = {}) => {
  number += 1
  const facts = { kinds: ['restaurant' as const], creditCode: null, phone: null, placeId: street._id }
  return app.as(officer).call(organisations.create, { id: newId(), name: `清川重名单位${number}`, ...facts, ...over })
}
const aCode = (): string => {
  number += 1
  const body = `91419902MA9Y${String(number).padStart(5, '0')}`
  return body + creditCheck(body)
}
const add = (organisationId: string, personId: string, from: string, until: string | null = null) =>
  app.as(officer).call(organisations.addPerson, {
    ...{ id: newId(), organisationId, personId, role: 'employee' as const },
    ...{ from, until },
  })
type Pair = { id: string; revision: number }
const merge = (who: Signed, from: Pair, into: Pair) =>
  app.as(who).call(organisations.merge, { id: from.id, intoId: into.id, revision: from.revision, reason: '登记重了' })

test('people, compounds, rounds and open questions go along; what the other lacks it takes over', async () => {
  const code = aCode()
  const into = await made({ name: '惠邻服务', kinds: ['propertyCompany'], phone: '0399-5550111' })
  const from = await made({
    name: '惠邻物业',
    kinds: ['propertyCompany', 'hauler'],
    creditCode: code,
    phone: '0399-5550222',
  })
  const [both, moves] = [await aResident(), await aResident()]
  await add(into.id, both.personId, '2026-03-01', '2026-06-30')
  await add(from.id, both.personId, '2026-01-01')
  await add(from.id, moves.personId, '2026-05-01')
  await app.as(officer).call(placesDesk.update, {
    id: compound._id,
    revision: compound.revision,
    management: 'company',
    companyId: from.id,
  })
  const round = {
    ...{
      id: newId(),
      version: 0,
      name: '一号线',
      placeId: street._id,
      areaPlaceIds: [street._id],
      organisationId: from.id,
    },
    ...{ kinds: ['bulky' as const], weekdays: [1], windows: [{ key: 'am', from: '08:00', to: '12:00', capacity: 5 }] },
    ...{ vehicle: '', crewIds: [], validFrom: '2026-11-24', validUntil: null, staffOnly: false },
  }
  await app.as(dispatcher).call(pickupsDesk.saveRound, round)
  const opening = { subjectId: newId(), placePath: street.path, headline: '', due: null, organisationIds: [from.id] }
  const { _id: reviewId } = await Reviews.create(await newReview('complaint', opening, 'system:tests'))

  const kept = await merge(officer, from, into)
  expect(kept).toMatchObject({ id: into.id, name: '惠邻服务', creditCode: code, phone: '0399-5550111', people: 2 })
  expect([...kept.kinds].sort()).toEqual(['hauler', 'propertyCompany'])
  expect(await app.as(officer).call(organisations.get, { id: from.id })).toMatchObject({
    standing: 'ended',
    people: 0,
    mergedInto: { id: into.id, name: '惠邻服务' },
  })
  const { items } = await app.as(officer).call(organisations.people, { id: into.id, former: true })
  const spansOf = (who: Signed) =>
    items.filter(({ personId }) => personId === who.personId).map(({ from: first, until }) => `${first}…${until ?? ''}`)
  expect(spansOf(both).sort()).toEqual(['2026-01-01…2026-02-28', '2026-03-01…2026-06-30', '2026-07-01…'])
  expect(spansOf(moves)).toEqual(['2026-05-01…'])
  expect((await affiliationsAt(both.personId, '2026-11-23')).map(({ organisationId }) => organisationId)).toEqual([
    into.id,
  ])
  expect((await Places.findById(compound._id).lean())?.companyId).toBe(into.id)
  expect((await Rounds.findById(round.id).lean())?.organisationId).toBe(into.id)
  expect((await Reviews.findById(reviewId).lean())?.organisationIds).toEqual([from.id, into.id])
  expect(await AuditRows.findOne({ action: 'organisations.merge' }).lean()).toMatchObject({
    subject: `organisations/${from.id}`,
    reason: '登记重了',
    details: { into: into.id, people: 2, moved: 3 },
  })
  // for good: neither once more nor back
  await expectError(merge(officer, { ...from, revision: 1 }, into), 'WRONG_STATE')
  await expectError(app.as(officer).call(organisations.reopen, { id: from.id, reason: '反悔' }), 'WRONG_STATE')
})

test('two credit codes are two legal persons', async () => {
  const [one, other] = [await made({ creditCode: aCode() }), await made({ creditCode: aCode() })]
  await expectError(merge(officer, one, other), 'ORGANISATION_CODES_DIFFER')
})

test('whoever keeps both decides it, on what they saw, into one that is there', async () => {
  const [one, other] = [await made(), await made()]
  await expectError(merge(auditor, one, other), 'NOT_ALLOWED')
  await expectError(merge(elsewhere, one, other), 'NOT_FOUND')
  await expectError(merge(officer, one, one), 'INPUT_INVALID')
  await expectError(merge(officer, { ...one, revision: 7 }, other), 'CHANGED_MEANWHILE')
  await app.as(officer).call(organisations.end, { id: other.id, reason: '停业' })
  await expectError(merge(officer, one, other), 'ORGANISATION_ENDED')
  expect(organisations.merge.stepUp).toBe(true)
})

test.each(['the one that goes', 'the one that stays'])(
  'nobody of %s decides it, nor who left within 90 days',
  async (which) => {
    const [one, other] = [await made(), await made()]
    const theirs = which === 'the one that goes' ? one : other
    const colleague = await aStaff('subdistrictOfficer', street._id)
    await add(theirs.id, colleague.personId, '2025-01-01', '2026-09-30')
    await expectError(merge(colleague, one, other), 'DECIDES_OWN_CASE')
    expect(await Organisations.countDocuments({ mergedInto: { $exists: true }, _id: one.id })).toBe(0)
  },
)

test('a compound taken up, and its company merged at the same moment: the compound has the one that stays, or was refused', async () => {
  for (let turn = 0; turn < 5; turn += 1) {
    const [one, other] = [await made({ kinds: ['propertyCompany'] }), await made({ kinds: ['propertyCompany'] })]
    const place = await aPlace({ parent: await ancestorOf(compound, 'community') })
    const [managed, merged] = await Promise.allSettled([
      app.as(officer).call(placesDesk.update, {
        ...{ id: place._id, revision: place.revision, management: 'company' as const },
        companyId: one.id,
      }),
      merge(officer, one, other),
    ])
    expect(merged.status).toBe('fulfilled')
    const companyId = (await Places.findById(place._id).lean())?.companyId ?? null
    expect(companyId).toBe(managed.status === 'fulfilled' ? other.id : null)
  }
})
