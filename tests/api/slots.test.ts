// The slots room with a pool that uses all of it: groups, a waiting line, a minimum, two pools in one act. Whatever the
// concurrency, seats and offers stay within the capacity, and what the feature is told happens once.
import { setClock } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { changeDay } from '@server/slots/changes'
import { dayId, ensureDay, leftIn, viewDays } from '@server/slots/days'
import { SeatHolders, SlotDays } from '@server/slots/days.model'
import { askLines, askNext } from '@server/slots/line'
import { decideMinimums } from '@server/slots/minimums'
import { reconcilePool, reconcileSlots } from '@server/slots/reconcile'
import { releaseSeat } from '@server/slots/seats'
import { takeSeat } from '@server/slots/taking'
import { clearDatabase, useDatabase } from '../support/database'
import {
  at,
  codeOf,
  DAY,
  hours,
  inTheEnd,
  leave,
  plan,
  shifts,
  signUp,
  SignUps,
  SITE,
  toldOf,
  visits,
  waitFor,
  wish,
} from '../support/shift-pool'

useDatabase()
beforeEach(async () => {
  await clearDatabase()
  setClock(at('18:00', '2026-11-22'))
  Object.assign(plan, { capacity: 6, cap: null, minimum: undefined })
})
afterAll(() => setClock())

const ID = dayId(shifts, SITE, DAY)
const dayOf = async (pool = shifts) => SlotDays.findById(dayId(pool, SITE, DAY)).lean()
const sizes = (seats: readonly { size?: number }[]) => seats.reduce((sum, { size = 1 }) => sum + size, 0)
const seatsOf = async (pool = shifts) => (await dayOf(pool))?.seats ?? []
const lineOf = async () => ((await dayOf())?.waiting ?? []).map((entry) => entry.id)
const count = (codes: readonly string[], code: string) => codes.filter((one) => one === code).length

describe('a seat has a size (I16)', () => {
  it('30 groups of 2 at once for 20: exactly 10 get in, none is split', async () => {
    plan.capacity = 20
    const codes = await Promise.all(Array.from({ length: 30 }, () => codeOf(takeSeat(shifts, wish('am', { size: 2 })))))
    expect([count(codes, 'ok'), count(codes, 'PICKUP_SLOT_FULL')]).toEqual([10, 20])
    expect(sizes(await seatsOf())).toBe(20)
  }, 60_000)

  it('groups of 1–5 at once: never more than there is, and who was refused would not fit', async () => {
    plan.capacity = 23
    const asks = Array.from({ length: 30 }, (_unused, index) => wish('am', { size: (index % 5) + 1 }))
    const codes = await Promise.all(asks.map((ask) => codeOf(takeSeat(shifts, ask))))
    const taken = sizes(await seatsOf())
    const refused = asks.filter((_ask, index) => codes[index] !== 'ok')
    expect(taken).toBeLessThanOrEqual(23)
    expect(taken).toBe(sizes(asks) - sizes(refused))
    expect(refused.filter((ask) => (ask.size ?? 1) <= 23 - taken)).toEqual([])
  }, 60_000)

  it('the cap of the day counts sizes over all windows, and so do views and changes by hand', async () => {
    plan.cap = 7
    await signUp([shifts, wish('am', { size: 5 })])
    expect(await codeOf(signUp([shifts, wish('pm', { size: 3 })]))).toBe('PICKUP_SLOT_FULL')
    expect(await codeOf(signUp([shifts, wish('pm', { size: 2 })]))).toBe('ok')
    const [view] = await viewDays(shifts, SITE, [DAY])
    expect(view && [view.total.confirmed, leftIn(view, 'am'), leftIn(view, 'pm')]).toEqual([7, 0, 0])
    const change = {
      poolId: SITE,
      day: DAY,
      version: 0,
      closed: false,
      note: '',
      windows: [{ slot: 'am', capacity: 4 }],
    }
    expect(await codeOf(transaction((tx) => changeDay(tx, shifts, { ...change, cap: 7 })))).toBe(
      'PICKUP_CAPACITY_BELOW_BOOKED',
    )
    expect(await codeOf(transaction((tx) => changeDay(tx, shifts, { ...change, windows: [], cap: 6 })))).toBe(
      'PICKUP_CAPACITY_BELOW_BOOKED',
    )
  })

  it('a record without its seat gets it back in its size; a second run finds nothing', async () => {
    await signUp([shifts, wish('am', { size: 4 })])
    await SlotDays.updateOne({ _id: ID }, { $set: { seats: [] } })
    expect(await reconcilePool(shifts, DAY)).toMatchObject({ orphans: 0, missing: 1 })
    expect(await reconcilePool(shifts, DAY)).toMatchObject({ orphans: 0, missing: 0, holders: 0 })
    expect(sizes(await seatsOf())).toBe(4)
  })
})

