// What a material is worth today where the person lives. Relies on the catalogue of pickups.
// Invariant: prices belong to a place, so without one nothing is claimed but asked for.
import { useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import { showFen } from '@shared/units'
import { pickPlace, useMyPlace } from '@/lib/my-place'
import { useRead } from '@/lib/query'
import { Row } from '@/ui/layout'
import { PlacePicker } from '@/ui/PlacePicker'

const TITLE = '今天的回收价'

export function Price({ material }: { material: string }) {
  const place = useMyPlace()
  const [choosing, setChoosing] = useState(false)
  if (place) return <PriceAt material={material} placeId={place.id} />
  return (
    <>
      <Row id="price-place" title={TITLE} note="各处价格不同" value="先选小区" onClick={() => setChoosing(true)} />
      <PlacePicker
        open={choosing}
        onClose={() => setChoosing(false)}
        onPick={(picked) => {
          pickPlace(picked)
          setChoosing(false)
        }}
      />
    </>
  )
}

function PriceAt({ material, placeId }: { material: string; placeId: string }) {
  const catalogue = useRead(pickups.catalogue, { placeId })
  if (!catalogue.data) return <Row title={TITLE} value={catalogue.isFetching ? '正在读取' : '暂时查不到'} />
  const found = catalogue.data.materials.find(({ code }) => code === material)
  if (!found?.accepted) return <Row title={TITLE} value="上门不收这种材料" />
  const parts = [
    found.fenPerKg !== null && found.fenPerKg > 0 && `每千克${showFen(found.fenPerKg)}`,
    found.pointsPerKg !== null && found.pointsPerKg > 0 && `每千克 ${found.pointsPerKg} 积分`,
  ].filter((part): part is string => typeof part === 'string')
  return <Row title={`${TITLE}（${found.name}）`} value={parts.length > 0 ? parts.join('，') : '没有定价'} />
}
