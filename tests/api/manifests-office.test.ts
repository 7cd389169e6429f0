// What staff do with manifests themselves, over real HTTP on the real database: slips of paper that are brought to the
// office, pickups that are called off, and the month of all classes of waste.
import mongoose from 'mongoose'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { Handovers, Trips } from '@server/manifests/manifests.model'
import { planPickups } from '@server/manifests/plans'
import type { InputOf } from '@shared/contract'
import { showCode } from '@shared/manifests/codes'
import { manifests } from '@shared/manifests/contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { manifestTrips } from '@shared/manifests/trips-contract'
import { manifestSlips } from '@shared/manifests/slips-contract'
import { manifestsSocial } from '@shared/manifests/social-contract'
import { addMinutes } from '@shared/time'
import { aPlace, aStaff, ancestorOf, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aChain, anActing, belongs, type Chain } from '../support/manifests'
import { manifestCalls } from '../support/manifests-calls'
import { squeezed } from '../support/papers'

useDatabase()
const app = useApp({ requestsPerSecond: 10_000 })
const NIGHT = new Date('2026-11-23T22:00:00+08:00')
const NOON = new Date('2026-11-27T12:00:00+08:00')
const TODAY = '2026-11-23'
let chain: Chain
let clerk: Signed, elsewhere: Signed, auditor: Signed

beforeAll(async () => {
  setClock(NIGHT)
  const place = await aPlace()
  chain = await aChain(place)
  auditor = await aStaff('auditor', (await ancestorOf(place, 'city'))._id)
  clerk = await aStaff('subdistrictOfficer', (await ancestorOf(place, 'subdistrict'))._id)
  const other = await aPlace({ kind: 'subdistrict', parent: await ancestorOf(place, 'district') })
  elsewhere = await aStaff('subdistrictOfficer', other._id)
})
beforeEach(() => setClock(NIGHT))
afterAll(() => setClock())

const { as, hand, seen, confirm, photoOf, another, loaded } = manifestCalls(app, () => chain)
const outbox = (id: string) =>
  mongoose.connection.collection('outbox').countDocuments({ _id: new RegExp(`manifests/${id}/`) } as object)
const slip = async (
  producerId: string,
  over: Partial<InputOf<typeof manifestSlips.enter>> = {},
  who = clerk,
): Promise<InputOf<typeof manifestSlips.enter>> => ({
  handoverId: newId(),
  producerId,
  haulerId: chain.hauler.organisationId,
  kind: 'foodWaste',
  day: TODAY,
  number: null,
  buckets: 2,
  litres: 120,
  quarters: 4,
  grams: 190_000,
  at: NIGHT.toISOString(),
  tripId: null,
  isSignedByProducer: true,
  photoIds: [await photoOf({ who } as never)],
  ...over,
})
const enter = (input: InputOf<typeof manifestSlips.enter>, who = clerk) => app.as(who).call(manifestSlips.enter, input)

