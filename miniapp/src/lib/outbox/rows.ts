// The rows of the outbox on the phone: one storage key a row, so that adding one never rewrites the others.
// Relies on storage.ts. Invariants: a row is stored before it is known to anyone; its number only grows, whatever the
// phone's clock does; a row leaves storage only when the server has it or a person lets it go.
import type { Method } from '@shared/contract'
import type { Id } from '@shared/ids'
import { readStored, removeStored, storedKeys, writeStored } from '../storage'

/**
 * A picture that belongs to a row; it is sent before the row, under the identifier that the row's input already names.
 */
export type RowFile = {
  /** Made on the phone; also the key of the upload. */
  id: Id
  /** Lasting path on the phone. */
  path: string
  /** Where and with which fields, beside `id`, it is sent. */
  route: { method: Method; path: `/${string}` }
  fields: Record<string, unknown>
  /** True once the server has it. */
  sent: boolean
}

/** Goes up with a change of `Row` that rows already on phones don't fit; `upgraded` then brings them along. */
const FORMAT = 2

export type Row = {
  /** 1 was without a number. */
  format: typeof FORMAT
  /** Idempotency key of the write, and `id` of the entry in a batch. */
  id: Id
  /** Place in the queue. */
  seq: number
  /** The person who wrote it; nobody else's session sends it. */
  owner: string
  /** What the person reads: "3栋2单元 厨余 已登记". */
  label: string
  route: { method: Method; path: `/${string}` }
  input: Record<string, unknown>
  /** Rows for the same route go together, as `{ [field]: [{ id, …input }] }`, at most `max` at once. */
  batch?: Batch
  files: RowFile[]
  /** When it was written, by this phone's clock (ISO). */
  writtenAt: string
  /** Not sent before this instant (ms), so that it can be taken back. */
  notBefore: number
  tries: number
  /** Holds up no other row: goes when nothing else waits. */
  isBehind?: boolean
  /** Answered once, by a server that has been restored since. */
  isOfferedAgain?: boolean
  state: 'waiting' | 'refused'
  /** Why the server refused it. */
  reason?: { code: string; text: string; requestId?: string }
}

/**
 * `last`: the field that names the row which this phone holds as answered; `sentAt`: the field for what this phone's
 * clock shows as it sends; `beside`: fields of the request itself, the same for all rows that go together; each for
 * routes that ask for it.
 */
export type Batch = {
  field: string
  max: number
  last?: string
  sentAt?: string
  beside?: Readonly<Record<string, string>>
}

const START = 'outbox/'
const COUNTER = 'outbox-seq'
const keyOf = (seq: number): string => START + String(seq).padStart(12, '0')

/**
 * A row that this program cannot read: of a program to come, or damaged. It stays in storage as it is, and is shown.
 */
export type AsideRow = { key: string; label: string }

/** What is in storage, in order. */
export function loadRows(): { rows: Row[]; aside: AsideRow[] } {
  const rows: Row[] = []
  const aside: AsideRow[] = []
  for (const key of storedKeys(START)) {
    const stored = readStored<unknown>(key)
    const row = upgraded(stored)
    if (row) rows.push(row)
    else aside.push({ key, label: labelOf(stored) })
  }
  return { rows: rows.sort((a, b) => a.seq - b.seq), aside }
}

/** A row as an older program has stored it; stored anew with its next change. Null for one that cannot be read. */
export function upgraded(stored: unknown): Row | null {
  if (!isObject(stored)) return null
  const { format = 1, id, seq, owner, label, route, input, state } = stored
  const isKnown = typeof format === 'number' && format <= FORMAT
  const isWhole = typeof id === 'string' && typeof seq === 'number' && typeof owner === 'string'
  const canBeSent = isObject(route) && isObject(input) && (state === 'waiting' || state === 'refused')
  if (!isKnown || !isWhole || typeof label !== 'string' || !canBeSent) return null
  return { files: [], tries: 0, notBefore: 0, ...stored, format: FORMAT } as unknown as Row
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const labelOf = (stored: unknown): string =>
  isObject(stored) && typeof stored['label'] === 'string' ? stored['label'] : '一条读不出来的记录'

/** Lets a row go that cannot be read; only for a person who has seen it. */
export const forgetAside = ({ key }: Pick<AsideRow, 'key'>): void => removeStored(key)

/** A new row in the present format. */
export const newRow = (row: Omit<Row, 'format'>): Row => ({ format: FORMAT, ...row })

/** The next number, never given twice, even after the queue was empty or the program was killed. */
export function nextSeq(): number {
  const keys = storedKeys(START)
  const last = Number((keys[keys.length - 1] ?? '').slice(START.length))
  const highest = Math.max(Number.isSafeInteger(last) ? last : 0, readStored<number>(COUNTER) ?? 0)
  writeStored(COUNTER, highest + 1)
  return highest + 1
}

/** Throws when the phone's storage is full. */
export const keepRow = (row: Row): void => writeStored(keyOf(row.seq), row)
export const forgetRow = (row: Row): void => removeStored(keyOf(row.seq))
