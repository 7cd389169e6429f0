// Sessions of trainings as they are arranged: by staff of the place, given by named lecturers, changed or cancelled
// while nobody has signed in. Who was there stands in attendance.ts.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { dayOf, tooFarAhead } from '@shared/time'
import type { TrainingSession, trainings } from '@shared/trainings/contract'
import {
  CODE_REFRESH_SECONDS,
  codeEndsAt,
  keepsTraining,
  runsTraining,
  sessionDay,
  signInRefusal,
  timesRefusal,
  trainingLecturers,
  trainingReaders,
} from '@shared/trainings/rules'
import type { QueryFilter } from 'mongoose'
import { signCode } from '../access/signed-codes'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage } from '../paging'
import { fullNames } from '../people/people'
import { personHoldsRole } from '../people/roles'
import { placesByIds, requirePlace } from '../places/places'
import { relyOn } from '../places/tree'
import { TrainingSessions, type SessionRecord } from './trainings.model'

export const CODE_PURPOSE = 'trainings/codes/1'
export const CODE_PREFIX = 'WFT1'

/** What a sign-in code is good for, beside the session: the time it was arranged for. */
export const boundOf = ({ startsAt }: Pick<SessionRecord, 'startsAt'>): number[] => [startsAt.getTime()]

async function present(actor: Actor, sessions: readonly SessionRecord[], tx?: Tx): Promise<TrainingSession[]> {
  const found = await placesByIds(
    sessions.map(({ placeId }) => placeId),
    tx,
  )
  const places = new Map(found.map(({ _id, name }) => [_id, name]))
  const names = await fullNames(sessions.flatMap(({ lecturerIds }) => lecturerIds))
  return sessions.map((session) => {
    const isFresh = session.status === 'planned' && session.signedIn === 0
    const runs = session.status === 'planned' && runsTraining(actor, session)
    return {
      id: session._id,
      title: session.title,
      kind: session.kind,
      placeId: session.placeId,
      placeName: places.get(session.placeId) ?? '',
      room: session.room,
      startsAt: session.startsAt.toISOString(),
      endsAt: session.endsAt.toISOString(),
      capacity: session.capacity,
      signedIn: session.signedIn,
      isTested: session.isTested,
      validMonths: session.validMonths,
      lecturers: session.lecturerIds.map((id) => ({ id, name: names.get(id) ?? '' })),
      status: session.status,
      version: session.version,
      allowed: [
        ...(isFresh && keepsTraining(actor, session) ? (['change', 'cancel'] as const) : []),
        ...(runs ? (['showCode', 'enter'] as const) : []),
      ],
    }
  })
}

async function presentOne(actor: Actor, session: SessionRecord, tx: Tx): Promise<TrainingSession> {
  const [row] = await present(actor, [session], tx)
  if (!row) throw new Error('a session without its row')
  return row
}

/** Those of the actor's area, and those the actor gives. */
export async function listSessions(
  actor: Actor,
  { kind, ...input }: ParsedOf<typeof trainings.sessions>,
): Promise<OutputOf<typeof trainings.sessions>> {
  const own = actor.kind === 'person' ? [{ lecturerIds: actor.personId }] : []
  const filter: QueryFilter<SessionRecord> = {
    $or: [{ placePath: { $in: scopeOf(actor, trainingReaders) } }, ...own],
    ...(kind ? { kind } : {}),
  }
  const { rows, ...page } = await readCountedPage(TrainingSessions, { startsAt: -1 }, filter, input, 20)
  return { items: await present(actor, rows), ...page }
}

type Facts = Omit<ParsedOf<typeof trainings.create>, 'id'>

/**
 * What a session is made of. @throws DomainError NOT_FOUND for a place outside the actor's area, TRAINING_TIMES_WRONG,
 * INPUT_INVALID for a lecturer without the role there
 */
async function checked(tx: Tx, actor: Actor, { startsAt, endsAt, ...facts }: Facts) {
  const times = { startsAt: new Date(startsAt), endsAt: new Date(endsAt) }
  const refusal = timesRefusal(times)
  if (refusal) throw new DomainError(refusal)
  const far = tooFarAhead(sessionDay(times), dayOf(now()))
  if (far) throw invalid('startsAt', far)
  const place = await requirePlace(facts.placeId, tx)
  if (!keepsTraining(actor, { placePath: place.path })) throw new DomainError('NOT_FOUND')
  await relyOn(tx, place._id)
  const lecturerIds = [...new Set(facts.lecturerIds)]
  for (const id of lecturerIds)
    if (!(await personHoldsRole(id, trainingLecturers, place.path)))
      throw invalid('lecturerIds', '主讲人要先有讲师、教师、引导员或志愿者组长的身份')
  return { ...facts, ...times, lecturerIds, placePath: place.path }
}

