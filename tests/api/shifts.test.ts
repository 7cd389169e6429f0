// Shifts over real HTTP and the real database: made from a site's windows, booked to the last place, waited for,
// swapped, called off; nobody twice, nobody at two places at once, no guide without a training that holds.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { deliverNotice } from '@server/notices/notices'
import { Notices } from '@server/notices/notices.model'
import { deliverOutbox } from '@server/outbox'
import { Sites } from '@server/places/places.model'
import { generateShifts } from '@server/shifts/generate'
import { Shifts } from '@server/shifts/shifts.model'
import { SlotDays } from '@server/slots/days.model'
import { askLines } from '@server/slots/line'
import { decideAllMinimums } from '@server/slots/minimums'
import { reconcilePool } from '@server/slots/reconcile'
import { shiftPool } from '@server/shifts/pool'
import { runJob } from '@server/jobs'
import { Attendances } from '@server/trainings/trainings.model'
import { shifts } from '@shared/shifts/contract'
import { shiftsDesk } from '@shared/shifts/desk-contract'
import { instantAt } from '@shared/time'
import { Refused, expectError, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { addMember, aHousehold, aPlace, aStaff, grant, type Signed } from '../support/people'
import { aSupervisedSite, shiftsOn, type ShiftWorld } from '../support/shifts'

useDatabase()
const app = useApp()
const DAY = '2026-12-02'
const at = (clock: string, day = '2026-12-01'): void => setClock(instantAt(day, clock))

let world: ShiftWorld
let shiftId: string
beforeEach(async () => {
  at('09:00')
  world = await aSupervisedSite(app)
  shiftId = (await shiftsOn(world, DAY))[0]?._id ?? ''
})
afterAll(() => setClock())

const volunteer = (name = '孙志愿') => aStaff('volunteer', world.street._id, { name })
const fresh = async (who: Signed) => app.as(await signInAs(who.personId))
const book = async (who: Signed, over: object = {}) =>
  (await fresh(who)).call(shifts.book, { id: shiftId, bookingId: newId(), ...over })
const wait = async (who: Signed) => (await fresh(who)).call(shifts.wait, { id: shiftId, bookingId: newId() })
const fill = async (count = 4) => {
  const all = []
  for (let index = 0; index < count; index += 1) {
    const who = await volunteer()
    all.push({ who, booking: await book(who) })
  }
  return all
}
const mine = async (who: Signed) => (await (await fresh(who)).call(shifts.mine, { when: 'coming' })).items
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof Refused ? error.code : Promise.reject(error)),
  )
const toldTo = async ({ personId }: Signed): Promise<string[]> => {
  await deliverOutbox({ notice: deliverNotice })
  return (await Notices.find({ personId }).sort({ at: 1, _id: 1 }).lean()).map(({ title }) => title)
}

describe('made from the windows of sites', () => {
  test('14 days ahead, again the same; what was changed, cancelled or booked stays', async () => {
    const made = async () => (await Shifts.find({ siteId: world.siteId }).sort({ day: 1 }).lean()).map(({ to }) => to)
    expect(await made()).toHaveLength(14)
    const { made: again, changed, removed } = await generateShifts('2026-12-01')
    expect([again, changed, removed]).toEqual([0, 0, 0])
    await book(await volunteer())
    const [, , edited, cancelled] = await Shifts.find({ siteId: world.siteId }).sort({ day: 1 }).lean()
    const office = app.as(world.officer)
    await office.call(shiftsDesk.change, {
      id: edited?._id ?? '',
      version: 0,
      minimum: 1,
      maximum: 2,
      maxMinutes: 120,
      leadId: null,
    })
    await office.call(shiftsDesk.cancel, { ids: [cancelled?._id ?? ''], reason: '大雪' })
    await Sites.updateOne({ _id: world.siteId }, { $set: { 'windows.0.to': '20:30' } })
    await generateShifts('2026-12-01')
    const days = await Shifts.find({ siteId: world.siteId }).sort({ day: 1 }).lean()
    expect(days.slice(0, 5).map(({ to }) => to)).toEqual(['20:30', '21:00', '21:00', '21:00', '20:30'])
    await Sites.updateOne({ _id: world.siteId }, { $set: { status: 'suspended' } })
    await generateShifts('2026-12-01')
    expect(await made()).toHaveLength(3)
  })
})

