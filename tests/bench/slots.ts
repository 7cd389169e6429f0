// S1, S2: seats of a day against the raw driver on the same mongod with the same durability, contestants in turn;
// medians. S1: 500 callers at once for one slot with 50 seats; exactly 50 win in every variant, or the run fails.
// S2: 64 callers over 5,500 x 14 slots, which are popular by Zipf's law (exponent 1.1). Ours is `takeSeat`, whole: the
// day in step with its plan, the holder's limit and hours, expiry by the database's clock, two guarded writes. The
// limits do less: S1 one guarded update, S2 the two writes without any check (`insertOnly`: one).
// --rounds=5; --quick: one round, a tenth of the work; --only=S1 or S2. Feathers and Parse are not run (they pin other
// drivers).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { newId } from '@server/ids'
import { openDatabase } from '@server/platform/mongod'
import { dayId, ensureDay } from '@server/slots/days'
import { SeatHolders, SlotDays } from '@server/slots/days.model'
import { definePool } from '@server/slots/pools'
import { takeSeat } from '@server/slots/taking'
import { DomainError } from '@shared/errors'
import { addDays } from '@shared/time'
import { cacheDir } from '../support/cache-dir'
import {
  guardedUpdate,
  insertOnly,
  preparePeers,
  readCheckInsert,
  standing,
  writeBoth,
  type RawAsk,
} from './kernels/slots-peers'
import { reporter, timed, together, type Timed } from './kernels/report'

const argument = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const quick = process.argv.includes('--quick')
const ROUNDS = Number(argument('rounds') ?? (quick ? 1 : 5))
const wanted = (name: string): boolean => argument('only')?.split(',').includes(name) ?? true
const { report, end } = reporter({ mongodb: '7' })

const FIRST_DAY = '2027-03-01'
const [CALLERS, CAPACITY] = [500, 50]
const [SITES, DAYS, EACH] = [quick ? 550 : 5_500, 14, 20]
const plan = { capacity: CAPACITY }
const pool = definePool({
  name: 'benchSlots',
  plan: async (_site, days) => days.map(() => ({ windows: [{ slot: 'am', capacity: plan.capacity }], cap: null })),
  poolIds: async () => [],
  keeps: async () => new Map(),
  live: async () => [],
  codes: {
    full: 'PICKUP_SLOT_FULL',
    closed: 'PICKUP_DAY_CLOSED',
    tooMany: 'PICKUP_TOO_MANY_OPEN',
    belowTaken: 'PICKUP_CAPACITY_BELOW_BOOKED',
    hasSeats: 'PICKUP_DAY_HAS_BOOKINGS',
  },
})

/** The n-th slot of the city: site and day. */
const slotAt = (at: number): { poolId: string; day: string } => ({
  poolId: `site${Math.floor(at / DAYS)}`,
  day: addDays(FIRST_DAY, at % DAYS),
})
const rawDay = (at: number): string => {
  const { poolId, day } = slotAt(at)
  return dayId(pool, poolId, day)
}

/** Takes a seat; false when there is none. */
async function takeOurs(at: number, key: string): Promise<boolean> {
  const ask = { id: newId(), ...slotAt(at), slot: 'am', key, limit: 5, minutes: 15, maxMinutes: 60 }
  try {
    await takeSeat(pool, ask)
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'PICKUP_SLOT_FULL') return false
    throw error
  }
}

/** All days of the city stored, so that no run is the one that makes them. */
async function prepareOurs(slots: number): Promise<void> {
  await Promise.all([SlotDays.collection.deleteMany({}), SeatHolders.collection.deleteMany({})])
  const made = await ensureDay(pool, 'template', FIRST_DAY)
  const stored = await SlotDays.collection.findOne({ _id: made._id as never })
  for (let from = 0; from < slots; from += 5_000)
    await SlotDays.collection.insertMany(
      Array.from({ length: Math.min(5_000, slots - from) }, (_unused, index) => {
        const at = slotAt(from + index)
        return { ...stored, _id: dayId(pool, at.poolId, at.day), ...at } as never
      }),
    )
}

async function inTurn<K extends string>(
  contestants: Record<K, (round: number) => Promise<Timed>>,
): Promise<Record<K, ReturnType<typeof together>>> {
  const names = Object.keys(contestants) as K[]
  const runs = Object.fromEntries(names.map((name) => [name, [] as Timed[]])) as Record<K, Timed[]>
  // the round before the first warms both sides
  for (let round = quick ? 1 : 0; round <= ROUNDS; round += 1)
    for (const name of names) {
      const run = await contestants[name](round)
      if (round > 0) runs[name].push(run)
    }
  return Object.fromEntries(names.map((name) => [name, together(runs[name])])) as Record<K, ReturnType<typeof together>>
}

/** Everyone at once for one slot; the run fails unless exactly as many win as there are seats. */
async function rush(take: (ask: RawAsk, at: number) => Promise<boolean>, at: number): Promise<Timed> {
  let winners = 0
  const run = await timed(CALLERS, CALLERS, async (caller) => {
    if (await take({ day: rawDay(at), key: `person:${at}x${caller}` }, at)) winners += 1
  })
  if (winners !== CAPACITY) throw new Error(`${winners} of ${CAPACITY} seats were given out`)
  return run
}

