// The listed sites on a map, a shape and a colour for each kind; what is not open is hollow.
import { useMemo } from 'react'
import type { OutputOf } from '@shared/contract'
import type { placesDesk } from '@shared/places/desk-contract'
import { siteKindNames, siteStatusNames, type SiteKind } from '@shared/places/vocabulary'
import { markOf } from '@/ui/map-marks'
import { PlacesMap, type MapGroup } from '@/ui/PlacesMap'

type Row = OutputOf<typeof placesDesk.sites>['items'][number]

export function SitesMap({ rows }: { rows: readonly Row[] }) {
  const groups = useMemo(() => groupsOf(rows), [rows])
  return <PlacesMap label="点位地图" groups={groups} empty="列出的点位都没有坐标" />
}

const groupsOf = (rows: readonly Row[]): MapGroup[] =>
  (Object.keys(siteKindNames) as SiteKind[]).map((kind, index) => {
    const mark = markOf(index)
    return {
      name: siteKindNames[kind],
      mark,
      points: rows.flatMap(({ site, pathNames }) =>
        site.kind === kind && site.position
          ? [
              {
                id: site.id,
                ...site.position,
                mark,
                isDone: site.status !== 'open',
                title: `${pathNames.at(-1) ?? ''} ${site.name}`,
                text: site.status === 'open' ? `开放：${site.hoursText}` : siteStatusNames[site.status],
                to: `/sites?site=${site.id}`,
              },
            ]
          : [],
      ),
    }
  })
