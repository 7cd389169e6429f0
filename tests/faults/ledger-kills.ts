// Nothing acknowledged is lost and nothing is done twice, whatever is killed or lost on the way. Residents redeem,
// cancel and fetch their goods on two real servers; every request is sent again under its key until the answer is
// definite.   K1  SIGKILL of a server at random moments     K2  SIGKILL of mongod at random moments
//   F   mongod's fail points: a commit that is done but not confirmed, codes 112 and 251, connections closed, slow
// commits;       and a proxy that loses the answers to commits that were done
// After each: every acknowledged request is there, none was refused as already done, none has left two entries, the
// same request again is answered byte for byte as the first time, and the ledger verifies.
// `npm run faults -- ledger-kills [--kills=20] [--requests=120] [--clients=10] [--seed=…]`: 20 kills of each, 120
// requests a fault (960 in all). Prints a table; exits 1 on any deviation. It runs a mongod of its own.
import { setTimeout as wait } from 'node:timers/promises'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { newId } from '@server/ids'
import { Entries } from '@server/ledger/entries.model'
import { verifyLedger } from '@server/ledger/verify'
import { Redemptions } from '@server/rewards/rewards.model'
import {
  checkDefects,
  drawsOf,
  inParallel,
  killInstance,
  numberOf,
  permitsOf,
  restartInstance,
  roundRobin,
  runFaults,
  serversOn,
  startInstance,
  unsettled,
  untilDefinite,
  type Answer,
  type Asked,
  type Draw,
  type Instance,
  type Permits,
  type Table,
} from '../support/faults'
import {
  aRewardsWorld,
  booksOf,
  cancelling,
  forgetRateLimits,
  PRICE,
  redeeming,
  redemptionOf,
  scanning,
  type RewardsWorld,
} from '../support/faults-world'
import { APP_NAME, aMongod, armed, commitLosingProxy, type FailPoint, type Mongod } from '../support/faults-mongod'

const KILLS = numberOf('kills', 20)
const REQUESTS = numberOf('requests', 120)
const CLIENTS = numberOf('clients', 10)
/**
 * A request that a killed server has begun is taken over half a minute later: whoever waits for that gives the turn to
 * another one of these.
 */
const RESIDENTS = CLIENTS * 6
const STOCK = 1_000_000
const GIVEN = 100_000_000
/** How likely a commit meets its fault. */
const PROBABILITY = 0.3
/** How likely one of about ten writes does: most requests meet it, and few meet it every time until their deadline. */
const WRITE_PROBABILITY = 0.1
/** A driver that lost a connection waits for the server's next sign of life: two seconds instead of ten. */
const OPTIONS = 'heartbeatFrequencyMS=2000'
const DATABASE = 'faults_kills'

type Move = 'redeem' | 'cancel' | 'capture'
type Done = { move: Move; redemptionId: string; asked: Asked & { key: string }; answer: Answer }
type Load = RewardsWorld & { instances: Instance[]; done: Done[]; permits: Permits }

async function ask(load: Load, first: number, move: Move, redemptionId: string, asked: Asked): Promise<Answer> {
  const keyed = { ...asked, key: newId() }
  const answer = await untilDefinite(load.instances, first, keyed, async (ms) => {
    load.permits.give()
    await wait(ms)
    await load.permits.take()
  })
  load.done.push({ move, redemptionId, asked: keyed, answer })
  return answer
}

/** One resident redeems, and then cancels, fetches it, or leaves it. */
async function oneTurn(load: Load, client: number, draw: Draw): Promise<void> {
  const who = roundRobin(load.residents, client)
  const order = redeeming(load, who)
  const placed = await ask(load, draw.below(2), 'redeem', order.id, order)
  const next = draw.pick(['cancel', 'capture', 'capture', 'leave'])
  if (placed.status !== 200 || next === 'leave') return
  if (next === 'cancel') await ask(load, draw.below(2), 'cancel', order.id, cancelling(who, order.id))
  else
    await ask(
      load,
      draw.below(2),
      'capture',
      order.id,
      scanning(load, roundRobin(load.merchants, client), await readSafely(order.id)),
    )
}

