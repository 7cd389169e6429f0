// Which epoch the server's database is in, as its answers name it (`X-Epoch`). Another one than before means that the
// server was restored from a backup and may have forgotten what it had answered. Relies on storage.ts.
import { readStored, writeStored } from './storage'

const KEY = 'epoch'

type Changed = (now: string) => void
let changed: Changed = () => undefined

/** Tells of another epoch, once for each, until it has been taken with `takeEpoch`. */
export const onEpochChange = (then: Changed): void => {
  changed = then
}

/** The last epoch that was taken; '' before the first. */
export const epoch = (): string => readStored<string>(KEY) ?? ''

/** What follows a change has been done: a phone that dies before does it again. */
export const takeEpoch = (now: string): void => writeStored(KEY, now)

/** Called with the headers of every answer; their names come in any case. */
export function seeEpoch(headers: unknown): void {
  if (typeof headers !== 'object' || headers === null) return
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-epoch')?.[1] as unknown
  if (typeof named === 'string' && named !== '' && named !== epoch()) changed(named)
}
