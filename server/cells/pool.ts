// The half days of assessors on the slots room: each assessor's day is a day of the pool with two windows of one seat.
// A visit takes a seat in the day of everybody who is sent, in one transaction. Nobody is sent on days off.
import { isWorkingDay } from '@shared/time'
import { dayOf } from '@shared/time'
import { visitSlots, type CellVisitState } from '@shared/cells/vocabulary'
import { now } from '../clock'
import { workCalendar } from '../places/places'
import { definePool } from '../slots/pools'
import type { SeatAsk } from '../slots/seats'
import { Visits, type VisitDocument } from './visits.model'

const keeping: readonly CellVisitState[] = ['planned', 'begun', 'signed']
/** Seats of one application that are open at once: two assessors, a third, and a check. */
const MOST_SEATS = 4

export const holderOf = (applicationId: string): string => `cellApplication:${applicationId}`

export const assessorPool = definePool({
  name: 'cellAssessors',
  plan: async (_assessorId, days) => {
    const calendar = await workCalendar()
    return days.map((day) => ({
      windows: visitSlots.map((slot) => ({ slot, capacity: isWorkingDay(day, calendar) ? 1 : 0 })),
      cap: null,
    }))
  },
  poolIds: () => Visits.distinct('assessors.personId', { day: { $gte: dayOf(now()) } }).exec() as Promise<string[]>,
  keeps: async (tx, ids) => {
    const found = await tx.on(Visits).find({ 'assessors.seatId': { $in: [...ids] }, state: { $in: [...keeping] } })
    return new Map(
      found.flatMap(({ day, assessors }) =>
        assessors.map(({ personId, seatId }) => [seatId, { poolId: personId, day, isOpen: day >= dayOf(now()) }]),
      ),
    )
  },
  live: async (tx, assessorId, day) => {
    const found = await tx.on(Visits).find({ 'assessors.personId': assessorId, day, state: { $in: [...keeping] } })
    return found.flatMap(({ applicationId, slot, createdAt, assessors }) =>
      assessors
        .filter(({ personId }) => personId === assessorId)
        .map(({ seatId }) => ({ id: seatId, slot, key: holderOf(applicationId), since: createdAt })),
    )
  },
  codes: {
    full: 'CELL_ASSESSOR_BUSY',
    closed: 'CELL_ASSESSOR_AWAY',
    tooMany: 'CELL_ASSESSOR_BUSY',
    belowTaken: 'CELL_ASSESSOR_BUSY',
    hasSeats: 'CELL_ASSESSOR_BUSY',
  },
})

export const seatAsk = (
  { applicationId, day, slot }: Pick<VisitDocument, 'applicationId' | 'day' | 'slot'>,
  { personId, seatId }: { personId: string; seatId: string },
): SeatAsk => ({ id: seatId, poolId: personId, day, slot, key: holderOf(applicationId), limit: MOST_SEATS })
