// Where the places of a list lie: a sketch of the city with a numbered mark for each, and the same numbers with their
// names beside it. Drawn on the server, so that it needs neither script nor a provider of maps. It stands beside the
// frozen list and shows where a place lies today.
import { escapeHtml } from '@shared/escape'
import type { ListDocument } from '@shared/standings/list'
import { colourNames, isVisitedKind, listKindNames, type TableColour } from '@shared/standings/vocabulary'
import { now } from '../clock'
import { outline } from '../places/outline'
import { placesByIds } from '../places/places'
import { mark } from './page-drawings'

type Outline = Awaited<ReturnType<typeof outline>>
type Spot = { lng: number; lat: number }
type Marked = Spot & { place: string; number: number; colour: TableColour }

const WIDTH = 360
const MIN_HEIGHT = 200
const MAX_HEIGHT = 420
/** Room around the marks, as a part of their extent, and the least extent in degrees: about two kilometres. */
const ROOM = 0.16
const LEAST_DEGREES = 0.02

const KEPT_MINUTES = 10
let kept: { area: string; until: number; ground: Outline } | null = null
/** The ground is drawn out of the positions of all homes: once in a while, not for every reader of the page. */
async function ground(area: string): Promise<Outline> {
  const at = now().getTime()
  if (kept?.area !== area || kept.until <= at || kept.until > at + KEPT_MINUTES * 60_000)
    kept = { area, until: at + KEPT_MINUTES * 60_000, ground: await outline() }
  return kept.ground
}

/** Empty where no listed place has a position. */
export async function mapBlock({ area, tables }: ListDocument): Promise<string> {
  const listed = tables
    .filter(({ kind }) => isVisitedKind(kind))
    .flatMap(({ kind, colour, rows }) => rows.map(({ place, name }) => ({ kind, colour, place, name })))
  const places = new Map((await placesByIds(listed.map(({ place }) => place))).map((each) => [each._id, each]))
  const marks: Marked[] = []
  const items = listed.map(({ kind, colour, place, name }, at) => {
    const at84 = places.get(place)?.location?.coordinates
    if (at84) marks.push({ place, number: at + 1, colour, lng: at84[0], lat: at84[1] })
    const where = at84 ? '' : '（没有登记位置，不在图上）'
    return `<li><a href="#at-${escapeHtml(place)}">${escapeHtml(name)}</a><span class="note">${listKindNames[kind]}${colourNames[colour]}${where}</span></li>`
  })
  if (marks.length === 0) return ''
  const { areas, water, note } = await ground(area)
  const view = viewOf(marks)
  const drawn = [
    ...areas.map(({ ring }) => shape(ring, view, 'fill="#e9e4d6" stroke="#fff" stroke-width="1.5"')),
    ...water.map(({ ring }) => shape(ring, view, 'fill="#bfe0de"')),
    ...areas.map(({ name, ring }) => areaName(name, ring, view)),
  ].join('')
  const label = `上榜的地方在图上的位置，共${marks.length}处；名字在旁边的清单里`
  return `<section class="card" id="map"><h2>在哪里</h2><div class="where"><svg viewBox="0 0 ${WIDTH} ${view.height}" role="img" aria-label="${label}">${drawn}${apart(marks, view).map(drawMark).join('')}</svg><ol>${items.join('')}</ol></div><p class="note">圆点是红榜，菱形是黑榜，数字和清单一致。${escapeHtml(note)}。</p></section>`
}

type View = { height: number; x: (lng: number) => number; y: (lat: number) => number }

/** What is seen: all marks with room around them. A degree of longitude is as long as the city's latitude makes it. */
function viewOf(marks: readonly Marked[]): View {
  const spanOf = (values: readonly number[], least: number): [number, number] => {
    const [low, high] = [Math.min(...values), Math.max(...values)]
    const room = Math.max((high - low) * ROOM, (least - (high - low)) / 2)
    return [low - room, high + room]
  }
  const [south, north] = spanOf(
    marks.map(({ lat }) => lat),
    LEAST_DEGREES,
  )
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const [west, east] = spanOf(
    marks.map(({ lng }) => lng),
    LEAST_DEGREES / shrink,
  )
  const wide = (east - west) * shrink
  const height = Math.round(Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, (WIDTH * (north - south)) / wide)))
  const scale = Math.min(WIDTH / wide, height / (north - south))
  return {
    height,
    x: (lng) => WIDTH / 2 + (lng - (west + east) / 2) * shrink * scale,
    y: (lat) => height / 2 - (lat - (south + north) / 2) * scale,
  }
}

const round = (value: number): number => Math.round(value * 10) / 10

/** Nothing for a shape that lies outside of what is seen. */
function shape(ring: readonly Spot[], { x, y, height }: View, look: string): string {
  const corners = ring.map(({ lng, lat }) => [round(x(lng)), round(y(lat))] as const)
  const [xs, ys] = [corners.map(([at]) => at), corners.map(([, at]) => at)]
  if (Math.max(...xs) < 0 || Math.min(...xs) > WIDTH || Math.max(...ys) < 0 || Math.min(...ys) > height) return ''
  return `<path d="M${corners.map(([cx, cy]) => `${cx} ${cy}`).join('L')}Z" ${look}/>`
}

/** In the middle of its area, where that is seen. */
function areaName(name: string, ring: readonly Spot[], { x, y, height }: View): string {
  const middle = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length
  const [cx, cy] = [round(middle(ring.map(({ lng }) => x(lng)))), round(middle(ring.map(({ lat }) => y(lat))))]
  const room = name.length * 7
  if (cx < room || cx > WIDTH - room || cy < 14 || cy > height - 8) return ''
  return `<text x="${cx}" y="${cy}" font-size="13" text-anchor="middle" fill="#4a5754" stroke="#f3f0e7" stroke-width="3" paint-order="stroke">${escapeHtml(name)}</text>`
}

type Placed = { x: number; y: number; number: number; colour: TableColour }
const RADIUS = 10

/** Marks that would cover each other move apart, each as little as needed; few rounds are enough for a list. */
function apart(marks: readonly Marked[], view: View): Placed[] {
  const placed = marks.map(({ lng, lat, number, colour }) => ({ x: view.x(lng), y: view.y(lat), number, colour }))
  for (let turn = 0; turn < 24; turn += 1)
    for (const [at, one] of placed.entries())
      for (const other of placed.slice(at + 1)) {
        const [dx, dy] = [other.x - one.x, other.y - one.y]
        const distance = Math.hypot(dx, dy)
        const lack = RADIUS * 2 + 2 - distance
        if (lack <= 0) continue
        const [ux, uy] = distance > 0.01 ? [dx / distance, dy / distance] : [1, 0]
        one.x = inside(one.x - (ux * lack) / 2, WIDTH)
        one.y = inside(one.y - (uy * lack) / 2, view.height)
        other.x = inside(other.x + (ux * lack) / 2, WIDTH)
        other.y = inside(other.y + (uy * lack) / 2, view.height)
      }
  return placed
}
const inside = (value: number, size: number): number => Math.min(size - RADIUS - 1, Math.max(RADIUS + 1, value))

function drawMark({ x, y, number, colour }: Placed): string {
  const [cx, cy] = [round(x), round(y)]
  return `${mark(cx, cy, colour === 'red', RADIUS)}<text x="${cx}" y="${round(cy + 4)}" font-size="11.5" font-weight="700" text-anchor="middle" fill="#fff">${number}</text>`
}
