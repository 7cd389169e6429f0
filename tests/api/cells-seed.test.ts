// Cells of the demo city: every state that an application can be in, titles that are found, work for everybody.
import { Applications, type ApplicationDocument } from '@server/cells/applications.model'
import { Visits } from '@server/cells/visits.model'
import { now } from '@server/clock'
import { RoleGrants } from '@server/people/people.model'
import { cellsPublic } from '@shared/cells/desk-contract'
import { cellFigures } from '@shared/cells/tables-contract'
import { cellStates } from '@shared/cells/vocabulary'
import { seedPersonId } from '@server/people/seed-ids'
import { dayOf } from '@shared/time'
import { signInAs, useApp } from '../support/app'
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