describe('the waiting line (I18)', () => {
  /** A full window: three seats of 2. */
  const aFullWindow = async () => {
    const inside = [wish('am', { size: 2 }), wish('am', { size: 2 }), wish('am', { size: 2 })] as const
    for (const ask of inside) await signUp([shifts, ask])
    return inside
  }

  it('what is freed is offered to the first whose whole group fits; who does not fit keeps the position', async () => {
    const [first, second] = await aFullWindow()
    const [three, one, another] = [wish('am', { size: 3 }), wish('am'), wish('am')]
    for (const ask of [three, one, another]) await waitFor(ask)
    expect(await lineOf()).toEqual([three.id, one.id, another.id])
    await leave(first)
    expect(await toldOf()).toEqual([`offered ${one.id}`, `offered ${another.id}`])
    expect(await lineOf()).toEqual([three.id])
    await signUp([shifts, one])
    await leave(another)
    await leave(second)
    expect((await toldOf()).slice(2)).toEqual([`offered ${three.id}`])
    await signUp([shifts, three])
    expect([await lineOf(), sizes(await seatsOf())]).toEqual([[], 6])
  })

  it('who joins while there is room is offered it at once; joining twice is joining once', async () => {
    const mine = wish('am', { size: 5 })
    await waitFor(mine)
    await waitFor(mine)
    expect(await toldOf()).toEqual([`offered ${mine.id}`])
    expect(await seatsOf()).toMatchObject([{ id: mine.id, size: 5, offered: true }])
    expect(await codeOf(waitFor(wish('am', { size: 7 })))).toBe('PICKUP_SLOT_FULL')
  })

  it('nobody passes the line: what an expired hold leaves is offered to it, a newcomer is refused', async () => {
    plan.capacity = 1
    await takeSeat(shifts, wish())
    const waiting = wish()
    await waitFor(waiting)
    setClock(at('18:16', '2026-11-22'))
    expect(await codeOf(takeSeat(shifts, wish()))).toBe('PICKUP_SLOT_FULL')
    expect(await codeOf(signUp([shifts, wish()]))).toBe('PICKUP_SLOT_FULL')
    await runJob(askLines, '2026-11-22T18:16')
    expect(await toldOf()).toEqual([`offered ${waiting.id}`])
    expect(await codeOf(signUp([shifts, wish()]))).toBe('PICKUP_SLOT_FULL')
    expect(await codeOf(signUp([shifts, waiting]))).toBe('ok')
  })

  it('a hold that is given up goes to the line at once', async () => {
    plan.capacity = 1
    const held = wish()
    const waiting = wish()
    await takeSeat(shifts, held)
    await waitFor(waiting)
    await releaseSeat(shifts, held)
    expect(await toldOf()).toEqual([`offered ${waiting.id}`])
  })

  it('an offer that nobody answers goes to the next, told once each however many look at the same time', async () => {
    plan.capacity = 1
    const inside = wish()
    await signUp([shifts, inside])
    const [first, second] = [wish(), wish()]
    for (const ask of [first, second]) await waitFor(ask)
    await leave(inside)
    setClock(at('18:59', '2026-11-22'))
    await askNext(shifts, ID)
    expect(await toldOf()).toEqual([`offered ${first.id}`])
    setClock(at('19:01', '2026-11-22'))
    await runJob(reconcileSlots, '2026-11-22T19')
    await Promise.all(Array.from({ length: 8 }, () => inTheEnd(() => askNext(shifts, ID))))
    expect(await toldOf()).toEqual([`offered ${first.id}`, `over ${first.id} unanswered`, `offered ${second.id}`])
    expect(await codeOf(signUp([shifts, first]))).toBe('PICKUP_SLOT_FULL')
    expect((await SeatHolders.findById(first.key).lean())?.open).toEqual([])
  }, 60_000)

  it('an offer never runs past the last moment, and then the line ends', async () => {
    plan.capacity = 1
    const inside = wish()
    await signUp([shifts, inside])
    const [first, second] = [wish(), wish()]
    for (const ask of [first, second]) await waitFor(ask, at('18:30', '2026-11-22'))
    await leave(inside)
    expect((await seatsOf())[0]?.until).toEqual(at('18:30', '2026-11-22'))
    setClock(at('18:31', '2026-11-22'))
    await askNext(shifts, ID)
    expect((await toldOf()).slice(1)).toEqual([`over ${first.id} unanswered`, `over ${second.id} tooLate`])
    expect(await codeOf(takeSeat(shifts, wish()))).toBe('ok')
  })

  it('ten are freed while ten newcomers ask: the ten who wait are offered them, each once', async () => {
    plan.capacity = 10
    const inside = Array.from({ length: 10 }, () => wish())
    for (const ask of inside) await signUp([shifts, ask])
    const waiting = Array.from({ length: 10 }, () => wish())
    for (const ask of waiting) await waitFor(ask)
    const newcomers = Array.from({ length: 10 }, () => wish())
    const codes = await Promise.all(
      inside.flatMap((ask, index) => [
        inTheEnd(() => leave(ask)),
        codeOf(takeSeat(shifts, newcomers[index] ?? wish())),
      ]),
    )
    expect([count(codes, 'ok'), count(codes, 'PICKUP_SLOT_FULL')]).toEqual([10, 10])
    expect((await toldOf()).sort()).toEqual(waiting.map(({ id }) => `offered ${id}`).sort())
    expect((await seatsOf()).map((seat) => seat.id).sort()).toEqual(waiting.map(({ id }) => id).sort())
    const accepted = await Promise.all(waiting.map((ask) => inTheEnd(() => signUp([shifts, ask]))))
    expect([count(accepted, 'ok'), sizes(await seatsOf())]).toEqual([10, 10])
  }, 120_000)

  it('a closed day ends the line and its offers; a raised capacity asks it', async () => {
    const [first] = await aFullWindow()
    const [offered, waiting] = [wish('am', { size: 2 }), wish('am')]
    for (const ask of [offered, waiting]) await waitFor(ask)
    await leave(first)
    const change = { poolId: SITE, day: DAY, cap: null, note: '', windows: [] }
    const wider = { ...change, version: 0, closed: false, windows: [{ slot: 'am', capacity: 7 }] }
    await transaction((tx) => changeDay(tx, shifts, wider))
    expect(await toldOf()).toEqual([`offered ${offered.id}`, `offered ${waiting.id}`])
    for (const { _id, key } of await SignUps.find({}).lean()) await leave(wish('am', { id: _id, key }))
    const another = wish('am', { size: 6 })
    await waitFor(another)
    await transaction((tx) => changeDay(tx, shifts, { ...change, version: 1, closed: true }))
    expect((await toldOf()).slice(2).sort()).toEqual(
      [offered, waiting, another].map(({ id }) => `over ${id} closed`).sort(),
    )
    expect(await seatsOf()).toEqual([])
    expect(await codeOf(waitFor(wish()))).toBe('PICKUP_DAY_CLOSED')
  })

  it('whoever can no longer come at those hours is passed over and told why', async () => {
    plan.capacity = 1
    const inside = wish()
    await signUp([shifts, inside])
    const busy = wish()
    const next = wish()
    for (const ask of [busy, next]) await waitFor(ask)
    await signUp([visits, wish('noon', { key: busy.key })])
    await leave(inside)
    expect(await toldOf()).toEqual([`over ${busy.id} notPossible`, `offered ${next.id}`])
  })
})

