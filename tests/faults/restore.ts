// A city is put back to a backup, and nothing that a phone holds is lost or counts twice. Residents redeem and cancel
// through the mini-program's own outbox on two real servers; a backup is taken meanwhile; they go on, some without a
// network; everything is killed; `npm run restore` brings the backup into an empty database; new servers start; the
// phones come back with what had been answered since the backup and what had never been sent.
// `npm run faults -- restore [--phones=4] [--seconds=3] [--seed=…]`. Prints a table; exits 1 on any deviation. It runs
// a mongod of its own.
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import mongoose from 'mongoose'
import { databaseMark } from '@server/database-mark'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { newId } from '@server/ids'
import { verifyLedger } from '@server/ledger/verify'
import { erasedPersons } from '@server/people/rights'
import { writeBackup } from '@server/platform/backup'
import { ERASURES } from '@server/platform/backup-format'
import { addErasures } from '@server/platform/erasures-file'
import { Redemptions } from '@server/rewards/rewards.model'
import { Entries } from '@server/ledger/entries.model'
import { people } from '@shared/people/contract'
import { rewards } from '@shared/rewards/contract'
import { startLib, type RunningLib } from '../miniapp/lib'
import { newFlash, type Flash } from '../miniapp/phone'
import {
  checkDefects,
  drawsOf,
  inParallel,
  killInstance,
  numberOf,
  roundRobin,
  runFaults,
  send,
  serversOn,
  type Draw,
  type Ends,
  type Instance,
  type Table,
} from '../support/faults'
import { aMongod } from '../support/faults-mongod'
import { restoreInto } from '../support/faults-restore'
import { aRewardsWorld, booksOf, forgetRateLimits, PRICE, type RewardsWorld } from '../support/faults-world'
import { aResident, type Signed } from '../support/people'

const PHONES = numberOf('phones', 4)
const SECONDS = numberOf('seconds', 3)
const PATIENCE_MS = 30_000

type Holder = { who: Signed; flash: Flash; running: RunningLib; redeemed: Set<string>; cancelled: Set<string> }

async function aPhoneOf(who: Signed, { port }: Instance, flash = newFlash()): Promise<RunningLib> {
  if (flash.storage.size === 0) {
    const tokens = { access: who.token, refresh: who.refreshToken }
    const session = { tokens, person: { id: who.personId, name: '居民', roles: [] } }
    flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  }
  const running = await startLib(`http://127.0.0.1:${port}`, flash)
  running.lib.startOutbox()
  return running
}

/** One tap: redeems one piece, and sometimes cancels the redemption before. */
async function tap({ shelf }: RewardsWorld, holder: Holder, draw: Draw): Promise<void> {
  const { lib } = holder.running
  const open = [...holder.redeemed].filter((id) => !holder.cancelled.has(id))
  const given = open[0]
  if (given && draw.below(4) === 0) {
    await lib.enqueue({ route: rewards.cancel, input: { id: given }, label: '取消' })
    holder.cancelled.add(given)
    return
  }
  const id = newId()
  const input = { id, ...shelf, quantity: 1, points: PRICE, householdId: null }
  await lib.enqueue({ route: rewards.redeem, input, label: '兑换' })
  holder.redeemed.add(id)
}

/** True once so many seconds have passed. */
function after(seconds: number): () => boolean {
  const until = performance.now() + seconds * 1_000
  return () => performance.now() > until
}

/** All phones tap until it is over; the hourly limits of a person are out of the way. */
async function tapping(world: RewardsWorld, holders: Holder[], name: string, isOver: () => boolean): Promise<void> {
  const limits = setInterval(() => void forgetRateLimits().catch(() => undefined), 500)
  try {
    await Promise.all(
      holders.map(async (holder, index) => {
        const draw = drawsOf(`${name}/${index}`)
        while (!isOver()) {
          await tap(world, holder, draw)
          // no faster than this machine answers: a phone's queue is to be short
          while (holder.running.network.online && holder.running.lib.outbox().waiting.length > 5) await wait(50)
          await wait(150 + draw.below(200))
        }
      }),
    )
  } finally {
    clearInterval(limits)
  }
}

/** Waits as long as any phone's queue gets shorter. */
async function untilEmpty(holders: readonly Holder[]): Promise<void> {
  const limits = setInterval(() => void forgetRateLimits().catch(() => undefined), 500)
  const count = (): number => holders.reduce((sum, { running }) => sum + running.lib.outbox().waiting.length, 0)
  let [left, since] = [count(), performance.now()]
  while (left > 0 && performance.now() - since < PATIENCE_MS) {
    await wait(200)
    for (const { running } of holders) void running.lib.flushOutbox()
    if (count() < left) [left, since] = [count(), performance.now()]
  }
  clearInterval(limits)
}

