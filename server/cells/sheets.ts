// Rows of assessors' phones: each is answered by itself, in whatever order it comes and however often. Items are merged
// one by one; one that two phones filled in differently is kept twice until one of the two chooses. A signature is kept
// with the hash that was on its screen and counts while the sheet has that hash: a later change voids it, and one that
// came before its lines counts as soon as they are there. Invariants: the same row is answered once (its id); a site is
// scored once, by whichever row made both signatures count; two people sign on two phones.
import type { PersonActor } from '@shared/actors'
import { DUE } from '@shared/cells/dues'
import { answerProblem, itemPoints, scoreTable } from '@shared/cells/scoring'
import { SheetRow, type cellsSite, type SheetOutcome, type SiteVisit } from '@shared/cells/site-contract'
import { tableItem, type TableContent } from '@shared/cells/tables'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, errors, invalid, type ErrorCode } from '@shared/errors'
import { chosen, isContested, keepBeside, mergePart } from '@shared/inspections/merge'
import { dayOf } from '@shared/time'
import { audit } from '../audit'
import { now, toldAt } from '../clock'
import { transaction, type Tx } from '../db'
import { attachFiles, ownPictures } from '../files/files'
import { Applications, type ApplicationDocument, type Mark } from './applications.model'
import { fileSubject, PHOTO_PURPOSE, workingDaysOn } from './drafting'
import { answersOf, thirdNeeded } from './judging'
import { nearReasonsOf } from './nearness'
import { WORDS } from './present'
import { counting, hashNow, linesOf } from './sheet-state'
import { presentSite } from './site'
import { hashOf, load, take } from './steps'
import { requireTable } from './tables'
import { tellMembers } from './telling'
import { endVisit } from './visiting'
import { TakenSheets, Visits, type SheetPart, type VisitDocument } from './visits.model'

const standOf = (visit: VisitDocument): NonNullable<SheetOutcome['visit']> => ({
  id: visit._id,
  state: visit.state,
  version: visit.version,
  hash: hashNow(visit),
  contested: visit.parts.filter(isContested).map(({ code }) => code),
  signed: counting(visit).length,
})

const refused = (id: string, code: ErrorCode, visit: VisitDocument | null = null): SheetOutcome => ({
  id,
  outcome: 'refused',
  code,
  text: errors[code].text,
  visit: visit && standOf(visit),
})

const answered = (
  id: string,
  outcome: SheetOutcome['outcome'],
  visit: VisitDocument,
  code: ErrorCode | null = null,
): SheetOutcome => ({ id, outcome, code, text: code && errors[code].text, visit: standOf(visit) })

/** In the order given. */
export async function takeSheets(
  actor: PersonActor,
  { rows }: ParsedOf<typeof cellsSite.sync>,
): Promise<OutputOf<typeof cellsSite.sync>> {
  const results: SheetOutcome[] = []
  for (const raw of rows) results.push(await takeSheet(actor, raw))
  return { results }
}

const ownIn = ({ personId }: PersonActor, visit: Pick<VisitDocument, 'assessors'>) =>
  visit.assessors.find((one) => one.personId === personId)

async function takeSheet(actor: PersonActor, raw: { id: string }): Promise<SheetOutcome> {
  const row = SheetRow.safeParse(raw).data
  if (!row) return refused(raw.id, 'INPUT_INVALID')
  const visit = await Visits.findById(row.visitId).lean<VisitDocument>()
  if (!visit || !ownIn(actor, visit)) return refused(row.id, 'CELL_NOT_ASSESSOR')
  if (dayOf(now()) < visit.day) return refused(row.id, 'CELL_TOO_EARLY', visit)
  const application = await Applications.findById(visit.applicationId).lean<ApplicationDocument>()
  if (!application) throw new Error(`${visit._id} is of no application`)
  const table = (await requireTable(visit.tableId)).content
  const had = await TakenSheets.findById(row.id).lean()
  const problem = had ? null : await contentProblem(actor, visit, table, row)
  if (problem) return refused(row.id, problem, visit)
  // asked again here: whoever moved or changed employers since they were sent does not sign
  const near = row.signature ? await nearReasonsOf(actor.personId, application) : []
  return transaction((tx) => mergeSheet(tx, actor, row, table, near.length > 0))
}

