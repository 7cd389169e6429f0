// Writes that must not be lost where there is no signal: kept on the phone first, sent in order, repeated until
// decided. Relies on rows.ts (storage) and send.ts (requests).
// Invariants: stored before sent; a temporary failure keeps the order and waits longer each time; what the server
// refuses is kept with its reason until a person has seen it; rows are sent only in the session of the person who wrote
// them; answered rows are kept (answered.ts) and offered again to a server that was restored from a backup.
//
//   await enqueue({ route: crew.syncLogs, batch: { field: 'rows', max: 100 }, input: { stopId, action: 'arrive', … },
// label: '3栋 已到达',     files: [{ path, route: files.upload, fields: { purpose: 'stop' }, into: 'photoIds' }] })
//   A batch route takes `{ rows: [{ id, … }] }` and answers `{ results: [{ id, outcome, code, text }] }`; the id is the
// row's own.   const { waiting, refused, sending } = useOutbox()
//   withdraw(id)  while `undoMs` runs · retryRefused(id) · discardRefused(id) · flushOutbox()
import type { Id } from '@shared/ids'
import { create } from 'zustand'
import { asApiError } from '../api'
import { epoch, onEpochChange, takeEpoch } from '../epoch'
import { newId } from '../ids'
import { platform } from '../platform/platform'
import { onSessionChange, session } from '../session'
import { answeredRows, forgetAnswered, forgetOldestDay, keepAnswered, latestAnswered, pruneAnswered } from './answered'
import { keepPictures, type Entry } from './entry'
import { forgetAside, forgetRow, keepRow, loadRows, newRow, nextSeq, type AsideRow, type Row } from './rows'
import { isForgotten, sendFiles, sendTogether, together, type Sent } from './send'

const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 5 * 60_000
/** A row on which the server fails this often is set aside, so that it does not hold up the others. */
const MOST_DEFECTS = 5
/** How often a phone that has nothing to send asks whether the server still knows what it answered. */
const ASK_EVERY_MS = 6 * 3600_000
/** The server waits for a picture that this phone has not got any more. */
const PICTURE_MISSING = 'RUN_PHOTO_PENDING'

type State = { rows: Row[]; aside: AsideRow[]; sending: boolean; online: boolean }

const store = create<State>(() => ({ ...loadRows(), sending: false, online: true }))

let failures = 0
let timer: ReturnType<typeof setTimeout> | null = null
let wanted = false
let running: Promise<void> | null = null

/**
 * Keeps a write and sends it as soon as it can be; answers its id once it is safe on the phone. Throws when storage is
 * full.
 */
export async function enqueue(entry: Entry): Promise<Id> {
  const id = await newId()
  const { files, input } = await keepPictures(entry)
  const now = Date.now()
  const row = newRow({
    id,
    seq: nextSeq(),
    owner: session().person?.id ?? '',
    label: entry.label,
    route: { method: entry.route.method, path: entry.route.path },
    input,
    ...(entry.batch ? { batch: entry.batch } : {}),
    ...(entry.isBehind ? { isBehind: true } : {}),
    files,
    writtenAt: new Date(now).toISOString(),
    notBefore: now + (entry.undoMs ?? 0),
    tries: 0,
    state: 'waiting',
  })
  keepWithRoom(row)
  store.setState({ rows: [...store.getState().rows, row] })
  if (entry.undoMs) later(entry.undoMs)
  else void flushOutbox()
  return id
}

/** What is unsent goes before what was answered when storage is full. Throws when there is nothing to let go. */
function keepWithRoom(row: Row): void {
  for (;;) {
    try {
      return keepRow(row)
    } catch (error) {
      if (!forgetOldestDay()) throw error
    }
  }
}

/** Takes a row back that has never been sent; false when it is too late. */
export function withdraw(id: Id): boolean {
  const row = find(id)
  if (!row || row.tries > 0 || row.state !== 'waiting' || Date.now() >= row.notBefore) return false
  remove(row)
  return true
}

/** Changes what a row says that has never left the phone, in one write to storage; false when it is too late. */
export function amend(id: Id, { label, input }: Pick<Row, 'label' | 'input'>): boolean {
  const row = find(id)
  if (!row || row.tries > 0 || row.state !== 'waiting') return false
  change({ ...row, label, input: { ...row.input, ...input } })
  return true
}

/** What these rows say has left the phone by another way: from then on it stays as it is. */
export function sayGiven(ids: readonly Id[]): void {
  for (const id of ids) {
    const row = find(id)
    if (row?.tries === 0) change({ ...row, tries: 1 })
  }
}

/** Sends a refused row once more, as a new write in its old place. */
export async function retryRefused(id: Id): Promise<void> {
  const key = await newId()
  const row = find(id)
  if (row?.state !== 'refused') return
  const { reason: _seen, ...rest } = row
  // In a batch the id names the fact, so it stays; a single write gets a new key, since the old one answers the old
  // refusal.
  change({ ...rest, id: row.batch ? row.id : key, state: 'waiting', tries: 0 })
  await flushOutbox()
}

