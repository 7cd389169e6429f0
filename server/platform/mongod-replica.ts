// Makes a lone mongod the primary of a replica set of one: transactions need a replica set.
// The member's address in the set's configuration is that of the last start; when the port has changed
// the configuration is replaced by force, so that the set always comes up.
import { setTimeout as sleep } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import { DatabaseUnavailable, reasonOf } from './database-error'

const LIMIT_MS = 120_000
const NOT_YET_INITIALIZED = 94
const NOT_A_MEMBER = 93

/** Initiates or repairs the set of one and waits until it is primary; ends early when `hasExited`. */
export async function becomePrimary(admin: mongo.Db, host: string, hasExited: () => boolean): Promise<void> {
  const began = performance.now()
  let last = ''
  while (!hasExited()) {
    try {
      if (await step(admin, host)) return
    } catch (error) {
      last = reasonOf(error)
    }
    if (performance.now() - began > LIMIT_MS)
      throw new DatabaseUnavailable(`数据库两分钟没有就绪:${last || '还不是主节点'}。`)
    await sleep(20)
  }
}

async function step(admin: mongo.Db, host: string): Promise<boolean> {
  const hello = await admin.command({ hello: 1 })
  if (hello['isWritablePrimary'] === true) {
    if (hello['me'] === host) return true
    await readdress(admin, host)
    return false
  }
  const code = await admin.command({ replSetGetStatus: 1 }).then(
    () => 0,
    (error: unknown) => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined),
  )
  if (code === NOT_YET_INITIALIZED) {
    const settings = { electionTimeoutMillis: 1_000 }
    await admin.command({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host }], settings } })
  } else if (code === NOT_A_MEMBER) {
    await readdress(admin, host)
  }
  return false
}

async function readdress(admin: mongo.Db, host: string): Promise<void> {
  const { config } = await admin.command({ replSetGetConfig: 1 })
  const members = [{ ...config.members[0], host }]
  await admin.command({ replSetReconfig: { ...config, members, version: config.version + 1 }, force: true })
}
