// The capacity calendar: what each day offers and what is taken, and changing one day by hand: closing it, another cap,
// more or fewer seats in a window, a round running on an extra day. What a change may not do is decided in
// slots/changes.ts.
import { holdsRole, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { pickupsDesk } from '@shared/pickups/desk-contract'
import { dayLabel, daysFrom } from '@shared/pickups/dates'
import { addDays, dayOf, isWorkingDay, tooFarAhead } from '@shared/time'
import { dispatchers, readers } from '@shared/pickups/roles'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { requirePlace, workCalendar } from '../places/places'
import { changeDay } from '../slots/changes'
import { dayId, ensureDay, viewDays, type DayView } from '../slots/days'
import { endClosing, noteClosing } from './day-closings'
import { notesOf } from './pickups-offers'
import { districtOf } from './rounds'
import type { RoundRecord } from './rounds.model'
import { pickupPool, roundsOf, slotOf, windowAt } from './service-days'

type CalendarDay = OutputOf<typeof pickupsDesk.calendar>['days'][number]

/** Days of the district that a place belongs to, with what is taken and held. @throws DomainError NOT_FOUND */
export async function showCapacity(
  actor: Actor,
  input: ParsedOf<typeof pickupsDesk.calendar>,
): Promise<OutputOf<typeof pickupsDesk.calendar>> {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const days = daysFrom(input.from, addDays(input.from, input.days - 1))
  const districtId = districtOf(place.path)
  const [views, rounds, calendar, notes] = [
    await viewDays(pickupPool, districtId, days),
    await roundsOf(districtId),
    await workCalendar(),
    await notesOf(input.from, days.at(-1) ?? input.from),
  ]
  const today = dayOf(now())
  return {
    days: views.map((view) => ({
      day: view.day,
      label: dayLabel(view.day, today),
      workingDay: isWorkingDay(view.day, calendar),
      note: view.note ?? notes.get(view.day) ?? null,
      closed: view.closed,
      cap: view.cap,
      taken: view.total.confirmed,
      held: view.total.held,
      version: view.version,
      windows: windowsOf(view, rounds),
    })),
  }
}

function windowsOf(view: DayView, rounds: readonly RoundRecord[]): CalendarDay['windows'] {
  return view.windows.map(({ slot, capacity }) => {
    const at = windowAt(slot, rounds)
    const taken = view.taken.get(slot) ?? { confirmed: 0, held: 0 }
    return {
      slot,
      roundName: at?.round.name ?? '',
      from: at?.window.from ?? '00:00',
      to: at?.window.to ?? '24:00',
      capacity,
      taken: taken.confirmed,
      held: taken.held,
    }
  })
}

type SetDayInput = ParsedOf<typeof pickupsDesk.setDay>

/**
 * Changes one day by hand. Windows not named stay as they are; a cap of null lifts it.
 * @throws DomainError NOT_FOUND, CHANGED_MEANWHILE, PICKUP_CAPACITY_BELOW_BOOKED, PICKUP_DAY_HAS_BOOKINGS for closing a
 * day with bookings without saying what becomes of them, INPUT_INVALID
 */
export async function setDay(actor: Actor, input: SetDayInput): Promise<OutputOf<typeof pickupsDesk.setDay>> {
  const place = await requirePlace(input.placeId)
  const districtId = districtOf(place.path)
  // A service day is the whole district's: whoever changes it must answer for all of it, not for one subdistrict.
  const district = await requirePlace(districtId)
  if (!holdsRole(actor, dispatchers, district.path))
    throw new DomainError(holdsRole(actor, dispatchers, place.path) ? 'NOT_ALLOWED' : 'NOT_FOUND')
  const far = tooFarAhead(input.day, dayOf(now()))
  if (far) throw invalid('day', far)
  await requireKnownSlots(districtId, input)
  await ensureDay(pickupPool, districtId, input.day)
  const { day, version, closed, cap, windows, reason, booked } = input
  return transaction(async (tx) => {
    const change = { poolId: districtId, day, version, closed, cap, windows, note: reason }
    const after = await changeDay(tx, pickupPool, { ...change, leavesSeats: booked !== undefined })
    if (!closed) await endClosing(tx, districtId, day)
    else if (booked) await noteClosing(tx, { districtId, day, booked, reason, by: actorId(actor) })
    await audit(tx, actor, {
      action: 'pickups.setDay',
      subject: `serviceDays/${dayId(pickupPool, districtId, day)}`,
      placePath: place.path,
      reason,
      details: { closed, cap, windows, ...(booked ? { booked } : {}) },
    })
    return { day, version: after }
  })
}

async function requireKnownSlots(districtId: string, { windows }: SetDayInput): Promise<void> {
  const rounds = await roundsOf(districtId)
  const known = new Set(rounds.flatMap((round) => round.windows.map((window) => slotOf(round._id, window.key))))
  const wrong = windows.find((window) => !known.has(window.slot))
  if (wrong) throw invalid('windows', '有的时段不属于本区县的线路')
}
