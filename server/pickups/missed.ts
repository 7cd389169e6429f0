// Nobody came: the report, the revisit with its date, the operator's compensation, and what escalates when the revisit
// is late too. Invariants: one report a booking; the compensation is posted once, from the operator's account, and
// taken back if the crew's late log shows that it was there; a revisit takes a seat of its own and costs nothing.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { pickups } from '@shared/pickups/contract'
import { dateRefusal, daysFrom, firstDay } from '@shared/pickups/dates'
import type { pickupsDesk } from '@shared/pickups/desk-contract'
import { revisitDueOn } from '@shared/pickups/rules'
import type { Booking } from '@shared/pickups/schemas'
import { dayOf, showDay, type Day } from '@shared/time'
import { dispatchers } from '@shared/pickups/roles'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { seal } from '../field-cipher'
import { newId } from '../ids'
import { defineJob } from '../jobs'
import { notify } from '../notices/notices'
import { staffAt } from '../people/roles'
import { requirePlace } from '../places/places'
import { relyOnAt } from '../places/tree'
import { leftIn, viewDays } from '../slots/days'
import { prepareHolder } from '../slots/holders'
import { confirmSeat } from '../slots/seats'
import { addressOf, contactOf, requireBooking } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { nextNumber } from './numbers'
import { openFor } from './pickups'
import { refuseOwnBooking } from './pickups-desk'
import { postCompensation } from './pickups-money'
import { roundsFor, withOtherDates } from './pickups-offers'
import { transition } from './pickups-transitions'
import { isResident, presentBooking } from './present'
import { putReminders, tell } from './reminders'
import { locate, pickupPool, windowAt, type Located } from './service-days'
import { contextAt, ofRevisit, pricesAt, type Context } from './terms'

export type Slot = { day: Day; slot: string }
type Revisit = Slot & { located: Located }

/**
 * Reports that nobody came. A revisit is booked at once on the first free day until it is due; when there is none, the
 * dispatcher has to find one.
 * @throws DomainError PICKUP_MISSED_TOO_EARLY, PICKUP_MISSED_TOO_LATE, PICKUP_CREW_REPORTED (with the crew's reason),
 * WRONG_STATE, CHANGED_MEANWHILE
 */
export async function reportMissed(actor: Actor, input: ParsedOf<typeof pickups.reportMissed>): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  const dueOn = revisitDueOn(dayOf(now()), context.calendar, context.settings.booking)
  const prices = await pricesAt(booking.placePath, booking.day, context.settings)
  const fresh = await freshRevisit(booking)
  await prepareHolder(revisitKey(booking._id))
  const write = (at: Revisit | null) =>
    transaction(async (tx) => {
      const reported = await transition(tx, input.id, 'reportMissed', {
        actor,
        relations,
        context,
        text: `没有人来${input.note ? `:${input.note}` : ''}；${showDay(dueOn)}前补收`,
        set: {
          missed: {
            at: now(),
            by: actorId(actor),
            note: input.note ?? '',
            dueOn,
            compensationEntryId: null,
            compensationPoints: 0,
          },
        },
      })
      const entryId = await postCompensation(tx, reported, prices.compensationPoints, prices.version, actorId(actor))
      if (entryId)
        await tx.on(Bookings).updateOne({ _id: input.id }, {
          $set: { 'missed.compensationEntryId': entryId, 'missed.compensationPoints': prices.compensationPoints },
        } as UpdateQuery<BookingRecord>)
      const after = at ? await makeRevisit(tx, reported, at, fresh, context) : reported
      const points = entryId ? `补偿 ${prices.compensationPoints}分已记入。` : ''
      await tell(
        tx,
        after,
        `missed/${after.version}`,
        'revisit',
        '对不起，我们漏收了',
        `${at ? `${showDay(at.day)}补收` : `我们会在${showDay(dueOn)}前安排补收`}。${points}`,
      )
      if (!isResident(relations))
        await audit(tx, actor, {
          action: 'pickups.reportMissed',
          subject: `pickups/${input.id}`,
          placePath: after.placePath,
        })
      return presentBooking(actor, await requireBooking(tx, after._id), { context, relations })
    })
  return writeWithRevisit(booking, dueOn, write)
}

