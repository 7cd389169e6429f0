// The codes of a household: its card, which opens something, and its bag labels, which open nothing; and what those who
// hold one can learn of the address, over HTTP.
import { features } from '@server/features'
import { householdByCode, householdByLabel } from '@server/people/households'
import { households } from '@shared/people/household-contract'
import { people } from '@shared/people/contract'
import { notices } from '@shared/notices/contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { readableCode } from '@server/people/household-records'
import { BagLabels, HouseholdCodes, Households, JoinRequests, type BagLabel } from '@server/people/households.model'
import type { Place } from '@server/places/places.model'
import { aHousehold, aPlace, aResident, aStaff, ancestorOf, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { squeezed } from '../support/papers'

useDatabase()
const app = useApp()
afterEach(() => setClock())

const PIN = '480362'
const OPEN = [
  '/api/households/claim',
  '/api/households/lookup',
  '/api/desk/rewards/card',
  '/api/desk/rewards/pin',
  '/api/desk/rewards/redemptions',
  '/api/ledger/gifts',
]
let compound: Place
let worker: Signed
let colleague: Signed
beforeAll(async () => {
  compound = await aPlace()
  const community = (await ancestorOf(compound, 'community'))._id
  worker = await aStaff('communityWorker', community)
  colleague = await aStaff('communityWorker', community)
})

const claim = (who: Signed, code: string, more: { id?: string; pin?: string } = {}) =>
  app.as(who).call(households.claim, { id: newId(), code, ...more })
const detail = (who: Signed, id: string) => app.as(who).call(households.detail, { id })
const setPin = (code: string, who = worker) => app.as(who).call(rewardsDesk.setPin, { code, pin: PIN, how: 'idCard' })
/** Labels are made when they are first printed. */
const printLabels = async (who: Signed, place: Place): Promise<Buffer> =>
  (await app.as(who).download(households.cards, { placeId: place._id, which: 'bag' })).body
async function labelOf({ _id }: { _id: string }): Promise<{ token: string; typed: string }> {
  const label = await BagLabels.findOne({ householdId: _id, active: true }).lean<BagLabel>()
  if (!label) throw new Error('no label')
  return readableCode(label)
}
const family = async () => {
  const household = await aHousehold({ place: compound })
  return { household, owner: await aResident({ name: '王建国', household }) }
}

describe('every route that takes a household’s code', () => {
  test('is in this list, and none other', () => {
    const taking = features
      .flatMap((feature) => feature.routes)
      .filter(({ route }) => ['code', 'neighbourCode'].some((name) => name in route.input.shape))
      .map(({ route }) => route.path)
    const others = [
      // of WeChat, of an authenticator, of an invitation
      '/api/session',
      '/api/people/me/phone',
      '/api/people/staff/sign-in',
      '/api/people/staff/step-up',
      '/api/households/accept',
      // of a hand-over, of a redemption
      '/api/crew/take-over',
      '/api/rewards/shops/:shopId/captures',
      '/api/rewards/shops/:shopId/look',
      // of a material, of an administrative area
      '/api/guide/editor/terms',
      '/api/guide/editor/terms/:id',
      '/api/places/tree',
      '/api/places/tree/:id',
      // the line of a form, the item of a table
      '/api/inspections/visits/:id/choose',
      '/api/cells/:id/items',
      '/api/cells/site/choose',
      // of a certificate
      '/api/cells/certificates/:code',
      '/c/cells',
      '/c/cells/:code',
    ]
    expect(new Set(taking.filter((path) => !others.includes(path)))).toEqual(new Set(OPEN))
  })

  test('card, bag label, revoked card, another city’s: by stranger, member and worker', async () => {
    const [card, other, gone] = [
      await aHousehold({ place: compound }),
      await aHousehold(),
      await aHousehold({ place: compound }),
    ]
    await HouseholdCodes.updateOne({ householdId: gone._id }, { $set: { active: false } })
    await printLabels(worker, compound)
    const bag = await labelOf(card)
    const aMember = async () => aResident({ household: await aHousehold({ place: compound }) })
    const aWorker = async () => aStaff('communityWorker', compound._id)
    const atDesk = [
      (code: string) => app.as(worker).call(households.lookup, { code }),
      (code: string) => app.as(worker).call(rewardsDesk.card, { code }),
      (code: string) => app.as(worker).call(rewardsDesk.setPin, { code, pin: PIN, how: 'idCard' }),
      (code: string) =>
        app.as(colleague).call(rewardsDesk.redeem, {
          id: newId(),
          code,
          pin: PIN,
          goodId: newId(),
          shopId: newId(),
          quantity: 1,
          points: 1,
        }),
    ]
    for (const label of [bag.token, bag.typed, ` ${bag.typed.toLowerCase()} `]) {
      for (const who of [await aResident(), await aMember(), await aWorker()]) {
        await expectError(claim(who, label), 'HOUSEHOLD_CODE_IS_LABEL')
        await expectError(app.as(who).call(households.accept, { code: label }), 'HOUSEHOLD_CODE_IS_LABEL')
      }
      for (const call of atDesk) await expectError(call(label), 'HOUSEHOLD_CODE_IS_LABEL')
    }
    for (const who of [await aResident(), await aMember(), await aWorker()])
      await expectError(claim(who, gone.token), 'HOUSEHOLD_CODE_REVOKED')
    for (const call of atDesk) await expectError(call(gone.token), 'HOUSEHOLD_CODE_REVOKED')
    for (const call of atDesk) await expectError(call(other.token), 'HOUSEHOLD_CODE_UNKNOWN')
    for (const who of [await aResident(), await aMember(), await aWorker()])
      for (const code of [card.token, other.token])
        expect(await claim(who, code)).toMatchObject({ outcome: 'waiting', householdId: null })
    // a label leads to its household for a drop-off, a card never does
    expect((await householdByLabel(bag.token))._id).toBe(card._id)
    expect((await householdByLabel(bag.typed))._id).toBe(card._id)
    await expect(householdByLabel(card.token)).rejects.toMatchObject({ code: 'HOUSEHOLD_CODE_UNKNOWN' })
    await expect(householdByLabel(card.typed)).rejects.toMatchObject({ code: 'HOUSEHOLD_CODE_UNKNOWN' })
  })

  test('labels are made once, replaced apart from the card, and follow a merger', async () => {
    const place = await aPlace()
    const keeper = await aStaff('communityWorker', place._id)
    const [one, two] = [await aHousehold({ place }), await aHousehold({ place })]
    const papers = await Promise.all(Array.from({ length: 3 }, () => printLabels(keeper, place)))
    const shown = await Promise.all(papers.map(squeezed))
    expect(new Set(shown).size).toBe(1)
    const before = await labelOf(one)
    expect(shown[0]).toContain(before.typed)
    await app.as(keeper).call(households.reissueCode, { id: one._id, reason: '标签被人拿走', which: 'bag' })
    const after = await labelOf(one)
    expect(await squeezed(await printLabels(keeper, place))).toContain(after.typed)
    expect((await householdByCode(one.token))._id).toBe(one._id)
    expect(after).not.toEqual(before)
    await expect(householdByLabel(before.token)).rejects.toMatchObject({ code: 'HOUSEHOLD_CODE_REVOKED' })
    await app.as(keeper).call(households.merge, { id: one._id, intoId: two._id, reason: '重复登记' })
    expect((await householdByLabel(after.typed))._id).toBe(two._id)
  })
})

test('no answer to a claimant tells the address', async () => {
  const marks = { building: '鹭岛七', unit: '鹭岛八', room: '鹭岛909' }
  const quiet = await aPlace({ name: '鹭岛花园' })
  const [keeper, pinKeeper] = [
    await aStaff('communityWorker', quiet.path[0] ?? ''),
    await aStaff('communityWorker', quiet.path[0] ?? ''),
  ]
  const said: unknown[] = []
  const say = async (promise: Promise<unknown>) => {
    const answer = await promise.catch((error: unknown) => ({ ...(error as object), text: String(error) }))
    said.push(answer)
    return answer as { requestId?: string | null }
  }
  const everything = async (who: Signed) => {
    const client = app.as(who)
    await say(client.call(people.me, {}))
    await say(client.call(households.mine, {}))
    await say(client.call(households.myRequests, {}))
    await say(client.call(households.proxied, {}))
    await deliverOutbox({ notice: deliverNotice })
    await say(client.call(notices.inbox, {}))
    said.push((await client.raw('GET', '/api/people/me/data')).body.toString())
  }
  for (const withMembers of [true, false])
    for (const end of ['waiting', 'refused', 'withdrawn', 'lapsed', 'door'] as const) {
      const household = await aHousehold({ place: quiet, ...marks, sub: `${withMembers ? 'A' : 'B'}` })
      if (withMembers) await aResident({ household })
      const who = await aResident({ name: '生人' })
      const [id, key] = [newId(), newId()]
      const claimed = await say(app.as(who).call(households.claim, { id, code: household.token }, { key }))
      await say(app.as(who).call(households.claim, { id, code: household.token }, { key }))
      await say(claim(who, household.typed))
      await say(detail(who, household._id))
      const request = claimed.requestId ?? ''
      if (end === 'refused')
        await app.as(keeper).call(households.decide, { id: request, decision: 'refuse', reason: '不认识' })
      if (end === 'withdrawn') await say(app.as(who).call(households.withdraw, { id: request }))
      if (end === 'door' && !withMembers) await app.as(keeper).call(households.printSlip, { id: request })
      if (end === 'lapsed') await JoinRequests.updateOne({ _id: request }, { $set: { status: 'lapsed' } })
      await everything(who)
      await Households.updateOne({ _id: household._id }, { $set: { status: 'merged' } })
    }
  const guarded = await aHousehold({ place: quiet, ...marks, sub: 'C' })
  await setPin(guarded.token, pinKeeper)
  const guesser = await aResident()
  await say(claim(guesser, guarded.token))
  await say(claim(guesser, guarded.token, { pin: '111112' }))
  await everything(guesser)
  expect(said.length).toBeGreaterThan(80)
  expect(JSON.stringify(said)).not.toContain('鹭岛')
  expect(JSON.stringify(said)).not.toContain(quiet._id)
}, 120_000)

describe('codes', () => {
  test('an old code is out of use, a wrong one unknown, guessing is slowed down', async () => {
    const { household, owner } = await family()
    await app.as(owner).call(households.reissueCode, { id: household._id, reason: '户卡丢了' })
    const person = await aResident()
    await expectError(claim(person, household.token), 'HOUSEHOLD_CODE_REVOKED')
    await expectError(claim(person, household.typed), 'HOUSEHOLD_CODE_REVOKED')
    await expectError(claim(person, 'AAAAAAAAAAAAAAAAAAAAAA'), 'HOUSEHOLD_CODE_UNKNOWN')
    const fresh = await app.as(owner).call(households.code, { id: household._id })
    expect((await householdByCode(fresh.token))._id).toBe(household._id)
    const codes = await Promise.all(
      Array.from({ length: 5 }, () =>
        claim(person, 'AAAAAAAAAAAAAAAAAAAAAA').catch((error: { code: string }) => error.code),
      ),
    )
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(3)
  })

  test('codes are stored sealed', async () => {
    const household = await aHousehold({ place: compound })
    const stored = JSON.stringify(await HouseholdCodes.find({ householdId: household._id }).lean())
    expect(stored).not.toContain(household.token)
    expect(stored).not.toContain(household.typed)
  })

  test('privacy policy and guardian come first', async () => {
    const household = await aHousehold({ place: compound })
    await expectError(claim(await aResident({ person: { privacyVersion: 'old' } }), household.token), 'CONSENT_MISSING')
    await expectError(
      claim(await aResident({ person: { birthYear: now().getUTCFullYear() - 16 } }), household.token),
      'GUARDIAN_CONSENT_MISSING',
    )
  })

  test('a sixth household is refused', async () => {
    const person = await aResident()
    for (let count = 0; count < 5; count += 1) {
      const household = await aHousehold({ place: compound })
      const { requestId } = await claim(person, household.token)
      await app.as(worker).call(households.decide, { id: requestId ?? '', decision: 'approve', reason: '核对过' })
    }
    const sixth = await aHousehold({ place: compound })
    const { requestId } = await app.as(person).call(households.ask, {
      id: newId(),
      placeId: compound._id,
      building: sixth.parts.building,
      unit: sixth.parts.unit,
      room: sixth.parts.room,
      note: '',
    })
    await expectError(
      app.as(worker).call(households.decide, { id: requestId, decision: 'approve', reason: '核对过' }),
      'HOUSEHOLD_TOO_MANY',
    )
    expect((await Households.findById(sixth._id).lean())?.memberCount).toBe(0)
  })
})
