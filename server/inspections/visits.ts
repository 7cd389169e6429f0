// Visits at the desk: the list and one visit with its lines; visits that nobody draws; calling one off. Invariants:
// those who are inspected see finished visits alone; points are told only of what is signed.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { inspectionsDesk, VisitDetail, VisitRow } from '@shared/inspections/desk-contract'
import { leads, planReaders, readers } from '@shared/inspections/roles'
import { BAGS, isContested } from '@shared/inspections/merge'
import { gotOf, itemOf, phraseOf } from '@shared/inspections/score'
import type { VisitState } from '@shared/inspections/vocabulary'
import { dayOf } from '@shared/time'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { notify } from '../notices/notices'
import { readCountedPage } from '../paging'
import { fullNames } from '../people/people'
import { requirePlace } from '../places/places'
import { formsByIds, requireFormAt } from './forms'
import { Findings, Visits, type FindingDocument, type FormDocument, type VisitDocument } from './inspections.model'
import { inspectorsFor, mayVisit } from './nearness'
import { plainVisit } from './phone'
import { linesOf } from './signing'
import { namedBy, presentTargets, targetById, targetsBelow } from './targets'

const mayPlan = (actor: Actor, { placePath }: Pick<VisitDocument, 'placePath'>): boolean =>
  holdsRole(actor, planReaders, placePath)
export const isOwn = (actor: Actor, { inspectorId }: Pick<VisitDocument, 'inspectorId'>): boolean =>
  actor.kind === 'person' && actor.personId === inspectorId
/** Where somebody goes is told to nobody who is inspected. */
export const maySee = (actor: Actor, visit: VisitDocument): boolean =>
  isOwn(actor, visit) ||
  mayPlan(actor, visit) ||
  (visit.state === 'finished' && holdsRole(actor, readers, visit.placePath))

/** Targets that an inspector has still to see: what others found there is not told before, so that pairs compare. */
async function stillToSee(actor: Actor): Promise<string[]> {
  if (actor.kind !== 'person' || scopeOf(actor, planReaders).length > 0) return []
  const unfinished: VisitState[] = ['assigned', 'begun', 'disputed']
  const open = { inspectorId: actor.personId, state: { $in: unfinished } }
  return (await Visits.distinct('targetId', open)) as string[]
}

export async function presentVisits(visits: readonly VisitDocument[]): Promise<VisitRow[]> {
  const nameOf = await presentTargets(visits)
  const names = await fullNames(visits.map(({ inspectorId }) => inspectorId))
  return visits.map((visit) => {
    const last = visit.signed.at(-1)
    return {
      id: visit._id,
      kind: visit.kind,
      target: nameOf(visit),
      day: visit.day,
      inspectorId: visit.inspectorId,
      inspector: names.get(visit.inspectorId) ?? '',
      state: visit.state,
      way: visit.way,
      isDouble: visit.isDouble,
      score: last?.score ?? null,
      bags: last?.bags ?? null,
      findings: visit.findings,
      finishedAt: visit.finishedAt?.toISOString() ?? null,
      corrections: Math.max(0, visit.signed.length - 1),
    }
  })
}

async function presentRow(visit: VisitDocument): Promise<VisitRow> {
  const [row] = await presentVisits([visit])
  if (!row) throw new Error('a visit without its row')
  return row
}

/** @throws DomainError NOT_FOUND for a place outside the actor's area */
export async function listVisits(
  actor: Actor,
  { placeId, from, to, state, ...input }: ParsedOf<typeof inspectionsDesk.visits>,
): Promise<OutputOf<typeof inspectionsDesk.visits>> {
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const { kind, targetKind, targetId, ...page } = input
  const plans = scopeOf(actor, planReaders)
  const seesPlans = { placePath: { $in: plans }, ...(state ? { state } : {}) }
  const finished = {
    placePath: { $in: scopeOf(actor, readers) },
    state: 'finished' as const,
    targetId: { $nin: await stillToSee(actor) },
  }
  const own = { inspectorId: actorId(actor), ...(state ? { state } : {}) }
  const isOther = state !== undefined && state !== 'finished'
  const filter = {
    $and: [
      { $or: [...(plans.length > 0 ? [seesPlans] : []), ...(isOther ? [] : [finished]), own] },
      {
        ...(place ? { placePath: place._id } : {}),
        ...(kind ? { kind } : {}),
        ...(targetKind ? { targetKind } : {}),
        ...(targetId ? { targetId } : {}),
        ...(from || to ? { day: { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) } } : {}),
      },
    ],
  }
  const { rows, ...rest } = await readCountedPage(Visits, { day: -1 }, filter, page, 30)
  return { items: await presentVisits(rows), ...rest }
}

