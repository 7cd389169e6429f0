// Organisations over real HTTP and the real database: the register within one's area, names and codes that are taken,
// ending what something relies on, people from–to that never overlap, nobody's own, and a person's rights in theirs.
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { deliverNotice } from '@server/notices/notices'
import { affiliationsAt, peopleOf, wasAffiliatedWithin } from '@server/organisations/affiliations'
import { Affiliations, Organisations } from '@server/organisations/organisations.model'
import { deliverOutbox } from '@server/outbox'
import type { Place } from '@server/places/places.model'
import { companies } from '@shared/organisations/companies-contract'
import { organisations } from '@shared/organisations/contract'
import { creditCheck } from '@shared/organisations/rules'
import { notices } from '@shared/notices/contract'
import { people } from '@shared/people/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { aPlace, aResident, aStaff, ancestorOf, expectError, useApp, type Refused, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()

let compound: Place, street: Place, community: Place, city: Place, otherStreet: Place
let officer: Signed, cityOfficer: Signed, worker: Signed, auditor: Signed, elsewhere: Signed

beforeAll(async () => {
  setClock(new Date('2026-11-23T10:00:00+08:00'))
  compound = await aPlace()
  street = await ancestorOf(compound, 'subdistrict')
  community = await ancestorOf(compound, 'community')
  city = await ancestorOf(compound, 'city')
  otherStreet = await aPlace({ kind: 'subdistrict', parent: await ancestorOf(compound, 'district') })
  officer = await aStaff('subdistrictOfficer', street._id)
  cityOfficer = await aStaff('cityOfficer', city._id)
  worker = await aStaff('communityWorker', community._id)
  auditor = await aStaff('auditor', city._id)
  elsewhere = await aStaff('subdistrictOfficer', otherStreet._id)
})
afterAll(() => setClock())

let number = 0
const facts = (over: object = {}) => {
  number += 1
  return {
    id: newId(),
    name: `清川试点单位${number}`,
    kinds: ['restaurant' as const],
    creditCode: null,
    phone: null,
    placeId: community._id,
    ...over,
  }
}
const aCode = (): string => {
  number += 1
  const body = `91419902MA9X${String(number).padStart(5, '0')}`
  return body + creditCheck(body)
}
const made = (over: object = {}) => app.as(officer).call(organisations.create, facts(over))
const term = (organisationId: string, personId: string, from: string, until: string | null = null) => ({
  id: newId(),
  organisationId,
  personId,
  role: 'employee' as const,
  from,
  until,
})

