// Access ends with the belonging: whoever has left a household, was removed, whose consent to act or whose role has
// ended, neither reads, lists, writes nor fetches files of what was made before. Those who stay may act. Every thing of
// a household × every way out, and every thing of a run × every way a role ends.
import { AuditRows } from '@server/audit'
import { newId } from '@server/ids'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { RoleGrants } from '@server/people/people.model'
import { forgetActors } from '@server/people/sessions'
import { now } from '@server/clock'
import { latestSlot } from '@server/job-slots'
import { clearFormerCrew, leaveRuns } from '@server/runs/crew-rights'
import { deliverReminder } from '@server/pickups/reminders'
import { deliverRewardReminder } from '@server/rewards/redeeming'
import { Runs } from '@server/runs/runs.model'
import { files } from '@shared/files/contract'
import { accountFor } from '@shared/ledger/accounts'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { ledger } from '@shared/ledger/contract'
import { notices } from '@shared/notices/contract'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { staff } from '@shared/people/staff-contract'
import { runsChecks } from '@shared/runs/checks-contract'
import { pickups } from '@shared/pickups/contract'
import { runsCrew } from '@shared/runs/crew-contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { runsDesk } from '@shared/runs/desk-contract'
import { rewards } from '@shared/rewards/contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { addMember, aHousehold, aResident, aStaff, expectError, grant, setClock, type Signed } from '../support/app'
import {
  aBooking,
  aLog,
  aPhoto,
  aWorld,
  boardOf,
  DAY,
  morning,
  plan,
  send,
  shanghai,
  TODAY,
  useCrewApp,
} from '../support/runs'
import { clearDatabase, useDatabase } from '../support/database'
import { squeezed } from '../support/papers'
import { aPriceList, aRoundFor, bookingOf } from '../support/pickups'
import { anOrder, aWorld as aRewardsWorld, givePoints } from '../support/rewards'

useDatabase()
const app = useCrewApp()
beforeEach(clearDatabase)
afterAll(() => setClock())

const deliver = () =>
  deliverOutbox({
    notice: deliverNotice,
    pickupReminder: deliverReminder,
    rewardReminder: deliverRewardReminder,
    leaveRuns,
  })
const titles = async (who: Signed) =>
  (await app.as(who).call(notices.inbox, { limit: 50 })).items.map((one) => one.title)

/** A household with an owner, and somebody who books, redeems and contests for it. */
async function aShared(way: 'member' | 'proxy') {
  setClock(shanghai('10:00', TODAY))
  const world = await aRewardsWorld(app)
  const round = await aRoundFor(world.compound)
  await aPriceList(world.compound, { freePiecesPerYear: 0, floorSurchargeFen: 0 })
  const worker = await aStaff('communityWorker', world.community._id)
  const household = await aHousehold({ place: world.compound })
  const owner = await aResident({ household, name: '王秀英' })
  const leaver = await aResident({ name: '李强', ...(way === 'member' ? { household } : {}) })
  const proxyId = newId()
  if (way === 'proxy')
    await app.as(worker).call(households.recordProxy, {
      householdId: household._id,
      id: proxyId,
      personId: leaver.personId,
      how: 'phone',
      until: TODAY,
      note: '女儿电话同意',
    })
  await givePoints(accountFor({ householdId: household._id }), 200, world.compound)
  const photoId = await aPhoto(app, leaver)
  const booking = await app.as(leaver).call(
    pickups.book,
    bookingOf(world.compound, `${round._id}:am`, {
      kind: 'recyclable',
      day: DAY,
      items: [{ code: 'paper', name: '旧书报', count: 1 }],
      photoIds: [photoId],
      householdId: household._id,
      ...(way === 'proxy' ? { onBehalf: { how: 'proxy', consent: '女儿电话同意', householdId: household._id } } : {}),
    } as never),
  )
  const redemption = await app.as(leaver).call(rewards.redeem, anOrder(world, { householdId: household._id }))
  const shown = await app.as(leaver).call(rewards.code, { id: redemption.id })
  return { world, worker, household, owner, leaver, proxyId, photoId, booking, redemption, shown }
}
type Shared = Awaited<ReturnType<typeof aShared>>

