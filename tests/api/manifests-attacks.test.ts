// What somebody could gain in manifests by acts that no phone of ours would send: both sides by one person, also by a
// second account; days that are not those of the event; a load made to fit after it was weighed; an id sent again with
// other content.
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { Handovers, Trips } from '@server/manifests/manifests.model'
import { plannedHandover } from '@server/manifests/plans'
import { manifests } from '@shared/manifests/contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { manifestTrips } from '@shared/manifests/trips-contract'
import { addMinutes, type Day } from '@shared/time'
import { ancestorOf, aPlace, aResident, aStaff, expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aChain,
  aContract,
  aLicence,
  anActing,
  aProducer,
  aVehicle,
  belongs,
  type Acting,
  type Chain,
} from '../support/manifests'
import { manifestCalls } from '../support/manifests-calls'

useDatabase()
const app = useApp({ requestsPerSecond: 10_000 })
const NIGHT = new Date('2026-11-23T22:00:00+08:00')
let chain: Chain
beforeAll(async () => {
  setClock(NIGHT)
  chain = await aChain(await aPlace())
})
beforeEach(() => setClock(NIGHT))
afterAll(() => setClock())

const { at, as, hand, collectRow, send, confirm, seen, trip, another, loaded, weigh, receive } = manifestCalls(
  app,
  () => chain,
)

/** Two accounts with one verified phone, the first of one organisation, the second of another. */
async function twoAccounts(first: string, second: string): Promise<[Acting, Acting]> {
  const person = { phoneIndex: `phone-${newId()}`, phoneVerifiedAt: now() }
  const [one, other] = [await aResident({ person }), await aResident({ person })]
  await belongs(one, first)
  await belongs(other, second)
  return [
    { organisationId: first, who: one, deviceId: `phone-${newId()}` },
    { organisationId: second, who: other, deviceId: `phone-${newId()}` },
  ]
}

// I41
describe('one person on both sides', () => {
  test('by two accounts: of a handover', async () => {
    const [cook, driver] = await twoAccounts(chain.kitchen.organisationId, chain.hauler.organisationId)
    const producerId = await another()
    const handed = await hand({}, cook, producerId)
    expect(await send([collectRow({ producerId, handoverId: handed.id })], driver)).toMatchObject([
      { outcome: 'refused', code: 'MANIFEST_SAME_SIDE' },
    ])
    await expectError(confirm(handed, driver), 'MANIFEST_SAME_SIDE')
  })

  test('by the code of a kitchen that the driver belongs to, also with the other account', async () => {
    const both = await aResident()
    await belongs(both, chain.kitchen.organisationId)
    await belongs(both, chain.hauler.organisationId)
    const one = { organisationId: chain.hauler.organisationId, who: both, deviceId: 'phone-of-both-3' }
    const [, other] = await twoAccounts(chain.kitchen.organisationId, chain.hauler.organisationId)
    const { _id: producerId, code } = await aProducer(chain.kitchen.organisationId, chain.place, {
      name: '码在自己手里',
    })
    for (const driver of [one, other])
      expect(await send([collectRow({ producerId, code })], driver)).toMatchObject([
        { outcome: 'refused', code: 'MANIFEST_SAME_SIDE' },
      ])
    expect(await Handovers.countDocuments({ producerId })).toBe(0)
  })

  test('by two accounts: of a trip', async () => {
    const [driver, weigher] = await twoAccounts(chain.hauler.organisationId, chain.disposer.organisationId)
    const { id } = await loaded([100_000])
    const sign = { id, ...as(driver), ...at() }
    await app.as(driver.who).call(manifestTrips.sign, sign)
    const figures = { grossGrams: 6_100_000, tareGrams: 6_000_000 }
    const asWeigher = { id, weighingId: newId(), ...as(weigher), ...figures, ...at() }
    await expectError(app.as(weigher.who).call(manifestTrips.weigh, asWeigher), 'MANIFEST_SAME_SIDE')
  })

  test('by two accounts: of a correction', async () => {
    const [cook, driver] = await twoAccounts(chain.kitchen.organisationId, chain.hauler.organisationId)
    const record = await agreed(400_000)
    const asked = await app.as(cook.who).call(manifests.askCorrection, correctionOf(record))
    const answer = { id: asked.id, organisationId: driver.organisationId, accept: true, answer: '' }
    await expectError(app.as(driver.who).call(manifests.answerCorrection, answer), 'MANIFEST_SAME_SIDE')
  })
})

