// Every way to start the product on every kind of database, as real processes on a real mongod: what is at a given
// address is never removed, and what must not be used is refused in one sentence before anything is written.
// The programs are bundled as `npm run build:server` does it, so that a start takes a second; several run beside each
// other, each on a database of its own or on one that all of them must leave alone.
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { mongo } from 'mongoose'
import { openDatabase, type OpenDatabase } from '@server/platform/mongod'
import { REPOSITORY, useWorkshop } from '../support/embedded-database'
import { cacheDir } from '../support/cache-dir'

jest.setTimeout(120_000)
const programOf = (name: string): string => path.join(REPOSITORY, `.cache/start-modes-${name}.cjs`)
const PROGRAMS = { main: 'server/main.ts', start: 'scripts/start.ts', dev: 'scripts/dev.ts' }
const secret = (): string => randomBytes(32).toString('base64url')
const SECRETS = {
  TOKEN_SECRET: secret(),
  FIELD_KEY: secret(),
  WECHAT_APPID: 'wx0',
  WECHAT_SECRET: 'x',
  TRUST_PROXY: '0',
}
const KEY_ID = 'database'
const people = Array.from({ length: 50 }, (_unused, index) => ({ _id: `p${index}`, displayName: '王桂兰' }))

let database: OpenDatabase
let client: mongo.MongoClient
const running = new Set<ChildProcess>()

// before the workshop's own, which removes the folder
afterAll(async () => {
  for (const child of running) endGroup(child)
  await client?.close()
  await database?.stop()
  for (const name of Object.keys(PROGRAMS)) rmSync(programOf(name), { force: true })
})
const workshop = useWorkshop()

beforeAll(async () => {
  mkdirSync(path.join(REPOSITORY, '.cache'), { recursive: true })
  for (const [name, entry] of Object.entries(PROGRAMS))
    await build({
      entryPoints: [path.join(REPOSITORY, entry)],
      outfile: programOf(name),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      packages: 'external',
      tsconfig: path.join(REPOSITORY, 'tsconfig.json'),
      logLevel: 'error',
      // each file would take itself for the program that was started
      define: { 'require.main': 'undefined' },
    })
  database = await openDatabase(workshop.options('given'))
  client = await new mongo.MongoClient(database.uri).connect()
  await plantAll()
})

type Program = keyof typeof PROGRAMS
type Way = { program: Program; words?: string[]; mode: string | undefined }
const ways: Record<string, Way> = {
  'npm start': { program: 'start', mode: 'demo' },
  'npm start, APP_MODE forgotten': { program: 'start', mode: undefined },
  'npm start, production': { program: 'start', mode: 'production' },
  'npm run dev': { program: 'dev', mode: 'demo' },
  'npm run dev, APP_MODE forgotten': { program: 'dev', mode: undefined },
  'npm run dev, production': { program: 'dev', mode: 'production' },
  server: { program: 'main', mode: 'demo' },
  'server --seed': { program: 'main', words: ['--seed'], mode: 'demo' },
  'server, APP_MODE forgotten': { program: 'main', mode: undefined },
  'server --seed, APP_MODE forgotten': { program: 'main', words: ['--seed'], mode: undefined },
  'server, production': { program: 'main', mode: 'production' },
  'server --seed, production': { program: 'main', words: ['--seed'], mode: 'production' },
}

function launch({ program, words = [], mode }: Way, uri: string | null, name: string, key = SECRETS.FIELD_KEY) {
  const { TEST_MONGODB_URI: _test, MONGODB_URI: _own, APP_MODE: _mode, ...inherited } = process.env
  const child = spawn(process.execPath, [programOf(program), ...words], {
    cwd: REPOSITORY,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      ...SECRETS,
      FIELD_KEY: key,
      ...(uri ? { MONGODB_URI: uri } : { MONGOD_BINARY: workshop.mongod }),
      ...(mode ? { APP_MODE: mode } : {}),
      DATA_DIR: path.join(workshop.scratch, name),
      XDG_CACHE_HOME: path.dirname(cacheDir()),
      PORT: '0',
      LOG_LEVEL: 'silent',
    },
  })
  running.add(child)
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, said, ended }
}

/** SIGKILL to the program and whatever it has started. */
function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it has ended
  }
  running.delete(child)
}

