// L1–L5, R1, R2: posting, redeeming and reading the ledger against the raw driver with the same bytes (the limit) and
// against medici, in one run on one mongod, contestants in turn; medians. --rounds=3; --quick: a tenth of the work;
// --only=L1,R1: some cases;
// --growth: the same again with ten times the entries in place, and the verification of a million entries (time and
//   memory).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectDatabase, disconnectDatabase, transaction } from '@server/db'
import { newId } from '@server/ids'
import { expireLots } from '@server/ledger/expiry'
import { capturePoints, holdPoints, ledgerCounts, post, releasePoints } from '@server/ledger/ledger'
import { openDatabase } from '@server/platform/mongod'
import { DomainError } from '@shared/errors'
import { type Account } from '@shared/ledger/accounts'
import type { AccountState, Post } from '@shared/ledger/entries'
import { expiryOf } from '@shared/ledger/follow-ups'
import { partitionOf } from '@shared/partition'
import { instantAt } from '@shared/time'
import { cacheDir } from '../support/cache-dir'
import { accountsOf, decide, earning, fill } from './kernels/ledger-fill'
import { prepareRaw, rawBatches, rawRedeem, rawRedeemAtomic, writeRaw } from './kernels/ledger-raw'
import { growth, l1 } from './kernels/ledger-growth'
import { reading } from './kernels/ledger-reading'
import {
  earnOurs,
  HOT,
  inTurn,
  memberAt,
  onDisk,
  report,
  end,
  scaled,
  startPeer,
  wanted,
  type Peer,
} from './kernels/ledger-setup'
import { median, timed, type Timed } from './kernels/report'

async function l2(peer: Peer): Promise<void> {
  const states = await prepareRaw()
  const before = ledgerCounts().alone
  const runs = await inTurn({
    ours: () => earnOurs(1, scaled(1_000), memberAt),
    limit: async () => {
      const batches = Array.from({ length: scaled(1_000) }, (_unused, at) => decide([earning(memberAt(at))], states))
      return timed(1, batches.length, (at) => writeRaw(batches[at] as (typeof batches)[number]))
    },
    medici: () => peer.ask({ run: 'earn', callers: 1, count: scaled(1_000), hotPercent: 0, locked: false }),
  })
  report({
    case: 'L2',
    variant: 'one caller',
    unit: 'ms p50',
    ours: { ...runs.ours, writtenFirst: ledgerCounts().alone - before },
    limit: runs.limit,
    peers: { medici: runs.medici },
    ratios: { limit: runs.ours.p50 / runs.limit.p50, medici: runs.ours.p50 / runs.medici.p50 },
    floors: { limit: 1.15, medici: 0.8 },
  })
}

async function l3(peer: Peer): Promise<void> {
  const at =
    (percent: number) =>
    (index: number): Account =>
      index % 100 < percent ? HOT : memberAt(index)
  const runs = await inTurn({
    even: () => earnOurs(64, scaled(10_000), at(0)),
    tenth: () => earnOurs(64, scaled(10_000), at(10)),
    half: () => earnOurs(64, scaled(10_000), at(50)),
    all: () => earnOurs(64, scaled(10_000), at(100)),
    medici: () => peer.ask({ run: 'earn', callers: 64, count: scaled(500), hotPercent: 50, locked: true }),
  })
  for (const [percent, run, floor] of [
    [10, runs.tenth, 0.9],
    [50, runs.half, 0.9],
    [100, runs.all, 1.2],
  ] as const) {
    const withPeer = percent === 50
    report(
      {
        case: 'L3',
        variant: `${percent} % on one account`,
        unit: 'posts/s',
        ours: run,
        peers: withPeer ? { medici: runs.medici } : {},
        ratios: {
          even: run.perSecond / runs.even.perSecond,
          ...(withPeer ? { medici: run.perSecond / runs.medici.perSecond } : {}),
        },
        floors: { even: floor, ...(withPeer ? { medici: 40 } : {}) },
      },
      ['even', 'medici'],
    )
  }
}

