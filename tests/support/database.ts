// Gives a test file the real database: each jest worker has its own, `test_<worker>`, with the indexes of the
// registered models built once; it is emptied (not dropped) before each file, so nothing leaks between files.
import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import { buildIndexes, disconnectDatabase } from '@server/db'
import { withDatabaseName } from './scratch-database'

const MARKS = 'testMarks'

/** The URI of this worker's database: what a test hands to a server it starts itself. */
export function databaseUri(): string {
  const uri = process.env['MONGODB_URI']
  if (!uri) throw new Error('no database in this jest project: see withDatabase in tests/jest.config.js')
  return withDatabaseName(uri, `test_${process.env['JEST_WORKER_ID'] ?? '1'}`)
}

/**
 * Connects before the file's tests and disconnects after them. Call it once at the top of the file.
 * @param monitorCommands to watch what reaches the database @param appName for fail points that must hit no other
 * worker
 */
export function useDatabase({
  monitorCommands = false,
  appName,
}: { monitorCommands?: boolean; appName?: string } = {}): void {
  beforeAll(async () => {
    // as connectDatabase does, except that indexes are built only when they have changed
    await mongoose.connect(databaseUri(), {
      maxPoolSize: 16,
      w: 'majority',
      journal: true,
      readPreference: 'primary',
      readConcernLevel: 'majority',
      monitorCommands,
      ...(appName ? { appName } : {}),
    })
    await clearDatabase()
    await buildIndexesOnce()
  })
  afterAll(disconnectDatabase)
}

/** Empties every collection of this worker's database; indexes stay. */
export async function clearDatabase(): Promise<void> {
  const database = mongoose.connection.db
  if (!database) throw new Error('not connected')
  const collections = await database.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  const names = collections.map((each) => each.name).filter((name) => name !== MARKS && !name.startsWith('system.'))
  await Promise.all(names.map((name) => database.collection(name).deleteMany({})))
}

/** The mark is a hash of all index definitions: a file that registers other models builds again, which is harmless. */
async function buildIndexesOnce(): Promise<void> {
  const definitions = Object.values(mongoose.models).map((model) => [model.collection.name, model.schema.indexes()])
  const _id = createHash('sha256').update(JSON.stringify(definitions)).digest('hex')
  const marks = mongoose.connection.collection<{ _id: string }>(MARKS)
  if (await marks.findOne({ _id })) return
  await buildIndexes()
  await marks.insertOne({ _id })
}
