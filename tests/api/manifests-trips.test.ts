// Trips of manifests over real HTTP on the real database: a kitchen and a truck, each on its own phone; rows of a phone
// without a network; a trip and the weighbridge; corrections; nobody on both sides.
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { Trips } from '@server/manifests/manifests.model'
import { manifestTrips } from '@shared/manifests/trips-contract'
import { addMinutes } from '@shared/time'
import { aPlace, expectError, useApp, type Refused } from '../support/app'
import { useDatabase } from '../support/database'
import { aChain, aContract, aLicence, anActing, aProducer, aVehicle, type Chain } from '../support/manifests'
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

const { at, as, collectRow, send, trip, photoOf, loaded, weigh, receive, sign } = manifestCalls(app, () => chain)
// I43
describe('a trip', () => {
  test('is weighed once, received without the driver, and closes with its handovers when he signs', async () => {
    const { id } = await loaded([200_000, 100_000])
    expect(await trip(id, chain.disposer)).toMatchObject({
      state: 'open',
      sum: { handovers: 2, grams: 300_000, estimatedGrams: 0 },
      handovers: [{ producer: null }, { producer: null }],
    })
    const weighed = await weigh(id, 310_000)
    expect(weighed).toMatchObject({ state: 'weighed', gap: 'fits', gapGrams: -10_000, limitGrams: 15_500 })
    await expectError(weigh(id, 500_000), 'MANIFEST_WEIGHED_ALREADY')
    await expectError(receive(id, 300_000), 'MANIFEST_AMOUNTS_WRONG')
    expect(await receive(id, 310_000)).toMatchObject({ state: 'received', case: null })
    const closed = await sign(id)
    expect(closed).toMatchObject({ state: 'closed', gap: 'fits' })
    expect(closed.handovers.map(({ state }) => state)).toEqual(['closed', 'closed'])
    expect(closed.signatures.map(({ side, holds }) => [side, holds])).toEqual([
      ['disposer', true],
      ['hauler', true],
    ])
  })

  test('a truck is on one trip at a time, also when two are opened at the same moment', async () => {
    const plate = await aVehicle(chain.hauler.organisationId)
    const open = (id: string) =>
      app.as(chain.hauler.who).call(manifestTrips.open, {
        id,
        ...as(chain.hauler),
        plate,
        disposerId: chain.disposer.organisationId,
        day: '2026-11-23',
      })
    const same = newId()
    const results = await Promise.allSettled([open(same), open(same), open(newId()), open(newId())])
    const refused = results.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Refused).code] : []))
    expect(new Set(refused)).toEqual(new Set(['MANIFEST_TRIP_OPEN']))
    expect(await Trips.countDocuments({ plate })).toBe(1)
    const { id } = await Trips.findOne({ plate })
      .lean()
      .then((found) => ({ id: found?._id ?? '' }))
    const cancel = { id, organisationId: chain.hauler.organisationId, reason: '车坏了' }
    expect(await app.as(chain.hauler.who).call(manifestTrips.cancel, cancel)).toMatchObject({ state: 'cancelled' })
    expect(await open(newId())).toMatchObject({ state: 'open', sum: { handovers: 0 } })
  })

  test('a gap opens a case on the trip and touches no kitchen; a row that comes late closes it', async () => {
    const { id } = await loaded([100_000, 100_000])
    await weigh(id, 300_000)
    const received = await receive(id, 300_000)
    expect(received).toMatchObject({ gap: 'gap', case: { cause: 'gap', outcome: null } })
    expect(received.handovers.map(({ grams }) => grams)).toEqual([100_000, 100_000])
    expect(await sign(id)).toMatchObject({ state: 'received' })
    const producer = await aProducer(chain.kitchen.organisationId, chain.place, { name: `迟到的${newId().slice(-6)}` })
    await aContract(producer._id, chain.hauler.organisationId, chain.place.path)
    await send([collectRow({ producerId: producer._id, tripId: id, grams: 98_000, code: producer.code })])
    expect(await trip(id, chain.hauler)).toMatchObject({ state: 'closed', gap: 'fits', case: null })
  })

  test('where much of it is estimated a gap is shown, and the third in a row opens a case', async () => {
    const hauler = await anActing(chain.place, ['hauler'])
    await aLicence(hauler.organisationId)
    const causes = []
    for (let round = 0; round < 3; round += 1) {
      setClock(addMinutes(NIGHT, round * 3))
      const { id } = await loaded([96_000, 96_000], 'estimate', hauler)
      await weigh(id, 250_000)
      const { gap, case: opened } = await receive(id, 250_000)
      causes.push([gap, opened?.cause ?? null])
    }
    expect(causes).toEqual([
      ['estimated', null],
      ['estimated', null],
      ['estimated', 'estimatedThrice'],
    ])
  })

  test('part of it refused, all of it refused, brought to another: accepted and refused are the net weight', async () => {
    const part = await loaded([100_000])
    await weigh(part.id, 100_000)
    await expectError(receive(part.id, 80_000, 20_000), 'MANIFEST_INCOMPLETE')
    const photoIds = [await photoOf(chain.disposer)]
    expect(await receive(part.id, 80_000, 20_000, { reason: 'mixed', photoIds })).toMatchObject({
      state: 'partlyRefused',
      acceptedGrams: 80_000,
      refusedGrams: 20_000,
    })
    const whole = await loaded([100_000])
    const refused = await app.as(chain.disposer.who).call(manifestTrips.refuse, {
      id: whole.id,
      ...as(chain.disposer),
      reason: 'hazardous',
      text: '有灯管',
      photoIds: [await photoOf(chain.disposer)],
      ...at(),
    })
    expect(refused).toMatchObject({ state: 'refused', acceptedGrams: 0, weighing: null })
    const second = await anActing(chain.place, ['disposer'])
    const redirected = await app.as(chain.hauler.who).call(manifestTrips.redirect, {
      id: whole.id,
      organisationId: chain.hauler.organisationId,
      disposerId: second.organisationId,
      reason: '改送',
    })
    expect(redirected).toMatchObject({ state: 'open', refusedBefore: [{ reason: 'hazardous' }] })
    await expectError(trip(whole.id, chain.disposer), 'NOT_FOUND')
  })

  test('beyond the vehicle, before it left, twice under one id: refused, and stored once', async () => {
    const { id } = await loaded([100_000])
    await expectError(weigh(id, 9_000_000), 'MANIFEST_OVER_VEHICLE')
    await expectError(weigh(id, 0, { tareGrams: 7_000_000 }), 'MANIFEST_TARE_WRONG')
    const early = addMinutes(now(), -60).toISOString()
    await expectError(weigh(id, 100_000, { at: early }), 'MANIFEST_TIME_WRONG')
    const weighingId = newId()
    await Promise.all([1, 2, 3].map(() => weigh(id, 100_000, { weighingId })))
    await expectError(weigh(id, 110_000, { weighingId }), 'IDEMPOTENCY_KEY_REUSED')
    expect((await weigh(id, 101_000, { reason: '车斗里有雨水' })).weighing).toMatchObject({
      netGrams: 101_000,
      times: 2,
    })
    expect((await Trips.findById(id).lean())?.weighings).toHaveLength(2)
  })
})
