// Inspections over real HTTP: a form put in force by two people; a draw that anybody runs again; a day without a
// network on one phone and on two; what the lists count.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspections, type FormRow } from '@shared/inspections/contract'
import { defaultForms } from '@shared/inspections/default-forms'
import { inspectionsDesk } from '@shared/inspections/desk-contract'
import { inspectionsDraws } from '@shared/inspections/draws-contract'
import { inspectionsFindings } from '@shared/inspections/findings-contract'
import { inspectionsForms } from '@shared/inspections/forms-contract'
import { RoleGrants } from '@server/people/people.model'
import { setClock, now } from '@server/clock'
import { newId } from '@server/ids'
import { countedVisits } from '@server/inspections/counted-visits'
import { Findings, Visits } from '@server/inspections/inspections.model'
import type { Place } from '@server/places/places.model'
import { instantAt } from '@shared/time'
import { expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import {
  allOk,
  aFinding as findingOf,
  aPhoto as photoOf,
  aRow,
  at,
  aVisit as visitOf,
  aWorldToInspect,
  DAY,
  fresh as freshAs,
  overflow,
  sendRows,
  withLine,
  type InspectionWorld,
} from '../support/inspections'
import { aStaff, type Signed } from '../support/people'

useDatabase()
const app = useApp()
const fresh = (by: Signed) => freshAs(app, by)
const aPhoto = (by: Signed) => photoOf(app, by)
const aVisit = (by = world.one, day = DAY, fields: object = {}) => visitOf(world, by, day, fields)
const send = (rows: FormRow[], by = world.one) => sendRows(app, by, rows)
const aFinding = () => findingOf(app, world)

let world: InspectionWorld
let city: Place, district: Place, street: Place
let compounds: Place[]
let lead: Signed, second: Signed, worker: Signed, one: Signed, two: Signed
beforeEach(async () => {
  world = await aWorldToInspect()
  ;({ city, district, street, compounds, lead, second, worker, one, two } = world)
})
afterAll(() => setClock())

const drawIn = async (by: Signed, given: { count?: number; awayIds?: string[] } = {}) =>
  (await fresh(by)).call(inspectionsDraws.draw, {
    id: newId(),
    placeId: district._id,
    targetKind: 'compound',
    by: 'subdistrict',
    from: DAY,
    to: '2026-12-11',
    counts: [{ stratum: street._id, count: given.count ?? 4 }],
    awayIds: given.awayIds ?? [],
    alwaysIds: [],
  })

const stateOf = async (id: string) => (await Visits.findById(id).lean())?.state

describe('forms', () => {
  const save = async (by: Signed, id: string, version = 0) =>
    (await fresh(by)).call(inspectionsForms.save, {
      id,
      version,
      placeId: city._id,
      kind: 'compound',
      validFrom: '2026-12-20',
      content: defaultForms.compound,
    })
  test('one person proposes, a second puts it in force, and nobody changes it then', async () => {
    const { id, version } = await save(lead, newId())
    await expectError((await fresh(lead)).call(inspectionsForms.publish, { id, version }), 'INSPECTION_SAME_PERSON')
    await expectError((await fresh(worker)).call(inspectionsForms.publish, { id, version }), 'NOT_ALLOWED')
    await expectError((await fresh(second)).call(inspectionsForms.publish, { id, version: 7 }), 'CHANGED_MEANWHILE')
    expect(await (await fresh(second)).call(inspectionsForms.publish, { id, version })).toMatchObject({
      state: 'published',
      isNow: false,
      publishedBy: '卢复核',
    })
    await expectError(save(second, id, version), 'WRONG_STATE')
    const { items } = await (await fresh(worker)).call(inspectionsForms.list, {})
    expect(items.map(({ state, isNow, allowed }) => [state, isNow, allowed.length])).toEqual([
      ['published', false, 0],
      ['published', true, 0],
    ])
  })
})

describe('the draw', () => {
  test('is made once, tells only the hash before it is over, and comes out again byte for byte', async () => {
    const draw = await drawIn(lead)
    expect(draw).toMatchObject({ visits: 5, doubles: 1, unassigned: 0, finished: 0, status: 'valid' })
    await expectError(drawIn(second), 'INSPECTION_DRAW_EXISTS')
    const anyone = app.anonymous()
    const { items } = await anyone.call(inspectionsDraws.published, {})
    expect(items).toMatchObject([{ hash: draw.hash, isOpen: false, openOn: '2026-12-12' }])
    expect(JSON.stringify(items)).not.toContain(one.personId)
    await expectError(anyone.download(inspectionsDraws.publishedFile, { id: draw.id }), 'INSPECTION_DRAW_NOT_YET')
    at('08:00', '2026-12-12')
    const { body } = await anyone.download(inspectionsDraws.publishedFile, { id: draw.id })
    expect(String(body)).not.toContain(one.personId)
    expect(String(body)).not.toContain('丁检查')
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'draw-')), 'draw.json')
    writeFileSync(file, body)
    const root = path.resolve(__dirname, '../..')
    expect(execFileSync('npm', ['run', '-s', 'draw', '--', file], { cwd: root, stdio: 'pipe' }).equals(body)).toBe(true)
    writeFileSync(file, String(body).replace('"position": 1', '"position": 9'))
    expect(() => execFileSync('npm', ['run', '-s', 'draw', '--', file], { cwd: root, stdio: 'pipe' })).toThrow()
  })

  test('not those of the subdistrict, not whoever was there twice, not who has declared something', async () => {
    const local = await aStaff('inspector', city._id, { name: '本街道' })
    await aStaff('volunteer', street._id)
    await RoleGrants.create({
      _id: newId(),
      personId: local.personId,
      role: 'guideWorker',
      placeId: street._id,
      placePath: street.path,
      active: true,
      grantedBy: 'system:tests',
      grantedAt: now(),
      reason: '测试',
    })
    const target = compounds[0] as Place
    await aVisit(one, '2026-12-01', { state: 'finished' })
    const declared = {
      id: newId(),
      targetKind: 'compound' as const,
      targetId: compounds[1]?._id ?? '',
      reason: '亲属住此',
    }
    await (await fresh(one)).call(inspections.declare, declared)
    const { id } = await drawIn(lead)
    const shown = await (await fresh(lead)).call(inspectionsDraws.show, { id })
    expect(shown.items.some(({ inspector }) => inspector === '本街道')).toBe(false)
    const ofOne = shown.items.filter(({ inspector }) => inspector === '丁检查').map(({ targetId }) => targetId)
    expect(ofOne).not.toContain(target._id)
    expect(ofOne).not.toContain(declared.targetId)
    expect(shown.inspectors.find(({ name }) => name === '丁检查')?.closed).toMatchObject({ lastVisits: 1, declared: 1 })
    expect(shown.inspectors.find(({ name }) => name === '本街道')?.closed.subdistrict).toBe(4)
  })

  test('those who are inspected see neither draw nor plan; one that nobody began is undone with a reason', async () => {
    const { id } = await drawIn(lead)
    await expectError((await fresh(worker)).call(inspectionsDraws.show, { id }), 'NOT_ALLOWED')
    expect((await (await fresh(worker)).call(inspectionsDesk.visits, {})).items).toEqual([])
    expect((await (await fresh(lead)).call(inspectionsDesk.visits, {})).items).toHaveLength(5)
    const undone = await (await fresh(second)).call(inspectionsDraws.cancel, { id, reason: '日期写错了' })
    expect(undone).toMatchObject({ status: 'void', voidReason: '日期写错了' })
    expect((await drawIn(lead)).status).toBe('valid')
    expect(await Visits.countDocuments({ drawId: id, state: 'cancelled' })).toBe(5)
  })

  test('one that has begun is not undone', async () => {
    const { id } = await drawIn(lead)
    const visit = await Visits.findOne({ drawId: id }).lean()
    await Visits.updateOne({ _id: visit?._id }, { $set: { state: 'begun' } })
    await expectError(
      (await fresh(lead)).call(inspectionsDraws.cancel, { id, reason: '不想要了' }),
      'INSPECTION_DRAW_BEGUN',
    )
  })
})

