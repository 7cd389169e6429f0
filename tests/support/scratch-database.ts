// Databases that fault scripts, benchmarks and tests may empty and drop: on a mongod of their own, or, named by what
// they are for and by this process, on the one that TEST_MONGODB_URI gives. MONGODB_URI, which may name a city's
// database, is never used by them.
import mongoose from 'mongoose'
import { connect } from '@server/db'
import { openDatabase, type OpenDatabase } from '@server/platform/mongod'
import { cacheDir } from './cache-dir'

const SCRATCH = /^(?:test|faults|bench)_/

/** The same address with another database: `mongodb://a,b/city?x=y` → `mongodb://a,b/bench_guide?x=y`. */
export function withDatabaseName(uri: string, name: string): string {
  if (!SCRATCH.test(name)) throw new Error(`${name} is not the name of a scratch database`)
  return uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`)
}

/** Opens a database of its own. @param name begins with faults_ or bench_ */
export async function openScratchDatabase(name: string, dataDir: string): Promise<OpenDatabase> {
  const database = await openDatabase({
    uri: process.env['TEST_MONGODB_URI'],
    binary: process.env['MONGOD_BINARY'],
    dataDir,
    cacheDir: cacheDir(),
    log: (line) => console.error(line),
  })
  return { ...database, uri: withDatabaseName(database.uri, `${name}_${process.pid}`) }
}

/**
 * Works in another, empty database, which is dropped afterwards.
 * @param uri of the database that is connected, and is again when the work is done
 */
export async function elsewhere<T>(uri: string, work: (uri: string) => Promise<T>): Promise<T> {
  const home = mongoose.connection.name
  const other = withDatabaseName(uri, `${home}_restored`)
  await mongoose.disconnect()
  await connect(other)
  try {
    return await work(other)
  } finally {
    await dropScratchDatabase()
    await mongoose.disconnect()
    await connect(withDatabaseName(uri, home))
  }
}

/** Drops the connected database. @throws Error unless its name says that it may be dropped */
export async function dropScratchDatabase(): Promise<void> {
  const { name } = mongoose.connection
  if (!SCRATCH.test(name)) throw new Error(`${name} is not a scratch database: left alone`)
  if (mongoose.connection.readyState === 1) await mongoose.connection.dropDatabase()
}