/** The same id again is refused by the key of the request. @throws DomainError as `checked`, IDEMPOTENCY_KEY_REUSED */
export async function createSession(
  actor: Actor,
  { id, ...facts }: ParsedOf<typeof trainings.create>,
): Promise<TrainingSession> {
  try {
    return await transaction(async (tx) => {
      const session: SessionRecord = {
        _id: id,
        ...(await checked(tx, actor, facts)),
        signedIn: 0,
        status: 'planned',
        version: 0,
        createdAt: now(),
      }
      await tx.on(TrainingSessions).insert(session)
      await audit(tx, actor, {
        action: 'trainings.create',
        subject: `trainings/${id}`,
        placePath: session.placePath,
        details: { title: session.title, kind: session.kind, startsAt: facts.startsAt },
      })
      return presentOne(actor, session, tx)
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('IDEMPOTENCY_KEY_REUSED') : error
  }
}

/**
 * A session that the actor keeps or runs. @throws DomainError NOT_FOUND outside the actor's area, NOT_ALLOWED for who
 * may only read it
 */
export async function requireSession(
  actor: Actor,
  right: 'read' | 'run' | 'keep',
  id: string,
  tx?: Tx,
): Promise<SessionRecord> {
  const session = tx
    ? await tx.on(TrainingSessions).findOne({ _id: id })
    : await TrainingSessions.findById(id).lean<SessionRecord>()
  if (!session) throw new DomainError('NOT_FOUND')
  const runs = runsTraining(actor, session)
  const reads = runs || scopeOf(actor, trainingReaders).some((placeId) => session.placePath.includes(placeId))
  if (!reads) throw new DomainError('NOT_FOUND')
  if (right === 'read' || (right === 'run' && runs) || keepsTraining(actor, session)) return session
  throw new DomainError('NOT_ALLOWED')
}

/**
 * @throws DomainError as `checked`, NOT_FOUND, NOT_ALLOWED, CHANGED_MEANWHILE, WRONG_STATE once somebody has signed in
 */
export function changeSession(
  actor: Actor,
  { id, version, ...facts }: ParsedOf<typeof trainings.change>,
): Promise<TrainingSession> {
  return transaction(async (tx) => {
    const seen = await requireSession(actor, 'keep', id, tx)
    const set = await checked(tx, actor, facts)
    if (seen.status !== 'planned' || seen.signedIn > 0) throw new DomainError('WRONG_STATE')
    const session = await tx
      .on(TrainingSessions)
      .findOneAndUpdate({ _id: id, version, status: 'planned', signedIn: 0 }, { $set: set, $inc: { version: 1 } })
    if (!session) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'trainings.change',
      subject: `trainings/${id}`,
      placePath: session.placePath,
      details: { title: session.title, startsAt: facts.startsAt },
    })
    return presentOne(actor, session, tx)
  })
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE once somebody has signed in */
export function cancelSession(
  actor: Actor,
  { id, reason }: ParsedOf<typeof trainings.cancel>,
): Promise<TrainingSession> {
  return transaction(async (tx) => {
    await requireSession(actor, 'keep', id, tx)
    const session = await tx
      .on(TrainingSessions)
      .findOneAndUpdate(
        { _id: id, status: 'planned', signedIn: 0 },
        { $set: { status: 'cancelled' }, $inc: { version: 1 } },
      )
    if (!session) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'trainings.cancel',
      subject: `trainings/${id}`,
      placePath: session.placePath,
      reason,
    })
    return presentOne(actor, session, tx)
  })
}

/**
 * The code that is shown now; the same within each half minute. @throws DomainError NOT_FOUND, NOT_ALLOWED,
 * TRAINING_NOT_YET, TRAINING_OVER, WRONG_STATE when cancelled
 */
export async function showCode(actor: Actor, id: string): Promise<OutputOf<typeof trainings.code>> {
  const session = await requireSession(actor, 'run', id)
  if (session.status !== 'planned') throw new DomainError('WRONG_STATE')
  const refusal = signInRefusal(session, now())
  if (refusal) throw new DomainError(refusal)
  const until = codeEndsAt(now())
  return {
    qr: signCode(CODE_PURPOSE, CODE_PREFIX, id, boundOf(session), until),
    until: until.toISOString(),
    refreshSeconds: CODE_REFRESH_SECONDS,
  }
}
