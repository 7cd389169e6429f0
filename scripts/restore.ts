// `npm run restore -- FOLDER [--erasures=FILE]… [--check]`: brings a backup back into an empty database, erases again
// who has been erased since, verifies the ledger, and only then lets servers use it. --check: reads the backup through
// and writes nothing. The list of erasures beside the backup is always used; FILE is a newer one kept elsewhere.
// Needs the environment of a server (APP_MODE, MONGODB_URI, FIELD_KEY …). Exits 1 when the ledger does not verify, 2
// when the backup was not restored.
import mongoose from 'mongoose'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../server/config'
import { buildIndexes, connect } from '../server/db'
import { useFieldKey } from '../server/field-cipher'
import { verifyLedger } from '../server/ledger/verify'
import { eraseAgain } from '../server/people/rights'
import { BackupError, checkBackup, ERASURES } from '../server/platform/backup-format'
import { DatabaseUnavailable } from '../server/platform/database-error'
import { readErasures } from '../server/platform/erasures-file'
import { finishRestore, restoreBackup } from '../server/platform/restore'
import { configureFeatures } from '../server/wiring'
import { openAsIs } from './open-as-is'

const USAGE = '用法:npm run restore -- 备份文件夹 [--erasures=注销名单] [--check]'
const say = (line: string): void => console.log(line)

function readArguments(): { folder: string; erasures: string[]; check: boolean } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { erasures: { type: 'string', multiple: true }, check: { type: 'boolean' } },
  })
  const [folder] = positionals
  if (!folder || positionals.length > 1) throw new BackupError(USAGE)
  return { folder: path.resolve(folder), erasures: values.erasures ?? [], check: values.check ?? false }
}

async function main(): Promise<number> {
  const { folder, erasures: files, check } = readArguments()
  if (check) {
    const { madeAt, collections } = await checkBackup(folder)
    say(`备份是完整的:${madeAt} 的 ${collections.length} 个集合`)
    return 0
  }
  const lists = [path.join(path.dirname(folder), ERASURES), ...files.map((file) => path.resolve(file))]
  const erased = (await Promise.all(lists.map(readErasures))).flat().map(({ personId }) => personId)
  const config = readConfig()
  useFieldKey(config.fieldKey)
  configureFeatures(config)
  const database = await openAsIs(config)
  const startedAt = performance.now()
  try {
    await connect(database.uri, { poolSize: 4 })
    const { db, name } = mongoose.connection
    if (!db) throw new DatabaseUnavailable('数据库连不上。')
    await restoreBackup({ db, folder, fieldKey: config.fieldKey, say })
    await buildIndexes()
    say(`注销名单:${new Set(erased).size} 人,其中 ${await eraseAgain(erased)} 人在这份备份里,已重新注销`)
    const onDifference = ({ where, text }: { where: string; text: string }): void =>
      console.error(`不符 ${where}:${text}`)
    const { entries, accounts, differences } = await verifyLedger({ scope: { kind: 'all' }, onDifference })
    say(`账本:流水 ${entries} 笔,账户 ${accounts} 个,不符 ${differences} 处`)
    if (differences > 0) {
      console.error('账本核对不符,这个数据库还不能使用;请查明原因,或换一份备份恢复到另一个空的数据库。')
      return 1
    }
    await finishRestore()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    say(`恢复完成:数据库 ${name},用时 ${seconds} 秒。现在可以启动服务;手机会自动补交备份之后的记录。`)
    return 0
  } finally {
    await mongoose.disconnect()
    await database.stop()
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isPlain = error instanceof ConfigError || error instanceof DatabaseUnavailable || error instanceof BackupError
    const message = error instanceof Error ? error.message : String(error)
    console.error(isPlain ? message : `没有恢复完成,请换一个空的数据库重来:${message}\n${USAGE}`)
    process.exit(2)
  },
)
