// I52, I53. Site visits over real HTTP: who may not be sent, asked again when they sign; a half day given once; two
// phones without a network in any order, what they filled in differently kept for a person; signatures over the same
// hash by two people on two phones; a third assessor where review and site are too far apart.
import { setClock } from '@server/clock'
import { nearReasonsOf } from '@server/cells/nearness'
import { Applications, type ApplicationDocument } from '@server/cells/applications.model'
import { newId } from '@server/ids'
import { Organisations } from '@server/organisations/organisations.model'
import { Contracts, Producers } from '@server/manifests/register.model'
import { Attendances, TrainingSessions } from '@server/trainings/trainings.model'
import { cells } from '@shared/cells/contract'
import { cellsDesk } from '@shared/cells/desk-contract'
import { sheetHash } from '@shared/cells/sheets'
import { cellsSite, type SheetRow } from '@shared/cells/site-contract'
import { tableItem, type ItemAnswer } from '@shared/cells/tables'
import { instantAt } from '@shared/time'
import { expectError, useApp } from '../support/app'
import {
  aCellWorld,
  anOrganisation,
  as,
  belongTo,
  linesFor,
  passed,
  scheduleInput,
  scored,
  sheetRow,
  type CellWorld,
} from '../support/cells'
import { useDatabase } from '../support/database'
import { grant, type Signed } from '../support/people'

useDatabase()
const app = useApp()
const VISIT_DAY = '2026-11-05'
const at = (day: string, clock = '09:00'): void => setClock(instantAt(day, clock))

let world: CellWorld
let id: string
beforeEach(async () => {
  at('2026-11-02')
  world = await aCellWorld()
  id = (await passed(app, world)).id
})
afterAll(() => setClock())

const call = (who: Signed) => as(app, who)
const schedule = async (...who: Signed[]) =>
  (await call(world.lead)).call(cellsDesk.schedule, scheduleInput(id, VISIT_DAY, ...who))
const nearOf = async (who: Signed) => {
  const application = await Applications.findById(id).lean<ApplicationDocument>()
  if (!application) throw new Error('no application')
  return nearReasonsOf(who.personId, application)
}

