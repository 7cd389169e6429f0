// The pickups of the demo city: quick, consistent with every rule that reads them, and a ledger that verifies.
import { runsCrew } from '@shared/runs/crew-contract'
import { pickups } from '@shared/pickups/contract'
import { addDays, dayOf, instantAt } from '@shared/time'
import { now, setClock } from '@server/clock'
import { verifyLedger } from '@server/ledger/verify'
import { seedLedger } from '@server/ledger/seed'
import { seedPeople } from '@server/people/seed'
import { seedPersonId } from '@server/people/seed-ids'
import { Bookings } from '@server/pickups/bookings.model'
import { pickupPool } from '@server/pickups/service-days'
import { reconcilePool } from '@server/slots/reconcile'
import { seedPickups } from '@server/pickups/seed'
import { seedRuns } from '@server/runs/seed'
import { Runs } from '@server/runs/runs.model'
import { settlePickups } from '@server/pickups/pickups-jobs'
import { StopLogs, Stops } from '@server/runs/stops.model'
import { seedCity } from '@server/places/seed'
import { signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
const today = '2026-11-24'

beforeAll(async () => {
  setClock(instantAt(today, '07:30'))
  const context = { today, progress: () => undefined }
  await seedCity(context)
  await seedPeople(context)
  await seedLedger(context)
  await seedPickups(context)
  await seedRuns(context)
}, 120_000)
afterAll(() => setClock())

test('about 25 bookings a day for thirty days, every outcome among them, none left unlogged', async () => {
  const past = await Bookings.countDocuments({ day: { $lt: today } })
  expect(past).toBeGreaterThan(650)
  expect(past).toBeLessThan(850)
  const statuses = await Bookings.distinct('status', { day: { $lt: today } })
  expect(statuses.sort()).toEqual([
    'cancelled',
    'cancelled_by_operator',
    'collected',
    'missed',
    'no_access',
    'not_presented',
    'partly_collected',
    'refused',
    'settled',
  ])
})
test('the ledger verifies, and holds points, carbon and money', async () => {
  const result = await verifyLedger({ scope: { kind: 'all' } })
  expect(result.findings).toEqual([])
  expect(result.entries).toBeGreaterThan(700)
  expect(result.totals.points.members).toBeGreaterThan(1_000)
  expect(result.totals.carbonGrams.members).toBeGreaterThan(100_000)
})
test('service days agree with the bookings: reconciling finds nothing', async () => {
  expect(await reconcilePool(pickupPool, addDays(today, -30))).toMatchObject({
    orphans: 0,
    missing: 0,
    holders: 0,
    expired: 0,
  })
})
test('settling finds nothing overdue', async () => {
  expect(await settlePickups.run(today, { progress: async () => undefined })).toMatchObject({ settled: 0 })
})
test('today is planned for the demo crews, with addresses in full', async () => {
  expect(dayOf(now())).toBe(today)
  const { runs } = await app.as(await signInAs(seedPersonId('crew-1-zhang'))).call(runsCrew.mine, {})
  expect(runs.length).toBeGreaterThan(0)
  expect(runs.flatMap(({ stops }) => stops).length).toBeGreaterThan(3)
  expect(runs[0]?.stops[0]?.contactPhone).toMatch(/^199/)
  expect(await Bookings.countDocuments({ day: today, status: 'confirmed' })).toBe(0)
})
test('two weeks ahead are partly booked', async () => {
  for (const ahead of [1, 7, 14])
    expect(await Bookings.countDocuments({ day: addDays(today, ahead) })).toBeGreaterThan(3)
})
test('nothing was booked in days to come', async () => {
  expect(
    await Bookings.countDocuments({ $or: [{ createdAt: { $gt: now() } }, { 'history.at': { $gt: now() } }] }),
  ).toBe(0)
})
test('every demo resident reads their bookings, with receipts that hold', async () => {
  for (const key of ['resident-1-wang', 'resident-2-li', 'resident-3-chen', 'resident-4-zhao']) {
    const client = app.as(await signInAs(seedPersonId(key)))
    const { items } = await client.call(pickups.mine, {})
    expect(items.length).toBeGreaterThan(0)
    for (const { id } of items) {
      const booking = await client.call(pickups.show, { id })
      if (booking.receipt)
        expect(booking.receipt.lines.reduce((sum, { points }) => sum + points, 0)).toBe(booking.receipt.points)
      if (booking.reason) expect(booking.reason.photoIds).toHaveLength(1)
    }
  }
})
test('every driven stop belongs to its run and has its logs', async () => {
  const stops = await Stops.find({ day: { $lt: today } }).lean()
  const runs = new Set(await Runs.distinct('_id', {}))
  expect(stops.every(({ runId }) => runs.has(runId))).toBe(true)
  expect(await StopLogs.countDocuments({})).toBe(stops.filter(({ status }) => status !== 'planned').length * 3)
})
