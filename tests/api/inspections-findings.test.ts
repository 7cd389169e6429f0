// Findings over real HTTP to closure, by the community and by a company's link; paper forms; visits that nobody drew;
// how strict inspectors are.
import sharp from 'sharp'
import { files } from '@shared/files/contract'
import { inspections, type FormRow } from '@shared/inspections/contract'
import { inspectionsDesk } from '@shared/inspections/desk-contract'
import { inspectionsFindings } from '@shared/inspections/findings-contract'
import { inspectionsForms } from '@shared/inspections/forms-contract'
import { setClock, now } from '@server/clock'
import { newId } from '@server/ids'
import { countedVisits } from '@server/inspections/counted-visits'
import { Findings } from '@server/inspections/inspections.model'
import type { Place } from '@server/places/places.model'
import { instantAt } from '@shared/time'
import { expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aFormInForce,
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
  type InspectionWorld,
} from '../support/inspections'
import { aPlace, aStaff, grant, type Signed } from '../support/people'

useDatabase()
const app = useApp()
const fresh = (by: Signed) => freshAs(app, by)
const aPhoto = (by: Signed) => photoOf(app, by)
const aVisit = (by = world.one, day = DAY, fields: object = {}) => visitOf(world, by, day, fields)
const send = (rows: FormRow[], by = world.one) => sendRows(app, by, rows)
const aFinding = () => findingOf(app, world)

let world: InspectionWorld
let city: Place, street: Place, community: Place
let compounds: Place[]
let lead: Signed, worker: Signed, one: Signed, two: Signed
beforeEach(async () => {
  world = await aWorldToInspect()
  ;({ city, street, community, compounds, lead, worker, one, two } = world)
})
afterAll(() => setClock())

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

  test('I31: taken out with a reason by somebody who did not inspect, and only there', async () => {
    const { findingId } = await aFinding()
    const dismiss = async (by: Signed, as: 'withdrawn' | 'duplicate', ofId: string | null = null) =>
      (await fresh(by)).call(inspectionsFindings.dismiss, { id: findingId, version: 0, as, ofId, reason: '属施工方' })
    await expectError(dismiss(worker, 'withdrawn'), 'NOT_ALLOWED')
    await expectError(dismiss(lead, 'duplicate'), 'INPUT_INVALID')
    await grant(one.personId, 'cityOfficer', city._id)
    await expectError(dismiss(one, 'withdrawn'), 'INSPECTION_SAME_PERSON')
    expect((await dismiss(lead, 'withdrawn')).state).toBe('withdrawn')
    expect(
      await countedVisits({ areaPath: city.path, from: DAY, to: DAY, asOf: instantAt('2026-12-20', '00:00') }),
    ).toMatchObject([{ due: 0, closedInTime: 0 }])
  })

  test('no inspector of the own subdistrict says whether it is mended, nor whoever sent the company its link', async () => {
    const { findingId } = await aFinding()
    await fix(worker, findingId)
    const local = await aStaff('inspector', city._id)
    await grant(local.personId, 'guideWorker', world.street._id)
    await expectError(act(local, 'close', findingId), 'INSPECTION_NEAR')
    await expectError(act(local, 'reopen', findingId), 'INSPECTION_NEAR')
    const step = { at: now(), by: 'link:x', action: 'fix' as const, note: '', photoIds: [], sentBy: lead.personId }
    await Findings.updateOne({ _id: findingId }, { $push: { steps: step } })
    await expectError(act(lead, 'close', findingId), 'INSPECTION_SAME_PERSON')
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
    await aFormInForce(city, 'street')
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
  await aFinding()
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
