// The list of findings of an area as a table: what fell due when, and what became of it.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { inspectionsFindings } from '@shared/inspections/findings-contract'
import { readers } from '@shared/inspections/roles'
import { findingStateNames, targetKindNames, visitKindNames } from '@shared/inspections/vocabulary'
import { daysBetween, fullInstant } from '@shared/time'
import { auditRead } from '../audit'
import type { FileAnswer } from '../http/implement'
import { requirePlace } from '../places/places'
import { sheetFile, type Column } from '../sheets'
import { presentFindings } from './findings'
import { Findings, type FindingDocument } from './inspections.model'

const MOST = 20_000

const columns: readonly Column[] = [
  { name: '发现日期', width: 12 },
  { name: '检查方式', width: 14 },
  { name: '对象类型', width: 14 },
  { name: '对象', width: 20 },
  { name: '所在', width: 24 },
  { name: '项目', width: 24 },
  { name: '问题', width: 36 },
  { name: '地点', width: 20 },
  { name: '整改类别', width: 12 },
  { name: '期限', width: 18 },
  { name: '状态', width: 14 },
  { name: '逾期', width: 8 },
  { name: '同一问题再次出现', width: 18 },
  { name: '责任', width: 28 },
]

/** @throws DomainError NOT_FOUND, INPUT_INVALID */
export async function exportFindings(
  actor: Actor,
  { from, to, placeId, format }: ParsedOf<typeof inspectionsFindings.exportFindings>,
): Promise<FileAnswer> {
  if (to < from || daysBetween(from, to) > 366) throw invalid('to', '一次最多导出一年')
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const found = await Findings.find({
    placePath: { $in: place ? [place._id] : scopeOf(actor, readers) },
    day: { $gte: from, $lte: to },
  })
    .sort({ foundAt: 1, _id: 1 })
    .limit(MOST + 1)
    .lean<FindingDocument[]>()
  if (found.length > MOST) throw invalid('to', '超过两万行，请缩短时段')
  const rows = await presentFindings(actor, found)
  await auditRead(actor, {
    action: 'inspections.exportFindings',
    subject: 'inspectionFindings',
    details: { from, to, format, rows: rows.length },
  })
  return sheetFile(
    format,
    `问题整改-${from}-${to}`,
    columns,
    rows.map((row) => [
      row.day,
      visitKindNames[row.visitKind],
      targetKindNames[row.target.kind],
      row.target.name,
      row.target.placeNames.join('/'),
      row.item,
      row.text,
      row.spot,
      row.severity,
      fullInstant(new Date(row.dueAt)),
      findingStateNames[row.state],
      row.isLate ? '是' : '否',
      row.earlierId ? '是' : '',
      row.assigned.join('、'),
    ]),
  )
}
