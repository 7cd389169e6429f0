// Which window of a round a booking would be in, and the document it becomes. No rule is decided here.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { pickups } from '@shared/pickups/contract'
import type { Booking, PickupKind } from '@shared/pickups/schemas'
import type { Day } from '@shared/time'
import { actorId } from '../audit'
import { now } from '../clock'
import { seal } from '../field-cipher'
import { phoneIndexOf } from '../people/people'
import type { Place } from '../places/places'
import { ensureDay } from '../slots/days'
import type { BookingRecord } from './bookings.model'
import { doorIndexOf, type AddressGiven } from './doors'
import type { Party } from './pickups-parties'
import type { Context } from './pickups-transitions'
import type { PricesHere } from './prices'
import { Rounds, type RoundRecord } from './rounds.model'
import { pickupPool, slotParts } from './service-days'

export type Located = {
  place: Place
  roundId: string
  districtId: string
  from: string
  to: string
  staffOnly: boolean
}

/**
 * The window that a slot names, made sure to be one of the day that serves the place; also one added by hand to this
 * day.
 * @throws DomainError PICKUP_NOT_SERVED
 */
export async function locate(place: Place, kind: PickupKind, day: Day, slot: string): Promise<Located> {
  const { roundId, windowKey } = slotParts(slot)
  const round = await Rounds.findById(roundId).lean<RoundRecord>()
  const window = round?.windows.find((one) => one.key === windowKey)
  const serves = round?.areaPlaceIds.some((id) => place.path.includes(id)) && round.kinds.includes(kind)
  if (!round || !window || !serves) throw new DomainError('PICKUP_NOT_SERVED')
  const { windows } = await ensureDay(pickupPool, round.districtId, day)
  if (!windows.some((one) => one.slot === slot)) throw new DomainError('PICKUP_NOT_SERVED')
  return { place, roundId, districtId: round.districtId, from: window.from, to: window.to, staffOnly: round.staffOnly }
}

/** The readable parts of an address, sealed with the booking's id; searchable by index. */
export function sealedAddress(
  id: string,
  address: AddressGiven,
): Pick<BookingRecord, 'addressSealed' | 'addressIndex'> {
  const parts = { building: address.building ?? '', unit: address.unit ?? '', room: address.room ?? '' }
  return {
    addressSealed: seal(JSON.stringify(parts), id),
    addressIndex: doorIndexOf(address),
  }
}

type Drafted = {
  located: Located
  context: Context
  party: Party
  prices: PricesHere
  freeKey: string | null
  elder: boolean
  quote: Booking['quote']
}

/** The document of a new booking. */
export function draftBooking(
  actor: Actor,
  input: ParsedOf<typeof pickups.book>,
  { located, context, party, prices, freeKey, elder, quote }: Drafted,
): BookingRecord {
  const at = now()
  const by = actorId(actor)
  const { address } = input
  return {
    _id: input.id,
    partition: party.partition,
    version: 1,
    kind: input.kind,
    status: 'confirmed',
    day: input.day,
    slot: input.slot,
    from: located.from,
    to: located.to,
    roundId: located.roundId,
    districtId: located.districtId,
    placeId: located.place._id,
    placePath: [...located.place.path],
    placeName: located.place.name,
    ...(party.householdId ? { householdId: party.householdId } : {}),
    ...(party.siteId ? { siteId: party.siteId } : {}),
    ...(input.cubicDecimetres === undefined ? {} : { cubicDecimetres: input.cubicDecimetres }),
    bookedBy: by,
    holderKey: party.holderKey,
    beneficiary: party.beneficiary,
    ...sealedAddress(input.id, address),
    floor: address.floor,
    hasLift: address.hasLift,
    standsAt: address.standsAt,
    contactSealed: seal(JSON.stringify(input.contact), input.id),
    phoneIndex: phoneIndexOf(input.contact.phone),
    items: input.items,
    note: input.note ?? '',
    photoIds: [...(input.photoIds ?? [])],
    elder,
    quote,
    priceListId: prices.listId,
    owedFen: quote.totalFen,
    paidFen: 0,
    payments: [],
    freePieces: quote.freePieces,
    freeKey,
    ...(input.onBehalf ? { onBehalf: { by, how: input.onBehalf.how, consent: input.onBehalf.consent } } : {}),
    weights: [],
    earlier: [],
    rulesVersion: context.rulesVersion,
    history: [
      {
        at,
        action: 'confirm',
        text: input.onBehalf
          ? `代为预约(${howTexts[input.onBehalf.how]}),同意方式:${input.onBehalf.consent}`
          : '已预约',
        by,
      },
    ],
    createdAt: at,
    updatedAt: at,
  }
}

const howTexts = { phone: '电话', counter: '窗口', proxy: '代办' } as const
