// Money that is not even: fees unpaid and refunds due in lists with their sums, and asking once more. A sofa costs 30
// yuan by tests/support/runs.ts; the clock is the day before the pickup until a test moves it.
import { newId } from '@server/ids'
import { verifyLedger } from '@server/ledger/verify'
import { Bookings } from '@server/pickups/bookings.model'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { notices } from '@shared/notices/contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { pickupsMoney } from '@shared/pickups/money-contract'
import { addMember, aStaff, expectError, setClock, type Signed } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'
import { aBooking, aLog, aPhoto, aWorld, morning, plan, send, shanghai, useCrewApp, type World } from '../support/runs'

useDatabase()
const app = useCrewApp()
let world: World
beforeEach(async () => {
  await clearDatabase()
  world = await aWorld(app)
})
afterAll(() => setClock())

const as = (who: Signed) => app.as(who)
const money = (due: 'fee' | 'refund') => as(world.dispatcher).call(pickupsMoney.money, { due })
const ask = (...ids: string[]) => as(world.dispatcher).call(pickupsMoney.askForFees, { ids })
const pay = (id: string, fen: number) =>
  as(world.dispatcher).call(pickupsDesk.recordPayment, { id, paymentId: newId(), fen, note: '收据 12' })

/** A sofa that was put nowhere: by the usual rules its fee stays due. */
async function inVain() {
  const { who, booking } = await aBooking(world, { kind: 'bulky' })
  await plan(world)
  const [run] = await morning(world)
  const stop = run?.stops.find((each) => each.bookingId === booking.id)
  const photoIds = [await aPhoto(app, world.zhang)]
  await send(world, [aLog(stop?.id ?? '', 'not_presented', '09:00', { reason: 'nothing_outside', photoIds })])
  return { who, id: booking.id }
}

it('a fee is in the list from when the booking is over until it is paid, and what was paid too much until it is back', async () => {
  const waiting = await aBooking(world, { kind: 'bulky' })
  expect((await money('fee')).items).toEqual([])
  const { id } = await inVain()
  const list = await money('fee')
  expect(list).toMatchObject({ dueFen: 3000, total: { count: 1 } })
  expect(list.items[0]).toMatchObject({
    id,
    owedFen: 3000,
    paidFen: 0,
    dueFen: 3000,
    allowed: ['ask', 'recordPayment'],
  })
  await pay(id, 1000)
  expect(await money('fee')).toMatchObject({ dueFen: 2000 })
  await pay(id, 2000)
  expect(await money('fee')).toMatchObject({ dueFen: 0, items: [] })
  await pay(waiting.booking.id, 3000)
  await as(world.dispatcher).call(pickupsDesk.cancelByOperator, { id: waiting.booking.id, reason: '车坏了' })
  expect(await money('refund')).toMatchObject({
    dueFen: 3000,
    items: [{ id: waiting.booking.id, allowed: ['recordPayment'] }],
  })
  await pay(waiting.booking.id, -3000)
  expect(await money('refund')).toMatchObject({ dueFen: 0, items: [] })
})

it('a fee is asked for at most once in the days of the area, and nobody is asked for what is paid', async () => {
  const { who, id } = await inVain()
  expect(await ask(id)).toEqual({ told: 1, byHand: 0, tooSoon: 0, notDue: 0 })
  expect(await ask(id)).toMatchObject({ told: 0, tooSoon: 1 })
  setClock(shanghai('09:00', '2026-11-30'))
  expect(await ask(id)).toMatchObject({ tooSoon: 1 })
  expect((await money('fee')).items[0]).toMatchObject({
    askedTimes: 1,
    nextAskOn: '2026-12-01',
    allowed: ['recordPayment'],
  })
  setClock(shanghai('09:00', '2026-12-01'))
  expect(await ask(id)).toMatchObject({ told: 1 })
  await deliverOutbox({ notice: deliverNotice })
  const told = (await as(who).call(notices.inbox, {})).items.filter(({ title }) => title.includes('还没有缴'))
  expect(told).toHaveLength(2)
  expect(
    (await as(who).call(pickups.show, { id })).history.filter(({ action }) => action === 'askForFee'),
  ).toHaveLength(2)
  await pay(id, 3000)
  setClock(shanghai('09:00', '2027-01-01'))
  expect(await ask(id)).toMatchObject({ told: 0, notDue: 1 })
})

