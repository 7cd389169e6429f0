// What a material is worth today where the person lives. Relies on the catalogue of pickups; without an answer nothing is claimed.
import { pickups } from '@shared/pickups/contract'
import { showFen } from '@shared/units'
import { useMyPlace } from '@/lib/my-place'
import { useRead } from '@/lib/query'
import { Row } from '@/ui/layout'

export function Price({ material }: { material: string }) {
  const place = useMyPlace()
  const catalogue = useRead(pickups.catalogue, place ? { placeId: place.id } : {})
  const found = catalogue.data?.materials.find(({ code }) => code === material)
  if (!catalogue.data) return <Row title='今天的回收价' value={catalogue.isFetching ? '正在读取' : '暂时查不到'} />
  if (!found || !found.accepted) return <Row title='今天的回收价' value='上门不收这种材料' />
  const parts = [
    found.fenPerKg !== null && found.fenPerKg > 0 && `每千克 ${showFen(found.fenPerKg)}`,
    found.pointsPerKg !== null && found.pointsPerKg > 0 && `每千克 ${found.pointsPerKg} 积分`,
  ].filter((part): part is string => typeof part === 'string')
  return <Row title={`今天的回收价(${found.name})`} value={parts.length > 0 ? parts.join(',') : '免费收,不计价'} />
}
