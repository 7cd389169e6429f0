// A map of things with a position, and the same things as a list beside it: what the map shows, the list says, in the
// same order, by keyboard. Choosing one opens its note on the map. The drawing is fetched when it is first shown.
import { lazy, Suspense, useState } from 'react'
import { useMapSetting } from './map-setting'
import { drawMark, type Mark } from './map-marks'
import { Failed } from './states'
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

type Props = {
  label: string
  groups: readonly MapGroup[]
  empty: string
  /** Given where the page itself lists what the map shows: the map then stands alone, with what its marks mean. */
  selection?: { chosen: string | null; onChoose: (id: string) => void }
}

const Drawing = lazy(async () => ({ default: (await import('./MapDrawing')).MapDrawing }))

export function PlacesMap({ label, groups, empty, selection }: Props) {
  const { setting, ...reading } = useMapSetting()
  const [own, setOwn] = useState<string | null>(null)
  const { chosen, onChoose } = selection ?? { chosen: own, onChoose: setOwn }
  const shown = groups.filter(({ points }) => points.length > 0)
  return (
    <section className={`places-map no-print${selection ? ' alone' : ''}`} aria-label={label}>
      {setting ? (
        <Suspense fallback={<div className="map" role="status" aria-label="正在画地图" />}>
          <Drawing groups={shown} setting={setting} chosen={chosen} label={label} onChoose={onChoose} />
        </Suspense>
      ) : reading.error ? (
        <Failed error={reading.error} retry={reading.retry} />
      ) : (
        <div className="map" role="status" aria-label="正在读地图" />
      )}
      {selection ? (
        <Legend groups={shown} empty={empty} />
      ) : (
        <List label={label} groups={shown} empty={empty} chosen={chosen} onChoose={onChoose} />
      )}
    </section>
  )
}

/** What the marks mean, on the map's lower edge. */
function Legend({ groups, empty }: Pick<Props, 'groups' | 'empty'>) {
  if (groups.length === 0) return <p className="map-legend">{empty}</p>
  return (
    <ul className="map-legend">
      {groups.map(({ name, mark }) => (
        <li key={name}>
          <span dangerouslySetInnerHTML={{ __html: drawMark(mark, '') }} />
          {name}
        </li>
      ))}
    </ul>
  )
}

type ListProps = Pick<Props, 'label' | 'groups' | 'empty'> & { chosen: string | null; onChoose: (id: string) => void }

function List({ label, groups, empty, chosen, onChoose }: ListProps) {
  return (
    <div className="map-list" tabIndex={0} role="region" aria-label={`${label}的清单`}>
      {groups.length === 0 && <p className="faint">{empty}</p>}
      {groups.map(({ name, mark, points }) => (
        <div key={name} role="group" aria-label={name}>
          <h5>
            <span dangerouslySetInnerHTML={{ __html: drawMark(mark, '') }} />
            {name}
          </h5>
          <ol>
            {points.map(({ id, title, sign }) => (
              <li key={id}>
                <button type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
                  {sign ? `${sign}. ${title}` : title}
                </button>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  )
}