describe('one holder, two pools (I17, I19, I20)', () => {
  it('hours that meet are refused in whichever pool, and named; others are not', async () => {
    const key = `person:${newId()}`
    await signUp([shifts, wish('am', { key })])
    expect(await codeOf(signUp([visits, wish('noon', { key })]))).toBe('SLOT_OVERLAP')
    expect(await codeOf(takeSeat(visits, wish('noon', { key })))).toBe('SLOT_OVERLAP')
    expect(await codeOf(signUp([visits, wish('pm', { key })]))).toBe('ok')
    expect(await codeOf(signUp([visits, wish('noon', { key, day: '2026-11-25' })]))).toBe('ok')
    const nobodyHasToBeThere = { ...wish('noon', { key }) }
    delete nobodyHasToBeThere.busy
    expect(await codeOf(signUp([visits, nobodyHasToBeThere]))).toBe('ok')
  })

  it('asked for in both at the same moment, one of the two is given', async () => {
    for (let round = 0; round < 10; round += 1) {
      const key = `person:${newId()}`
      const codes = await Promise.all([
        inTheEnd(() => signUp([shifts, wish('am', { key, day: `2026-12-1${round}` })])),
        inTheEnd(() => signUp([visits, wish('noon', { key, day: `2026-12-1${round}` })])),
      ])
      expect(codes.sort()).toEqual(['SLOT_OVERLAP', 'ok'])
    }
  }, 60_000)

  it('a hold gives way to a newer wish for the same hours elsewhere; the limit is each pool’s own', async () => {
    const key = `person:${newId()}`
    const held = wish('am', { key, limit: 1 })
    await takeSeat(shifts, held)
    await takeSeat(visits, wish('pm', { key, limit: 1 }))
    expect(await seatsOf()).toHaveLength(1)
    await takeSeat(visits, wish('noon', { key, limit: 2 }))
    expect([await seatsOf(), (await seatsOf(visits)).length]).toEqual([[], 2])
  })

  it('one act in two pools takes both seats or none: 20 at once where one pool has 5 and the other 3', async () => {
    plan.capacity = 5
    await ensureDay(shifts, SITE, DAY)
    plan.capacity = 3
    await SlotDays.updateOne({ _id: ID }, { $set: { 'windows.$[].own': true } })
    await ensureDay(visits, SITE, DAY)
    const acts = Array.from({ length: 20 }, () => {
      const key = `person:${newId()}`
      return inTheEnd(() => signUp([shifts, wish('am', { key })], [visits, wish('pm', { key, busy: hours.pm })]))
    })
    const codes = await Promise.all(acts)
    expect([count(codes, 'ok'), count(codes, 'PICKUP_SLOT_FULL')]).toEqual([3, 17])
    expect([(await seatsOf()).length, (await seatsOf(visits)).length, await SignUps.countDocuments({})]).toEqual([
      3, 3, 6,
    ])
    expect(await SeatHolders.countDocuments({ 'open.0': { $exists: true } })).toBe(3)
  }, 120_000)
})