async function check(table: Table, world: RewardsWorld, holders: readonly Holder[]): Promise<void> {
  const redeemed = holders.flatMap((holder) => [...holder.redeemed])
  const cancelled = holders.flatMap((holder) => [...holder.cancelled])
  const left = redeemed.length - cancelled.length
  const outboxes = holders.map(({ running }) => running.lib.outbox())
  const { held, back, points, endedTwice, differences } = await booksOf(world)
  const sumOf = (of: 'waiting' | 'refused'): number => outboxes.reduce((sum, each) => sum + each[of].length, 0)
  table.check('手机上还没有送到的', 0, sumOf('waiting'))
  table.check('被拒绝的', 0, sumOf('refused'))
  table.check('每一次兑换都在,一次也不多', redeemed.length, await Redemptions.countDocuments({}))
  table.check('取消的', cancelled.length, back)
  table.check('还留着的', left, held)
  table.check('每次兑换一笔冻结', redeemed.length, await Entries.countDocuments({ kind: 'hold' }))
  table.check('结束了两次的冻结', 0, endedTwice)
  table.check('居民可用积分', world.given * world.residents.length - left * PRICE, points.available)
  table.check('居民冻结积分', left * PRICE, points.held)
  table.check('账本核对不符', 0, differences)
}

async function run(table: Table, dataDir: string, ends: Ends): Promise<void> {
  const mongod = await aMongod(dataDir)
  ends.push(() => mongod.stop())
  const [before, empty] = [mongod.uri('faults_restore_before'), mongod.uri('faults_restore_after')]
  const root = path.join(dataDir, 'backups')
  const old = await serversOn(before, dataDir, 2, ends)
  await connectDatabase(before)
  ends.push(disconnectDatabase)
  const world = await aRewardsWorld({ residents: PHONES, merchants: 1, stock: 100_000, given: 60_000 })
  const leaving = await aResident({ name: '要离开的人' })
  const holders = await inParallel(world.residents, 4, async (who, index): Promise<Holder> => {
    const flash = newFlash()
    const running = await aPhoneOf(who, roundRobin(old, index), flash)
    return { who, flash, running, redeemed: new Set(), cancelled: new Set() }
  })
  console.error('负载下备份')
  const client = mongoose.connection.getClient()
  const say = (): void => undefined
  let isWritten = false
  const loaded = tapping(world, holders, 'during', () => isWritten)
  while ((await Redemptions.countDocuments({})) < PHONES) await wait(100)
  const { folder, manifest } = await writeBackup({ client, database: mongoose.connection.name, root, say })
  isWritten = true
  await loaded
  await tapping(world, holders, 'since', after(SECONDS))
  await untilEmpty(holders)
  const erased = await send(roundRobin(old, 0), {
    who: leaving,
    target: people.deleteMe.path,
    body: { confirm: '注销' },
  })
  table.check('备份之后有人注销', 200, erased.status)
  await addErasures(path.join(dataDir, 'elsewhere'), await erasedPersons())
  for (const [index, { running }] of holders.entries()) if (index % 2 === 0) running.network.setOnline(false)
  await tapping(
    world,
    holders.filter((_each, index) => index % 2 === 0),
    'offline',
    after(1),
  )
  const unsent = holders.reduce((sum, { running }) => sum + running.lib.outbox().waiting.length, 0)
  const epochBefore = (await databaseMark())?.epoch
  const held = manifest.collections.find(({ name }) => name === Redemptions.collection.collectionName)?.documents ?? 0
  const tapped = holders.reduce((sum, { redeemed }) => sum + redeemed.size, 0)
  table.check('备份里没有的兑换', '有', tapped - unsent > held ? '有' : '没有')
  table.check('还没有送出的记录', '有', unsent > 0 ? '有' : '没有')

  console.error('全部停掉,恢复到空库')
  await inParallel(old, 2, killInstance)
  for (const { running } of holders) running.phone.kill()
  await disconnectDatabase()
  const restored = restoreInto(empty, folder, dataDir, path.join(dataDir, 'elsewhere', ERASURES))
  table.check('npm run restore', 0, restored.code ?? '被终止')
  if (restored.code !== 0) throw new Error(restored.text)
  table.check('不能恢复到有内容的库', 2, restoreInto(empty, folder, dataDir, '').code ?? '被终止')
  await connectDatabase(empty)
  table.check('数据库的代号', '换了', (await databaseMark())?.epoch === epochBefore ? '没有换' : '换了')
  table.check('恢复出来的账本不符', 0, (await verifyLedger({ scope: { kind: 'all' } })).differences)
  table.check('恢复出来的兑换', held, await Redemptions.countDocuments({}))
  const gone = (await erasedPersons()).some(({ personId }) => personId === leaving.personId)
  table.check('注销的人', '仍是注销的', gone ? '仍是注销的' : '回来了')

  console.error('手机回来')
  const fresh = await serversOn(empty, dataDir, 2, ends)
  await inParallel(holders, 4, async (holder, index) => {
    holder.running = await aPhoneOf(holder.who, roundRobin(fresh, index), holder.flash)
  })
  // whatever they do first tells them of the other epoch
  await tapping(world, holders, 'back', after(1))
  await untilEmpty(holders)
  await check(table, world, holders)
  checkDefects(table)
}

runFaults('restore', run)
