// The embedded database with real processes: it keeps its data, always comes up again, is never left behind,
// never touches a foreign process, and says in one sentence why it can't open a folder.
import { spawn } from 'node:child_process'
import { stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { mongo } from 'mongoose'
import { openDatabase, type OpenDatabaseOptions } from '@server/platform/mongod'
import { isMongodOf, prepareFolder } from '@server/platform/mongod-folder'
import { firstLine, openInChild, REPOSITORY, useWorkshop } from '../support/embedded-database'

const workshop = useWorkshop()

test('transactions work, data survives a restart and a change of port, server-side script is off', async () => {
  const first = await openDatabase(workshop.options('lasting', { enableTestCommands: true }))
  await withClient(first.uri, async (client) => {
    const rows = client.db().collection('rows')
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await rows.insertOne({ n: 1 }, { session })
        await rows.insertOne({ n: 2 }, { session })
      }),
    )
    await expect(
      client.withSession((session) =>
        session.withTransaction(async () => {
          await rows.insertOne({ n: 3 }, { session })
          throw new Error('undone')
        }),
      ),
    ).rejects.toThrow('undone')
    expect(await rows.countDocuments()).toBe(2)
    await expect(rows.findOne({ $where: 'true' })).rejects.toThrow(/scripting|JavaScript|\$where/i)
    // fail points, which the fault tests need
    const failPoint = {
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['find'], errorCode: 11600 },
    }
    expect(await client.db('admin').command(failPoint)).toMatchObject({ ok: 1 })
  })
  await Promise.all([first.stop(), first.stop()])
  expect(await running(workshop.options('lasting'), first.pid)).toBe(false)

  const port = Number(new URL(first.uri).port)
  const again = await openDatabase(workshop.options('lasting'))
  expect(Number(new URL(again.uri).port)).toBe(port)
  await again.stop()

  const moved = await openDatabase(workshop.options('lasting', { port: await freePortNumber() }))
  expect(Number(new URL(moved.uri).port)).not.toBe(port)
  await withClient(moved.uri, async (client) => expect(await client.db().collection('rows').countDocuments()).toBe(2))
  await moved.stop()
})

test('a second copy on the same data folder is refused in one sentence', async () => {
  const first = await openDatabase(workshop.options('shared'))
  const child = openInChild(workshop.options('shared'))
  expect(await child.answer).toMatchObject({
    error: 'DatabaseUnavailable',
    message: `数据文件夹 ${join(workshop.scratch, 'shared')} 正由另一份运行中的本程序使用(进程 ${process.pid}),请先关掉它,或用 DATA_DIR 换一个文件夹。`,
  })
  await withClient(first.uri, async (client) => expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 }))
  await first.stop()
})

test('when the parent was killed the next start ends its mongod and finds the data', async () => {
  const child = openInChild(workshop.options('orphaned'))
  const { uri, pid } = await child.answer
  await withClient(String(uri), (client) =>
    client
      .db()
      .collection('rows')
      .insertOne({ n: 1 }, { writeConcern: { w: 'majority' } }),
  )
  child.process.kill('SIGKILL')
  await child.ended
  expect(await running(workshop.options('orphaned'), pid)).toBe(true)

  const next = await openDatabase(workshop.options('orphaned'))
  expect(workshop.lines).toContain(`上次没有正常关闭,正在收回遗留的数据库进程 ${pid}`)
  expect(await running(workshop.options('orphaned'), pid)).toBe(false)
  await withClient(next.uri, async (client) => expect(await client.db().collection('rows').countDocuments()).toBe(1))
  await next.stop()
})

test('a foreign process that now has the recorded number is left alone', async () => {
  const bystander = spawn('sleep', ['60'])
  const { home } = await prepareFolder(join(workshop.scratch, 'reused-number'))
  await writeFile(join(home, 'mongod.json'), JSON.stringify({ pid: bystander.pid, port: 1, version: '6.0.5' }))
  await writeFile(join(home, 'owner.json'), JSON.stringify({ pid: bystander.pid, start: 'another time' }))
  const opened = await openDatabase(workshop.options('reused-number'))
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
  await opened.stop()
  bystander.kill()
})

test('a parent that leaves without stopping takes its mongod along', async () => {
  const code = `require('tsx/cjs'); require('./server/platform/mongod').openDatabase({ ...${JSON.stringify(workshop.options('left'))}, log() {} })
    .then(opened => { console.log(opened.pid); setTimeout(() => { throw new Error('crash') }) })`
  const child = spawn(process.execPath, ['-e', code], { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'ignore'] })
  const pid = Number(await firstLine(child))
  await new Promise((resolve) => child.once('close', resolve))
  expect(pid).toBeGreaterThan(0)
  await eventually(async () => !(await running(workshop.options('left'), pid)))
})

test('a damaged data folder is named with mongod’s log and its last error', async () => {
  const whole = await openDatabase(workshop.options('damaged'))
  await whole.stop()
  const { home, db, logFile } = await prepareFolder(join(workshop.scratch, 'damaged'))
  await writeFile(join(db, 'WiredTiger.turtle'), 'not a turtle')
  await writeFile(join(db, 'WiredTiger.wt'), 'not a table')
  const failure = await openDatabase(workshop.options('damaged')).catch((error: Error) => error)
  expect(failure).toMatchObject({ name: 'DatabaseUnavailable' })
  const message = 'message' in failure ? failure.message : ''
  expect(message).toContain(`数据库打不开数据文件夹 ${home},可能已损坏`)
  expect(message).toMatch(/日志 .*mongod\.log 的最后一条错误是:.*WiredTiger/)
  expect(message).toContain(logFile)
  // the folder is not locked by the failed start
  await expect(openDatabase(workshop.options('damaged'))).rejects.toThrow('数据库打不开')
})

test('an occupied port that was asked for is named', async () => {
  const occupant = createServer()
  await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve))
  const { port } = occupant.address() as AddressInfo
  await expect(openDatabase(workshop.options('port', { port }))).rejects.toThrow(`端口 ${port} 已被别的程序占用`)
  occupant.close()
})

test('a log over 20 MB is set aside at the next start', async () => {
  const { logFile } = await prepareFolder(join(workshop.scratch, 'long-log'))
  await writeFile(logFile, Buffer.alloc(21 * 1024 * 1024, 'x'))
  await prepareFolder(join(workshop.scratch, 'long-log'))
  await expect(stat(logFile)).rejects.toThrow('ENOENT')
  expect((await stat(`${logFile}.1`)).size).toBe(21 * 1024 * 1024)
})

async function withClient<T>(uri: string, work: (client: mongo.MongoClient) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(uri)
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

async function running({ dataDir }: OpenDatabaseOptions, pid: number | undefined): Promise<boolean> {
  return pid !== undefined && isMongodOf(await prepareFolder(dataDir), pid)
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('not within ten seconds')
}

async function freePortNumber(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
