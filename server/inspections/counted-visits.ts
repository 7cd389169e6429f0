// What the lists read: drawn visits that are finished, with what was signed last before an instant and how their
// findings stood then. Nothing that happened after that instant changes it, so a closed month reads the same for ever.
// Visits made for a reason, re-inspections and patrols are not here; neither is a drawn visit that waits for a person
// to choose between two phones.
import type { CountedVisit } from '@shared/inspections/visits'
import { mendedAt, standingAt } from '@shared/inspections/findings'
import type { TargetKind } from '@shared/inspections/vocabulary'
import { instantAt, type Day } from '@shared/time'
import { Findings, Visits, type FindingDocument, type VisitDocument } from './inspections.model'

const DAY = 86_400_000

type Wanted = {
  /** From the city down to the area, or the targets themselves: places or organisations. */
  areaPath?: readonly string[]
  placeIds?: readonly string[]
  kind?: TargetKind
  /** Days of the visits, both included. */
  from: Day
  to: Day
  /** As it was known then; the end of `to` unless told otherwise. */
  asOf?: Date
}

type ReadVisit = Pick<VisitDocument, '_id' | 'targetId' | 'day' | 'inspectorId'> & {
  signed: Pick<VisitDocument['signed'][number], 'at' | 'score' | 'bags'>[]
}

type ReadFinding = Pick<FindingDocument, '_id' | 'visitId' | 'foundAt' | 'dueAt'> & {
  steps: Pick<FindingDocument['steps'][number], 'at' | 'action'>[]
}

/** Days, begun ones whole, from finding to mending; nothing where that was not accepted by then, or does not count. */
function daysToMend({ standing, foundAt, steps }: ReadFinding & { standing: string }, until: Date): number[] {
  const past = steps.filter(({ at }) => at <= until)
  const mended = standing !== 'out' && past.at(-1)?.action === 'close' ? mendedAt(past) : null
  return mended ? [Math.max(0, Math.ceil((mended.getTime() - foundAt.getTime()) / DAY))] : []
}

/**
 * I29. In the order of their ids. A visit that was received after `asOf` is not among them.
 * @public for the lists
 */
export async function countedVisits({ areaPath, placeIds, kind, from, to, asOf }: Wanted): Promise<CountedVisit[]> {
  const until = asOf ?? instantAt(to, '24:00')
  const visits = await Visits.find(
    {
      ...(placeIds ? { targetId: { $in: [...placeIds] } } : {}),
      ...(areaPath ? { placePath: areaPath.at(-1) ?? '' } : {}),
      ...(kind ? { targetKind: kind } : {}),
      day: { $gte: from, $lte: to },
      kind: 'drawn',
      state: 'finished',
    },
    // every line of the form is in there too, and a city's quarter has half a million
    { targetId: 1, day: 1, inspectorId: 1, 'signed.at': 1, 'signed.score': 1, 'signed.bags': 1 },
  ).lean<ReadVisit[]>()
  const findings = await Findings.find(
    { visitId: { $in: visits.map(({ _id }) => _id) } },
    { visitId: 1, foundAt: 1, dueAt: 1, 'steps.at': 1, 'steps.action': 1 },
  ).lean<ReadFinding[]>()
  const byVisit = new Map<string, typeof findings>()
  for (const finding of findings) byVisit.set(finding.visitId, [...(byVisit.get(finding.visitId) ?? []), finding])
  return visits
    .flatMap(({ _id, targetId, day, inspectorId, signed }) => {
      const known = signed.filter(({ at }) => at <= until).at(-1)
      if (!known) return []
      const findings = (byVisit.get(_id) ?? []).map((finding) => ({
        ...finding,
        standing: standingAt(finding.dueAt, finding.steps, until),
      }))
      const standings = findings.map(({ standing }) => standing)
      return [
        {
          id: _id,
          place: targetId,
          day,
          inspector: inspectorId,
          onSite: known.score,
          bags: known.bags?.looked ?? 0,
          bagsCorrect: known.bags?.correct ?? 0,
          due: standings.filter((standing) => standing !== 'out').length,
          closedInTime: standings.filter((standing) => standing === 'inTime').length,
          mendedDays: findings.flatMap((finding) => daysToMend(finding, until)).sort((a, b) => a - b),
        },
      ]
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1))
}