/** Lets a refused row go; only for a person who has read why. */
export function discardRefused(id: Id): void {
  const row = find(id)
  if (row?.state === 'refused') remove(row)
}

/** Lets a row go that this program cannot read; only for a person who has seen it. */
export function discardAside(key: string): void {
  forgetAside({ key })
  store.setState({ aside: store.getState().aside.filter((row) => row.key !== key) })
}

/** Sends what can be sent now; at most one run at a time, and once more when asked meanwhile. Never throws. */
export function flushOutbox(): Promise<void> {
  wanted = true
  running ??= run().finally(() => {
    running = null
  })
  return running
}

async function run(): Promise<void> {
  while (wanted) {
    wanted = false
    // Only the phone's storage can throw here (full): what is stored stays, and is tried again later.
    await drain().catch(() => {
      postpone()
    })
  }
}

/** Once at start: sends what an earlier run left, and again whenever there is reason to hope. */
export function startOutbox(): void {
  const hope = () => {
    failures = 0
    void flushOutbox().then(askWhetherKnown)
  }
  for (const path of pruneAnswered()) void platform.dropFile(path)
  onEpochChange((now) => {
    try {
      if (offerAgain(({ answer }) => answer.epoch !== now)) void flushOutbox()
      takeEpoch(now)
    } catch {
      // a full phone: the epoch is not taken, so the next answer tries again
    }
  })
  platform.onNetworkChange((online) => {
    store.setState({ online })
    if (online) hope()
  })
  platform.onShow(hope)
  onSessionChange((now, before) => {
    if (now.tokens && now.tokens !== before.tokens) hope()
  })
  void platform.isOnline().then((online) => {
    store.setState({ online })
  })
  hope()
}

async function drain(): Promise<void> {
  for (;;) {
    const mine = session().person?.id
    const all = store.getState().rows.filter((row) => row.state === 'waiting' && row.owner === mine)
    const before = all.filter(({ isBehind }) => !isBehind)
    const waiting = before.length > 0 ? before : all
    const [first] = waiting
    if (!first || !session().tokens) return
    const wait = first.notBefore - Date.now()
    if (wait > 0) return later(wait)
    const ready = waiting.filter((row) => row.notBefore <= Date.now())
    if (!(await sendSome(together(ready)))) return
  }
}

/** Sends one request's worth; false when the queue must wait. */
async function sendSome(rows: Row[]): Promise<boolean> {
  store.setState({ sending: true })
  const before = epoch()
  /** The server went back, as this very answer said: what it refuses may only lack what comes again before it. */
  const wentBack = (): boolean => before !== '' && epoch() !== before
  try {
    // Counted before sending: a row that may have reached the server can no longer be taken back.
    let sent = rows.map((row) => change({ ...row, tries: row.tries + 1 }))
    const complete: Row[] = []
    for (const row of sent) complete.push(await sendFiles(row, change))
    sent = complete
    const [first] = sent
    const last = first?.batch?.last ? latestAnswered(first.route.path, first.owner) : null
    const { outcomes, sendAgain } = await sendTogether(sent, last?.id ?? null)
    if (sendAgain) offerAgain(() => true)
    const isOpen = sendAgain || wentBack()
    await settle(
      sent,
      outcomes.filter(({ refused }) => !refused || !isOpen),
    )
    if (outcomes.length === 0) return postpone()
    failures = 0
    return true
  } catch (error) {
    return wentBack() || failed(rows, asApiError(error))
  } finally {
    store.setState({ sending: false })
  }
}

async function settle(sent: readonly Row[], outcomes: Sent['outcomes']): Promise<void> {
  const answered: { row: Row; result: unknown }[] = []
  for (const { id, result, refused } of outcomes) {
    const row = sent.find((one) => one.id === id)
    if (!row) continue
    if (refused?.code === PICTURE_MISSING && row.isOfferedAgain && row.files.length === 0) await withoutPictures(row)
    else if (refused) change({ ...row, state: 'refused', reason: refused })
    else answered.push({ row, result: row.batch ? result : null })
  }
  // the answer to a row of its own may hold what the next user of this phone must not read
  const kept = answered.map(({ row, result }) => ({ row: keepsPictures(row) ? row : { ...row, files: [] }, result }))
  keepAnswered(kept, epoch())
  leave(answered.map(({ row }) => row))
  for (const { row } of answered)
    if (!keepsPictures(row)) for (const file of row.files) void platform.dropFile(file.path)
}

/** Pictures are evidence where the route asks for its rows again; elsewhere they go with the answer. */
const keepsPictures = (row: Row): boolean => row.batch?.last !== undefined

/**
 * Answered once with its pictures, which this phone and the restored server have both lost: what was done still counts,
 * as a row of its own.
 */
