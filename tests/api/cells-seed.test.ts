// Cells of the demo city: every state that an application can be in, titles that are found, work for everybody.
import { AuditRows } from '@server/audit'
import { Applications, type ApplicationDocument } from '@server/cells/applications.model'
import { Visits } from '@server/cells/visits.model'
import { now } from '@server/clock'
import { RoleGrants } from '@server/people/people.model'
import { cells } from '@shared/cells/contract'
import { cellsPublic } from '@shared/cells/desk-contract'
import { cellFigures } from '@shared/cells/tables-contract'
import { cellStates } from '@shared/cells/vocabulary'
import { seedPersonId } from '@server/people/seed-ids'
import { addDays, dayOf } from '@shared/time'
import { expectError, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'

useDatabase()
const app = useApp()
jest.setTimeout(180_000)

test('every state is there, four assessors, and the public page says of each title how it stands', async () => {
  await aDemoCity()
  const all = await Applications.find().lean<ApplicationDocument[]>()
  expect(new Set(all.map(({ state }) => state))).toEqual(new Set(cellStates))
  expect(await RoleGrants.countDocuments({ role: 'assessor', active: true })).toBeGreaterThanOrEqual(4)
  expect(await Visits.countDocuments({ state: 'signed' })).toBeGreaterThan(8)
  const results = []
  for (const { title } of all.filter((one) => one.title !== undefined))
    results.push((await app.anonymous().call(cellsPublic.check, { code: title?.code ?? '' })).result)
  expect(new Set(results)).toEqual(new Set(['valid', 'suspended', 'revoked', 'expired']))
})

test('every application opens, with the records under its figures', async () => {
  const officer = app.as(await signInAs(seedPersonId('city-1-xu')))
  const cited = []
  for (const { _id } of await Applications.find({}, { _id: 1 }).lean())
    for (const { figure } of (await officer.call(cells.show, { id: _id })).list)
      cited.push(...(figure?.citations ?? []))
  expect(new Set(cited.map(({ subject }) => subject)).size).toBeGreaterThan(5)
})

test('their lead sees how strict assessors are, and it is written down that it was looked at', async () => {
  const officer = app.as(await signInAs(seedPersonId('city-1-xu')))
  const today = dayOf(now())
  const { visits, assessors } = await officer.call(cellFigures.drift, { from: addDays(today, -730), to: today })
  expect(visits).toBeGreaterThan(5)
  expect(assessors.length).toBeGreaterThan(2)
  expect(await AuditRows.countDocuments({ action: 'cells.readDrift' })).toBe(1)
  const reviewer = app.as(await signInAs(seedPersonId('subdistrict-1-feng')))
  await expectError(reviewer.call(cellFigures.drift, { from: today, to: today }), 'NOT_ALLOWED')
})

test('this year and the next have their targets, and this year’s is partly reached', async () => {
  const officer = app.as(await signInAs(seedPersonId('city-1-xu')))
  const year = Number(dayOf(now()).slice(0, 4))
  const [current, next] = [
    await officer.call(cellFigures.targets, { year }),
    await officer.call(cellFigures.targets, { year: year + 1 }),
  ]
  expect([current.items.length, next.items.length]).toEqual([3, 1])
  const whole = current.items.find(({ kind }) => kind === null)
  expect(whole?.held).toBeGreaterThan(0)
  expect(whole?.held).toBeLessThan(whole?.wanted ?? 0)
})
