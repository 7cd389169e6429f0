// Inspections over real HTTP: a form put in force by two people; a draw that anybody runs again; a day without a
// network on one phone and on two; findings to closure, by the community and by a company's link; paper; corrections;
// what the lists count.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { files } from '@shared/files/contract'
import { inspections, type FormRow, type LineAnswer } from '@shared/inspections/contract'
import { defaultForms } from '@shared/inspections/default-forms'
import { inspectionsDesk } from '@shared/inspections/desk-contract'
import { inspectionsDraws } from '@shared/inspections/draws-contract'
import { inspectionsFindings } from '@shared/inspections/findings-contract'
import { inspectionsForms } from '@shared/inspections/forms-contract'
import { instantAt } from '@shared/time'
import { setClock, now } from '@server/clock'
import { newId } from '@server/ids'
import { countedVisits } from '@server/inspections/counted-visits'
import { Findings, Forms, Visits } from '@server/inspections/inspections.model'
import type { Place } from '@server/places/places.model'
import { expectError, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aPlace, aStaff, ancestorOf, type Signed } from '../support/people'

useDatabase()
const app = useApp()
const DAY = '2026-12-08'
const at = (clock: string, day = '2026-12-07'): void => setClock(instantAt(day, clock))
const fresh = async ({ personId }: Signed) => app.as(await signInAs(personId))

let city: Place, district: Place, street: Place, community: Place, compounds: Place[]
let lead: Signed, second: Signed, worker: Signed, one: Signed, two: Signed, formId: string