/** Somebody else may take the last seat between looking and writing: then the next free day, and at last none. */
async function writeWithRevisit(
  booking: BookingRecord,
  dueOn: Day,
  write: (at: Revisit | null) => Promise<Booking>,
): Promise<Booking> {
  for (const at of await freeSlots(booking, dayOf(now()), dueOn)) {
    try {
      return await write({ ...at, located: await locateFor(booking, at) })
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'PICKUP_SLOT_FULL' && error.code !== 'PICKUP_DAY_CLOSED'))
        throw error
    }
  }
  return write(null)
}

/** Free windows for the same things from one day to another, soonest first; at most ten are tried. */
export async function freeSlots(booking: BookingRecord, from: Day, dueOn: Day): Promise<Slot[]> {
  const context = await contextAt(booking.placePath)
  const rules = context.settings.booking
  const rounds = await roundsFor(booking.placePath, booking.kind, true)
  const first = firstDay(now(), booking.kind, rules)
  const days = daysFrom(from > first ? from : first, dueOn)
  const found: (Slot & { from: string })[] = []
  for (const districtId of new Set(rounds.map((round) => round.districtId))) {
    for (const view of await viewDays(pickupPool, districtId, days)) {
      for (const { slot } of view.windows) {
        const window = windowAt(slot, rounds)?.window
        const fits =
          window && leftIn(view, slot) > 0 && dateRefusal(view.day, window.to, now(), booking.kind, rules) === null
        if (fits) found.push({ day: view.day, slot, from: window.from })
      }
    }
  }
  return found.sort((a, b) => (a.day + a.from < b.day + b.from ? -1 : 1)).slice(0, 10)
}

type Fresh = Pick<BookingRecord, '_id' | 'number'>
const freshRevisit = async ({ placePath }: BookingRecord): Promise<Fresh> => ({
  _id: newId(),
  number: await nextNumber(placePath),
})

/** A revisit is the operator's affair and counts for no household's limit. */
const revisitKey = (originalId: string): string => `revisit:${originalId}`
export const locateFor = async (booking: BookingRecord, { day, slot }: Slot): Promise<Located> =>
  locate(await requirePlace(booking.placeId), booking.kind, day, slot)

/** The revisit is a booking of its own: same things, same people, no charge. */
async function makeRevisit(
  tx: Tx,
  original: BookingRecord,
  { day, slot, located }: Revisit,
  { _id, number }: Fresh,
  context: Context,
): Promise<BookingRecord> {
  const revisit = revisitOf(original, { _id, number }, { day, slot }, located)
  const key = revisitKey(original._id)
  await relyOnAt(tx, located.place)
  await confirmSeat(tx, pickupPool, {
    id: _id,
    poolId: located.districtId,
    day,
    slot,
    key,
    limit: Number.MAX_SAFE_INTEGER,
  })
  await tx.on(Bookings).insert({ ...revisit, holderKey: key })
  await putReminders(tx, revisit)
  return transition(tx, original._id, 'scheduleRevisit', {
    actor: { kind: 'system', name: 'pickups' },
    relations: ['system'],
    context,
    text: `${showDay(day)} ${located.from}–${located.to} 补收`,
    set: { revisitId: _id },
  })
}

