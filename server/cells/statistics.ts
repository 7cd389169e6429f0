// Statistics of applications by kind and district, which clauses lose most, the list of model cells for those above,
// and what past applications would get under another table. Read only: nothing here is stored.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import { leads, readers } from '@shared/cells/roles'
import { itemPoints, scoreTable, showPoints } from '@shared/cells/scoring'
import { cellKindNames, cellKinds, type CellKind } from '@shared/cells/table-words'
import type { TableItem } from '@shared/cells/tables'
import type { cellFigures, cellTables } from '@shared/cells/tables-contract'
import { carryOver } from '@shared/cells/versions'
import { heldStates, titleLevelNames } from '@shared/cells/vocabulary'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { addDays, dayOf, daysBetween, instantAt } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { placesByIds, requirePlace } from '../places/places'
import { sheetFile, type Column } from '../sheets'
import { Applications, type ApplicationDocument } from './applications.model'
import { answersOf, isScored } from './judging'
import { requireTable, tablesByIds } from './tables'
import { requireSeen } from './tables-desk'

const MOST_SCORED = 2_000
const MOST_TRIED = 200
const MOST_CLAUSES = 20
const MOST_DAYS = 5 * 366
/** City, district: the second step of a path. */
const DISTRICT = 1

/** Places that whoever asks may see; the one that they named, if any. @throws DomainError NOT_FOUND */
async function placesFor(actor: Actor, placeId: string | undefined): Promise<string[]> {
  if (!placeId) return scopeOf(actor, readers)
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  return [placeId]
}

const isTitled = { $ne: [{ $type: '$title' }, 'missing'] }
const countIf = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } })
const counted = {
  applications: { $sum: 1 },
  titled: countIf(isTitled),
  model: countIf({ $eq: ['$title.level', 'model'] }),
  underway: countIf({ $and: [{ $not: [isTitled] }, { $not: ['$isOver'] }] }),
  ended: countIf('$isOver' as unknown as object),
}
type Counts = { applications: number; titled: number; model: number; underway: number; ended: number }

const plainCounts = ({ applications, titled, model, underway, ended }: Counts): Counts => ({
  applications,
  titled,
  model,
  underway,
  ended,
})

/** @throws DomainError NOT_FOUND, INPUT_INVALID */
export async function showStatistics(
  actor: Actor,
  { from, to, placeId, kind }: ParsedOf<typeof cellFigures.show>,
): Promise<OutputOf<typeof cellFigures.show>> {
  if (to < from || daysBetween(from, to) > MOST_DAYS) throw invalid('to', '一次最多看五年')
  const filter = {
    placePath: { $in: await placesFor(actor, placeId) },
    createdAt: { $gte: instantAt(from, '00:00'), $lt: instantAt(addDays(to, 1), '00:00') },
    ...(kind ? { kind } : {}),
  }
  const byKind = await Applications.aggregate<Counts & { _id: CellKind; meanScore: number | null }>([
    { $match: filter },
    { $group: { _id: '$kind', ...counted, meanScore: { $avg: '$finalTotal' } } },
  ])
  const byDistrict = await Applications.aggregate<Counts & { _id: string | null }>([
    { $match: filter },
    { $group: { _id: { $arrayElemAt: ['$placePath', DISTRICT] }, ...counted } },
  ])
  const names = new Map(
    (await placesByIds(byDistrict.flatMap(({ _id }) => _id ?? []))).map((one) => [one._id, one.name]),
  )
  return {
    byKind: cellKinds.flatMap((one) => {
      const row = byKind.find(({ _id }) => _id === one)
      return row ? [{ kind: one, ...plainCounts(row), meanScore: rounded(row.meanScore) }] : []
    }),
    byDistrict: byDistrict
      .flatMap(({ _id, ...row }) =>
        _id === null ? [] : [{ placeId: _id, name: names.get(_id) ?? '', ...plainCounts(row) }],
      )
      .sort((one, other) => other.applications - one.applications || (one.placeId < other.placeId ? -1 : 1)),
    failedMost: await failedMost(filter),
  }
}

const rounded = (mean: number | null): number | null => (mean === null ? null : Math.round(mean))

type Failed = OutputOf<typeof cellFigures.show>['failedMost'][number]

