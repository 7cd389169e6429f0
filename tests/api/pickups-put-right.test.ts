// What an operator takes back comes back to the household; a revisit costs nothing; what the crew's own reasons cost,
// nobody owes; what one did in time holds. Figures by tests/support/runs.ts: paper 2 points and 80 fen a kilogram, a
// sofa 30 yuan, 30 points for a miss.
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { Bookings } from '@server/pickups/bookings.model'
import { FreePieceYears } from '@server/pickups/free-pieces.model'
import { deliverReminder } from '@server/pickups/reminders'
import { pickupPool } from '@server/pickups/service-days'
import { SeatHolders } from '@server/slots/days.model'
import { reconcilePool } from '@server/slots/reconcile'
import type { InputOf } from '@shared/contract'
import { notices } from '@shared/notices/contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { placesDesk } from '@shared/places/desk-contract'
import { runsCrew } from '@shared/runs/crew-contract'
import { aHousehold, aResident, aStaff, expectError, setClock, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { bookingOf, sofa } from '../support/pickups'
import {
  aBooking,
  aLog,
  aPhoto,
  aWorld,
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
let world: World
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
})
afterAll(() => setClock())

const as = (who: Signed) => app.as(who)
const show = ({ who, booking }: Booked) => as(who).call(pickups.show, { id: booking.id })
const told = async (who: Signed) => {
  await deliverOutbox({ notice: deliverNotice, pickupReminder: deliverReminder })
  return (await as(who).call(notices.inbox, {})).items
}
const cancelIt = (id: string) => as(world.dispatcher).call(pickupsDesk.cancelByOperator, { id, reason: '车坏了' })
const stopOf = async (booked: Booked) => {
  await plan(world)
  const [run] = await morning(world)
  return run?.stops.find((stop) => stop.bookingId === booked.booking.id)?.id ?? ''
}
/** A booked sofa that nobody came for, with its revisit. */
async function missed() {
  const booked = await aBooking(world, { kind: 'bulky' })
  await plan(world)
  setClock(shanghai('13:05'))
  const { revisitId } = await as(booked.who).call(pickups.reportMissed, { id: booked.booking.id })
  if (!revisitId) throw new Error('no revisit')
  return { booked, revisitId, id: booked.booking.id }
}
const amendmentOf = (booked: Booked, id: string, version: number, day: string, more: object = {}) => {
  const {
    id: _id,
    kind: _kind,
    contact: _contact,
    ...rest
  } = bookingOf(world.compound, `${world.round._id}:am`, {
    address: {
      placeId: world.compound._id,
      building: '3',
      unit: '2',
      room: '301',
      floor: 3,
      hasLift: false,
      standsAt: '楼下大厅外',
    },
    items: [sofa],
    day,
    agreedFen: 0,
  })
  const { householdId: _household, onBehalf: _behalf, ...fields } = rest as Record<string, unknown>
  return { ...fields, id, version, ...more } as InputOf<typeof pickups.amend>
}