/** @throws DomainError NOT_FOUND */
export async function showVisit(actor: Actor, id: string): Promise<VisitDetail> {
  const visit = await Visits.findById(id).lean<VisitDocument>()
  if (!visit || !maySee(actor, visit) || (!isOwn(actor, visit) && (await stillToSee(actor)).includes(visit.targetId)))
    throw new DomainError('NOT_FOUND')
  await auditRead(actor, {
    action: 'inspections.readVisit',
    subject: `inspectionVisits/${id}`,
    placePath: visit.placePath,
  })
  return detailOf(actor, visit)
}

export async function detailOf(actor: Actor, visit: VisitDocument): Promise<VisitDetail> {
  const form = await formOf(visit)
  const names = await fullNames([visit.enteredBy ?? '', ...visit.history.map(({ by }) => by)])
  const isInvolved = isOwn(actor, visit)
  const isLead = holdsRole(actor, leads, visit.placePath) && !isInvolved
  const isContestedNow = visit.parts.some(isContested)
  const isOpen = visit.state === 'assigned' || visit.state === 'begun'
  return {
    ...(await presentRow(visit)),
    position: visit.position ?? null,
    reason: visit.reason ?? null,
    drawId: visit.drawId ?? null,
    formId: visit.formId,
    formTitle: form.content.title,
    formVersion: form.version,
    planned: visit.planned,
    beganAt: visit.beganAt?.toISOString() ?? null,
    receivedAt: visit.receivedAt?.toISOString() ?? null,
    isClockOff: visit.isClockOff ?? false,
    signedAs: visit.signedAs ?? null,
    enteredBy: visit.enteredBy ? (names.get(visit.enteredBy) ?? null) : null,
    scanIds: visit.scanIds ?? [],
    lines: await linesShown(visit, form, visit.signed.length > 0 || !isInvolved),
    contested: visit.parts.filter(isContested).map(({ code, options }) => ({
      code,
      title: code === BAGS ? '抽查袋数' : (itemOf(form.content, code)?.title ?? code),
      options: options.map(({ device, at, line, bags }, option) => ({
        code,
        answer: line?.answer ?? ('ok' as const),
        note: line?.note ?? (bags ? `抽查${bags.looked}袋，正确${bags.correct}袋` : ''),
        findings: line?.findings ?? [],
        option,
        device: device.slice(-4),
        at: at.toISOString(),
      })),
    })),
    history: visit.history.map(({ at, by, what, reason }) => ({
      at: at.toISOString(),
      by: names.get(by) ?? '系统',
      what,
      reason: reason ?? null,
    })),
    version: visit.version,
    allowed: [
      ...(isLead && isContestedNow ? (['choose'] as const) : []),
      ...(isLead && visit.state === 'finished' ? (['correct'] as const) : []),
      ...(isLead && (isOpen || visit.state === 'disputed') ? (['cancel'] as const) : []),
      ...(isOpen && visit.day <= dayOf(now()) && (isLead || isInvolved) ? (['enter'] as const) : []),
    ],
  }
}

/** Lines of what is signed last, else of what stands, without points then. */
async function linesShown(
  visit: VisitDocument,
  form: FormDocument,
  withPoints: boolean,
): Promise<VisitDetail['lines']> {
  const signed = visit.signed.at(-1)
  const lines = linesOf(signed?.parts ?? visit.parts)
  const findings = await Findings.find({ visitId: visit._id }).lean<FindingDocument[]>()
  const states = new Map(findings.map(({ _id, state, severity }) => [_id, { state, severity }]))
  return form.content.items.map((item) => {
    const line = lines.find(({ code }) => code === item.code)
    return {
      code: item.code,
      title: item.title,
      points: withPoints ? item.points : null,
      got: signed && line ? gotOf(item, line) : null,
      answer: line?.answer ?? null,
      note: line?.note ?? null,
      findings: (line?.findings ?? []).map(({ id, phrase, spot, note, photoIds, earlierId }) => ({
        id,
        text: phraseOf(item, phrase)?.text ?? '',
        spot,
        note: note ?? null,
        severity: states.get(id)?.severity ?? '',
        photoIds,
        earlierId,
        state: states.get(id)?.state ?? null,
      })),
    }
  })
}

