// For tests of the embedded database: a scratch folder, one real mongod to work with, and a second process.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenDatabaseOptions } from '@server/platform/mongod'
import { findMongod } from '@server/platform/mongod-sources'
import { cacheDir } from './cache-dir'
import { scratchRoot } from './scratch-folder'

export const REPOSITORY = join(__dirname, '../..')

export type Workshop = {
  scratch: string
  /** A real mongod: the machine's cache, filled if it was empty. */
  mongod: string
  /** What has been logged since the test began. */
  lines: string[]
  options: (name: string, more?: Partial<OpenDatabaseOptions>) => OpenDatabaseOptions
}

/** A scratch folder and a mongod for a test file; filled in before its tests, removed after them. */
export function useWorkshop(): Workshop {
  const lines: string[] = []
  const workshop: Workshop = {
    scratch: '',
    mongod: '',
    lines,
    options: (name, more = {}) => ({
      dataDir: join(workshop.scratch, name),
      cacheDir: cacheDir(),
      binary: workshop.mongod,
      log: (line) => lines.push(line),
      ...more,
    }),
  }
  beforeAll(async () => {
    workshop.scratch = await mkdtemp(join(scratchRoot(), 'wufei-mongod-'))
    workshop.mongod = (await findMongod({ cacheDir: cacheDir(), log: (line) => lines.push(line) })).path
  }, 120_000)
  beforeEach(() => lines.splice(0))
  afterAll(() => rm(workshop.scratch, { recursive: true, force: true }))
  return workshop
}

/** What the second process printed: an open database or the error. */
export type Answer = { uri?: string; source?: string; pid?: number; error?: string; message?: string }

/** Opens the database in a second process; `end` lets it stop cleanly and answers its exit code. */
export function openInChild(given: OpenDatabaseOptions, environment: NodeJS.ProcessEnv = {}) {
  const entry = join(REPOSITORY, 'tests/support/open-database-child.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', entry, JSON.stringify(given)], {
    cwd: REPOSITORY,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const answer = firstLine(child).then((line) => JSON.parse(line) as Answer)
  return { process: child, answer, ended, end: () => (child.stdin.end(), ended) }
}

/** The first line that a process prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}
