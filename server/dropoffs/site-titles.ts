// How a site is named to a household: every compound has a first site, so that its own name alone says nothing.
import { placesByIds } from '../places/places'
import { sitesByIds } from '../places/sites'

/** "荷塘里 1号投放点", by id of the site. */
export async function siteTitles(ids: readonly string[]): Promise<Map<string, string>> {
  const sites = await sitesByIds(ids)
  const places = new Map((await placesByIds(sites.map(({ placeId }) => placeId))).map(({ _id, name }) => [_id, name]))
  return new Map(sites.map(({ _id, name, placeId }) => [_id, `${places.get(placeId) ?? ''} ${name}`.trim()]))
}
