// Positions for the map inside WeChat, which expects GCJ-02; everything of ours is WGS-84. Outside China nothing is
// moved.
import gcoord from 'gcoord'

/** A WGS-84 position as the map shows it. */
export function toGcj02({ lng, lat }: { lng: number; lat: number }): { lng: number; lat: number } {
  const [east = lng, north = lat] = gcoord.transform([lng, lat], gcoord.WGS84, gcoord.GCJ02)
  return { lng: east, lat: north }
}
