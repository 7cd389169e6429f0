// Opens the database for a command that works on it as it is: a given address; the embedded one of a start that is
// running; else the embedded one, started for the command and stopped after it.
import type { DatabaseConfig } from '../server/config'
import { openDatabase } from '../server/platform/mongod'
import { isMongodOf, lastStart, prepareFolder } from '../server/platform/mongod-folder'

/** @throws DatabaseUnavailable */
export async function openAsIs(config: DatabaseConfig): Promise<{ uri: string; stop: () => Promise<void> }> {
  if (!config.mongodbUri) {
    const folder = await prepareFolder(config.dataDir)
    const last = await lastStart(folder)
    if (last && last.pid > 0 && (await isMongodOf(folder, last.pid)))
      return { uri: `mongodb://127.0.0.1:${last.port}/wufei?replicaSet=rs0`, stop: async () => undefined }
  }
  return openDatabase({
    uri: config.mongodbUri,
    binary: config.mongodBinary,
    dataDir: config.dataDir,
    cacheDir: config.cacheDir,
    log: (line) => console.error(line),
  })
}
