// Who was at a training and what came of it: by scanning the code on the lecturer's screen, or entered by staff from a
// paper list; the result written down by who runs it. Other features ask `hasTraining`.
// Invariants: once a person and session; never beyond the capacity; nobody enters or judges themselves.
import { readSignedCode } from '@shared/access/signed-code'
import type { Actor, PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { Day } from '@shared/time'
import type { trainings } from '@shared/trainings/contract'
import {
  entryRefusal,
  hasQualified,
  qualifies,
  runsTraining,
  sessionDay,
  signInRefusal,
  validUntil,
} from '@shared/trainings/rules'
import type { TrainingKind, TrainingResult } from '@shared/trainings/vocabulary'
import type { UpdateQuery } from 'mongoose'
import { endOf, isSigned } from '../access/signed-codes'
import { actorId, audit, auditReadHourly } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage, readPage } from '../paging'
import { accountsOfOnePerson, refuseOwnCase } from '../people/conflicts'
import { fullNames, personNames, requirePerson } from '../people/people'
import { staffNames } from '../people/staff'
import { CODE_PREFIX, CODE_PURPOSE, boundOf, requireSession } from './trainings'
import { Attendances, TrainingSessions, type AttendanceRecord, type SessionRecord } from './trainings.model'

type Own = OutputOf<typeof trainings.signIn>

/** The session of a code that is good now. @throws DomainError TRAINING_CODE_WRONG, whatever is wrong with it */
async function sessionOfCode(qr: string): Promise<SessionRecord> {
  const code = readSignedCode(qr)
  const session = code?.prefix === CODE_PREFIX ? await TrainingSessions.findById(code.id).lean<SessionRecord>() : null
  if (!code || !session || session.status !== 'planned') throw new DomainError('TRAINING_CODE_WRONG')
  if (!isSigned(CODE_PURPOSE, code, boundOf(session)) || endOf(code) <= now())
    throw new DomainError('TRAINING_CODE_WRONG')
  return session
}

/**
 * Signs oneself in; again is answered the same. @throws DomainError TRAINING_CODE_WRONG, TRAINING_NOT_YET,
 * TRAINING_OVER, TRAINING_FULL, DECIDES_OWN_CASE for who gives it
 */
export async function signIn(actor: PersonActor, { qr }: ParsedOf<typeof trainings.signIn>): Promise<Own> {
  const { personId } = actor
  const session = await sessionOfCode(qr)
  const refusal = signInRefusal(session, now())
  if (refusal) throw new DomainError(refusal)
  return once(() =>
    transaction(async (tx) => {
      await refuseLecturer(tx, session, personId)
      const attendance = await attend(tx, session, personId, { how: 'code' })
      return presentOwn(attendance, session)
    }),
  )
}

/** Who gives a training is not qualified by it, under whatever account. @throws DomainError DECIDES_OWN_CASE */
async function refuseLecturer(tx: Tx, { lecturerIds }: SessionRecord, personId: string): Promise<void> {
  const accounts = await accountsOfOnePerson(tx, personId)
  if (lecturerIds.some((id) => accounts.has(id))) throw new DomainError('DECIDES_OWN_CASE')
}

/** Two requests of one person at once: the second finds what the first has written. */
async function once<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  return body()
}

/** @throws DomainError TRAINING_FULL; WRONG_STATE when it was cancelled at this moment */
async function attend(
  tx: Tx,
  seen: SessionRecord,
  personId: string,
  how: Pick<AttendanceRecord, 'how' | 'recordedBy' | 'recordedAt'>,
): Promise<AttendanceRecord> {
  const _id = `${seen._id}:${personId}`
  const had = await tx.on(Attendances).findOne({ _id })
  if (had) return had
  const session = await tx
    .on(TrainingSessions)
    .findOneAndUpdate(
      { _id: seen._id, status: 'planned', $expr: { $lt: ['$signedIn', '$capacity'] } },
      { $inc: { signedIn: 1 } },
    )
  if (!session) {
    const current = await tx.on(TrainingSessions).findOne({ _id: seen._id })
    throw new DomainError(current?.status === 'planned' ? 'TRAINING_FULL' : 'WRONG_STATE')
  }
  const attendance: AttendanceRecord = {
    _id,
    sessionId: session._id,
    personId,
    kind: session.kind,
    on: sessionDay(session),
    at: now(),
    isTested: session.isTested,
    pointsDue: true,
    ...worthOf(session, 'present'),
    ...how,
  }
  await tx.on(Attendances).insert(attendance)
  return attendance
}

const worthOf = (session: SessionRecord, result: TrainingResult): Pick<AttendanceRecord, 'result' | 'validUntil'> => ({
  result,
  validUntil: qualifies(result, session.isTested) ? validUntil(sessionDay(session), session.validMonths) : null,
})

const presentOwn = (attendance: AttendanceRecord, session: Pick<SessionRecord, 'title'> | undefined): Own => ({
  sessionId: attendance.sessionId,
  title: session?.title ?? '',
  kind: attendance.kind,
  on: attendance.on,
  result: attendance.result,
  qualifies: qualifies(attendance.result, attendance.isTested),
  validUntil: attendance.validUntil,
})

/** One's own, latest first. */
export async function listMyTrainings(
  actor: PersonActor,
  input: ParsedOf<typeof trainings.mine>,
): Promise<OutputOf<typeof trainings.mine>> {
  const { personId } = actor
  const { rows, next } = await readPage(Attendances, { at: -1 }, { personId }, input)
  const sessions = await titlesOf(rows)
  return { items: rows.map((row) => presentOwn(row, sessions.get(row.sessionId))), next }
}

