// The user's cache of mongod binaries: <cacheDir>/mongod/<kind>-<version>/{mongod,record.json}.
// Invariants: a folder appears whole (it is renamed into place), and no binary is handed out
// whose SHA-256 differs from the one recorded when it was stored.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** SHA-256 of a file, in hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

/** Runs `work` in a fresh folder inside the cache (so that results can be renamed), and removes it afterwards. */
export async function inScratch<T>(cacheDir: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(join(cacheDir, 'mongod'), { recursive: true })
  const folder = await mkdtemp(join(cacheDir, 'mongod', '.tmp-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Stores a binary that lies in a scratch folder; answers its lasting path. Another process may have been quicker. */
export async function storeBinary(cacheDir: string, scratch: string, binary: string, name: string): Promise<string> {
  const staging = join(scratch, 'keep')
  await mkdir(staging)
  const file = process.platform === 'win32' ? 'mongod.exe' : 'mongod'
  await rename(binary, join(staging, file))
  await chmod(join(staging, file), 0o755)
  const sha256 = await sha256Of(join(staging, file))
  await writeFile(join(staging, 'record.json'), JSON.stringify({ file, sha256 }))
  const home = join(cacheDir, 'mongod', name)
  try {
    await rename(staging, home)
  } catch (error) {
    if (!(await intactBinary(home))) throw error
  }
  return join(home, file)
}

/** The path of the first stored binary whose checksum still holds; damaged ones are removed and reported. */
export async function cachedBinary(cacheDir: string, log: (line: string) => void): Promise<string | undefined> {
  const names = await readdir(join(cacheDir, 'mongod')).catch(() => [])
  for (const name of names.filter((each) => !each.startsWith('.')).sort()) {
    const home = join(cacheDir, 'mongod', name)
    const binary = await intactBinary(home)
    if (binary) return binary
    log(`缓存里的 ${basename(home)} 与记录的校验和不符,已删除`)
    await rm(home, { recursive: true, force: true })
  }
  return undefined
}

async function intactBinary(home: string): Promise<string | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(join(home, 'record.json'), 'utf8'))
    if (typeof record !== 'object' || record === null || !('file' in record) || !('sha256' in record)) return undefined
    const binary = join(home, String(record.file))
    return (await sha256Of(binary)) === record.sha256 ? binary : undefined
  } catch {
    return undefined
  }
}