describe('self-dealing', () => {
  test('the applicant as an assessor', async () => {
    await grant(world.cook.personId, 'assessor', world.city._id)
    await expectError(schedule(world.cook, world.one), 'CELL_ASSESSOR_NEAR')
    expect(await nearOf(world.cook)).toContain('organisation')
  })

  test('an assessor of the same subdistrict, also after moving there between being sent and signing', async () => {
    const visit = await schedule(world.one, world.two)
    await Organisations.updateOne(
      { _id: world.bodyId },
      { $set: { placePath: world.street.path, placeId: world.street._id } },
    )
    expect(await nearOf(world.one)).toEqual(['subdistrict'])
    at(VISIT_DAY)
    const visitId = visit.visits[0]?.id ?? ''
    await expectError((await call(world.one)).call(cellsSite.declare, { visitId, isFree: true }), 'CELL_ASSESSOR_NEAR')
    const row = sheetRow(visitId, newId(), { signature: { as: '丁评估', hash: sheetHash(visitId, visit.tableId, []) } })
    const { results } = await (await call(world.one)).call(cellsSite.sync, { rows: [row] })
    expect(results[0]).toMatchObject({ code: 'CELL_ASSESSOR_NEAR', visit: { signed: 0 } })
  })

  test('who advised it within 24 months, and not who did before', async () => {
    await belongTo(world.restaurantId, world.one, 'adviser', '2024-12-01', '2025-01-31')
    await belongTo(world.restaurantId, world.two, 'adviser', '2024-01-01', '2024-10-31')
    await expectError(schedule(world.one, world.three), 'CELL_ASSESSOR_NEAR')
    expect(await nearOf(world.two)).toEqual([])
  })

  test('who trained its people within 24 months', async () => {
    const sessionId = newId()
    const startsAt = instantAt('2025-06-01', '09:00')
    await TrainingSessions.create({
      _id: sessionId,
      title: '餐饮分类',
      kind: 'volunteer',
      placeId: world.street._id,
      placePath: world.street.path,
      room: '',
      startsAt,
      endsAt: startsAt,
      capacity: 30,
      signedIn: 1,
      isTested: false,
      validMonths: null,
      lecturerIds: [world.one.personId],
      status: 'planned',
      version: 0,
      createdAt: startsAt,
    })
    await Attendances.create({
      _id: `${sessionId}:${world.cook.personId}`,
      sessionId,
      personId: world.cook.personId,
      kind: 'volunteer',
      on: '2025-06-01',
      at: startsAt,
      how: 'paper',
      result: 'present',
      isTested: false,
      validUntil: null,
    })
    expect(await nearOf(world.one)).toEqual(['trained'])
    await expectError(schedule(world.one, world.two), 'CELL_ASSESSOR_NEAR')
  })

  test('who is of its hauler', async () => {
    const hauler = await anOrganisation(world.elsewhere, ['hauler'], `净畅收运${newId().slice(-6)}`)
    await belongTo(hauler, world.one, 'employee')
    const producer = { _id: newId(), organisationId: world.restaurantId, umbrellaId: null }
    const contract = { _id: newId(), producerId: producer._id, haulerId: hauler, to: '2027-01-01' }
    await Producers.collection.insertOne(producer as never)
    await Contracts.collection.insertOne(contract as never)
    expect(await nearOf(world.one)).toEqual(['hauled'])
    await expectError(schedule(world.one, world.two), 'CELL_ASSESSOR_NEAR')
  })

  test('both signatures from one phone, and one person for both', async () => {
    await expectError(schedule(world.one, world.one), 'CELL_ASSESSOR_TWICE')
    const visit = await schedule(world.one, world.two)
    at(VISIT_DAY)
    const { visitId, lines, hash } = await sheetOf(visit)
    const device = newId()
    for (const who of [world.one, world.two]) await (await call(who)).call(cellsSite.declare, { visitId, isFree: true })
    await send(world.one, sheetRow(visitId, device, { lines, signature: { as: '丁', hash } }))
    const second = await send(world.two, sheetRow(visitId, device, { seq: 2, signature: { as: '孟', hash } }))
    expect(second).toMatchObject({ outcome: 'accepted', code: 'CELL_SAME_PHONE', visit: { state: 'begun', signed: 1 } })
  })
})

const send = async (who: Signed, row: SheetRow) =>
  (await (await call(who)).call(cellsSite.sync, { rows: [row] })).results[0]

async function sheetOf(visit: Awaited<ReturnType<typeof schedule>>) {
  const visitId = visit.visits[0]?.id ?? ''
  const pack = await (await call(world.one)).call(cellsSite.pack, {})
  const lines = linesFor(visit.table, pack.visits.find((one) => one.id === visitId)?.codes ?? [])
  return { visitId, lines, hash: sheetHash(visitId, visit.tableId, lines) }
}

test('a half day is given once, and a refused assessor is not sent again', async () => {
  const visit = await schedule(world.one, world.two)
  const again = await aCellWorld()
  const other = await passed(app, again)
  await grant(world.one.personId, 'assessor', again.city._id)
  await expectError(
    (await call(again.lead)).call(cellsDesk.schedule, scheduleInput(other.id, VISIT_DAY, world.one, again.two)),
    'CELL_ASSESSOR_BUSY',
  )
  const client = await call(world.owner)
  const refused = await client.call(cells.refuseAssessor, { id, personId: world.one.personId, reason: '以前有过纠纷' })
  expect(refused).toMatchObject({ state: 'preliminaryOk', visits: [{ id: visit.visits[0]?.id, state: 'refused' }] })
  await expectError(schedule(world.one, world.two), 'CELL_ASSESSOR_NEAR')
  await schedule(world.two, world.three)
  await expectError(
    client.call(cells.refuseAssessor, { id, personId: world.two.personId, reason: '再换' }),
    'CELL_REFUSED_ALREADY',
  )
})

