// A crew's day over real HTTP and the real database: who sees which run, starting, logs in and out of order, replays,
// wrong clocks, handing over, the printed sheet, what the resident is told.
import { runsCrew } from '@shared/runs/crew-contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { AuditRows } from '@server/audit'
import { newId } from '@server/ids'
import { verifyLedger } from '@server/ledger/verify'
import { Bookings } from '@server/pickups/bookings.model'
import { Runs } from '@server/runs/runs.model'
import { StopLogs, Stops } from '@server/runs/stops.model'
import { aResident, aStaff, expectError, setClock, signInAs } from '../support/app'
import { useDatabase } from '../support/database'
import { squeezed } from '../support/papers'
import {
  aBooking,
  aLog,
  anotherCompound,
  aPhoto,
  aWorld,
  DAY,
  morning,
  plan,
  send,
  shanghai,
  TODAY,
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
describe('who sees a run', () => {
  it('the crew of the run, with the address and the number in full, audited', async () => {
    const [run] = await morning(world)
    expect(run?.stops[0]).toMatchObject({
      contactPhone: '13900001111',
      contactName: '王秀英',
      status: 'planned',
      standsAt: '楼下大厅外',
    })
    expect(run?.stops[0]?.addressText).toContain('301')
    expect(await AuditRows.countDocuments({ actorId: world.zhang.personId, action: 'runs.read' })).toBeGreaterThan(0)
  })
  it('not another crew, and nobody without the role', async () => {
    expect(await morning(world, world.liu)).toEqual([])
    await expectError(app.as(await aResident()).call(runsCrew.mine, {}), 'NOT_ALLOWED')
    await expectError(app.anonymous().call(runsCrew.mine, {}), 'SIGN_IN_REQUIRED')
    const [run] = await morning(world)
    await expectError(app.as(world.liu).call(runsCrew.startRun, { id: run?.id ?? '', names: ['刘洋'] }), 'NOT_FOUND')
    await expectError(app.as(world.liu).call(runsCrew.sheet, { id: run?.id ?? '' }), 'NOT_FOUND')
  })
  it('on other days the address is masked', async () => {
    setClock(shanghai('18:00', TODAY))
    const { runs } = await app.as(world.zhang).call(runsCrew.mine, { day: DAY })
    expect(runs[0]?.stops[0]).toMatchObject({ contactPhone: '139****1111' })
    expect(runs[0]?.stops[0]?.addressText).not.toContain('301')
  })
  it('the bundle has materials, and reasons with the outcomes they explain', async () => {
    const { materials, reasons } = await app.as(world.zhang).call(runsCrew.mine, {})
    expect(materials).toContainEqual({ code: 'paper', name: '纸类' })
    expect(reasons.find(({ code }) => code === 'gate_closed')?.actions).toEqual(['no_access'])
  })
})

describe('starting', () => {
  it('two names, once; the same key answers the same', async () => {
    const [run] = await morning(world)
    const key = newId()
    const input = { id: run?.id ?? '', names: ['张强', '李雷'] }
    const first = await app.as(world.zhang).call(runsCrew.startRun, input, { key })
    expect(first).toMatchObject({ status: 'started', names: ['张强', '李雷'] })
    expect(await app.as(world.zhang).call(runsCrew.startRun, input, { key })).toEqual(first)
  })
  it("tomorrow's run does not start today", async () => {
    setClock(shanghai('18:00', TODAY))
    const { runs } = await app.as(world.zhang).call(runsCrew.mine, { day: DAY })
    await expectError(
      app.as(world.zhang).call(runsCrew.startRun, { id: runs[0]?.id ?? '', names: ['张强'] }),
      'WRONG_STATE',
    )
  })
})

describe('order, replays, clocks', () => {
  it('the same rows three times: had, one entry, one state', async () => {
    const rows = [aLog(stopId, 'arrive', '08:50'), aLog(stopId, 'collect', '08:55', { weights: PAPER })]
    const first = await send(world, rows)
    const second = await send(world, rows)
    expect(second).toEqual(await send(world, [...rows].reverse()).then((answers) => answers.reverse()))
    expect(second.map(({ outcome }) => outcome)).toEqual(['had', 'had'])
    expect(second.map(({ status }) => status)).toEqual(first.map(({ status }) => status))
    expect(await StopLogs.countDocuments({ stopId })).toBe(2)
    expect((await Stops.findById(stopId).lean())?.settlements).toBe(1)
  })
  it('ten senders of one row at once: one effect', async () => {
    const row = aLog(stopId, 'collect', '08:55', { weights: PAPER })
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(world, [row])))
    expect(answers.flat().filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1)
    expect(answers.flat().filter(({ outcome }) => outcome === 'had')).toHaveLength(9)
    await isClean()
  })
  it("out of order in one parcel: worked off by the device's clock", async () => {
    const rows = [
      aLog(stopId, 'collect', '08:55', { weights: PAPER }),
      aLog(stopId, 'set_out', '08:40'),
      aLog(stopId, 'arrive', '08:50'),
    ]
    expect((await send(world, rows)).map(({ outcome, status }) => [outcome, status])).toEqual([
      ['accepted', 'collected'],
      ['accepted', 'en_route'],
      ['accepted', 'arrived'],
    ])
  })
  it('out of order in two parcels: the late step is kept and changes nothing', async () => {
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER })])
    expect((await send(world, [aLog(stopId, 'arrive', '08:50')]))[0]).toMatchObject({
      outcome: 'accepted',
      status: 'collected',
    })
    expect((await shown()).status).toBe('collected')
    expect((await Stops.findById(stopId).lean())?.history.map(({ action }) => action)).toEqual(['collect', 'arrive'])
  })
  it('a second outcome is refused, kept, and answered the same again', async () => {
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER })])
    const row = aLog(stopId, 'collect', '08:56', { weights: PAPER })
    const first = await send(world, [row])
    expect(first[0]).toMatchObject({ outcome: 'refused', code: 'WRONG_STATE', status: 'collected' })
    expect(await send(world, [row])).toEqual(first)
    expect(await StopLogs.countDocuments({ stopId, outcome: 'refused' })).toBe(1)
  })
  it('a phone that lives in 2031 is not believed; both clocks are kept', async () => {
    setClock(shanghai('09:10'))
    const row = { ...aLog(stopId, 'collect', '08:55', { weights: PAPER }), at: '2031-01-01T00:00:00Z' }
    await send(world, [row])
    expect((await shown()).receipt?.at.slice(0, 16)).toBe(shanghai('09:10').toISOString().slice(0, 16))
    const log = await StopLogs.findById(row.id).lean()
    expect([log?.deviceAt.toISOString().slice(0, 4), log?.receivedAt.toISOString().slice(0, 10)]).toEqual(['2031', DAY])
  })
  it('undo after eleven minutes, and by a crew that was not there', async () => {
    setClock(shanghai('09:30'))
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER })])
    expect((await send(world, [aLog(stopId, 'undo', '09:06')]))[0]).toMatchObject({ code: 'RUN_UNDO_TOO_LATE' })
    expect((await send(world, [aLog(stopId, 'undo', '08:58')], world.liu))[0]).toMatchObject({
      outcome: 'refused',
      code: 'NOT_FOUND',
    })
  })
  it('a clock that is turned back for an undo: what the same phone handed in meanwhile says how late it is', async () => {
    setClock(shanghai('10:00', TODAY))
    const other = await aBooking(world)
    await plan(world)
    const next = (await morning(world))
      .flatMap(({ stops }) => stops)
      .find((each) => each.bookingId === other.booking.id)
    setClock(shanghai('09:00'))
    await send(world, [aLog(stopId, 'collect', '08:55', { weights: PAPER })])
    setClock(shanghai('13:00'))
    // from another phone it would say nothing: the first one may have been without signal
    const elsewhere = await signInAs(world.zhang.personId)
    await send(world, [aLog(next?.id ?? '', 'set_out', '12:55')], elsewhere)
    expect((await send(world, [aLog(stopId, 'undo', '08:58')]))[0]).toMatchObject({ outcome: 'accepted' })
    await send(world, [aLog(stopId, 'collect', '12:57', { weights: PAPER })])
    setClock(shanghai('15:00'))
    await send(world, [aLog(next?.id ?? '', 'arrive', '14:50')])
    setClock(shanghai('15:10'))
    expect((await send(world, [aLog(stopId, 'undo', '13:00')]))[0]).toMatchObject({ code: 'RUN_UNDO_TOO_LATE' })
    await isClean()
  })
  it('a row for a stop that does not exist', async () => {
    expect((await send(world, [aLog(newId(), 'arrive', '08:55')]))[0]).toMatchObject({
      outcome: 'refused',
      code: 'NOT_FOUND',
      status: null,
    })
  })
})