describe('booking', () => {
  test('the calendar shows gaps first; a place is taken once; sent again it is the same', async () => {
    const who = await volunteer()
    const bookingId = newId()
    const client = app.as(who)
    const booked = await client.call(shifts.book, { id: shiftId, bookingId })
    expect(booked).toMatchObject({ state: 'booked', as: 'volunteer', allowed: ['cancel', 'offer'] })
    expect(await client.call(shifts.book, { id: shiftId, bookingId })).toEqual(booked)
    await expectError(client.call(shifts.book, { id: shiftId, bookingId: newId() }), 'SHIFT_ALREADY_BOOKED')
    const other = app.as(await volunteer())
    for (const route of [shifts.book, shifts.wait, shifts.takeSwap])
      await expectError(other.call(route, { id: shiftId, bookingId }), 'IDEMPOTENCY_KEY_REUSED')
    const seen = await client.call(shifts.calendar, { day: DAY })
    expect(seen).toMatchObject({ isSupervisor: true, day: DAY, today: '2026-12-01' })
    expect(seen.items[0]).toMatchObject({ booked: 1, missing: 3, below: 1, mine: { id: bookingId }, allowed: [] })
    expect(seen.days[1]).toEqual({ day: DAY, shifts: 1, missing: 3, mine: true })
  })

  test('wrong person, wrong place, wrong kind', async () => {
    const resident = await aStaff('crew', world.street._id)
    await expectError(app.as(resident).call(shifts.book, { id: shiftId, bookingId: newId() }), 'NOT_ALLOWED')
    const other = await aStaff('volunteer', (await aPlace({ kind: 'subdistrict' }))._id)
    await expectError(app.as(other).call(shifts.book, { id: shiftId, bookingId: newId() }), 'NOT_FOUND')
    expect((await app.as(other).call(shifts.calendar, { day: DAY })).items).toEqual([])
    await expectError(book(await volunteer(), { as: 'guide' }), 'INPUT_INVALID')
    const booking = await book(await volunteer())
    await expectError(app.as(other).call(shifts.cancel, { id: booking.id }), 'NOT_FOUND')
    await expectError(app.as(other).call(shifts.people, { id: shiftId }), 'NOT_FOUND')
    await expectError(app.as(other).call(shifts.code, { id: shiftId }), 'NOT_FOUND')
  })

  test('eight at once for the last place: one has it', async () => {
    await fill(3)
    const eight = await Promise.all(Array.from({ length: 8 }, () => volunteer()))
    const codes = await Promise.all(eight.map((who) => codeOf(book(who))))
    expect([codes.filter((code) => code === 'ok').length, new Set(codes)]).toEqual([1, new Set(['ok', 'SHIFT_FULL'])])
    expect((await reconcilePool(shiftPool, DAY)).orphans).toBe(0)
    const day = await SlotDays.findOne({ poolId: world.siteId, day: DAY }).lean()
    expect(day?.seats).toHaveLength(4)
  })

  test('two shifts at the same hours are refused on every way in', async () => {
    const there = await aSupervisedSite(app, [{ from: '20:00', to: '22:00' }])
    const [other] = await shiftsOn(there, DAY)
    const who = await volunteer()
    await grant(who.personId, 'volunteer', there.street._id)
    await book(who)
    const client = await fresh(who)
    const ask = { id: other?._id ?? '', bookingId: newId() }
    await expectError(client.call(shifts.book, ask), 'SLOT_OVERLAP')
    const owner = await aStaff('volunteer', there.street._id)
    const given = await app.as(owner).call(shifts.book, { id: other?._id ?? '', bookingId: newId() })
    await app.as(owner).call(shifts.offer, { id: given.id, isOffered: true })
    await expectError(client.call(shifts.takeSwap, ask), 'SLOT_OVERLAP')
    // the line offers nothing that the person could not take
    for (let more = 0; more < 3; more += 1)
      await book(await aStaff('volunteer', there.street._id), { id: other?._id ?? '' })
    await client.call(shifts.wait, ask)
    await app.as(owner).call(shifts.offer, { id: given.id, isOffered: false })
    await app.as(owner).call(shifts.cancel, { id: given.id })
    expect((await mine(who)).map(({ state }) => state)).toEqual(['booked', 'lapsed'])
  })

  test('a guide needs a training that holds on the day of the shift', async () => {
    const guide = await aStaff('guideWorker', world.street._id)
    const attendance = {
      _id: newId(),
      sessionId: newId(),
      personId: guide.personId,
      kind: 'guide' as const,
      on: '2026-01-01',
      at: new Date(),
      how: 'code' as const,
      result: 'passed' as const,
      isTested: true,
    }
    await expectError(book(guide), 'SHIFT_TRAINING_NEEDED')
    await Attendances.create({ ...attendance, validUntil: '2026-12-01' })
    await expectError(book(guide), 'SHIFT_TRAINING_NEEDED')
    await Attendances.create({ ...attendance, _id: newId(), validUntil: DAY })
    expect((await book(guide)).as).toBe('guide')
  })

  test('given back until 12 hours before; booking stays open until the end', async () => {
    const [first] = await fill(1)
    at('07:01', DAY)
    await expectError(
      (await fresh(first!.who)).call(shifts.cancel, { id: first!.booking.id }),
      'SHIFT_TOO_LATE_TO_CANCEL',
    )
    at('20:59', DAY)
    expect(await codeOf(book(await volunteer()))).toBe('ok')
    at('21:00', DAY)
    await expectError(book(await volunteer()), 'SHIFT_OVER')
  })
})

