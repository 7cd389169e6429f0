// What inspectors and 路长 load and start on the phone: the visits of a day with their forms and what was found there
// before, a patrol of one's own stretch, what one has to do with. The forms come without points: who scores does not
// see them before signing.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { EarlierFinding, inspections, OwnVisit, PhoneForm, PhoneVisit } from '@shared/inspections/contract'
import { BAGS } from '@shared/inspections/merge'
import { dueText } from '@shared/inspections/score'
import { addDays, dayOf } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { readPage } from '../paging'
import { placesByIds } from '../places/places'
import { contestedIn } from './filling'
import { formsByIds, requireFormAt } from './forms'
import {
  Declarations,
  Findings,
  Visits,
  type DeclarationDocument,
  type FindingDocument,
  type FormDocument,
  type VisitDocument,
} from './inspections.model'
import { stretchOf } from './nearness'
import { bagsOf } from './signing'
import { namedBy, presentTargets, subdistrictOf, targetById, targetsBelow, type TargetRecord } from './targets'

const MOST_OPEN = 60
const MOST_EARLIER = 300

/** @throws DomainError INPUT_INVALID for another day than today and tomorrow */
export async function loadPack(
  actor: PersonActor,
  { day: asked }: ParsedOf<typeof inspections.pack>,
): Promise<OutputOf<typeof inspections.pack>> {
  const today = dayOf(now())
  const day = asked ?? today
  if (day < today || day > addDays(today, 1)) throw invalid('day', '只能下载今天或明天的任务')
  const visits = await Visits.find({
    inspectorId: actor.personId,
    $or: [{ day }, { day: { $lt: day }, state: { $in: ['assigned', 'begun', 'disputed'] } }],
    state: { $ne: 'cancelled' },
  })
    .sort({ day: 1, position: 1, _id: 1 })
    .limit(MOST_OPEN)
    .lean<VisitDocument[]>()
  const forms = await formsByIds(visits.map(({ formId }) => formId))
  return {
    at: now().toISOString(),
    day,
    visits: await presentForPhone(visits),
    forms: [...forms.values()].map(withoutPoints),
    earlier: await earlierAt(visits, forms),
  }
}

function withoutPoints({ _id, kind, content }: FormDocument): PhoneForm {
  return {
    id: _id,
    kind,
    title: content.title,
    lookBackDays: content.lookBackDays,
    items: content.items.map(({ code, title, hint, method, mayBeAbsent, phrases }) => ({
      code,
      title,
      hint,
      method,
      mayBeAbsent,
      phrases: phrases.map((phrase) => ({ code: phrase.code, text: phrase.text, severity: phrase.severity })),
    })),
    severities: content.severities.map(({ code, name, hours, days }) => ({
      code,
      name,
      due: dueText({ hours, days }),
    })),
  }
}

/** What was found at these targets within the look-back of their forms, the newest first. */
async function earlierAt(
  visits: readonly VisitDocument[],
  forms: ReadonlyMap<string, FormDocument>,
): Promise<EarlierFinding[]> {
  if (visits.length === 0) return []
  const days = Math.max(...[...forms.values()].map(({ content }) => content.lookBackDays))
  const found = await Findings.find({
    targetId: { $in: visits.map(({ targetId }) => targetId) },
    day: { $gte: addDays(dayOf(now()), -days) },
    state: { $in: ['open', 'fixed', 'closed'] },
  })
    .sort({ foundAt: -1, _id: -1 })
    .limit(MOST_EARLIER)
    .lean<FindingDocument[]>()
  return found.map(({ _id, targetId, item, phrase, text, spot, day, state, photoIds }) => ({
    id: _id,
    targetId,
    item,
    phrase,
    text,
    spot,
    day,
    state,
    photoIds,
  }))
}

/** Places keep where they lie; an organisation has no point of its own. */
async function presentForPhone(visits: readonly VisitDocument[]): Promise<PhoneVisit[]> {
  const nameOf = await presentTargets(visits)
  const places = new Map((await placesByIds(visits.map(({ targetId }) => targetId))).map((place) => [place._id, place]))
  return visits.map((visit) => {
    const place = places.get(visit.targetId)
    const [lng, lat] = place?.location?.coordinates ?? []
    return {
      id: visit._id,
      kind: visit.kind,
      day: visit.day,
      position: visit.position ?? null,
      target: {
        ...nameOf(visit),
        households: place?.households ?? 0,
        location: lng !== undefined && lat !== undefined ? { lng, lat } : null,
      },
      formId: visit.formId,
      bags: visit.planned,
      isDouble: visit.isDouble,
      reason: visit.reason ?? null,
      findingIds: visit.findingIds,
      state: visit.state,
      version: visit.version,
      beganAt: visit.beganAt?.toISOString() ?? null,
      lines: visit.parts.flatMap(({ version, options: [first] }) => (first?.line ? [{ ...first.line, version }] : [])),
      counted: bagsOf(visit.parts),
      contested: contestedIn(visit.parts).map((code) => (code === BAGS ? 'bags' : code)),
    }
  })
}

