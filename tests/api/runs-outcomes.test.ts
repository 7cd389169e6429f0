// What a crew's outcome sets in motion, over real HTTP and the real database: weights and receipts through the ledger,
// undo, failures with reason and photo, a log that answers a reported miss.
import { ledger } from '@shared/ledger/contract'
import { notices } from '@shared/notices/contract'
import { runsChecks } from '@shared/runs/checks-contract'
import { runsCrew } from '@shared/runs/crew-contract'
import { pickups } from '@shared/pickups/contract'
import { placesDesk } from '@shared/places/desk-contract'
import type { Clock } from '@shared/time'
import { AuditRows } from '@server/audit'
import { newId } from '@server/ids'
import { verifyLedger } from '@server/ledger/verify'
import { Bookings } from '@server/pickups/bookings.model'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { ancestorOf, aPlace, aStaff, expectError, setClock, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aBooking,
  aLog,
  aPhoto,
  aWorld,
  boardOf,
  morning,
  plan,
  send,
  shanghai,
  useCrewApp,
  type Booked,
  type World,
} from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let world: World
let booked: Booked
let stopId: string
beforeEach(async () => {
  world = await aWorld(app)
  booked = await aBooking(world)
  await plan(world)
  const [run] = await morning(world)
  stopId = run?.stops[0]?.id ?? ''
})
const shown = (one: Booked = booked) => app.as(one.who).call(pickups.show, { id: one.booking.id })
const isClean = async () => expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
const PAPER = [{ material: 'paper' as const, grams: 12_600 }]
describe('weights settle once', () => {
  it('12.6 kg of paper: 25 points, 10.08 yuan, 3.78 kgCO₂e, one entry; the resident has the receipt', async () => {
    setClock(shanghai('09:00'))
    expect(
      (
        await send(world, [
          aLog(stopId, 'set_out', '08:40'),
          aLog(stopId, 'arrive', '08:50'),
          aLog(stopId, 'collect', '08:55', { weights: PAPER }),
        ])
      ).map(({ outcome, status }) => [outcome, status]),
    ).toEqual([
      ['accepted', 'en_route'],
      ['accepted', 'arrived'],
      ['accepted', 'collected'],
    ])
    const { status, receipt } = await shown()
    expect(status).toBe('collected')
    expect(receipt).toMatchObject({
      totalGrams: 12_600,
      points: 25,
      fen: 1008,
      carbonGrams: 3780,
      at: shanghai('08:55').toISOString(),
    })
    expect(receipt?.contestUntil).toBe(shanghai('24:00', '2026-12-01').toISOString())
    const { accounts } = await app.as(booked.who).call(ledger.summaries, {})
    expect(accounts.some(({ available }) => available === 25)).toBe(true)
    await isClean()
  })
  it('two materials are rounded each: 999 g of paper and of cardboard are 1 and 2 points', async () => {
    await send(world, [
      aLog(stopId, 'collect', '08:55', {
        weights: [
          { material: 'paper', grams: 500 },
          { material: 'paper', grams: 499 },
          { material: 'cardboard', grams: 999 },
        ],
      }),
    ])
    expect((await shown()).receipt?.lines.map(({ material, grams, points }) => [material, grams, points])).toEqual([
      ['paper', 999, 1],
      ['cardboard', 999, 2],
    ])
  })
  it('a mixed load is weighed, and brings neither points nor carbon', async () => {
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER, mixedLoad: true })])
    expect((await shown()).receipt).toMatchObject({ totalGrams: 12_600, points: 0, carbonGrams: 0 })
    expect(await AuditRows.countDocuments({ action: 'runs.markMixed', subject: `stops/${stopId}` })).toBe(1)
    await isClean()
  })
  it('a mixed load draws one inspection: the household and the community are told, and what was found is written down', async () => {
    const worker = await aStaff('communityWorker', world.compound._id)
    const log = aLog(stopId, 'collect', '08:55', { weights: PAPER, mixedLoad: true })
    await send(world, [log])
    await send(world, [log])
    await deliverOutbox({ notice: deliverNotice })
    const told = async (who: Signed, title: string) =>
      (await app.as(who).call(notices.inbox, {})).items.filter((each) => each.title === title)
    expect(await told(booked.who, '这次是混装，只记重量')).toHaveLength(1)
    expect(await told(worker, '有一条混装核查待办理')).toHaveLength(1)
    const { items } = await app.as(worker).call(runsChecks.loadChecks, { status: 'open' })
    expect(items).toMatchObject([
      { id: log.id, bookingId: booked.booking.id, totalGrams: 12_600, dueOn: '2026-12-01', late: false, finding: null },
    ])
    expect(
      (await app.as(await aStaff('communityWorker', (await aPlace())._id)).call(runsChecks.loadChecks, {})).items,
    ).toEqual([])
    await expectError(
      app
        .as(await aStaff('communityWorker', (await aPlace())._id))
        .call(runsChecks.closeLoadCheck, { id: log.id, finding: 'crew', note: '不归我管' }),
      'NOT_FOUND',
    )
    expect(
      await app
        .as(worker)
        .call(runsChecks.closeLoadCheck, { id: log.id, finding: 'crew', note: '车上没有隔板，已要求加装' }),
    ).toMatchObject({ status: 'done', finding: 'crew' })
    await expectError(
      app.as(worker).call(runsChecks.closeLoadCheck, { id: log.id, finding: 'crew', note: '再来一次' }),
      'WRONG_STATE',
    )
    await deliverOutbox({ notice: deliverNotice })
    expect(await told(booked.who, '混装核查有结果了')).toHaveLength(1)
  })
  it('the inspection is due when the area says', async () => {
    const city = await ancestorOf(world.compound, 'city')
    const officer = await aStaff('cityOfficer', city._id)
    await app.as(officer).call(placesDesk.setSettings, {
      id: city._id,
      version: 0,
      settings: { office: { loadCheckWorkingDays: 2 } },
      reason: '从严',
    })
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER, mixedLoad: true })])
    expect((await app.as(officer).call(runsChecks.loadChecks, {})).items).toMatchObject([{ dueOn: '2026-11-26' }])
  })
  it('taken back within ten minutes, the inspection of a mixed load is withdrawn', async () => {
    const worker = await aStaff('communityWorker', world.compound._id)
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER, mixedLoad: true })])
    await send(world, [aLog(stopId, 'undo', '08:58')])
    expect((await app.as(worker).call(runsChecks.loadChecks, {})).items).toMatchObject([{ status: 'withdrawn' }])
  })
  it('the weight chain: doors, truck and station, with the gap on the board and for everybody', async () => {
    const [run] = await morning(world)
    const weigh = (at: 'truck' | 'station', grams: number, who = world.zhang) =>
      app.as(who).call(runsChecks.logWeighing, { id: run?.id ?? '', at, grams })
    await expectError(weigh('truck', 12_000), 'WRONG_STATE')
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER })])
    await expectError(weigh('truck', 12_000, world.liu), 'NOT_FOUND')
    expect((await weigh('truck', 12_726)).chain).toMatchObject({
      doorGrams: 12_600,
      truckGrams: 12_726,
      stationGrams: null,
      truckGapPermille: 10,
      stationGapPermille: null,
    })
    await weigh('station', 12_090, world.dispatcher)
    const onBoard = (await boardOf(world)).find((each) => each.id === run?.id)
    expect(onBoard?.chain).toEqual({
      doorGrams: 12_600,
      truckGrams: 12_726,
      stationGrams: 12_090,
      truckGapPermille: 10,
      stationGapPermille: -50,
    })
    const published = await app
      .anonymous()
      .call(runsChecks.weightGaps, { placeId: world.district._id, month: '2026-11' })
    expect(published).toMatchObject({ weighed: 1, chain: onBoard?.chain })
  })
  it('weighings that were logged without a network count by when they were made, and a figure sent twice is one', async () => {
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER })])
    setClock(shanghai('11:30'))
    const [{ id = '' } = {}] = (await app.as(world.zhang).call(runsCrew.mine, {})).runs
    const weigh = (grams: number, clock: Clock, key = newId(), who = world.zhang) =>
      app
        .as(who)
        .call(runsChecks.logWeighing, { id, at: 'truck', grams, weighedAt: shanghai(clock).toISOString() }, { key })
        .then(({ chain }) => chain.truckGrams)
    const key = newId()
    await expectError(
      app
        .as(world.zhang)
        .call(runsChecks.logWeighing, { id, at: 'truck', grams: 12_700, weighedAt: '2026-13-45T11:00:00Z' }),
      'INPUT_INVALID',
    )
    expect(await weigh(12_700, '11:00', key)).toBe(12_700)
    expect(await weigh(12_500, '10:40', newId(), world.dispatcher)).toBe(12_700)
    expect(await weigh(12_900, '11:10')).toBe(12_900)
    expect(await weigh(12_700, '11:00', key)).toBe(12_700)
    expect((await app.as(world.zhang).call(runsCrew.mine, {})).runs[0]?.chain).toMatchObject({
      doorGrams: 12_600,
      truckGrams: 12_900,
    })
    // a phone whose clock runs ahead does not hold its figure against the later ones
    expect(await weigh(13_000, '23:00')).toBe(13_000)
    setClock(shanghai('11:45'))
    expect(await weigh(13_100, '11:40')).toBe(13_100)
    const rows = await AuditRows.find({ action: 'runs.logWeighing', subject: `runs/${id}` })
      .sort({ at: 1, _id: 1 })
      .lean()
    expect(rows.map(({ details }) => [details?.['grams'], details?.['outrun'] ?? false])).toEqual([
      [12_700, false],
      [12_500, true],
      [12_900, false],
      [13_000, false],
      [13_100, false],
    ])
  })
  it('undo within ten minutes gives everything back, and the second settlement is another entry', async () => {
    setClock(shanghai('09:20'))
    const wrong = aLog(stopId, 'collect', '08:55', { weights: [{ material: 'paper', grams: 126_000 }], paidFen: 500 })
    await send(world, [wrong, aLog(stopId, 'undo', '09:03')])
    expect(await shown()).toMatchObject({ status: 'assigned', receipt: null, paidFen: 0 })
    await send(world, [aLog(stopId, 'collect', '09:04', { weights: PAPER })])
    expect((await shown()).receipt).toMatchObject({ points: 25 })
    const booking = await Bookings.findById(booked.booking.id).lean()
    expect(booking?.receipt?.entryId).toContain('/settled/2')
    await isClean()
  })
  it('nobody earns for what they weighed at their own home', async () => {
    await Bookings.updateOne({ _id: booked.booking.id }, { $set: { beneficiary: `person:${world.zhang.personId}` } })
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER })])
    expect((await Bookings.findById(booked.booking.id).lean())?.receipt).toMatchObject({
      points: 0,
      totalGrams: 12_600,
    })
  })
})