describe('a revisit', () => {
  it('that the operator takes away leaves the miss as it was, and says so', async () => {
    const { booked, revisitId, id } = await missed()
    await cancelIt(revisitId)
    expect(await show(booked)).toMatchObject({ status: 'missed', revisitId: null, owedFen: 3000 })
    const titles = (await told(booked.who)).map(({ text }) => text)
    expect(titles.some((text) => text.includes('我们会另外安排'))).toBe(true)
    expect(titles.some((text) => text.includes('费用和免费件数全部退回'))).toBe(false)
    expect((await Bookings.findById(id).lean())?.missed?.dueOn).toBe('2026-11-26')
    await as(world.dispatcher).call(pickupsDesk.scheduleRevisit, {
      id,
      revisitId: newId(),
      day: '2026-11-26',
      slot: `${world.round._id}:am`,
    })
    expect((await show(booked)).status).toBe('revisit_due')
  })

  it('ends with what it is for: nobody drives for a booking that the operator has cancelled', async () => {
    const { booked, revisitId, id } = await missed()
    await cancelIt(id)
    expect((await Bookings.findById(revisitId).lean())?.status).toBe('cancelled_by_operator')
    expect(await show(booked)).toMatchObject({ status: 'cancelled_by_operator', owedFen: 0 })
    expect(await SeatHolders.countDocuments({ 'open.id': revisitId } as object)).toBe(0)
  })

  it('costs nothing on whatever day, uses no free piece, and takes nothing more along', async () => {
    const { booked, revisitId } = await missed()
    await FreePieceYears.deleteMany({})
    const revisit = await as(booked.who).call(pickups.show, { id: revisitId })
    const asked = amendmentOf(booked, revisitId, revisit.version, '2026-11-27')
    const quote = await as(booked.who).call(pickups.quote, {
      kind: 'bulky',
      items: [sofa],
      address: { placeId: world.compound._id, floor: 3, hasLift: false },
      day: '2026-11-27',
      bookingId: revisitId,
    })
    expect(quote).toMatchObject({ totalFen: 0, freePieces: 0 })
    await expectError(
      as(booked.who).call(pickups.amend, { ...asked, items: [{ ...sofa, count: 2 }] }),
      'PICKUP_REVISIT_SAME_ITEMS',
    )
    const before = await balanceOf(`person:${booked.who.personId}`)
    expect(await as(booked.who).call(pickups.amend, asked)).toMatchObject({ owedFen: 0, day: '2026-11-27' })
    expect((await balanceOf(`person:${booked.who.personId}`))?.fen).toBe(before?.fen)
    expect(await FreePieceYears.countDocuments({ 'used.0': { $exists: true } } as object)).toBe(0)
  })

  it('of a miss that was taken back and reported again: told and made good again', async () => {
    const booked = await aBooking(world)
    const stop = await stopOf(booked)
    setClock(shanghai('13:05'))
    const report = () => as(booked.who).call(pickups.reportMissed, { id: booked.booking.id })
    await report()
    expect((await balanceOf(`person:${booked.who.personId}`))?.points).toBe(30)
    const photoIds = [await aPhoto(app, world.zhang)]
    await send(world, [aLog(stop, 'not_presented', '08:55', { reason: 'nothing_outside', photoIds })])
    expect((await balanceOf(`person:${booked.who.personId}`))?.points).toBe(0)
    await send(world, [aLog(stop, 'undo', '08:56')])
    await report()
    expect((await balanceOf(`person:${booked.who.personId}`))?.points).toBe(30)
    expect((await told(booked.who)).filter(({ title }) => title === '对不起，我们漏收了')).toHaveLength(2)
  })
})

describe('a visit in vain', () => {
  const fail = async (action: 'not_presented' | 'no_access' | 'refuse', reason: string) => {
    const booked = await aBooking(world, { kind: 'bulky' })
    const stop = await stopOf(booked)
    setClock(shanghai('09:00'))
    const photoIds = [await aPhoto(app, world.zhang)]
    await send(world, [aLog(stop, action, '08:55', { reason: reason as never, photoIds })])
    return { booked, stop }
  }

  it.each([
    ['not_presented', 'nothing_outside', 3000],
    ['no_access', 'gate_closed', 3000],
    ['no_access', 'road_blocked', 0],
    ['refuse', 'too_heavy', 0],
    ['refuse', 'unsafe', 0],
    ['refuse', 'wrong_items', 3000],
  ] as const)('%s, %s: %d fen owed', async (action, reason, owedFen) => {
    const { booked, stop } = await fail(action, reason)
    expect((await show(booked)).owedFen).toBe(owedFen)
    expect((await balanceOf(`person:${booked.who.personId}`))?.fen).toBe(0 - owedFen)
    await send(world, [aLog(stop, 'undo', '08:58')])
    expect((await show(booked)).owedFen).toBe(3000)
    expect((await balanceOf(`person:${booked.who.personId}`))?.fen).toBe(-3000)
  })

  it('costs what the area says, published with its rules', async () => {
    const officer = await aStaff('cityOfficer', world.compound.path[0] ?? '')
    await as(officer).call(placesDesk.setSettings, {
      id: world.district._id,
      version: 0,
      settings: { booking: { failedVisitPercent: 20 } },
      reason: '居民议事会商定',
    })
    const { booked } = await fail('not_presented', 'nothing_outside')
    expect((await show(booked)).owedFen).toBe(600)
    const { rules } = await app.anonymous().call(pickups.catalogue, { placeId: world.compound._id })
    expect(rules.text.join()).toContain('收 20%')
  })

  it('contested for its reason and upheld: nothing is owed and the free pieces are back', async () => {
    const { booked } = await fail('not_presented', 'nothing_outside')
    const { id } = booked.booking
    await as(booked.who).call(pickups.contest, { id, contestId: newId(), about: 'reason', text: '放在楼下了' })
    const judge = await aStaff('subdistrictOfficer', world.compound.path[2] ?? '')
    expect(await as(judge).call(pickupsDesk.decideContest, { id, upheld: true, reason: '照片拍错了楼' })).toMatchObject(
      {
        owedFen: 0,
      },
    )
    expect((await balanceOf(`person:${booked.who.personId}`))?.fen).toBe(0)
    expect((await Bookings.findById(id).lean())?.freePieces).toBe(0)
  })

  it('a mixed load stays one when its weight is put right', async () => {
    const booked = await aBooking(world)
    const stop = await stopOf(booked)
    setClock(shanghai('09:00'))
    const weights = [{ material: 'paper' as const, grams: 12_600 }]
    await send(world, [aLog(stop, 'collect', '08:55', { weights, mixedLoad: true })])
    const { id } = booked.booking
    await as(booked.who).call(pickups.contest, { id, contestId: newId(), about: 'weight', text: '少称了' })
    const judge = await aStaff('subdistrictOfficer', world.compound.path[2] ?? '')
    const { receipt } = await as(judge).call(pickupsDesk.decideContest, {
      id,
      upheld: true,
      reason: '重新称过',
      weights: [{ material: 'paper', grams: 20_000 }],
    })
    expect(receipt).toMatchObject({ totalGrams: 20_000, points: 0, carbonGrams: 0 })
  })
})