describe('handing over', () => {
  it('by a code: the other phone has the run, late logs of the first are still taken', async () => {
    const [run] = await morning(world)
    const { code } = await app.as(world.zhang).call(runsCrew.offerHandOver, { id: run?.id ?? '' })
    setClock(shanghai('08:05'))
    const taken = await app.as(world.liu).call(runsCrew.takeOver, { code })
    expect(taken.stops.map(({ id }) => id)).toEqual(run?.stops.map(({ id }) => id))
    expect((await morning(world, world.zhang)).map(({ id }) => id)).toEqual([])
    setClock(shanghai('08:30'))
    expect((await send(world, [aLog(stopId, 'arrive', '08:01')]))[0]).toMatchObject({ outcome: 'accepted' })
    expect((await send(world, [aLog(stopId, 'collect', '08:20', { weights: PAPER })]))[0]).toMatchObject({
      outcome: 'refused',
      code: 'RUN_STOP_MOVED',
    })
    expect((await send(world, [aLog(stopId, 'collect', '08:21', { weights: PAPER })], world.liu))[0]).toMatchObject({
      outcome: 'accepted',
    })
  })
  it('eight characters typed do the same, once; those on the run are named', async () => {
    const [run] = await morning(world)
    expect(run?.crewNames).toEqual(['张强'])
    const { typed } = await app.as(world.zhang).call(runsCrew.offerHandOver, { id: run?.id ?? '' })
    expect(typed).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    const wrong = `${typed.slice(0, -1)}${typed.endsWith('A') ? 'B' : 'A'}`
    await expectError(app.as(world.liu).call(runsCrew.takeOver, { code: wrong }), 'RUN_HANDOVER_INVALID')
    setClock(shanghai('08:11'))
    await expectError(app.as(world.liu).call(runsCrew.takeOver, { code: typed }), 'RUN_HANDOVER_INVALID')
    const fresh = await app.as(world.zhang).call(runsCrew.offerHandOver, { id: run?.id ?? '' })
    expect(
      (await app.as(world.liu).call(runsCrew.takeOver, { code: fresh.typed.toLowerCase().replace('-', '') })).crewNames,
    ).toEqual(['刘洋'])
    await expectError(
      app.as(await aStaff('crew', world.district._id)).call(runsCrew.takeOver, { code: fresh.typed }),
      'RUN_HANDOVER_INVALID',
    )
  })
  it('a code is good once, for ten minutes, and cannot be altered', async () => {
    const [run] = await morning(world)
    const { code } = await app.as(world.zhang).call(runsCrew.offerHandOver, { id: run?.id ?? '' })
    const other = await aStaff('crew', world.district._id)
    await expectError(
      app.as(world.liu).call(runsCrew.takeOver, { code: code.replace(world.zhang.personId, other.personId) }),
      'RUN_HANDOVER_INVALID',
    )
    await expectError(
      app.as(await aStaff('crew', (await aWorld(app)).district._id)).call(runsCrew.takeOver, { code }),
      'RUN_HANDOVER_INVALID',
    )
    setClock(shanghai('08:11'))
    await expectError(app.as(world.liu).call(runsCrew.takeOver, { code }), 'RUN_HANDOVER_INVALID')
    setClock(shanghai('08:00'))
    await app.as(world.liu).call(runsCrew.takeOver, { code })
    await expectError(app.as(other).call(runsCrew.takeOver, { code }), 'RUN_HANDOVER_INVALID')
  })
})

