// Brings a backup back into an empty database. Invariants: every byte is checked before the first is written; a
// database that holds anything is refused; until `finishRestore` the database's mark says that it is being restored,
// and no server starts on it; it then has another epoch than the one that was backed up.
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { mongo } from 'mongoose'
import { now } from '../clock'
import { filledCollections, keyCheckOf, Marks, MARK_ID, newEpoch, type DatabaseMark } from '../database-mark'
import { BackupError, checkBackup, type CollectionEntry, type Manifest } from './backup-format'

const { EJSON } = mongo.BSON
const MOST_ROWS = 1_000
const MOST_CHARACTERS = 8 * 1024 * 1024

export type RestoreOptions = {
  db: mongo.Db
  folder: string
  /** With which personal fields will be opened. */
  fieldKey: string
  say: (line: string) => void
}

/**
 * Writes what a backup holds into the database that mongoose is connected to. The caller replays erasures and checks
 * the ledger, then calls `finishRestore`.
 * @throws BackupError when the backup is not whole or the database is not empty; nothing was written then
 */
export async function restoreBackup({ db, folder, fieldKey, say }: RestoreOptions): Promise<Manifest> {
  let tenth = 0
  const manifest = await checkBackup(folder, (done, total) => {
    const reached = Math.floor((done / Math.max(1, total)) * 10)
    if (reached > tenth) say(`校验备份 ${reached * 10}%`)
    tenth = Math.max(tenth, reached)
  })
  if (manifest.keyCheck && manifest.keyCheck !== keyCheckOf(fieldKey))
    throw new BackupError('FIELD_KEY 与这份备份不符,恢复后解不开电话和门牌;请用做备份时的 FIELD_KEY。')
  const filled = await filledCollections()
  if (filled.length > 0)
    throw new BackupError(
      `数据库 ${db.databaseName} 不是空的(${filled.slice(0, 3).join('、')}…),没有动它;备份只能恢复到空的数据库,请换一个库名。`,
    )
  const isOldDemo = manifest.collections.some(({ name, documents }) => name === 'seedMarks' && documents > 0)
  await Marks.create([
    {
      _id: MARK_ID,
      city: isOldDemo ? 'demo' : 'production',
      epoch: newEpoch(),
      markedAt: now(),
      restoringFrom: new Date(manifest.madeAt),
    },
  ])
  for (const [index, entry] of manifest.collections.entries()) {
    await restoreCollection(db, folder, entry)
    say(`恢复 ${index + 1}/${manifest.collections.length}:${entry.name},${entry.documents} 条`)
  }
  return manifest
}

/** The database may be used from here on. */
export async function finishRestore(): Promise<void> {
  await Marks.updateOne(
    { _id: MARK_ID },
    { $unset: { restoringFrom: 1 } },
    { writeConcern: { w: 'majority', j: true } },
  )
}

async function restoreCollection(db: mongo.Db, folder: string, entry: CollectionEntry): Promise<void> {
  if (entry.name !== 'marks') await db.createCollection(entry.name, entry.options as mongo.CreateCollectionOptions)
  const collection = db.collection(entry.name)
  let rows: mongo.Document[] = []
  let [written, characters] = [0, 0]
  const write = async (): Promise<void> => {
    if (rows.length > 0) await insert(collection, rows)
    written += rows.length
    rows = []
    characters = 0
  }
  const take = async (line: string): Promise<void> => {
    rows.push(EJSON.parse(line, { relaxed: false }) as mongo.Document)
    characters += line.length
    if (rows.length >= MOST_ROWS || characters >= MOST_CHARACTERS) await write()
  }
  await pipeline(createReadStream(path.join(folder, entry.file)), createGunzip(), (text) => eachLine(text, take))
  await write()
  if (written !== entry.documents)
    throw new BackupError(
      `集合 ${entry.name} 应有 ${entry.documents} 条,只恢复了 ${written} 条;请换一个空的数据库重来。`,
    )
  for (const { key, name, v: _version, ns: _namespace, ...options } of entry.indexes)
    if (name !== '_id_') await collection.createIndex(key as mongo.IndexSpecification, { name, ...options })
}

async function eachLine(text: AsyncIterable<Buffer>, take: (line: string) => Promise<void>): Promise<void> {
  const decoder = new StringDecoder('utf8')
  let begun = ''
  for await (const part of text) {
    const lines = (begun + decoder.write(part)).split('\n')
    begun = lines.pop() ?? ''
    for (const line of lines) await take(line)
  }
}

async function insert(collection: mongo.Collection, rows: mongo.Document[]): Promise<void> {
  const mark = rows.find((row) => collection.collectionName === 'marks' && (row['_id'] as unknown) === MARK_ID)
  const others = rows.filter((row) => row !== mark)
  if (others.length > 0)
    await collection.insertMany(others, { ordered: false, writeConcern: { w: 'majority', j: true } })
  if (mark) await adoptMark(mark as unknown as DatabaseMark)
}

/** What the backup says of itself stays true, but the epoch is another one. */
async function adoptMark({ city, keyCheck, seed }: DatabaseMark): Promise<void> {
  await Marks.updateOne(
    { _id: MARK_ID },
    { $set: { city, ...(keyCheck ? { keyCheck } : {}), ...(seed ? { seed } : {}) } },
  )
}