async function contentProblem(
  { personId }: PersonActor,
  visit: VisitDocument,
  table: TableContent,
  row: SheetRow,
): Promise<ErrorCode | null> {
  for (const { code, answer } of row.lines) {
    const item = tableItem(table, code)
    if (!item || !visit.codes.includes(code)) return 'CELL_ITEM_UNKNOWN'
    if (answerProblem(item, answer)) return 'INPUT_INVALID'
  }
  const kept = new Set(visit.parts.flatMap(({ options }) => options.flatMap(({ line }) => line.photoIds)))
  const fresh = row.lines.flatMap(({ photoIds }) => photoIds).filter((id) => !kept.has(id))
  const own = await ownPictures(personId, PHOTO_PURPOSE, fresh)
  return fresh.every((id) => own.has(id)) ? null : 'CELL_PHOTO_MISSING'
}

function mergedParts(visit: VisitDocument, row: SheetRow, by: string): SheetPart[] {
  const parts = new Map(visit.parts.map((part) => [part.code, part]))
  const version = visit.version + 1
  for (const line of row.lines) {
    const filling = { device: row.device, seq: row.seq, at: toldAt(row), by, line }
    const part = parts.get(line.code)
    const after =
      visit.state === 'signed'
        ? keepBeside(part, filling, version)
        : mergePart(part, line.code, filling, { base: row.base, version })
    if (after) parts.set(line.code, after)
  }
  return [...parts.values()]
}

async function mergeSheet(
  tx: Tx,
  actor: PersonActor,
  row: SheetRow,
  table: TableContent,
  isNear: boolean,
): Promise<SheetOutcome> {
  const visit = await tx.on(Visits).findOne({ _id: row.visitId })
  if (!visit || !ownIn(actor, visit)) return refused(row.id, 'CELL_NOT_ASSESSOR')
  const contentHash = hashOf(row)
  const had = await tx.on(TakenSheets).findOne({ _id: row.id })
  if (had && (had.contentHash !== contentHash || had.personId !== actor.personId))
    return refused(row.id, 'IDEMPOTENCY_KEY_REUSED', visit)
  if (had) return answered(row.id, 'had', visit)
  if (visit.state === 'cancelled' || visit.state === 'refused') return refused(row.id, 'WRONG_STATE', visit)
  await tx.on(TakenSheets).insert({ _id: row.id, visitId: visit._id, personId: actor.personId, contentHash, at: now() })
  await attachFiles(tx, actor.personId, await freshPhotos(actor, visit, row), fileSubject(visit.applicationId))
  const isSigned = visit.state === 'signed'
  const merged: VisitDocument = {
    ...visit,
    parts: mergedParts(visit, row, actor.personId),
    state: isSigned ? 'signed' : 'begun',
    version: visit.version + 1,
  }
  const problem = row.signature && !isSigned ? signingProblem(actor, merged, row, isNear) : null
  const after = row.signature && !isSigned && problem === null ? withSignature(actor, merged, row) : merged
  const done = await finish(tx, actor, await replace(tx, after), table)
  const outcome = done.parts.some(isContested) ? 'contested' : 'accepted'
  return answered(row.id, outcome, done, problem ?? waitsFor(actor, done, table, row))
}

async function freshPhotos({ personId }: PersonActor, visit: VisitDocument, row: SheetRow): Promise<string[]> {
  const kept = new Set(visit.parts.flatMap(({ options }) => options.flatMap(({ line }) => line.photoIds)))
  const fresh = row.lines.flatMap(({ photoIds }) => photoIds).filter((id) => !kept.has(id))
  return [...(await ownPictures(personId, PHOTO_PURPOSE, fresh))]
}

/** Why a signature is not taken at all; its lines are. */
function signingProblem(actor: PersonActor, visit: VisitDocument, row: SheetRow, isNear: boolean): ErrorCode | null {
  const own = ownIn(actor, visit)
  if (isNear) return 'CELL_ASSESSOR_NEAR'
  if (!own?.declaredAt) return 'CELL_UNDECLARED'
  const others = visit.assessors.filter(({ personId }) => personId !== actor.personId)
  const isSamePhone = others.some(({ signature }) => signature?.device === row.device)
  return isSamePhone ? 'CELL_SAME_PHONE' : null
}