/** The script's own reading waits for the database. */
async function readSafely(id: string): Promise<Awaited<ReturnType<typeof redemptionOf>>> {
  for (;;) {
    const found = await redemptionOf(id).catch(() => null)
    if (found) return found
    await wait(200)
  }
}

/** So many clients as are wanted at once, until `enough`; the limits on a person's requests are out of the way. */
async function underLoad(
  load: Load,
  name: string,
  enough: () => boolean,
  beside: () => Promise<void> = async () => undefined,
): Promise<void> {
  const limits = setInterval(() => void forgetRateLimits().catch(() => undefined), 1_000)
  const client = async (index: number): Promise<void> => {
    const draw = drawsOf(`${name}/client/${index}`)
    while (!enough()) {
      await load.permits.take()
      if (!enough()) await oneTurn(load, index, draw)
      load.permits.give()
    }
  }
  try {
    await Promise.all([beside(), ...load.residents.map((_who, index) => client(index))])
  } finally {
    clearInterval(limits)
  }
}

/** `strike` at random moments of a running load, at least `CLIENTS` answers apart. */
async function killing(load: Load, name: string, strike: (draw: Draw) => Promise<void>): Promise<void> {
  let over = false
  await underLoad(
    load,
    name,
    () => over,
    async () => {
      const draw = drawsOf(`${name}/moments`)
      try {
        for (let kill = 0; kill < KILLS; kill += 1) {
          // in the middle of work that gets on, not while everybody still waits for what the last one left behind
          const before = load.done.length
          while (load.done.length < before + CLIENTS) await wait(20)
          await wait(draw.below(1_000))
          await strike(draw)
          console.error(`${name} ${kill + 1}/${KILLS},已答复 ${load.done.length}`)
        }
        await wait(1_000)
      } finally {
        over = true
      }
    },
  )
}

async function isPresent({ move, redemptionId }: Done): Promise<boolean> {
  const found = await Redemptions.findById(redemptionId).lean()
  const wanted = { redeem: ['held', 'captured', 'cancelled'], cancel: ['cancelled'], capture: ['captured'] }[move]
  if (!found || !wanted.includes(found.status)) return false
  return (
    (await Entries.countDocuments(move === 'redeem' ? { _id: found.holdEntryId } : { ends: found.holdEntryId })) === 1
  )
}

/** What the database holds against what was answered since the last check. */
async function checkLoad(load: Load, table: Table, name: string): Promise<void> {
  const { done } = load
  load.done = []
  const acknowledged = done.filter(({ answer }) => answer.status === 200)
  const refused = [
    ...new Set(
      done.filter(({ answer }) => answer.status !== 200).map(({ answer }) => `${answer.status} ${answer.code}`),
    ),
  ]
  const lost = (await inParallel(acknowledged, 8, isPresent)).filter((isThere) => !isThere).length
  const orders = done.filter(({ move }) => move === 'redeem').map(({ redemptionId }) => redemptionId)
  const redeemed = acknowledged.filter(({ move }) => move === 'redeem').length
  const subjects = orders.map((id) => `rewards/${id}`)
  const unasked =
    (await Entries.countDocuments({ subject: { $in: subjects } })) -
    acknowledged.length +
    ((await Redemptions.countDocuments({ _id: { $in: orders } })) - redeemed)
  const again = drawsOf(`${name}/again`)
    .shuffled(done)
    .sort((a, b) => b.answer.sends - a.answer.sends)
    .slice(0, 200)
  await forgetRateLimits()
  const differing = (
    await inParallel(
      again,
      8,
      async ({ asked, answer }, index) => (await untilDefinite(load.instances, index, asked)).text === answer.text,
    )
  ).filter((same) => !same).length
  const resent = done.filter(({ answer }) => answer.sends > 1).length
  table.check(
    `${name}:${done.length} 个请求(${resent} 个重发过):被拒 / 已答复却没有 / 多做 / 再发一次答复不同`,
    '0 / 0 / 0 / 0',
    `${[done.length - acknowledged.length, ...refused].join(' ')} / ${lost} / ${unasked} / ${differing}`,
  )
  table.check(`${name}:账本核对差异`, 0, (await verifyLedger({ scope: { kind: 'all' } })).differences)
}

const writes = ['insert', 'update', 'findAndModify']

