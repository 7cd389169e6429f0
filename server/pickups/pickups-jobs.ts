// The clockwork of bookings: outcomes settle when their contest is over, and past bookings that nobody logged are
// pointed out to dispatchers. Each may run twice for its slot and changes nothing more.
import { openStatuses, outcomes } from '@shared/pickups/machine'
import { contestUntil } from '@shared/pickups/rules'
import { addDays, instantAt, showDay, type Day } from '@shared/time'
import { DomainError } from '@shared/errors'
import { transaction } from '../db'
import { requireBegun } from '../job-slots'
import { defineJob } from '../jobs'
import type { JobRun } from '../long-work'
import { notify } from '../notices/notices'
import { staffAt } from '../people/roles'
import { Bookings, type BookingRecord } from './bookings.model'
import { transition } from './pickups-transitions'
import { districtsServed } from './rounds'
import { contextAt, type Context } from './terms'

const SETTLED_AT = '00:20'
/**
 * Settling and pointing out look back so many days; an instance that slept longer has its contests open longer, never
 * shorter.
 */
const LOOK_BACK_DAYS = 60

/** Bookings with an outcome whose time to object was over on a day and about which nothing is open. */
export async function settleOutcomes(day: Day, { progress }: JobRun): Promise<Record<string, number>> {
  requireBegun(day)
  const at = instantAt(day, SETTLED_AT)
  const found = await Bookings.find({
    districtId: { $in: await districtsServed() },
    day: { $gte: addDays(day, -LOOK_BACK_DAYS), $lt: day },
    status: { $in: [...outcomes] },
  })
    .sort({ day: 1, _id: 1 })
    .limit(20_000)
    .lean<BookingRecord[]>()
  const contexts = new Map<string, Context>()
  let settled = 0
  for (const [index, booking] of found.entries()) {
    const context = contexts.get(booking.placeId) ?? (await contextAt(booking.placePath))
    contexts.set(booking.placeId, context)
    const isOver = booking.outcomeAt !== undefined && contestUntil(booking.outcomeAt, context.settings.booking) <= at
    const isOpen = booking.contest !== undefined && booking.contest.decision === null
    if (isOver && !isOpen) settled += await settleOne(booking, context)
    if (index % 200 === 199) await progress(index + 1, found.length)
  }
  return { looked: found.length, settled }
}

async function settleOne(booking: BookingRecord, context: Context): Promise<number> {
  try {
    await transaction((tx) =>
      transition(tx, booking._id, 'settle', {
        actor: { kind: 'system', name: 'pickups.settle' },
        relations: ['system'],
        context,
        text: '异议期已过，办结',
        version: booking.version,
      }),
    )
    return 1
  } catch (error) {
    // Somebody acted on it meanwhile: the next run looks again.
    if (error instanceof DomainError && error.kind === 'conflict') return 0
    throw error
  }
}

export const settlePickups = defineJob({
  name: 'pickups.settle',
  title: '异议期满的收运办结',
  formerly: ['settlePickups'],
  every: 'day',
  at: SETTLED_AT,
  lookBack: 1,
  run: (day, run) => settleOutcomes(day, run),
})

/**
 * Bookings of past days without any outcome. Nobody is blamed: dispatchers of the place are told once a day what to
 * look at; the resident's own report of a miss stays the resident's to make.
 */
export async function pointOutUnlogged(day: Day): Promise<Record<string, number>> {
  requireBegun(day)
  const found = await Bookings.find(
    {
      districtId: { $in: await districtsServed() },
      day: { $gte: addDays(day, -LOOK_BACK_DAYS), $lt: day },
      status: { $in: [...openStatuses] },
    },
    { placePath: 1, day: 1 },
  ).lean<Pick<BookingRecord, '_id' | 'placePath' | 'day'>[]>()
  const byDispatcher = new Map<string, Set<string>>()
  const known = new Map<string, string[]>()
  for (const booking of found) {
    const key = booking.placePath.join('/')
    const people = known.get(key) ?? (await staffAt(booking.placePath, 'dispatcher'))
    known.set(key, people)
    for (const personId of people)
      byDispatcher.set(personId, (byDispatcher.get(personId) ?? new Set()).add(booking._id))
  }
  for (const [personId, bookings] of byDispatcher) {
    await transaction((tx) =>
      notify(tx, personId, `pickups/unlogged/${day}`, {
        kind: 'revisit',
        title: '有预约没有任何登记',
        text: `${showDay(day)}以前有${bookings.size}个预约没有收运登记，请向班组核对是补录还是漏收。`,
        link: '/bookings?status=assigned',
      }),
    )
  }
  return { unlogged: found.length, told: byDispatcher.size }
}

export const pointOutUnloggedPickups = defineJob({
  name: 'pickups.pointOutUnlogged',
  title: '提醒核对没有登记的预约',
  formerly: ['pointOutUnloggedPickups'],
  every: 'day',
  at: '07:40',
  lookBack: 1,
  run: (slot) => pointOutUnlogged(slot),
})
