// Makes a backup of a database in use: everything as of one instant (a snapshot session), collection by collection, so
// that what belongs together is together whatever is written meanwhile. Files (photos) lie in the database too.
// Invariant: a backup has its name only once it is whole and on disk; until then it ends in .partial.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { mongo } from 'mongoose'
import { now } from '../clock'
import { BackupError, checksumLine, CHECKSUM, MANIFEST, type CollectionEntry, type Manifest } from './backup-format'

const { EJSON } = mongo.BSON
/** Types as they are stored: an integer that is a double stays a double. */
const AS_STORED = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const
/** Said with every read: the connection's own read concern would otherwise take the place of the session's snapshot. */
const OF_ONE_INSTANT = { readConcern: { level: 'snapshot' } } as const
/** How long mongod keeps the snapshot while a backup reads it. */
const SNAPSHOT_SECONDS = 6 * 3600
const MOST_TRIES = 10
const RETRY_MS = 1_000
const CHUNK_CHARACTERS = 256 * 1024
/** Counters of the last minutes, of no use after a restore. */
const LEFT_OUT = new Set(['rateLimits'])

export type BackupOptions = {
  client: mongo.MongoClient
  database: string
  /** The folder that the backup's own folder is made in. */
  root: string
  say: (line: string) => void
}

/**
 * Makes a backup and answers its folder. A collection or index that is being created just now can't be read as of the
 * instant before: then another instant is taken.
 * @throws BackupError
 */
export async function writeBackup(options: BackupOptions): Promise<{ folder: string; manifest: Manifest }> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await writeOnce(options)
    } catch (error) {
      if ((error as { codeName?: string }).codeName !== 'SnapshotUnavailable' || tries === MOST_TRIES)
        throw asBackupError(error)
      options.say('有集合正在新建,换一个时刻重新备份')
      await wait(RETRY_MS)
    }
  }
}

async function writeOnce({ client, database, root, say }: BackupOptions): Promise<{
  folder: string
  manifest: Manifest
}> {
  const db = client.db(database)
  const names = (await db.listCollections({ type: 'collection' }, { nameOnly: false }).toArray())
    .filter(({ name }) => !name.startsWith('system.') && !LEFT_OUT.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  if (names.length === 0) throw new BackupError(`数据库 ${database} 是空的,没有可备份的内容。`)
  const folder = path.join(root, `wufei-${now().toISOString().slice(0, 19).replace(/:/g, '')}Z`)
  const partial = `${folder}.partial`
  await mkdir(root, { recursive: true, mode: 0o700 })
  await mkdir(partial, { mode: 0o700 })
  const giveBack = await keepSnapshots(client, say)
  const session = client.startSession({ snapshot: true })
  try {
    const madeAt = now().toISOString()
    const mark = await db
      .collection<{ _id: string; epoch?: string; keyCheck?: string }>('marks')
      .findOne({ _id: 'database' }, { session, ...OF_ONE_INSTANT })
    // the driver's own note of the instant, which every later read of the session repeats
    if (!(session as unknown as { snapshotTime?: unknown }).snapshotTime)
      throw new BackupError('数据库没有给出一个快照时刻,不能保证备份前后一致;备份需要 MongoDB 6.0 以上的副本集。')
    const collections: CollectionEntry[] = []
    for (const [index, info] of names.entries()) {
      const entry = await writeCollection(db.collection(info.name), session, partial)
      collections.push({ ...entry, options: info.options ?? {} })
      say(`备份 ${index + 1}/${names.length}:${info.name},${entry.documents} 条`)
    }
    const { version } = (await db.admin().serverInfo()) as { version: string }
    const manifest: Manifest = {
      format: 1,
      madeAt,
      database,
      mongodb: version,
      epoch: mark?.epoch ?? null,
      keyCheck: mark?.keyCheck ?? null,
      collections,
    }
    const text = `${JSON.stringify(manifest, null, 1)}\n`
    await writeFile(path.join(partial, MANIFEST), text, { mode: 0o600, flush: true })
    await writeFile(path.join(partial, CHECKSUM), checksumLine(text), { mode: 0o600, flush: true })
    await rename(partial, folder)
    await syncFolder(root)
    return { folder, manifest }
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  } finally {
    await session.endSession()
    await giveBack()
  }
}

async function writeCollection(
  collection: mongo.Collection,
  session: mongo.ClientSession,
  folder: string,
): Promise<Omit<CollectionEntry, 'options'>> {
  const file = `${collection.collectionName}.ejson.gz`
  const hash = createHash('sha256')
  let [documents, bytes] = [0, 0]
  async function* lines(): AsyncGenerator<string> {
    let text = ''
    for await (const document of collection.find({}, { session, batchSize: 1_000, ...OF_ONE_INSTANT, ...AS_STORED })) {
      documents += 1
      text += `${EJSON.stringify(document, { relaxed: false })}\n`
      if (text.length < CHUNK_CHARACTERS) continue
      yield text
      text = ''
    }
    if (text !== '') yield text
  }
  const measure = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part)
      bytes += part.length
      done(null, part)
    },
  })
  const target = createWriteStream(path.join(folder, file), { mode: 0o600, flags: 'wx', flush: true })
  await pipeline(Readable.from(lines(), { objectMode: true }), createGzip({ level: 6 }), measure, target)
  const indexes = await collection.indexes()
  return {
    name: collection.collectionName,
    file,
    documents,
    bytes,
    sha256: hash.digest('hex'),
    indexes: indexes as CollectionEntry['indexes'],
  }
}

/** mongod keeps old versions for 5 minutes unless told otherwise; who may not tell it goes on and says so. */
async function keepSnapshots(client: mongo.MongoClient, say: (line: string) => void): Promise<() => Promise<void>> {
  const admin = client.db('admin')
  const name = 'minSnapshotHistoryWindowInSeconds'
  try {
    const before = (await admin.command({ getParameter: 1, [name]: 1 }))[name] as number
    await admin.command({ setParameter: 1, [name]: Math.max(before, SNAPSHOT_SECONDS) })
    return async () => {
      await admin.command({ setParameter: 1, [name]: before }).catch(() => undefined)
    }
  } catch {
    say(
      '提示:这个数据库账号不能延长快照保留时间,备份要在 5 分钟内读完(可请管理员调大 minSnapshotHistoryWindowInSeconds)',
    )
    return async () => undefined
  }
}

function asBackupError(error: unknown): unknown {
  const { codeName, code } = error as { codeName?: string; code?: unknown }
  if (codeName === 'SnapshotUnavailable')
    return new BackupError('一直有集合在新建或重建索引,取不到一个完整的时刻;请稍后再备份。')
  if (codeName === 'SnapshotTooOld')
    return new BackupError(
      '备份读得太久,数据库已不再保留那一刻的快照;请调大 minSnapshotHistoryWindowInSeconds 后再备份。',
    )
  if (code === 'ENOSPC') return new BackupError('磁盘空间不够,备份没有做完;已写的部分已删除。')
  return error
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().catch(() => undefined)
  await handle.close()
}