describe('a day on the phone', () => {
  test('the pack has visits, forms without points, and what was found before', async () => {
    const { findingId } = await aFinding()
    await Visits.deleteMany({})
    const visitId = await aVisit(two)
    const pack = await (await fresh(two)).call(inspections.pack, {})
    expect(pack.visits.map(({ id, bags, target }) => [id, bags, target.name])).toEqual([[visitId, 35, '甲小区']])
    expect(pack.earlier.map(({ id, spot }) => [id, spot])).toEqual([[findingId, '1号投放点']])
    expect(JSON.stringify(pack.forms)).not.toMatch(/points|again/)
    expect((await (await fresh(one)).call(inspections.pack, {})).visits).toEqual([])
  })

  test('I27: rows in any order, again and again: signed once, scored, its findings assigned at once', async () => {
    const visitId = await aVisit()
    at('15:00', DAY)
    const line = overflow(await aPhoto(one))
    const device = newId()
    const begun = aRow(visitId, { device, seq: 1, lines: withLine(line), bags: null, signedAs: null })
    const done = aRow(visitId, { device, seq: 2, lines: [], at: instantAt(DAY, '10:30').toISOString() })
    // the signature comes first: it waits for the lines
    expect(await send([done, done, begun])).toEqual(['accepted begun', 'had begun', 'accepted finished'])
    expect(await send([begun, done])).toEqual(['had finished', 'had finished'])
    expect(await Findings.countDocuments({ visitId })).toBe(1)
    const visit = await (await fresh(worker)).call(inspectionsDesk.visit, { id: visitId })
    expect(visit).toMatchObject({ state: 'finished', score: 94, findings: 1, way: 'phone', isClockOff: false })
    expect(visit.finishedAt).toBe(instantAt(DAY, '10:30').toISOString())
    const { items } = await (await fresh(worker)).call(inspectionsFindings.list, {})
    expect(items).toMatchObject([
      { state: 'open', dueAt: expect.stringMatching(/^2026-12-09T07:00/), allowed: ['fix'] },
    ])
    expect(await countedVisits({ areaPath: district.path, from: DAY, to: DAY })).toEqual([
      {
        id: visitId,
        place: compounds[0]?._id,
        day: DAY,
        inspector: one.personId,
        mendedDays: [],
        onSite: 94,
        bags: 35,
        bagsCorrect: 30,
        due: 0,
        closedInTime: 0,
      },
    ])
  })

  test('the same row from two at once is one; a changed one under its id is refused', async () => {
    const visitId = await aVisit()
    const row = aRow(visitId)
    const both = await Promise.all([send([row]), send([row])])
    expect(both.flat().sort()).toEqual(['accepted finished', 'had finished'])
    expect(await send([{ ...row, signedAs: '别人' }])).toEqual(['IDEMPOTENCY_KEY_REUSED'])
    expect((await Visits.findById(visitId).lean())?.signed).toHaveLength(1)
  })

  test('two phones: lines merge one by one; one that differs is kept twice and a person chooses', async () => {
    const visitId = await aVisit()
    const first = aRow(visitId, { lines: allOk().slice(0, 4), signedAs: null })
    const note = { code: 'bins', answer: 'ok' as const, note: '西门少一个桶', findings: [] }
    const other = aRow(visitId, { lines: [note, ...allOk().slice(4)] })
    expect(await send([first, other])).toEqual(['accepted begun', 'contested disputed'])
    expect(await countedVisits({ areaPath: district.path, from: DAY, to: DAY })).toEqual([])
    const seen = await (await fresh(lead)).call(inspectionsDesk.visit, { id: visitId })
    expect(seen.contested.map(({ code, options }) => [code, options.map((each) => each.note)])).toEqual([
      ['bins', ['', '西门少一个桶']],
    ])
    expect(seen.score).toBeNull()
    const choice = { id: visitId, version: seen.version, code: 'bins', option: 1, reason: '与照片一致' }
    await expectError((await fresh(lead)).call(inspectionsDesk.choose, { ...choice, version: 0 }), 'CHANGED_MEANWHILE')
    expect(await (await fresh(lead)).call(inspectionsDesk.choose, choice)).toMatchObject({
      state: 'finished',
      score: 100,
    })
  })

  test('I28: after signing nothing changes it: another phone’s line is kept beside it, and a lead may correct', async () => {
    const { visitId } = await aFinding()
    expect(await send([aRow(visitId, { lines: [overflow(await aPhoto(one), null, '2号投放点')] })])).toEqual([
      'contested finished',
    ])
    const before = await (await fresh(lead)).call(inspectionsDesk.visit, { id: visitId })
    expect(before).toMatchObject({ score: 94, findings: 1, allowed: ['choose', 'correct'] })
    const correction = { id: visitId, version: before.version, lines: allOk(), bags: before.bags, reason: '看错了位置' }
    await expectError((await fresh(worker)).call(inspectionsDesk.correct, correction), 'NOT_ALLOWED')
    const after = await (await fresh(second)).call(inspectionsDesk.correct, correction)
    expect(after).toMatchObject({ score: 100, corrections: 1, findings: 0 })
    expect((await Findings.find({ visitId }).lean()).map(({ state }) => state)).toEqual(['withdrawn'])
    // what was known on the day of the visit stays as it was known
    expect(
      (await countedVisits({ areaPath: district.path, from: DAY, to: DAY, asOf: instantAt(DAY, '09:59') })).length,
    ).toBe(0)
    expect((await Visits.findById(visitId).lean())?.signed.map(({ score }) => score)).toEqual([94, 100])
  })

  test('the same phone changes nothing after signing either, and choosing one line re-signs no other', async () => {
    const { visitId } = await aFinding()
    const device = (await Visits.findById(visitId).lean())?.parts[0]?.options[0]?.device ?? ''
    const later = aRow(visitId, { device, seq: 9, base: 1, bags: { looked: 35, correct: 35 }, signedAs: null })
    expect(await send([later])).toEqual(['contested finished'])
    const note = { code: 'notice', answer: 'ok' as const, note: '别的手机', findings: [] }
    await send([aRow(visitId, { lines: [note], bags: null, signedAs: null })])
    const seen = await (await fresh(lead)).call(inspectionsDesk.visit, { id: visitId })
    expect(seen.contested.map(({ code }) => code).sort()).toEqual(['bags-counted', 'clean', 'notice'])
    const choice = { id: visitId, version: seen.version, code: 'notice', option: 0, reason: '以签字的为准' }
    const after = await (await fresh(lead)).call(inspectionsDesk.choose, choice)
    expect(after).toMatchObject({ score: 94, findings: 1, bags: { looked: 35, correct: 30 } })
    expect((await Findings.find({ visitId }).lean()).map(({ state }) => state)).toEqual(['open'])
  })

  test('not before the day that was drawn, and never dated back before it', async () => {
    const early = await aVisit(one, '2026-12-25')
    expect(await send([aRow(early)])).toEqual(['INSPECTION_TOO_EARLY'])
    const visitId = await aVisit()
    expect(await send([aRow(visitId, { at: instantAt('2026-11-30', '09:00').toISOString() })])).toEqual([
      'accepted finished',
    ])
    expect(await Visits.findById(visitId).lean()).toMatchObject({ day: DAY, isClockOff: true })
  })

  test.each<[string, (id: string, photo: string) => Partial<FormRow> | Promise<Partial<FormRow>>, string]>([
    [
      'a phrase that the form has not',
      () => ({ lines: [{ code: 'nope', answer: 'ok', findings: [] }] }),
      'INSPECTION_PHRASE_UNKNOWN',
    ],
    [
      'a finding without a photo',
      () => ({
        lines: [
          {
            ...overflow('x'),
            findings: [{ ...(overflow('x').findings[0] as never as object), photoIds: [] }],
          } as never,
        ],
      }),
      'INSPECTION_PHOTO_MISSING',
    ],
    ['somebody else’s photo', async () => ({ lines: [overflow(await aPhoto(two))] }), 'INSPECTION_PHOTO_MISSING'],
    [
      'an earlier one that is none',
      (_id, photo) => ({ lines: [overflow(photo, newId())] }),
      'INSPECTION_EARLIER_WRONG',
    ],
    ['nonsense', () => ({ seq: -1 }), 'INPUT_INVALID'],
  ])('%s is refused and nothing of it kept', async (_name, given, code) => {
    const visitId = await aVisit()
    const row = aRow(visitId, await given(visitId, await aPhoto(one)))
    expect(await send([row])).toEqual([code])
    expect(await stateOf(visitId)).toBe('assigned')
  })

  test('somebody else’s visit, one that was called off, and one with too few bags', async () => {
    const visitId = await aVisit()
    expect(await send([aRow(visitId)], two)).toEqual(['INSPECTION_NOT_YOURS'])
    expect(await send([aRow(visitId, { bags: { looked: 20, correct: 20 } })])).toEqual(['accepted begun'])
    await (await fresh(lead)).call(inspectionsDesk.cancel, { id: visitId, reason: '停水改期' })
    expect(await send([aRow(visitId)])).toEqual(['WRONG_STATE'])
  })

  test('I30: the same finding again costs more only where it names the earlier one of the same line and spot', async () => {
    const { findingId } = await aFinding()
    const scores: (number | undefined)[] = []
    for (const [earlierId, spot] of [
      [findingId, '1号投放点'],
      [null, '1号投放点'],
      [findingId, '2号投放点'],
    ] as const) {
      const visitId = await aVisit(two)
      const line = overflow(await aPhoto(two), earlierId, spot)
      await send([aRow(visitId, { lines: withLine(line) })], two)
      scores.push((await Visits.findById(visitId).lean())?.signed[0]?.score)
    }
    expect(scores).toEqual([91, 94, undefined])
  })
})
