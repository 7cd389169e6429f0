// A door is no household: who books at one by its address, whose booking it is when everybody has left, and what else a
// booking leaves behind. Figures by tests/support/runs.ts.
import { AuditRows } from '@server/audit'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { Bookings } from '@server/pickups/bookings.model'
import { FreePieceYears } from '@server/pickups/free-pieces.model'
import { deliverReminder } from '@server/pickups/reminders'
import type { InputOf } from '@shared/contract'
import { files } from '@shared/files/contract'
import { notices } from '@shared/notices/contract'
import { households } from '@shared/people/household-contract'
import { people } from '@shared/people/contract'
import { pickups } from '@shared/pickups/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { runsCrew } from '@shared/runs/crew-contract'
import {
  addMember,
  aHousehold,
  ancestorOf,
  aResident,
  aStaff,
  expectError,
  setClock,
  signInAs,
  type Signed,
} from '../support/app'
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
const told = async (who: Signed) => {
  await deliverOutbox({ notice: deliverNotice, pickupReminder: deliverReminder })
  return (await as(who).call(notices.inbox, {})).items
}
const stopOf = async (booked: Booked) => {
  await plan(world)
  const [run] = await morning(world)
  return run?.stops.find((stop) => stop.bookingId === booked.booking.id)?.id ?? ''
}
describe('a door', () => {
  const at = (room: string, more: object = {}) =>
    bookingOf(world.compound, `${world.round._id}:am`, {
      address: {
        placeId: world.compound._id,
        building: '8',
        unit: '1',
        room,
        floor: 3,
        hasLift: false,
        standsAt: '楼下',
      },
      agreedFen: 3000,
      ...more,
    })

  it('without a household: one open booking, however many accounts ask, at once too', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, async () =>
        as(await aResident())
          .call(pickups.book, at('201'))
          .then(
            () => 'booked',
            (error: { code: string }) => error.code,
          ),
      ),
    )
    expect(outcomes.toSorted()).toEqual([...Array(3).fill('PICKUP_ADDRESS_BOOKED'), 'booked'].toSorted())
    await as(await aResident()).call(pickups.book, at('202'))
  })

  it('of others: who books there pays, uses none of their free pieces, blocks them not, and they are told', async () => {
    const household = await aHousehold({ place: world.compound, building: '8', unit: '1', room: '301' } as never)
    const owner = await aResident({ household })
    const { building, unit, room } = household.parts
    const door = (more: object = {}) => {
      const input = at(room, more)
      return { ...input, address: { ...input.address, building, unit, room } }
    }
    const year = `household:${household._id}:2026`
    await as(await aResident()).call(pickups.book, door())
    expect((await FreePieceYears.findById(year).lean())?.used ?? []).toEqual([])
    expect((await told(owner)).map(({ title }) => title)).toContain('有人按您家门牌约了上门')
    expect((await as(owner).call(pickups.book, door({ householdId: household._id }))).status).toBe('confirmed')
  })
})

