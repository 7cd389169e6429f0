// The capacity calendar: what each day offers and what is taken, and changing one day by hand: closing it, another cap,
// more or fewer places in a window, a round running on an extra day. Invariant: no figure falls below what is
// confirmed; holds are let go.
import { holdsRole, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { desk } from '@shared/pickups/desk-contract'
import { dayLabel, daysFrom } from '@shared/pickups/dates'
import { addDays, dayOf, isWorkingDay } from '@shared/time'
import { audit } from '../audit'
import { databaseNow, now } from '../clock'
import { transaction } from '../db'
import { requirePlace, workCalendar } from '../places/places'
import { forgetAfter } from './capacity-answers'
import { dayId, ensureDay, roundsOf, viewDays, type DayView } from './capacity-days'
import { notesOf } from './pickups-offers'
import { dispatchers, readers } from './present'
import { districtOf } from './rounds'
import type { RoundRecord } from './rounds.model'
import { ServiceDays, type DayWindow, type ServiceDay } from './service-days.model'

type CalendarDay = OutputOf<typeof desk.calendar>['days'][number]

/** Days of the district that a place belongs to, with what is taken and held. @throws DomainError NOT_FOUND */
export async function showCapacity(
  actor: Actor,
  input: ParsedOf<typeof desk.calendar>,
): Promise<OutputOf<typeof desk.calendar>> {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, readers, place.path)) throw new DomainError('NOT_FOUND')
  const days = daysFrom(input.from, addDays(input.from, input.days - 1))
  const districtId = districtOf(place.path)
  const [views, rounds, calendar, notes] = [
    await viewDays(districtId, days),
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
    const [roundId = '', key = ''] = slot.split(':')
    const round = rounds.find((one) => one._id === roundId)
    const window = round?.windows.find((one) => one.key === key)
    const taken = view.taken.get(slot) ?? { confirmed: 0, held: 0 }
    return {
      slot,
      roundName: round?.name ?? '',
      from: window?.from ?? '00:00',
      to: window?.to ?? '24:00',
      capacity,
      taken: taken.confirmed,
      held: taken.held,
    }
  })
}

type SetDayInput = ParsedOf<typeof desk.setDay>

/**
 * Changes one day by hand. Windows not named stay as they are; a cap of null lifts it.
 * @throws DomainError NOT_FOUND, CHANGED_MEANWHILE, PICKUP_CAPACITY_BELOW_BOOKED (also for closing a day with
 * bookings), INPUT_INVALID
 */
export async function setDay(actor: Actor, input: SetDayInput): Promise<OutputOf<typeof desk.setDay>> {
  const place = await requirePlace(input.placeId)
  const districtId = districtOf(place.path)
  // A service day is the whole district's: whoever changes it must answer for all of it, not for one subdistrict.
  const district = await requirePlace(districtId)
  if (!holdsRole(actor, dispatchers, district.path))
    throw new DomainError(holdsRole(actor, dispatchers, place.path) ? 'NOT_ALLOWED' : 'NOT_FOUND')
  await requireKnownSlots(districtId, input)
  await ensureDay(districtId, input.day)
  return transaction(async (tx) => {
    const stored = await tx.on(ServiceDays).findOne({ _id: dayId(districtId, input.day) })
    if (!stored || stored.version !== input.version) throw new DomainError('CHANGED_MEANWHILE')
    const windows = changedWindows(stored, input)
    requireRoom(stored, windows, input)
    // whoever confirmed meanwhile has written this document: then this transaction runs again
    const written = await tx.on(ServiceDays).updateOne({ _id: stored._id, version: input.version }, [
      {
        $set: {
          windows,
          closed: input.closed,
          cap: input.cap,
          ownCap: input.cap !== stored.cap || stored.ownCap,
          note: { $literal: input.reason },
          version: input.version + 1,
          places: {
            $filter: {
              input: '$places',
              as: 'p',
              cond: {
                $or: [{ $eq: ['$$p.until', null] }, { $and: [{ $gt: ['$$p.until', databaseNow()] }, !input.closed] }],
              },
            },
          },
        },
      },
    ])
    if (written.matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    forgetAfter(tx, districtId)
    await audit(tx, actor, {
      action: 'pickups.setDay',
      subject: `serviceDays/${stored._id}`,
      placePath: place.path,
      reason: input.reason,
      details: { closed: input.closed, cap: input.cap, windows: input.windows },
    })
    return { day: input.day, version: input.version + 1 }
  })
}

async function requireKnownSlots(districtId: string, { windows }: SetDayInput): Promise<void> {
  const rounds = await roundsOf(districtId)
  const known = new Set(rounds.flatMap((round) => round.windows.map((window) => `${round._id}:${window.key}`)))
  const wrong = windows.find((window) => !known.has(window.slot))
  if (wrong)
    throw new DomainError('INPUT_INVALID', { fields: [{ path: 'windows', text: '有的时段不属于本区县的线路' }] })
}

function changedWindows(stored: ServiceDay, { windows }: SetDayInput): DayWindow[] {
  const asked = new Map(windows.map((window) => [window.slot, window.capacity]))
  const kept = stored.windows.map(({ slot, capacity, own }) => {
    const wanted = asked.get(slot)
    asked.delete(slot)
    return wanted === undefined || wanted === capacity ? { slot, capacity, own } : { slot, capacity: wanted, own: true }
  })
  const added = [...asked].map(([slot, capacity]) => ({ slot, capacity, own: true }))
  return [...kept, ...added].sort((a, b) => (a.slot < b.slot ? -1 : 1))
}

/** Counted against confirmed places only; a hold that no longer fits is refused when it is confirmed. */
function requireRoom(stored: ServiceDay, windows: readonly DayWindow[], { closed, cap }: SetDayInput): void {
  const confirmed = stored.places.filter((place) => place.until === null)
  const tooFew = windows.find(
    (window) => confirmed.filter((place) => place.slot === window.slot).length > window.capacity,
  )
  if (tooFew || (cap !== null && confirmed.length > cap) || (closed && confirmed.length > 0)) {
    throw new DomainError('PICKUP_CAPACITY_BELOW_BOOKED', {
      booked: confirmed.length,
      ...(tooFew ? { slot: tooFew.slot } : {}),
    })
  }
}
