// Backup and restore on the real database: one instant whatever is written meanwhile, every type as it was, nothing
// altered goes unnoticed, nothing that is there is overwritten, and who was erased stays erased.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose, { mongo } from 'mongoose'
import { people } from '@shared/people/contract'
import { claimDatabase, databaseMark, Marks, MARK_ID } from '@server/database-mark'
import { buildIndexes } from '@server/db'
import { post } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { eraseAgain, erasedPersons } from '@server/people/rights'
import { writeBackup } from '@server/platform/backup'
import { addErasures, readErasures } from '@server/platform/erasures-file'
import { checkBackup, ERASURES } from '@server/platform/backup-format'
import { finishRestore, restoreBackup } from '@server/platform/restore'
import { anEarning } from '../ledger/posts'
import { aResident, useApp } from '../support/app'
import { databaseUri, useDatabase } from '../support/database'
import { elsewhere } from '../support/scratch-database'

useDatabase()
const app = useApp()
const FIELD_KEY = Buffer.alloc(32, 7).toString('base64url')
let root: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'wufei-backup-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const say = (): void => undefined
const backup = async (folder = root): Promise<string> =>
  (
    await writeBackup({
      client: mongoose.connection.getClient(),
      database: mongoose.connection.name,
      root: folder,
      say,
    })
  ).folder
const database = (): mongo.Db => {
  if (!mongoose.connection.db) throw new Error('not connected')
  return mongoose.connection.db
}

const restored = <T>(folder: string, work: () => Promise<T>): Promise<T> =>
  elsewhere(databaseUri(), async () => {
    await restoreBackup({ db: database(), folder, fieldKey: FIELD_KEY, say })
    return work()
  })

beforeAll(async () => {
  await claimDatabaseOfTest()
})
const claimDatabaseOfTest = (): Promise<unknown> =>
  Marks.create([{ _id: MARK_ID, city: 'production', epoch: 'before', markedAt: new Date() }])

test('every answer of the API names the epoch of the database', async () => {
  const { headers } = await app.anonymous().raw('GET', '/api/places/compounds?q=x')
  expect(headers['x-epoch']).toBe('before')
  expect((await app.anonymous().raw('GET', '/api/nothing')).headers['x-epoch']).toBe('before')
  expect((await app.anonymous().raw('GET', '/healthz')).headers['x-epoch']).toBeUndefined()
})

test('a backup under load is of one instant, and verifies after the restore', async () => {
  const pair = database().collection<{ _id: string; amount: number }>('pair')
  await pair.insertMany([
    { _id: 'a', amount: 500 },
    { _id: 'b', amount: 500 },
  ])
  const household = 'household:01JBACKUPHOUSEHOLD00000001' as const
  let isOver = false
  const client = mongoose.connection.getClient()
  const moving = (async () => {
    for (let moved = 0; !isOver; moved += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await pair.updateOne({ _id: 'a' }, { $inc: { amount: -1 } }, { session })
          await pair.updateOne({ _id: 'b' }, { $inc: { amount: 1 } }, { session })
        }),
      )
      await post([anEarning({ to: household, cause: `backup/${moved}`, points: 1 })])
    }
  })()
  const folders: string[] = []
  for (let round = 0; round < 2; round += 1) folders.push(await backup(path.join(root, `round-${round}`)))
  isOver = true
  await moving
  for (const folder of folders)
    await restored(folder, async () => {
      const rows = await database().collection<{ _id: string; amount: number }>('pair').find().toArray()
      expect(rows.reduce((sum, { amount }) => sum + amount, 0)).toBe(1_000)
      const { differences, findings } = await verifyLedger({ scope: { kind: 'all' } })
      expect([differences, findings]).toEqual([0, []])
    })
})

test('every type, option and index comes back as it was; the database has another epoch and keeps its mark', async () => {
  const { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp } = mongo.BSON
  const odd = {
    double: new Double(5),
    int: new Int32(5),
    long: Long.fromString('9007199254740993'),
    decimal: Decimal128.fromString('0.10'),
    date: new Date('1969-12-31T23:59:59.999Z'),
    binary: new Binary(Buffer.from([0, 255, 10, 13])),
    id: new ObjectId(),
    stamp: new Timestamp({ t: 1, i: 2 }),
    text: '换行\n和“引号”\u2028',
    nothing: null,
    nested: { z: [new Int32(1), { a: new Double(1.5) }], a: true },
  }
  const rows = database().collection('odd')
  await rows.insertOne(odd)
  await rows.createIndex({ int: 1, text: -1 }, { unique: true, partialFilterExpression: { int: { $gt: 1 } } })
  await database().createCollection('small', { validator: { n: { $gt: 0 } } })
  await database().collection('small').insertOne({ n: 1 })
  const asStored = { promoteValues: false, promoteLongs: false, promoteBuffers: false }
  const read = async (): Promise<unknown> => ({
    odd: mongo.BSON.EJSON.stringify(await database().collection('odd').find({}, asStored).toArray(), {
      relaxed: false,
    }),
    indexes: await database().collection('odd').indexes(),
    options: (await database().listCollections({ name: 'small' }).toArray())[0],
  })
  const before = await read()
  const folder = await backup()
  const withoutId = (value: unknown): string => JSON.stringify(value).replace(/"uuid":"[^"]+"/, '')
  await restored(folder, async () => {
    expect(withoutId(await read())).toEqual(withoutId(before))
    const mark = await databaseMark()
    expect(mark).toMatchObject({ city: 'production', restoringFrom: expect.any(Date) as Date })
    expect(mark?.epoch).not.toBe('before')
    const start = { mode: 'production', seed: false, own: false } as const
    await expect(claimDatabase(start, FIELD_KEY)).rejects.toThrow('正在恢复备份')
    await finishRestore()
    await expect(claimDatabase(start, FIELD_KEY)).resolves.toContain('继续使用')
  })
})

