// Cells of the demo city: every state that an application can be in, titles that are found, work for everybody.
import { Applications, type ApplicationDocument } from '@server/cells/applications.model'
import { Visits } from '@server/cells/visits.model'
import { RoleGrants } from '@server/people/people.model'
import { cellsPublic } from '@shared/cells/desk-contract'
import { cellStates } from '@shared/cells/vocabulary'
import { useApp } from '../support/app'
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
