// A typed number is nobody's proof: whoever has verified it comes first, and what is given to people by their number
// goes to the verified one. Staff find whom they may, and who searched for whom can be told.
import type { InputOf } from '@shared/contract'
import { people } from '@shared/people/contract'
import { PRIVACY_VERSION } from '@shared/people/rules'
import { households } from '@shared/people/household-contract'
import { staff } from '@shared/people/staff-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { addDays, dayOf } from '@shared/time'
import { AuditRows } from '@server/audit'
import { now } from '@server/clock'
import { seal } from '@server/field-cipher'
import { newId } from '@server/ids'
import { JoinRequests } from '@server/people/households.model'
import { newRequest } from '@server/people/join-requests'
import { phoneIndexOf } from '@server/people/people'
import { Persons } from '@server/people/people.model'
import type { Place } from '@server/places/places.model'
import {
  addMember,
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  grant,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { aShop } from '../support/rewards'

useDatabase()
const app = useApp()

let compound: Place
let worker: Signed
let administrator: Signed
let keeper: Signed
beforeAll(async () => {
  compound = await aPlace()
  worker = await aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id)
  const city = (await ancestorOf(compound, 'city'))._id
  administrator = await aStaff('administrator', city)
  keeper = await aStaff('cityOfficer', city)
})

let count = 0
const aNumber = (): string => `1390000${String((count += 1)).padStart(4, '0')}`
async function withNumber(phone: string, verified: boolean): Promise<Signed> {
  const signed = await aResident({ name: '李明' })
  await Persons.updateOne(
    { _id: signed.personId },
    {
      $set: {
        phoneSealed: seal(phone, signed.personId),
        phoneIndex: phoneIndexOf(phone),
        ...(verified ? { phoneVerifiedAt: now() } : {}),
      },
    },
  )
  return signed
}

test('typing a number tells nobody whether it is known: what another has verified is taken like any other', async () => {
  const [known, unknown] = [aNumber(), aNumber()]
  const owner = await withNumber(known, true)
  const other = await aResident()
  const said = async (phone: string) => {
    const { phone: shown, ...rest } = await app.as(other).call(people.typePhone, { phone })
    expect(shown).not.toBeNull()
    return rest
  }
  expect(await said(known)).toEqual(await said(unknown))
  await said(known)
  const proven = { phoneVerifiedAt: { $exists: true } }
  expect(await Persons.countDocuments({ _id: owner.personId, ...proven })).toBe(1)
  expect(await Persons.countDocuments({ _id: other.personId, ...proven })).toBe(0)
})

describe('by a number staff find', () => {
  const ties: [string, (personId: string, place: Place) => Promise<unknown>][] = [
    ['who lives here', async (personId, place) => addMember((await aHousehold({ place }))._id, personId)],
    ['who works here', (personId, place) => grant(personId, 'volunteer', place._id)],
    [
      'who asked to join a household here',
      (personId, { _id: placeId, path: placePath }) => {
        const address = { addressIndex: newId(), addressSealed: 'x' }
        return JoinRequests.create([newRequest(newId(), 'ask', personId, { placeId, placePath }, address)])
      },
    ],
  ]
  const idsFor = async (who: Signed, phone: string) =>
    (await app.as(who).call(people.findByPhone, { phone })).items.map(({ id }) => id)

  test.each(ties)('%s, and nobody elsewhere does', async (_how, tie) => {
    const phone = aNumber()
    const { personId } = await withNumber(phone, true)
    const next = await aStaff('communityWorker', (await aPlace({ kind: 'community' }))._id)
    expect([await idsFor(worker, phone), await idsFor(next, phone)]).toEqual([[], []])
    await tie(personId, compound)
    expect([await idsFor(worker, phone), await idsFor(next, phone)]).toEqual([[personId], []])
  })

  test('who agrees to be found, until they do no more', async () => {
    const phone = aNumber()
    const [person, other] = [await withNumber(phone, true), await withNumber(phone, false)]
    const agree = async (who: Signed, granted: boolean) => {
      const { version } = (await app.as(who).call(people.me, {})).privacy
      await app.as(who).call(people.setConsent, { purpose: 'foundByPhone', granted, version })
    }
    await agree(person, true)
    await agree(other, true)
    // whoever only typed the number is not named beside its owner, nor alone
    expect(await idsFor(worker, phone)).toEqual([person.personId])
    await agree(person, false)
    expect(await idsFor(worker, phone)).toEqual([])
  })
})

test('a search shows the verified one first, marks the others, and leaves their names in the audit log', async () => {
  const phone = aNumber()
  const [before, owner, after] = [
    await withNumber(phone, false),
    await withNumber(phone, true),
    await withNumber(phone, false),
  ]
  for (const { personId } of [before, owner, after]) await grant(personId, 'volunteer', compound._id)
  const { items } = await app.as(worker).call(people.findByPhone, { phone })
  expect(items.map(({ id, verified }) => [id, verified])).toEqual([
    [owner.personId, true],
    [before.personId, false],
    [after.personId, false],
  ])
  const rows = await AuditRows.find({ action: 'people.findByPhone', actorId: worker.personId }).lean()
  for (const { personId } of [before, owner, after])
    expect(rows.find((row) => row.subject === `people/${personId}`)?.details).toEqual({
      found: 3,
      number: phoneIndexOf(phone),
    })
  const nobody = aNumber()
  await app.as(worker).call(people.findByPhone, { phone: nobody })
  const [row] = await AuditRows.find({ action: 'people.findByPhone', subject: 'people' }).lean()
  expect(row?.details).toEqual({ found: 0, number: phoneIndexOf(nobody) })
  expect(JSON.stringify(await AuditRows.find({}).lean())).not.toContain(phone)
})

