// Findings at the desk until they are closed. Invariants: the table of shared/inspections/findings.ts decides; a step
// is added to what was before and nothing is erased; each step that rests on a photo has one; whoever reported it
// mended does not say that it is; whoever inspected takes nothing out.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { decide } from '@shared/machine'
import {
  findingMachine,
  mendedAt,
  type FindingAction,
  type FindingFacts,
  type FindingRelation,
} from '@shared/inspections/findings'
import type { inspections } from '@shared/inspections/contract'
import type { FindingRow, inspectionsFindings } from '@shared/inspections/findings-contract'
import { checkers, forwarders, leads, menders, readers } from '@shared/inspections/roles'
import { actorId, audit, type AuditEntry } from '../audit'
import { now } from '../clock'
import { reading, transaction, type Tx } from '../db'
import { attachFiles, ownPictures } from '../files/files'
import { notify } from '../notices/notices'
import { organisationNames } from '../organisations/names'
import { readCountedPage } from '../paging'
import { circleOf, conflictIn, type Circle } from '../people/conflicts'
import { fullNames } from '../people/people'
import { placesByIds, requirePlace } from '../places/places'
import { formsByIds } from './forms'
import { Findings, Visits, type FindingDocument, type FindingStep, type VisitDocument } from './inspections.model'
import { homesOf } from './nearness'
import { fileSubject, inChargeOf, PHOTO_PURPOSE } from './signing'
import { presentTargets, subdistrictOf } from './targets'

const stepNames: Readonly<Record<FindingAction, string>> = {
  fix: '报告已整改',
  close: '确认已整改',
  reopen: '退回再改',
  withdraw: '撤销',
  duplicate: '标为重复',
  outOfScope: '不属本对象',
}
const audited: Readonly<Record<FindingAction, string>> = {
  fix: 'inspections.fixFinding',
  close: 'inspections.closeFinding',
  reopen: 'inspections.reopenFinding',
  withdraw: 'inspections.withdrawFinding',
  duplicate: 'inspections.markDuplicate',
  outOfScope: 'inspections.markOutOfScope',
}
const endings = { withdrawn: 'withdraw', duplicate: 'duplicate', outOfScope: 'outOfScope' } as const
const openStates = ['open', 'fixed'] as const

export const isLate = ({ state, dueAt, steps }: Pick<FindingDocument, 'state' | 'dueAt' | 'steps'>): boolean => {
  if (state === 'open') return dueAt <= now()
  const mended = mendedAt(steps)
  return (state === 'fixed' || state === 'closed') && mended !== null && mended > dueAt
}

function relationsOf(actor: Actor, { placePath }: Pick<FindingDocument, 'placePath'>): FindingRelation[] {
  return [
    ...(holdsRole(actor, menders, placePath) ? (['mender'] as const) : []),
    ...(holdsRole(actor, checkers, placePath) ? (['checker'] as const) : []),
    ...(holdsRole(actor, leads, placePath) ? (['judge'] as const) : []),
  ]
}

const fixersOf = (steps: readonly FindingStep[]) => {
  const fix = steps.findLast(({ action }) => action === 'fix')
  return [fix?.by, fix?.sentBy]
}

const factsOf = (circle: Circle, { steps, inspectorId }: FindingDocument): FindingFacts => ({
  isOwnFix: conflictIn(circle, { actedBy: fixersOf(steps) }) !== null,
  isInspector: conflictIn(circle, { actedBy: [inspectorId] }) !== null,
})

/** Subdistricts in which somebody may not say whether it is mended: an inspector's own. A lead's are none. */
async function nearFor(actor: Actor): Promise<(finding: Pick<FindingDocument, 'placePath'>) => boolean> {
  if (actor.kind !== 'person' || !actor.grants.some(({ role }) => role === 'inspector')) return () => false
  const homes = await homesOf(actor.personId)
  return ({ placePath }) => !holdsRole(actor, leads, placePath) && homes.includes(subdistrictOf(placePath) ?? '')
}

function allowedOf(actor: Actor, circle: Circle, finding: FindingDocument, isNear: boolean): FindingRow['allowed'] {
  const relations = relationsOf(actor, finding)
  const may = (action: FindingAction): boolean =>
    decide(findingMachine, finding.state, action, relations, factsOf(circle, finding)).ok
  const canForward =
    finding.companyId !== undefined &&
    (openStates as readonly string[]).includes(finding.state) &&
    holdsRole(actor, forwarders, finding.placePath)
  return [
    ...(may('fix') ? (['fix'] as const) : []),
    ...(!isNear && may('close') ? (['close'] as const) : []),
    ...(!isNear && may('reopen') ? (['reopen'] as const) : []),
    ...(may('withdraw') ? (['dismiss'] as const) : []),
    ...(canForward ? (['forward'] as const) : []),
  ]
}

