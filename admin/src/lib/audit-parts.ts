// What each feature says of its entries in the audit log. The page of the log is one of those features, so it is handed
// the words of all of them from above (app/Inside.tsx) and does not reach for the table.
import { createContext } from 'react'

export type AuditPart = {
  /** Heading of its actions in the filter. */
  label: string
  /** "pickups.book" → 代人预约 */
  actions: Readonly<Record<string, string>>
  /** What a subject ("rewards/shops/…") is called, and the address of its page where there is one. */
  subjects: Readonly<Record<string, { name: string; at?: (id: string) => string; of?: (id: string) => Named }>>
}

/** What one thing is called where that depends on which it is, and its page. */
type Named = { name: string; to: string | null }

/** In the order of the menu. */
export const AuditParts = createContext<readonly AuditPart[]>([])
