// The places of shifts on the slots room: a site's day is a day of the pool, each shift one of its windows. Told of
// freed places and of shifts with too few people, in the transaction in which that happens.
import { DomainError } from '@shared/errors'
import { ANSWER_MINUTES, MOST_BOOKED, SHORT_HOURS, TRAINEE_PLACES } from '@shared/shifts/rules'
import type { SupervisorKind } from '@shared/shifts/vocabulary'
import { addMinutes, clockOf, dayOf, showDay } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import type { Tx } from '../db'
import { notify } from '../notices/notices'
import { definePool, type LineOffer, type LineOver, type Pool, type UnderMinimum } from '../slots/pools'
import type { SeatAsk } from '../slots/seats'
import { ShiftBookings, Shifts, type ShiftBooking, type ShiftRecord } from './shifts.model'

export const holderOf = (personId: string): string => `person:${personId}`

/** The window of the day that a place is in: trainees have one of their own, so that they fill nobody's. */
export const slotOf = (shiftId: string, as: SupervisorKind): string =>
  as === 'trainee' ? `${shiftId}/trainees` : shiftId

/** The place that a booking asks for; its hours meet no other of this person, in whichever pool. */
export const askFor = (
  { _id, siteId, day, from, to }: Pick<ShiftRecord, '_id' | 'siteId' | 'day' | 'from' | 'to'>,
  bookingId: string,
  personId: string,
  as: SupervisorKind,
): SeatAsk => ({
  id: bookingId,
  poolId: siteId,
  day,
  slot: slotOf(_id, as),
  key: holderOf(personId),
  limit: MOST_BOOKED,
  busy: { from, to },
})

export const shiftPool: Pool = definePool({
  name: 'shifts',
  plan: async (siteId, days) => {
    const found = await Shifts.find({ siteId, day: { $in: [...days] } }).lean<ShiftRecord[]>()
    return days.map((day) => ({
      windows: found
        .filter((shift) => shift.day === day)
        .flatMap(({ _id, status, maximum, minimum, startsAt }) => [
          {
            slot: _id,
            capacity: status === 'planned' ? maximum : 0,
            minimum: status === 'planned' ? minimum : 0,
            decideAt: addMinutes(startsAt, -SHORT_HOURS * 60),
          },
          { slot: slotOf(_id, 'trainee'), capacity: status === 'planned' ? TRAINEE_PLACES : 0 },
        ]),
      cap: null,
    }))
  },
  poolIds: () => Shifts.distinct('siteId', { day: { $gte: dayOf(now()) } }).exec(),
  keeps: async (tx, ids) =>
    new Map(
      (await tx.on(ShiftBookings).find({ _id: { $in: [...ids] }, state: 'booked' })).map(
        ({ _id, siteId, day, endsAt }) => [_id, { poolId: siteId, day, isOpen: endsAt > now() }],
      ),
    ),
  live: async (tx, siteId, day) =>
    (await tx.on(ShiftBookings).find({ siteId, day, state: 'booked' })).map(
      ({ _id, shiftId, personId, as, createdAt }) => ({
        id: _id,
        slot: slotOf(shiftId, as),
        key: holderOf(personId),
        since: createdAt,
      }),
    ),
  waiting: { answerMinutes: ANSWER_MINUTES, onOffered: offered, onOver: lineOver },
  onUnderMinimum: tellShort,
  codes: {
    full: 'SHIFT_FULL',
    closed: 'SHIFT_CANCELLED',
    tooMany: 'SHIFT_TOO_MANY',
    belowTaken: 'SHIFT_BELOW_BOOKED',
    hasSeats: 'SHIFT_BELOW_BOOKED',
  },
})

/** "12月1日 周二 19:00那一班" */
export const saidOf = ({ day, startsAt }: Pick<ShiftBooking, 'day' | 'startsAt'>): string =>
  `${showDay(day)} ${clockOf(startsAt)}那一班`

export const MINE = '/shifts/mine'

/** @throws DomainError NOT_FOUND */
export async function bookingIn(tx: Tx, id: string): Promise<ShiftBooking> {
  const booking = await tx.on(ShiftBookings).findOne({ _id: id })
  if (!booking) throw new DomainError('NOT_FOUND')
  return booking
}

async function offered(tx: Tx, { id, until }: LineOffer): Promise<void> {
  const booking = await tx
    .on(ShiftBookings)
    .findOneAndUpdate({ _id: id, state: 'waiting' }, { $set: { state: 'offered', offeredUntil: until } })
  if (!booking) return
  await notify(tx, booking.personId, `shifts/${id}/offered/${until.getTime()}`, {
    kind: 'shift',
    title: '轮到您了',
    text: `${saidOf(booking)}空出一个位置，请在${clockOf(until)}前回复来不来。`,
    link: MINE,
  })
}

const overWords: Readonly<Record<LineOver['why'], readonly [string, string]>> = {
  unanswered: ['没有等到您的回复', '的位置给了下一位'],
  tooLate: ['候补没有等到位置', '没有空出位置'],
  notPossible: ['候补没有等到位置', '有了空位，但那时您有别的安排'],
  closed: ['候补已结束', '不再排候补'],
}

async function lineOver(tx: Tx, { id, why }: LineOver): Promise<void> {
  const booking = await tx.on(ShiftBookings).findOneAndUpdate({ _id: id, state: { $in: ['waiting', 'offered'] } }, {
    $set: { state: 'lapsed', endedAt: now() },
    $unset: { offeredUntil: 1 },
  } as UpdateQuery<ShiftBooking>)
  // a shift that is called off tells everybody itself
  if (!booking || why === 'closed') return
  await notify(tx, booking.personId, `shifts/${id}/lapsed`, {
    kind: 'shift',
    title: overWords[why][0],
    text: `${saidOf(booking)}${overWords[why][1]}，可以看看别的班次。`,
    link: '/shifts/calendar',
  })
}

/** Two hours before: who comes is told that hands are missing, the office finds it in its work. */
async function tellShort(tx: Tx, { slot, confirmed, minimum }: UnderMinimum): Promise<void> {
  const shift = await tx
    .on(Shifts)
    .findOneAndUpdate({ _id: slot, status: 'planned' }, { $set: { shortAt: now() } } as UpdateQuery<ShiftRecord>)
  if (!shift) return
  const coming = await tx.on(ShiftBookings).find({ shiftId: slot, state: 'booked' })
  const told = new Set([...coming.map(({ personId }) => personId), ...(shift.leadId ? [shift.leadId] : [])])
  for (const personId of told)
    await notify(tx, personId, `shifts/${slot}/short`, {
      kind: 'shift',
      title: '这一班人还不够',
      text: `${saidOf(shift)}只有${confirmed}人报名，至少要${minimum}人，开始前都能再报，可以叫上邻居。`,
      link: MINE,
    })
}
