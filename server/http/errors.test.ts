// What the database throws is named: down or busy, never a defect, when sending the same request again is all that is
// needed.
import mongoose from 'mongoose'
import { DomainError } from '@shared/errors'
import { asDomainError } from './errors'

const { MongoBulkWriteError, MongoNetworkError, MongoServerError, MongoServerSelectionError } = mongoose.mongo
const labelled = (label: string): Error => new MongoServerError({ message: 'x', errorLabels: [label] })

/**
 * As the driver throws it when connections break under inserts: the first such error has a label, those that follow it
 * in the pool have none.
 */
function brokenBulkWrite(...labels: string[]): Error {
  const cause = new MongoNetworkError('connection 7 to 127.0.0.1 closed')
  for (const label of labels) cause.addErrorLabel(label)
  return new MongoBulkWriteError(cause as never, {} as never)
}

test.each([
  ['a refusal of ours', new DomainError('WRONG_STATE'), 'WRONG_STATE'],
  ['no connection', new MongoNetworkError('closed'), 'DATABASE_DOWN'],
  ['no server', new MongoServerSelectionError('none', {} as never), 'DATABASE_DOWN'],
  ['a connection lost under a bulk write', brokenBulkWrite('RetryableWriteError'), 'DATABASE_DOWN'],
  ['a connection lost under a bulk write, without a label', brokenBulkWrite(), 'DATABASE_DOWN'],
  ['a server that steps down', labelled('RetryableWriteError'), 'DATABASE_DOWN'],
  ['a commit whose end nobody knows', labelled('UnknownTransactionCommitResult'), 'DATABASE_DOWN'],
  ['a transaction to be run again', labelled('TransientTransactionError'), 'SYSTEM_BUSY'],
  ['a write conflict', new MongoServerError({ message: 'WriteConflict', code: 112 }), 'SYSTEM_BUSY'],
  ['anything else of the database', new MongoServerError({ message: 'x', code: 2 }), 'DEFECT'],
  ['anything else', new Error('x'), 'DEFECT'],
])('%s', (_what, thrown, code) => expect(asDomainError(thrown).code).toBe(code))
