// What somebody could gain in cells: by a second account, by a hand in the applicant in whatever role, by knowing what
// was scored before scoring, by a clock that shows anything, by objecting again and again, by an id sent again.
import { setClock } from '@server/clock'
import { Applications } from '@server/cells/applications.model'
import { newId } from '@server/ids'
import { Persons } from '@server/people/people.model'
import { cells } from '@shared/cells/contract'
import { cellsDesk, cellsPublic } from '@shared/cells/desk-contract'
import { cellsSite } from '@shared/cells/site-contract'
import { instantAt } from '@shared/time'
import { aResident, expectError, useApp } from '../support/app'
import {
  aCellWorld,
  as,
  belongTo,
  passed,
  scheduleInput,
  scored,
  sheetRow,
  startIn,
  submitted,
  type CellWorld,
} from '../support/cells'
import { useDatabase } from '../support/database'
import type { Signed } from '../support/people'

useDatabase()
const app = useApp()
const VISIT_DAY = '2026-11-05'
const at = (day: string, clock = '09:00'): void => setClock(instantAt(day, clock))

let world: CellWorld
beforeEach(async () => {
  at('2026-11-02')
  world = await aCellWorld()
})
afterAll(() => setClock())
const call = (who: Signed) => as(app, who)

/** From now on two accounts have one verified phone. */
const onePhone = (...people: Signed[]) =>
  Persons.updateMany(
    { _id: { $in: people.map(({ personId }) => personId) } },
    { $set: { phoneIndex: `phone-${newId()}`, phoneVerifiedAt: new Date('2026-01-01') } },
  )

test('two accounts are one person: as an assessor of one’s own place, and as both assessors', async () => {
  const { id } = await passed(app, world)
  const schedule = async (...who: Signed[]) =>
    (await call(world.lead)).call(cellsDesk.schedule, scheduleInput(id, VISIT_DAY, ...who))
  await onePhone(world.cook, world.one)
  await expectError(schedule(world.one, world.two), 'CELL_ASSESSOR_NEAR')
  await onePhone(world.two, world.three)
  await expectError(schedule(world.two, world.three), 'CELL_ASSESSOR_TWICE')
})

test('staff with a hand in the applicant decide nothing: an adviser, and who has filled in an item and left', async () => {
  const { id, version, list } = await submitted(app, world)
  const pass = async (who: Signed) =>
    (await call(who)).call(cellsDesk.pass, { id, version, marks: [], reason: '材料齐全' })
  const filled = list.find(({ by }) => by !== null)?.code ?? ''
  await Applications.updateOne({ _id: id, 'items.code': filled }, { $set: { 'items.$.by': world.officer.personId } })
  await expectError(pass(world.officer), 'DECIDES_OWN_CASE')
  await Applications.updateOne({ _id: id, 'items.code': filled }, { $set: { 'items.$.by': world.owner.personId } })
  await pass(world.officer)
  await belongTo(world.restaurantId, world.lead, 'adviser')
  const input = scheduleInput(id, VISIT_DAY, world.one, world.two)
  await expectError((await call(world.lead)).call(cellsDesk.schedule, input), 'DECIDES_OWN_CASE')
  expect((await (await call(world.second)).call(cellsDesk.schedule, input)).state).toBe('siteScheduled')
})

test('assessors score without knowing what others gave, and by a clock that shows anything', async () => {
  const { id } = await passed(app, world)
  const input = scheduleInput(id, VISIT_DAY, world.one, world.two)
  const visit = await (await call(world.lead)).call(cellsDesk.schedule, input)
  at(VISIT_DAY)
  const one = await call(world.one)
  const seen = await one.call(cells.show, { id })
  expect(seen).toMatchObject({ self: null, review: null, total: null })
  expect(seen.list.filter(({ isFilled, answer, points }) => !isFilled && (answer ?? points) !== null)).toEqual([])
  expect((await (await call(world.owner)).call(cells.show, { id })).self).not.toBeNull()
  await one.call(cellsSite.declare, { visitId: input.visitId, isFree: true })
  const { visits } = await one.call(cellsSite.pack, {})
  const hash = visits[0]?.hash ?? ''
  for (const clock of [
    { at: '9999-12-31T23:59:59Z', offsetMs: 1e13 },
    { at: '0001-01-01T00:00:00Z', offsetMs: -1e13 },
  ]) {
    const row = sheetRow(input.visitId, newId(), { ...clock, signature: { as: '丁', hash } })
    expect((await one.call(cellsSite.sync, { rows: [row] })).results).toMatchObject([{ outcome: 'accepted' }])
    const signedAt = (await one.call(cellsSite.pack, {})).visits[0]?.mySignature?.at ?? ''
    expect(signedAt.slice(0, 7)).toMatch(/^2026-1[01]$/)
  }
  await scored(app, visit, input.visitId, [world.one, world.two])
  expect((await one.call(cells.show, { id })).site).not.toBeNull()
  // whoever is of the applicant by now leaves the feedback to others
  await belongTo(world.restaurantId, world.one, 'employee')
  const feedback = { visitId: input.visitId, text: '很好', attended: '周老板', rectifications: [] }
  await expectError((await call(world.one)).call(cellsSite.feedback, feedback), 'CELL_ASSESSOR_NEAR')
  expect((await (await call(world.two)).call(cellsSite.feedback, feedback)).state).toBe('feedback')
})

test('a notice is objected to once by a person, whose name no lead near to the applicant is told', async () => {
  const { id } = await startIn(app, world)
  const notice = { from: '2026-11-02', to: '2026-11-09' }
  const inNotice = () => Applications.updateOne({ _id: id }, { $set: { state: 'publicNotice', notice } })
  await inNotice()
  const neighbour = await aResident({ name: '钱邻居' })
  const again = await aResident({ name: '钱邻居' })
  await onePhone(neighbour, again)
  const input = { id: newId(), applicationId: id, text: '晚上还往河里倒泔水，请你们查一查' }
  const object = async (who: Signed, over: object = {}) =>
    (await call(who)).call(cellsPublic.object, { ...input, ...over })
  await object(neighbour)
  await object(neighbour)
  await expectError(object(neighbour, { applicationId: newId() }), 'IDEMPOTENCY_KEY_REUSED')
  await expectError(object(neighbour, { id: newId() }), 'CELL_OBJECTED')
  const resolution = { id: input.id, outcome: 'dismissed' as const, reason: '查了，不是这一家' }
  await (await call(world.second)).call(cellsDesk.resolve, resolution)
  await expectError(object(again, { id: newId() }), 'CELL_OBJECTED')
  await belongTo(world.restaurantId, world.lead, 'adviser')
  const byOf = async (who: Signed) =>
    (await (await call(who)).call(cellsDesk.objections, { open: input.id })).items.map(({ by }) => by)
  expect(await byOf(world.lead)).toEqual([''])
  expect(await byOf(world.second)).toEqual(['钱邻居'])
})

test('an id that comes again for another application is refused', async () => {
  const { id } = await startIn(app, world)
  const other = { id, kind: 'compound' as const, subjectKind: 'place' as const, subjectId: world.compound._id }
  await expectError((await call(world.owner)).call(cells.start, other), 'IDEMPOTENCY_KEY_REUSED')
})