async function agreed(grams: number) {
  const producer = await aProducer(chain.kitchen.organisationId, chain.place, { name: `店${newId().slice(-8)}` })
  await aContract(producer._id, chain.hauler.organisationId, chain.place.path)
  const [done] = await send([collectRow({ producerId: producer._id, code: producer.code, grams })])
  return seen(done?.handoverId ?? '', chain.kitchen)
}
const correctionOf = ({ id, version }: { id: string; version: number }) => ({
  id: newId(),
  organisationId: chain.kitchen.organisationId,
  of: 'handover' as const,
  ofId: id,
  version,
  change: { grams: 40_000 },
  reason: '多打了一个零',
})

// I40
describe('a day that is not that of the event', () => {
  /** What the plan has for a kitchen on a day, as its job makes it. */
  async function planned(day: Day, over: object = {}) {
    const producer = await aProducer(chain.kitchen.organisationId, chain.place, { name: `店${newId().slice(-8)}` })
    await aContract(producer._id, chain.hauler.organisationId, chain.place.path)
    const record = plannedHandover(producer, chain.hauler.organisationId, day, newId().slice(-8))
    await Handovers.create([{ ...record, ...over }])
    return { handoverId: record._id, producerId: producer._id, code: producer.code, day }
  }

  test('a pickup that is planned for later, or that did not happen long ago, is not filled in today', async () => {
    for (const [day, state] of [
      ['2026-11-26', 'planned'],
      ['2026-11-13', 'notHappened'],
    ] as const) {
      const { code, ...plan } = await planned(day, { state })
      for (const over of [{}, { code }])
        expect(await send([collectRow({ ...plan, ...over })])).toMatchObject([{ code: 'MANIFEST_TIME_WRONG' }])
      await expectError(hand({ handoverId: plan.handoverId }, chain.kitchen, plan.producerId), 'MANIFEST_TIME_WRONG')
      const refusal = {
        format: 1 as const,
        row: 'refuse' as const,
        reason: 'closed' as const,
        text: null,
        photoIds: [],
      }
      const refuse = {
        ...refusal,
        ...plan,
        id: newId(),
        at: now().toISOString(),
        kind: 'foodWaste' as const,
        tripId: null,
      }
      expect(await send([refuse])).toMatchObject([{ code: 'MANIFEST_TIME_WRONG' }])
      expect(await Handovers.findById(plan.handoverId).lean()).toMatchObject({ state, signatures: [] })
    }
  })

  test('a row of last night that comes today is of last night', async () => {
    const { code, ...plan } = await planned('2026-11-22', { state: 'notHappened' })
    const last = addMinutes(now(), -24 * 60).toISOString()
    expect(await send([collectRow({ ...plan, at: last })])).toMatchObject([{ state: 'collected' }])
    expect(code).toHaveLength(8)
  })
})

// I43
describe('a load that is made to fit', () => {
  /** A trip with one handover that the kitchen has not confirmed. */
  async function unconfirmed(grams: number) {
    const first = await loaded([])
    const producerId = await another()
    const row = { producerId, tripId: first.id, grams }
    const [done] = await send([collectRow(row)])
    return { id: first.id, row: { ...row, handoverId: done?.handoverId ?? '' } }
  }

  test('the driver does not type weights again after the load was weighed', async () => {
    const { id, row } = await unconfirmed(100_000)
    await weigh(id, 200_000)
    setClock(addMinutes(NIGHT, 5))
    expect(await send([collectRow({ ...row, grams: 200_000 })])).toMatchObject([
      { outcome: 'refused', code: 'MANIFEST_LOAD_WEIGHED' },
    ])
    expect(await trip(id, chain.hauler)).toMatchObject({ gap: 'gap', sum: { grams: 100_000 } })
    // typed before, and only sent now: a phone without a network
    const before = await unconfirmed(100_000)
    setClock(addMinutes(NIGHT, 12))
    await weigh(before.id, 110_000)
    const late = collectRow({ ...before.row, grams: 110_000, at: addMinutes(NIGHT, 10).toISOString() })
    expect(await send([late])).toMatchObject([{ outcome: 'accepted' }])
    expect(await trip(before.id, chain.hauler)).toMatchObject({ gap: 'fits' })
  })

  test('what moves to another trip is missing on the one it lay on', async () => {
    const { id, row } = await unconfirmed(100_000)
    const other = await loaded([])
    setClock(addMinutes(NIGHT, 1))
    expect(await send([collectRow({ ...row, tripId: other.id })])).toMatchObject([{ outcome: 'accepted' }])
    expect(await trip(id, chain.hauler)).toMatchObject({ sum: { handovers: 0, grams: 0 } })
    expect(await trip(other.id, chain.hauler)).toMatchObject({ sum: { handovers: 1, grams: 100_000 } })
  })

  test('a load leaves no trip that was weighed', async () => {
    const { id, row } = await unconfirmed(100_000)
    const other = await loaded([])
    setClock(addMinutes(NIGHT, 10))
    await weigh(id, 100_000)
    await receive(id, 100_000)
    const at5 = addMinutes(NIGHT, 5).toISOString()
    expect(await send([collectRow({ ...row, tripId: other.id, at: at5 })])).toMatchObject([{ outcome: 'accepted' }])
    expect(await trip(id, chain.hauler)).toMatchObject({ sum: { handovers: 1, grams: 100_000 } })
    expect(await trip(other.id, chain.hauler)).toMatchObject({ sum: { handovers: 0 } })
  })
})

