// Objections and what follows: reversed and posted anew, waived, refused; revisits by the dispatcher; escalation;
// reminders. Figures by tests/support/crew.ts: paper 2 points and 80 fen a kilogram, a sofa 30 yuan.
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { reviewsLate } from '@server/reviews/reviews-jobs'
import { Bookings } from '@server/pickups/bookings.model'
import { escalateLateRevisits } from '@server/pickups/missed'
import { SlotDays } from '@server/slots/days.model'
import { deliverReminder } from '@server/pickups/reminders'
import { notices } from '@shared/notices/contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { deliverOutbox } from '@server/outbox'
import { deliverNotice } from '@server/notices/notices'
import { addMember, aStaff, expectError, setClock, signInAs, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import {
  aBooking,
  aLog,
  aPhoto,
  aWorld,
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
let world: World
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
})
afterAll(() => setClock())

const PAPER = [{ material: 'paper' as const, grams: 12_600 }]
const account = (booked: Booked) => balanceOf(`person:${booked.who.personId}`)
const officer = (): Promise<Signed> => aStaff('subdistrictOfficer', world.compound.path[2] ?? '')

async function collected(booked: Booked, weights = PAPER) {
  await plan(world)
  const [run] = await morning(world)
  const stop = run?.stops.find((one) => one.bookingId === booked.booking.id)
  setClock(shanghai('09:00'))
  await send(world, [aLog(stop?.id ?? '', 'collect', '08:55', { weights })])
}

