// Who lives where, told as four stories: a family moves in, a grandmother without a phone is helped, tenants move out
// and others in, and three strangers share a flat. Each is told over HTTP, with what everyone can and can no longer see
// at every step.
import { ledger } from '@shared/ledger/contract'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { pickups } from '@shared/pickups/contract'
import { newId } from '@server/ids'
import { balanceOf, postMany } from '@server/ledger/ledger'
import { transaction } from '@server/db'
import type { Place } from '@server/places/places.model'
import { aHousehold, aPlace, aResident, ancestorOf, aStaff, expectError, setClock, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { shanghai, useCrewApp } from '../support/runs'
import { aPriceList, aRoundFor, bookingOf } from '../support/pickups'
import { anEarning } from '../ledger/posts'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let compound: Place
let worker: Signed
let slot: string

beforeAll(async () => {
  setClock(shanghai('10:00', '2026-11-20'))
  compound = await aPlace({ location: { type: 'Point', coordinates: [113.85, 34.03] } })
  worker = await aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id, { name: '李社工' })
  slot = `${(await aRoundFor(compound))._id}:am`
  await aPriceList(compound)
})

const detail = (who: Signed, id: string) => app.as(who).call(households.detail, { id })
const membersOf = async (who: Signed, id: string) =>
  (await detail(who, id)).members.map(({ personId, owner }) => [personId, owner])
const points = async (who: Signed, account: string) =>
  (await app.as(who).call(ledger.summaries, {})).accounts.find((each) => each.account === account)?.available ?? null
const statement = async (who: Signed, account: string) => (await app.as(who).call(ledger.statement, { account })).items
const earn = (householdId: string, amount: number, earnerId?: string) =>
  transaction((tx) =>
    postMany(tx, [
      anEarning({ to: `household:${householdId}`, points: amount, at: new Date(), ...(earnerId ? { earnerId } : {}) }),
    ]),
  )

test('a family moves in: by the card, by invitation, by asking the community, each answered once', async () => {
  const flat = await aHousehold({ place: compound })
  const [father, mother, son, stranger] = [
    await aResident({ name: '赵建国' }),
    await aResident({ name: '孙桂兰' }),
    await aResident({ name: '赵小军' }),
    await aResident({ name: '生人' }),
  ]

  // the card alone is not enough: the community looks at who has it
  const { outcome, requestId: claimed } = await app.as(father).call(households.claim, { id: newId(), code: flat.typed })
  expect(outcome).toBe('waiting')
  await app.as(worker).call(households.decide, { id: claimed ?? '', decision: 'approve', reason: '看过房产证' })
  const invitation = { householdId: flat._id, id: newId(), kind: 'member' as const }
  const { code } = await app.as(father).call(households.invite, invitation)
  await app.as(mother).call(households.accept, { code })
  await expectError(app.as(stranger).call(households.accept, { code }), 'INVITATION_EXPIRED')

  // the son holds the card too: the room has members now, so it is theirs to say
  const claim = await app.as(son).call(households.claim, { id: newId(), code: flat.token })
  expect(claim).toMatchObject({ outcome: 'waiting', householdId: null })
  await expectError(detail(son, flat._id), 'NOT_FOUND')
  const requestId = claim.requestId ?? ''
  await expectError(app.as(stranger).call(households.answerClaim, { id: requestId, answer: 'join' }), 'NOT_FOUND')
  await app.as(mother).call(households.answerClaim, { id: requestId, answer: 'join' })
  await expectError(app.as(father).call(households.answerClaim, { id: requestId, answer: 'refuse' }), 'REQUEST_CLOSED')
  expect(await membersOf(son, flat._id)).toEqual([
    [father.personId, true],
    [mother.personId, false],
    [son.personId, false],
  ])

  // the stranger says so at the community, which knows better
  const asked = newId()
  await app
    .as(stranger)
    .call(households.ask, { id: asked, placeId: compound._id, ...flat.parts, sub: undefined, note: '我住这里' })
  const waiting = (await app.as(worker).call(households.requests, { status: 'waiting' })).items.find(
    ({ id }) => id === asked,
  )
  expect(waiting).toMatchObject({ roomHasMembers: true, allowed: ['approve', 'refuse'] })
  await app.as(worker).call(households.decide, { id: asked, decision: 'refuse', reason: '户主说不认识' })
  expect((await app.as(stranger).call(households.myRequests, {})).items[0]).toMatchObject({
    status: 'refused',
    reason: '户主说不认识',
  })
  await expectError(
    app.as(worker).call(households.decide, { id: asked, decision: 'approve', reason: '改主意了' }),
    'REQUEST_CLOSED',
  )
  expect(await membersOf(father, flat._id)).toHaveLength(3)
})

