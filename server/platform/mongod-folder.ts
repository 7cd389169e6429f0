// The data folder of the embedded database: who owns it, which mongod serves it, where its log is.
//   db/ (mongod's files) · mongod.log (+ .1) · mongod.json (pid, port, version of the last start) · owner.json
// Invariants: one running copy of the product per folder; a process is only signalled after its command line
// has shown that it is the mongod of this very folder.
import { link, mkdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseUnavailable } from './database-error'
import { commandLineOf, startOf } from './process-identity'

const LOG_LIMIT_BYTES = 20 * 1024 * 1024

export type DataFolder = { home: string; db: string; logFile: string }
export type LastStart = { pid: number; port: number; version: string }

/** Makes the folder if needed and keeps mongod's log bounded (the old one stays as mongod.log.1). */
export async function prepareFolder(dataDir: string): Promise<DataFolder> {
  const home = resolve(dataDir)
  const folder = { home, db: join(home, 'db'), logFile: join(home, 'mongod.log') }
  await mkdir(folder.db, { recursive: true })
  const size = await stat(folder.logFile).then(
    (each) => each.size,
    () => 0,
  )
  if (size > LOG_LIMIT_BYTES) await rename(folder.logFile, `${folder.logFile}.1`)
  return folder
}

/**
 * Takes the folder for this process; the answer gives it back.
 * Throws DatabaseUnavailable when a living copy has it; a copy that has died loses it.
 */
export async function takeFolder(folder: DataFolder): Promise<() => Promise<void>> {
  const owner = join(folder.home, 'owner.json')
  const mine = JSON.stringify({ pid: process.pid, start: await startOf(process.pid) })
  const draft = `${owner}.${process.pid}.${Math.trunc(performance.now() * 1000)}`
  await writeFile(draft, mine)
  try {
    for (;;) {
      // link() fails when the name is taken and shows only whole files: the lock is there or it is not
      if (
        await link(draft, owner).then(
          () => true,
          () => false,
        )
      )
        break
      await dropDeadOwner(folder, owner)
    }
  } finally {
    await unlink(draft)
  }
  return () => rm(owner, { force: true })
}

async function dropDeadOwner(folder: DataFolder, owner: string): Promise<void> {
  const text = await readFile(owner, 'utf8').catch(() => undefined)
  if (text === undefined) return
  const { pid, start } = readOwner(text)
  if (pid && (await startOf(pid)) === start && start !== undefined) {
    throw new DatabaseUnavailable(
      `数据文件夹 ${folder.home} 正由另一份运行中的本程序使用(进程 ${pid}),请先关掉它,或用 DATA_DIR 换一个文件夹。`,
    )
  }
  // two newcomers may see the same dead owner: only what was read is removed
  if ((await readFile(owner, 'utf8').catch(() => '')) === text) await rm(owner, { force: true })
}

function readOwner(text: string): { pid?: number; start?: string } {
  try {
    return JSON.parse(text) as { pid?: number; start?: string }
  } catch {
    return {}
  }
}

/** What the last start wrote down; undefined in a new folder. */
export async function lastStart(folder: DataFolder): Promise<LastStart | undefined> {
  try {
    return JSON.parse(await readFile(join(folder.home, 'mongod.json'), 'utf8')) as LastStart
  } catch {
    return undefined
  }
}

/** Writes down which mongod serves the folder now; pid 0 when none. */
export async function noteStart(folder: DataFolder, start: LastStart): Promise<void> {
  await writeFile(join(folder.home, 'mongod.json'), JSON.stringify(start))
}

/** Whether `pid` is a running mongod of exactly this folder. */
export async function isMongodOf(folder: DataFolder, pid: number): Promise<boolean> {
  const command = await commandLineOf(pid)
  return command !== undefined && `${command} `.includes(` --dbpath ${folder.db} `)
}

/** Ends the mongod that a killed parent left on this folder, if there is one. */
export async function endOrphan(folder: DataFolder, log: (line: string) => void): Promise<void> {
  const pid = (await lastStart(folder))?.pid
  if (!pid || !(await isMongodOf(folder, pid))) return
  log(`上次没有正常关闭,正在收回遗留的数据库进程 ${pid}`)
  await endProcess(pid, async () => !(await isMongodOf(folder, pid)))
}

/** SIGTERM, then SIGKILL for a process that does not go. `isGone` also guards against a reused number. */
export async function endProcess(pid: number, isGone: () => Promise<boolean> | boolean): Promise<void> {
  for (const [signal, limitMs] of [
    ['SIGTERM', 15_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (await isGone()) return
    try {
      process.kill(pid, signal)
    } catch {
      // already gone between the look and the signal
    }
    if (await waitUntil(isGone, limitMs)) return
  }
}

/** Waits for a condition, looking every 25 ms; false when the limit passes first. */
export async function waitUntil(condition: () => Promise<boolean> | boolean, limitMs: number): Promise<boolean> {
  const began = performance.now()
  while (!(await condition())) {
    if (performance.now() - began > limitMs) return false
    await sleep(25)
  }
  return true
}
