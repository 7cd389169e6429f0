// What a log says of the phone's clock: what it showed, a count that nobody can set, and how far it is from the
// server's. Relies on the platform for the count and on storage. Invariant: setting the phone's clock in mid-evening
// does not move the server's time that is worked out here, while the program runs.
import type { Id } from '@shared/ids'
import { newId } from '@/lib/ids'
import { platform } from '@/lib/platform/platform'
import { readStored, writeStored } from '@/lib/storage'

/** The server's time (ms) as it was learnt, with this phone's clock and count at that moment. */
type Learnt = { run: Id; tick: number; phoneMs: number; serverMs: number }

const KEY = 'dropoffs/clock'
const startedAt = platform.steadyMs()
let run: Promise<Id> | null = null
let learnt: Learnt | null = readStored<Learnt>(KEY)

const thisRun = (): Promise<Id> => (run ??= newId())
const tickNow = (): number => Math.max(0, Math.round(platform.steadyMs() - startedAt))

/**
 * Learns the server's time from an answer.
 * @param at the server's clock  @param askedMs the phone's when it was asked
 */
export async function learnTime(at: string, askedMs: number): Promise<void> {
  const serverMs = Date.parse(at)
  if (!Number.isFinite(serverMs)) return
  const phoneMs = Date.now()
  const onTheWay = Math.max(0, phoneMs - askedMs) / 2
  learnt = { run: await thisRun(), tick: tickNow(), phoneMs, serverMs: serverMs + onTheWay }
  writeStored(KEY, learnt)
}

/** The clock as a log carries it: see PhoneClock in the contract. */
export async function clockNow(): Promise<{ at: string; run: Id; tick: number; offsetMs: number | null }> {
  const now = { run: await thisRun(), tick: tickNow(), at: Date.now() }
  return { at: new Date(now.at).toISOString(), run: now.run, tick: now.tick, offsetMs: offsetOf(now) }
}

function offsetOf({ run: id, tick, at }: { run: Id; tick: number; at: number }): number | null {
  if (!learnt) return null
  const isSameRun = learnt.run === id
  const serverMs = isSameRun ? learnt.serverMs + (tick - learnt.tick) : learnt.serverMs - learnt.phoneMs + at
  return Math.round(serverMs - at)
}

/** The instant by the server's clock as well as this phone knows it. */
export const nowByServer = (): Date => {
  const at = Date.now()
  if (!learnt) return new Date(at)
  return new Date(at + learnt.serverMs - learnt.phoneMs)
}
