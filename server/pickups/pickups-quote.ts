// The price before confirming, and the free pieces that are left: those of the asker's household, lowered by what the
// community has verified for it. Reads only. What staff ask for a household that is not theirs leaves a trace: a price
// or a number of free pieces can tell what was verified.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { pickups } from '@shared/pickups/contract'
import { firstDay } from '@shared/pickups/dates'
import { quoteFor } from '@shared/pickups/prices'
import { itemsDetails, itemsRefusal } from '@shared/pickups/rules'
import { dayOf, type Day } from '@shared/time'
import { auditReadHourly } from '../audit'
import { now } from '../clock'
import { mayActFor } from '../people/proxies'
import { settingsOf, type Place } from '../places/places'
import { bookingById } from './bookings'
import type { BookingRecord } from './bookings.model'
import { readDoor, strangersDoor } from './doors'
import { bookablePlace, freeOwnerOf, isStaffAt, partyOf } from './pickups-parties'
import { isResident, relationsOf } from './present'
import { freeKeyOf, freePiecesLeft, ofRevisit, ownerOf, pricesAt, pricesFor, thingsOf, type PricesHere } from './terms'

/**
 * The price before confirming; free pieces are those of the asker's household there. @throws DomainError NOT_FOUND,
 * PICKUP_*
 */
export async function quote(
  actor: Actor,
  input: ParsedOf<typeof pickups.quote>,
): Promise<OutputOf<typeof pickups.quote>> {
  const place = await bookablePlace(input.address.placeId)
  const { settings } = await settingsOf(place)
  const forSite = input.siteId !== undefined
  const day = input.day ?? firstDay(now(), input.kind, settings.booking)
  const prices = await pricesAt(place.path, day, settings)
  const booking = input.bookingId ? await bookingById(null, input.bookingId) : null
  const own = booking && isResident(await relationsOf(actor, booking)) ? booking : null
  const list = thingsOf(prices)
  const things = { forSite, list, had: own?.items ?? [] }
  const refusal = itemsRefusal(input.kind, input.items, settings.booking.itemsPerBooking, things)
  if (refusal) throw new DomainError(refusal, itemsDetails(refusal, input.items, list))
  if (!forSite) readDoor(input.address)
  const asker = await piecesOfAsker(actor, place, day, prices, input, own)
  const asked = quoteFor(
    {
      kind: input.kind,
      items: input.items,
      floor: input.address.floor,
      hasLift: input.address.hasLift,
      cubicDecimetres: input.cubicDecimetres,
      surchargeAboveFloor: settings.booking.surchargeAboveFloor,
      freePiecesLeft: asker.left,
    },
    asker.prices,
  )
  return own?.revisitOf ? ofRevisit(asked) : asked
}

/**
 * How many bulky pieces are still free of charge this year, before anything is chosen.
 * @throws DomainError NOT_FOUND, PICKUP_NOT_YOURS
 */
export async function freePieces(
  actor: Actor,
  { placeId, householdId }: ParsedOf<typeof pickups.freePieces>,
): Promise<OutputOf<typeof pickups.freePieces>> {
  const place = await bookablePlace(placeId)
  const { settings } = await settingsOf(place)
  const day = dayOf(now())
  const listed = await pricesAt(place.path, day, settings)
  const { prices, left } = await piecesOfAsker(actor, place, day, listed, { householdId }, null)
  return { free: prices.mode === 'free', perYear: prices.freePiecesPerYear, left }
}

/**
 * The prices of who asks, and the free pieces they have left. Nobody signed in, or without a household here: what a
 * household has in a year.
 */
async function piecesOfAsker(
  actor: Actor,
  place: Place,
  day: Day,
  listed: PricesHere,
  asked: Partial<Pick<ParsedOf<typeof pickups.quote>, 'householdId' | 'siteId' | 'address'>>,
  own: BookingRecord | null,
): Promise<{ prices: PricesHere; left: number }> {
  const usual = { prices: listed, left: listed.freePiecesPerYear }
  const doorAsked = asked.address ?? { placeId: place._id }
  if (actor.kind !== 'person') return usual
  if (own) return ofOwner(own.freeKey ? ownerOf(own.freeKey) : await freeOwnerOf(own, doorAsked), own._id)
  const isAtCounter =
    asked.householdId !== undefined && isStaffAt(actor, place.path) && !(await mayActFor(actor, asked.householdId))
  if (isAtCounter)
    await auditReadHourly(actor, {
      action: 'pickups.readHouseholdPrice',
      subject: `households/${asked.householdId}`,
      placePath: place.path,
    })
  const party = await partyOf(actor, place, {
    phone: '',
    door: doorAsked,
    limit: 1,
    householdId: asked.householdId,
    siteId: asked.siteId,
    ...(isAtCounter ? { onBehalf: { how: 'counter', consent: '询价' } } : {}),
  })
  if (await strangersDoor(party, doorAsked)) return { prices: listed, left: 0 }
  const owner = await freeOwnerOf(party, doorAsked)
  return owner || party.siteId ? ofOwner(owner, '') : usual

  async function ofOwner(owner: string | null, exceptId: string): Promise<{ prices: PricesHere; left: number }> {
    const prices = await pricesFor(listed, owner, day)
    if (!owner) return { prices, left: own ? prices.freePiecesPerYear : 0 }
    return { prices, left: await freePiecesLeft(null, freeKeyOf(owner, day), prices.freePiecesPerYear, exceptId) }
  }
}
