// Objections to a weight, a reason or a price: made within 7 days, answered within the published working days by
// someone who decides. Invariants: one contest a booking; a decision stores who, when, why; corrections are reversals
// and new entries, never changes; nobody decides about their own household.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { pickups } from '@shared/pickups/contract'
import type { desk } from '@shared/pickups/desk-contract'
import { contestDueOn } from '@shared/pickups/rules'
import type { Booking, WeighIn } from '@shared/pickups/schemas'
import { dayOf, showDay } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import type { Job } from '../jobs'
import { withPlan } from '../ledger/earning'
import { notify } from '../notices/notices'
import { staffAt } from '../people/roles'
import { Bookings, type BookingRecord } from './bookings.model'
import { openFor } from './pickups'
import { postOwed } from './pickups-money'
import { requireBooking, transition, type Context } from './pickups-transitions'
import { isResident, presentBooking, rulers } from './present'
import { tell } from './reminders'
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

/** @throws DomainError NOT_FOUND, PICKUP_CONTEST_CLOSED, PICKUP_ALREADY_CONTESTED, WRONG_STATE */
export async function contest(actor: Actor, input: ParsedOf<typeof pickups.contest>): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  const dueOn = contestDueOn(dayOf(now()), context.calendar, context.settings.booking)
  const officers = await staffAt(booking.placePath, 'subdistrictOfficer')
  return transaction(async (tx) => {
    const after = await transition(tx, input.id, 'contest', {
      actor,
      relations,
      context,
      text: `提出异议(${aboutTexts[input.about]}),${showDay(dueOn)}前答复`,
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
    for (const personId of officers) {
      await notify(tx, personId, `pickups/${input.id}/contest`, {
        kind: 'contest_decided',
        title: '有一条异议待答复',
        text: `${after.placeName} ${aboutTexts[input.about]},${showDay(dueOn)}前答复`,
        link: `/desk/bookings/${input.id}`,
      })
    }
    if (!isResident(relations))
      await audit(tx, actor, { action: 'pickups.contest', subject: `pickups/${input.id}`, placePath: after.placePath })
    return presentBooking(actor, after, { context, relations })
  })
}

const aboutTexts = { weight: '重量', reason: '未收成的原因', price: '费用' } as const

type DecideInput = ParsedOf<typeof desk.decideContest>

/**
 * Decides. Upheld about a weight: the settlement is reversed and posted anew with the right weights; about a price:
 * what is still owed is waived; about a reason: the crew's outcome no longer counts against the household and a revisit
 * can be scheduled.
 * @throws DomainError NOT_FOUND, NOT_ALLOWED for one's own household, WRONG_STATE
 */
export async function decideContest(actor: Actor, input: DecideInput): Promise<Booking> {
  const { booking, relations, context } = await openFor(actor, input.id)
  if (!holdsRole(actor, rulers, booking.placePath)) throw new DomainError('NOT_FOUND')
  if (isResident(relations)) throw new DomainError('NOT_ALLOWED')
  const corrected =
    input.upheld && input.weights
      ? await reckonFor(
          { kind: 'system', name: 'pickups' },
          booking,
          { weights: input.weights, at: booking.outcomeAt ?? now(), mixedLoad: false, postedAt: now() },
          context.settings,
        )
      : null
  return withPlan(corrected?.plan ?? null, () =>
    transaction(async (tx) => {
      const before = await requireBooking(tx, input.id)
      if (!before.contest) throw new DomainError('WRONG_STATE')
      const change = input.upheld ? await correct(tx, actor, before, input, corrected, context) : {}
      const decision = { upheld: input.upheld, reason: input.reason, at: now(), by: actorId(actor) }
      const after = await transition(tx, input.id, 'decideContest', {
        actor,
        relations,
        context,
        text: `异议${input.upheld ? '成立' : '不成立'}:${input.reason}`,
        set: { ...change, contest: { ...before.contest, decision } },
      })
      await tell(
        tx,
        after,
        'contest/decided',
        'contest_decided',
        `异议${input.upheld ? '成立,已更正' : '未成立'}`,
        input.reason,
      )
      await audit(tx, actor, {
        action: 'pickups.decideContest',
        subject: `pickups/${input.id}`,
        placePath: before.placePath,
        reason: input.reason,
        details: { upheld: input.upheld, about: before.contest.about },
      })
      return presentBooking(actor, after, { context, relations })
    }),
  )
}

/**
 * Every hour: objections whose day of answer has passed go up to the city, once each; the person is told that it is
 * late.
 */
export const escalateLateContests: Job = {
  name: 'pickups.escalateLateContests',
  title: '超期未答复的异议上报',
  every: 'hour',
  lookBack: 1,
  run: async () => {
    const late = await Bookings.find({
      contest: { $exists: true },
      'contest.decision': null,
      'contest.dueOn': { $lt: dayOf(now()) },
      'contest.escalatedAt': { $exists: false },
    } as object)
      .limit(500)
      .lean<BookingRecord[]>()
    let told = 0
    for (const booking of late) told += await escalate(booking)
    return { late: late.length, told }
  },
}

async function escalate(booking: BookingRecord): Promise<number> {
  const officers = [
    ...new Set([
      ...(await staffAt(booking.placePath, 'subdistrictOfficer')),
      ...(await staffAt(booking.placePath, 'cityOfficer')),
    ]),
  ]
  return transaction(async (tx) => {
    const mine = await tx
      .on(Bookings)
      .updateOne(
        { _id: booking._id, 'contest.decision': null, 'contest.escalatedAt': { $exists: false } } as object,
        { $set: { 'contest.escalatedAt': now() } } as UpdateQuery<BookingRecord>,
      )
    if (mine.matched === 0 || !booking.contest) return 0
    const text = `${booking.placeName} ${showDay(booking.day)}的预约有异议,应在${showDay(booking.contest.dueOn)}前答复,已超期,请督促。`
    for (const personId of officers)
      await notify(tx, personId, `pickups/${booking._id}/contest/escalated`, {
        kind: 'contest_decided',
        title: '异议答复超期',
        text,
        link: `/desk/bookings/${booking._id}`,
      })
    await tell(
      tx,
      booking,
      'contest/late',
      'contest_decided',
      '对不起,答复迟了',
      '您的意见还没有答复,已经催办并上报,答复后马上告诉您。',
    )
    return officers.length
  })
}

async function correct(
  tx: Tx,
  actor: Actor,
  booking: BookingRecord,
  input: DecideInput,
  corrected: Settlement | null,
  context: Context,
): Promise<Partial<BookingRecord>> {
  if (booking.contest?.about === 'price') return waive(tx, actor, booking)
  return corrected && input.weights ? reweigh(tx, actor, booking, input.weights, corrected, context) : {}
}

/** What was paid stays recorded; what is owed falls to what is rightly owed, nothing. */
async function waive(tx: Tx, actor: Actor, booking: BookingRecord): Promise<Partial<BookingRecord>> {
  await postOwed(tx, booking, {
    cause: `pickup:${booking._id}:contest:${booking.contest?.id ?? ''}`,
    fen: -booking.owedFen,
    template: 'pickup.feeChanged',
    by: actorId(actor),
  })
  return { owedFen: 0 }
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
      reason: '异议成立,重量更正',
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
