// Amending a booking: a new version of it, paying only the difference. The new seat is taken before the old one is
// freed, in one transaction; an amendment that changes nothing is refused; what stood before is kept in `earlier`.
import type { PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { CatalogueItem } from '@shared/pickups/catalogue'
import type { pickups } from '@shared/pickups/contract'
import type { pickupsDesk } from '@shared/pickups/desk-contract'
import { quoteFor } from '@shared/pickups/prices'
import {
  amendmentDifference,
  bookRefusal,
  isUnchanged,
  itemsDetails,
  itemsRefusal,
  type Amendable,
} from '@shared/pickups/rules'
import type { Booking } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { showFen } from '@shared/units'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { reading, transaction, type Tx } from '../db'
import { attachFiles, detachFiles } from '../files/files'
import { requirePrivacyConsent } from '../people/consents'
import { requirePerson } from '../people/people'
import { requirePlace } from '../places/places'
import { prepareHolder } from '../slots/holders'
import { moveSeat } from '../slots/seats'
import { addressOf, requireBooking, sealedAddress } from './bookings'
import type { BookingRecord } from './bookings.model'
import { openFor, refuseSameDay, requireAgreed, requireItemPhotos } from './pickups'
import { refuseOwnBooking } from './pickups-desk'
import { postOwed } from './pickups-money'
import { withOtherDates } from './pickups-offers'
import { freeOwnerOf, isStaffAt } from './pickups-parties'
import { transition } from './pickups-transitions'
import { isResident, presentBooking } from './present'
import { putReminders, takeBackReminders, tell } from './reminders'
import { locate, pickupPool, type Located } from './service-days'
import {
  drawPieces,
  freeKeyOf,
  freePiecesLeft,
  giveBackPieces,
  isSwitchedOn,
  ofRevisit,
  prepareYear,
  pricesAt,
  pricesFor,
  thingsOf,
  type Context,
  type PricesHere,
} from './terms'

type AmendInput = ParsedOf<typeof pickups.amend>
type Prepared = {
  context: Context
  located: Located
  prices: PricesHere
  freeKey: string | null
  relations: Awaited<ReturnType<typeof openFor>>['relations']
}

/**
 * Another day for somebody who rings up: everything else stays as it was, the address too, which staff see masked.
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE and what an amendment may throw
 */
export async function reschedule(
  actor: PersonActor,
  { id, version, day, slot, agreedFen, priceListVersion }: ParsedOf<typeof pickupsDesk.reschedule>,
): Promise<Booking> {
  const { booking, relations } = await openFor(actor, id)
  if (!relations.some((relation) => relation === 'agent' || relation === 'dispatcher'))
    throw new DomainError('NOT_FOUND')
  await reading((tx) => refuseOwnBooking(tx, actor, booking))
  const { placeId, floor, hasLift, standsAt, items, note, photoIds, quote, owedFen } = booking
  return amendPickup(actor, {
    ...{ id, version, day, slot, items, note, photoIds },
    address: { placeId, ...addressOf(booking), floor, hasLift, standsAt },
    agreedFen: agreedFen ?? owedFen,
    priceListVersion: priceListVersion ?? quote.priceListVersion,
  })
}

/**
 * The pile was measured anew. @throws DomainError NOT_FOUND where it is no site's, and what an amendment may throw
 */
export async function correctVolume(
  actor: PersonActor,
  { id, version, cubicDecimetres, agreedFen, priceListVersion }: ParsedOf<typeof pickupsDesk.correctVolume>,
): Promise<Booking> {
  const { booking, relations } = await openFor(actor, id)
  if (!booking.siteId || !relations.includes('agent')) throw new DomainError('NOT_FOUND')
  const { day, slot, placeId, floor, hasLift, standsAt, items, note, photoIds, quote, owedFen } = booking
  return amendPickup(actor, {
    ...{ id, version, day, slot, items, note, photoIds, cubicDecimetres },
    address: { placeId, ...addressOf(booking), floor, hasLift, standsAt },
    agreedFen: agreedFen ?? owedFen,
    priceListVersion: priceListVersion ?? quote.priceListVersion,
  })
}

/**
 * @throws DomainError NOT_FOUND, CONSENT_MISSING, CHANGED_MEANWHILE, WRONG_STATE, PICKUP_NOTHING_CHANGED,
 * PICKUP_TOO_LATE, PICKUP_PRICE_CHANGED, PICKUP_REVISIT_SAME_ITEMS and whatever booking the new date would be refused
 * with
 */
export async function amendPickup(actor: PersonActor, input: AmendInput): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  if (isResident(relations)) requirePrivacyConsent(await requirePerson(actor.personId))
  if (input.address.placeId !== booking.placeId) throw new DomainError('PICKUP_NOT_SERVED')
  if (booking.revisitOf && !sameItems(booking, input)) throw new DomainError('PICKUP_REVISIT_SAME_ITEMS')
  requireItemPhotos(input)
  if (isUnchanged(asBefore(booking), asAsked(booking, input))) throw new DomainError('PICKUP_NOTHING_CHANGED')
  const place = await requirePlace(booking.placeId)
  const located = await locate(place, booking.kind, input.day, input.slot)
  const listed = await pricesAt(place.path, input.day, context.settings)
  const list = thingsOf(listed)
  const refusal = refusalOf(booking, input, located, context, { staff: isStaffAt(actor, place.path), list })
  if (refusal) throw new DomainError(refusal, itemsDetails(refusal, input.items, list))
  const owner = booking.revisitOf ? null : await freeOwnerOf(booking, input.address)
  const prices = await pricesFor(listed, owner, input.day)
  const freeKey = owner && booking.kind === 'bulky' ? freeKeyOf(owner, input.day) : null
  if (freeKey) await prepareYear(freeKey)
  await prepareHolder(booking.holderKey)
  const prepared: Prepared = { context, located, prices, freeKey, relations }
  return withOtherDates(
    { placeId: place._id, kind: booking.kind, staff: isStaffAt(actor, place.path), day: input.day, slot: input.slot },
    () =>
      transaction(async (tx) => {
        const after = await writeAmendment(tx, actor, input, prepared)
        return presentBooking(actor, after, { context, relations })
      }),
  )
}

