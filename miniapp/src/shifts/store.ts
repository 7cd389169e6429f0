// What the evening needs without a network: my shifts as they were last read, and the taps of coming and going that
// this phone has written down. Relies on storage and the outbox. Invariants: a tap is safe on the phone before it is
// said that it is; nothing secret lies here, only what was read.
import type { MarkRow, MyShift } from '@shared/shifts/contract'
import { MARK_FORMAT, shifts } from '@shared/shifts/contract'
import { create } from 'zustand'
import { enqueue } from '@/lib/outbox/outbox'
import { session } from '@/lib/session'
import { readStored, writeStored } from '@/lib/storage'

type Taps = Partial<Record<MarkRow['kind'], string>>
type Kept = { owner: string; items: MyShift[]; taps: Record<string, Taps> }

const KEY = 'shifts'
/** Taps of so many shifts stay. */
const MOST_TAPS = 30
const read = (): Kept => {
  const kept = readStored<Kept>(KEY)
  const owner = session().person?.id ?? ''
  return kept?.owner === owner ? kept : { owner, items: [], taps: {} }
}
const store = create<{ kept: Kept }>(() => ({ kept: read() }))

function keep(change: Partial<Kept>): void {
  const kept = { ...read(), ...change }
  writeStored(KEY, kept)
  store.setState({ kept })
}

/** Told by whoever has read my shifts. */
export function keepMine(items: readonly MyShift[]): void {
  if (JSON.stringify(read().items) !== JSON.stringify(items)) keep({ items: [...items] })
}

/** As they were last read on this phone. */
export const keptMine = (): MyShift[] => read().items
/** When this phone wrote down that I came and went. */
export const useTaps = (bookingId: string): Taps => store((state) => state.kept.taps[bookingId]) ?? {}

type Way = Pick<MarkRow, 'how' | 'code'>

/** Writes down that I came or went; sent as soon as it can be. */
export async function tap(
  { id, day, from }: MyShift,
  kind: MarkRow['kind'],
  { how, code }: Way,
  left: number | null,
): Promise<void> {
  const at = new Date().toISOString()
  await enqueue({
    route: shifts.sendMarks,
    batch: { field: 'rows', max: 100, sentAt: 'sentAt' },
    input: { format: MARK_FORMAT, bookingId: id, kind, how, code, at, lng: null, lat: null, left },
    label: `${day} ${from} ${kind === 'in' ? '签到' : '签退'}`,
  })
  const taps = { ...read().taps, [id]: { ...read().taps[id], [kind]: at } }
  keep({ taps: Object.fromEntries(Object.entries(taps).slice(-MOST_TAPS)) })
}
