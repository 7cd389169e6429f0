// Objections to a weight, a reason or a price: made within 7 days, answered within the published working days by
// someone who had no part in it. Invariants: one contest a booking; a decision stores who, when, why; corrections are
// reversals and new entries, never changes.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { pickups } from '@shared/pickups/contract'
import type { pickupsDesk } from '@shared/pickups/desk-contract'
import { rulers } from '@shared/pickups/roles'
import { contestDueOn, isLikelyCorrection, isLikelyWeight } from '@shared/pickups/rules'
import type { Relation } from '@shared/pickups/machine'
import type { Worth } from '@shared/reviews/rules'
import type { Booking, WeighIn } from '@shared/pickups/schemas'
import { dayOf, showDay } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { withEarning } from '../ledger/earning'
import { defineReview, type Opening } from '../reviews/reviews'
import { requireBooking } from './bookings'
import { Bookings, type BookingRecord } from './bookings.model'
import { crewSide } from './crew-side'
import { openFor } from './pickups'
import { postOwed } from './pickups-money'
import { returnPieces, transition } from './pickups-transitions'
import { isResident, presentBooking, relationsOf } from './present'
import { toldOf } from './reminders'
import {
  addUp,
  postSettled,
  receiptOf,
  reckonFor,
  settlementPost,
  takeBackEntry,
  whyOf,
  type Settlement,
} from './settlement'
import type { Context } from './terms'

/** @throws DomainError NOT_FOUND, PICKUP_CONTEST_CLOSED, PICKUP_ALREADY_CONTESTED, WRONG_STATE */
export async function contest(actor: Actor, input: ParsedOf<typeof pickups.contest>): Promise<Booking> {
  const { relations, context } = await openFor(actor, input.id)
  const dueOn = contestDueOn(dayOf(now()), context.calendar, context.settings.booking)
  return transaction(async (tx) => {
    const after = await transition(tx, input.id, 'contest', {
      actor,
      relations,
      context,
      text: `提出异议（${aboutTexts[input.about]}），${showDay(dueOn)}前答复`,
      set: {
        contest: {
          id: input.contestId,
          about: input.about,
          text: input.text,
          at: now(),
          by: actorId(actor),
          dueOn,
          decision: null,
        },
      },
    })
    await contestReview.open(tx, actor, await openingOf(after))
    if (!isResident(relations))
      await audit(tx, actor, { action: 'pickups.contest', subject: `pickups/${input.id}`, placePath: after.placePath })
    return presentBooking(actor, after, { context, relations })
  })
}

const aboutTexts = { weight: '重量', reason: '未收成的原因', price: '费用' } as const

type DecideInput = ParsedOf<typeof pickupsDesk.decideContest>
type Given = {
  input: DecideInput
  corrected: Settlement | null
  context: Context
  relations: readonly Relation[]
}

/**
 * Decides. Upheld about a weight: the settlement is reversed and posted anew with the right weights; about a price:
 * what is owed falls to what is rightly owed; about a reason: the crew's outcome no longer counts against the
 * household, which owes nothing and gets its free pieces back, and a revisit can be scheduled. A mixed load stays one.
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE, REVIEW_WORSE, PICKUP_WEIGHT_UNLIKELY
 */
export async function decideContest(actor: Actor, input: DecideInput): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  if (!holdsRole(actor, rulers, booking.placePath)) throw new DomainError('NOT_FOUND')
  if (
    input.upheld &&
    input.weights &&
    !(isLikelyCorrection(booking.weights, input.weights) && isLikelyWeight(input.weights, booking.siteId !== undefined))
  )
    throw new DomainError('PICKUP_WEIGHT_UNLIKELY')
  const corrected =
    input.upheld && input.weights
      ? await reckonFor(
          { kind: 'system', name: 'pickups' },
          booking,
          {
            weights: input.weights,
            at: booking.outcomeAt ?? now(),
            mixedLoad: booking.mixedLoad ?? false,
            postedAt: now(),
          },
          context.settings,
        )
      : null
  return withEarning(corrected?.earning ?? null, () =>
    contestReview.decide(actor, {
      subjectId: input.id,
      outcome: input.upheld ? 'upheld' : 'kept',
      reason: input.reason,
      given: { input, corrected, context, relations },
    }),
  )
}

/** Who filed it, booked it or weighed it does not decide it, nor whoever belongs to the household. */
async function openingOf(booking: BookingRecord): Promise<Opening> {
  const { crewIds } = await crewSide().visitOf(booking._id)
  const { contest: asked, beneficiary } = booking
  const isHousehold = beneficiary?.startsWith('household:') ?? false
  const ownerId = beneficiary?.split(':')[1]
  return {
    subjectId: booking._id,
    placePath: booking.placePath,
    headline: `${booking.placeName} ${showDay(booking.day)}的预约，${asked ? aboutTexts[asked.about] : ''}`,
    due: asked ? { on: asked.dueOn } : null,
    author: asked?.by,
    actedBy: [booking.bookedBy, booking.onBehalf?.by, ...crewIds],
    personIds: isHousehold ? [] : [ownerId],
    householdIds: [booking.householdId, isHousehold ? ownerId : null],
    ...(asked ? { at: asked.at } : {}),
  }
}