test('a grandmother with a card and no phone: a neighbour books for her by recorded consent, until she takes it back', async () => {
  const flat = await aHousehold({ place: compound })
  const neighbour = await aResident({ name: '热心邻居' })
  const booking = { ...bookingOf(compound, slot), householdId: flat._id }
  await expectError(app.as(neighbour).call(pickups.book, booking), 'PICKUP_NOT_YOURS')

  const proxy = newId()
  await app.as(worker).call(households.recordProxy, {
    householdId: flat._id,
    id: proxy,
    personId: neighbour.personId,
    how: 'inPerson',
    until: '2027-06-30',
    note: '本人当面同意',
  })
  expect((await app.as(neighbour).call(people.me, {})).proxied).toEqual([
    expect.objectContaining({ householdId: flat._id, until: '2027-06-30' }),
  ])
  const made = await app
    .as(neighbour)
    .call(pickups.book, { ...booking, onBehalf: { how: 'proxy', householdId: flat._id, consent: '奶奶当面说的' } })
  expect(made.status).toBe('confirmed')
  expect(made.history[0]?.text).toContain('奶奶当面说的')
  // helping is not living there
  expect((await detail(neighbour, flat._id)).members).toEqual([])
  expect(await points(neighbour, `household:${flat._id}`)).toBeNull()

  await app.as(worker).call(households.revokeProxy, { id: proxy })
  expect((await app.as(neighbour).call(people.me, {})).proxied).toEqual([])
  await expectError(
    app.as(neighbour).call(pickups.book, { ...booking, id: newId(), day: '2026-11-25' }),
    'PICKUP_NOT_YOURS',
  )
  // whoever no longer acts for her does not read it either; it stays hers
  await expectError(app.as(neighbour).call(pickups.show, { id: made.id }), 'NOT_FOUND')
})

test('tenants move out and others in: access ends at once, what was before stays unseen, what was earned stays', async () => {
  const flat = await aHousehold({ place: compound })
  const account = `household:${flat._id}`
  const [former, friend, next] = [
    await aResident({ name: '旧租客', household: flat }),
    await aResident({ name: '旧室友', household: flat }),
    await aResident({ name: '新租客' }),
  ]
  await earn(flat._id, 120, former.personId)
  expect(await points(former, account)).toBe(120)

  const asked = newId()
  setClock(shanghai('11:00', '2026-11-20'))
  await app
    .as(next)
    .call(households.ask, { id: asked, placeId: compound._id, ...flat.parts, sub: undefined, note: '上周签的租约' })
  await app
    .as(worker)
    .call(households.decide, { id: asked, decision: 'approve', reason: '看过租约', moveOutOthers: true })
  setClock(shanghai('11:01', '2026-11-20'))
  for (const gone of [former, friend]) {
    await expectError(detail(gone, flat._id), 'NOT_FOUND')
    await expectError(app.as(gone).call(ledger.statement, { account }), 'NOT_FOUND')
    await expectError(app.as(gone).call(households.code, { id: flat._id }), 'NOT_FOUND')
    expect((await app.as(gone).call(people.me, {})).households).toEqual([])
  }
  expect(await membersOf(next, flat._id)).toEqual([[next.personId, true]])
  // the new tenant sees no line of the former ones, then their own
  expect(await statement(next, account)).toEqual([])
  setClock(shanghai('12:00', '2026-11-20'))
  await transaction((tx) => postMany(tx, [anEarning({ to: account, points: 7, at: shanghai('12:00', '2026-11-20') })]))
  expect((await statement(next, account)).map((line) => line.points)).toEqual([7])
  expect((await balanceOf(account))?.points).toBe(127)

  // the last one leaves: the household stays as a card, the person keeps nothing of it
  await app.as(next).call(households.leave, { id: flat._id })
  await expectError(detail(next, flat._id), 'NOT_FOUND')
  expect(await app.as(worker).call(households.lookup, { code: flat.typed })).toMatchObject({ cardOnly: true })
})

test('a shared flat: one room, a card each, and nobody sees the others', async () => {
  const room = { building: '9', unit: '1', room: '1501' }
  const flats = await Promise.all(['A', 'B', 'C'].map((sub) => aHousehold({ place: compound, ...room, sub })))
  const tenants: Signed[] = []
  for (const flat of flats) {
    const tenant = await aResident({ name: `合租${tenants.length + 1}` })
    const { requestId } = await app.as(tenant).call(households.claim, { id: newId(), code: flat.token })
    await app.as(worker).call(households.decide, { id: requestId ?? '', decision: 'approve', reason: '看过租约' })
    await earn(flat._id, 10 * (tenants.length + 1))
    tenants.push(tenant)
  }
  for (const [own, tenant] of tenants.entries()) {
    expect((await app.as(tenant).call(people.me, {})).households.map(({ id }) => id)).toEqual([flats[own]?._id])
    for (const [index, flat] of flats.entries()) {
      const account = `household:${flat._id}`
      if (index === own) expect(await points(tenant, account)).toBe(10 * (index + 1))
      else {
        await expectError(detail(tenant, flat._id), 'NOT_FOUND')
        await expectError(app.as(tenant).call(ledger.statement, { account }), 'NOT_FOUND')
        await expectError(
          app.as(tenant).call(households.invite, { householdId: flat._id, id: newId(), kind: 'member' }),
          'NOT_FOUND',
        )
      }
    }
  }
  // a fourth, by the room alone, gets a letter of their own from the community
  const fourth = await aResident({ name: '合租4' })
  const asked = newId()
  await app.as(fourth).call(households.ask, { id: asked, placeId: compound._id, ...room, sub: 'D', note: '刚搬来' })
  await app.as(worker).call(households.decide, { id: asked, decision: 'approve', reason: '房东证实' })
  const [mine] = (await app.as(fourth).call(people.me, {})).households
  expect(mine?.memberCount).toBe(1)
  expect(flats.map(({ _id }) => _id)).not.toContain(mine?.id)
})