const waysOut: readonly (readonly [string, 'member' | 'proxy', (shared: Shared) => Promise<unknown>])[] = [
  ['left', 'member', ({ leaver, household }) => app.as(leaver).call(households.leave, { id: household._id })],
  [
    'was removed',
    'member',
    ({ owner, leaver, household }) =>
      app.as(owner).call(households.removeMember, { id: household._id, personId: leaver.personId, reason: '不再同住' }),
  ],
  [
    'had the consent to act revoked',
    'proxy',
    ({ owner, proxyId }) => app.as(owner).call(households.revokeProxy, { id: proxyId }),
  ],
  [
    'had the consent to act run out',
    'proxy',
    async () => {
      setClock(shanghai('00:30', DAY))
      forgetActors()
    },
  ],
]

describe.each(waysOut)('somebody who %s', (_name, way, goOut) => {
  it('reads, lists, writes and fetches nothing any more; who stays does', async () => {
    const shared = await aShared(way)
    const { leaver, owner, booking, redemption, photoId } = shared
    expect((await app.as(leaver).call(pickups.show, { id: booking.id })).allowed).toContain('cancel')
    expect((await app.as(leaver).download(files.show, { id: photoId })).status).toBe(200)
    await goOut(shared)
    const gone = app.as(leaver)
    for (const attempt of [
      () => gone.call(pickups.show, { id: booking.id }),
      () => gone.call(pickups.cancel, { id: booking.id }),
      () => gone.call(pickups.reportMissed, { id: booking.id }),
      () => gone.call(files.link, { id: photoId }),
      () => gone.call(rewards.show, { id: redemption.id }),
      () => gone.call(rewards.code, { id: redemption.id }),
      () => gone.call(rewards.offlineCode, { id: redemption.id }),
      () => gone.call(rewards.cancel, { id: redemption.id }),
    ])
      await expectError(attempt(), 'NOT_FOUND')
    await expectError(gone.download(files.show, { id: photoId }), 'NOT_FOUND')
    expect((await gone.call(pickups.mine, {})).items).toEqual([])
    expect((await gone.call(rewards.mine, {})).items).toEqual([])
    expect((await app.as(owner).call(pickups.show, { id: booking.id })).addressText).toContain('501')
    expect((await app.as(owner).call(pickups.cancel, { id: booking.id })).status).toBe('cancelled')
    expect((await app.as(owner).call(rewards.cancel, { id: redemption.id })).status).toBe('cancelled')
  })

  it('the code they were shown fetches nothing; who stays is shown another one, which does', async () => {
    const shared = await aShared(way)
    const { leaver: _leaver, owner, redemption, shown, world } = shared
    await goOut(shared)
    for (const code of [shown.typed, shown.qr])
      await expectError(
        app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code }),
        'REWARD_CODE_EXPIRED',
      )
    const anew = await app.as(owner).call(rewards.code, { id: redemption.id })
    expect(anew.typed).not.toBe(shown.typed)
    await app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code: anew.typed })
  })

  it('reminders go to who is in the household when they go', async () => {
    const shared = await aShared(way)
    await goOut(shared)
    setClock(shanghai('08:00', DAY))
    await deliver()
    const about = /上门|回收|快到期/
    expect((await titles(shared.leaver)).filter((title) => about.test(title))).toEqual([])
    expect((await titles(shared.owner)).filter((title) => about.test(title)).length).toBeGreaterThan(0)
  })

  it('their copy of their data names no room and nothing that came after', async () => {
    const shared = await aShared(way)
    await goOut(shared)
    const copy = (await app.as(shared.leaver).download(people.myData, {})).body.toString('utf8')
    expect(copy).toContain(shared.booking.id)
    expect(copy).not.toMatch(/501"|单元501/)
  })
})

