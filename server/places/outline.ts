// The drawn ground of the console's maps: an area for each community or village committee, out of the positions of its
// homes. The demo city has a river too, invented like all of it.
import type { OutputOf } from '@shared/contract'
import type { placesDesk } from '@shared/places/desk-contract'
import { ribbonOf, ringsOf, type Ring } from '@shared/places/outline'
import { metresBetween } from '@shared/places/rules'
import { installedCity } from './places'
import { Places, type Place } from './places.model'
import { seedPlace, seedRiver } from './seed-ids'

/** More are not drawn; a large city has some hundreds. */
const MOST_AREAS = 1_000
const MOST_HOMES = 10_000
const NOTE = '示意图，不是行政区界线'

export async function outline(): Promise<OutputOf<typeof placesDesk.outline>> {
  const city = await installedCity()
  if (!city) return { areas: [], water: [], note: NOTE }
  const placed = { path: city._id, status: 'active' as const, location: { $exists: true } }
  const [communities, homes] = await Promise.all([
    Places.find({ ...placed, kind: 'community' })
      .sort({ _id: 1 })
      .limit(MOST_AREAS)
      .lean<Place[]>(),
    Places.find({ ...placed, kind: { $in: ['compound', 'village'] } }, { parentId: 1, location: 1 })
      .limit(MOST_HOMES)
      .lean<Pick<Place, '_id' | 'parentId' | 'location'>[]>(),
  ])
  const spots = communities.flatMap(({ _id, location, ...community }) =>
    location ? [{ id: _id, at: location.coordinates, metres: 0, community }] : [],
  )
  const byId = new Map(spots.map((spot) => [spot.id, spot]))
  for (const { parentId, location } of homes) {
    const spot = byId.get(parentId ?? '')
    if (spot && location) spot.metres = Math.max(spot.metres, metresBetween(spot.at, location.coordinates))
  }
  const rings = ringsOf(spots)
  const isDemo = city._id === seedPlace('qingchuan').id
  return {
    areas: spots.map(({ id, community: { name, parentId } }, at) => ({
      id,
      name,
      parentId: parentId ?? '',
      ring: corners(rings[at] ?? []),
    })),
    water: isDemo ? [{ name: '清川河', ring: corners(ribbonOf(seedRiver, 260)) }] : [],
    note: isDemo ? `${NOTE}；地名、河流是虚构的` : NOTE,
  }
}

const corners = (ring: Ring) => ring.map(([lng, lat]) => ({ lng, lat }))
