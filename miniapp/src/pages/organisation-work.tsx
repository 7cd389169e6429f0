// Work for an organisation that somebody belongs to, by what that organisation is: a cook, a driver, who sits at a
// weighbridge. Relies on organisations.mine; nothing is shown to those who belong to none.
import Taro from '@tarojs/taro'
import { organisations } from '@shared/organisations/contract'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { useRead } from '@/lib/query'
import { Card, Row } from '@/ui/layout'

const FRESH_MS = 10 * 60_000
/** Who has to do with kitchen waste. */
const kitchens: readonly OrganisationKind[] = [
  'restaurant',
  'canteen',
  'hotel',
  'school',
  'hospital',
  'mall',
  'market',
  'hauler',
  'disposer',
]

const notes = (kinds: readonly OrganisationKind[]): string =>
  kinds.includes('hauler') ? '今晚去哪几家、称重' : kinds.includes('disposer') ? '过磅、接收' : '今天几桶，一点就交'

export function OrganisationWork() {
  const mine = useRead(organisations.mine, {}, { staleMs: FRESH_MS })
  const kinds = (mine.data?.items ?? []).flatMap((one) => one.kinds)
  if (!kinds.some((kind) => kitchens.includes(kind))) return null
  return (
    <Card>
      <Row
        id="manifests"
        icon="recycle"
        tint="warm"
        title="餐厨交接"
        note={notes(kinds)}
        onClick={() => {
          void Taro.navigateTo({ url: '/manifests/home' })
        }}
      />
    </Card>
  )
}
