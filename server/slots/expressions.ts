// Aggregation expressions over lists of seats that days and holders share. They say in the database what
// shared/slots/rules.ts says in words.
import type { Hours } from '@shared/slots/rules'
import type { Day } from '@shared/time'
import { databaseNow } from '../clock'

export type Expression = Record<string, unknown>

export const mineOf = (input: unknown, id: string): Expression => ({
  $filter: { input, as: 'm', cond: { $eq: ['$$m.id', id] } },
})

export const othersOf = (input: unknown, id: string): Expression => ({
  $filter: { input, as: 'o', cond: { $ne: ['$$o.id', id] } },
})

const isLive = (seat: string): Expression => ({
  $or: [{ $eq: [`${seat}.until`, null] }, { $gt: [`${seat}.until`, databaseNow()] }],
})

/** Confirmed seats and holds that run. */
export const liveOf = (list: '$seats' | '$open'): Expression => ({
  $filter: { input: list, as: 'p', cond: isLive('$$p') },
})

/** What stays written in a day: live seats, and offers that have ended until their holder is told (line.ts). */
export const keptSeats = (): Expression => ({
  $filter: { input: '$seats', as: 'p', cond: { $or: [isLive('$$p'), { $eq: ['$$p.offered', true] }] } },
})

/** How much of the capacity the seats take together. */
export const sizeOf = (seats: unknown): Expression => ({
  $sum: { $map: { input: seats, as: 's', in: { $ifNull: ['$$s.size', 1] } } },
})

const inSlot = (seats: unknown, slot: unknown): Expression => ({
  $filter: { input: seats, as: 'q', cond: { $eq: ['$$q.slot', slot] } },
})
export const sizeIn = (seats: unknown, slot: unknown): Expression => sizeOf(inSlot(seats, slot))

const capacityOf = (slot: unknown): Expression => ({
  $sum: {
    $map: {
      input: { $filter: { input: '$windows', as: 'w', cond: { $eq: ['$$w.slot', slot] } } },
      as: 'w',
      in: '$$w.capacity',
    },
  },
})

/** Whether so many more fit into the window and the day beside these seats. */
export const fitsBeside = (seats: unknown, slot: unknown, size: unknown): Expression => ({
  $and: [
    { $lte: [{ $add: [sizeIn(seats, slot), size] }, capacityOf(slot)] },
    { $or: [{ $eq: ['$cap', null] }, { $lte: [{ $add: [sizeOf(seats), size] }, '$cap'] }] },
  ],
})

/** Whether somebody else in the line would fit into what is free. */
export const lineWouldTake = (id: string): Expression => ({
  $anyElementTrue: [
    {
      $map: {
        input: { $ifNull: ['$waiting', []] },
        as: 'e',
        in: {
          $and: [
            { $ne: ['$$e.id', id] },
            { $gt: ['$$e.latest', databaseNow()] },
            fitsBeside(liveOf('$seats'), '$$e.slot', '$$e.size'),
          ],
        },
      },
    },
  ],
})

/** Whether a seat at a holder meets these hours of a day; a seat without hours of its own meets none. */
export const meets = (seat: string, day: Day, busy: Hours | undefined): Expression | boolean =>
  busy
    ? {
        $and: [
          { $eq: [`${seat}.day`, day] },
          { $lt: [`${seat}.busy.from`, busy.to] },
          { $gt: [`${seat}.busy.to`, busy.from] },
        ],
      }
    : false
