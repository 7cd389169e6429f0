// `npm run -s standings:recompute -- 2026-11 [--hash]`: works a closed month's published list out again from what
// was kept with it, reading only. Prints the bytes on stdout and their SHA-256 on stderr (--hash: the hash alone, on
// stdout); exits 1 when it is not the hash that was published, 2 when it could not run. Uses MONGODB_URI, the
// database of a running start, or starts it.
import mongoose from 'mongoose'
import { parseArgs } from 'node:util'
import { documentText } from '../shared/standings/computing'
import { Month } from '../shared/time'
import { ConfigError, readDatabaseConfig } from '../server/config'
import { DatabaseUnavailable } from '../server/platform/database-error'
import { hashOfDocument, recomputed } from '../server/standings/publishing'
import { openAsIs } from './open-as-is'

const USAGE = '用法：npm run -s standings:recompute -- 2026-11 [--hash]'

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { hash: { type: 'boolean' } }, allowPositionals: true })
  const period = Month.safeParse(positionals[0])
  if (!period.success) throw new Error(`“${positionals[0] ?? ''}”不是一个月份，应形如 2026-11`)
  const database = await openAsIs(readDatabaseConfig())
  try {
    await mongoose.connect(database.uri, { maxPoolSize: 4, readConcernLevel: 'majority' })
    const again = await recomputed(period.data)
    if (!again) throw new Error(`${period.data}没有公布过的榜`)
    const hash = hashOfDocument(again.document)
    if (values.hash) console.log(hash)
    else {
      process.stdout.write(documentText(again.document))
      console.error(hash)
    }
    if (!again.isSame) console.error(`不符：公布时是 ${again.kept}`)
    return again.isSame ? 0 : 1
  } finally {
    await mongoose.disconnect()
    await database.stop()
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const known = error instanceof ConfigError || error instanceof DatabaseUnavailable
    console.error(
      known ? error.message : `没有算成：${error instanceof Error ? error.message : String(error)}\n${USAGE}`,
    )
    process.exit(2)
  },
)