/** Waits until the program says what it found in the database or ends; answers what it said, then ends it. */
async function outcomeOf(way: Way, uri: string | null, name: string, key?: string) {
  const { child, said, ended } = launch(way, uri, name, key)
  let code: number | null | undefined
  void ended.then((value) => (code = value))
  const until = Date.now() + 90_000
  while (code === undefined && !/数据库：.*(标记为|继续使用|重新生成)/.test(said.join(''))) {
    if (Date.now() > until) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const refused = code !== undefined
  endGroup(child)
  await ended
  return { refused, code, text: said.join('').trim() }
}

const uriOf = (name: string): string => database.uri.replace(/\/wufei\?/, `/${name}?`)
const databaseOf = (name: string) => client.db(name)
type Row = { _id: string } & Record<string, unknown>
const rows = (name: string, collection: string) => databaseOf(name).collection<Row>(collection)

async function plantAll(): Promise<void> {
  await rows('foreign', 'poems').insertMany([{ _id: 'one', line: '床前明月光' }, { _id: 'two' }])
  await rows('unmarked', 'persons').insertMany(people)
  await rows('city', 'persons').insertMany(people)
  const mark = { _id: KEY_ID, epoch: 'e', markedAt: new Date() }
  await rows('city', 'marks').insertOne({ ...mark, city: 'production' })
  const seed = { startedAt: new Date(), finishedAt: new Date(), seconds: 1, format: 2, collections: ['persons'] }
  await rows('seeded', 'marks').insertOne({ ...mark, city: 'demo', seed })
  await rows('seeded', 'persons').insertMany(people)
  await rows('oldSeeded', 'seedMarks').insertOne({ _id: 'demo', seededAt: new Date(), seconds: 1, format: 2 })
  await rows('oldSeeded', 'persons').insertMany(people)
  await interruptSeed(uriOf('unfinished'), 'unfinished', async () => databaseOf('unfinished'))
}

/** Kills a server in the middle of its seed. */
async function interruptSeed(uri: string | null, name: string, open: () => Promise<mongo.Db>): Promise<void> {
  const { child, said, ended } = launch({ program: 'main', words: ['--seed', '--no-jobs'], mode: 'demo' }, uri, name)
  while (!/演示城市 1\//.test(said.join(''))) {
    if (child.exitCode !== null) throw new Error(said.join(''))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const db = uri ? await open() : null
  if (db) expect(await db.collection('places').countDocuments()).toBeGreaterThan(0)
  child.kill('SIGKILL')
  await ended
  running.delete(child)
}

/** Names and contents of all collections: equal fingerprints, nothing was added, changed or removed. */
async function fingerprintOf(name: string): Promise<Map<string, string>> {
  const names = (await databaseOf(name).listCollections({}, { nameOnly: true }).toArray()).map((each) => each.name)
  const found = new Map<string, string>()
  for (const each of names.sort()) {
    const hash = createHash('sha256')
    for await (const row of databaseOf(name).collection(each).find().sort({ _id: 1 }))
      hash.update(mongo.BSON.EJSON.stringify(row))
    found.set(each, hash.digest('hex'))
  }
  return found
}

const FORGOTTEN = /^设置了 MONGODB_URI 就必须写明 APP_MODE/
const NO_SEED = /^正式环境不能生成演示数据/
const FOREIGN = /这个数据库里有别的程序的数据，没有动它/
const CITY = /这个数据库里是城市的正式数据，没有动它/
const DEMO = /这个数据库里是演示城市，正式环境不能用它/
const UNFINISHED = /演示数据没有生成完.*没有动它/
/** 'used': it starts and what was there is there; null: not tried. */
type Expected = RegExp | 'used' | null

const states = ['empty', 'foreign', 'unfinished', 'seeded', 'oldSeeded', 'unmarked', 'city'] as const
const demo: Expected[] = ['used', FOREIGN, UNFINISHED, 'used', 'used', CITY, CITY]
const production: Expected[] = ['used', FOREIGN, DEMO, DEMO, DEMO, 'used', 'used']
/** Refused before any database is opened, so one that matters most stands for all. */
const neverOpened = (sentence: RegExp): Expected[] => states.map((state) => (state === 'city' ? sentence : null))
const matrix: Record<string, Expected[]> = {
  'npm start': demo,
  'npm start, APP_MODE forgotten': neverOpened(FORGOTTEN),
  'npm start, production': production,
  'npm run dev': demo,
  'npm run dev, APP_MODE forgotten': neverOpened(FORGOTTEN),
  'npm run dev, production': neverOpened(NO_SEED),
  server: demo,
  'server --seed': demo,
  'server, APP_MODE forgotten': neverOpened(FORGOTTEN),
  'server --seed, APP_MODE forgotten': neverOpened(FORGOTTEN),
  'server, production': production,
  'server --seed, production': neverOpened(NO_SEED),
}
const cells = Object.entries(matrix).flatMap(([way, row]) =>
  states.flatMap((state, index): [string, (typeof states)[number], RegExp | 'used'][] => {
    const expected = row[index]
    return expected ? [[way, state, expected]] : []
  }),
)

// first, since they take longest
describe('the product’s own mongod', () => {
  /** Opens the embedded database of a data folder, works in it and closes it. */
  async function inside<T>(name: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
    const own = await openDatabase(workshop.options(name))
    const ownClient = await new mongo.MongoClient(own.uri).connect()
    try {
      return await work(ownClient.db())
    } finally {
      await ownClient.close()
      await own.stop()
    }
  }

  test.concurrent('an interrupted seed begins anew; what it did not list stays', async () => {
    await interruptSeed(null, 'own', () => Promise.reject(new Error('not asked')))
    const poems = (db: mongo.Db) => db.collection<Row>('poems')
    const firstStart = await inside('own', async (db) => {
      await poems(db).insertOne({ _id: 'one' })
      return (await db.collection<Row>('marks').findOne({ _id: KEY_ID }))?.['seed'] as { startedAt: Date }
    })
    const bare = await outcomeOf({ program: 'main', mode: 'demo' }, null, 'own')
    expect(bare).toMatchObject({ code: 1, text: expect.stringContaining('演示数据没有生成完') as string })
    await interruptSeed(null, 'own', () => Promise.reject(new Error('not asked')))
    await inside('own', async (db) => {
      const mark = await db.collection<Row>('marks').findOne({ _id: KEY_ID })
      const seed = mark?.['seed'] as { startedAt: Date; finishedAt?: Date }
      expect(seed.startedAt.getTime()).toBeGreaterThan(firstStart.startedAt.getTime())
      expect(seed.finishedAt).toBeUndefined()
      expect(await poems(db).countDocuments()).toBe(1)
    })
  })

  test.concurrent.each([
    ['npm start', 'foreign', FOREIGN],
    ['npm run dev', 'unmarked', CITY],
    ['server --seed', 'city', CITY],
  ] as const)('%s × %s: %s', async (wayName, state, expected) => {
    const way = ways[wayName]
    if (!way) throw new Error(wayName)
    const folder = `own-${state}`
    const contents = async (db: mongo.Db): Promise<string> => {
      const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map((each) => each.name).sort()
      return JSON.stringify(
        await Promise.all(names.map(async (each) => [each, await db.collection(each).countDocuments()])),
      )
    }
    const before = await inside(folder, async (db) => {
      for (const { name: each } of await databaseOf(state).listCollections({}, { nameOnly: true }).toArray()) {
        const all = await databaseOf(state).collection(each).find().toArray()
        if ((await db.collection(each).countDocuments()) === 0) await db.collection(each).insertMany(all)
      }
      return contents(db)
    })
    expect(await outcomeOf(way, null, folder)).toMatchObject({
      code: 1,
      text: expect.stringMatching(expected) as string,
    })
    expect(await inside(folder, contents)).toBe(before)
  })
})

describe('a given address', () => {
  test.concurrent.each(cells)('%s × %s: %s', async (wayName, state, expected) => {
    const way = ways[wayName]
    if (!way) throw new Error(wayName)
    // what is used is marked, so those cells get a copy; what is refused is held against the same database
    const name = state === 'empty' || expected === 'used' ? `${state}_${randomBytes(4).toString('hex')}` : state
    if (name !== state) await copyOf(state, name)
    const before = await fingerprintOf(name)
    const { refused, code, text } = await outcomeOf(way, uriOf(name), name)
    const after = await fingerprintOf(name)
    if (expected === 'used') {
      expect([refused, text]).toEqual([false, text])
      for (const [collection, hash] of before)
        if (collection !== 'marks') expect([collection, after.get(collection)]).toEqual([collection, hash])
    } else {
      expect([code, text]).toEqual([1, expect.stringMatching(expected)])
      const sentence = text.split('\n').filter((line) => !line.startsWith('数据库:使用'))
      expect(sentence).toHaveLength(1)
      expect(after).toEqual(before)
    }
    if (name !== state) await databaseOf(name).dropDatabase()
  })

  test.concurrent('another FIELD_KEY than the one that the database began with', async () => {
    const way = ways['server, production']
    if (!way) throw new Error('no way')
    expect(await outcomeOf(way, uriOf('keyed'), 'keyed')).toMatchObject({ refused: false })
    const before = await fingerprintOf('keyed')
    const other = await outcomeOf(way, uriOf('keyed'), 'keyed', secret())
    expect(other).toMatchObject({ code: 1, text: expect.stringContaining('FIELD_KEY 与这个数据库不符') as string })
    expect((await fingerprintOf('keyed')).get('marks')).toBe(before.get('marks'))
  })
})

async function copyOf(state: string, name: string): Promise<void> {
  for (const { name: each } of await databaseOf(state).listCollections({}, { nameOnly: true }).toArray()) {
    const all = await databaseOf(state).collection(each).find().toArray()
    if (all.length > 0) await databaseOf(name).collection(each).insertMany(all)
  }
}