/** Of what was scored on site, the newest ones, the items that lost most of their points on average. */
async function failedMost(filter: object): Promise<Failed[]> {
  const applications = await Applications.find({ ...filter, 'siteMarks.0': { $exists: true } })
    .sort({ createdAt: -1 })
    .limit(MOST_SCORED)
    .lean<ApplicationDocument[]>()
  const tables = await tablesByIds(applications.map(({ tableId }) => tableId))
  const rows = new Map<string, { kind: CellKind; item: TableItem; scored: number; failed: number; lost: number }>()
  for (const application of applications) {
    const content = tables.get(application.tableId)?.content
    if (!content) continue
    const { final } = answersOf(content, application)
    for (const item of content.sections.flatMap(({ items }) => items)) {
      const answer = final[item.code]
      const points = answer ? itemPoints(item, answer) : 0
      if (points === null) continue
      const key = `${application.kind} ${item.text}`
      const row = rows.get(key) ?? { kind: application.kind, item, scored: 0, failed: 0, lost: 0 }
      const lost = item.max * 10 - points
      rows.set(key, {
        ...row,
        scored: row.scored + 1,
        failed: row.failed + (lost > 0 ? 1 : 0),
        lost: row.lost + lost,
      })
    }
  }
  return [...rows.values()]
    .filter(({ lost }) => lost > 0)
    .sort((one, other) => other.lost / other.scored / other.item.max - one.lost / one.scored / one.item.max)
    .slice(0, MOST_CLAUSES)
    .map(({ kind, item, scored, failed, lost }) => ({
      kind,
      clause: item.clause,
      text: item.text,
      scored,
      failed,
      lost: Math.round(lost / scored),
      max: item.max * 10,
    }))
}

const columns: readonly Column[] = [
  { name: '类型', width: 16 },
  { name: '名称', width: 28 },
  { name: '证书编号', width: 22 },
  { name: '等级', width: 16 },
  { name: '得分', width: 8 },
  { name: '命名日期', width: 12 },
  { name: '有效期至', width: 12 },
  { name: '最近一次检查', width: 14 },
  { name: '评价标准', width: 30 },
  { name: '评价细则', width: 30 },
]

/** Model cells whose title holds, the best first, for the level above. @throws DomainError NOT_FOUND */
export async function exportRecommendations(
  actor: Actor,
  { placeId, format }: ParsedOf<typeof cellFigures.recommend>,
): Promise<FileAnswer> {
  const places = placeId ? await placesFor(actor, placeId) : scopeOf(actor, leads)
  const today = dayOf(now())
  const found = await Applications.find({
    placePath: { $in: places },
    state: { $in: [...heldStates] },
    'title.level': 'model',
    'title.until': { $gte: today },
  })
    .sort({ 'title.score': -1, _id: 1 })
    .limit(MOST_SCORED)
    .lean<ApplicationDocument[]>()
  await auditRead(actor, { action: 'cells.exportRecommendations', subject: 'cellApplications/recommendations' })
  const tables = await tablesByIds(found.map(({ tableId }) => tableId))
  const edition = ({ title, edition: count }: { title: string; edition: number }): string => `${title}（第${count}版）`
  return sheetFile(
    format,
    `无废细胞向上推荐名单-${today}`,
    columns,
    found.flatMap(({ kind, subjectName, title, tableId }) => {
      const content = tables.get(tableId)?.content
      if (!title || !content) return []
      const { code, level, score, from, until, lastCheckedOn } = title
      return [
        [
          cellKindNames[kind],
          subjectName,
          code,
          titleLevelNames[level],
          showPoints(score),
          from,
          until,
          lastCheckedOn,
          edition(content.standard),
          edition(content.rule),
        ],
      ]
    }),
  )
}

/** What applications of the last two years would get under a table. @throws DomainError NOT_FOUND */
export async function tryTable(actor: Actor, { id }: { id: string }): Promise<OutputOf<typeof cellTables.trial>> {
  const table = await requireSeen(actor, id)
  const found = await Applications.find({
    kind: table.kind,
    placePath: { $in: scopeOf(actor, readers) },
    'siteMarks.0': { $exists: true },
    createdAt: { $gte: instantAt(addDays(dayOf(now()), -730), '00:00') },
  })
    .sort({ createdAt: -1 })
    .limit(MOST_TRIED)
    .lean<ApplicationDocument[]>()
  const applications: OutputOf<typeof cellTables.trial>['applications'] = []
  for (const application of found.filter(isScored)) {
    const { content } = await requireTable(application.tableId)
    const { final } = answersOf(content, application)
    const moved = carryOver(content, table.content, final)
    const [before, after] = [scoreTable(content, final), scoreTable(table.content, moved.answers)]
    applications.push({
      id: application._id,
      name: application.subjectName,
      before: before.total,
      after: after.total,
      levelBefore: before.level,
      levelAfter: after.level,
      toAnswer: moved.toAnswer.length,
    })
  }
  return { applications }
}
