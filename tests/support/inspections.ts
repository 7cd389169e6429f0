// A city with two leads, a community worker and two inspectors, and a form in force, for tests of inspections: visits,
// rows of phones and findings are made by the product's own routes.
import sharp from 'sharp'
import { files } from '@shared/files/contract'
import { inspections, type FormRow, type LineAnswer } from '@shared/inspections/contract'
import { defaultForms } from '@shared/inspections/default-forms'
import type { TargetKind } from '@shared/inspections/vocabulary'
import { instantAt } from '@shared/time'
import { setClock, now } from '@server/clock'
import { newId } from '@server/ids'
import { Forms, Visits } from '@server/inspections/inspections.model'
import type { Place } from '@server/places/places.model'
import { signInAs, type TestApp } from './app'
import { aPlace, aStaff, ancestorOf, type Signed } from './people'

export const DAY = '2026-12-08'
export const at = (clock: string, day = DAY): void => setClock(instantAt(day, clock))

export type InspectionWorld = {
  city: Place
  district: Place
  street: Place
  community: Place
  compounds: Place[]
  first: Place
  lead: Signed
  second: Signed
  worker: Signed
  one: Signed
  two: Signed
  formId: string
}

export async function aFormInForce(city: Place, kind: TargetKind): Promise<string> {
  const _id = newId()
  await Forms.create({
    _id,
    kind,
    placeId: city._id,
    placePath: city.path,
    validFrom: '2026-01-01',
    content: defaultForms[kind],
    version: 1,
    state: 'published',
    updatedAt: now(),
    updatedBy: 'system:tests',
    writtenBy: ['system:tests'],
  })
  return _id
}

export async function aWorldToInspect(): Promise<InspectionWorld> {
  at('09:00')
  const first = await aPlace({ kind: 'compound', households: 400, name: '甲小区' })
  const community = await ancestorOf(first, 'community')
  const street = await ancestorOf(first, 'subdistrict')
  const district = await ancestorOf(first, 'district')
  const city = await ancestorOf(first, 'city')
  const others = await Promise.all(
    ['乙小区', '丙小区', '丁小区'].map((name) => aPlace({ kind: 'compound', parent: community, name, households: 90 })),
  )
  return {
    city,
    district,
    street,
    community,
    first,
    compounds: [first, ...others],
    lead: await aStaff('cityOfficer', city._id, { name: '徐负责' }),
    second: await aStaff('cityOfficer', city._id, { name: '卢复核' }),
    worker: await aStaff('communityWorker', community._id, { name: '吴社区' }),
    one: await aStaff('inspector', city._id, { name: '丁检查' }),
    two: await aStaff('inspector', city._id, { name: '孟检查' }),
    formId: await aFormInForce(city, 'compound'),
  }
}

/** A drawn visit of somebody on this day. */
export async function aVisit(
  { first: target, formId }: InspectionWorld,
  by: Signed,
  day = DAY,
  fields: object = {},
): Promise<string> {
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
    inspectorId: by.personId,
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

export const allOk = (): LineAnswer[] =>
  defaultForms.compound.items.map(({ code }) => ({ code, answer: 'ok', findings: [] }))
/** As a phone sends it. */
export async function aPicture() {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#486' } })
    .jpeg()
    .toBuffer()
  return { bytes, filename: 'p.jpg', type: 'image/jpeg' }
}
export async function aPhoto(app: TestApp, by: Signed): Promise<string> {
  const id = newId()
  await (await fresh(app, by)).upload(files.upload, { id, purpose: 'inspection' }, await aPicture())
  return id
}
export const overflow = (photoId: string, earlierId: string | null = null, spot = '1号投放点'): LineAnswer => ({
  code: 'clean',
  answer: 'found',
  findings: [{ id: newId(), phrase: 'overflow', spot, photoIds: [photoId], earlierId }],
})
export const withLine = (line: LineAnswer): LineAnswer[] =>
  allOk().map((each) => (each.code === line.code ? line : each))

export const aRow = (visitId: string, given: Partial<FormRow> = {}): FormRow => ({
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
export const fresh = async (app: TestApp, { personId }: Signed) => app.as(await signInAs(personId))

/** Sends rows as somebody's phone; answers what each came to. */
export async function sendRows(app: TestApp, by: Signed, rows: FormRow[]): Promise<string[]> {
  const { results } = await (await fresh(app, by)).call(inspections.sync, { rows })
  return results.map(({ outcome, code, visit }) => code ?? `${outcome} ${visit?.state ?? ''}`)
}

/** A signed visit of the first compound with one finding. */
export async function aFinding(app: TestApp, world: InspectionWorld) {
  const visitId = await aVisit(world, world.one)
  at('10:00', DAY)
  const line = overflow(await aPhoto(app, world.one))
  await sendRows(app, world.one, [aRow(visitId, { lines: withLine(line) })])
  return { visitId, findingId: line.findings[0]?.id ?? '', line }
}