async function s1(slots: number): Promise<number> {
  plan.capacity = CAPACITY
  await prepareOurs(slots)
  await preparePeers(Array.from({ length: slots }, (_unused, at) => rawDay(at)))
  // each round has a slot of its own; the transaction one apart from the guarded update's
  const runs = await inTurn({
    ours: (round) => rush(({ key }, at) => takeOurs(at, key), round),
    limit: (round) => rush((ask) => guardedUpdate(ask, CAPACITY), round),
    transaction: (round) => rush((ask) => readCheckInsert(ask, CAPACITY), 100 + round),
  })
  const seats = await SlotDays.findById(rawDay(ROUNDS)).lean()
  const raw = await standing(rawDay(100 + ROUNDS))
  if (seats?.seats.length !== CAPACITY || raw.inserted !== CAPACITY) throw new Error('more or fewer stored than won')
  report(
    {
      case: 'S1',
      variant: `${CALLERS} callers, ${CAPACITY} seats, ${slots} slots stored`,
      unit: 'callers settled/s',
      ours: runs.ours,
      limit: { guardedUpdate: runs.limit },
      peers: { transactionReadCheckInsert: runs.transaction },
      ratios: {
        limit: runs.limit.perSecond / runs.ours.perSecond,
        transaction: runs.ours.perSecond / runs.transaction.perSecond,
      },
      floors: { limit: 1.1, transaction: 20 },
    },
    ['transaction'],
  )
  return runs.ours.perSecond
}

/** Slot numbers by Zipf's law, the same in every run: a fixed seed, the inverse of the summed weights. */
function popular(slots: number, count: number): number[] {
  const sums = new Float64Array(slots)
  let sum = 0
  for (let at = 0; at < slots; at += 1) sums[at] = sum += 1 / (at + 1) ** 1.1
  let seed = 20_261_130
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  return Array.from({ length: count }, () => {
    const wish = random() * sum
    let [low, high] = [0, slots - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < wish) low = middle + 1
      else high = middle
    }
    return (low * 7_919) % slots
  })
}

async function s2(slots: number, variant: string): Promise<number> {
  plan.capacity = EACH
  await prepareOurs(slots)
  await preparePeers(Array.from({ length: slots }, (_unused, at) => rawDay(at)))
  const count = quick ? 1_000 : 10_000
  const asked = popular(slots, count * (ROUNDS + 2))
  const slotOf = (round: number, at: number): number => asked[round * count + at] ?? 0
  const askOf = (round: number, at: number): RawAsk => ({
    day: rawDay(slotOf(round, at)),
    key: `person:${round}x${at}`,
  })
  const runs = await inTurn({
    ours: (round) => timed(64, count, (at) => takeOurs(slotOf(round, at), `person:${round}x${at}`)),
    limit: (round) => timed(64, count, (at) => writeBoth(askOf(round, at), EACH)),
    insertOnly: (round) => timed(64, count, (at) => insertOnly(askOf(round, at))),
    transaction: (round) => timed(64, Math.round(count / 5), (at) => readCheckInsert(askOf(round, at), EACH)),
  })
  const over = await SlotDays.countDocuments({ $expr: { $gt: [{ $size: '$seats' }, EACH] } })
  if (over > 0) throw new Error(`${over} slots have more seats than they may`)
  report(
    {
      case: 'S2',
      variant,
      unit: 'requests settled/s',
      ours: runs.ours,
      limit: { bothWrites: runs.limit, insertOnly: runs.insertOnly },
      peers: { transactionReadCheckInsert: runs.transaction },
      ratios: {
        limit: runs.ours.perSecond / runs.limit.perSecond,
        insertOnly: runs.ours.perSecond / runs.insertOnly.perSecond,
        transaction: runs.ours.perSecond / runs.transaction.perSecond,
      },
      floors: { limit: 0.9, transaction: 4 },
    },
    ['limit', 'transaction'],
  )
  return runs.ours.perSecond
}

/** Ten times the slots stored: at most a tenth slower. */
function grown(name: string, few: number, many: number): void {
  report({
    case: name,
    variant: 'ten times the slots',
    unit: 'settled/s',
    ours: { few, many },
    ratios: { growth: few / many },
    floors: { growth: 1.1 },
  })
}

async function main(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-bench-'))
  const database = await openDatabase({ dataDir, cacheDir: cacheDir(), log: () => undefined })
  try {
    await connectDatabase(database.uri)
    if (wanted('S1')) grown('S1', await s1(1_000), await s1(10_000))
    if (wanted('S2')) {
      const few = await s2((SITES * DAYS) / 10, `64 callers, ${SITES / 10} x ${DAYS} slots`)
      grown('S2', few, await s2(SITES * DAYS, `64 callers, ${SITES} x ${DAYS} slots`))
    }
  } finally {
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
