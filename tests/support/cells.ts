// A city with tables in force, a restaurant with its people, and assessors of other subdistricts and bodies; an
// application filled in, sent in, visited and signed through the operations' own routes.
import sharp from 'sharp'
import { bestAnswer } from '@shared/cells/scoring'
import { cells } from '@shared/cells/contract'
import { cellsDesk } from '@shared/cells/desk-contract'
import { cellsSite, SHEET_FORMAT, type SheetRow } from '@shared/cells/site-contract'
import { sheetHash, type SheetLine } from '@shared/cells/sheets'
import type { CellDetail } from '@shared/cells/application'
import { defaultTables } from '@shared/cells/default-tables'
import { itemsOf, tableItem } from '@shared/cells/tables'
import type { CellKind } from '@shared/cells/table-words'
import { files } from '@shared/files/contract'
import type { AffiliationRole, OrganisationKind } from '@shared/organisations/vocabulary'
import { now } from '@server/clock'
import { CellTables } from '@server/cells/tables.model'
import { newId } from '@server/ids'
import { Affiliations, Organisations } from '@server/organisations/organisations.model'
import { nameKeyOf } from '@server/places/search-keys'
import type { Place } from '@server/places/places.model'
import { signInAs, type TestApp } from './app'
import { aPlace, aResident, aStaff, ancestorOf, type Signed } from './people'

export type CellWorld = {
  city: Place
  street: Place
  elsewhere: Place
  compound: Place
  restaurantId: string
  bodyId: string
  owner: Signed
  cook: Signed
  officer: Signed
  lead: Signed
  second: Signed
  one: Signed
  two: Signed
  three: Signed
}

export async function anOrganisation(place: Place, kinds: OrganisationKind[], name: string): Promise<string> {
  const id = newId()
  await Organisations.create({
    _id: id,
    name,
    nameKey: nameKeyOf(name),
    kinds,
    placeId: place._id,
    placePath: place.path,
    standing: 'active',
    revision: 0,
    searchKeys: [],
    createdAt: now(),
  })
  return id
}

export async function belongTo(
  organisationId: string,
  { personId }: { personId: string },
  role: AffiliationRole,
  from = '2026-01-01',
  until: string | null = null,
): Promise<void> {
  const span = { id: newId(), role, from, until, addedBy: 'system:tests', addedAt: now() }
  await Affiliations.create({ _id: `${organisationId}:${personId}`, organisationId, personId, spans: [span] })
}

export async function aTable(city: Place, kind: CellKind, validFrom = '2026-01-01'): Promise<string> {
  const content = defaultTables[kind]
  if (!content) throw new Error(`no table of ${kind}`)
  const _id = newId()
  await CellTables.create({
    _id,
    kind,
    placeId: city._id,
    placePath: city.path,
    validFrom,
    sunset: null,
    content,
    version: 1,
    state: 'published',
    updatedAt: now(),
    updatedBy: 'system:tests',
    writtenBy: [],
  })
  return _id
}

export async function aCellWorld(): Promise<CellWorld> {
  const compound = await aPlace({ kind: 'compound' })
  const [city, street, district] = [
    await ancestorOf(compound, 'city'),
    await ancestorOf(compound, 'subdistrict'),
    await ancestorOf(compound, 'district'),
  ]
  const elsewhere = await aPlace({ kind: 'subdistrict', parent: district, name: '别处街道' })
  await aTable(city, 'restaurant')
  await aTable(city, 'compound')
  const restaurantId = await anOrganisation(street, ['restaurant'], `荷塘小馆${newId().slice(-6)}`)
  const bodyId = await anOrganisation(elsewhere, ['assessingBody'], `明镜评估中心${newId().slice(-6)}`)
  const [owner, cook] = [await aResident({ name: '周老板' }), await aResident({ name: '马师傅' })]
  await belongTo(restaurantId, owner, 'head')
  await belongTo(restaurantId, cook, 'employee')
  const assessor = async (name: string): Promise<Signed> => {
    const who = await aStaff('assessor', city._id, { name })
    await belongTo(bodyId, who, 'assessor')
    return who
  }
  return {
    city,
    street,
    elsewhere,
    compound,
    restaurantId,
    bodyId,
    owner,
    cook,
    officer: await aStaff('subdistrictOfficer', street._id, { name: '冯街道' }),
    lead: await aStaff('cityOfficer', city._id, { name: '徐市办' }),
    second: await aStaff('cityOfficer', city._id, { name: '卢复核' }),
    one: await assessor('丁评估'),
    two: await assessor('孟评估'),
    three: await assessor('石评估'),
  }
}