describe('the register', () => {
  test('who stands above a place sees and keeps what belongs there, others do not', async () => {
    const shop = await made({ name: '湖畔人家酒楼', kinds: ['restaurant', 'canteen'], phone: '0399-5550301' })
    expect(shop).toMatchObject({ standing: 'active', people: 0, mayKeep: true, placeName: community.name })
    const seen = async (who: Signed) => (await app.as(who).call(organisations.list, { q: '湖畔' })).items
    expect((await seen(officer)).map(({ id }) => id)).toEqual([shop.id])
    expect(await seen(cityOfficer)).toMatchObject([{ id: shop.id, mayKeep: true }])
    expect(await seen(worker)).toMatchObject([{ id: shop.id, mayKeep: false }])
    expect(await seen(auditor)).toMatchObject([{ id: shop.id, mayKeep: false }])
    expect(await seen(elsewhere)).toEqual([])
    const change = { ...facts({ name: '湖畔人家酒楼总店' }), id: shop.id, revision: 0 }
    await expectError(app.as(elsewhere).call(organisations.get, { id: shop.id }), 'NOT_FOUND')
    await expectError(app.as(elsewhere).call(organisations.update, change), 'NOT_FOUND')
    await expectError(app.as(worker).call(organisations.update, change), 'NOT_ALLOWED')
    await expectError(app.as(auditor).call(organisations.end, { id: shop.id, reason: '不该能停' }), 'NOT_ALLOWED')
    // nor may it be moved to where one has no say
    await expectError(app.as(officer).call(organisations.update, { ...change, placeId: otherStreet._id }), 'NOT_FOUND')
    await expectError(app.as(await aResident()).call(organisations.list, {}), 'NOT_ALLOWED')
    expect(await app.as(officer).call(organisations.update, change)).toMatchObject({ revision: 1 })
    await expectError(app.as(officer).call(organisations.update, change), 'CHANGED_MEANWHILE')
  })

  test('is found by name, initials, code and kind', async () => {
    const code = aCode()
    const school = await made({ name: '槐花巷小学', kinds: ['school'], creditCode: code })
    for (const q of ['花巷', 'hhxxx', code.toLowerCase()])
      expect((await app.as(officer).call(organisations.list, { q })).items.map(({ id }) => id)).toEqual([school.id])
    const kinds = (await app.as(officer).call(organisations.list, { kind: 'school' })).items.map(({ id }) => id)
    expect(kinds).toEqual([school.id])
    // for choosing one, everybody in the console finds it by name, without phone or code
    expect((await app.as(elsewhere).call(organisations.names, { q: '槐花巷' })).items).toEqual([
      { id: school.id, name: '槐花巷小学' },
    ])
  })

  test('a name and a credit code stand once, also when two are entered at the same moment', async () => {
    const code = aCode()
    await made({ name: '清川一号面馆', creditCode: code })
    await expectError(made({ name: '清川一号面馆' }), 'ORGANISATION_NAME_TAKEN')
    await expectError(made({ name: '清川二号面馆', creditCode: code }), 'ORGANISATION_CODE_TAKEN')
    await expectError(
      made({ name: '清川三号面馆', creditCode: `${code.slice(0, 17)}${code.endsWith('0') ? '1' : '0'}` }),
      'INPUT_INVALID',
    )
    const [name, twin] = ['清川同时登记的店', aCode()]
    const results = await Promise.allSettled([
      ...[1, 2, 3].map(() => made({ name })),
      ...[1, 2, 3].map((each) => made({ name: `清川同码店${each}`, creditCode: twin })),
    ])
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Refused).code] : []))
    expect(refused.sort()).toEqual([
      'ORGANISATION_CODE_TAKEN',
      'ORGANISATION_CODE_TAKEN',
      'ORGANISATION_NAME_TAKEN',
      'ORGANISATION_NAME_TAKEN',
    ])
  })

  test('the same request again is answered the same, and writes once', async () => {
    const [input, key] = [facts(), newId()]
    const first = await app.as(officer).call(organisations.create, input, { key })
    expect(await app.as(officer).call(organisations.create, input, { key })).toEqual(first)
    expect(await Organisations.countDocuments({ name: input.name })).toBe(1)
  })

  test('one that ends takes its people along and gives its name free; reopened, it is empty', async () => {
    const { id, name } = await made()
    const [was, stays, comes] = [await aResident(), await aResident(), await aResident()]
    const add = (who: Signed, from: string, until: string | null = null) =>
      app.as(officer).call(organisations.addPerson, term(id, who.personId, from, until))
    await add(was, '2025-01-01', '2025-06-30')
    await add(stays, '2026-01-01')
    await add(comes, '2027-01-01')
    const ended = await app.as(officer).call(organisations.end, { id, reason: '停业' })
    expect(ended).toMatchObject({ standing: 'ended', endedOn: '2026-11-23', people: 1 })
    await expectError(app.as(officer).call(organisations.end, { id, reason: '再停' }), 'WRONG_STATE')
    await expectError(add(await aResident(), '2026-11-01'), 'ORGANISATION_ENDED')
    expect(await peopleOf(id, '2026-11-24')).toEqual([])
    expect(await affiliationsAt(stays.personId, '2026-11-23')).toMatchObject([
      { organisationId: id, until: '2026-11-23' },
    ])
    expect(await affiliationsAt(was.personId, '2025-06-30')).toHaveLength(1)
    expect(await affiliationsAt(comes.personId, '2027-01-01')).toEqual([])
    const twin = await made({ name })
    await expectError(app.as(officer).call(organisations.reopen, { id, reason: '复业' }), 'ORGANISATION_NAME_TAKEN')
    await app.as(officer).call(organisations.end, { id: twin.id, reason: '登记重了' })
    expect(await app.as(officer).call(organisations.reopen, { id, reason: '复业' })).toMatchObject({
      standing: 'active',
      endedOn: null,
    })
    const trail = await AuditRows.find({ subject: `organisations/${id}` }).lean()
    expect(new Set(trail.map(({ action }) => action))).toEqual(
      new Set(['organisations.create', 'organisations.addPerson', 'organisations.end', 'organisations.reopen']),
    )
  })
})

