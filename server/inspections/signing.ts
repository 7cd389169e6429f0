// From a filled-in form to one that is signed: what phones and paper said is checked, scored and kept as it was; its
// findings are assigned at once. Invariants: what was signed never changes; a correction is another version behind it
// with its reason, made by somebody who did not inspect; a finding that a correction takes out is withdrawn, not
// erased.
import type { Actor } from '@shared/actors'
import { DomainError, type ErrorCode } from '@shared/errors'
import type { BagCount, LineAnswer } from '@shared/inspections/contract'
import type { FormContent } from '@shared/inspections/forms'
import { BAGS, isContested, type KeptPart } from '@shared/inspections/merge'
import {
  dueOf,
  itemOf,
  linesProblem,
  phraseOf,
  scoreOf,
  severityOf,
  signingProblem,
  spotKey,
} from '@shared/inspections/score'
import { dismissed } from '@shared/inspections/vocabulary'
import { addDays, dayOf, type Day } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { attachFiles, ownPictures } from '../files/files'
import { notify } from '../notices/notices'
import { staffAt } from '../people/roles'
import { placesByIds } from '../places/places'
import { Findings, type FindingDocument, type Signed, type VisitDocument } from './inspections.model'

export const PHOTO_PURPOSE = 'inspection'
export const fileSubject = (visitId: string): string => `inspections/${visitId}`

export const linesOf = (parts: readonly KeptPart[]): LineAnswer[] =>
  parts.flatMap(({ options: [first] }) => (first?.line ? [first.line] : []))
export const bagsOf = (parts: readonly KeptPart[]): BagCount | null =>
  parts.find(({ code }) => code === BAGS)?.options[0]?.bags ?? null

/** A form that came whole, from paper or a correction, in the shape in which phones' are kept. */
export const partsFrom = (
  lines: readonly LineAnswer[],
  bags: BagCount | null,
  { by, at, version }: { by: string; at: Date; version: number },
): KeptPart[] => [
  ...lines.map((line) => ({
    code: line.code,
    version,
    options: [{ device: by, seq: version, at, line, bags: null }],
  })),
  ...(bags ? [{ code: BAGS, version, options: [{ device: by, seq: version, at, line: null, bags }] }] : []),
]

type Checked = Pick<VisitDocument, '_id' | 'targetId' | 'inspectorId'>

/**
 * Why lines can't be kept, or null: codes, photos that are not there, an earlier finding of another line or spot.
 * @param photographers whose photos may be named @param paper photos of single findings may be missing
 */
export async function contentProblem(
  visit: Checked,
  form: FormContent,
  lines: readonly LineAnswer[],
  { photographers, paper = false }: { photographers: readonly string[]; paper?: boolean },
): Promise<ErrorCode | null> {
  const problem = linesProblem(form, lines)
  if (problem) return problem
  const found = lines.flatMap((line) => line.findings.map((finding) => ({ ...finding, item: line.code })))
  const kept = await Findings.find({ _id: { $in: found.map(({ id }) => id) } }).lean<FindingDocument[]>()
  if (kept.some(({ visitId }) => visitId !== visit._id)) return 'IDEMPOTENCY_KEY_REUSED'
  if (new Set(found.map(({ id }) => id)).size < found.length) return 'IDEMPOTENCY_KEY_REUSED'
  const photos = found.flatMap(({ photoIds }) => photoIds)
  const had = new Set(kept.flatMap(({ photoIds }) => photoIds))
  for (const person of new Set(photographers))
    for (const id of await ownPictures(person, PHOTO_PURPOSE, photos)) had.add(id)
  if (photos.some((id) => !had.has(id))) return 'INSPECTION_PHOTO_MISSING'
  if (!paper && found.some(({ photoIds }) => photoIds.length === 0)) return 'INSPECTION_PHOTO_MISSING'
  return earlierProblem(visit, form, found)
}

type Found = LineAnswer['findings'][number] & { item: string }

/** I30. What costs more names a finding of the same target, line and spot, within the look-back. */
async function earlierProblem(visit: Checked, form: FormContent, found: readonly Found[]): Promise<ErrorCode | null> {
  const ids = found.flatMap(({ earlierId }) => earlierId ?? [])
  if (ids.length === 0) return null
  const earlier = await Findings.find({ _id: { $in: ids } }).lean<FindingDocument[]>()
  const byId = new Map(earlier.map((finding) => [finding._id, finding]))
  const since: Day = addDays(dayOf(now()), -form.lookBackDays)
  const fits = found.every(({ earlierId, item, spot }) => {
    if (earlierId === null) return true
    const one = byId.get(earlierId)
    return (
      one !== undefined &&
      one.targetId === visit.targetId &&
      one.visitId !== visit._id &&
      one.item === item &&
      one.spotKey === spotKey(spot) &&
      one.day >= since &&
      !(dismissed as readonly string[]).includes(one.state)
    )
  })
  return fits ? null : 'INSPECTION_EARLIER_WRONG'
}