async function titlesOf(rows: readonly AttendanceRecord[]): Promise<Map<string, Pick<SessionRecord, 'title'>>> {
  const found = await TrainingSessions.find({ _id: { $in: rows.map(({ sessionId }) => sessionId) } }).lean<
    SessionRecord[]
  >()
  return new Map(found.map((session) => [session._id, session]))
}

/** Who was there; names in full for who runs it. @throws DomainError NOT_FOUND */
export async function listAttendance(
  actor: Actor,
  { id, ...input }: ParsedOf<typeof trainings.attendance>,
): Promise<OutputOf<typeof trainings.attendance>> {
  const session = await requireSession(actor, 'read', id)
  const { rows, ...page } = await readCountedPage(Attendances, { at: -1 }, { sessionId: id }, input)
  const ids = rows.map(({ personId }) => personId)
  const names = runsTraining(actor, session) ? await fullNames(ids) : await personNames(ids)
  const staff = await staffNames(rows.flatMap(({ recordedBy }) => recordedBy ?? []))
  await auditReadHourly(actor, {
    action: 'trainings.readAttendance',
    subject: `trainings/${id}`,
    placePath: session.placePath,
  })
  return {
    items: rows.map(({ personId, at, how, result, recordedBy, validUntil: until }) => ({
      personId,
      name: names.get(personId) ?? '',
      at: at.toISOString(),
      how,
      result,
      recordedBy: recordedBy ? (staff.get(recordedBy) ?? '主讲人') : null,
      validUntil: until,
    })),
    ...page,
  }
}

/** A session whose list may be written now, for somebody else. */
async function requireEntry(tx: Tx, actor: Actor, id: string, personId: string): Promise<SessionRecord> {
  const session = await requireSession(actor, 'run', id, tx)
  await refuseOwnCase(tx, actor, { personIds: [personId] })
  const refusal = entryRefusal(session, now())
  if (refusal) throw new DomainError(refusal)
  return session
}

/**
 * From a paper list; who is there already stays. @throws DomainError NOT_FOUND, NOT_ALLOWED, TRAINING_NOT_YET,
 * TRAINING_OVER, TRAINING_FULL, DECIDES_OWN_CASE, WRONG_STATE when cancelled
 */
export async function enterPerson(
  actor: Actor,
  { id, personId }: ParsedOf<typeof trainings.enter>,
): Promise<{ personId: string }> {
  await requirePerson(personId)
  return once(() =>
    transaction(async (tx) => {
      const session = await requireEntry(tx, actor, id, personId)
      await refuseLecturer(tx, session, personId)
      await attend(tx, session, personId, { how: 'paper', recordedBy: actorId(actor), recordedAt: now() })
      await audit(tx, actor, {
        action: 'trainings.enter',
        subject: `trainings/${id}`,
        placePath: session.placePath,
        details: { personId },
      })
      return { personId }
    }),
  )
}

/**
 * The latest word stands, every one is on record. @throws DomainError NOT_FOUND for who was not there, NOT_ALLOWED,
 * TRAINING_NOT_YET, TRAINING_OVER, DECIDES_OWN_CASE
 */
export function recordResult(
  actor: Actor,
  { id, personId, result }: ParsedOf<typeof trainings.record>,
): Promise<OutputOf<typeof trainings.record>> {
  return transaction(async (tx) => {
    const session = await requireEntry(tx, actor, id, personId)
    const worth = worthOf(session, result)
    const { matched } = await tx.on(Attendances).updateOne({ _id: `${id}:${personId}` }, {
      $set: { ...worth, pointsDue: true, recordedBy: actorId(actor), recordedAt: now() },
    } as UpdateQuery<AttendanceRecord>)
    if (matched === 0) throw new DomainError('NOT_FOUND')
    await audit(tx, actor, {
      action: 'trainings.record',
      subject: `trainings/${id}`,
      placePath: session.placePath,
      details: { personId, result, validUntil: worth.validUntil },
    })
    return { personId, ...worth }
  })
}

/**
 * Whether a person is qualified by a training of this kind on a day. @public for shifts (guides), cells and 以工代罚
 */
export async function hasTraining(personId: string, kind: TrainingKind, day: Day, tx?: Tx): Promise<boolean> {
  const found = tx
    ? await tx.on(Attendances).find({ personId, kind })
    : await Attendances.find({ personId, kind }).lean<AttendanceRecord[]>()
  return hasQualified(found, day)
}

/** A person's copy of their trainings. */
export async function exportTrainings(personId: string): Promise<unknown> {
  const rows = await Attendances.find({ personId }).sort({ at: 1 }).lean<AttendanceRecord[]>()
  const titles = await titlesOf(rows)
  return rows.map((row) => ({ ...presentOwn(row, titles.get(row.sessionId)), how: row.how, at: row.at.toISOString() }))
}

/** How many were there stays with the session; who they were goes. */
export async function eraseTrainings(tx: Tx, personId: string): Promise<void> {
  await tx.on(Attendances).deleteMany({ personId })
  await tx
    .on(TrainingSessions)
    .updateMany({ lecturerIds: personId }, { $pull: { lecturerIds: personId } } as UpdateQuery<SessionRecord>)
}
