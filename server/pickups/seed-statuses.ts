// Help with carrying in the demo city: one household waits for the community's answer, another has it.
import { addDays, instantAt, type Day } from '@shared/time'
import { seal } from '../field-cipher'
import { seedId } from '../ids'
import { seedPersonId, type SeedHousehold } from '../people/seed-ids'
import { HouseholdStatuses, type StatusRecord } from './statuses.model'

function statusOf({ id, place, members }: SeedHousehold, label: string, more: Partial<StatusRecord>): StatusRecord {
  const _id = seedId(`status:${label}`)
  return {
    _id,
    householdId: id,
    placePath: place.path,
    kind: 'carry_help',
    state: 'waiting',
    sealed: seal(JSON.stringify({ personName: '家里的老人', note: '膝盖不好，搬不下楼' }), _id),
    askedBy: members[0] ?? seedPersonId('dispatch-1-zhou'),
    askedAt: new Date(0),
    ...more,
  }
}

export async function seedStatuses(households: readonly SeedHousehold[], today: Day): Promise<void> {
  const [first, second] = households.filter(({ demoKey }) => demoKey === undefined)
  if (!first || !second) return
  const decidedAt = instantAt(addDays(today, -20), '10:00')
  await HouseholdStatuses.insertMany([
    statusOf(first, 'waiting', { askedAt: instantAt(addDays(today, -1), '16:20') }),
    statusOf(second, 'held', {
      state: 'approved',
      askedAt: instantAt(addDays(today, -22), '09:00'),
      until: addDays(today, 200),
      decidedBy: 'system:seed',
      decidedAt,
      reason: '上门看过',
    }),
  ])
}