describe('an id that is sent again with other content', () => {
  test('is refused, whatever it is of', async () => {
    const city = await ancestorOf(chain.place, 'city')
    const officer = app.as(await aStaff('cityOfficer', city._id))
    const record = await agreed(400_000)
    const correction = correctionOf(record)
    const plate = await aVehicle(chain.hauler.organisationId)
    const second = await anActing(chain.place, ['disposer'])
    const opening = {
      id: newId(),
      ...as(chain.hauler),
      plate,
      disposerId: chain.disposer.organisationId,
      day: '2026-11-23',
    }
    const licensed = await anActing(chain.place, ['hauler'])
    await aLicence(licensed.organisationId)
    const licence = {
      id: newId(),
      organisationId: licensed.organisationId,
      number: `餐收${newId().slice(-8)}`,
      kinds: ['foodWaste' as const],
      from: '2026-01-01',
      to: '2026-12-31',
    }
    const vehicle = {
      id: newId(),
      haulerId: licensed.organisationId,
      plate: `清D${newId().slice(-5)}`,
      payloadGrams: 5_000_000,
    }
    const producer = await aProducer(chain.kitchen.organisationId, chain.place, { name: `店${newId().slice(-8)}` })
    const contract = {
      id: newId(),
      number: '协-1',
      producerId: producer._id,
      isUmbrella: false,
      haulerId: licensed.organisationId,
      kinds: ['foodWaste' as const],
      from: '2026-11-23',
      to: '2026-12-31',
      rateCardId: null,
    }
    const kitchen = app.as(chain.kitchen.who)
    const hauler = app.as(chain.hauler.who)
    const cases: [string, (over: object) => Promise<unknown>, object][] = [
      [
        'a correction',
        (over) => kitchen.call(manifests.askCorrection, { ...correction, ...over }),
        { change: { grams: 1 } },
      ],
      [
        'a trip',
        (over) => hauler.call(manifestTrips.open, { ...opening, ...over }),
        { disposerId: second.organisationId },
      ],
      ['a licence', (over) => officer.call(manifestsDesk.enterLicence, { ...licence, ...over }), { to: '2030-12-31' }],
      [
        'a vehicle',
        (over) => officer.call(manifestsDesk.enterVehicle, { ...vehicle, ...over }),
        { payloadGrams: 9_000_000 },
      ],
      [
        'a contract',
        (over) => officer.call(manifestsDesk.createContract, { ...contract, ...over }),
        { to: '2027-12-31' },
      ],
    ]
    for (const [, send2, other] of cases) {
      await send2({})
      await send2({})
      await expectError(send2(other), 'IDEMPOTENCY_KEY_REUSED')
    }
  })
})

test('twenty at once: one handover, one weighing, one answer', async () => {
  const producerId = await another()
  const handoverId = newId()
  await Promise.allSettled(Array.from({ length: 20 }, () => hand({ handoverId }, chain.kitchen, producerId)))
  expect(await Handovers.find({ producerId }).lean()).toMatchObject([{ state: 'handed', signatures: [{}] }])
  const { id } = await loaded([100_000])
  await Promise.allSettled(Array.from({ length: 20 }, () => weigh(id, 100_000)))
  await Promise.allSettled(Array.from({ length: 20 }, () => receive(id, 100_000)))
  const stored = await Trips.findById(id).lean()
  expect(stored).toMatchObject({ state: 'received', weighings: [{}] })
  expect(stored?.signatures).toHaveLength(1)
})