describe('people', () => {
  test('from a day until a day; who only reads sees masked names; every look is on record', async () => {
    const { id } = await made()
    const he = await aResident({ name: '何大厨' })
    await app.as(officer).call(organisations.addPerson, term(id, he.personId, '2025-03-01', '2026-03-31'))
    const current = await app.as(officer).call(organisations.addPerson, term(id, he.personId, '2026-06-01'))
    const seen = async (who: Signed, former?: true) =>
      (await app.as(who).call(organisations.people, { id, ...(former ? { former } : {}) })).items
    expect(await seen(officer)).toMatchObject([
      { id: current.id, name: '何大厨', from: '2026-06-01', until: null, isCurrent: true, allowed: ['end'] },
    ])
    expect((await seen(officer, true)).map(({ from, allowed }) => [from, allowed])).toEqual([
      ['2025-03-01', []],
      ['2026-06-01', ['end']],
    ])
    expect(await seen(auditor)).toMatchObject([{ name: '何**', allowed: [] }])
    await expectError(seen(elsewhere), 'NOT_FOUND')
    expect(await AuditRows.countDocuments({ action: 'organisations.readPeople', actorId: auditor.personId })).toBe(1)
    await deliverOutbox({ notice: deliverNotice })
    const told = (await app.as(he).call(notices.inbox, {})).items.map(({ title }) => title)
    expect(told).toEqual(['您已登记在一个单位', '您已登记在一个单位'])
  })

  test.each([
    ['the same days', '2026-01-01', '2026-03-31'],
    ['a day at the beginning', '2025-01-01', '2026-01-01'],
    ['a day at the end', '2026-03-31', null],
    ['all around it', '2025-01-01', null],
  ])('no second span over %s', async (_what, from, until) => {
    const { id } = await made()
    const who = await aResident()
    const add = (first: string, last: string | null) =>
      app.as(officer).call(organisations.addPerson, term(id, who.personId, first, last))
    await add('2026-01-01', '2026-03-31')
    await expectError(add(from, until), 'AFFILIATION_OVERLAPS')
    await add('2026-04-01', null)
    await add('2025-06-01', '2025-12-31')
    // elsewhere at the same time is no contradiction
    await app.as(officer).call(organisations.addPerson, term((await made()).id, who.personId, from, until))
  })

  test('of ten that are entered at once one stands; of ten that follow each other all', async () => {
    const { id } = await made()
    const [who, other] = [await aResident(), await aResident()]
    const at = await Promise.allSettled(
      Array.from({ length: 10 }, () =>
        app.as(officer).call(organisations.addPerson, term(id, who.personId, '2026-05-01')),
      ),
    )
    expect(at.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const each of at)
      if (each.status === 'rejected') expect((each.reason as Refused).code).toBe('AFFILIATION_OVERLAPS')
    const days = Array.from({ length: 10 }, (_unused, index) => `2026-05-${String(index + 10)}`)
    await Promise.all(
      days.map((day) => app.as(officer).call(organisations.addPerson, term(id, other.personId, day, day))),
    )
    expect((await Affiliations.findById(`${id}:${other.personId}`).lean())?.spans).toHaveLength(10)
    expect((await Affiliations.findById(`${id}:${who.personId}`).lean())?.spans).toHaveLength(1)
  })

  test('the same id again is the same entry; for something else it is refused', async () => {
    const { id } = await made()
    const who = await aResident()
    const input = term(id, who.personId, '2026-05-01')
    await app.as(officer).call(organisations.addPerson, input)
    await app.as(officer).call(organisations.addPerson, input)
    expect((await Affiliations.findById(`${id}:${who.personId}`).lean())?.spans).toHaveLength(1)
    await expectError(
      app.as(officer).call(organisations.addPerson, { ...input, organisationId: (await made()).id }),
      'IDEMPOTENCY_KEY_REUSED',
    )
  })

  test('an end is written once; what is over stays; wrong days, strangers and others are refused', async () => {
    const { id } = await made()
    const who = await aResident()
    const open = await app.as(officer).call(organisations.addPerson, term(id, who.personId, '2026-02-01'))
    const end = (by: Signed, until: string) =>
      app.as(by).call(organisations.endPerson, { id: open.id, until, reason: '离职' })
    await expectError(end(officer, '2026-01-31'), 'AFFILIATION_DAYS_WRONG')
    await expectError(end(elsewhere, '2026-10-31'), 'NOT_FOUND')
    await expectError(end(worker, '2026-10-31'), 'NOT_ALLOWED')
    const both = await Promise.allSettled([end(officer, '2026-10-31'), end(cityOfficer, '2026-09-30')])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expectError(end(officer, '2026-08-31'), 'WRONG_STATE')
    await expectError(
      app.as(officer).call(organisations.endPerson, { id: newId(), until: '2026-10-31', reason: '离职' }),
      'NOT_FOUND',
    )
    await expectError(
      app.as(officer).call(organisations.addPerson, term(id, who.personId, '2026-12-02', '2026-12-01')),
      'AFFILIATION_DAYS_WRONG',
    )
    await expectError(app.as(officer).call(organisations.addPerson, term(id, newId(), '2026-12-01')), 'NOT_FOUND')
  })

  test('nobody writes down or ends their own', async () => {
    const { id } = await made()
    await expectError(
      app.as(officer).call(organisations.addPerson, term(id, officer.personId, '2026-01-01')),
      'DECIDES_OWN_CASE',
    )
    const mine = await app.as(cityOfficer).call(organisations.addPerson, term(id, officer.personId, '2026-01-01'))
    await expectError(
      app.as(officer).call(organisations.endPerson, { id: mine.id, until: '2026-11-01', reason: '离任' }),
      'DECIDES_OWN_CASE',
    )
  })

  test('where somebody belongs on a day, who is there, and whether they were there lately', async () => {
    const [one, two] = [await made(), await made()]
    const who = await aResident()
    await app.as(officer).call(organisations.addPerson, term(one.id, who.personId, '2026-01-01', '2026-06-30'))
    await app.as(officer).call(organisations.addPerson, term(two.id, who.personId, '2026-06-30'))
    const at = async (day: string) =>
      (await affiliationsAt(who.personId, day)).map(({ organisationId }) => organisationId).sort()
    expect(await at('2025-12-31')).toEqual([])
    expect(await at('2026-06-29')).toEqual([one.id])
    expect(await at('2026-06-30')).toEqual([one.id, two.id].sort())
    expect(await at('2026-07-01')).toEqual([two.id])
    expect(await peopleOf(one.id, '2026-06-30')).toMatchObject([{ personId: who.personId, role: 'employee' }])
    expect(await peopleOf(one.id, '2026-07-01')).toEqual([])
    const lately = (days: number, day: string) => wasAffiliatedWithin(who.personId, [one.id], days, day)
    expect(await lately(90, '2026-09-28')).toBe(true)
    expect(await lately(89, '2026-09-28')).toBe(false)
    expect(await lately(0, '2026-06-30')).toBe(true)
    expect(await lately(365, '2025-12-31')).toBe(false)
    expect(await wasAffiliatedWithin(who.personId, [newId()], 365, '2026-11-23')).toBe(false)
  })

  test('a person takes a copy of theirs away, and an erased one belongs nowhere', async () => {
    const { id, name } = await made()
    const who = await aResident({ name: '要注销的人' })
    await app.as(officer).call(organisations.addPerson, term(id, who.personId, '2026-01-01'))
    const copy = JSON.parse((await app.as(who).download(people.myData, {})).body.toString()) as {
      organisations: unknown
    }
    expect(copy.organisations).toMatchObject([
      { organisation: name, role: 'employee', from: '2026-01-01', until: null },
    ])
    await app.as(who).call(people.deleteMe, { confirm: '注销' })
    expect(await Affiliations.countDocuments({ personId: who.personId })).toBe(0)
    expect((await app.as(officer).call(organisations.people, { id, former: true })).items).toEqual([])
  })
})

