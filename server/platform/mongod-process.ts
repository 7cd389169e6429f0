// Runs one mongod as a child on 127.0.0.1 for one data folder, as a one-member replica set, and ends it cleanly.
// Server-side JavaScript is off. The child has its own process group, so Ctrl+C in a terminal reaches only the
// parent, which stops the child when it is done with it; a parent that exits in any other way takes it along.
import { spawn, type ChildProcess } from 'node:child_process'
import { open, stat } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { mongo } from 'mongoose'
import { DatabaseUnavailable, reasonOf } from './database-error'
import { endProcess, waitUntil, type DataFolder } from './mongod-folder'
import { becomePrimary } from './mongod-replica'

export type Launch = {
  binary: string
  folder: DataFolder
  port: number
  enableTestCommands: boolean
  /** Called with the child's number before anything waits for it, so that a killed parent leaves a trace. */
  onSpawn: (pid: number) => Promise<void>
}
export type RunningMongod = { pid: number; port: number; stop: () => Promise<void> }

/**
 * Starts mongod and answers once it is primary and takes writes.
 * Throws DatabaseUnavailable with the last meaningful line of mongod's log when it ends at once.
 */
export async function startMongod(launch: Launch, log: (line: string) => void): Promise<RunningMongod> {
  const { folder, port } = launch
  const logStart = await stat(folder.logFile).then(
    (each) => each.size,
    () => 0,
  )
  const child = await spawnMongod(launch)
  const pid = child.pid ?? 0
  const hasExited = () => child.exitCode !== null || child.signalCode !== null
  const onParentExit = () => void child.kill('SIGTERM')
  process.once('exit', onParentExit)
  const quit = () => process.removeListener('exit', onParentExit)
  try {
    await launch.onSpawn(pid)
    if (!(await waitUntil(async () => hasExited() || (await isListening(port)), 120_000))) {
      throw new DatabaseUnavailable(`数据库两分钟没有响应,日志在 ${folder.logFile} 。`)
    }
    if (hasExited()) throw await explainExit(launch, child, logStart)
    await withAdmin(port, (admin) => becomePrimary(admin, `127.0.0.1:${port}`, hasExited))
    if (hasExited()) throw await explainExit(launch, child, logStart)
  } catch (error) {
    quit()
    await endProcess(pid, hasExited)
    throw error
  }
  let stopping = false
  child.once('exit', (code) => {
    if (!stopping) log(`数据库进程意外结束(${child.signalCode ?? code}),日志在 ${folder.logFile}`)
  })
  const stop = async () => {
    stopping = true
    // the answer never comes: mongod closes the connection on its way out
    await withAdmin(port, (admin) => admin.command({ shutdown: 1, force: true, timeoutSecs: 0 })).catch(() => undefined)
    if (!(await waitUntil(hasExited, 10_000))) await endProcess(pid, hasExited)
    quit()
  }
  return { pid, port, stop }
}

async function spawnMongod({ binary, folder, port, enableTestCommands }: Launch): Promise<ChildProcess> {
  const args = ['--dbpath', folder.db, '--bind_ip', '127.0.0.1', '--port', String(port), '--replSet', 'rs0']
  args.push('--logpath', folder.logFile, '--logappend', '--quiet', '--noscripting')
  args.push('--wiredTigerCacheSizeGB', '0.5', '--oplogSize', '512')
  if (process.platform !== 'win32') args.push('--nounixsocket')
  args.push('--setParameter', 'diagnosticDataCollectionEnabled=false')
  // nobody else can take over: there is nothing to wait for when it is told to end
  args.push('--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100')
  // a server that was killed leaves its transactions open; theirs end after 10 s, so nobody needs them for mongod's own
  // 60
  args.push('--setParameter', 'transactionLifetimeLimitSeconds=20')
  if (enableTestCommands) args.push('--setParameter', 'enableTestCommands=1')
  const output = await open(folder.logFile, 'a')
  try {
    const child = spawn(binary, args, { stdio: ['ignore', output.fd, output.fd], detached: true })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) =>
        reject(new DatabaseUnavailable(`数据库程序 ${binary} 起不来:${reasonOf(error)}。`)),
      )
    })
    return child
  } finally {
    await output.close()
  }
}

