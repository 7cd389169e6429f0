// `npm run ledger:verify [-- --account household:01J… | --day 2026-11-22]`: verifies the ledger, reading only. Prints
// progress and every difference; exits 1 when there is one, 2 when it could not run. Uses MONGODB_URI, the database of
// a running start, or starts it.
import mongoose from 'mongoose'
import { parseArgs } from 'node:util'
import { Day } from '../shared/time'
import { ConfigError, readDatabaseConfig } from '../server/config'
import { now } from '../server/clock'
import { verifyLedger, type VerifyScope } from '../server/ledger/verify'
import { DatabaseUnavailable } from '../server/platform/database-error'
import { openAsIs } from './open-as-is'

const USAGE = '用法:npm run ledger:verify [-- --account household:01J… | --day 2026-11-22]'

function readScope(): VerifyScope {
  const { values } = parseArgs({ options: { account: { type: 'string' }, day: { type: 'string' } } })
  if (values.account !== undefined) return { kind: 'account', account: values.account }
  if (values.day === undefined) return { kind: 'all' }
  const day = Day.safeParse(values.day)
  if (!day.success) throw new Error(`“${values.day}”不是一个日期,应形如 2026-11-22`)
  return { kind: 'day', day: day.data }
}

async function main(): Promise<number> {
  const scope = readScope()
  const database = await openAsIs(readDatabaseConfig())
  const startedAt = performance.now()
  let shown = 0
  try {
    await mongoose.connect(database.uri, { maxPoolSize: 4, readConcernLevel: 'majority' })
    const result = await verifyLedger({
      scope,
      asOf: now(),
      progress: (done, total) => {
        const tenth = total === 0 ? 10 : Math.floor((done / total) * 10)
        if (tenth > shown) console.log(`已核对 ${done} / ${total}`)
        shown = Math.max(shown, tenth)
      },
      onDifference: ({ where, text }) => console.error(`不符 ${where}:${text}`),
    })
    if (scope.kind === 'account' && result.accounts === 0 && result.entries === 0)
      throw new Error(`没有这个账户:${scope.account}`)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    for (const [unit, { members, system }] of Object.entries(result.totals))
      console.log(`${unit}:住户等合计 ${members},系统账户合计 ${system}`)
    console.log(`流水 ${result.entries} 笔,账户 ${result.accounts} 个,不符 ${result.differences} 处,用时 ${seconds} 秒`)
    return result.differences > 0 ? 1 : 0
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
      known ? error.message : `没有完成核对:${error instanceof Error ? error.message : String(error)}\n${USAGE}`,
    )
    process.exit(2)
  },
)
