// Rows of inspectors' phones: each is answered by itself, in whatever order it comes and however often. Lines are
// merged one by one; one that two phones filled in differently is kept twice, and signing then waits for a person.
// Invariants: the same row twice is answered once (its id); a visit is signed once, by whichever row made it
// complete.
import { createHash } from 'node:crypto'
import type { PersonActor } from '@shared/actors'
import { canonical } from '@shared/canonical'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { errors, type ErrorCode } from '@shared/errors'
import { FormRow, type inspections, type RowOutcome } from '@shared/inspections/contract'
import { BAGS, isContested, keepBeside, mergePart, type Filling, type KeptPart } from '@shared/inspections/merge'
import { dayOf } from '@shared/time'
import { now, toldAt } from '../clock'
import { transaction, type Tx } from '../db'
import { formsByIds } from './forms'
import { TakenRows, Visits, type FormDocument, type VisitDocument } from './inspections.model'
import {
  attachPhotos,
  auditSigned,
  contentProblem,
  insertFindings,
  linesOf,
  missingFor,
  signedOf,
  tellFindings,
} from './signing'

type Answer = OutputOf<typeof inspections.sync>

/** A phone that is further ahead of the server than this, or further behind than that, is marked. */
const AHEAD_MS = 5 * 60_000
const BEHIND_MS = 3 * 86_400_000

const hashOf = (row: unknown): string => createHash('sha256').update(canonical(row)).digest('base64url')

const refused = (id: string, code: ErrorCode, visit: VisitDocument | null = null): RowOutcome => ({
  id,
  outcome: 'refused',
  code,
  text: errors[code].text,
  visit: visit && standOf(visit),
})

export const contestedIn = (parts: readonly KeptPart[]): string[] => parts.filter(isContested).map(({ code }) => code)

const standOf = ({ _id, state, version, parts }: VisitDocument) => ({
  id: _id,
  state,
  version,
  contested: contestedIn(parts),
})

const answered = (id: string, outcome: RowOutcome['outcome'], visit: VisitDocument): RowOutcome => ({
  id,
  outcome,
  code: null,
  text: null,
  visit: standOf(visit),
})

/** I27. In the order given. */
export async function takeRows(actor: PersonActor, { rows }: ParsedOf<typeof inspections.sync>): Promise<Answer> {
  const results: RowOutcome[] = []
  for (const raw of rows) results.push(await takeRow(actor, raw))
  return { results }
}

async function takeRow(actor: PersonActor, raw: { id: string }): Promise<RowOutcome> {
  const row = FormRow.safeParse(raw).data
  if (!row) return refused(raw.id, 'INPUT_INVALID')
  const visit = await Visits.findById(row.visitId).lean<VisitDocument>()
  if (!visit || visit.inspectorId !== actor.personId) return refused(row.id, 'INSPECTION_NOT_YOURS')
  if (visit.kind === 'drawn' && visit.state === 'assigned' && dayOf(now()) < visit.day)
    return refused(row.id, 'INSPECTION_TOO_EARLY', visit)
  const form = (await formsByIds([visit.formId])).get(visit.formId)
  if (!form) throw new Error(`${visit._id} is without its form`)
  const had = await TakenRows.findById(row.id).lean()
  if (!had) {
    const problem = await contentProblem(visit, form.content, row.lines, { photographers: [actor.personId] })
    if (problem) return refused(row.id, problem, visit)
  }
  return transaction((tx) => mergeRow(tx, actor, row, form))
}

/** The phone's moment by the server's clock. */
const correctedAt = ({ at, offsetMs }: Pick<FormRow, 'at' | 'offsetMs'>): Date =>
  new Date(new Date(at).getTime() + (offsetMs ?? 0))

function mergedParts(visit: VisitDocument, row: FormRow): KeptPart[] {
  const parts = new Map(visit.parts.map((part) => [part.code, part]))
  const version = visit.version + 1
  const put = (code: string, filling: Pick<Filling, 'line' | 'bags'>): void => {
    const given: Filling = { device: row.device, seq: row.seq, at: correctedAt(row), ...filling }
    const part = parts.get(code)
    const after =
      visit.state === 'finished'
        ? keepBeside(part, given, version)
        : mergePart(part, code, given, { base: row.base, version })
    if (after) parts.set(code, after)
  }
  for (const line of row.lines) put(line.code, { line, bags: null })
  if (row.bags) put(BAGS, { line: null, bags: row.bags })
  return [...parts.values()]
}