test('signatures may come before the lines they are over; a later change voids them', async () => {
  const visit = await schedule(world.one, world.two)
  at(VISIT_DAY)
  const { visitId, lines, hash } = await sheetOf(visit)
  for (const who of [world.one, world.two]) await (await call(who)).call(cellsSite.declare, { visitId, isFree: true })
  const [one, two] = [newId(), newId()]
  const early = await send(world.two, sheetRow(visitId, two, { signature: { as: '孟', hash } }))
  expect(early).toMatchObject({ outcome: 'accepted', code: 'CELL_SHEET_CHANGED', visit: { signed: 0 } })
  const row = sheetRow(visitId, one, { lines })
  expect(await send(world.one, row)).toMatchObject({ visit: { signed: 1, state: 'begun' } })
  expect(await send(world.one, row)).toMatchObject({ outcome: 'had' })
  const [first] = lines
  const changed = lines.map((line) => (line === first ? { ...line, note: '看过第二遍' } : line))
  const later = await send(world.one, sheetRow(visitId, one, { seq: 2, base: 99, lines: changed.slice(0, 1) }))
  expect(later).toMatchObject({ visit: { signed: 0, state: 'begun' } })
  const fresh = sheetHash(visitId, visit.tableId, changed)
  await send(world.one, sheetRow(visitId, one, { seq: 3, signature: { as: '丁', hash: fresh } }))
  const done = await send(world.two, sheetRow(visitId, two, { seq: 2, signature: { as: '孟', hash: fresh } }))
  expect(done).toMatchObject({ code: null, visit: { state: 'signed', signed: 2 } })
})

test('what two phones filled in differently is kept twice, and one of the two chooses', async () => {
  const visit = await schedule(world.one, world.two)
  at(VISIT_DAY)
  const { visitId, lines } = await sheetOf(visit)
  const [line] = lines
  if (!line) throw new Error('no line')
  await send(world.one, sheetRow(visitId, newId(), { lines: [{ ...line, note: '一号机' }] }))
  const other = await send(world.two, sheetRow(visitId, newId(), { lines: [{ ...line, note: '二号机' }] }))
  expect(other).toMatchObject({ outcome: 'contested', visit: { contested: [line.code] } })
  const choice = { visitId, version: other?.visit?.version ?? 0, code: line.code, option: 1 }
  const chosen = await (await call(world.two)).call(cellsSite.choose, choice)
  expect(chosen.contested).toEqual([])
  expect(chosen.lines.find(({ code }) => code === line.code)?.note).toBe('二号机')
})

test('more than ten points apart: a third assessor, who was not there, scores what differs, and counts', async () => {
  const visit = await schedule(world.one, world.two)
  at(VISIT_DAY)
  const { lines, visitId } = await sheetOf(visit)
  const worst = (code: string): ItemAnswer | null => {
    const method = tableItem(visit.table, code)?.method
    if (method?.kind === 'yesNo') return { kind: 'yesNo', yes: false }
    return method?.kind === 'tiers' ? { kind: 'tiers', tier: method.tiers.at(-1)?.code ?? '' } : null
  }
  const others = Object.fromEntries(
    lines.flatMap(({ code }) => {
      const answer = worst(code)
      return answer ? [[code, answer] as const] : []
    }),
  )
  await scored(app, visit, visitId, [world.one, world.two], others)
  const compared = await (await call(world.one)).call(cellsSite.visit, { id: visitId })
  expect(compared).toMatchObject({ state: 'siteScored', needsThird: true })
  const feedback = { visitId, text: '先等复核', attended: '周老板', rectifications: [] }
  await expectError((await call(world.one)).call(cellsSite.feedback, feedback), 'CELL_THIRD_NEEDED')
  await expectError(schedule(world.one), 'CELL_ASSESSOR_TWICE')
  at(VISIT_DAY, '10:00')
  const input = { ...scheduleInput(id, VISIT_DAY, world.three), slot: 'afternoon' as const }
  const third = await (await call(world.lead)).call(cellsDesk.schedule, input)
  await scored(app, third, input.visitId, [world.three])
  const after = await (await call(world.lead)).call(cells.show, { id })
  expect(after.final?.total).toBe(after.review?.total)
  expect(after.site?.total).toBeLessThan(after.final?.total ?? 0)
  expect((await (await call(world.one)).call(cellsSite.feedback, feedback)).state).toBe('feedback')
})
