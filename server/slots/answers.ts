// One answer for many who ask the same about free days: those who ask at once share it, and for a second it is
// remembered. It is forgotten when a seat is given back or capacity changes in this process. Only ever a hint of what
// is free: the guarded write decides (seats.ts). Invariant: who asks after a change was committed here never gets an
// answer that was begun before it.
import { now } from '../clock'
import type { Tx } from '../db'

const KEEP_MS = 1_000
/** Past this many questions at once the oldest go; every area and kind of service of a city is some hundreds. */
const MOST_KEPT = 2_000

type Answer = { poolIds: readonly string[]; value: Promise<unknown>; settledAt: number | null }
const answers = new Map<string, Answer>()

/**
 * The answer to a question, shared with whoever asks the same now or asked it a moment ago.
 * @param poolIds whose changes make it untrue; none: those of any
 * @param isTrue whether a remembered answer still agrees with what the asker knows; where not, it is worked out once
 * more
 */
export async function sharedAnswer<T>(
  key: string,
  poolIds: readonly string[],
  compute: () => Promise<T>,
  isTrue: (value: T) => boolean = () => true,
): Promise<T> {
  // twice: what somebody else began after the first was found untrue
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const known = answers.get(key)
    if (!known || !isFresh(known)) break
    const value = (await known.value) as T
    if (isTrue(value)) return value
    if (answers.get(key) === known) answers.delete(key)
  }
  return (await begin(key, poolIds, compute).value) as T
}

const isFresh = ({ settledAt }: Answer): boolean =>
  settledAt === null || Math.abs(now().getTime() - settledAt) < KEEP_MS

function begin(key: string, poolIds: readonly string[], compute: () => Promise<unknown>): Answer {
  const value = compute()
  const answer: Answer = { poolIds, value, settledAt: null }
  const isKept = (): boolean => answers.get(key) === answer
  value.then(
    () => {
      answer.settledAt = now().getTime()
    },
    () => {
      if (isKept()) answers.delete(key)
    },
  )
  answers.delete(key)
  answers.set(key, answer)
  const [oldest] = answers.keys()
  if (answers.size > MOST_KEPT && oldest !== undefined) answers.delete(oldest)
  return answer
}

/** Room was made or taken away in a pool: whoever asks from now on gets a new answer. */
export function forgetAnswers(poolId: string): void {
  for (const [key, { poolIds }] of answers) if (poolIds.length === 0 || poolIds.includes(poolId)) answers.delete(key)
}

const afterwards = new WeakMap<object, Set<string>>()

/**
 * The same for what a transaction changes: forgotten when it is over, since until then nothing has changed for others.
 */
export function forgetAfter({ session }: Tx, poolId: string): void {
  const poolIds = afterwards.get(session)
  if (poolIds) return void poolIds.add(poolId)
  const first = new Set([poolId])
  afterwards.set(session, first)
  session.once('ended', () => first.forEach(forgetAnswers))
}
