// The seeded demo city for tests, made once a run: who needs it first seeds it in the database of its worker and keeps
// a copy, which all others get. What was sealed by one worker the others can read, since a run has one secret (app.ts).
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import mongoose, { type mongo } from 'mongoose'
import { dayOf } from '@shared/time'
import { now } from '@server/clock'
import { isDuplicateKey } from '@server/db'
import { seedDemoCity } from '@server/demo-city'
import { TOKEN_SECRET } from './app'

const KEPT = 'test_city'
const NOTES = 'testCity'

/** `lines`, once it is there: what the seed said. */
type Note = { _id: string; pid: number; lines?: string[] }

/** Fills this file's empty database with the demo city of today; answers what the seed said. */
export async function aDemoCity(): Promise<readonly string[]> {
  const own = mongoose.connection.db
  const kept = mongoose.connection.useDb(KEPT, { useCache: true }).db
  if (!own || !kept) throw new Error('not connected')
  const notes = kept.collection<Note>(NOTES)
  const _id = `${dayOf(now())} ${createHash('sha256').update(TOKEN_SECRET).digest('hex').slice(0, 12)}`
  for (;;) {
    const note = await notes.findOne({ _id })
    if (note?.lines) {
      await copy(kept, own)
      return note.lines
    }
    if (note && isAlive(note.pid)) await pause(100)
    else if (note) await notes.deleteOne({ _id, pid: note.pid })
    else if (await begin(notes, _id)) return make(own, kept, _id)
  }
}

/** False when another worker was faster. */
async function begin(notes: mongo.Collection<Note>, _id: string): Promise<boolean> {
  try {
    await notes.insertOne({ _id, pid: process.pid })
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

async function make(own: mongo.Db, kept: mongo.Db, _id: string): Promise<readonly string[]> {
  const lines: string[] = []
  try {
    await seedDemoCity((line) => lines.push(line))
    // of a run before, where tests are given a database that stays
    for (const name of await filled(kept)) await kept.collection(name).drop()
    await copy(own, kept)
    await kept.collection<Note>(NOTES).updateOne({ _id }, { $set: { lines } })
    return lines
  } catch (error) {
    await kept.collection<Note>(NOTES).deleteOne({ _id })
    throw error
  }
}

/** Documents only; the indexes of the target stay. */
async function copy(from: mongo.Db, to: mongo.Db): Promise<void> {
  for (const name of await filled(from))
    await from
      .collection(name)
      .aggregate([{ $out: { db: to.databaseName, coll: name } }])
      .toArray()
}

async function filled(db: mongo.Db): Promise<string[]> {
  const all = await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  const names = all.map(({ name }) => name).filter((name) => !name.startsWith('test') && !name.startsWith('system.'))
  const counts = await Promise.all(names.map((name) => db.collection(name).estimatedDocumentCount()))
  return names.filter((_name, index) => counts[index] !== 0)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
