// The edge between what phones and maps send and what is stored: WGS-84, GeoJSON `[lng, lat]`.
// GCJ-02 (微信、腾讯、高德) and BD-09 (百度) are off by some hundred metres and are converted on the way in.
import gcoord from 'gcoord'
import type { Position } from '@shared/places/schemas'
import type { Datum } from '@shared/places/vocabulary'
import type { GeoPoint } from './places.model'

export type SentPosition = { lng: number; lat: number; datum?: Datum | undefined }

const systems = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const

/** WGS-84 `[lng, lat]`, rounded to 6 decimals (about 10 cm). */
export function toWgs84({ lng, lat, datum = 'wgs84' }: SentPosition): [number, number] {
  const [x, y] = datum === 'wgs84' ? [lng, lat] : gcoord.transform([lng, lat], systems[datum], gcoord.WGS84)
  return [round(x ?? lng), round(y ?? lat)]
}

export const toPoint = (position: SentPosition): GeoPoint => ({ type: 'Point', coordinates: toWgs84(position) })

export const fromPoint = (point: GeoPoint | undefined): Position | null =>
  point ? { lng: point.coordinates[0], lat: point.coordinates[1] } : null

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