describe('a slip of paper at the office', () => {
  test('signed by both it is confirmed, days later too, on its trip, once, and both are told', async () => {
    const producerId = await another()
    const { id: tripId } = await loaded([100_000])
    const { numbers } = await app.as(chain.hauler.who).call(manifests.numbers, as(chain.hauler))
    const number = numbers[0] ?? ''
    setClock(NOON)
    const later = await aStaff('subdistrictOfficer', (await ancestorOf(chain.place, 'subdistrict'))._id)
    const written = await slip(producerId, { number, tripId }, later)
    const entered = await enter(written, later)
    expect(entered).toMatchObject({ state: 'confirmed', number, tripId, isPaper: true, isLate: true, grams: 190_000 })
    expect(entered.signatures.map(({ side, way, by, holds }) => [side, way, by, holds])).toEqual([
      ['hauler', 'paper', null, true],
      ['producer', 'paper', null, true],
    ])
    expect(await Trips.findById(tripId).lean()).toMatchObject({ handovers: 2, sumGrams: 290_000 })
    expect(await enter(written, later)).toEqual(entered)
    setClock(NIGHT)
    expect(await Handovers.countDocuments({ producerId })).toBe(1)
    expect(await outbox(entered.id)).toBe(2)
    const atTheGate = async (waiting: 'true' | 'false') =>
      (
        await app
          .as(chain.disposer.who)
          .call(manifestTrips.list, { organisationId: chain.disposer.organisationId, waiting })
      ).items.map(({ id }) => id)
    expect([await atTheGate('true'), await atTheGate('false')]).toEqual([[tripId], []])
    // its number is used up, and another slip's picture is another slip's
    await expectError(enter(await slip(producerId, { number })), 'MANIFEST_NUMBER_WRONG')
    await expectError(enter(await slip(producerId, { photoIds: written.photoIds })), 'NOT_FOUND')
  })

  test('without the kitchen’s signature it waits for the kitchen, and joins what the kitchen said on its phone', async () => {
    const producerId = await another()
    const waiting = await enter(await slip(producerId, { isSignedByProducer: false }))
    expect(waiting).toMatchObject({ state: 'collected', said: { producer: null } })
    const own = await seen(waiting.id, chain.kitchen)
    expect((await confirm(own, chain.kitchen)).state).toBe('confirmed')
    const other = await another()
    const handed = await hand({ buckets: 2 }, chain.kitchen, other)
    const joined = await enter(await slip(other, { isSignedByProducer: false }))
    expect(joined).toMatchObject({ id: handed.id, state: 'confirmed', isPaper: true })
    const third = await another()
    const said = await hand({ buckets: 3 }, chain.kitchen, third)
    expect(await enter(await slip(third, { isSignedByProducer: false }))).toMatchObject({
      id: said.id,
      state: 'collected',
      differs: true,
    })
  })

  test('blank slips have numbers of their own, the same when asked again, and are entered under them', async () => {
    const haulerId = chain.hauler.organisationId
    const asked = { id: newId(), haulerId, count: 4 }
    const issued = await app.as(clerk).call(manifestSlips.issue, asked)
    expect(new Set(issued.numbers).size).toBe(4)
    expect(await app.as(clerk).call(manifestSlips.issue, asked)).toEqual(issued)
    await expectError(app.as(elsewhere).call(manifestSlips.issue, asked), 'IDEMPOTENCY_KEY_REUSED')
    const paper = await app.as(clerk).download(manifestSlips.paper, { id: asked.id, haulerId })
    const text = await squeezed(paper.body)
    for (const number of issued.numbers) expect(text).toContain(showCode(number).replace(/\s/g, ''))
    await expectError(app.as(elsewhere).call(manifestSlips.paper, { id: asked.id, haulerId }), 'NOT_FOUND')
    const entered = await enter(await slip(await another(), { number: issued.numbers[0] ?? null }))
    expect(entered.number).toBe(issued.numbers[0])
  })

  test('not by others, not one’s own, not without a weight, not of the future', async () => {
    const producerId = await another()
    await expectError(enter(await slip(producerId, {}, elsewhere), elsewhere), 'NOT_FOUND')
    await expectError(enter(await slip(producerId, {}, auditor), auditor), 'NOT_ALLOWED')
    await expectError(enter(await slip(producerId, { grams: null, buckets: null })), 'MANIFEST_INCOMPLETE')
    await expectError(enter(await slip(producerId, { at: addMinutes(NIGHT, 60).toISOString() })), 'MANIFEST_TIME_WRONG')
    await expectError(enter(await slip(producerId, { day: '2026-11-20' })), 'MANIFEST_TIME_WRONG')
    const { organisationId: haulerId } = chain.kitchen
    await expectError(enter(await slip(producerId, { haulerId })), 'MANIFEST_NOT_A_HAULER')
    const both = await anActing(chain.place, ['restaurant', 'hauler'])
    await expectError(
      enter(await slip(await another({ organisationId: both.organisationId }), { haulerId: both.organisationId })),
      'MANIFEST_OWN_WASTE',
    )
    const cook = await aStaff('subdistrictOfficer', (await ancestorOf(chain.place, 'subdistrict'))._id)
    await belongs(cook, chain.kitchen.organisationId, 'employee')
    await expectError(enter(await slip(producerId, {}, cook), cook), 'DECIDES_OWN_CASE')
    expect(await Handovers.countDocuments({ producerId })).toBe(0)
  })
})

