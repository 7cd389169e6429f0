// Inspections of the demo city: every page and phone has something to show on the first day.
import { inspections } from '@shared/inspections/contract'
import { inspectionsDesk } from '@shared/inspections/desk-contract'
import { inspectionsDraws } from '@shared/inspections/draws-contract'
import { inspectionsFindings } from '@shared/inspections/findings-contract'
import { inspectionsForms } from '@shared/inspections/forms-contract'
import { findingStates } from '@shared/inspections/vocabulary'
import { addDays, dayOf } from '@shared/time'
import { work } from '@shared/work/contract'
import { now } from '@server/clock'
import { countedVisits } from '@server/inspections/counted-visits'
import { Findings } from '@server/inspections/inspections.model'
import { seedPersonId } from '@server/people/seed-ids'
import { seedPlace } from '@server/places/seed-ids'
import { signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'

useDatabase()
const app = useApp()
jest.setTimeout(180_000)
beforeAll(async () => void (await aDemoCity()))
const as = async (key: string) => app.as(await signInAs(seedPersonId(key)))

test('draws, visits, findings in every state, a day on the phone, work for each', async () => {
  const city = await as('city-1-xu')
  expect((await city.call(inspectionsDraws.list, {})).items.length).toBeGreaterThan(10)
  const { items } = await city.call(inspectionsDesk.visits, {})
  expect(items.length).toBeGreaterThan(20)
  const states = (await Findings.distinct('state')) as string[]
  expect(states.sort()).toEqual([...findingStates].sort())
  const today = dayOf(now())
  const counted = await countedVisits({
    areaPath: seedPlace('qingchuan').path,
    kind: 'compound',
    from: addDays(today, -95),
    to: today,
  })
  expect(new Set(counted.map(({ inspector }) => inspector)).size).toBeGreaterThanOrEqual(8)
  expect(Math.min(...counted.map(({ onSite }) => onSite))).toBeLessThan(60)
  expect(Math.max(...counted.map(({ onSite }) => onSite))).toBeGreaterThanOrEqual(90)
  const pack = await (await as('field-13-jiang')).call(inspections.pack, {})
  expect(pack.visits.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['complaint', 'reinspection']))
  expect(pack.earlier.length).toBeGreaterThan(0)
  const worker = await as('community-1-wu')
  expect((await worker.call(inspectionsFindings.list, { state: 'open' })).items.length).toBeGreaterThan(0)
  const drift = await city.call(inspectionsForms.drift, {
    from: addDays(today, -365),
    to: today,
    targetKind: 'compound',
  })
  expect(drift.inspectors.filter(({ isApart }) => isApart).length).toBeGreaterThanOrEqual(2)
  const kinds = async (key: string) => (await (await as(key)).call(work.mine, {})).rows.map(({ kind }) => kind)
  expect(await kinds('city-1-xu')).toEqual(expect.arrayContaining(['inspections.disputed']))
  expect(await kinds('city-4-lu')).toEqual(expect.arrayContaining(['inspections.check', 'inspections.forms']))
  expect(await kinds('community-1-wu')).toEqual(expect.arrayContaining(['inspections.mend']))
})
