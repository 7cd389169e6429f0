// Jest's globalSetup for the projects with a database: one replica set for the whole run, in a scratch folder.
// TEST_MONGODB_URI uses another one. Workers inherit MONGODB_URI and the run's secret through the environment.
// What a killed run has left behind is ended and removed here, at the next run.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase, type OpenDatabase } from '../../server/platform/mongod'
import { endOrphan, prepareFolder, takeFolder } from '../../server/platform/mongod-folder'
import { cacheDir } from './cache-dir'
import { scratchRoot, scratchRoots } from './scratch-folder'

const PREFIX = 'wufei-tests-'

export type TestDatabase = { database: OpenDatabase; folder: string }
export const shared = globalThis as typeof globalThis & { testDatabase?: TestDatabase }

async function startDatabase(): Promise<void> {
  await removeLeftovers()
  const folder = await mkdtemp(join(scratchRoot(), PREFIX))
  const lines: string[] = []
  const database = await openDatabase({
    uri: process.env['TEST_MONGODB_URI'],
    binary: process.env['MONGOD_BINARY'],
    dataDir: folder,
    cacheDir: cacheDir(),
    enableTestCommands: true,
    log: (line) => lines.push(line),
  }).catch((error) => {
    process.stderr.write(`${lines.join('\n')}\n`)
    throw error
  })
  process.env['MONGODB_URI'] = database.uri
  process.env['TEST_SECRET'] = randomBytes(32).toString('base64url')
  shared.testDatabase = { database, folder }
}

async function removeLeftovers(): Promise<void> {
  for (const left of (await Promise.all(scratchRoots().map(leftIn))).flat()) {
    // without an owner it is one that another run is making just now
    if (!existsSync(join(left, 'owner.json'))) continue
    try {
      const folder = await prepareFolder(left)
      await takeFolder(folder)
      await endOrphan(folder, () => undefined)
      await rm(folder.home, { recursive: true, force: true })
    } catch {
      // another run is using it
    }
  }
}

const leftIn = async (root: string): Promise<string[]> =>
  (await readdir(root).catch(() => [])).filter((each) => each.startsWith(PREFIX)).map((each) => join(root, each))

// jest takes a file's default export
export { startDatabase as default }