/** Everything that staff give to people whom they find by a number. */
const gifts: [string, (personId: string) => Promise<unknown>][] = [
  [
    'a role',
    (personId) =>
      app.as(administrator).call(staff.grantRole, {
        id: newId(),
        personId,
        role: 'merchant',
        placeId: compound.path[0] ?? '',
        reason: '新来的同事',
      }),
  ],
  [
    'a household to act for',
    async (personId) =>
      app.as(worker).call(households.recordProxy, {
        householdId: (await aHousehold({ place: compound }))._id,
        id: newId(),
        personId,
        how: 'inPerson',
        until: addDays(dayOf(now()), 30),
        note: '本人当面同意',
      }),
  ],
  [
    'a till',
    (personId) => app.as(keeper).call(rewardsOffice.saveShop, aShop(compound.path[3] ?? '', { memberIds: [personId] })),
  ],
]

test.each(gifts)(
  '%s goes to a verified number or to an account without one, not to a typed one',
  async (_what, give) => {
    await expectError(give((await withNumber(aNumber(), false)).personId), 'PHONE_NOT_VERIFIED')
    await give((await withNumber(aNumber(), true)).personId)
    await give((await aResident()).personId)
  },
)

test('who stood at a till before keeps standing there when the shop is changed', async () => {
  const placeId = compound.path[3] ?? ''
  const clerk = await aResident()
  const shop = aShop(placeId, { memberIds: [clerk.personId] })
  const { version } = await app.as(keeper).call(rewardsOffice.saveShop, shop)
  await app.as(clerk).call(people.typePhone, { phone: aNumber() })
  const change = (memberIds: string[]): Promise<unknown> =>
    app.as(keeper).call(rewardsOffice.saveShop, { ...shop, version, memberIds, reason: '改营业时间' })
  await expectError(change([clerk.personId, (await withNumber(aNumber(), false)).personId]), 'PHONE_NOT_VERIFIED')
  await change([clerk.personId])
})

describe('the consent of a guardian', () => {
  const aTeen = async (household?: { _id: string }): Promise<Signed> =>
    aResident({
      name: '小明',
      person: { birthYear: now().getUTCFullYear() - 16, privacyVersion: PRIVACY_VERSION },
      ...(household ? { household } : {}),
    })
  const record = (who: Signed, teen: Signed, more: Partial<InputOf<typeof people.recordGuardianConsent>> = {}) =>
    app
      .as(who)
      .call(people.recordGuardianConsent, { id: teen.personId, guardianName: '李建国', how: 'inPerson', ...more })
  const consents = async (teen: Signed) => (await Persons.findById(teen.personId).lean())?.guardianConsents ?? []
  const auditPlaces = async (teen: Signed) =>
    (await AuditRows.find({ action: 'people.recordGuardianConsent', subject: `people/${teen.personId}` }).lean())
      .map(({ placePath, details }) => [placePath.at(-1), Number(details?.['version'])] as const)
      .toSorted(([, one], [, two]) => one - two)
  const elsewhere = async (role: 'communityWorker' | 'teacher') =>
    aStaff(role, (await aPlace({ kind: 'community' }))._id)

  test.each(['communityWorker', 'teacher'] as const)(
    'by a %s for whose place it is, and for nobody else’s',
    async (role) => {
      const teen = await aTeen(await aHousehold({ place: compound }))
      const mine = await aStaff(role, (await ancestorOf(compound, 'community'))._id)
      // a first role elsewhere is not where the child lives
      const stranger = await elsewhere(role)
      await expectError(record(stranger, teen), 'NOT_FOUND')
      await expectError(record(stranger, teen, { placeId: compound._id }), 'NOT_FOUND')
      await record(mine, teen)
      expect(await auditPlaces(teen)).toEqual([[compound._id, 1]])
      expect((await app.as(teen).call(people.me, {})).guardianConsent).toBe('given')
    },
  )

  test('without a household: where they are taken on first, in a place of the one who writes it down', async () => {
    const teen = await aTeen()
    await expectError(record(worker, teen), 'INPUT_INVALID')
    await expectError(record(worker, teen, { placeId: (await aPlace())._id }), 'NOT_FOUND')
    await record(worker, teen, { placeId: compound._id })
    await expectError(record(await elsewhere('teacher'), teen, { placeId: compound._id }), 'NOT_FOUND')
    const other = await elsewhere('teacher')
    await expectError(record(other, teen), 'NOT_FOUND')
    expect(await auditPlaces(teen)).toEqual([[compound._id, 1]])
  })

  test('a second one stands beside the first, and the young person gets both in their copy', async () => {
    const teen = await aTeen(await aHousehold({ place: compound }))
    await record(worker, teen)
    await record(worker, teen, { guardianName: '王秀英', how: 'written' })
    expect((await consents(teen)).map(({ how, recordedBy }) => [how, recordedBy])).toEqual([
      ['inPerson', worker.personId],
      ['written', worker.personId],
    ])
    expect(await auditPlaces(teen)).toEqual([
      [compound._id, 1],
      [compound._id, 2],
    ])
    const copy = (await app.as(teen).download(people.myData, {})).body.toString()
    expect(copy).toContain('李建国')
    expect(copy).toContain('王秀英')
  })

  test('not by who lives with them, and not for a grown-up', async () => {
    const household = await aHousehold({ place: compound })
    const teen = await aTeen(household)
    const parent = await aResident({ household })
    await Persons.updateOne({ _id: parent.personId }, { $set: { birthYear: 1980 } })
    await grant(parent.personId, 'communityWorker', (await ancestorOf(compound, 'community'))._id)
    await expectError(record(parent, teen), 'DECIDES_OWN_CASE')
    await expectError(record(worker, await aResident({ household })), 'NOT_FOUND')
  })
})
