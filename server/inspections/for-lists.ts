// What the lists ask beside visits that count: re-inspections that found nothing, and what still waits to be mended.
import type { Day } from '@shared/time'
import { now } from '../clock'
import { Findings, Visits, type FindingDocument, type VisitDocument } from './inspections.model'

const MOST = 5_000

/** Finished re-inspections that made no new finding and left none open that they were made for; both days included. */
export async function cleanReinspections(asked: {
  placeIds: readonly string[]
  from: Day
  to: Day
}): Promise<{ place: string; day: Day }[]> {
  const visits = await Visits.find(
    {
      targetId: { $in: [...asked.placeIds] },
      kind: 'reinspection',
      state: 'finished',
      day: { $gte: asked.from, $lte: asked.to },
      findings: 0,
    },
    { targetId: 1, day: 1, findingIds: 1 },
  )
    .limit(MOST)
    .lean<Pick<VisitDocument, '_id' | 'targetId' | 'day' | 'findingIds'>[]>()
  const named = visits.flatMap(({ findingIds }) => findingIds)
  const open = await Findings.find({ _id: { $in: named }, state: { $in: ['open', 'fixed'] } }, { _id: 1 }).lean<
    { _id: string }[]
  >()
  const waiting = new Set(open.map(({ _id }) => _id))
  return visits
    .filter(({ findingIds }) => !findingIds.some((id) => waiting.has(id)))
    .map(({ targetId, day }) => ({ place: targetId, day }))
}

const MOST_PHOTOGRAPHED = 50

/** Findings of a place with the photos that inspectors took, the newest first; both days included. */
export async function photographedFindings(asked: {
  placeId: string
  from: Day
  to: Day
}): Promise<{ id: string; day: Day; text: string; spot: string; photoIds: string[] }[]> {
  const found = await Findings.find({
    targetId: asked.placeId,
    day: { $gte: asked.from, $lte: asked.to },
    state: { $in: ['open', 'fixed', 'closed'] },
    'photoIds.0': { $exists: true },
  })
    .sort({ foundAt: -1, _id: -1 })
    .limit(MOST_PHOTOGRAPHED)
    .lean<FindingDocument[]>()
  return found.map(({ _id, day, text, spot, photoIds }) => ({ id: _id, day, text, spot, photoIds }))
}

export type WaitingFinding = { id: string; place: string; text: string; dueAt: Date; isLate: boolean }

/** Findings of these places that are not closed, the next due first; what is reported mended waits for a check. */
export async function waitingFindings(placeIds: readonly string[]): Promise<WaitingFinding[]> {
  const at = now()
  const found = await Findings.find({ targetId: { $in: [...placeIds] }, state: { $in: ['open', 'fixed'] } })
    .sort({ dueAt: 1, _id: 1 })
    .limit(MOST)
    .lean<FindingDocument[]>()
  return found.map(({ _id, targetId, text, spot, dueAt, state }) => ({
    id: _id,
    place: targetId,
    text: `${spot ? `${spot}：` : ''}${text}${state === 'fixed' ? '（已报整改，待核）' : ''}`,
    dueAt,
    isLate: state === 'open' && dueAt <= at,
  }))
}
