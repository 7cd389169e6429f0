// The door that a booking is made for by its address alone, by somebody without a household there: whose it is, and
// that a new account is no new household. Invariant: nobody uses up what belongs to people who did not ask.
import { DomainError } from '@shared/errors'
import { normaliseAddress, type AddressParts } from '@shared/people/addresses'
import { openStatuses } from '@shared/pickups/machine'
import type { Address } from '@shared/pickups/schemas'
import { dayOf } from '@shared/time'
import type * as z from '@shared/z'
import { now } from '../clock'
import type { Tx } from '../db'
import { blindIndex } from '../field-cipher'
import { unsealAddress } from '../people/household-records'
import { householdAt, requireHousehold } from '../people/households'
import { lockHolder, prepareHolder } from '../slots/holders'
import { Bookings } from './bookings.model'

export type AddressGiven = z.infer<typeof Address>
export type Door = Pick<AddressGiven, 'placeId' | 'building' | 'unit' | 'room'>

/** Who came by the address alone; staff who book for those who ring up were told it by them. */
const isByAddress = ({ holderKey }: { holderKey: string }): boolean => holderKey.startsWith('person:')
const typedOf = ({ building = '', unit = '', room = '' }: Door) => ({ building, unit, room })

/**
 * The door as it reads; null where no room is given. One that can't be read is said before anything is priced: it
 * would be nobody's, and paid in full. @throws DomainError HOUSEHOLD_ADDRESS_INVALID
 */
export function readDoor(door: Door): AddressParts | null {
  const typed = typedOf(door)
  const parts = normaliseAddress(typed)
  if (!parts && typed.room.trim() !== '') throw new DomainError('HOUSEHOLD_ADDRESS_INVALID')
  return parts
}

/** The door of the household that it is booked for, where none is given: the crew must find it. */
export async function withDoor(party: { householdId?: string }, address: AddressGiven): Promise<AddressGiven> {
  if (!party.householdId || readDoor(address) || address.building) return address
  const { building, unit, room } = unsealAddress(await requireHousehold(party.householdId))
  return { ...address, building, unit, room }
}

/** The household whose door it is, where people live who did not ask for it. */
export async function strangersDoor(party: { holderKey: string }, door: Door): Promise<string | null> {
  const parts = isByAddress(party) ? readDoor(door) : null
  const household = parts && (await householdAt(door.placeId, parts))
  return household && household.memberCount > 0 ? household._id : null
}

/** One index for every way to write a door. */
export function doorIndexOf(door: Door): string {
  const parts = normaliseAddress(typedOf(door)) ?? typedOf(door)
  return blindIndex(['pickup', door.placeId, parts.building, parts.unit, parts.room].join('|'))
}

const indexOf = (door: Door): string | null => (readDoor(door) ? doorIndexOf(door) : null)
const keyOf = (index: string): string => `address:${index}`

/**
 * Makes what `refuseBusyDoor` writes, before the transaction. @returns the index of the door where those who book by it
 * are counted
 */
export async function prepareDoor(party: { holderKey: string }, door: Door): Promise<string | null> {
  const index = isByAddress(party) ? indexOf(door) : null
  if (index) await prepareHolder(keyOf(index))
  return index
}

/**
 * Those who have no household here are counted together by their door. @throws DomainError PICKUP_ADDRESS_BOOKED
 */
export async function refuseBusyDoor(tx: Tx, index: string, holderKey: string, limit: number): Promise<void> {
  await lockHolder(tx, keyOf(index))
  const open = await tx.on(Bookings).count({
    addressIndex: index,
    holderKey: { $regex: '^person:', $ne: holderKey },
    status: { $in: [...openStatuses] },
    day: { $gte: dayOf(now()) },
  } as object)
  if (open >= limit) throw new DomainError('PICKUP_ADDRESS_BOOKED')
}
