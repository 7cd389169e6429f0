// What bookings ask of the crews' side, which comes after them in the house: who comes and when, who is crew of a
// booking, and that a stop is taken off its run. Handed over at start (wiring.ts).
import type { Actor } from '@shared/actors'
import type { Booking } from '@shared/pickups/schemas'
import type { Tx } from '../db'
import type { BookingRecord } from './bookings.model'

/**
 * Who comes, or came, for a booking; nobody while no crew is planned. `arrival`: null unless they are still to come.
 */
export type Visit = { crewIds: readonly string[]; crewNames: string[]; arrival: Booking['arrival'] }

export type CrewSide = {
  visitOf: (bookingId: string) => Promise<Visit>
  /** Whether somebody is crew of a stop of this booking now. */
  isCrewOf: (actor: Actor, bookingId: string) => Promise<boolean>
  /** Takes the stop of a booking that was cancelled, moved or reported as missed off its run. */
  withdraw: (tx: Tx, booking: Pick<BookingRecord, '_id' | 'day'>) => Promise<void>
}

let side: CrewSide | null = null

export const configurePickups = (given: CrewSide): void => void (side = given)

export function crewSide(): CrewSide {
  if (!side) throw new Error('configurePickups was not called')
  return side
}
