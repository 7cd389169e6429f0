// The sizes of a compiled mini-program as WeChat counts them: every file of the output, by sub-package and for the
// rest.
import fs from 'node:fs'
import path from 'node:path'

export type PackageSizes = {
  /** Bytes of what is in no sub-package. */
  main: number
  /** Bytes by the sub-package's folder. */
  subPackages: ReadonlyMap<string, number>
  total: number
}

/**
 * Bytes: 1.3 MB for the main package, 500 KB for each sub-package, 5 MB for all of it; WeChat's own limits are 2, 2 and
 * 20 MB. A third of the main package is the guide's words, which answer without a network (docs/decisions/0008).
 */
export const packageLimits = { main: 1_300_000, subPackage: 500_000, total: 5_000_000 } as const

/** Every file below a folder, in full. */
export const filesIn = (folder: string): string[] =>
  fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
    )

/** @param dist the folder that holds app.json */
export function packageSizes(dist: string): PackageSizes {
  const { subPackages: listed = [] } = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8')) as {
    subPackages?: { root: string }[]
  }
  const all = filesIn(dist)
  const sizeOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + fs.statSync(file).size, 0)
  const subPackages = new Map(
    listed.map(({ root }) => [root, sizeOf(all.filter((file) => file.startsWith(path.join(dist, root) + path.sep)))]),
  )
  const total = sizeOf(all)
  return { main: total - [...subPackages.values()].reduce((sum, size) => sum + size, 0), subPackages, total }
}
