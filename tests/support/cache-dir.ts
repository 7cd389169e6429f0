// Where tests keep what is costly to fetch or unpack: the product's own cache folder.
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The user's cache folder of this product, as server/config.ts derives it. */
export const cacheDir = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'wufei')
