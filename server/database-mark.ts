// What a database is: one document in the collection `marks` says whether a demo or a city lives here, which epoch it
// is in and how far the demo's seed has come. Every start asks it before anything is created or written. Invariants:
// nothing is ever removed from a database whose address was given; on the product's own mongod only the collections
// that an unfinished seed listed before its first write, when all of them were empty, are cleared.
import { createHmac } from 'node:crypto'
import mongoose from 'mongoose'
import { now } from './clock'
import { ConfigError, type Config } from './config'
import { defineModel, isDuplicateKey, type Document } from './db'
import { newSecret } from './ids'

type Mode = Config['mode']

/** `collections`: what the seed was going to fill; all of it was empty when the seed began. */
export type SeedMark = {
  startedAt: Date
  collections: string[]
  format: number
  finishedAt?: Date
  seconds?: number
}
export type DatabaseMark = Document & {
  city: Mode
  /** Random; a restore writes another one, so that clients notice that answers they hold may be gone. */
  epoch: string
  markedAt: Date
  /** Recognises the FIELD_KEY that this database was begun with; absent where a database was adopted with its data. */
  keyCheck?: string
  seed?: SeedMark
  /** Set while a backup of this instant is being brought back; whatever is here is not whole. */
  restoringFrom?: Date
}

export const MARK_ID = 'database'
export const Marks = defineModel<DatabaseMark>('Mark', 'marks', {
  city: { type: String, required: true },
  epoch: { type: String, required: true },
  markedAt: { type: Date, required: true },
  keyCheck: String,
  seed: { type: Object },
  restoringFrom: Date,
})

/** A random name for the state of a database between two restores. */
export const newEpoch = (): string => newSecret(12)

/**
 * empty: nothing but what a server without users writes by itself · foreign: only collections that are none of ours ·
 * unmarked: data of ours without a mark, from before marks existed or restored by hand · city: a city's ·
 * demo: marked, nothing in it · usedDemo: marked, never seeded, in use · unfinished: a seed began · seeded: it ended ·
 * restoring: a backup is being brought back
 */
export type Standing =
  'empty' | 'foreign' | 'unmarked' | 'city' | 'demo' | 'usedDemo' | 'unfinished' | 'seeded' | 'restoring'
export type Start = { mode: Mode; seed: boolean; own: boolean }

const FOREIGN = '这个数据库里有别的程序的数据，没有动它；请给无废通一个单独的空数据库。'
const A_CITY = '这个数据库里是城市的正式数据，没有动它；演示请用空的数据库，正式运行请设置 APP_MODE=production。'
const A_DEMO = '这个数据库里是演示城市，正式环境不能用它；请把 MONGODB_URI 指向城市自己的数据库，或一个空的数据库。'
const UNFINISHED =
  '这个数据库里的演示数据没有生成完（上次中断了，或另一个进程正在生成），没有动它；请等它完成，或换一个空的数据库。'
const UNFINISHED_OWN = '演示数据没有生成完；请运行 npm start，它会重新生成。'
const RESTORING = '这个数据库正在恢复备份，或恢复没有完成；请等它完成，中断了的请换一个空的数据库重新恢复。'
const USED_DEMO = '这个演示数据库里已有别的数据，没有动它；要生成演示城市，请换一个空的数据库或数据目录（DATA_DIR）。'

/**
 * What a start does with a database: uses it, marks it as its own first, or clears an unfinished seed first.
 * @throws ConfigError with one sentence where it must not touch it
 */
export function decideStart({ mode, seed, own }: Start, standing: Standing): 'use' | 'mark' | 'clear' {
  if (standing === 'empty') return 'mark'
  if (standing === 'foreign') throw new ConfigError(FOREIGN)
  if (standing === 'restoring') throw new ConfigError(RESTORING)
  if (mode === 'production') {
    if (standing === 'unmarked') return 'mark'
    if (standing === 'city') return 'use'
    throw new ConfigError(A_DEMO)
  }
  if (standing === 'unmarked' || standing === 'city') throw new ConfigError(A_CITY)
  if (standing === 'unfinished') {
    if (own && seed) return 'clear'
    throw new ConfigError(own ? UNFINISHED_OWN : UNFINISHED)
  }
  if (standing === 'usedDemo' && seed) throw new ConfigError(USED_DEMO)
  return 'use'
}

/** Filled by a server that nobody uses, so they don't make a database "in use". @internal for the test of the names */
export const BY_ITSELF: ReadonlySet<string> = new Set([
  'marks',
  'jobRuns',
  'rateLimits',
  'holidayYears',
  'carbonFactors',
  'ledgerSeals',
  'ledgerChecks',
])
/** Ours, but of no model. */
const WITHOUT_MODEL = ['photos.files', 'photos.chunks', 'rateLimits', 'seedMarks']

/** Every collection of the product. */
export const ownCollections = (): string[] => [
  ...new Set([...Object.values(mongoose.models).map((model) => model.collection.name), ...WITHOUT_MODEL]),
]

