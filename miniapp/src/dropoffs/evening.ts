// The evening on this phone: the sites one may log at, the table of tonight's site, and tonight's logs.
// All of it is in storage before it is on screen, so that it is there again after a kill and without a network.
// Relies on the outbox for rows, on book.ts for reading them. Invariants: what another person or day left is not shown;
// a table is never used for another day than its own; a failed reading never hides what is on the phone.
//
//   const { sites, siteId, tonight, book } = useEvening()
//   await refreshEvening()                 reads sites and table again; quiet when there is no network
import type { OutputOf } from '@shared/contract'
import { dropoffs } from '@shared/dropoffs/contract'
import { GRACE_MINUTES, isOnNow } from '@shared/dropoffs/rules'
import { scannedAs, tableOf, type Table } from '@shared/dropoffs/table'
import type { Id } from '@shared/ids'
import { addDays, clockOf, dayOf, type Day } from '@shared/time'
import { useDidShow, useRouter } from '@tarojs/taro'
import { create } from 'zustand'
import { asApiError, call, type ApiError } from '@/lib/api'
import { deviceId } from '@/lib/ids'
import { answeredSince } from '@/lib/outbox/answered'
import { onOutboxChange, outbox } from '@/lib/outbox/outbox'
import type { Row } from '@/lib/outbox/rows'
import { onSessionChange, session } from '@/lib/session'
import { readStored, writeStored } from '@/lib/storage'
import { bookOf, type Logged } from './book'
import { learnTime, nowByServer } from './clock'

export type Site = OutputOf<typeof dropoffs.sites>['sites'][number]
export const isOpenNow = ({ windows }: Pick<Site, 'windows'>): boolean => isOnNow(windows, nowByServer())
type Answer = OutputOf<typeof dropoffs.tonight>
export type Tonight = Answer & { owner: Id; readAt: string }
type Kept<T> = { owner: Id; items: T }

type State = {
  sites: Site[] | null
  siteId: Id | null
  tonight: Tonight | null
  book: readonly Logged[]
  reading: boolean
  failed: ApiError | null
}

const SITES = 'dropoffs/sites'
const SITE = 'dropoffs/site'
const TONIGHT = 'dropoffs/tonight'
/** A night that goes on past midnight is one evening until then. */
const NIGHT_ENDS = '06:00'
/** A list that was read lately is not read again whenever a page is shown. */
const FRESH_MS = 5 * 60_000

const me = (): Id => session().person?.id ?? ''
const ofMine = <T>(kept: Kept<T> | null): T | null => (kept && kept.owner === me() ? kept.items : null)
export const isRow = (row: Row): boolean => row.route.path === dropoffs.sync.path && row.owner === me()

/** The day that the evening belongs to: after midnight still the one before. */
export const eveningDay = (now: Date): Day => (clockOf(now) < NIGHT_ENDS ? addDays(dayOf(now), -1) : dayOf(now))

function storedTonight(siteId: Id | null): Tonight | null {
  const kept = readStored<Tonight>(TONIGHT)
  if (!kept || kept.owner !== me() || kept.site.id !== siteId) return null
  return kept.day === eveningDay(new Date()) || kept.day === dayOf(new Date()) ? kept : null
}

let answered: ReturnType<typeof answeredSince> | null = null

/** Rows that the server answers are read from storage only when there are new ones. */
function readBook(): Logged[] {
  const { waiting, refused } = outbox()
  answered ??= answeredSince(new Date(Date.now() - 20 * 3_600_000).toISOString())
  const today = eveningDay(new Date())
  const queued = [...waiting, ...refused].filter(isRow)
  const ids = new Set(queued.map(({ id }) => id))
  return bookOf(
    queued,
    answered.filter((row) => isRow(row) && !ids.has(row.id)),
  ).filter(({ at }) => eveningDay(new Date(at)) === today)
}

function load(): Pick<State, 'sites' | 'siteId' | 'tonight' | 'book'> {
  const siteId = ofMine(readStored<Kept<Id>>(SITE))
  return { sites: ofMine(readStored<Kept<Site[]>>(SITES)), siteId, tonight: storedTonight(siteId), book: readBook() }
}

const store = create<State>(() => ({ ...load(), reading: false, failed: null }))
export const useEvening = store
export const evening = (): State => store.getState()
export const theSite = ({ sites, siteId, tonight }: Pick<State, 'sites' | 'siteId' | 'tonight'>) =>
  tonight?.site ?? sites?.find(({ id }) => id === siteId) ?? null

let isSoon = false

/** A batch changes every row of it: the list is read once for all of them. */
function readBookSoon(): void {
  if (isSoon) return
  isSoon = true
  setTimeout(() => {
    isSoon = false
    store.setState({ book: readBook() })
  }, 0)
}

/** What was written before this is in the book after it. */
export const bookRead = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0)
  })

