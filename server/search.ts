// What a person of staff looks for from any page. A feature hands in a row: whom it may be asked by, and what a typed
// text stands for among its records in their places; whatever isn't one of its kind finds nothing. Matching is by whole
// numbers, whole names and rooms, along indexes: names and numbers are stored sealed. Who looked for people, and which
// were found, is audited; what was typed is not kept.
import { scopeOf, type Actor, type Role } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import type { Found, search } from '@shared/search/contract'
import { auditRead } from './audit'

export type SearchRow = {
  /** "people.households" */
  kind: string
  title: string
  may: readonly Role[]
  /** At most `limit`, in the places of the roles. */
  find: (asked: { actor: Actor; places: readonly string[]; typed: string; limit: number }) => Promise<Found[]>
}

const SHOWN = 8

export async function searchAll(
  actor: Actor,
  typed: string,
  rows: readonly SearchRow[],
): Promise<OutputOf<typeof search.all>> {
  const groups = await Promise.all(
    rows.map(async ({ kind, title, may, find }) => {
      const places = scopeOf(actor, may)
      const items = places.length > 0 ? await find({ actor, places, typed, limit: SHOWN }) : []
      return { kind, title, items }
    }),
  )
  const found = groups.filter(({ items }) => items.length > 0)
  await auditRead(actor, {
    action: 'operations.search',
    subject: 'search',
    details: Object.fromEntries(found.map(({ kind, items }) => [kind.replace('.', '/'), items.map(({ id }) => id)])),
  })
  return { groups: found }
}