function revisitOf(
  original: BookingRecord,
  { _id: id, number }: Fresh,
  { day, slot }: Slot,
  located: Located,
): BookingRecord {
  const at = now()
  const {
    _id,
    reason: _reason,
    outcomeAt: _outcome,
    receipt: _receipt,
    contest: _contest,
    rating: _rating,
    missed: _missed,
    revisitId: _earlier,
    toldWindow: _told,
    moneyDue: _due,
    fetched: _fetched,
    feeAskedAt: _asked,
    ...kept
  } = original
  return {
    ...kept,
    _id: id,
    number,
    version: 1,
    status: 'confirmed',
    day,
    slot,
    from: located.from,
    to: located.to,
    roundId: located.roundId,
    districtId: located.districtId,
    placePath: [...located.place.path],
    addressSealed: seal(JSON.stringify(addressOf(original)), id),
    contactSealed: seal(JSON.stringify(contactOf(original)), id),
    photoIds: [],
    quote: ofRevisit(original.quote),
    owedFen: 0,
    paidFen: 0,
    payments: [],
    freePieces: 0,
    freeKey: null,
    weights: [],
    earlier: [],
    revisitOf: _id,
    createdAt: at,
    updatedAt: at,
    history: [{ at, action: 'confirm', text: `补收${showDay(original.day)}的预约`, by: 'system:pickups' }],
  }
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, PICKUP_SLOT_FULL, CHANGED_MEANWHILE, DECIDES_OWN_CASE */
export async function scheduleRevisit(
  actor: Actor,
  input: ParsedOf<typeof pickupsDesk.scheduleRevisit>,
): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  if (!holdsRole(actor, dispatchers, booking.placePath)) throw new DomainError('NOT_FOUND')
  await prepareHolder(revisitKey(booking._id))
  const located = await locateFor(booking, input)
  const fresh = { ...(await freshRevisit(booking)), _id: input.revisitId }
  return withOtherDates(
    { placeId: booking.placeId, kind: booking.kind, staff: true, day: input.day, slot: input.slot },
    () =>
      transaction(async (tx) => {
        await refuseOwnBooking(tx, actor, booking)
        const after = await makeRevisit(tx, await requireBooking(tx, input.id), { ...input, located }, fresh, context)
        await tell(tx, after, `revisit/${input.revisitId}`, 'revisit', '补收已安排', `${showDay(input.day)}上门补收。`)
        await audit(tx, actor, {
          action: 'pickups.scheduleRevisit',
          subject: `pickups/${input.id}`,
          placePath: booking.placePath,
          details: { day: input.day },
        })
        return presentBooking(actor, after, { context, relations })
      }),
  )
}

/** Every hour: misses that are not put right by their day go up to the subdistrict, once each. */
export const escalateLateRevisits = defineJob({
  name: 'pickups.escalateLateRevisits',
  title: '超期补收上报街道',
  every: 'hour',
  lookBack: 1,
  run: async (hour) => {
    const late = await Bookings.find({
      status: { $in: ['missed', 'revisit_due'] },
      'missed.dueOn': { $lt: hour.slice(0, 10) },
      'missed.escalatedAt': { $exists: false },
    } as object)
      .limit(500)
      .lean<BookingRecord[]>()
    let told = 0
    for (const booking of late) told += await escalate(booking)
    return { late: late.length, told }
  },
})

async function escalate(booking: BookingRecord): Promise<number> {
  const officers = [
    ...new Set([
      ...(await staffAt(booking.placePath, 'subdistrictOfficer')),
      ...(await staffAt(booking.placePath, 'dispatcher')),
    ]),
  ]
  return transaction(async (tx) => {
    const mine = await tx
      .on(Bookings)
      .updateOne(
        { _id: booking._id, 'missed.escalatedAt': { $exists: false } } as object,
        { $set: { 'missed.escalatedAt': now() } } as UpdateQuery<BookingRecord>,
      )
    if (mine.matched === 0) return 0
    const text = `${booking.placeName} ${showDay(booking.day)}的预约漏收，补收已超期，请督促。`
    for (const personId of officers)
      await notify(tx, personId, `pickups/${booking._id}/escalated`, {
        kind: 'revisit',
        title: '补收超期',
        text,
        link: `/bookings?open=${booking._id}`,
      })
    return officers.length
  })
}
