// What a dispatcher breaks by putting a stop on another run: the window that was promised to the household, or the kind
// of things the round is equipped for. Neither is forbidden; both must be named and confirmed.
import type { PickupKind } from '../pickups/schemas'

/** Clock times, "08:00" to "12:00". */
export type Window = { from: string; to: string }

export const moveConcerns = ['window', 'kind'] as const
export type MoveConcern = (typeof moveConcerns)[number]

/** Whether the crew of a run can still come within the promised window. */
export const keepsWindow = (promised: Window, run: Window): boolean => promised.from < run.to && run.from < promised.to

/** What has to be confirmed before the stop of a booking goes to this run. */
export function concernsOf(booking: Window & { kind: PickupKind }, run: Window & { kinds: readonly PickupKind[] }) {
  const concerns: MoveConcern[] = []
  if (!keepsWindow(booking, run)) concerns.push('window')
  if (!run.kinds.includes(booking.kind)) concerns.push('kind')
  return concerns
}
