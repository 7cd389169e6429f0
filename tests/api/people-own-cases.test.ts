// Nobody decides a case of their own in the procedures of people: every one of them, tried by a community worker for
// themselves, for their home and for a household they act for; and those concerned are told.
import { notices } from '@shared/notices/contract'
import { households } from '@shared/people/household-contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { addDays, dayOf } from '@shared/time'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { HouseholdCodes, Memberships, Proxies } from '@server/people/households.model'
import { readableCode } from '@server/people/household-records'
import type { Place } from '@server/places/places.model'
import {
  addMember,
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()

const PIN = '480362'
let compound: Place
let colleague: Signed
beforeAll(async () => {
  compound = await aPlace()
  colleague = await aWorker()
})
async function aWorker(): Promise<Signed> {
  return aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id)
}
const soon = () => addDays(dayOf(now()), 30)
const cardOf = async (householdId: string) => {
  const code = await HouseholdCodes.findOne({ householdId, active: true })
  if (!code) throw new Error('no card')
  return readableCode(code).token
}
const ask = (who: Signed, parts: { building: string; unit: string; room: string }) =>
  app.as(who).call(households.ask, {
    id: newId(),
    placeId: compound._id,
    building: parts.building,
    unit: parts.unit,
    room: parts.room,
    note: '',
  })
const decide = (who: Signed, id: string) =>
  app.as(who).call(households.decide, { id, decision: 'approve', reason: '核对过', moveOutOthers: true })
const proxy = (who: Signed, householdId: string, personId: string, until = soon(), note = '本人当面同意') =>
  app.as(who).call(households.recordProxy, { householdId, id: newId(), personId, how: 'inPerson', until, note })
const told = async (who: Signed) => {
  await deliverOutbox({ notice: deliverNotice })
  return (await app.as(who).call(notices.inbox, {})).items.map((item) => item.title)
}

/** What a worker might do with a household that is theirs in some way. */
const acts: [
  string,
  (who: Signed, household: { _id: string; parts: Parameters<typeof ask>[1] }) => Promise<unknown>,
][] = [
  [
    'decides a stranger’s request for it',
    async (who, { parts }) => decide(who, (await ask(await aResident(), parts)).requestId),
  ],
  ['records a proxy for it', async (who, { _id }) => proxy(who, _id, (await aResident()).personId)],
  [
    'merges it into another',
    async (who, { _id }) =>
      app.as(who).call(households.merge, {
        id: _id,
        intoId: (await aHousehold({ place: compound }))._id,
        reason: '重复登记',
      }),
  ],
  [
    'merges another into it',
    async (who, { _id }) =>
      app.as(who).call(households.merge, {
        id: (await aHousehold({ place: compound }))._id,
        intoId: _id,
        reason: '重复登记',
      }),
  ],
  [
    'sets its PIN',
    async (who, { _id }) => app.as(who).call(rewardsDesk.setPin, { code: await cardOf(_id), pin: PIN, how: 'known' }),
  ],
]

describe.each<[string, (who: Signed, householdId: string) => Promise<void>]>([
  ['their home', async (who, id) => addMember(id, who.personId)],
  [
    'a home they left last week',
    async (who, id) => {
      await addMember(id, who.personId)
      await Memberships.updateOne({ personId: who.personId }, { $set: { active: false, until: now() } })
    },
  ],
  [
    'a household they act for',
    async (who, householdId) => {
      await Proxies.create({
        _id: newId(),
        householdId,
        placePath: compound.path,
        personId: who.personId,
        how: 'written',
        recordedBy: 'system:tests',
        recordedAt: now(),
        until: soon(),
        note: '测试',
        active: true,
      })
    },
  ],
])('a worker and %s', (_whose, belongs) => {
  test.each(acts)('%s: refused', async (_what, act) => {
    const household = await aHousehold({ place: compound })
    const worker = await aWorker()
    await belongs(worker, household._id)
    await expectError(act(worker, household), 'DECIDES_OWN_CASE')
  })
})

test.each(acts)('a colleague %s: done', async (_what, act) => {
  await act(colleague, await aHousehold({ place: compound }))
})

test('a worker’s own request is a colleague’s to decide, and is not offered to the worker', async () => {
  const { parts } = await aHousehold({ place: compound })
  const worker = await aWorker()
  const { requestId } = await ask(worker, parts)
  await expectError(decide(worker, requestId), 'DECIDES_OWN_CASE')
  const seen = async (who: Signed) =>
    (await app.as(who).call(households.requests, { status: 'waiting' })).items.find((item) => item.id === requestId)
  expect((await seen(worker))?.allowed).toEqual(['withdraw'])
  expect((await seen(colleague))?.allowed).toEqual(['approve', 'refuse'])
  await decide(colleague, requestId)
})

test('a worker as proxy of anybody is a colleague’s to record', async () => {
  const household = await aHousehold({ place: compound })
  const worker = await aWorker()
  await expectError(proxy(worker, household._id, worker.personId), 'DECIDES_OWN_CASE')
  await proxy(colleague, household._id, worker.personId)
})

test('a consent to act holds a year at most, begins before it ends, and says who gave it', async () => {
  const household = await aHousehold({ place: compound })
  const { personId } = await aResident()
  for (const days of [-1, 367, 30_000])
    await expectError(proxy(colleague, household._id, personId, addDays(dayOf(now()), days)), 'INPUT_INVALID')
  for (const note of ['', ' ', '\u200b'])
    await expectError(proxy(colleague, household._id, personId, soon(), note), 'INPUT_INVALID')
  await proxy(colleague, household._id, personId, addDays(dayOf(now()), 365))
  const owner = await aResident({ household })
  await expectError(
    app.as(owner).call(households.invite, {
      householdId: household._id,
      id: newId(),
      kind: 'proxy',
      proxyUntil: '2099-12-31',
    }),
    'INPUT_INVALID',
  )
})

test('the members are told of a proxy, a merger, a PIN and a new code', async () => {
  const household = await aHousehold({ place: compound })
  const member = await aResident({ household })
  const duplicate = await aHousehold({ place: compound })
  const other = await aResident({ household: duplicate })
  await proxy(colleague, household._id, (await aResident()).personId)
  await app.as(colleague).call(rewardsDesk.setPin, { code: household.token, pin: PIN, how: 'known' })
  await app.as(colleague).call(households.reissueCode, { id: household._id, reason: '户卡丢了' })
  await app.as(colleague).call(households.merge, { id: duplicate._id, intoId: household._id, reason: '重复登记' })
  expect(new Set(await told(member))).toEqual(
    new Set(['社区给您家登记了代办人', '您家的户卡设了新密码', '您家的户卡换了新码', '您家的两份登记已合并']),
  )
  expect(await told(other)).toEqual(['您家的两份登记已合并'])
})
