// `npm run backup [-- --to=FOLDER] [--erasures]`: backs up the whole database, in use or not, into a folder of its own
// under FOLDER (default: `backups` in the data folder), and adds to FOLDER/erasures.jsonl who has been erased.
// --erasures: only the latter, which takes a moment and may run every few minutes.
// Uses MONGODB_URI, the database of a running start, or starts it. Exits 2 when there is no whole backup.
import mongoose from 'mongoose'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readDatabaseConfig } from '../server/config'
import { connect } from '../server/db'
import { erasedPersons } from '../server/people/rights'
import { writeBackup } from '../server/platform/backup'
import { BackupError, ERASURES } from '../server/platform/backup-format'
import { DatabaseUnavailable } from '../server/platform/database-error'
import { addErasures } from '../server/platform/erasures-file'
import { openAsIs } from './open-as-is'

const USAGE = '用法:npm run backup [-- --to=文件夹] [--erasures]'

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { to: { type: 'string' }, erasures: { type: 'boolean' } } })
  const config = readDatabaseConfig()
  const root = path.resolve(values.to ?? path.join(config.dataDir, 'backups'))
  const database = await openAsIs(config)
  const startedAt = performance.now()
  try {
    await connect(database.uri, { poolSize: 4 })
    if (!values.erasures) {
      const client = mongoose.connection.getClient()
      const options = { client, database: mongoose.connection.name, root, say: (line: string) => console.log(line) }
      const { folder, manifest } = await writeBackup(options)
      const documents = manifest.collections.reduce((sum, each) => sum + each.documents, 0)
      const megabytes = manifest.collections.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
      const seconds = (performance.now() - startedAt) / 1000
      console.log(`备份完成:${folder},${documents} 条,${megabytes.toFixed(1)} MB,用时 ${seconds.toFixed(1)} 秒`)
    }
    // after the snapshot: who was erased while it was read is still in it, and so must be on the list
    const added = await addErasures(root, await erasedPersons())
    console.log(`注销名单:${path.join(root, ERASURES)},新增 ${added} 人;请和备份一起保存,恢复时要用最新的一份`)
  } finally {
    await mongoose.disconnect()
    await database.stop()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const isPlain = error instanceof ConfigError || error instanceof DatabaseUnavailable || error instanceof BackupError
    const message = error instanceof Error ? error.message : String(error)
    console.error(isPlain ? message : `备份没有做完:${message}\n${USAGE}`)
    process.exit(2)
  },
)