beforeEach(async () => {
  at('09:00')
  const first = await aPlace({ kind: 'compound', households: 400, name: '甲小区' })
  community = await ancestorOf(first, 'community')
  street = await ancestorOf(first, 'subdistrict')
  district = await ancestorOf(first, 'district')
  city = await ancestorOf(first, 'city')
  const others = await Promise.all(
    ['乙小区', '丙小区', '丁小区'].map((name) => aPlace({ kind: 'compound', parent: community, name, households: 90 })),
  )
  compounds = [first, ...others]
  lead = await aStaff('cityOfficer', city._id, { name: '徐负责' })
  second = await aStaff('cityOfficer', city._id, { name: '卢复核' })
  worker = await aStaff('communityWorker', community._id, { name: '吴社区' })
  one = await aStaff('inspector', city._id, { name: '丁检查' })
  two = await aStaff('inspector', city._id, { name: '孟检查' })
  formId = newId()
  await Forms.create({
    _id: formId,
    kind: 'compound',
    placeId: city._id,
    placePath: city.path,
    validFrom: '2026-01-01',
    content: defaultForms.compound,
    version: 1,
    state: 'published',
    updatedAt: now(),
    updatedBy: 'system:tests',
    writtenBy: ['system:tests'],
  })
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

/** A drawn visit of somebody on this day. */
async function aVisit(inspector = one, day = DAY, fields: object = {}) {
  const target = compounds[0] as Place
  const id = newId()
  await Visits.create({
    _id: id,
    kind: 'drawn',
    drawId: newId(),
    position: 1,
    isDouble: false,
    targetKind: 'compound',
    targetId: target._id,
    targetName: target.name,
    placePath: target.path,
    formId,
    planned: 35,
    day,
    inspectorId: inspector.personId,
    state: 'assigned',
    version: 0,
    parts: [],
    findingIds: [],
    way: 'phone',
    signed: [],
    history: [],
    findings: 0,
    ...fields,
  })
  return id
}

const allOk = (): LineAnswer[] => defaultForms.compound.items.map(({ code }) => ({ code, answer: 'ok', findings: [] }))
async function aPhoto(by: Signed): Promise<string> {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#486' } })
    .jpeg()
    .toBuffer()
  const id = newId()
  const photo = { bytes, filename: 'p.jpg', type: 'image/jpeg' }
  await (await fresh(by)).upload(files.upload, { id, purpose: 'inspection' }, photo)
  return id
}
const overflow = (photoId: string, earlierId: string | null = null, spot = '1号投放点'): LineAnswer => ({
  code: 'clean',
  answer: 'found',
  findings: [{ id: newId(), phrase: 'overflow', spot, photoIds: [photoId], earlierId }],
})
const withLine = (line: LineAnswer): LineAnswer[] => allOk().map((each) => (each.code === line.code ? line : each))

const aRow = (visitId: string, given: Partial<FormRow> = {}): FormRow => ({
  format: 1,
  id: newId(),
  visitId,
  device: newId(),
  seq: 1,
  base: 0,
  at: now().toISOString(),
  offsetMs: 0,
  beganAt: now().toISOString(),
  lines: allOk(),
  bags: { looked: 35, correct: 30 },
  signedAs: '丁检查',
  ...given,
})
const send = async (rows: FormRow[], by = one) => {
  const { results } = await (await fresh(by)).call(inspections.sync, { rows })
  return results.map(({ outcome, code, visit }) => code ?? `${outcome} ${visit?.state ?? ''}`)
}
const stateOf = async (id: string) => (await Visits.findById(id).lean())?.state

/** A signed visit with one finding. */
async function aFinding(inspector = one) {
  const visitId = await aVisit(inspector)
  at('10:00', DAY)
  const line = overflow(await aPhoto(inspector))
  expect(await send([aRow(visitId, { lines: withLine(line) })], inspector)).toEqual(['accepted finished'])
  return { visitId, findingId: line.findings[0]?.id ?? '', line }
}

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
    const { RoleGrants } = await import('@server/people/people.model')
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

  test('rows in any order, again and again: signed once, scored, its findings assigned at once', async () => {
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

  test('after signing nothing changes it: another phone’s line is kept beside it, and a lead may correct', async () => {
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

  test('the same finding again costs more only where it names the earlier one of the same line and spot', async () => {
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

describe('findings', () => {
  const act = async (by: Signed, action: 'close' | 'reopen', id: string, note = '照片不清楚') => {
    const version = (await Findings.findById(id).lean())?.version ?? -1
    return (await fresh(by)).call(inspectionsFindings[action], { id, version, note })
  }
  const fix = async (by: Signed, id: string) => {
    const version = (await Findings.findById(id).lean())?.version ?? -1
    const photoIds = [await aPhoto(by)]
    return (await fresh(by)).call(inspectionsFindings.fix, { id, version, note: '已清运', photoIds })
  }

  test('mended with a photo, sent back, mended again, closed: in time counts, and late is told', async () => {
    const { findingId } = await aFinding()
    expect((await fix(worker, findingId)).state).toBe('fixed')
    await expectError(act(worker, 'close', findingId), 'NOT_ALLOWED')
    expect((await act(one, 'reopen', findingId)).state).toBe('open')
    at('11:00', '2026-12-09')
    const [open] = (await (await fresh(worker)).call(inspectionsFindings.list, { late: 'true' })).items
    expect(open).toMatchObject({ id: findingId, isLate: true })
    await fix(worker, findingId)
    expect(await act(lead, 'close', findingId, '')).toMatchObject({ state: 'closed', isLate: true })
    const counted = (asOf: Date) => countedVisits({ placeIds: [compounds[0]?._id ?? ''], from: DAY, to: DAY, asOf })
    expect(await counted(instantAt('2026-12-09', '09:59'))).toMatchObject([{ due: 0 }])
    expect(await counted(now())).toMatchObject([{ due: 1, closedInTime: 0 }])
  })

  test('taken out with a reason by somebody who did not inspect, and only there', async () => {
    const { findingId } = await aFinding()
    const dismiss = async (by: Signed, as: 'withdrawn' | 'duplicate', ofId: string | null = null) =>
      (await fresh(by)).call(inspectionsFindings.dismiss, { id: findingId, version: 0, as, ofId, reason: '属施工方' })
    await expectError(dismiss(worker, 'withdrawn'), 'NOT_ALLOWED')
    await expectError(dismiss(lead, 'duplicate'), 'INPUT_INVALID')
    const { grant } = await import('../support/people')
    await grant(one.personId, 'cityOfficer', city._id)
    await expectError(dismiss(one, 'withdrawn'), 'INSPECTION_SAME_PERSON')
    expect((await dismiss(lead, 'withdrawn')).state).toBe('withdrawn')
    expect(
      await countedVisits({ areaPath: city.path, from: DAY, to: DAY, asOf: instantAt('2026-12-20', '00:00') }),
    ).toMatchObject([{ due: 0, closedInTime: 0 }])
  })

  test('a re-inspection closes what it sees mended; it never counts', async () => {
    const { findingId } = await aFinding()
    const start = {
      id: newId(),
      kind: 'reinspection' as const,
      targetKind: 'compound' as const,
      targetId: compounds[0]?._id ?? '',
      inspectorId: two.personId,
      day: DAY,
      reason: '现场复查',
      findingIds: [findingId],
    }
    await (await fresh(lead)).call(inspectionsDesk.start, start)
    const look = async (by: Signed) =>
      (await fresh(by)).call(inspections.look, {
        findingId,
        visitId: start.id,
        isMended: true,
        note: '',
        photoIds: [await aPhoto(by)],
      })
    await expectError(look(one), 'INSPECTION_NOT_YOURS')
    expect(await look(two)).toEqual({ findingId, state: 'closed' })
    expect(await look(two)).toEqual({ findingId, state: 'closed' })
    expect(await send([aRow(start.id, { bags: null })], two)).toEqual(['accepted finished'])
    expect(await countedVisits({ areaPath: city.path, from: DAY, to: DAY })).toHaveLength(1)
  })

  test('a company reports by its link with a photo, for what was forwarded and nothing else', async () => {
    const { findingId } = await aFinding()
    const companyId = newId()
    await Findings.updateOne({ _id: findingId }, { $set: { companyId } })
    const forward = { id: newId(), companyId, findingIds: [findingId], days: 7 }
    await expectError((await fresh(one)).call(inspectionsFindings.forward, forward), 'NOT_ALLOWED')
    const { token } = await (await fresh(worker)).call(inspectionsFindings.forward, forward)
    expect((await (await fresh(worker)).call(inspectionsFindings.forward, forward)).token).toBe(token)
    const company = app.withKey('Link', token)
    expect(await company.call(inspectionsFindings.byLink, {})).toMatchObject({
      items: [{ id: findingId, allowed: ['fix'] }],
    })
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } })
      .jpeg()
      .toBuffer()
    const photoId = newId()
    const photo = { bytes, filename: 'p.jpg', type: 'image/jpeg' }
    await company.upload(inspectionsFindings.uploadByLink, { id: photoId }, photo)
    const fixed = { findingId, note: '已清运', photoIds: [photoId] }
    await expectError(company.call(inspectionsFindings.fixByLink, { ...fixed, findingId: newId() }), 'NOT_FOUND')
    await expectError(
      company.call(inspectionsFindings.fixByLink, { ...fixed, photoIds: [newId()] }),
      'INSPECTION_PHOTO_MISSING',
    )
    expect((await company.call(inspectionsFindings.fixByLink, fixed)).items).toMatchObject([
      { state: 'fixed', allowed: [] },
    ])
    expect((await company.call(inspectionsFindings.fixByLink, fixed)).items).toMatchObject([{ state: 'fixed' }])
    at('10:00', '2026-12-20')
    await expectError(company.call(inspectionsFindings.byLink, {}), 'LINK_INVALID')
  })
})

describe('paper, and visits that nobody drew', () => {
  test('a paper form is entered later with its sheet, marked with who entered it', async () => {
    const visitId = await aVisit()
    at('18:00', DAY)
    const scan = await aPhoto(lead)
    const paper = {
      id: visitId,
      version: 0,
      finishedAt: instantAt(DAY, '11:00').toISOString(),
      signedAs: '丁检查',
      lines: allOk(),
      bags: { looked: 35, correct: 28 },
      note: '手机没电',
      scanIds: [scan],
    }
    await expectError((await fresh(two)).call(inspectionsDesk.enterPaper, paper), 'NOT_FOUND')
    await expectError(
      (await fresh(lead)).call(inspectionsDesk.enterPaper, { ...paper, lines: allOk().slice(1) }),
      'INSPECTION_INCOMPLETE',
    )
    const entered = await (await fresh(lead)).call(inspectionsDesk.enterPaper, paper)
    expect(entered).toMatchObject({ way: 'paper', enteredBy: '徐负责', score: 100, scanIds: [scan], day: DAY })
    await (await fresh(worker)).download(files.show, { id: scan })
    // the phone that was found again comes too late
    expect(await send([aRow(visitId, { lines: [overflow(await aPhoto(one))] })])).toEqual(['contested finished'])
  })

  test('nobody is sent to the own subdistrict; a 路长 only to their stretch', async () => {
    const road = await aPlace({ kind: 'road', parent: street, name: '柳湾路' })
    await Forms.create({
      _id: newId(),
      kind: 'street',
      placeId: city._id,
      placePath: city.path,
      validFrom: '2026-01-01',
      content: defaultForms.street,
      version: 1,
      state: 'published',
      updatedAt: now(),
      updatedBy: 's',
      writtenBy: ['s'],
    })
    const chief = await aStaff('roadChief', road._id, { name: '路平' })
    const { items } = await (await fresh(chief)).call(inspections.targets, {})
    expect(items.map(({ name }) => name).sort()).toEqual([community.name, '柳湾路'].sort())
    const patrol = { id: newId(), targetKind: 'street' as const, targetId: road._id }
    expect(await (await fresh(chief)).call(inspections.patrol, patrol)).toMatchObject({ kind: 'patrol', bags: 0 })
    await expectError(
      (await fresh(chief)).call(inspections.patrol, {
        ...patrol,
        id: newId(),
        targetKind: 'compound',
        targetId: compounds[0]?._id ?? '',
      }),
      'INSPECTION_TARGET_WRONG',
    )
    const local = await aStaff('inspector', city._id)
    const { grant } = await import('../support/people')
    await grant(local.personId, 'guideWorker', street._id)
    await expectError(
      (await fresh(lead)).call(inspectionsDesk.start, {
        id: newId(),
        kind: 'complaint',
        targetKind: 'compound',
        targetId: compounds[0]?._id ?? '',
        inspectorId: local.personId,
        day: DAY,
        reason: '居民反映',
        findingIds: [],
      }),
      'INSPECTION_NEAR',
    )
  })
})

test('strictness is for the lead alone', async () => {
  await aFinding(one)
  const visitId = await aVisit(two)
  await send([aRow(visitId)], two)
  const asked = { from: '2026-12-01', to: '2026-12-31', targetKind: 'compound' as const }
  const { inspectors, doubles } = await (await fresh(lead)).call(inspectionsForms.drift, asked)
  expect(inspectors.map(({ inspector, mean }) => [inspector, mean])).toEqual([
    ['丁检查', -600],
    ['孟检查', 600],
  ])
  expect(doubles).toEqual({ pairs: 1, mean: 600 })
  for (const other of [one, worker])
    await expectError((await fresh(other)).call(inspectionsForms.drift, asked), 'NOT_ALLOWED')
})
