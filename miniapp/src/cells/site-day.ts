// Site visits on this phone: those of the coming days with their tables, the sheets as they are filled in, and what
// became of the rows that were handed over. In storage before it is on screen. Relies on the outbox for rows.
// Invariants: what another person left is not shown; a failed reading never hides what is on the phone; a sheet is
// stored with every tap, and stays when its visit is no longer listed.
import {
  cellsSite,
  MOST_SHEET_ROWS,
  type SheetOutcome,
  type SheetRow,
  type SiteVisit,
} from '@shared/cells/site-contract'
import type { TableContent } from '@shared/cells/tables'
import type { OutputOf } from '@shared/contract'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import { dayOf } from '@shared/time'
import { useDidShow } from '@tarojs/taro'
import { create } from 'zustand'
import { asApiError, call, type ApiError } from '@/lib/api'
import { deviceId } from '@/lib/ids'
import { answeredSince } from '@/lib/outbox/answered'
import { enqueue, onOutboxChange, outbox } from '@/lib/outbox/outbox'
import type { Row } from '@/lib/outbox/rows'
import { platform } from '@/lib/platform/platform'
import { onSessionChange, session } from '@/lib/session'
import { readStored, writeStored } from '@/lib/storage'
import { emptyFilled, handedOver, rowOf, shotsToSend, unsentLines, withoutKnown, type Filled } from './sheet'

type Answer = OutputOf<typeof cellsSite.pack>
/** `offsetMs`: the server's clock minus this phone's, as it was loaded. */
export type Pack = Answer & { owner: Id; readAt: string; offsetMs: number }
/** What became of the row handed over last for a visit. */
export type Fate = {
  state: 'waiting' | 'refused' | 'answered'
  seq: number
  why: string | null
  outcome: SheetOutcome | null
  photos: number
}
type State = {
  pack: Pack | null
  filled: Readonly<Record<Id, Filled>>
  fates: Readonly<Record<Id, Fate>>
  reading: boolean
  failed: ApiError | null
  /** Why the last tap was not kept. */
  problem: string | null
}

const PACK = 'cells/pack'
const keyOf = (visitId: Id): string => `cells/sheet/${visitId}`
const NO_ROOM = '没有记下来：手机存储满了。请删掉一些照片或文件，再点一次。'
const SHOWN_DAYS = 14
const FRESH_MS = 10 * 60_000
/** Of the sheet itself: the partner may have scored meanwhile. */
const SHEET_FRESH_MS = 30_000
const me = (): Id => session().person?.id ?? ''
const isRow = (row: Row): boolean => row.route.path === cellsSite.sync.path && row.owner === me()
const inputOf = (row: Row): SheetRow => row.input as SheetRow
const sinceShown = (): string => new Date(Date.now() - SHOWN_DAYS * 86_400_000).toISOString()

function readFates(): Record<Id, Fate> {
  const fates: Record<Id, Fate> = {}
  const { waiting, refused } = outbox()
  const put = (row: Row, fate: Omit<Fate, 'seq'>) => {
    const { visitId, seq } = inputOf(row)
    if (seq >= (fates[visitId]?.seq ?? 0)) fates[visitId] = { ...fate, seq }
  }
  for (const row of answeredSince(sinceShown()).filter(isRow)) {
    const outcome = row.answer.result as SheetOutcome | null
    put(row, { state: 'answered', why: null, outcome, photos: 0 })
  }
  for (const row of [...refused, ...waiting].filter(isRow)) {
    const photos = row.files.filter(({ sent }) => !sent).length
    put(row, { state: row.state, why: row.reason?.text ?? null, outcome: null, photos })
  }
  return fates
}

/** A phone that died as it handed a sheet over finds the row in the queue: the sheet is what that row says. */
function asHanded(filled: Filled): Filled {
  const { waiting, refused } = outbox()
  const rows = [...answeredSince(sinceShown()), ...refused, ...waiting].filter(isRow).map(inputOf)
  const [last] = rows
    .filter(({ visitId, seq }) => visitId === filled.visitId && seq > filled.seq)
    .sort((one, other) => other.seq - one.seq)
  if (!last) return filled
  const { seq, signature } = last
  const signed = signature ? { hash: signature.hash, row: seq } : filled.signed
  return { ...filled, seq, lines: handedOver(filled), signed }
}

function load(): Pick<State, 'pack' | 'filled' | 'fates'> {
  const kept = readStored<Pack>(PACK)
  const pack = kept && kept.owner === me() ? kept : null
  const found = (pack?.visits ?? []).flatMap(({ id }) => readStored<Filled>(keyOf(id)) ?? [])
  const own = found.filter(({ owner }) => owner === me()).map((each) => [each.visitId, asHanded(each)] as const)
  return { pack, filled: Object.fromEntries(own), fates: readFates() }
}

const store = create<State>(() => ({ ...load(), reading: false, failed: null, problem: null }))
export const useSite = store
export const theSite = (): State => store.getState()
export const sayProblem = (problem: string | null): void => store.setState({ problem })

onOutboxChange(() => {
  const before = store.getState().fates
  const fates = readFates()
  store.setState({ fates })
  // what was answered is read again, so that it is on screen as the server has it
  const isNew = Object.entries(fates).some(([id, { state, seq }]) => {
    const old = before[id]
    return state === 'answered' && old !== undefined && (old.state !== 'answered' || old.seq !== seq)
  })
  if (isNew) void refreshSite()
})
onSessionChange((now, before) => {
  if (now.person?.id !== before.person?.id) store.setState({ ...load(), failed: null, problem: null })
})