const contestReview = defineReview<Given, Booking>({
  name: 'pickupContest',
  title: '收运异议',
  verb: '答复',
  deciders: rulers,
  tells: ['subdistrictOfficer'],
  noticeKind: 'contest_decided',
  deskLink: ({ subjectId }) => `/bookings?open=${subjectId}`,
  askers: async (tx, { subjectId }) => toldOf(tx, await requireBooking(tx, subjectId)),
  askerLink: ({ subjectId }) => `/pickups/booking?id=${subjectId}`,
  tellsLate: true,
  isObjection: true,
  freshDecider: true,
  answered: (_review, outcome, reason) => ({
    title: `异议${outcome === 'upheld' ? '成立，已更正' : '未成立'}`,
    text: reason,
  }),
  apply: async (tx, { actor, given: { input, corrected, context, relations } }) => {
    const before = await requireBooking(tx, input.id)
    if (!before.contest) throw new DomainError('WRONG_STATE')
    const change = input.upheld ? await correct(tx, actor, before, input, corrected, context) : {}
    const decision = { upheld: input.upheld, reason: input.reason, at: now(), by: actorId(actor) }
    const after = await transition(tx, input.id, 'decideContest', {
      actor,
      relations: [...relations],
      context,
      text: `异议${input.upheld ? '成立' : '不成立'}：${input.reason}`,
      set: { ...change, contest: { ...before.contest, decision } },
    })
    return {
      before: worthOf(before),
      after: worthOf(after),
      details: { upheld: input.upheld, about: before.contest.about },
    }
  },
  present: async (tx, actor, { subjectId }) => {
    const booking = await requireBooking(tx, subjectId)
    return presentBooking(actor, booking, { relations: await relationsOf(actor, booking) })
  },
  backlog: async (id) => {
    const found = await Bookings.find({
      contest: { $exists: true },
      'contest.decision': null,
      ...(id ? { _id: id } : {}),
    } as object)
      .limit(500)
      .lean<BookingRecord[]>()
    return Promise.all(found.map(openingOf))
  },
  audit: { action: 'pickups.decideContest', subject: ({ subjectId }) => `pickups/${subjectId}` },
})

/** What the household has by the booking: points, money for what was sold, and no debt. */
const worthOf = ({ receipt, owedFen }: BookingRecord): Worth => ({
  points: receipt?.points ?? 0,
  fen: receipt?.fen ?? 0,
  owed: -owedFen,
})

async function correct(
  tx: Tx,
  actor: Actor,
  booking: BookingRecord,
  input: DecideInput,
  corrected: Settlement | null,
  context: Context,
): Promise<Partial<BookingRecord>> {
  if (booking.contest?.about === 'price') return lower(tx, actor, booking, input.owedFen ?? 0)
  if (booking.contest?.about === 'reason') {
    await returnPieces(tx, booking)
    return { ...(await lower(tx, actor, booking, 0)), freePieces: 0 }
  }
  return corrected && input.weights ? reweigh(tx, actor, booking, input.weights, corrected, context) : {}
}

/** What was paid stays recorded; what is owed falls to what is rightly owed. @throws DomainError INPUT_INVALID */
async function lower(tx: Tx, actor: Actor, booking: BookingRecord, owedFen: number): Promise<Partial<BookingRecord>> {
  if (owedFen < 0 || owedFen > booking.owedFen) throw invalid('owedFen', '更正后的费用不能比原来多，也不能小于零')
  await postOwed(tx, booking, {
    cause: `pickup:${booking._id}:contest:${booking.contest?.id ?? ''}`,
    fen: owedFen - booking.owedFen,
    template: 'pickup.feeChanged',
    by: actorId(actor),
  })
  return { owedFen }
}

async function reweigh(
  tx: Tx,
  actor: Actor,
  booking: BookingRecord,
  weights: readonly WeighIn[],
  corrected: Settlement,
  { settings }: Context,
): Promise<Partial<BookingRecord>> {
  const by = actorId(actor)
  const contestId = booking.contest?.id ?? ''
  if (booking.receipt?.entryId)
    await takeBackEntry(tx, booking.receipt.entryId, {
      cause: `pickup:${booking._id}:contest:${contestId}`,
      reason: '异议成立，重量更正',
      by,
    })
  const at = booking.outcomeAt ?? now()
  const post = settlementPost(booking, 0, corrected, by, now(), 'contest')
  const posted = await postSettled(
    tx,
    corrected,
    post && {
      ...post,
      cause: `pickup:${booking._id}:corrected:${contestId}`,
      why: whyOf('corrected', booking, corrected),
    },
  )
  return { weights: addUp(weights), receipt: receiptOf(booking, corrected, posted, at, settings) }
}