describe('a member who books without naming the household', () => {
  it('books for it all the same: the others see and cancel it, and leaving ends it for who booked', async () => {
    setClock(shanghai('10:00', TODAY))
    const world = await aWorld(app)
    const household = await aHousehold({ place: world.compound })
    const owner = await aResident({ household })
    const leaver = await aResident({ household })
    const { id } = await app
      .as(leaver)
      .call(
        pickups.book,
        bookingOf(world.compound, `${world.round._id}:am`, { kind: 'recyclable', day: DAY, items: [PAPER] }),
      )
    await app.as(leaver).call(households.leave, { id: household._id })
    await expectError(app.as(leaver).call(pickups.show, { id }), 'NOT_FOUND')
    expect((await app.as(owner).call(pickups.cancel, { id })).status).toBe('cancelled')
  })
})
const PAPER = { code: 'paper', name: '旧书报', count: 1 }

describe('a contest about points of the household', () => {
  it('is no longer listed, told or exported to who has left; the members are told', async () => {
    const { leaver, owner, household } = await aShared('member')
    const { items: lines } = await app
      .as(leaver)
      .call(ledger.statement, { account: accountFor({ householdId: household._id }) })
    const earned = lines.find((line) => line.points === 200)
    await app.as(leaver).call(ledgerContests.contest, {
      id: newId(),
      account: accountFor({ householdId: household._id }),
      entryId: earned?.entryId ?? '',
      reason: '不是我家的',
    })
    expect((await app.as(leaver).call(ledgerContests.myContests, {})).items).toHaveLength(1)
    await app.as(leaver).call(households.leave, { id: household._id })
    expect((await app.as(leaver).call(ledgerContests.myContests, {})).items).toEqual([])
    const copy = (await app.as(leaver).download(people.myData, {})).body.toString('utf8')
    expect(copy).not.toContain('不是我家的')
    expect(owner.personId).not.toBe(leaver.personId)
  })
})

/** A crew with a run today, one stop of it failed with a photo of the crew's own. */
async function aRun() {
  const world = await aWorld(app)
  const booked = await aBooking(world)
  const later = await aBooking(world)
  await plan(world)
  const [run] = await morning(world)
  const stop = run?.stops.find((one) => one.bookingId === booked.booking.id)
  const photoId = await aPhoto(app, world.zhang)
  setClock(shanghai('09:00'))
  await send(world, [
    aLog(stop?.id ?? '', 'not_presented', '08:55', { reason: 'nothing_outside', photoIds: [photoId] }),
  ])
  return { world, booked, later, runId: run?.id ?? '', photoId, stopIds: run?.stops.map(({ id }) => id) ?? [] }
}

const roleEnds: readonly (readonly [string, (who: Signed, placeId: string) => Promise<unknown>])[] = [
  [
    'was revoked',
    async (who, placeId) => {
      const admin = await aStaff('administrator', placeId)
      const found = await RoleGrants.findOne({ personId: who.personId, active: true }).lean()
      await app.as(admin).call(staff.revokeRole, { id: found?._id ?? '', reason: '离职' })
    },
  ],
  [
    'has run out',
    async (who) => {
      await RoleGrants.updateMany({ personId: who.personId }, { $set: { expiresAt: shanghai('09:00') } })
      setClock(shanghai('09:01'))
      forgetActors()
    },
  ],
]