async function failed(booked: Booked) {
  await plan(world)
  const [run] = await morning(world)
  const stop = run?.stops.find((one) => one.bookingId === booked.booking.id)
  setClock(shanghai('09:00'))
  await send(world, [
    aLog(stop?.id ?? '', 'not_presented', '08:55', {
      reason: 'nothing_outside',
      photoIds: [await aPhoto(app, world.zhang)],
    }),
  ])
}
describe('contests', () => {
  it('a wrong weight: the entry is reversed and posted anew; 12.6 kg become 21.6 kg', async () => {
    const booked = await aBooking(world)
    await collected(booked)
    expect(await account(booked)).toMatchObject({ points: 25, fen: 1008, carbonGrams: 3780 })
    const { id } = booked.booking
    const contested = await app
      .as(booked.who)
      .call(pickups.contest, { id, contestId: newId(), about: 'weight', text: '少称了一捆' })
    expect(contested.contest).toMatchObject({ dueOn: '2026-12-01', decision: null })
    await expectError(
      app.as(booked.who).call(pickups.contest, { id, contestId: newId(), about: 'weight', text: '再来一次' }),
      'PICKUP_ALREADY_CONTESTED',
    )
    const judge = await officer()
    const decided = await app.as(judge).call(pickupsDesk.decideContest, {
      id,
      upheld: true,
      reason: '复核照片，补记一捆',
      weights: [{ material: 'paper', grams: 21_600 }],
    })
    expect(decided).toMatchObject({
      receipt: { totalGrams: 21_600, points: 43, fen: 1728, carbonGrams: 6480 },
      contest: { decision: { upheld: true } },
    })
    expect(await account(booked)).toMatchObject({ points: 43, fen: 1728, carbonGrams: 6480 })
    expect((await verifyLedger({ scope: { kind: 'all' } })).differences).toBe(0)
    await expectError(
      app.as(judge).call(pickupsDesk.decideContest, { id, upheld: false, reason: '再判一次' }),
      'WRONG_STATE',
    )
  })

  it('the day of the answer is promised; once it has passed the officers and the person are told, once', async () => {
    const booked = await aBooking(world)
    await collected(booked)
    const { id } = booked.booking
    const contested = await app
      .as(booked.who)
      .call(pickups.contest, { id, contestId: newId(), about: 'weight', text: '少称了一捆' })
    expect(contested.promise).toEqual({
      what: 'answer',
      until: shanghai('00:00', '2026-12-02').toISOString(),
      late: false,
    })
    const chief = await officer()
    const late = async (who: Signed, title: string) =>
      (await app.as(await signInAs(who.personId)).call(notices.inbox, {})).items.filter((each) => each.title === title)
    for (const [day, told] of [
      ['2026-12-01', 0],
      ['2026-12-02', 1],
      ['2026-12-03', 1],
    ] as const) {
      setClock(shanghai('10:00', day))
      await runJob(reviewsLate, `${day}T10`)
      await deliverOutbox({ notice: deliverNotice })
      expect(await late(chief, '收运异议答复超期')).toHaveLength(told)
      expect(await late(booked.who, '对不起，答复迟了')).toHaveLength(told)
    }
    const who = await signInAs(booked.who.personId)
    expect((await app.as(who).call(pickups.show, { id })).promise).toMatchObject({ what: 'answer', late: true })
    await app
      .as(await signInAs(chief.personId))
      .call(pickupsDesk.decideContest, { id, upheld: false, reason: '复核照片，重量无误' })
    expect((await app.as(who).call(pickups.show, { id })).promise).toBeNull()
  })

  it('a corrected weight has a bound and is never to the household’s cost; whoever filed it for them does not decide', async () => {
    const booked = await aBooking(world)
    await collected(booked)
    const { id } = booked.booking
    const clerk = await officer()
    await app.as(clerk).call(pickups.contest, { id, contestId: newId(), about: 'weight', text: '代为登记' })
    const upheld = (who: Signed, grams: number) =>
      app.as(who).call(pickupsDesk.decideContest, {
        id,
        upheld: true,
        reason: '复核照片',
        weights: [{ material: 'paper', grams }],
      })
    await expectError(upheld(clerk, 21_600), 'DECIDES_OWN_CASE')
    const judge = await officer()
    await expectError(upheld(judge, 99_000), 'PICKUP_WEIGHT_UNLIKELY')
    await expectError(upheld(judge, 10_000), 'REVIEW_WORSE')
    expect(await account(booked)).toMatchObject({ points: 25, fen: 1008 })
    await upheld(judge, 21_600)
    expect(await account(booked)).toMatchObject({ points: 43, fen: 1728 })
  })

  it('not upheld: nothing moves, the reason is told', async () => {
    const booked = await aBooking(world)
    await collected(booked)
    await app
      .as(booked.who)
      .call(pickups.contest, { id: booked.booking.id, contestId: newId(), about: 'weight', text: '少称了' })
    await app
      .as(await officer())
      .call(pickupsDesk.decideContest, { id: booked.booking.id, upheld: false, reason: '照片上的读数清楚' })
    expect(await account(booked)).toMatchObject({ points: 25, fen: 1008 })
    await deliverOutbox({ notice: deliverNotice })
    expect(
      (await app.as(booked.who).call(notices.inbox, {})).items.map(({ kind, text }) => `${kind} ${text}`),
    ).toContain('contest_decided 照片上的读数清楚')
  })

  it('a price: what is still owed is waived', async () => {
    const booked = await aBooking(world, { kind: 'bulky' })
    await collected(booked, [{ material: 'wood_furniture' as never, grams: 40_000 }])
    expect((await account(booked))?.fen).toBe(-3000)
    await app
      .as(booked.who)
      .call(pickups.contest, { id: booked.booking.id, contestId: newId(), about: 'price', text: '搬的是单人沙发' })
    expect(
      await app
        .as(await officer())
        .call(pickupsDesk.decideContest, { id: booked.booking.id, upheld: true, reason: '属实' }),
    ).toMatchObject({ owedFen: 0 })
    expect((await account(booked))?.fen).toBe(0)
  })

  it('a price: what is owed falls to what is rightly owed, never rises', async () => {
    const booked = await aBooking(world, { kind: 'bulky' })
    await collected(booked, [{ material: 'wood_furniture' as never, grams: 40_000 }])
    const { id } = booked.booking
    await app.as(booked.who).call(pickups.contest, { id, contestId: newId(), about: 'price', text: '算多了' })
    const judge = app.as(await officer())
    const decide = (owedFen: number) =>
      judge.call(pickupsDesk.decideContest, { id, upheld: true, reason: '按单人沙发计', owedFen })
    for (const fen of [3001, -1, -100_000]) await expectError(decide(fen), 'INPUT_INVALID')
    expect(await decide(1200)).toMatchObject({ owedFen: 1200 })
    expect((await account(booked))?.fen).toBe(-1200)
  })

  it('closed after the seventh day; never for the own household; never by the dispatcher or from elsewhere', async () => {
    const booked = await aBooking(world)
    await collected(booked)
    const { id } = booked.booking
    const judge = await officer()
    await addMember(booked.householdId, judge.personId)
    await app.as(booked.who).call(pickups.contest, { id, contestId: newId(), about: 'weight', text: '少称了' })
    setClock(shanghai('10:00', '2026-11-25'))
    await Bookings.updateOne({ _id: id }, { $set: { createdAt: shanghai('23:00', '2026-11-24') } })
    await expectError(
      app.as(judge).call(pickupsDesk.decideContest, { id, upheld: true, reason: '自己判' }),
      'DECIDES_OWN_CASE',
    )
    await expectError(
      app.as(world.dispatcher).call(pickupsDesk.decideContest, { id, upheld: true, reason: '调度判' }),
      'NOT_ALLOWED',
    )
    const other = await aBooking(world, { day: '2026-11-26' })
    await Bookings.updateOne(
      { _id: other.booking.id },
      { $set: { status: 'collected', outcomeAt: shanghai('09:00', '2026-11-26') } },
    )
    setClock(shanghai('00:00', '2026-12-04'))
    await expectError(
      app
        .as(other.who)
        .call(pickups.contest, { id: other.booking.id, contestId: newId(), about: 'weight', text: '晚了' }),
      'PICKUP_CONTEST_CLOSED',
    )
  })
})

