// Nobody decides a case of their own, in any queue: not who asked, not who wrote it down for them, not whoever lives in
// the household or acts for it, not a second account of the same person. A colleague with no part in it does.
import { accountFor } from '@shared/ledger/accounts'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { guide } from '@shared/guide/contract'
import { complaints } from '@shared/reports/complaints-contract'
import { households } from '@shared/people/household-contract'
import { runsChecks } from '@shared/runs/checks-contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewards } from '@shared/rewards/contract'
import { addDays, dayOf } from '@shared/time'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { Contests } from '@server/ledger/contests.model'
import { Complaints } from '@server/reports/complaints.model'
import { Proxies } from '@server/people/households.model'
import { Persons } from '@server/people/people.model'
import { phoneIndexOf } from '@server/people/people'
import { Bookings } from '@server/pickups/bookings.model'
import { LoadChecks } from '@server/runs/load-checks.model'
import { Redemptions } from '@server/rewards/rewards.model'
import { Flags } from '@server/rewards/settlements.model'
import { seal } from '@server/field-cipher'
import {
  addMember,
  aHousehold,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  grant,
  setClock,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { aBooking, aWorld, useCrewApp, type Booked, type World } from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

let world: World
let city = ''
let booked: Booked
/** The resident whose case it is, the worker who wrote it down, and those near to the resident. */
let parties: Record<'author' | 'filer' | 'member' | 'proxy' | 'second account', Signed>
let path: string[] = []

const officer = (): Promise<Signed> => aStaff('cityOfficer', city)

beforeAll(async () => {
  world = await aWorld(app)
  city = (await ancestorOf(world.compound, 'city'))._id
  path = world.compound.path
  booked = await aBooking(world)
  const author = booked.who
  parties = {
    author,
    filer: await officer(),
    member: await officer(),
    proxy: await officer(),
    'second account': await officer(),
  }
  await grant(author.personId, 'cityOfficer', city)
  await addMember(booked.householdId, parties.member.personId)
  await Proxies.create({
    _id: newId(),
    householdId: booked.householdId,
    placePath: path,
    personId: parties.proxy.personId,
    how: 'written',
    recordedBy: 'system:tests',
    recordedAt: now(),
    until: addDays(dayOf(now()), 30),
    note: '',
    active: true,
  })
  const phone = { phoneIndex: phoneIndexOf('13900001111'), phoneVerifiedAt: now() }
  await Persons.updateMany({ _id: { $in: [author.personId, parties['second account'].personId] } }, { $set: phone })
})

type Decide = (who: Signed) => Promise<unknown>
type Party = keyof typeof parties
const all: Party[] = ['author', 'filer', 'member', 'proxy', 'second account']
const household = (): string => booked.householdId

const queues: Record<string, { parties?: Party[]; open: () => Promise<Decide> }> = {
  'contests of weights': {
    open: async () => {
      const { id } = booked.booking
      const asked = {
        id: newId(),
        about: 'reason',
        text: '',
        at: now(),
        by: parties.filer.personId,
        dueOn: '2026-12-01',
        decision: null,
      }
      await Bookings.updateOne({ _id: id }, {
        $set: { status: 'collected', outcomeAt: now(), contest: asked },
      } as never)
      return (who) => app.as(who).call(pickupsDesk.decideContest, { id, upheld: false, reason: '维持' })
    },
  },
  'contests of points': {
    open: async () => {
      const id = newId()
      await Contests.create({
        _id: id,
        entryId: `1:${id}`,
        account: accountFor({ householdId: household() }),
        subject: `pickups/${booked.booking.id}`,
        line: '可回收物',
        entryFrom: now(),
        points: 5,
        reason: '',
        personId: parties.author.personId,
        enteredBy: parties.filer.personId,
        how: 'paper',
        placePath: path,
        ruleVersion: null,
        at: now(),
        dueOn: '2026-12-01',
        status: 'open',
        decision: null,
      })
      return (who) => app.as(who).call(ledgerContests.decideLedgerContest, { id, outcome: 'kept', reason: '维持' })
    },
  },
  'disputes of redemptions': {
    open: async () => {
      const id = newId()
      const dispute = {
        reason: 'notHandedOver',
        note: '',
        fileIds: [],
        at: now(),
        by: parties.author.personId,
        enteredBy: parties.filer.personId,
        how: 'paper',
      }
      await Redemptions.collection.insertOne({
        _id: id,
        goodId: newId(),
        goodName: '垃圾袋一卷',
        kind: 'goods',
        quantity: 1,
        points: 5,
        unitFen: 1,
        shopId: newId(),
        personId: parties.author.personId,
        householdId: household(),
        account: accountFor({ householdId: household() }),
        viewers: [],
        placePath: path,
        quotaIds: [],
        status: 'disputed',
        version: 1,
        holdEntryId: '',
        typedIndex: id,
        typedSealed: '',
        createdAt: now(),
        lapsesAt: now(),
        capturedAt: now(),
        history: [],
        dispute,
      } as never)
      return (who) =>
        app.as(who).call(rewardsOffice.decideDispute, { id, decision: 'kept', reason: '维持', restock: false })
    },
  },
  'hints at bursts': {
    parties: ['member', 'proxy', 'author', 'second account'],
    open: async () => {
      const id = `${dayOf(now())}.householdBurst.test`
      await Flags.create({
        _id: id,
        kind: 'householdBurst',
        day: dayOf(now()),
        shopId: null,
        householdId: household(),
        placePath: path,
        redemptionIds: [],
        count: 9,
        points: 90,
        status: 'open',
        createdAt: now(),
      })
      return (who) => app.as(who).call(rewardsOffice.decideFlag, { id, status: 'cleared', note: '看过了' })
    },
  },
  complaints: {
    parties: ['author', 'member', 'second account'],
    open: async () => {
      const id = newId()
      await Complaints.create({
        _id: id,
        kind: 'complaint',
        number: 'TS20261124-0001',
        personId: parties.author.personId,
        about: 'crew',
        placeId: world.compound._id,
        placePath: path,
        textSealed: seal('态度不好', id),
        at: now(),
        status: 'waiting',
        dueOn: '2026-12-01',
        dues: [now()],
        answers: [],
      })
      return (who) => app.as(who).call(complaints.answer, { id, outcome: 'notUpheld', text: '没有发现' })
    },
  },
  'load checks': {
    parties: ['author', 'member', 'proxy', 'second account'],
    open: async () => {
      const id = newId()
      await LoadChecks.create({
        _id: id,
        status: 'open',
        stopId: newId(),
        runId: newId(),
        bookingId: booked.booking.id,
        placePath: path,
        day: dayOf(now()),
        totalGrams: 9_000,
        by: '张强',
        at: now(),
        dueOn: '2026-12-01',
      })
      return (who) => app.as(who).call(runsChecks.closeLoadCheck, { id, finding: 'mistaken', note: '看过了' })
    },
  },
  nicknames: {
    parties: ['author', 'member', 'second account'],
    open: async () => {
      const id = parties.author.personId
      await app.as(parties.author).call(rewards.setHonour, { on: true, nickname: '老王头' })
      return (who) => app.as(who).call(rewardsOffice.decideNickname, { id, shown: true })
    },
  },
  'asked words': {
    parties: ['author', 'second account'],
    open: async () => {
      await app.as(parties.author).call(guide.ask, { id: newId(), word: '不知名的物件' })
      return (who) =>
        app.as(who).call(guide.answerQuestion, { word: '不知名的物件', as: 'declined', answer: '请写出通用的名字' })
    },
  },
  'requests to join': {
    parties: ['author', 'member', 'second account'],
    open: async () => {
      const { requestId } = await app.as(parties.author).call(households.ask, {
        id: newId(),
        placeId: world.compound._id,
        building: '9',
        unit: '1',
        room: '101',
        note: '',
      })
      return (who) => app.as(who).call(households.decide, { id: requestId, decision: 'refuse', reason: '地址不对' })
    },
  },
}

describe.each(Object.entries(queues))('%s', (_name, queue) => {
  it('are decided by a colleague with no part in them, and by nobody else', async () => {
    const decide = await queue.open()
    for (const party of queue.parties ?? all) {
      await expectError(decide(parties[party]), 'DECIDES_OWN_CASE').catch((error: unknown) => {
        throw new Error(`${party}: ${String(error)}`)
      })
    }
    await decide(await officer())
  })
})

it('someone who lives with another household is no party', async () => {
  const neighbour = await officer()
  const other = await aHousehold({ place: world.compound })
  await addMember(other._id, neighbour.personId)
  await aResident({ household: other })
  const decide = await queues['contests of points']?.open()
  await decide?.(neighbour)
})