describe('the spelling of a door', () => {
  type Spelled = { building?: string; unit?: string; room?: string }
  const door = (spelled: Spelled) => ({
    placeId: world.compound._id,
    ...spelled,
    floor: 3,
    hasLift: false,
    standsAt: '楼下',
  })
  const priced = async (who: Signed, spelled: Spelled) => {
    const { standsAt: _standsAt, ...address } = door(spelled)
    return (await as(who).call(pickups.quote, { kind: 'bulky', address, items: [sofa], day: '2026-11-24' })).totalFen
  }

  it.each<Spelled>([
    { room: '5-1-501' },
    { building: '五号楼', unit: '一单元', room: '五〇一' },
    { building: '5栋1单元', room: '501室' },
    { building: '5', room: '1-501' },
    { building: '5\u22121', room: '501' },
  ])('%j draws from the household at 5-1-501, whoever notes it down', async (spelled) => {
    const household = await aHousehold({
      place: world.compound,
      building: '5',
      unit: '1',
      room: '501',
    })
    const worker = await aStaff('communityWorker', (await ancestorOf(world.compound, 'community'))._id)
    await as(worker).call(
      pickups.book,
      bookingOf(world.compound, `${world.round._id}:am`, {
        address: door(spelled),
        onBehalf: { how: 'phone', consent: '电话里同意' },
        agreedFen: 3000,
      }),
    )
    expect(await FreePieceYears.findById(`household:${household._id}:2026`).lean()).not.toBeNull()
  })

  it.each<Spelled>([{ building: '8', room: '（东）' }, { room: '<501>' }, { building: '8', room: '9栋501' }])(
    '%j can’t be read: that is said with the price, and nothing is booked',
    async (spelled) => {
      const who = await aResident()
      await expectError(priced(who, spelled), 'HOUSEHOLD_ADDRESS_INVALID')
      await expectError(
        as(who).call(
          pickups.book,
          bookingOf(world.compound, `${world.round._id}:am`, { address: door(spelled), agreedFen: 3000 }),
        ),
        'HOUSEHOLD_ADDRESS_INVALID',
      )
    },
  )

  it('not given for a household is the household’s own, so that the crew finds it', async () => {
    const household = await aHousehold({ place: world.compound, building: '5', unit: '1', room: '501' })
    const who = await aResident({ household })
    const booked = await as(who).call(
      pickups.book,
      bookingOf(world.compound, `${world.round._id}:am`, {
        address: door({}),
        householdId: household._id,
        agreedFen: 3000,
      }),
    )
    expect(booked.addressText).toContain('5栋1单元501')
  })
})

describe('a household that nobody is left in', () => {
  const newTenant = async (householdId: string) => {
    const tenant = await aResident({ name: '新住户' })
    await addMember(householdId, tenant.personId)
    return tenant
  }
  const book = (who: Signed, householdId: string) =>
    as(who).call(
      pickups.book,
      bookingOf(world.compound, `${world.round._id}:pm`, { items: [sofa], householdId, agreedFen: 3000 }),
    )

  it.each<[string, (booked: Booked, worker: Signed) => Promise<unknown>]>([
    ['leaves', ({ who, householdId }) => as(who).call(households.leave, { id: householdId })],
    [
      'is removed',
      ({ who, householdId }, worker) =>
        as(worker).call(households.removeMember, { id: householdId, personId: who.personId, reason: '已搬走' }),
    ],
    ['deletes the account', ({ who }) => as(who).call(people.deleteMe, { confirm: '注销' })],
  ])('when the last one %s, what they had booked ends and the next ones book', async (how, ends) => {
    const booked = await aBooking(world, { kind: 'bulky' })
    const worker = await aStaff('communityWorker', (await ancestorOf(world.compound, 'community'))._id)
    await ends(booked, worker)
    expect(await Bookings.findById(booked.booking.id).lean()).toMatchObject({
      status: 'cancelled_by_operator',
      owedFen: 0,
    })
    if (how !== 'deletes the account')
      expect((await told(await signInAs(booked.who.personId))).map(({ title }) => title)).toContain(
        '您退出住户，预约已取消',
      )
    expect((await book(await newTenant(booked.householdId), booked.householdId)).status).toBe('confirmed')
  })

  it('while somebody stays, the booking stays theirs', async () => {
    const booked = await aBooking(world, { kind: 'bulky' })
    const partner = await aResident()
    // who joined after it was booked would not see it
    setClock(shanghai('08:00', '2026-11-01'))
    await addMember(booked.householdId, partner.personId)
    setClock(shanghai('08:00', TODAY))
    await as(booked.who).call(households.transfer, { id: booked.householdId, personId: partner.personId })
    await as(await signInAs(booked.who.personId)).call(households.leave, { id: booked.householdId })
    expect((await as(await signInAs(partner.personId)).call(pickups.show, { id: booked.booking.id })).status).toBe(
      'confirmed',
    )
  })

  it('an account that goes while the crew is on its way takes the stop off the run', async () => {
    const booked = await aBooking(world)
    const stop = await stopOf(booked)
    await send(world, [aLog(stop, 'set_out', '08:30')])
    await as(booked.who).call(people.deleteMe, { confirm: '注销' })
    const { runs } = await as(world.zhang).call(runsCrew.mine, {})
    expect(runs.flatMap((run) => run.stops.filter((each) => each.status !== 'withdrawn'))).toEqual([])
  })
})

