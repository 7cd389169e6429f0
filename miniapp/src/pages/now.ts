// Whether something can be dropped off now, in one sentence and one note. Pure; the sites say themselves when they
// are open.
import type { SiteShown } from '@shared/places/schemas'
import { clockOf, dayOf, showDay } from '@shared/time'
import { nearDay } from '../lib/when'

type Site = Pick<SiteShown, 'name' | 'open' | 'openUntil' | 'opensAt' | 'openText' | 'statusReason'>

/** What can be done now, and where: [sentence, note]. */
export function nowText(items: readonly Site[], now = new Date()): [string, string] {
  if (items.length === 0) return ['请看小区的公示牌', '这里还没有登记投放点']
  const open = items.filter((site) => site.open)
  const [first] = [...open].sort((a, b) => ((a.openUntil ?? '9') > (b.openUntil ?? '9') ? -1 : 1))
  if (first) {
    const until = first.openUntil ? `开到${clockText(first.openUntil, now)}` : '一直开着'
    return ['现在可以投放', `${first.name}${until}${open.length > 1 ? `，共${open.length}处开着` : ''}`]
  }
  const [next] = items
    .filter(({ opensAt }) => opensAt !== null)
    .sort((a, b) => (`${a.opensAt}` < `${b.opensAt}` ? -1 : 1))
  if (!next?.opensAt) return ['现在不能投放', items[0]?.statusReason ?? items[0]?.openText ?? '']
  return ['现在还没开', `${next.name}${clockText(next.opensAt, now)}开`]
}

/** "9:00" today, "明天7:00", "12月2日 周三7:00". */
function clockText(instant: string, now: Date): string {
  const at = new Date(instant)
  const [day, today] = [dayOf(at), dayOf(now)]
  const clock = clockOf(at).replace(/^0/, '')
  return day === today ? clock : `${nearDay(day, today) ?? showDay(day)}${clock}`
}
