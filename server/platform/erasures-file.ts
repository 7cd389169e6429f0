// Who has asked to be erased, kept outside the database: erasures.jsonl beside the backups. A backup made before an
// erasure still holds the person, so whoever restores it needs this list. It names ids only, and only ever grows.
import { mkdir, open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { BackupError, ERASURES } from './backup-format'

const Erasure = z.strictObject({ personId: z.string().min(1), erasedAt: z.iso.datetime() })
export type Erasure = z.infer<typeof Erasure>

/** All lines of a file; none when it does not exist. @throws BackupError when it can't be read as such */
export async function readErasures(file: string): Promise<Erasure[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new BackupError(`读不了注销名单 ${file}:${error.message}`)
  })
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      try {
        return Erasure.parse(JSON.parse(line))
      } catch {
        throw new BackupError(`注销名单 ${file} 第 ${index + 1} 行读不懂;没有它,已注销的人会随旧备份回来,请先修好。`)
      }
    })
}

/** Adds whom the list beside the backups does not name yet; answers how many. */
export async function addErasures(root: string, erasures: readonly Erasure[]): Promise<number> {
  const file = path.join(root, ERASURES)
  const known = new Set((await readErasures(file)).map(({ personId }) => personId))
  const missing = erasures.filter(({ personId }) => !known.has(personId))
  await mkdir(root, { recursive: true, mode: 0o700 })
  const handle = await open(file, 'a', 0o600)
  try {
    await handle.appendFile(missing.map((erasure) => `${JSON.stringify(erasure)}\n`).join(''))
    await handle.sync()
  } finally {
    await handle.close()
  }
  return missing.length
}