describe('what was done in time', () => {
  it('a hold taken before the cut-off is confirmed and extended after it; without one it is too late', async () => {
    setClock(shanghai('15:58', TODAY))
    const household = await aHousehold({ place: world.compound })
    const who = await aResident({ household })
    const slot = `${world.round._id}:am`
    const input = bookingOf(world.compound, slot, {
      address: {
        placeId: world.compound._id,
        building: '3',
        unit: '2',
        room: '301',
        floor: 3,
        hasLift: false,
        standsAt: '楼下',
      },
      householdId: household._id,
      agreedFen: 3000,
    })
    const hold = { id: input.id, kind: 'bulky' as const, placeId: world.compound._id, day: input.day, slot }
    await as(who).call(pickups.hold, { ...hold, householdId: household._id })
    setClock(shanghai('16:01', TODAY))
    await expectError(
      as(who).call(pickups.hold, { ...hold, id: newId(), slot: `${world.round._id}:pm` }),
      'PICKUP_TOO_LATE',
    )
    await as(who).call(pickups.hold, { ...hold, householdId: household._id })
    expect((await as(who).call(pickups.book, input)).status).toBe('confirmed')
    await expectError(
      as(await aResident()).call(pickups.book, { ...input, id: newId(), householdId: undefined as never }),
      'PICKUP_TOO_LATE',
    )
  })

  it('what nobody logged counts as open until a miss can’t be reported any more, and no longer', async () => {
    const booked = await aBooking(world, { kind: 'bulky' })
    await plan(world)
    const again = (day: string) =>
      as(booked.who).call(
        pickups.book,
        bookingOf(world.compound, `${world.round._id}:am`, {
          day,
          items: [sofa],
          householdId: booked.householdId,
          agreedFen: 3000,
        }),
      )
    setClock(shanghai('10:00', '2026-11-26'))
    await reconcilePool(pickupPool, '2026-11-25')
    await expectError(again('2026-11-28'), 'PICKUP_TOO_MANY_OPEN')
    setClock(shanghai('10:00', '2026-12-04'))
    await reconcilePool(pickupPool, '2026-12-03')
    expect((await again('2026-12-07')).status).toBe('confirmed')
  })
})

