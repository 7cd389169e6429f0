// A folder in the cache that is made once and then only read: it appears whole or not at all,
// whichever of several test workers makes it and even if one is killed half-way.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheDir } from './cache-dir'

/** The path of `<cache>/<name>`; `make` fills it (under another name) when it is not there yet. */
export async function unpacked(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const home = join(cacheDir(), name)
  if (existsSync(home)) return home
  await mkdir(cacheDir(), { recursive: true })
  const draft = await mkdtemp(join(cacheDir(), '.tmp-'))
  try {
    await make(draft)
    await rename(draft, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return home
}
