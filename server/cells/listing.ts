// Lists of applications: one's own, those of an area for the desk with its export, and what is in public notice.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { cells } from '@shared/cells/contract'
import type { cellsDesk, cellsPublic, DeskRow } from '@shared/cells/desk-contract'
import { readers } from '@shared/cells/roles'
import { showPoints } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import { cellStateNames } from '@shared/cells/vocabulary'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { escapePattern } from '@shared/escape'
import type { QueryFilter } from 'mongoose'
import { auditRead, auditReadHourly } from '../audit'
import type { FileAnswer } from '../http/implement'
import { organisationNames } from '../organisations/names'
import { readCountedPage, readPage } from '../paging'
import { requirePlace } from '../places/places'
import { sheetFile } from '../sheets'
import { ownFilter, subjectsOf } from './applicants'
import { Applications, type ApplicationDocument } from './applications.model'
import { requireTable } from './tables'
import { presentRows } from './present'

const MOST_EXPORTED = 20_000
const MOST_NOTICES = 200

async function withTables(rows: readonly ApplicationDocument[]) {
  const tables = new Map<string, Awaited<ReturnType<typeof requireTable>>>()
  for (const id of new Set(rows.map(({ tableId }) => tableId))) tables.set(id, await requireTable(id))
  return rows.flatMap((application) => {
    const table = tables.get(application.tableId)
    return table ? [{ application, table: table.content }] : []
  })
}

export async function listMine(
  actor: PersonActor,
  input: ParsedOf<typeof cells.mine>,
): Promise<OutputOf<typeof cells.mine>> {
  const { rows, next } = await readPage(Applications, { updatedAt: -1 }, await ownFilter(actor), input)
  return { items: await presentRows(await withTables(rows)), next }
}

type Asked = Pick<ParsedOf<typeof cellsDesk.list>, 'state' | 'kind' | 'placeId' | 'q'>

async function filterFor(actor: Actor, { state, kind, placeId, q }: Asked): Promise<QueryFilter<ApplicationDocument>> {
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  return {
    placePath: { $in: place ? [place._id] : scopeOf(actor, readers) },
    ...(state ? { state } : {}),
    ...(kind ? { kind } : {}),
    ...(q ? { subjectName: { $regex: escapePattern(q) } } : {}),
  }
}

/** @throws DomainError NOT_FOUND for a place outside the actor's area */
export async function listDesk(
  actor: Actor,
  { state, kind, placeId, q, ...input }: ParsedOf<typeof cellsDesk.list>,
): Promise<OutputOf<typeof cellsDesk.list>> {
  const filter = await filterFor(actor, { state, kind, placeId, q })
  const byDue = input.sort === 'dueOn' ? { dueOn: { $exists: true } } : {}
  const { rows, ...page } = await readCountedPage(Applications, { updatedAt: -1 }, { ...filter, ...byDue }, input)
  await auditReadHourly(actor, { action: 'cells.readList', subject: 'cellApplications' })
  return { items: await presentDesk(rows), ...page }
}

async function presentDesk(rows: readonly ApplicationDocument[]): Promise<DeskRow[]> {
  const seen = await withTables(rows)
  const shown = await presentRows(seen)
  const names = await organisationNames(rows.flatMap(({ organisationId }) => organisationId ?? []))
  return seen.flatMap(({ application }, index) => {
    const row = shown[index]
    const { organisationId, submittedOn, title } = application
    if (!row) return []
    return [
      {
        ...row,
        organisation: organisationId ? { id: organisationId, name: names.get(organisationId) ?? '' } : null,
        submittedOn: submittedOn ?? null,
        certificate: title ? { code: title.code, until: title.until } : null,
        isModel: title?.level === 'model',
      },
    ]
  })
}

const columns = [
  { name: '类型', width: 16 },
  { name: '名称', width: 24 },
  { name: '所在', width: 24 },
  { name: '申报单位', width: 24 },
  { name: '状态', width: 16 },
  { name: '提交日期', width: 14 },
  { name: '办理期限', width: 14 },
  { name: '得分', width: 10 },
  { name: '证书编号', width: 22 },
  { name: '有效到', width: 14 },
]

export async function exportDesk(
  actor: Actor,
  { state, kind, placeId, format }: ParsedOf<typeof cellsDesk.exportList>,
): Promise<FileAnswer> {
  const filter = await filterFor(actor, { state, kind, placeId, q: undefined })
  const rows = await Applications.find(filter)
    .sort({ updatedAt: -1, _id: -1 })
    .limit(MOST_EXPORTED)
    .lean<ApplicationDocument[]>()
  await auditRead(actor, { action: 'cells.exportList', subject: 'cellApplications', details: { rows: rows.length } })
  const shown = await presentDesk(rows)
  return sheetFile(
    format,
    '无废细胞申报',
    columns,
    shown.map((row) => [
      cellKindNames[row.kind],
      row.subject.name,
      row.subject.placeNames.join('/'),
      row.organisation?.name ?? '',
      cellStateNames[row.state],
      row.submittedOn ?? '',
      row.dueOn ?? '',
      row.total === null ? '' : showPoints(row.total),
      row.certificate?.code ?? '',
      row.certificate?.until ?? '',
    ]),
  )
}

/** For anybody; homes are named without a room. */
export async function listNotices(): Promise<OutputOf<typeof cellsPublic.notices>> {
  const found = await Applications.find({ state: { $in: ['publicNotice', 'underObjection'] } })
    .sort({ dueOn: 1, _id: 1 })
    .limit(MOST_NOTICES)
    .lean<ApplicationDocument[]>()
  const subjectOf = await subjectsOf(found)
  return {
    items: found.flatMap((application) => {
      const { _id, kind, state, notice, finalTotal } = application
      if (!notice) return []
      const { name, placeNames } = subjectOf(application)
      const isDisputed = state === 'underObjection'
      return [{ id: _id, kind, name, placeNames, score: finalTotal ?? 0, from: notice.from, to: notice.to, isDisputed }]
    }),
  }
}
