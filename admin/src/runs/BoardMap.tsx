// The board's runs on a map: each with the colour and shape of its column, its stops numbered in the order in which
// they are driven, what is done hollow; what still waits for a run as a red diamond.
import { useMemo } from 'react'
import { day } from '@shared/look/tokens'
import { isOpenStop, stopStatusTexts } from '@shared/runs/stop-machine'
import { markOf } from '@/ui/map-marks'
import { PlacesMap, type MapGroup, type MapPoint } from '@/ui/PlacesMap'
import type { Board, BoardRun } from './board'

const WAITING = { shape: 'diamond', colour: day.bad } as const

type At = { lng: number | null; lat: number | null }
const placed = <T extends At>(item: T, show: (at: { lng: number; lat: number }) => MapPoint): MapPoint[] =>
  item.lng === null || item.lat === null ? [] : [show({ lng: item.lng, lat: item.lat })]

type Props = {
  runs: readonly BoardRun[]
  waiting: Board['waiting']
  /** A stop or a waiting booking: the same is marked in the columns. */
  chosen: string | null
  onChoose: (id: string) => void
}

export function BoardMap({ runs, waiting, chosen, onChoose }: Props) {
  const groups = useMemo(() => groupsOf(runs, waiting), [runs, waiting])
  const selection = { chosen, onChoose }
  return <PlacesMap label="班次地图" groups={groups} empty="这一天的站点都没有坐标" selection={selection} />
}

const groupsOf = (runs: readonly BoardRun[], waiting: Board['waiting']): MapGroup[] => [
  {
    name: '等待排班',
    mark: WAITING,
    points: waiting.flatMap((item) =>
      placed(item, (at) => ({
        id: item.id,
        ...at,
        mark: WAITING,
        sign: '!',
        title: item.placeName,
        text: `${item.from}～${item.to} ${item.itemsText}`,
        to: `/bookings?open=${item.id}`,
      })),
    ),
  },
  ...runs.map((run, index): MapGroup => {
    const mark = markOf(index)
    return {
      name: run.name,
      mark,
      isRoute: true,
      points: run.stops.flatMap((stop, at) =>
        placed(stop, (position) => ({
          id: stop.id,
          ...position,
          mark,
          sign: String(at + 1),
          isDone: !isOpenStop(stop.status),
          title: stop.addressText,
          text: `${run.name} 第${at + 1}站，${stop.from}～${stop.to}，${stopStatusTexts[stop.status]}`,
          to: `/bookings?open=${stop.bookingId}`,
        })),
      ),
    }
  }),
]