test('waste by class: counted from handovers, handed in by companies, never both, and as a file', async () => {
  const month = '2026-11'
  const seen = (who = clerk) => app.as(who).call(manifestsSocial.month, { month })
  const before = await seen()
  const counted = before.classes.find((each) => each.class === 'kitchen')?.countedGrams ?? 0
  await enter(await slip(await another(), { grams: 50_000 }))
  await enter(await slip(await another({ kind: 'market' }), { grams: 70_000 }))
  await enter(await slip(await another(), { grams: 9_000, kind: 'usedOil' }))
  const row = (over: object = {}, who = clerk) =>
    app.as(who).call(manifestsSocial.save, {
      organisationId: chain.disposer.organisationId,
      month,
      class: 'garden',
      grams: 2_000_000,
      subsidyFen: null,
      note: '过磅单合计',
      version: 0,
      ...over,
    })
  const first = await row()
  expect(first).toMatchObject({ version: 1, isCounted: false, mayChange: true })
  expect(await row()).toEqual(first)
  await expectError(row({ grams: 3_000_000 }), 'CHANGED_MEANWHILE')
  await row({ grams: 3_000_000, version: 1 })
  await row({ class: 'lowValue', subsidyFen: 12_000 })
  await expectError(row({ subsidyFen: 1, version: 2 }), 'INPUT_INVALID')
  await expectError(row({ month: '2026-12' }), 'INPUT_INVALID')
  await expectError(row({ class: 'kitchen', organisationId: chain.hauler.organisationId }), 'MANIFEST_COUNTED')
  await expectError(row({}, elsewhere), 'NOT_FOUND')
  await expectError(row({}, auditor), 'NOT_ALLOWED')
  const { classes, rows } = await seen()
  const of = (name: string) => classes.find((each) => each.class === name)
  expect(of('kitchen')).toMatchObject({ countedGrams: counted + 50_000, reportedGrams: 0, companies: 1 })
  expect(of('market')).toMatchObject({ countedGrams: 70_000 })
  expect(of('garden')).toMatchObject({ reportedGrams: 3_000_000 })
  expect(of('lowValue')).toMatchObject({ subsidyFen: 12_000 })
  expect((await seen(elsewhere)).rows).toEqual([])
  expect((await seen(auditor)).rows.map(({ mayChange }) => mayChange)).not.toContain(true)
  const file = await app.as(auditor).download(manifestsSocial.file, { month, format: 'csv' })
  const lines = file.body.toString('utf8').trim().split('\n')
  expect(lines).toHaveLength(rows.length + 1)
  expect(lines.find((line) => line.includes('园林垃圾'))).toContain('3.000')
})

test('an officer calls a planned pickup off, with a reason that both sides read', async () => {
  const producerId = await another({ pickup: { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '21:00', to: '23:00' } })
  await planPickups(TODAY)
  const planned = await Handovers.findOne({ producerId }).lean()
  const id = planned?._id ?? ''
  const { allowed } = await app.as(clerk).call(manifestsDesk.handover, { id })
  expect([allowed, (await app.as(auditor).call(manifestsDesk.handover, { id })).allowed]).toEqual([['callOff'], []])
  const callOff = (who: Signed) => app.as(who).call(manifestsDesk.callOff, { id, reason: '路口施工，车进不去' })
  await expectError(callOff(elsewhere), 'NOT_FOUND')
  expect(await callOff(clerk)).toMatchObject({ state: 'cancelled', allowed: [] })
  expect(await outbox(id)).toBe(2)
  await expectError(callOff(clerk), 'WRONG_STATE')
  const handed = await hand({}, chain.kitchen, await another())
  await expectError(app.as(clerk).call(manifestsDesk.callOff, { id: handed.id, reason: '不该取消' }), 'WRONG_STATE')
})
