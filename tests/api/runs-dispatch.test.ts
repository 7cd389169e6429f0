// The dispatcher's board over real HTTP: planning again and again, late and cancelled bookings, dragging with a
// version, crews.
import { runsCrew } from '@shared/runs/crew-contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { runsDesk } from '@shared/runs/desk-contract'
import { metresOf } from '@shared/runs/planner'
import { newId } from '@server/ids'
import { Runs } from '@server/runs/runs.model'
import { planWholeDay } from '@server/runs/planning'
import { Stops } from '@server/runs/stops.model'
import { ancestorOf, aPlace, aStaff, expectError, setClock } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aBooking,
  aLog,
  anotherCompound,
  aWorld,
  boardOf,
  DAY,
  morning,
  plan,
  send,
  shanghai,
  TODAY,
  useCrewApp,
  type World,
} from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let world: World
beforeEach(async () => {
  world = await aWorld(app)
})
const at = (place: { district: { _id: string } } = world) => ({ placeId: place.district._id, day: DAY })
const board = () => app.as(world.dispatcher).call(runsDesk.board, at())
const move = (id: string, runId: string, position: number, version: number, confirm?: ('window' | 'kind')[]) =>
  app.as(world.dispatcher).call(runsDesk.moveStop, { id, runId, position, version, ...(confirm ? { confirm } : {}) })
const scattered = async (count: number, window: 'am' | 'pm' = 'am') => {
  const made = []
  for (let index = 0; index < count; index += 1) {
    made.push(
      await aBooking(world, {
        window,
        place: await anotherCompound(world, 113.85 + ((index * 7) % 5) / 100, 34.03 + ((index * 3) % 4) / 100),
      }),
    )
  }
  return made
}

describe('planning', () => {
  it('one run per half-day, in a good order, each booking once, and the resident knows the crew', async () => {
    const all = [...(await scattered(5)), ...(await scattered(2, 'pm'))]
    const runs = await plan(world)
    expect(runs.map(({ name, stops }) => [name, stops.length])).toEqual([
      ['东湖一线 上午', 5],
      ['东湖一线 下午', 2],
    ])
    const driven =
      runs[0]?.stops.map(({ lng, lat }) => ({ at: lng === null || lat === null ? null : { lng, lat } })) ?? []
    const booked = (
      await Stops.find({ runId: runs[0]?.id ?? '' })
        .sort({ bookingId: 1 })
        .lean()
    ).map(({ position }) => ({ at: position }))
    expect(metresOf(driven)).toBeLessThanOrEqual(metresOf(booked))
    expect(runs[0]?.crewNames).toEqual(['张强'])
    const [first] = all
    expect(first && (await app.as(first.who).call(pickups.show, { id: first.booking.id }))).toMatchObject({
      status: 'assigned',
      crewNames: ['张强'],
    })
    expect((await board()).waiting).toEqual([])
  })
  it('again, and by four at once: nothing twice', async () => {
    await scattered(4)
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => app.as(world.dispatcher).call(runsDesk.planDay, at())),
    )
    expect(answers.reduce((sum, { stops }) => sum + stops, 0)).toBe(4)
    expect(await Promise.all([planWholeDay(DAY), planWholeDay(DAY)])).toEqual([
      { runs: 0, stops: 0 },
      { runs: 0, stops: 0 },
    ])
    expect([
      await Runs.countDocuments({ roundId: world.round._id }),
      await Stops.countDocuments({
        day: DAY,
        runId: { $in: await Runs.distinct('_id', { roundId: world.round._id }) },
      }),
    ]).toEqual([1, 4])
  })
  it('a half-day that is too long takes two vehicles', async () => {
    for (let index = 0; index < 36; index += 1) await aBooking(world)
    const runs = await plan(world)
    expect(runs.map(({ name, stops, minutes }) => [name, stops.length > 0, minutes <= 240])).toEqual(
      [['东湖一线 上午', true, true]].concat(runs.length === 2 ? [['东湖一线 上午 第2车', true, true]] : []),
    )
    expect(runs.reduce((sum, { stops }) => sum + stops.length, 0)).toBe(36)
  })
  it('a later booking is inserted, a cancelled one is withdrawn, an amended one comes back', async () => {
    const [first] = await scattered(3)
    await plan(world)
    const late = await aBooking(world)
    expect((await plan(world))[0]?.stops).toHaveLength(4)
    await app.as(late.who).call(pickups.cancel, { id: late.booking.id })
    const [run] = await boardOf(world)
    expect(run?.stops.map(({ seq }) => seq)).toEqual([0, 1, 2])
    expect(await Stops.findOne({ bookingId: late.booking.id }).lean()).toMatchObject({ status: 'withdrawn' })
    if (!first) throw new Error('three were booked')
    const shown = await app.as(first.who).call(pickups.show, { id: first.booking.id })
    const amended = await app.as(first.who).call(pickups.amend, {
      id: shown.id,
      version: shown.version,
      day: DAY,
      slot: `${world.round._id}:pm`,
      items: shown.items,
      agreedFen: 0,
      priceListVersion: 1,
      address: {
        placeId: shown.placeId,
        building: '3',
        unit: '2',
        room: '301',
        floor: 3,
        hasLift: false,
        standsAt: '楼下大厅外',
      },
    })
    expect(amended.status).toBe('confirmed')
    expect((await board()).waiting.map(({ id }) => id)).toEqual([first.booking.id])
    expect((await plan(world)).map(({ stops }) => stops.length)).toEqual([2, 1])
    expect(await Stops.countDocuments({ bookingId: first.booking.id })).toBe(1)
  })
  it("never the past, and only in one's own area", async () => {
    await expectError(
      app.as(world.dispatcher).call(runsDesk.planDay, { placeId: world.district._id, day: '2026-11-22' }),
      'WRONG_STATE',
    )
    const elsewhere = await aPlace({ kind: 'district' })
    await expectError(
      app.as(world.dispatcher).call(runsDesk.planDay, { placeId: elsewhere._id, day: DAY }),
      'NOT_FOUND',
    )
    await expectError(
      app.as(await aStaff('communityWorker', world.district._id)).call(runsDesk.planDay, at()),
      'NOT_ALLOWED',
    )
    await expectError(app.as(world.zhang).call(runsDesk.board, at()), 'NOT_ALLOWED')
  })
})