describe('the waiting list', () => {
  test('a place that is given back is offered to the first; accepted it is theirs, unanswered it goes on', async () => {
    const inside = await fill()
    const [first, second] = [await volunteer(), await volunteer()]
    await expectError(book(first), 'SHIFT_FULL')
    const waiting = await wait(first)
    await wait(second)
    expect(waiting.state).toBe('waiting')
    await app.as(inside[0]!.who).call(shifts.cancel, { id: inside[0]!.booking.id })
    expect((await mine(first))[0]).toMatchObject({ state: 'offered', allowed: ['cancel', 'accept'] })
    await expectError(book(await volunteer()), 'SHIFT_FULL')
    at('11:01')
    await runJob(askLines, '2026-12-01T11:01')
    expect([(await mine(first))[0]?.state, (await mine(second))[0]?.state]).toEqual(['lapsed', 'offered'])
    const offered = (await mine(second))[0]!
    const accepted = await (await fresh(second)).call(shifts.accept, { id: offered.id })
    expect(accepted).toMatchObject({ state: 'booked', booked: 4 })
    expect(await (await fresh(second)).call(shifts.accept, { id: offered.id })).toMatchObject({ state: 'booked' })
    expect(await toldTo(first)).toEqual(['轮到您了', '没有等到您的回复'])
  })
})

