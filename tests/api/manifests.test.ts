// Manifests over real HTTP on the real database: a kitchen and a truck, each on its own phone; rows of a phone without
// a network; a trip and the weighbridge; corrections; nobody on both sides.
import { now, setClock } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { freeNumbers } from '@server/manifests/finding'
import { Handovers } from '@server/manifests/manifests.model'
import { Licences } from '@server/manifests/register.model'
import { manifests, type Row } from '@shared/manifests/contract'
import { manifestTrips } from '@shared/manifests/trips-contract'
import { addMinutes } from '@shared/time'
import { aPlace, aResident, expectError, signInAs, useApp } from '../support/app'
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

const { at, as, hand, collectRow, send, confirm, seen, photoOf, another, loaded } = manifestCalls(app, () => chain)
// I40, I42
describe('a handover', () => {
  test('one key of the kitchen, one of the driver: both sides agree, and it closes with its trip', async () => {
    const producerId = await another()
    const handed = await hand({}, chain.kitchen, producerId)
    expect(handed).toMatchObject({ state: 'handed', buckets: 3, grams: 288_000, how: 'estimate', side: 'producer' })
    expect(handed.warnings).toEqual([])
    const [result] = await send([collectRow({ producerId, grams: 286_000 })])
    expect(result).toMatchObject({ outcome: 'accepted', handoverId: handed.id, state: 'confirmed' })
    expect(await seen(handed.id, chain.kitchen)).toMatchObject({
      grams: 286_000,
      how: 'scale',
      differs: false,
      signatures: [
        { side: 'producer', holds: true },
        { side: 'hauler', holds: true },
      ],
    })
  })

  test('the driver first, and another number of buckets: the kitchen sees it, and confirms what it has looked at', async () => {
    const producerId = await another()
    const [first] = await send([collectRow({ producerId, buckets: 2, grams: 194_000 })])
    const id = first?.handoverId ?? ''
    const handed = await hand({}, chain.kitchen, producerId)
    expect(handed).toMatchObject({ id, state: 'collected', buckets: 2, differs: true })
    expect(handed.signatures.map(({ holds }) => holds)).toEqual([true, false])
    await expectError(confirm(handed, chain.kitchen, 'x'.repeat(43)), 'MANIFEST_CHANGED')
    const confirmed = await confirm(handed, chain.kitchen)
    expect(confirmed).toMatchObject({ state: 'confirmed', buckets: 2, grams: 194_000, differs: false })
  })

  test('nobody was there: the code of the kitchen signs for it, and no other', async () => {
    const producerId = await another()
    const other = chain.producer.code
    const [wrong] = await send([collectRow({ producerId, code: other })])
    expect(wrong).toMatchObject({ outcome: 'refused', code: 'MANIFEST_CODE_WRONG' })
    const { code } = await app
      .as(chain.kitchen.who)
      .call(manifests.kitchen, { id: producerId, organisationId: chain.kitchen.organisationId })
    const [done] = await send([collectRow({ producerId, code })])
    expect(done).toMatchObject({ outcome: 'accepted', state: 'confirmed' })
    expect(await seen(done?.handoverId ?? '', chain.kitchen)).toMatchObject({
      isUnattended: true,
      signatures: [{ side: 'hauler' }, { side: 'producer', way: 'code', by: null, holds: true }],
    })
  })

  test('refused: nothing was taken, which is a weight; part of it left behind is written down', async () => {
    const producerId = await another()
    const handed = await hand({}, chain.kitchen, producerId)
    const refuse = (photoIds: string[]): Row => ({
      format: 1,
      row: 'refuse',
      id: newId(),
      at: now().toISOString(),
      handoverId: handed.id,
      producerId,
      kind: 'foodWaste',
      day: '2026-11-23',
      tripId: null,
      reason: 'mixed',
      text: '有塑料',
      photoIds,
    })
    expect(await send([refuse([])])).toMatchObject([{ outcome: 'refused', code: 'MANIFEST_INCOMPLETE' }])
    expect(await send([refuse([await photoOf(chain.hauler)])])).toMatchObject([{ state: 'refused' }])
    expect(await seen(handed.id, chain.kitchen)).toMatchObject({ grams: 0, how: 'scale', buckets: 0, allowed: [] })
    const left = { buckets: 1, reason: 'full' as const, text: null, photoIds: [] }
    const [part] = await send([collectRow({ producerId, buckets: 2, left })])
    expect(await seen(part?.handoverId ?? '', chain.kitchen)).toMatchObject({
      state: 'collected',
      refusal: { buckets: 1, reason: 'full' },
    })
  })

  test('rows come twice, in any order, by a wrong clock: one handover each', async () => {
    const producerId = await another()
    const rows = [0, 1, 2].map((hours) =>
      collectRow({
        producerId,
        kind: hours === 0 ? 'foodWaste' : 'usedOil',
        grams: 50_000 + hours,
        at: addMinutes(now(), -60 * hours).toISOString(),
      }),
    )
    const sent = [...rows, ...[...rows].reverse()]
    const results = await Promise.all([send(sent), send(sent)])
    expect(results.flat().filter(({ outcome }) => outcome === 'accepted')).toHaveLength(3)
    expect(results.flat().filter(({ outcome }) => outcome === 'had')).toHaveLength(9)
    expect(await Handovers.countDocuments({ producerId })).toBe(3)
    // the phone's clock is two hours ahead, and says so when it sends
    const ahead = addMinutes(now(), 120).toISOString()
    const wrong = await app.as(chain.hauler.who).call(manifests.sync, {
      ...as(chain.hauler),
      sentAt: ahead,
      rows: [collectRow({ producerId: await another(), at: ahead })],
    })
    const stored = await Handovers.findById(wrong.results[0]?.handoverId).lean()
    expect(Math.abs((stored?.at?.getTime() ?? 0) - now().getTime())).toBeLessThan(60_000)
    expect(stored?.signatures[0]).toMatchObject({ isClockOff: true })
    // by its own clock it lies in the future
    expect(await send([collectRow({ producerId, at: ahead })])).toMatchObject([{ code: 'MANIFEST_TIME_WRONG' }])
  })

  test('both at the same moment find each other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const producerId = await another()
      await Promise.all([hand({}, chain.kitchen, producerId), send([collectRow({ producerId })])])
      expect(await Handovers.find({ producerId }).lean()).toMatchObject([{ state: 'confirmed' }])
    }
  })

  test('numbers that lie on a phone: fifty, each used once, none of another hauler', async () => {
    const producerId = await another()
    const { numbers } = await app.as(chain.hauler.who).call(manifests.numbers, as(chain.hauler))
    expect(new Set(numbers).size).toBe(50)
    const [number = ''] = numbers
    const [used] = await send([collectRow({ producerId, number })])
    expect((await seen(used?.handoverId ?? '', chain.hauler)).number).toBe(number)
    const again = collectRow({ producerId, number, at: addMinutes(now(), -780).toISOString(), day: '2026-11-23' })
    expect(await send([again])).toMatchObject([{ outcome: 'refused', code: 'MANIFEST_NUMBER_WRONG' }])
    const rest = await app.as(chain.hauler.who).call(manifests.numbers, as(chain.hauler))
    expect(rest.numbers).toHaveLength(50)
    expect(rest.numbers).not.toContain(number)
  })

  test('a number that is drawn twice is given once', async () => {
    const { numbers } = await app.as(chain.hauler.who).call(manifests.numbers, as(chain.hauler))
    const [issued = ''] = numbers
    const { number } = await hand({}, chain.kitchen, await another())
    const draws = [issued, number, issued, '7KFA93XA', '7KFA93XA', '9EPJ4K3D']
    const found = await transaction((tx) => freeNumbers(tx, 2, () => draws.shift() ?? newId()))
    expect(found).toEqual(['7KFA93XA', '9EPJ4K3D'])
  })

  test('a slip of paper: with its picture, within two working days, marked for good', async () => {
    const paper = async (day: string, photoIds: string[]) => {
      const producerId = await another()
      return app.as(chain.hauler.who).call(manifests.enterPaper, {
        ...as(chain.hauler),
        handoverId: newId(),
        producerId,
        kind: 'foodWaste',
        day,
        number: null,
        buckets: 2,
        litres: 120,
        quarters: 4,
        grams: null,
        at: new Date(`${day}T21:00:00+08:00`).toISOString(),
        tripId: null,
        photoIds,
      })
    }
    await expectError(paper('2026-11-20', []), 'INPUT_INVALID')
    expect(await paper('2026-11-20', [await photoOf(chain.hauler)])).toMatchObject({
      isPaper: true,
      state: 'collected',
    })
    await expectError(paper('2026-11-18', [await photoOf(chain.hauler)]), 'MANIFEST_TOO_LATE')
  })

  test('what speaks against it is said and stops nothing: the contract, the kind, the licence of its day', async () => {
    const bare = await aProducer(chain.kitchen.organisationId, chain.place, { name: '没签约的' })
    await expectError(hand({}, chain.kitchen, bare._id), 'MANIFEST_NO_CONTRACT')
    const [none] = await send([collectRow({ producerId: bare._id })])
    expect(await seen(none?.handoverId ?? '', chain.hauler)).toMatchObject({ warnings: ['noContract'] })
    const stranger = await anActing(chain.place, ['hauler'])
    const [other] = await send([collectRow({ producerId: await another() })], stranger)
    expect((await seen(other?.handoverId ?? '', stranger)).warnings).toEqual(['otherHauler', 'licenceMissing'])
    const lost = await anActing(chain.place, ['hauler'])
    await aLicence(lost.organisationId)
    const theirs = await aProducer(chain.kitchen.organisationId, chain.place, { name: '换过收运的' })
    await aContract(theirs._id, lost.organisationId, chain.place.path)
    const handed = await hand({}, chain.kitchen, theirs._id)
    await Licences.updateMany({ organisationId: lost.organisationId }, { $set: { to: '2026-11-23' } })
    setClock(new Date('2026-11-24T08:00:00+08:00'))
    lost.who = await signInAs(lost.who.personId)
    const [closed] = await send(
      [collectRow({ producerId: theirs._id, handoverId: handed.id, at: NIGHT.toISOString() })],
      lost,
    )
    expect(closed).toMatchObject({ state: 'confirmed' })
    expect((await seen(handed.id, lost)).warnings).toEqual([])
  })
})