test('a database that holds anything, a foreign key, and what is no whole backup are refused before anything is written', async () => {
  const folder = await backup(path.join(root, 'refused'))
  const options = (from = folder) => ({ db: database(), folder: from, fieldKey: FIELD_KEY, say })
  await expect(restoreBackup(options())).rejects.toThrow('不是空的')
  await elsewhere(databaseUri(), async () => {
    await database().collection('poems').insertOne({ line: '床前明月光' })
    await expect(restoreBackup(options())).rejects.toThrow('不是空的')
    expect(await Marks.countDocuments()).toBe(0)
  })
  await Marks.updateOne({ _id: MARK_ID }, { $set: { keyCheck: 'another' } })
  const keyed = await backup(path.join(root, 'keyed'))
  await Marks.updateOne({ _id: MARK_ID }, { $unset: { keyCheck: 1 } })
  await elsewhere(databaseUri(), async () => {
    await expect(restoreBackup(options(keyed))).rejects.toThrow('FIELD_KEY 与这份备份不符')
    await expect(restoreBackup(options(path.join(root, 'nowhere')))).rejects.toThrow('没有这个备份文件夹')
    await expect(restoreBackup(options(root))).rejects.toThrow('不是一份完整的备份')
    expect(await database().listCollections().toArray()).toEqual([])
  })
})

test('a flipped bit anywhere, a missing file and a foreign one are noticed', async () => {
  const folder = await backup(path.join(root, 'flipped'))
  const names = await readdir(folder)
  expect(names.length).toBeGreaterThan(3)
  let draw = 7
  const below = (count: number): number => {
    draw = (draw * 48_271) % 2_147_483_647
    return draw % count
  }
  let tried = 0
  for (let round = 0; round < 200; round += 1) {
    const file = path.join(folder, names[round % names.length] ?? '')
    const whole = await readFile(file)
    const bad = Buffer.from(whole)
    const at = below(bad.length)
    bad.writeUInt8(bad.readUInt8(at) ^ (1 << below(8)), at)
    await writeFile(file, bad)
    await expect(checkBackup(folder)).rejects.toThrow(/已损坏|读不懂/)
    await writeFile(file, whole)
    tried += 1
  }
  expect(tried).toBe(200)
  await expect(checkBackup(folder)).resolves.toMatchObject({ format: 1 })
  await writeFile(path.join(folder, 'more.ejson.gz'), 'x')
  await expect(checkBackup(folder)).rejects.toThrow('不属于它的文件')
  await rm(path.join(folder, 'more.ejson.gz'))
  const copy = path.join(root, 'missing')
  await cp(folder, copy, { recursive: true })
  await rm(path.join(copy, names.find((name) => name.endsWith('.gz')) ?? ''))
  await expect(checkBackup(copy)).rejects.toThrow('与清单不符')
})

test('who was erased after the backup is erased again, once, by the list kept beside the backups', async () => {
  const { personId, ...person } = await aResident({ name: '要被忘记的人' })
  const staying = await aResident({ name: '留下的人' })
  const folder = await backup(path.join(root, 'erased'))
  await app.as({ personId, ...person }).call(people.deleteMe, { confirm: '注销' })
  expect(await addErasures(path.dirname(folder), await erasedPersons())).toBeGreaterThan(0)
  expect(await addErasures(path.dirname(folder), await erasedPersons())).toBe(0)
  const list = await readErasures(path.join(path.dirname(folder), ERASURES))
  expect(list.map((each) => each.personId)).toContain(personId)
  await restored(folder, async () => {
    await buildIndexes()
    const persons = database().collection<{ _id: string; erasedAt?: Date; nameSealed?: string }>('persons')
    expect((await persons.findOne({ _id: personId }))?.nameSealed).toMatch(/^\S{20,}$/)
    const ids = list.map((each) => each.personId)
    expect(await eraseAgain([...ids, ...ids])).toBe(1)
    expect(Object.keys((await persons.findOne({ _id: personId })) ?? {}).sort()).toEqual(['_id', 'erasedAt'])
    expect((await persons.findOne({ _id: staying.personId }))?.erasedAt).toBeUndefined()
    expect(await eraseAgain(ids)).toBe(0)
  })
  await writeFile(path.join(root, 'erased', ERASURES), '{"personId":1}\n')
  await expect(readErasures(path.join(root, 'erased', ERASURES))).rejects.toThrow('第 1 行读不懂')
})