export async function presentFindings(actor: Actor, findings: readonly FindingDocument[]): Promise<FindingRow[]> {
  const nameOf = await presentTargets(findings)
  const names = await fullNames(findings.flatMap(({ steps }) => steps.map(({ by }) => by)))
  const companies = await organisationNames(findings.flatMap(({ companyId }) => companyId ?? []))
  const forms = await formsByIds(findings.map(({ formId }) => formId))
  const circle = await reading((tx) => circleOf(tx, actor))
  const isNear = await nearFor(actor)
  const places = new Map((await placesByIds(findings.flatMap(({ placePath }) => placePath))).map((p) => [p._id, p]))
  return findings.map((finding) => {
    const { companyId, steps } = finding
    const fix = steps.findLast(({ action }) => action === 'fix')
    const whoIs = (by: string): string => names.get(by) ?? (by.startsWith('link:') ? '物业公司（链接）' : '系统')
    const company = companyId ? { id: companyId, name: companies.get(companyId) ?? '' } : null
    const above = finding.placePath.map((id) => places.get(id)).findLast((place) => place?.kind === 'community')
    const item = forms.get(finding.formId)?.content.items.find(({ code }) => code === finding.item)
    return {
      id: finding._id,
      visitId: finding.visitId,
      visitKind: finding.visitKind,
      target: nameOf(finding),
      item: item?.title ?? finding.item,
      text: finding.text,
      spot: finding.spot,
      note: finding.note ?? null,
      severity: finding.severity,
      photoIds: finding.photoIds,
      day: finding.day,
      dueAt: finding.dueAt.toISOString(),
      state: finding.state,
      isLate: isLate(finding),
      earlierId: finding.earlierId ?? null,
      assigned: [above?.name ?? '', company?.name ?? ''].filter(Boolean),
      company,
      forwardedAt: finding.forwardedAt?.toISOString() ?? null,
      fix: fix ? { at: fix.at.toISOString(), by: whoIs(fix.by), note: fix.note, photoIds: fix.photoIds } : null,
      history: steps.map(({ at, by, action, note }) => ({
        at: at.toISOString(),
        by: whoIs(by),
        what: stepNames[action],
        note,
      })),
      version: finding.version,
      allowed: allowedOf(actor, circle, finding, isNear(finding)),
    }
  })
}

async function presentOne(actor: Actor, finding: FindingDocument): Promise<FindingRow> {
  const [row] = await presentFindings(actor, [finding])
  if (!row) throw new Error('a finding without its row')
  return row
}

/** Late: due and neither mended nor taken out. @throws DomainError NOT_FOUND for a place outside the actor's area */
export async function listFindings(
  actor: Actor,
  { placeId, late, open, state, targetKind, targetId, ...input }: ParsedOf<typeof inspectionsFindings.list>,
): Promise<OutputOf<typeof inspectionsFindings.list>> {
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const filter = {
    placePath: { $in: place ? [place._id] : scopeOf(actor, readers) },
    ...(late === 'true' ? { state: 'open' as const, dueAt: { $lte: now() } } : state ? { state } : {}),
    ...(targetKind ? { targetKind } : {}),
    ...(targetId ? { targetId } : {}),
  }
  // what waits comes by its deadline, the overdue first; what is done, the newest first
  const isWaiting = late === 'true' || state === 'open' || state === 'fixed'
  const order = isWaiting ? ({ dueAt: 1 } as const) : ({ foundAt: -1 } as const)
  const { rows, ...page } = await readCountedPage(Findings, order, filter, input, 30)
  const named = open && input.cursor === undefined ? await Findings.findById(open).lean<FindingDocument>() : null
  const extra = named && holdsRole(actor, readers, named.placePath) && !rows.some(({ _id }) => _id === named._id)
  return { items: await presentFindings(actor, extra ? [named, ...rows] : rows), ...page }
}

export async function requireFinding(actor: Actor, id: string): Promise<FindingDocument> {
  const finding = await Findings.findById(id).lean<FindingDocument>()
  if (!finding || !holdsRole(actor, readers, finding.placePath)) throw new DomainError('NOT_FOUND')
  return finding
}

/** @throws DomainError NOT_FOUND */
export const showFinding = async (actor: Actor, id: string): Promise<FindingRow> =>
  presentOne(actor, await requireFinding(actor, id))

type Move = Pick<FindingStep, 'action' | 'note' | 'photoIds' | 'ofId' | 'sentBy'> & { id: string; version?: number }

/**
 * I31. One step of the table, in a transaction. @param relations of who acts, where no roles say so
 * @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE, NOT_ALLOWED, INSPECTION_SAME_PERSON
 */
