// What a map of the console is drawn on: the city's tiles, or the outline of its communities.
import { useMemo } from 'react'
import { operations } from '@shared/operations/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { useRead } from '@/lib/query'
import type { MapSetting } from './leaflet'

/** Both change seldom. */
const STALE_MS = 60 * 60_000

/** `setting` is null until all of it has been read, and stays the same object while nothing in it changes. */
export function useMapSetting(): { setting: MapSetting | null; error: Error | null; retry: () => void } {
  const about = useRead(operations.about, {})
  const map = about.data?.map
  const outline = useRead(placesDesk.outline, {}, { enabled: map !== undefined && !map.tiles, staleMs: STALE_MS })
  const drawn = map?.tiles ? null : outline.data
  const setting = useMemo(
    () => (map === undefined || drawn === undefined ? null : { ...map, outline: drawn }),
    [map, drawn],
  )
  const failed = about.error ? about : outline
  return { setting, error: failed.error, retry: () => void failed.refetch() }
}