async function mergeRow(tx: Tx, actor: PersonActor, row: FormRow, form: FormDocument): Promise<RowOutcome> {
  const visit = await tx.on(Visits).findOne({ _id: row.visitId })
  if (!visit) return refused(row.id, 'INSPECTION_NOT_YOURS')
  const contentHash = hashOf(row)
  const had = await tx.on(TakenRows).findOne({ _id: row.id })
  if (had && (had.contentHash !== contentHash || had.personId !== actor.personId))
    return refused(row.id, 'IDEMPOTENCY_KEY_REUSED', visit)
  if (had) return answered(row.id, 'had', visit)
  if (visit.state === 'cancelled') return refused(row.id, 'WRONG_STATE', visit)
  const parts = mergedParts(visit, row)
  const isSigned = visit.state === 'finished'
  // what was signed stays: another phone's late lines are kept beside it for a person
  if (isSigned && contentOf(parts) === contentOf(visit.parts)) {
    await keepRow(tx, actor, row, contentHash, 'accepted')
    return answered(row.id, 'accepted', visit)
  }
  const after = await stored(tx, actor, { ...visit, parts, version: visit.version + 1 }, row, form)
  const outcome = contestedIn(after.parts).length > 0 || isSigned ? 'contested' : 'accepted'
  await keepRow(tx, actor, row, contentHash, outcome)
  return answered(row.id, outcome, after)
}

/** What is said, whoever said it and when. */
const contentOf = (parts: readonly KeptPart[]): string =>
  canonical(parts.map(({ code, options }) => ({ code, said: options.map(({ line, bags }) => line ?? bags) })))

const keepRow = (tx: Tx, { personId }: PersonActor, { id, visitId }: FormRow, contentHash: string, outcome: string) =>
  tx.on(TakenRows).insert({ _id: id, visitId, personId, contentHash, outcome, at: now() })

async function stored(
  tx: Tx,
  actor: PersonActor,
  visit: VisitDocument,
  row: FormRow,
  form: FormDocument,
): Promise<VisitDocument> {
  const photos = row.lines.flatMap(({ findings }) => findings.flatMap(({ photoIds }) => photoIds))
  await attachPhotos(tx, visit, [actor.personId], photos)
  const beganAt = visit.beganAt ?? toldAt({ at: row.beganAt, offsetMs: row.offsetMs })
  const signing = row.signedAs ? { at: correctedAt(row), as: row.signedAs, by: actor.personId } : visit.signing
  const open: VisitDocument = {
    ...visit,
    beganAt,
    ...(signing ? { signing } : {}),
    ...(visit.state === 'finished' ? {} : { state: contestedIn(visit.parts).length > 0 ? 'disputed' : 'begun' }),
  }
  const isReady = open.state !== 'finished' && signing && missingFor(open, form.content, open.parts) === null
  return isReady ? sign(tx, actor, open, form) : replace(tx, open)
}

/** The version is the precondition: whoever comes second begins again with what the first has written. */
export async function replace(tx: Tx, visit: VisitDocument): Promise<VisitDocument> {
  const { _id, ...fields } = visit
  const after = await tx.on(Visits).findOneAndUpdate({ _id, version: visit.version - 1 }, { $set: fields })
  if (!after) throw new Error(`${_id} moved inside a transaction`)
  return after
}

/** Signs what stands, as was asked for: scored, findings assigned, those in charge told. */
export async function sign(
  tx: Tx,
  actor: PersonActor,
  visit: VisitDocument,
  form: FormDocument,
): Promise<VisitDocument> {
  const receivedAt = now()
  const asked = visit.signing?.at ?? receivedAt
  const ahead = asked.getTime() - receivedAt.getTime()
  // nobody has been there before the day that was drawn
  const isEarly = visit.kind === 'drawn' && dayOf(asked) < visit.day
  const isClockOff = ahead > AHEAD_MS || ahead < -BEHIND_MS || isEarly
  const finishedAt = isClockOff ? receivedAt : asked
  const signed = signedOf(form.content, visit.parts, { by: visit.signing?.by ?? actor.personId, at: receivedAt })
  const done: VisitDocument = {
    ...visit,
    state: 'finished',
    day: dayOf(finishedAt),
    finishedAt,
    receivedAt,
    isClockOff,
    signedAs: visit.signing?.as ?? '',
    signed: [...visit.signed, signed],
    history: [...visit.history, { at: receivedAt, by: actor.personId, what: '签字完成' }],
  }
  const findings = await insertFindings(tx, done, form, linesOf(done.parts))
  await tellFindings(tx, done, findings)
  await auditSigned(tx, actor, done, { findings })
  return replace(tx, { ...done, findings })
}