const why = { template: 'rewards.redeemed', params: { goods: '堆肥一袋' } }
/** A hold and its end, a transaction each, as the counter of a shop does it. False where points did not suffice. */
async function redeem(account: Account, isVoid: boolean): Promise<boolean> {
  const id = newId()
  const by = 'system:bench'
  try {
    const held = await transaction((tx) =>
      holdPoints(tx, {
        cause: `rewards/${id}/hold`,
        account,
        points: 10,
        subject: `rewards/${id}`,
        by,
        at: new Date(),
        partition: partitionOf(account),
        placePath: [],
        why,
      }),
    )
    await transaction((tx) =>
      isVoid
        ? releasePoints(tx, held.entry._id, { by, at: new Date(), why })
        : capturePoints(tx, held.entry._id, { to: 'merchant:shop', by, at: new Date(), why }),
    )
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'LEDGER_INSUFFICIENT') return false
    throw error
  }
}

async function l4(peer: Peer): Promise<void> {
  const CYCLES = scaled(4_000)
  const purse = (round: number, at: number): Account => `household:purse${round}x${at % 500}`
  let [oursRound, rawRound] = [0, 100]
  const refused: number[] = []
  // 80 % of what is asked for is there
  const fund = async (round: number): Promise<void> => {
    const amount = Math.ceil((CYCLES / 500) * 8)
    for (let at = 0; at < 500; at += 100)
      await post(Array.from({ length: 100 }, (_unused, n) => earning(purse(round, at + n), new Date(), amount)))
  }
  const raw = async (cycle: typeof rawRedeem): Promise<Timed> => {
    rawRound += 1
    await fund(rawRound)
    await prepareRaw()
    return timed(32, CYCLES, (at) => cycle(purse(rawRound, at), newId(), at % 5 === 4))
  }
  const runs = await inTurn({
    ours: async () => {
      oursRound += 1
      await fund(oursRound)
      let no = 0
      const run = await timed(32, CYCLES, async (at) => {
        if (!(await redeem(purse(oursRound, at), at % 5 === 4))) no += 1
      })
      refused.push(no)
      return run
    },
    limit: () => raw(rawRedeemAtomic),
    loose: () => raw(rawRedeem),
    medici: () => peer.ask({ run: 'redeem', callers: 32, count: Math.round(CYCLES / 4) }),
  })
  const below = await accountsOf().countDocuments({ points: { $lt: 0 } })
  report(
    {
      case: 'L4',
      variant: 'hold, then 80 % capture and 20 % void, 32 callers',
      unit: 'cycles/s',
      ours: { ...runs.ours, refused: median(refused), overspent: below },
      limit: { ...runs.limit, withoutTransaction: runs.loose },
      peers: { medici: runs.medici },
      ratios: {
        limit: runs.ours.perSecond / runs.limit.perSecond,
        withoutTransaction: runs.ours.perSecond / runs.loose.perSecond,
        medici: runs.ours.perSecond / runs.medici.perSecond,
        overspent: below,
      },
      floors: { limit: 0.6, medici: 4, overspent: 0 },
    },
    ['limit', 'medici'],
  )
}

const DAY = '2026-11-22'
/** Accounts with four lots each, of which one in twenty has a lot that has ended. */
async function savers(prefix: string, count: number): Promise<void> {
  const later = { '2027-03': 5, '2027-09': 5, '2028-01': 5 }
  for (let from = 0; from < count; from += 1_000) {
    await accountsOf().insertMany(
      Array.from({ length: Math.min(1_000, count - from) }, (_unused, n) => {
        const due = (from + n) % 20 === 0
        const lots = { ...(due ? { '2026-10': 5 } : { '2026-12': 5 }), ...later }
        return {
          _id: `household:${prefix}${from + n}`,
          partition: (from + n) % 1024,
          placePath: [],
          seq: 4,
          points: 20,
          fen: 0,
          carbonGrams: 0,
          held: 0,
          debt: 0,
          earned: 20,
          lots,
          oldestLot: due ? '2026-10' : '2026-12',
        }
      }),
      { ordered: false },
    )
  }
  await onDisk()
}