function withSignature(actor: PersonActor, visit: VisitDocument, row: SheetRow): VisitDocument {
  if (!row.signature) return visit
  const signature = { at: toldAt(row), as: row.signature.as, hash: row.signature.hash, device: row.device }
  return {
    ...visit,
    assessors: visit.assessors.map((one) => (one.personId === actor.personId ? { ...one, signature } : one)),
    history: [...visit.history, { at: now(), by: actor.personId, what: '签字' }],
  }
}

/** Why a sheet can't be signed as it stands, or null. */
function sheetMissing(visit: VisitDocument, table: TableContent): ErrorCode | null {
  if (visit.parts.some(isContested)) return 'CELL_SHEET_CONTESTED'
  const lines = new Map(linesOf(visit).map((line) => [line.code, line]))
  for (const code of visit.codes) {
    const line = lines.get(code)
    const item = tableItem(table, code)
    const isBonus = table.bonus.some((bonus) => bonus.code === code)
    if (!line && !isBonus) return 'CELL_SHEET_INCOMPLETE'
    // a photo only where a decision against somebody rests on it
    const lost = item && line && !isBonus ? (itemPoints(item, line.answer) ?? item.max * 10) < item.max * 10 : false
    if (item?.check === 'site' && lost && line?.photoIds.length === 0) return 'CELL_PHOTO_MISSING'
  }
  return null
}

/** Why the signature that was given does not count now, or not yet; null where it does or there is none. */
function waitsFor(actor: PersonActor, visit: VisitDocument, table: TableContent, row: SheetRow): ErrorCode | null {
  if (!row.signature || visit.state === 'signed') return null
  if (!counting(visit).some(({ personId }) => personId === actor.personId)) return 'CELL_SHEET_CHANGED'
  return sheetMissing(visit, table)
}

/** The version is the precondition: whoever comes second begins again with what the first has written. */
async function replace(tx: Tx, visit: VisitDocument): Promise<VisitDocument> {
  const { _id, ...fields } = visit
  const after = await tx.on(Visits).findOneAndUpdate({ _id, version: visit.version - 1 }, { $set: fields })
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  return after
}

/** I53. Signed as soon as every signature is over the sheet as it stands and nothing is missing; then it is scored. */
async function finish(tx: Tx, actor: PersonActor, visit: VisitDocument, table: TableContent): Promise<VisitDocument> {
  if (visit.state === 'signed' || counting(visit).length < visit.assessors.length) return visit
  if (sheetMissing(visit, table) !== null) return visit
  const signed = await replace(tx, { ...visit, state: 'signed', version: visit.version + 1 })
  const loaded = await load(actor, visit.applicationId, tx)
  const marks = linesOf(visit).map(({ code, answer, note, photoIds }): Mark => ({
    code,
    answer,
    note: note ?? '',
    photoIds: [...photoIds],
  }))
  const isThird = visit.kind === 'third'
  const set = isThird ? { thirdMarks: marks } : { siteMarks: marks }
  const full = { ...loaded.application, ...set }
  const finalTotal = scoreTable(table, answersOf(table, full).final).total
  const { needed } = thirdNeeded(table, full)
  const after = await take(tx, actor, loaded, {
    action: isThird ? 'scoreThird' : 'score',
    what: isThird ? '第三人复核，签字' : WORDS.score,
    set: { ...set, finalTotal, dueOn: needed ? await workingDaysOn(DUE.scheduleWorkingDays) : dayOf(now()) },
    details: { finalTotal, hash: hashNow(visit), needsThird: needed },
  })
  await tellMembers(tx, after, `visits/${visit._id}/signed`, {
    title: '现场评估打完分了',
    text: needed ? '资料和现场的分差得多，会再请一位评估员复核。' : '当天会开反馈会，说明得分和要整改的地方。',
  })
  return signed
}