describe.each(roleEnds)("a crew's role that %s", (_name, end) => {
  it.each([false, true])('opens nothing of its runs, also with the role elsewhere: %s', async (elsewhere) => {
    const { world, booked, later, runId, photoId, stopIds } = await aRun()
    expect((await app.as(world.zhang).call(pickups.show, { id: later.booking.id })).addressText).toContain('301')
    await end(world.zhang, world.compound.path[0] ?? '')
    if (elsewhere) await grant(world.zhang.personId, 'crew', (await aHousehold()).place._id)
    const gone = app.as(world.zhang)
    const code = elsewhere ? 'NOT_FOUND' : 'NOT_ALLOWED'
    await expectError(gone.call(pickups.show, { id: later.booking.id }), 'NOT_FOUND')
    await expectError(gone.call(pickups.show, { id: booked.booking.id }), 'NOT_FOUND')
    await expectError(gone.download(files.show, { id: photoId }), 'NOT_FOUND')
    await expectError(gone.download(runsCrew.sheet, { id: runId }), code)
    await expectError(gone.call(runsCrew.startRun, { id: runId, names: ['张强'] }), code)
    await expectError(gone.call(runsCrew.offerHandOver, { id: runId }), code)
    await expectError(gone.call(runsChecks.logWeighing, { id: runId, at: 'truck', grams: 1000 }), code)
    if (!elsewhere) return
    expect((await gone.call(runsCrew.mine, {})).runs).toEqual([])
    setClock(shanghai('09:30'))
    const [answer] = await send(world, [aLog(stopIds[1] ?? '', 'arrive', '09:20')])
    expect(answer?.outcome).toBe('refused')
  })
  it('takes them off the runs to come, and later plans leave them out', async () => {
    const { world } = await aRun()
    await end(world.zhang, world.compound.path[0] ?? '')
    await deliver()
    if (_name === 'has run out')
      await clearFormerCrew.run(latestSlot(clearFormerCrew, now()), { progress: async () => undefined } as never)
    expect((await Runs.find({ day: DAY }).lean()).flatMap((run) => run.crewIds)).toEqual([])
    setClock(shanghai('10:00'))
    await aBooking(world, { day: '2026-11-25' })
    await plan(world, '2026-11-25')
    expect((await boardOf(world, '2026-11-25')).flatMap((run) => run.crewIds)).toEqual([])
  })
})

describe('addresses and numbers on a run sheet', () => {
  const phone = '13900001111'
  const sheet = async (who: Signed, id: string, reason?: string) =>
    squeezed((await app.as(who).download(runsCrew.sheet, { id, ...(reason ? { reason } : {}) })).body)
  it.each([
    ['10:00', TODAY, true],
    ['10:00', DAY, true],
    ['10:00', '2026-11-25', false],
    ['10:00', '2026-12-20', false],
  ] as const)('for the crew in full the day before and on the day only (%s %s)', async (clock, day, full) => {
    const { world, runId } = await aRun()
    setClock(shanghai(clock, day))
    expect((await sheet(world.zhang, runId)).includes(phone)).toBe(full)
    expect((await sheet(world.zhang, runId)).includes('301')).toBe(full)
  })
  it('for a dispatcher with a reason only, which is written down', async () => {
    const { world, runId } = await aRun()
    expect(await sheet(world.dispatcher, runId)).not.toContain(phone)
    expect(await sheet(world.dispatcher, runId, '收运员手机没电')).toContain(phone)
    expect(await AuditRows.countDocuments({ action: 'runs.print', reason: '收运员手机没电' })).toBe(1)
  })
})

describe('staff whose role has ended', () => {
  it.each(['dispatcher', 'communityWorker'] as const)('%s: reads, lists, writes and fetches nothing', async (role) => {
    const { world, booked, photoId, runId } = await aRun()
    const person = await aStaff(role, world.district._id)
    await app.as(person).call(pickupsDesk.showBooking, { id: booked.booking.id })
    await RoleGrants.updateMany({ personId: person.personId }, { $set: { active: false } })
    forgetActors()
    await grant(person.personId, role, (await aHousehold()).place._id)
    const gone = app.as(person)
    await expectError(gone.call(pickupsDesk.showBooking, { id: booked.booking.id }), 'NOT_FOUND')
    await expectError(gone.call(pickups.show, { id: booked.booking.id }), 'NOT_FOUND')
    await expectError(gone.download(files.show, { id: photoId }), 'NOT_FOUND')
    expect((await gone.call(pickupsDesk.bookings, {})).items).toEqual([])
    if (role === 'dispatcher') {
      await expectError(
        gone.call(pickupsDesk.cancelByOperator, { id: booked.booking.id, reason: '车坏了' }),
        'NOT_FOUND',
      )
      await expectError(gone.download(runsCrew.sheet, { id: runId }), 'NOT_FOUND')
      await expectError(gone.call(runsDesk.board, { placeId: world.district._id, day: DAY }), 'NOT_FOUND')
    }
  })
})

it('somebody who comes back sees what they made', async () => {
  const { leaver, household, booking } = await aShared('member')
  await app.as(leaver).call(households.leave, { id: household._id })
  await addMember(household._id, leaver.personId)
  expect((await app.as(leaver).call(pickups.show, { id: booking.id })).id).toBe(booking.id)
})
