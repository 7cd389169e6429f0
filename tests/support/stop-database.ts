// Jest's globalTeardown: ends the replica set of the run and removes its data.
import { rm } from 'node:fs/promises'
import { shared } from './start-database'

async function stopDatabase(): Promise<void> {
  await shared.testDatabase?.database.stop()
  if (shared.testDatabase) await rm(shared.testDatabase.folder, { recursive: true, force: true })
}

// jest takes a file's default export
export { stopDatabase as default }
