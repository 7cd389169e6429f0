// In which order sites are offered: tonight's shift, those that are on now, the own compound; those of a compound stay
// together.
import type { Id } from '@shared/ids'
import type { Site } from './evening'
import { siteTitle } from './words'

type Orderable = Pick<Site, 'id' | 'name' | 'placeName'>
/** `shifts`: sites of my shifts tonight. `own`: sites of the compound where I live. */
type Known = { shifts: ReadonlySet<Id>; open: ReadonlySet<Id>; own: ReadonlySet<Id> }

export function inOrder<S extends Orderable>(sites: readonly S[], { shifts, open, own }: Known): S[] {
  const rank = ({ id }: S): number => (shifts.has(id) ? 0 : open.has(id) ? 1 : own.has(id) ? 2 : 3)
  const best = new Map<string, number>()
  for (const site of sites) best.set(site.placeName, Math.min(rank(site), best.get(site.placeName) ?? 3))
  const ofPlace = (site: S): number => best.get(site.placeName) ?? 3
  const byName = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
  return [...sites].sort(
    (a, b) =>
      ofPlace(a) - ofPlace(b) || byName(a.placeName, b.placeName) || rank(a) - rank(b) || byName(a.name, b.name),
  )
}

/** Those whose compound or own name holds what was typed. */
export const named = <S extends Orderable>(sites: readonly S[], typed: string): S[] =>
  sites.filter((site) => siteTitle(site).includes(typed.trim()))
