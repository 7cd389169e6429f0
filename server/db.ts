// Models and transactions. Every transaction reads a snapshot and commits to the majority, journalled.
// The callback may run more than once: nothing irreversible inside. Its return value is the answer of the write and is
// stored with the effect (idempotency). A collection is reached inside only as `tx.on(Model)`, so no session can be
// forgotten: a write without one inside a transaction throws.
import mongoose, {
  Schema,
  type ClientSession,
  type Model,
  type QueryFilter,
  type SchemaDefinition,
  type UpdateQuery,
} from 'mongoose'
import type { mongo, PipelineStage } from 'mongoose'
import { DomainError } from '@shared/errors'
import { currentScope, runInScope, type Scope } from './scope'

mongoose.set({ strict: 'throw', strictQuery: 'throw', autoIndex: false, autoCreate: false, bufferCommands: false })

export type Document = { _id: string }
export type IndexSpec = {
  fields: Record<string, 1 | -1 | '2dsphere'>
  unique?: boolean
  where?: Record<string, unknown>
  expireAfterSeconds?: number
}

const DEADLINE_MS = 10_000
const OPTIONS: mongo.TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', j: true },
  readPreference: 'primary',
}

/**
 * Declares a model: strict fields, ids are strings, indexes are built at start. Nothing but its own feature touches it.
 */
export function defineModel<T extends Document>(
  name: string,
  collection: string,
  fields: SchemaDefinition,
  indexes: IndexSpec[] = [],
): Model<T> {
  const schema = new Schema(
    { _id: { type: String, required: true }, ...fields },
    {
      collection,
      versionKey: false,
      strict: 'throw',
      minimize: false,
      id: false,
      _id: false,
    },
  )
  for (const { fields: keys, where, ...options } of indexes) {
    schema.index(keys, { ...options, ...(where ? { partialFilterExpression: where } : {}) })
  }
  refuseForgottenSessions(schema)
  return mongoose.model(name, schema) as unknown as Model<T>
}

const BULK = 1_000

/** Writes the documents of a demo city, unchecked; never for what people send. */
export async function insertInBulk<T extends Document>(model: Model<T>, documents: readonly T[]): Promise<void> {
  for (let from = 0; from < documents.length; from += BULK)
    await model.collection.insertMany(documents.slice(from, from + BULK) as never[], { ordered: false })
}

/**
 * Mongoose tells an insertMany hook the documents but not the options: lists that `tx.on` inserts are known by
 * identity.
 */
const insertedInTx = new WeakSet<object>()

function refuseForgottenSessions(schema: Schema): void {
  const check = (session: unknown): void => {
    if (currentScope()?.inTransaction && !session)
      throw new Error('a write inside a transaction without its session: use tx.on(Model)')
  }
  for (const name of [
    'updateOne',
    'updateMany',
    'deleteOne',
    'deleteMany',
    'findOneAndUpdate',
    'findOneAndDelete',
    'replaceOne',
  ] as const) {
    schema.pre(name, function (this: { getOptions(): { session?: unknown } }) {
      check(this.getOptions().session)
    })
  }
  schema.pre('insertMany', function (documents: unknown) {
    check(documents instanceof Object && insertedInTx.has(documents))
  })
  schema.pre('bulkWrite', function (_operations: unknown, options?: { session?: unknown }) {
    check(options?.session)
  })
  schema.pre('save', function (this: { $session(): unknown }) {
    check(this.$session())
  })
}

/** What an operation may do to a collection inside a transaction. Documents are plain objects. */
export type Bound<T extends Document> = {
  find(
    filter: QueryFilter<T>,
    options?: { sort?: Record<string, 1 | -1>; limit?: number; batchSize?: number },
  ): Promise<T[]>
  findOne(filter: QueryFilter<T>, options?: { sort?: Record<string, 1 | -1> }): Promise<T | null>
  insert(...documents: T[]): Promise<void>
  updateOne(
    filter: QueryFilter<T>,
    update: UpdateQuery<T> | PipelineStage[],
    options?: { upsert?: boolean },
  ): Promise<{ matched: number; upserted: boolean }>
  updateMany(filter: QueryFilter<T>, update: UpdateQuery<T>): Promise<number>
  findOneAndUpdate(
    filter: QueryFilter<T>,
    update: UpdateQuery<T> | PipelineStage[],
    options?: { upsert?: boolean; before?: boolean },
  ): Promise<T | null>
  deleteOne(filter: QueryFilter<T>): Promise<number>
  deleteMany(filter: QueryFilter<T>): Promise<number>
  count(filter: QueryFilter<T>): Promise<number>
  aggregate<R>(pipeline: PipelineStage[]): Promise<R[]>
}

export type Tx = { session: ClientSession; on<T extends Document>(model: Model<T>): Bound<T> }