describe('misses', () => {
  it('blocked with the reason where the crew has logged one; the dispatcher may still send a revisit', async () => {
    const booked = await aBooking(world)
    await failed(booked)
    setClock(shanghai('14:00'))
    const refused = await expectError(
      app.as(booked.who).call(pickups.reportMissed, { id: booked.booking.id }),
      'PICKUP_CREW_REPORTED',
    )
    expect(refused.body.details).toEqual({ reason: 'nothing_outside', status: 'not_presented' })
    const revisitId = newId()
    const after = await app.as(world.dispatcher).call(pickupsDesk.scheduleRevisit, {
      id: booked.booking.id,
      revisitId,
      day: '2026-11-26',
      slot: `${world.round._id}:pm`,
    })
    expect(after).toMatchObject({ status: 'revisit_due', revisitId })
    expect(await app.as(booked.who).call(pickups.show, { id: revisitId })).toMatchObject({
      day: '2026-11-26',
      from: '14:00',
      status: 'confirmed',
      revisitOf: booked.booking.id,
    })
  })

  it('no free place until it is due: it waits for the dispatcher, and goes up once when it is late', async () => {
    const booked = await aBooking(world)
    await SlotDays.updateMany({}, { $set: { cap: 0, ownCap: true } })
    for (const day of ['2026-11-25', '2026-11-26'])
      await app.as(world.dispatcher).call(pickupsDesk.setDay, {
        day,
        placeId: world.district._id,
        version: 0,
        closed: true,
        cap: null,
        windows: [],
        reason: '检修',
      })
    const chief = await officer()
    setClock(shanghai('13:00'))
    expect(await app.as(booked.who).call(pickups.reportMissed, { id: booked.booking.id })).toMatchObject({
      status: 'missed',
      revisitId: null,
      promise: { what: 'revisit', until: shanghai('00:00', '2026-11-27').toISOString(), late: false },
    })
    expect((await account(booked))?.points).toBe(30)
    for (const [day, told] of [
      ['2026-11-26', 0],
      ['2026-11-27', 1],
      ['2026-11-27', 1],
    ] as const) {
      setClock(shanghai('10:00', day))
      await escalateLateRevisits.run(`${day}T10`, { progress: async () => undefined })
      await deliverOutbox({ notice: deliverNotice })
      expect(
        (await app.as(chief).call(notices.inbox, {})).items.filter(({ title }) => title === '补收超期'),
      ).toHaveLength(told)
    }
  })

  it('the revisit done closes the first booking; taken away from a full day it leaves no place behind', async () => {
    const booked = await aBooking(world)
    setClock(shanghai('13:00'))
    const { revisitId } = await app.as(booked.who).call(pickups.reportMissed, { id: booked.booking.id })
    await app.as(booked.who).call(pickups.cancel, { id: revisitId ?? '' })
    expect(await app.as(booked.who).call(pickups.show, { id: booked.booking.id })).toMatchObject({ status: 'settled' })
    expect(await SlotDays.find({ 'seats.id': revisitId }).lean()).toEqual([])
  })
})

describe('reminders', () => {
  it('each once: a day before and that morning; moved with the date, gone with the booking', async () => {
    const booked = await aBooking(world)
    const reminders = async () => {
      await deliverOutbox({ notice: deliverNotice, pickupReminder: deliverReminder })
      return (await app.as(booked.who).call(notices.inbox, {})).items
        .filter(({ kind }) => kind === 'booking_reminder')
        .map(({ text }) => text.slice(0, 9))
        .reverse()
    }
    setClock(shanghai('17:59', '2026-11-23'))
    expect(await reminders()).toEqual([])
    setClock(shanghai('18:00', '2026-11-23'))
    expect(await reminders()).toHaveLength(1)
    expect(await reminders()).toHaveLength(1)
    const { booking } = booked
    await app.as(booked.who).call(pickups.amend, {
      id: booking.id,
      version: 1,
      day: '2026-11-27',
      slot: `${world.round._id}:am`,
      items: booking.items,
      agreedFen: 0,
      priceListVersion: 1,
      address: {
        placeId: booking.placeId,
        building: '3',
        unit: '2',
        room: '301',
        floor: 3,
        hasLift: false,
        standsAt: '楼下大厅外',
      },
    })
    setClock(shanghai('08:00', '2026-11-24'))
    expect(await reminders()).toHaveLength(1)
    setClock(shanghai('09:00', '2026-11-24'))
    expect(await reminders()).toHaveLength(2)
    await app.as(booked.who).call(pickups.cancel, { id: booking.id })
    setClock(shanghai('09:00', '2026-11-27'))
    expect(await reminders()).toHaveLength(2)
  })
})
