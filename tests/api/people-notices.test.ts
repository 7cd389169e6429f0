// What people are told about households and roles: each once, to those it concerns, without a full name or a room.
import { staff } from '@shared/people/staff-contract'
import { households } from '@shared/people/household-contract'
import { notices } from '@shared/notices/contract'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { aHousehold, aPlace, aResident, aStaff, ancestorOf, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
afterEach(() => setClock())

const told = async (who: Signed): Promise<string[]> => {
  await deliverOutbox({ notice: deliverNotice })
  return (await app.as(who).call(notices.inbox, {})).items.map(({ title }) => title)
}

test('a claim is told to the members, its outcome to who asked, once', async () => {
  const household = await aHousehold()
  const owner = await aResident({ name: '王建国', household })
  const li = await aResident({ name: '李秀英' })
  const { requestId } = await app.as(li).call(households.claim, { id: newId(), code: household.typed })
  expect(await told(owner)).toEqual(['有人申请加入您家'])
  const { items } = await app.as(owner).call(notices.inbox, {})
  expect(items[0]?.text).toContain('李**')
  expect(JSON.stringify(items)).not.toContain('李秀英')
  await app.as(owner).call(households.answerClaim, { id: requestId ?? '', answer: 'join' })
  expect(await told(li)).toEqual(['入户申请通过了'])
  expect((await told(owner)).sort()).toEqual(['家里有新成员', '有人申请加入您家'].sort())
  await app.as(owner).call(households.removeMember, { id: household._id, personId: li.personId, reason: '已搬走' })
  expect((await told(li))[0]).toBe('您已被移出一户')
})

test('asking the community: its workers are told, the refusal comes with its reason, handing over tells who was there', async () => {
  const place = await aPlace()
  const worker = await aStaff('communityWorker', (await ancestorOf(place, 'community'))._id)
  const li = await aResident()
  const ask = async (who: Signed, room: string) =>
    (
      await app
        .as(who)
        .call(households.ask, { id: newId(), placeId: place._id, building: '3', unit: '2', room, note: '' })
    ).requestId
  await app.as(worker).call(households.decide, { id: await ask(li, '901'), decision: 'refuse', reason: '资料不全' })
  expect(await told(worker)).toEqual(['有新的入户申请'])
  expect(await told(li)).toEqual(['入户申请没有通过'])
  expect((await app.as(li).call(notices.inbox, {})).items[0]?.text).toContain('资料不全')
  const household = await aHousehold({ place, room: '902' })
  const before = await aResident({ household })
  await app.as(worker).call(households.decide, {
    id: await ask(li, '902'),
    decision: 'approve',
    reason: '房产证已核对',
    moveOutOthers: true,
  })
  expect(await told(before)).toEqual(['您已退出原来的住户'])
})

test('a role given and taken is told to the person it is about', async () => {
  const place = await aPlace()
  const city = await ancestorOf(place, 'city')
  const administrator = await aStaff('administrator', city._id)
  await aStaff('administrator', city._id)
  const li = await aResident()
  const { id } = await app.as(administrator).call(staff.grantRole, {
    id: newId(),
    personId: li.personId,
    role: 'volunteer',
    placeId: place._id,
    reason: '自愿报名',
  })
  expect(await told(li)).toEqual(['您有了新的身份'])
  await app.as(administrator).call(staff.revokeRole, { id, reason: '本人申请退出' })
  expect((await told(li)).sort()).toEqual(['您有了新的身份', '您的一个身份已收回'].sort())
})
