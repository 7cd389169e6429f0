// What staff do at the desk, in the console and on the truck for somebody, tried on their own case: by the person
// themselves, a member of the household, one who has left it, one who acts for it, and a second account of the person.
// Each is refused; a colleague with no part in it is not.
import { organisations } from '@shared/organisations/contract'
import { households } from '@shared/people/household-contract'
import { staff } from '@shared/people/staff-contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { complaints } from '@shared/reports/complaints-contract'
import { trainings } from '@shared/trainings/contract'
import { addDays, dayOf } from '@shared/time'
import { now } from '@server/clock'
import { seal } from '@server/field-cipher'
import { newId } from '@server/ids'
import { Organisations } from '@server/organisations/organisations.model'
import { Memberships, Proxies } from '@server/people/households.model'
import { phoneIndexOf } from '@server/people/people'
import { Persons, StaffLogins } from '@server/people/people.model'
import { newStaffLogin } from '@server/people/staff'
import { hashPassword } from '@server/people/staff-sign-in'
import { Bookings } from '@server/pickups/bookings.model'
import { Complaints } from '@server/reports/complaints.model'
import { addMember, aResident, ancestorOf, expectError, grant, setClock, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { bookingOf, chair } from '../support/pickups'
import {
  aBooking,
  aLog,
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

const PARTIES = ['themselves', 'a member', 'a former member', 'a proxy', 'a second account'] as const
type Party = (typeof PARTIES)[number]
let world: World
let booked: Booked
let city = ''
let parties: Record<Party, Signed>
let colleague: Signed

/** Somebody who may do everything in the city. */
async function empowered(who?: Signed): Promise<Signed> {
  const one = who ?? (await aResident({ name: '何静' }))
  for (const role of ['cityOfficer', 'administrator', 'subdistrictOfficer', 'dispatcher', 'communityWorker'] as const)
    await grant(one.personId, role, city)
  return one
}

const PHONE = { phoneIndex: phoneIndexOf('13900001111'), phoneVerifiedAt: new Date('2026-01-01T00:00:00Z') }

beforeAll(async () => {
  world = await aWorld(app)
  city = (await ancestorOf(world.compound, 'city'))._id
  booked = await aBooking(world)
  const { householdId } = booked
  parties = {
    themselves: await empowered(booked.who),
    'a member': await empowered(),
    'a former member': await empowered(),
    'a proxy': await empowered(),
    'a second account': await empowered(),
  }
  for (const party of ['a member', 'a former member'] as const) await addMember(householdId, parties[party].personId)
  await Memberships.updateOne(
    { personId: parties['a former member'].personId },
    { $set: { active: false, until: now() } },
  )
  await Proxies.create({
    _id: newId(),
    householdId,
    placePath: world.compound.path,
    personId: parties['a proxy'].personId,
    how: 'written',
    recordedBy: 'system:tests',
    recordedAt: now(),
    until: addDays(dayOf(now()), 30),
    note: '',
    active: true,
  })
  const ids = [booked.who.personId, parties['a second account'].personId]
  await Persons.updateMany({ _id: { $in: ids } }, { $set: PHONE })
  await StaffLogins.create([
    newStaffLogin(booked.who.personId, 'wangxiuying', await hashPassword('x'.repeat(20)), false),
  ])
  colleague = await empowered()
})

const HOME: readonly Party[] = PARTIES
/** Acts that are about the person and not about the home. */
const PERSON: readonly Party[] = ['themselves', 'a member', 'a second account']
const id = (): string => booked.booking.id
const organisation = async (): Promise<string> => {
  const organisationId = newId()
  await Organisations.collection.insertOne({
    _id: organisationId,
    name: '东湖保洁',
    nameKey: organisationId,
    kinds: ['company'],
    placeId: city,
    placePath: [city],
    status: 'active',
    version: 0,
    createdAt: now(),
  } as never)
  return organisationId
}
const training = async (lecturerIds: string[] = []): Promise<string> => {
  const trainingId = newId()
  await app.as(colleague).call(trainings.create, {
    id: trainingId,
    title: '桶边督导怎么做',
    kind: 'volunteer',
    placeId: city,
    room: '活动室',
    startsAt: new Date(now().getTime() - 3600_000).toISOString(),
    endsAt: new Date(now().getTime() + 3600_000).toISOString(),
    capacity: 20,
    isTested: false,
    validMonths: null,
    lecturerIds,
  })
  return trainingId
}

const acts: Record<string, { parties: readonly Party[]; act: (who: Signed) => Promise<unknown> }> = {
  'records a payment': {
    parties: HOME,
    act: (who) => app.as(who).call(pickupsDesk.recordPayment, { id: id(), paymentId: newId(), fen: 100, note: '现金' }),
  },
  'books at the counter for it': {
    parties: HOME,
    act: (who) =>
      app.as(who).call(
        pickups.book,
        bookingOf(world.compound, `${world.round._id}:am`, {
          items: [chair],
          householdId: booked.householdId,
          onBehalf: { how: 'phone', consent: '本人来电', householdId: booked.householdId },
        }),
      ),
  },
  'puts the booking on another day': {
    parties: HOME,
    act: (who) =>
      app.as(who).call(pickupsDesk.reschedule, { id: id(), version: 1, day: DAY, slot: `${world.round._id}:pm` }),
  },
  'arranges the second visit': {
    parties: HOME,
    act: async (who) => {
      await Bookings.updateOne({ _id: id() }, { $set: { status: 'missed' } })
      const input = { id: id(), revisitId: newId(), day: '2026-11-25' as const, slot: `${world.round._id}:am` }
      return app.as(who).call(pickupsDesk.scheduleRevisit, input)
    },
  },
  'cancels for the operator': {
    parties: HOME,
    act: async (who) => {
      await Bookings.updateOne({ _id: id() }, { $set: { status: 'confirmed' } })
      return app.as(who).call(pickupsDesk.cancelByOperator, { id: id(), reason: '车坏了' })
    },
  },
  'removes a member as keeper of the register': {
    parties: ['a member', 'a former member', 'a proxy', 'a second account'],
    act: async (who) => {
      const { personId } = await aResident()
      await addMember(booked.householdId, personId)
      return app.as(who).call(households.removeMember, { id: booked.householdId, personId, reason: '已搬走' })
    },
  },
  'gives a role': {
    parties: PERSON,
    act: (who) =>
      app.as(who).call(staff.grantRole, {
        id: newId(),
        personId: booked.who.personId,
        role: 'inspector',
        placeId: city,
        reason: '工作需要',
      }),
  },
  'sets the password': {
    parties: ['themselves', 'a second account'],
    act: (who) =>
      app.as(who).call(staff.resetPassword, { personId: booked.who.personId, password: '银杏叶落在东湖边的第二天 2x' }),
  },
  'puts them at a till': {
    parties: PERSON,
    act: (who) =>
      app.as(who).call(rewardsOffice.saveShop, {
        id: newId(),
        kind: 'shop',
        name: '柳湾便利店',
        placeId: city,
        address: '路 1 号',
        hours: '8:00–20:00',
        phone: '0374-1234567',
        lng: null,
        lat: null,
        memberIds: [booked.who.personId],
        takesOffline: false,
        status: 'open',
        version: 0,
        reason: '新增',
      }),
  },
  'takes them on in an organisation': {
    parties: PERSON,
    act: async (who) =>
      app.as(who).call(organisations.addPerson, {
        id: newId(),
        organisationId: await organisation(),
        personId: booked.who.personId,
        role: 'employee',
        from: TODAY,
        until: null,
      }),
  },
  'enters them at a training': {
    parties: PERSON,
    act: async (who) => app.as(who).call(trainings.enter, { id: await training(), personId: booked.who.personId }),
  },
  'writes down a training’s result': {
    parties: PERSON,
    act: async (who) =>
      app.as(who).call(trainings.record, { id: await training(), personId: booked.who.personId, result: 'passed' }),
  },
  'writes into their complaint': {
    parties: PERSON,
    act: async (who) => {
      const complaintId = newId()
      await Complaints.create({
        _id: complaintId,
        kind: 'complaint',
        number: `TS${complaintId.slice(-8)}`,
        personId: booked.who.personId,
        about: 'pickup',
        placeId: world.compound._id,
        placePath: world.compound.path,
        textSealed: seal('没来', complaintId),
        at: now(),
        status: 'waiting',
        dueOn: '2026-12-01',
        dues: [now()],
        answers: [],
      })
      return app.as(who).call(complaints.note, { id: complaintId, noteId: newId(), text: '核实过' })
    },
  },
}

const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  )

describe.each(Object.entries(acts))('%s', (_name, { parties: refused, act }) => {
  beforeEach(() => setClock(shanghai('10:00', TODAY)))

  it('is refused to whoever is too near', async () => {
    const answers: [Party, string][] = []
    for (const party of refused) answers.push([party, await codeOf(act(parties[party]))])
    expect(answers).toEqual(refused.map((party) => [party, 'DECIDES_OWN_CASE']))
  })

  it('is a colleague’s to do', async () => {
    expect(await codeOf(act(await empowered()))).not.toBe('DECIDES_OWN_CASE')
  })
})

it('whoever gives a training is not qualified by it under a second account', async () => {
  setClock(shanghai('10:00', TODAY))
  await grant(booked.who.personId, 'lecturer', city)
  const sessionId = await training([booked.who.personId])
  const asked = app
    .as(colleague)
    .call(trainings.enter, { id: sessionId, personId: parties['a second account'].personId })
  await expectError(asked, 'DECIDES_OWN_CASE')
})

describe('on the truck', () => {
  const near: [string, (householdId: string, crew: Signed) => Promise<unknown>][] = [
    ['a member', (householdId, crew) => addMember(householdId, crew.personId)],
    [
      'a second account of a member',
      async (householdId, crew) => {
        const phone = { phoneIndex: phoneIndexOf('13900002222'), phoneVerifiedAt: now() }
        await Persons.updateOne({ _id: crew.personId }, { $set: phone })
        await aResident({ household: { _id: householdId }, person: phone })
      },
    ],
  ]
  it.each(near)('%s earns nothing at their own door, takes no money there and waives no fee', async (_who, belongs) => {
    const own = await aWorld(app)
    const { householdId, booking } = await aBooking(own)
    await belongs(householdId, own.zhang)
    await plan(own)
    const [run] = await morning(own)
    const stopId = run?.stops[0]?.id ?? ''
    const reason = { reason: 'nothing_outside' as const, photoIds: [await aPhoto(app, own.zhang)] }
    const weights = [{ material: 'paper' as const, grams: 12_600 }]
    expect(await send(own, [aLog(stopId, 'not_presented', '08:40', reason)])).toMatchObject([
      { code: 'DECIDES_OWN_CASE' },
    ])
    expect(await send(own, [aLog(stopId, 'collect', '08:50', { weights, paidFen: 100 })])).toMatchObject([
      { code: 'DECIDES_OWN_CASE' },
    ])
    expect(await send(own, [aLog(stopId, 'collect', '08:55', { weights })])).toMatchObject([{ outcome: 'accepted' }])
    expect((await Bookings.findById(booking.id).lean())?.receipt).toMatchObject({ totalGrams: 12_600, points: 0 })
  })
})