describe('a run that passes through places of others', () => {
  it('shows each reader the stops of their own places, and counts all in its effort', async () => {
    const elsewhere = await aPlace({
      kind: 'compound',
      parent: await aPlace({ kind: 'community', parent: await ancestorOf(world.compound, 'subdistrict') }),
      location: { type: 'Point', coordinates: [113.86, 34.03] },
    })
    const [mine, theirs] = [await aBooking(world), await aBooking(world, { place: elsewhere })]
    const [run] = await plan(world)
    expect(run?.stops.map(({ bookingId }) => bookingId).toSorted()).toEqual(
      [mine.booking.id, theirs.booking.id].toSorted(),
    )
    const community = await ancestorOf(world.compound, 'community')
    for (const role of ['communityWorker', 'auditor', 'dispatcher'] as const) {
      const reader = await aStaff(role, community._id)
      const { runs } = await app.as(reader).call(runsDesk.board, { placeId: community._id, day: DAY })
      expect(runs.flatMap(({ stops }) => stops.map(({ bookingId }) => bookingId))).toEqual([mine.booking.id])
      expect(JSON.stringify(runs)).not.toContain(elsewhere.name)
      expect(runs[0]?.minutes).toBe(run?.minutes)
    }
  })
})

describe('dragging', () => {
  it('to another place in the run: it stays there when the rest is planned anew', async () => {
    await scattered(5)
    const [run] = await plan(world)
    const last = run?.stops.at(-1)
    if (!run || !last) throw new Error('planned')
    await move(last.id, run.id, 1, run.version)
    await aBooking(world)
    const [after] = await plan(world)
    expect(after?.stops).toHaveLength(6)
    expect((await Stops.findById(last.id).lean())?.pinned).toBe(true)
    expect(after?.stops.findIndex(({ id }) => id === last.id)).toBeLessThanOrEqual(2)
  })
  it("to another run: both crews see it, the booking has its new crew, the old crew's log is refused and kept", async () => {
    await scattered(3)
    await scattered(1, 'pm')
    const [am, pm] = await plan(world)
    const stop = am?.stops[1]
    if (!am || !pm || !stop) throw new Error('planned')
    const given = await app
      .as(world.dispatcher)
      .call(runsDesk.assignCrew, { id: pm.id, version: pm.version, crewIds: [world.liu.personId], vehicle: '清A00002' })
    await morning(world)
    await send(world, [aLog(stop.id, 'set_out', '08:05')])
    expect(await move(stop.id, pm.id, 0, given.version, ['window'])).toEqual({ id: stop.id, runId: pm.id, position: 0 })
    expect((await morning(world)).flatMap(({ stops }) => stops.map(({ id }) => id))).not.toContain(stop.id)
    expect((await morning(world, world.liu))[0]?.stops[0]).toMatchObject({ id: stop.id, status: 'planned' })
    expect(await app.as(world.dispatcher).call(pickupsDesk.showBooking, { id: stop.bookingId })).toMatchObject({
      status: 'assigned',
      crewNames: ['刘洋'],
    })
    const row = aLog(stop.id, 'collect', '08:30')
    expect((await send(world, [row]))[0]).toMatchObject({ outcome: 'refused', code: 'RUN_STOP_MOVED' })
    expect((await send(world, [row]))[0]).toMatchObject({ outcome: 'refused', code: 'RUN_STOP_MOVED' })
    expect((await board()).refusedLogs).toMatchObject([
      { id: row.id, stopId: stop.id, code: 'RUN_STOP_MOVED', by: '张强' },
    ])
    expect((await send(world, [aLog(stop.id, 'collect', '08:40')], world.liu))[0]).toMatchObject({
      outcome: 'accepted',
    })
  })
  it('with an old version, a finished stop, or of another day: refused', async () => {
    await scattered(2)
    const [run] = await plan(world)
    const [one, two] = run?.stops ?? []
    if (!run || !one || !two) throw new Error('planned')
    await move(two.id, run.id, 0, run.version)
    await expectError(move(one.id, run.id, 0, run.version), 'CHANGED_MEANWHILE')
    await morning(world)
    await send(world, [aLog(one.id, 'collect', '08:30')])
    const [now] = await boardOf(world)
    await expectError(move(one.id, run.id, 1, now?.version ?? 0), 'WRONG_STATE')
    setClock(shanghai('10:00', TODAY))
    await aBooking(world, { day: '2026-11-25' })
    await plan(world, '2026-11-25')
    const [other] = await boardOf(world, '2026-11-25')
    await expectError(move(two.id, other?.id ?? '', 0, other?.version ?? 0), 'NOT_FOUND')
    const stranger = await aStaff('dispatcher', (await aPlace({ kind: 'district' }))._id)
    await expectError(
      app.as(stranger).call(runsDesk.moveStop, { id: two.id, runId: run.id, position: 0, version: now?.version ?? 0 }),
      'NOT_FOUND',
    )
  })
  it('two dispatchers at once: one gets through', async () => {
    await scattered(4)
    const [run] = await plan(world)
    if (!run) throw new Error('planned')
    const results = await Promise.allSettled(run.stops.map(({ id }, index) => move(id, run.id, 3 - index, run.version)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await boardOf(world))[0]?.stops.map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
  })
  it('the same key answers the same and moves once', async () => {
    await scattered(3)
    const [run] = await plan(world)
    if (!run) throw new Error('planned')
    const input = { id: run.stops[2]?.id ?? '', runId: run.id, position: 0, version: run.version }
    const key = newId()
    const first = await app.as(world.dispatcher).call(runsDesk.moveStop, input, { key })
    expect(await app.as(world.dispatcher).call(runsDesk.moveStop, input, { key })).toEqual(first)
    expect((await boardOf(world))[0]?.version).toBe(run.version + 1)
  })
})

describe('crews', () => {
  it('are people with the role there; nobody else can be put on a run', async () => {
    await scattered(1)
    const [run] = await plan(world)
    const { items } = await app.as(world.dispatcher).call(runsDesk.crews, { placeId: world.district._id })
    expect(items.map(({ name }) => name)).toEqual(['刘洋', '张强'].sort())
    const foreign = await aStaff('crew', (await aPlace({ kind: 'district' }))._id)
    await expectError(
      app.as(world.dispatcher).call(runsDesk.assignCrew, {
        id: run?.id ?? '',
        version: run?.version ?? 0,
        crewIds: [foreign.personId],
        vehicle: '',
      }),
      'NOT_FOUND',
    )
    await expectError(
      app.as(world.dispatcher).call(runsDesk.assignCrew, { id: run?.id ?? '', version: 99, crewIds: [], vehicle: '' }),
      'CHANGED_MEANWHILE',
    )
  })
  it('who was taken off may still send what was logged before', async () => {
    await scattered(2)
    const [run] = await plan(world)
    if (!run) throw new Error('planned')
    await morning(world)
    setClock(shanghai('09:00'))
    await app
      .as(world.dispatcher)
      .call(runsDesk.assignCrew, { id: run.id, version: run.version, crewIds: [world.liu.personId], vehicle: '' })
    const [one, two] = run.stops
    expect(
      (await send(world, [aLog(one?.id ?? '', 'collect', '08:50'), aLog(two?.id ?? '', 'collect', '09:01')])).map(
        ({ code }) => code,
      ),
    ).toEqual([null, 'RUN_STOP_MOVED'])
    expect((await app.as(world.zhang).call(runsCrew.mine, {})).runs).toEqual([])
  })
})
