// What a tap does: one row with its own id into the outbox, then the phone says so. Taking a tap back, saying what was
// wrong with a bag, and adding to a saved log are rows of their own, since a row that was sent never changes.
// Relies on the outbox (stored before sent) and on clock.ts. Invariants: the log is in storage before the tile answers;
// taps are kept in their order; a log never waits for its photo.
import { dropoffs, type DropoffRow } from '@shared/dropoffs/contract'
import { MOST_ROWS, ROW_FORMAT, UNDO_SECONDS } from '@shared/dropoffs/rules'
import type { Result } from '@shared/dropoffs/vocabulary'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import type { Stream } from '@shared/places/vocabulary'
import { create } from 'zustand'
import { newId } from '@/lib/ids'
import { amend, enqueue } from '@/lib/outbox/outbox'
import { platform } from '@/lib/platform/platform'
import type { Logged } from './book'
import { clockNow } from './clock'
import { logWords } from './words'

export type Scan = {
  /** Shared by the bags of one scan. */
  id: Id
  of: Extract<DropoffRow, { kind: 'log' }>['of']
  /** "7K2M" or "第12户": what a log is told from others by. */
  name: string
  isLook: boolean
}

/** So long a wrong bag's log stays on the phone, so that what was wrong with it can still be said. */
const SAY_WHY_MS = 20_000

const failure = create<{ text: string | null }>(() => ({ text: null }))
/** Why the last tap was not kept; null when it was. */
export const useTapFailure = (): string | null => failure((state) => state.text)

let last: Promise<unknown> = Promise.resolve()

/** One after the other, however fast the tiles are tapped; then a short buzz, or on screen that there is no room. */
function kept(write: () => Promise<unknown>): Promise<boolean> {
  const done = last.then(write).then(
    () => {
      failure.setState({ text: null })
      platform.vibrate('short')
      return true
    },
    () => {
      failure.setState({ text: '没有记下来：手机存储满了。请删掉一些照片或文件，再点一次。' })
      platform.vibrate('long')
      return false
    },
  )
  last = done
  return done
}

const batch = { field: 'rows', max: MOST_ROWS, last: 'lastAnswered' }

/** What a row says beside the id that the outbox gives it. */
type Said<R> = R extends DropoffRow ? Omit<R, 'id' | 'format' | 'clock'> : never

async function put(row: Said<DropoffRow>, label: string, more: { undoMs?: number } = {}): Promise<Id> {
  const input = { ...row, format: ROW_FORMAT, clock: await clockNow() }
  return enqueue({ label, route: dropoffs.sync, batch, input, ...more })
}

/** A tile: one bag of a scan. */
export function logBag(scan: Scan, siteId: Id, stream: Stream, result: Result, isRural: boolean): Promise<boolean> {
  const { id: scanId, of, isLook } = scan
  return kept(() =>
    put(
      { kind: 'log', siteId, scanId, of, stream, result, ...(isLook ? { isLook } : {}) },
      `${scan.name} ${logWords(stream, result, isRural)}`,
      result === 'correct' ? {} : { undoMs: SAY_WHY_MS },
    ),
  )
}

/** Says what was wrong with a bag, while its log has not left the phone. */
export function sayWhy(log: Logged, result: Result, isRural: boolean): Promise<boolean> {
  const label = `${nameIn(log, isRural)} ${logWords(log.stream, result, isRural)}`
  return kept(() => Promise.resolve(amend(log.id, { label, input: { result } })))
}

/** By what a scan was called when it was logged. */
export const nameIn = ({ label, stream, result }: Logged, isRural: boolean): string =>
  label.slice(0, -logWords(stream, result, isRural).length - 1)

/** Seconds in which a tap can still be taken back. */
export const secondsLeft = ({ at }: Pick<Logged, 'at'>, now: Date): number => {
  const age = (now.getTime() - Date.parse(at)) / 1000
  return age < 0 ? 0 : Math.max(0, Math.ceil(UNDO_SECONDS - age))
}

/** Takes a tap back; both stay on record. */
export function takeBack(log: Logged): Promise<boolean> {
  return kept(() => put({ kind: 'undo', logId: log.id }, `撤销：${log.label}`))
}

/** Adds words to a saved log. */
export function addNote(log: Logged, note: string): Promise<boolean> {
  return kept(() => put({ kind: 'note', logId: log.id, note }, `${log.label}，补充说明`))
}

/** Adds a photo to a saved log; it goes after everything else that waits. @param path a lasting one */
export function addPhoto(log: Logged, path: string): Promise<boolean> {
  return kept(async () => {
    const input = { kind: 'note', logId: log.id, format: ROW_FORMAT, clock: await clockNow() }
    await enqueue({
      label: `${log.label}，照片`,
      route: dropoffs.sync,
      batch,
      input,
      files: [{ path, route: files.upload, fields: { purpose: 'dropoff' }, into: 'photoIds', isKept: true }],
      isBehind: true,
    })
  })
}

/** What was scanned or typed becomes a scan of its own. */
export const newScan = async (of: Scan['of'], name: string, isLook: boolean): Promise<Scan> => ({
  id: await newId(),
  of,
  name,
  isLook,
})
