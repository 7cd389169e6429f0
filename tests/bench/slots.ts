// S1, S2: seats of a day against the raw driver on the same mongod with the same durability, contestants in turn;
// medians. S1: 500 callers at once for one slot with 50 seats; exactly 50 win in every variant, or the run fails.
// S2: 64 callers over 5,500 x 14 slots, which are popular by Zipf's law (exponent 1.1). Ours is `takeSeat`, whole: the
// day in step with its plan, the holder's limit and hours, expiry by the database's clock, day and holder written
// together. The limits do less: S1 one guarded update, S2 the two writes without any check (`insertOnly`: one).
// Growth: few and many slots take turns too, each time stored afresh and flushed to disk before the clock starts.
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
  onDisk,
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

type Contestants<K extends string> = Record<K, (slots: number, round: number) => Promise<Timed>>
type Runs<K extends string> = Record<K, ReturnType<typeof together>>

/** Sizes and contestants in turn, every turn on slots stored afresh; by size, in the order given. */
async function inTurn<K extends string>(sizes: readonly number[], contestants: Contestants<K>): Promise<Runs<K>[]> {
  const names = Object.keys(contestants) as K[]
  const runs = sizes.map(() => Object.fromEntries(names.map((name) => [name, [] as Timed[]])) as Record<K, Timed[]>)
  // the round before the first warms both sides
  for (let round = quick ? 1 : 0; round <= ROUNDS; round += 1)
    for (const [at, slots] of sizes.entries()) {
      await prepareOurs(slots)
      await preparePeers(Array.from({ length: slots }, (_unused, slot) => rawDay(slot)))
      await onDisk()
      for (const name of names) {
        const run = await contestants[name](slots, round)
        if (round > 0) runs[at]?.[name].push(run)
      }
    }
  return runs.map((one) => Object.fromEntries(names.map((name) => [name, together(one[name])])) as Runs<K>)
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

/** A rush of ours is over in less than a tenth of a second: five of them, each for a slot of its own. */
async function rushes(take: Parameters<typeof rush>[0]): Promise<Timed> {
  const runs: Timed[] = []
  for (let at = 1; at <= 5; at += 1) runs.push(await rush(take, at))
  return together(runs)
}

async function s1(): Promise<void> {
  plan.capacity = CAPACITY
  const sizes = [1_000, 10_000]
  // the transaction has a slot apart from the guarded update's
  const runs = await inTurn(sizes, {
    ours: () => rushes(({ key }, at) => takeOurs(at, key)),
    limit: () => rushes((ask) => guardedUpdate(ask, CAPACITY)),
    transaction: () => rush((ask) => readCheckInsert(ask, CAPACITY), 6),
  })
  const seats = await SlotDays.findById(rawDay(1)).lean()
  const raw = await standing(rawDay(6))
  if (seats?.seats.length !== CAPACITY || raw.inserted !== CAPACITY) throw new Error('more or fewer stored than won')
  for (const [at, { ours, limit, transaction }] of runs.entries())
    report(
      {
        case: 'S1',
        variant: `${CALLERS} callers, ${CAPACITY} seats, ${sizes[at]} slots stored`,
        unit: 'callers settled/s',
        ours,
        limit: { guardedUpdate: limit },
        peers: { transactionReadCheckInsert: transaction },
        ratios: {
          limit: limit.perSecond / ours.perSecond,
          transaction: ours.perSecond / transaction.perSecond,
        },
        floors: { limit: 1.1, transaction: 20 },
      },
      ['transaction'],
    )
  grown('S1', runs)
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

async function s2(): Promise<void> {
  plan.capacity = EACH
  const sizes = [(SITES * DAYS) / 10, SITES * DAYS]
  const count = quick ? 1_000 : 10_000
  const asked = new Map(sizes.map((slots) => [slots, popular(slots, count)]))
  const slotOf = (slots: number, at: number): number => asked.get(slots)?.[at] ?? 0
  const askOf = (slots: number, at: number): RawAsk => ({ day: rawDay(slotOf(slots, at)), key: `person:${at}` })
  const runs = await inTurn(sizes, {
    ours: (slots) => timed(64, count, (at) => takeOurs(slotOf(slots, at), `person:${at}`)),
    limit: (slots) => timed(64, count, (at) => writeBoth(askOf(slots, at), EACH)),
    transaction: (slots) => timed(64, Math.round(count / 5), (at) => readCheckInsert(askOf(slots, at), EACH)),
    // last, since the transaction counts what it inserts
    insertOnly: (slots) => timed(64, count, (at) => insertOnly(askOf(slots, at))),
  })
  const over = await SlotDays.countDocuments({ $expr: { $gt: [{ $size: '$seats' }, EACH] } })
  if (over > 0) throw new Error(`${over} slots have more seats than they may`)
  for (const [at, { ours, limit, insertOnly: inserts, transaction }] of runs.entries())
    report(
      {
        case: 'S2',
        variant: `64 callers, ${sizes[at]} slots`,
        unit: 'requests settled/s',
        ours,
        limit: { bothWrites: limit, insertOnly: inserts },
        peers: { transactionReadCheckInsert: transaction },
        ratios: {
          limit: ours.perSecond / limit.perSecond,
          insertOnly: ours.perSecond / inserts.perSecond,
          transaction: ours.perSecond / transaction.perSecond,
        },
        floors: { limit: 0.9, transaction: 4 },
      },
      ['limit', 'transaction'],
    )
  grown('S2', runs)
}

/** Ten times the slots stored: at most a tenth slower. The limit's own growth is printed beside it. */
function grown(name: string, runs: readonly Runs<'ours' | 'limit'>[]): void {
  const of = (who: 'ours' | 'limit'): number[] => runs.map((one) => one[who].perSecond)
  const growth = ([few = NaN, many = NaN]: readonly number[]): number => few / many
  report({
    case: name,
    variant: 'ten times the slots',
    unit: 'settled/s',
    ours: of('ours'),
    limit: of('limit'),
    ratios: { growth: growth(of('ours')), limitGrowth: growth(of('limit')) },
    floors: { growth: 1.1 },
  })
}

async function main(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'wufei-bench-'))
  const database = await openDatabase({ dataDir, cacheDir: cacheDir(), log: () => undefined })
  try {
    await connectDatabase(database.uri)
    if (wanted('S1')) await s1()
    if (wanted('S2')) await s2()
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
