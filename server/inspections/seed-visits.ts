// What a visit of the demo city found: how good a place is, how strict the inspector, and what became of each finding
// since; worked out from labels, so that it is the same on every day.
import { createHash } from 'node:crypto'
import { ulidFrom } from '@shared/ids'
import type { LineAnswer } from '@shared/inspections/contract'
import type { FormContent } from '@shared/inspections/forms'
import { dueOf, gotOf, itemOf, phraseOf, scoreOf, severityOf, spotKey } from '@shared/inspections/score'
import { addMinutes, instantAt } from '@shared/time'
import { seedNumber } from '../places/seed-ids'
import type { FindingDocument, FindingStep, FormDocument, VisitDocument } from './inspections.model'
import { partsFrom } from './signing'

/** An id of the moment at which it was made. */
export const idAt = (label: string, at: Date): string =>
  ulidFrom(at.getTime(), createHash('sha256').update(label).digest())

const SPOTS = ['1号投放点', '2号投放点', '北门投放点', '东侧暂存点'] as const
const FIRST_VISIT_MINUTES = 9 * 60
const VISIT_MINUTES = 50
const DAY_MINUTES = 24 * 60

/** Points of 100 that a place is worth in the long run: most are fair, a few very good or bad. */
export function qualityOf(targetId: string): number {
  const roll = seedNumber(`quality:${targetId}`, 100)
  const within = seedNumber(`quality-within:${targetId}`, 9)
  if (roll < 10) return 38 + within
  if (roll < 22) return 56 + within
  if (roll < 80) return 72 + within * 2
  return 93 + Math.floor(within / 2)
}

/** One inspector is strict, one mild; the others hardly differ. */
const strictnessOf = (index: number): number => (index === 2 ? -7 : index === 6 ? 6 : (index % 3) - 1)

/** Earlier findings of a place by line and spot. */
export type Memory = Map<string, { id: string; visitId: string }>
const spotOf = (targetId: string, item: string, spot: string): string => `${targetId} ${item} ${spotKey(spot)}`

type Given = { form: FormContent; visit: VisitDocument; inspector: number; memory: Memory }

/** Lines with findings until about so many points are gone. */
function linesOf({ form, visit, inspector, memory }: Given): LineAnswer[] {
  const noise = seedNumber(`noise:${visit._id}`, 9) - 4
  const wanted = Math.min(100, Math.max(0, qualityOf(visit.targetId) + strictnessOf(inspector) + noise))
  const lines = new Map<string, LineAnswer>(
    form.items.map(({ code, mayBeAbsent }) => [
      code,
      {
        code,
        answer: mayBeAbsent && seedNumber(`absent:${visit.targetId}:${code}`, 4) === 0 ? 'absent' : 'ok',
        findings: [],
      },
    ]),
  )
  for (let turn = 0; turn < 40 && scoreOf(form, [...lines.values()]) > wanted; turn += 1) {
    const item = form.items[seedNumber(`item:${visit._id}:${turn}`, form.items.length)]
    const line = item && lines.get(item.code)
    if (!item || !line || line.answer === 'absent' || (gotOf(item, line) ?? 0) === 0) continue
    const phrase = item.phrases[seedNumber(`phrase:${visit._id}:${turn}`, item.phrases.length)]
    const spot = SPOTS[seedNumber(`spot:${visit._id}:${turn}`, SPOTS.length)] ?? SPOTS[0]
    if (!phrase || line.findings.some((found) => found.spot === spot)) continue
    const before = memory.get(spotOf(visit.targetId, item.code, spot))
    const earlierId = before && before.visitId !== visit._id && turn % 2 === 0 ? before.id : null
    const id = idAt(`finding:${visit._id}:${turn}`, instantAt(visit.day, '12:00'))
    memory.set(spotOf(visit.targetId, item.code, spot), { id, visitId: visit._id })
    const findings = [...line.findings, { id, phrase: phrase.code, spot, photoIds: [], earlierId }]
    lines.set(item.code, { code: item.code, answer: 'found', findings })
  }
  return [...lines.values()]
}

