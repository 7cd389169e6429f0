// A position: two numbers, and a map to click on. What is stored is WGS-84; where the city's tiles are drawn in another
// datum, the map shows and takes it in theirs. Without tiles the outline still shows where the marker stands and takes
// clicks.
import { Space } from 'antd'
import L from 'leaflet'
import { useEffect, useRef } from 'react'
import { day } from '@shared/look/tokens'
import { fromMap, onMap } from './datum'
import { centreOf, datumOf, makeMap, type MapSetting } from './leaflet'
import { useMapSetting } from './map-setting'
import { NumberInput } from './NumberInput'
import './maps.css'

type Position = { lng: number; lat: number }
type Props = { value?: Position | null; onChange?: (position: Position | null) => void; disabled?: boolean }

export function PositionField({ value, onChange, disabled }: Props) {
  const { setting } = useMapSetting()
  const start = setting ? centreOf(setting) : undefined
  const change = (part: Partial<Position>): void => onChange?.({ lng: 0, lat: 0, ...start, ...value, ...part })
  return (
    <>
      <Space style={{ marginBottom: 8 }} wrap>
        <NumberInput
          prefix="经度"
          aria-label="经度"
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
          aria-label="纬度"
          min={-90}
          max={90}
          step={0.0001}
          value={value?.lat}
          disabled={disabled}
          onChange={(lat) => lat !== null && change({ lat })}
          style={{ width: 170 }}
        />
      </Space>
      {setting && <PickMap setting={setting} value={value ?? null} onPick={disabled ? undefined : onChange} />}
    </>
  )
}

type PickProps = { setting: MapSetting; value: Position | null; onPick: Props['onChange'] }

function PickMap({ setting, value, onPick }: PickProps) {
  const box = useRef<HTMLDivElement>(null)
  const marker = useRef<L.CircleMarker | null>(null)
  const pick = useRef(onPick)
  useEffect(() => {
    pick.current = onPick
  }, [onPick])
  const first = useRef(value)
  useEffect(() => {
    if (!box.current) return undefined
    const datum = datumOf(setting)
    const map = makeMap(box.current, setting)
    map.setView(onMap(first.current ?? centreOf(setting), datum), 14)
    marker.current = L.circleMarker(map.getCenter(), { radius: 9, color: day.primary }).addTo(map)
    map.on('click', ({ latlng }) => pick.current?.(fromMap(latlng, datum)))
    return () => {
      map.remove()
      marker.current = null
    }
  }, [setting])
  useEffect(() => {
    if (value) marker.current?.setLatLng(onMap(value, datumOf(setting)))
  }, [setting, value])
  return <div ref={box} className="map" role="application" aria-label="点一下地图选位置；也可以直接填经纬度" />
}
