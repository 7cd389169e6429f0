// Indicator tables written by one person and put in force by a second, targets of a year, and what is counted, over
// real HTTP and the real database.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { cellFigures, cellTables } from '@shared/cells/tables-contract'
import { defaultTables } from '@shared/cells/default-tables'
import { instantAt } from '@shared/time'
import { ancestorOf, aPlace, aStaff, expectError, useApp, type Signed } from '../support/app'
import { aCellWorld, as, submitted, type CellWorld } from '../support/cells'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
const TODAY = '2026-11-02'

let world: CellWorld
beforeEach(async () => {
  setClock(instantAt(TODAY, '09:00'))
  world = await aCellWorld()
})
afterAll(() => setClock())

const call = (who: Signed) => as(app, who)
/** Does the same work in another city. */
const aStranger = async () => call(await aStaff('cityOfficer', (await ancestorOf(await aPlace(), 'city'))._id))
const draft = (given: object = {}) => ({
  id: newId(),
  version: 0,
  placeId: world.city._id,
  kind: 'restaurant' as const,
  validFrom: '2027-01-01',
  sunset: '2027-06-30',
  content: defaultTables.restaurant,
  ...given,
})

test('a table: one proposes, a second puts it in force, and nothing is changed after', async () => {
  const [first, second] = [await call(world.lead), await call(world.second)]
  const table = draft()
  const proposed = await first.call(cellTables.save, table)
  expect(proposed).toMatchObject({ state: 'proposed', version: 1, isNow: false, allowed: ['change', 'withdraw'] })
  // the same draft again is another person's look at an older one
  await expectError(first.call(cellTables.save, table), 'CHANGED_MEANWHILE')
  await expectError(first.call(cellTables.save, draft()), 'CHANGED_MEANWHILE')
  await expectError(first.call(cellTables.publish, { id: table.id, version: 1 }), 'CELL_SAME_PERSON')
  await expectError(second.call(cellTables.publish, { id: table.id, version: 0 }), 'CHANGED_MEANWHILE')
  const seen = await second.call(cellTables.show, { id: table.id })
  expect(seen.allowed).toEqual(['change', 'publish', 'withdraw'])
  expect(seen.since).toMatchObject({ validFrom: '2026-01-01', changes: [] })
  const published = await second.call(cellTables.publish, { id: table.id, version: 1 })
  expect(published).toMatchObject({ state: 'published', allowed: [] })
  for (const again of [
    () => second.call(cellTables.publish, { id: table.id, version: 1 }),
    () => first.call(cellTables.save, { ...table, version: 1 }),
    () => first.call(cellTables.withdraw, { id: table.id, version: 1, reason: '写错了' }),
  ])
    await expectError(again(), 'WRONG_STATE')
})

test('who wrote in it second does not publish it either; what is taken back is gone', async () => {
  const [first, second] = [await call(world.lead), await call(world.second)]
  const table = draft()
  await first.call(cellTables.save, table)
  await second.call(cellTables.save, { ...table, version: 1, sunset: null })
  for (const one of [first, second])
    await expectError(one.call(cellTables.publish, { id: table.id, version: 2 }), 'CELL_SAME_PERSON')
  await first.call(cellTables.withdraw, { id: table.id, version: 2, reason: '另起草一份' })
  await expectError(first.call(cellTables.show, { id: table.id }), 'NOT_FOUND')
})

test('days that are past, a table that does not add up, and another area are refused', async () => {
  const first = await call(world.lead)
  await expectError(first.call(cellTables.save, draft({ validFrom: TODAY })), 'CELL_TABLE_PAST')
  await expectError(first.call(cellTables.save, draft({ sunset: '2026-12-31' })), 'INPUT_INVALID')
  const { content } = draft()
  const short = { ...content, sections: content.sections.slice(1) }
  await expectError(first.call(cellTables.save, draft({ content: short })), 'INPUT_INVALID')
  await expectError(first.call(cellTables.save, draft({ placeId: newId() })), 'NOT_FOUND')
  const table = draft()
  await first.call(cellTables.save, table)
  // waited until its first day: it can't hold for what has begun
  setClock(instantAt('2027-01-01', '09:00'))
  await expectError(
    (await call(world.second)).call(cellTables.publish, { id: table.id, version: 1 }),
    'CELL_TABLE_PAST',
  )
  const elsewhere = await aStranger()
  await expectError(elsewhere.call(cellTables.publish, { id: table.id, version: 1 }), 'NOT_FOUND')
  await expectError(elsewhere.call(cellTables.show, { id: table.id }), 'NOT_FOUND')
})

test('a target is set against the one that was seen; applications are counted', async () => {
  await submitted(app, world)
  const lead = await call(world.lead)
  const target = { year: 2026, placeId: world.city._id, kind: null, wanted: 100, note: '', version: 0 }
  expect(await lead.call(cellFigures.setTarget, target)).toEqual({ version: 1 })
  await expectError(lead.call(cellFigures.setTarget, target), 'CHANGED_MEANWHILE')
  expect((await lead.call(cellFigures.targets, { year: 2026 })).items).toMatchObject([
    { wanted: 100, held: 0, underway: 1, kind: null },
  ])
  expect(await lead.call(cellFigures.setTarget, { ...target, wanted: 0, version: 1 })).toEqual({ version: 0 })
  expect((await lead.call(cellFigures.targets, { year: 2026 })).items).toEqual([])
  const elsewhere = await aStranger()
  await expectError(elsewhere.call(cellFigures.setTarget, target), 'NOT_FOUND')
  const figures = await lead.call(cellFigures.show, { from: TODAY, to: TODAY })
  expect(figures.byKind).toMatchObject([{ kind: 'restaurant', applications: 1, underway: 1, titled: 0 }])
  expect((await elsewhere.call(cellFigures.show, { from: TODAY, to: TODAY })).byKind).toEqual([])
})