describe('the printed sheet', () => {
  it('carries every stop for crew and dispatcher, whatever they are called; late entry by the dispatcher names whose pen it was', async () => {
    await Bookings.updateOne({ _id: booked.booking.id }, { $set: { note: '找𠮷师傅😀' } })
    const [run] = await morning(world)
    for (const who of [world.zhang, world.dispatcher]) {
      const { body, headers } = await app
        .as(who)
        .download(runsCrew.sheet, { id: run?.id ?? '', reason: '收运员手机没电' })
      expect(headers['content-type']).toBe('application/pdf')
      const text = await squeezed(body)
      for (const part of ['班次单', '13900001111', '说明：找〓师傅', '共1户', '第1页，共1页'])
        expect(text).toContain(part)
    }
    setClock(shanghai('17:00'))
    const row = aLog(stopId, 'collect', '09:30', { by: '张强（纸单）', weights: PAPER })
    expect((await send(world, [row], world.dispatcher))[0]).toMatchObject({ outcome: 'accepted' })
    expect(await StopLogs.findById(row.id).lean()).toMatchObject({
      by: '张强（纸单）',
      personId: world.dispatcher.personId,
    })
    expect(await AuditRows.countDocuments({ action: 'runs.enterLate', subject: `stops/${stopId}` })).toBe(1)
  })
})

describe('what the resident is told', () => {
  it('the window narrows from the booked half-day to minutes', async () => {
    const far = await aBooking(await backToMonday(), { place: await anotherCompound(world, 113.86, 34.04) })
    await plan(world)
    const widths: number[] = []
    const width = async () => {
      const { arrival } = await shown(far)
      if (arrival) widths.push((shanghai(arrival.to).getTime() - shanghai(arrival.from).getTime()) / 60_000)
      return arrival?.stopsBefore
    }
    await width()
    const [run] = await morning(world)
    await app.as(world.zhang).call(runsCrew.startRun, { id: run?.id ?? '', names: ['张强'] })
    const first = run?.stops[0]?.id ?? ''
    const isFirst = run?.stops[0]?.bookingId === far.booking.id
    await width()
    setClock(shanghai('08:20'))
    if (!isFirst) await send(world, [aLog(first, 'collect', '08:20', { weights: PAPER })])
    expect(await width()).toBe(0)
    expect(widths[0]).toBeGreaterThanOrEqual(120)
    expect(widths[2]).toBeLessThanOrEqual(30)
    expect((await Runs.findById(run?.id ?? '').lean())?.status).toBe('started')
  })
  const backToMonday = async (): Promise<World> => {
    setClock(shanghai('10:00', TODAY))
    return world
  }
})

it('pickupsDesk.failures counts the reason', async () => {
  const photo = await aPhoto(app, world.zhang)
  await send(world, [aLog(stopId, 'refuse', '09:00', { reason: 'wrong_items', photoIds: [photo] })])
  const { rows } = await app
    .as(world.dispatcher)
    .call(pickupsDesk.failures, { placeId: world.district._id, from: DAY, to: DAY })
  expect(rows.find(({ reason }) => reason === 'wrong_items')?.count).toBe(1)
})
