// A re-inspection of the demo city that found everything mended, for the lists: the state of their entries comes from
// it.
import type { Day } from '@shared/time'
import { instantAt } from '@shared/time'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { Visits, type VisitDocument } from './inspections.model'

/** By another inspector than the one of the last drawn visit there; copies what that one says of the place. */
export async function seedCleanLook(targetId: string, day: Day): Promise<void> {
  const last = await Visits.findOne({ targetId, kind: 'drawn', state: 'finished' })
    .sort({ day: -1 })
    .lean<VisitDocument>()
  if (!last) return
  const inspectorId = ['inspect-6-shen', 'inspect-7-yao'].map(seedPersonId).find((id) => id !== last.inspectorId) ?? ''
  const at = instantAt(day, '10:10')
  const { drawId: _draw, position: _position, ...facts } = last
  const signed = { ...last.signed.at(-1), parts: [], score: 100, at, by: inspectorId }
  await Visits.create([
    {
      ...facts,
      _id: seedId(`inspection-look:${targetId}:${day}`),
      kind: 'reinspection',
      isDouble: false,
      day,
      inspectorId,
      reason: '黑榜条目整改后复查',
      findingIds: [],
      parts: [],
      beganAt: at,
      finishedAt: at,
      receivedAt: at,
      signed: [signed as VisitDocument['signed'][number]],
      history: [{ at, by: inspectorId, what: '签字完成' }],
      findings: 0,
    } as VisitDocument,
  ])
}