const faults: readonly (readonly [name: string, data: FailPoint, probability?: number])[] = [
  [
    '提交已做、未确认(64)',
    { failCommands: ['commitTransaction'], writeConcernError: { code: 64, errmsg: 'not confirmed' } },
  ],
  [
    '提交已做、正在关闭(91)',
    { failCommands: ['commitTransaction'], writeConcernError: { code: 91, errmsg: 'not confirmed' } },
  ],
  ['112 写冲突', { failCommands: ['commitTransaction', ...writes], errorCode: 112 }, WRITE_PROBABILITY],
  ['251 事务不见了', { failCommands: ['commitTransaction'], errorCode: 251 }],
  ['提交前断线', { failCommands: ['commitTransaction'], closeConnection: true }],
  ['写之前断线', { failCommands: writes, closeConnection: true }, WRITE_PROBABILITY],
  ['提交慢 700 毫秒', { failCommands: ['commitTransaction'], blockConnection: true, blockTimeMS: 700 }],
]

async function checkFaults(load: Load, table: Table, mongod: Mongod, dataDir: string): Promise<void> {
  let struck = 0
  const enough = (): boolean => load.done.length >= REQUESTS
  for (const [name, data, probability = PROBABILITY] of faults) {
    const disarm = await armed(mongod, data, probability)
    await underLoad(load, name, enough)
    const times = await disarm()
    if (times > 0) struck += 1
    console.error(`${name}:mongod 的日志里 ${times} 行`)
    await checkLoad(load, table, `F ${name}`)
  }
  const draw = drawsOf('proxy')
  const proxy = await commitLosingProxy(mongod.port, () => draw.below(100) < PROBABILITY * 100)
  const through = await startInstance(
    `mongodb://127.0.0.1:${proxy.port}/${DATABASE}?directConnection=true&${OPTIONS}`,
    dataDir,
  )
  try {
    const lossy: Load = { ...load, instances: [through], done: [] }
    await underLoad(lossy, 'proxy', () => lossy.done.length >= REQUESTS)
    if (proxy.lost() > 0) struck += 1
    console.error(`提交的答复丢失:发生 ${proxy.lost()} 次`)
    // asked again on the servers that were not cut off
    await checkLoad(Object.assign(load, { done: lossy.done }), table, 'F 提交的答复丢失(代理)')
  } finally {
    await killInstance(through)
    await proxy.stop()
  }
  table.check('F 真正发生过的故障种类', faults.length + 1, struck)
}

async function checkBooks(load: Load, table: Table): Promise<void> {
  const books = await booksOf(load)
  table.check('库存合计:在架 + 留住 + 已领', STOCK, books.stock.left + books.stock.held + books.captured)
  table.check('留住的库存 = 待领的兑换', books.held, books.stock.held)
  table.check(
    '积分合计:可用 / 预留 / 欠',
    `${RESIDENTS * GIVEN - (books.held + books.captured) * PRICE} / ${books.held * PRICE} / 0`,
    `${books.points.available} / ${books.points.held} / ${books.points.debt}`,
  )
  table.check('预留的结束 / 结束两次的', `${books.captured + books.back} / 0`, `${books.ends} / ${books.endedTwice}`)
  checkDefects(table)
}

runFaults('ledger-kills', async (table, dataDir, ends) => {
  const mongod = await aMongod(dataDir)
  ends.push(() => mongod.stop(), disconnectDatabase)
  const instances = await serversOn(`${mongod.uri(DATABASE)}&appName=${APP_NAME}&${OPTIONS}`, dataDir, 2, ends)
  await connectDatabase(mongod.uri(DATABASE))
  const load: Load = {
    ...(await aRewardsWorld({ residents: RESIDENTS, merchants: 4, stock: STOCK, given: GIVEN })),
    instances,
    done: [],
    permits: permitsOf(CLIENTS),
  }
  await checkFaults(load, table, mongod, dataDir)
  await killing(load, 'server', (draw) => restartInstance(instances, draw.below(2)))
  await checkLoad(load, table, `K1 SIGKILL 服务端 ${KILLS} 次`)
  await killing(load, 'mongod', () => mongod.kill())
  await checkLoad(load, table, `K2 SIGKILL mongod ${KILLS} 次`)
  await checkBooks(load, table)
  console.error([...unsettled].map(([code, count]) => `${code} ${count}`).join('、'))
})