export async function listOwnVisits(
  actor: PersonActor,
  input: ParsedOf<typeof inspections.mine>,
): Promise<OutputOf<typeof inspections.mine>> {
  const { rows, next } = await readPage(Visits, { _id: -1 }, { inspectorId: actor.personId }, input)
  const nameOf = await presentTargets(rows)
  return {
    items: rows.map((visit): OwnVisit => ({
      id: visit._id,
      kind: visit.kind,
      target: nameOf(visit),
      day: visit.day,
      state: visit.state,
      way: visit.way,
      finishedAt: visit.finishedAt?.toISOString() ?? null,
      findings: visit.findings,
    })),
    next,
  }
}

/**
 * What lies on the actor's stretch: the streets, organisations registered at them, and the communities of their
 * subdistrict.
 */
async function onStretch(actor: PersonActor): Promise<TargetRecord[]> {
  const found = new Map<string, TargetRecord>()
  for (const placeId of stretchOf(actor)) {
    const streets = await targetsBelow(placeId, 'street')
    const around = [...new Set(streets.flatMap(({ path }) => subdistrictOf(path) ?? []))]
    const communities = (await Promise.all(around.map((id) => targetsBelow(id, 'community')))).flat()
    for (const one of [...streets, ...(await targetsBelow(placeId, 'enterprise')), ...communities])
      found.set(one.id, one)
  }
  return [...found.values()]
}

export async function listStretch(actor: PersonActor): Promise<OutputOf<typeof inspections.targets>> {
  const named = (await onStretch(actor)).map(namedBy)
  const nameOf = await presentTargets(named)
  return { items: named.map(nameOf) }
}

/** @throws DomainError NOT_FOUND, INSPECTION_TARGET_WRONG, INSPECTION_NO_FORM */
export async function startPatrol(
  actor: PersonActor,
  { id, targetKind, targetId }: ParsedOf<typeof inspections.patrol>,
): Promise<PhoneVisit> {
  const target = (await onStretch(actor)).find((one) => one.kind === targetKind && one.id === targetId)
  if (!target) throw new DomainError('INSPECTION_TARGET_WRONG')
  const day = dayOf(now())
  const form = await requireFormAt(targetKind, target.path, day)
  const record = plainVisit({ id, kind: 'patrol', target, form, day, inspectorId: actor.personId })
  await transaction(async (tx) => {
    const had = await tx.on(Visits).findOne({ _id: id })
    if (had && (had.inspectorId !== actor.personId || had.targetId !== targetId)) throw new DomainError('NOT_FOUND')
    if (had) return
    await tx.on(Visits).insert(record)
    await audit(tx, actor, {
      action: 'inspections.startPatrol',
      subject: `inspectionVisits/${id}`,
      placePath: target.path,
    })
  })
  const stored = await Visits.findById(id).lean<VisitDocument>()
  const [shown] = await presentForPhone([stored ?? record])
  if (!shown) throw new Error('a visit without its row')
  return shown
}

type Plain = {
  id: string
  kind: 'complaint' | 'reinspection' | 'patrol'
  target: TargetRecord
  form: FormDocument
  day: string
  inspectorId: string
  reason?: string
  findingIds?: readonly string[]
}

/** A visit that nobody drew: no bags are counted, since nothing of it enters a score. */
export const plainVisit = ({ id, kind, target, form, day, inspectorId, reason, findingIds }: Plain): VisitDocument => ({
  _id: id,
  kind,
  isDouble: false,
  ...namedBy(target),
  placePath: target.path,
  formId: form._id,
  planned: 0,
  day,
  inspectorId,
  state: 'assigned',
  version: 0,
  parts: [],
  findingIds: [...(findingIds ?? [])],
  ...(reason ? { reason } : {}),
  way: 'phone',
  signed: [],
  history: [],
  findings: 0,
})

/** @throws DomainError INSPECTION_TARGET_WRONG */
export async function declareConflict(
  actor: PersonActor,
  { id, targetKind, targetId, reason }: ParsedOf<typeof inspections.declare>,
): Promise<{ id: string }> {
  const target = await targetById(targetKind, targetId)
  if (!target) throw new DomainError('INSPECTION_TARGET_WRONG')
  return transaction(async (tx) => {
    const had = await tx.on(Declarations).findOne({ _id: id })
    if (had && had.personId !== actor.personId) throw new DomainError('NOT_FOUND')
    if (!had) {
      await tx.on(Declarations).insert({ _id: id, personId: actor.personId, targetKind, targetId, reason, at: now() })
      await audit(tx, actor, {
        action: 'inspections.declare',
        subject: `inspectionDeclarations/${id}`,
        placePath: target.path,
        reason,
      })
    }
    return { id }
  })
}

export async function listDeclarations(actor: PersonActor): Promise<OutputOf<typeof inspections.declarations>> {
  const found = await Declarations.find({ personId: actor.personId })
    .sort({ at: -1 })
    .limit(100)
    .lean<DeclarationDocument[]>()
  const items = await Promise.all(
    found.map(async ({ _id, targetKind, targetId, reason, at }) => {
      const target = await targetById(targetKind, targetId)
      const named = target ? namedBy(target) : { targetKind, targetId, targetName: '（已撤销）', placePath: [] }
      return { id: _id, target: (await presentTargets([named]))(named), reason, at: at.toISOString() }
    }),
  )
  return { items }
}
