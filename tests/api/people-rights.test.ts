// A copy of one's data, and erasure: after it no planted value is left in any collection.
import mongoose from 'mongoose'
import { people } from '@shared/people/contract'
import { PRIVACY_VERSION } from '@shared/people/rules'
import { households } from '@shared/people/household-contract'
import { newId } from '@server/ids'
import { personNames } from '@server/people/people'
import { addMember, aHousehold, aResident, ancestorOf, aStaff, expectError, logLines, useApp } from '../support/app'
import { allTexts } from '../support/all-texts'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()

const canaries = { phone: '13755550199', name: '金丝雀不留名', note: '金丝雀写的附言' }
const neighbour = { phone: '13755550188', name: '隔壁的人', note: '隔壁的附言' }

async function livedIn({ phone, name, note }: typeof canaries) {
  const household = await aHousehold()
  const partner = await aResident({ household: undefined, name: '留下的人' })
  const person = await aResident({ name: `${name}（旧）` })
  await addMember(household._id, person.personId)
  await app.as(person).call(people.updateMe, { displayName: name })
  await app.as(person).call(people.typePhone, { phone })
  await app.as(person).call(people.setConsent, { purpose: 'publicity', granted: true, version: PRIVACY_VERSION })
  await app
    .as(person)
    .call(households.ask, { id: newId(), placeId: household.placeId, building: '88', unit: '8', room: '808', note })
  const { code } = await app
    .as(person)
    .call(households.invite, { householdId: household._id, id: newId(), kind: 'member' })
  await app.as(partner).call(households.accept, { code })
  return { household, partner, person }
}

test('the copy holds what the person gave', async () => {
  const { person } = await livedIn(neighbour)
  const file = await app.as(person).download(people.myData, {})
  const text = file.body.toString()
  expect(file.headers['content-disposition']).toContain('attachment')
  for (const value of [...Object.values(neighbour), 'publicity']) expect(text).toContain(value)
  expect(JSON.parse(text)).toMatchObject({ person: person.personId, people: { displayName: neighbour.name } })
})

test('erasure leaves no canary in any collection, ends sessions and memberships, keeps the ids', async () => {
  const { household, partner, person } = await livedIn(canaries)
  expect(await allTexts([person.personId])).toContain(canaries.name)
  await app.as(person).call(people.me, {})
  await expectError(app.as(person).call(people.deleteMe, { confirm: '好' as '注销' }), 'INPUT_INVALID')
  await app.as(person).call(people.deleteMe, { confirm: '注销' })
  await expectError(app.as(person).call(people.me, {}), 'SESSION_ENDED')
  await expectError(app.anonymous().call(people.refresh, { refreshToken: person.refreshToken }), 'SESSION_ENDED')
  const after = await allTexts([person.personId])
  for (const canary of Object.values(canaries)) expect(after).not.toContain(canary)
  expect((await personNames([person.personId])).get(person.personId)).toBe('已注销')
  expect((await app.as(partner).call(households.detail, { id: household._id })).members).toEqual([
    expect.objectContaining({ personId: partner.personId, owner: true }),
  ])
  expect(await mongoose.connection.collection('persons').findOne({ _id: person.personId as never })).toEqual({
    _id: person.personId,
    erasedAt: expect.any(Date) as Date,
  })
  expect(logLines().join('\n')).not.toMatch(
    new RegExp([...Object.values(canaries), household.token, person.token, person.refreshToken].join('|')),
  )
})

test('staff lists show nothing of an erased person', async () => {
  const { household, person } = await livedIn(neighbour)
  await app.as(person).call(people.deleteMe, { confirm: '注销' })
  const worker = await aStaff('communityWorker', (await ancestorOf(household.place, 'community'))._id)
  expect(
    (await app.as(worker).call(people.findByPhone, { phone: neighbour.phone })).items.map((item) => item.id),
  ).not.toContain(person.personId)
  await expectError(app.as(worker).call(people.phoneOf, { id: person.personId, reason: '联系' }), 'NOT_FOUND')
})
