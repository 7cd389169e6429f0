// What those who run the product read: staff sign the audit log with their names while residents stay masked, and runs
// of every minute do not bury the others.
import { complaints } from '@shared/reports/complaints-contract'
import { operations } from '@shared/operations/contract'
import { households } from '@shared/people/household-contract'
import { work } from '@shared/work/contract'
import { auditRead } from '@server/audit'
import { setClock } from '@server/clock'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { addDays, dayOf } from '@shared/time'
import { aPlace, aResident, aStaff, ancestorOf, expectError, signInAs, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
let auditor: Signed
let worker: Signed
beforeAll(async () => {
  const place = await aPlace()
  auditor = await aStaff('auditor', (await ancestorOf(place, 'city'))._id, { name: '高审计' })
  worker = await aStaff('communityWorker', (await ancestorOf(place, 'community'))._id, { name: '吴静' })
})
afterAll(() => setClock())

test('the audit log names staff in full and residents masked', async () => {
  const resident = await aResident({ name: '王桂兰' })
  await app.as(worker).call(complaints.desk, {})
  await auditRead(
    { kind: 'person', personId: resident.personId, sessionId: '', grants: [], households: [] },
    { action: 'people.leaveHousehold', subject: 'households/x' },
  )
  const { items } = await app.as(auditor).call(operations.audit, {})
  expect(items.map(({ actorName, action }) => [actorName, action])).toEqual([
    ['王**', 'people.leaveHousehold'],
    ['吴静', 'reports.readComplaints'],
  ])
})

test('the audit log is asked by day and by the name of staff, and taken away as a table, which stands in it', async () => {
  const ask = async (input: object): Promise<string[]> =>
    (await app.as(auditor).call(operations.audit, input)).items.map(({ actorName }) => actorName)
  const today = dayOf(new Date())
  expect(new Set(await ask({ name: '吴静' }))).toEqual(new Set(['吴静']))
  expect(await ask({ name: '王桂兰' })).toEqual([])
  expect((await ask({ from: today, to: today })).length).toBeGreaterThan(0)
  expect(await ask({ to: addDays(today, -1) })).toEqual([])
  const { body } = await app.as(auditor).download(operations.exportAudit, { name: '吴静', format: 'csv' })
  expect(body.toString()).toContain('吴静')
  expect(body.toString()).not.toContain('王桂兰')
  const { items } = await app.as(auditor).call(operations.audit, { action: 'operations.exportAudit' })
  expect(items).toMatchObject([{ actorName: '高审计', details: { name: '吴静' } }])
  await expectError(app.as(worker).call(operations.exportAudit, { format: 'csv' }), 'NOT_ALLOWED')
})

test('finished runs of every minute are listed when asked for, or named', async () => {
  const jobs = features.flatMap((feature) => feature.jobs ?? [])
  for (const [name, slot] of [
    ['rewards.lapseHolds', '2026-11-23T09:58'],
    ['rewards.findFlags', '2026-11-23T09'],
  ] as const) {
    const job = jobs.find((each) => each.name === name)
    if (job) await runJob(job, slot)
  }
  const names = async (input: object): Promise<string[]> =>
    (await app.as(auditor).call(operations.jobs, input)).items.map(({ job }) => job)
  expect(await names({})).toEqual(['rewards.findFlags'])
  expect(await names({ minutely: 'true' })).toEqual(['rewards.findFlags', 'rewards.lapseHolds'])
  expect(await names({ job: 'rewards.lapseHolds' })).toEqual(['rewards.lapseHolds'])
})

test('已办: what somebody did in the last two weeks, not what they only looked at, and not what others did', async () => {
  const place = await aPlace()
  const community = (await ancestorOf(place, 'community'))._id
  const [clerk, colleague] = [await aStaff('communityWorker', community), await aStaff('communityWorker', community)]
  const id = newId()
  await app.as(clerk).call(households.create, { id, placeId: place._id, building: '7', unit: '1', room: '101' })
  await app.as(clerk).call(households.detail, { id })
  const { rows } = await app.as(clerk).call(work.done, {})
  expect(rows).toMatchObject([{ action: 'people.createHousehold', subject: `households/${id}`, reason: null }])
  expect((await app.as(colleague).call(work.done, {})).rows).toEqual([])
  setClock(new Date(Date.now() + 15 * 24 * 3_600_000))
  expect((await app.as(await signInAs(clerk.personId)).call(work.done, {})).rows).toEqual([])
  setClock()
})
