// A map of things with a position, and the same things as a list beside it: what the map shows, the list says, in the
// same order, by keyboard. Choosing one opens its note on the map. The drawing is fetched when it is first shown.
import { lazy, Suspense, useState } from 'react'
import { operations } from '@shared/operations/contract'
import { useRead } from '@/lib/query'
import { drawMark, type Mark } from './map-marks'
import { Loaded } from './states'
import './maps.css'

export type MapPoint = {
  id: string
  lng: number
  lat: number
  mark: Mark
  /** A number or one character in the mark; nothing that anybody typed. */
  sign?: string
  /** It is done already. */
  isDone?: boolean
  title: string
  text?: string
  /** The page that opens it, under /admin. */
  to?: string
}
export type MapGroup = {
  name: string
  mark: Mark
  points: readonly MapPoint[]
  /** Its points are driven in their order. */
  isRoute?: boolean
}

type Props = { label: string; groups: readonly MapGroup[]; empty: string }

const Drawing = lazy(async () => ({ default: (await import('./MapDrawing')).MapDrawing }))

export function PlacesMap({ label, groups, empty }: Props) {
  const about = useRead(operations.about, {})
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = groups.filter(({ points }) => points.length > 0)
  return (
    <section className="places-map no-print" aria-label={label}>
      <Loaded query={about}>
        {({ map }) => (
          <Suspense fallback={<div className="map" role="status" aria-label="正在画地图" />}>
            <Drawing groups={shown} setting={map} chosen={chosen} label={label} onChoose={setChosen} />
          </Suspense>
        )}
      </Loaded>
      <div className="map-list" tabIndex={0} role="region" aria-label={`${label}的清单`}>
        {shown.length === 0 && <p className="faint">{empty}</p>}
        {shown.map(({ name, mark, points }) => (
          <div key={name} role="group" aria-label={name}>
            <h5>
              <span dangerouslySetInnerHTML={{ __html: drawMark(mark, '') }} />
              {name}
            </h5>
            <ol>
              {points.map(({ id, title, sign }) => (
                <li key={id}>
                  <button type="button" aria-pressed={id === chosen} onClick={() => setChosen(id)}>
                    {sign ? `${sign}. ${title}` : title}
                  </button>
                </li>
              ))}
            </ol>
          </div>
        ))}
      </div>
    </section>
  )
}