/** The visit as it is signed at its place in the route of the day. */
export function finishedVisit(given: Given): VisitDocument {
  const { form, visit, inspector } = given
  const lines = linesOf(given)
  const order = (visit.position ?? 1) - 1
  const beganAt = addMinutes(instantAt(visit.day, '00:00'), FIRST_VISIT_MINUTES + order * (VISIT_MINUTES + 10))
  const finishedAt = addMinutes(beganAt, VISIT_MINUTES)
  const share = Math.min(98, Math.max(30, qualityOf(visit.targetId) + 2 + seedNumber(`bags:${visit._id}`, 9) - 4))
  const bags =
    visit.planned === 0
      ? null
      : { looked: visit.planned, correct: Math.min(visit.planned, Math.round((visit.planned * share) / 100)) }
  const parts = partsFrom(lines, bags, { by: `phone-${inspector}`, at: finishedAt, version: 1 })
  return {
    ...visit,
    state: 'finished',
    version: 1,
    parts,
    beganAt,
    finishedAt,
    receivedAt: finishedAt,
    isClockOff: false,
    signed: [{ parts, bags, score: scoreOf(form, lines), at: finishedAt, by: visit.inspectorId }],
    history: [{ at: finishedAt, by: visit.inspectorId, what: '签字完成' }],
    findings: lines.reduce((sum, { findings }) => sum + findings.length, 0),
  }
}

type Menders = { mender: string; checker: string; judge: string }

/** What became of a finding by now: most are mended in time where a place is well kept. */
function stepsOf(
  finding: Pick<FindingDocument, '_id' | 'foundAt' | 'dueAt' | 'targetId'>,
  { mender, checker, judge }: Menders,
  now: Date,
): Pick<FindingDocument, 'state' | 'steps'> {
  const roll = seedNumber(`fate:${finding._id}`, 100)
  const span = (finding.dueAt.getTime() - finding.foundAt.getTime()) / 60_000
  const step = (minutes: number, by: string, action: FindingStep['action'], note: string): FindingStep => ({
    at: addMinutes(finding.foundAt, Math.round(minutes)),
    by,
    action,
    note,
    photoIds: [],
  })
  const inTime = seedNumber(`speed:${finding._id}`, 100) < qualityOf(finding.targetId)
  const mendAfter = inTime ? span * (0.3 + roll / 200) : span + DAY_MINUTES * (1 + (roll % 6))
  const all: FindingStep[] =
    roll === 0
      ? [step(span * 0.4, judge, 'withdraw', '现场复核，照片里的容器属于施工临时用桶')]
      : roll === 1
        ? [step(span * 0.4, judge, 'duplicate', '与同日另一处问题是同一处')]
        : roll === 2
          ? [step(span * 0.5, judge, 'outOfScope', '这一处属于市政道路，不归本对象')]
          : [
              step(mendAfter, mender, 'fix', '已清理并安排专人每天查看'),
              ...(roll % 11 === 5
                ? [
                    step(mendAfter + DAY_MINUTES / 2, checker, 'reopen', '照片里还能看到桶外有散落'),
                    step(mendAfter + DAY_MINUTES, mender, 'fix', '重新清理，换了带盖的桶'),
                  ]
                : []),
              step(mendAfter + DAY_MINUTES * 1.5, checker, 'close', ''),
            ]
  const steps = all.filter(({ at }) => at <= now)
  const last = steps.at(-1)?.action
  const states = {
    fix: 'fixed',
    close: 'closed',
    reopen: 'open',
    withdraw: 'withdrawn',
    duplicate: 'duplicate',
    outOfScope: 'outOfScope',
  } as const
  return { state: last ? states[last] : 'open', steps }
}

/** The findings of a finished visit, with what became of them by now. */
export function findingsOf(
  visit: VisitDocument,
  { _id: formId, content: form }: FormDocument,
  companyId: string | null,
  menders: Menders,
  now: Date,
): FindingDocument[] {
  const foundAt = visit.receivedAt ?? now
  return visit.parts.flatMap(({ options: [first] }) =>
    (first?.line?.findings ?? []).flatMap((found): FindingDocument[] => {
      const code = first?.line?.code ?? ''
      const phrase = phraseOf(itemOf(form, code), found.phrase)
      const severity = phrase && severityOf(form, phrase.severity)
      if (!phrase || !severity) return []
      const dueAt = dueOf(severity, foundAt)
      const fate = stepsOf({ _id: found.id, foundAt, dueAt, targetId: visit.targetId }, menders, now)
      return [
        {
          _id: found.id,
          visitId: visit._id,
          visitKind: visit.kind,
          inspectorId: visit.inspectorId,
          targetKind: visit.targetKind,
          targetId: visit.targetId,
          targetName: visit.targetName,
          placePath: visit.placePath,
          formId,
          item: code,
          phrase: found.phrase,
          text: phrase.text,
          severity: severity.name,
          spot: found.spot,
          spotKey: spotKey(found.spot),
          photoIds: found.photoIds,
          ...(found.earlierId ? { earlierId: found.earlierId } : {}),
          day: visit.day,
          foundAt,
          dueAt,
          ...fate,
          ...(companyId ? { companyId } : {}),
          version: fate.steps.length,
        },
      ]
    }),
  )
}