async function withoutPictures(row: Row): Promise<void> {
  const { photoIds: _lost, ...input } = row.input
  change({ ...row, id: await newId(), input })
}

/** Puts answered rows back into the queue, in their old places; true when there were any. */
function offerAgain(isMeant: (row: ReturnType<typeof answeredRows>[number]) => boolean): boolean {
  const known = new Set(store.getState().rows.map(({ seq }) => seq))
  const again = answeredRows().filter((row) => isMeant(row) && !known.has(row.seq))
  const rows = again.map(({ answer: _before, files, ...row }): Row => ({
    ...row,
    files: files.map((file) => ({ ...file, sent: false })),
    tries: 1,
    notBefore: 0,
    isOfferedAgain: true,
  }))
  // Stored as waiting before it is forgotten as answered: a phone that dies in between offers it once more.
  for (const row of rows) keepWithRoom(row)
  forgetAnswered(new Set(rows.map(({ id }) => id)))
  if (rows.length > 0) store.setState({ rows: [...store.getState().rows, ...rows].sort((a, b) => a.seq - b.seq) })
  return rows.length > 0
}

let askedAt = -Infinity

/**
 * A phone that has nothing to send notices all the same that the server has gone back, even where it was put back
 * without a new epoch. Never throws: it is asked again later.
 */
async function askWhetherKnown(): Promise<void> {
  const owner = session().person?.id
  if (!owner || !session().tokens || Date.now() - askedAt < ASK_EVERY_MS) return
  if (store.getState().rows.some(({ state }) => state === 'waiting')) return
  const last = latestOf(owner)
  if (!last) return
  askedAt = Date.now()
  try {
    if (await isForgotten(last)) {
      offerAgain(() => true)
      await flushOutbox()
    }
  } catch {
    askedAt = -Infinity
  }
}

/** The row answered last, of a route that can be asked about it. */
const latestOf = (owner: string): Row | null =>
  [...answeredRows()].reverse().find((row) => row.owner === owner && row.batch?.last !== undefined) ?? null

function failed(rows: readonly Row[], error: ReturnType<typeof asApiError>): boolean {
  if (error.status === 401) return false
  const isDefect = error.status === 500 && rows.every((row) => row.tries + 1 >= MOST_DEFECTS)
  if (error.isTemporary && !isDefect) return postpone()
  // A batch refused as a whole says nothing about its rows: each then goes alone and hears its own answer.
  const [first] = rows
  if (rows.length > 1 && first?.batch) {
    for (const row of rows) narrow(row)
    return true
  }
  const { code, text, requestId } = error
  for (const row of rows) {
    const now = find(row.id)
    if (now) change({ ...now, state: 'refused', reason: { code, text, ...(requestId ? { requestId } : {}) } })
  }
  return true
}

function narrow(row: Row): void {
  const now = find(row.id)
  if (now?.batch) change({ ...now, batch: { ...now.batch, max: 1 } })
}

/** Waits longer after each failure; what is written meanwhile is tried at once and does not lengthen the wait. */
function postpone(): false {
  if (timer !== null) return false
  const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)
  failures += 1
  // eslint-disable-next-line no-restricted-properties -- only spreads retries; no identifier comes of it
  later(wait * (0.75 + Math.random() / 2))
  return false
}

function later(ms: number): void {
  if (timer !== null) clearTimeout(timer)
  timer = setTimeout(() => {
    timer = null
    void flushOutbox()
  }, ms)
}

const find = (id: Id): Row | undefined => store.getState().rows.find((row) => row.id === id)

function change(row: Row): Row {
  keepRow(row)
  store.setState({ rows: store.getState().rows.map((one) => (one.seq === row.seq ? row : one)) })
  return row
}

/** Out of the queue; their pictures stay with the answered rows. */
function leave(rows: readonly Row[]): void {
  for (const row of rows) forgetRow(row)
  const gone = new Set(rows.map(({ seq }) => seq))
  store.setState({ rows: store.getState().rows.filter(({ seq }) => !gone.has(seq)) })
}

function remove(row: Row): void {
  leave([row])
  for (const file of row.files) void platform.dropFile(file.path)
}

export type Outbox = {
  waiting: Row[]
  refused: Row[]
  /** Rows of a program to come, or damaged: kept as they are, and shown. */
  aside: AsideRow[]
  sending: boolean
  online: boolean
}

const pick = ({ rows, aside, sending, online }: State): Outbox => ({
  waiting: rows.filter((row) => row.state === 'waiting'),
  refused: rows.filter((row) => row.state === 'refused'),
  aside,
  sending,
  online,
})

export const useOutbox = (): Outbox => pick(store())
export const outbox = (): Outbox => pick(store.getState())
/** Calls back after every change; returns the way to stop. */
export const onOutboxChange = (then: (now: Outbox) => void): (() => void) =>
  store.subscribe((state) => then(pick(state)))
