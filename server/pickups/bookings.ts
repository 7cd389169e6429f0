// Bookings as documents: how one is written down when it is made, its sealed parts, to whom it belongs, and how it is
// found, here and by later features. Their states are moved by pickups-transitions.ts alone.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { maskAddress, showAddress, type AddressParts } from '@shared/people/addresses'
import type { pickups } from '@shared/pickups/contract'
import type { Booking } from '@shared/pickups/schemas'
import type { Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { seal, unseal } from '../field-cipher'
import type { Belonging } from '../people/belonging'
import { phoneIndexOf } from '../people/people'
import { Bookings, type BookingRecord } from './bookings.model'
import { doorIndexOf, type AddressGiven } from './doors'
import type { Party } from './pickups-parties'
import type { Located } from './service-days'
import type { Context, PricesHere } from './terms'

export type { BookingRecord } from './bookings.model'

/** A booking by id, null when there is none. */
export async function bookingById(tx: Tx | null, id: string): Promise<BookingRecord | null> {
  return tx ? tx.on(Bookings).findOne({ _id: id }) : Bookings.findById(id).lean<BookingRecord>()
}

/** @throws DomainError NOT_FOUND */
export async function requireBooking(tx: Tx | null, id: string): Promise<BookingRecord> {
  const booking = await bookingById(tx, id)
  if (!booking) throw new DomainError('NOT_FOUND')
  return booking
}

export async function bookingsByIds(ids: readonly string[], tx?: Tx): Promise<Map<string, BookingRecord>> {
  const filter = { _id: { $in: [...new Set(ids)] } }
  const found = tx ? await tx.on(Bookings).find(filter) : await Bookings.find(filter).lean<BookingRecord[]>()
  return new Map(found.map((booking) => [booking._id, booking]))
}

/** Confirmed bookings of a day at or below a place. */
export const confirmedAt = (placeId: string, day: Day): Promise<BookingRecord[]> =>
  Bookings.find({ placePath: placeId, status: 'confirmed', day }).lean<BookingRecord[]>()

/** The first of them, in the order in which they were made. */
export const firstConfirmedAt = (placeId: string, day: Day, most: number): Promise<BookingRecord[]> =>
  Bookings.find({ placePath: placeId, status: 'confirmed', day }).sort({ _id: 1 }).limit(most).lean<BookingRecord[]>()

/** Confirmed bookings on a service day of a district. */
export const confirmedIn = (districtId: string, day: Day): Promise<BookingRecord[]> =>
  Bookings.find({ districtId, day, status: 'confirmed' }).lean<BookingRecord[]>()

/** How many confirmed bookings are in no run yet, by district and day, the first day first; at most 200 of them. */
export const unplannedFrom = (
  placeIds: readonly string[],
  from: Day,
  to: Day,
): Promise<{ districtId: string; day: Day; count: number }[]> =>
  Bookings.aggregate([
    { $match: { placePath: { $in: [...placeIds] }, status: 'confirmed', day: { $gte: from, $lte: to } } },
    { $group: { _id: { districtId: '$districtId', day: '$day' }, count: { $sum: 1 } } },
    { $sort: { '_id.day': 1, '_id.districtId': 1 } },
    { $limit: 200 },
    { $project: { _id: 0, districtId: '$_id.districtId', day: '$_id.day', count: 1 } },
  ]).exec()

/** Those of these bookings that are confirmed for the round on the day now. */
export const stillConfirmed = (
  tx: Tx,
  ids: readonly string[],
  { day, roundId }: { day: Day; roundId: string },
): Promise<BookingRecord[]> => tx.on(Bookings).find({ _id: { $in: [...ids] }, status: 'confirmed', day, roundId })

/** A line in a booking's history about what happened to it without moving its state. */
export const addToHistory = (tx: Tx, id: string, row: BookingRecord['history'][number]): Promise<unknown> =>
  tx.on(Bookings).updateOne({ _id: id }, { $push: { history: row } } as UpdateQuery<BookingRecord>)

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

/** What holds where and for whom it was asked. */
type Drafted = {
  located: Located
  context: Context
  party: Party
  prices: PricesHere
  freeKey: string | null
  elder: boolean
  number: string
}

/** Whom the crew calls; somebody without a telephone has an empty number. */
export type Contact = { name: string; phone: string }

/** What was asked for; its address with the door that the crew goes to, its contact with a number. */
type Order = Pick<
  Omit<ParsedOf<typeof pickups.book>, 'contact'> & { contact: Contact },
  | 'id'
  | 'kind'
  | 'day'
  | 'slot'
  | 'address'
  | 'contact'
  | 'items'
  | 'cubicDecimetres'
  | 'note'
  | 'photoIds'
  | 'onBehalf'
>

/** A booking that has no price yet. */
export type BookingDraft = Omit<BookingRecord, 'quote' | 'owedFen' | 'freePieces'>

/** The document of a new booking, but for its price. */
export function draftBooking(
  actor: Actor,
  order: Order,
  { located, context, party, prices, freeKey, elder, number }: Drafted,
): BookingDraft {
  const at = now()
  const by = actorId(actor)
  const { id, address, contact, cubicDecimetres, onBehalf } = order
  return {
    _id: id,
    partition: party.partition,
    version: 1,
    number,
    kind: order.kind,
    status: 'confirmed',
    day: order.day,
    slot: order.slot,
    from: located.from,
    to: located.to,
    roundId: located.roundId,
    districtId: located.districtId,
    placeId: located.place._id,
    placePath: [...located.place.path],
    placeName: located.place.name,
    ...(party.householdId ? { householdId: party.householdId } : {}),
    ...(party.siteId ? { siteId: party.siteId } : {}),
    ...(cubicDecimetres === undefined ? {} : { cubicDecimetres }),
    bookedBy: by,
    holderKey: party.holderKey,
    beneficiary: party.beneficiary,
    ...sealedAddress(id, address),
    floor: address.floor,
    hasLift: address.hasLift,
    standsAt: address.standsAt,
    contactSealed: seal(JSON.stringify(contact), id),
    phoneIndex: contact.phone === '' ? 'none' : phoneIndexOf(contact.phone),
    items: order.items,
    note: order.note ?? '',
    photoIds: [...(order.photoIds ?? [])],
    elder,
    priceListId: prices.listId,
    paidFen: 0,
    payments: [],
    freeKey,
    ...(onBehalf ? { onBehalf: { by, how: onBehalf.how, consent: onBehalf.consent } } : {}),
    weights: [],
    earlier: [],
    rulesVersion: context.rulesVersion,
    history: [
      {
        at,
        action: 'confirm',
        text: onBehalf ? `代为预约（${howTexts[onBehalf.how]}），同意方式：${onBehalf.consent}` : '已预约',
        by,
      },
    ],
    createdAt: at,
    updatedAt: at,
  }
}

/** A draft with its price, which is owed from now on. */
export const atPrice = (draft: BookingDraft, quote: Booking['quote']): BookingRecord => ({
  ...draft,
  quote,
  owedFen: quote.totalFen,
  freePieces: quote.freePieces,
})

const howTexts = { phone: '电话', counter: '窗口', proxy: '代办' } as const

/** The indexes under which a typed number may be stored: a landline may have its hyphen after three or four figures. */
export function phoneIndexesOf(typed: string): string[] {
  const digits = typed.normalize('NFKC').replace(/[\s\-–—]/g, '')
  if (!/^\d{10,12}$/.test(digits)) return []
  const forms = digits.startsWith('0')
    ? [digits, ...[3, 4].map((at) => `${digits.slice(0, at)}-${digits.slice(at)}`)]
    : [digits]
  return forms.map(phoneIndexOf)
}

export type StoredAddress = { building: string; unit: string; room: string }
export const addressOf = (booking: Pick<BookingRecord, '_id' | 'addressSealed'>): StoredAddress =>
  JSON.parse(unseal(booking.addressSealed, booking._id)) as StoredAddress
export const contactOf = (booking: Pick<BookingRecord, '_id' | 'contactSealed'>): { name: string; phone: string } =>
  JSON.parse(unseal(booking.contactSealed, booking._id)) as { name: string; phone: string }

/** "荷塘里 3栋2单元301", or with the room hidden. */
export function addressText(booking: BookingRecord, full: boolean): string {
  const { building, unit, room } = addressOf(booking)
  if (building === '' && room === '') return booking.placeName
  const parts: AddressParts = { building, unit, room, sub: '' }
  return `${booking.placeName} ${full ? showAddress(parts) : maskAddress(parts)}`
}

/** Address and contact as the crew needs them on its stops; the caller has checked that it is their run. */
export function crewView(booking: BookingRecord): { addressText: string; contactName: string; contactPhone: string } {
  const contact = contactOf(booking)
  return { addressText: addressText(booking, true), contactName: contact.name, contactPhone: contact.phone }
}

/** Whose a booking is: staff who made it in their office, or for a site, have no part in it by that. */
export const belongingOf = (
  booking: Pick<BookingRecord, 'bookedBy' | 'householdId' | 'holderKey' | 'siteId' | 'onBehalf' | 'createdAt'>,
): Belonging => ({
  authorId: booking.siteId || (booking.onBehalf && booking.onBehalf.how !== 'proxy') ? undefined : booking.bookedBy,
  // those of earlier days name their household only where their seat is counted
  householdId: booking.householdId ?? /^household:(.+)$/.exec(booking.holderKey)?.[1],
  createdAt: booking.createdAt,
})
