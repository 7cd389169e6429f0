// Sites and compounds as staff look for them from any page: by a part of the name; sites also by the name of their
// compound. A site that is found says when it is open, so that a caller is answered at once.
import { rolesOf } from '@shared/contract'
import { escapePattern } from '@shared/escape'
import { placesDesk } from '@shared/places/desk-contract'
import { showWindows } from '@shared/places/rules'
import { siteStatusNames } from '@shared/places/vocabulary'
import type { SearchRow } from '../search'
import { placesByIds } from './places'
import { Sites, type Site } from './places.model'

import { compoundsNamed } from './tree'

/** Compounds of one name, of each of which the sites are shown. */
const MOST_PLACES = 20

/** A name, or a part of one; null where something else was typed. */
function nameIn(typed: string): string | null {
  const name = typed.trim()
  return /^[\p{Script=Han}\w·-]{2,20}$/u.test(name) && /\p{Script=Han}/u.test(name) ? name : null
}

export const placesSearch: readonly SearchRow[] = [
  {
    kind: 'places.sites',
    title: '点位',
    may: rolesOf(placesDesk.sites.may),
    find: async ({ places, typed, limit }) => {
      const name = nameIn(typed)
      if (name === null) return []
      const compounds = await compoundsNamed(places, name, MOST_PLACES)
      const found = await Sites.find({
        placePath: { $in: [...places] },
        status: { $in: ['open', 'suspended'] },
        $or: [{ name: new RegExp(escapePattern(name)) }, { placeId: { $in: compounds.map(({ _id }) => _id) } }],
      })
        .limit(limit)
        .lean<Site[]>()
      const at = new Map((await placesByIds(found.map(({ placeId }) => placeId))).map((place) => [place._id, place]))
      return found.map((site) => ({
        id: site._id,
        text: `${site.name}（${at.get(site.placeId)?.name ?? ''}）`,
        note: [
          site.address,
          site.status === 'open' ? `开放 ${showWindows(site.windows)}` : siteStatusNames[site.status],
        ]
          .filter(Boolean)
          .join(' · '),
        link: `/sites?site=${site._id}`,
      }))
    },
  },
  {
    kind: 'places.compounds',
    title: '小区和村',
    may: rolesOf(placesDesk.tree.may),
    find: async ({ places, typed, limit }) => {
      const name = nameIn(typed)
      const found = name === null ? [] : await compoundsNamed(places, name, limit)
      const parents = await placesByIds(found.flatMap(({ path }) => path.slice(-2, -1)))
      const names = new Map(parents.map((place) => [place._id, place.name]))
      return found.map(({ _id, name: text, path }) => ({
        id: _id,
        text,
        note: names.get(path.at(-2) ?? '') ?? '',
        link: `/places?place=${_id}`,
      }))
    },
  },
]
