// What a phone that can't reach the server hands to staff: its rows as it would have sent them, in a file. Pure.
import { Id } from '../ids'
import { Instant } from '../time'
import * as z from '../z'

export const HAND_OVER = 'wufei-dropoffs'
/** A phone that is full holds fewer. */
const MOST = 20_000

/** `personId`: who logged them, and stays their author. `rows`: each a DropoffRow, read one by one by the server. */
const HandedFile = z.strictObject({
  kind: z.literal(HAND_OVER),
  format: z.literal(1),
  personId: Id,
  at: Instant,
  rows: z.array(z.object({ id: Id }).loose()).max(MOST),
})
export type HandedOver = z.infer<typeof HandedFile>

/** Reads such a file; null for any other. */
export function readHandedOver(text: string): HandedOver | null {
  try {
    return HandedFile.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
