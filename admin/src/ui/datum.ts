// Between what is stored (WGS-84) and what the tiles are drawn in: 高德 and 腾讯 draw in GCJ-02, some hundred metres off
// inside China. A map without tiles, or with 天地图, shows positions as they are.
import gcoord from 'gcoord'

export type Datum = 'wgs84' | 'gcj02'
type LngLat = { lng: number; lat: number }

/** Where a stored position stands on the map. */
export const onMap = ({ lng, lat }: LngLat, datum: Datum): LngLat =>
  datum === 'wgs84' ? { lng, lat } : moved({ lng, lat }, gcoord.WGS84, gcoord.GCJ02)

/** What a point of the map means, as it is stored: six decimals, about 10 cm. */
export function fromMap(point: LngLat, datum: Datum): LngLat {
  const { lng, lat } = datum === 'wgs84' ? point : moved(point, gcoord.GCJ02, gcoord.WGS84)
  return { lng: Number(lng.toFixed(6)), lat: Number(lat.toFixed(6)) }
}

type System = typeof gcoord.WGS84 | typeof gcoord.GCJ02

function moved({ lng, lat }: LngLat, from: System, to: System): LngLat {
  const [east = lng, north = lat] = gcoord.transform([lng, lat], from, to)
  return { lng: east, lat: north }
}
