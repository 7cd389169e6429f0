// For whom a booking is made: oneself, one's household, a household one acts for, a resident at the counter or by
// telephone, or a compound's bulky site. It decides whose open bookings count, who earns, and whose free pieces are
// used.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import { DomainError, invalid } from '@shared/errors'
import { partitionOf } from '@shared/partition'
import type { Relation } from '@shared/pickups/machine'
import type { OnBehalf } from '@shared/pickups/schemas'
import type * as z from '@shared/z'
import { agents, siteAgents } from '@shared/pickups/roles'
import { reading } from '../db'
import { refuseOwnCase } from '../people/conflicts'
import { addressIndexOf } from '../people/household-records'
import { householdAt, requireHousehold } from '../people/households'
import { phoneIndexOf } from '../people/people'
import { mayActFor } from '../people/proxies'
import { showSite } from '../places/public'
import { requirePlace, type Place } from '../places/places'
import { doorIndexOf, readDoor, strangersDoor, type AddressGiven, type Door } from './doors'

export type OnBehalfGiven = z.infer<typeof OnBehalf>

/** Holds that staff may keep open at once while talking to people. */
const STAFF_HOLDS = 20
/** Open bookings of one bulky site. */
const SITE_OPEN = 5

export type Party = {
  relations: Relation[]
  holderKey: string
  limit: number
  householdId?: string
  siteId?: string
  beneficiary: string | null
  staff: boolean
  partition: number
}

export const isStaffAt = (actor: Actor, placePath: readonly string[]): boolean =>
  holdsRole(actor, siteAgents, placePath)

/** A place that can be booked for. @throws DomainError NOT_FOUND, also for one that is no longer used */
export async function bookablePlace(placeId: string): Promise<Place> {
  const place = await requirePlace(placeId)
  if (place.status !== 'active') throw new DomainError('NOT_FOUND')
  return place
}

type Asked = {
  householdId?: string | undefined
  siteId?: string | undefined
  onBehalf?: OnBehalfGiven | undefined
  /** Empty for somebody without one, who is known by the door. */
  phone: string
  door: Door
  limit: number
}

/** @throws DomainError PICKUP_NOT_YOURS, NOT_FOUND, DECIDES_OWN_CASE */
export async function partyOf(actor: PersonActor, place: Place, asked: Asked): Promise<Party> {
  if (asked.siteId) return siteParty(actor, place, asked.siteId)
  const householdId = asked.householdId ?? asked.onBehalf?.householdId
  if (asked.onBehalf && asked.onBehalf.how !== 'proxy') return counterParty(actor, place, asked, householdId)
  if (householdId) return householdParty(actor, place, asked, householdId)
  if (asked.onBehalf) throw new DomainError('PICKUP_NOT_YOURS')
  const own = actor.households.find((household) => household.placePath.at(-1) === place._id)
  return {
    relations: ['self'],
    holderKey: own ? `household:${own.householdId}` : `person:${actor.personId}`,
    limit: asked.limit,
    // it counts for the household, so the household must be able to see and cancel it
    ...(own ? { householdId: own.householdId } : {}),
    beneficiary: `person:${actor.personId}`,
    staff: isStaffAt(actor, place.path),
    partition: partitionOf(place._id),
  }
}

async function siteParty(actor: Actor, place: Place, siteId: string): Promise<Party> {
  if (!holdsRole(actor, siteAgents, place.path)) throw new DomainError('PICKUP_NOT_YOURS')
  const { site } = await showSite(siteId)
  if (site.placeId !== place._id || site.kind !== 'bulky') throw new DomainError('PICKUP_NOT_YOURS')
  return {
    relations: ['agent'],
    holderKey: `site:${siteId}`,
    limit: SITE_OPEN,
    siteId,
    beneficiary: null,
    staff: true,
    partition: partitionOf(place._id),
  }
}

async function counterParty(
  actor: Actor,
  place: Place,
  { phone, door, limit }: Asked,
  householdId: string | undefined,
): Promise<Party> {
  if (!holdsRole(actor, agents, place.path)) throw new DomainError('PICKUP_NOT_YOURS')
  const household = householdId ? await requireHousehold(householdId) : null
  if (household && household.placeId !== place._id) throw new DomainError('PICKUP_NOT_YOURS')
  if (!household && phone === '' && !readDoor(door)) throw invalid('address.room', '没有电话的，请写清门牌')
  const caller = phone === '' ? `door:${doorIndexOf(door)}` : `phone:${phoneIndexOf(phone)}`
  // at the counter for others; for their own home staff book as everybody does
  if (household) await reading((tx) => refuseOwnCase(tx, actor, { householdIds: [household._id] }))
  return {
    relations: ['agent'],
    holderKey: household ? `household:${household._id}` : caller,
    limit,
    ...(household ? { householdId: household._id } : {}),
    beneficiary: household ? `household:${household._id}` : null,
    staff: true,
    partition: household?.partition ?? partitionOf(place._id),
  }
}

async function householdParty(actor: PersonActor, place: Place, { limit }: Asked, householdId: string): Promise<Party> {
  const capacity = await mayActFor(actor, householdId)
  if (!capacity) throw new DomainError('PICKUP_NOT_YOURS')
  const household = await requireHousehold(householdId)
  if (household.placeId !== place._id) throw new DomainError('PICKUP_NOT_YOURS')
  const isMember = capacity === 'member'
  return {
    relations: [isMember ? 'self' : 'proxy'],
    holderKey: `household:${householdId}`,
    limit,
    householdId,
    partition: household.partition,
    beneficiary: isMember ? `person:${actor.personId}` : `household:${householdId}`,
    staff: isStaffAt(actor, place.path),
  }
}

/** Under which key a hold is kept before it is known for whom it is. */
export async function holdKeyOf(
  actor: PersonActor,
  place: Place,
  householdId: string | undefined,
  limit: number,
): Promise<{ key: string; limit: number }> {
  const staff = isStaffAt(actor, place.path)
  if (householdId) {
    if (await mayActFor(actor, householdId)) return { key: `household:${householdId}`, limit }
    if (!staff) throw new DomainError('PICKUP_NOT_YOURS')
    return { key: `staff:${actor.personId}`, limit: STAFF_HOLDS }
  }
  const own = actor.households.find((household) => household.placePath.at(-1) === place._id)
  if (own) return { key: `household:${own.householdId}`, limit }
  return staff ? { key: `staff:${actor.personId}`, limit: STAFF_HOLDS } : { key: `person:${actor.personId}`, limit }
}

/**
 * Whose free pieces a booking uses: the household's, also when staff, or somebody where nobody has an account, book by
 * its address alone; else the address's. None without a room, none for a site, and none of people who did not ask.
 * @throws DomainError HOUSEHOLD_ADDRESS_INVALID
 */
export async function freeOwnerOf(
  party: Pick<Party, 'holderKey'>,
  address: Pick<AddressGiven, 'placeId' | 'building' | 'unit' | 'room'>,
): Promise<string | null> {
  if (party.holderKey.startsWith('site:')) return null
  if (party.holderKey.startsWith('household:')) return party.holderKey
  const parts = readDoor(address)
  if (!parts) return null
  if (await strangersDoor(party, address)) return null
  const household = await householdAt(address.placeId, parts)
  return household ? `household:${household._id}` : `address:${addressIndexOf(address.placeId, parts)}`
}