let leftBefore = 0
onOutboxChange(({ waiting }) => {
  const left = waiting.filter(isRow).length
  if (left < leftBefore) answered = null
  const isDone = leftBefore > 0 && left === 0
  leftBefore = left
  readBookSoon()
  if (isDone) void tellPhone(false)
})
onSessionChange((now, before) => {
  if (now.person?.id === before.person?.id) return
  answered = null
  store.setState({ ...load(), failed: null })
})

/** The site for tonight, remembered until another is chosen. A shift names its own. */
export function chooseSite(siteId: Id): void {
  if (siteId === store.getState().siteId || me() === '') return
  const kept: Kept<Id> = { owner: me(), items: siteId }
  writeStored(SITE, kept)
  store.setState({ siteId, tonight: storedTonight(siteId) })
  void refreshEvening()
}

let reading: Promise<void> | null = null
let isWanted = false

/** Reads the sites, and the table of the one that is chosen; what is there stays when it fails. Never throws. */
export function refreshEvening(): Promise<void> {
  isWanted = true
  reading ??= readWanted().finally(() => {
    reading = null
  })
  return reading
}

/** Once more when another site was chosen meanwhile. */
async function readWanted(): Promise<void> {
  while (isWanted) {
    isWanted = false
    await read()
  }
}

async function read(): Promise<void> {
  const owner = me()
  if (owner === '') return
  store.setState({ reading: true, ...load() })
  try {
    const { sites } = await call(dropoffs.sites, {})
    if (me() !== owner) return
    writeStored(SITES, { owner, items: sites } satisfies Kept<Site[]>)
    const siteId = store.getState().siteId ?? onlyOne(sites)
    if (siteId && siteId !== store.getState().siteId) writeStored(SITE, { owner, items: siteId } satisfies Kept<Id>)
    store.setState({ sites, siteId })
    if (siteId) await readTable(owner, siteId)
    store.setState({ failed: null })
  } catch (error) {
    store.setState({ failed: asApiError(error) })
  } finally {
    store.setState({ reading: false })
  }
}

/** The one that is on now, or the only one there is; else a person chooses. */
function onlyOne(sites: readonly Site[]): Id | null {
  const on = sites.filter(({ isOnNow }) => isOnNow)
  const [only] = on.length === 1 ? on : sites
  return on.length === 1 || sites.length === 1 ? (only?.id ?? null) : null
}

async function readTable(owner: Id, siteId: Id): Promise<void> {
  const askedMs = Date.now()
  const answer = await call(dropoffs.tonight, { siteId, day: eveningDay(new Date()) })
  if (me() !== owner || store.getState().siteId !== siteId) return
  await learnTime(answer.at, askedMs)
  const tonight: Tonight = { ...answer, owner, readAt: new Date().toISOString() }
  writeStored(TONIGHT, tonight)
  store.setState({ tonight })
  void tellPhone(false)
}

/**
 * Tells the server how much this phone still holds, so that the day can be closed. Never throws: a phone that says
 * nothing is waited for. @param isOut the person goes home
 */
export async function tellPhone(isOut: boolean): Promise<boolean> {
  const { tonight, book } = store.getState()
  if (!tonight || !session().tokens) return false
  const left = book.filter(({ state, siteId }) => state === 'unsent' && siteId === tonight.site.id).length
  try {
    const askedMs = Date.now()
    const id = await deviceId()
    const { at } = await call(dropoffs.reportPhone, { id, siteId: tonight.site.id, day: tonight.day, left, isOut })
    await learnTime(at, askedMs)
    return true
  } catch {
    return false
  }
}

let tableFor: { of: Tonight; table: Table } | null = null

/** The table of tonight, read once. */
export function tableNow(): Table {
  const { tonight } = store.getState()
  if (!tonight) return tableOf({ seed: '', households: [] })
  if (tableFor?.of !== tonight) tableFor = { of: tonight, table: tableOf(tonight) }
  return tableFor.table
}

export const readScan = (text: string) => scannedAs(tableNow(), text)

/** The window of tonight's table that it is now, half an hour before and after it too; null outside of them. */
export function windowNow(): string | null {
  const at = nowByServer().getTime()
  const grace = GRACE_MINUTES * 60_000
  const near = (store.getState().tonight?.windows ?? []).filter(
    ({ from, to }) => Date.parse(from) - grace <= at && at <= Date.parse(to) + grace,
  )
  return (near.find(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to)) ?? near[0])?.key ?? null
}

/** Of a page that works at the site that its address names, else at the one chosen before; read again when shown. */
export function useTonight(): void {
  const { params } = useRouter()
  const named = params['site']
  useDidShow(() => {
    if (named) chooseSite(named)
    const { tonight, sites } = store.getState()
    const isFresh = sites && tonight && Date.now() - Date.parse(tonight.readAt) < FRESH_MS
    if (!isFresh) void refreshEvening()
  })
}
