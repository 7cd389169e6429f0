// A mongod that a fault script may kill, command to fail, or cut off in the middle of an answer. Always one of its own:
// never the database that MONGODB_URI names.
import { readFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import mongoose from 'mongoose'
import { prepareFolder } from '@server/platform/mongod-folder'
import { freePort, PortTaken, startMongod, type RunningMongod } from '@server/platform/mongod-process'
import { findMongod } from '@server/platform/mongod-sources'
import { cacheDir } from './cache-dir'

/** Fail points hit only connections of this name: those of the servers, never the script's own. */
export const APP_NAME = 'faults'

export type Mongod = {
  port: number
  logFile: string
  uri: (database: string) => string
  kill: () => Promise<void>
  stop: () => Promise<void>
}

/** @throws DatabaseUnavailable when no mongod can be found */
export async function aMongod(dataDir: string): Promise<Mongod> {
  const log = (line: string): void => console.error(line)
  const found = await findMongod({ cacheDir: cacheDir(), log })
  const folder = await prepareFolder(dataDir)
  const port = await freePort(undefined, false)
  if (!port) throw new Error('no free port')
  // each start leaves a listener that takes the child along when the script ends
  process.setMaxListeners(100)
  const start = () =>
    startMongod(
      { binary: found.path, folder, port, enableTestCommands: true, onSpawn: async () => undefined },
      () => undefined,
    )
  /** While nothing listens, a client's own connection may have drawn the port; it lets go of it again. */
  const startAgain = async (): Promise<RunningMongod> => {
    for (const since = Date.now(); ;) {
      try {
        return await start()
      } catch (error) {
        if (!(error instanceof PortTaken) || Date.now() - since > 90_000) throw error
        console.error('端口暂时被占用，再试')
        await wait(500)
      }
    }
  }
  let running = await start()
  return {
    port,
    logFile: folder.logFile,
    uri: (database) => `mongodb://127.0.0.1:${port}/${database}?replicaSet=rs0`,
    kill: async () => {
      process.kill(running.pid, 'SIGKILL')
      while (isRunning(running.pid)) await wait(10)
      running = await startAgain()
    },
    stop: () => running.stop(),
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export type FailPoint = {
  failCommands: readonly string[]
  errorCode?: number
  closeConnection?: boolean
  blockConnection?: boolean
  blockTimeMS?: number
  writeConcernError?: { code: number; errmsg: string }
}

/**
 * Arms `failCommand` for the servers' connections. @returns disarms it and says how often it struck, by mongod's own
 * log
 */
export async function armed({ logFile }: Mongod, data: FailPoint, probability: number): Promise<() => Promise<number>> {
  const admin = mongoose.connection.getClient().db('admin')
  // the count that the command itself answers includes commands it has let pass; a write concern's error leaves no
  // other line than this
  const line = data.writeConcernError
    ? /"Activating 'failCommand' failpoint"/g
    : /"(Failing|Blocking) [^"]*via 'failCommand' failpoint/g
  const strikes = async (): Promise<number> => (await readFile(logFile, 'utf8')).match(line)?.length ?? 0
  const before = await strikes()
  await admin.command({
    configureFailPoint: 'failCommand',
    mode: { activationProbability: probability },
    data: { ...data, appName: APP_NAME },
  })
  return async () => {
    await admin.command({ configureFailPoint: 'failCommand', mode: 'off' })
    return (await strikes()) - before
  }
}

export type Proxy = { port: number; lost: () => number; stop: () => Promise<void> }

/**
 * Hands everything on to mongod, except that the answers to chosen commits never come back: the connection breaks
 * instead.
 */
export async function commitLosingProxy(mongodPort: number, loses: () => boolean): Promise<Proxy> {
  let lost = 0
  const server = createServer((client) => {
    let isLosing = false
    const upstream = connect({ host: '127.0.0.1', port: mongodPort })
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    client.on('data', (part: Buffer) => {
      // a pooled connection carries one command at a time, so the next answer on it is that of the commit
      if (part.includes('commitTransaction\0') && loses()) isLosing = true
      upstream.write(part)
    })
    upstream.on('data', (part: Buffer) => {
      if (!isLosing) return void client.write(part)
      lost += 1
      end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    lost: () => lost,
    stop: async () => {
      server.close()
    },
  }
}
