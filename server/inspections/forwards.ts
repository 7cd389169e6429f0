// Findings that go to a property company without an account: one link a call, good until a day, for all that was named
// in it and nothing else. Invariants: only findings of that company; the link reports them mended with a photo and does
// nothing more; every act is audited as the link's.
import { holdsRole, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { inspectionsFindings } from '@shared/inspections/findings-contract'
import { forwarders } from '@shared/inspections/roles'
import { issueLink, linkEnds, requireLink } from '../access/links'
import { actorId, audit, auditReadHourly } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { uploadFor } from '../files/files'
import type { Upload } from '../http/implement'
import { organisationNames } from '../organisations/names'
import { isLate, keepPhotos, moveFinding } from './findings'
import { Findings, Forwards, type FindingDocument, type ForwardDocument } from './inspections.model'
import { PHOTO_PURPOSE } from './signing'

const openStates = ['open', 'fixed'] as const

/** @throws DomainError NOT_FOUND, WRONG_STATE, INPUT_INVALID, IDEMPOTENCY_KEY_REUSED, LINK_INVALID */
export async function forwardFindings(
  actor: Actor,
  { id, companyId, findingIds, days }: ParsedOf<typeof inspectionsFindings.forward>,
): Promise<OutputOf<typeof inspectionsFindings.forward>> {
  const ids = [...new Set(findingIds)]
  const found = await Findings.find({ _id: { $in: ids } }).lean<FindingDocument[]>()
  if (found.length < ids.length || found.some(({ placePath }) => !holdsRole(actor, forwarders, placePath)))
    throw new DomainError('NOT_FOUND')
  if (found.some((finding) => finding.companyId !== companyId))
    throw invalid('findingIds', '只能选同一家物业公司的问题')
  const placePath = sharedPath(found)
  const link = await transaction(async (tx) => {
    const had = await tx.on(Forwards).findOne({ _id: id })
    const isSame =
      had?.companyId === companyId &&
      had.by === actorId(actor) &&
      [...had.findingIds].sort().join() === [...ids].sort().join()
    if (had && !isSame) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    if (!had) {
      const moved = await tx
        .on(Findings)
        .updateMany({ _id: { $in: ids }, state: { $in: [...openStates] } }, { $set: { forwardedAt: now() } })
      if (moved < ids.length) throw new DomainError('WRONG_STATE')
      await tx.on(Forwards).insert({ _id: id, companyId, findingIds: ids, placePath, at: now(), by: actorId(actor) })
      await audit(tx, actor, {
        action: 'inspections.forward',
        subject: `inspectionForwards/${id}`,
        placePath,
        details: { companyId, findings: ids.length },
      })
    }
    return issueLink(tx, actor, {
      id,
      subject: `inspections/${id}`,
      acts: ['answer'],
      party: { kind: 'organisation', id: companyId },
      placePath,
      days,
    })
  })
  return { id, token: link.token, expiresAt: link.expiresAt.toISOString() }
}

/** What all of them lie below. */
function sharedPath(found: readonly FindingDocument[]): string[] {
  const [first, ...others] = found.map(({ placePath }) => placePath)
  const until = (first ?? []).findIndex((id, at) => others.some((path) => path[at] !== id))
  return until < 0 ? (first ?? []) : (first ?? []).slice(0, until)
}

async function requireForward(actor: Actor, act?: 'answer'): Promise<{ forward: ForwardDocument; linkId: string }> {
  const { subjectId, linkId } = requireLink(actor, 'inspections', act)
  const forward = await Forwards.findById(subjectId).lean<ForwardDocument>()
  if (!forward) throw new DomainError('NOT_FOUND')
  return { forward, linkId }
}

/** @throws DomainError NOT_ALLOWED for a link to something else, NOT_FOUND */
export async function forwardedByLink(actor: Actor): Promise<OutputOf<typeof inspectionsFindings.byLink>> {
  const { forward, linkId } = await requireForward(actor)
  await auditReadHourly(actor, {
    action: 'inspections.readByLink',
    subject: `inspectionForwards/${forward._id}`,
    placePath: forward.placePath,
  })
  const found = await Findings.find({ _id: { $in: forward.findingIds } })
    .sort({ dueAt: 1, _id: 1 })
    .lean<FindingDocument[]>()
  return {
    company: (await organisationNames([forward.companyId])).get(forward.companyId) ?? '',
    until: (await linkEnds(linkId)).toISOString(),
    items: found.map((finding) => ({
      id: finding._id,
      targetName: finding.targetName,
      text: finding.text,
      spot: finding.spot,
      severity: finding.severity,
      dueAt: finding.dueAt.toISOString(),
      state: finding.state,
      isLate: isLate(finding),
      fixNote: finding.steps.findLast(({ action }) => action === 'fix')?.note ?? null,
      allowed: finding.state === 'open' ? ['fix'] : [],
    })),
  }
}

/** @throws DomainError NOT_ALLOWED, NOT_FOUND and those of files */
export async function uploadByLink(actor: Actor, id: string, upload: Upload | null): Promise<{ id: string }> {
  await requireForward(actor, 'answer')
  await uploadFor(actorId(actor), { id, purpose: PHOTO_PURPOSE }, upload)
  return { id }
}

/** The same again changes nothing. @throws DomainError NOT_FOUND, WRONG_STATE, INSPECTION_PHOTO_MISSING */
export async function fixByLink(
  actor: Actor,
  { findingId: id, note, photoIds }: ParsedOf<typeof inspectionsFindings.fixByLink>,
): Promise<OutputOf<typeof inspectionsFindings.fixByLink>> {
  const { forward } = await requireForward(actor, 'answer')
  if (!forward.findingIds.includes(id)) throw new DomainError('NOT_FOUND')
  await transaction(async (tx) => {
    const before = await tx.on(Findings).findOne({ _id: id })
    if (before?.state === 'fixed' && before.steps.at(-1)?.by === actorId(actor)) return
    const { visitId } = await moveFinding(tx, actor, { id, action: 'fix', note, photoIds, sentBy: forward.by }, [
      'mender',
    ])
    await keepPhotos(tx, actorId(actor), visitId, photoIds)
  })
  return forwardedByLink(actor)
}
