// The listed rounds on a map: the places that each serves, a colour and a shape for each round.
import { useMemo } from 'react'
import type { OutputOf } from '@shared/contract'
import type { pickupsDesk } from '@shared/pickups/desk-contract'
import { markOf } from '@/ui/map-marks'
import { PlacesMap, type MapGroup } from '@/ui/PlacesMap'
import { kindNames } from './words'

type Row = OutputOf<typeof pickupsDesk.rounds>['items'][number]

export function RoundsMap({ rows }: { rows: readonly Row[] }) {
  const groups = useMemo(() => groupsOf(rows), [rows])
  return <PlacesMap label="线路地图" groups={groups} empty="列出的线路服务的地方都没有坐标" />
}

const groupsOf = (rows: readonly Row[]): MapGroup[] =>
  rows.map(({ id, name, kinds, areas, vehicle }, index) => {
    const mark = markOf(index)
    return {
      name,
      mark,
      points: areas.map((area) => ({
        id: `${id}:${area.id}`,
        lng: area.lng,
        lat: area.lat,
        mark,
        title: area.name,
        text: [name, kinds.map((kind) => kindNames[kind]).join('、'), vehicle].filter(Boolean).join('，'),
        to: `/board?placeId=${area.id}`,
      })),
    }
  })