export const as = async (app: TestApp, who: Signed) => app.as(await signInAs(who.personId))

export async function aCellPhoto(app: TestApp, by: Signed): Promise<string> {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#684' } })
    .jpeg()
    .toBuffer()
  const id = newId()
  await (
    await as(app, by)
  ).upload(files.upload, { id, purpose: 'cell' }, { bytes, filename: 'p.jpg', type: 'image/jpeg' })
  return id
}

export const startIn = async (app: TestApp, { owner, restaurantId }: CellWorld): Promise<CellDetail> =>
  (await as(app, owner)).call(cells.start, {
    id: newId(),
    kind: 'restaurant',
    subjectKind: 'organisation',
    subjectId: restaurantId,
    organisationId: restaurantId,
  })

/** Conditions answered, every item with its best answer and the photos it asks for. */
export async function fillIn(app: TestApp, by: Signed, { id, table, questions, list }: CellDetail): Promise<void> {
  const answers = Object.fromEntries(questions.map(({ code, wanted }) => [code, wanted]))
  const client = await as(app, by)
  await client.call(cells.check, { id, answers })
  const photo = await aCellPhoto(app, by)
  for (const item of itemsOf(table)) {
    const seen = list.find(({ code }) => code === item.code)
    if (seen?.isFilled) continue
    const more = await Promise.all(
      Array.from({ length: Math.max(0, item.evidence.least - 1) }, () => aCellPhoto(app, by)),
    )
    await client.call(cells.saveItem, {
      id,
      code: item.code,
      revision: seen?.revision ?? 0,
      answer: bestAnswer(item),
      note: '',
      evidence: item.evidence.least > 0 ? [photo, ...more] : [],
    })
  }
}

/** Filled in, assessed, signed by the owner and sent in. */
export async function submitted(app: TestApp, world: CellWorld): Promise<CellDetail> {
  const { owner } = world
  const begun = await startIn(app, world)
  await fillIn(app, owner, begun)
  const client = await as(app, owner)
  await client.call(cells.assess, { id: begun.id })
  await client.call(cells.signLetter, { id: begun.id, name: '周老板' })
  return client.call(cells.submit, { id: begun.id })
}

export async function passed(app: TestApp, world: CellWorld): Promise<CellDetail> {
  const { id, version } = await submitted(app, world)
  return (await as(app, world.officer)).call(cellsDesk.pass, { id, version, marks: [], reason: '材料齐全' })
}

export const scheduleInput = (id: string, day: string, ...who: Signed[]) => ({
  id,
  visitId: newId(),
  day,
  slot: 'morning' as const,
  assessorIds: who.map(({ personId }) => personId),
})

/** The lines of a sheet: every item with its best answer, but those named. */
export function linesFor(
  table: CellDetail['table'],
  codes: readonly string[],
  other: Readonly<Record<string, SheetLine['answer']>> = {},
  photoId?: string,
): SheetLine[] {
  return codes.flatMap((code) => {
    const item = tableItem(table, code)
    if (!item) return []
    return [{ code, answer: other[code] ?? bestAnswer(item), photoIds: other[code] && photoId ? [photoId] : [] }]
  })
}

export const sheetRow = (visitId: string, device: string, fields: Partial<SheetRow> = {}): SheetRow => ({
  format: SHEET_FORMAT,
  id: newId(),
  visitId,
  device,
  seq: 1,
  base: 0,
  at: now().toISOString(),
  offsetMs: 0,
  lines: [],
  signature: null,
  ...fields,
})

/** Both declare, one fills in, both sign on two phones. */
export async function scored(
  app: TestApp,
  { table, tableId }: CellDetail,
  visitId: string,
  people: readonly Signed[],
  other: Readonly<Record<string, SheetLine['answer']>> = {},
): Promise<void> {
  const [first] = people
  if (!first) throw new Error('nobody is sent')
  const client = await as(app, first)
  const visit = (await client.call(cellsSite.pack, {})).visits.find(({ id }) => id === visitId)
  const photo = Object.keys(other).length > 0 ? await aCellPhoto(app, first) : undefined
  const lines = linesFor(table, visit?.codes ?? [], other, photo)
  const hash = sheetHash(visitId, tableId, lines)
  for (const [index, who] of people.entries()) {
    const own = await as(app, who)
    await own.call(cellsSite.declare, { visitId, isFree: true })
    const row = sheetRow(visitId, newId(), {
      lines: index === 0 ? lines : [],
      signature: { as: '签名', hash },
    })
    await own.call(cellsSite.sync, { rows: [row] })
  }
}