describe('swapping', () => {
  test('the first stays responsible until somebody takes it; both are told; either undoes it within ten minutes', async () => {
    const [given] = await fill(4)
    const { who, booking } = given!
    const other = await volunteer('周接班')
    await expectError(
      (await fresh(other)).call(shifts.takeSwap, { id: shiftId, bookingId: newId() }),
      'SHIFT_SWAP_GONE',
    )
    const offered = await app.as(who).call(shifts.offer, { id: booking.id, isOffered: true })
    expect(offered).toMatchObject({ state: 'booked', isOffered: true, allowed: ['cancel', 'withdraw'] })
    await expectError(app.as(who).call(shifts.takeSwap, { id: shiftId, bookingId: newId() }), 'SHIFT_SWAP_OWN')
    const ask = { id: shiftId, bookingId: newId() }
    const taken = await (await fresh(other)).call(shifts.takeSwap, ask)
    expect(taken).toMatchObject({ state: 'booked', booked: 4 })
    expect(await (await fresh(other)).call(shifts.takeSwap, ask)).toMatchObject({ id: taken.id, state: 'booked' })
    expect((await mine(who))[0]).toMatchObject({ state: 'handedOver', allowed: ['undo'] })
    expect([await toldTo(who), await toldTo(other)]).toEqual([['换班成了'], ['换班成了']])
    at('09:09')
    expect(await (await fresh(who)).call(shifts.undoSwap, { id: booking.id })).toMatchObject({ state: 'booked' })
    expect((await mine(other))[0]?.state).toBe('cancelled')
    expect((await reconcilePool(shiftPool, DAY)).missing).toBe(0)
    await app.as(who).call(shifts.offer, { id: booking.id, isOffered: true })
    const again = await (await fresh(other)).call(shifts.takeSwap, { id: shiftId, bookingId: newId() })
    at('09:20')
    await expectError((await fresh(other)).call(shifts.undoSwap, { id: again.id }), 'SHIFT_UNDO_OVER')
  })

  test('two at once for one offer: one has it', async () => {
    const [given] = await fill(4)
    await app.as(given!.who).call(shifts.offer, { id: given!.booking.id, isOffered: true })
    const two = [await volunteer(), await volunteer()]
    const codes = await Promise.all(
      two.map(async (who) => codeOf((await fresh(who)).call(shifts.takeSwap, { id: shiftId, bookingId: newId() }))),
    )
    expect(codes.sort()).toEqual(['SHIFT_SWAP_GONE', 'ok'])
  })
})

describe('the office', () => {
  test('calls shifts off with a reason: everybody is told, nobody gets in, again changes nothing', async () => {
    const inside = await fill()
    const waits = await volunteer()
    await wait(waits)
    const office = app.as(world.officer)
    const input = { ids: [shiftId], reason: '大雪橙色预警' }
    expect(await office.call(shiftsDesk.cancel, input)).toEqual({ cancelled: 1, told: 5 })
    expect(await office.call(shiftsDesk.cancel, input)).toEqual({ cancelled: 0, told: 0 })
    expect(await toldTo(inside[0]!.who)).toEqual(['班次取消了，不用来了'])
    expect(await toldTo(waits)).toEqual(['班次取消了，不用来了'])
    expect((await mine(waits))[0]).toMatchObject({ state: 'calledOff', reason: '大雪橙色预警' })
    await expectError(book(await volunteer()), 'SHIFT_CANCELLED')
    expect((await reconcilePool(shiftPool, DAY)).missing).toBe(0)
  })

  test('changes numbers and the lead; not below who is booked; elsewhere it sees nothing', async () => {
    await fill(3)
    const lead = await aStaff('leadVolunteer', world.street._id, { name: '朱组长' })
    const office = app.as(world.officer)
    const change = { id: shiftId, version: 0, minimum: 2, maximum: 3, maxMinutes: 90, leadId: lead.personId }
    await expectError(office.call(shiftsDesk.change, { ...change, maximum: 2 }), 'SHIFT_BELOW_BOOKED')
    await expectError(office.call(shiftsDesk.change, { ...change, leadId: world.officer.personId }), 'INPUT_INVALID')
    expect(await office.call(shiftsDesk.change, change)).toMatchObject({ lead: '朱组长', missing: 0, version: 1 })
    await expectError(office.call(shiftsDesk.change, change), 'CHANGED_MEANWHILE')
    await expectError(book(await volunteer()), 'SHIFT_FULL')
    const elsewhere = app.as(await aStaff('subdistrictOfficer', (await aPlace({ kind: 'subdistrict' }))._id))
    await expectError(elsewhere.call(shiftsDesk.change, change), 'NOT_FOUND')
    await expectError(elsewhere.call(shiftsDesk.cancel, { ids: [shiftId], reason: '天气不好' }), 'NOT_FOUND')
    expect((await elsewhere.call(shiftsDesk.list, { from: DAY, to: DAY })).items).toEqual([])
    const auditor = app.as(await aStaff('auditor', world.compound.path[0] ?? ''))
    await expectError(auditor.call(shiftsDesk.cancel, { ids: [shiftId], reason: '天气不好' }), 'NOT_ALLOWED')
    const list = await office.call(shiftsDesk.list, { from: DAY, to: DAY })
    expect(list).toMatchObject({ items: [{ id: shiftId, booked: 3 }], byDay: [{ missing: 0 }] })
  })

  test('two hours before, who comes is told that hands are missing', async () => {
    const who = await volunteer()
    await book(who)
    at('17:00', DAY)
    await runJob(decideAllMinimums, `${DAY}T17:00`)
    expect(await toldTo(who)).toContain('这一班人还不够')
    expect((await Shifts.findById(shiftId).lean())?.shortAt).toBeInstanceOf(Date)
  })
})

