// What an answer still depends on, and what can be done next. Pure; relies on the shapes of shared/guide.
import type { Answer, DisposalRoute } from '@shared/guide/contract'
import type { PickupKind } from '@shared/pickups/schemas'
import { siteRoutes, streams, type SiteRoute, type Stream } from '@shared/places/vocabulary'

/** One way the answer may go. */
export type Verdict = Pick<Answer, 'category' | 'route' | 'local' | 'preparation'> & { condition: string }

/** All ways, the bare word's first. */
export const verdictsOf = ({ category, route, local, preparation, variants }: Answer): Verdict[] => [
  { condition: '一般情况', category, route, local, preparation },
  ...variants,
]

/** As long as a thing's name may be on a card. */
const LONGEST_TITLE = 10

/** What a card is headed with: what was typed, and under it of which entry it is answered; a slip is told as one. */
export function titleOf({ name, matched, matchedBy, asked }: Answer): { title: string; note: string | null } {
  const sameKind = matched === name ? null : `同类：${name}`
  if (matchedBy === 'typo') return { title: matched, note: `没有“${asked}”，按“${matched}”回答` }
  if (matchedBy === 'part' && asked !== matched && asked.length <= LONGEST_TITLE && asked.includes(matched.slice(-1)))
    return { title: asked, note: `按“${matched}”回答` }
  return { title: matched, note: sameKind }
}

/** True when it has to be asked which condition holds: nothing was said, and the ways differ. */
export function mustAsk(answer: Answer): boolean {
  const wasSaid = !answer.inferred && answer.basis !== null
  return (
    !wasSaid && answer.variants.some(({ local, route }) => local.code !== answer.local.code || route !== answer.route)
  )
}

/**
 * True when the verdict is a bin: in town only where the route says so; in the countryside bins take more, but never
 * what has no category.
 */
export const goesInBin = ({ route, category }: Pick<Verdict, 'route' | 'category'>, rural: boolean): boolean =>
  category !== null && (route === 'bin' || (rural && route !== 'return_to_shop'))

/** The way in a few large words. */
export const routeTitles: Readonly<Record<DisposalRoute, string>> = {
  bin: '投垃圾桶',
  door_recycling: '约上门回收',
  bulky: '约车上门收',
  hazardous_point: '送有害垃圾收集点',
  builders_waste: '送装修垃圾暂存点',
  garden_waste: '送园林垃圾收集点',
  textile_box: '投旧衣回收箱',
  parcel_box: '放快递包装回收箱',
  return_to_shop: '退回卖家',
  reuse: '先转送、捐赠',
  not_household: '交专门单位',
}

/** What to do, by route; `bin` is the name on the bin. */
export function routeText(route: DisposalRoute, bin: string): string {
  const words: Record<DisposalRoute, string> = {
    bin: `投进“${bin}”桶`,
    door_recycling: '卖给回收点，或预约上门回收',
    bulky: '预约大件上门，不要堆在楼道',
    hazardous_point: '送有害垃圾收集点，或约上门收',
    builders_waste: '单独装袋，送装修垃圾暂存点',
    garden_waste: '送园林垃圾收集点，不进生活垃圾桶',
    textile_box: '洗净晾干，投旧衣回收箱',
    parcel_box: '放进快递包装回收箱',
    return_to_shop: '退回卖家或专业机构',
    reuse: '还能用的先转送、捐赠',
    not_household: '不属于生活垃圾，请交专门单位',
  }
  return words[route]
}

/** Which pickup takes it, or null when none does. */
export function pickupKindOf(verdict: Pick<Verdict, 'route' | 'category'>, material: string | null): PickupKind | null {
  const whole = material === 'weee' ? 'appliance' : null
  if (verdict.route === 'bulky') return whole ?? 'bulky'
  if (verdict.route === 'door_recycling') return whole ?? 'recyclable'
  if (verdict.route === 'hazardous_point') return verdict.category === 'hazardous' ? 'hazardous' : null
  return verdict.category === 'recyclable' && material !== null ? (whole ?? 'recyclable') : null
}

/** What a site has to take, or null when no site does. */
export function siteOf({
  route,
  category,
}: Pick<Verdict, 'route' | 'category'>): { route: SiteRoute; stream: Stream | null } | null {
  const found = siteRoutes.find((each) => each === route)
  if (!found) return null
  return { route: found, stream: found === 'bin' ? (streams.find((each) => each === category) ?? null) : null }
}
