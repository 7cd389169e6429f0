// Where the databases of tests lie: in memory where there is room. They are thrown away, so nothing is gained by
// waiting for a disk; they write their journal and answer after it as a city's does. A TMPDIR that is set is kept to.
import { statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'

const IN_MEMORY = '/dev/shm'
const GIGABYTE = 2 ** 30
/** Free on the file system, and in the machine: a whole run leaves about one and a half in its database. */
const LEAST = { folder: 4 * GIGABYTE, machine: 8 * GIGABYTE }

/** Every folder that `scratchRoot` may answer. */
export const scratchRoots = (): string[] => [...new Set([tmpdir(), IN_MEMORY])]

export function scratchRoot(): string {
  if (process.env['TMPDIR'] || freemem() < LEAST.machine) return tmpdir()
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY)
    return bavail * bsize < LEAST.folder ? tmpdir() : IN_MEMORY
  } catch {
    return tmpdir()
  }
}
