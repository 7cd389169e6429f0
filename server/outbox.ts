// What goes out of the server (notices, WeChat messages, webhooks) is first a row written in the transaction of its
// cause; a worker delivers it afterwards: claimed under a lease, retried with back-off, dead after 8 tries. A row's id
// is its cause, so each goes once.
import { DomainError } from '@shared/errors'
import { now } from './clock'
import { defineModel, type Document, type Tx } from './db'
import { newId } from './ids'
import { log } from './log'
import { readCountedPage, type CountedPage, type ListInput } from './paging'

export type OutboxRow = Document & {
  kind: string
  payload: Record<string, unknown>
  status: 'waiting' | 'sent' | 'dead'
  attempts: number
  nextAt: Date
  holder?: string
  leaseUntil?: Date
  createdAt: Date
  sentAt?: Date
  lastError?: string
}

const MAX_ATTEMPTS = 8
const LEASE_MS = 60_000

const Outbox = defineModel<OutboxRow>(
  'OutboxRow',
  'outbox',
  {
    kind: { type: String, required: true },
    payload: { type: Object, required: true },
    status: { type: String, required: true },
    attempts: { type: Number, required: true },
    nextAt: { type: Date, required: true },
    holder: String,
    leaseUntil: Date,
    createdAt: { type: Date, required: true },
    sentAt: Date,
    lastError: String,
  },
  [{ fields: { status: 1, nextAt: 1, _id: 1 } }, { fields: { sentAt: 1 }, expireAfterSeconds: 90 * 24 * 3600 }],
)

/**
 * Puts a row out for delivery with the transaction. The same `cause` again changes nothing. @param notBefore earliest
 * delivery
 */
export async function putOut(
  tx: Tx,
  kind: string,
  cause: string,
  payload: Record<string, unknown>,
  notBefore: Date = now(),
): Promise<void> {
  await tx.on(Outbox).updateOne(
    { _id: `${kind}:${cause}` },
    {
      $setOnInsert: { kind, payload, status: 'waiting', attempts: 0, nextAt: notBefore, createdAt: now() },
    },
    { upsert: true },
  )
}

/** Takes back a row that has not been sent (a reminder for a booking that was cancelled). */
export async function takeBack(tx: Tx, kind: string, cause: string): Promise<void> {
  await tx.on(Outbox).deleteOne({ _id: `${kind}:${cause}`, status: 'waiting' })
}

/** Thrown by a deliverer: not a failure, the row waits until then. */
export class Postponed extends Error {
  constructor(readonly until: Date) {
    super('postponed')
  }
}

export type Deliverer = (row: OutboxRow) => Promise<void>

/**
 * Delivers all rows due now, one after the other; returns how many were sent. Any number of instances may run it at
 * once.
 */
export async function deliverOutbox(deliverers: Readonly<Record<string, Deliverer>>, limit = 500): Promise<number> {
  const holder = newId()
  let sent = 0
  for (let taken = 0; taken < limit; taken += 1) {
    const at = now()
    const row = await Outbox.findOneAndUpdate(
      {
        status: 'waiting',
        nextAt: { $lte: at },
        $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lt: at } }],
      },
      { $set: { holder, leaseUntil: new Date(at.getTime() + LEASE_MS) }, $inc: { attempts: 1 } },
      { sort: { nextAt: 1 }, returnDocument: 'after' },
    ).lean<OutboxRow>()
    if (!row) break
    if (await deliver(row, holder, deliverers[row.kind])) sent += 1
  }
  return sent
}

async function deliver(row: OutboxRow, holder: string, deliverer: Deliverer | undefined): Promise<boolean> {
  try {
    if (!deliverer) throw new Error(`nobody delivers ${row.kind}`)
    await deliverer(row)
    await Outbox.updateOne(
      { _id: row._id, holder },
      { $set: { status: 'sent', sentAt: now() }, $unset: { leaseUntil: 1, holder: 1 } },
    )
    return true
  } catch (error) {
    if (error instanceof Postponed) {
      await Outbox.updateOne(
        { _id: row._id, holder },
        { $set: { nextAt: error.until }, $inc: { attempts: -1 }, $unset: { leaseUntil: 1, holder: 1 } },
      )
      return false
    }
    const dead = row.attempts >= MAX_ATTEMPTS
    const lastError =
      error instanceof DomainError ? error.code : error instanceof Error ? error.message.slice(0, 300) : 'unknown'
    const nextAt = new Date(now().getTime() + Math.min(3600, 5 * 2 ** row.attempts) * 1000)
    await Outbox.updateOne(
      { _id: row._id, holder },
      { $set: { status: dead ? 'dead' : 'waiting', nextAt, lastError }, $unset: { leaseUntil: 1, holder: 1 } },
    )
    log.warn({ outbox: row.kind, attempts: row.attempts, dead, lastError }, 'not delivered')
    return false
  }
}

/** Rows for the console: what could not be sent and why, newest first. */
export const listUndelivered = (input: ListInput<OutboxRow>): Promise<CountedPage<OutboxRow>> =>
  readCountedPage(Outbox, { nextAt: -1 }, { status: 'dead' }, input)

/** How many could not be sent, counted up to a limit. */
export const countUndelivered = (limit: number): Promise<number> =>
  Outbox.countDocuments({ status: 'dead' }).limit(limit).exec()

/** Tries rows again that could not be sent, from the first try. @returns how many there were */
export const sendAgain = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx
    .on(Outbox)
    .updateMany({ _id: { $in: [...ids] }, status: 'dead' }, { $set: { status: 'waiting', attempts: 0, nextAt: now() } })

/** Rows of one person that were not delivered yet go with the person. */
export async function eraseOutboxOf(tx: Tx, personId: string): Promise<void> {
  await tx.on(Outbox).deleteMany({ 'payload.personId': personId } as never)
}
