// What a person decides of a visit afterwards: which of two phones is right, what of a signed form is corrected, what a
// paper form said. Invariants: what was signed stays, a correction is another version with its reason; who inspected
// neither chooses nor corrects; a paper form is marked with who entered it.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { inspectionsDesk, VisitDetail } from '@shared/inspections/desk-contract'
import { leads } from '@shared/inspections/roles'
import { BAGS, chosen, isContested } from '@shared/inspections/merge'
import { itemOf } from '@shared/inspections/score'
import { dayOf } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { conflictOf } from '../people/conflicts'
import { replace, sign } from './filling'
import { Findings, Visits, type FormDocument, type VisitDocument } from './inspections.model'
import {
  attachPhotos,
  bagsOf,
  contentProblem,
  insertFindings,
  linesOf,
  missingFor,
  partsFrom,
  refuse,
  signedOf,
  tellFindings,
} from './signing'
import { detailOf, formOf, isOwn, maySee, requireLeadOf } from './visits'

async function refuseInspector(tx: Tx, actor: Actor, { inspectorId }: VisitDocument): Promise<void> {
  if (await conflictOf(tx, actor, { actedBy: [inspectorId] })) throw new DomainError('INSPECTION_SAME_PERSON')
}

async function seenVisit(tx: Tx, { id, version }: { id: string; version: number }): Promise<VisitDocument> {
  const visit = await tx.on(Visits).findOne({ _id: id })
  if (!visit) throw new DomainError('NOT_FOUND')
  if (visit.version !== version) throw new DomainError('CHANGED_MEANWHILE')
  return visit
}

/** One of two fillings-in stands; the other is kept in the history of the visit's rows. */
export async function chooseOption(
  actor: PersonActor,
  { id, version, code, option, reason }: ParsedOf<typeof inspectionsDesk.choose>,
): Promise<VisitDetail> {
  const form = await formOf(await requireLeadOf(actor, id))
  const after = await transaction(async (tx) => {
    const visit = await seenVisit(tx, { id, version })
    await refuseInspector(tx, actor, visit)
    const part = visit.parts.find((one) => one.code === code)
    const one = part && isContested(part) ? chosen(part, option, version + 1) : null
    if (!one) throw new DomainError('INSPECTION_NOT_CONTESTED')
    const parts = visit.parts.map((each) => (each.code === code ? one : each))
    const title = code === BAGS ? '抽查袋数' : (itemOf(form.content, code)?.title ?? code)
    const what = `“${title}”选定第${option + 1}份；未选的：${saidIn(part?.options.filter((_each, at) => at !== option) ?? [])}`
    const open: VisitDocument = {
      ...visit,
      parts,
      version: version + 1,
      history: [...visit.history, { at: now(), by: actor.personId, what, reason }],
      ...(visit.state === 'disputed' && !parts.some(isContested) ? { state: 'begun' } : {}),
    }
    await audit(tx, actor, {
      action: 'inspections.choose',
      subject: `inspectionVisits/${id}`,
      placePath: visit.placePath,
      reason,
      details: { code, option },
    })
    if (open.state === 'finished') return correctedIn(tx, actor, open, form, reason)
    const isReady = open.signing && missingFor(open, form.content, open.parts) === null
    return isReady ? sign(tx, actor, open, form) : replace(tx, open)
  })
  return detailOf(actor, after)
}

const saidIn = (options: VisitDocument['parts'][number]['options']): string =>
  options
    .map(({ line, bags }) =>
      bags
        ? `${bags.looked}袋正确${bags.correct}袋`
        : line?.answer === 'found'
          ? `有${line.findings.length}个问题`
          : line?.answer === 'absent'
            ? '不涉及'
            : '没有问题',
    )
    .join('；')

/** I28. Signs once more what stands, with a reason; findings that are gone are withdrawn, new ones assigned. */
async function correctedIn(
  tx: Tx,
  actor: PersonActor,
  visit: VisitDocument,
  form: FormDocument,
  reason: string,
): Promise<VisitDocument> {
  const signed = signedOf(form.content, visit.parts, { by: actor.personId, at: now(), reason })
  const kept = new Set(linesOf(visit.parts).flatMap(({ findings }) => findings.map(({ id }) => id)))
  const gone = { visitId: visit._id, _id: { $nin: [...kept] }, state: { $in: ['open' as const, 'fixed' as const] } }
  await tx.on(Findings).updateMany(gone, {
    $set: { state: 'withdrawn' },
    $inc: { version: 1 },
    $push: {
      steps: { at: now(), by: actor.personId, action: 'withdraw', note: `检查更正：${reason}`, photoIds: [] },
    },
  })
  const fresh = await insertFindings(tx, visit, form, linesOf(visit.parts))
  await tellFindings(tx, visit, fresh)
  return replace(tx, { ...visit, signed: [...visit.signed, signed], findings: kept.size })
}