// I41
describe('nobody stands on both sides', () => {
  test('one phone does not confirm for both', async () => {
    const producerId = await another()
    const handed = await hand({}, chain.kitchen, producerId)
    const shared = { ...chain.hauler, deviceId: chain.kitchen.deviceId }
    expect(await send([collectRow({ producerId, handoverId: handed.id })], shared)).toMatchObject([
      { outcome: 'refused', code: 'MANIFEST_SAME_DEVICE' },
    ])
    await expectError(confirm({ id: handed.id, hash: handed.hash }, shared), 'MANIFEST_SAME_DEVICE')
  })

  test('one person in two organisations does not confirm both', async () => {
    const producerId = await another()
    const who = await aResident()
    await belongs(who, chain.kitchen.organisationId)
    await belongs(who, chain.hauler.organisationId)
    const own = { organisationId: chain.kitchen.organisationId, who, deviceId: 'phone-of-both-1' }
    const handed = await hand({}, own, producerId)
    const other = { organisationId: chain.hauler.organisationId, who, deviceId: 'phone-of-both-2' }
    expect(await send([collectRow({ producerId, handoverId: handed.id })], other)).toMatchObject([
      { outcome: 'refused', code: 'MANIFEST_SAME_SIDE' },
    ])
  })

  test('a producer does not hand over to its own hauling', async () => {
    const both = await anActing(chain.place, ['restaurant', 'hauler'])
    const producer = await aProducer(both.organisationId, chain.place)
    await aContract(producer._id, both.organisationId, chain.place.path)
    await expectError(hand({}, both, producer._id), 'MANIFEST_OWN_WASTE')
    expect(await send([collectRow({ producerId: producer._id })], both)).toMatchObject([
      { outcome: 'refused', code: 'MANIFEST_OWN_WASTE' },
    ])
  })

  test('somebody else acts for neither, and sees nothing', async () => {
    const handed = await hand({}, chain.kitchen, await another())
    const stranger = await anActing(chain.place, ['restaurant'])
    await expectError(seen(handed.id, stranger), 'NOT_FOUND')
    await expectError(confirm(handed, stranger), 'NOT_FOUND')
    await expectError(seen(handed.id, { ...chain.kitchen, who: stranger.who }), 'ORGANISATION_NOT_YOURS')
    await expectError(send([], stranger), 'MANIFEST_NOT_A_HAULER')
  })

  test('a hauler does not receive its own load, by organisation, person or phone', async () => {
    const { id } = await loaded([100_000])
    const both = await anActing(chain.place, ['hauler', 'disposer'])
    const own = await aVehicle(both.organisationId)
    await expectError(
      app.as(both.who).call(manifestTrips.open, {
        id: newId(),
        ...as(both),
        plate: own,
        disposerId: both.organisationId,
        day: '2026-11-23',
      }),
      'MANIFEST_OWN_TRIP',
    )
    const asDisposer = (who: Acting) =>
      app
        .as(who.who)
        .call(manifestTrips.weigh, { id, weighingId: newId(), ...as(who), grossGrams: 100_000, tareGrams: 0, ...at() })
    await belongs(chain.hauler.who, chain.disposer.organisationId)
    await expectError(asDisposer({ ...chain.disposer, who: chain.hauler.who }), 'MANIFEST_SAME_SIDE')
    await expectError(asDisposer({ ...chain.disposer, deviceId: chain.hauler.deviceId }), 'MANIFEST_SAME_DEVICE')
    await expectError(asDisposer(chain.hauler), 'NOT_FOUND')
  })
})

