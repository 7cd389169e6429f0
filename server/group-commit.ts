// Many small writes as few transactions. There is no timer: what waits while a commit is under way is the next batch. Items of one
// lane never run beside each other; the same key waits for its twin and then meets what the twin has written. An item that poisons
// its batch is found by halving. Callers are answered only after their batch is durable.
import { DomainError } from '@shared/errors'

export type GroupCommit<Item, Result> = {
  /** Waits until the item's batch is committed. @throws what the item alone makes `commit` throw; SYSTEM_BUSY when too many wait */
  submit: (item: Item) => Promise<Result>
  counts: () => { batches: number; items: number; halvings: number; waiting: number }
}

export type GroupOptions<Item, Result> = {
  keyOf: (item: Item) => string
  /** Any whole number; the lane is its remainder. */
  laneOf: (item: Item) => number
  lanes: number
  maxBatch: number
  /** Beyond this many waiting items new ones are refused at once. */
  maxWaiting: number
  /** Carries out all items in one transaction and answers in their order; throws when nothing was written. */
  commit: (items: readonly Item[]) => Promise<Result[]>
}

type Waiting<Item, Result> = { item: Item; key: string; resolve: (result: Result) => void; reject: (error: unknown) => void }

export function groupCommit<Item, Result>(options: GroupOptions<Item, Result>): GroupCommit<Item, Result> {
  const lanes = Array.from({ length: options.lanes }, () => ({ queue: [] as Waiting<Item, Result>[], running: false }))
  const counted = { batches: 0, items: 0, halvings: 0 }

  /** All items of a batch, halved on failure until the poisoned one is alone. */
  async function settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      counted.batches += 1
      const results = await options.commit(batch.map((each) => each.item))
      batch.forEach((each, index) => each.resolve(results[index] as Result))
    } catch (error) {
      const only = batch.length === 1 ? batch[0] : undefined
      if (only) return only.reject(error)
      if (isBusy(error)) return batch.forEach((each) => each.reject(error))
      counted.halvings += 1
      const half = Math.ceil(batch.length / 2)
      await settle(batch.slice(0, half))
      await settle(batch.slice(half))
    }
  }

  async function run(lane: (typeof lanes)[number]): Promise<void> {
    lane.running = true
    while (lane.queue.length > 0) {
      const { batch, rest } = takeBatch(lane.queue, options.maxBatch)
      lane.queue = rest
      counted.items += batch.length
      await settle(batch)
      // those just answered often bring their next item at once: this turn's arrivals join, or every other batch would be half empty
      await new Promise((resolve) => { setImmediate(resolve) })
    }
    lane.running = false
  }

  return {
    submit: (item) => new Promise<Result>((resolve, reject) => {
      const lane = lanes[Math.abs(options.laneOf(item)) % lanes.length] as (typeof lanes)[number]
      if (lane.queue.length >= options.maxWaiting) return reject(new DomainError('SYSTEM_BUSY', { retryAfterSeconds: 2 }))
      lane.queue.push({ item, key: options.keyOf(item), resolve, reject })
      // the first of a burst must not commit alone: let what arrives in this very turn join it
      if (!lane.running) {
        lane.running = true
        setImmediate(() => void run(lane))
      }
    }),
    counts: () => ({ ...counted, waiting: lanes.reduce((total, lane) => total + lane.queue.length, 0) }),
  }
}

/** A whole batch that found the database busy would find it busier item by item. */
const isBusy = (error: unknown): boolean => error instanceof DomainError && (error.code === 'SYSTEM_BUSY' || error.code === 'DATABASE_DOWN')

/** The next batch in order of arrival; twins of a key in it, and all that come after one on the same key, wait. */
function takeBatch<W extends { key: string }>(queue: readonly W[], most: number): { batch: W[]; rest: W[] } {
  const batch: W[] = []
  const rest: W[] = []
  const keys = new Set<string>()
  for (const each of queue) {
    if (batch.length < most && !keys.has(each.key)) {
      batch.push(each)
      keys.add(each.key)
    } else rest.push(each)
  }
  return { batch, rest }
}