/** The date's own rules hold only when the date changes: things may still be changed until 20:00 for tomorrow. */
function refusalOf(
  booking: BookingRecord,
  input: AmendInput,
  located: Located,
  { settings }: Context,
  { staff, list }: { staff: boolean; list: readonly CatalogueItem[] },
) {
  const forSite = booking.siteId !== undefined
  const had = booking.items
  if (input.day === booking.day && input.slot === booking.slot)
    return itemsRefusal(booking.kind, input.items, settings.booking.itemsPerBooking, { forSite, list, had })
  return bookRefusal({
    kind: booking.kind,
    day: input.day,
    from: located.from,
    to: located.to,
    now: now(),
    rules: settings.booking,
    items: input.items,
    list,
    had,
    forSite,
    staff,
    switchedOn: isSwitchedOn(booking.kind, settings),
    staffOnly: located.staffOnly,
  })
}

/** What was missed is fetched; for more one books anew. */
const sameItems = (before: Pick<Amendable, 'items'>, after: Pick<Amendable, 'items'>): boolean => {
  const rest = { day: '', slot: '', note: '', photoIds: [], address: '' }
  return isUnchanged({ ...rest, items: before.items }, { ...rest, items: after.items })
}

const plainAddress = (address: {
  building?: string | undefined
  unit?: string | undefined
  room?: string | undefined
  floor: number
  hasLift: boolean
  standsAt: string
}): string =>
  JSON.stringify([
    address.building ?? '',
    address.unit ?? '',
    address.room ?? '',
    address.floor,
    address.hasLift,
    address.standsAt,
  ])

const asBefore = (booking: BookingRecord): Amendable => ({
  ...booking,
  address: plainAddress({
    ...addressOf(booking),
    floor: booking.floor,
    hasLift: booking.hasLift,
    standsAt: booking.standsAt,
  }),
})
const asAsked = (before: BookingRecord, input: AmendInput): Amendable => ({
  day: input.day,
  slot: input.slot,
  items: input.items,
  note: input.note ?? '',
  photoIds: input.photoIds ?? [],
  address: plainAddress(input.address),
  cubicDecimetres: volumeAfter(before, input),
})

/** Only a site's pile is measured. */
const volumeAfter = (before: BookingRecord, input: AmendInput): number | undefined =>
  before.siteId ? (input.cubicDecimetres ?? before.cubicDecimetres) : before.cubicDecimetres