describe('a correction', () => {
  test('is a new version that the other side accepts; nobody accepts their own; the truck bounds it', async () => {
    const producerId = await another()
    const { code } = await app
      .as(chain.kitchen.who)
      .call(manifests.kitchen, { id: producerId, organisationId: chain.kitchen.organisationId })
    const [done] = await send([collectRow({ producerId, code, grams: 400_000 })])
    const record = await seen(done?.handoverId ?? '', chain.kitchen)
    const ask = (over: object = {}) =>
      app.as(chain.kitchen.who).call(manifests.askCorrection, {
        id: newId(),
        organisationId: chain.kitchen.organisationId,
        of: 'handover',
        ofId: record.id,
        version: record.version,
        change: { grams: 40_000 },
        reason: '多打了一个零',
        ...over,
      })
    await expectError(ask({ version: 99 }), 'CHANGED_MEANWHILE')
    await expectError(ask({ change: {} }), 'INPUT_INVALID')
    const asked = await ask()
    expect(asked).toMatchObject({
      state: 'open',
      dueOn: '2026-11-30',
      before: { grams: 400_000 },
      allowed: ['withdraw'],
    })
    await expectError(ask(), 'MANIFEST_CORRECTION_OPEN')
    expect(await seen(record.id, chain.hauler)).toMatchObject({
      grams: 400_000,
      corrections: [{ id: asked.id, allowed: ['answer'] }],
    })
    const answer = (who: Acting) =>
      app.as(who.who).call(manifests.answerCorrection, {
        id: asked.id,
        organisationId: who.organisationId,
        accept: true,
        answer: '',
      })
    await expectError(answer(chain.kitchen), 'MANIFEST_SAME_SIDE')
    expect(await answer(chain.hauler)).toMatchObject({ state: 'accepted' })
    const after = await seen(record.id, chain.kitchen)
    expect(after).toMatchObject({ grams: 40_000, state: 'confirmed', corrections: [] })
    expect(after.signatures.map(({ holds }) => holds)).toEqual([false, false, true, true])
  })
})