/** One of the two says which filling-in of an item stands. @throws DomainError CELL_NOT_ASSESSOR, CHANGED_MEANWHILE */
export async function chooseLine(
  actor: PersonActor,
  { visitId, version, code, option }: ParsedOf<typeof cellsSite.choose>,
): Promise<SiteVisit> {
  const after = await transaction(async (tx) => {
    const visit = await ownVisit(tx, actor, visitId)
    if (visit.state !== 'begun') throw new DomainError('WRONG_STATE')
    if (visit.version !== version) throw new DomainError('CHANGED_MEANWHILE')
    const part = visit.parts.find((one) => one.code === code)
    const one = part && isContested(part) ? chosen(part, option, visit.version + 1) : null
    if (!one) throw new DomainError('WRONG_STATE')
    const parts = visit.parts.map((each) => (each.code === code ? one : each))
    const history = [...visit.history, { at: now(), by: actor.personId, what: `选定一份：${code}` }]
    const moved = await replace(tx, { ...visit, parts, history, version: visit.version + 1 })
    await audit(tx, actor, {
      action: 'cells.choose',
      subject: `cellVisits/${visitId}`,
      placePath: visit.placePath,
      details: { code, kept: part?.options.length ?? 0 },
    })
    return finish(tx, actor, moved, (await requireTable(visit.tableId)).content)
  })
  return presentSite(actor, after)
}

async function ownVisit(tx: Tx, actor: PersonActor, visitId: string): Promise<VisitDocument> {
  const visit = await tx.on(Visits).findOne({ _id: visitId })
  if (!visit) throw new DomainError('NOT_FOUND')
  if (!ownIn(actor, visit)) throw new DomainError('CELL_NOT_ASSESSOR')
  return visit
}

/**
 * Free of any stake, or not: then the visit is off and somebody else is sent. @throws DomainError CELL_NOT_ASSESSOR,
 * CELL_ASSESSOR_NEAR where the register says otherwise
 */
export async function declareStake(
  actor: PersonActor,
  { visitId, isFree, reason }: ParsedOf<typeof cellsSite.declare>,
): Promise<OutputOf<typeof cellsSite.declare>> {
  if (!isFree && !reason) throw invalid('reason', '请写一句有什么关系，方便另派人')
  const seen = await Visits.findById(visitId).lean<VisitDocument>()
  const application = seen && (await Applications.findById(seen.applicationId).lean<ApplicationDocument>())
  if (!seen || !application) throw new DomainError('NOT_FOUND')
  if (!ownIn(actor, seen)) throw new DomainError('CELL_NOT_ASSESSOR')
  if (isFree && (await nearReasonsOf(actor.personId, application)).length > 0)
    throw new DomainError('CELL_ASSESSOR_NEAR')
  return transaction(async (tx) => {
    const visit = await ownVisit(tx, actor, visitId)
    if (visit.state !== 'planned' && visit.state !== 'begun') throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'cells.declare',
      subject: `cellVisits/${visitId}`,
      placePath: visit.placePath,
      details: { isFree },
    })
    return isFree ? declareFree(tx, actor, visit) : declareNear(tx, actor, visit, reason ?? '')
  })
}

async function declareFree(tx: Tx, actor: PersonActor, visit: VisitDocument) {
  const assessors = visit.assessors.map((one) =>
    one.personId === actor.personId ? { ...one, declaredAt: one.declaredAt ?? now() } : one,
  )
  const after = await replace(tx, { ...visit, assessors, version: visit.version + 1 })
  return { visitId: visit._id, isDeclared: true, state: after.state }
}

async function declareNear(tx: Tx, actor: PersonActor, visit: VisitDocument, reason: string) {
  const loaded = await load(actor, visit.applicationId, tx)
  await endVisit(tx, visit, 'cancelled', { by: actor.personId, what: '评估员申报有利害关系', reason })
  const excluded = [...loaded.application.excluded, actor.personId]
  if (visit.kind === 'third')
    await tx.on(Applications).updateOne({ _id: loaded.application._id }, { $set: { excluded } })
  else
    await take(tx, actor, loaded, {
      action: 'cancelVisit',
      what: '评估员回避，另派人',
      reason,
      set: { excluded, dueOn: await workingDaysOn(DUE.scheduleWorkingDays) },
    })
  return { visitId: visit._id, isDeclared: false, state: 'cancelled' as const }
}
