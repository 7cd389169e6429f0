// Rows that the server has answered, kept on the phone for 30 days with what it answered, so that they can be offered
// again should the server be restored from a backup older than they are. Relies on storage.ts: one key a day, more on a
// long one.
// Invariants: an answered row is stored here before it leaves the queue; what is still unsent goes before what is kept
// here when storage is full; a row older than 30 days is never offered, since the server forgets its keys by then.
import type { Id } from '@shared/ids'
import { readStored, removeStored, storedKeys, writeStored } from '../storage'
import { upgraded, type Row, type RowFile } from './rows'

/** `epoch`: of the server that answered. `result`: as it came, null where it was too long to keep. */
export type Answer = { at: string; epoch: string; result: unknown }
export type AnsweredRow = Row & { answer: Answer }

const START = 'answered/'
const KEEP_MS = 30 * 24 * 3600_000
/** Days on which something was answered; a phone whose clock jumps must not lose them all at once. */
const MOST_DAYS = 31
const LONGEST_RESULT = 2_000
/** A row is rarely longer than 1 kB. */
const MOST_IN_A_KEY = 400
/** Pictures of answered rows that stay on the phone, the latest ones. */
const MOST_PICTURES = 40

const dayKey = (instant: string): string => START + instant.slice(0, 10)
const dayKeys = (): string[] => storedKeys(START)
const dayOf = (key: string): string => key.slice(START.length, START.length + 10)
/** As they are stored: also those of a program to come, which stay as they are. */
const storedRows = (key: string): Partial<AnsweredRow>[] => readStored<Partial<AnsweredRow>[]>(key) ?? []
const filesOf = ({ files }: Partial<AnsweredRow>): readonly RowFile[] => (Array.isArray(files) ? files : [])
/** Those that this program can read, an older program's among them. */
const rowsOf = (key: string): AnsweredRow[] =>
  storedRows(key).flatMap((stored) => {
    const row = upgraded(stored)
    return row && stored.answer ? [{ ...row, answer: stored.answer }] : []
  })

/**
 * Keeps rows with their answers, a batch in one write; when the phone is full the oldest days make room. Never throws.
 */
export function keepAnswered(answers: readonly { row: Row; result: unknown }[], epoch: string): void {
  if (answers.length === 0) return
  const at = new Date().toISOString()
  const kept = answers.map(({ row, result }): AnsweredRow => {
    const isShort = JSON.stringify(result ?? null).length <= LONGEST_RESULT
    return { ...row, answer: { at, epoch, result: isShort ? result : null } }
  })
  const ids = new Set(kept.map(({ id }) => id))
  const key = roomyKey(at)
  const others = storedRows(key).filter(({ id = '' }) => !ids.has(id))
  for (;;) {
    try {
      return writeStored(key, [...others, ...kept])
    } catch {
      // the queue itself needs room: what was answered longest ago goes first
      if (!forgetOldestDay()) return
    }
  }
}

/** Where a day's next rows go: WeChat takes 1 MB under a key, and a long evening has more. */
function roomyKey(instant: string): string {
  const day = dayKey(instant)
  const keys = storedKeys(day)
  const last = keys[keys.length - 1] ?? day
  if (storedRows(last).length < MOST_IN_A_KEY) return last
  return `${day}.${String(keys.length).padStart(3, '0')}`
}

/** Makes room on a full phone. False when there is nothing here to let go. */
export function forgetOldestDay(): boolean {
  const [oldest] = dayKeys()
  if (oldest) removeStored(oldest)
  return oldest !== undefined
}

/** All rows of the last 30 days, in the order they were written. */
export function answeredRows(): AnsweredRow[] {
  const since = Date.now() - KEEP_MS
  return dayKeys()
    .flatMap(rowsOf)
    .filter(({ answer }) => Date.parse(answer.at) >= since)
    .sort((a, b) => a.seq - b.seq)
}

/** They wait again: only called once they are in the queue. */
export function forgetAnswered(ids: ReadonlySet<Id>): void {
  for (const key of dayKeys()) {
    const before = storedRows(key)
    const after = before.filter(({ id = '' }) => !ids.has(id))
    if (after.length === 0) removeStored(key)
    else if (after.length < before.length) writeStored(key, after)
  }
}

/** The row of this route and person that the server answered last; null when this phone holds none. */
export function latestAnswered(path: string, owner: string): AnsweredRow | null {
  for (const key of dayKeys().reverse()) {
    const mine = rowsOf(key).filter((row) => row.route.path === path && row.owner === owner)
    const last = mine[mine.length - 1]
    if (last) return last
  }
  return null
}

/**
 * Once a start: days past the 31st and pictures past the 40th go. Answers the paths of pictures that are no longer
 * needed.
 */
export function pruneAnswered(): string[] {
  const keys = dayKeys()
  const days = [...new Set(keys.map(dayOf))]
  const latest = new Set(days.slice(Math.max(0, days.length - MOST_DAYS)))
  const gone = keys.filter((key) => !latest.has(dayOf(key)))
  const dropped = gone.flatMap(storedRows).flatMap((row) => filesOf(row).map(({ path }) => path))
  for (const key of gone) removeStored(key)
  let left = MOST_PICTURES
  for (const key of dayKeys().reverse()) {
    const rows = storedRows(key)
    const kept = [...rows].reverse().map((row) => {
      const files = filesOf(row)
      left -= files.length
      if (left >= 0 || files.length === 0) return row
      dropped.push(...files.map(({ path }) => path))
      return { ...row, files: [] }
    })
    if (kept.some((row, index) => row !== rows[rows.length - 1 - index])) writeStored(key, kept.reverse())
  }
  return dropped
}

/** What was answered since an instant, by this phone's clock, in the order it was written. */
export function answeredSince(instant: string): AnsweredRow[] {
  return dayKeys()
    .filter((key) => dayOf(key) >= instant.slice(0, 10))
    .flatMap(rowsOf)
    .filter(({ answer }) => answer.at >= instant)
    .sort((a, b) => a.seq - b.seq)
}
