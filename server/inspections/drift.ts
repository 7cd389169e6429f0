// How strict inspectors are, for their lead alone: read from drawn visits that are signed.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { invalid } from '@shared/errors'
import {
  bunchingAt,
  byPosition,
  doublesOf,
  histogramOf,
  residualsOf,
  strictnessByInspector,
  type ScoredVisit,
} from '@shared/inspections/drift'
import type { inspectionsForms } from '@shared/inspections/forms-contract'
import { planReaders } from '@shared/inspections/roles'
import { targetKindNames, type TargetKind } from '@shared/inspections/vocabulary'
import { daysBetween, type Day } from '@shared/time'
import { auditRead } from '../audit'
import type { FileAnswer } from '../http/implement'
import { fullNames } from '../people/people'
import { sheetFile, type Column } from '../sheets'
import { Visits, type VisitDocument } from './inspections.model'

type Asked = { from: Day; to: Day; targetKind: TargetKind }

async function scoredVisits(actor: Actor, { from, to, targetKind }: Asked): Promise<ScoredVisit[]> {
  if (to < from || daysBetween(from, to) > 366) throw invalid('to', '一次最多看一年')
  const visits = await Visits.find(
    {
      targetKind,
      day: { $gte: from, $lte: to },
      kind: 'drawn',
      state: 'finished',
      placePath: { $in: scopeOf(actor, planReaders) },
    },
    { targetId: 1, inspectorId: 1, day: 1, position: 1, signed: 1 },
  )
    .sort({ day: 1, _id: 1 })
    .limit(50_000)
    .lean<Pick<VisitDocument, '_id' | 'targetId' | 'inspectorId' | 'day' | 'position' | 'signed'>[]>()
  return visits.flatMap(({ targetId, inspectorId, day, position, signed }) => {
    const last = signed.at(-1)
    return last
      ? [{ target: targetId, inspector: inspectorId, day, position: position ?? null, score: last.score }]
      : []
  })
}

/** @throws DomainError INPUT_INVALID */
export async function showDrift(
  actor: Actor,
  asked: ParsedOf<typeof inspectionsForms.drift>,
): Promise<OutputOf<typeof inspectionsForms.drift>> {
  const visits = await scoredVisits(actor, asked)
  await auditRead(actor, { action: 'inspections.readDrift', subject: `inspectionDrift/${asked.targetKind}` })
  const residuals = residualsOf(visits)
  const rows = strictnessByInspector(residuals)
  const names = await fullNames(rows.map(({ inspector }) => inspector))
  const scores = visits.map(({ score }) => score)
  return {
    inspectors: rows.map((row) => ({ ...row, inspector: names.get(row.inspector) ?? '' })),
    byPosition: byPosition(residuals),
    bunching: bunchingAt(scores),
    histogram: histogramOf(scores),
    doubles: doublesOf(visits),
  }
}

const columns: readonly Column[] = [
  { name: '检查员', width: 14 },
  { name: '可比的检查', width: 12 },
  { name: '平均偏差（分）', width: 16 },
  { name: '区间下限', width: 12 },
  { name: '区间上限', width: 12 },
  { name: '与其他人有别', width: 14 },
]

/** @throws DomainError INPUT_INVALID */
export async function exportDrift(
  actor: Actor,
  { format, ...asked }: ParsedOf<typeof inspectionsForms.exportDrift>,
): Promise<FileAnswer> {
  const { inspectors } = await showDrift(actor, asked)
  const points = (hundredths: number): number => hundredths / 100
  return sheetFile(
    format,
    `尺度比对-${targetKindNames[asked.targetKind]}-${asked.from}-${asked.to}`,
    columns,
    inspectors.map(({ inspector, visits, mean, low, high, isApart }) => [
      inspector,
      visits,
      points(mean),
      points(low),
      points(high),
      isApart ? '是' : '否',
    ]),
  )
}
