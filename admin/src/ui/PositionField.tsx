// A position: two numbers, and a map to click on. Tiles come from the city's configured map service; without one the
// grid still shows where the marker stands and takes clicks. WGS-84 throughout; the map's datum is the tiles' business.
import { Space } from 'antd'
import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { useEffect, useRef } from 'react'
import { NumberInput } from './NumberInput'

type Position = { lng: number; lat: number }
type Props = { value?: Position | null; onChange?: (position: Position | null) => void; disabled?: boolean }

/** Where a new marker starts: the middle of the demo city's area. */
const START: Position = { lng: 113.85, lat: 34.03 }
const TILES = import.meta.env.VITE_TILE_URL as string | undefined

export function PositionField({ value, onChange, disabled }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const map = useRef<{ map: L.Map; marker: L.CircleMarker } | null>(null)
  const report = useRef(onChange)
  report.current = onChange
  useEffect(() => {
    if (!box.current || map.current) return undefined
    const centre = L.latLng(value?.lat ?? START.lat, value?.lng ?? START.lng)
    const made = L.map(box.current, { center: centre, zoom: 14, attributionControl: false })
    if (TILES) L.tileLayer(TILES).addTo(made)
    const marker = L.circleMarker(centre, { radius: 9, color: '#0b645c' }).addTo(made)
    made.on('click', ({ latlng }) =>
      report.current?.({ lng: Number(latlng.lng.toFixed(6)), lat: Number(latlng.lat.toFixed(6)) }),
    )
    map.current = { map: made, marker }
    return () => {
      made.remove()
      map.current = null
    }
    // The map is made once; later positions move the marker below.
  }, [])
  useEffect(() => {
    if (value) map.current?.marker.setLatLng([value.lat, value.lng])
  }, [value])
  const change = (part: Partial<Position>): void => onChange?.({ ...START, ...value, ...part })
  return (
    <>
      <Space style={{ marginBottom: 8 }}>
        <NumberInput
          prefix="经度"
          min={-180}
          max={180}
          step={0.0001}
          value={value?.lng}
          disabled={disabled}
          onChange={(lng) => lng !== null && change({ lng })}
          style={{ width: 170 }}
        />
        <NumberInput
          prefix="纬度"
          min={-90}
          max={90}
          step={0.0001}
          value={value?.lat}
          disabled={disabled}
          onChange={(lat) => lat !== null && change({ lat })}
          style={{ width: 170 }}
        />
      </Space>
      <div ref={box} className="map" role="application" aria-label="点一下地图选位置；也可以直接填经纬度" />
    </>
  )
}
