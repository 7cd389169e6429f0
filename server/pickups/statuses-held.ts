// What holds for a household on a day, by what its community has verified. Reads only.
import type { StatusKind } from '@shared/pickups/reliefs'
import type { Day } from '@shared/time'
import { HouseholdStatuses, type StatusRecord } from './statuses.model'

const heldOn = (householdIds: readonly string[], day: Day, more: object = {}): Promise<StatusRecord[]> =>
  HouseholdStatuses.find({
    householdId: { $in: [...householdIds] },
    state: 'approved',
    until: { $gte: day },
    ...more,
  }).lean<StatusRecord[]>()

export const statusesOn = async (householdId: string, day: Day): Promise<StatusKind[]> =>
  (await heldOn([householdId], day)).map(({ kind }) => kind)

/** The households of these for which the crew carries on the day. */
export async function carryHelpOn(householdIds: readonly (string | undefined)[], day: Day): Promise<Set<string>> {
  const asked = [...new Set(householdIds)].filter((id): id is string => id !== undefined)
  if (asked.length === 0) return new Set()
  return new Set((await heldOn(asked, day, { kind: 'carry_help' })).map(({ householdId }) => householdId))
}

/** Until when the crew carries for a household; null where it does not. */
export async function carryHelpUntil(householdId: string, day: Day): Promise<Day | null> {
  const ends = (await heldOn([householdId], day, { kind: 'carry_help' })).map(({ until }) => until ?? '')
  return ends.sort().at(-1) ?? null
}