let reading: Promise<void> | null = null

/** Loads the visits again; what is there stays when that fails. Never throws. */
export function refreshSite(): Promise<void> {
  reading ??= read().finally(() => {
    reading = null
  })
  return reading
}

async function read(): Promise<void> {
  const owner = me()
  if (owner === '') return
  const before = store.getState().fates
  store.setState({ reading: true })
  try {
    const answer = await call(cellsSite.pack, {})
    if (me() !== owner) return
    const offsetMs = Math.round(Date.parse(answer.at) - Date.now())
    const pack: Pack = { ...withOpen(answer), owner, readAt: new Date().toISOString(), offsetMs }
    writeStored(PACK, pack)
    store.setState({ pack, filled: settled(before), failed: null })
  } catch (error) {
    store.setState({ failed: asApiError(error) })
  } finally {
    store.setState({ reading: false })
  }
}

/** Lines that the server had answered before the visits were read are the server's. */
function settled(fates: State['fates']): State['filled'] {
  return Object.fromEntries(
    Object.entries(store.getState().filled).map(([id, filled]) => {
      const fate = fates[id]
      if (fate?.state !== 'answered') return [id, filled] as const
      const next = withoutKnown(filled, fate.seq)
      writeStored(keyOf(id), next)
      return [id, next] as const
    }),
  )
}

/** Sheets with something in them that was not handed over stay, also where the server no longer lists their visit. */
function withOpen(answer: Answer): Answer {
  const { pack, filled } = store.getState()
  const listed = new Set(answer.visits.map(({ id }) => id))
  const open = (pack?.visits ?? []).filter(({ id }) => {
    const sheet = filled[id]
    return !listed.has(id) && sheet !== undefined && Object.keys(sheet.lines).length > 0
  })
  const known = new Set(answer.tables.map(({ id }) => id))
  const tables = (pack?.tables ?? []).filter(({ id }) => !known.has(id) && open.some(({ tableId }) => tableId === id))
  return { ...answer, visits: [...answer.visits, ...open], tables: [...answer.tables, ...tables] }
}

/** Of a page on site: loads what is old, and hands over what waits, as the page is shown. */
export function useOnSite(visitId?: Id): void {
  useDidShow(() => {
    const { pack } = store.getState()
    const limit = visitId === undefined ? FRESH_MS : SHEET_FRESH_MS
    const isFresh =
      pack && dayOf(new Date(pack.at)) === dayOf(new Date()) && Date.now() - Date.parse(pack.readAt) < limit
    const { online } = outbox()
    const filled = visitId === undefined ? undefined : store.getState().filled[visitId]
    if (filled && online && unsentLines(filled).length > 0) void handOver(filled.visitId, null)
    else if (!isFresh) void refreshSite()
  })
}

export type Opened = { visit: SiteVisit; table: TableContent; filled: Filled; fate: Fate | null }

export function openedIn({ pack, filled, fates }: State, visitId: Id): Opened | null {
  const visit = pack?.visits.find(({ id }) => id === visitId)
  const table = pack?.tables.find(({ id }) => id === visit?.tableId)
  if (!visit || !table) return null
  return {
    visit,
    table: table.content,
    filled: filled[visitId] ?? emptyFilled(visitId, me()),
    fate: fates[visitId] ?? null,
  }
}

/** A visit as the server has just answered it. */
export function takeVisit(visit: SiteVisit): void {
  const { pack } = store.getState()
  if (!pack) return
  const next = { ...pack, visits: pack.visits.map((one) => (one.id === visit.id ? visit : one)) }
  writeStored(PACK, next)
  store.setState({ pack: next })
}

/** Stores what was tapped; says on screen where that failed. */
export function changeSheet(visitId: Id, change: (filled: Filled) => Partial<Filled>): boolean {
  const opened = openedIn(store.getState(), visitId)
  if (!opened) return false
  const { filled, visit } = opened
  const next: Filled = { ...filled, base: filled.base ?? visit.version, ...change(filled) }
  try {
    writeStored(keyOf(visitId), next)
  } catch {
    store.setState({ problem: NO_ROOM })
    platform.vibrate('long')
    return false
  }
  store.setState({ filled: { ...store.getState().filled, [visitId]: next }, problem: null })
  return true
}

/** Hands what this phone has to the outbox. False when the phone has no room. @param signature null: still at work */
export async function handOver(visitId: Id, signature: SheetRow['signature']): Promise<boolean> {
  const { pack } = store.getState()
  const opened = openedIn(store.getState(), visitId)
  if (!pack || !opened) return false
  const { visit, filled } = opened
  try {
    const handing = { device: await deviceId(), at: new Date().toISOString(), offsetMs: pack.offsetMs, signature }
    const row = rowOf(filled, visit, handing)
    await enqueue({
      label: `${visit.subject.name} 现场评分${signature ? '' : '（没签字）'}`,
      route: cellsSite.sync,
      batch: { field: 'rows', max: MOST_SHEET_ROWS },
      input: row,
      files: shotsToSend(filled).map((shot) => ({
        ...shot,
        route: files.upload,
        fields: { purpose: 'cell' },
        isKept: true,
      })),
    })
    const signed = signature ? { hash: signature.hash, row: row.seq } : null
    return changeSheet(visitId, (now) => ({ seq: row.seq, lines: handedOver(now), ...(signed ? { signed } : {}) }))
  } catch {
    store.setState({ problem: NO_ROOM })
    return false
  }
}
