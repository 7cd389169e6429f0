// What a volunteer reads of their own work: how much, and how often the lead, who looked at the same bag, saw the same.
// It is for them alone, and nothing follows from it.
import type { PersonActor } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import type { dropoffs } from '@shared/dropoffs/contract'
import { addMinutes } from '@shared/time'
import { now } from '../clock'
import { Days, Logs, type DayRecord, type LogRecord } from './dropoffs.model'
import { dayIdOf } from './standing'

const SINCE_DAYS = 90
const MOST = 5_000

export async function ownWork({ personId }: PersonActor): Promise<OutputOf<typeof dropoffs.mine>> {
  const since = addMinutes(now(), -SINCE_DAYS * 24 * 60)
  const logs = await Logs.find({ personId, at: { $gte: since } })
    .sort({ at: -1 })
    .limit(MOST)
    .lean<LogRecord[]>()
  const counted = logs.filter(({ state, isLook }) => state === 'counted' && !isLook)
  const ids = counted.flatMap(({ householdId, day }) => (householdId ? [dayIdOf(householdId, day)] : []))
  // only days on which somebody looked again
  const looked = await Days.find({ _id: { $in: [...new Set(ids)] }, 'seen.isLook': true }).lean<DayRecord[]>()
  const days = new Map(looked.map((day) => [day._id, day]))
  const pairs = counted.flatMap((log) => {
    const seen = log.householdId ? (days.get(dayIdOf(log.householdId, log.day))?.seen ?? []) : []
    const look = seen.findLast((each) => each.isLook && each.window === log.window && each.stream === log.stream)
    return look && look.by !== personId ? [look.result === log.result] : []
  })
  return {
    evenings: new Set(logs.map(({ day }) => day)).size,
    bags: counted.length,
    looked: pairs.length,
    agreed: pairs.filter((agrees) => agrees).length,
    waiting: logs.filter(({ state }) => state === 'waiting' || state === 'review').length,
  }
}
