// A server that stood still over midnight: the first hour after it looks at the day before too, so that nothing of its
// last hours is passed over.
import { features } from '@server/features'
import { newId } from '@server/ids'
import { runJob, type Job } from '@server/jobs'
import { Redemptions } from '@server/rewards/rewards.model'
import { Flags } from '@server/rewards/settlements.model'
import { velocity } from '@shared/rewards/rules'
import { setClock } from '../support/app'
import { clearDatabase, useDatabase } from '../support/database'

useDatabase()
beforeEach(clearDatabase)
afterAll(() => setClock())

const job = features.flatMap((feature) => feature.jobs ?? []).find(({ name }) => name === 'rewards.findFlags') as Job

/** So many redemptions of one household, a minute apart. */
async function burst(from: string): Promise<void> {
  const householdId = newId()
  const rows = Array.from({ length: velocity.householdCount }, (_unused, index) => ({
    _id: newId(),
    shopId: newId(),
    householdId,
    account: `household:${householdId}`,
    placePath: ['city'],
    quotaIds: [],
    points: 5,
    status: 'captured',
    capturedAt: new Date(Date.parse(from) + index * 60_000),
    createdAt: new Date(from),
    typedIndex: newId(),
  }))
  await Redemptions.collection.insertMany(rows as never)
}

test.each([
  ['half past eleven, the first slot at 00:00', '2026-11-21T23:30:00+08:00', '2026-11-22T00'],
  ['half past eleven, the first slot at 01:00', '2026-11-21T23:30:00+08:00', '2026-11-22T01'],
  ['the last minutes, the first slot at noon', '2026-11-21T23:55:00+08:00', '2026-11-22T12'],
  ['the first minutes of the new day', '2026-11-22T00:05:00+08:00', '2026-11-22T01'],
])('a burst at %s', async (_what, from, slot) => {
  await burst(from)
  setClock(new Date(`${slot}:10:00+08:00`))
  await runJob(job, slot)
  expect(await Flags.find({}, { _id: 0, kind: 1, day: 1 }).lean()).toEqual([
    { kind: 'householdBurst', day: from.slice(0, 10) },
  ])
})
