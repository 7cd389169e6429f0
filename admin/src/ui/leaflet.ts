// Leaflet as every map of the console has it: tiles where the city has set some, else a drawn outline of its
// communities, which says that it is one; a scale; no movement of its own.
import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import type { OutputOf } from '@shared/contract'
import type { operations } from '@shared/operations/contract'
import type { placesDesk } from '@shared/places/desk-contract'
import { day, mapGround } from '@shared/look/tokens'
import type { Datum } from './datum'

export type Outline = OutputOf<typeof placesDesk.outline>
export type MapSetting = OutputOf<typeof operations.about>['map'] & {
  /** Null where there are tiles. */
  outline: Outline | null
}

export const datumOf = ({ tiles }: MapSetting): Datum => tiles?.datum ?? 'wgs84'

/** Where a map begins while no city is installed. */
const SOMEWHERE = { lng: 113.85, lat: 34.03 }
export const centreOf = ({ centre }: MapSetting): { lng: number; lat: number } => centre ?? SOMEWHERE

export function makeMap(box: HTMLElement, setting: MapSetting): L.Map {
  const map = L.map(box, {
    attributionControl: false,
    zoomAnimation: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
    zoomControl: false,
    maxZoom: 18,
    minZoom: 3,
    // what is drawn fits exactly; tiles have whole steps
    zoomSnap: setting.tiles ? 1 : 0.25,
  })
  L.control.zoom({ zoomInTitle: '放大', zoomOutTitle: '缩小' }).addTo(map)
  L.control.scale({ imperial: false }).addTo(map)
  if (setting.tiles) {
    L.control.attribution({ prefix: false }).addTo(map)
    // as text: an attribution is shown, never run
    const attribution = document.createElement('span')
    attribution.textContent = setting.tiles.attribution
    L.tileLayer(setting.tiles.url, { attribution: attribution.innerHTML, maxZoom: 18 }).addTo(map)
  }
  if (setting.outline) drawOutline(map, setting.outline)
  return map
}

/** Nearer than this the names of communities can be read beside each other. */
const NAMES_FROM_ZOOM = 13

/** Below everything else, and nothing of it can be clicked. Streets next to each other differ a little in tone. */
function drawOutline(map: L.Map, { areas, water, note }: Outline): void {
  map.createPane('outline').style.zIndex = '250'
  map.createPane('outline-names').style.zIndex = '260'
  const shared = { pane: 'outline', interactive: false, lineJoin: 'round' } as const
  const named = (shape: L.Polygon, name: string, className: string): L.Polygon =>
    shape.bindTooltip(textOf(name), { permanent: true, direction: 'center', className, pane: 'outline-names' })
  const streets = [...new Set(areas.map(({ parentId }) => parentId))]
  for (const { name, parentId, ring } of areas) {
    const fillColor = streets.indexOf(parentId) % 2 === 0 ? mapGround.area : mapGround.next
    const look = { color: day.paper, weight: 3, fillColor, fillOpacity: 1 }
    named(L.polygon(ring, { ...shared, ...look }), name, 'map-name').addTo(map)
  }
  for (const { name, ring } of water) {
    const look = { color: mapGround.water, weight: 2, fillColor: mapGround.water, fillOpacity: 1 }
    named(L.polygon(ring, { ...shared, ...look }), name, 'map-name map-water').addTo(map)
  }
  const toggle = (): void => {
    map.getContainer().classList.toggle('map-far', map.getZoom() < NAMES_FROM_ZOOM)
  }
  map.on('zoomend viewreset', toggle)
  map.whenReady(toggle)
  const said = L.control.attribution({ prefix: false }).addTo(map)
  said.addAttribution(textOf(note).innerHTML)
}

/** As text: what people named is shown, never run. */
const textOf = (text: string): HTMLElement => Object.assign(document.createElement('span'), { textContent: text })
