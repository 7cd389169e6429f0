// The first answer of a write is kept under (actor, key) for 30 days: same key and content → that answer, byte for
// byte; other content → 422; still running → 409. The answer is written in the very transaction that brings the effect,
// so a crash leaves either both or neither; a record whose holder vanished before committing is taken over after its
// lease. Refusals by rule (409, 422) are kept too; transient failures (401, 429, 503) are not, so a retry runs again.
import { canonical } from '@shared/canonical'
import { DomainError } from '@shared/errors'
import { now } from '../clock'
import { defineModel, isDuplicateKey, onAnswer, type Document, type Tx } from '../db'
import { blindIndex } from '../field-cipher'
import { putOut } from '../outbox'
import { currentScope, type Scope } from '../scope'

type IdempotencyRecord = Document & {
  contentHash: string
  status: 'running' | 'done'
  /** The request that carries it out; another one may take over after `leaseUntil`. */
  holder: string
  leaseUntil: Date
  httpStatus?: number
  answer?: string
  createdAt: Date
}

const LEASE_MS = 30_000
const KEEP_SECONDS = 30 * 24 * 3600

const Records = defineModel<IdempotencyRecord>(
  'IdempotencyRecord',
  'idempotencyRecords',
  {
    contentHash: { type: String, required: true },
    status: { type: String, required: true },
    holder: { type: String, required: true },
    leaseUntil: { type: Date, required: true },
    httpStatus: Number,
    answer: String,
    createdAt: { type: Date, required: true },
  },
  [{ fields: { createdAt: 1 }, expireAfterSeconds: KEEP_SECONDS }],
)

export type Taken = { replay: { httpStatus: number; answer: string } } | { record: NonNullable<Scope['idempotency']> }

/**
 * Takes the key for this request, or finds the first answer.
 * @throws DomainError IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS
 */
export async function takeKey(
  actorKey: string,
  key: string,
  routeName: string,
  content: unknown,
  holder: string,
): Promise<Taken> {
  const id = `${actorKey}:${key}`
  // keyed: an input may hold a PIN, which a plain hash would give away to whoever tries all of them
  const contentHash = blindIndex(`${routeName}\n${canonical(content)}`)
  const leaseUntil = new Date(now().getTime() + LEASE_MS)
  try {
    await Records.collection.insertOne({
      _id: id,
      contentHash,
      status: 'running',
      holder,
      leaseUntil,
      createdAt: now(),
    } as never)
    return { record: { id, holder, answered: false } }
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  const found = await Records.findById(id).lean<IdempotencyRecord>()
  if (!found) throw new DomainError('IDEMPOTENCY_IN_PROGRESS')
  if (found.contentHash !== contentHash) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  if (found.status === 'done') return { replay: { httpStatus: found.httpStatus ?? 200, answer: found.answer ?? '' } }
  const takenOver = await Records.updateOne(
    { _id: id, status: 'running', holder: found.holder, leaseUntil: { $lt: now() } },
    { $set: { holder, leaseUntil } },
  )
  if (takenOver.modifiedCount === 0) throw new DomainError('IDEMPOTENCY_IN_PROGRESS')
  return { record: { id, holder, answered: false } }
}

/** Keeps an answer that no transaction has stored: a refusal, or the result of a single guarded write. */
export async function keepAnswer(
  record: NonNullable<Scope['idempotency']>,
  httpStatus: number,
  answer: string,
): Promise<void> {
  await Records.updateOne(
    { _id: record.id, holder: record.holder, status: 'running' },
    { $set: { status: 'done', httpStatus, answer } },
  )
}

/** Gives the key back, so that the same request may be tried again (nothing was written). */
export async function releaseKey(record: NonNullable<Scope['idempotency']>): Promise<void> {
  await Records.deleteOne({ _id: record.id, holder: record.holder, status: 'running' })
}

/** Answers kept for a person go with the person; the request under way keeps its own record. */
export async function eraseAnswersOf(tx: Tx, personId: string): Promise<void> {
  const current = currentScope()?.idempotency?.id
  await tx.on(Records).deleteMany({
    $and: [{ _id: { $gte: `${personId}:`, $lt: `${personId};` } }, ...(current ? [{ _id: { $ne: current } }] : [])],
  })
}

/**
 * Answers kept for others (a crew's run, a desk's booking) that mention one of the ids are dropped: they may hold what
 * an erasure has to reach. The same request would then be carried out anew, against whatever its own conditions still
 * allow. Delivered from the outbox, since it reads every kept answer of 30 days.
 */
export async function forgetAnswers(mentions: readonly string[]): Promise<void> {
  const ids = mentions.filter((id) => /^[\w-]+$/.test(id))
  for (let from = 0; from < ids.length; from += 50)
    await Records.deleteMany({ status: 'done', answer: { $regex: ids.slice(from, from + 50).join('|') } })
}

/** With an erasure: the answers that mention one of the ids go soon after it. @param feature whose ids they are */
export async function forgetAnswersLater(tx: Tx, feature: string, mentions: readonly string[]): Promise<void> {
  if (mentions[0] !== undefined)
    await putOut(tx, 'forgetAnswers', `${feature}:${mentions[0]}`, { mentions: [...mentions] })
}

onAnswer(async (tx, record, answer) => {
  const { matched } = await tx
    .on(Records)
    .updateOne(
      { _id: record.id, holder: record.holder, status: 'running' },
      { $set: { status: 'done', httpStatus: 200, answer: JSON.stringify(answer ?? null) } },
    )
  if (matched === 0) throw new DomainError('IDEMPOTENCY_IN_PROGRESS')
})
