// Sites as staff look for them from any page: by a part of the name, or all those of a compound that is called so. What
// is found says when it is open, so that a caller is answered at once.
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

export const placesSearch: readonly SearchRow[] = [
  {
    kind: 'places.sites',
    title: '点位',
    may: rolesOf(placesDesk.sites.may),
    find: async ({ places, typed, limit }) => {
      const name = typed.trim()
      if (!/^[\p{Script=Han}\w·-]{2,20}$/u.test(name) || !/\p{Script=Han}/u.test(name)) return []
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
]
