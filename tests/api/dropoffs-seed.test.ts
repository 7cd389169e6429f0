// Two weeks at the bins of the demo city: the resident, the desk and the charts have something to show.
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { dropoffsHousehold } from '@shared/dropoffs/household-contract'
import { addDays, dayOf } from '@shared/time'
import { figures } from '@shared/work/figures'
import { now } from '@server/clock'
import { Logs } from '@server/dropoffs/dropoffs.model'
import { recountDay } from '@server/dropoffs/facts'
import { seedHousehold, seedPersonId } from '@server/people/seed-ids'
import { signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'

useDatabase()
const app = useApp()
jest.setTimeout(180_000)
beforeAll(async () => void (await aDemoCity()))

test('lines with points, a contest and doubts to decide, charts, facts as the logs say', async () => {
  const li = app.as(await signInAs(seedPersonId('resident-2-li')))
  const { items } = await li.call(dropoffsHousehold.lines, { householdId: seedHousehold('liuwan/1/1', 1).id })
  expect(items.length).toBeGreaterThan(5)
  expect(items.some(({ points, pointsState }) => points > 0 && pointsState === 'booked')).toBe(true)
  const worker = app.as(await signInAs(seedPersonId('community-1-wu')))
  const doubts = await worker.call(dropoffsDesk.doubts, {})
  expect([doubts.logs.length, doubts.bags.length, doubts.contests.length]).toEqual([1, 1, 1])
  const all = await Logs.countDocuments({})
  expect((await Logs.countDocuments({ state: 'counted' })) / all).toBeGreaterThan(0.95)
  const today = dayOf(now())
  const { charts } = await worker.call(figures.mine, { from: addDays(today, -20), to: today })
  const told = charts.filter(({ kind }) => kind.startsWith('dropoffs.')).map(({ said }) => said)
  expect(told).toEqual([expect.stringMatching(/^共\d{3,}户次$/), expect.stringMatching(/^\d{3,}袋，分对 \d\d%$/)])
  expect(await recountDay(addDays(today, -3))).toBe(0)
})
