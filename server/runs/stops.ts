// Logs of crews: each row has its own id, is answered on its own and changes a stop and its booking in one transaction.
// Relies on the stop machine for what may follow what, and on stops-effects.ts for what follows. Invariants: a row is
// kept once, accepted or refused, with the device's clock and the server's; sent again it gets its first answer; a
// refused row changes nothing and is not lost.
import { createHash } from 'node:crypto'
import { holdsRole, type PersonActor } from '@shared/actors'
import { DomainError, errors, type ErrorCode } from '@shared/errors'
import { decide } from '@shared/machine'
import { canonical } from '@shared/canonical'
import { StopLog, type LogOutcome } from '@shared/runs/crew-contract'
import {
  instantOf,
  isFailure,
  isOutcome,
  isOvertaken,
  minutesWaited,
  reasonFits,
  stopMachine,
  type StopFacts,
  type StopRelation,
} from '@shared/runs/stop-machine'
import type { StopStatus } from '@shared/pickups/schemas'
import type * as z from '@shared/z'
import { dispatchers } from '@shared/pickups/roles'
import type { UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { withEarning } from '../ledger/earning'
import { log as serverLog } from '../log'
import { noteFetched } from '../pickups/fetched'
import { isOnRun } from './crew-rights'
import { replanRest } from './planning'
import { statusAfter, stopsOf } from './runs'
import { Runs, type RunRecord } from './runs.model'
import { changeBooking, prepare, type Log, type Prepared } from './stops-effects'
import { StopLogs, Stops, type StopLogRecord, type StopRecord } from './stops.model'

type Outcome = z.infer<typeof LogOutcome>
/** Refused for now: the same row may succeed later, when the photo has arrived. */
const PENDING: ErrorCode = 'RUN_PHOTO_PENDING'

type SyncInput = { rows: readonly { id: string }[]; lastAnswered?: string | undefined }
type SyncAnswer = { results: Outcome[]; sendAgain?: boolean }

/** Answers row by row, in the order given; rows of one stop are worked off in the order of the device's clock. */
export async function syncLogs(actor: PersonActor, { rows, lastAnswered }: SyncInput): Promise<SyncAnswer> {
  const requestedAt = now()
  const read = rows.map((row) => StopLog.safeParse(row))
  const logs = read.flatMap(({ data }) => (data ? [readLog(data, requestedAt)] : []))
  const isBehind =
    lastAnswered !== undefined && !(await StopLogs.exists({ _id: lastAnswered, personId: actor.personId }))
  const answers = new Map<string, Outcome>()
  const failedOn = new Set<string>()
  for (const log of inDeviceOrder(logs)) {
    if (answers.has(log.id)) continue
    const done = await recordLog(actor, log)
    answers.set(log.id, done.answer)
    if (done.runId && done.failed) failedOn.add(done.runId)
  }
  for (const runId of failedOn) await planAnew(runId)
  const results = read.flatMap(({ data }, at) =>
    data ? (answers.get(data.id) ?? []) : [refusedNow(rows[at]?.id ?? '', 'INPUT_INVALID', null)],
  )
  return isBehind ? { results, sendAgain: true } : { results }
}

/** The only look at a row as it was sent. */
function readLog(row: StopLog, requestedAt: Date): Log {
  const { id, stopId, action, by, at, reason = null, note = '', photoIds = [], weights = [] } = row
  const { mixedLoad = false, paidFen = 0 } = row
  const contentHash = createHash('sha256').update(canonical(row)).digest('base64url')
  const read = { reason, note, photoIds, weights, mixedLoad, paidFen }
  return { id, stopId, action, by, deviceAt: new Date(at), ...read, contentHash, row: { ...row }, requestedAt }
}

/** Logs of one stop change places among themselves only: by the device's clock, ties as they came. */
function inDeviceOrder(logs: readonly Log[]): Log[] {
  const queues = new Map<string, Log[]>()
  for (const log of logs) queues.set(log.stopId, [...(queues.get(log.stopId) ?? []), log])
  for (const queue of queues.values()) queue.sort((a, b) => a.deviceAt.getTime() - b.deviceAt.getTime())
  return logs.flatMap((log) => queues.get(log.stopId)?.shift() ?? [])
}

/** Plans the rest of the run anew after a stop failed. What goes wrong here is logged and undoes nothing. */
async function planAnew(runId: string): Promise<void> {
  try {
    await replanRest(runId, { kind: 'system', name: 'pickups' })
  } catch (error) {
    serverLog.warn({ runId, err: String(error) }, 'rest of the run not planned anew')
  }
}

type Done = { answer: Outcome; runId?: string; failed: boolean }

/** One row. @throws DomainError only where trying again later makes sense (SYSTEM_BUSY, DATABASE_DOWN) */
async function recordLog(person: PersonActor, log: Log): Promise<Done> {
  const { id, contentHash } = log
  const known = await StopLogs.findById(id).lean<StopLogRecord>()
  if (known && (known.contentHash !== contentHash || known.personId !== person.personId))
    return { answer: refusedNow(id, 'IDEMPOTENCY_KEY_REUSED', null), failed: false }
  if (known && known.code !== PENDING) return { answer: answerOf(known), failed: false }
  const stop = await Stops.findById(log.stopId).lean<StopRecord>()
  if (!stop) return { answer: refusedNow(id, 'NOT_FOUND', null), failed: false }
  try {
    const prepared = await prepare(person, stop, log)
    const accepted = await withEarning(prepared.settlement?.earning ?? null, () =>
      transaction((tx) => applyLog(tx, person, log, prepared)),
    )
    const isAccepted = accepted.record.outcome === 'accepted'
    return {
      answer:
        accepted.had || !isAccepted ? answerOf(accepted.record) : { ...answerOf(accepted.record), outcome: 'accepted' },
      runId: accepted.record.runId,
      failed: isAccepted && isFailure(accepted.record.status),
    }
  } catch (error) {
    if (isDuplicateKey(error)) return recordLog(person, log)
    if (!(error instanceof DomainError) || error.kind === 'unavailable' || error.kind === 'unauthenticated') throw error
    return { answer: await keepRefused(person, log, stop, error.code), failed: false }
  }
}

const answerOf = (record: StopLogRecord): Outcome =>
  record.outcome === 'accepted'
    ? { id: record._id, outcome: 'had', code: null, text: null, status: record.status }
    : refusedNow(record._id, record.code as ErrorCode, record.status)

const refusedNow = (id: string, code: ErrorCode, status: StopStatus | null): Outcome => ({
  id,
  outcome: 'refused',
  code,
  text: errors[code].text,
  status,
})

/** A stranger's row leaves no trace; everyone else's is kept for the dispatcher to see. */
async function keepRefused(person: PersonActor, log: Log, stop: StopRecord, code: ErrorCode): Promise<Outcome> {
  if (code === 'NOT_FOUND') return refusedNow(log.id, code, null)
  const present = (await Stops.findById(stop._id).lean<StopRecord>()) ?? stop
  const record = recordOf(person, log, present, now())
  await StopLogs.updateOne(
    { _id: log.id },
    { $setOnInsert: { ...without(record), outcome: 'refused', code, status: present.status } },
    { upsert: true },
  )
  const kept = await StopLogs.findById(log.id).lean<StopLogRecord>()
  return kept ? answerOf(kept) : refusedNow(log.id, code, present.status)
}

const without = ({ _id, ...fields }: StopLogRecord): Omit<StopLogRecord, '_id'> => fields

function recordOf(person: PersonActor, log: Log, stop: StopRecord, receivedAt: Date): StopLogRecord {
  return {
    _id: log.id,
    stopId: stop._id,
    runId: stop.runId,
    bookingId: stop.bookingId,
    placePath: stop.placePath,
    day: stop.day,
    action: log.action,
    deviceAt: log.deviceAt,
    receivedAt,
    by: log.by,
    personId: person.personId,
    sessionId: person.sessionId,
    outcome: 'accepted',
    code: null,
    status: stop.status,
    contentHash: log.contentHash,
    row: log.row,
  }
}

/**
 * Who the actor is to a stop. @throws DomainError NOT_FOUND for strangers, RUN_STOP_MOVED for those it was taken
 * from
 */
async function relationsTo(
  tx: Tx,
  person: PersonActor,
  stop: StopRecord,
  run: RunRecord,
  log: Log,
): Promise<StopRelation[]> {
  const relations: StopRelation[] = []
  const former = run.formerCrew.filter((each) => each.personId === person.personId)
  if (isOnRun(person, run) || former.some((each) => log.deviceAt <= each.until)) relations.push('crew')
  if (holdsRole(person, dispatchers, stop.placePath)) relations.push('dispatcher')
  if (relations.length > 0) return relations
  if (former.length > 0) throw new DomainError('RUN_STOP_MOVED')
  const before =
    stop.movedFrom.length > 0 ? await tx.on(Runs).find({ _id: { $in: stop.movedFrom.map((each) => each.runId) } }) : []
  throw new DomainError(before.some((each) => each.crewIds.includes(person.personId)) ? 'RUN_STOP_MOVED' : 'NOT_FOUND')
}

function factsOf(
  person: PersonActor,
  stop: StopRecord,
  run: RunRecord,
  log: Log,
  { at }: Prepared,
  relations: readonly StopRelation[],
  handedIn: readonly Date[],
): StopFacts {
  const last = stop.lastLog
  const ours = [...run.crewIds, ...run.formerCrew.map((each) => each.personId)]
  return {
    reasonGiven: reasonFits(log.reason ?? undefined, log.action),
    photoGiven: log.photoIds.length > 0,
    minutesSince: last ? minutesWaited(last.at, at, handedIn) : null,
    sameHands:
      last !== null &&
      (last.personId === person.personId || (relations.includes('crew') && ours.includes(last.personId))),
  }
}

/** The instants of what the phone of an undo handed in after the log that it takes back, before the undo. */
async function handedInSince(tx: Tx, { sessionId }: PersonActor, { lastLog }: StopRecord, log: Log): Promise<Date[]> {
  const taken = log.action === 'undo' && lastLog && (await tx.on(StopLogs).findOne({ _id: lastLog.id }))
  if (!taken) return []
  const since = { $gt: taken.receivedAt, $lt: log.requestedAt }
  const rows = await tx.on(StopLogs).find({ sessionId, receivedAt: since, _id: { $ne: log.id } })
  return rows.map(({ deviceAt, receivedAt, day }) => instantOf(deviceAt, receivedAt, day))
}

async function applyLog(
  tx: Tx,
  person: PersonActor,
  log: Log,
  prepared: Prepared,
): Promise<{ record: StopLogRecord; had: boolean }> {
  const earlier = await tx.on(StopLogs).findOne({ _id: log.id })
  if (earlier && earlier.code !== PENDING) return { record: earlier, had: true }
  if (earlier) await tx.on(StopLogs).deleteOne({ _id: log.id, code: PENDING })
  const stop = await tx.on(Stops).findOne({ _id: log.stopId })
  const run = stop && (await tx.on(Runs).findOne({ _id: stop.runId }))
  if (!stop || !run) throw new DomainError('NOT_FOUND')
  const relations = await relationsTo(tx, person, stop, run, log)
  const record = recordOf(person, log, stop, prepared.receivedAt)
  if (isOvertaken(log.action, stop.status)) {
    await tx.on(Stops).updateOne({ _id: stop._id, version: stop.version }, {
      $push: { history: historyOf(person, log, prepared) },
    } as UpdateQuery<StopRecord>)
    await tx.on(StopLogs).insert(record)
    return { record, had: false }
  }
  if (stop.status === 'withdrawn' && prepared.settlement && log.weights.length > 0) {
    const { id: logId, by, weights, mixedLoad } = log
    const fetched = { logId, stopId: stop._id, at: prepared.at, by, personId: person.personId, weights, mixedLoad }
    if (await noteFetched(tx, stop.bookingId, { ...fetched, crewIds: run.crewIds })) {
      const kept: StopLogRecord = { ...record, outcome: 'refused', code: 'RUN_BOOKING_CANCELLED' }
      await tx.on(StopLogs).insert(kept)
      return { record: kept, had: false }
    }
  }
  const facts = factsOf(person, stop, run, log, prepared, relations, await handedInSince(tx, person, stop, log))
  const decision = decide(stopMachine, stop.status, log.action, relations, facts)
  if (!decision.ok) throw new DomainError(decision.code)
  const kept = await changeBooking(tx, person, stop, run, log, prepared)
  const after = await changeStop(tx, person, stop, decision.to, log, { ...prepared, ...kept, crewIds: run.crewIds })
  await moveRun(tx, run, after, log, prepared)
  const late = !relations.includes('crew')
  if (late)
    await audit(tx, person, {
      action: 'runs.enterLate',
      subject: `stops/${stop._id}`,
      placePath: stop.placePath,
      details: { action: log.action, by: log.by },
    })
  if (log.mixedLoad && decision.to !== stop.status)
    await audit(tx, person, {
      action: 'runs.markMixed',
      subject: `stops/${stop._id}`,
      placePath: stop.placePath,
      details: { runId: run._id },
    })
  const written = { ...record, status: after.status }
  await tx.on(StopLogs).insert(written)
  return { record: written, had: false }
}

const historyOf = (person: PersonActor, log: Log, { at, receivedAt }: Prepared): StopRecord['history'][number] => ({
  at,
  receivedAt,
  action: log.action,
  by: log.by,
  personId: person.personId,
})

async function changeStop(
  tx: Tx,
  person: PersonActor,
  stop: StopRecord,
  to: StopStatus,
  log: Log,
  given: Prepared & { settlements: number; crewIds: string[] },
): Promise<StopRecord> {
  const isUndo = log.action === 'undo'
  const logged = {
    weights: isUndo ? [] : log.weights,
    reason: isUndo ? null : log.reason,
    note: isUndo ? '' : log.note,
    photoIds: isUndo ? [] : log.photoIds,
  }
  const after = await tx.on(Stops).findOneAndUpdate({ _id: stop._id, version: stop.version, status: stop.status }, {
    $set: {
      status: to,
      ...logged,
      mixedLoad: log.mixedLoad,
      settlements: given.settlements,
      ...(isOutcome(to) ? { crewIds: given.crewIds } : {}),
      updatedAt: now(),
      lastLog: isUndo ? null : { id: log.id, action: log.action, at: given.at, personId: person.personId },
    },
    ...(isOutcome(to) ? {} : { $unset: { crewIds: 1 } }),
    $inc: { version: 1 },
    $push: { history: historyOf(person, log, given) },
  } as UpdateQuery<StopRecord>)
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  return after
}

/** Where the crew is now, and whether the run has begun or is over. The first log starts a run that nobody started. */
async function moveRun(tx: Tx, run: RunRecord, stop: StopRecord, log: Log, { at }: Prepared): Promise<void> {
  const stops = (await stopsOf([run._id], tx)).map((each) => (each._id === stop._id ? stop : each))
  const status = statusAfter({ status: run.status === 'planned' ? 'started' : run.status }, stops)
  const isNews = !run.lastAt || at >= run.lastAt
  const atDoor = log.action !== 'set_out' && log.action !== 'undo' && stop.position
  await tx.on(Runs).updateOne({ _id: run._id }, {
    $set: {
      status,
      updatedAt: now(),
      ...(run.startedAt ? {} : { startedAt: at }),
      ...(run.names.length > 0 ? {} : { names: [log.by] }),
      ...(isNews ? { lastAt: at } : {}),
      ...(isNews && atDoor ? { lastPosition: stop.position } : {}),
      ...(status === 'finished' ? { finishedAt: at } : {}),
    },
    ...(status === run.status ? {} : { $inc: { version: 1 } }),
  } as UpdateQuery<RunRecord>)
}