/** Why a visit can't be signed as it stands, or null. */
export const missingFor = (
  visit: Pick<VisitDocument, 'planned'>,
  form: FormContent,
  parts: readonly KeptPart[],
): ErrorCode | 'contested' | null =>
  parts.some(isContested) ? 'contested' : signingProblem(form, linesOf(parts), bagsOf(parts), visit.planned)

/** What a signature keeps. */
export const signedOf = (
  form: FormContent,
  parts: readonly KeptPart[],
  { by, at, reason }: { by: string; at: Date; reason?: string },
): Signed => ({
  parts: parts.map(({ code, version, options }) => ({ code, version, options: options.slice(0, 1) })),
  bags: bagsOf(parts),
  score: scoreOf(form, linesOf(parts)),
  at,
  by,
  ...(reason ? { reason } : {}),
})

/** Who is in charge of a place: its community, else its subdistrict. */
export async function inChargeOf(path: readonly string[]): Promise<string[]> {
  const community = await staffAt(path, 'communityWorker')
  return community.length > 0 ? community : staffAt(path, 'subdistrictOfficer')
}

/** The findings of a form, assigned from the moment at which the server has them. */
export async function insertFindings(
  tx: Tx,
  visit: VisitDocument,
  { _id: formId, content: form }: { _id: string; content: FormContent },
  lines: readonly LineAnswer[],
): Promise<number> {
  const at = now()
  const [place] = await placesByIds([visit.targetId], tx)
  const companyId = visit.targetKind === 'company' ? visit.targetId : place?.companyId
  const had = new Set((await tx.on(Findings).find({ visitId: visit._id })).map(({ _id }) => _id))
  const fresh = lines.flatMap(({ code, findings }) =>
    findings.flatMap((found): FindingDocument[] => {
      const item = itemOf(form, code)
      const phrase = phraseOf(item, found.phrase)
      const severity = phrase && severityOf(form, phrase.severity)
      if (!item || !phrase || !severity || had.has(found.id)) return []
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
          ...(found.note ? { note: found.note } : {}),
          photoIds: found.photoIds,
          ...(found.earlierId ? { earlierId: found.earlierId } : {}),
          day: visit.day,
          foundAt: at,
          dueAt: dueOf(severity, at),
          state: 'open',
          ...(companyId ? { companyId } : {}),
          steps: [],
          version: 0,
        },
      ]
    }),
  )
  if (fresh.length > 0) await tx.on(Findings).insert(...fresh)
  return fresh.length
}

/** Everybody in charge is told once of a visit's findings. */
export async function tellFindings(tx: Tx, visit: VisitDocument, findings: number): Promise<void> {
  if (findings === 0) return
  for (const personId of await inChargeOf(visit.placePath))
    await notify(tx, personId, `inspectionVisits/${visit._id}`, {
      kind: 'work',
      title: `${visit.targetName}有${findings}个问题待整改`,
      text: '检查发现的问题已分派，请按期限整改并拍照回报；管理台“问题整改”里能看到。',
      link: `/findings?targetId=${visit.targetId}`,
    })
}

/** Photos belong to the visit: those who may see it see them. */
export async function attachPhotos(
  tx: Tx,
  visit: Pick<VisitDocument, '_id'>,
  ownerIds: readonly string[],
  ids: readonly string[],
): Promise<void> {
  const left = new Set(ids)
  for (const ownerId of new Set(ownerIds)) {
    const own = await ownPictures(ownerId, PHOTO_PURPOSE, [...left])
    await attachFiles(tx, ownerId, [...own], fileSubject(visit._id))
    for (const id of own) left.delete(id)
  }
}

export const auditSigned = (tx: Tx, actor: Actor, visit: VisitDocument, details: Record<string, unknown>) =>
  audit(tx, actor, {
    action: 'inspections.sign',
    subject: `inspectionVisits/${visit._id}`,
    placePath: visit.placePath,
    details: { by: actorId(actor), ...details },
  })

/** @throws DomainError with the code, where there is one */
export const refuse = (code: ErrorCode | null): void => {
  if (code) throw new DomainError(code)
}
