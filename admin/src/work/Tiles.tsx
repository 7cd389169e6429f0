// A few figures of today, each with what it is compared with, how far it is, or how it went.
import { day } from '@shared/look/tokens'
import { figures, type Tile } from '@shared/work/figures'
import { useRead } from '@/lib/query'

export function Tiles() {
  const { data } = useRead(figures.today, {})
  if (!data || data.tiles.length === 0) return null
  return (
    <ul className="tiles" aria-label="今天的数">
      {data.tiles.map((tile) => (
        <OneTile key={tile.kind} tile={tile} />
      ))}
    </ul>
  )
}

function OneTile({ tile: { title, value, unit, note, share, trend } }: { tile: Tile }) {
  return (
    <li className="card tile">
      <span className="tile-title">{title}</span>
      <span className="tile-figure">
        <strong>{value}</strong> {unit}
        {trend.length > 2 && <Line values={trend} />}
      </span>
      {share !== null && (
        <span className="tile-meter" aria-hidden>
          <i style={{ width: `${Math.round(share * 100)}%` }} />
        </span>
      )}
      <span className="faint">{note}</span>
    </li>
  )
}

const [WIDTH, HEIGHT, EDGE] = [84, 30, 4]

/** How it went week by week; the figures are in the charts below. */
function Line({ values }: { values: readonly number[] }) {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const points = values.map((value, at): [number, number] => [
    EDGE + (at / (values.length - 1)) * (WIDTH - 2 * EDGE),
    HEIGHT - EDGE - (most === least ? 0.5 : (value - least) / (most - least)) * (HEIGHT - 2 * EDGE),
  ])
  const [x, y] = points.at(-1) ?? [0, 0]
  return (
    <svg className="tile-line" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden>
      <polyline
        points={points.map((point) => point.map((one) => one.toFixed(1)).join()).join(' ')}
        fill="none"
        stroke={day.primary}
        strokeWidth={2}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={x} cy={y} r={3} fill={day.primary} />
    </svg>
  )
}
