// What a tap does: one log with its own id into the outbox, then a note for the screen, then the phone says so. And
// taking it back. Relies on the outbox (stored before sent, in order), on store.ts and draft.ts.
// Invariants: the log is in storage before anything else happens; a stop takes one tap at a time; what is taken back is
// un-noted before it leaves the outbox, so that a phone that dies in between shows too much waiting rather than too
// little.
import { runsChecks, type WeighedAt } from '@shared/runs/checks-contract'
import { runsCrew, type Stop, type StopLog } from '@shared/runs/crew-contract'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import type { LogAction } from '@shared/runs/stop-machine'
import { showGrams } from '@shared/units'
import { create } from 'zustand'
import { enqueue, withdraw } from '@/lib/outbox/outbox'
import { platform } from '@/lib/platform/platform'
import { changeDraft } from './draft'
import { actionTexts, tapLabel, UNDO_LOCAL_MS, type Tap } from './rules'
import { crewState, keepBoard, keepTaps } from './store'

const MOST_ROWS = 100

export type Details = Partial<Pick<StopLog, 'weights' | 'reason' | 'note' | 'mixedLoad' | 'paidFen'>> & {
  /** Lasting paths of pictures. */
  photos?: readonly string[]
  /** Said instead of the action's usual words. */
  text?: string
}

const failure = create<{ text: string | null }>(() => ({ text: null }))
/** Why the last tap was not kept; null when it was. */
export const useTapFailure = (): string | null => failure((state) => state.text)

const busy = new Set<Id>()

/** Logs one thing done at a stop. False when it could not be kept on the phone, which is then said on screen. */
export async function logTap(stop: Stop, action: LogAction, by: string, details: Details = {}): Promise<boolean> {
  if (busy.has(stop.id)) return false
  busy.add(stop.id)
  try {
    return await kept(() => queue(stop, action, by, details))
  } finally {
    busy.delete(stop.id)
  }
}

/** Says with a short buzz that something is safe on the phone, or on screen that there is no room for it. */
async function kept(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    failure.setState({ text: null })
    platform.vibrate('short')
    return true
  } catch {
    failure.setState({ text: '没有记下来：手机存储满了。请删掉一些照片或文件，再点一次。' })
    platform.vibrate('long')
    return false
  }
}

async function queue(
  stop: Stop,
  action: LogAction,
  by: string,
  { photos = [], text = actionTexts[action], ...more }: Details,
): Promise<void> {
  const at = new Date().toISOString()
  const label = tapLabel(stop, text)
  const id = await enqueue({
    label,
    route: runsCrew.syncLogs,
    batch: { field: 'rows', max: MOST_ROWS, last: 'lastAnswered' },
    input: { stopId: stop.id, action, at, by, ...more },
    files: photos.map((path) => ({
      path,
      route: files.upload,
      fields: { purpose: 'stop' },
      into: 'photoIds',
      isKept: true,
    })),
    ...(action === 'undo' ? {} : { undoMs: UNDO_LOCAL_MS }),
  })
  if (photos.length > 0) changeDraft(stop.id, { photos: [] })
  const { taps } = crewState()
  // The outbox tells of every new row, so it may be noted already.
  const tap: Tap = { id, stopId: stop.id, action, at, text: label, isKnown: false }
  keepTaps([...taps.filter((one) => one.id !== id), tap])
}

/** Takes a tap back: out of the outbox while it has not been sent, by a log of its own afterwards. */
export async function takeBack(stop: Stop, tap: Tap, by: string): Promise<boolean> {
  const { taps } = crewState()
  if (Date.now() - Date.parse(tap.at) < UNDO_LOCAL_MS) {
    keepTaps(taps.filter((one) => one.id !== tap.id))
    if (withdraw(tap.id)) {
      platform.vibrate('short')
      return true
    }
    keepTaps(taps)
  }
  return logTap(stop, 'undo', by)
}

/** Starts a run, or changes who is on board; like every tap it waits in the outbox while there is no network. */
export function startRun(run: { id: Id; name: string }, names: readonly string[]): Promise<boolean> {
  return kept(async () => {
    await enqueue({
      label: `${run.name} 开始，${names.join('、')}`,
      route: runsCrew.startRun,
      input: { id: run.id, names: [...names] },
    })
    keepBoard(run.id, { names: [...names], by: names[0] ?? '' })
  })
}

export const weighedTexts: Readonly<Record<WeighedAt, string>> = { truck: '整车过磅', station: '中转站卸货' }

/**
 * The truck's or the station's net weight, with the phone's time, so that the latest one counts in whatever order they
 * arrive.
 */
export function logWeighing(runId: Id, at: WeighedAt, grams: number): Promise<boolean> {
  return kept(() =>
    enqueue({
      label: `${weighedTexts[at]} ${showGrams(grams)}`,
      route: runsChecks.logWeighing,
      input: { id: runId, at, grams, weighedAt: new Date().toISOString() },
    }),
  )
}
