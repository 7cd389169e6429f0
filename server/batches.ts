// The one transaction that carries out a batch of group commit, and its writes.
import { DomainError } from '@shared/errors'
import mongoose, { mongo, type ClientSession } from 'mongoose'
import { inSession, isConnectionLost } from './db'

/**
 * Transient errors repeat with jitter. A database that is down or overloaded is no fault of one item: splitting the
 * batch would only ask it more often.
 * @throws DomainError DATABASE_DOWN, SYSTEM_BUSY
 */
export async function inBatch<T>(body: (session: ClientSession, attempt: number) => Promise<T>): Promise<T> {
  try {
    return await unlessDown(() => inSession(body))
  } catch (error) {
    throw error instanceof mongo.MongoError && error.hasErrorLabel('TransientTransactionError')
      ? new DomainError('SYSTEM_BUSY', { retryAfterSeconds: 2 })
      : error
  }
}

/** For what a batch reads before its transaction. @throws DomainError DATABASE_DOWN */
export async function unlessDown<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw isConnectionLost(error) ? new DomainError('DATABASE_DOWN') : error
  }
}

/**
 * A write command as the database takes it: the driver's bulk writes serialise every document apart, a tenth of all the
 * work for a post.
 */
export async function write(command: mongo.Document, session: ClientSession): Promise<void> {
  const database = mongoose.connection.db as mongo.Db
  const { writeErrors } = (await database.command(command, { session })) as { writeErrors?: mongo.ErrorDescription[] }
  if (writeErrors?.[0]) throw new mongo.MongoServerError(writeErrors[0])
}

/** Someone committed the same key after our snapshot: the transaction runs again and finds it. */
export const tryAgain = (): mongo.MongoServerError =>
  new mongo.MongoServerError({
    message: 'the key was taken meanwhile',
    code: 112,
    errorLabels: ['TransientTransactionError'],
  })
