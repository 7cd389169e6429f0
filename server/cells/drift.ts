// How strict assessors are, for their lead alone: read from signed visits, against what the papers had got.
import { scopeOf, type Actor } from '@shared/actors'
import { assessorStrictness, type ComparedVisit } from '@shared/cells/drift'
import { leads } from '@shared/cells/roles'
import { scoreTable } from '@shared/cells/scoring'
import type { cellFigures } from '@shared/cells/tables-contract'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { invalid } from '@shared/errors'
import { daysBetween } from '@shared/time'
import { auditRead } from '../audit'
import { fullNames } from '../people/people'
import { Applications, type ApplicationDocument } from './applications.model'
import { answersOf } from './judging'
import { tablesByIds } from './tables'
import { Visits, type VisitDocument } from './visits.model'

const MOST_VISITS = 2_000
const MOST_DAYS = 5 * 366

/** @throws DomainError INPUT_INVALID */
export async function showDrift(
  actor: Actor,
  { from, to }: ParsedOf<typeof cellFigures.drift>,
): Promise<OutputOf<typeof cellFigures.drift>> {
  if (to < from || daysBetween(from, to) > MOST_DAYS) throw invalid('to', '一次最多看五年')
  const visits = await Visits.find({
    state: 'signed',
    kind: 'site',
    day: { $gte: from, $lte: to },
    placePath: { $in: scopeOf(actor, leads) },
  })
    .sort({ day: -1, _id: -1 })
    .limit(MOST_VISITS)
    .lean<VisitDocument[]>()
  await auditRead(actor, { action: 'cells.readDrift', subject: 'cellVisits/drift' })
  const compared = await comparedVisits(visits)
  const rows = assessorStrictness(compared)
  const names = await fullNames(rows.map(({ inspector }) => inspector))
  return {
    visits: compared.length,
    assessors: rows.map(({ inspector, ...row }) => ({ ...row, name: names.get(inspector) ?? '' })),
  }
}

/** Without those whose papers were passed before scores were kept. */
async function comparedVisits(visits: readonly VisitDocument[]): Promise<ComparedVisit[]> {
  const applications = new Map(
    (
      await Applications.find({ _id: { $in: visits.map(({ applicationId }) => applicationId) } }).lean<
        ApplicationDocument[]
      >()
    ).map((one) => [one._id, one]),
  )
  const tables = await tablesByIds([...applications.values()].map(({ tableId }) => tableId))
  return visits.flatMap(({ applicationId, assessors }) => {
    const application = applications.get(applicationId)
    const table = application && tables.get(application.tableId)?.content
    if (!application || !table) return []
    const { review, site } = answersOf(table, application)
    const difference = (scoreTable(table, site).total - scoreTable(table, review).total) / 10
    return [{ assessors: assessors.map(({ personId }) => personId), difference }]
  })
}
