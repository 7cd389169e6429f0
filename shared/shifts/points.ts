// What a shift is worth to the rule of earning: facts alone, the points are the rule's (data). Only confirmed minutes
// of who comes unpaid; made-up hours earn nothing.
import type { Fact } from '../ledger/earning'
import { addMinutes } from '../time'
import { MAX_MINUTES, type Times } from './rules'
import type { Standing, SupervisorKind } from './vocabulary'

/** Unpaid: guides and the property's people are at work. */
const unpaid: readonly SupervisorKind[] = ['volunteer', 'partyMember', 'resident']
/** After so many hours nothing that a phone still holds proves anything: then the shift is worth what it is. */
const SETTLED_HOURS = 24

export const settledAt = ({ endsAt }: Pick<Times, 'endsAt'>): Date => addMinutes(endsAt, SETTLED_HOURS * 60)

type Worked = { as: SupervisorKind; standing: Standing; minutes: number; isBooked: boolean }
export function shiftFacts(
  { as, standing, minutes, isBooked }: Worked,
  { startsAt, endsAt, maxMinutes }: Times & { maxMinutes: number },
): Fact[] {
  if (!unpaid.includes(as) || standing !== 'verified' || !isBooked) return []
  const halves = Math.floor(minutes / 30)
  const whole = Math.min((endsAt.getTime() - startsAt.getTime()) / 60_000, maxMinutes, MAX_MINUTES)
  return [
    ...(halves > 0 ? [{ code: 'half_hour', amount: halves }] : []),
    ...(minutes >= whole ? [{ code: 'whole_shift', amount: 1 }] : []),
  ]
}