/** Posts at a fixed rate until told to stop; p99 in ms. */
function atRate(perSecond: number): { stop: () => Promise<number> } {
  const took: number[] = []
  const running: Promise<unknown>[] = []
  const timer = setInterval(() => {
    for (let at = 0; at < perSecond / 50; at += 1) {
      const from = performance.now()
      running.push(post([earning(memberAt(running.length))]).then(() => took.push(performance.now() - from)))
    }
  }, 20)
  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.all(running)
      took.sort((a, b) => a - b)
      return took[Math.floor(took.length * 0.99)] ?? NaN
    },
  }
}

async function expireTimed(): Promise<{ perSecond: number; entries: number }> {
  const startedAt = performance.now()
  const { entries } = await expireLots(DAY)
  return { perSecond: Math.round(entries / ((performance.now() - startedAt) / 1000)), entries }
}

async function l5(l1PerSecond: number): Promise<void> {
  const half = Math.max(100, Math.round(l1PerSecond / 2))
  await savers('few', scaled(50_000))
  const alone = await expireTimed()
  const quiet = atRate(half)
  await new Promise((resolve) => {
    setTimeout(resolve, 4_000)
  })
  const before = await quiet.stop()
  await savers('many', scaled(250_000))
  const load = atRate(half)
  const run = await expireTimed()
  const during = await load.stop()
  // the same number of due accounts among five times as many: what is not due costs nothing
  await savers('again', scaled(50_000))
  const among = await expireTimed()
  // the limit books out as many lots of accounts that nobody has touched yet
  await accountsOf().deleteMany({ _id: /^household:(few|many|again)/ })
  await savers('left', scaled(250_000))
  const states = await prepareRaw()
  const rawLoad = atRate(half)
  const ending = (account: Account): Post =>
    expiryOf(states.get(account) as AccountState, DAY, instantAt(DAY, '00:00')) as Post
  const limit = await rawBatches(states, {
    count: run.entries,
    size: 200,
    lanes: 1,
    accountOf: (at) => `household:left${at * 20}`,
    postOf: ending,
  })
  const duringRaw = await rawLoad.stop()
  report(
    {
      case: 'L5',
      variant: `${run.entries} lots due of ${scaled(250_000) * 4}, while earning at half speed`,
      unit: 'lots/s',
      ours: { ...run, alone: alone.perSecond, amongMore: among.perSecond, l1p99: { before, during, duringRaw } },
      limit,
      ratios: {
        limit: run.perSecond / limit.perSecond,
        l1: during / before,
        l1Raw: during / duringRaw,
        flat: alone.perSecond / among.perSecond,
      },
      floors: { limit: 0.6, l1Raw: 1, flat: 1.1 },
    },
    ['limit'],
  )
}

async function main(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-bench-'))
  const database = await openDatabase({ dataDir, cacheDir: cacheDir(), log: () => undefined })
  const peer = startPeer()
  try {
    await connectDatabase(database.uri)
    await peer.ask({ run: 'connect', uri: database.uri.replace(/\/([^/?]*)(\?|$)/, '/medici$2') })
    await fill(scaled(100_000), memberAt)
    await onDisk()
    await earnOurs(64, 2_000, memberAt) // the first posts warm both sides
    const grows = process.argv.includes('--growth')
    const before = wanted('L1') || grows ? await l1(peer) : {}
    if (wanted('L2')) await l2(peer)
    if (wanted('L3')) await l3(peer)
    if (wanted('L4')) await l4(peer)
    if (wanted('L5')) await l5(before[64]?.ours ?? 2_000)
    if (wanted('R1') || wanted('R2')) await reading(peer)
    if (grows) await growth(peer, before)
  } finally {
    peer.child.kill()
    await disconnectDatabase()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return end()
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