/** What the new version says, with the version before it kept in `earlier`. */
const amendedFields = (
  before: BookingRecord,
  input: AmendInput,
  { context, located, prices, freeKey }: Prepared,
  quote: Booking['quote'],
): Partial<BookingRecord> => ({
  day: input.day,
  slot: input.slot,
  from: located.from,
  to: located.to,
  roundId: located.roundId,
  districtId: located.districtId,
  ...sealedAddress(before._id, input.address),
  floor: input.address.floor,
  hasLift: input.address.hasLift,
  standsAt: input.address.standsAt,
  items: input.items,
  note: input.note ?? '',
  photoIds: [...(input.photoIds ?? [])],
  ...(before.siteId ? { cubicDecimetres: volumeAfter(before, input) } : {}),
  quote,
  owedFen: quote.totalFen,
  priceListId: prices.listId,
  freePieces: quote.freePieces,
  freeKey,
  rulesVersion: context.rulesVersion,
  earlier: [
    ...before.earlier,
    {
      version: before.version,
      at: now(),
      day: before.day,
      slot: before.slot,
      items: before.items,
      totalFen: before.owedFen,
    },
  ],
})

async function writeAmendment(
  tx: Tx,
  actor: PersonActor,
  input: AmendInput,
  prepared: Prepared,
): Promise<BookingRecord> {
  const { context, prices, freeKey, relations } = prepared
  const before = await requireBooking(tx, input.id)
  const asked = quoteFor(
    {
      kind: before.kind,
      items: input.items,
      floor: input.address.floor,
      hasLift: input.address.hasLift,
      cubicDecimetres: volumeAfter(before, input),
      surchargeAboveFloor: context.settings.booking.surchargeAboveFloor,
      freePiecesLeft: await freePiecesLeft(tx, freeKey, prices.freePiecesPerYear, before._id),
    },
    prices,
  )
  const quote = before.revisitOf ? ofRevisit(asked) : asked
  requireAgreed(input, quote)
  if (before.day !== input.day)
    await refuseSameDay(tx, before.holderKey, input.day, context.settings.booking, before._id)
  const difference = amendmentDifference(before.owedFen, quote.totalFen)
  const after = await transition(tx, before._id, 'amend', {
    actor,
    relations,
    context,
    version: input.version,
    text: historyText(before, input, difference),
    unset: ['toldWindow'],
    set: amendedFields(before, input, prepared, quote),
  })
  if (before.day !== after.day || before.slot !== after.slot) await move(tx, before, after)
  await changePieces(tx, before, after)
  await attachFiles(
    tx,
    actor.personId,
    after.photoIds.filter((id) => !before.photoIds.includes(id)),
    `pickups/${after._id}`,
  )
  await detachFiles(
    tx,
    before.photoIds.filter((id) => !after.photoIds.includes(id)),
    `pickups/${after._id}`,
  )
  await postOwed(tx, after, {
    cause: `pickup:${after._id}:fee:${after.version}`,
    fen: difference,
    template: 'pickup.feeChanged',
    by: actorId(actor),
  })
  await takeBackReminders(tx, before)
  await putReminders(tx, after)
  await tell(
    tx,
    after,
    `amended/${after.version}`,
    'booking_changed',
    '预约已修改',
    `改为${showDay(after.day)} ${after.from}–${after.to}。${differenceText(difference)}`,
  )
  if (!isResident(relations))
    await audit(tx, actor, { action: 'pickups.amend', subject: `pickups/${after._id}`, placePath: after.placePath })
  return after
}

async function move(tx: Tx, before: BookingRecord, after: BookingRecord): Promise<void> {
  await moveSeat(
    tx,
    pickupPool,
    { id: before._id, poolId: before.districtId, day: before.day },
    {
      id: after._id,
      poolId: after.districtId,
      day: after.day,
      slot: after.slot,
      key: after.holderKey,
      limit: Number.MAX_SAFE_INTEGER,
    },
  )
}

/** What was drawn before goes back to its year when that is another one. */
async function changePieces(tx: Tx, before: BookingRecord, after: BookingRecord): Promise<void> {
  if (before.freeKey && before.freeKey !== after.freeKey && before.freePieces > 0)
    await giveBackPieces(tx, before.freeKey, before._id)
  if (after.freeKey && (after.freePieces > 0 || before.freePieces > 0))
    await drawPieces(tx, after.freeKey, after._id, after.freePieces)
}

const differenceText = (fen: number): string =>
  fen === 0 ? '费用不变。' : fen > 0 ? `补差价 ${showFen(fen)}。` : `少付 ${showFen(-fen)}。`

function historyText(before: BookingRecord, input: AmendInput, difference: number): string {
  const moved =
    before.day !== input.day || before.slot !== input.slot
      ? `时间由${showDay(before.day)}改为${showDay(input.day)}；`
      : ''
  return `已修改：${moved}${differenceText(difference)}`
}