/** A free port on 127.0.0.1: the preferred one when it is free, else any; undefined if only the preferred would do. */
export async function freePort(preferred: number | undefined, onlyThat: boolean): Promise<number | undefined> {
  for (const port of preferred ? (onlyThat ? [preferred] : [preferred, 0]) : [0]) {
    const got = await new Promise<number | undefined>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(undefined))
      probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        const address = probe.address()
        probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
      })
    })
    if (got) return got
  }
  return undefined
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => finish(true))
    const finish = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('error', () => finish(false))
  })
}

async function withAdmin<T>(port: number, work: (admin: mongo.Db) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 5_000,
    maxPoolSize: 1,
  })
  try {
    return await work(client.db('admin'))
  } finally {
    await client.close()
  }
}

async function explainExit({ binary, folder }: Launch, child: ChildProcess, logStart: number): Promise<Error> {
  const lines = await tail(folder.logFile, logStart)
  const text = lines.join('\n')
  if (child.exitCode === 100 && /DBPathInUse/.test(text)) {
    return new DatabaseUnavailable(`数据文件夹 ${folder.home} 正由另一个数据库进程使用,请先关掉它,或换一个文件夹。`)
  }
  const last = lastMeaningful(lines) || `${binary} 以 ${child.signalCode ?? child.exitCode} 结束`
  if (/Address already in use/.test(text)) return new PortTaken(last)
  const hint = /UPGRADE PROBLEM|Wrong mongod version|unsupported WiredTiger file version/.test(text)
    ? '这些数据是另一个版本的 MongoDB 写的,请换回原来的版本'
    : '可能已损坏;有备份请用备份恢复,不要这些数据就换一个文件夹'
  return new DatabaseUnavailable(
    `数据库打不开数据文件夹 ${folder.home},${hint};日志 ${folder.logFile} 的最后一条错误是:${last}`,
  )
}

/** Someone took the port between the look and mongod's start: the caller tries another. */
export class PortTaken extends Error {
  override name = 'PortTaken'
}

async function tail(file: string, from: number): Promise<string[]> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const start = Math.max(from, size - 512 * 1024)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    return buffer.subarray(0, bytesRead).toString('utf8').split('\n').filter(Boolean)
  } finally {
    await handle.close()
  }
}

type LogLine = { s?: string; c?: string; msg?: string; attr?: Record<string, unknown> }

/** The storage engine's last error says most; failing that the last fatal or error line, or the last plain line. */
function lastMeaningful(lines: string[]): string {
  const parsed = lines.map(readLine)
  const errors = parsed.filter(
    (each) => each && (each.s === 'E' || each.s === 'F') && !/BACKTRACE|^Please read|^\s*$/.test(each.msg ?? ''),
  )
  const chosen =
    errors.findLast(
      (each) => (each?.c === 'WT' || each?.c === 'STORAGE') && !/PANIC|must exit/.test(JSON.stringify(each.attr)),
    ) ?? errors.at(-1)
  if (!chosen) return reasonOf(lines.findLast((line) => !line.startsWith('{')) ?? '')
  const { error, message, reason } = chosen.attr ?? {}
  const detail = [message, error, reason].find((each) => each !== undefined)
  const inner = typeof detail === 'object' && detail !== null && 'msg' in detail ? detail.msg : detail
  return reasonOf(`${chosen.msg ?? ''} ${typeof inner === 'string' ? inner : JSON.stringify(inner ?? '')}`)
}

function readLine(line: string): LogLine | undefined {
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return undefined
  }
}