describe('property companies', () => {
  test('are organisations; one that manages a compound can’t end', async () => {
    const mine = await made({ kinds: ['propertyCompany'], name: '清川试点物业有限公司' })
    const restaurant = await made()
    const row = await app.as(officer).call(placesDesk.get, { id: compound._id })
    const manage = (companyId: string) =>
      app.as(officer).call(placesDesk.update, {
        id: compound._id,
        revision: row.revision,
        management: 'company',
        companyId,
      })
    await expectError(manage(restaurant.id), 'INPUT_INVALID')
    expect(await manage(mine.id)).toMatchObject({ companyId: mine.id, companyName: '清川试点物业有限公司' })
    expect((await app.as(auditor).call(companies.list, { q: '试点物业' })).items).toMatchObject([
      { id: mine.id, compounds: 1, mayEdit: false },
    ])
    await expectError(app.as(officer).call(organisations.end, { id: mine.id, reason: '退出' }), 'ORGANISATION_IN_USE')
    await app.as(officer).call(placesDesk.update, { id: compound._id, revision: row.revision + 1, management: 'none' })
    const [input, key] = [{ id: mine.id, reason: '退出' }, newId()]
    const ended = await app.as(officer).call(organisations.end, input, { key })
    expect(ended.standing).toBe('ended')
    expect(await app.as(officer).call(organisations.end, input, { key })).toEqual(ended)
    await expectError(manage(mine.id), 'INPUT_INVALID')
  })

  test('taking one up and ending it at the same moment: one of the two is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [company, place] = [await made({ kinds: ['propertyCompany'] }), await aPlace({ parent: community })]
      const [managed, ended] = await Promise.allSettled([
        app.as(officer).call(placesDesk.update, {
          id: place._id,
          revision: place.revision,
          management: 'company',
          companyId: company.id,
        }),
        app.as(officer).call(organisations.end, { id: company.id, reason: '退出' }),
      ])
      expect([managed.status, ended.status].sort()).toEqual(['fulfilled', 'rejected'])
    }
  })
})