function bind<T extends Document>(model: Model<T>, session: ClientSession): Bound<T> {
  return {
    find: async (filter, options = {}) => (await model.find(filter, null, { session, ...options }).lean()) as T[],
    findOne: async (filter, options = {}) =>
      (await model.findOne(filter, null, { session, ...options }).lean()) as T | null,
    insert: async (...documents) => {
      insertedInTx.add(documents)
      await model.insertMany(documents, { session, lean: true })
    },
    updateOne: async (filter, update, options = {}) => {
      const result = await model.updateOne(filter, update as UpdateQuery<T>, {
        session,
        updatePipeline: Array.isArray(update),
        ...options,
      })
      return { matched: result.matchedCount, upserted: result.upsertedCount > 0 }
    },
    updateMany: async (filter, update) => (await model.updateMany(filter, update, { session })).modifiedCount,
    findOneAndUpdate: async (filter, update, { before = false, ...options } = {}) =>
      (await model
        .findOneAndUpdate(filter, update as UpdateQuery<T>, {
          session,
          returnDocument: before ? 'before' : 'after',
          updatePipeline: Array.isArray(update),
          ...options,
        })
        .lean()) as T | null,
    deleteOne: async (filter) => (await model.deleteOne(filter, { session })).deletedCount,
    deleteMany: async (filter) => (await model.deleteMany(filter, { session })).deletedCount,
    count: (filter) => model.countDocuments(filter, { session }).exec(),
    aggregate: (pipeline) => model.aggregate(pipeline, { session }).exec(),
  }
}

/** A transaction under way, for what is written through models. */
export const txOf = (session: ClientSession): Tx => ({ session, on: (model) => bind(model, session) })

type AnswerRecorder = (tx: Tx, record: NonNullable<Scope['idempotency']>, answer: unknown) => Promise<void>
let recordAnswer: AnswerRecorder = async () => {}
/** Installed by http/idempotency.ts: stores the answer in the transaction that brings the effect. */
export const onAnswer = (recorder: AnswerRecorder): void => void (recordAnswer = recorder)

let retried = 0
let ran = 0
/** For metrics: transactions run and how many attempts had to be repeated. */
export const transactionCounts = (): { ran: number; retried: number } => ({ ran, retried })

/**
 * Runs `body` in one transaction of the database, repeating it on transient errors with jitter until a deadline of 10
 * s. `attempt` is 1 the first time. For `transaction`, `reading` and the ledger's batches; everything else uses those.
 * @throws DomainError whatever the body throws (nothing is written then); SYSTEM_BUSY past the deadline.
 */
export async function inSession<T>(body: (session: ClientSession, attempt: number) => Promise<T>): Promise<T> {
  const session = await mongoose.connection.startSession()
  const startedAt = performance.now()
  let attempt = 0
  try {
    return await session.withTransaction(async () => {
      attempt += 1
      if (performance.now() - startedAt > DEADLINE_MS) throw new DomainError('SYSTEM_BUSY', { retryAfterSeconds: 2 })
      return body(session, attempt)
    }, OPTIONS)
  } finally {
    await session.endSession()
  }
}

/** A reading before the transaction that answers, in a snapshot of its own. Writes nothing. @throws as `inSession` */
export const reading = <T>(body: (tx: Tx) => Promise<T>): Promise<T> => inSession((session) => body(txOf(session)))

/** An operation's one transaction: its return value is the answer of the request. @throws DomainError as `inSession` */
export async function transaction<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
  const outer = currentScope()
  if (outer?.inTransaction) throw new Error('transactions do not nest: pass tx on')
  if (outer?.idempotency?.answered)
    throw new Error('a request answers in one transaction: its return value is the answer')
  const scope: Scope = { ...outer, requestId: outer?.requestId ?? 'none', inTransaction: true }
  try {
    const answer = await inSession((session, attempt) => {
      if (attempt > 1) retried += 1
      const tx = txOf(session)
      return runInScope(scope, async () => {
        const result = await body(tx)
        if (scope.idempotency) await recordAnswer(tx, scope.idempotency, result)
        return result
      })
    })
    if (outer?.idempotency) outer.idempotency.answered = true
    return answer
  } finally {
    ran += 1
  }
}

/** Connects and builds every model's indexes. @internal for tests, faults and benches; the server looks first */
export async function connectDatabase(uri: string, options: { poolSize?: number } = {}): Promise<void> {
  await connect(uri, options)
  await buildIndexes()
}

/** Connects and writes nothing. */
export async function connect(uri: string, options: { poolSize?: number } = {}): Promise<void> {
  const poolSize = options.poolSize ?? 16
  await mongoose.connect(uri, {
    maxPoolSize: poolSize,
    minPoolSize: Math.min(poolSize, 4),
    w: 'majority',
    journal: true,
    readPreference: 'primary',
    readConcernLevel: 'majority',
    serverSelectionTimeoutMS: 10_000,
  })
}

/** Creates missing collections (a transaction can't create them cheaply) and indexes. */
export async function buildIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection()
    await model.createIndexes()
  }
}

export const disconnectDatabase = (): Promise<void> => mongoose.disconnect()

/** True for "this unique key is taken". */
export const isDuplicateKey = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && (error as { code: unknown }).code === 11000

/** True when there was no connection, or it broke; a bulk write hides that in an error of its own. */
export function isConnectionLost(error: unknown): boolean {
  const cause = error instanceof mongoose.mongo.MongoBulkWriteError ? (error.errorResponse as unknown) : error
  return cause instanceof mongoose.mongo.MongoNetworkError || cause instanceof mongoose.mongo.MongoServerSelectionError
}
