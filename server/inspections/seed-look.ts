// What the lists of the demo city need of inspections: a re-inspection that found everything mended, since the state of
// their entries comes from it, and photos of what was found at a listed place.
import type { Day } from '@shared/time'
import { instantAt } from '@shared/time'
import { drawnPhoto } from '../files/seed-photo'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { Findings, Visits, type FindingDocument, type VisitDocument } from './inspections.model'
import { giveSeedPhoto } from './seed-today'

const PHOTOGRAPHED = 3

/** Photos for the newest findings of a place. @returns the newest finding, with a copy of its photo that is covered */
export async function seedPhotosAt(targetId: string, from: Day, to: Day) {
  const found = await Findings.find({
    targetId,
    day: { $gte: from, $lte: to },
    state: { $in: ['open', 'fixed', 'closed'] },
  })
    .sort({ foundAt: -1, _id: -1 })
    .limit(PHOTOGRAPHED)
    .lean<FindingDocument[]>()
  for (const finding of found) if (finding.photoIds.length === 0) await giveSeedPhoto(finding)
  const [newest] = found
  if (!newest) return null
  const cover = '<rect x="396" y="196" width="58" height="30" fill="#2b302e"/>'
  return { id: newest._id, text: newest.text, covered: await drawnPhoto(`示意图：${newest.spot}`, cover) }
}

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
