// Codes taken without a network: checked against the list that was fetched beforehand, kept in the outbox, sent later,
// each with its own answer. Relies on the outbox (stored before sent, in order) and on storage.
// Invariants: a code is taken once on this phone; nothing is taken that is not on the list; every code ends with an
// answer from the server, asked for once more where the phone did not hear it (sending again is harmless).
//
//   const list = useList(shopId)                 what was issued beforehand for today, or null
//   const taken = collect(shop, scanned)         { ok, text } to be shown as it is
//   const rows = useCollected(shopId)            with state 'waiting' | 'sent' | 'captured' | 'refused'
import { create } from 'zustand'
import { fillPath, type OutputOf } from '@shared/contract'
import type { Id } from '@shared/ids'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { call } from '@/lib/api'
import { enqueue, onOutboxChange, outbox, type Outbox } from '@/lib/outbox/outbox'
import type { Row } from '@/lib/outbox/rows'
import { session } from '@/lib/session'
import { readStored, writeStored } from '@/lib/storage'
import { digestOf } from './digest'

type List = OutputOf<typeof rewardsShop.offlineList> & { fetchedAt: string }
type Result = { isTaken: boolean; text: string }
type Kept = { id: Id; shopId: Id; owner: Id; code: string; takenAt: string; label: string; result: Result | null }
export type Collected = Kept & { state: 'waiting' | 'sent' | 'captured' | 'refused' }

const KEPT = 'shop/collected'
const listKey = (shopId: Id): string => `shop/list/${shopId}`
const MOST_ROWS = 100
const KEEP_MS = 14 * 24 * 3_600_000
const ASK_AFTER_MS = 400

const pathOf = (shopId: Id): string => fillPath(rewardsShop.sendOffline, { shopId }).path
const shopIdIn = (row: Row): Id | null =>
  /^\/api\/rewards\/shops\/([^/]+)\/offline-codes$/.exec(row.route.path)?.[1] ?? null

const store = create<{ kept: readonly Kept[]; lists: Readonly<Record<Id, List | null>> }>(() => ({
  kept: readStored<Kept[]>(KEPT) ?? [],
  lists: {},
}))

/** What is decided and old goes; the rest stays until it is decided. */
function keep(kept: readonly Kept[]): void {
  const fresh = kept.filter(({ result, takenAt }) => result === null || Date.now() - Date.parse(takenAt) < KEEP_MS)
  writeStored(KEPT, fresh)
  store.setState({ kept: fresh })
}

/** The list of codes issued beforehand for a shop, as this phone has it. */
export function useList(shopId: Id): List | null {
  return store((state) => state.lists[shopId]) ?? readStored<List>(listKey(shopId))
}

/** Fetches today's list. @throws ApiError */
export async function fetchList(shopId: Id): Promise<void> {
  const list: List = { ...(await call(rewardsShop.offlineList, { shopId })), fetchedAt: new Date().toISOString() }
  writeStored(listKey(shopId), list)
  store.setState({ lists: { ...store.getState().lists, [shopId]: list } })
}

/** Takes a code without a network; answers what to tell. */
export async function collect(
  shop: { id: Id; name: string },
  code: string,
): Promise<{ isTaken: boolean; text: string }> {
  const refused = (text: string) => ({ isTaken: false, text })
  const list = readStored<List>(listKey(shop.id))
  const takenAt = new Date().toISOString()
  if (!list || takenAt > list.until) return refused('今天的码还没有下载。请连上网下载以后再收。')
  if (store.getState().kept.some((each) => each.code === code))
    return refused('这个码在这部手机上已经收过了，不能再收。')
  const digest = digestOf(code)
  const item = list.items.find((each) => each.digest === digest)
  if (!item) return refused('今天的名单里没有这个码，不能收。请居民连上网，出示平常的兑换码。')
  const label = `${item.goodName} × ${item.quantity}`
  try {
    const id = await enqueue({
      label: `${label}，断网收的码`,
      route: { method: 'POST', path: pathOf(shop.id) as `/${string}` },
      batch: { field: 'rows', max: MOST_ROWS },
      input: { code, takenAt },
    })
    // The outbox tells of every new row, so it may be noted already.
    keep([
      ...store.getState().kept.filter((each) => each.id !== id),
      { id, shopId: shop.id, owner: session().person?.id ?? '', code, takenAt, label, result: null },
    ])
    return { isTaken: true, text: `${label}，${item.points}分。东西可以给居民，有网后自动补传。` }
  } catch {
    return refused('没有记下来：手机存储满了。请删掉一些照片或文件再收。')
  }
}

function stateOf({ id, result }: Kept, { waiting }: Outbox): Collected['state'] {
  if (waiting.some((row) => row.id === id)) return 'waiting'
  return result === null ? 'sent' : result.isTaken ? 'captured' : 'refused'
}

/** What this phone took for a shop, the newest first. */
export function useCollected(shopId: Id): Collected[] {
  const { kept } = store()
  const now = outbox()
  return kept
    .filter((each) => each.shopId === shopId)
    .map((each) => ({ ...each, state: stateOf(each, now) }))
    .reverse()
}

/**
 * Follows the outbox: a row that is not noted yet (the phone died in between), one that was refused, one that goes
 * again.
 */
function follow(now: Outbox): void {
  const rows = [...now.waiting, ...now.refused].filter((row) => shopIdIn(row) !== null)
  const { kept } = store.getState()
  const noted = rows
    .filter((row) => !kept.some(({ id }) => id === row.id))
    .map((row): Kept => {
      const { code, takenAt } = row.input as { code: string; takenAt: string }
      return {
        id: row.id,
        shopId: shopIdIn(row) ?? '',
        owner: row.owner,
        code,
        takenAt,
        label: row.label.split(',')[0] ?? row.label,
        result: null,
      }
    })
  const next = [...kept, ...noted].map((each): Kept => {
    const row = rows.find(({ id }) => id === each.id)
    if (!row) return each
    const result = row.state === 'refused' ? { isTaken: false, text: row.reason?.text ?? '服务没有说明原因' } : null
    return JSON.stringify(result) === JSON.stringify(each.result) ? each : { ...each, result }
  })
  if (next.length !== kept.length || next.some((each, i) => each !== kept[i])) keep(next)
  if (undecided(now).length > 0)
    setTimeout(() => {
      void askResults()
    }, ASK_AFTER_MS)
}

const undecided = (now: Outbox): Kept[] => {
  const queued = new Set([...now.waiting, ...now.refused].map(({ id }) => id))
  return store
    .getState()
    .kept.filter(({ id, result, owner }) => result === null && !queued.has(id) && owner === session().person?.id)
}

let asking: Promise<void> | null = null

/** Asks once more what became of codes that were sent and whose answer is not known here. Never throws. */
export function askResults(): Promise<void> {
  asking ??= ask()
    .catch(() => undefined)
    .finally(() => {
      asking = null
    })
  return asking
}

async function ask(): Promise<void> {
  const open = undecided(outbox())
  for (const shopId of new Set(open.map((each) => each.shopId))) {
    const rows = open
      .filter((each) => each.shopId === shopId)
      .slice(0, MOST_ROWS)
      .map(({ id, code, takenAt }) => ({ id, code, takenAt }))
    const { results } = await call(rewardsShop.sendOffline, { shopId, rows })
    keep(
      store.getState().kept.map((each) => {
        const answer = results.find(({ id }) => id === each.id)
        return answer ? { ...each, result: { isTaken: answer.result !== 'refused', text: answer.text } } : each
      }),
    )
  }
}

follow(outbox())
onOutboxChange(follow)