/** @throws DomainError as the contract says */
export async function correctVisit(
  actor: PersonActor,
  { id, version, lines, bags, reason }: ParsedOf<typeof inspectionsDesk.correct>,
): Promise<VisitDetail> {
  const seen = await requireLeadOf(actor, id)
  const form = await formOf(seen)
  const photographers = [seen.inspectorId, actor.personId, ...(seen.enteredBy ? [seen.enteredBy] : [])]
  refuse(await contentProblem(seen, form.content, lines, { photographers, paper: seen.way === 'paper' }))
  const after = await transaction(async (tx) => {
    const visit = await seenVisit(tx, { id, version })
    if (visit.state !== 'finished') throw new DomainError('WRONG_STATE')
    await refuseInspector(tx, actor, visit)
    const parts = partsFrom(lines, bags, { by: actor.personId, at: now(), version: version + 1 })
    const missing = missingFor(visit, form.content, parts)
    if (missing && missing !== 'contested') throw new DomainError(missing)
    const photos = lines.flatMap(({ findings }) => findings.flatMap(({ photoIds }) => photoIds))
    await attachPhotos(tx, visit, photographers, photos)
    await audit(tx, actor, {
      action: 'inspections.correct',
      subject: `inspectionVisits/${id}`,
      placePath: visit.placePath,
      reason,
    })
    const history = [...visit.history, { at: now(), by: actor.personId, what: '更正已签字的检查', reason }]
    return correctedIn(tx, actor, { ...visit, parts, history, version: version + 1 }, form, reason)
  })
  return detailOf(actor, after)
}

/** @throws DomainError as the contract says */
export async function enterPaper(
  actor: PersonActor,
  input: ParsedOf<typeof inspectionsDesk.enterPaper>,
): Promise<VisitDetail> {
  const { id, version, lines, bags, signedAs, scanIds, note } = input
  const seen = await Visits.findById(id).lean<VisitDocument>()
  if (!seen || !maySee(actor, seen)) throw new DomainError('NOT_FOUND')
  if (!isOwn(actor, seen) && !holdsRole(actor, leads, seen.placePath)) throw new DomainError('INSPECTION_NOT_YOURS')
  const finishedAt = new Date(input.finishedAt)
  if (finishedAt > now()) throw invalid('finishedAt', '完成时间不能晚于现在')
  if (seen.kind === 'drawn' && dayOf(finishedAt) < seen.day) throw invalid('finishedAt', '完成时间不能早于抽定的日子')
  const form = await formOf(seen)
  const photographers = [seen.inspectorId, actor.personId]
  refuse(await contentProblem(seen, form.content, lines, { photographers, paper: true }))
  const after = await transaction(async (tx) => {
    const visit = await seenVisit(tx, { id, version })
    if (visit.state !== 'assigned' && visit.state !== 'begun') throw new DomainError('WRONG_STATE')
    const parts = partsFrom(lines, bags, { by: actor.personId, at: finishedAt, version: version + 1 })
    const missing = missingFor(visit, form.content, parts)
    if (missing && missing !== 'contested') throw new DomainError(missing)
    const photos = lines.flatMap(({ findings }) => findings.flatMap(({ photoIds }) => photoIds))
    await attachPhotos(tx, visit, photographers, [...photos, ...scanIds])
    const at = now()
    const done: VisitDocument = {
      ...visit,
      parts,
      state: 'finished',
      way: 'paper',
      day: dayOf(finishedAt),
      beganAt: visit.beganAt ?? finishedAt,
      finishedAt,
      receivedAt: at,
      signedAs,
      enteredBy: actor.personId,
      scanIds,
      signed: [signedOf(form.content, parts, { by: actor.personId, at })],
      history: [...visit.history, { at, by: actor.personId, what: '纸质补录', ...(note ? { reason: note } : {}) }],
      version: version + 1,
    }
    const findings = await insertFindings(tx, done, form, linesOf(parts))
    await tellFindings(tx, done, findings)
    await audit(tx, actor, {
      action: 'inspections.enterPaper',
      subject: `inspectionVisits/${id}`,
      placePath: visit.placePath,
      details: { findings, bags: bagsOf(parts) },
    })
    return replace(tx, { ...done, findings })
  })
  return detailOf(actor, after)
}