export async function moveFinding(
  tx: Tx,
  actor: Actor,
  { id, version, ...done }: Move,
  relations?: readonly FindingRelation[],
): Promise<FindingDocument> {
  const { action, note } = done
  const finding = await tx.on(Findings).findOne({ _id: id })
  if (!finding) throw new DomainError('NOT_FOUND')
  if (version !== undefined && finding.version !== version) throw new DomainError('CHANGED_MEANWHILE')
  const circle = await circleOf(tx, actor)
  const facts = factsOf(circle, finding)
  const decision = decide(findingMachine, finding.state, action, relations ?? relationsOf(actor, finding), facts)
  if (!decision.ok) throw new DomainError(decision.code)
  const step: FindingStep = { at: now(), by: actorId(actor), ...done }
  const after = await tx
    .on(Findings)
    .findOneAndUpdate(
      { _id: id, version: finding.version, state: finding.state },
      { $set: { state: decision.to }, $inc: { version: 1 }, $push: { steps: step } },
    )
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  const entry: AuditEntry = {
    action: audited[action],
    subject: `inspectionFindings/${id}`,
    placePath: finding.placePath,
    ...(note ? { reason: note } : {}),
  }
  await audit(tx, actor, entry)
  if (action === 'reopen') await tellReopened(tx, after)
  return after
}

async function tellReopened(tx: Tx, finding: FindingDocument): Promise<void> {
  for (const personId of await inChargeOf(finding.placePath))
    await notify(tx, personId, `inspectionFindings/${finding._id}/${finding.version}`, {
      kind: 'work',
      title: `${finding.targetName}的一个问题退回再改`,
      text: `${finding.spot}：${finding.text}`,
      link: `/findings?open=${finding._id}`,
    })
}

/** Photos of who reports it mended, kept with the visit. @throws DomainError INSPECTION_PHOTO_MISSING */
export async function keepPhotos(tx: Tx, ownerId: string, visitId: string, photoIds: readonly string[]): Promise<void> {
  const own = await ownPictures(ownerId, PHOTO_PURPOSE, photoIds)
  if (photoIds.length === 0 || photoIds.some((id) => !own.has(id))) throw new DomainError('INSPECTION_PHOTO_MISSING')
  await attachFiles(tx, ownerId, photoIds, fileSubject(visitId))
}

/** @throws DomainError as the contract says */
export async function fixFinding(
  actor: PersonActor,
  { id, version, note, photoIds }: ParsedOf<typeof inspectionsFindings.fix>,
): Promise<FindingRow> {
  const { visitId } = await requireFinding(actor, id)
  const after = await transaction(async (tx) => {
    const moved = await moveFinding(tx, actor, { id, version, action: 'fix', note, photoIds })
    await keepPhotos(tx, actor.personId, visitId, photoIds)
    return moved
  })
  return presentOne(actor, after)
}

/** Closes or sends back. @throws DomainError as the contract says */
export async function checkFinding(
  actor: Actor,
  action: 'close' | 'reopen',
  { id, version, note }: { id: string; version: number; note: string },
): Promise<FindingRow> {
  const seen = await requireFinding(actor, id)
  if ((await nearFor(actor))(seen)) throw new DomainError('INSPECTION_NEAR')
  return presentOne(
    actor,
    await transaction((tx) => moveFinding(tx, actor, { id, version, action, note, photoIds: [] })),
  )
}

/** Takes one out of the denominator, with a reason. @throws DomainError as the contract says */
export async function dismissFinding(
  actor: Actor,
  { id, version, as, ofId, reason }: ParsedOf<typeof inspectionsFindings.dismiss>,
): Promise<FindingRow> {
  const seen = await requireFinding(actor, id)
  if ((as === 'duplicate') !== (ofId !== null)) throw invalid('ofId', '标为重复时要指明是哪一个问题的重复')
  if (ofId !== null) {
    const other = await Findings.findById(ofId).lean<FindingDocument>()
    if (ofId === id || other?.targetId !== seen.targetId) throw invalid('ofId', '只能选同一对象的另一个问题')
  }
  const move: Move = { id, version, action: endings[as], note: reason, photoIds: [], ...(ofId ? { ofId } : {}) }
  return presentOne(actor, await transaction((tx) => moveFinding(tx, actor, move)))
}

/**
 * What a re-inspection says: mended, else open again. What is open stays open without a step.
 * @throws DomainError NOT_FOUND, WRONG_STATE, INSPECTION_NOT_YOURS, INSPECTION_PHOTO_MISSING
 */
export async function lookAgain(
  actor: PersonActor,
  { findingId: id, visitId, isMended, note, photoIds }: ParsedOf<typeof inspections.look>,
): Promise<OutputOf<typeof inspections.look>> {
  const visit = await Visits.findById(visitId).lean<VisitDocument>()
  if (visit?.inspectorId !== actor.personId || visit.kind !== 'reinspection' || !visit.findingIds.includes(id))
    throw new DomainError('INSPECTION_NOT_YOURS')
  return transaction(async (tx) => {
    const before = await tx.on(Findings).findOne({ _id: id })
    if (!before) throw new DomainError('NOT_FOUND')
    if (before.state === (isMended ? 'closed' : 'open')) return { findingId: id, state: before.state }
    await keepPhotos(tx, actor.personId, visitId, photoIds)
    const move: Move = { id, action: isMended ? 'close' : 'reopen', note, photoIds }
    const { state } = await moveFinding(tx, actor, move, ['visitor'])
    return { findingId: id, state }
  })
}