it('a hold of a household that is merged meanwhile is confirmed for the one that stays', async () => {
  const [from, into] = [await aHousehold({ place: world.compound }), await aHousehold({ place: world.compound })]
  const who = await aResident({ household: from })
  const slot = `${world.round._id}:am`
  const input = bookingOf(world.compound, slot, { items: [sofa], householdId: into._id, agreedFen: 3000 })
  await as(who).call(pickups.hold, {
    id: input.id,
    kind: 'bulky',
    placeId: world.compound._id,
    day: input.day,
    slot,
    householdId: from._id,
  })
  const worker = await aStaff('communityWorker', (await ancestorOf(world.compound, 'community'))._id)
  await as(worker).call(households.merge, { id: from._id, intoId: into._id, reason: '重复登记' })
  expect((await as(await signInAs(who.personId)).call(pickups.book, input)).status).toBe('confirmed')
})

it('a photo that is amended away is seen by nobody and swept', async () => {
  const household = await aHousehold({ place: world.compound })
  const who = await aResident({ household })
  const [kept, gone] = [await aPhoto(app, who), await aPhoto(app, who)]
  const input = bookingOf(world.compound, `${world.round._id}:am`, {
    items: [sofa],
    householdId: household._id,
    agreedFen: 3000,
    photoIds: [kept, gone],
  })
  const booking = await as(who).call(pickups.book, input)
  const { kind: _kind, contact: _contact, householdId: _household, ...rest } = input
  await as(who).call(pickups.amend, { ...rest, version: booking.version, photoIds: [kept] } as InputOf<
    typeof pickups.amend
  >)
  await plan(world)
  await morning(world)
  expect((await as(world.zhang).raw('GET', `/api/files/${kept}`)).status).toBe(200)
  expect((await as(world.zhang).raw('GET', `/api/files/${gone}`)).status).toBe(404)
  await expectError(as(await aResident()).call(files.show, { id: gone }), 'NOT_FOUND')
})

it('nothing that only staff may book is advised to residents; too many of one thing are named', async () => {
  const officer = await aStaff('cityOfficer', world.compound.path[0] ?? '')
  const ways = async () =>
    (await app.anonymous().call(pickups.advise, { item: '三人沙发', placeId: world.compound._id })).ways.map(
      ({ way }) => way,
    )
  expect(await ways()).toContain('paid_bulky')
  const refused = await expectError(
    app.anonymous().call(pickups.quote, {
      kind: 'bulky',
      items: [{ ...sofa, count: 3 }],
      address: { placeId: world.compound._id, floor: 1, hasLift: false },
    }),
    'PICKUP_ITEM_LIMIT',
  )
  expect(refused.body.details).toEqual({ item: '三人沙发', maxCount: expect.any(Number) })
  await as(officer).call(placesDesk.setSettings, {
    id: world.district._id,
    version: 0,
    settings: { booking: { openTo: 'staff' } },
    reason: '先由工作人员试办',
  })
  expect(await ways()).not.toContain('paid_bulky')
})

it('nobody of the booking has an account: who booked for them is asked to ring the day before', async () => {
  const worker = await aStaff('communityWorker', (await ancestorOf(world.compound, 'community'))._id)
  await as(worker).call(
    pickups.book,
    bookingOf(world.compound, `${world.round._id}:am`, {
      items: [sofa],
      agreedFen: 3000,
      onBehalf: { how: 'phone', consent: '电话里同意' },
    }),
  )
  setClock(shanghai('18:05', TODAY))
  const ring = async (who: Signed) =>
    (await told(await signInAs(who.personId))).filter(({ title }) => title === '请打电话提醒明天的上门')
  expect(await ring(worker)).toHaveLength(1)
  expect(await AuditRows.countDocuments({})).toBeGreaterThan(0)
})
