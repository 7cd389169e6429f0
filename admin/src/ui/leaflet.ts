// Leaflet as every map of the console has it: tiles where the city has set some, else a plain grid with a scale; no
// movement of its own.
import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import type { OutputOf } from '@shared/contract'
import type { operations } from '@shared/operations/contract'
import type { Datum } from './datum'

export type MapSetting = OutputOf<typeof operations.about>['map']

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
  return map
}
