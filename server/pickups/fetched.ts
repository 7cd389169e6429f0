// What a crew fetched although the booking had been cancelled minutes before: its log is kept, and a person decides
// whether the weights are credited. The booking stays cancelled; only the receipt comes to it. Invariants: one question
// a booking; credited once; neither the crew nor whoever booked decides.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { pickupsDesk } from '@shared/pickups/desk-contract'
import type { Relation } from '@shared/pickups/machine'
import { rulers } from '@shared/pickups/roles'
import type { Booking, WeighIn } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { showGrams } from '@shared/units'
import type { UpdateQuery } from 'mongoose'
import { actorId } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { withEarning } from '../ledger/earning'
import { defineReview, type Opening } from '../reviews/reviews'
import { requireBooking } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { openFor } from './pickups'
import { transition } from './pickups-transitions'
import { presentBooking, relationsOf } from './present'
import { toldOf } from './reminders'
import { postSettled, receiptOf, reckonFor, settlementPost, type Settlement } from './settlement'
import type { Context } from './terms'

const SYSTEM: Actor = { kind: 'system', name: 'pickups' }

type Log = {
  logId: string
  stopId: string
  at: Date
  /** The name on the log, and who was signed in. */
  by: string
  personId: string
  weights: WeighIn[]
  mixedLoad: boolean
  crewIds: readonly string[]
}

/**
 * Keeps what was weighed and asks whether it is credited; false where the booking was not cancelled by its people, or
 * where the question has been asked.
 */
export async function noteFetched(tx: Tx, bookingId: string, { crewIds, ...log }: Log): Promise<boolean> {
  const fetched = { ...log, crewIds: [...crewIds], decision: null }
  const booking = await tx.on(Bookings).findOneAndUpdate(
    { _id: bookingId, status: 'cancelled', fetched: { $exists: false } } as object,
    {
      $set: { fetched },
      $inc: { version: 1 },
      $push: {
        history: {
          at: log.at,
          action: 'fetched',
          text: `取消后收运员已收走 ${showGrams(log.weights.reduce((sum, { grams }) => sum + grams, 0))}，等核对`,
          by: log.personId,
        },
      },
    } as UpdateQuery<BookingRecord>,
  )
  if (!booking) return false
  await fetchedReview.open(tx, SYSTEM, openingOf(booking))
  return true
}

const WORKING_DAYS = 5

function openingOf(booking: BookingRecord): Opening {
  const isHousehold = booking.beneficiary?.startsWith('household:') ?? false
  const ownerId = booking.beneficiary?.split(':')[1]
  return {
    subjectId: booking._id,
    placePath: booking.placePath,
    headline: `${booking.placeName} ${showDay(booking.day)}的预约取消后，东西已被收走，请定是否补记`,
    due: { workingDays: WORKING_DAYS },
    author: booking.bookedBy,
    actedBy: [booking.onBehalf?.by, booking.fetched?.personId, ...(booking.fetched?.crewIds ?? [])],
    personIds: isHousehold ? [] : [ownerId],
    householdIds: [booking.householdId, isHousehold ? ownerId : null],
    ...(booking.fetched ? { at: booking.fetched.at } : {}),
  }
}

type Input = ParsedOf<typeof pickupsDesk.creditFetched>
type Given = { input: Input; settled: Settlement | null; context: Context; relations: readonly Relation[] }

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export async function creditFetched(actor: Actor, input: Input): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  if (!holdsRole(actor, rulers, booking.placePath)) throw new DomainError('NOT_FOUND')
  const { fetched } = booking
  if (!fetched || fetched.decision) throw new DomainError('WRONG_STATE')
  const { weights, at, mixedLoad } = fetched
  const settled = input.credited
    ? await reckonFor(SYSTEM, booking, { weights, at, mixedLoad, postedAt: now() }, context.settings)
    : null
  return withEarning(settled?.earning ?? null, () =>
    fetchedReview.decide(actor, {
      subjectId: input.id,
      outcome: input.credited ? 'credited' : 'refused',
      reason: input.reason,
      given: { input, settled, context, relations },
    }),
  )
}

const fetchedReview = defineReview<Given, Booking>({
  name: 'pickupFetched',
  title: '取消后已收走',
  verb: '核对',
  deciders: rulers,
  tells: ['subdistrictOfficer'],
  noticeKind: 'receipt',
  deskLink: ({ subjectId }) => `/bookings?open=${subjectId}`,
  askers: async (tx, { subjectId }) => toldOf(tx, await requireBooking(tx, subjectId)),
  askerLink: ({ subjectId }) => `/pickups/booking?id=${subjectId}`,
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: (_review, outcome, reason) => ({
    title: outcome === 'credited' ? '取消后收走的，已补记' : '取消后收走的，没有补记',
    text: reason,
  }),
  apply: async (tx, { actor, given: { input, settled, context, relations } }) => {
    const before = await requireBooking(tx, input.id)
    const { fetched } = before
    if (!fetched) throw new DomainError('WRONG_STATE')
    const decision = { credited: input.credited, reason: input.reason, at: now(), by: actorId(actor) }
    const receipt = settled && (await post(tx, actor, before, settled, fetched, context))
    await transition(tx, input.id, 'creditFetched', {
      actor,
      relations,
      context,
      text: `取消后收走的东西${input.credited ? '已补记' : '不补记'}：${input.reason}`,
      set: {
        fetched: { ...fetched, decision },
        ...(receipt ? { receipt, weights: fetched.weights, mixedLoad: fetched.mixedLoad } : {}),
      },
    })
    return { details: { credited: input.credited, points: receipt?.points ?? 0 } }
  },
  present: async (tx, actor, { subjectId }) => {
    const booking = await requireBooking(tx, subjectId)
    return presentBooking(actor, booking, { relations: await relationsOf(actor, booking) })
  },
  backlog: async (id) => {
    const found = await Bookings.find({
      fetched: { $exists: true },
      'fetched.decision': null,
      ...(id ? { _id: id } : {}),
    } as object)
      .limit(500)
      .lean<BookingRecord[]>()
    return found.map(openingOf)
  },
  audit: { action: 'pickups.creditFetched', subject: ({ subjectId }) => `pickups/${subjectId}` },
})

async function post(
  tx: Tx,
  actor: Actor,
  booking: BookingRecord,
  settled: Settlement,
  { at, stopId }: NonNullable<BookingRecord['fetched']>,
  { settings }: Context,
) {
  const entry = settlementPost(booking, 0, settled, actorId(actor), now(), stopId)
  const posted = await postSettled(tx, settled, entry && { ...entry, cause: `pickup:${booking._id}:fetched` })
  return receiptOf(booking, settled, posted, at, settings)
}
