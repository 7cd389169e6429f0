// Visits of the demo city's assessors, and what they asked to be mended.
import { bestAnswer } from '@shared/cells/scoring'
import { sheetHash } from '@shared/cells/sheets'
import type { ItemAnswer, TableContent, TableItem } from '@shared/cells/tables'
import type { CellState } from '@shared/cells/vocabulary'
import { addDays, instantAt, isWorkingDay, type Day } from '@shared/time'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { seedNumber } from '../places/seed-ids'
import type { ApplicationDocument, KeptRectification } from './applications.model'
import { siteCodes } from './judging'
import type { VisitDocument } from './visits.model'

/** Of two bodies, none of a subdistrict. */
const ASSESSORS = ['field-15-xie', 'inspect-8-fan', 'inspect-6-shen', 'inspect-7-yao'] as const

/** The best answer, or one that loses some points. */
export function answerFor(item: TableItem, isBest: boolean): ItemAnswer {
  const { method } = item
  if (isBest) return bestAnswer(item)
  if (method.kind === 'yesNo') return { kind: 'yesNo', yes: item.required }
  if (method.kind === 'tiers') return { kind: 'tiers', tier: method.tiers[1]?.code ?? method.tiers[0]?.code ?? '' }
  if (method.kind === 'deduct')
    return { kind: 'deduct', faults: item.required ? [] : [{ code: method.faults[0]?.code ?? '', count: 1 }] }
  return { kind: 'ratio', part: 4, whole: 5 }
}

export const nextWorkday = (today: Day): Day => {
  let day = addDays(today, 2)
  while (!isWorkingDay(day, { knownUntil: day, days: {} })) day = addDays(day, 1)
  return day
}

export function visitFor(application: ApplicationDocument, table: TableContent, today: Day): VisitDocument {
  const { _id: applicationId, state, tableId, placePath, siteMarks } = application
  const isPlanned = state === 'siteScheduled'
  const scoredAt = application.history.find(({ what }) => what.startsWith('现场评估'))?.at
  const at = scoredAt ?? instantAt(today, '10:00')
  const day = isPlanned ? nextWorkday(today) : dayBefore(at)
  const id = seedId(`cell-visit:${applicationId}`)
  const lines = siteMarks.map(({ code, answer }) => ({ code, answer, photoIds: [] }))
  const first = seedNumber(`cell-assessor:${applicationId}`, ASSESSORS.length)
  const people = [ASSESSORS[first], ASSESSORS[(first + 1) % ASSESSORS.length]].map((key) => seedPersonId(key ?? ''))
  const hash = sheetHash(id, tableId, lines)
  return {
    _id: id,
    applicationId,
    placePath,
    kind: 'site',
    tableId,
    day,
    slot: 'morning',
    state: isPlanned ? 'planned' : 'signed',
    version: isPlanned ? 0 : 3,
    assessors: people.map((personId, index) => ({
      personId,
      seatId: seedId(`cell-seat:${applicationId}:${index}`),
      declaredAt: isPlanned ? null : at,
      signature: isPlanned ? null : { at, as: '已签', hash, device: seedId(`cell-device:${applicationId}:${index}`) },
    })),
    codes: siteCodes(table, application),
    parts: lines.map((line) => ({
      code: line.code,
      version: 1,
      options: [{ device: seedId(`cell-device:${applicationId}:0`), seq: 1, at, by: people[0] ?? '', line }],
    })),
    createdAt: isPlanned ? instantAt(addDays(today, -1), '10:00') : at,
    history: [{ at, by: 'system:seed', what: '安排' }],
  }
}

const dayBefore = (at: Date): Day => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)

/** Open, reported or done, by how far the application has come. */
export function rectificationsFor(applicationId: string, state: CellState, today: Day): KeptRectification[] {
  if (!['feedback', 'rectifying', 'accepted'].includes(state)) return []
  const by = seedPersonId('field-09-hua')
  const mended = { at: instantAt(addDays(today, -2), '16:00'), by, what: '报告已整改', note: '换好了', photoIds: [] }
  const closed = {
    at: instantAt(addDays(today, -1), '10:00'),
    by: seedPersonId('field-15-xie'),
    what: '核销',
    note: '看过现场',
    photoIds: [],
  }
  const all = state === 'accepted' ? [mended, closed] : state === 'rectifying' ? [mended] : []
  return [
    {
      id: seedId(`cell-mend:${applicationId}:1`),
      code: null,
      text: '投放点的标志褪色，换成看得清的',
      dueOn: addDays(today, 5),
      state: state === 'accepted' ? 'closed' : state === 'rectifying' ? 'mended' : 'open',
      steps: all,
    },
    {
      id: seedId(`cell-mend:${applicationId}:2`),
      code: null,
      text: '有害垃圾桶加锁，贴上清运电话',
      dueOn: addDays(today, 6),
      state: state === 'accepted' ? 'closed' : 'open',
      steps: state === 'accepted' ? [mended, closed] : [],
    },
  ]
}