describe('failures rest on a reason and a photo', () => {
  it('no photo, no reason, a reason for something else: refused by name, and nothing has changed', async () => {
    const photo = await aPhoto(app, world.zhang)
    const codes = (
      await send(world, [
        aLog(stopId, 'not_presented', '09:00', { reason: 'nothing_outside' }),
        aLog(stopId, 'not_presented', '09:01', { photoIds: [photo] }),
        aLog(stopId, 'not_presented', '09:02', { photoIds: [photo], reason: 'gate_closed' }),
      ])
    ).map(({ outcome, code }) => [outcome, code])
    expect(codes).toEqual([
      ['refused', 'RUN_PHOTO_NEEDED'],
      ['refused', 'RUN_REASON_NEEDED'],
      ['refused', 'RUN_REASON_NEEDED'],
    ])
    expect((await shown()).status).toBe('assigned')
  })
  it('with both it stands, the resident sees reason and photo', async () => {
    const photo = await aPhoto(app, world.zhang)
    await send(world, [aLog(stopId, 'no_access', '09:00', { reason: 'gate_closed', photoIds: [photo] })])
    expect(await shown()).toMatchObject({
      status: 'no_access',
      reason: { code: 'gate_closed', photoIds: [photo] },
      receipt: null,
    })
    expect((await app.as(booked.who).raw('GET', `/api/files/${photo}`)).status).toBe(200)
  })
  it('the row waits for a photo that is still on its way, and succeeds under the same id', async () => {
    const photo = newId()
    const row = aLog(stopId, 'no_access', '09:00', { reason: 'gate_closed', photoIds: [photo] })
    expect((await send(world, [row]))[0]).toMatchObject({ outcome: 'refused', code: 'RUN_PHOTO_PENDING' })
    await aPhoto(app, world.zhang, photo)
    expect((await send(world, [row]))[0]).toMatchObject({ outcome: 'accepted', status: 'no_access' })
    expect((await send(world, [{ ...row, by: '别人' }]))[0]).toMatchObject({
      outcome: 'refused',
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
  })
})

describe('the crew and a reported miss', () => {
  it('a late log shows that the crew was there: the compensation goes back', async () => {
    setClock(shanghai('14:00'))
    await app.as(booked.who).call(pickups.reportMissed, { id: booked.booking.id })
    expect(
      (await send(world, [aLog(stopId, 'arrive', '08:50'), aLog(stopId, 'collect', '08:55', { weights: PAPER })])).map(
        ({ outcome }) => outcome,
      ),
    ).toEqual(['accepted', 'accepted'])
    expect((await shown()).status).toBe('collected')
    await isClean()
  })
})