describe('what was fetched although it had just been cancelled', () => {
  const weights = [{ material: 'paper' as const, grams: 5000 }]
  const officerAt = (role: 'subdistrictOfficer' | 'cityOfficer' = 'cityOfficer') =>
    aStaff(role, world.compound.path[0] ?? '')
  const points = async ({ who }: Booked) => (await balanceOf(`person:${who.personId}`))?.points ?? 0

  /** Cancelled while the crew, without signal, is already loading. */
  async function fetched() {
    const booked = await aBooking(world)
    const stopId = await stopOf(booked)
    setClock(shanghai('07:50'))
    await as(booked.who).call(pickups.cancel, { id: booked.booking.id })
    setClock(shanghai('09:00'))
    const row = aLog(stopId, 'collect', '07:55', { weights })
    return { booked, row, id: booked.booking.id }
  }

  it('is kept, decided by a person, and credited once', async () => {
    const { booked, row, id } = await fetched()
    for (let time = 0; time < 2; time += 1)
      expect((await send(world, [row]))[0]).toMatchObject({ outcome: 'refused', code: 'RUN_BOOKING_CANCELLED' })
    expect(await points(booked)).toBe(0)
    const officer = await officerAt()
    const shown = await as(officer).call(pickupsDesk.showBooking, { id })
    expect(shown).toMatchObject({ status: 'cancelled', fetched: { weights, decision: null } })
    expect(shown.allowed).toContain('creditFetched')
    const credit = () => as(officer).call(pickupsDesk.creditFetched, { id, credited: true, reason: '照片和重量对得上' })
    await credit()
    await expectError(credit(), 'WRONG_STATE')
    expect(await points(booked)).toBe(10)
    const after = await show(booked)
    expect(after).toMatchObject({ status: 'cancelled', receipt: { totalGrams: 5000, points: 10 } })
    expect(after.fetched?.decision).toMatchObject({ credited: true })
    expect((await told(booked.who)).map(({ title }) => title)).toContain('取消后收走的，已补记')
  })

  it('may be refused with a reason; another log asks nothing anew', async () => {
    const { booked, row, id } = await fetched()
    await send(world, [row])
    const again = { ...row, id: newId() }
    expect((await send(world, [again]))[0]).toMatchObject({ outcome: 'refused', code: 'WRONG_STATE' })
    await as(await officerAt()).call(pickupsDesk.creditFetched, { id, credited: false, reason: '不是这一户的' })
    expect(await points(booked)).toBe(0)
    expect((await show(booked)).receipt).toBeNull()
  })

  it('what the operator took away asks nothing', async () => {
    const booked = await aBooking(world)
    const stopId = await stopOf(booked)
    await cancelIt(booked.booking.id)
    setClock(shanghai('09:00'))
    expect((await send(world, [aLog(stopId, 'collect', '08:55', { weights })]))[0]).toMatchObject({
      code: 'WRONG_STATE',
    })
  })
})

describe('a parcel of logs', () => {
  it('answers each row by itself: what can’t be read keeps none of the others', async () => {
    const booked = await aBooking(world)
    const stopId = await stopOf(booked)
    setClock(shanghai('09:00'))
    const good = aLog(stopId, 'collect', '08:55', { weights: [{ material: 'paper', grams: 1000 }] })
    const bad = [
      { ...good, id: newId(), weights: [{ material: 'gold', grams: 1 }] },
      { ...good, id: newId(), at: 'yesterday' },
      { ...good, id: newId(), by: '' },
      { id: newId() },
    ]
    const { results } = await as(world.zhang).call(runsCrew.syncLogs, { rows: [...bad, good] })
    expect(results.map(({ outcome, code }) => [outcome, code])).toEqual([
      ...bad.map(() => ['refused', 'INPUT_INVALID']),
      ['accepted', null],
    ])
    expect(results.map(({ id }) => id)).toEqual([...bad, good].map(({ id }) => id))
    await expectError(as(world.zhang).call(runsCrew.syncLogs, { rows: [{} as never] }), 'INPUT_INVALID')
    // mended, it is taken under its own id
    expect(
      (await send(world, [{ ...good, id: bad[0]?.id ?? '', action: 'undo', weights: undefined } as never]))[0],
    ).toMatchObject({
      outcome: 'accepted',
    })
  })

  it('recyclables are not logged as collected without a weight', async () => {
    const booked = await aBooking(world)
    const stopId = await stopOf(booked)
    setClock(shanghai('09:00'))
    for (const action of ['collect', 'collect_partly'] as const)
      expect((await send(world, [aLog(stopId, action, '08:55', { weights: [] })]))[0]).toMatchObject({
        code: 'RUN_WEIGHT_NEEDED',
      })
  })
})