export async function findTargets(
  actor: Actor,
  { kind, typed, placeId }: ParsedOf<typeof inspectionsDesk.targets>,
): Promise<OutputOf<typeof inspectionsDesk.targets>> {
  const places = placeId ? [placeId] : scopeOf(actor, [...planReaders, 'inspector'])
  if (placeId) {
    const place = await requirePlace(placeId)
    if (!holdsRole(actor, [...planReaders, 'inspector'], place.path)) throw new DomainError('NOT_FOUND')
  }
  const all = (await Promise.all(places.map((id) => targetsBelow(id, kind)))).flat()
  const fitting = all.filter(({ name }) => !typed || name.includes(typed)).slice(0, 50)
  const named = [...new Map(fitting.map((target) => [target.id, namedBy(target)])).values()]
  const nameOf = await presentTargets(named)
  return { items: named.map(nameOf) }
}

/** A visit for a reason. @throws DomainError NOT_FOUND, INSPECTION_NO_FORM, INSPECTION_NEAR, INPUT_INVALID */
export async function startVisit(actor: Actor, input: ParsedOf<typeof inspectionsDesk.start>): Promise<VisitRow> {
  const { id, kind, targetKind, targetId, inspectorId, day, reason, findingIds } = input
  const target = await targetById(targetKind, targetId)
  if (!target || !holdsRole(actor, leads, target.path)) throw new DomainError('NOT_FOUND')
  if (day < dayOf(now())) throw invalid('day', '请选今天或以后的日子')
  if (!(await inspectorsFor(target.path)).includes(inspectorId)) throw invalid('inspectorId', '这位不是检查员')
  if (!(await mayVisit(inspectorId, target, true))) throw new DomainError('INSPECTION_NEAR')
  const known = await Findings.countDocuments({ _id: { $in: findingIds }, targetId })
  if (known < new Set(findingIds).size) throw invalid('findingIds', '只能选这个对象的问题')
  const form = await requireFormAt(targetKind, target.path, day)
  const record = plainVisit({ id, kind, target, form, day, inspectorId, reason, findingIds })
  const after = await transaction(async (tx) => {
    const had = await tx.on(Visits).findOne({ _id: id })
    if (had && had.targetId !== targetId) throw new DomainError('NOT_FOUND')
    if (had) return had
    await tx.on(Visits).insert(record)
    await notify(tx, inspectorId, `inspectionVisits/${id}`, {
      kind: 'work',
      title: `派来一次检查：${target.name}`,
      text: reason,
      link: '/inspections/home',
    })
    await audit(tx, actor, {
      action: 'inspections.startVisit',
      subject: `inspectionVisits/${id}`,
      placePath: target.path,
      reason,
      details: { kind },
    })
    return record
  })
  return presentRow(after)
}

export async function requireLeadOf(actor: Actor, id: string): Promise<VisitDocument> {
  const visit = await Visits.findById(id).lean<VisitDocument>()
  if (!visit || !holdsRole(actor, leads, visit.placePath)) throw new DomainError('NOT_FOUND')
  return visit
}

/** @throws DomainError NOT_FOUND, WRONG_STATE */
export async function cancelVisit(
  actor: Actor,
  { id, reason }: ParsedOf<typeof inspectionsDesk.cancel>,
): Promise<VisitRow> {
  const seen = await requireLeadOf(actor, id)
  const after = await transaction(async (tx) => {
    const moved = await tx.on(Visits).findOneAndUpdate(
      { _id: id, state: { $in: ['assigned', 'begun', 'disputed'] } },
      {
        $set: { state: 'cancelled' },
        $inc: { version: 1 },
        $push: { history: { at: now(), by: actorId(actor), what: '取消检查', reason } },
      },
    )
    if (!moved) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'inspections.cancelVisit',
      subject: `inspectionVisits/${id}`,
      placePath: seen.placePath,
      reason,
    })
    return moved
  })
  return presentRow(after)
}

export async function formOf(visit: VisitDocument): Promise<FormDocument> {
  const form = (await formsByIds([visit.formId])).get(visit.formId)
  if (!form) throw new Error(`${visit._id} is without its form`)
  return form
}
