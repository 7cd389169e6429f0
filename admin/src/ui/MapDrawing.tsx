// The drawn half of PlacesMap, in a chunk of its own with Leaflet. The marks are no tab stops: the list is the way in.
import L from 'leaflet'
import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { onMap } from './datum'
import { centreOf, datumOf, makeMap, type MapSetting } from './leaflet'
import { drawMark } from './map-marks'
import type { MapGroup, MapPoint } from './PlacesMap'

type Props = {
  groups: readonly MapGroup[]
  setting: MapSetting
  chosen: string | null
  label: string
  onChoose: (id: string) => void
}

export function MapDrawing({ groups, setting, chosen, label, onChoose }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const drawn = useRef<{ map: L.Map; layer: L.LayerGroup; markers: Map<string, L.Marker>; seen: string } | null>(null)
  const navigate = useNavigate()
  const act = useRef({ navigate, onChoose })
  useEffect(() => {
    act.current = { navigate, onChoose }
  }, [navigate, onChoose])

  useEffect(() => {
    if (!box.current) return undefined
    const map = makeMap(box.current, setting)
    map.setView(onMap(centreOf(setting), datumOf(setting)), 13)
    drawn.current = { map, layer: L.layerGroup().addTo(map), markers: new Map(), seen: '' }
    const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false }))
    watcher.observe(box.current)
    return () => {
      watcher.disconnect()
      map.remove()
      drawn.current = null
    }
  }, [setting])

  useEffect(() => {
    const now = drawn.current
    if (!now) return
    const datum = datumOf(setting)
    now.layer.clearLayers()
    now.markers.clear()
    const crowd = new Map<string, number>()
    for (const group of groups) {
      if (group.isRoute) routeOf(group, (point) => onMap(point, datum)).forEach((line) => line.addTo(now.layer))
      for (const point of group.points) {
        const place = `${point.lng},${point.lat}`
        const before = crowd.get(place) ?? 0
        crowd.set(place, before + 1)
        const marker = markerOf(point, onMap(point, datum), before, (to) => void act.current.navigate(to))
        marker.on('click', () => act.current.onChoose(point.id)).addTo(now.layer)
        now.markers.set(point.id, marker)
      }
    }
    // a board that is read again leaves the map where the person has put it
    const ids = [...now.markers.keys()].sort().join()
    if (ids === now.seen || now.markers.size === 0) return
    now.seen = ids
    const bounds = L.latLngBounds([...now.markers.values()].map((marker) => marker.getLatLng()))
    now.map.fitBounds(bounds, { padding: [36, 36], maxZoom: 15, animate: false })
  }, [groups, setting])

  useEffect(() => {
    const marker = chosen === null ? undefined : drawn.current?.markers.get(chosen)
    marker?.openPopup()
  }, [chosen, groups])

  return <div ref={box} className="map" role="application" aria-label={`${label}，旁边有同样内容的清单`} />
}

/** What is driven already as a line, what lies ahead dotted. */
function routeOf({ mark, points }: MapGroup, at: (point: MapPoint) => L.LatLngLiteral): L.Polyline[] {
  return points.slice(1).map((point, index) => {
    const before = points[index] ?? point
    const dashes = point.isDone ? {} : { dashArray: '2 7' }
    return L.polyline([at(before), at(point)], { color: mark.colour, weight: 3, interactive: false, ...dashes })
  })
}

/** @param before how many stand at the same place already: those after the first stand around it */
function markerOf(point: MapPoint, at: L.LatLngLiteral, before: number, go: (to: string) => void): L.Marker {
  const html = drawMark(point.mark, point.sign ?? '', point.isDone)
  const ring = 22 * Math.ceil(before / 8)
  const [x, y] = [Math.cos(before * 0.785) * ring, Math.sin(before * 0.785) * ring]
  const icon = L.divIcon({
    html,
    className: 'map-mark',
    iconSize: [26, 26],
    iconAnchor: [13 - x, 13 - y],
    popupAnchor: [x, y - 8],
  })
  return L.marker(at, { icon, keyboard: false, title: point.title }).bindPopup(noteOf(point, go), { autoPan: true })
}

/** Built node by node: what people typed is text in it. */
function noteOf({ title, text, to }: MapPoint, go: (to: string) => void): HTMLElement {
  const note = document.createElement('div')
  note.append(Object.assign(document.createElement('strong'), { textContent: title }))
  if (text) note.append(Object.assign(document.createElement('p'), { textContent: text }))
  if (to) {
    const link = Object.assign(document.createElement('a'), { textContent: '打开', href: `/admin${to}` })
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey) return
      event.preventDefault()
      go(to)
    })
    note.append(link)
  }
  return note
}
