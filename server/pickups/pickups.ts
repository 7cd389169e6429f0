// The story of a booking as its residents live it: hold, book, look, amend, cancel, rate. Offers come before it
// (pickups-offers.ts), misses and contests after (missed.ts, contests.ts). The price is always recomputed here; what
// the person agreed to must be it. Invariant: seat, booking, money, free pieces and reminders change together or not
// at all.
import type { Actor, PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { kindNames } from '@shared/pickups/catalogue'
import type { pickups } from '@shared/pickups/contract'
import { quoteFor } from '@shared/pickups/prices'
import { bookRefusal, cancellation, freeUntil, itemsDetails } from '@shared/pickups/rules'
import type { Booking, BookingSummary } from '@shared/pickups/schemas'
import { openStatuses } from '@shared/pickups/machine'
import { showFen } from '@shared/units'
import { showDay } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { attachFiles } from '../files/files'
import { notify } from '../notices/notices'
import { readPage } from '../paging'
import { requirePrivacyConsent } from '../people/consents'
import { membersOf } from '../people/households'
import { phoneOfPerson, requirePerson } from '../people/people'
import { proxiedHouseholds } from '../people/proxies'
import type { Place } from '../places/places'
import { relyOnAt } from '../places/tree'
import { findHeldSeat, leaveOtherHolder, noteCancellation, prepareHolder } from '../slots/holders'
import { confirmSeat } from '../slots/seats'
import { takeSeat } from '../slots/taking'
import { atPrice, bookingById, draftBooking, requireBooking, type BookingDraft, type Contact } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { prepareDoor, refuseBusyDoor, strangersDoor, withDoor } from './doors'
import { nextNumber } from './numbers'
import { isRunning } from './pickups-holds'
import { postOwed } from './pickups-money'
import { withOtherDates, type Refused } from './pickups-offers'
import { bookablePlace, freeOwnerOf, partyOf, type Party } from './pickups-parties'
import { returnPieces, transition } from './pickups-transitions'
import { isResident, presentBooking, presentSummaries, relationsOf } from './present'
import { confirmedText, putReminders, tell } from './reminders'
import { locate, pickupPool } from './service-days'
import {
  contextAt,
  drawPieces,
  freeKeyOf,
  freePiecesLeft,
  isSwitchedOn,
  prepareYear,
  pricesAt,
  pricesFor,
  thingsOf,
  type Context,
  type PricesHere,
} from './terms'

type BookInput = ParsedOf<typeof pickups.book>
type BookingRules = Context['settings']['booking']
type Agreed = Pick<BookInput, 'agreedFen' | 'priceListVersion'>

/**
 * Confirms a booking; the hold becomes its seat, or the seat is taken now. Whoever leaves their own or their family's
 * address and number has agreed to the privacy policy before; at the counter the consent of the resident is written
 * down with the booking.
 * @throws DomainError CONSENT_MISSING, PICKUP_* ; PICKUP_PRICE_CHANGED carries the new quote, PICKUP_SLOT_FULL the next
 * free dates; CHANGED_MEANWHILE when the place was moved in this very moment
 */
export async function bookPickup(actor: PersonActor, input: BookInput): Promise<Booking> {
  const { householdId, siteId, agreedFen, priceListVersion, address: typed, ...order } = input
  const { id, kind, day, slot, items, onBehalf } = order

  requireItemPhotos(input)

  // where, for whom, and when
  const place = await bookablePlace(typed.placeId)
  const context = await contextAt(place.path)
  const rules = context.settings.booking
  const person = await requirePerson(actor.personId)
  const isByStaff = siteId !== undefined || (onBehalf !== undefined && onBehalf.how !== 'proxy')
  if (!isByStaff) requirePrivacyConsent(person)
  const contact = await withPhone(actor, order.contact, { isByStaff, siteId })
  const limit = rules.openBookingsPerHousehold
  const party = await partyOf(actor, place, { householdId, siteId, onBehalf, phone: contact.phone, door: typed, limit })
  const address = await withDoor(party, typed)
  const located = await locate(place, kind, day, slot)
  const hold = await findHeldSeat(id)
  if (hold && ![party.holderKey, `staff:${actor.personId}`, `person:${actor.personId}`].includes(hold.key))
    throw new DomainError('PICKUP_NOT_YOURS')
  const isHeld = isRunning(hold, { day, slot }, located)

  // whether, and what it costs
  const { from, to, staffOnly } = located
  const { staff } = party
  const listed = await pricesAt(place.path, day, context.settings)
  const list = thingsOf(listed)
  const refusal = bookRefusal({
    ...{ kind, day, from, to, staffOnly, rules, items, list, staff, isHeld },
    now: now(),
    forSite: siteId !== undefined,
    switchedOn: isSwitchedOn(kind, context.settings),
  })
  if (refusal) throw new DomainError(refusal, itemsDetails(refusal, items, list))
  const owner = await freeOwnerOf(party, address)
  const prices = await pricesFor(listed, owner, day)
  const freeKey = owner && kind === 'bulky' ? freeKeyOf(owner, day) : null
  const elder = !onBehalf && person.elderMode === 'on'
  const number = await nextNumber(place.path)
  const given = { located, context, party, prices, freeKey, elder, number }
  const draft = draftBooking(actor, { ...order, address, contact }, given)

  // the seat, and what the transaction counts on
  const wanted: Refused = { placeId: place._id, kind, staff, day, slot }
  if (!isHeld) await withOtherDates(wanted, () => seatFirst(draft, party.limit, rules))
  const strangers = await strangersDoor(party, address)
  const neighbours = strangers ? await membersOf(strangers) : []
  await prepareHolder(party.holderKey)
  if (freeKey) await prepareYear(freeKey)
  const doorIndex = await prepareDoor(party, address)

  const holdKey = hold?.key ?? null
  const agreed: Agreed = { agreedFen, priceListVersion }
  const ready: Ready = { draft, place, party, doorIndex, prices, rules, holdKey, agreed, neighbours }
  return withOtherDates(wanted, () =>
    transaction(async (tx) => {
      const record = await writeBooking(tx, actor, ready)
      return presentBooking(actor, record, { context, relations: await relationsOf(actor, record) })
    }),
  )
}

/**
 * Whom the crew calls: the number given, else that of the resident's own account. Staff may say that somebody has none;
 * the crew then knocks. @throws DomainError INPUT_INVALID
 */
async function withPhone(
  actor: PersonActor,
  { name, phone, noPhone }: BookInput['contact'],
  { isByStaff, siteId }: { isByStaff: boolean; siteId: string | undefined },
): Promise<Contact> {
  if (noPhone && isByStaff && siteId === undefined) return { name, phone: '' }
  const number = phone ?? (isByStaff ? null : await phoneOfPerson(actor, actor.personId))
  if (number === null) throw invalid('contact.phone', '请填写手机号或带区号的座机')
  return { name, phone: number }
}

/**
 * Without a running hold on this very seat one is taken now: in a rush those who come too late are turned away here,
 * and only those who have a seat come to the transaction. When the price has changed the person keeps it while looking
 * again.
 */
async function seatFirst(draft: BookingDraft, limit: number, rules: BookingRules): Promise<void> {
  if (await bookingById(null, draft._id)) return
  const minutes = { minutes: rules.holdMinutes, maxMinutes: rules.holdMinutesMax }
  await takeSeat(pickupPool, { ...seatOf(draft), limit, ...minutes })
}

const seatOf = ({ _id, districtId, day, slot, holderKey }: BookingDraft) => ({
  id: _id,
  poolId: districtId,
  day,
  slot,
  key: holderKey,
})

/** All that a booking needs to be written; what others may change meanwhile is read in the transaction. */
type Ready = {
  draft: BookingDraft
  place: Place
  party: Party
  /** The door where those who book by it are counted. */
  doorIndex: string | null
  prices: PricesHere
  rules: BookingRules
  holdKey: string | null
  agreed: Agreed
  /** Who lives behind the door and did not ask. */
  neighbours: readonly { personId: string }[]
}

async function writeBooking(tx: Tx, actor: PersonActor, ready: Ready): Promise<BookingRecord> {
  const { draft, party, prices, rules, doorIndex, holdKey } = ready
  const had = await tx.on(Bookings).findOne({ _id: draft._id })
  if (had) return sameAgain(had, draft)
  if (doorIndex) await refuseBusyDoor(tx, doorIndex, party.holderKey, rules.openBookingsPerHousehold)
  if (!draft.siteId) await refuseSameDay(tx, party.holderKey, draft.day, rules)
  const { surchargeAboveFloor } = rules
  const left = await freePiecesLeft(tx, draft.freeKey, prices.freePiecesPerYear)
  const quote = quoteFor({ ...draft, surchargeAboveFloor, freePiecesLeft: left }, prices)
  requireAgreed(ready.agreed, quote)
  const record = atPrice(draft, quote)
  await relyOnAt(tx, ready.place)
  await confirmSeat(tx, pickupPool, { ...seatOf(draft), limit: party.limit })
  if (holdKey) await leaveOtherHolder(tx, record._id, holdKey, party.holderKey)
  if (record.freeKey && quote.freePieces > 0) await drawPieces(tx, record.freeKey, record._id, quote.freePieces)
  await attachFiles(tx, actor.personId, record.photoIds, `pickups/${record._id}`)
  await tx.on(Bookings).insert(record)
  await postOwed(tx, record, {
    cause: `pickup:${record._id}:fee`,
    fen: quote.totalFen,
    template: 'pickup.fee',
    by: actorId(actor),
  })
  await putReminders(tx, record)
  await tell(tx, record, 'confirmed', 'booking_confirmed', '预约成功', confirmedText(record))
  await tellNeighbours(tx, record, ready.neighbours)
  if (record.onBehalf || record.siteId)
    await audit(tx, actor, {
      action: 'pickups.book',
      subject: `pickups/${record._id}`,
      placePath: record.placePath,
      details: { how: record.onBehalf?.how ?? 'site' },
    })
  return record
}

/**
 * Where the area allows one a day. The seat that is taken in this transaction writes the holder, so that two at once
 * can't both pass. @throws DomainError PICKUP_SAME_DAY
 */
export async function refuseSameDay(
  tx: Tx,
  holderKey: string,
  day: string,
  { sameDay }: BookingRules,
  exceptId = '',
): Promise<void> {
  if (sameDay === 'allowed' || holderKey.startsWith('site:')) return
  const others = { holderKey, day, status: { $in: [...openStatuses] }, _id: { $ne: exceptId } }
  if (await tx.on(Bookings).findOne(others as object)) throw new DomainError('PICKUP_SAME_DAY')
}

/** A thing's photo is one of the booking's. @throws DomainError INPUT_INVALID */
export function requireItemPhotos({
  items,
  photoIds = [],
}: {
  items: readonly { photoId?: string | undefined }[]
  photoIds?: readonly string[] | undefined
}): void {
  if (items.some(({ photoId }) => photoId !== undefined && !photoIds.includes(photoId)))
    throw invalid('items', '物品的照片要先加到预约的照片里')
}

async function tellNeighbours(tx: Tx, booking: BookingRecord, neighbours: Ready['neighbours']): Promise<void> {
  const { day, from, to, kind } = booking
  for (const { personId } of neighbours)
    await notify(tx, personId, `pickups/${booking._id}/atYourDoor`, {
      kind: 'household',
      title: '有人按您家门牌约了上门',
      text: `${showDay(day)} ${from}–${to}上门收${kindNames[kind]}，不是您家的人约的，不用您家的免费件数。不清楚的话，请打服务电话。`,
    })
}

/** The same booking sent again under another request key: it is there already. */
function sameAgain(had: BookingRecord, { bookedBy, day, slot, items }: BookingDraft): BookingRecord {
  const isSame =
    had.bookedBy === bookedBy &&
    had.day === day &&
    had.slot === slot &&
    JSON.stringify(had.items) === JSON.stringify(items)
  if (!isSame) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  return had
}

export function requireAgreed({ agreedFen, priceListVersion }: Agreed, quote: Booking['quote']): void {
  if (agreedFen !== quote.totalFen || priceListVersion !== quote.priceListVersion)
    throw new DomainError('PICKUP_PRICE_CHANGED', { quote })
}

/** My bookings, those of my households and of those I act for, newest first. */
export async function listMine(
  actor: PersonActor,
  input: ParsedOf<typeof pickups.mine>,
): Promise<{ items: BookingSummary[]; next: string | null }> {
  const proxied = await proxiedHouseholds(actor.personId)
  const households = [...actor.households, ...proxied].map(({ householdId }) => householdId)
  const mine = [{ bookedBy: actor.personId }, ...(households.length > 0 ? [{ householdId: { $in: households } }] : [])]
  const open = [...openStatuses, 'missed', 'revisit_due']
  const status = input.open === undefined ? {} : { status: input.open === 'true' ? { $in: open } : { $nin: open } }
  const { rows, next } = await readPage(Bookings, { _id: -1 }, { $or: mine, ...status } as object, input)
  const visible: BookingRecord[] = []
  for (const booking of rows) if ((await relationsOf(actor, booking)).length > 0) visible.push(booking)
  return { items: await presentSummaries(actor, visible), next }
}

/** @throws DomainError NOT_FOUND also for those it is none of the business of */
export async function showPickup(actor: Actor, { id }: { id: string }): Promise<Booking> {
  const booking = await requireBooking(null, id)
  const relations = await relationsOf(actor, booking)
  if (
    !isResident(relations) &&
    !relations.includes('crew') &&
    !(relations.includes('agent') && booking.bookedBy === actorId(actor))
  )
    throw new DomainError('NOT_FOUND')
  return presentBooking(actor, booking, { relations })
}

/** Loads what an actor wants to change, with who they are to it. @throws DomainError NOT_FOUND */
export async function openFor(actor: Actor, id: string) {
  const booking = await requireBooking(null, id)
  const relations = await relationsOf(actor, booking)
  if (relations.length === 0) throw new DomainError('NOT_FOUND')
  return { booking, relations, context: await contextAt(booking.placePath) }
}

/**
 * Cancels: free until 20:00 the evening before, then by the published rule until the window begins.
 * @throws DomainError NOT_FOUND, WRONG_STATE, PICKUP_TOO_LATE
 */
export async function cancelPickup(actor: Actor, input: ParsedOf<typeof pickups.cancel>): Promise<Booking> {
  const { relations, context } = await openFor(actor, input.id)
  return transaction(async (tx) => {
    const before = await requireBooking(tx, input.id)
    const left = cancellation(before, before.owedFen, now(), context.settings.booking)
    const inTime = now() < freeUntil(before, context.settings.booking)
    const text = `已取消${input.reason ? `:${input.reason}` : ''}${inTime ? '' : `；已过免费取消时间，仍需 ${showFen(left.owedFen)}`}`
    const after = await transition(tx, input.id, 'cancel', {
      actor,
      relations,
      context,
      text,
      set: { owedFen: left.owedFen, ...(left.piecesBack ? { freePieces: 0 } : {}) },
    })
    await postOwed(tx, before, {
      cause: `pickup:${before._id}:cancelled`,
      fen: left.owedFen - before.owedFen,
      template: 'pickup.feeRefunded',
      by: actorId(actor),
    })
    if (left.piecesBack) await returnPieces(tx, before)
    if (!relations.includes('agent')) await noteCancellation(tx, before.holderKey, now())
    await tell(
      tx,
      after,
      'cancelled',
      'booking_changed',
      '预约已取消',
      `${showDay(after.day)}的预约已取消。${left.owedFen > 0 ? `按规定仍需 ${showFen(left.owedFen)}。` : ''}`,
    )
    if (!isResident(relations))
      await audit(tx, actor, {
        action: 'pickups.cancel',
        subject: `pickups/${after._id}`,
        placePath: after.placePath,
        ...(input.reason ? { reason: input.reason } : {}),
      })
    return presentBooking(actor, after, { context, relations })
  })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE when rated already or nothing was collected */
export async function ratePickup(actor: Actor, input: ParsedOf<typeof pickups.rate>): Promise<Booking> {
  const { relations, context } = await openFor(actor, input.id)
  return transaction(async (tx) => {
    const rating = { stars: input.stars, text: input.text ?? '', at: now() }
    const after = await transition(tx, input.id, 'rate', {
      actor,
      relations,
      context,
      text: `评价 ${input.stars} 星`,
      set: { rating },
    })
    return presentBooking(actor, after, { context, relations })
  })
}