/** Releases before 2026-12 marked a finished seed so, and nothing else. */
type OldMark = { _id: string; seededAt: Date; seconds: number; format?: number }
const oldMark = (): Promise<OldMark | null> =>
  mongoose.connection.collection<OldMark>('seedMarks').findOne({ _id: 'demo' })

async function lookAt(mark: DatabaseMark | null): Promise<Standing> {
  if (mark?.restoringFrom) return 'restoring'
  if (mark?.city === 'production') return 'city'
  if (mark?.seed) return mark.seed.finishedAt ? 'seeded' : 'unfinished'
  if (await oldMark()) return 'seeded'
  const filled = await filledCollections()
  const ours = new Set(ownCollections())
  const inUse = filled.filter((name) => !BY_ITSELF.has(name))
  if (mark) return inUse.length > 0 ? 'usedDemo' : 'demo'
  if (filled.length === 0) return 'empty'
  return filled.some((name) => ours.has(name)) ? 'unmarked' : 'foreign'
}

/** Names of the collections that hold anything. */
export async function filledCollections(): Promise<string[]> {
  const database = databaseOf()
  const names = (await database.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'))
  const filled: string[] = []
  for (const name of names)
    if (await database.collection(name).findOne({}, { projection: { _id: 1 } })) filled.push(name)
  return filled
}

function databaseOf(): mongoose.mongo.Db {
  const { db } = mongoose.connection
  if (!db) throw new Error('not connected')
  return db
}

export const databaseMark = (): Promise<DatabaseMark | null> => Marks.findById(MARK_ID).lean<DatabaseMark>().exec()

/**
 * Before the first write of every start: makes sure that this database may be used so, and marks it. Several instances
 * may come at once: the mark's id lets one of them make it. Answers a line that says what was found.
 * @param fieldKey the key that personal fields are sealed with @throws ConfigError
 */
export async function claimDatabase(start: Start, fieldKey: string): Promise<string> {
  const mark = await databaseMark()
  const action = decideStart(start, await lookAt(mark))
  const check = keyCheckOf(fieldKey)
  if (mark?.keyCheck && mark.keyCheck !== check)
    throw new ConfigError('FIELD_KEY 与这个数据库不符，解不开库里的电话和门牌；请用这个数据库原来的密钥。')
  if (action === 'clear' && mark) {
    await clearUnfinished(mark)
    return '数据库：上次的演示数据没有生成完，已清掉，重新生成'
  }
  if (mark) return `数据库：${CITIES[mark.city]}，继续使用`
  const old = await oldMark()
  const isNew = action === 'mark' && (await filledCollections()).length === 0
  try {
    await Marks.create([
      {
        _id: MARK_ID,
        city: start.mode,
        epoch: newEpoch(),
        markedAt: now(),
        ...(isNew ? { keyCheck: check } : {}),
        ...(old ? { seed: seedOf(old) } : {}),
      },
    ])
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    return claimDatabase(start, fieldKey)
  }
  return isNew ? `数据库：空的，已标记为${CITIES[start.mode]}` : `数据库：原有数据已标记为${CITIES[start.mode]}`
}

const CITIES: Record<Mode, string> = { demo: '演示数据', production: '城市的正式数据' }

/** Recognises a FIELD_KEY and gives nothing of it away. */
export const keyCheckOf = (fieldKey: string): string =>
  createHmac('sha256', Buffer.from(fieldKey, 'base64url')).update('wufei field key').digest('base64url').slice(0, 16)

const seedOf = ({ seededAt, seconds, format = 1 }: OldMark): SeedMark => ({
  startedAt: seededAt,
  finishedAt: seededAt,
  seconds,
  format,
  collections: [],
})

/** Only what the seed itself listed at its beginning; the mark goes last, so that this can be interrupted too. */
async function clearUnfinished({ seed }: DatabaseMark): Promise<void> {
  for (const name of seed?.collections ?? []) if (name !== 'marks') await databaseOf().dropCollection(name)
  await Marks.updateOne({ _id: MARK_ID }, { $unset: { seed: 1 } })
}

/**
 * Notes, before the first write of a seed, which collections it is going to fill.
 * @throws ConfigError when another process is seeding
 */
export async function beginSeed(format: number): Promise<void> {
  const seed: SeedMark = { startedAt: now(), collections: ownCollections(), format }
  try {
    await Marks.updateOne(
      { _id: MARK_ID, seed: { $exists: false } },
      { $set: { seed }, $setOnInsert: { city: 'demo', epoch: newEpoch(), markedAt: now() } },
      { upsert: true },
    )
  } catch (error) {
    if (isDuplicateKey(error)) throw new ConfigError(UNFINISHED)
    throw error
  }
}

/** The seed is whole from here on. */
export async function endSeed(seconds: number): Promise<void> {
  await Marks.updateOne({ _id: MARK_ID }, { $set: { 'seed.finishedAt': now(), 'seed.seconds': seconds } })
}
