// Holding a seat while somebody fills in: taken, extended, given up. A hold ends by itself; whoever finds the window
// full is told the next free dates.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { pickups } from '@shared/pickups/contract'
import { bookRefusal, brakeUntil } from '@shared/pickups/rules'
import type { Day } from '@shared/time'
import { now } from '../clock'
import { mayActFor } from '../people/proxies'
import { cancellationsOf, findHeldSeat } from '../slots/holders'
import { releaseSeat } from '../slots/seats'
import { takeSeat } from '../slots/taking'
import { withOtherDates } from './pickups-offers'
import { bookablePlace, holdKeyOf, isStaffAt } from './pickups-parties'
import { locate, pickupPool } from './service-days'
import { contextAt, isSwitchedOn } from './terms'

type Hold = Awaited<ReturnType<typeof findHeldSeat>>

/** A hold on this very window that has not ended: it was taken in time, and makes the window sure. */
export const isRunning = (
  hold: Hold,
  { day, slot }: { day: Day; slot: string },
  { districtId }: { districtId: string },
): boolean =>
  hold !== null &&
  hold.until !== null &&
  hold.until > now() &&
  hold.poolId === districtId &&
  hold.day === day &&
  hold.slot === slot

/**
 * Holds a seat for 15 minutes (elder mode 30); the same id again extends it, another slot moves it.
 * @throws DomainError PICKUP_* ; PICKUP_SLOT_FULL names the next free dates
 */
export async function holdSeat(
  actor: PersonActor,
  input: ParsedOf<typeof pickups.hold>,
): Promise<OutputOf<typeof pickups.hold>> {
  const place = await bookablePlace(input.placeId)
  const staff = isStaffAt(actor, place.path)
  const context = await contextAt(place.path)
  const { booking: rules } = context.settings
  const located = await locate(place, input.kind, input.day, input.slot)
  const found = await findHeldSeat(input.id)
  const ask = {
    kind: input.kind,
    day: input.day,
    from: located.from,
    to: located.to,
    now: now(),
    rules,
    items: [],
    forSite: false,
    staff,
    switchedOn: isSwitchedOn(input.kind, context.settings),
    staffOnly: located.staffOnly,
    isHeld: isRunning(found, input, located),
  }
  const refusal = bookRefusal(ask)
  if (refusal) throw new DomainError(refusal)
  const { key, limit } = await holdKeyOf(actor, place, input.householdId, rules.openBookingsPerHousehold)
  const brake = staff ? null : brakeUntil(await cancellationsOf(key), now(), rules)
  if (brake) throw new DomainError('PICKUP_TOO_MANY_OPEN', { from: brake.toISOString(), why: '一天内取消次数较多' })
  if (found && found.key !== key) throw new DomainError('PICKUP_NOT_YOURS')
  const minutes = input.elder ? rules.holdMinutesElder : rules.holdMinutes
  const expiresAt = await withOtherDates({ ...input, placeId: place._id, staff }, () =>
    takeSeat(pickupPool, {
      id: input.id,
      poolId: located.districtId,
      day: input.day,
      slot: input.slot,
      key,
      limit,
      minutes,
      maxMinutes: rules.holdMinutesMax,
    }),
  )
  return { id: input.id, day: input.day, slot: input.slot, expiresAt: expiresAt.toISOString() }
}

/** The hold of this person, or null. */
async function ownHold(actor: PersonActor, id: string) {
  const hold = await findHeldSeat(id)
  const keys = [
    `person:${actor.personId}`,
    `staff:${actor.personId}`,
    ...actor.households.map((household) => `household:${household.householdId}`),
  ]
  if (!hold || hold.until === null) return null
  if (keys.includes(hold.key)) return hold
  return hold.key.startsWith('household:') && (await mayActFor(actor, hold.key.slice('household:'.length)))
    ? hold
    : null
}

/** Ceiling of every area's rule (shared/places/settings.ts); a running hold keeps its own end. */
const LONGEST_HOLD_MINUTES = 60

/**
 * The person is still filling in: the hold goes on, 60 minutes at most; one that has ended is taken again when there is
 * room.
 */
export async function extendHold(
  actor: PersonActor,
  { id }: { id: string },
): Promise<OutputOf<typeof pickups.extendHold>> {
  const hold = await ownHold(actor, id)
  if (!hold) throw new DomainError('PICKUP_SLOT_FULL')
  const expiresAt = await takeSeat(pickupPool, { ...hold, maxMinutes: LONGEST_HOLD_MINUTES })
  return { id, expiresAt: expiresAt.toISOString(), held: true }
}

/** Gives the seat up; nothing happens when there is none. */
export async function releaseHold(actor: PersonActor, { id }: { id: string }): Promise<{ id: string }> {
  const hold = await ownHold(actor, id)
  if (hold) await releaseSeat(pickupPool, hold)
  return { id }
}