it('only those who take the money ask, for the places of their roles, and only readers read', async () => {
  const { who, id } = await inVain()
  const elsewhere = await aStaff('dispatcher', (await aWorld(app)).district._id)
  expect((await as(elsewhere).call(pickupsMoney.money, { due: 'fee' })).items).toEqual([])
  await expectError(as(elsewhere).call(pickupsMoney.money, { due: 'fee', placeId: world.compound._id }), 'NOT_FOUND')
  expect(await as(elsewhere).call(pickupsMoney.askForFees, { ids: [id] })).toEqual({
    told: 0,
    tooSoon: 0,
    byHand: 0,
    notDue: 0,
  })
  await expectError(as(who).call(pickupsMoney.money, { due: 'fee' }), 'NOT_ALLOWED')
})

it('is exported with what is due, and no number or room in it', async () => {
  await inVain()
  const csv = await as(world.dispatcher).download(pickupsMoney.exportMoney, { due: 'fee', format: 'csv' })
  expect(csv.body.toString('utf8')).toMatch(/30(\.00)?/)
  expect(csv.body.toString('utf8')).not.toContain('301')
})

describe('what is recorded', () => {
  it('is at most what is due, and back goes at most what was paid too much', async () => {
    const both = await aBooking(world, { kind: 'bulky' })
    const { id } = await inVain()
    for (const fen of [3001, 100_000_000_000, 0, -1]) await expectError(pay(id, fen), 'INPUT_INVALID')
    await pay(id, 3000)
    for (const fen of [1, -1, -3000]) await expectError(pay(id, fen), 'INPUT_INVALID')
    const twice = await Promise.allSettled([pay(both.booking.id, 3000), pay(both.booking.id, 3000)])
    expect(twice.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await as(world.dispatcher).call(pickupsDesk.cancelByOperator, { id: both.booking.id, reason: '车坏了' })
    await expectError(pay(both.booking.id, -3001), 'INPUT_INVALID')
    expect(await pay(both.booking.id, -3000)).toMatchObject({ paidFen: 0, owedFen: 0 })
  })

  it('counts once: the same payment is refused for another booking, also at the same moment', async () => {
    const ids = [(await aBooking(world, { kind: 'bulky' })).booking.id, (await inVain()).id]
    const paymentId = newId()
    const payOnce = (id: string) =>
      as(world.dispatcher).call(pickupsDesk.recordPayment, { id, paymentId, fen: 1000, note: '收据 12' })
    const both = await Promise.allSettled(ids.map(payOnce))
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const paid = await Promise.allSettled(ids.map(payOnce))
    expect(paid.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expectError(
      payOnce(ids[paid.findIndex(({ status }) => status === 'rejected')] ?? ''),
      'IDEMPOTENCY_KEY_REUSED',
    )
  })

  it('is summed in the list, however much it comes to', async () => {
    for (let time = 0; time < 2; time += 1) await aBooking(world, { kind: 'bulky' })
    await Bookings.updateMany({}, { $set: { owedFen: 1_000_000_000_000, moneyDue: 'fee' } })
    expect((await money('fee')).dueFen).toBe(2_000_000_000_000)
  })
})

describe('a payment that was written down wrongly', () => {
  const colleague = () => aStaff('dispatcher', world.district._id)
  const payments = (id: string, who = world.dispatcher) => as(who).call(pickupsMoney.payments, { id })
  const propose = (id: string, paymentId: string, fen: number, who = world.dispatcher) =>
    as(who).call(pickupsMoney.proposeCorrection, { id, paymentId, correctionId: newId(), fen, reason: '多写了零' })
  const decide = (id: string, correctionId: string, approve: boolean, who: Signed) =>
    as(who).call(pickupsMoney.decideCorrection, { id, correctionId, approve, reason: '对过收据' })
  const paidOf = async (id: string) => (await Bookings.findById(id).lean())?.paidFen
  async function paid(fen: number) {
    const { id } = await inVain()
    await pay(id, fen)
    const { items } = await payments(id)
    return { id, paymentId: items[0]?.id ?? '' }
  }

  it('is put right by a counter-entry of a second person, and stays as it was written', async () => {
    const { id, paymentId } = await paid(3000)
    const { correction } = await propose(id, paymentId, 300)
    expect(correction).toMatchObject({ paymentId, fen: 300, mayApprove: false, mayRefuse: true })
    expect(await paidOf(id)).toBe(3000)
    await expectError(propose(id, paymentId, 400), 'WRONG_STATE')
    const correctionId = correction?.id ?? ''
    await expectError(decide(id, correctionId, true, world.dispatcher), 'PICKUP_CORRECTION_SECOND_PERSON')
    const second = await colleague()
    await expectError(decide(id, newId(), true, second), 'WRONG_STATE')
    const { items } = await decide(id, correctionId, true, second)
    expect(items.map(({ fen, corrects, nowFen }) => [fen, corrects, nowFen])).toEqual([
      [3000, null, 300],
      [-2700, paymentId, 300],
    ])
    expect(await paidOf(id)).toBe(300)
    expect((await money('fee')).items[0]).toMatchObject({ id, dueFen: 2700 })
    await expectError(decide(id, correctionId, true, second), 'WRONG_STATE')
    await pay(id, 2700)
    expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
  })

  it('is corrected again from what it came to, and by whoever had no hand in it before', async () => {
    const { id, paymentId } = await paid(1000)
    const [second, third] = [await colleague(), await colleague()]
    const first = await propose(id, paymentId, 2000)
    await decide(id, first.correction?.id ?? '', true, second)
    const again = await propose(id, paymentId, 0, third)
    for (const who of [world.dispatcher, second, third])
      await expectError(decide(id, again.correction?.id ?? '', true, who), 'PICKUP_CORRECTION_SECOND_PERSON')
    await decide(id, again.correction?.id ?? '', true, await colleague())
    expect(await paidOf(id)).toBe(0)
  })

  it('is left as it is where the second look finds it right, and where nothing would change or less than nothing', async () => {
    const { id, paymentId } = await paid(3000)
    for (const fen of [3000, -1]) await expectError(propose(id, paymentId, fen), 'INPUT_INVALID')
    await expectError(propose(id, newId(), 5), 'NOT_FOUND')
    const { correction } = await propose(id, paymentId, 0)
    expect(await decide(id, correction?.id ?? '', false, await colleague())).toMatchObject({
      items: [{ nowFen: 3000, mayCorrect: true }],
      correction: null,
    })
    expect(await paidOf(id)).toBe(3000)
  })

  it('comes to at most what is owed with all that was paid, when it is said, again and when it is approved', async () => {
    const { id, paymentId } = await paid(1000)
    await pay(id, 1000)
    for (const fen of [2001, 1_000_000_000_000]) await expectError(propose(id, paymentId, fen), 'INPUT_INVALID')
    const both = await Promise.allSettled([propose(id, paymentId, 2000), propose(id, paymentId, 2000)])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const second = await colleague()
    const waiting = (await payments(id)).correction?.id ?? ''
    // the rest is paid meanwhile: the correction no longer fits
    await pay(id, 1000)
    await expectError(decide(id, waiting, true, second), 'INPUT_INVALID')
    await decide(id, waiting, false, second)
    const lower = (await propose(id, paymentId, 500)).correction?.id ?? ''
    await decide(id, lower, true, second)
    await expectError(propose(id, paymentId, 1001, await colleague()), 'INPUT_INVALID')
    expect(await paidOf(id)).toBe(2500)
    expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
  })

  it('has an id that no payment has, so that its entry is written', async () => {
    const other = (await aBooking(world, { kind: 'bulky' })).booking.id
    const { id, paymentId } = await paid(1000)
    const later = newId()
    const named = (correctionId: string) =>
      as(world.dispatcher).call(pickupsMoney.proposeCorrection, {
        id,
        paymentId,
        correctionId,
        fen: 5,
        reason: '多写了',
      })
    await expectError(named(paymentId), 'IDEMPOTENCY_KEY_REUSED')
    await named(later)
    await as(world.dispatcher).call(pickupsDesk.recordPayment, { id: other, paymentId: later, fen: 1, note: '收据 3' })
    await expectError(decide(id, later, true, await colleague()), 'IDEMPOTENCY_KEY_REUSED')
    expect(await paidOf(id)).toBe(1000)
  })

  it('is nobody’s own case, nor one of elsewhere', async () => {
    const { id, paymentId } = await paid(3000)
    const { correction } = await propose(id, paymentId, 300)
    const [near, far] = [await colleague(), await aStaff('dispatcher', (await aWorld(app)).district._id)]
    const { householdId } = (await Bookings.findById(id).lean()) ?? {}
    await addMember(householdId ?? '', near.personId)
    await expectError(decide(id, correction?.id ?? '', true, near), 'DECIDES_OWN_CASE')
    await expectError(propose(id, paymentId, 5, near), 'DECIDES_OWN_CASE')
    await expectError(decide(id, correction?.id ?? '', true, far), 'NOT_FOUND')
    await expectError(payments(id, far), 'NOT_FOUND')
    expect((await payments(id, near)).correction).toMatchObject({ mayApprove: false, mayRefuse: false })
  })
})
