// Many small writes as few transactions. There is no timer: what waits while commits are under way is the next batch. A
// few batches are under way at once, and never two that touch the same thing, so that they never conflict and each
// thing sees its items in order of arrival. Two items with the same key are never in one batch: the second finds what
// the first has written. A batch that fails is split in half until the failing item is alone. Callers are answered only
// after their batch is durable.
import { DomainError } from '@shared/errors'

export type GroupCommit<Item, Result> = {
  /**
   * Waits until the item's batch is committed. @throws what the item alone makes `commit` throw; SYSTEM_BUSY when too
   * many wait
   */
  submit: (item: Item) => Promise<Result>
  counts: () => { batches: number; items: number; halvings: number; waiting: number }
}

export type GroupOptions<Item, Result> = {
  /** Items with the same key are never in one batch. */
  keyOf: (item: Item) => string
  /** What the item changes beside its key: two batches under way have nothing of it in common. */
  touches: (item: Item) => readonly string[]
  /** How many batches may be under way at once. */
  atOnce: number
  maxBatch: number
  /** Beyond this many waiting items new ones are refused at once. */
  maxWaiting: number
  /** Carries out all items in one transaction and answers in their order; throws when nothing was written. */
  commit: (items: readonly Item[]) => Promise<Result[]>
}

/** Fewer items than this are not shared out among several batches. */
const WORTH_A_COMMIT = 16

type Waiting<Item, Result> = {
  item: Item
  key: string
  touches: readonly string[]
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

export function groupCommit<Item, Result>(options: GroupOptions<Item, Result>): GroupCommit<Item, Result> {
  let queue: Waiting<Item, Result>[] = []
  const busy = new Set<string>()
  let running = 0
  let woken = false
  const counted = { batches: 0, items: 0, halvings: 0 }

  /** All items of a batch, split in half on failure until the failing one is alone. */
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

  async function run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const claimed = batch.flatMap((each) => [each.key, ...each.touches])
    for (const name of claimed) busy.add(name)
    running += 1
    counted.items += batch.length
    await settle(batch)
    running -= 1
    for (const name of claimed) busy.delete(name)
    wake()
  }

  function start(): void {
    woken = false
    while (running < options.atOnce && queue.length > 0) {
      const share = Math.max(WORTH_A_COMMIT, Math.ceil(queue.length / (options.atOnce - running)))
      const { batch, rest } = takeBatch(queue, busy, share, options.maxBatch)
      if (batch.length === 0) return
      queue = rest
      void run(batch)
    }
  }

  /**
   * What arrives in this very turn joins. While others are under way those just answered are waited for too: they often
   * bring their next item at once. Alone, nobody has to wait.
   */
  function wake(): void {
    if (woken || running >= options.atOnce || queue.length === 0) return
    woken = true
    if (running === 0) queueMicrotask(start)
    else setImmediate(start)
  }

  return {
    submit: (item) =>
      new Promise<Result>((resolve, reject) => {
        if (queue.length >= options.maxWaiting) return reject(new DomainError('SYSTEM_BUSY', { retryAfterSeconds: 2 }))
        queue.push({ item, key: options.keyOf(item), touches: options.touches(item), resolve, reject })
        wake()
      }),
    counts: () => ({ ...counted, waiting: queue.length }),
  }
}

/** A whole batch that found the database busy would find it busier item by item. */
const isBusy = (error: unknown): boolean =>
  error instanceof DomainError && (error.code === 'SYSTEM_BUSY' || error.code === 'DATABASE_DOWN')

type Claim = { key: string; touches: readonly string[] }

/**
 * The next batch in order of arrival: `share` items, and up to `most` those that touch the same things and would only
 * have to wait for it. What has to wait, for one of the same key or for a batch under way, makes those
 * behind it on the same things wait too.
 */
function takeBatch<W extends Claim>(
  queue: readonly W[],
  busy: ReadonlySet<string>,
  share: number,
  most: number,
): { batch: W[]; rest: W[] } {
  const batch: W[] = []
  const rest: W[] = []
  const keys = new Set<string>()
  const touched = new Set<string>()
  const passedOver = new Set<string>()
  const mustWait = (name: string): boolean => busy.has(name) || passedOver.has(name)
  const hasRoom = (each: W): boolean =>
    batch.length < most && (batch.length < share || each.touches.some((name) => touched.has(name)))
  for (const each of queue) {
    if (hasRoom(each) && !keys.has(each.key) && !mustWait(each.key) && !each.touches.some(mustWait)) {
      batch.push(each)
      keys.add(each.key)
      for (const name of each.touches) touched.add(name)
    } else {
      rest.push(each)
      for (const name of [each.key, ...each.touches]) passedOver.add(name)
    }
  }
  return { batch, rest }
}