describe('a window has a minimum', () => {
  it('too few at the deadline: told once, called off with all who are in it and all who wait', async () => {
    Object.assign(plan, { minimum: 2, capacity: 1 })
    const [alone, waiting] = [wish('am'), wish('am')]
    await signUp([shifts, alone])
    await waitFor(waiting)
    setClock(at('06:59'))
    expect(await decideMinimums(shifts, ID)).toBe(0)
    setClock(at('07:00'))
    await Promise.all(Array.from({ length: 4 }, () => inTheEnd(() => decideMinimums(shifts, ID))))
    const told = await toldOf()
    expect(told.filter((line) => line.startsWith('under')).sort()).toEqual(['under am 1', 'under noon 0', 'under pm 0'])
    expect(told.filter((line) => !line.startsWith('under')).sort()).toEqual(
      [`calledOff ${alone.id}`, `over ${waiting.id} closed`].sort(),
    )
    expect(await codeOf(signUp([shifts, wish('am')]))).toBe('PICKUP_SLOT_FULL')
    expect(await SeatHolders.countDocuments({ 'open.0': { $exists: true } })).toBe(0)
    expect(await reconcilePool(shifts, DAY)).toMatchObject({ orphans: 0, missing: 0, holders: 0 })
  }, 60_000)

  it('enough people, in however few groups: nothing is called off', async () => {
    plan.minimum = 2
    await signUp(
      [shifts, wish('am', { size: 2 })],
      [shifts, wish('pm', { size: 5 })],
      [shifts, wish('noon', { size: 2 })],
    )
    setClock(at('07:00'))
    expect(await decideMinimums(shifts, ID)).toBe(0)
    expect(await toldOf()).toEqual([])
  })

  it('days that nobody has asked for are looked at too', async () => {
    plan.minimum = 2
    await runJob(reconcileSlots, '2026-11-22T18')
    setClock(at('07:00'))
    expect(await decideMinimums(shifts, ID)).toBe(3)
  })
})