describe('a day before, and when hands are missing', () => {
  const coming = async (who: Signed, id: string) => (await fresh(who)).call(shifts.sayComing, { id })
  const call = async () => (await fresh(world.officer)).call(shiftsDesk.call, { id: shiftId })

  test('whoever booked is asked and may say yes once; no answer keeps the place, a no gives it to who waits', async () => {
    const [first] = await fill(4)
    const next = await volunteer('候补')
    const line = await wait(next)
    if (!first) throw new Error('nobody booked')
    await expectError(coming(first.who, first.booking.id), 'SHIFT_NOT_YET_ASKED')
    at('19:05')
    expect(await toldTo(first.who)).toContain('明天的督导，还来吗？')
    expect((await mine(first.who))[0]?.allowed).toContain('sayComing')
    const said = await coming(first.who, first.booking.id)
    expect(said.allowed).not.toContain('sayComing')
    expect((await coming(first.who, first.booking.id)).confirmedAt).toBe(said.confirmedAt)
    await expectError(coming(next, first.booking.id), 'NOT_FOUND')
    await (await fresh(first.who)).call(shifts.cancel, { id: first.booking.id })
    expect((await mine(next)).find(({ id }) => id === line.id)?.state).toBe('offered')
    await expectError(coming(first.who, first.booking.id), 'WRONG_STATE')
  })

  test('the office calls volunteers who are free, nearest first, counts them, and not again within two hours', async () => {
    const [taken] = await fill(1)
    const [near, far] = [await volunteer('近处'), await volunteer('远处')]
    await addMember((await aHousehold({ place: world.compound }))._id, near.personId)
    const elsewhere = await aSupervisedSite(app)
    const busy = await volunteer('有班')
    await grant(busy.personId, 'volunteer', elsewhere.street._id)
    const other = (await shiftsOn(elsewhere, DAY))[0]
    await (await fresh(busy)).call(shifts.book, { id: other?._id ?? '', bookingId: newId() })
    expect(await call()).toEqual({ reached: 2 })
    for (const [who, times] of [
      [near, 1],
      [far, 1],
      [busy, 0],
      [taken?.who, 0],
    ] as const)
      expect(who && (await toldTo(who)).filter((title) => title === '附近的投放点缺人')).toHaveLength(times)
    await expectError(call(), 'SHIFT_CALLED_LATELY')
    at('11:01')
    expect(await call()).toEqual({ reached: 2 })
    await expectError((await fresh(elsewhere.officer)).call(shiftsDesk.call, { id: shiftId }), 'NOT_FOUND')
    await fill(3)
    at('13:30')
    await expectError(call(), 'SHIFT_FULL')
  })
})
